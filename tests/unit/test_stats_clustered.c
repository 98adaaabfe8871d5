/* layer: measure */
/* Shares of clustered rows against R (tests/reference/clustered.R). */
#include "measure/stats/clustered.h"

#include "measure/stats/share.h"
#include "test_stats_close.h"

static const struct clustered_share groups[3][4] = {
    {{3, 10}, {9, 12}, {1, 8}}, {{20, 25}, {14, 30}, {31, 40}, {2, 5}}, {{7, 9}, {0, 6}}};

static struct clustered all_groups(void)
{
    struct clustered clustered = {0};
    for (size_t i = 0; i < 3; i++) stats_clustered_add(&clustered, groups[i], 4);
    return clustered;
}

static void factor_and_bounds_are_those_of_r(void **state)
{
    (void)state;
    const struct clustered clustered = all_groups();
    assert_int_equal(clustered.df, 6); /* clusters without rows are none */
    const double factor = stats_clustered_factor(&clustered);
    assert_close(factor, 4.77259950646692, 1e-9);
    const struct interval interval = stats_clustered_wilson(67, 100, factor);
    assert_close(interval.value, 0.67, 1e-15);
    assert_close(interval.lower, 0.456714162542599, 1e-9);
    assert_close(interval.upper, 0.830608782841882, 1e-9);
}

/* By t where shares are middling or few clusters tell the factor; by the tail where rows are few
 * and their share is near an end. */
static void p_is_the_greatest_of_three(void **state)
{
    (void)state;
    static const struct {
        struct clustered_share own, rest;
        double p;
    } cases[] = {
        {{67, 100}, {20, 45}, 0.284854782149635},    {{12, 46}, {120, 2714}, 0.0279549353618238},
        {{120, 2714}, {12, 46}, 0.0279549353618238}, {{0, 46}, {120, 2714}, 0.646809466270573},
        {{46, 46}, {2594, 2714}, 0.646809466270574}, {{0, 46}, {1500, 2714}, 0.0142143014742087},
        {{46, 46}, {1500, 2714}, 0.032238181394631}, {{5, 9}, {20, 36}, 1.0},
    };
    const struct clustered clustered = all_groups();
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        double p;
        assert_int_equal(stats_clustered_p(&cases[i].own, &cases[i].rest, &clustered, &p, NULL),
                         RC_OK);
        assert_close(p, cases[i].p, 1e-9);
    }
}

/* Clusters more alike than chance, or none to tell: the plain interval and the plain test. */
static void without_scatter_rows_are_independent(void **state)
{
    (void)state;
    const struct clustered_share even[] = {{5, 10}, {5, 10}, {10, 20}}, sure[] = {{4, 4}, {9, 9}};
    struct clustered clustered = {0};
    stats_clustered_add(&clustered, even, 3);
    stats_clustered_add(&clustered, sure, 2);
    assert_int_equal(clustered.df, 2);
    assert_close(stats_clustered_factor(&clustered), 1.0, 0);
    const struct interval plain = stats_wilson(20, 40);
    const struct interval interval = stats_clustered_wilson(20, 40, 1.0);
    assert_close(interval.lower, plain.lower, 0);
    assert_close(interval.upper, plain.upper, 0);
    const struct clustered_share own = {30, 60}, rest = {60, 80};
    double p;
    assert_int_equal(stats_clustered_p(&own, &rest, &clustered, &p, NULL), RC_OK);
    assert_close(p, stats_two_share_p(30, 60, 60, 80), 0);
    assert_false(stats_clustered_wilson(0, 0, 2.0).defined);
    assert_close(stats_clustered_wilson(0, 9, 2.0).lower, 0.0, 0);
    assert_close(stats_clustered_wilson(9, 9, 2.0).upper, 1.0, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(factor_and_bounds_are_those_of_r),
        cmocka_unit_test(p_is_the_greatest_of_three),
        cmocka_unit_test(without_scatter_rows_are_independent),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
