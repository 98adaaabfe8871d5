/* link/grouping.h: the records of one partition put together by id.
 *
 * Ids are not looked up one by one, because whether an id is new is as good as random, and a
 * processor that guesses wrong loses twenty cycles. Instead all records are counted into as many
 * buckets as there are records, by a hash of the id; most buckets then hold one id, and those with
 * several are sorted. Memory is a thread's scratch. Not more than one thread for one scratch. */
#ifndef LINK_GROUPING_H
#define LINK_GROUPING_H
#include "link/scratch.h"

#include <stdint.h>

enum { GROUPING_SOURCE_LIMIT = 8 };

/* Records of one table: a packed slot (link/pack.h), then whatever. */
struct grouping_source {
    const unsigned char *records;
    size_t record_bytes;
    uint32_t record_count;
};

struct grouping {
    uint32_t entity_count; /* in no particular order */
    /* Records of entity e: lists[t][first[t][e]] … lists[t][first[t][e + 1] - 1], as they stood. */
    uint32_t *first[GROUPING_SOURCE_LIMIT];
    uint32_t *lists[GROUPING_SOURCE_LIMIT];
};

/* Scratch that grouping_make takes for so many records in all, in so many pieces (added). */
size_t grouping_bytes(uint32_t record_count, size_t source_count, size_t slot_bytes,
                      size_t *piece_count);
void grouping_make(struct grouping *grouping, const struct grouping_source *sources,
                   size_t source_count, size_t slot_bytes, struct scratch *scratch);

#endif
