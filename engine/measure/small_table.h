/* measure/small_table.h: the rows of an optional table one by one, for a family's `extend` that
 * tells of single rows: actions, trainings. Not for tables with many rows. Thread-safe for
 * different walks. */
#ifndef MEASURE_SMALL_TABLE_H
#define MEASURE_SMALL_TABLE_H
#include "link/link.h"

/* A walk over the rows in input order. Start: {.table = …}, then small_next() before each row. */
struct small_row {
    const struct table *table;
    size_t segment;
    uint32_t row, number; /* in the segment; rows seen so far */
};
/* False: that was all. */
bool small_next(struct small_row *row);

/* Have the values there of every column that is read. RC_INPUT, RC_MEMORY. */
enum rc small_fetch(const struct table *table, const char *const *columns, struct err *err);
/* Code in the dictionary of the column's domain; 0: missing, or no such column. */
uint32_t small_code(const struct small_row *row, const char *column);
/* The code's name; "" when missing. */
const char *small_name(const struct small_row *row, const struct linked *linked,
                       const char *column);
/* Of a date or a time; DAY_MISSING and MINUTE_MISSING are one value. */
int32_t small_number(const struct small_row *row, const char *column);
/* The text of an id that names no person, in the arena; the row's number where there is no short
 * text. NULL: memory is out. */
const char *small_id(const struct small_row *row, const char *column, struct arena *arena);

#endif
