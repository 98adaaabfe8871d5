/* Published tables of counts: independence, exact tests, exact rates, standardisation. Expected
 * values: fractions, or 50 digits, from the published counts (tests/reference/tables.py). */
#include "measure/stats/fit.h"
#include "measure/stats/standardise.h"
#include "measure/verify/verify.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* Hair (black, brown, red, blond) by eyes (brown, blue, hazel, green) of 592 students. */
static enum rc hair(double *computed, struct arena *arena, struct err *err)
{
    static const uint64_t counts[] = {68, 20, 15, 5,  119, 84, 54, 29,
                                      26, 17, 14, 14, 7,   94, 10, 16};
    struct table_test found;
    const enum rc rc = stats_chi_square_table(counts, 4, 4, arena, &found, err);
    computed[0] = found.test.statistic;
    computed[1] = found.test.p;
    computed[2] = found.cramers_v;
    return rc;
}

/* Admitted and rejected men and women of six departments of Berkeley together. */
static enum rc sexes(double *computed, struct arena *arena, struct err *err)
{
    static const uint64_t counts[] = {1198, 1493, 557, 1278};
    struct table_test found;
    const enum rc rc = stats_chi_square_table(counts, 2, 2, arena, &found, err);
    computed[0] = found.test.statistic;
    computed[1] = found.test.p;
    return rc;
}

static enum rc exact_table(uint64_t a, uint64_t b, uint64_t c, uint64_t d, double *computed,
                           struct err *err)
{
    struct fisher found;
    const enum rc rc = stats_fisher(a, b, c, d, &found, err);
    computed[0] = found.p;
    computed[1] = found.less_p;
    computed[2] = found.greater_p;
    computed[3] = found.odds_ratio.value;
    computed[4] = found.odds_ratio.lower;
    computed[5] = found.odds_ratio.upper;
    return rc;
}

static enum rc tea(double *computed, struct arena *arena, struct err *err)
{
    (void)arena;
    return exact_table(3, 1, 1, 3, computed, err);
}

/* Convicted and not: fraternal and identical twins of criminals. */
static enum rc convictions(double *computed, struct arena *arena, struct err *err)
{
    (void)arena;
    return exact_table(2, 15, 10, 3, computed, err);
}

/* Voters who changed their mind between two surveys. */
static enum rc performance(double *computed, struct arena *arena, struct err *err)
{
    (void)arena;
    struct mcnemar found;
    const enum rc rc = stats_mcnemar(150, 86, &found, err);
    computed[0] = found.p;
    computed[1] = found.mid_p;
    computed[2] = found.odds_ratio.value;
    computed[3] = found.odds_ratio.lower;
    computed[4] = found.odds_ratio.upper;
    return rc;
}

static enum rc four_events(double *computed, struct arena *arena, struct err *err)
{
    (void)arena;
    struct observed_ratio found;
    const enum rc rc = stats_observed_ratio(4, 1.0, &found, err);
    computed[0] = found.interval.lower;
    computed[1] = found.interval.upper;
    return rc;
}

/* Births with Down's syndrome by birth order, mothers' ages (six classes) standardised. */
static enum rc births(double *computed, struct arena *arena, struct err *err)
{
    (void)arena;
    (void)err;
    static const uint64_t all[5][6] = {{230061, 329449, 114920, 39487, 14208, 3052},
                                       {72202, 326701, 208667, 83228, 28466, 5375},
                                       {15050, 175702, 207081, 117300, 45026, 8660},
                                       {2293, 68800, 132424, 98301, 46075, 9834},
                                       {327, 30666, 123419, 149919, 104088, 34392}};
    static const uint64_t met[5][6] = {{107, 141, 60, 40, 39, 25},
                                       {25, 150, 110, 84, 82, 39},
                                       {3, 71, 114, 103, 108, 75},
                                       {1, 26, 64, 89, 137, 96},
                                       {0, 8, 63, 112, 262, 295}};
    for (size_t order = 0; order < 5; order++) {
        struct share_stratum strata[6] = {{0}};
        for (size_t age = 0; age < 6; age++) {
            strata[age].met = met[order][age];
            strata[age].n = all[order][age];
            for (size_t other = 0; other < 5; other++) strata[age].weight += all[other][age];
        }
        const struct standardised found = stats_standardise_share(strata, COUNT(strata));
        computed[order] = found.interval.value;
        computed[5 + order] = found.error;
    }
    return RC_OK;
}

static const struct verify_value hair_values[] = {
    {"chi-square", 138.289841626008271, "138.29"},
    {"p", 2.32528678709880512e-25, NULL},
    {"Cramer's V", 0.279044623342658402, NULL},
};

static const struct verify_value sexes_values[] = {
    {"chi-square", 92.2052804115276337, "92.205"},
    {"p", 7.81360038899466436e-22, NULL},
};

static const struct verify_value tea_values[] = {
    {"p", 0.485714285714285714, "0.4857"},
    {"p of less", 0.985714285714285714, NULL},
    {"p of greater", 0.242857142857142857, "0.2429"},
    {"odds ratio", 6.40831965819967432, "6.408"},
    {"lower", 0.211735595446578567, NULL},
    {"upper", 626.243530588814042, NULL},
};

static const struct verify_value convictions_values[] = {
    {"p", 0.000536724119143435801, "0.0005367"},
    {"p of less", 0.000465180943362905014, "0.0004652"},
    {"p of greater", 0.999984519018686146, NULL},
    {"odds ratio", 0.0469366390496799637, "0.04694"},
    {"lower", 0.00331716395065736113, NULL},
    {"upper", 0.363189602356680562, NULL},
};

static const struct verify_value performance_values[] = {
    {"exact p", 0.0000371593613957144234, NULL}, {"mid p", 0.000028933895176154901, NULL},
    {"odds ratio", 1.74418604651162791, "1.74"}, {"lower", 1.32922825260526359, NULL},
    {"upper", 2.30097908042199391, NULL},
};

static const struct verify_value four_events_values[] = {
    {"lower", 1.08986537362632488, "1.089865"},
    {"upper", 10.2415886754036983, "10.241589"},
};

static const struct verify_value births_values[] = {
    {"share of birth order 1", 0.000923045255331994445, NULL},
    {"share of birth order 2", 0.000911741168346640875, NULL},
    {"share of birth order 3", 0.000850692213383019461, NULL},
    {"share of birth order 4", 0.000927178650551997648, NULL},
    {"share of birth order 5", 0.000755290074452567886, "0.0007552901"},
    {"error of birth order 1", 0.0000624806875186923259, NULL},
    {"error of birth order 2", 0.0000460226550265286723, NULL},
    {"error of birth order 3", 0.0000411412252319285414, NULL},
    {"error of birth order 4", 0.0000671660677153810526, NULL},
    {"error of birth order 5", 0.0000409970076985060123, NULL},
};

#define CASE(id, digits, from)                                                                     \
    {                                                                                              \
        "tables." #id, from, digits, id##_values, COUNT(id##_values), id                           \
    }

static const struct verify_case cases[] = {
    CASE(hair, VERIFY_DIGITS, "Snee 1974, The American Statistician 28:9; R 4.2 HairEyeColor"),
    CASE(sexes, VERIFY_DIGITS,
         "Bickel, Hammel and O'Connell 1975; R 4.2 chisq.test(correct = FALSE)"),
    CASE(tea, VERIFY_DIGITS, "Fisher 1935, The Design of Experiments; R 4.2 fisher.test()"),
    CASE(convictions, VERIFY_DIGITS,
         "Fisher 1962, Australian Journal of Statistics 4:41; R 4.2 example of fisher.test()"),
    CASE(performance, VERIFY_DIGITS, "Agresti 1990, Categorical Data Analysis, 10.1"),
    CASE(four_events, VERIFY_DIGITS, "Garwood 1936; R survival 3.5 cipoisson(4)"),
    CASE(births, VERIFY_DIGITS,
         "Stark and Mantel 1966; Fleiss 1981, table 14.4; R dsrTest 0.2 downs.mi"),
};

const struct verify_topic verify_tables = {"tables", cases, COUNT(cases)};
