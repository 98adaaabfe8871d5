/* Axes with so many keys that their rows are listed while slices are counted, then sorted by key
 * and counted a cell at a time. The columns of those rows are gathered anew: fewer bytes than a
 * cell, and of most rows not even that, because most cells of such an axis are not made. */
#include "ingest/column_narrow.h"
#include "measure/count.h"

#include <stdlib.h>
#include <string.h>

/* Rows gathered at a time, so that all their columns stay in the second-level cache; and those of
 * a list that a thread takes at a time. */
enum { GATHER_ROWS = 4096, PIECE_ROWS = 4096 };
#define SLICE_LIMIT ((size_t)(UINT32_MAX / SLICE_ROWS)) /* places have 32 bits */

/* Marks of a key. */
enum {
    MARK_BEFORE = 1, /* some older window has a row of it */
    MARK_STANDS = 2, /* and so many that an estimate could stand there */
};

/* Rows of some runs, gathered from all segments. */
struct gathering {
    const struct segment *segments[GATHER_ROWS];
    uint32_t rows[GATHER_ROWS]; /* of the segments */
    uint32_t row_count;
    struct key_run runs[GATHER_ROWS];
    uint32_t run_count;
    void **values; /* per column of the table: room, made when first wanted */
    bool *is_read; /* per column: values are those of the rows */
};

static struct row_list *group_list(const struct group *group, int thread, size_t axis_number,
                                   uint32_t window)
{
    const size_t of_thread = (size_t)thread * group->axis_count + axis_number;
    return &group->lists[of_thread * MONTH_WINDOW_COUNT + window];
}

bool count_lists_init(struct group *group)
{
    const size_t list_count = (size_t)group->thread_count * group->axis_count * MONTH_WINDOW_COUNT;
    group->lists = calloc(list_count + 1, sizeof *group->lists);
    for (size_t i = 0; i < group->axis_count; i++) {
        struct group_axis *axis = &group->axes[i];
        axis->is_listed &= group->slice_count <= SLICE_LIMIT;
        if (!axis->is_listed) continue;
        group->listings[i].marks = calloc(axis->key_count, sizeof *group->listings[i].marks);
        if (!group->listings[i].marks) return false;
    }
    return group->lists != NULL;
}

void count_lists_release(struct group *group)
{
    const size_t list_count = (size_t)group->thread_count * group->axis_count * MONTH_WINDOW_COUNT;
    for (size_t i = 0; group->lists && i < list_count; i++) free(group->lists[i].rows);
    for (size_t i = 0; i < group->axis_count; i++) {
        for (size_t window = 0; window < MONTH_WINDOW_COUNT; window++)
            free(group->listings[i].windows[window].rows);
        free((void *)group->listings[i].marks);
    }
    free(group->lists);
}

bool gathering_init(struct counter *counter, const struct group *group)
{
    const size_t column_count = group->table->column_count;
    bool is_needed = false;
    for (size_t i = 0; i < group->axis_count; i++) is_needed |= group->axes[i].is_listed;
    if (!is_needed) return true;
    struct gathering *gathering = store_take_array(&counter->store, 1, sizeof *gathering);
    if (!gathering) return false;
    gathering->row_count = gathering->run_count = 0;
    gathering->values = store_take_array(&counter->store, column_count, sizeof *gathering->values);
    gathering->is_read =
        store_take_array(&counter->store, column_count, sizeof *gathering->is_read);
    if (!gathering->values || !gathering->is_read) return false;
    memset(gathering->values, 0, column_count * sizeof *gathering->values);
    memset(gathering->is_read, 0, column_count * sizeof *gathering->is_read);
    counter->gathering = gathering;
    return true;
}

static bool reserve_rows(struct row_list *list, size_t row_count)
{
    if (list->room - list->row_count >= row_count) return true;
    const size_t room = 2 * list->room + row_count;
    uint64_t *rows = realloc(list->rows, room * sizeof *rows);
    if (!rows) return false;
    list->rows = rows;
    list->room = room;
    return true;
}

void count_list(struct counter *counter, struct group *group, size_t axis_number,
                const struct row_slice *slice)
{
    const struct group_axis *axis = &group->axes[axis_number];
    const struct month_rows *months = &counter->batch.months;
    const uint32_t *keys = counter->batch.values[axis->key_column];
    const uint64_t first_place = (uint64_t)(slice - group->slices) * SLICE_ROWS;
    for (uint32_t window = 0; window < axis->month_count; window++) {
        const uint32_t first = months->first[window], last = months->first[window + 1];
        if (first == last) continue;
        struct row_list *list = group_list(group, counter->thread, axis_number, window);
        if (!reserve_rows(list, last - first)) {
            counter->failed = true;
            return;
        }
        for (uint32_t i = first; i < last; i++) {
            const uint32_t row = months->rows[i];
            list->rows[list->row_count] = (uint64_t)keys[row] << 32 | (first_place + row);
            list->row_count += keys[row] > 0;
        }
    }
}

static uint32_t key_of(uint64_t listed)
{
    return (uint32_t)(listed >> 32);
}

/* Behind the rows of the key that begins at `first`. */
static size_t run_end(const struct row_list *list, size_t first)
{
    const uint32_t key = key_of(list->rows[first]);
    size_t last = first + 1;
    while (last < list->row_count && key_of(list->rows[last]) == key) last++;
    return last;
}

/* What the threads have listed for one window of an axis, as one list in order of its keys; false
 * when memory is out. */
static bool join_lists(struct group *group, size_t axis_number, uint32_t window)
{
    struct row_list *joined = &group->listings[axis_number].windows[window];
    size_t row_count = 0;
    for (int thread = 0; thread < group->thread_count; thread++)
        row_count += group_list(group, thread, axis_number, window)->row_count;
    joined->rows = malloc((row_count + 1) * sizeof *joined->rows);
    uint64_t *others = malloc((row_count + 1) * sizeof *others);
    const bool fits = joined->rows && others;
    for (int thread = 0; fits && thread < group->thread_count; thread++) {
        struct row_list *list = group_list(group, thread, axis_number, window);
        if (list->row_count > 0)
            memcpy(joined->rows + joined->row_count, list->rows,
                   list->row_count * sizeof *list->rows);
        joined->row_count += list->row_count;
        free(list->rows);
        *list = (struct row_list){.rows = NULL};
    }
    if (fits) {
        uint64_t *sorted =
            key_order_radix(joined->rows, others, row_count, group->axes[axis_number].key_count);
        others = sorted == joined->rows ? others : joined->rows;
        joined->rows = sorted;
    }
    free(others);
    return fits;
}

/* A window before the report month: which keys have a row there, or enough for an estimate. */
static void mark_keys(struct listing *listing, uint32_t window, uint32_t minimum_base)
{
    const struct row_list *list = &listing->windows[window];
    for (size_t first = 0, last; first < list->row_count; first = last) {
        last = run_end(list, first);
        atomic_uchar *mark = &listing->marks[key_of(list->rows[first])];
        const unsigned char found =
            last - first >= minimum_base ? MARK_BEFORE | MARK_STANDS : MARK_BEFORE;
        if ((atomic_load_explicit(mark, memory_order_relaxed) & found) != found)
            (void)atomic_fetch_or_explicit(mark, found, memory_order_relaxed);
    }
}

/* Whether cells may be passed over: where some are below the base, and the axis has no series, or
 * series that tell only keys with a value. Families that look at all cells have them all the same.
 */
static void decide_thinning(struct group *group, size_t axis_number, uint32_t minimum_base)
{
    struct listing *listing = &group->listings[axis_number];
    const struct group_axis *axis = &group->axes[axis_number];
    uint32_t before_count = 0;
    for (uint32_t key = 1; key < axis->key_count; key++)
        before_count += atomic_load_explicit(&listing->marks[key], memory_order_relaxed) != 0;
    listing->is_thinned = minimum_base > 1 && (axis->month_count < MONTH_WINDOW_COUNT ||
                                               before_count > KEYS_IN_ESTIMATES);
    for (size_t f = 0; f < group->family_count; f++) {
        struct state *state = &group->families[f]->state;
        for (size_t i = 0; i < state->axis_count; i++)
            if (state->axes[i].axis == axis->axis && !state->family->reads_segments)
                state->axes[i].is_thinned = listing->is_thinned;
    }
}

static int8_t answer_at(const struct segment_column *column, uint32_t row)
{
    if (!column->values) return SCORE_MISSING;
    return ((const int8_t *)column->values)[row];
}

static int32_t number_at(const struct segment_column *column, uint32_t row)
{
    return column->values ? column_int_at(column, row) : INT_MISSING;
}

static int64_t money_at(const struct segment_column *column, uint32_t row)
{
    return column->values ? column_money_at(column, row) : MONEY_MISSING;
}

static uint64_t mark_at(const struct segment_column *column, uint32_t row)
{
    return column->values ? ((const uint64_t *)column->values)[row] : 0;
}

static uint32_t code_at(const struct segment_column *column, uint32_t row)
{
    const uint32_t number = segment_code(column, row);
    if (!column->codes) return number;
    return column->codes->name_count > 0 ? column->codes->domain_codes[number] : 0;
}

#define GATHER(type, value_at)                                                                     \
    for (uint32_t i = 0; i < gathering->row_count; i++)                                            \
    ((type *)values)[i] = value_at(&gathering->segments[i]->columns[number], gathering->rows[i])

/* One column of the rows, as families read it. Of ids only the presence may be asked. */
static void gather_column(const struct gathering *gathering, enum column_type type, size_t number,
                          void *values)
{
    switch (type) {
    case COLUMN_CODE:
    case COLUMN_PATH: GATHER(uint32_t, code_at); break;
    case COLUMN_DATE:
    case COLUMN_TIME:
    case COLUMN_INT: GATHER(int32_t, number_at); break;
    case COLUMN_SCORE:
    case COLUMN_BOOL: GATHER(int8_t, answer_at); break;
    case COLUMN_MONEY: GATHER(int64_t, money_at); break;
    case COLUMN_TEXT: GATHER(uint64_t, mark_at); break;
    case COLUMN_ID:
    case COLUMN_TYPE_COUNT: break;
    }
}

static const void *gathered_column(struct counter *counter, const struct group *group,
                                   size_t number)
{
    struct gathering *gathering = counter->gathering;
    if (!gathering->values[number])
        gathering->values[number] = store_take_array(&counter->store, GATHER_ROWS, sizeof(int64_t));
    if (!gathering->values[number])
        counter->failed = true;
    else if (!gathering->is_read[number])
        gather_column(gathering, group->table->columns[number].type, number,
                      gathering->values[number]);
    gathering->is_read[number] = true;
    return gathering->values[number];
}

/* A window of a listed axis, for the families that have all its cells, or for those that have
 * not. */
struct list_walk {
    const struct listing *listing;
    enum axis axis;
    uint32_t window;
    bool takes_all;
};

/* Whether the family counts the axis in this walk. */
static bool takes_part(const struct list_walk *walk, const struct state *state)
{
    const bool takes_all = !walk->listing->is_thinned || state->family->reads_segments;
    const struct state_axis *axis = state_axis_of(state, walk->axis);
    return takes_all == walk->takes_all && axis && axis->key_count > 0;
}

/* The cells of the gathered runs, whole unless a run goes on in the next gathering. */
static void update_gathered(struct counter *counter, const struct list_walk *walk,
                            struct bound_family *bound, const struct rows *of_batch)
{
    struct state *state = &bound->state;
    const struct state_axis *axis = state_axis_of(state, walk->axis);
    for (uint32_t i = 0; i < counter->gathering->run_count; i++) {
        const struct key_run *run = &counter->gathering->runs[i];
        struct tally *tallies;
        void *cell = state_cell(state, state_slot(axis, run->key, walk->window), &tallies);
        if (!cell) {
            counter->failed = true;
            return;
        }
        struct rows rows = *of_batch;
        rows.row += run->first;
        rows.row_count = run->last - run->first;
        state->family->update(cell, tallies, &rows);
        for (size_t t = 0; t < state->family->tally_count; t++) tally_settle(&tallies[t]);
    }
}

/* Count what is gathered and begin anew. */
static void count_gathered(struct counter *counter, const struct group *group,
                           const struct list_walk *walk, const struct measure_context *context)
{
    struct gathering *gathering = counter->gathering;
    for (size_t f = 0; f < group->family_count && gathering->row_count > 0; f++) {
        struct bound_family *bound = group->families[f];
        if (!takes_part(walk, &bound->state)) continue;
        const void **column = counter->columns[f];
        for (size_t i = 0; i < bound->need_count; i++)
            column[i] = bound->need_column[i] == NO_COLUMN
                            ? NULL
                            : gathered_column(counter, group, bound->need_column[i]);
        if (counter->failed) break;
        if (bound->family->prepare)
            bound->family->prepare(counter->prepared[f], column, gathering->row_count, context);
        const struct rows rows = {counter->batch.every_row, 0, column, counter->prepared[f],
                                  context};
        update_gathered(counter, walk, bound, &rows);
    }
    memset(gathering->is_read, 0, group->table->column_count * sizeof *gathering->is_read);
    gathering->row_count = gathering->run_count = 0;
}

/* Add listed rows of one key, as many as there is room for; returns their number. */
static uint32_t gather_run(struct gathering *gathering, const struct group *group,
                           const uint64_t *listed, size_t count)
{
    const uint32_t room = GATHER_ROWS - gathering->row_count;
    const uint32_t row_count = count < room ? (uint32_t)count : room;
    const uint32_t first = gathering->row_count;
    for (uint32_t i = 0; i < row_count; i++) {
        const uint32_t place = (uint32_t)listed[i];
        const struct row_slice *slice = &group->slices[place / SLICE_ROWS];
        gathering->segments[first + i] = slice->segment;
        gathering->rows[first + i] = slice->first + place % SLICE_ROWS;
    }
    gathering->row_count += row_count;
    gathering->runs[gathering->run_count++] =
        (struct key_run){key_of(listed[0]), first, first + row_count};
    return row_count;
}

/* The keys whose rows begin at [first, end) of the walk's list. */
static void count_piece(struct counter *counter, const struct group *group,
                        const struct list_walk *walk, size_t first, size_t end,
                        const struct measure_context *context)
{
    const struct row_list *list = &walk->listing->windows[walk->window];
    while (first > 0 && first < end && key_of(list->rows[first]) == key_of(list->rows[first - 1]))
        first++;
    for (size_t last; first < end; first = last) {
        last = run_end(list, first);
        const atomic_uchar *mark = &walk->listing->marks[key_of(list->rows[first])];
        const bool is_told =
            walk->window == 0 || atomic_load_explicit(mark, memory_order_relaxed) & MARK_STANDS;
        while ((is_told || walk->takes_all) && first < last && !counter->failed) {
            first += gather_run(counter->gathering, group, list->rows + first, last - first);
            if (counter->gathering->row_count == GATHER_ROWS)
                count_gathered(counter, group, walk, context);
        }
    }
    count_gathered(counter, group, walk, context);
}

/* Whether any family is counted so. */
static bool has_takers(const struct group *group, const struct list_walk *walk)
{
    for (size_t f = 0; f < group->family_count; f++)
        if (takes_part(walk, &group->families[f]->state)) return true;
    return false;
}

static void count_window(struct counter *counter, struct group *group, size_t axis_number,
                         uint32_t window, const struct measure_context *context)
{
    const struct listing *listing = &group->listings[axis_number];
    const size_t row_count = listing->windows[window].row_count;
#pragma omp for schedule(dynamic) nowait
    for (size_t first = 0; first < row_count; first += PIECE_ROWS) {
        const size_t end = row_count - first < PIECE_ROWS ? row_count : first + PIECE_ROWS;
        for (int takes_all = 0; takes_all < 2 && !counter->failed; takes_all++) {
            const struct list_walk walk = {listing, group->axes[axis_number].axis, window,
                                           takes_all};
            if (has_takers(group, &walk)) count_piece(counter, group, &walk, first, end, context);
        }
    }
}

void count_listed(struct counter *counter, struct group *group,
                  const struct measure_context *context)
{
    const uint32_t base = context->options->minimum_base;
    for (size_t i = 0; i < group->axis_count; i++) {
        if (!group->axes[i].is_listed) continue;
#pragma omp for schedule(dynamic)
        for (uint32_t window = 0; window < group->axes[i].month_count; window++) {
            if (!join_lists(group, i, window)) counter->failed = true;
            if (window > 0) mark_keys(&group->listings[i], window, base);
        }
#pragma omp single
        decide_thinning(group, i, base);
        for (uint32_t window = 0; window < group->axes[i].month_count; window++)
            count_window(counter, group, i, window, context);
    }
}
