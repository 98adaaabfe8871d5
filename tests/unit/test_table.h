/* One cell of a table of segments as text, for tests that compare tables with what they should
 * hold.
 */
#ifndef TESTS_UNIT_TEST_TABLE_H
#define TESTS_UNIT_TEST_TABLE_H
#include "base/text.h"
#include "ingest/column.h"
#include "ingest/column_narrow.h"

#include <inttypes.h>
#include <string.h>

/* The segment of a row of the table; *row becomes the row within it. */
static inline const struct segment *table_segment(const struct table *table, uint32_t *row)
{
    for (size_t s = 0; s < table->segment_count; s++) {
        const struct segment *segment = &table->segments[s];
        if (*row < segment->first_row || *row - segment->first_row >= segment->row_count) continue;
        *row -= segment->first_row;
        return segment;
    }
    return NULL;
}

/* A slot as its text; a marked one as its bytes in hexadecimal, up to the last that is not zero. */
static inline void slot_text(const unsigned char *slot, uint32_t width_bytes, struct text *out)
{
    if (slot[0] != KEY_MARK) {
        text_format(out, "%.*s", (int)width_bytes, (const char *)slot);
        return;
    }
    while (slot[width_bytes - 1] == 0) width_bytes--;
    for (uint32_t i = 0; i < width_bytes; i++) text_format(out, "%02x", slot[i]);
}

/* Ids and codes as their texts, numbers in decimal, "" for missing. */
static inline void table_cell_text(const struct table *table, size_t column, uint32_t row,
                                   struct text *out)
{
    const struct segment *segment = table_segment(table, &row);
    if (!segment || !segment->columns[column].values) return;
    const struct segment_column *held = &segment->columns[column];
    const enum column_type type = table->columns[column].type;
    const char *at = (const char *)held->values + (size_t)row * held->value_bytes;
    int64_t number = 0, missing = INT32_MIN;
    if (type == COLUMN_ID) {
        slot_text((const unsigned char *)at, held->value_bytes, out);
        return;
    }
    if (type == COLUMN_CODE || type == COLUMN_PATH) {
        const uint32_t code = segment_code(held, row);
        if (code > 0 && held->codes && code <= held->codes->name_count)
            text_add(out, held->codes->names[code].bytes, held->codes->names[code].byte_count);
        return;
    }
    if (type == COLUMN_INT || type == COLUMN_MONEY) {
        number = column_money_at(held, row);
        if (number != MONEY_MISSING) text_format(out, "%" PRId64, number);
        return;
    }
    if (held->value_bytes == 1) number = *(const int8_t *)at, missing = INT8_MIN;
    if (held->value_bytes == 4) number = *(const int32_t *)at;
    if (held->value_bytes == 8) number = *(const int64_t *)at, missing = INT64_MIN;
    if (number != missing) text_format(out, "%" PRId64, number);
}

#endif
