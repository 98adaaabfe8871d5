/* layer: measure */
#include "measure/stats/funnel.h"

#include "measure/stats/distribution.h"
#include "measure/stats/gamma.h"
#include "measure/stats/rate.h"
#include "test_stats_close.h"

/* Digits from tests/reference/shrinkage.py: the distributions added up term by term. */
static void test_limits(void **state)
{
    (void)state;
    static const struct {
        enum funnel_kind kind;
        double target, size, tail, lower, upper;
    } cases[] = {
        {FUNNEL_SHARE, 0.2, 50, 0.025, 0.084404822012269118, 0.32709388335205805},
        {FUNNEL_SHARE, 0.2, 50, 0.001, 0.034776143207507815, 0.39914409767503758},
        {FUNNEL_SHARE, 0.9, 1000, 0.025, 0.88051707346949013, 0.91872134325533970},
        {FUNNEL_SHARE, 0.9, 1000, 0.001, 0.86908215605313679, 0.92865915368736398},
        {FUNNEL_RATIO, 1.0, 15, 0.025, 0.49065932512438990, 1.5722110293692802},
        {FUNNEL_RATIO, 1.0, 15, 0.001, 0.27160380441781318, 1.9224742826585270},
        {FUNNEL_RATIO, 3.0, 5, 0.025, 3 * 0.49065932512438990, 3 * 1.5722110293692802},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct funnel_limits limits;
        assert_int_equal(stats_funnel_limits(cases[i].kind, cases[i].target, cases[i].size,
                                             cases[i].tail, &limits, NULL),
                         RC_OK);
        assert_close(limits.lower, cases[i].lower, 1e-12);
        assert_close(limits.upper, cases[i].upper, 1e-12);
    }
}

/* Outside lie just the counts whose tail is below 0.025, at every size and target. */
static void test_limits_part_the_counts(void **state)
{
    (void)state;
    static const double targets[] = {0.001, 0.05, 0.3, 0.5, 0.83, 0.999};
    for (size_t t = 0; t < sizeof targets / sizeof *targets; t++)
        for (uint64_t n = 1; n < 150; n += 1 + n / 6) {
            struct funnel_limits limits;
            assert_int_equal(
                stats_funnel_limits(FUNNEL_SHARE, targets[t], (double)n, 0.025, &limits, NULL),
                RC_OK);
            assert_true(limits.lower >= 0.0 && limits.upper <= 1.0);
            for (uint64_t k = 0; k <= n; k++) {
                double at_most, below = 0.0;
                assert_int_equal(stats_binomial_lower_p(k, n, targets[t], &at_most, NULL), RC_OK);
                if (k > 0)
                    assert_int_equal(stats_binomial_lower_p(k - 1, n, targets[t], &below, NULL),
                                     RC_OK);
                const double share = (double)k / (double)n;
                assert_int_equal(share < limits.lower, at_most < 0.025);
                assert_int_equal(share > limits.upper, 1.0 - below < 0.025);
            }
        }
}

static void test_poisson_limits_part_the_counts(void **state)
{
    (void)state;
    static const double means[] = {0.01, 0.7, 3.2, 40.0, 333.3};
    for (size_t m = 0; m < sizeof means / sizeof *means; m++) {
        struct funnel_limits limits;
        assert_int_equal(stats_funnel_limits(FUNNEL_RATIO, 1.0, means[m], 0.001, &limits, NULL),
                         RC_OK);
        for (int k = 0; k < 600; k++) {
            double at_most, at_least;
            assert_int_equal(stats_poisson_tails(k, means[m], &at_most, &at_least, NULL), RC_OK);
            assert_int_equal(k / means[m] < limits.lower, at_most < 0.001);
            assert_int_equal(k / means[m] > limits.upper, at_least < 0.001);
        }
    }
}

/* What FunnelPlotR draws: target 1, expected 15, 20, 30 (tests/testthat/test-poisson_limits.R). */
static void test_drawn_by_funnelplotr(void **state)
{
    (void)state;
    static const double sizes[] = {15, 20, 30}, lower[] = {0.5596924, 0.6108260, 0.6746958},
                        upper[] = {1.649348, 1.544419, 1.427562},
                        lower998[] = {0.3862650, 0.4479107, 0.5289724},
                        upper998[] = {2.082907, 1.902094, 1.702771};
    for (size_t i = 0; i < 3; i++) {
        double low, high;
        assert_int_equal(stats_poisson_limits(sizes[i], 0.025, &low, &high, NULL), RC_OK);
        assert_true(fabs(low / sizes[i] - lower[i]) < 0.5e-7);
        assert_true(fabs(high / sizes[i] - upper[i]) < 0.5e-6);
        assert_int_equal(stats_poisson_limits(sizes[i], 0.001, &low, &high, NULL), RC_OK);
        assert_true(fabs(low / sizes[i] - lower998[i]) < 0.5e-7);
        assert_true(fabs(high / sizes[i] - upper998[i]) < 0.5e-6);
    }
}

static void test_ratios(void **state)
{
    (void)state;
    /* The data of FunnelPlotR's tests. */
    static const struct funnel_unit units[] = {{100, 108}, {150, 112}, {0, 0},    {180, 165},
                                               {80, 95},   {120, 100}, {225, 220}};
    struct arena arena = ARENA_INIT;
    struct funnel funnel;
    struct funnel_place point;
    assert_int_equal(stats_funnel(FUNNEL_RATIO, units, 7, 1.0, &arena, &funnel, NULL), RC_OK);
    assert_int_equal(funnel.unit_count, 6);
    assert_close(funnel.phi, 2.3271782575941194, 1e-13);
    assert_close(funnel.tau_square, 0.0034397801541862743, 1e-12);
    assert_close(funnel.dispersion.statistic, 19.334505574821726, 1e-13);
    assert_close(funnel.dispersion.df, 5.0, 0.0);
    assert_int_equal(stats_funnel_place(&funnel, &units[1], &point, NULL), RC_OK);
    assert_close(point.z, 3.3288869393150563, 1e-13);
    assert_close(point.z_adjusted, 2.0883095503277918, 1e-13);
    assert_close(point.adjusted[FUNNEL_INNER].lower, 0.72657017549382454, 1e-13);
    assert_close(point.adjusted[FUNNEL_INNER].upper, 1.3170067418705120, 1e-13);
    assert_close(point.p, stats_normal_two_sided_p(point.z_adjusted), 0.0);
    assert_true(point.adjusted[FUNNEL_OUTER].lower < point.adjusted[FUNNEL_INNER].lower);
    assert_true(point.exact[FUNNEL_INNER].lower > point.adjusted[FUNNEL_INNER].lower);
    assert_int_equal(stats_funnel_place(&funnel, &units[2], &point, NULL), RC_OK);
    assert_true(isnan(point.value) && isnan(point.exact[0].lower));
    arena_release(&arena);
}

static void test_shares(void **state)
{
    (void)state;
    static const struct funnel_unit units[] = {{40, 50},   {160, 200}, {95, 100}, {30, 60},
                                               {270, 300}, {500, 800}, {9, 10},   {66, 75}};
    struct arena arena = ARENA_INIT;
    struct funnel funnel;
    struct funnel_place point;
    assert_int_equal(stats_funnel(FUNNEL_SHARE, units, 8, NAN, &arena, &funnel, NULL), RC_OK);
    assert_close(funnel.target, 1170.0 / 1595.0, 1e-15);
    assert_close(funnel.phi, 17.468737656335515, 1e-12);
    assert_close(funnel.tau_square, 0.030210034883980307, 1e-12);
    assert_close(funnel.dispersion.statistic, 175.13847760904689, 1e-12);
    assert_int_equal(stats_funnel_place(&funnel, &units[3], &point, NULL), RC_OK);
    assert_close(point.z, -3.7644683138661234, 1e-12);
    assert_close(point.z_adjusted, -1.3105872035886851, 1e-12);
    assert_close(point.adjusted[FUNNEL_INNER].lower, 0.38075955133903826, 1e-12);
    assert_close(point.adjusted[FUNNEL_INNER].upper, 0.96829738940408231, 1e-12);
    /* Past a right angle the limit is 1, not on its way back. */
    assert_int_equal(stats_funnel_place(&funnel, &units[6], &point, NULL), RC_OK);
    assert_close(point.adjusted[FUNNEL_OUTER].upper, 1.0, 0.0);
    arena_release(&arena);
}

/* No more than chance: phi below 1, no variance, the exact limits. */
static void test_no_spread_and_errors(void **state)
{
    (void)state;
    static const struct funnel_unit alike[] = {{20, 100}, {41, 200}, {59, 300}, {80, 400}};
    static const struct funnel_unit wrong[] = {{101, 100}}, odd[] = {{3, 10.5}}, none[] = {{0, 0}};
    struct arena arena = ARENA_INIT;
    struct funnel funnel;
    struct funnel_place point;
    assert_int_equal(stats_funnel(FUNNEL_SHARE, alike, 4, 0.2, &arena, &funnel, NULL), RC_OK);
    assert_true(funnel.phi < 1.0);
    assert_close(funnel.tau_square, 0.0, 0.0);
    assert_int_equal(stats_funnel_place(&funnel, &alike[1], &point, NULL), RC_OK);
    assert_close(point.adjusted[0].upper, point.exact[0].upper, 0.0);
    assert_close(point.z_adjusted, point.z, 0.0);
    assert_int_equal(stats_funnel(FUNNEL_SHARE, alike, 1, 0.2, &arena, &funnel, NULL), RC_OK);
    assert_false(funnel.dispersion.defined);
    assert_close(funnel.tau_square, 0.0, 0.0);
    assert_int_equal(stats_funnel(FUNNEL_SHARE, none, 1, NAN, &arena, &funnel, NULL), RC_OK);
    assert_true(isnan(funnel.target) && isnan(funnel.phi));
    assert_int_equal(stats_funnel(FUNNEL_SHARE, wrong, 1, 0.2, &arena, &funnel, NULL), RC_NUMERIC);
    assert_int_equal(stats_funnel(FUNNEL_RATIO, wrong, 1, 1.0, &arena, &funnel, NULL), RC_OK);
    struct funnel_limits limits;
    assert_int_equal(stats_funnel_limits(FUNNEL_SHARE, 0.2, odd[0].size, 0.025, &limits, NULL),
                     RC_NUMERIC);
    assert_int_equal(stats_funnel_limits(FUNNEL_SHARE, 1.0, 10.0, 0.025, &limits, NULL),
                     RC_NUMERIC);
    assert_int_equal(stats_funnel_limits(FUNNEL_RATIO, 1.0, 10.0, 0.6, &limits, NULL), RC_NUMERIC);
    arena_release(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_limits),
        cmocka_unit_test(test_limits_part_the_counts),
        cmocka_unit_test(test_poisson_limits_part_the_counts),
        cmocka_unit_test(test_drawn_by_funnelplotr),
        cmocka_unit_test(test_ratios),
        cmocka_unit_test(test_shares),
        cmocka_unit_test(test_no_spread_and_errors),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
