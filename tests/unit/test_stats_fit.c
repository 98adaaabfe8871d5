/* layer: measure */
/* Expected values: tests/reference/tables.py; published tables stand in verify_tables. */
#include "measure/stats/fit.h"

#include "measure/stats/share.h"
#include "test_stats_published.h"

static void test_table(void **state)
{
    (void)state;
    static const uint64_t hair[] = {68, 20, 15, 5, 119, 84, 54, 29, 26, 17, 14, 14, 7, 94, 10, 16};
    /* The same with an empty row and an empty column: they change nothing. */
    uint64_t wider[25] = {0};
    for (size_t i = 0; i < 4; i++)
        for (size_t j = 0; j < 4; j++) wider[(i + (i > 1)) * 5 + j + (j > 2)] = hair[i * 4 + j];
    struct arena arena = ARENA_INIT;
    struct table_test a, b;
    assert_int_equal(stats_chi_square_table(hair, 4, 4, &arena, &a, NULL), RC_OK);
    assert_int_equal(stats_chi_square_table(wider, 5, 5, &arena, &b, NULL), RC_OK);
    assert_close(a.expected_minimum, 7.67567567567567568, 1e-15);
    assert_close(b.test.statistic, a.test.statistic, 1e-15);
    assert_true(a.test.df == 9.0 && b.test.df == 9.0 && b.test.p == a.test.p);
    assert_close(b.cramers_v, a.cramers_v, 1e-15);
    arena_release(&arena);
}

/* 2 x 2: the square of the score z, whose p is stats_two_share_p() where no count is small. */
static void test_table_of_two_shares(void **state)
{
    (void)state;
    uint64_t seed = 51;
    for (int round = 0; round < 300; round++) {
        const uint64_t n1 = 200 + next_below(&seed, 800), n2 = 200 + next_below(&seed, 800);
        const uint64_t x1 = 60 + next_below(&seed, 80), x2 = 60 + next_below(&seed, 80);
        const uint64_t counts[] = {x1, n1 - x1, x2, n2 - x2};
        struct arena arena = ARENA_INIT;
        struct table_test out;
        assert_int_equal(stats_chi_square_table(counts, 2, 2, &arena, &out, NULL), RC_OK);
        assert_close(out.test.p, stats_two_share_p(x1, n1, x2, n2), 1e-11);
        arena_release(&arena);
    }
}

static void test_table_ends(void **state)
{
    (void)state;
    struct arena arena = ARENA_INIT;
    struct table_test out;
    struct err err = ERR_INIT;
    const uint64_t one_row[] = {3, 4, 0, 0}, nothing[] = {0, 0, 0, 0};
    assert_int_equal(stats_chi_square_table(one_row, 2, 2, &arena, &out, NULL), RC_OK);
    assert_true(!out.test.defined && isnan(out.cramers_v));
    assert_int_equal(stats_chi_square_table(nothing, 2, 2, &arena, &out, NULL), RC_OK);
    assert_false(out.test.defined);
    assert_int_equal(stats_chi_square_table(NULL, 0, 0, &arena, &out, NULL), RC_OK);
    assert_false(out.test.defined);
    const uint64_t perfect[] = {5, 0, 0, 7};
    assert_int_equal(stats_chi_square_table(perfect, 2, 2, &arena, &out, NULL), RC_OK);
    assert_close(out.cramers_v, 1, 1e-15);
    /* Exactly independent: 0, though the counts have 18 digits. */
    const uint64_t huge = 100000000000000003, independent[] = {huge, 2 * huge, 3 * huge, 6 * huge};
    assert_int_equal(stats_chi_square_table(independent, 2, 2, &arena, &out, NULL), RC_OK);
    assert_true(out.test.statistic == 0.0 && out.test.p == 1.0);
    const uint64_t too_many[] = {UINT64_MAX, 1, 1, 1};
    assert_int_equal(stats_chi_square_table(too_many, 2, 2, &arena, &out, &err), RC_NUMERIC);
    assert_int_equal(err.rc, RC_NUMERIC);
    arena_release(&arena);
}

/* Ways to choose, from Pascal's triangle; exact in a double up to here. */
static double ways(int n, int k)
{
    double found = 1.0;
    for (int i = 1; i <= k; i++) found = found * (n - k + i) / i;
    return round(found);
}

/* Every table of up to 9 + 9 rows against sums over all tables with its margins. */
static void test_fisher_of_all_small_tables(void **state)
{
    (void)state;
    for (int n1 = 1; n1 <= 9; n1 += 2)
        for (int n2 = 1; n2 <= 9; n2++)
            for (int met = 1; met < n1 + n2; met++)
                for (int a = met > n2 ? met - n2 : 0; a <= n1 && a <= met; a++) {
                    double all = 0.0, few = 0.0, less = 0.0;
                    const double seen = ways(n1, a) * ways(n2, met - a);
                    for (int x = met > n2 ? met - n2 : 0; x <= n1 && x <= met; x++) {
                        const double one = ways(n1, x) * ways(n2, met - x);
                        all += one;
                        if (one <= seen) few += one;
                        if (x <= a) less += one;
                    }
                    struct fisher out;
                    assert_int_equal(stats_fisher((uint64_t)a, (uint64_t)(n1 - a),
                                                  (uint64_t)(met - a), (uint64_t)(n2 - met + a),
                                                  &out, NULL),
                                     RC_OK);
                    assert_close(out.p, few / all, 1e-13);
                    assert_close(out.less_p, less / all, 1e-13);
                    assert_close(out.greater_p, (all - less + seen) / all, 1e-13);
                    assert_true(out.odds_ratio.lower <= out.odds_ratio.value &&
                                out.odds_ratio.value <= out.odds_ratio.upper);
                }
}

static void test_fisher_of_many_rows(void **state)
{
    (void)state;
    struct fisher out;
    assert_int_equal(stats_fisher(1900, 18100, 2100, 17900, &out, NULL), RC_OK);
    assert_close(out.p, 0.000909155110013216766, 1e-11);
    assert_close(out.less_p, 0.000454577555006608383, 1e-11);
    assert_close(out.odds_ratio.value, 0.894767021799484612, 1e-11);
    assert_close(out.odds_ratio.lower, 0.837632244864751784, 1e-11);
    assert_close(out.odds_ratio.upper, 0.955756632853214256, 1e-11);
}

static void test_fisher_ends(void **state)
{
    (void)state;
    struct fisher out;
    assert_int_equal(stats_fisher(0, 0, 3, 4, &out, NULL), RC_OK);
    assert_true(out.p == 1.0 && !out.odds_ratio.defined);
    assert_int_equal(stats_fisher(0, 5, 4, 3, &out, NULL), RC_OK);
    assert_true(out.odds_ratio.value == 0.0 && out.odds_ratio.lower == 0.0);
    assert_true(out.odds_ratio.upper > 0.0 && isfinite(out.odds_ratio.upper));
    assert_int_equal(stats_fisher(5, 0, 3, 4, &out, NULL), RC_OK);
    assert_true(isinf(out.odds_ratio.value) && isinf(out.odds_ratio.upper));
    assert_true(out.odds_ratio.lower > 0.0);
    /* A p below all doubles is 0, and the odds ratio is still found. */
    assert_int_equal(stats_fisher(90000, 100, 100, 90000, &out, NULL), RC_OK);
    assert_true(out.p == 0.0 && out.odds_ratio.lower > 1e5 && out.odds_ratio.upper < 1e7);
    /* Thousands of millions of rows: sums stop where nothing is left of the probabilities. */
    assert_int_equal(stats_fisher(2000000000, 1000000, 1000000, 2000000000, &out, NULL), RC_OK);
    assert_true(out.p == 0.0 && out.odds_ratio.lower < 4e6 && out.odds_ratio.upper > 4e6);
    assert_int_equal(stats_fisher(1ULL << 31, 1, 1, 1, &out, NULL), RC_NUMERIC);
}

static void test_mcnemar(void **state)
{
    (void)state;
    struct mcnemar out;
    assert_int_equal(stats_mcnemar(0, 0, &out, NULL), RC_OK);
    assert_true(out.p == 1.0 && out.mid_p == 1.0 && !out.odds_ratio.defined);
    assert_int_equal(stats_mcnemar(6, 0, &out, NULL), RC_OK);
    assert_close(out.p, 2.0 / 64, 1e-14);
    assert_close(out.mid_p, 1.0 / 64, 1e-14);
    assert_true(isinf(out.odds_ratio.value) && isinf(out.odds_ratio.upper));
    assert_int_equal(stats_mcnemar(0, 6, &out, NULL), RC_OK);
    assert_close(out.p, 2.0 / 64, 1e-14);
    assert_true(out.odds_ratio.value == 0.0 && out.odds_ratio.lower == 0.0);
    assert_int_equal(stats_mcnemar(4, 4, &out, NULL), RC_OK);
    assert_true(out.p == 1.0 && out.mid_p == 1.0 && out.odds_ratio.value == 1.0);
    assert_close(out.odds_ratio.lower * out.odds_ratio.upper, 1, 1e-12);
    /* (1 + 7 + 21) / 64 = 29/64; half of the last: 21/128 less on each side. */
    assert_int_equal(stats_mcnemar(2, 5, &out, NULL), RC_OK);
    assert_close(out.p, 29.0 / 64, 1e-14);
    assert_close(out.mid_p, 29.0 / 64 - 21.0 / 128, 1e-14);
}

static void test_multinomial(void **state)
{
    (void)state;
    double p;
    assert_int_equal(stats_multinomial_fit((uint64_t[]){7, 2, 3}, (double[]){1, 1, 2}, 3, &p, NULL),
                     RC_OK);
    assert_close(p, 0.04671478271484375, 1e-13);
    assert_int_equal(
        stats_multinomial_fit((uint64_t[]){9, 3, 3, 1}, (double[]){9, 3, 3, 1}, 4, &p, NULL),
        RC_OK);
    assert_close(p, 1, 1e-12);
    /* Many ties: every permutation of 12, 3, 5 is as probable. */
    assert_int_equal(
        stats_multinomial_fit((uint64_t[]){12, 3, 5}, (double[]){.5, .5, .5}, 3, &p, NULL), RC_OK);
    assert_close(p, 0.0479663024051712798, 1e-13);
    /* Two categories are the binomial test: McNemar's p for halves. */
    struct mcnemar half;
    assert_int_equal(stats_mcnemar(31, 50, &half, NULL), RC_OK);
    assert_int_equal(stats_multinomial_fit((uint64_t[]){31, 50}, (double[]){1, 1}, 2, &p, NULL),
                     RC_OK);
    assert_close(p, half.p, 1e-12);
}

static void test_multinomial_ends(void **state)
{
    (void)state;
    double p;
    static const double even[17] = {1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1};
    static const uint64_t none[17] = {0};
    assert_int_equal(stats_multinomial_fit(none, even, 3, &p, NULL), RC_OK);
    assert_true(isnan(p));
    assert_int_equal(stats_multinomial_fit((uint64_t[]){4}, even, 1, &p, NULL), RC_OK);
    assert_true(isnan(p));
    /* 3 of 1500 in 1 501 * 751 = 1.1 million ways: too many. */
    assert_int_equal(stats_multinomial_fit((uint64_t[]){500, 500, 500}, even, 3, &p, NULL), RC_OK);
    assert_true(isnan(p));
    assert_int_equal(stats_multinomial_fit((uint64_t[]){UINT64_MAX, UINT64_MAX}, even, 2, &p, NULL),
                     RC_OK);
    assert_true(isnan(p));
    assert_int_equal(stats_multinomial_fit(none, even, 17, &p, NULL), RC_NUMERIC);
    assert_int_equal(stats_multinomial_fit((uint64_t[]){1, 2}, (double[]){1, 0}, 2, &p, NULL),
                     RC_NUMERIC);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_table),
        cmocka_unit_test(test_table_of_two_shares),
        cmocka_unit_test(test_table_ends),
        cmocka_unit_test(test_fisher_of_all_small_tables),
        cmocka_unit_test(test_fisher_of_many_rows),
        cmocka_unit_test(test_fisher_ends),
        cmocka_unit_test(test_mcnemar),
        cmocka_unit_test(test_multinomial),
        cmocka_unit_test(test_multinomial_ends),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
