#include "measure/small_table.h"

#include "base/day.h"
#include "ingest/column_narrow.h"
#include "ingest/later.h"
#include "ingest/slot.h"

#include <inttypes.h>
#include <stdio.h>

bool small_next(struct small_row *row)
{
    const struct table *table = row->table;
    if (!table) return false;
    if (row->number > 0) row->row++;
    while (row->segment < table->segment_count &&
           row->row >= table->segments[row->segment].row_count) {
        row->segment++;
        row->row = 0;
    }
    row->number++;
    return row->segment < table->segment_count;
}

enum rc small_fetch(const struct table *table, const char *const *columns, struct err *err)
{
    enum rc rc = RC_OK;
    for (; table && *columns; columns++) {
        const struct column *column = table_column(table, *columns);
        for (size_t s = 0; column && rc == RC_OK && s < table->segment_count; s++)
            rc = segment_fetch(&table->segments[s], table_column_index(table, column), err);
    }
    return rc;
}

/* NULL: nothing is there. */
static const struct segment_column *column_of(const struct small_row *row, const char *name)
{
    const struct column *column = table_column(row->table, name);
    if (!column) return NULL;
    const struct segment_column *values =
        &row->table->segments[row->segment].columns[table_column_index(row->table, column)];
    return values->values ? values : NULL;
}

uint32_t small_code(const struct small_row *row, const char *column)
{
    const struct segment_column *values = column_of(row, column);
    if (!values) return 0;
    const uint32_t number = segment_code(values, row->row);
    return values->codes ? values->codes->domain_codes[number] : number;
}

const char *small_name(const struct small_row *row, const struct linked *linked, const char *column)
{
    const struct column *found = table_column(row->table, column);
    const struct dictionary *names = found ? linked_dictionary(linked, found->domain) : NULL;
    const uint32_t code = small_code(row, column);
    return names && code < names->code_count ? names->names[code] : "";
}

int32_t small_number(const struct small_row *row, const char *column)
{
    const struct segment_column *values = column_of(row, column);
    return values ? column_int_at(values, row->row) : DAY_MISSING;
}

const char *small_id(const struct small_row *row, const char *column, struct arena *arena)
{
    const struct segment_column *values = column_of(row, column);
    const unsigned char *slot =
        values ? (const unsigned char *)values->values + (size_t)row->row * values->value_bytes
               : NULL;
    if (slot && slot[0] != KEY_MARK && slot[0] != 0)
        return arena_copy_text(arena, (const char *)slot, slot_length(slot, values->value_bytes));
    char text[16];
    const int byte_count = snprintf(text, sizeof text, "#%" PRIu32, row->number);
    return arena_copy_text(arena, text, (size_t)byte_count);
}
