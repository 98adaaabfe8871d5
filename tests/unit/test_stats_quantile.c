/* layer: measure */
#include "measure/stats/quantile.h"

#include "test_stats_close.h"

#include <gsl/gsl_errno.h>

/* 3 1 4 1 5 9 2 6 5 3 */
static const struct value_run DIGITS[] = {{1, 2}, {2, 1}, {3, 2}, {4, 1}, {5, 2}, {6, 1}, {9, 1}};
enum { DIGIT_RUNS = sizeof DIGITS / sizeof DIGITS[0] };

static void test_type_7(void **state)
{
    (void)state;
    /* R quantile(x, p, type = 7) */
    static const struct {
        uint32_t permille;
        double expected;
    } cases[] = {{500, 3.5}, {900, 6.3}, {950, 7.65}, {25, 1.0}, {0, 1.0}, {1000, 9.0}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct interval q;
        assert_int_equal(stats_quantile(DIGITS, DIGIT_RUNS, cases[i].permille, &q, NULL), RC_OK);
        assert_true(q.defined);
        assert_close(q.value, cases[i].expected, 0.0);
    }
}

static void test_bounds_are_order_statistics(void **state)
{
    (void)state;
    struct interval q;
    assert_int_equal(stats_quantile(DIGITS, DIGIT_RUNS, 500, &q, NULL), RC_OK);
    assert_true(q.bounded && q.lower == 1.0 && q.upper == 6.0); /* ranks 2 and 9 */
    assert_int_equal(stats_quantile(DIGITS, DIGIT_RUNS, 900, &q, NULL), RC_OK);
    assert_true(!q.bounded && q.lower == 5.0 &&
                isnan(q.upper)); /* P(B <= 6) = .0128, P(B <= 7) = .0702: rank 7 */
}

static void test_edges(void **state)
{
    (void)state;
    struct interval q;
    assert_int_equal(stats_quantile(NULL, 0, 500, &q, NULL), RC_OK);
    assert_false(q.defined || q.bounded);
    const struct value_run one[] = {{-3, 0}, {-2, 1}, {8, 0}};
    assert_int_equal(stats_quantile(one, 3, 950, &q, NULL), RC_OK);
    assert_true(q.defined && !q.bounded && q.value == -2.0);
    /* Whole-number interpolation over the full range of values. */
    const struct value_run far[] = {{INT64_MIN, 1}, {INT64_MAX, 1}};
    assert_int_equal(stats_quantile(far, 2, 500, &q, NULL), RC_OK);
    assert_close(q.value, -0.5, 0.0);
    struct err err = ERR_INIT;
    const struct value_run falling[] = {{2, 1}, {2, 1}};
    assert_int_equal(stats_quantile(falling, 2, 500, &q, &err), RC_NUMERIC);
    assert_int_equal(err.rc, RC_NUMERIC);
    assert_int_equal(stats_quantile(one, 3, 1001, &q, NULL), RC_NUMERIC);
    const struct value_run many[] = {{1, (uint64_t)1 << 40}};
    assert_int_equal(stats_quantile(many, 1, 500, &q, NULL), RC_NUMERIC);
}

static void test_ranks(void **state)
{
    (void)state;
    /* R: l <- qbinom(.025, n, p); l + (pbinom(l, n, p) <= .025); u <- qbinom(.975, n, p) + 1, none
     * when u > n */
    static const struct {
        uint64_t n;
        uint32_t permille;
        uint64_t lower, upper;
    } cases[] = {
        {5, 500, 0, 0},
        {6, 500, 1, 6},
        {10, 500, 2, 9},
        {100, 500, 40, 61},
        {100, 900, 84, 96},
        {35, 900, 28, 0},
        {36, 900, 29, 36},
        {28, 900, 22, 0},
        {29, 900, 23, 0},
        {70, 950, 63, 0},
        {73, 950, 65, 73},
        {1000, 950, 936, 964},
        {1, 500, 0, 0},
        {1, 25, 0, 1} /* P(B <= 0) is 0.975: a tie */,
        {1, 975, 1, 0},
        {10, 0, 0, 1},
        {10, 1000, 10, 0},
        {10000000, 500, 4996901, 5003100},
        {10000000, 950, 9498649, 9501351},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct rank_bounds ranks;
        assert_int_equal(stats_quantile_ranks(cases[i].n, cases[i].permille, &ranks, NULL), RC_OK);
        assert_int_equal(ranks.lower, cases[i].lower);
        assert_int_equal(ranks.upper, cases[i].upper);
    }
}

/* The definition, term by term: binomial probabilities summed from 0 upwards. */
static struct rank_bounds ranks_by_summation(uint64_t n, uint32_t permille)
{
    const double share = permille / 1000.0, odds = share / (1.0 - share);
    struct rank_bounds ranks = {0, 0};
    double term = pow(1.0 - share, (double)n), sum = 0.0;
    for (uint64_t k = 0; k < n; k++) {
        sum += term;
        if (sum <= 0.025 * (1.0 + 1e-12)) ranks.lower = k + 1;
        if (sum >= 0.975 - 1e-13 && ranks.upper == 0) ranks.upper = k + 1;
        term *= odds * (double)(n - k) / (double)(k + 1);
    }
    return ranks;
}

static void test_ranks_against_summation(void **state)
{
    (void)state;
    static const uint32_t permilles[] = {1, 25, 100, 333, 500, 900, 950};
    for (size_t i = 0; i < sizeof permilles / sizeof permilles[0]; i++)
        for (uint64_t n = 1; n <= 220; n++) {
            struct rank_bounds ranks;
            const struct rank_bounds slow = ranks_by_summation(n, permilles[i]);
            assert_int_equal(stats_quantile_ranks(n, permilles[i], &ranks, NULL), RC_OK);
            assert_int_equal(ranks.lower, slow.lower);
            assert_int_equal(ranks.upper, slow.upper);
        }
}

int main(void)
{
    gsl_set_error_handler_off();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_type_7),
        cmocka_unit_test(test_bounds_are_order_statistics),
        cmocka_unit_test(test_edges),
        cmocka_unit_test(test_ranks),
        cmocka_unit_test(test_ranks_against_summation),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
