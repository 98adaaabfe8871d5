/* link/distinct.h: the different ids of one partition, numbered from 0 in the order met. An open
 * table of numbers beside an array of slots, both in a thread's scratch memory. Slots are packed
 * (link/pack.h). */
#ifndef LINK_DISTINCT_H
#define LINK_DISTINCT_H
#include "link/scratch.h"

#include <stdint.h>

struct distinct {
    uint64_t *table; /* 0: free; else some bits of the hash << 32 | number + 1 */
    uint32_t mask;   /* entries of the table - 1 */
    uint32_t slot_bytes, count;
    unsigned char *slots; /* [count] */
};

/* Scratch that distinct_init takes, in two pieces, for at most `limit` different ids. */
size_t distinct_bytes(uint32_t limit, uint32_t slot_bytes);
void distinct_init(struct distinct *distinct, struct scratch *scratch, uint32_t limit,
                   uint32_t slot_bytes);
/* The number of the id at the head of each record; new ids get the next ones. */
void distinct_number(struct distinct *distinct, const unsigned char *records, size_t record_bytes,
                     uint32_t record_count, uint32_t *numbers);

#endif
