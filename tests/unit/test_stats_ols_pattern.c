/* layer: measure */
/* Least squares over patterns. Numbers "from R" are those of tests/reference/contrast.R: lm() on
 * the single rows, sandwich HC3 by its definition. */
#include "measure/stats/ols_pattern.h"
#include "test_stats_close.h"

enum { PATTERN_COUNT = 8, COLUMN_COUNT = 3 };

/* The rows of contrast.R, and a pattern without any. */
static const double columns[PATTERN_COUNT * COLUMN_COUNT] = {0, 0, 0, 1, 0, 0, 0, 1, 0, 1, 1, 0,
                                                             0, 0, 1, 1, 0, 1, 1, 1, 1, 0, 1, 1};
static const int8_t rows[PATTERN_COUNT][6] = {
    {1, 2, 2, 4}, {3, 3, 5}, {1, 2, 6, 4, 2}, {5, 4, 4}, {4, 6}, {7, 6, 7, 5, 7, 6}, {7, 6}};

static void fill_moments(struct moments *moments, int64_t scale)
{
    for (int i = 0; i < PATTERN_COUNT; i++) {
        moments[i] = (struct moments){.scale = scale};
        for (int k = 0; k < 6 && rows[i][k] > 0; k++) {
            const i128 x = rows[i][k] * (i128)scale;
            moments[i].n++;
            moments[i].sum += x;
            moments[i].square_sum += x * x;
        }
    }
}

static struct ols_pattern fit(const struct moments *moments, const double *of, size_t pattern_count,
                              struct arena *arena)
{
    const struct ols_pattern_model model = {pattern_count, COLUMN_COUNT, of, moments};
    struct ols_pattern out;
    assert_int_equal(stats_ols_pattern(&model, arena, &out, NULL), RC_OK);
    return out;
}

static void agrees_with_rows_in_r(void **state)
{
    (void)state;
    static const double from_r[COLUMN_COUNT + 1][6] = {
        {2.37650457390467062524, 0.50415010948846383787, 4.71388288761058138476,
         0.00011810022731863874, 1.32806702639148555001, 3.42494212141785592252},
        {1.324987963408762015, 0.577870808545374648, 2.292879210742695850, 0.032279797987355301,
         0.123239829493822395, 2.526736097323701635},
        {0.55031295137217151, 0.57254523333133778, 0.96116938773586780, 0.34740441787917975,
         -0.64036004259651846, 1.74098594534086137},
        {2.5534424650938852, 0.50082201429226636, 5.0985028457710015, 4.7515961159708852e-05,
         1.5119260704272841, 3.5949588597604860}};
    for (int64_t scale = 1; scale <= 1000; scale *= 1000) {
        struct arena arena;
        struct moments moments[PATTERN_COUNT];
        arena_init(&arena);
        fill_moments(moments, scale);
        const struct ols_pattern out = fit(moments, columns, PATTERN_COUNT, &arena);
        assert_int_equal(out.state, OLS_PATTERN_FITTED);
        assert_int_equal(out.n, 25);
        assert_int_equal(out.term_count, 4);
        assert_true(out.df == 21);
        for (int i = 0; i <= COLUMN_COUNT; i++) {
            assert_close(out.terms[i].value, from_r[i][0], 1e-12);
            assert_close(out.terms[i].error, from_r[i][1], 1e-12);
            assert_close(out.terms[i].statistic, from_r[i][2], 1e-12);
            assert_close(out.terms[i].p, from_r[i][3], 1e-11);
            assert_close(out.terms[i].lower, from_r[i][4], 1e-11);
            assert_close(out.terms[i].upper, from_r[i][5], 1e-11);
        }
        arena_release(&arena);
    }
}

/* Patterns cut into two with the same columns are the same rows. */
static void cutting_a_pattern_changes_nothing(void **state)
{
    (void)state;
    struct arena arena;
    struct moments moments[PATTERN_COUNT], cut[PATTERN_COUNT];
    double of[PATTERN_COUNT * COLUMN_COUNT];
    arena_init(&arena);
    fill_moments(moments, 1);
    fill_moments(cut, 1);
    for (int i = 0; i < PATTERN_COUNT * COLUMN_COUNT; i++) of[i] = columns[i];
    for (int j = 0; j < COLUMN_COUNT; j++) of[7 * COLUMN_COUNT + j] = of[5 * COLUMN_COUNT + j];
    cut[5] = (struct moments){3, 20, 134, 1}; /* 7, 6, 7 */
    cut[7] = (struct moments){3, 18, 110, 1}; /* 5, 7, 6 */
    const struct ols_pattern whole = fit(moments, columns, PATTERN_COUNT, &arena);
    const struct ols_pattern parts = fit(cut, of, PATTERN_COUNT, &arena);
    for (int i = 0; i <= COLUMN_COUNT; i++) {
        assert_close(parts.terms[i].value, whole.terms[i].value, 1e-14);
        assert_close(parts.terms[i].error, whole.terms[i].error, 1e-14);
    }
    arena_release(&arena);
}

static void says_why_there_is_no_fit(void **state)
{
    (void)state;
    struct arena arena;
    struct moments moments[PATTERN_COUNT];
    double of[PATTERN_COUNT * COLUMN_COUNT];
    arena_init(&arena);
    fill_moments(moments, 1);
    for (int i = 0; i < PATTERN_COUNT * COLUMN_COUNT; i++) of[i] = columns[i];
    for (int i = 0; i < PATTERN_COUNT; i++) of[i * COLUMN_COUNT + 1] = 1 - of[i * COLUMN_COUNT];
    const struct ols_pattern turned = fit(moments, of, PATTERN_COUNT, &arena);
    assert_int_equal(turned.state, OLS_PATTERN_DEPENDENT);
    assert_int_equal(turned.column, 1);
    assert_null(turned.terms);
    /* but for the single row of the last pattern the second column is the first turned round */
    moments[7] = (struct moments){1, 5, 25, 1};
    of[7 * COLUMN_COUNT] = of[7 * COLUMN_COUNT + 1] = 0;
    assert_int_equal(fit(moments, of, PATTERN_COUNT, &arena).state, OLS_PATTERN_ALONE);
    moments[7] = (struct moments){2, 10, 50, 1};
    assert_int_equal(fit(moments, of, PATTERN_COUNT, &arena).state, OLS_PATTERN_FITTED);
    assert_int_equal(fit(moments, columns, 1, &arena).state, OLS_PATTERN_FEW_ROWS);
    for (int i = 0; i < PATTERN_COUNT; i++) moments[i] = (struct moments){9, 9 * 4, 9 * 16, 1};
    assert_int_equal(fit(moments, columns, PATTERN_COUNT, &arena).state, OLS_PATTERN_CONSTANT);
    arena_release(&arena);
}

static void a_perfect_fit_has_no_width(void **state)
{
    (void)state;
    struct arena arena;
    struct moments moments[PATTERN_COUNT];
    arena_init(&arena);
    for (int i = 0; i < PATTERN_COUNT; i++) {
        const int64_t y = 3 + 2 * (columns[i * COLUMN_COUNT] > 0);
        moments[i] = (struct moments){7, 7 * y, 7 * y * y, 1};
    }
    const struct ols_pattern out = fit(moments, columns, PATTERN_COUNT, &arena);
    assert_close(out.terms[1].value, 2.0, 1e-15);
    assert_true(out.terms[1].error == 0 && out.terms[1].p == 0);
    assert_true(out.terms[1].lower == out.terms[1].upper);
    arena_release(&arena);
}

static void impossible_moments_are_refused(void **state)
{
    (void)state;
    struct arena arena;
    struct moments moments[PATTERN_COUNT];
    const struct ols_pattern_model model = {PATTERN_COUNT, COLUMN_COUNT, columns, moments};
    struct ols_pattern out;
    struct err err = ERR_INIT;
    arena_init(&arena);
    fill_moments(moments, 1);
    moments[2].square_sum = 1;
    assert_int_equal(stats_ols_pattern(&model, &arena, &out, &err), RC_NUMERIC);
    fill_moments(moments, 1);
    moments[2].scale = 10;
    assert_int_equal(stats_ols_pattern(&model, &arena, &out, &err), RC_NUMERIC);
    arena_release(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(agrees_with_rows_in_r),
        cmocka_unit_test(cutting_a_pattern_changes_nothing),
        cmocka_unit_test(says_why_there_is_no_fit),
        cmocka_unit_test(a_perfect_fit_has_no_width),
        cmocka_unit_test(impossible_moments_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
