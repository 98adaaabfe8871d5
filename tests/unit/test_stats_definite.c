/* layer: measure */
/* Numbers of 106 bits and the systems solved with them: against whole numbers, where the answer is
 * known exactly. */
#include "measure/stats/definite.h"

#include "test_stats_published.h"

static void assert_whole(struct twofold a, i128 expected)
{
    const struct twofold apart = twofold_minus(a, twofold_of_i128(expected));
    const double whole = fabs((double)expected);
    if (fabs(apart.high) > 0x1p-100 * fmax(whole, 1.0))
        fail_msg("%.17g + %.17g is %.3g from the number expected", a.high, a.low, apart.high);
}

static void test_whole_numbers_stay(void **state)
{
    (void)state;
    /* 100 bits, of which a double holds 53. */
    const i128 large = ((i128)0x123456789abcd << 51) + 0x6fedcba987654;
    const struct twofold a = twofold_of_i128(large);
    assert_true(a.low != 0.0);
    assert_whole(a, large);
    assert_whole(twofold_of_i128(-large), -large);
    assert_whole(twofold_minus(twofold_add(a, twofold_of(1.0)), a), 1);
    const struct wide square = wide_product(large, large);
    assert_close(twofold_of_wide(square).high, wide_to_double(square), 0);
    assert_whole(twofold_ratio(twofold_of_wide(square), a), large);
    assert_whole(twofold_root(twofold_of_wide(square)), large);
    assert_whole(twofold_ratio(twofold_times(a, twofold_of(-7.0)), twofold_of(7.0)), -large);
    assert_true(twofold_root(twofold_of(-1.0)).high == 0.0);
}

static void test_random_products(void **state)
{
    (void)state;
    uint64_t seed = 7;
    for (int i = 0; i < 20000; i++) {
        const i128 a = (i128)next_below(&seed, 1U << 31) - (1 << 30);
        const i128 b = ((i128)next_below(&seed, 1U << 31) << 20) + next_below(&seed, 1U << 20);
        const i128 c = (i128)next_below(&seed, 1U << 31) << 40;
        const struct twofold product = twofold_times(twofold_of_i128(a), twofold_of_i128(b));
        assert_whole(twofold_minus(product, twofold_of_i128(c)), a * b - c);
    }
}

/* Hilbert's matrix of size 6 (condition 1.5e7) times 27720 (1/(i+j+1) all whole): its inverse is
 * known in whole numbers. */
static void test_hilbert(void **state)
{
    (void)state;
    static const int64_t inverse_row[6] = {36, -630, 3360, -7560, 7560, -2772};
    enum { SIZE = 6 };
    struct twofold matrix[SIZE * SIZE], inverse[SIZE * SIZE], side[SIZE];
    for (int i = 0; i < SIZE; i++)
        for (int j = 0; j < SIZE; j++)
            matrix[i * SIZE + j] = twofold_of(27720.0 / (double)(i + j + 1));
    assert_int_equal(definite_factor(matrix, SIZE, DEFINITE_TOLERANCE), SIZE);
    definite_inverse(matrix, SIZE, inverse);
    for (int j = 0; j < SIZE; j++) {
        const struct twofold one = twofold_times(inverse[j], twofold_of(27720.0));
        assert_close(one.high, (double)inverse_row[j], 1e-22 + 1e-16);
        assert_true(fabs(one.high - (double)inverse_row[j]) + fabs(one.low) < 1e-18);
        side[j] = twofold_of(j == 0 ? 27720.0 : 0.0);
    }
    definite_solve(matrix, SIZE, side);
    for (int j = 0; j < SIZE; j++) assert_close(side[j].high, (double)inverse_row[j], 1e-16);
}

/* |L^-1 b|^2 = b' M^-1 b; M = {{4, 2}, {2, 3}}, b = {2, 5}: (3 4 - 2 2 10 + 4 25) / 8 = 9. */
static void test_half_solution(void **state)
{
    (void)state;
    struct twofold matrix[4] = {{4, 0}, {2, 0}, {2, 0}, {3, 0}}, side[2] = {{2, 0}, {5, 0}};
    assert_int_equal(definite_factor(matrix, 2, 0.0), 2);
    definite_solve_half(matrix, 2, side);
    const double squares = side[0].high * side[0].high + side[1].high * side[1].high;
    assert_close(squares, 9.0, 1e-15);
}

static void test_dependent_column_is_named(void **state)
{
    (void)state;
    /* Columns a, b, a + b: products of (1,0), (0,1), (1,1). */
    struct twofold matrix[9] = {{1, 0}, {0, 0}, {1, 0}, {0, 0}, {1, 0},
                                {1, 0}, {1, 0}, {1, 0}, {2, 0}};
    assert_int_equal(definite_factor(matrix, 3, DEFINITE_TOLERANCE), 2);
    struct twofold nothing[1] = {{0, 0}};
    assert_int_equal(definite_factor(nothing, 1, DEFINITE_TOLERANCE), 0);
    struct twofold broken[1] = {{NAN, 0}};
    assert_int_equal(definite_factor(broken, 1, DEFINITE_TOLERANCE), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_whole_numbers_stay),
        cmocka_unit_test(test_random_products),
        cmocka_unit_test(test_hilbert),
        cmocka_unit_test(test_half_solution),
        cmocka_unit_test(test_dependent_column_is_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
