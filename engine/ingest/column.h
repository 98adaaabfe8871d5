/* ingest/column.h: a table as the engine holds it: segments of rows in input order (path bytes,
 * then row), each with one array per column. A segment is what one chunk of one file gave; nothing
 * joins them, because everything after ingest works on pieces: no array of a whole table has to be
 * found room for, copied, or walked by one thread. */
#ifndef INGEST_COLUMN_H
#define INGEST_COLUMN_H
#include "ingest/schema.h"

#include <stdbool.h>

/* The text of a code or path as it was read, in UTF-8. */
struct key_text {
    const char *bytes; /* also NUL-terminated; holds no other NUL */
    uint32_t byte_count;
};

/* What the numbers in a code or path column of some segments stand for. Lists belong to threads and
 * files: the same text may have another number in another list, or two numbers in one. Names that
 * no row uses may stand here, too. */
struct code_list {
    int32_t table, column;        /* schema indexes */
    const struct key_text *names; /* [1 … name_count]; number 0 is missing */
    uint32_t name_count;
    uint32_t
        *domain_codes; /* [0 … name_count]: codes of the domain's dictionary; NULL before link */
};

/* Ids are never printed, but for the repair of a teaching case: all that is asked of one is which
 * rows have the same. So a column of ids is an array of slots of equal width, a multiple of
 * KEY_UNIT_BYTES: the text in UTF-8, filled up with NUL. All NUL is missing. What does not fit
 * (longer than KEY_SLOT_LIMIT bytes, or with a NUL in it, or made from a row number) has a slot
 * that begins with KEY_MARK, which no UTF-8 does, and holds a number in its place. Two ids of one
 * domain are equal if and only if their slots are, the shorter filled up with NUL. */
enum { KEY_UNIT_BYTES = 8, KEY_SLOT_LIMIT = 48, KEY_MARK = 0xFF };

struct segment_column {
    void
        *values; /* row_count elements, 64-byte aligned; NULL: every row misses it, or is_waiting */
    uint32_t value_bytes; /* of one element. id: the slot's width; code, path: 1, 2 or 4, unsigned;
                        int, money: ingest/column_narrow.h */
    const struct code_list *codes; /* code, path: of the numbers; NULL in derived columns, whose
                                      numbers are codes of the dictionary */
    int32_t minimum,
        maximum;       /* date, time: of the values present; minimum > maximum: there is none */
    bool is_ascending; /* id: none missing, each slot behind the one before (slot_compare) */
    bool is_waiting;   /* values are to be fetched (ingest/later.h), and NULL until then */
};

struct later_file;

struct segment {
    uint32_t first_row, row_count;  /* first_row: rows of the table before it */
    uint32_t file;                  /* index in ingested.files */
    struct segment_column *columns; /* one per column of the table */
    const struct later_file *later; /* where values wait; NULL: none do */
    uint32_t block;                 /* of that file: its rows are the segment's */
};

struct column {
    const char *name;      /* canonical, or the name a derivation gave it */
    enum column_type type; /* decides the element type of values: see ingest/schema.h */
    const char *domain;    /* of id, code, path: the dictionary that names its codes; else "" */
    bool is_present;       /* some segment may hold values of it */
};

struct table {
    const struct schema_table *schema; /* NULL for a derived table (customers) */
    const char *name;
    uint32_t row_count;
    struct column *columns; /* schema columns in schema order, then derived ones */
    size_t column_count;
    struct segment *segments; /* without empty ones */
    size_t segment_count;
};

/* The column of that name, or NULL when the table has none or no segment holds values of it. */
const struct column *table_column(const struct table *table, const char *name);
/* Index of a column of the table. */
static inline size_t table_column_index(const struct table *table, const struct column *column)
{
    return (size_t)(column - table->columns);
}

/* The number in a code or path column as it is stored, in row `row` of the segment. */
static inline uint32_t segment_code(const struct segment_column *column, uint32_t row)
{
    if (!column->values) return 0;
    if (column->value_bytes == 1) return ((const uint8_t *)column->values)[row];
    if (column->value_bytes == 2) return ((const uint16_t *)column->values)[row];
    return ((const uint32_t *)column->values)[row];
}

#endif
