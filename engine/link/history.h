/* link/history.h: the rows of several tables put together by customer, as one run leaves them in
 * the month cache for the next (FORMATS.md section 8). Most of what it costs to show customers is
 * to bring their rows together; of rows that were there before it is done. The file holds no
 * numbers that mean something in one run only, and nothing that was derived: ids, times, amounts;
 * and codes, but only for a run whose list of these names is the same to the byte. What is derived
 * of a row may be another with each run: the row stands in its place, and is looked up.
 *
 * A file is of the first input files of each table, in order, each known by its bytes and the way
 * of reading, and none of them lost a row to a repeated key; what comes behind them is put together
 * anew. It is read partition by partition: everything has a hash that is checked first. */
#ifndef LINK_HISTORY_H
#define LINK_HISTORY_H
#include "ingest/cache/cache_entry.h"
#include "link/grouping.h"
#include "link/partition.h"

#include <stdatomic.h>

/* What is asked of each row: part of what the file is known by. */
struct history_shape {
    const struct partition_source *sources; /* tables, keys, carried columns: no ids */
    size_t source_count;
    const struct linked *linked;    /* what carried codes mean; may be NULL when there are none */
    const char *name;               /* of what is put together: "customer" */
    const struct input_file *files; /* those that the segments' numbers mean */
    uint32_t slot_bytes;            /* of an id; not packed */
    size_t partition_count;
};

/* Whether a carried column is derived, so that rows (uint32, of the whole table) are kept for it.
 */
static inline bool history_keeps_rows(const struct partition_source *source, size_t carried)
{
    const struct schema_table *schema = source->table ? source->table->schema : NULL;
    return schema && source->columns[carried] >= schema->column_count;
}
/* One partition. Rows of entity e in source t: first[t][e] … first[t][e + 1] - 1, in order of the
 * table's clock, then of input. */
struct history_part {
    uint32_t entity_count, row_counts[GROUPING_SOURCE_LIMIT];
    unsigned char *slots;
    uint32_t *first[GROUPING_SOURCE_LIMIT];
    unsigned char *values[GROUPING_SOURCE_LIMIT][PARTITION_COLUMN_LIMIT];
};
/* Bytes of a part whose counts are filled in. With `bytes` (aligned to STORE_ALIGN_BYTES) the
 * arrays are laid out in them. sources[].value_bytes must be known (partition_widths). */
size_t history_lay_out(const struct history_shape *shape, struct history_part *part,
                       unsigned char *bytes);

/* What the outline says of a part. */
struct history_place {
    uint64_t entity_count, row_counts[GROUPING_SOURCE_LIMIT];
    uint64_t offset, byte_count, hash;
};

/* A file that is being read, by any number of threads. */
struct history {
    int file; /* -1: closed */
    const char *path;
    struct history_shape shape;
    struct history_place *places;                 /* per partition */
    size_t first_segments[GROUPING_SOURCE_LIMIT]; /* the first that is not in the file */
    struct arena arena;
};

/* Where it would be; *path is NULL when it cannot be kept: no row, or some row is of a file that
 * the cache does not have, or that lost a row. RC_MEMORY. */
enum rc history_path(const struct history_shape *shape, struct arena *arena, const char **path,
                     bool *can_keep, struct err *err);
/* *is_there: it is of these tables and can be used; shape->slot_bytes and partition_count are the
 * file's then. RC_INPUT: it is damaged; RC_MEMORY. To be closed in any case. */
enum rc history_open(struct history *history, const char *path, const struct history_shape *shape,
                     bool *is_there, struct err *err);
void history_close(struct history *history);
/* Rows of source t that it has: those before its first other segment. */
uint32_t history_row_count(const struct history *history, size_t t);
/* Bytes of a partition, and what it needs of them in memory. */
size_t history_part_bytes(const struct history *history, size_t partition);
/* Read it to `bytes`. RC_INPUT: it is damaged. */
enum rc history_read(const struct history *history, size_t partition, unsigned char *bytes,
                     struct history_part *part, struct err *err);

/* A file that is being written, by any number of threads, a partition each. */
struct history_writer {
    int file; /* -1: there is none */
    const char *path;
    const struct history_shape *shape;
    struct text made;
    struct history_place *places;
    atomic_uint_fast64_t end;
    atomic_bool has_failed; /* also: something cannot be kept */
};
void history_begin(struct history_writer *writer, const char *path,
                   const struct history_shape *shape, struct err *err);
/* `bytes` as history_lay_out() laid them out. */
void history_add(struct history_writer *writer, size_t partition, const struct history_part *part,
                 const unsigned char *bytes);
/* RC_OUTPUT, RC_MEMORY; nothing stays then, and nothing of one that has_failed. */
enum rc history_finish(struct history_writer *writer, enum rc rc, struct err *err);

#endif
