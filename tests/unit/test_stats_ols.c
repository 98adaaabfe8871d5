/* layer: measure */
#include "measure/stats/ols.h"

#include "measure/stats/mean.h"
#include "test_stats_published.h"

#include <string.h>

extern const struct verify_topic verify_regress;

enum { ROW_MAX = 60, COLUMN_MAX = 5 };

static const size_t predictors[] = {1, 2, 3, 4};

/* Rows of whole numbers, the response first, and their sums. */
struct rows {
    size_t row_count, width;
    int64_t cells[ROW_MAX][COLUMN_MAX];
    i128 sums[COLUMN_MAX], products[COLUMN_MAX * COLUMN_MAX];
};

static struct cross_product sums_of(struct rows *rows)
{
    memset(rows->sums, 0, sizeof rows->sums);
    memset(rows->products, 0, sizeof rows->products);
    for (size_t r = 0; r < rows->row_count; r++)
        for (size_t i = 0; i < rows->width; i++) {
            rows->sums[i] += rows->cells[r][i];
            for (size_t j = 0; j < rows->width; j++)
                rows->products[i * rows->width + j] += (i128)rows->cells[r][i] * rows->cells[r][j];
        }
    return (struct cross_product){rows->row_count, rows->width, NULL, rows->sums, rows->products};
}

static enum rc fit(struct rows *rows, bool through_origin, struct arena *arena, struct ols *out)
{
    const struct cross_product cross = sums_of(rows);
    const struct ols_model model = {&cross, predictors, rows->width - 1, 0, through_origin};
    return stats_ols(&model, arena, out, NULL);
}

static void test_published(void **state)
{
    (void)state;
    assert_published(&verify_regress);
}

/* The slow way: residuals row by row are orthogonal to every column, and their squares are those
 * reported. */
static void assert_residuals(const struct rows *rows, const struct ols *out)
{
    const bool has_intercept = out->term_count == rows->width;
    double along[COLUMN_MAX] = {0}, scale[COLUMN_MAX] = {0}, squares = 0.0;
    for (size_t r = 0; r < rows->row_count; r++) {
        double rest = (double)rows->cells[r][0] - (has_intercept ? out->terms[0].value : 0.0);
        for (size_t j = 1; j < rows->width; j++)
            rest -= out->terms[j - (has_intercept ? 0 : 1)].value * (double)rows->cells[r][j];
        squares += rest * rest;
        for (size_t j = 0; j < rows->width; j++) {
            const double x = j == 0 ? (has_intercept ? 1.0 : 0.0) : (double)rows->cells[r][j];
            along[j] += rest * x;
            scale[j] += fabs(rest * x);
        }
    }
    assert_close(out->residual_squares, squares, 1e-10);
    for (size_t j = 0; j < rows->width; j++) assert_true(fabs(along[j]) <= 1e-10 * scale[j]);
}

static void test_residuals_of_random_rows(void **state)
{
    (void)state;
    uint64_t seed = 11;
    for (int round = 0; round < 300; round++) {
        struct rows rows = {.row_count = 8 + next_below(&seed, 50),
                            .width = 2 + next_below(&seed, 4)};
        for (size_t r = 0; r < rows.row_count; r++)
            for (size_t j = 0; j < rows.width; j++)
                rows.cells[r][j] =
                    (int64_t)next_below(&seed, 100) - 20 + (j > 1 ? rows.cells[r][1] : 0);
        struct arena arena = ARENA_INIT;
        struct ols out;
        assert_int_equal(fit(&rows, round % 2 == 1, &arena, &out), RC_OK);
        assert_int_equal(out.state, OLS_FITTED);
        assert_residuals(&rows, &out);
        assert_close(out.explained_squares + out.residual_squares, out.total_squares, 1e-14);
        arena_release(&arena);
    }
}

/* One predictor of 0 and 1: Student's test of two means with the pooled variance. */
static void test_two_groups_are_student(void **state)
{
    (void)state;
    static const int64_t values[] = {4, 5, 4, 4, 6, 7, 5, 6, 8};
    struct rows rows = {.row_count = 9, .width = 2};
    for (size_t r = 0; r < 9; r++) {
        rows.cells[r][0] = values[r];
        rows.cells[r][1] = r >= 4;
    }
    struct arena arena = ARENA_INIT;
    struct ols out;
    assert_int_equal(fit(&rows, false, &arena, &out), RC_OK);
    /* Means 17/4 and 32/5; squares 3/4 and 26/5; pooled 119/20/7. */
    const double error = sqrt(119.0 / 140.0 * (1.0 / 4 + 1.0 / 5));
    assert_close(out.terms[0].value, 4.25, 1e-15);
    assert_close(out.terms[1].value, 2.15, 1e-15);
    assert_close(out.terms[1].error, error, 1e-15);
    assert_close(out.terms[1].statistic, 2.15 / error, 1e-15);
    assert_close(out.f.statistic, 2.15 / error * (2.15 / error), 1e-14);
    assert_close(out.f.p, out.terms[1].p, 1e-13);
    assert_close(out.terms[1].inflation, 1, 1e-15);
    assert_close(out.terms[1].correlation * out.terms[1].correlation, out.r_squared, 1e-14);
    assert_close(out.terms[1].upper + out.terms[1].lower, 4.3, 1e-14);
    arena_release(&arena);
}

/* A column moved by 10^12 changes nothing but the intercept, by exactly slope times 10^12. */
static void test_origin_does_not_matter(void **state)
{
    (void)state;
    uint64_t seed = 5;
    struct rows rows = {.row_count = 30, .width = 3};
    for (size_t r = 0; r < 30; r++)
        for (size_t j = 0; j < 3; j++) rows.cells[r][j] = next_below(&seed, 50);
    struct arena arena = ARENA_INIT;
    struct ols near, far;
    assert_int_equal(fit(&rows, false, &arena, &near), RC_OK);
    for (size_t r = 0; r < 30; r++) rows.cells[r][1] += 1000000000000;
    assert_int_equal(fit(&rows, false, &arena, &far), RC_OK);
    for (size_t j = 1; j < 3; j++) {
        assert_close(far.terms[j].value, near.terms[j].value, 1e-15);
        assert_close(far.terms[j].error, near.terms[j].error, 1e-15);
    }
    assert_close(far.residual_squares, near.residual_squares, 1e-15);
    assert_close(far.terms[0].value, near.terms[0].value - 1e12 * near.terms[1].value, 1e-14);
    arena_release(&arena);
}

/* NoInt2 of NIST: 1 - RSS / sum(y^2) * 3 / 2 (tests/reference/regress.py). */
static void test_adjusted_through_origin(void **state)
{
    (void)state;
    struct rows rows = {.row_count = 3, .width = 2, .cells = {{3, 4}, {4, 5}, {4, 6}}};
    struct arena arena = ARENA_INIT;
    struct ols out;
    assert_int_equal(fit(&rows, true, &arena, &out), RC_OK);
    assert_close(out.r_squared_adjusted, 0.990022172949002217, 1e-15);
    assert_true(isnan(out.terms[0].inflation) && isnan(out.terms[0].standardised));
    arena_release(&arena);
}

static void test_perfect_fit(void **state)
{
    (void)state;
    struct rows rows = {.row_count = 10, .width = 3};
    for (size_t r = 0; r < 10; r++) {
        rows.cells[r][1] = (int64_t)r;
        rows.cells[r][2] = (int64_t)(r * r);
        rows.cells[r][0] = 7 - 3 * rows.cells[r][1] + 2 * rows.cells[r][2];
    }
    struct arena arena = ARENA_INIT;
    struct ols out;
    assert_int_equal(fit(&rows, false, &arena, &out), RC_OK);
    assert_close(out.terms[0].value, 7, 1e-15);
    assert_close(out.terms[1].value, -3, 1e-15);
    assert_close(out.terms[2].value, 2, 1e-15);
    assert_true(out.residual_squares == 0.0 && out.r_squared == 1.0 && out.f.p == 0.0);
    assert_true(out.terms[1].error == 0.0 && out.terms[1].statistic == -INFINITY);
    /* Alone the first rises with the response; beside the second it falls. */
    assert_true(out.terms[1].is_turned && !out.terms[2].is_turned);
    arena_release(&arena);
}

/* What rounding leaves of the residuals is 0, however the numbers fall. */
static void test_perfect_fit_at_random(void **state)
{
    (void)state;
    uint64_t seed = 29;
    for (int round = 0; round < 200; round++) {
        struct rows rows = {.row_count = 30, .width = 4};
        for (size_t r = 0; r < 30; r++) {
            for (size_t j = 1; j < 4; j++) rows.cells[r][j] = next_below(&seed, 1000003);
            rows.cells[r][0] = 11 * rows.cells[r][1] - 7 * rows.cells[r][2] + rows.cells[r][3];
        }
        struct arena arena = ARENA_INIT;
        struct ols out;
        assert_int_equal(fit(&rows, false, &arena, &out), RC_OK);
        assert_true(out.residual_squares == 0.0 && out.f.p == 0.0 && out.terms[1].error == 0.0);
        assert_close(out.terms[2].value, -7, 1e-15);
        arena_release(&arena);
    }
}

static void test_refusals(void **state)
{
    (void)state;
    uint64_t seed = 3;
    struct rows rows = {.row_count = 20, .width = 4};
    for (size_t r = 0; r < 20; r++) {
        for (size_t j = 0; j < 3; j++) rows.cells[r][j] = next_below(&seed, 9);
        rows.cells[r][3] = rows.cells[r][1] - 2 * rows.cells[r][2] + 4;
    }
    struct arena arena = ARENA_INIT;
    struct ols out;
    assert_int_equal(fit(&rows, false, &arena, &out), RC_OK);
    assert_int_equal(out.state, OLS_DEPENDENT);
    assert_int_equal(out.column, 2);
    assert_null(out.terms);
    for (size_t r = 0; r < 20; r++) rows.cells[r][1] = 5; /* a constant beside the intercept */
    assert_int_equal(fit(&rows, false, &arena, &out), RC_OK);
    assert_int_equal(out.state, OLS_DEPENDENT);
    assert_int_equal(out.column, 0);
    for (size_t r = 0; r < 20; r++) rows.cells[r][0] = 3;
    assert_int_equal(fit(&rows, false, &arena, &out), RC_OK);
    assert_int_equal(out.state, OLS_CONSTANT);
    rows.row_count = 4;
    assert_int_equal(fit(&rows, false, &arena, &out), RC_OK);
    assert_int_equal(out.state, OLS_FEW_ROWS);
    rows.row_count = 0;
    assert_int_equal(fit(&rows, false, &arena, &out), RC_OK);
    assert_int_equal(out.state, OLS_FEW_ROWS);
    assert_string_equal(stats_ols_state_text(OLS_CONSTANT), "the response does not vary");
    arena_release(&arena);
}

static void test_impossible_sums(void **state)
{
    (void)state;
    /* A correlation beyond 1: no rows have such sums. */
    const i128 sums[] = {0, 0}, products[] = {10, 11, 11, 10};
    const struct cross_product cross = {8, 2, NULL, sums, products};
    const struct ols_model model = {&cross, predictors, 1, 0, false};
    struct arena arena = ARENA_INIT;
    struct ols out;
    struct err err = ERR_INIT;
    assert_int_equal(stats_ols(&model, &arena, &out, &err), RC_NUMERIC);
    assert_int_equal(err.rc, RC_NUMERIC);
    arena_release(&arena);
}

/* No predictor: the mean with Student's interval. */
static void test_mean_alone(void **state)
{
    (void)state;
    struct rows rows = {.row_count = 5, .width = 1, .cells = {{3}, {4}, {4}, {6}, {9}}};
    const struct moments moments = {5, 26, 158, 1};
    struct interval mean;
    struct arena arena = ARENA_INIT;
    struct ols out;
    assert_int_equal(fit(&rows, false, &arena, &out), RC_OK);
    assert_int_equal(stats_mean_t(&moments, &mean, NULL), RC_OK);
    assert_int_equal(out.term_count, 1);
    assert_close(out.terms[0].value, mean.value, 1e-15);
    assert_close(out.terms[0].lower, mean.lower, 1e-14);
    assert_close(out.terms[0].upper, mean.upper, 1e-14);
    assert_false(out.f.defined);
    arena_release(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_published),
        cmocka_unit_test(test_residuals_of_random_rows),
        cmocka_unit_test(test_two_groups_are_student),
        cmocka_unit_test(test_origin_does_not_matter),
        cmocka_unit_test(test_adjusted_through_origin),
        cmocka_unit_test(test_perfect_fit),
        cmocka_unit_test(test_perfect_fit_at_random),
        cmocka_unit_test(test_refusals),
        cmocka_unit_test(test_impossible_sums),
        cmocka_unit_test(test_mean_alone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
