#include "measure/stats/competing.h"
#include "measure/stats/log_rank.h"
#include "measure/stats/survival.h"
#include "measure/verify/verify.h"

#include <string.h>

#define COUNT(list) (sizeof(list) / sizeof(list)[0])

/* Times of one group counted per day; a negative time is a censoring. */
static enum rc count_times(const int *times, size_t count, size_t day_count, struct arena *arena,
                           struct day_counts *out, struct err *err)
{
    uint64_t *events = arena_take_array(arena, 2 * day_count, sizeof *events);
    if (events == NULL) return err_memory(err, 2 * day_count * sizeof *events);
    uint64_t *censored = events + day_count;
    for (size_t i = 0; i < count; i++)
        (times[i] < 0 ? censored : events)[times[i] < 0 ? -times[i] : times[i]]++;
    *out = (struct day_counts){events, censored, day_count};
    return RC_OK;
}

static enum rc fit_curve(const int *times, size_t count, struct arena *arena,
                         struct survival_curve *curve, struct err *err)
{
    enum { DAY_COUNT = 200 };
    struct day_counts counts;
    const enum rc rc = count_times(times, count, DAY_COUNT, arena, &counts, err);
    return rc == RC_OK ? stats_kaplan_meier(&counts, arena, curve, err) : rc;
}

static enum rc maintained(double *computed, struct arena *arena, struct err *err)
{
    static const int times[] = {9, 13, -13, 18, 23, -28, 31, 34, -45, 48, -161};
    struct survival_curve curve;
    const enum rc rc = fit_curve(times, COUNT(times), arena, &curve, err);
    if (rc != RC_OK) return rc;
    for (size_t i = 0; i < 7; i++) {
        computed[i] = curve.rows[i].survival;
        computed[7 + i] = curve.rows[i].standard_error;
    }
    computed[14] = stats_survival_median(&curve).value;
    return RC_OK;
}

static enum rc six_failures(double *computed, struct arena *arena, struct err *err)
{
    static const int times[] = {1, 2, 3, 4, 5, 6};
    struct survival_curve curve;
    const enum rc rc = fit_curve(times, COUNT(times), arena, &curve, err);
    if (rc != RC_OK) return rc;
    for (size_t i = 0; i < 4; i++) {
        computed[i] = curve.rows[i].lower;
        computed[4 + i] = curve.rows[i].upper;
    }
    return RC_OK;
}

static enum rc late_entry(double *computed, struct arena *arena, struct err *err)
{
    enum { DAY_COUNT = 18 };
    static const uint64_t entered[DAY_COUNT] = {
        [1] = 2, [2] = 2, [3] = 1, [4] = 1, [5] = 1, [7] = 1, [8] = 2};
    static const int times[] = {2, 3, 6, 7, 8, 9, 9, -9, -14, -17};
    struct day_counts counts;
    struct survival_curve curve;
    enum rc rc = count_times(times, COUNT(times), DAY_COUNT, arena, &counts, err);
    if (rc == RC_OK) rc = stats_kaplan_meier_entering(&counts, entered, arena, &curve, err);
    if (rc != RC_OK) return rc;
    for (size_t i = 0; i < 6; i++) computed[i] = curve.rows[i].survival;
    return RC_OK;
}

static enum rc gehan(double *computed, struct arena *arena, struct err *err)
{
    enum { DAY_COUNT = 36 };
    static const int drug[] = {6,   6,   6,   -6, 7,  -9,  10,  -10, -11, 13, 16,
                               -17, -19, -20, 22, 23, -25, -32, -32, -34, -35};
    static const int placebo[] = {1, 1, 2,  2,  3,  4,  4,  5,  5,  8, 8,
                                  8, 8, 11, 11, 12, 12, 15, 17, 22, 23};
    struct day_counts groups[2];
    enum rc rc = count_times(drug, COUNT(drug), DAY_COUNT, arena, &groups[0], err);
    if (rc == RC_OK) rc = count_times(placebo, COUNT(placebo), DAY_COUNT, arena, &groups[1], err);
    for (enum log_rank_weight w = LOG_RANK_EQUAL; w < LOG_RANK_WEIGHT_COUNT && rc == RC_OK; w++) {
        struct log_rank out;
        rc = stats_log_rank_weighted(groups, 2, 1, w, &out, err);
        computed[w] = out.test.statistic;
    }
    return rc;
}

/* Loprinzi 1994: days, death, patient's Karnofsky score (8 values), institution (18). */
// clang-format off
static const short lung[] = {
    306,1,7,2, 455,1,6,2, 1010,0,6,2, 210,1,3,4, 883,1,6,0, 1022,0,5,9, 310,1,3,6, 361,1,5,8,
    218,1,5,0, 166,1,4,6, 170,1,5,5, 654,1,4,12, 728,1,6,8, 71,1,4,13, 567,1,4,9, 144,1,6,0,
    613,1,7,14, 707,1,4,12, 61,1,3,0, 88,1,5,13, 301,1,5,8, 81,1,4,5, 624,1,5,8, 371,1,7,11,
    394,1,5,9, 520,1,5,9, 574,1,7,3, 118,1,4,10, 390,1,4,10, 12,1,2,0, 473,1,6,9, 26,1,4,0,
    533,1,5,6, 107,1,3,12, 53,1,7,9, 122,1,2,0, 814,1,3,14, 965,0,6,11, 93,1,1,0, 731,1,7,0,
    460,1,3,4, 153,1,4,8, 433,1,6,7, 145,1,3,9, 583,1,4,6, 95,1,3,6, 303,1,4,0, 519,1,4,2,
    643,1,6,10, 765,1,7,14, 735,1,6,2, 189,1,4,9, 53,1,7,13, 246,1,6,0, 689,1,5,5, 65,1,5,0,
    5,1,5,4, 132,1,3,14, 687,1,5,2, 345,1,5,0, 444,1,4,14, 223,1,5,9, 175,1,7,13, 60,1,5,8,
    163,1,3,2, 65,1,2,2, 821,0,4,4, 428,1,5,14, 230,1,7,5, 840,0,6,10, 305,1,6,2, 11,1,7,4,
    132,1,5,1, 226,1,5,13, 426,1,6,9, 705,1,5,0, 363,1,4,5, 176,1,4,0, 791,1,5,3, 95,1,6,10,
    196,0,5,8, 167,1,6,13, 806,0,5,12, 284,1,6,5, 641,1,5,14, 147,1,6,13, 740,0,5,10, 163,1,4,0,
    655,1,6,8, 239,1,7,14, 88,1,5,4, 245,1,3,7, 588,0,6,0, 30,1,3,9, 179,1,5,2, 310,1,7,9,
    477,1,7,8, 166,1,4,2, 559,0,7,0, 450,1,6,5, 364,1,5,10, 107,1,4,5, 156,1,6,9, 529,0,7,15,
    11,1,6,0, 429,1,5,13, 351,1,2,2, 15,1,4,10, 181,1,6,0, 283,1,7,7, 201,1,7,2, 524,1,7,5,
    13,1,4,0, 212,1,3,2, 524,1,4,0, 288,1,3,12, 363,1,6,11, 442,1,6,14, 199,1,5,15, 550,1,5,2,
    54,1,3,8, 558,1,6,0, 207,1,5,14, 92,1,3,6, 60,1,6,9, 551,0,3,12, 543,0,3,9, 293,1,5,3,
    202,1,5,12, 353,1,6,5, 511,0,4,10, 267,1,4,0, 511,0,1,14, 371,1,4,9, 387,1,3,10, 457,1,6,0,
    337,1,7,4, 201,1,3,13, 404,0,4,2, 222,1,4,15, 62,1,6,0, 458,0,7,8, 356,0,6,15, 353,1,5,12,
    163,1,5,12, 31,1,6,9, 340,1,6,10, 229,1,3,10, 444,0,7,14, 315,0,6,4, 182,1,3,12, 156,1,0,16,
    364,0,6,15, 291,1,3,3, 179,1,4,9, 376,0,6,0, 384,0,6,16, 268,1,7,7, 292,0,4,8, 142,1,5,5,
    413,0,4,6, 266,0,6,12, 194,1,3,8, 320,1,7,13, 181,1,6,5, 285,1,6,9, 301,0,7,10, 348,1,5,1,
    197,1,3,1, 382,0,6,12, 303,0,5,0, 296,0,7,10, 180,1,5,0, 186,1,4,10, 145,1,6,0, 269,0,7,6,
    300,0,7,10, 284,0,6,0, 350,1,7,12, 272,0,6,16, 292,0,5,9, 332,0,7,9, 285,1,6,1, 259,0,5,2,
    110,1,3,11, 286,1,6,14, 270,1,6,12, 81,1,4,12, 131,1,5,9, 225,0,5,0, 269,1,6,14, 225,0,7,9,
    243,0,6,16, 279,0,6,13, 276,0,5,0, 135,1,4,16, 79,1,6,11, 59,1,3,14, 240,0,7,16, 202,0,7,2,
    235,0,6,15, 105,1,4,17, 224,0,6,4, 239,1,3,10, 237,0,4,13, 173,0,5,17, 252,0,6,0, 221,0,4,5,
    185,0,4,11, 92,0,7,8, 13,1,6,8, 222,0,4,8, 192,0,5,10, 183,1,3,13, 211,0,0,8, 175,0,5,1,
    197,0,6,14, 203,0,6,8, 116,1,5,0, 188,0,3,0, 191,0,6,10, 105,0,4,16, 174,0,7,5, 177,0,6,14,
};
// clang-format on

static enum rc institutions(double *computed, struct arena *arena, struct err *err)
{
    enum { SCORES = 8, INSTITUTIONS = 18, DAY_COUNT = 1100, COLUMNS = 4 };
    struct day_counts groups[INSTITUTIONS * SCORES];
    uint64_t *days = arena_take_array(arena, COUNT(groups) * 2 * DAY_COUNT, sizeof *days);
    if (days == NULL) return err_memory(err, COUNT(groups) * 2 * DAY_COUNT * sizeof *days);
    for (size_t i = 0; i < COUNT(groups); i++)
        groups[i] = (struct day_counts){days + 2 * i * DAY_COUNT, days + (2 * i + 1) * DAY_COUNT,
                                        DAY_COUNT};
    for (size_t i = 0; i < COUNT(lung); i += COLUMNS) {
        const size_t group = (size_t)lung[i + 3] * SCORES + (size_t)lung[i + 2];
        days[(2 * group + (lung[i + 1] == 0)) * DAY_COUNT + (size_t)lung[i]]++;
    }
    struct log_rank equal, peto;
    enum rc rc = stats_log_rank_weighted(groups, SCORES, INSTITUTIONS, LOG_RANK_EQUAL, &equal, err);
    if (rc == RC_OK)
        rc = stats_log_rank_weighted(groups, SCORES, INSTITUTIONS, LOG_RANK_PETO, &peto, err);
    if (rc != RC_OK) return rc;
    computed[0] = equal.test.statistic;
    computed[1] = equal.test.df;
    computed[2] = peto.test.statistic;
    return RC_OK;
}

static enum rc causes(double *computed, struct arena *arena, struct err *err)
{
    enum { DAY_COUNT = 7 };
    static const uint64_t events[2 * DAY_COUNT] = {
        [2] = 1, [DAY_COUNT + 3] = 2, [DAY_COUNT + 6] = 1};
    static const uint64_t censored[DAY_COUNT] = {[1] = 1, [2] = 1, [3] = 1, [5] = 1};
    const struct competing_counts counts = {
        .events = events, .censored = censored, .cause_count = 2, .day_count = DAY_COUNT};
    struct competing_curve curve;
    const enum rc rc = stats_competing(&counts, arena, &curve, err);
    if (rc != RC_OK) return rc;
    const struct competing_row *third = &curve.rows[1], *sixth = &curve.rows[2];
    const double values[] = {
        third->survival,
        third->causes[0].value,
        third->causes[1].value,
        sixth->causes[0].value,
        sixth->causes[1].value,
        third->causes[0].standard_error,
        third->causes[1].standard_error,
        sixth->causes[1].standard_error,
        sixth->causes[1].lower,
        sixth->causes[1].upper,
    };
    memcpy(computed, values, sizeof values);
    return RC_OK;
}

/* Months to progression (1) or death (2) of the first 60 of R's mgus2: death by three days. */
static enum rc gammopathy(double *computed, struct arena *arena, struct err *err)
{
    static const size_t day_count = 322;
    static const uint16_t dead[] = {30,  25, 46,  92,  8,  4,   151, 2,  136, 2,   108, 10, 14, 18,
                                    43,  34, 67,  16,  62, 129, 25,  88, 115, 75,  55,  25, 7,  118,
                                    2,   26, 164, 27,  60, 2,   125, 18, 98,  98,  77,  37, 85, 136,
                                    196, 3,  90,  139, 4,  5,   94,  84, 321, 147, 13};
    static const uint16_t alive[] = {57, 116, 206, 101, 159, 158};
    static const uint32_t days[] = {30, 120, 240};
    uint64_t *events = arena_take_array(arena, 3 * day_count, sizeof *events);
    if (events == NULL) return err_memory(err, 3 * day_count * sizeof *events);
    uint64_t *censored = events + 2 * day_count;
    events[29] = 1;
    for (size_t i = 0; i < COUNT(dead); i++) events[day_count + dead[i]]++;
    for (size_t i = 0; i < COUNT(alive); i++) censored[alive[i]]++;
    const struct competing_counts counts = {
        .events = events, .censored = censored, .cause_count = 2, .day_count = day_count};
    struct competing_curve curve;
    const enum rc rc = stats_competing(&counts, arena, &curve, err);
    if (rc != RC_OK) return rc;
    for (size_t i = 0; i < COUNT(days); i++) {
        size_t row = curve.row_count;
        while (curve.rows[row - 1].day > days[i]) row--;
        const struct incidence *death = &curve.rows[row - 1].causes[1];
        *computed++ = death->value;
        *computed++ = death->standard_error;
        *computed++ = death->lower;
        *computed++ = death->upper;
    }
    return RC_OK;
}

/* Days on which both causes happen: what they take from each other is in the errors. */
static enum rc tied_causes(double *computed, struct arena *arena, struct err *err)
{
    enum { DAY_COUNT = 10 };
    static const uint64_t events[2 * DAY_COUNT] = {[2] = 1,
                                                   [4] = 1,
                                                   [6] = 1,
                                                   [8] = 1,
                                                   [DAY_COUNT + 2] = 2,
                                                   [DAY_COUNT + 4] = 1,
                                                   [DAY_COUNT + 6] = 1};
    static const uint64_t censored[DAY_COUNT] = {[3] = 1, [5] = 1, [7] = 1, [9] = 1};
    const struct competing_counts counts = {
        .events = events, .censored = censored, .cause_count = 2, .day_count = DAY_COUNT};
    struct competing_curve curve;
    const enum rc rc = stats_competing(&counts, arena, &curve, err);
    if (rc != RC_OK) return rc;
    const struct competing_row *fourth = &curve.rows[1], *eighth = &curve.rows[3];
    const double values[] = {
        fourth->causes[0].standard_error, fourth->causes[1].standard_error,
        eighth->causes[0].value,          eighth->causes[0].standard_error,
        eighth->causes[1].value,          eighth->causes[1].standard_error,
    };
    memcpy(computed, values, sizeof values);
    return RC_OK;
}

static const struct verify_value tied_causes_values[] = {
    {"error of cause 1 by day 4", 0.11400977028267098218, NULL},
    {"error of cause 2 by day 4", 0.13001722085903623639, NULL},
    {"cause 1 by day 8", 11.0 / 24.0, NULL},
    {"error", 0.17327606559305127357, NULL},
    {"cause 2 by day 8", 179.0 / 480.0, NULL},
    {"error", 0.15077334883827249994, NULL},
};
static const struct verify_value gammopathy_values[] = {
    {"dead by month 30", 0.36666666666666659, NULL},
    {"error", 0.062212300796308531, NULL},
    {"lower", 0.24719205964049307, NULL},
    {"upper", 0.48663017984555734, NULL},
    {"dead by month 120", 0.72960603596277207, NULL},
    {"error", 0.0585619972993228, NULL},
    {"lower", 0.5949652793707958, NULL},
    {"upper", 0.82580531273662572, NULL},
    {"dead by month 240", 0.92478088009397275, NULL},
    {"error", 0.03976165650122996, NULL},
    {"lower", 0.79475002615358181, NULL},
    {"upper", 0.97373267869242441, NULL},
};
static const struct verify_value maintained_values[] = {
    {"S(9)", 10.0 / 11.0, ".909"},
    {"S(13)", 9.0 / 11.0, ".818"},
    {"S(18)", 63.0 / 88.0, ".716"},
    {"S(23)", 27.0 / 44.0, ".614"},
    {"S(31)", 27.0 / 55.0, ".491"},
    {"S(34)", 81.0 / 220.0, ".368"},
    {"S(48)", 81.0 / 440.0, ".184"},
    {"error of S(9)", 0.086678417204144750, ".0867"},
    {"error of S(13)", 0.11629129983033294, ".1163"},
    {"error of S(18)", 0.13966497055722782, ".1397"},
    {"error of S(23)", 0.15263233102731200, ".1526"},
    {"error of S(31)", 0.16419326722113581, ".1642"},
    {"error of S(34)", 0.162668885827094795, ".1627"},
    {"error of S(48)", 0.153492745786293683, ".1535"},
    {"median", 31.0, NULL},
};
static const struct verify_value six_failures_values[] = {
    {"lower 1", 0.27312284992835600, ".2731"}, {"lower 2", 0.19461663680623487, ".1946"},
    {"lower 3", 0.11094826035143802, ".1109"}, {"lower 4", 0.046082243412045087, ".0461"},
    {"upper 1", 0.97471242669089353, ".975"},  {"upper 2", 0.90443416432251644, ".904"},
    {"upper 3", 0.80370923685005669, ".804"},  {"upper 4", 0.675564357969300811, ".676"},
};
static const struct verify_value late_entry_values[] = {
    {"S(2) = 1/2", 1.0 / 2.0, NULL},   {"S(3) = 1/3", 1.0 / 3.0, NULL},
    {"S(6) = 4/15", 4.0 / 15.0, NULL}, {"S(7) = 1/5", 1.0 / 5.0, NULL},
    {"S(8) = 3/20", 3.0 / 20.0, NULL}, {"S(9) = 9/100", 9.0 / 100.0, NULL},
};
static const struct verify_value gehan_values[] = {
    [LOG_RANK_EQUAL] = {"log-rank", 16.792940989216532, "16.8"},
    [LOG_RANK_GEHAN] = {"Gehan and Wilcoxon", 13.457852049631065, "13.457852"},
    [LOG_RANK_TARONE_WARE] = {"Tarone and Ware", 15.123575301872689, "15.123575"},
    [LOG_RANK_PETO] = {"Peto, survival before the day", 14.457150818717125, NULL},
    [LOG_RANK_PETO_PRENTICE] = {"Peto and Prentice", 14.084139866856555, "14.08414"},
};
static const struct verify_value institution_values[] = {
    {"log-rank", 21.368445567761036, "21.4"},
    {"degrees of freedom", 7.0, NULL},
    {"Peto", 26.015598823477475, NULL},
};
static const struct verify_value cause_values[] = {
    {"free of events on day 3", 18.0 / 35.0, NULL},
    {"cause 1 by day 3", 1.0 / 7.0, NULL},
    {"cause 2 by day 3", 12.0 / 35.0, NULL},
    {"cause 1 by day 6", 1.0 / 7.0, NULL},
    {"cause 2 by day 6", 6.0 / 7.0, NULL},
    {"error of cause 1 by day 3", 0.13226001425322165, NULL},
    {"error of cause 2 by day 3", 0.19510033301276283, NULL},
    {"error of cause 2 by day 6", 0.13226001425322159, NULL},
    {"lower of cause 2 by day 6", 0.33405387929222208, NULL},
    {"upper of cause 2 by day 6", 0.97856105852617548, NULL},
};

static const struct verify_case cases[] = {
    {"survival.maintained", "Miller 1997, Survival Analysis, p. 49; R survival tests/doaml",
     VERIFY_DIGITS, maintained_values, COUNT(maintained_values), maintained},
    {"survival.six_failures", "lifelines tests against R's conf.type = \"log-log\"", VERIFY_DIGITS,
     six_failures_values, COUNT(six_failures_values), six_failures},
    {"survival.late_entry", "Therneau, survival: tests/survtest, by hand",
     VERIFY_DIGITS_OF_INTEGERS, late_entry_values, COUNT(late_entry_values), late_entry},
    {"survival.gehan", "Gehan 1965; Kleinbaum and Klein 2012, chapter 2; lifelines tests",
     VERIFY_DIGITS, gehan_values, COUNT(gehan_values), gehan},
    {"survival.institutions", "R 4.2 survival 3.5 survdiff(pat.karno + strata(inst)), lung cancer",
     VERIFY_DIGITS, institution_values, COUNT(institution_values), institutions},
    {"survival.causes", "Therneau, survival: tests/testci, by hand; R 4.2 survival 3.5 survfit",
     VERIFY_DIGITS, cause_values, COUNT(cause_values), causes},
    {"survival.gammopathy", "Kyle et al. 2002, NEJM 346:564; R 4.2 survival 3.5 survfit, mgus2",
     VERIFY_DIGITS, gammopathy_values, COUNT(gammopathy_values), gammopathy},
    {"survival.tied_causes", "twelve persons by the definition; R 4.2 survival 3.5 survfit",
     VERIFY_DIGITS, tied_causes_values, COUNT(tied_causes_values), tied_causes},
};

const struct verify_topic verify_survival = {"survival", cases, COUNT(cases)};
