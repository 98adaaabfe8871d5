#include "measure/tally.h"

#include "base/hash.h"

#include <stdlib.h>

enum { SLOTS_FIRST = 16 };

void tally_release(struct tally *tally)
{
    free(tally->slots);
    *tally = (struct tally){.slots = NULL};
}

/* The slot of the key, or the empty one where it belongs. There is always an empty slot. */
static struct tally_entry *slot_of(struct tally_entry *slots, uint32_t slot_count, int64_t key)
{
    uint32_t slot = (uint32_t)hash_u64((uint64_t)key) & (slot_count - 1);
    while (slots[slot].count != 0 && slots[slot].key != key) slot = (slot + 1) & (slot_count - 1);
    return &slots[slot];
}

/* Keep at least half of the slots empty. */
static int grow(struct tally *tally)
{
    const uint32_t slot_count = tally->slot_count ? tally->slot_count * 2 : SLOTS_FIRST;
    struct tally_entry *slots = calloc(slot_count, sizeof *slots);
    if (!slots || slot_count < tally->slot_count) {
        free(slots);
        tally->failed = 1;
        return 0;
    }
    for (uint32_t i = 0; i < tally->slot_count; i++)
        if (tally->slots[i].count != 0)
            *slot_of(slots, slot_count, tally->slots[i].key) = tally->slots[i];
    free(tally->slots);
    tally->slots = slots;
    tally->slot_count = slot_count;
    return 1;
}

void tally_add(struct tally *tally, int64_t key, uint64_t count)
{
    if (tally->failed) return;
    if (tally->entry_count >= tally->slot_count / 2 && !grow(tally)) return;
    struct tally_entry *slot = slot_of(tally->slots, tally->slot_count, key);
    if (slot->count == 0) tally->entry_count++;
    slot->key = key;
    slot->count += count;
}

void tally_merge(struct tally *into, const struct tally *from)
{
    into->failed |= from->failed;
    for (uint32_t i = 0; i < from->slot_count; i++)
        if (from->slots[i].count != 0) tally_add(into, from->slots[i].key, from->slots[i].count);
}

static int compare_entries(const void *a, const void *b)
{
    const struct tally_entry *x = a, *y = b;
    return (x->key > y->key) - (x->key < y->key);
}

void tally_sorted(const struct tally *tally, struct tally_entry *sorted)
{
    uint32_t at = 0;
    for (uint32_t i = 0; i < tally->slot_count; i++)
        if (tally->slots[i].count != 0) sorted[at++] = tally->slots[i];
    if (at > 0) qsort(sorted, at, sizeof *sorted, compare_entries);
}

uint64_t tally_count_of(const struct tally *tally, int64_t key)
{
    if (!tally || tally->slot_count == 0) return 0;
    return slot_of(tally->slots, tally->slot_count, key)->count;
}

uint64_t tally_total(const struct tally *tally)
{
    uint64_t total = 0;
    for (uint32_t i = 0; i < tally->slot_count; i++) total += tally->slots[i].count;
    return total;
}
