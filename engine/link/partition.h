/* link/partition.h: rows cut into partitions by a hash of their id, and what is asked of them put
 * beside it: one record a row, so that whoever works on a partition touches no table.
 *
 * A record is the slot (as wide as the widest of all sources), then the carried values, then, if
 * wanted, the row. Within a partition the records of one source stand in input order. The number of
 * partitions depends on the number of rows alone, the partition of a row on that and on its id.
 * Memory: the records, and two bytes a row of one table while it is cut. */
#ifndef LINK_PARTITION_H
#define LINK_PARTITION_H
#include "link/link.h"

enum { PARTITION_COLUMN_LIMIT = 24 };

/* One table: what to carry, and where it went. */
struct partition_source {
    const struct table *table; /* NULL: no records */
    size_t key;                /* the id column */
    /* columns to carry: date, time, int, score, bool, money as they are; code and path as codes of
     * the dictionary, uint32. Where a segment has no values, missing ones are carried. */
    size_t columns[PARTITION_COLUMN_LIMIT];
    size_t column_count;
    bool keeps_rows; /* carry the row within the whole table, uint32 */

    /* filled by partitions_make */
    uint32_t value_bytes[PARTITION_COLUMN_LIMIT], offsets[PARTITION_COLUMN_LIMIT];
    uint32_t row_offset, record_bytes;
    unsigned char *records;
    uint32_t *first; /* [0 … partitions.count]: first record of each partition */
};

struct partitions {
    struct partition_source *sources; /* the caller's */
    size_t source_count;
    size_t count; /* of partitions: a power of two */
    uint32_t slot_bytes;
    struct store store; /* records */
};

/* Cut all rows of the sources (of which the caller filled the upper part). Rows whose id is missing
 * are left out. thread_count >= 1. RC_MEMORY. Give the result to partitions_release either way. */
enum rc partitions_make(struct partitions *partitions, struct partition_source *sources,
                        size_t source_count, int thread_count, struct err *err);
void partitions_release(struct partitions *partitions);

#endif
