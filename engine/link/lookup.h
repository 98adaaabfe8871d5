/* link/lookup.h: the rows of a few ids, or of a code, in tables as they were ingested: no
 * dictionaries, no histories, one walk over one column. Of a table from the cache only that column
 * is read, so that the rows of one unit among ten million take a tenth of a second. */
#ifndef LINK_LOOKUP_H
#define LINK_LOOKUP_H
#include "ingest/ingest.h"

/* Rows of one table in input order. */
struct found_row {
    uint32_t segment, row; /* of the table; of the segment */
};
struct found {
    struct found_row *rows; /* the arena's */
    size_t row_count;
};

/* Rows whose id (COLUMN_ID) or code (COLUMN_CODE, COLUMN_PATH) in that column is one of the texts;
 * empty texts are none. A column that is not there has no rows. RC_INPUT: what waited in the cache
 * is damaged; RC_MEMORY. */
enum rc lookup_rows(const struct table *table, size_t column, const struct slice *texts,
                    size_t text_count, struct arena *arena, struct found *out, struct err *err);

/* Leave out rows whose key stands again in a later row of the table, whosever that is: they were
 * sent again. Nothing in a table without a key. *dropped: how many. */
enum rc lookup_supersede(const struct table *table, struct found *found, uint64_t *dropped,
                         struct err *err);

/* The id of the column that is most like `asked`: of its length, with one or two bytes others; the
 * first one in input order of the nearest. "" when there is none. */
enum rc lookup_nearest(const struct table *table, size_t column, struct slice asked,
                       struct arena *arena, const char **nearest, struct err *err);

/* A value as text: an id or code as it was read, a date or time as ISO, money in yuan with two
 * decimals. NULL: missing, or the column's values are not kept. The column was fetched
 * (segment_fetch). */
const char *lookup_text(const struct table *table, struct found_row at, size_t column,
                        struct arena *arena);
/* Its clock in minutes; MINUTE_MISSING. */
int32_t lookup_minute(const struct table *table, struct found_row at);
/* Number of the row among those used of its file, from 1. */
uint64_t lookup_row_number(const struct table *table, struct found_row at);

#endif
