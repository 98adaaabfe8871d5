/* Published shares, rates and ordered answers. Expected values: R 4.2 from the published counts
 * (tests/reference/R_share.R). */
#include "measure/stats/paired.h"
#include "measure/stats/rate.h"
#include "measure/stats/share.h"
#include "measure/stats/superiority.h"
#include "measure/verify/verify.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

enum { CATEGORIES = 5 };

static double *put_bounds(double *computed, struct interval interval)
{
    computed[0] = interval.lower;
    computed[1] = interval.upper;
    return computed + 2;
}

static const struct {
    uint64_t met, n;
} single[] = {{81, 263}, {15, 148}, {0, 20}, {1, 29}};

static enum rc wilson(double *computed, struct arena *arena, struct err *err)
{
    (void)arena, (void)err;
    for (size_t i = 0; i < COUNT(single); i++)
        computed = put_bounds(computed, stats_wilson(single[i].met, single[i].n));
    return RC_OK;
}

static enum rc clopper_pearson(double *computed, struct arena *arena, struct err *err)
{
    (void)arena;
    enum rc rc = RC_OK;
    for (size_t i = 0; i < COUNT(single) && rc == RC_OK; i++) {
        struct interval interval;
        rc = stats_clopper_pearson(single[i].met, single[i].n, &interval, err);
        computed = put_bounds(computed, interval);
    }
    return rc;
}

static enum rc newcombe(double *computed, struct arena *arena, struct err *err)
{
    (void)arena, (void)err;
    computed = put_bounds(computed, stats_newcombe_difference(56, 70, 48, 80));
    computed = put_bounds(computed, stats_newcombe_difference(9, 10, 3, 10));
    computed = put_bounds(computed, stats_newcombe_difference(6, 7, 2, 7));
    put_bounds(computed, stats_newcombe_difference(5, 56, 0, 29));
    return RC_OK;
}

static enum rc paired(double *computed, struct arena *arena, struct err *err)
{
    (void)arena, (void)err;
    const struct paired performance = {794, 150, 86, 570}, small = {36, 12, 2, 0};
    computed = put_bounds(computed, stats_paired_difference(&performance));
    put_bounds(computed, stats_paired_difference(&small));
    return RC_OK;
}

/* The examples of poisson.test(): one rate, and lung cancer in Fredericia against three other
 * towns. */
static enum rc poisson(double *computed, struct arena *arena, struct err *err)
{
    (void)arena;
    struct interval rate;
    struct rate_ratio ratio;
    enum rc rc = stats_rate(137, 24.19893, &rate, err);
    if (rc == RC_OK) rc = stats_rate_ratio(11, 800.0, 21, 3011.0, &ratio, err);
    if (rc != RC_OK) return rc;
    computed[0] = rate.value;
    put_bounds(computed + 1, rate);
    computed[3] = ratio.interval.value;
    put_bounds(computed + 4, ratio.interval);
    computed[6] = ratio.p;
    return RC_OK;
}

static enum rc mendel(double *computed, struct arena *arena, struct err *err)
{
    (void)arena;
    struct interval share;
    enum rc rc = stats_clopper_pearson(682, 925, &share, err);
    if (rc == RC_OK) rc = stats_binomial_p(682, 925, 0.75, &computed[0], err);
    put_bounds(computed + 1, share);
    return rc;
}

/* Pain scores 1 to 5 without and with treatment. */
static enum rc pain(double *computed, struct arena *arena, struct err *err)
{
    (void)arena;
    static const uint64_t untreated[CATEGORIES] = {3, 1, 4, 2, 1};
    static const uint64_t treated[CATEGORIES] = {11, 2, 0, 1, 0};
    struct superiority found;
    const enum rc rc = stats_superiority(untreated, treated, CATEGORIES, &found, err);
    computed[0] = found.interval.value;
    computed[1] = found.unequal.statistic;
    computed[2] = found.unequal.df;
    computed[3] = found.unequal.p;
    put_bounds(computed + 4, found.interval);
    computed[6] = found.ranks.statistic;
    computed[7] = found.ranks.p;
    return rc;
}

/* Ranks of the efficiency of mucociliary clearance: normal, obstructed, asbestosis. */
static enum rc mucociliary(double *computed, struct arena *arena, struct err *err)
{
    (void)arena;
    static const uint64_t counts[3 * 14] = {0, 0, 0, 1, 1, 0, 0, 1, 1, 1, 0, 0, 0, 0,
                                            0, 0, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 1, 1,
                                            1, 1, 0, 0, 0, 0, 1, 0, 0, 0, 1, 1, 0, 0};
    struct test found;
    const enum rc rc = stats_kruskal_wallis(counts, 3, 14, &found, err);
    computed[0] = found.statistic;
    computed[1] = found.p;
    return rc;
}

static enum rc strata(double *computed, struct arena *arena, struct err *err)
{
    (void)arena;
    static const uint64_t a[3 * CATEGORIES] = {3, 8, 20, 51, 40, 0, 2, 1, 5, 9, 1, 0, 1, 0, 0};
    static const uint64_t b[3 * CATEGORIES] = {10, 11, 25, 40, 19, 2, 2, 4, 3, 1, 0, 0, 1, 0, 0};
    struct stratified_superiority found;
    const enum rc rc = stats_van_elteren(a, b, 3, CATEGORIES, &found, err);
    computed[0] = found.ranks.statistic;
    computed[1] = found.ranks.p;
    computed[2] = found.interval.value;
    put_bounds(computed + 3, found.interval);
    return rc;
}

static const struct verify_value wilson_values[] = {
    {"81/263 lower", 0.25528851987827428, "0.2553"},
    {"81/263 upper", 0.36620957698280016, "0.3662"},
    {"15/148 lower", 0.062386399530736283, "0.0624"},
    {"15/148 upper", 0.160487241723308, "0.1605"},
    {"0/20 lower", 0.0, NULL},
    {"0/20 upper", 0.1611251580528193, "0.1611"},
    {"1/29 lower", 0.006113214292762661, "0.0061"},
    {"1/29 upper", 0.171755218793202824, "0.1718"},
};

static const struct verify_value clopper_pearson_values[] = {
    {"81/263 lower", 0.25273674558527121, "0.2527"},
    {"81/263 upper", 0.36762192260135140, "0.3676"},
    {"15/148 lower", 0.057844010083448555, "0.0578"},
    {"15/148 upper", 0.161650490349478981, "0.1617"},
    {"0/20 lower", 0.0, NULL},
    {"0/20 upper", 0.16843347098308536, "0.1684"},
    {"1/29 lower", 0.0008726468835799228, "0.0009"},
    {"1/29 upper", 0.1776442954887228476, "0.1776"},
};

static const struct verify_value newcombe_values[] = {
    {"56/70 - 48/80 lower", 0.052431472402364926, "0.0524"},
    {"56/70 - 48/80 upper", 0.33387265403690586, "0.3339"},
    {"9/10 - 3/10 lower", 0.17052272393450307, "0.1705"},
    {"9/10 - 3/10 upper", 0.80901797353548799, "0.8090"},
    {"6/7 - 2/7 lower", 0.058227927482312314, "0.0582"},
    {"6/7 - 2/7 upper", 0.80624963752422774, "0.8062"},
    {"5/56 - 0/29 lower", -0.038137147903536853, "-0.0381"},
    {"5/56 - 0/29 upper", 0.19256001385511157, "0.1926"},
};

static const struct verify_value paired_values[] = {
    {"performance lower", 0.021230423982877056, NULL},
    {"performance upper", 0.058703872895728829, NULL},
    {"36, 12, 2, 0 lower", 0.056929584003238748, "0.0569"},
    {"36, 12, 2, 0 upper", 0.34042760297494062, "0.3404"},
};

static const struct verify_value poisson_values[] = {
    {"rate", 5.6614073432172409, "5.661407"},    {"lower", 4.7531248048487482, "4.753125"},
    {"upper", 6.6927093341760706, "6.692709"},   {"ratio", 1.9714880952380953, "1.971488"},
    {"lower", 0.85842640339163923, "0.8584264"}, {"upper", 4.2772659436540712, "4.2772659"},
    {"p", 0.079668633033329522, "0.07967"},
};

static const struct verify_value mendel_values[] = {
    {"p", 0.38249155957485192, "0.3825"},
    {"lower", 0.70766826407903904, "0.7076683"},
    {"upper", 0.76540655824152526, "0.7654066"},
};

static const struct verify_value pain_values[] = {
    {"P(higher) + P(equal) / 2", 0.78896103896103897, "0.788961"},
    {"t", 3.13746748230295, "3.1375"},
    {"degrees of freedom", 17.682841979481548, "17.683"},
    {"p", 0.0057862086661514675, "0.005786"},
    {"logit lower", 0.53868654754329603, NULL},
    {"logit upper", 0.92289107918357394, NULL},
    {"Mann-Whitney z", 2.6934351820117857, NULL},
    {"Mann-Whitney p", 0.0070719894822221449, NULL},
};

static const struct verify_value mucociliary_values[] = {
    {"H", 0.771428571428571429, "0.77143"},
    {"p", 0.67996477357889362, "0.68"},
};

static const struct verify_value strata_values[] = {
    {"van Elteren z", 4.0469095640200781, NULL}, {"p", 5.1898280374948197e-05, NULL},
    {"P(higher)", 0.63990908086000109, NULL},    {"lower", 0.57586979648965697, NULL},
    {"upper", 0.70394836523034521, NULL},
};

#define CASE(id, digits, from)                                                                     \
    {                                                                                              \
        "share." #id, from, digits, id##_values, COUNT(id##_values), id                            \
    }

static const struct verify_case cases[] = {
    CASE(wilson, VERIFY_DIGITS_OF_INTEGERS,
         "Newcombe 1998, Statistics in Medicine 17:857, table I, method 3"),
    CASE(clopper_pearson, VERIFY_DIGITS,
         "Newcombe 1998, Statistics in Medicine 17:857, table I, method 5"),
    CASE(newcombe, VERIFY_DIGITS,
         "Newcombe 1998, Statistics in Medicine 17:873, table II, method 10"),
    CASE(paired, VERIFY_DIGITS,
         "Agresti 1990, 10.1; Newcombe 1998, Statistics in Medicine 17:2635, method 10"),
    CASE(poisson, VERIFY_DIGITS, "R 4.2 examples of poisson.test(); Dalgaard, ISwR"),
    CASE(mendel, VERIFY_DIGITS, "Conover 1971, p. 97; R 4.2 example of binom.test()"),
    CASE(pain, VERIFY_DIGITS,
         "Brunner and Munzel 2000, Biometrical Journal 42:17; R lawstat brunner.munzel.test()"),
    CASE(mucociliary, VERIFY_DIGITS,
         "Hollander and Wolfe 1973, p. 116; R 4.2 example of kruskal.test()"),
    CASE(strata, VERIFY_DIGITS, "van Elteren 1960, computed with R 4.2 from its definition"),
};

const struct verify_topic verify_share = {"share", cases, COUNT(cases)};
