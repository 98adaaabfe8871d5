/* link/fetch.h: values that wait (ingest/later.h), fetched for many segments at once. */
#ifndef LINK_FETCH_H
#define LINK_FETCH_H
#include "base/err.h"
#include "ingest/column.h"

/* Have the values of these columns in all segments of the table, by so many threads. RC_INPUT,
 * RC_MEMORY. */
enum rc fetch_columns(const struct table *table, const size_t *columns, size_t column_count,
                      int thread_count, struct err *err);
/* Have those of all columns in one segment. */
enum rc fetch_segment(const struct table *table, const struct segment *segment, struct err *err);

#endif
