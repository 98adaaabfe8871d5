/* link/entities_steps.h: what the files of entities_walk() share; nobody else includes it. */
#ifndef LINK_ENTITIES_STEPS_H
#define LINK_ENTITIES_STEPS_H
#include "link/entities.h"
#include "link/history.h"

enum { CLOCK_NONE = -1 };

/* What of a source's records becomes what of struct entity_rows. */
struct plan {
    int32_t clock;                       /* carried column, or CLOCK_NONE: input order it is */
    int32_t wanted[ENTITY_COLUMN_LIMIT]; /* carried column of each wanted one; -1: absent */
    size_t wanted_count;
};

/* How far the partitions have been shown: all before `past`. */
struct walk_progress {
    bool *is_shown;
    size_t past;
    size_t given_bytes[ENTITY_TABLE_LIMIT]; /* of each source's records, given back */
};
/* Fewer are not given back: each time costs a call of the system. */
enum { GIVEN_BACK_BYTES = 8 << 20 };

struct walk {
    const struct entity_request *request;
    struct partition_source sources[ENTITY_TABLE_LIMIT];
    struct plan plans[ENTITY_TABLE_LIMIT];
    struct partitions partitions;
    struct history known; /* rows that were put together before */
    bool reads_known;
    /* of derived columns: values of all known rows, by row */
    const unsigned char *looked_up[ENTITY_TABLE_LIMIT][PARTITION_COLUMN_LIMIT];
    atomic_bool is_known_broken;
    struct history_shape shape;
    struct history_writer writer; /* what is put together now */
    bool writes;
    struct walk_progress progress;
};

/* Records of source t in partition p. */
static inline uint32_t record_count(const struct walk *walk, size_t t, size_t p)
{
    return walk->sources[t].first[p + 1] - walk->sources[t].first[p];
}

/* Bytes of everything that is made of so many rows of source t but their lists; `pieces` counts up.
 */
size_t walk_source_bytes(const struct walk *walk, size_t t, size_t row_count, size_t *pieces);
/* One column of source t's records in partition p into `out`. */
void walk_unpack(const struct walk *walk, size_t t, size_t p, size_t column, unsigned char *out);
/* Put the records of a partition together. */
void walk_group(const struct walk *walk, size_t p, struct grouping *grouping,
                struct scratch *scratch);
/* Put a list, which stands in input order, in order of the clock; equal times stay as they stand.
 * `keys` has room for the list. */
void walk_order_list(uint32_t *list, uint32_t count, const int32_t *clock, uint64_t *keys);

/* What the walk can take from the run before, and whether it keeps what it does for the next. */
enum rc walk_open_known(struct walk *walk, struct arena *arena, bool reads, struct err *err);
/* Show a partition of rows that were put together before, and of new ones. RC_INPUT: what was kept
 * is damaged, and walk->is_known_broken says so; RC_MEMORY; what the visitor returns. */
enum rc walk_show_known(struct walk *walk, size_t p, struct scratch *scratch, struct err *err);
/* Keep what is put together: begun when the partitions are made; each as it is shown. */
void walk_begin_keeping(struct walk *walk);
void walk_keep(struct walk *walk, const struct entity_partition *shown);
/* The end of reading and keeping. */
void walk_close_known(struct walk *walk, enum rc rc);

#endif
