/* run/archive.h: the whole history of one dealer or one unit (D08), row by row, each with the file
 * it stands in. Made of the tables as they were ingested; read-only once made. */
#ifndef RUN_ARCHIVE_H
#define RUN_ARCHIVE_H
#include "base/text.h"
#include "link/lookup.h"

#include <stdio.h>

enum archive_kind { ARCHIVE_DEALER, ARCHIVE_UNIT, ARCHIVE_KIND_COUNT };
extern const char *const archive_kind_names[ARCHIVE_KIND_COUNT];

/* A row of the input. Texts are per column of its table; NULL: missing, or not kept. Customers' ids
 * are masked unless asked for. */
struct archive_event {
    int32_t minute; /* of the table's clock; MINUTE_MISSING */
    size_t table;
    struct found_row at;
    const char *file;
    uint64_t row; /* among those used of the file, from 1 */
    const char **texts;
};

/* One table's share. */
struct archive_table {
    size_t table;
    uint64_t row_count, dropped; /* used; sent again, and so counted once */
    int32_t first_month, last_month;
    uint64_t *months; /* rows in each, first to last; NULL without any */
};

/* A value that the rows of the subject have: its region, product, owner. */
struct archive_fact {
    const char *column, *value;
    uint64_t row_count;
};
enum { ARCHIVE_FACT_LIMIT = 24 };

struct archive {
    struct arena arena;
    enum archive_kind kind;
    const char *id;
    const struct schema *schema;
    const struct ingested *ingested;
    struct archive_table *tables;
    size_t table_count;
    struct archive_event *events; /* in order of time; of a dealer the latest of each table */
    size_t event_count;
    struct archive_fact facts[ARCHIVE_FACT_LIMIT];
    size_t fact_count;
    bool shows_ids; /* of customers */
};

/* RC_USAGE with the nearest id as a hint: no row names it. RC_INPUT, RC_MEMORY. */
enum rc archive_make(struct archive *archive, enum archive_kind kind, const char *id,
                     const struct schema *schema, const struct ingested *ingested, bool shows_ids,
                     struct err *err);
void archive_release(struct archive *archive);

/* As lines for a terminal, as JSON (rater.archive/1), as a page in one language (0 zh, 1 en). */
void archive_lines(const struct archive *archive, int language, FILE *stream);
enum rc archive_json(const struct archive *archive, struct text *out, struct err *err);
enum rc archive_page(const struct archive *archive, int language, struct text *out,
                     struct err *err);

#endif
