/* link/look.h: single values of single rows, where a few rows of a table are told in full. A column
 * that the table has not got, or a segment without values, is missing. What waits must have been
 * fetched (look_fetch). Codes are the dictionary's. */
#ifndef LINK_LOOK_H
#define LINK_LOOK_H
#include "base/day.h"
#include "ingest/column_narrow.h"
#include "ingest/later.h"
#include "link/link.h"

#define LOOK_NONE SIZE_MAX

/* Index of the column, or LOOK_NONE. */
static inline size_t look_column(const struct table *table, const char *name)
{
    const struct column *column = table ? table_column(table, name) : NULL;
    return column && column->is_present ? table_column_index(table, column) : LOOK_NONE;
}

static inline enum rc look_fetch(const struct segment *segment, const size_t *columns,
                                 size_t column_count, struct err *err)
{
    enum rc rc = RC_OK;
    for (size_t c = 0; rc == RC_OK && c < column_count; c++)
        if (columns[c] != LOOK_NONE) rc = segment_fetch(segment, columns[c], err);
    return rc;
}

static inline const void *look_values(const struct segment *segment, size_t column)
{
    return column == LOOK_NONE ? NULL : segment->columns[column].values;
}

/* Date, time, int: missing is INT32_MIN in each of them. */
_Static_assert((int)MINUTE_MISSING == INT_MISSING && (int)DAY_MISSING == INT_MISSING,
               "one missing number");
static inline int32_t look_number(const struct segment *segment, size_t column, uint32_t row)
{
    return look_values(segment, column) ? column_int_at(&segment->columns[column], row)
                                        : INT_MISSING;
}

/* Score, bool. */
static inline int8_t look_answer(const struct segment *segment, size_t column, uint32_t row)
{
    const int8_t *values = look_values(segment, column);
    if (!values) return SCORE_MISSING;
    return values[row];
}

static inline int64_t look_money(const struct segment *segment, size_t column, uint32_t row)
{
    return look_values(segment, column) ? column_money_at(&segment->columns[column], row)
                                        : MONEY_MISSING;
}

/* Code, path; 0 is missing. */
static inline uint32_t look_code(const struct segment *segment, size_t column, uint32_t row)
{
    if (!look_values(segment, column)) return 0;
    const struct segment_column *own = &segment->columns[column];
    const uint32_t number = segment_code(own, row);
    return own->codes ? own->codes->domain_codes[number] : number;
}

/* The slot of an id; NULL without one. */
static inline const unsigned char *look_slot(const struct segment *segment, size_t column,
                                             uint32_t row)
{
    const unsigned char *values = look_values(segment, column);
    return values ? values + (size_t)row * segment->columns[column].value_bytes : NULL;
}

#endif
