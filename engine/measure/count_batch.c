/* A slice of a segment as the families read it: rows by month, codes as the dictionary's, missing
 * values where the segment has no column. */
#include "base/day.h"
#include "ingest/column_narrow.h"
#include "ingest/later.h"
#include "measure/count.h"

#include <stdlib.h>
#include <string.h>

enum { WINDOW_NONE = MONTH_WINDOW_COUNT };

void months_init(struct months *months, int32_t report_month, enum column_type clock_type)
{
    const int32_t first_day = month_first_day(report_month + 1 - MONTH_WINDOW_COUNT);
    const int32_t unit = clock_type == COLUMN_DATE ? 1 : MINUTES_A_DAY;
    months->first = first_day * unit;
    months->span = (uint32_t)((month_first_day(report_month + 1) - first_day) * unit);
    months->day_units = (uint32_t)unit;
    for (int32_t window = 0; window < MONTH_WINDOW_COUNT; window++) {
        const int32_t month = report_month - window;
        for (int32_t day = month_first_day(month); day <= month_last_day(month); day++)
            months->window_of_day[day - first_day] = (uint8_t)window;
    }
}

static inline uint32_t window_of(const struct months *months, int32_t clock)
{
    const uint32_t passed = (uint32_t)clock - (uint32_t)months->first;
    return passed < months->span ? months->window_of_day[passed / months->day_units] : WINDOW_NONE;
}

static bool reaches(const struct months *months, const struct segment_column *clock)
{
    const int64_t last = (int64_t)months->first + months->span - 1;
    return column_has_values(clock) && clock->minimum <= clock->maximum && clock->minimum <= last &&
           clock->maximum >= months->first;
}

struct row_slice *count_slices(const struct table *table, size_t clock, const struct months *months,
                               size_t *slice_count)
{
    size_t count = 0;
    for (size_t s = 0; s < table->segment_count; s++)
        count += (table->segments[s].row_count + SLICE_ROWS - 1) / SLICE_ROWS;
    struct row_slice *slices = malloc((count + 1) * sizeof *slices);
    *slice_count = 0;
    for (size_t s = 0; slices && s < table->segment_count; s++) {
        const struct segment *segment = &table->segments[s];
        if (clock != NO_COLUMN && !reaches(months, &segment->columns[clock])) continue;
        /* Equal ones: what is done once a slice is done for many rows. */
        const uint32_t parts = (segment->row_count + SLICE_ROWS - 1) / SLICE_ROWS;
        for (uint32_t part = 0, first = 0; part < parts; part++) {
            const uint32_t past = (uint32_t)((uint64_t)segment->row_count * (part + 1) / parts);
            slices[(*slice_count)++] = (struct row_slice){segment, first, past - first};
            first = past;
        }
    }
    return slices;
}

static bool is_code(enum column_type type)
{
    return type == COLUMN_CODE || type == COLUMN_PATH;
}

static bool missing_init(struct batch *batch, struct store *store)
{
    batch->missing_answers = store_take_array(store, SLICE_ROWS, sizeof *batch->missing_answers);
    batch->missing_numbers = store_take_array(store, SLICE_ROWS, sizeof *batch->missing_numbers);
    batch->missing_money = store_take_array(store, SLICE_ROWS, sizeof *batch->missing_money);
    batch->missing_codes = store_take_array(store, SLICE_ROWS, sizeof *batch->missing_codes);
    batch->missing_marks = store_take_array(store, SLICE_ROWS, sizeof *batch->missing_marks);
    if (!batch->missing_answers || !batch->missing_numbers || !batch->missing_money ||
        !batch->missing_codes || !batch->missing_marks)
        return false;
    for (uint32_t row = 0; row < SLICE_ROWS; row++) {
        batch->missing_answers[row] = SCORE_MISSING;
        batch->missing_numbers[row] = INT_MISSING;
        batch->missing_money[row] = MONEY_MISSING;
        batch->missing_codes[row] = 0;
        batch->missing_marks[row] = 0;
    }
    return true;
}

static const void *missing_values(const struct batch *batch, enum column_type type)
{
    switch (type) {
    case COLUMN_CODE:
    case COLUMN_PATH: return batch->missing_codes;
    case COLUMN_DATE:
    case COLUMN_TIME:
    case COLUMN_INT: return batch->missing_numbers;
    case COLUMN_SCORE:
    case COLUMN_BOOL: return batch->missing_answers;
    case COLUMN_MONEY: return batch->missing_money;
    case COLUMN_TEXT: return batch->missing_marks;
    case COLUMN_ID:
    case COLUMN_TYPE_COUNT: break;
    }
    return NULL;
}

/* Room for numbers that are held narrow. */
static bool widening_init(struct batch *batch, const struct group *group, struct store *store)
{
    const struct table *table = group->table;
    for (size_t c = 0; c < table->column_count; c++) {
        const enum column_type type = table->columns[c].type;
        if (group->wanted_months[c] == 0 || (type != COLUMN_INT && type != COLUMN_MONEY)) continue;
        batch->wide[c] = store_take_array(store, SLICE_ROWS, column_type_bytes(type));
        if (!batch->wide[c]) return false;
    }
    return true;
}

bool batch_init(struct batch *batch, const struct group *group, struct store *store)
{
    const struct table *table = group->table;
    memset(batch, 0, sizeof *batch);
    batch->values = store_take_array(store, table->column_count, sizeof *batch->values);
    batch->codes = store_take_array(store, table->column_count, sizeof *batch->codes);
    batch->every_row = store_take_array(store, SLICE_ROWS, sizeof *batch->every_row);
    batch->month_order = store_take_array(store, SLICE_ROWS, sizeof *batch->month_order);
    batch->wide = store_take_array(store, table->column_count, sizeof *batch->wide);
    if (!batch->values || !batch->codes || !batch->wide || !batch->every_row ||
        !batch->month_order || !missing_init(batch, store))
        return false;
    memset(batch->wide, 0, table->column_count * sizeof *batch->wide);
    for (uint32_t row = 0; row < SLICE_ROWS; row++) batch->every_row[row] = row;
    for (size_t c = 0; c < table->column_count; c++) {
        batch->codes[c] = NULL;
        if (group->wanted_months[c] == 0 || !is_code(table->columns[c].type)) continue;
        batch->codes[c] = store_take_array(store, SLICE_ROWS, sizeof **batch->codes);
        if (!batch->codes[c]) return false;
    }
    return widening_init(batch, group, store);
}

/* Rows in order of their months, however they stand. */
static void order_by_month(struct batch *batch, const struct months *months, const int32_t *times)
{
    const uint32_t row_count = batch->slice.row_count;
    uint32_t *first = batch->months.first;
    uint32_t next[WINDOW_NONE + 1] = {0};
    uint8_t windows[SLICE_ROWS];
    for (uint32_t row = 0; row < row_count; row++) {
        windows[row] = (uint8_t)window_of(months, times[row]);
        next[windows[row]]++;
    }
    for (uint32_t w = 0, at = 0; w <= WINDOW_NONE; w++) {
        const uint32_t count = next[w];
        next[w] = first[w] = at;
        at += count;
    }
    for (uint32_t row = 0; row < row_count; row++) batch->month_order[next[windows[row]]++] = row;
    batch->months.rows = batch->month_order;
}

/* Cut the slice by month; false when no row is left. Most slices lie in one month. */
static bool find_months(struct batch *batch, const struct months *months,
                        const struct segment_column *clock)
{
    const uint32_t row_count = batch->slice.row_count;
    uint32_t *first = batch->months.first;
    const int32_t *times = clock ? (const int32_t *)clock->values + batch->slice.first : NULL;
    int32_t earliest = INT32_MAX, latest = INT32_MIN;
    for (uint32_t row = 0; clock && row < row_count; row++) {
        earliest = times[row] < earliest ? times[row] : earliest;
        latest = times[row] > latest ? times[row] : latest;
    }
    const uint32_t oldest = clock ? window_of(months, earliest) : 0;
    const uint32_t newest = clock ? window_of(months, latest) : 0;
    memset(first, 0, sizeof batch->months.first);
    if (clock && (latest < months->first || earliest >= months->first + (int64_t)months->span))
        return false;
    if (oldest != newest || oldest == WINDOW_NONE) {
        order_by_month(batch, months, times);
        return first[WINDOW_NONE] > 0;
    }
    batch->months.rows = batch->every_row;
    for (uint32_t w = oldest; w < MONTH_WINDOW_COUNT; w++) first[w + 1] = row_count;
    return true;
}

static void read_codes(uint32_t *codes, const struct segment_column *column, uint32_t first,
                       uint32_t row_count)
{
    static const uint32_t none[1] = {0};
    const uint32_t *domain_codes =
        column->codes->name_count > 0 ? column->codes->domain_codes : none;
    if (column->value_bytes == 1) {
        const uint8_t *numbers = (const uint8_t *)column->values + first;
        for (uint32_t i = 0; i < row_count; i++) codes[i] = domain_codes[numbers[i]];
    } else if (column->value_bytes == 2) {
        const uint16_t *numbers = (const uint16_t *)column->values + first;
        for (uint32_t i = 0; i < row_count; i++) codes[i] = domain_codes[numbers[i]];
    } else {
        const uint32_t *numbers = (const uint32_t *)column->values + first;
        for (uint32_t i = 0; i < row_count; i++) codes[i] = domain_codes[numbers[i]];
    }
}

/* The values of one column of the slice. */
static const void *read_column(struct batch *batch, const struct column *column, size_t number)
{
    const struct segment_column *held = &batch->slice.segment->columns[number];
    const uint32_t first = batch->slice.first, row_count = batch->slice.row_count;
    if (column->type == COLUMN_ID) return column_has_values(held) ? held : NULL;
    if (!held->values) return missing_values(batch, column->type);
    if (is_code(column->type) && held->codes) {
        read_codes(batch->codes[number], held, first, row_count);
        return batch->codes[number];
    }
    if (column_is_narrow(held, column->type)) {
        void *wide = is_code(column->type) ? batch->codes[number] : batch->wide[number];
        column_widen(held, column->type, first, row_count, wide);
        return wide;
    }
    return (const char *)held->values + (size_t)first * held->value_bytes;
}

enum rc batch_fetch(const struct group *group, const struct row_slice *slice, struct err *err)
{
    enum rc rc = RC_OK;
    for (size_t c = 0; rc == RC_OK && c < group->table->column_count; c++)
        if ((group->wanted_months[c] > 0 && group->table->columns[c].type != COLUMN_ID) ||
            c == group->clock)
            rc = segment_fetch(slice->segment, c, err);
    return rc;
}

bool batch_read(struct batch *batch, const struct group *group, const struct row_slice *slice)
{
    const struct table *table = group->table;
    const struct segment_column *clock =
        group->clock == NO_COLUMN ? NULL : &slice->segment->columns[group->clock];
    batch->slice = *slice;
    if (!find_months(batch, &group->months, clock)) return false;
    for (size_t c = 0; c < table->column_count; c++) {
        const uint32_t months = group->wanted_months[c];
        const bool is_wanted = months > 0 && batch->months.first[months] > 0;
        batch->values[c] = is_wanted ? read_column(batch, &table->columns[c], c) : NULL;
    }
    return true;
}
