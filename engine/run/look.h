/* run/look.h: what the user's files hold, by their headers alone: which table each is, which of its
 * columns are there, which headers mean nothing to the program. For `rater init`. */
#ifndef RUN_LOOK_H
#define RUN_LOOK_H
#include "ingest/inventory.h"
#include "ingest/options.h"

/* A header of a table's files that no column answers to. */
struct look_header {
    const char *text;    /* as it stands, in UTF-8 */
    uint32_t file_count; /* that have it */
    int32_t guess;       /* the column it may be: one that no file has; -1: none */
};

struct look_table {
    uint32_t file_count;
    const char *first_path, *why; /* of the first file: why it is of this table */
    uint32_t *column_files;       /* per column of the schema: files that have it */
    const char **column_headers;  /* per column: the header in the first of them; NULL: none */
    struct look_header *unknowns; /* in the order in which they were met */
    size_t unknown_count;
};

/* A file of no table. */
struct look_stranger {
    const char *path, *why;
};

struct look {
    const struct schema *schema;
    struct look_table *tables; /* per table of the schema */
    struct look_stranger *strangers;
    size_t stranger_count;
    uint32_t file_count; /* of all tables */
    struct arena arena;
};

/* RC_INPUT: a path that leads nowhere, a file that cannot be read. A file without a needed column
 * is no failure: that is what one looks for. *look is to be released whatever the outcome. */
enum rc look_init(struct look *look, const struct schema *schema,
                  const struct ingest_options *options, const char *const *paths, size_t path_count,
                  struct err *err);
void look_release(struct look *look);

/* Whether some file of that table has the column; the table itself with column NULL. Names that are
 * not of the schema (derived ones) are taken to be there. */
bool look_has(const struct look *look, const char *table, const char *column);

#endif
