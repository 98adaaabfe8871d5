/* link/entities.h: the rows of several tables, shown together for each unit or each customer.
 *
 * The rows are cut into partitions by a hash of their key, each small enough for the second-level
 * cache; a partition is the unit of work (threads take partitions today, machines tomorrow). What
 * is asked of a row travels with it into its partition, so that nothing is fetched from a table
 * while an entity is looked at; what is found out about a row travels back. Which partition a key
 * falls into depends on the key and on the number of rows alone. Memory, until entities_walk()
 * returns: for each row of the tables the packed slot (link/pack.h: four or eight bytes of usual
 * ids), four bytes for the clock and the bytes of the wanted values; with results their bytes and
 * two; two more for each row while the tables are cut. */
#ifndef LINK_ENTITIES_H
#define LINK_ENTITIES_H
#include "base/text.h"
#include "link/link.h"

enum { ENTITY_TABLE_LIMIT = 8, ENTITY_COLUMN_LIMIT = 16, ENTITY_RESULT_LIMIT = 16 };

/* One table as it is asked for. */
struct entity_source {
    const struct table *table; /* NULL: the input has none; its lists are empty */
    size_t key;                /* the id column */
    /* wanted columns of the table (date, time, int, score, bool, money, code: codes are the
     * dictionary's); one that no segment has is NULL in struct entity_rows, too */
    const struct column *columns[ENTITY_COLUMN_LIMIT];
    size_t column_count;
    /* derived columns of the table that the visitor fills, each named once: rows that are shown get
     * what it leaves in entity_rows.results, other rows keep what they have */
    const struct column *results[ENTITY_RESULT_LIMIT];
    size_t result_count;
    bool keeps_rows; /* entity_rows.table_rows is wanted */
    /* rows whose clock lies before clock_start are not shown, nor those without a clock. The spans
     * (minimum, maximum) of the clock's segments must be right. Without a clock: all are shown. */
    bool has_clock_start;
    int32_t clock_start; /* in the clock's unit */
};

/* The rows of one table in one partition, in input order. Elements as ingest/schema.h says, codes
 * as uint32. */
struct entity_rows {
    uint32_t row_count;
    const void *columns[ENTITY_COLUMN_LIMIT];
    void *results[ENTITY_RESULT_LIMIT]; /* zeroed; entry per row */
    const uint32_t *table_rows;         /* row within the whole table; NULL unless asked for */
};

/* One partition: entities 0 … entity_count - 1, in no particular order. Rows of entity e in table
 * t: lists[t][first[t][e]] … lists[t][first[t][e + 1] - 1], numbers into rows[t], in order of the
 * table's clock, then of input. */
struct entity_partition {
    size_t number; /* of the partition */
    uint32_t entity_count;
    size_t source_count;
    struct entity_rows rows[ENTITY_TABLE_LIMIT];
    const uint32_t *first[ENTITY_TABLE_LIMIT];
    const uint32_t *lists[ENTITY_TABLE_LIMIT];
};

/* Called once for each partition with an entity, by any thread; partitions at the same time. */
typedef enum rc entity_visitor(void *context, const struct entity_partition *partition,
                               struct err *err);

/* Where what was put together is kept for the next run (link/history.h). Not of sources with
 * results, rows, a clock start, or, without `linked`, wanted codes. */
struct entity_keeping {
    const struct input_file *files; /* those that the segments' numbers mean */
    const struct linked *linked;    /* whose dictionaries wanted codes are of; may be NULL */
    const char *name;               /* of who is shown, in small letters */
    uint32_t least_rows;            /* fewer are put together as fast as they would be read */
    struct text *notes;             /* gets lines for standard error */
};

struct entity_request {
    const struct entity_source *sources;
    size_t source_count;
    const struct entity_keeping *keeping; /* NULL: nothing is kept */
    /* once, before the first visit: how many partitions there are; when what was kept turns out to
     * be damaged once more, and all that was visited is visited again. May be NULL. */
    enum rc (*prepare)(void *context, size_t partition_count, struct err *err);
    entity_visitor *visit;
    void *context;
    int thread_count; /* 0: OpenMP's choice */
};

/* Results reach the table after the last visit. Rows with a missing key belong to nobody.
 * RC_MEMORY, or what prepare or visit returned. */
enum rc entities_walk(const struct entity_request *request, struct err *err);

#endif
