/* layer: measure */
/* Key drivers: what rows add to a cell, by every instruction set, against loops that follow the
 * definition word by word; shares, coefficients and intervals against a slow computation over all
 * orders; and what cannot be fitted. */
#include "tests/unit/test_drivers.h"

#include "measure/stats/distribution.h"
#include "tests/unit/test_stats_close.h"

static int8_t answer_of(const struct sample *asked, int need, uint32_t row)
{
    if (!asked->column[need]) return SCORE_MISSING;
    return ((const int8_t *)asked->column[need])[row];
}

/* Score × 840; false: fewer than half of the present items are answered, or none is present. */
static bool slow_score(const struct sample *asked, int dimension, uint32_t row, int64_t *score)
{
    int64_t sum = 0, answered = 0, present = 0;
    for (int i = 0; i < DIMENSION_ITEM_LIMIT; i++) {
        const int need = dimension * DIMENSION_ITEM_LIMIT + i;
        if (!asked->column[need]) continue;
        present++;
        if (answer_of(asked, need, row) == SCORE_MISSING) continue;
        answered++;
        sum += answer_of(asked, need, row);
    }
    *score = answered > 0 ? sum * 840 / answered : 0;
    assert_true(answered == 0 || *score * answered == sum * 840);
    return present == 0 || (answered > 0 && 2 * answered >= present);
}

static int slow_group(int32_t minute)
{
    uint32_t hash = (uint32_t)minute;
    hash ^= hash >> 16;
    hash *= 2246822507U;
    hash ^= hash >> 13;
    hash *= 3266489909U;
    hash ^= hash >> 16;
    return (int)(hash % 32);
}

static void slow_row(const struct sample *asked, uint32_t row, struct drivers_cell *cell)
{
    const int8_t overall = answer_of(asked, NEED_OVERALL, row);
    const int8_t repurchase = answer_of(asked, NEED_REPURCHASE, row);
    int64_t values[VALUE_COUNT] = {1}, answers[ANSWER_COUNT] = {0};
    bool is_scored = true, is_complete = true;
    if (overall == SCORE_MISSING && repurchase == SCORE_MISSING) return;
    const enum cases cases = repurchase == SCORE_MISSING ? CASES_OVERALL
                             : overall == SCORE_MISSING  ? CASES_REPURCHASE
                                                         : CASES_BOTH;
    values[6] = answers[40] = overall == SCORE_MISSING ? 0 : overall;
    values[7] = answers[41] = repurchase == SCORE_MISSING ? 0 : repurchase;
    answers[42] = 1;
    for (int d = 0; d < DIMENSION_COUNT; d++)
        is_scored &= slow_score(asked, d, row, &values[1 + d]);
    for (int item = 0; item < ITEM_COUNT; item++) {
        if (!asked->column[item]) continue;
        const int8_t answer = answer_of(asked, item, row);
        is_complete &= answer != SCORE_MISSING;
        answers[item] = answer == SCORE_MISSING ? 0 : answer;
    }
    for (int i = 0; is_scored && i < VALUE_COUNT; i++)
        for (int j = i; j < VALUE_COUNT; j++)
            cell->products[slow_group(asked->minutes[row])][cases][product_index(i, j)] +=
                values[i] * values[j];
    for (int i = 0; is_complete && i < ANSWER_COUNT; i++)
        for (int j = i; j < ANSWER_COUNT; j++)
            cell->answer_products[cases][answer_product_index(i, j)] += answers[i] * answers[j];
}

static void assert_counts_as_defined(struct sample *asked)
{
    static struct drivers_cell slow;
    memset(&slow, 0, sizeof slow);
    for (uint32_t i = 0; i < asked->row_count; i++) slow_row(asked, asked->row[i], &slow);
    assert_true(slow.answer_products[CASES_BOTH][ANSWER_PRODUCT_COUNT - 1] > 0);
    for (int isa = 0; isa < ISA_COUNT; isa++) {
        if (!isa_is_here((enum isa)isa)) continue;
        count(asked, (enum isa)isa);
        assert_memory_equal(&asked->cell, &slow, sizeof slow);
    }
}

static void pairs_have_places_of_their_own(void **state)
{
    (void)state;
    bool seen[ANSWER_PRODUCT_COUNT] = {false};
    for (int i = 0; i < ANSWER_COUNT; i++)
        for (int j = i; j < ANSWER_COUNT; j++) {
            const int at = answer_product_index(i, j);
            assert_in_range(at, 0, ANSWER_PRODUCT_COUNT - 1);
            assert_false(seen[at]);
            seen[at] = true;
            assert_int_equal(at, answer_product_index(j, i));
        }
}

static void rows_count_as_defined(void **state)
{
    (void)state;
    sample_init(&sample, ROW_LIMIT);
    assert_counts_as_defined(&sample);
}

/* Rows of several months side by side, and scores of other scales. */
static void scattered_rows_and_wide_scales(void **state)
{
    (void)state;
    for (uint32_t step = 3; step <= 90; step *= 5) {
        sample_init(&sample, ROW_LIMIT);
        sample.row_count = 0;
        for (uint32_t row = step % 7; row < ROW_LIMIT; row += 1 + (uint32_t)draw(row, 3, step))
            sample.row[sample.row_count++] = row;
        for (uint32_t row = 0; row < ROW_LIMIT; row++) {
            if (sample.answers[0][row] != SCORE_MISSING) sample.answers[0][row] = INT8_MAX;
            if (sample.answers[9][row] != SCORE_MISSING) sample.answers[9][row] = -127;
        }
        assert_counts_as_defined(&sample);
    }
}

/* As much as is added up at once, of one group. */
static void many_rows_of_one_minute(void **state)
{
    (void)state;
    sample_init(&sample, ROW_LIMIT);
    for (uint32_t row = 0; row < ROW_LIMIT; row++) {
        sample.minutes[row] = 27000000;
        for (int item = 0; item < ITEM_COUNT; item++)
            if (sample.answers[item][row] != SCORE_MISSING)
                sample.answers[item][row] = (int8_t)(row % 7 == 0 ? 8 : 9);
    }
    assert_counts_as_defined(&sample);
}

static void absent_columns(void **state)
{
    (void)state;
    sample_init(&sample, 700);
    for (int item = 0; item < DIMENSION_ITEM_LIMIT; item++)
        sample.column[2 * DIMENSION_ITEM_LIMIT + item] = NULL;
    assert_counts_as_defined(&sample);
    sample.column[NEED_REPURCHASE] = NULL;
    sample.column[1] = NULL;
    static struct drivers_cell slow;
    memset(&slow, 0, sizeof slow);
    for (uint32_t row = 0; row < 700; row++) slow_row(&sample, row, &slow);
    assert_true(slow.answer_products[CASES_OVERALL][answer_product_index(42, 42)] > 300);
    count(&sample, isa_best());
    assert_memory_equal(&sample.cell, &slow, sizeof slow);
}

/* The model worked out from rows: doubles about the mean, elimination for every set of columns. */
struct slow_rows {
    double x[ROW_LIMIT][DIMENSION_COUNT + 1]; /* the response last */
    int group[ROW_LIMIT];
    uint32_t count;
};

static void slow_rows_fill(struct slow_rows *rows, int response)
{
    rows->count = 0;
    for (uint32_t row = 0; row < sample.row_count; row++) {
        int64_t score;
        bool is_whole = answer_of(&sample, response, row) != SCORE_MISSING;
        for (int d = 0; d < DIMENSION_COUNT; d++) {
            is_whole &= slow_score(&sample, d, row, &score);
            rows->x[rows->count][d] = (double)score / 840;
        }
        if (!is_whole) continue;
        rows->x[rows->count][DIMENSION_COUNT] = answer_of(&sample, response, row);
        rows->group[rows->count++] = slow_group(sample.minutes[row]);
    }
}

/* Coefficients of the columns in `set` by Gauss and Jordan; returns R^2. */
static double slow_r_squared(double c[6][6], unsigned set, double slopes[DIMENSION_COUNT])
{
    double a[6][6], explained = 0;
    memcpy(a, c, sizeof a);
    for (int k = 0; k < DIMENSION_COUNT; k++) {
        if (!(set >> k & 1)) continue;
        for (int i = 0; i < DIMENSION_COUNT; i++) {
            if (i == k || !(set >> i & 1)) continue;
            const double times = a[i][k] / a[k][k];
            for (int j = 0; j < 6; j++) a[i][j] -= times * a[k][j];
        }
    }
    for (int k = 0; k < DIMENSION_COUNT; k++) {
        slopes[k] = set >> k & 1 ? a[k][5] / a[k][k] : 0;
        explained += slopes[k] * c[k][5];
    }
    return explained / c[5][5];
}

struct slow_numbers {
    double r_squared, share[DIMENSION_COUNT], coefficient[DIMENSION_COUNT];
};

/* What R^2 gains in one order of the dimensions, and in all orders that begin so. */
static void slow_orders(double c[6][6], unsigned taken, double so_far, double weight,
                        struct slow_numbers *out)
{
    int left = 0;
    double slopes[DIMENSION_COUNT];
    for (int k = 0; k < DIMENSION_COUNT; k++) left += !(taken >> k & 1);
    for (int k = 0; k < DIMENSION_COUNT; k++) {
        if (taken >> k & 1) continue;
        const double with = slow_r_squared(c, taken | 1U << k, slopes);
        out->share[k] += weight / left * (with - so_far);
        slow_orders(c, taken | 1U << k, with, weight / left, out);
    }
}

/* Without the rows of one group (-1: of none). */
static struct slow_numbers slow_numbers(const struct slow_rows *rows, int group)
{
    struct slow_numbers out = {.r_squared = 0};
    double mean[6] = {0}, c[6][6] = {{0}}, slopes[DIMENSION_COUNT], n = 0;
    for (uint32_t row = 0; row < rows->count; row++) {
        if (rows->group[row] == group) continue;
        n++;
        for (int i = 0; i < 6; i++) mean[i] += rows->x[row][i];
    }
    for (uint32_t row = 0; row < rows->count; row++)
        for (int i = 0; rows->group[row] != group && i < 6; i++)
            for (int j = 0; j < 6; j++)
                c[i][j] += (rows->x[row][i] - mean[i] / n) * (rows->x[row][j] - mean[j] / n);
    out.r_squared = slow_r_squared(c, 31, slopes);
    slow_orders(c, 0, 0, 1, &out);
    for (int d = 0; d < DIMENSION_COUNT; d++) {
        out.share[d] /= out.r_squared;
        out.coefficient[d] = slopes[d] * sqrt(c[d][d] / c[5][5]);
    }
    return out;
}

static double slow_logit(double x)
{
    return log(x / (1 - x));
}

static void assert_interval(struct interval interval, double value, double lower, double upper)
{
    assert_true(interval.bounded);
    assert_close(interval.value, value, 1e-9);
    assert_close(interval.lower, lower, 1e-9);
    assert_close(interval.upper, upper, 1e-9);
}

static void assert_logit(struct interval interval, double value, double square_sum, double t)
{
    const double half = t * sqrt(31.0 / 32 * square_sum);
    assert_interval(interval, value, 1 / (1 + exp(half - slow_logit(value))),
                    1 / (1 + exp(-half - slow_logit(value))));
}

static void check_response(enum response response, const struct drivers_fit *fit)
{
    static struct slow_rows rows;
    slow_rows_fill(&rows, NEED_OVERALL + (int)response);
    const struct slow_numbers whole = slow_numbers(&rows, -1);
    struct slow_numbers squares = {.r_squared = 0};
    double t;
    struct err err = ERR_INIT;
    assert_int_equal(stats_t_quantile(0.975, 31, &t, &err), RC_OK);
    for (int group = 0; group < 32; group++) {
        const struct slow_numbers without = slow_numbers(&rows, group);
        squares.r_squared += pow(slow_logit(without.r_squared) - slow_logit(whole.r_squared), 2);
        for (int d = 0; d < DIMENSION_COUNT; d++) {
            squares.share[d] += pow(slow_logit(without.share[d]) - slow_logit(whole.share[d]), 2);
            squares.coefficient[d] += pow(without.coefficient[d] - whole.coefficient[d], 2);
        }
    }
    assert_int_equal(fit->n, rows.count);
    assert_logit(fit->r_squared, whole.r_squared, squares.r_squared, t);
    for (int d = 0; d < DIMENSION_COUNT; d++) {
        const double half = t * sqrt(31.0 / 32 * squares.coefficient[d]);
        const double coefficient = whole.coefficient[d];
        assert_logit(fit->drivers[d].share, whole.share[d], squares.share[d], t);
        assert_interval(fit->drivers[d].coefficient, coefficient, coefficient - half,
                        coefficient + half);
    }
}

static void fits_as_from_rows(void **state)
{
    (void)state;
    struct arena arena;
    arena_init(&arena);
    sample_init(&sample, 400);
    for (int response = 0; response < RESPONSE_COUNT; response++) {
        const struct drivers_fit fit = fit_sample((enum response)response, &arena);
        assert_null(fit.refusal);
        assert_int_equal(fit.group_count, 32);
        check_response((enum response)response, &fit);
        double sum = 0;
        for (int d = 0; d < DIMENSION_COUNT; d++) sum += fit.drivers[d].share.value;
        assert_close(sum, 1.0, 1e-12);
    }
    arena_release(&arena);
}

static void assert_refused(const char *code)
{
    struct arena arena;
    arena_init(&arena);
    const struct drivers_fit fit = fit_sample(RESPONSE_OVERALL, &arena);
    assert_non_null(fit.refusal);
    if (strncmp(fit.refusal, code, strlen(code)) != 0) fail_msg("%s", fit.refusal);
    arena_release(&arena);
}

static void what_cannot_be_fitted_is_refused(void **state)
{
    (void)state;
    sample_init(&sample, 60); /* some are incomplete */
    assert_refused("few_rows: n = ");
    sample_init(&sample, 400);
    for (uint32_t row = 0; row < 400; row++)
        sample.minutes[row] = 27000000 + 1440 * (int32_t)(row % 19);
    assert_refused("few_groups: the answers fill 1");
    sample_init(&sample, 400);
    memset(sample.answers[NEED_OVERALL], 5, sizeof sample.answers[NEED_OVERALL]);
    assert_refused("constant: ");
    sample_init(&sample, 400);
    memset(sample.answers[DIMENSION_ITEM_LIMIT], 5,
           ITEMS_A_DIMENSION * sizeof sample.answers[DIMENSION_ITEM_LIMIT]);
    assert_refused("dependent_score: ");
    sample_init(&sample, 400);
    for (int item = DIMENSION_ITEM_LIMIT; item < ITEM_COUNT; item++) sample.column[item] = NULL;
    assert_refused("no_column: items of at least two dimensions");
}

static void two_dimensions_are_enough(void **state)
{
    (void)state;
    struct arena arena;
    arena_init(&arena);
    sample_init(&sample, 400);
    for (int item = 0; item < ITEM_COUNT; item++) {
        const int dimension = item / DIMENSION_ITEM_LIMIT;
        if (dimension != 1 && dimension != 3) sample.column[item] = NULL;
    }
    const struct drivers_fit fit = fit_sample(RESPONSE_OVERALL, &arena);
    assert_null(fit.refusal);
    assert_int_equal(fit.driver_count, 2);
    assert_int_equal(fit.drivers[0].dimension, 1);
    assert_int_equal(fit.drivers[1].dimension, 3);
    assert_close(fit.drivers[0].share.value + fit.drivers[1].share.value, 1, 1e-12);
    assert_true(fit.drivers[1].coefficient.value > fit.drivers[0].coefficient.value);
    arena_release(&arena);
}

/* Of the items: n of complete answers, and correlations about the mean. */
static void items_have_their_own_cases(void **state)
{
    (void)state;
    struct arena arena;
    struct err err = ERR_INIT;
    struct items_fit fit;
    arena_init(&arena);
    sample_init(&sample, ROW_LIMIT);
    count(&sample, isa_best());
    assert_int_equal(
        items_fit(&sample.cell, sample.column, RESPONSE_REPURCHASE, &arena, &fit, &err), RC_OK);
    assert_int_equal(fit.item_count, 20);
    double n = 0, x = 0, y = 0, xx = 0, xy = 0, yy = 0, parts = 0;
    for (uint32_t row = 0; row < ROW_LIMIT; row++) {
        bool is_complete = sample.answers[NEED_REPURCHASE][row] != SCORE_MISSING;
        for (int i = 0; i < 20; i++)
            is_complete &= sample.answers[fit.items[i]][row] != SCORE_MISSING;
        if (!is_complete) continue;
        const double a = sample.answers[fit.items[7]][row],
                     b = sample.answers[NEED_REPURCHASE][row];
        n++, x += a, y += b, xx += a * a, xy += a * b, yy += b * b;
    }
    assert_true((double)fit.n == n);
    assert_close(fit.correlations[7], (n * xy - x * y) / sqrt((n * xx - x * x) * (n * yy - y * y)),
                 1e-12);
    for (int i = 0; i < 20; i++) parts += fit.drivers.drivers[i].johnson;
    assert_close(parts, fit.drivers.r_squared, 1e-12);
    sample_init(&sample, 150); /* fewer than 10 for each of 21 coefficients */
    count(&sample, isa_best());
    assert_int_equal(items_fit(&sample.cell, sample.column, RESPONSE_OVERALL, &arena, &fit, &err),
                     RC_OK);
    assert_null(fit.drivers.drivers);
    assert_true(fit.correlations[0] > 0.2);
    arena_release(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pairs_have_places_of_their_own),
        cmocka_unit_test(rows_count_as_defined),
        cmocka_unit_test(scattered_rows_and_wide_scales),
        cmocka_unit_test(many_rows_of_one_minute),
        cmocka_unit_test(absent_columns),
        cmocka_unit_test(fits_as_from_rows),
        cmocka_unit_test(what_cannot_be_fitted_is_refused),
        cmocka_unit_test(two_dimensions_are_enough),
        cmocka_unit_test(items_have_their_own_cases),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
