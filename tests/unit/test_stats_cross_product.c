/* layer: measure */
#include "measure/stats/cross_product.h"

#include "test_stats_published.h"

/* Two columns of eight rows; R: cor.test(a, b) (tests/reference/regress.R). */
static const int8_t pairs[][2] = {{5, 6}, {3, 4}, {6, 6}, {2, 1}, {7, 6}, {4, 5}, {5, 5}, {1, 2}};

/* Sums of x = times (value + origin). */
static struct cross_product sums_of(i128 sums[2], i128 products[4], const int64_t *scales,
                                    i128 origin, i128 times)
{
    const struct cross_product cross = {8, 2, scales, sums, products};
    for (size_t i = 0; i < 2; i++) sums[i] = 0;
    for (size_t i = 0; i < 4; i++) products[i] = 0;
    for (size_t r = 0; r < 8; r++)
        for (size_t i = 0; i < 2; i++) {
            sums[i] += times * (origin + pairs[r][i]);
            for (size_t j = 0; j < 2; j++)
                products[i * 2 + j] +=
                    times * times * (origin + pairs[r][i]) * (origin + pairs[r][j]);
        }
    return cross;
}

static void assert_pairs(const struct cross_product *cross, double mean)
{
    struct interval r;
    struct test test;
    double value;
    assert_int_equal(stats_correlation(cross, 0, 1, &r, &test, NULL), RC_OK);
    assert_true(r.defined && r.bounded && test.defined);
    assert_close(r.value, 0.90089683980072977, 1e-15);
    assert_close(r.lower, 0.53736068954627214, 2e-15);
    assert_close(r.upper, 0.98209739864803014, 2e-15);
    assert_close(test.statistic, 5.0842589592964726, 1e-15);
    assert_close(test.df, 6, 0);
    assert_close(test.p, 0.0022560596367313295, 1e-13);
    assert_int_equal(stats_covariance(cross, 0, 1, &value, NULL), RC_OK);
    assert_close(value, 24.625 / 7, 1e-15);
    assert_int_equal(stats_covariance(cross, 0, 0, &value, NULL), RC_OK);
    assert_close(value, 28.875 / 7, 1e-15);
    assert_int_equal(stats_column_mean(cross, 0, &value, NULL), RC_OK);
    assert_close(value, mean, 1e-15);
}

static void test_pairs(void **state)
{
    (void)state;
    i128 sums[2], products[4];
    static const int64_t hundredths[] = {100, 100};
    struct cross_product cross = sums_of(sums, products, NULL, 0, 1);
    assert_pairs(&cross, 4.125);
    cross = sums_of(sums, products, hundredths, 0, 100);
    assert_pairs(&cross, 4.125);
}

/* The same columns 10^16 from 0: products of 33 digits, and not one digit lost. */
static void test_far_from_zero(void **state)
{
    (void)state;
    i128 sums[2], products[4];
    const struct cross_product cross = sums_of(sums, products, NULL, 10000000000000000, 1);
    assert_pairs(&cross, 10000000000000004.125);
}

static void test_perfect(void **state)
{
    (void)state;
    /* (1, -3) (2, -6) (4, -12) (5, -15) */
    const i128 sums[] = {12, -36}, products[] = {46, -138, -138, 414};
    const struct cross_product cross = {4, 2, NULL, sums, products};
    struct interval r;
    struct test test;
    assert_int_equal(stats_correlation(&cross, 0, 1, &r, &test, NULL), RC_OK);
    assert_true(r.value == -1.0 && r.lower == -1.0 && r.upper == -1.0 && r.bounded);
    assert_true(test.statistic == -INFINITY && test.p == 0.0);
}

static void test_ends(void **state)
{
    (void)state;
    struct interval r;
    struct test test;
    double value;
    i128 sums[] = {0, 0}, products[] = {0, 0, 0, 0};
    struct cross_product cross = {0, 2, NULL, sums, products};
    assert_int_equal(stats_correlation(&cross, 0, 1, &r, &test, NULL), RC_OK);
    assert_false(r.defined || test.defined);
    assert_int_equal(stats_column_mean(&cross, 0, &value, NULL), RC_OK);
    assert_true(isnan(value));
    /* (1, 2): one row. */
    sums[0] = products[0] = 1;
    sums[1] = products[1] = products[2] = 2;
    products[3] = 4;
    cross.n = 1;
    assert_int_equal(stats_covariance(&cross, 0, 1, &value, NULL), RC_OK);
    assert_true(isnan(value));
    /* (1, 2) (1, 3): the first does not vary. */
    const i128 flat_sums[] = {2, 5}, flat_products[] = {2, 5, 5, 13};
    cross = (struct cross_product){2, 2, NULL, flat_sums, flat_products};
    assert_int_equal(stats_correlation(&cross, 0, 1, &r, NULL, NULL), RC_OK);
    assert_false(r.defined);
    /* (0, 0) (1, 0) (1, 1): three rows have a test but no interval. */
    const i128 three_sums[] = {2, 1}, three_products[] = {2, 1, 1, 1};
    cross = (struct cross_product){3, 2, NULL, three_sums, three_products};
    assert_int_equal(stats_correlation(&cross, 0, 1, &r, &test, NULL), RC_OK);
    assert_close(r.value, 0.5, 1e-15);
    assert_true(r.defined && !r.bounded && test.defined);
    assert_close(test.statistic, 0.5 / sqrt(0.75), 1e-15);
}

static void test_impossible_sums(void **state)
{
    (void)state;
    struct interval r;
    double value;
    struct err err = ERR_INIT;
    const i128 sums[] = {3, 3};
    i128 products[] = {2, 3, 3, 5}; /* 2 * 2 < 3^2 */
    struct cross_product cross = {2, 2, NULL, sums, products};
    assert_int_equal(stats_covariance(&cross, 0, 0, &value, &err), RC_NUMERIC);
    assert_int_equal(err.rc, RC_NUMERIC);
    products[0] = 5;
    products[1] = products[2] = 8; /* more common than each alone */
    assert_int_equal(stats_correlation(&cross, 0, 1, &r, NULL, NULL), RC_NUMERIC);
    products[1] = products[2] = 5;
    const int64_t scales[] = {1, 0};
    cross.scales = scales;
    assert_int_equal(stats_covariance(&cross, 0, 1, &value, NULL), RC_NUMERIC);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_pairs),           cmocka_unit_test(test_far_from_zero),
        cmocka_unit_test(test_perfect),         cmocka_unit_test(test_ends),
        cmocka_unit_test(test_impossible_sums),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
