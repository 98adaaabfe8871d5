#include "link/distinct.h"

#include "ingest/slot.h"

/* At most half of the table is in use. */
static size_t table_count(uint32_t limit)
{
    size_t count = 16;
    while (count < (size_t)limit * 2) count *= 2;
    return count;
}

size_t distinct_bytes(uint32_t limit, uint32_t slot_bytes)
{
    return table_count(limit) * sizeof(uint32_t) + (size_t)limit * slot_bytes;
}

void distinct_init(struct distinct *distinct, struct scratch *scratch, uint32_t limit,
                   uint32_t slot_bytes)
{
    const size_t count = table_count(limit);
    distinct->table = scratch_take(scratch, count * sizeof *distinct->table);
    distinct->slots = scratch_take(scratch, (size_t)limit * slot_bytes);
    distinct->mask = (uint32_t)(count - 1);
    distinct->slot_bytes = slot_bytes;
    distinct->count = 0;
    memset(distinct->table, 0, count * sizeof *distinct->table);
}

/* Full slots are compared: equal hashes prove nothing. */
static inline __attribute__((always_inline)) uint32_t meet(struct distinct *distinct,
                                                           const unsigned char *slot,
                                                           size_t slot_bytes)
{
    uint32_t at = (uint32_t)slot_hash(slot, slot_bytes) & distinct->mask;
    while (distinct->table[at] != 0) {
        const uint32_t number = distinct->table[at] - 1;
        if (slot_equal(distinct->slots + number * slot_bytes, slot, slot_bytes)) return number;
        at = (at + 1) & distinct->mask;
    }
    const uint32_t number = distinct->count++;
    memcpy(distinct->slots + number * slot_bytes, slot, slot_bytes);
    distinct->table[at] = number + 1;
    return number;
}

void distinct_number(struct distinct *distinct, const unsigned char *records, size_t record_bytes,
                     uint32_t record_count, uint32_t *numbers)
{
    const size_t slot_bytes = distinct->slot_bytes;
    if (slot_bytes == KEY_UNIT_BYTES) {
        for (uint32_t i = 0; i < record_count; i++)
            numbers[i] = meet(distinct, records + i * record_bytes, KEY_UNIT_BYTES);
        return;
    }
    for (uint32_t i = 0; i < record_count; i++)
        numbers[i] = meet(distinct, records + i * record_bytes, slot_bytes);
}
