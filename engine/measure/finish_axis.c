/* One metric on one axis in the report month: estimates, comparisons, verdicts; the network's
 * months. */
#include "measure/finish.h"

#include <stdlib.h>

#include "measure/stats/multiple.h"

#define FALSE_DISCOVERY_RATE 0.05

/* Metrics that look back get the cells of all months from the window on, others the window's own.
 */
struct statistic finish_statistic(const struct finisher *f, const struct state_axis *axis,
                                  uint32_t key, uint32_t window)
{
    const void *cells[MONTH_WINDOW_COUNT];
    const struct tally *tallies[MONTH_WINDOW_COUNT];
    const bool looks_back = f->metric->flags & METRIC_REPORT_MONTH_ONLY;
    const uint32_t cell_count = looks_back ? axis->month_count - window : 1;
    for (uint32_t i = 0; i < cell_count; i++)
        cells[i] = state_find(&f->bound->state, state_slot(axis, key, window + i), &tallies[i]);
    const struct cell_view view = {.cells = cells,
                                   .tallies = tallies,
                                   .cell_count = cell_count,
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

int32_t finish_period(const struct finisher *f, uint32_t window)
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
    const struct measure_options *options = f->context->options;
    if (estimate_is_refused(now, options)) return RC_OK;
    const struct statistic before = finish_statistic(f, f->axis, key, window + 1);
    if (estimate_is_refused(&before, options)) return RC_OK;
    struct difference difference;
    const enum rc rc = estimate_difference(now, &before, &difference, f->err);
    if (rc != RC_OK || !difference.interval.defined) return rc;
    estimate->change.exists = true;
    estimate->change.from = finish_period(f, window + 1);
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

static bool is_crowded(const struct finisher *f)
{
    return f->keys && f->keys->now_count > KEYS_IN_ESTIMATES;
}

static bool is_judged(const struct finisher *f)
{
    const enum statistic_kind kind = f->metric->kind;
    return axis_rows[f->axis->axis].judged && f->metric->better != BETTER_NONE &&
           kind != STATISTIC_ALPHA && kind != STATISTIC_QUANTILE;
}

/* Of an axis that is crowded, what is refused is not kept, so its reason needs no words. */
static enum rc make_estimate(const struct finisher *f, struct estimate *estimate,
                             const struct statistic *now, uint32_t key, uint32_t window)
{
    *estimate = (struct estimate){.metric = f->metric,
                                  .axis = f->axis->axis,
                                  .key = bound_key_name(f->bound, f->axis->axis, key),
                                  .period = finish_period(f, window)};
    struct arena *words = is_crowded(f) ? NULL : &f->result->arena;
    enum rc rc = estimate_fill(estimate, now, f->context->options, words, f->err);
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
    for (size_t i = 0; i < count; i++) {
        if (is_crowded(f) && !stands_out(&estimates[i])) continue;
        struct estimate *kept = result_add_estimate(f->result);
        if (!kept) return err_memory(f->err, sizeof *kept);
        *kept = estimates[i];
    }
    return RC_OK;
}

/* The whole axis as columns: without what an estimate says besides its numbers, which would be most
 * of the memory. */
static enum rc keep_columns(const struct finisher *f, const struct estimate *estimates)
{
    struct arena *arena = &f->result->arena;
    const uint32_t key_count = f->keys->now_count;
    uint32_t number_count = 0;
    for (uint32_t i = 0; i < key_count; i++) number_count += isnan(estimates[i].value) ? 0 : 1;
    uint64_t *n = arena_take_array(arena, key_count, sizeof *n);
    uint8_t *verdicts = arena_take_array(arena, key_count, sizeof *verdicts);
    struct column_numbers *numbers = arena_take_array(arena, number_count + 1, sizeof *numbers);
    struct column_set *set = result_add_column_set(f->result);
    if (!n || !verdicts || !numbers || !set) return err_memory(f->err, key_count * sizeof *n);
    uint32_t filled = 0;
    for (uint32_t i = 0; i < key_count; i++) {
        const struct estimate *row = &estimates[i];
        n[i] = row->n;
        verdicts[i] = (uint8_t)row->verdict;
        if (!isnan(row->value))
            numbers[filled++] = (struct column_numbers){i, row->value, row->lower, row->upper};
    }
    *set = (struct column_set){.metric = f->metric,
                               .axis = f->axis->axis,
                               .period = finish_period(f, 0),
                               .key_count = key_count,
                               .keys = f->keys->now_names,
                               .n = n,
                               .verdicts = verdicts,
                               .numbers = numbers,
                               .number_count = number_count};
    return RC_OK;
}

enum rc finish_network(const struct finisher *f)
{
    if (f->metric->flags & METRIC_SEGMENTS_ONLY) return RC_OK;
    const uint32_t windows = f->metric->flags & METRIC_REPORT_MONTH_ONLY ? 1 : f->axis->month_count;
    for (uint32_t window = windows; window-- > 0;) {
        const struct statistic now = finish_statistic(f, f->axis, 0, window);
        struct estimate estimate;
        enum rc rc = make_estimate(f, &estimate, &now, 0, window);
        if (rc == RC_OK) rc = keep(f, &estimate, 1);
        if (rc != RC_OK) return rc;
    }
    return RC_OK;
}

/* The statistics of all segments added up. */
static struct statistic add_up(const struct finisher *f)
{
    struct statistic axis_total = {.kind = f->metric->kind, .scale = 1};
    for (uint32_t i = 0; i < f->keys->now_count; i++) {
        const struct statistic part = finish_statistic(f, f->axis, f->keys->now[i], 0);
        statistic_add(&axis_total, &part);
    }
    return axis_total;
}

static enum rc fill_axis(const struct finisher *f, struct estimate *estimates)
{
    const bool judged = is_judged(f);
    const struct statistic axis_total = judged ? add_up(f) : (struct statistic){.scale = 1};
    enum rc rc = RC_OK;
    for (uint32_t i = 0; rc == RC_OK && i < f->keys->now_count; i++) {
        const uint32_t key = f->keys->now[i];
        const struct statistic now = finish_statistic(f, f->axis, key, 0);
        rc = make_estimate(f, &estimates[i], &now, key, 0);
        if (rc == RC_OK && judged) rc = fill_rest(f, &estimates[i], &now, &axis_total);
    }
    return rc == RC_OK ? adjust(f, estimates, f->keys->now_count) : rc;
}

enum rc finish_axis(const struct finisher *f)
{
    const size_t count = f->keys->now_count;
    if (count == 0) return RC_OK;
    struct estimate *estimates = malloc(count * sizeof *estimates);
    if (!estimates) return err_memory(f->err, count * sizeof *estimates);
    enum rc rc = fill_axis(f, estimates);
    if (rc == RC_OK) rc = keep(f, estimates, count);
    if (rc == RC_OK && is_crowded(f)) rc = keep_columns(f, estimates);
    free(estimates);
    return rc;
}
