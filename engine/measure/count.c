/* Rows into cells: the groups of families, and what each thread does with its slices. Threads own
 * their states; all is added up at the end: whole numbers, so the order does not matter. */
#include "measure/count.h"

#include "measure/count_kept.h"

#include <stdlib.h>
#include <string.h>

/* All threads' own cells of one family and axis, together, at most; a larger axis is listed. */
#define OWN_CELL_BYTES ((uint64_t)128 << 20)

static bool is_countable(const struct bound_family *bound)
{
    return bound->table && !bound->missing_column;
}

static bool same_rows(const struct bound_family *a, const struct bound_family *b)
{
    return a->table == b->table && a->clock == b->clock;
}

/* The first axis that keeps as many months as the network, or NULL. */
static const struct state_axis *long_axis(const struct bound_family *bound)
{
    const struct state_axis *axes = bound->state.axes;
    for (size_t i = 1; i < bound->state.axis_count; i++)
        if (axes[i].key_count > 0 && axes[i].month_count == axes[0].month_count) return &axes[i];
    return NULL;
}

const struct state_axis *count_network_axis(const struct group *group,
                                            const struct bound_family *bound)
{
    const struct state_axis *axis = long_axis(bound);
    for (size_t i = 0; axis && i < group->axis_count; i++)
        if (group->axes[i].axis == axis->axis && group->axes[i].is_listed) return NULL;
    return axis;
}

static struct group_axis *group_axis_of(struct group *group, const struct bound_family *bound,
                                        const struct state_axis *axis)
{
    for (size_t i = 0; i < group->axis_count; i++)
        if (group->axes[i].axis == axis->axis) return &group->axes[i];
    group->axes[group->axis_count] =
        (struct group_axis){.axis = axis->axis,
                            .key_column = bound->key_column[axis->axis],
                            .key_count = axis->key_count,
                            .month_count = axis->month_count};
    return &group->axes[group->axis_count++];
}

static void want_column(struct group *group, size_t column, uint32_t month_count)
{
    if (column == NO_COLUMN || group->wanted_months[column] >= month_count) return;
    group->wanted_months[column] = month_count;
}

static void group_add(struct group *group, struct bound_family *bound)
{
    const struct state *state = &bound->state;
    const struct state_axis *network = long_axis(bound);
    group->families[group->family_count++] = bound;
    for (size_t i = 0; i < bound->need_count; i++)
        want_column(group, bound->need_column[i], MONTH_WINDOW_COUNT);
    for (size_t i = 1; i < state->axis_count; i++) {
        const struct state_axis *axis = &state->axes[i];
        if (axis->key_count == 0) continue;
        struct group_axis *of_group = group_axis_of(group, bound, axis);
        const uint64_t cell_count = (uint64_t)axis->key_count * axis->month_count;
        of_group->counts_missing |= axis == network;
        of_group->is_listed |=
            axis->key_count >= LISTED_KEYS ||
            cell_count * state->cell_stride * (uint64_t)group->thread_count > OWN_CELL_BYTES;
        want_column(group, of_group->key_column, axis->month_count);
    }
}

/* The rows of the slices. */
static uint64_t group_rows(const struct group *group)
{
    uint64_t row_count = 0;
    for (size_t i = 0; i < group->slice_count; i++) row_count += group->slices[i].row_count;
    return row_count;
}

static enum rc group_init(struct group *group, struct bound_family *bound, size_t bound_count,
                          size_t lead, const struct measure_context *context, struct err *err)
{
    const struct table *table = bound[lead].table;
    *group = (struct group){.table = table, .clock = bound[lead].clock};
    if (group->clock != NO_COLUMN)
        months_init(&group->months, context->report_month, table->columns[group->clock].type);
    group->slices = count_slices(table, group->clock, &group->months, &group->slice_count);
    if (!group->slices) return err_memory(err, table->segment_count * sizeof *group->slices);
    const bool is_small = group_rows(group) < context->options->team_rows;
    group->thread_count = is_small ? 1 : omp_get_max_threads();
    group->families = calloc(bound_count, sizeof *group->families);
    group->wanted_months = calloc(table->column_count, sizeof *group->wanted_months);
    if (!group->families || !group->wanted_months)
        return err_memory(err, table->column_count * sizeof *group->wanted_months);
    for (size_t i = lead; i < bound_count; i++)
        if (is_countable(&bound[i]) && same_rows(&bound[lead], &bound[i]))
            group_add(group, &bound[i]);
    const enum rc rc = kept_plan_init(&group->kept, group, context, err);
    if (rc != RC_OK) return rc;
    group->set_count =
        group->kept.portion_count > 0 ? 2 * group->thread_count : group->thread_count;
    const size_t own_count = (size_t)(group->set_count - 1) * group->family_count;
    group->own_states = calloc(own_count + 1, sizeof *group->own_states);
    if (!group->own_states || !count_lists_init(group))
        return err_memory(err, own_count * sizeof *group->own_states);
    return RC_OK;
}

static void group_release(struct group *group)
{
    for (int set = 1; group->own_states && set < group->set_count; set++)
        for (size_t f = 0; f < group->family_count; f++) state_release(group_state(group, set, f));
    kept_plan_release(&group->kept);
    count_lists_release(group);
    free(group->own_states);
    free(group->slices);
    free(group->wanted_months);
    free(group->families);
    *group = (struct group){.family_count = 0};
}

static bool counter_init(struct counter *counter, const struct group *group)
{
    struct err err = ERR_INIT;
    struct store *store = &counter->store;
    store_init(store);
    counter->columns = store_take_array(store, group->family_count, sizeof *counter->columns);
    counter->prepared = store_take_array(store, group->family_count, sizeof *counter->prepared);
    if (!counter->columns || !counter->prepared || !batch_init(&counter->batch, group, store) ||
        !key_order_init(&counter->order, store) || !gathering_init(counter, group))
        return false;
    for (size_t f = 0; f < group->family_count; f++) {
        const struct bound_family *bound = group->families[f];
        const size_t row_bytes = bound->family->prepared_bytes;
        counter->columns[f] =
            store_take_array(store, bound->need_count + 1, sizeof **counter->columns);
        counter->prepared[f] = store_take_array(store, SLICE_ROWS, row_bytes);
        if (!counter->columns[f] || !counter->prepared[f] ||
            (counter->thread > 0 && state_init_like(group_state(group, counter->thread, f),
                                                    &bound->state, &err) != RC_OK) ||
            (group->set_count > group->thread_count &&
             state_init_like(group_state(group, counter->thread + group->thread_count, f),
                             &bound->state, &err) != RC_OK))
            return false;
    }
    return true;
}

static bool counts(const struct counter *counter, size_t f)
{
    return f >= 64 || (counter->families >> f & 1);
}

/* The columns of a family in the batch, and what it prepares from them. */
static void prepare_family(struct counter *counter, const struct bound_family *bound, size_t f,
                           const struct measure_context *context)
{
    const void **column = counter->columns[f];
    for (size_t i = 0; i < bound->need_count; i++) {
        const size_t number = bound->need_column[i];
        column[i] = number == NO_COLUMN ? NULL : counter->batch.values[number];
    }
    if (bound->family->prepare)
        bound->family->prepare(counter->prepared[f], column, counter->batch.slice.row_count,
                               context);
}

static void update_cell(struct counter *counter, struct state *state, uint64_t slot,
                        const struct rows *rows)
{
    struct tally *tallies;
    void *cell = state_cell(state, slot, &tallies);
    if (cell)
        state->family->update(cell, tallies, rows);
    else
        counter->failed = true;
}

/* Network cells of a family without an axis that they could be summed from. */
static void count_network(struct counter *counter, const struct group *group, size_t f,
                          const struct measure_context *context)
{
    const struct month_rows *months = &counter->batch.months;
    struct state *state = group_state(group, counter->thread, f);
    for (uint32_t window = 0; window < state->axes[0].month_count; window++) {
        const uint32_t first = months->first[window], last = months->first[window + 1];
        const struct rows rows = {months->rows + first, last - first, counter->columns[f],
                                  counter->prepared[f], context};
        if (last > first)
            update_cell(counter, state, state_slot(&state->axes[0], 0, window), &rows);
    }
}

/* Hand each run of rows to the family. */
static void update_runs(struct counter *counter, struct group *group, const struct group_axis *axis,
                        size_t f, uint32_t window, uint32_t run_count,
                        const struct measure_context *context)
{
    struct state *state = group_state(group, counter->thread, f);
    const struct state_axis *slots = state_axis_of(state, axis->axis);
    if (!slots || slots->key_count == 0) return;
    for (uint32_t i = 0; i < run_count; i++) {
        const struct key_run *run = &counter->order.runs[i];
        const struct rows rows = {counter->order.rows + run->first, run->last - run->first,
                                  counter->columns[f], counter->prepared[f], context};
        if (i + 1 < run_count) state_expect(state, state_slot(slots, run[1].key, window));
        update_cell(counter, state, state_slot(slots, run->key, window), &rows);
    }
}

static void count_axis(struct counter *counter, struct group *group, const struct group_axis *axis,
                       const struct measure_context *context)
{
    const struct month_rows *months = &counter->batch.months;
    for (uint32_t window = 0; window < axis->month_count; window++) {
        const uint32_t first = months->first[window], last = months->first[window + 1];
        if (first == last) continue;
        const uint32_t run_count = key_order_sort(
            &counter->order, counter->batch.values[axis->key_column], axis->key_count,
            axis->counts_missing, months->rows + first, last - first);
        for (size_t f = 0; f < group->family_count; f++)
            if (counts(counter, f))
                update_runs(counter, group, axis, f, window, run_count, context);
    }
}

static void count_slice(struct counter *counter, struct group *group, const struct row_slice *slice,
                        const struct measure_context *context, struct err *err)
{
    if (batch_fetch(group, slice, err) != RC_OK || !batch_read(&counter->batch, group, slice))
        return;
    for (size_t f = 0; f < group->family_count; f++) {
        if (!counts(counter, f)) continue;
        prepare_family(counter, group->families[f], f, context);
        if (!count_network_axis(group, group->families[f]))
            count_network(counter, group, f, context);
    }
    for (size_t i = 0; i < group->axis_count; i++)
        if (group->axes[i].is_listed)
            count_list(counter, group, i, slice);
        else
            count_axis(counter, group, &group->axes[i], context);
}

/* Load what is kept of the portion; count the rest into a set of its own, to be kept. */
static enum rc count_portion(struct counter *counter, struct group *group,
                             const struct portion *portion, const struct measure_context *context,
                             struct err *err)
{
    const int thread = counter->thread, set = thread + group->thread_count;
    enum rc rc = kept_take(&group->kept, group, portion, set, context, &counter->families, err);
    const struct row_slice *slices = &group->kept.slices[portion->first_slice];
    counter->thread = set;
    for (size_t i = 0; rc == RC_OK && counter->families && i < portion->slice_count; i++) {
        count_slice(counter, group, &slices[i], context, err);
        rc = err->rc;
    }
    counter->thread = thread;
    if (rc == RC_OK && !counter->failed)
        rc = kept_keep(&group->kept, group, portion, set, thread, context, counter->families, err);
    counter->families = UINT64_MAX;
    return rc;
}

/* The slices of a group by a team of threads. */
static enum rc count_group(struct group *group, const struct measure_context *context,
                           struct err *err)
{
    enum rc rc = RC_OK;
#pragma omp parallel default(none) shared(group, context, rc, err) num_threads(group->thread_count)
    {
        struct counter counter = {.thread = omp_get_thread_num(), .families = UINT64_MAX};
        struct err reason = ERR_INIT;
        counter.failed = !counter_init(&counter, group);
#pragma omp for schedule(dynamic) nowait
        for (size_t i = 0; i < group->kept.portion_count; i++)
            if (!counter.failed && reason.rc == RC_OK)
                (void)count_portion(&counter, group, &group->kept.portions[i], context, &reason);
#pragma omp for schedule(dynamic)
        for (size_t i = 0; i < group->slice_count; i++)
            if (!counter.failed && reason.rc == RC_OK)
                count_slice(&counter, group, &group->slices[i], context, &reason);
        count_note(reason.rc, &reason, &rc, err);
        count_listed(&counter, group, context);
        store_release(&counter.store);
#pragma omp critical(measure_count)
        if (counter.failed) rc = err_memory(err, sizeof(struct tally_entry));
#pragma omp barrier
        count_merge(group, &rc, err);
    }
    return rc;
}

/* Whether the family is the first of its group. */
static bool is_lead(const struct bound_family *bound, size_t number)
{
    bool leads = is_countable(&bound[number]);
    for (size_t i = 0; i < number; i++)
        leads &= !is_countable(&bound[i]) || !same_rows(&bound[i], &bound[number]);
    return leads;
}

static void count_and_release(struct group *group, const struct measure_context *context,
                              struct err *err)
{
    (void)count_group(group, context, err);
    group_release(group);
}

static bool any_failed(const struct err *failures, size_t group_count)
{
    bool failed = false;
    for (size_t g = 0; g < group_count; g++) failed |= failures[g].rc != RC_OK;
    return failed;
}

/* Small groups side by side, each by one thread; then each large one by all of them. */
static void count_groups(struct group *groups, size_t group_count, struct err *failures,
                         const struct measure_context *context)
{
#pragma omp parallel for default(none) shared(groups, group_count, failures, context)              \
    schedule(dynamic)
    for (size_t g = 0; g < group_count; g++)
        if (groups[g].thread_count == 1) count_and_release(&groups[g], context, &failures[g]);
    for (size_t g = 0; g < group_count && !any_failed(failures, group_count); g++)
        if (groups[g].thread_count > 1) count_and_release(&groups[g], context, &failures[g]);
}

/* `groups` and `failures` have room for as many groups as there are families. */
static enum rc count_all(struct bound_family *bound, size_t bound_count, struct group *groups,
                         struct err *failures, const struct measure_context *context,
                         struct err *err)
{
    size_t group_count = 0;
    enum rc rc = RC_OK;
    for (size_t i = 0; rc == RC_OK && i < bound_count; i++)
        if (is_lead(bound, i))
            rc = group_init(&groups[group_count++], bound, bound_count, i, context, err);
    if (rc == RC_OK) count_groups(groups, group_count, failures, context);
    for (size_t g = 0; g < group_count; g++) {
        group_release(&groups[g]); /* where it has not begun */
        if (rc != RC_OK || failures[g].rc == RC_OK) continue;
        rc = failures[g].rc;
        if (err && err->rc == RC_OK) *err = failures[g];
    }
    return rc;
}

enum rc measure_count(struct bound_family *bound, size_t bound_count,
                      const struct measure_context *context, struct err *err)
{
    struct group *groups = calloc(bound_count + 1, sizeof *groups);
    struct err *failures = calloc(bound_count + 1, sizeof *failures);
    const enum rc rc = groups && failures
                           ? count_all(bound, bound_count, groups, failures, context, err)
                           : err_memory(err, bound_count * sizeof *groups);
    free(failures);
    free(groups);
    return rc;
}
