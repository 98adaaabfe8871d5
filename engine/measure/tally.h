/* measure/tally.h: how often each value occurred: the exact form of a histogram, a quantile, a
 * curve, or a flow. Keys are int64 chosen by the family; counts add. Two tallies with the same
 * contents compare equal whatever the order in which they were filled, and are listed in the order
 * of their keys. Not thread-safe. */
#ifndef MEASURE_TALLY_H
#define MEASURE_TALLY_H
#include "base/rc.h"

#include <stddef.h>
#include <stdint.h>

struct tally_entry {
    int64_t key;
    uint64_t count;
};

struct tally {
    struct tally_entry *slots; /* open addressing; count 0 marks an empty slot; NULL while empty */
    uint32_t slot_count, entry_count;
    uint32_t failed; /* memory ran out: the tally is not to be used */
};

void tally_release(struct tally *tally);
/* Add count (> 0) to the key's count. A failure is remembered, see `failed`. O(1) amortised. */
void tally_add(struct tally *tally, int64_t key, uint64_t count);
void tally_merge(struct tally *into, const struct tally *from);
/* The entries in order of their keys into `sorted` (entry_count of them). */
void tally_sorted(const struct tally *tally, struct tally_entry *sorted);
/* Count of one key; 0 when the tally is NULL or has not got it. O(1). */
uint64_t tally_count_of(const struct tally *tally, int64_t key);
uint64_t tally_total(const struct tally *tally);

#endif
