/* The records of one window: first the columns that a record is judged by; then the others, for the
 * records that are sound. */
#include "base/day.h"
#include "ingest/chunk/window.h"
#include "ingest/chunk/window_step.h"
#include "ingest/column_array.h"

#include <stdlib.h>
#include <string.h>

static enum rc read_steps(struct window_take *take, bool is_checked, struct err *err)
{
    const struct window_plan *plan = &take->window->plan;
    enum rc rc = RC_OK;
    for (size_t i = 0; rc == RC_OK && i < plan->step_count; i++)
        if (plan->steps[i].is_checked == is_checked)
            rc = window_step_read(take, &plan->steps[i], err);
    return rc;
}

/* A cell that begins with none of these holds no word for a sum: blanks, a quote, t, and whatever
 * is not ASCII. */
static bool may_begin_total(char byte)
{
    const unsigned char first = (unsigned char)byte;
    return first >= 0x80 || first <= '"' || first == 't' || first == 'T';
}

static bool is_missing(const struct column_builder *column, uint32_t row)
{
    const char *value = (const char *)column->values + (size_t)row * column->value_bytes;
    int32_t number;
    if (column->type == COLUMN_ID) return *value == '\0';
    memcpy(&number, value, sizeof number);
    return number == INT32_MIN;
}

/* Minutes of a date or time; false: missing. */
static bool minute_of(const struct column_builder *column, uint32_t row, int64_t *minute)
{
    if (!column->is_present) return false;
    const int32_t value = ((const int32_t *)column->values)[row];
    *minute = column->type == COLUMN_DATE ? (int64_t)value * MINUTES_A_DAY : value;
    return value != INT32_MIN;
}

static bool lies_before(const struct window_take *take, const struct schema_order *order,
                        uint32_t row)
{
    int64_t later, earlier;
    return minute_of(&take->builder->columns[order->later], row, &later) &&
           minute_of(&take->builder->columns[order->earlier], row, &earlier) && later < earlier;
}

static bool is_total(struct window_take *take, uint32_t row)
{
    const struct scan_index *index = &take->window->index;
    const char *cell = take->window->text + index->row_starts[row];
    if (!may_begin_total(*cell)) return false;
    return row_reader_is_total(take->reader, window_field(take, row, 0));
}

static bool is_unsound(struct window_take *take, uint32_t row)
{
    const struct schema_table *schema = take->reader->plan->schema;
    const uint32_t slot = take->base + row;
    if (schema->key >= 0 && is_missing(&take->builder->columns[schema->key], slot)) return true;
    if (is_missing(&take->builder->columns[schema->clock], slot)) return true;
    for (size_t i = 0; i < schema->order_count; i++)
        if (lies_before(take, &schema->orders[i], slot)) return true;
    return is_total(take, row);
}

/* Nearly all windows hold sound records alone: a look at whole columns tells so, without a jump. */
static bool has_missing(const struct window_take *take, int32_t index)
{
    const struct column_builder *column = &take->builder->columns[index];
    const uint32_t row_count = take->row_count;
    uint32_t missing_count = 0;
    if (column->type == COLUMN_ID) {
        const char *slots = (const char *)column->values + (size_t)take->base * column->value_bytes;
        const size_t width = column->value_bytes;
        for (uint32_t row = 0; row < row_count; row++) missing_count += slots[row * width] == '\0';
    } else {
        const int32_t *values = (const int32_t *)column->values + take->base;
        for (uint32_t row = 0; row < row_count; row++) missing_count += values[row] == INT32_MIN;
    }
    return missing_count > 0;
}

/* Missing values are the least there are: no value lies before one, and one that is later must not
 * count. */
static bool has_before(const struct window_take *take, const struct schema_order *order)
{
    const struct column_builder *later = &take->builder->columns[order->later];
    const struct column_builder *earlier = &take->builder->columns[order->earlier];
    if (!later->is_present || !earlier->is_present) return false;
    if (later->type != earlier->type) return true; /* row by row */
    const int32_t *late = (const int32_t *)later->values + take->base;
    const int32_t *early = (const int32_t *)earlier->values + take->base;
    const uint32_t row_count = take->row_count;
    uint32_t before_count = 0;
    for (uint32_t row = 0; row < row_count; row++)
        before_count += (late[row] < early[row]) & (late[row] != INT32_MIN);
    return before_count > 0;
}

static bool has_total(const struct window_take *take)
{
    const struct scan_index *index = &take->window->index;
    const char *text = take->window->text;
    for (uint32_t row = 0; row < take->row_count; row++)
        if (may_begin_total(text[index->row_starts[row]])) return true;
    return false;
}

static bool may_be_unsound(const struct window_take *take)
{
    const struct schema_table *schema = take->reader->plan->schema;
    bool may_be = has_missing(take, schema->clock) ||
                  (schema->key >= 0 && has_missing(take, schema->key)) || has_total(take);
    for (size_t i = 0; !may_be && i < schema->order_count; i++)
        may_be = has_before(take, &schema->orders[i]);
    return may_be;
}

/* What is wrong with an unsound record is said by reading it alone, in the slot behind the last
 * row: there stand the window's values, which are read again. */
static enum rc reject_record(struct window_take *take, uint32_t row, struct err *err)
{
    const struct scan_record record = window_record(take, row);
    take->builder->row_count = take->base;
    const enum rc rc = row_reader_take(take->reader, &record, err);
    if (rc != RC_OK || take->builder->row_count == take->base) return rc;
    return err_set(err, RC_BUG, "a record is sound alone and unsound among others");
}

static void move_row(struct window *window, uint32_t from, uint32_t to)
{
    const size_t field_count = window->field_count;
    struct scan_index *index = &window->index;
    index->row_starts[to] = index->row_starts[from];
    memmove(index->ends + to * field_count, index->ends + from * field_count,
            field_count * sizeof *index->ends);
}

/* Unsound records are rejected and leave the window; those that stay keep their order. */
static enum rc drop_unsound(struct window_take *take, struct err *err)
{
    uint32_t *kept_rows = take->window->kept_rows, kept = 0, next = 0;
    if (!may_be_unsound(take)) return RC_OK;
    for (uint32_t row = 0; row < take->row_count; row++)
        if (!is_unsound(take, row)) kept_rows[kept++] = row;
    if (kept == take->row_count) return RC_OK;
    enum rc rc = RC_OK;
    for (uint32_t row = 0; rc == RC_OK && row < take->row_count; row++) {
        if (next < kept && kept_rows[next] == row)
            next++;
        else
            rc = reject_record(take, row, err);
    }
    for (uint32_t to = 0; to < kept; to++) move_row(take->window, kept_rows[to], to);
    take->row_count = kept;
    return rc;
}

/* The end of a leg that lies before its start is a bad field. */
static enum rc check_starts(struct window_take *take, struct err *err)
{
    const struct schema_table *schema = take->reader->plan->schema;
    for (size_t i = 0; i < schema->start_count; i++) {
        if (!has_before(take, &schema->starts[i])) continue;
        for (uint32_t row = 0; row < take->row_count; row++) {
            if (!lies_before(take, &schema->starts[i], take->base + row)) continue;
            const enum rc rc = window_clear_late(take, row, (size_t)schema->starts[i].later, err);
            if (rc != RC_OK) return rc;
        }
    }
    return RC_OK;
}

static int compare_bad(const void *a, const void *b)
{
    const struct window_bad *x = a, *y = b;
    if (x->row != y->row) return x->row < y->row ? -1 : 1;
    return (x->column > y->column) - (x->column < y->column);
}

static enum rc report_bad(struct window_take *take, struct err *err)
{
    struct window *window = take->window;
    struct row_reader *reader = take->reader;
    if (window->bad_count == 0) return RC_OK;
    qsort(window->bad, window->bad_count, sizeof *window->bad, compare_bad);
    for (size_t i = 0; i < window->bad_count; i++) {
        const struct window_bad *bad = &window->bad[i];
        const struct plan_column *plan = &reader->plan->columns[bad->column];
        struct scan_record record = {.fields = window->fields};
        window_place(take, bad->row, &record);
        if (plan->source == SOURCE_HEADER)
            window->fields[plan->field] = window_field(take, bad->row, plan->field);
        reader->record = &record;
        row_reader_reject_field(reader, bad->column, &bad->cell);
        reader->record = NULL;
        window->quality[bad->column].bad_count++;
    }
    return reader->is_out_of_memory ? err_memory(err, sizeof(struct reject)) : RC_OK;
}

static void add_quality(struct window_take *take)
{
    for (size_t c = 0; c < take->builder->schema->column_count; c++) {
        struct column_quality *into = &take->builder->columns[c].quality;
        const struct column_quality *from = &take->window->quality[c];
        into->value_count += from->value_count;
        into->missing_count += from->missing_count;
        into->bad_count += from->bad_count;
        into->unlisted_count += from->unlisted_count;
        into->date_alone_count += from->date_alone_count;
    }
}

static void forget(struct window_take *take)
{
    memset(take->window->quality, 0,
           take->builder->schema->column_count * sizeof *take->window->quality);
    take->window->bad_count = 0;
}

enum rc window_take(struct window *window, struct row_reader *reader, uint64_t offset,
                    uint64_t line, struct err *err)
{
    struct segment_builder *builder = reader->builder;
    struct window_take take = {.window = window,
                               .reader = reader,
                               .builder = builder,
                               .base = builder->row_count,
                               .row_count = window->index.row_count,
                               .line = line};
    const size_t first_reject = reader->chunk->rejects.row_count;
    window->offset = offset;
    if (!segment_builder_reserve(builder, take.row_count)) return err_memory(err, take.row_count);
    forget(&take);
    enum rc rc = read_steps(&take, true, err);
    if (rc == RC_OK) rc = drop_unsound(&take, err);
    const size_t first_field = reader->chunk->rejects.row_count;
    if (rc == RC_OK && take.row_count < window->index.row_count) {
        forget(&take);
        rc = segment_builder_reserve(builder, take.row_count) ? read_steps(&take, true, err)
                                                              : err_memory(err, take.row_count);
    }
    if (rc == RC_OK) rc = read_steps(&take, false, err);
    if (rc == RC_OK) rc = check_starts(&take, err);
    if (rc == RC_OK) rc = report_bad(&take, err);
    if (rc == RC_OK && !reject_list_merge(&reader->chunk->rejects, first_reject, first_field))
        rc = err_memory(err, sizeof(struct reject));
    if (rc != RC_OK) return rc;
    add_quality(&take);
    builder->row_count = take.base + take.row_count;
    reader->chunk->record_count += take.row_count;
    return RC_OK;
}
