#include "measure/month_rows.h"

#include "base/day.h"
#include "ingest/later.h"
#include "ingest/slot.h"

#include <string.h>

void month_reader_init(struct month_reader *reader, const struct measured *measured, int32_t month)
{
    const struct family *family = measured->family;
    memset(reader, 0, sizeof *reader);
    reader->measured = measured;
    reader->table = linked_table(measured->linked, family->table);
    for (size_t i = 0; family->needs[i].column && i < MONTH_NEED_LIMIT; i++) {
        const struct column *column = table_column(reader->table, family->needs[i].column);
        reader->at[i] = column ? table_column_index(reader->table, column) : SIZE_MAX;
        if (strcmp(family->needs[i].column, family->clock) == 0) reader->clock = i;
        reader->need_count++;
    }
    reader->first = month_first_day(month) * MINUTES_A_DAY;
    reader->last = month_first_day(month + 1) * MINUTES_A_DAY - 1;
    missing_block_init(&reader->missing);
    for (uint32_t i = 0; i < BLOCK_ROWS; i++) reader->missing_money[i] = MONEY_MISSING;
}

static const struct segment_column *clock_of(const struct month_reader *reader,
                                             const struct segment *segment)
{
    return &segment->columns[reader->at[reader->clock]];
}

static bool reaches(const struct month_reader *reader, const struct segment *segment)
{
    const struct segment_column *clock = clock_of(reader, segment);
    return column_has_values(clock) && clock->minimum <= reader->last &&
           clock->maximum >= reader->first;
}

static const void *missing_values(const struct month_reader *reader, enum column_type type)
{
    if (type == COLUMN_CODE || type == COLUMN_PATH) return reader->missing.codes;
    if (type == COLUMN_MONEY) return reader->missing_money;
    if (type == COLUMN_SCORE || type == COLUMN_BOOL) return reader->missing.answers;
    return reader->missing.numbers;
}

static void read_column(struct month_reader *reader, struct row_block *block, size_t need)
{
    const enum column_type type = reader->measured->family->needs[need].type;
    block->column[need] = NULL;
    if (reader->at[need] == SIZE_MAX || type == COLUMN_ID) return;
    const struct segment_column *held = &block->segment->columns[reader->at[need]];
    if (!held->values) {
        block->column[need] = missing_values(reader, type);
    } else if ((type == COLUMN_CODE || type == COLUMN_PATH) && held->codes) {
        for (uint32_t i = 0; i < block->row_count; i++) {
            const uint32_t number = segment_code(held, block->first_row + i);
            reader->codes[need][i] = number == 0 ? 0 : held->codes->domain_codes[number];
        }
        block->column[need] = reader->codes[need];
    } else if (column_is_narrow(held, type)) {
        column_widen(held, type, block->first_row, block->row_count, &reader->wide[need]);
        block->column[need] = &reader->wide[need];
    } else {
        block->column[need] =
            (const char *)held->values + (size_t)block->first_row * held->value_bytes;
    }
}

static enum rc fetch_needs(const struct month_reader *reader, const struct segment *segment,
                           struct err *err)
{
    enum rc rc = RC_OK;
    for (size_t i = 0; rc == RC_OK && i < reader->need_count; i++)
        if (reader->at[i] != SIZE_MAX) rc = segment_fetch(segment, reader->at[i], err);
    return rc;
}

static bool has_row_of_month(const struct month_reader *reader, const struct segment *segment,
                             uint32_t first, uint32_t row_count)
{
    const int32_t *clock = (const int32_t *)clock_of(reader, segment)->values + first;
    for (uint32_t i = 0; i < row_count; i++)
        if (clock[i] >= reader->first && clock[i] <= reader->last) return true;
    return false;
}

/* The next block of the segment with a row of the month; false: there is none. */
static bool next_of_segment(struct month_reader *reader, const struct segment *segment,
                            struct row_block *block)
{
    while (reader->next < segment->row_count) {
        const uint32_t first = reader->next;
        const uint32_t row_count = block_row_count(first, segment->row_count);
        reader->next += row_count;
        if (!has_row_of_month(reader, segment, first, row_count)) continue;
        *block = (struct row_block){.segment = segment, .first_row = first, .row_count = row_count};
        for (size_t i = 0; i < reader->need_count; i++) read_column(reader, block, i);
        return true;
    }
    return false;
}

enum rc month_reader_next(struct month_reader *reader, struct row_block *block, bool *has_block,
                          struct err *err)
{
    *has_block = false;
    for (; reader->segment < reader->table->segment_count; reader->segment++) {
        const struct segment *segment = &reader->table->segments[reader->segment];
        if (reader->next == 0) {
            const enum rc rc = reaches(reader, segment) ? fetch_needs(reader, segment, err) : RC_OK;
            if (rc != RC_OK) return rc;
        }
        *has_block = reaches(reader, segment) && next_of_segment(reader, segment, block);
        if (*has_block) return RC_OK;
        reader->next = 0;
    }
    return RC_OK;
}

const char *read_id(const struct table *table, const struct segment *segment, const char *name,
                    uint32_t row, struct arena *arena, enum rc *rc, struct err *err)
{
    const struct column *column = table_column(table, name);
    const size_t number = column ? table_column_index(table, column) : 0;
    *rc = column ? segment_fetch(segment, number, err) : RC_OK;
    if (*rc != RC_OK) return NULL;
    const struct segment_column *held = column ? &segment->columns[number] : NULL;
    if (!held || !held->values) return "";
    const unsigned char *slot =
        (const unsigned char *)held->values + (size_t)row * held->value_bytes;
    if (slot[0] == KEY_MARK) return "";
    const size_t byte_count = slot_length(slot, held->value_bytes);
    const char *text = arena_copy_text(arena, (const char *)slot, byte_count);
    if (!text) *rc = err_memory(err, byte_count);
    return text;
}
