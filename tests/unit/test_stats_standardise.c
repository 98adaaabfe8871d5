/* layer: measure */
/* Expected values: tests/reference/regress.R and tables.py. */
#include "measure/stats/standardise.h"

#include "measure/stats/share.h"
#include "test_stats_published.h"

extern const struct verify_topic verify_tables;

static void test_published(void **state)
{
    (void)state;
    assert_published(&verify_tables);
}

/* Down's syndrome by birth order 5, mother's age standardised: a stratum of 327 births without a
 * case must not seem certain. */
static void test_share_interval(void **state)
{
    (void)state;
    static const struct share_stratum strata[] = {
        {0, 327, 319933},      {8, 30666, 931318},    {63, 123419, 786511},
        {112, 149919, 488235}, {262, 104088, 237863}, {295, 34392, 61313},
    };
    const struct standardised out = stats_standardise_share(strata, 6);
    assert_true(out.interval.defined && out.interval.bounded && out.covered == 1.0);
    assert_close(out.interval.value, 0.000755290074452567886, 1e-14);
    assert_close(out.error, 0.0000409970076985060123, 1e-14);
    assert_close(out.interval.lower, 0.000690341025682108759, 1e-13);
    assert_close(out.interval.upper, 0.00207417163984372366, 1e-13);
}

static void test_share_ends(void **state)
{
    (void)state;
    const struct share_stratum one = {30, 100, 7};
    struct standardised out = stats_standardise_share(&one, 1);
    const struct interval wilson = stats_wilson(30, 100);
    assert_close(out.interval.value, 0.3, 1e-15);
    assert_close(out.interval.lower, wilson.lower, 1e-15);
    assert_close(out.interval.upper, wilson.upper, 1e-15);
    assert_close(out.error, sqrt(.3 * .7 / 100), 1e-15);
    /* A quarter of the standard lies where the group has no rows. */
    const struct share_stratum gap[] = {{30, 100, 6}, {0, 0, 2}, {5, 9, 0}};
    out = stats_standardise_share(gap, 3);
    assert_false(out.interval.defined);
    assert_close(out.covered, 0.75, 1e-15);
    out = stats_standardise_share(gap + 2, 1);
    assert_true(!out.interval.defined && isnan(out.covered));
    out = stats_standardise_share(NULL, 0);
    assert_true(!out.interval.defined && isnan(out.covered));
    /* Same mix as the standard: the crude share. */
    const struct share_stratum crude[] = {{3, 10, 10}, {20, 40, 40}, {7, 50, 50}};
    assert_close(stats_standardise_share(crude, 3).interval.value, 0.3, 1e-15);
}

static void test_mean(void **state)
{
    (void)state;
    const struct mean_stratum strata[] = {
        {{4, 16, 66, 1}, 10}, {{3, 18, 110, 1}, 20}, {{5, 10, 22, 1}, 30}, {{1, 4, 16, 1}, 5}};
    struct standardised out;
    assert_int_equal(stats_standardise_mean(strata, 4, &out, NULL), RC_OK);
    assert_close(out.interval.value, 3.69230769230769251, 1e-15);
    assert_close(out.error, 0.24647415057841876, 1e-14);
    assert_close(out.interval.lower, 3.08843785213497268, 1e-14);
    assert_close(out.interval.upper, 4.29617753248041190, 1e-14);
    assert_close(out.df, 5.96862503844970682, 1e-14);
    /* One stratum: Student's interval of its mean. */
    struct interval alone;
    assert_int_equal(stats_standardise_mean(strata, 1, &out, NULL), RC_OK);
    assert_int_equal(stats_mean_t(&strata[0].moments, &alone, NULL), RC_OK);
    assert_close(out.interval.lower, alone.lower, 1e-14);
    assert_close(out.interval.upper, alone.upper, 1e-14);
    assert_close(out.df, 3, 1e-15);
}

static void test_mean_ends(void **state)
{
    (void)state;
    struct standardised out;
    struct err err = ERR_INIT;
    const struct mean_stratum single = {{1, 4, 16, 1}, 5};
    assert_int_equal(stats_standardise_mean(&single, 1, &out, NULL), RC_OK);
    assert_true(out.interval.defined && !out.interval.bounded && out.interval.value == 4.0);
    const struct mean_stratum gap[] = {{{4, 16, 66, 1}, 3}, {{0, 0, 0, 1}, 1}};
    assert_int_equal(stats_standardise_mean(gap, 2, &out, NULL), RC_OK);
    assert_true(!out.interval.defined && out.covered == 0.75);
    const struct mean_stratum flat[] = {{{4, 16, 64, 1}, 3}, {{2, 4, 8, 1}, 1}};
    assert_int_equal(stats_standardise_mean(flat, 2, &out, NULL), RC_OK);
    assert_true(out.error == 0.0 && out.interval.lower == 3.5 && out.interval.upper == 3.5);
    const struct mean_stratum impossible = {{2, 4, 7, 1}, 5};
    assert_int_equal(stats_standardise_mean(&impossible, 1, &out, &err), RC_NUMERIC);
    assert_int_equal(err.rc, RC_NUMERIC);
}

static void test_observed_ratio(void **state)
{
    (void)state;
    /* R: poisson.test(observed, expected)$conf.int and ppois() tails. */
    static const struct {
        uint64_t observed;
        double expected, lower, upper, p;
    } cases[] = {
        {4, 1, 1.089865373626325296, 10.241588675403697550, 0.0379763137523076182},
        {0, 3, 0, 1.229626484704645195, 0.099574136735727889},
        {12, 8.5, 0.72947942455555492, 2.46606882919728854, 0.30267590916384013},
        {50, 71.25, 0.520855631402973529, 0.925175672481920452, 0.010052382944241234},
        {12000, 11700.5, 1.00732835517992116, 1.04411416782169635, 0.00588570335224370927},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct observed_ratio out;
        assert_int_equal(stats_observed_ratio(cases[i].observed, cases[i].expected, &out, NULL),
                         RC_OK);
        assert_close(out.interval.value, (double)cases[i].observed / cases[i].expected, 1e-15);
        assert_close(out.interval.lower, cases[i].lower, 2e-13);
        assert_close(out.interval.upper, cases[i].upper, 2e-13);
        assert_close(out.p, cases[i].p, 1e-11);
        assert_true((out.p < 0.05) == (out.interval.lower > 1 || out.interval.upper < 1));
    }
    struct observed_ratio out;
    assert_int_equal(stats_observed_ratio(7, 0, &out, NULL), RC_OK);
    assert_true(!out.interval.defined && isnan(out.p));
    assert_int_equal(stats_observed_ratio(7, -1, &out, NULL), RC_NUMERIC);
    assert_int_equal(stats_observed_ratio(7, NAN, &out, NULL), RC_NUMERIC);
    /* A tail too small for most libraries' 1 - p: P(X >= 60) of 10 expected. */
    assert_int_equal(stats_observed_ratio(60, 10, &out, NULL), RC_OK);
    assert_close(out.p, 1.30438066556367472e-26, 1e-12);
}

static void test_expected_events(void **state)
{
    (void)state;
    const struct rate_stratum strata[] = {{10, 1, 3}, {0, 0, 0}, {7, 5, 7}, {3, 1, 9}};
    assert_close(stats_expected_events(strata, 4), 10.0 / 3 + 5 + 1.0 / 3, 1e-15);
    const struct rate_stratum unknown = {1, 0, 0};
    assert_true(isnan(stats_expected_events(&unknown, 1)));
    assert_true(stats_expected_events(NULL, 0) == 0.0);
}

static void test_effective_n(void **state)
{
    (void)state;
    assert_close(stats_effective_n(10, 10), 10, 0);
    assert_close(stats_effective_n(6, 14), 36.0 / 14, 1e-15); /* weights 1, 2, 3 */
    assert_true(stats_effective_n(0, 0) == 0.0);
    /* 10^9 weights of 10^9: the square of the sum has 120 bits. */
    const i128 billion = 1000000000;
    assert_close(stats_effective_n(billion * billion, billion * billion * billion), 1e9, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_published),       cmocka_unit_test(test_share_interval),
        cmocka_unit_test(test_share_ends),      cmocka_unit_test(test_mean),
        cmocka_unit_test(test_mean_ends),       cmocka_unit_test(test_observed_ratio),
        cmocka_unit_test(test_expected_events), cmocka_unit_test(test_effective_n),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
