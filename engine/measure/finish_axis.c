/* One metric on one axis in the report month: estimates, comparisons, verdicts; the network's
 * months. Of a crowded axis most segments are below the minimum base, and all that is told of them
 * is n: only the others are made estimates. */
#include "measure/finish.h"

#include <stdlib.h>
#include <string.h>

#include "measure/stats/multiple.h"

#define FALSE_DISCOVERY_RATE 0.05

/* A segment's cells. */
struct segment_cells {
    const void *cells[MONTH_WINDOW_COUNT];
    const struct tally *tallies[MONTH_WINDOW_COUNT];
    struct cell_view view;
};

static bool looks_back(const struct finisher *f)
{
    return f->metric->flags & METRIC_REPORT_MONTH_ONLY || f->metric->kind == STATISTIC_EXTENDED;
}

/* Metrics that look back get the cells of all months from the window on, others the window's own.
 */
static void find_cells(const struct finisher *f, const struct state_axis *axis, uint32_t key,
                       uint32_t window, struct segment_cells *found)
{
    const uint32_t cell_count = looks_back(f) ? axis->month_count - window : 1;
    for (uint32_t i = 0; i < cell_count; i++)
        found->cells[i] =
            state_find(&f->bound->state, state_slot(axis, key, window + i), &found->tallies[i]);
    found->view = (struct cell_view){.cells = found->cells,
                                     .tallies = found->tallies,
                                     .cell_count = cell_count,
                                     .column = f->bound->column,
                                     .dictionary = f->bound->needed_names,
                                     .context = f->context};
}

struct statistic finish_statistic(const struct finisher *f, const struct state_axis *axis,
                                  uint32_t key, uint32_t window)
{
    if (!f->bound->table)
        return (struct statistic){.kind = f->metric->kind,
                                  .refusal = "no_table: the table is not in the input"};
    if (f->bound->missing_column)
        return (struct statistic){.kind = f->metric->kind,
                                  .refusal = "no_column: a needed column is not in the input"};
    struct segment_cells found;
    find_cells(f, axis, key, window, &found);
    struct statistic statistic = metric_statistic(f->metric, &found.view);
    if (f->hidden && axis == f->axis && key > 0 && f->hidden[window] == key)
        statistic.refusal =
            "complementary: with it, what fewer customers than are told of answered "
            "could be worked out";
    return statistic;
}

uint64_t finish_eligible(const struct finisher *f, const struct state_axis *axis, uint32_t key,
                         uint32_t window)
{
    struct segment_cells found;
    find_cells(f, axis, key, window, &found);
    return metric_eligible(f->metric, &found.view);
}

int32_t finish_period(const struct finisher *f, uint32_t window)
{
    return f->bound->family->clock ? f->context->report_month - (int32_t)window : PERIOD_ALL;
}

/* Against the month before, when both stand and an interval can be had: a bare difference of two
 * uncertain numbers is not told. */
static enum rc fill_change(const struct finisher *f, struct estimate *estimate,
                           const struct statistic *now, uint32_t key, uint32_t window)
{
    estimate->change.p = estimate->change.q = NAN;
    if (window + 1 >= f->axis->month_count || looks_back(f)) return RC_OK;
    const struct measure_options *options = f->context->options;
    if (estimate_is_refused(now, options)) return RC_OK;
    const struct statistic before = finish_statistic(f, f->axis, key, window + 1);
    if (estimate_is_refused(&before, options)) return RC_OK;
    struct difference difference;
    const enum rc rc = estimate_difference(now, &before, &difference, f->err);
    if (rc != RC_OK || !difference.interval.bounded) return rc;
    estimate->change.exists = true;
    estimate->change.from = finish_period(f, window + 1);
    estimate->change.value = difference.interval.value;
    estimate->change.lower = difference.interval.lower;
    estimate->change.upper = difference.interval.upper;
    estimate->change.p = difference.p;
    return RC_OK;
}

/* Of the segments of an axis in the report month: n of each, those that an estimate is made of, and
 * for a metric that is judged all of them added up and how alike the rows of a dealer are. */
struct crowd {
    uint64_t *n;        /* per key of keys->now; the result's */
    uint32_t *standing; /* places in keys->now */
    uint32_t standing_count;
    struct statistic total;
    struct inflation inflation;
};

/* Against the other segments of the axis together: rows without a key are like neither side. A test
 * of few answers may be far from its level (DESIGN 16), so there is a base for it. */
static enum rc fill_rest(const struct finisher *f, struct estimate *estimate,
                         const struct statistic *now, const struct crowd *crowd)
{
    estimate->rest_p = estimate->rest_q = NAN;
    if (estimate->status == STATUS_REFUSED) return RC_OK;
    const struct statistic rest = statistic_rest(&crowd->total, now);
    const uint32_t base = f->context->options->judged_base;
    if (statistic_n(&rest) == 0 || statistic_n(&rest) < base || statistic_n(now) < base)
        return RC_OK;
    struct difference difference;
    enum rc rc = estimate_difference(now, &rest, &difference, f->err);
    if (rc == RC_OK)
        rc = stats_inflated_p(&crowd->inflation, &difference, &estimate->rest_p, f->err);
    if (rc != RC_OK) return rc;
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

/* Rows that are followed long enough because they ended early say too much of the early ones; those
 * of a month's first days stand for these days alone. */
static void mark_immature(const struct finisher *f, struct estimate *estimate, uint32_t key,
                          uint32_t window, struct arena *words)
{
    const struct maturity *maturity = f->metric->maturity;
    if (!maturity) return;
    const bool leans = maturity->kind == MATURITY_BY_OUTCOME;
    if (!leans && maturity->kind != MATURITY_IN_PART) return;
    if (estimate->status != STATUS_PASS) return;
    const uint64_t eligible = finish_eligible(f, f->axis, key, window);
    if (estimate->n >= eligible) return;
    estimate->status = STATUS_PARTIAL;
    estimate->reason = estimate_not_matured(estimate->n, eligible, leans, words);
}

/* Of an axis that is crowded, reasons are not told. */
static enum rc make_estimate(const struct finisher *f, struct estimate *estimate,
                             const struct statistic *now, uint32_t key, uint32_t window)
{
    *estimate = (struct estimate){.metric = f->metric,
                                  .axis = f->axis->axis,
                                  .key = bound_key_name(f->bound, f->axis->axis, key),
                                  .period = finish_period(f, window)};
    struct arena *words = is_crowded(f) ? NULL : &f->result->arena;
    enum rc rc = estimate_fill(estimate, now, f->context->options, words, f->err);
    mark_immature(f, estimate, key, window, words);
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

enum rc finish_network(const struct finisher *f)
{
    if (f->metric->flags & METRIC_SEGMENTS_ONLY) return RC_OK;
    const uint32_t windows = looks_back(f) ? 1 : f->axis->month_count;
    for (uint32_t window = windows; window-- > 0;) {
        const struct statistic now = finish_statistic(f, f->axis, 0, window);
        struct estimate estimate;
        enum rc rc = make_estimate(f, &estimate, &now, 0, window);
        if (rc == RC_OK) rc = keep(f, &estimate, 1);
        if (rc != RC_OK) return rc;
    }
    return RC_OK;
}

static void look_at_segment(const struct finisher *f, uint32_t place, struct crowd *crowd)
{
    const struct measure_options *options = f->context->options;
    struct segment_cells found;
    find_cells(f, f->axis, f->keys->now[place], 0, &found);
    if (looks_back(f)) {
        const struct statistic now = metric_statistic(f->metric, &found.view);
        crowd->n[place] = statistic_n(&now);
        statistic_add(&crowd->total, &now);
    } else {
        crowd->n[place] = metric_n(f->metric, &found.view);
        if (is_judged(f)) metric_add(f->metric, &found.view, &crowd->total);
    }
    const bool stands = crowd->n[place] > 0 && crowd->n[place] >= options->minimum_base;
    if (stands || !is_crowded(f)) crowd->standing[crowd->standing_count++] = place;
}

/* The metric is not refused (is_carried), so no segment is but for its n. */
static enum rc crowd_init(struct crowd *crowd, const struct finisher *f)
{
    const uint32_t key_count = f->keys->now_count;
    const struct statistic first = finish_statistic(f, f->axis, f->keys->now[0], 0);
    *crowd = (struct crowd){.total = {.kind = first.kind, .scale = first.scale}};
    crowd->n = arena_take_array(&f->result->arena, key_count, sizeof *crowd->n);
    crowd->standing = malloc(key_count * sizeof *crowd->standing);
    if (!crowd->n || !crowd->standing) return err_memory(f->err, key_count * sizeof *crowd->n);
    for (uint32_t place = 0; place < key_count; place++) look_at_segment(f, place, crowd);
    if (is_judged(f)) finish_inflation(f, &crowd->inflation);
    return RC_OK;
}

/* Of answers all alike there are no bounds, and columns have no place for the reason. */
static bool is_without_spread(const struct estimate *row)
{
    const enum statistic_kind kind = row->metric->kind;
    return (kind == STATISTIC_MEAN || kind == STATISTIC_NPS) && isnan(row->lower);
}

/* The whole axis as columns: without what an estimate says besides its numbers, which would be most
 * of the memory. */
static enum rc keep_columns(const struct finisher *f, const struct crowd *crowd,
                            const struct estimate *estimates)
{
    struct arena *arena = &f->result->arena;
    const uint32_t key_count = f->keys->now_count;
    uint8_t *verdicts = arena_take_array(arena, key_count, sizeof *verdicts);
    struct column_numbers *numbers =
        arena_take_array(arena, (size_t)crowd->standing_count + 1, sizeof *numbers);
    struct column_set *set = result_add_column_set(f->result);
    if (!verdicts || !numbers || !set) return err_memory(f->err, key_count * sizeof *numbers);
    memset(verdicts, is_judged(f) ? VERDICT_CANNOT_SAY : VERDICT_NONE, key_count);
    uint32_t number_count = 0;
    for (uint32_t i = 0; i < crowd->standing_count; i++) {
        const struct estimate *row = &estimates[i];
        const uint32_t place = crowd->standing[i];
        verdicts[place] = (uint8_t)row->verdict;
        if (!isnan(row->value) && !is_without_spread(row))
            numbers[number_count++] =
                (struct column_numbers){place, row->value, row->lower, row->upper};
    }
    *set = (struct column_set){.metric = f->metric,
                               .axis = f->axis->axis,
                               .period = finish_period(f, 0),
                               .key_count = key_count,
                               .keys = f->keys->now_names,
                               .n = crowd->n,
                               .verdicts = verdicts,
                               .numbers = numbers,
                               .number_count = number_count};
    return RC_OK;
}

static enum rc fill_axis(const struct finisher *f, const struct crowd *crowd,
                         struct estimate *estimates)
{
    enum rc rc = RC_OK;
    for (uint32_t i = 0; rc == RC_OK && i < crowd->standing_count; i++) {
        const uint32_t key = f->keys->now[crowd->standing[i]];
        const struct statistic now = finish_statistic(f, f->axis, key, 0);
        rc = make_estimate(f, &estimates[i], &now, key, 0);
        if (rc == RC_OK && is_judged(f)) rc = fill_rest(f, &estimates[i], &now, crowd);
    }
    return rc == RC_OK ? adjust(f, estimates, crowd->standing_count) : rc;
}

enum rc finish_axis(const struct finisher *f)
{
    if (f->keys->now_count == 0) return RC_OK;
    struct crowd crowd;
    struct estimate *estimates = NULL;
    enum rc rc = crowd_init(&crowd, f);
    if (rc != RC_OK) goto out;
    estimates = malloc(((size_t)crowd.standing_count + 1) * sizeof *estimates);
    if (!estimates) {
        rc = err_memory(f->err, crowd.standing_count * sizeof *estimates);
        goto out;
    }
    rc = fill_axis(f, &crowd, estimates);
    if (rc == RC_OK) rc = keep(f, estimates, crowd.standing_count);
    if (rc == RC_OK && is_crowded(f)) rc = keep_columns(f, &crowd, estimates);
out:
    free(crowd.standing);
    free(estimates);
    return rc;
}
