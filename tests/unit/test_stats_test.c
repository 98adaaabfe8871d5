/* layer: measure */
#include "measure/stats/test.h"
#include "measure/stats/multiple.h"

#include "test_stats_close.h"

#include <gsl/gsl_errno.h>

static void test_normal(void **state)
{
    (void)state;
    /* R 2 * pnorm(-z) */
    assert_close(stats_normal_two_sided_p(0.0), 1.0, 0.0);
    assert_close(stats_normal_two_sided_p(0.5), 6.1707507745197387e-01, 1e-14);
    assert_close(stats_normal_two_sided_p(-1.959963984540054), 5.0000000000000024e-02, 1e-14);
    assert_close(stats_normal_two_sided_p(3.3), 9.6684828476755488e-04, 1e-14);
    assert_close(stats_normal_two_sided_p(8.0), 1.2441921148543570e-15, 1e-13);
    assert_close(stats_normal_two_sided_p(-INFINITY), 0.0, 0.0);
    assert_true(isnan(stats_normal_two_sided_p(NAN)));
}

static void test_chi_square_fit(void **state)
{
    (void)state;
    struct test t;
    double expected_minimum;
    /* R chisq.test(c(10,20,30,7), p = c(.1,.3,.5,.1)) */
    const uint64_t few[] = {10, 20, 30, 7};
    const double tenths[] = {1, 3, 5, 1};
    assert_int_equal(stats_chi_square_fit(few, tenths, 4, &t, &expected_minimum, NULL), RC_OK);
    assert_true(t.defined);
    assert_close(t.statistic, 2.00497512437810910, 1e-14);
    assert_close(t.df, 3.0, 0.0);
    assert_close(t.p, 0.57137474118879972, 1e-13);
    assert_close(expected_minimum, 6.7, 1e-15);
    /* R chisq.test(c(12,31,9,140,8,3), p = c(.01,.03,.05,.09,.14,.68)) */
    const uint64_t left[] = {12, 31, 9, 140, 8, 3};
    const double shares[] = {.01, .03, .05, .09, .14, .68};
    assert_int_equal(stats_chi_square_fit(left, shares, 6, &t, NULL, NULL), RC_OK);
    assert_close(t.statistic, 1108.8299963663628, 1e-14);
    assert_close(t.p, 1.6365012340210840e-237, 1e-12);
}

static void test_chi_square_edges(void **state)
{
    (void)state;
    struct test t;
    struct err err = ERR_INIT;
    const uint64_t counts[] = {10, 0, 10}, none[] = {0, 0, 0};
    assert_int_equal(stats_chi_square_fit(counts, (double[]){1, 0, 1}, 3, &t, NULL, NULL), RC_OK);
    assert_true(t.defined && t.df == 1.0 && t.statistic == 0.0 && t.p == 1.0);
    assert_int_equal(stats_chi_square_fit(counts, (double[]){1, 1, 0}, 3, &t, NULL, NULL), RC_OK);
    assert_true(t.defined && isinf(t.statistic) && t.p == 0.0);
    assert_int_equal(stats_chi_square_fit(counts, (double[]){1, 0, 1}, 1, &t, NULL, NULL), RC_OK);
    assert_false(t.defined);
    assert_int_equal(stats_chi_square_fit(none, (double[]){1, 1, 1}, 3, &t, NULL, NULL), RC_OK);
    assert_false(t.defined);
    assert_int_equal(stats_chi_square_fit(counts, (double[]){1, -1, 1}, 3, &t, NULL, &err),
                     RC_NUMERIC);
    assert_int_equal(err.rc, RC_NUMERIC);
    assert_int_equal(stats_chi_square_fit(counts, (double[]){0, 0, 0}, 3, &t, NULL, NULL),
                     RC_NUMERIC);
}

/* Benjamini and Hochberg 1995, section 4: 15 hypotheses, 4 rejected at 0.05 (Bonferroni and Holm:
 * 3). Shuffled, with gaps. */
static const double PUBLISHED[] = {.0459, .0001, NAN,   .3240, .0004, .4262, .0019, .5719, .0095,
                                   .6528, .0201, .7590, .0278, 1.0,   NAN,   .0298, .0344};
enum { PUBLISHED_COUNT = sizeof PUBLISHED / sizeof PUBLISHED[0] };

static void assert_adjusted(enum rc (*adjust)(double *, size_t, struct err *),
                            const double *expected)
{
    double p[PUBLISHED_COUNT];
    memcpy(p, PUBLISHED, sizeof p);
    assert_int_equal(adjust(p, PUBLISHED_COUNT, NULL), RC_OK);
    for (size_t i = 0; i < PUBLISHED_COUNT; i++) assert_close(p[i], expected[i], 1e-14);
}

static void test_published_families(void **state)
{
    (void)state;
    /* R p.adjust(p, "BH") */
    static const double q[] = {0.0765,
                               0.0015,
                               NAN,
                               0.486,
                               0.003,
                               0.5811818181818181328,
                               0.0095,
                               0.7148749999999999272,
                               0.035625,
                               0.7532307692307692593,
                               0.0603,
                               0.8132142857142856673,
                               0.0638571428571428623,
                               1.0,
                               NAN,
                               0.0638571428571428623,
                               0.0645};
    /* R p.adjust(p, "holm") */
    static const double holm[] = {0.3213, 0.0015, NAN, 1.0,   0.0056, 1.0, 0.0247, 1.0,  0.114,
                                  1.0,    0.2211, 1.0, 0.278, 1.0,    NAN, 0.278,  0.278};
    assert_adjusted(stats_benjamini_hochberg, q);
    assert_adjusted(stats_holm, holm);
    size_t rejected_count = 0;
    for (size_t i = 0; i < PUBLISHED_COUNT; i++) rejected_count += q[i] <= 0.05;
    assert_int_equal(rejected_count, 4);
}

static void test_adjustment_edges(void **state)
{
    (void)state;
    double four[] = {.01, .04, .03, .005}; /* by hand: .02 .04 .04 .02 */
    assert_int_equal(stats_benjamini_hochberg(four, 4, NULL), RC_OK);
    assert_true(four[0] == .02 && four[1] == .04 && four[2] == .04 && four[3] == .02);
    double untested[] = {NAN, NAN};
    assert_int_equal(stats_benjamini_hochberg(untested, 2, NULL), RC_OK);
    assert_true(isnan(untested[0]) && isnan(untested[1]));
    assert_int_equal(stats_holm(NULL, 0, NULL), RC_OK);
    double outside[] = {.2, 1.5};
    struct err err = ERR_INIT;
    assert_int_equal(stats_holm(outside, 2, &err), RC_NUMERIC);
    assert_int_equal(err.rc, RC_NUMERIC);
    assert_int_equal(stats_benjamini_hochberg(outside, 2, NULL), RC_NUMERIC);
    assert_true(outside[0] == .2 && outside[1] == 1.5);
}

int main(void)
{
    gsl_set_error_handler_off();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_normal),           cmocka_unit_test(test_chi_square_fit),
        cmocka_unit_test(test_chi_square_edges), cmocka_unit_test(test_published_families),
        cmocka_unit_test(test_adjustment_edges),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
