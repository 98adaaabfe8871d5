/* layer: measure */
/* Published shares stand in verify_regress (test_stats_ols); here the definition, slowly. */
#include "measure/stats/drivers.h"

#include "test_stats_published.h"

#include <string.h>

enum { DRIVER_MAX = 6, WIDTH_MAX = DRIVER_MAX + 1, ROWS = 40 };

/* Correlations of random columns that share a common part; the response last. */
static void make_correlations(uint64_t *seed, size_t p, double *correlations)
{
    double rows[ROWS][WIDTH_MAX], means[WIDTH_MAX] = {0};
    for (size_t r = 0; r < ROWS; r++) {
        const double common = next_below(seed, 100);
        for (size_t j = 0; j <= p; j++) {
            rows[r][j] = next_below(seed, 100) + 0.5 * common;
            means[j] += rows[r][j] / ROWS;
        }
    }
    double squares[WIDTH_MAX * WIDTH_MAX] = {0};
    for (size_t r = 0; r < ROWS; r++)
        for (size_t i = 0; i <= p; i++)
            for (size_t j = 0; j <= p; j++)
                squares[i * (p + 1) + j] += (rows[r][i] - means[i]) * (rows[r][j] - means[j]);
    for (size_t i = 0; i <= p; i++)
        for (size_t j = 0; j <= p; j++)
            correlations[i * (p + 1) + j] =
                i == j
                    ? 1.0
                    : squares[i * (p + 1) + j] / sqrt(squares[i * (p + 2)] * squares[j * (p + 2)]);
}

/* R^2 of the chosen drivers by Gauss and Jordan without any trick. */
static double explained_by(const double *correlations, size_t p, const size_t *chosen, size_t count)
{
    double system[DRIVER_MAX][WIDTH_MAX];
    for (size_t i = 0; i < count; i++) {
        for (size_t j = 0; j < count; j++)
            system[i][j] = correlations[chosen[i] * (p + 1) + chosen[j]];
        system[i][count] = correlations[chosen[i] * (p + 1) + p];
    }
    for (size_t k = 0; k < count; k++)
        for (size_t i = 0; i < count; i++) {
            if (i == k) continue;
            const double times = system[i][k] / system[k][k];
            for (size_t j = 0; j <= count; j++) system[i][j] -= times * system[k][j];
        }
    double explained = 0.0;
    for (size_t i = 0; i < count; i++)
        explained += system[i][count] / system[i][i] * correlations[chosen[i] * (p + 1) + p];
    return explained;
}

/* All orders, one by one: what each driver adds when it enters. Returns the number of orders. */
static size_t all_orders(const double *correlations, size_t p, size_t *order, size_t fixed,
                         double *gains)
{
    if (fixed == p) {
        double before = 0.0;
        for (size_t k = 0; k < p; k++) {
            const double after = explained_by(correlations, p, order, k + 1);
            gains[order[k]] += after - before;
            before = after;
        }
        return 1;
    }
    size_t count = 0;
    for (size_t k = fixed; k < p; k++) {
        const size_t moved = order[k];
        order[k] = order[fixed];
        order[fixed] = moved;
        count += all_orders(correlations, p, order, fixed + 1, gains);
        order[fixed] = order[k];
        order[k] = moved;
    }
    return count;
}

static void test_lmg_is_the_mean_over_all_orders(void **state)
{
    (void)state;
    uint64_t seed = 17;
    for (int round = 0; round < 24; round++) {
        const size_t p = 1 + (size_t)round % 5;
        double correlations[WIDTH_MAX * WIDTH_MAX], gains[DRIVER_MAX] = {0};
        size_t order[DRIVER_MAX] = {0, 1, 2, 3, 4, 5};
        make_correlations(&seed, p, correlations);
        const size_t order_count = all_orders(correlations, p, order, 0, gains);
        struct arena arena = ARENA_INIT;
        struct drivers out;
        assert_int_equal(stats_drivers_of_correlations(correlations, p, &arena, &out, NULL), RC_OK);
        double lmg = 0.0, johnson = 0.0;
        for (size_t j = 0; j < p; j++) {
            assert_close(out.drivers[j].lmg, gains[j] / (double)order_count, 1e-10);
            assert_true(out.drivers[j].lmg >= 0.0 && out.drivers[j].johnson >= 0.0);
            lmg += out.drivers[j].lmg;
            johnson += out.drivers[j].johnson;
        }
        assert_close(lmg, out.r_squared, 1e-12);
        assert_close(johnson, out.r_squared, 1e-12);
        arena_release(&arena);
    }
}

/* Uncorrelated drivers: both shares are the squared correlations. */
static void test_uncorrelated(void **state)
{
    (void)state;
    const double correlations[] = {1, 0, 0, .5, 0, 1, 0, -.3, 0, 0, 1, .1, .5, -.3, .1, 1};
    struct arena arena = ARENA_INIT;
    struct drivers out;
    assert_int_equal(stats_drivers_of_correlations(correlations, 3, &arena, &out, NULL), RC_OK);
    static const double squares[] = {.25, .09, .01};
    for (size_t j = 0; j < 3; j++) {
        assert_close(out.drivers[j].lmg, squares[j], 1e-14);
        assert_close(out.drivers[j].johnson, squares[j], 1e-14);
        assert_close(out.drivers[j].inflation, 1, 1e-15);
        assert_false(out.drivers[j].is_turned);
    }
    arena_release(&arena);
}

/* The second has a small positive correlation and, beside the first, a negative coefficient:
 * (.1 - .8 .6) / (1 - .64) < 0. */
static void test_suppressor_is_marked(void **state)
{
    (void)state;
    const double correlations[] = {1, .8, .6, .8, 1, .1, .6, .1, 1};
    struct arena arena = ARENA_INIT;
    struct drivers out;
    assert_int_equal(stats_drivers_of_correlations(correlations, 2, &arena, &out, NULL), RC_OK);
    assert_true(out.drivers[1].is_turned && !out.drivers[0].is_turned);
    assert_close(out.drivers[1].standardised, -.38 / .36, 1e-14);
    assert_close(out.drivers[1].inflation, 1 / .36, 1e-14);
    arena_release(&arena);
}

/* 15 drivers have LMG, 16 only relative weights; equal drivers have equal parts. */
static void test_many_drivers(void **state)
{
    (void)state;
    enum { MANY = 17 };
    double correlations[MANY * MANY];
    for (size_t p = 15; p <= 16; p++) {
        for (size_t i = 0; i <= p; i++)
            for (size_t j = 0; j <= p; j++)
                correlations[i * (p + 1) + j] = i == j ? 1.0 : i == p || j == p ? .4 : .3;
        struct arena arena = ARENA_INIT;
        struct drivers out;
        assert_int_equal(stats_drivers_of_correlations(correlations, p, &arena, &out, NULL), RC_OK);
        /* R^2 of p exchangeable drivers: p r^2 / (1 + (p-1) c). */
        const double all = (double)p * .16 / (1.0 + (double)(p - 1) * .3);
        assert_close(out.r_squared, all, 1e-14);
        for (size_t j = 0; j < p; j++) {
            assert_close(out.drivers[j].johnson, all / (double)p, 1e-13);
            if (p == 15)
                assert_close(out.drivers[j].lmg, all / (double)p, 1e-12);
            else
                assert_true(isnan(out.drivers[j].lmg));
        }
        arena_release(&arena);
    }
}

static void test_refusals(void **state)
{
    (void)state;
    struct arena arena = ARENA_INIT;
    struct drivers out;
    struct err err = ERR_INIT;
    const double twins[] = {1, 1, .5, 1, 1, .5, .5, .5, 1};
    assert_int_equal(stats_drivers_of_correlations(twins, 2, &arena, &out, NULL), RC_OK);
    assert_int_equal(out.state, OLS_DEPENDENT);
    assert_int_equal(out.column, 1);
    assert_null(out.drivers);
    const double beyond[] = {1, 0, .9, 0, 1, .9, .9, .9, 1}; /* .81 + .81 > 1 */
    assert_int_equal(stats_drivers_of_correlations(beyond, 2, &arena, &out, &err), RC_NUMERIC);
    assert_int_equal(err.rc, RC_NUMERIC);
    assert_int_equal(stats_drivers_of_correlations(NULL, 0, &arena, &out, NULL), RC_OK);
    assert_int_equal(out.driver_count, 0);
    static const size_t predictors[] = {1};
    const i128 sums[] = {3, 3}, products[] = {3, 3, 3, 5};
    const struct cross_product cross = {3, 2, NULL, sums, products};
    const struct ols_model model = {&cross, predictors, 1, 0, false};
    assert_int_equal(stats_drivers(&model, &arena, &out, NULL), RC_OK);
    assert_int_equal(out.state, OLS_CONSTANT);
    arena_release(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_lmg_is_the_mean_over_all_orders),
        cmocka_unit_test(test_uncorrelated),
        cmocka_unit_test(test_suppressor_is_marked),
        cmocka_unit_test(test_many_drivers),
        cmocka_unit_test(test_refusals),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
