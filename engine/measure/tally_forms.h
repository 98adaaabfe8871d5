/* measure/tally_forms.h: what a tally holds besides its list; for the tally's own files, nobody
 * else includes it. */
#ifndef MEASURE_TALLY_FORMS_H
#define MEASURE_TALLY_FORMS_H
#include "base/hash.h"
#include "measure/tally.h"

/* Keys that no array suits: a hash table of open addressing, at most half full, in which count 0
 * marks an empty slot; or, settled, the entries alone, in order of their keys. */
struct tally_others {
    uint32_t slot_count, entry_count;
    bool is_sorted;
    struct tally_entry slots[];
};

struct tally_array {
    struct tally_others *others; /* NULL: there is none */
    uint32_t room;               /* keys 0 … room - 1 are counted here */
    uint64_t counts[];           /* one more than `room`, which is 0 between two calls */
};

/* The slot of the key, or the empty one where it belongs, in a table that is not sorted. There is
 * always an empty slot. */
static inline struct tally_entry *others_slot(struct tally_others *others, int64_t key)
{
    const uint32_t mask = others->slot_count - 1;
    uint32_t slot = (uint32_t)hash_u64((uint64_t)key) & mask;
    while (others->slots[slot].count != 0 && others->slots[slot].key != key)
        slot = (slot + 1) & mask;
    return &others->slots[slot];
}

int tally_compare_entries(const void *a, const void *b);

#endif
