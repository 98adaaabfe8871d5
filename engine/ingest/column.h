/* ingest/column.h: a table as the engine holds it: one array per column, one entry per used row, in
 * input order (path bytes, then row). What ingest leaves, link completes: ids and codes are numbers
 * only after link. */
#ifndef INGEST_COLUMN_H
#define INGEST_COLUMN_H
#include "ingest/schema.h"

/* Values of one column. `values` is NULL when no file had the column (then every row misses it). */
struct column {
    const char *name;      /* canonical, or the name a derivation gave it */
    enum column_type type; /* decides the element type of values: see ingest/schema.h */
    const char *domain;    /* of id, code, path: the dictionary that names its codes; else "" */
    void *values; /* row_count elements, 64-byte aligned; owned by the table's memory owner */
};

struct table {
    const struct schema_table *schema; /* NULL for a derived table (customers) */
    const char *name;
    uint32_t row_count;
    struct column *columns; /* schema columns in schema order, then derived ones */
    size_t column_count;
};

/* The column of that name, or NULL when the table has none or it holds no values. */
const struct column *table_column(const struct table *table, const char *name);

#endif
