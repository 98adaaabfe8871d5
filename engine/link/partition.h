/* link/partition.h: rows cut into partitions by a hash of their id, and what is asked of them put
 * beside it: one record a row, so that whoever works on a partition touches no table.
 *
 * A record is the slot, packed (link/pack.h; as wide for all sources), then the carried values,
 * then, if wanted, the row. Within a partition the records of one source stand in input order. The
 * number of partitions depends on the rows of the segments that are cut alone, the partition of a
 * row on that and on its id. What is found out about the rows of a partition goes back to the table
 * in input order, too: each result is an array with an entry per record, which partitions_return()
 * takes to the rows. Memory: the records and results; two bytes a row of all tables while they are
 * cut, of those with results until the end. */
#ifndef LINK_PARTITION_H
#define LINK_PARTITION_H
#include "link/link.h"
#include "link/pack.h"

enum { PARTITION_COLUMN_LIMIT = 24, PARTITION_RESULT_LIMIT = 16, PARTITION_TASK_LIMIT = 1 << 8 };

/* A run of segments: what a thread cuts by itself. Tasks do not depend on threads. */
struct partition_task {
    size_t first_segment, segment_count;
    uint32_t *next; /* per partition: rows of the task, then the place of its next record, then,
                       when all are placed, where its records end */
    struct pack_bits bits;
};

/* How the rows of a table go to their records. Filled by partitions_make. */
struct partition_way {
    struct partition_task *tasks;
    size_t task_count;
    uint16_t *chosen; /* per row of the table: its partition; their count when it has no record */
    struct store store;
};

/* One table: what to carry, and where it went. */
struct partition_source {
    const struct table *table; /* NULL: no records */
    size_t key;                /* the id column */
    size_t first_segment;      /* rows of segments before it have no record */
    /* columns to carry: date, time, int, score, bool, money as they are; code and path as codes of
     * the dictionary, uint32. Where a segment has no values, missing ones are carried. */
    size_t columns[PARTITION_COLUMN_LIMIT];
    size_t column_count;
    bool keeps_rows; /* carry the row within the whole table, uint32 */
    /* rows whose time in start_column lies before `start` have no record; nor have those without */
    bool has_start;
    int32_t start;
    size_t start_column;
    /* derived columns of the table: whoever works on a partition fills their entries */
    size_t results[PARTITION_RESULT_LIMIT];
    size_t result_count;

    /* filled by partitions_make */
    uint32_t value_bytes[PARTITION_COLUMN_LIMIT], offsets[PARTITION_COLUMN_LIMIT];
    uint32_t row_offset, record_bytes;
    unsigned char *records;
    void *result_values[PARTITION_RESULT_LIMIT]; /* entry per record, of any content */
    uint32_t *first; /* [0 … partitions.count]: first record of each partition */
    struct partition_way way;
};

struct partitions {
    struct partition_source *sources; /* the caller's */
    size_t source_count;
    size_t count;        /* of partitions: a power of two */
    uint32_t slot_bytes; /* of a packed slot */
    struct pack pack;
    struct store store; /* records, results */
};

/* Cut all rows of the sources (of which the caller filled the upper part). Rows whose id is missing
 * are left out. thread_count >= 1. RC_MEMORY. Give the result to partitions_release either way. */
enum rc partitions_make(struct partitions *partitions, struct partition_source *sources,
                        size_t source_count, int thread_count, struct err *err);
/* The same with what is otherwise chosen. */
struct partition_form {
    size_t count;              /* of partitions, a power of two; 0: by the rows */
    uint32_t least_slot_bytes; /* 0: slots are packed; else they are copied, and at least so wide */
};
enum rc partitions_make_as(struct partitions *partitions, struct partition_source *sources,
                           size_t source_count, const struct partition_form *form, int thread_count,
                           struct err *err);
/* Fills value_bytes: how wide carried values are. */
void partition_widths(struct partition_source *source);
/* Results to the rows of their tables; rows without a record keep what they have. Once. */
void partitions_return(struct partitions *partitions, int thread_count);
void partitions_release(struct partitions *partitions);

#endif
