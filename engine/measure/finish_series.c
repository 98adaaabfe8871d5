/* The months before the report month, a row per key; and which keys an axis has. */
#include "measure/finish.h"

#include <stdlib.h>
#include <string.h>

/* Keys that one thread looks at, at a time. */
enum { KEYS_AT_ONCE = 256 };

static bool has_value(const double *values, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++)
        if (!isnan(values[i])) return true;
    return false;
}

/* n and value of one key, a column per month, the oldest first. */
static enum rc fill_row(const struct finisher *f, uint32_t key, uint64_t *n, double *value)
{
    const uint32_t periods = f->axis->month_count - 1;
    enum rc rc = RC_OK;
    for (uint32_t p = 0; rc == RC_OK && p < periods; p++) {
        n[p] = 0;
        value[p] = NAN;
        const uint64_t slot = state_slot(f->axis, key, periods - p);
        if (!state_find(&f->bound->state, slot, NULL)) continue;
        const struct statistic then = finish_statistic(f, f->axis, key, periods - p);
        rc = estimate_value(&then, f->context->options, &n[p], &value[p], f->err);
    }
    return rc;
}

/* *series has room for all keys before; its key_count becomes that of the keys told. */
static enum rc fill_series(const struct finisher *f, struct series *series, const char **names,
                           uint64_t *n, double *value)
{
    const struct axis_keys *keys = f->keys;
    const uint32_t periods = series->period_count;
    for (uint32_t i = 0; i < keys->before_count; i++) {
        const size_t at = (size_t)series->key_count * periods;
        const enum rc rc = fill_row(f, keys->before[i], n + at, value + at);
        if (rc != RC_OK) return rc;
        if (keys->is_before_crowded && !has_value(value + at, periods)) continue;
        names[series->key_count++] = bound_key_name(f->bound, f->axis->axis, keys->before[i]);
    }
    return RC_OK;
}

enum rc finish_series(const struct finisher *f)
{
    const uint32_t key_count = f->keys->before_count;
    if (key_count == 0 || (f->metric->flags & METRIC_REPORT_MONTH_ONLY)) return RC_OK;
    struct arena *arena = &f->result->arena;
    struct series series = {.metric = f->metric, .axis = f->axis->axis};
    series.period_count = f->axis->month_count - 1;
    const size_t cells = (size_t)key_count * series.period_count;
    const char **names = arena_take_array(arena, key_count, sizeof *names);
    int32_t *months = arena_take_array(arena, series.period_count, sizeof *months);
    uint64_t *n = arena_take_array(arena, cells, sizeof *n);
    double *value = arena_take_array(arena, cells, sizeof *value);
    if (!names || !months || !n || !value) return err_memory(f->err, cells * sizeof *value);
    for (uint32_t p = 0; p < series.period_count; p++)
        months[p] = finish_period(f, series.period_count - p);
    series.keys = names;
    series.periods = months;
    series.n = n;
    series.value = value;
    const enum rc rc = fill_series(f, &series, names, n, value);
    if (rc != RC_OK || series.key_count == 0) return rc;
    struct series *added = result_add_series(f->result);
    if (!added) return err_memory(f->err, sizeof *added);
    *added = series;
    return RC_OK;
}

/* The windows of a key with a row, one bit each. */
static uint32_t windows_of(const struct bound_family *bound, const struct state_axis *axis,
                           uint32_t key)
{
    uint32_t windows = 0;
    for (uint32_t window = 0; window < axis->month_count; window++)
        if (state_find(&bound->state, state_slot(axis, key, window), NULL))
            windows |= UINT32_C(1) << window;
    return windows;
}

/* Whether any metric that has series stands in one of the windows. Asked of all metrics of a cell
 * while it is at hand: an axis of 40,000 keys has half a million cells, most with a row or two. */
static bool has_standing(const struct finisher *f, uint32_t key, uint32_t windows)
{
    const void *cell;
    const struct tally *tallies;
    const struct cell_view view = {.cells = &cell,
                                   .tallies = &tallies,
                                   .cell_count = 1,
                                   .column = f->bound->column,
                                   .dictionary = f->bound->needed_names,
                                   .context = f->context};
    const uint64_t base = f->context->options->minimum_base;
    if (!f->bound->table || f->bound->missing_column) return false;
    for (uint32_t window = 1; window < f->axis->month_count; window++) {
        if (!(windows >> window & 1)) continue;
        cell = state_find(&f->bound->state, state_slot(f->axis, key, window), &tallies);
        for (const struct metric *metric = f->bound->family->metrics; metric->id; metric++) {
            if (metric->flags & METRIC_REPORT_MONTH_ONLY || metric->kind == STATISTIC_EXTENDED)
                continue;
            const uint64_t n = metric_n(metric, &view);
            if (n > 0 && n >= base) return true;
        }
    }
    return false;
}

/* Drop the keys before of which nothing would be told. */
static void thin_out(const struct finisher *of_axis, uint32_t *windows, uint32_t key_count)
{
#pragma omp parallel for schedule(dynamic, KEYS_AT_ONCE)
    for (uint32_t key = 1; key < key_count; key++)
        if (windows[key] >> 1 && !has_standing(of_axis, key, windows[key])) windows[key] &= 1;
}

/* The keys of which one of the asked windows has a row; NULL when memory is out. */
static const uint32_t *list_keys(const uint32_t *windows, uint32_t key_count, uint32_t asked,
                                 struct arena *arena, uint32_t *count)
{
    *count = 0;
    for (uint32_t key = 1; key < key_count; key++) *count += (windows[key] & asked) != 0;
    uint32_t *keys = arena_take_array(arena, (size_t)*count + 1, sizeof *keys);
    uint32_t at = 0;
    for (uint32_t key = 1; keys && key < key_count; key++)
        if (windows[key] & asked) keys[at++] = key;
    return keys;
}

static enum rc name_keys(const struct finisher *of_axis, struct arena *arena,
                         struct axis_keys *keys)
{
    const char **names = arena_take_array(arena, (size_t)keys->now_count + 1, sizeof *names);
    if (!names) return err_memory(of_axis->err, keys->now_count * sizeof *names);
    for (uint32_t i = 0; i < keys->now_count; i++)
        names[i] = bound_key_name(of_axis->bound, of_axis->axis->axis, keys->now[i]);
    keys->now_names = names;
    return RC_OK;
}

enum rc finish_keys(const struct bound_family *bound, const struct measure_context *context,
                    const struct state_axis *axis, struct arena *arena, struct axis_keys *keys,
                    struct err *err)
{
    const struct finisher of_axis = {.bound = bound, .context = context, .axis = axis, .err = err};
    const uint32_t key_count = axis->key_count;
    const bool has_series = axis->month_count >= MONTH_WINDOW_COUNT;
    *keys = (struct axis_keys){.now_count = 0};
    uint32_t *windows = calloc((size_t)key_count + 1, sizeof *windows);
    if (!windows) return err_memory(err, key_count * sizeof *windows);
    uint32_t before_count = 0;
    for (uint32_t key = 1; key < key_count; key++) {
        windows[key] = windows_of(bound, axis, key);
        before_count += windows[key] >> 1 != 0;
    }
    keys->is_before_crowded = has_series && (axis->is_thinned || before_count > KEYS_IN_ESTIMATES);
    keys->now = list_keys(windows, key_count, 1, arena, &keys->now_count);
    if (keys->is_before_crowded) thin_out(&of_axis, windows, key_count);
    keys->before =
        list_keys(windows, key_count, has_series ? ~UINT32_C(1) : 0, arena, &keys->before_count);
    free(windows);
    if (!keys->now || !keys->before) return err_memory(err, key_count * sizeof *keys->now);
    return name_keys(&of_axis, arena, keys);
}
