/* reports/tables/sqlite_parts.h: what the files of sqlite.h share. */
#ifndef TABLES_SQLITE_PARTS_H
#define TABLES_SQLITE_PARTS_H
#include "reports/tables/sqlite.h"

#include <sqlite3.h>

/* A file being written. */
struct store {
    sqlite3 *database;
    const char *path;
    const struct model *model;
    struct sheets sheets[LANGUAGE_COUNT];
    sqlite3_stmt *add_segment, *add_period;
    struct arena arena; /* owns the keys of the indices */
    struct index segments, periods;
    uint32_t segment_count, period_count;
    const char *last_axis, *last_key; /* of the row before, whose segment was last_segment */
    uint32_t last_segment;
};

/* RC_OUTPUT: "PATH: what SQLite says"; RC_MEMORY when that is the matter. */
enum rc store_fail(struct store *store, struct err *err);
enum rc store_execute(struct store *store, const char *statements, struct err *err);
/* `statement` is set; finalised by the caller. */
enum rc store_prepare(struct store *store, const char *text, sqlite3_stmt **statement,
                      struct err *err);
/* Run it once and make it ready for the next row. */
enum rc store_step(struct store *store, sqlite3_stmt *statement, struct err *err);

/* Room for so many. RC_MEMORY. */
enum rc store_dimensions_init(struct store *store, size_t segment_limit, struct err *err);
/* The number of a segment or a period, added when it is new. */
enum rc store_segment(struct store *store, const char *axis, const char *key, uint32_t *number,
                      struct err *err);
enum rc store_period(struct store *store, const char *period, uint32_t *number, struct err *err);

/* All rows of a sheet into the table that it has in the file. */
enum rc store_sheet(struct store *store, const struct sheet *sheet, struct err *err);

#endif
