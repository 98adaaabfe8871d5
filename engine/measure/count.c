/* Rows into cells. Families that read the same table by the same clock share the work of sorting
 * rows: each batch is sorted once per axis, and every family gets the runs of rows that belong to
 * one cell. Batches have a fixed size; threads own their states, which are added up at the end:
 * whole numbers, so the order does not matter. */
#include "base/day.h"
#include "measure/stages.h"

#include <omp.h>
#include <stdlib.h>
#include <string.h>

enum { BATCH_ROWS = 1 << 15 };

/* Families over the same rows and months, and the axes that any of them has. */
struct group {
    struct bound_family **families;
    size_t count;
    enum axis axes[AXIS_COUNT];
    size_t axis_count;
    int32_t month_first[MONTH_WINDOW_COUNT +
                        1]; /* first clock value of window k; [0] is where window 0 ends */
};

/* One thread's tools. */
struct counter {
    struct state *states;    /* per family of the group */
    uint8_t *windows;        /* per row of the batch; WINDOW_NONE: no month that is kept */
    uint64_t *order, *other; /* local slot << 32 | row of the batch */
    uint32_t *rows;          /* row numbers in order of their slots */
    bool failed;
};

enum { WINDOW_NONE = 255 };

static bool is_countable(const struct bound_family *bound)
{
    return bound->table && !bound->missing_column;
}

static bool same_rows(const struct bound_family *a, const struct bound_family *b)
{
    return a->table == b->table && a->clock == b->clock;
}

static void group_add_axes(struct group *group, const struct bound_family *bound)
{
    const struct state *state = &bound->state;
    for (size_t i = 0; i < state->axis_count; i++) {
        if (state->axes[i].key_count == 0) continue;
        bool known = false;
        for (size_t k = 0; k < group->axis_count; k++)
            known |= group->axes[k] == state->axes[i].axis;
        if (!known) group->axes[group->axis_count++] = state->axes[i].axis;
    }
}

/* Clock values at which the kept months begin, newest first. */
static void group_months(struct group *group, const struct bound_family *bound,
                         int32_t report_month)
{
    const int32_t unit = bound->clock_type == COLUMN_DATE ? 1 : MINUTES_A_DAY;
    for (int32_t window = 0; window <= MONTH_WINDOW_COUNT; window++)
        group->month_first[window] = month_first_day(report_month + 1 - window) * unit;
}

static bool counter_init(struct counter *counter, const struct group *group)
{
    struct err err = ERR_INIT;
    counter->windows = malloc(BATCH_ROWS);
    counter->order = malloc(BATCH_ROWS * sizeof *counter->order);
    counter->other = malloc(BATCH_ROWS * sizeof *counter->other);
    counter->rows = malloc(BATCH_ROWS * sizeof *counter->rows);
    counter->states = calloc(group->count, sizeof *counter->states);
    counter->failed = !counter->windows || !counter->order || !counter->other || !counter->rows ||
                      !counter->states;
    for (size_t f = 0; !counter->failed && f < group->count; f++) {
        uint32_t key_counts[AXIS_COUNT];
        const struct state *like = &group->families[f]->state;
        for (size_t i = 1; i < like->axis_count; i++) key_counts[i - 1] = like->axes[i].key_count;
        counter->failed =
            state_init(&counter->states[f], group->families[f]->family, key_counts, &err) != RC_OK;
    }
    return !counter->failed;
}

static void counter_release(struct counter *counter, const struct group *group)
{
    for (size_t f = 0; counter->states && f < group->count; f++) state_release(&counter->states[f]);
    free(counter->states);
    free(counter->windows);
    free(counter->order);
    free(counter->other);
    free(counter->rows);
}

static void find_windows(uint8_t *windows, const struct group *group, const int32_t *clock,
                         uint32_t first, uint32_t count)
{
    if (!clock) {
        memset(windows, 0, count);
        return;
    }
    const int32_t *month_first = group->month_first;
    for (uint32_t i = 0; i < count; i++) {
        const int32_t time = clock[first + i];
        windows[i] = WINDOW_NONE;
        if (time >= month_first[0] || time < month_first[MONTH_WINDOW_COUNT]) continue;
        uint8_t window = 0;
        while (time < month_first[window + 1]) window++;
        windows[i] = window;
    }
}

/* Stable byte-wise radix sort by the slot in the upper half, up to its highest byte in use. */
static uint64_t *sort_by_slot(uint64_t *order, uint64_t *other, uint32_t count, uint64_t slot_limit)
{
    for (unsigned shift = 32; shift < 64 && slot_limit >> (shift - 32) != 0; shift += 8) {
        uint32_t first[257] = {0};
        for (uint32_t i = 0; i < count; i++) first[(order[i] >> shift & 255) + 1]++;
        for (unsigned byte = 0; byte < 256; byte++) first[byte + 1] += first[byte];
        for (uint32_t i = 0; i < count; i++) other[first[order[i] >> shift & 255]++] = order[i];
        uint64_t *swap = order;
        order = other;
        other = swap;
    }
    return order;
}

/* Rows of the batch that have a cell on this axis, as local slot << 32 | row; returns their number.
 */
static uint32_t list_slots(struct counter *counter, const uint32_t *keys, uint32_t month_count,
                           uint32_t first, uint32_t count)
{
    uint32_t listed = 0;
    for (uint32_t i = 0; i < count; i++) {
        const uint32_t key = keys ? keys[first + i] : 0;
        if (counter->windows[i] >= month_count || (keys && key == 0)) continue;
        const uint64_t local = (uint64_t)key * month_count + counter->windows[i];
        counter->order[listed++] = local << 32 | i;
    }
    return listed;
}

/* Hand every run of one slot to the family. */
static bool update_runs(struct state *state, const struct state_axis *axis,
                        const struct bound_family *bound, const struct measure_context *context,
                        const uint64_t *order, const uint32_t *rows, uint32_t count)
{
    for (uint32_t start = 0, end; start < count; start = end) {
        const uint64_t local = order[start] >> 32;
        for (end = start + 1; end < count && order[end] >> 32 == local;) end++;
        struct tally *tallies;
        void *cell = state_cell(state, axis->first_slot + local, &tallies);
        if (!cell) return false;
        const struct rows run = {rows + start, end - start, bound->column, context};
        bound->family->update(cell, tallies, &run);
    }
    return true;
}

static void count_axis(struct counter *counter, const struct group *group, enum axis axis,
                       const struct measure_context *context, uint32_t first, uint32_t count)
{
    const struct bound_family *lead = group->families[0];
    const uint32_t month_count = lead->clock ? axis_rows[axis].month_count : 1;
    const uint32_t *keys = NULL;
    uint32_t key_count = 1;
    for (size_t f = 0; f < group->count; f++) {
        const struct state_axis *row = state_axis_of(&counter->states[f], axis);
        if (!row || row->key_count == 0) continue;
        keys = group->families[f]->keys[axis];
        key_count = row->key_count;
    }
    const uint32_t listed = list_slots(counter, keys, month_count, first, count);
    const uint64_t *order =
        sort_by_slot(counter->order, counter->other, listed, (uint64_t)key_count * month_count);
    for (uint32_t i = 0; i < listed; i++) counter->rows[i] = first + (uint32_t)order[i];
    for (size_t f = 0; f < group->count; f++) {
        const struct state_axis *row = state_axis_of(&counter->states[f], axis);
        if (!row || row->key_count == 0) continue;
        counter->failed |= !update_runs(&counter->states[f], row, group->families[f], context,
                                        order, counter->rows, listed);
    }
}

static void count_batch(struct counter *counter, const struct group *group,
                        const struct measure_context *context, uint32_t first)
{
    const struct bound_family *lead = group->families[0];
    const uint32_t left = lead->table->row_count - first;
    const uint32_t count = left < BATCH_ROWS ? left : BATCH_ROWS;
    find_windows(counter->windows, group, lead->clock, first, count);
    for (size_t i = 0; i < group->axis_count; i++)
        count_axis(counter, group, group->axes[i], context, first, count);
}

/* Add one thread's states to the families'. */
static enum rc merge_counter(const struct group *group, const struct counter *counter,
                             struct err *err)
{
    if (counter->failed) return err_memory(err, BATCH_ROWS * sizeof *counter->order);
    enum rc rc = RC_OK;
    for (size_t f = 0; rc == RC_OK && f < group->count; f++)
        rc = state_merge(&group->families[f]->state, &counter->states[f], err);
    return rc;
}

static enum rc count_group(const struct group *group, const struct measure_context *context,
                           struct err *err)
{
    const uint32_t row_count = group->families[0]->table->row_count;
    enum rc rc = RC_OK;
#pragma omp parallel default(none) shared(group, context, row_count, rc, err)
    {
        struct counter counter = {.failed = false};
        const bool ready = counter_init(&counter, group);
#pragma omp for schedule(dynamic)
        for (uint32_t batch = 0; batch < (row_count - 1) / BATCH_ROWS + 1; batch++)
            if (ready) count_batch(&counter, group, context, batch * BATCH_ROWS);
#pragma omp critical
        if (rc == RC_OK) rc = merge_counter(group, &counter, err);
        counter_release(&counter, group);
    }
    return rc;
}

/* All families that share rows with family i, marked as counted. */
static void group_gather(struct group *group, struct bound_family *bound, size_t i, bool *counted)
{
    for (size_t k = i; k < family_count; k++) {
        if (!is_countable(&bound[k]) || !same_rows(&bound[i], &bound[k])) continue;
        counted[k] = true;
        group->families[group->count++] = &bound[k];
        group_add_axes(group, &bound[k]);
    }
}

enum rc measure_count(struct bound_family *bound, const struct measure_context *context,
                      struct err *err)
{
    struct bound_family **members = malloc(family_count * sizeof *members);
    bool *counted = calloc(family_count, sizeof *counted);
    enum rc rc = RC_OK;
    if (!members || !counted) {
        rc = err_memory(err, family_count * sizeof *members);
        goto out;
    }
    for (size_t i = 0; rc == RC_OK && i < family_count; i++) {
        if (counted[i] || !is_countable(&bound[i])) continue;
        struct group group = {.families = members};
        group_gather(&group, bound, i, counted);
        group_months(&group, &bound[i], context->report_month);
        rc = count_group(&group, context, err);
    }
out:
    free(members);
    free(counted);
    return rc;
}
