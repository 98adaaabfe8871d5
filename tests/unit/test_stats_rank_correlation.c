/* layer: measure */
/* Expected values: tests/reference/effects.R (cor() and a jackknife over single rows). */
#include "measure/stats/rank_correlation.h"

#include "test_stats_close.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>

#include <cmocka.h>

static void test_scores(void **state)
{
    (void)state;
    static const uint64_t counts[16] = {0, 1, 2, 6, 1, 3, 7, 4, 5, 9, 4, 2, 12, 6, 1, 0};
    const struct interval rho = stats_rank_correlation(counts, 4, 4);
    assert_close(rho.value, -0.68978121004683124, 1e-12);
    assert_close(rho.lower, -0.80252009906058364, 1e-10);
    assert_close(rho.upper, -0.52948151186198966, 1e-10);
}

static void test_binary(void **state)
{
    (void)state;
    static const uint64_t counts[10] = {2, 9, 5, 20, 11, 18, 30, 16, 44, 7};
    const struct interval rho = stats_rank_correlation(counts, 5, 2);
    assert_close(rho.value, -0.51718813746824777, 1e-12);
    assert_close(rho.lower, -0.62835854631783061, 1e-10);
    assert_close(rho.upper, -0.38531617993995582, 1e-10);
    /* Classes that nobody is in change nothing. */
    static const uint64_t wide[21] = {2, 0, 9, 5, 0, 20, 0, 0, 0, 11, 0, 18, 30, 0, 16, 44, 0, 7};
    const struct interval same = stats_rank_correlation(wide, 7, 3);
    assert_close(same.value, rho.value, 1e-13);
    assert_close(same.upper, rho.upper, 1e-10);
}

static void test_ends(void **state)
{
    (void)state;
    static const uint64_t alike[4] = {5, 7, 0, 0}, few[4] = {1, 0, 1, 1}, whole[4] = {9, 0, 0, 8};
    assert_false(stats_rank_correlation(alike, 2, 2).defined);
    assert_false(stats_rank_correlation(few, 2, 2).defined);
    const struct interval perfect = stats_rank_correlation(whole, 2, 2);
    assert_true(perfect.defined && !perfect.bounded && perfect.value == 1.0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_scores),
        cmocka_unit_test(test_binary),
        cmocka_unit_test(test_ends),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
