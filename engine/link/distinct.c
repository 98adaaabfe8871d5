#include "link/distinct.h"

#include "link/pack.h"

/* At most half of the table is in use. */
static size_t table_count(uint32_t limit)
{
    size_t count = 16;
    while (count < (size_t)limit * 2) count *= 2;
    return count;
}

/* Room for the slots: one more, because the slot of a new id is written before it is known to be
 * new. */
static size_t slots_bytes(uint32_t limit, uint32_t slot_bytes)
{
    return ((size_t)limit + 1) * slot_bytes;
}

size_t distinct_bytes(uint32_t limit, uint32_t slot_bytes)
{
    return table_count(limit) * sizeof(uint64_t) + slots_bytes(limit, slot_bytes);
}

void distinct_init(struct distinct *distinct, struct scratch *scratch, uint32_t limit,
                   uint32_t slot_bytes)
{
    const size_t count = table_count(limit);
    distinct->table = scratch_take(scratch, count * sizeof *distinct->table);
    distinct->slots = scratch_take(scratch, slots_bytes(limit, slot_bytes));
    distinct->mask = (uint32_t)(count - 1);
    distinct->slot_bytes = slot_bytes;
    distinct->count = 0;
    memset(distinct->table, 0, count * sizeof *distinct->table);
}

/* Whether an id is new is as good as random, so nothing branches on it: what stands in the table
 * and among the slots is written again when it is not. Full slots are compared: equal hashes prove
 * nothing. */
static inline __attribute__((always_inline)) uint32_t meet(struct distinct *distinct,
                                                           const unsigned char *slot,
                                                           size_t slot_bytes)
{
    /* the upper bits chose the partition, so they are all but the same here */
    enum { TAG_SHIFT = 20 };
    const uint64_t hash = packed_hash(slot, slot_bytes);
    const uint64_t tag = hash >> TAG_SHIFT << 32;
    uint32_t at = (uint32_t)hash & distinct->mask;
    for (;; at = (at + 1) & distinct->mask) {
        const uint64_t entry = distinct->table[at];
        const uint32_t is_new = entry == 0;
        const uint64_t differing = entry ^ tag;
        if (!is_new & (differing >> 32 != 0)) continue;
        const uint32_t number = is_new ? distinct->count : (uint32_t)entry - 1;
        unsigned char *known = distinct->slots + (size_t)number * slot_bytes;
        if (!packed_equal(is_new ? slot : known, slot, slot_bytes)) continue;
        memcpy(known, slot, slot_bytes);
        distinct->table[at] = tag | (number + 1);
        distinct->count += is_new;
        return number;
    }
}

static inline __attribute__((always_inline)) void number_records(
    struct distinct *distinct, const unsigned char *records, size_t record_bytes,
    uint32_t record_count, uint32_t *numbers, size_t slot_bytes)
{
    struct distinct own = *distinct;
    for (uint32_t i = 0; i < record_count; i++)
        numbers[i] = meet(&own, records + i * record_bytes, slot_bytes);
    distinct->count = own.count;
}

/* The usual widths are known to the compiler. */
void distinct_number(struct distinct *distinct, const unsigned char *records, size_t record_bytes,
                     uint32_t record_count, uint32_t *numbers)
{
    switch (distinct->slot_bytes) {
    case PACK_SHORT_BYTES:
        number_records(distinct, records, record_bytes, record_count, numbers, PACK_SHORT_BYTES);
        break;
    case KEY_UNIT_BYTES:
        number_records(distinct, records, record_bytes, record_count, numbers, KEY_UNIT_BYTES);
        break;
    default:
        number_records(distinct, records, record_bytes, record_count, numbers,
                       distinct->slot_bytes);
        break;
    }
}
