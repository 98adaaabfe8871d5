/* layer: measure */
#include "measure/stats/alpha.h"

#include "test_stats_close.h"

enum { RESPONDENTS = 8, ITEMS = 4 };

static const int SCORES[RESPONDENTS][ITEMS] = {{5, 6, 4, 7}, {3, 4, 4, 2}, {6, 6, 5, 6},
                                               {2, 1, 3, 2}, {7, 6, 7, 7}, {4, 5, 3, 4},
                                               {5, 5, 6, 3}, {1, 2, 1, 4}};

static struct alpha_cross cross_of(uint32_t item_count)
{
    struct alpha_cross cross = {.n = RESPONDENTS, .item_count = item_count};
    for (size_t r = 0; r < RESPONDENTS; r++)
        for (size_t i = 0; i < item_count; i++) {
            cross.item_sum[i] += SCORES[r][i];
            for (size_t j = 0; j < item_count; j++)
                cross.cross[i][j] += (int64_t)SCORES[r][i] * SCORES[r][j];
        }
    return cross;
}

static void test_alpha_and_feldt(void **state)
{
    (void)state;
    /* R: V <- cov(X); a <- k/(k-1) * (1 - sum(diag(V))/sum(V)); 1 - (1-a) * qf(c(.975, .025), n-1,
     * (n-1)*(k-1)) */
    const struct alpha_cross cross = cross_of(ITEMS);
    struct alpha_sums sums;
    struct interval alpha;
    assert_int_equal(stats_alpha_sums(&cross, &sums, NULL), RC_OK);
    assert_int_equal(sums.total_square_sum,
                     22 * 22 + 13 * 13 + 23 * 23 + 64 + 27 * 27 + 256 + 361 + 64);
    assert_int_equal(stats_alpha(&sums, &alpha, NULL), RC_OK);
    assert_true(alpha.defined && alpha.bounded);
    assert_close(alpha.value, 0.90891472868217049, 1e-15);
    assert_close(alpha.lower, 0.72960150049321248, 1e-14);
    assert_close(alpha.upper, 0.97954078989465698, 1e-14);
}

/* alpha = 0.74, n = 100, k = 4: 0.645531 to 0.814260, the documented example of R psych::alpha.ci.
 * With all sums 0 the variances are the squares: items / total = 178 / 400 = 0.445 = 1 - 0.74 *
 * 3/4. */
static void test_feldt_published(void **state)
{
    (void)state;
    struct alpha_sums sums = {.n = 100, .item_count = 4, .total_square_sum = 400};
    const int64_t squares[] = {44, 44, 45, 45};
    for (size_t i = 0; i < 4; i++) sums.item_square_sum[i] = squares[i];
    struct interval alpha;
    assert_int_equal(stats_alpha(&sums, &alpha, NULL), RC_OK);
    assert_close(alpha.value, 0.74, 1e-15);
    assert_close(alpha.lower, 0.645531, 1e-6);
    assert_close(alpha.upper, 0.814260, 1e-6);
}

/* Two items that always agree: alpha is exactly 1. Two that always oppose each other leave no
 * variance: undefined. */
static void test_ends(void **state)
{
    (void)state;
    struct interval alpha;
    struct alpha_sums sums = {3, 2, {6, 6}, {14, 14}, 56};
    assert_int_equal(stats_alpha(&sums, &alpha, NULL), RC_OK);
    assert_true(alpha.value == 1.0 && alpha.lower == 1.0 && alpha.upper == 1.0);
    sums = (struct alpha_sums){3, 2, {6, 6}, {14, 14}, 48};
    assert_int_equal(stats_alpha(&sums, &alpha, NULL), RC_OK);
    assert_false(alpha.defined || alpha.bounded);
    sums = (struct alpha_sums){3, 1, {6}, {14}, 14};
    assert_int_equal(stats_alpha(&sums, &alpha, NULL), RC_OK);
    assert_false(alpha.defined);
    sums = (struct alpha_sums){1, 2, {2, 3}, {4, 9}, 25};
    assert_int_equal(stats_alpha(&sums, &alpha, NULL), RC_OK);
    assert_false(alpha.defined);
    sums = (struct alpha_sums){0};
    assert_int_equal(stats_alpha(&sums, &alpha, NULL), RC_OK);
    assert_false(alpha.defined);
}

static void test_negative_alpha(void **state)
{
    (void)state;
    /* (1,3) (2,2) (3,2): variances 1 and 1/3, total 1/3 (sums 4, 4, 5): alpha = 2 (1 - 4) = -6. */
    const struct alpha_sums sums = {3, 2, {6, 7}, {14, 17}, 57};
    struct interval alpha;
    assert_int_equal(stats_alpha(&sums, &alpha, NULL), RC_OK);
    assert_close(alpha.value, -6.0, 1e-15);
    assert_true(alpha.lower < alpha.value && alpha.value < alpha.upper);
}

static void test_impossible_sums(void **state)
{
    (void)state;
    struct interval alpha;
    struct err err = ERR_INIT;
    struct alpha_sums sums = {3, 2, {6, 6}, {11, 14}, 56}; /* 3 * 11 < 36 */
    assert_int_equal(stats_alpha(&sums, &alpha, &err), RC_NUMERIC);
    assert_int_equal(err.rc, RC_NUMERIC);
    sums = (struct alpha_sums){3, 9, {6, 6}, {14, 14}, 56};
    assert_int_equal(stats_alpha(&sums, &alpha, NULL), RC_NUMERIC);
    sums = (struct alpha_sums){UINT64_MAX, 2, {6, 6}, {INT64_MAX, INT64_MAX}, INT64_MAX};
    assert_int_equal(stats_alpha(&sums, &alpha, NULL), RC_NUMERIC);
}

static void test_items(void **state)
{
    (void)state;
    /* R: alpha of X[, -i]; cor(X[, i], rowSums(X[, -i])); cor(X[, i], rowSums(X)) */
    static const struct alpha_item expected[ITEMS] = {
        {0.81625441696113088, 0.96725486201455813, 0.98329958972693199},
        {0.85299806576402326, 0.87713273038698558, 0.93274573443171005},
        {0.90924956369982546, 0.71297052897724078, 0.83239595130557442},
        {0.93628318584070791, 0.64259820230983300, 0.79900931166079525},
    };
    struct alpha_item items[STATS_ITEM_MAX];
    struct alpha_cross cross = cross_of(ITEMS);
    assert_int_equal(stats_alpha_items(&cross, items, NULL), RC_OK);
    for (size_t i = 0; i < ITEMS; i++) {
        assert_close(items[i].alpha_without, expected[i].alpha_without, 1e-14);
        assert_close(items[i].rest_correlation, expected[i].rest_correlation, 1e-14);
        assert_close(items[i].total_correlation, expected[i].total_correlation, 1e-14);
    }
    cross = cross_of(2);
    assert_int_equal(stats_alpha_items(&cross, items, NULL), RC_OK);
    assert_true(isnan(items[0].alpha_without) &&
                items[0].rest_correlation == items[1].rest_correlation);
    cross.n = 1;
    cross.cross[0][0] = cross.item_sum[0] * cross.item_sum[0];
    cross.cross[1][1] = cross.item_sum[1] * cross.item_sum[1];
    assert_int_equal(stats_alpha_items(&cross, items, NULL), RC_OK);
    assert_true(isnan(items[0].rest_correlation) && isnan(items[1].total_correlation));
    cross = (struct alpha_cross){4, 2, {4, 6}, {{4, 6}, {6, 14}}}; /* the first item is always 1 */
    assert_int_equal(stats_alpha_items(&cross, items, NULL), RC_OK);
    assert_true(isnan(items[0].rest_correlation) && items[1].total_correlation == 1.0);
}

/* Chatterjee and Price 1977, R's data set attitude: seven items of 30 departments, as psych::alpha
 * has them (tests/reference/R_alpha.R). */
static const struct alpha_cross ATTITUDE = {
    .n = 30,
    .item_count = 7,
    .item_sum = {1939, 1998, 1594, 1691, 1939, 2243, 1288},
    .cross = {{129621, 133017, 104866, 111879, 127490, 145519, 83811},
              {133017, 138208, 108798, 115325, 131824, 150101, 86673},
              {104866, 108798, 89036, 91903, 104669, 119695, 69689},
              {111879, 115325, 91903, 99311, 111561, 126821, 74462},
              {127490, 131824, 104669, 111561, 128459, 146097, 85029},
              {145519, 150101, 119695, 126821, 146097, 170541, 97136},
              {83811, 86673, 69689, 74462, 85029, 97136, 58368}}};

static void test_attitude(void **state)
{
    (void)state;
    static const double dropped[7] = {0.80976020630892143, 0.79691745727413965, 0.82784776593865905,
                                      0.80303097502257437, 0.79538657419820524, 0.86387231144643684,
                                      0.8404648682654573};
    static const double rest[7] = {0.6712620572236645, 0.74210971022223848, 0.56071111148025554,
                                   0.7144454981336763, 0.78627559383440004, 0.26503433919667607,
                                   0.46081054946849642};
    struct alpha_sums sums;
    struct interval alpha;
    struct alpha_item items[STATS_ITEM_MAX];
    struct alpha_scale scale;
    assert_int_equal(stats_alpha_sums(&ATTITUDE, &sums, NULL), RC_OK);
    assert_int_equal(stats_alpha(&sums, &alpha, NULL), RC_OK);
    assert_close(alpha.value, 0.84314276956475986, 1e-14);
    assert_close(alpha.lower, 0.73937568564310729, 1e-13);
    assert_close(alpha.upper, 0.9157730721599816, 1e-13);
    assert_int_equal(stats_alpha_items(&ATTITUDE, items, NULL), RC_OK);
    for (size_t i = 0; i < 7; i++) {
        assert_close(items[i].alpha_without, dropped[i], 1e-14);
        assert_close(items[i].rest_correlation, rest[i], 1e-13);
    }
    assert_int_equal(stats_alpha_scale(&ATTITUDE, &scale, NULL), RC_OK);
    assert_close(scale.standardised, 0.83908380302951058, 1e-14);
    assert_close(scale.lambda6, 0.87521513736034862, 1e-13);
    assert_close(scale.mean_correlation, 0.42690664264971706, 1e-14);
    assert_close(scale.median_correlation, 0.44547793807224512, 1e-14);
    assert_close(scale.signal_to_noise, 5.2144148247760942, 1e-13);
}

static void test_scale(void **state)
{
    (void)state;
    struct alpha_cross cross = cross_of(ITEMS);
    struct alpha_scale scale;
    assert_int_equal(stats_alpha_scale(&cross, &scale, NULL), RC_OK);
    assert_close(scale.standardised, 0.90960147511478961, 1e-14);
    assert_close(scale.lambda6, 0.96472109604275103, 1e-13);
    assert_close(scale.median_correlation, 0.70853811614006845, 1e-14);
    /* Two items: lambda6 is 1 - (1 - r^2) / (1 + r) = r. */
    const struct alpha_cross two = {
        .n = 4, .item_count = 2, .item_sum = {14, 14}, .cross = {{54, 54}, {54, 58}}};
    assert_int_equal(stats_alpha_scale(&two, &scale, NULL), RC_OK);
    assert_close(scale.lambda6, 0.74535599249993001, 1e-14);
    assert_close(scale.standardised, 0.85410196624968471, 1e-14);
    /* An item twice explains itself. */
    for (uint32_t i = 0; i < ITEMS; i++) cross.cross[3][i] = cross.cross[2][i];
    for (uint32_t i = 0; i < ITEMS; i++) cross.cross[i][3] = cross.cross[i][2];
    cross.item_sum[3] = cross.item_sum[2];
    assert_int_equal(stats_alpha_scale(&cross, &scale, NULL), RC_OK);
    assert_true(isnan(scale.lambda6));
    assert_true(scale.standardised > 0.9);
    struct alpha_cross one = cross_of(1);
    assert_int_equal(stats_alpha_scale(&one, &scale, NULL), RC_OK);
    assert_true(isnan(scale.standardised));
    struct alpha_cross still = two; /* the first item does not vary */
    still.item_sum[0] = 4;
    still.cross[0][0] = 4;
    still.cross[0][1] = still.cross[1][0] = 14;
    assert_int_equal(stats_alpha_scale(&still, &scale, NULL), RC_OK);
    assert_true(isnan(scale.mean_correlation));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_attitude),
        cmocka_unit_test(test_scale),
        cmocka_unit_test(test_alpha_and_feldt),
        cmocka_unit_test(test_feldt_published),
        cmocka_unit_test(test_ends),
        cmocka_unit_test(test_negative_alpha),
        cmocka_unit_test(test_impossible_sums),
        cmocka_unit_test(test_items),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
