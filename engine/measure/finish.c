/* Cells into estimates: for every metric and axis the segments of the report month, the months
 * before, the comparisons and the verdicts. One thread, in table order. */
#include <stdlib.h>

#include "measure/estimate.h"
#include "measure/stats/multiple.h"

/* An axis with more keys goes into columns; only what stands out stays among the estimates. */
enum { KEYS_IN_ESTIMATES = 200 };
#define FALSE_DISCOVERY_RATE 0.05

/* What the functions below share. */
struct finisher {
    const struct bound_family *bound;
    const struct measure_context *context;
    const struct metric *metric;
    const struct state_axis *axis;
    struct result *result;
    struct err *err;
};

/* Does any row belong to the key in that window? */
static bool has_cell(const struct finisher *f, const struct state_axis *axis, uint32_t key,
                     uint32_t window)
{
    return state_find(&f->bound->state, state_slot(axis, key, window), NULL) != NULL;
}

/* The exact statistic of a segment in a window. */
static struct statistic statistic_at(const struct finisher *f, const struct state_axis *axis,
                                     uint32_t key, uint32_t window)
{
    const void *cells[MONTH_WINDOW_COUNT] = {NULL};
    const struct tally *tallies[MONTH_WINDOW_COUNT] = {NULL};
    for (uint32_t w = window; w < axis->month_count; w++) {
        cells[w - window] =
            state_find(&f->bound->state, state_slot(axis, key, w), &tallies[w - window]);
    }
    const struct cell_view view = {.cells = cells,
                                   .tallies = tallies,
                                   .cell_count = axis->month_count - window,
                                   .column = f->bound->column,
                                   .dictionary = f->bound->needed_names,
                                   .context = f->context};
    if (!f->bound->table)
        return (struct statistic){.kind = f->metric->kind,
                                  .refusal = "no_table: the table is not in the input"};
    if (f->bound->missing_column)
        return (struct statistic){.kind = f->metric->kind,
                                  .refusal = "no_column: a needed column is not in the input"};
    return metric_statistic(f->metric, &view);
}

static int32_t period_of(const struct finisher *f, uint32_t window)
{
    return f->bound->family->clock ? f->context->report_month - (int32_t)window : PERIOD_ALL;
}

/* Against the month before, when both stand. */
static enum rc fill_change(const struct finisher *f, struct estimate *estimate,
                           const struct statistic *now, uint32_t key, uint32_t window)
{
    estimate->change.p = estimate->change.q = NAN;
    if (window + 1 >= f->axis->month_count || (f->metric->flags & METRIC_REPORT_MONTH_ONLY))
        return RC_OK;
    const struct statistic before = statistic_at(f, f->axis, key, window + 1);
    const struct measure_options *options = f->context->options;
    if (estimate_is_refused(now, options) || estimate_is_refused(&before, options)) return RC_OK;
    struct difference difference;
    const enum rc rc = estimate_difference(now, &before, &difference, f->err);
    if (rc != RC_OK || !difference.interval.defined) return rc;
    estimate->change.exists = true;
    estimate->change.from = period_of(f, window + 1);
    estimate->change.value = difference.interval.value;
    estimate->change.lower = difference.interval.lower;
    estimate->change.upper = difference.interval.upper;
    estimate->change.p = difference.p;
    return RC_OK;
}

/* Against the other segments of the axis together: rows without a key are like neither side. */
static enum rc fill_rest(const struct finisher *f, struct estimate *estimate,
                         const struct statistic *now, const struct statistic *axis_total)
{
    estimate->rest_p = estimate->rest_q = NAN;
    if (estimate->status == STATUS_REFUSED) return RC_OK;
    const struct statistic rest = statistic_rest(axis_total, now);
    if (statistic_n(&rest) == 0) return RC_OK;
    struct difference difference;
    const enum rc rc = estimate_difference(now, &rest, &difference, f->err);
    if (rc != RC_OK) return rc;
    estimate->rest_p = difference.p;
    const bool above = difference.interval.value > 0;
    estimate->verdict =
        above == (f->metric->better == BETTER_HIGHER) ? VERDICT_BETTER : VERDICT_WORSE;
    return RC_OK;
}

static bool is_judged(const struct finisher *f)
{
    const enum statistic_kind kind = f->metric->kind;
    return axis_rows[f->axis->axis].judged && f->metric->better != BETTER_NONE &&
           kind != STATISTIC_ALPHA && kind != STATISTIC_QUANTILE;
}

static enum rc make_estimate(const struct finisher *f, struct estimate *estimate,
                             const struct statistic *now, uint32_t key, uint32_t window)
{
    *estimate = (struct estimate){.metric = f->metric,
                                  .axis = f->axis->axis,
                                  .key = bound_key_name(f->bound, f->axis->axis, key),
                                  .period = period_of(f, window)};
    enum rc rc = estimate_fill(estimate, now, f->context->options, &f->result->arena, f->err);
    if (rc == RC_OK) rc = fill_change(f, estimate, now, key, window);
    estimate_benchmark(estimate, f->bound->family, f->context->options);
    return rc;
}

/* q values of the changes and of the comparisons with the rest: one family of tests per metric and
 * axis. */
static enum rc adjust(const struct finisher *f, struct estimate *estimates, size_t count)
{
    double *p = malloc((count + 1) * sizeof *p);
    if (!p) return err_memory(f->err, (count + 1) * sizeof *p);
    for (size_t i = 0; i < count; i++)
        p[i] = estimates[i].change.exists ? estimates[i].change.p : NAN;
    enum rc rc = stats_benjamini_hochberg(p, count, f->err);
    for (size_t i = 0; i < count; i++) estimates[i].change.q = p[i];
    if (rc == RC_OK && is_judged(f)) {
        for (size_t i = 0; i < count; i++) p[i] = estimates[i].rest_p;
        rc = stats_benjamini_hochberg(p, count, f->err);
        for (size_t i = 0; i < count; i++) {
            estimates[i].rest_q = p[i];
            if (isnan(p[i]))
                estimates[i].verdict = VERDICT_CANNOT_SAY;
            else if (p[i] >= FALSE_DISCOVERY_RATE)
                estimates[i].verdict = VERDICT_CONSISTENT;
        }
    }
    free(p);
    return rc;
}

static bool stands_out(const struct estimate *estimate)
{
    return estimate->verdict == VERDICT_BETTER || estimate->verdict == VERDICT_WORSE;
}

static enum rc keep(const struct finisher *f, const struct estimate *estimates, size_t count)
{
    const bool crowded = count > KEYS_IN_ESTIMATES;
    for (size_t i = 0; i < count; i++) {
        if (crowded && !stands_out(&estimates[i])) continue;
        struct estimate *kept = result_add_estimate(f->result);
        if (!kept) return err_memory(f->err, sizeof *kept);
        *kept = estimates[i];
    }
    if (!crowded) return RC_OK;
    struct column_set *set = result_add_column_set(f->result);
    if (!set) return err_memory(f->err, sizeof *set);
    *set = (struct column_set){.metric = f->metric,
                               .axis = f->axis->axis,
                               .period = period_of(f, 0),
                               .key_count = (uint32_t)count,
                               .rows = estimates};
    return RC_OK;
}

static enum rc finish_network(const struct finisher *f)
{
    if (f->metric->flags & METRIC_SEGMENTS_ONLY) return RC_OK;
    const uint32_t windows = f->metric->flags & METRIC_REPORT_MONTH_ONLY ? 1 : f->axis->month_count;
    for (uint32_t window = windows; window-- > 0;) {
        const struct statistic now = statistic_at(f, f->axis, 0, window);
        struct estimate estimate;
        enum rc rc = make_estimate(f, &estimate, &now, 0, window);
        if (rc == RC_OK) rc = keep(f, &estimate, 1);
        if (rc != RC_OK) return rc;
    }
    return RC_OK;
}

/* The segments of the axis in the report month: their number, and, where segments are judged,
 * their statistics added up. */
static size_t add_up(const struct finisher *f, struct statistic *axis_total)
{
    size_t count = 0;
    *axis_total = (struct statistic){.kind = f->metric->kind, .scale = 1};
    for (uint32_t key = 1; key < f->axis->key_count; key++) {
        if (!has_cell(f, f->axis, key, 0)) continue;
        count++;
        if (!is_judged(f)) continue;
        const struct statistic part = statistic_at(f, f->axis, key, 0);
        statistic_add(axis_total, &part);
    }
    return count;
}

/* All segments of one axis in the report month. */
static enum rc finish_axis(const struct finisher *f)
{
    struct statistic axis_total;
    const size_t count = add_up(f, &axis_total);
    if (count == 0) return RC_OK;
    struct estimate *estimates = arena_take_array(&f->result->arena, count, sizeof *estimates);
    if (!estimates) return err_memory(f->err, count * sizeof *estimates);
    enum rc rc = RC_OK;
    size_t at = 0;
    for (uint32_t key = 1; rc == RC_OK && key < f->axis->key_count; key++) {
        if (!has_cell(f, f->axis, key, 0)) continue;
        const struct statistic now = statistic_at(f, f->axis, key, 0);
        rc = make_estimate(f, &estimates[at], &now, key, 0);
        if (rc == RC_OK && is_judged(f)) rc = fill_rest(f, &estimates[at], &now, &axis_total);
        at++;
    }
    if (rc == RC_OK) rc = adjust(f, estimates, count);
    return rc == RC_OK ? keep(f, estimates, count) : rc;
}

/* Keys with a row in any of the months before the report month. */
static uint32_t list_series_keys(const struct finisher *f, uint32_t *keys)
{
    uint32_t count = 0;
    for (uint32_t key = 1; key < f->axis->key_count; key++)
        for (uint32_t window = 1; window < f->axis->month_count; window++)
            if (has_cell(f, f->axis, key, window)) {
                keys[count++] = key;
                break;
            }
    return count;
}

static enum rc fill_series(const struct finisher *f, struct series *series, const uint32_t *keys)
{
    struct arena *arena = &f->result->arena;
    const uint32_t periods = f->axis->month_count - 1;
    const size_t cells = (size_t)series->key_count * periods;
    const char **names = arena_take_array(arena, series->key_count + 1, sizeof *names);
    int32_t *months = arena_take_array(arena, periods, sizeof *months);
    uint64_t *n = arena_take_array(arena, cells + 1, sizeof *n);
    double *value = arena_take_array(arena, cells + 1, sizeof *value);
    if (!names || !months || !n || !value) return err_memory(f->err, cells * sizeof *value);
    for (uint32_t p = 0; p < periods; p++) months[p] = period_of(f, periods - p);
    for (uint32_t k = 0; k < series->key_count; k++) {
        names[k] = bound_key_name(f->bound, f->axis->axis, keys[k]);
        for (uint32_t p = 0; p < periods; p++) {
            const struct statistic then = statistic_at(f, f->axis, keys[k], periods - p);
            const size_t at = (size_t)k * periods + p;
            const enum rc rc =
                estimate_value(&then, f->context->options, &n[at], &value[at], f->err);
            if (rc != RC_OK) return rc;
        }
    }
    series->keys = names;
    series->periods = months;
    series->n = n;
    series->value = value;
    series->period_count = periods;
    return RC_OK;
}

static enum rc finish_series(const struct finisher *f)
{
    if (f->axis->month_count < MONTH_WINDOW_COUNT || (f->metric->flags & METRIC_REPORT_MONTH_ONLY))
        return RC_OK;
    uint32_t *keys = malloc(((size_t)f->axis->key_count + 1) * sizeof *keys);
    if (!keys) return err_memory(f->err, f->axis->key_count * sizeof *keys);
    const uint32_t key_count = list_series_keys(f, keys);
    enum rc rc = RC_OK;
    if (key_count > 0) {
        struct series *series = result_add_series(f->result);
        if (series) {
            *series =
                (struct series){.metric = f->metric, .axis = f->axis->axis, .key_count = key_count};
            rc = fill_series(f, series, keys);
        } else {
            rc = err_memory(f->err, sizeof *series);
        }
    }
    free(keys);
    return rc;
}

/* Whether the input carries the metric at all; if not, the network says so and segments keep
 * silent. */
static bool is_carried(const struct finisher *f)
{
    return statistic_at(f, &f->bound->state.axes[0], 0, 0).refusal == NULL;
}

static enum rc finish_segments(const struct finisher *f)
{
    if (!is_carried(f)) return RC_OK;
    const enum rc rc = finish_axis(f);
    return rc == RC_OK ? finish_series(f) : rc;
}

/* The network's changes of one month: a reader looks at all metrics of a section at once, so they
 * are one family of tests. `first` is the family's first estimate. */
static enum rc adjust_month(struct result *result, size_t first, int32_t period, double *p,
                            struct err *err)
{
    size_t count = 0;
    for (size_t i = first; i < result->estimate_count; i++) {
        const struct estimate *estimate = &result->estimates[i];
        if (estimate->axis == AXIS_NETWORK && estimate->period == period)
            p[count++] = estimate->change.exists ? estimate->change.p : NAN;
    }
    const enum rc rc = stats_benjamini_hochberg(p, count, err);
    count = 0;
    for (size_t i = first; i < result->estimate_count; i++) {
        struct estimate *estimate = &result->estimates[i];
        if (estimate->axis == AXIS_NETWORK && estimate->period == period)
            estimate->change.q = p[count++];
    }
    return rc;
}

static enum rc adjust_network(const struct measure_context *context, struct result *result,
                              size_t first, struct err *err)
{
    double *p = malloc((result->estimate_count - first + 1) * sizeof *p);
    if (!p) return err_memory(err, (result->estimate_count - first + 1) * sizeof *p);
    enum rc rc = RC_OK;
    for (int32_t window = 0; rc == RC_OK && window < MONTH_WINDOW_COUNT; window++)
        rc = adjust_month(result, first, context->report_month - window, p, err);
    free(p);
    return rc;
}

enum rc measure_finish(const struct bound_family *bound, const struct measure_context *context,
                       struct result *result, struct err *err)
{
    const size_t first = result->estimate_count;
    for (const struct metric *metric = bound->family->metrics; metric->id; metric++)
        for (size_t i = 0; i < bound->state.axis_count; i++) {
            const struct finisher f = {bound, context, metric, &bound->state.axes[i], result, err};
            const enum rc rc =
                f.axis->axis == AXIS_NETWORK ? finish_network(&f) : finish_segments(&f);
            if (rc != RC_OK) return rc;
        }
    return adjust_network(context, result, first, err);
}
