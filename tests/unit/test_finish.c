/* layer: measure
 * Finish over the cells of a small family of the test's own: the same result whatever the number of
 * threads; every number as estimate_fill makes it of the cell, one by one; what a crowded axis
 * leaves out and what it keeps. */
#include "measure/estimate.h"
#include "measure/measure.h"
#include "test_result_same.h"

#include <omp.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { NAME_BYTES = 8, BASE = 10, REPORT_MONTH = 665 };

struct cell {
    struct share share;
    struct sums sums;
    struct nps_counts nps;
};

/* A family's own function, so that no short cut knows where its n stands. */
static void half_share(const struct cell_view *view, const struct metric *metric,
                       struct statistic *out)
{
    (void)metric;
    if (!view->cells[0]) return;
    out->share = ((const struct cell *)view->cells[0])->share;
    out->share.n /= 2;
    if (out->share.met > out->share.n) out->share.met = out->share.n;
}

/* Of all months at hand. */
static void year_share(const struct cell_view *view, const struct metric *metric,
                       struct statistic *out)
{
    (void)metric;
    for (uint32_t i = 0; i < view->cell_count; i++) {
        if (!view->cells[i]) continue;
        out->share.met += ((const struct cell *)view->cells[i])->share.met;
        out->share.n += ((const struct cell *)view->cells[i])->share.n;
    }
}

static const struct metric metrics[] = {
    {.id = "a.share",
     .unit = UNIT_SHARE,
     .better = BETTER_HIGHER,
     .kind = STATISTIC_SHARE,
     .statistic = statistic_share,
     .offset = offsetof(struct cell, share)},
    {.id = "a.mean",
     .unit = UNIT_SCORE,
     .better = BETTER_LOWER,
     .kind = STATISTIC_MEAN,
     .statistic = statistic_sums,
     .offset = offsetof(struct cell, sums),
     .argument = 1},
    {.id = "a.nps",
     .unit = UNIT_POINTS,
     .better = BETTER_HIGHER,
     .kind = STATISTIC_NPS,
     .statistic = statistic_nps,
     .offset = offsetof(struct cell, nps)},
    {.id = "a.p50",
     .unit = UNIT_MINUTES,
     .better = BETTER_LOWER,
     .kind = STATISTIC_QUANTILE,
     .statistic = statistic_quantile,
     .argument = 500},
    {.id = "a.half", .unit = UNIT_SHARE, .kind = STATISTIC_SHARE, .statistic = half_share},
    {.id = "a.year",
     .unit = UNIT_SHARE,
     .flags = METRIC_REPORT_MONTH_ONLY,
     .kind = STATISTIC_SHARE,
     .statistic = year_share},
    {.id = "a.absent",
     .unit = UNIT_SHARE,
     .kind = STATISTIC_SHARE,
     .statistic = statistic_share,
     .needed = 1},
    {0}};
enum { METRIC_COUNT = sizeof metrics / sizeof *metrics - 1 };

static enum rc extend(const struct measured *measured, struct result *result, struct err *err)
{
    (void)measured;
    struct test_row *row = result_add_test(result);
    if (!row) return err_memory(err, sizeof *row);
    row->name = "a.test";
    return RC_OK;
}

static const struct field fields[] = {FIELDS_SHARE(struct cell, share, "count"),
                                      FIELDS_SUMS(struct cell, sums, "score"),
                                      FIELDS_NPS(struct cell, nps),
                                      {0}};
static const enum axis axes[] = {AXIS_DEALER, AXIS_TECHNICIAN, AXIS_END};
static const struct need needs[] = {{"absent", COLUMN_INT, true}, {0}};
static const struct family family = {.name = "a",
                                     .clock = "at",
                                     .needs = needs,
                                     .axes = axes,
                                     .fields = fields,
                                     .cell_bytes = sizeof(struct cell),
                                     .tally_count = 1,
                                     .metrics = metrics,
                                     .extend = extend};

/* Cells of so many dealers (and twice as many technicians), mostly of a few rows each. */
struct made {
    struct bound_family bound;
    struct table table;
    struct dictionary names;
    struct measure_options options;
    struct measure_context context;
    const void *column[1];
    const struct dictionary *needed_names[1];
};

static uint64_t draw(uint64_t *seed, uint64_t limit)
{
    *seed = *seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (*seed >> 33) % limit;
}

static void fill_cell(struct made *made, uint64_t slot, uint64_t n, uint64_t good, uint64_t *seed)
{
    struct tally *tallies;
    struct cell *cell = state_cell(&made->bound.state, slot, &tallies);
    assert_non_null(cell);
    for (uint64_t i = 0; i < n; i++) {
        const int64_t score = (int64_t)draw(seed, 7) + 1;
        share_add(&cell->share, draw(seed, 100) < good);
        if (draw(seed, 3) > 0) sums_add(&cell->sums, score);
        cell->nps.n++;
        cell->nps.promoters += score == 7;
        cell->nps.detractors += score < 4;
        tally_add(&tallies[0], score * 17 + (int64_t)draw(seed, 40), 1);
    }
}

static void fill_axis(struct made *made, const struct state_axis *axis, uint64_t *seed)
{
    for (uint32_t key = 0; key < axis->key_count; key++)
        for (uint32_t window = 0; window < axis->month_count; window++) {
            if (draw(seed, 4) == 0) continue;
            const uint64_t n = key % 5 == 1 ? 40 + draw(seed, 40) : draw(seed, 12);
            const uint64_t good = key % 50 == 1 ? 95 : 50;
            if (n > 0) fill_cell(made, state_slot(axis, key, window), n, good, seed);
        }
}

static void made_init(struct made *made, uint32_t dealer_count)
{
    const uint32_t counts[] = {dealer_count + 1, 2 * dealer_count + 1};
    uint64_t seed = dealer_count;
    *made = (struct made){.context = {.report_month = REPORT_MONTH}};
    measure_options_init(&made->options);
    made->context.options = &made->options;
    char *texts = calloc(counts[1], NAME_BYTES);
    const char **names = calloc(counts[1], sizeof *names);
    for (uint32_t i = 0; i < counts[1]; i++) {
        names[i] = texts + (size_t)i * NAME_BYTES;
        if (i > 0) (void)snprintf(texts + (size_t)i * NAME_BYTES, NAME_BYTES, "K%05u", i % 100000);
    }
    made->names = (struct dictionary){.names = names, .code_count = counts[1]};
    made->bound = (struct bound_family){.family = &family,
                                        .table = &made->table,
                                        .column = made->column,
                                        .need_count = 1,
                                        .needed_names = made->needed_names};
    made->bound.dictionary[AXIS_DEALER] = made->bound.dictionary[AXIS_TECHNICIAN] = &made->names;
    assert_int_equal(state_init(&made->bound.state, &family, counts, NULL), RC_OK);
    for (size_t i = 0; i < made->bound.state.axis_count; i++)
        fill_axis(made, &made->bound.state.axes[i], &seed);
    state_settle(&made->bound.state, 0, made->bound.state.slot_count);
}

static void made_release(struct made *made)
{
    free((void *)(uintptr_t)made->names.names[0]);
    free((void *)(uintptr_t)made->names.names);
    state_release(&made->bound.state);
}

static void finish(struct made *made, int thread_count, struct result *result)
{
    struct err err = ERR_INIT;
    omp_set_num_threads(thread_count);
    result_init(result);
    if (measure_finish(&made->bound, 1, NULL, &made->context, result, &err) != RC_OK)
        fail_msg("%s", err.message);
}

static void any_number_of_threads(void **state)
{
    (void)state;
    static const int thread_counts[] = {2, 3, 8};
    struct made made;
    struct result one, many;
    made_init(&made, 350);
    finish(&made, 1, &one);
    for (size_t t = 0; t < sizeof thread_counts / sizeof *thread_counts; t++) {
        finish(&made, thread_counts[t], &many);
        const struct result_counts a = result_counts(&one);
        assert_true(a.estimates > 80 && a.series == 5 && a.column_sets == 12 && a.tests == 1);
        assert_same_results(&one, &many);
        result_release(&many);
    }
    result_release(&one);
    made_release(&made);
}

/* What estimate_fill makes of one metric, key and window; false when no row is there. */
static bool fill_slowly(const struct made *made, const struct metric *metric,
                        const struct state_axis *axis, uint32_t key, uint32_t window,
                        struct arena *arena, struct estimate *estimate)
{
    const void *cells[MONTH_WINDOW_COUNT] = {NULL};
    const struct tally *tallies[MONTH_WINDOW_COUNT] = {NULL};
    for (uint32_t w = window; w < axis->month_count; w++)
        cells[w - window] =
            state_find(&made->bound.state, state_slot(axis, key, w), &tallies[w - window]);
    const struct cell_view view = {.cells = cells,
                                   .tallies = tallies,
                                   .cell_count = axis->month_count - window,
                                   .column = made->column,
                                   .dictionary = made->needed_names,
                                   .context = &made->context};
    const struct statistic statistic = metric_statistic(metric, &view);
    if (!(metric->flags & METRIC_REPORT_MONTH_ONLY))
        assert_int_equal(metric_n(metric, &view), statistic.refusal ? 0 : statistic_n(&statistic));
    *estimate = (struct estimate){.metric = metric};
    assert_int_equal(estimate_fill(estimate, &statistic, &made->options, arena, NULL), RC_OK);
    return cells[0] != NULL;
}

static void check_columns(const struct made *made, const struct column_set *set)
{
    const struct state_axis *axis = state_axis_of(&made->bound.state, set->axis);
    struct arena arena = ARENA_INIT;
    uint32_t at = 0, number = 0;
    for (uint32_t key = 1; key < axis->key_count; key++) {
        struct estimate expected;
        if (!fill_slowly(made, set->metric, axis, key, 0, &arena, &expected)) continue;
        assert_true(at < set->key_count);
        assert_string_equal(set->keys[at], made->names.names[key]);
        assert_int_equal(set->n[at], expected.n);
        if (expected.value == expected.value) {
            const struct column_numbers *numbers = &set->numbers[number++];
            assert_true(number <= set->number_count);
            assert_int_equal(numbers->key, at);
            assert_bits(numbers->value, expected.value);
            assert_bits(numbers->lower, expected.lower);
            assert_bits(numbers->upper, expected.upper);
        }
        at++;
    }
    assert_int_equal(at, set->key_count);
    assert_int_equal(number, set->number_count);
    arena_release(&arena);
}

/* Returns how many dealers the series leaves out. */
static uint32_t check_series(const struct made *made, const struct series *series, bool is_crowded)
{
    const struct state_axis *axis = state_axis_of(&made->bound.state, series->axis);
    struct arena arena = ARENA_INIT;
    uint32_t at = 0, left_out = 0;
    for (uint32_t key = 1; key < axis->key_count; key++) {
        struct estimate months[MONTH_WINDOW_COUNT - 1];
        bool has_row = false, has_value = false;
        for (uint32_t p = 0; p < MONTH_WINDOW_COUNT - 1; p++) {
            has_row |= fill_slowly(made, series->metric, axis, key, MONTH_WINDOW_COUNT - 1 - p,
                                   &arena, &months[p]);
            has_value |= months[p].value == months[p].value;
        }
        if (!has_row) continue;
        if (is_crowded && !has_value) {
            left_out++;
            continue;
        }
        assert_true(at < series->key_count);
        assert_string_equal(series->keys[at], made->names.names[key]);
        for (uint32_t p = 0; p < MONTH_WINDOW_COUNT - 1; p++) {
            const size_t cell = (size_t)at * series->period_count + p;
            assert_int_equal(series->n[cell], months[p].n);
            assert_bits(series->value[cell], months[p].value);
        }
        at++;
    }
    assert_int_equal(at, series->key_count);
    arena_release(&arena);
    return left_out;
}

static void a_crowded_axis(void **state)
{
    (void)state;
    struct made made;
    struct result result;
    made_init(&made, 350);
    finish(&made, 3, &result);
    assert_int_equal(result.column_set_count, 2 * (METRIC_COUNT - 1)); /* all but the absent one */
    for (size_t i = 0; i < result.column_set_count; i++)
        check_columns(&made, &result.column_sets[i]);
    assert_int_equal(result.series_count, METRIC_COUNT - 2); /* nor the one that looks back */
    for (size_t i = 0; i < result.series_count; i++)
        assert_true(check_series(&made, &result.series[i], true) > 10);
    size_t segment_count = 0;
    for (size_t i = 0; i < result.estimate_count; i++) {
        const struct estimate *estimate = &result.estimates[i];
        if (estimate->axis == AXIS_NETWORK) continue;
        segment_count++;
        assert_true(estimate->verdict == VERDICT_BETTER || estimate->verdict == VERDICT_WORSE);
    }
    assert_true(segment_count > 0);
    result_release(&result);
    made_release(&made);
}

/* Nothing is left out: each segment is an estimate, each dealer a row of the series. */
static void an_axis_of_few_keys(void **state)
{
    (void)state;
    struct made made;
    struct result result;
    made_init(&made, 90);
    finish(&made, 3, &result);
    assert_int_equal(result.column_set_count, 0);
    for (size_t i = 0; i < result.series_count; i++)
        assert_int_equal(check_series(&made, &result.series[i], false), 0);
    size_t segment_count = 0, refused_count = 0;
    struct arena arena = ARENA_INIT;
    for (size_t i = 0; i < result.estimate_count; i++) {
        const struct estimate *estimate = &result.estimates[i];
        if (estimate->axis == AXIS_NETWORK) continue;
        const struct state_axis *axis = state_axis_of(&made.bound.state, estimate->axis);
        const uint32_t key = (uint32_t)strtoul(estimate->key + 1, NULL, 10);
        struct estimate expected;
        assert_true(fill_slowly(&made, estimate->metric, axis, key, 0, &arena, &expected));
        assert_int_equal(estimate->n, expected.n);
        assert_bits(estimate->value, expected.value);
        assert_bits(estimate->lower, expected.lower);
        assert_string_equal(estimate->reason, expected.reason);
        segment_count++;
        refused_count += estimate->status == STATUS_REFUSED;
    }
    assert_true(segment_count > 6 * 100 && refused_count > 100);
    arena_release(&arena);
    result_release(&result);
    made_release(&made);
}

int main(void)
{
    measure_init();
    const struct CMUnitTest tests[] = {cmocka_unit_test(any_number_of_threads),
                                       cmocka_unit_test(a_crowded_axis),
                                       cmocka_unit_test(an_axis_of_few_keys)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
