/* ingest/later.h: values that wait. Of a file that the month cache knows, most columns of most
 * blocks are asked for by nobody, because the counts of old months are kept. So their values stay
 * in the cache's file until somebody calls segment_fetch(); what is known without them (is anything
 * there, least and greatest time, do the ids ascend) stands in the segment.
 *
 * What is fetched has a hash and is looked at as everything from the cache. When it is damaged, the
 * file would have to be parsed, for which it is too late: the run begins anew and lets nothing wait
 * (ingest_options.lets_wait, later_is_broken). */
#ifndef INGEST_LATER_H
#define INGEST_LATER_H
#include "base/err.h"
#include "ingest/column.h"

/* Memory of all that is fetched; part of struct ingested. */
struct later;
struct later *later_make(void); /* NULL: memory is out */
void later_release(struct later *later);
/* Whether something that waited could not be had. `later` may be NULL. */
bool later_is_broken(const struct later *later);

/* What is known of one file; made by the cache. */
struct later_file;

/* Whether some row may have a value. */
static inline bool column_has_values(const struct segment_column *column)
{
    return column->values || column->is_waiting;
}

/* Reads the values of a column that waits. Any thread; two that fetch one column at a time both
 * read it, and one of them for nothing. RC_INPUT: it is damaged; RC_MEMORY. */
enum rc segment_fetch_waiting(const struct segment *segment, size_t column, struct err *err);
/* The column's values are there afterwards. */
static inline enum rc segment_fetch(const struct segment *segment, size_t column, struct err *err)
{
    if (!__atomic_load_n(&segment->columns[column].is_waiting, __ATOMIC_ACQUIRE)) return RC_OK;
    return segment_fetch_waiting(segment, column, err);
}

#endif
