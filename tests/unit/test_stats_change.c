/* layer: measure */
/* Expected values: tests/reference/regress.R and tables.py. */
#include "measure/stats/change.h"

#include "measure/stats/share.h"
#include "measure/stats/test.h"
#include "test_stats_published.h"

static void test_means(void **state)
{
    (void)state;
    /* 3 4 5 4 4 -> 5 6 5 7; 4 4 3 5 2 4 -> 4 5 3 4 5 */
    const struct mean_change treated = {{5, 20, 82, 1}, {4, 23, 135, 1}};
    const struct mean_change others = {{6, 22, 86, 1}, {5, 21, 91, 1}};
    struct difference out;
    assert_int_equal(stats_mean_change_difference(&treated, &others, &out, NULL), RC_OK);
    assert_close(out.interval.value, 1.21666666666666634, 1e-15);
    assert_close(out.interval.lower, -0.51568147326878200, 1e-13);
    assert_close(out.interval.upper, 2.94901480660211490, 1e-13);
    assert_close(out.statistic, 1.51264883018805740, 1e-14);
    assert_close(out.df, 13.40314900703980072, 1e-14);
    assert_close(out.p, 0.15358596093324606, 1e-12);
    /* Both groups exchanged: only the sign changes. */
    struct difference turned;
    assert_int_equal(stats_mean_change_difference(&others, &treated, &turned, NULL), RC_OK);
    assert_close(turned.interval.value, -out.interval.value, 0);
    assert_close(turned.p, out.p, 1e-13);
}

static void test_means_ends(void **state)
{
    (void)state;
    const struct mean_change some = {{5, 20, 82, 1}, {4, 23, 135, 1}};
    const struct mean_change empty = {{0, 0, 0, 1}, {4, 23, 135, 1}};
    const struct mean_change single = {{1, 3, 9, 1}, {4, 23, 135, 1}};
    const struct mean_change flat = {{2, 6, 18, 1}, {3, 12, 48, 1}};
    const struct mean_change still = {{2, 60, 1800, 10}, {3, 90, 2700, 10}};
    const struct mean_change impossible = {{2, 6, 17, 1}, {3, 12, 48, 1}};
    struct difference out;
    assert_int_equal(stats_mean_change_difference(&some, &empty, &out, NULL), RC_OK);
    assert_false(out.interval.defined);
    assert_int_equal(stats_mean_change_difference(&single, &some, &out, NULL), RC_OK);
    assert_true(out.interval.defined && !out.interval.bounded && isnan(out.p));
    assert_int_equal(stats_mean_change_difference(&flat, &still, &out, NULL), RC_OK);
    assert_true(out.interval.bounded && out.interval.lower == 1.0 && out.p == 0.0);
    assert_int_equal(stats_mean_change_difference(&still, &still, &out, NULL), RC_OK);
    assert_true(out.interval.value == 0.0 && out.p == 1.0);
    assert_int_equal(stats_mean_change_difference(&some, &impossible, &out, NULL), RC_NUMERIC);
}

static void test_shares(void **state)
{
    (void)state;
    const struct share_change treated = {30, 58, 45, 60}, others = {41, 70, 44, 75};
    const struct difference out = stats_share_change_difference(&treated, &others);
    assert_close(out.interval.value, 0.23180623973727422, 1e-14);
    assert_close(out.interval.lower, -0.00230259919652492503, 1e-12);
    assert_close(out.interval.upper, 0.452525963726691979, 1e-14);
    assert_close(out.statistic, 1.95009572644991871, 1e-14);
    assert_close(out.p, stats_normal_two_sided_p(1.95009572644991871), 1e-12);
    const struct difference turned = stats_share_change_difference(&others, &treated);
    assert_close(turned.interval.lower, -out.interval.upper, 1e-14);
    assert_close(turned.interval.upper, -out.interval.lower, 1e-12);
}

static void test_shares_ends(void **state)
{
    (void)state;
    const struct share_change none = {0, 0, 4, 9}, sure = {0, 3, 3, 3}, other = {3, 3, 0, 3};
    assert_false(stats_share_change_difference(&none, &sure).interval.defined);
    /* From none to all against from all to none: as large as it can be, and not certain. */
    const struct difference out = stats_share_change_difference(&sure, &other);
    assert_true(out.interval.value == 2.0 && out.interval.upper == 2.0 && isnan(out.p));
    const struct interval wilson = stats_wilson(3, 3);
    assert_close(out.interval.lower, 2.0 - sqrt(4.0) * (1.0 - wilson.lower), 1e-14);
}

/* Two rows a cluster and period: the clusters' changes are a sample, and the test is Welch's. */
static void test_equal_clusters_are_welch(void **state)
{
    (void)state;
    static const int64_t treated[] = {12, 9, 15, 11, 7}, others[] = {3, -2, 5, 1};
    struct cluster_change clusters[9];
    for (size_t i = 0; i < 9; i++) {
        const int64_t change = i < 5 ? treated[i] : others[i - 5];
        clusters[i] = (struct cluster_change){2, 2, 40, 40 + 2 * change, i < 5};
    }
    struct difference out;
    assert_int_equal(stats_cluster_change_difference(clusters, 9, 10, &out, NULL), RC_OK);
    assert_close(out.interval.value, 0.905, 1e-15);
    assert_close(out.interval.lower, 0.4223313662486377629, 1e-13);
    assert_close(out.interval.upper, 1.3876686337513621794, 1e-13);
    assert_close(out.statistic, 4.4863777706203888940, 1e-14);
    assert_close(out.df, 6.6158512803233957555, 1e-14);
    assert_close(out.p, 0.0032722191264607727, 1e-12);
}

/* R: lm(y ~ treated * after) on rows, sandwich by cluster. */
static void test_unequal_clusters(void **state)
{
    (void)state;
    static const struct cluster_change clusters[] = {
        {3, 2, 7, 8, true},  {2, 4, 5, 11, true},  {4, 3, 9, 9, true},  {0, 2, 0, 7, true},
        {2, 3, 4, 6, false}, {5, 2, 11, 5, false}, {3, 4, 8, 9, false}, {0, 0, 0, 0, false}};
    struct difference out;
    assert_int_equal(stats_cluster_change_difference(clusters, 8, 1, &out, NULL), RC_OK);
    assert_close(out.interval.value, 0.926262626262626676, 1e-14);
    assert_close(out.interval.lower, 0.028973096667281872, 1e-11);
    assert_close(out.interval.upper, 1.823552155857971480, 1e-12);
    assert_close(out.statistic, 2.699678262559443542, 1e-12);
    assert_close(out.df, 4.730653909211418373, 1e-12);
    assert_close(out.p, 0.045330214791648796, 1e-11);
}

static void test_clusters_ends(void **state)
{
    (void)state;
    struct difference out;
    struct err err = ERR_INIT;
    const struct cluster_change few[] = {
        {2, 2, 4, 6, true}, {2, 2, 5, 5, false}, {2, 2, 3, 4, false}};
    assert_int_equal(stats_cluster_change_difference(few, 3, 1, &out, NULL), RC_OK);
    assert_true(out.interval.defined && !out.interval.bounded && isnan(out.p));
    assert_close(out.interval.value, 0.75, 1e-15);
    assert_int_equal(stats_cluster_change_difference(few + 1, 2, 1, &out, NULL), RC_OK);
    assert_false(out.interval.defined);
    assert_int_equal(stats_cluster_change_difference(NULL, 0, 1, &out, NULL), RC_OK);
    assert_false(out.interval.defined);
    assert_int_equal(stats_cluster_change_difference(few, 3, 0, &out, &err), RC_NUMERIC);
    assert_int_equal(err.rc, RC_NUMERIC);
    const struct cluster_change large[] = {{1, 1, INT64_MAX, 1, true}, {1, 1, 1, 1, true}};
    assert_int_equal(stats_cluster_change_difference(large, 2, 1, &out, NULL), RC_NUMERIC);
    /* All clusters of a group move alike: no variance. */
    const struct cluster_change alike[] = {
        {2, 2, 4, 6, true}, {2, 2, 5, 7, true}, {2, 2, 3, 3, false}, {2, 2, 9, 9, false}};
    assert_int_equal(stats_cluster_change_difference(alike, 4, 1, &out, NULL), RC_OK);
    assert_true(out.interval.lower == 1.0 && out.interval.upper == 1.0 && out.p == 0.0);
}

static void test_regression_to_mean(void **state)
{
    (void)state;
    /* Picked at 60 where all have 80; 0.7 of the variance is real: 6 come back by themselves. */
    assert_close(stats_regression_to_mean(60, 80, 0.7), 6, 1e-14);
    assert_close(stats_regression_to_mean(95, 80, 0.5), -7.5, 1e-14);
    assert_true(stats_regression_to_mean(60, 80, 1.0) == 0.0);
}

static void test_difference_reliability(void **state)
{
    (void)state;
    /* Equal deviations: ((.9 + .8) / 2 - .7) / (1 - .7) = .5. */
    assert_close(stats_difference_reliability(.9, 2, .8, 2, .7), .5, 1e-14);
    /* 9 * .9 + 4 * .8 - 2 * .5 * 6 = 5.3 over 13 - 6 = 7. */
    assert_close(stats_difference_reliability(.9, 3, .8, 2, .5), 5.3 / 7, 1e-14);
    assert_true(isnan(stats_difference_reliability(.9, 2, .8, 2, 1)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_means),
        cmocka_unit_test(test_means_ends),
        cmocka_unit_test(test_shares),
        cmocka_unit_test(test_shares_ends),
        cmocka_unit_test(test_equal_clusters_are_welch),
        cmocka_unit_test(test_unequal_clusters),
        cmocka_unit_test(test_clusters_ends),
        cmocka_unit_test(test_regression_to_mean),
        cmocka_unit_test(test_difference_reliability),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
