/* Two groups and what a reader asks first of them: shares, means, scores, percentiles,
 * correlations. Expected values: arithmetic of 40 digits (tests/reference/groups.py), where R has
 * the test the same. */
#include "measure/stats/cross_product.h"
#include "measure/stats/mantel_haenszel.h"
#include "measure/stats/mean.h"
#include "measure/stats/nps.h"
#include "measure/stats/quantile.h"
#include "measure/stats/share.h"
#include "measure/stats/standardise.h"
#include "measure/verify/verify.h"

#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* Heart attacks among physicians with aspirin and with placebo: z = -5.00. */
static enum rc heart_attacks(double *computed, struct arena *arena, struct err *err)
{
    (void)arena, (void)err;
    computed[0] = stats_two_share_p(104, 11037, 189, 11034);
    return RC_OK;
}

static struct moments moments_of(const int64_t *values, size_t count, int64_t scale)
{
    struct moments moments = {.n = count, .scale = scale};
    for (size_t i = 0; i < count; i++) {
        moments.sum += values[i];
        moments.square_sum += (i128)values[i] * values[i];
    }
    return moments;
}

/* Hours of sleep gained with two drugs, times ten. */
static enum rc sleep_gained(double *computed, struct arena *arena, struct err *err)
{
    (void)arena;
    static const int64_t first[] = {7, -16, -2, -12, -1, 34, 37, 8, 0, 20},
                         second[] = {19, 8, 11, 1, -1, 44, 55, 16, 46, 34};
    const struct moments a = moments_of(first, COUNT(first), 10);
    const struct moments b = moments_of(second, COUNT(second), 10);
    struct difference found;
    struct interval own;
    enum rc rc = stats_welch_difference(&a, &b, &found, err);
    if (rc == RC_OK) rc = stats_mean_t(&a, &own, err);
    if (rc != RC_OK) return rc;
    const double values[] = {found.statistic,      found.df,  found.p,  found.interval.lower,
                             found.interval.upper, own.lower, own.upper};
    memcpy(computed, values, sizeof values);
    return RC_OK;
}

static enum rc recommend(double *computed, struct arena *arena, struct err *err)
{
    (void)arena, (void)err;
    static const struct nps_counts first = {110, 30, 200}, second = {20, 15, 50};
    const struct interval own = stats_nps(&first);
    const struct difference apart = stats_nps_difference(&first, &second);
    const double values[] = {
        own.value,       own.lower, own.upper, apart.interval.value, apart.interval.lower,
        apart.statistic, apart.p};
    memcpy(computed, values, sizeof values);
    return RC_OK;
}

/* Twelve measurements of resistivity, times 10^4. */
static enum rc resistivity(double *computed, struct arena *arena, struct err *err)
{
    (void)arena;
    static const struct value_run runs[] = {{950610, 1}, {950925, 1}, {951065, 1}, {951195, 1},
                                            {951442, 1}, {951567, 1}, {951591, 1}, {951682, 1},
                                            {951772, 1}, {951937, 1}, {951959, 1}, {951990, 1}};
    struct interval median, ninth;
    enum rc rc = stats_quantile(runs, COUNT(runs), 500, &median, err);
    if (rc == RC_OK) rc = stats_quantile(runs, COUNT(runs), 900, &ninth, err);
    if (rc != RC_OK) return rc;
    const double values[] = {median.value, median.lower, median.upper, ninth.value};
    memcpy(computed, values, sizeof values);
    return RC_OK;
}

/* Admitted of men and of women, department by department. */
static enum rc departments(double *computed, struct arena *arena, struct err *err)
{
    (void)arena, (void)err;
    static const struct stratum strata[] = {{512, 825, 89, 108},  {353, 560, 17, 25},
                                            {120, 325, 202, 593}, {138, 417, 131, 375},
                                            {53, 191, 94, 393},   {22, 373, 24, 341}};
    const struct difference found = stats_mantel_haenszel(strata, COUNT(strata));
    computed[0] = found.interval.value;
    computed[1] = found.interval.lower;
    computed[2] = found.interval.upper;
    return RC_OK;
}

/* The first of four sets that look nothing alike and have one correlation; y times 100. */
static enum rc anscombe(double *computed, struct arena *arena, struct err *err)
{
    (void)arena;
    static const int64_t x[] = {10, 8, 13, 9, 11, 14, 6, 4, 12, 7, 5},
                         y[] = {804, 695, 758, 881, 833, 996, 724, 426, 1084, 482, 568},
                         scales[] = {1, 100};
    i128 sums[2] = {0, 0}, products[4] = {0, 0, 0, 0};
    for (size_t i = 0; i < COUNT(x); i++) {
        const int64_t row[] = {x[i], y[i]};
        for (size_t a = 0; a < 2; a++) {
            sums[a] += row[a];
            for (size_t b = 0; b < 2; b++) products[2 * a + b] += (i128)row[a] * row[b];
        }
    }
    const struct cross_product cross = {COUNT(x), 2, scales, sums, products};
    struct interval r;
    struct test test;
    const enum rc rc = stats_correlation(&cross, 0, 1, &r, &test, err);
    const double values[] = {r.value, r.lower, r.upper, test.statistic, test.p};
    memcpy(computed, values, sizeof values);
    return rc;
}

static enum rc weights(double *computed, struct arena *arena, struct err *err)
{
    (void)arena, (void)err;
    computed[0] = stats_effective_n(1 + 2 + 3 + 4, 1 + 4 + 9 + 16);
    return RC_OK;
}

static const struct verify_value heart_attacks_values[] = {
    {"p", 5.6918969737408560629e-7, "5.69e-07"},
};
static const struct verify_value sleep_gained_values[] = {
    {"t", -1.8608134674868531015, "-1.8608"},
    {"degrees of freedom", 17.776473516178490143, "17.776"},
    {"p", 0.079394140187358138337, "0.07939"},
    {"lower", -3.3654832307117109713, "-3.3654832"},
    {"upper", 0.20548323071171097135, "0.2054832"},
    {"first drug, lower", -0.52978041352623256341, NULL},
    {"first drug, upper", 2.0297804135262325634, NULL},
};
static const struct verify_value recommend_values[] = {
    {"score", 40.0, NULL},
    {"lower", 29.815728393314454816, NULL},
    {"upper", 50.184271606685545184, NULL},
    {"difference", 30.0, NULL},
    {"lower", 4.8238067727757810888, NULL},
    {"z", 2.4819678223230912641, NULL},
    {"p", 0.013065907352126693919, NULL},
};
static const struct verify_value resistivity_values[] = {
    {"median", 951579.0, NULL},
    {"lower: third of twelve", 951065.0, NULL},
    {"upper: tenth", 951937.0, NULL},
    {"90th percentile", 951956.8, NULL},
};
static const struct verify_value departments_values[] = {
    {"difference", -0.018425196190852510501, NULL},
    {"lower", -0.047482435346542226105, NULL},
    {"upper", 0.010632042964837205104, NULL},
};
static const struct verify_value anscombe_values[] = {
    {"r", 0.81642051634483984077, "0.816"},         {"lower", 0.42439121339321613553, "0.4243912"},
    {"upper", 0.95069325378656053387, "0.9506933"}, {"t", 4.2414552888928313814, "4.2415"},
    {"p", 0.0021696288730787969496, "0.00217"},
};
static const struct verify_value weights_values[] = {
    {"rows of weights 1 to 4", 10.0 / 3.0, NULL},
};

#define CASE(id, digits, from)                                                                     \
    {                                                                                              \
        "groups." #id, from, digits, id##_values, COUNT(id##_values), id                           \
    }

static const struct verify_case cases[] = {
    CASE(heart_attacks, VERIFY_DIGITS,
         "Physicians' Health Study 1988, NEJM 318:262; R 4.2 prop.test(correct = FALSE)"),
    CASE(sleep_gained, VERIFY_DIGITS, "Student 1908, Biometrika 6:20; R 4.2 t.test(extra ~ group)"),
    CASE(recommend, VERIFY_DIGITS, "the multinomial variance, by its definition"),
    CASE(resistivity, VERIFY_DIGITS_OF_INTEGERS,
         "NIST/SEMATECH e-Handbook, 7.2.6.2; R 4.2 quantile(type = 7)"),
    CASE(departments, VERIFY_DIGITS,
         "Bickel, Hammel and O'Connell 1975; Sato, Greenland and Robins 1989, by the definition"),
    CASE(anscombe, VERIFY_DIGITS,
         "Anscombe 1973, The American Statistician 27:17; R 4.2 cor.test()"),
    CASE(weights, VERIFY_DIGITS_OF_INTEGERS, "Kish 1965, Survey Sampling, 11.7, by hand"),
};

const struct verify_topic verify_groups = {"groups", cases, COUNT(cases)};
