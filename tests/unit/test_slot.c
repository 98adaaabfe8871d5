/* layer: ingest */
/* Whether slots ascend, against comparing each with the one before. */
#include "ingest/slot.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

enum { MOST_SLOTS = 200 };

static uint32_t random_below(uint64_t *random, uint32_t limit)
{
    *random ^= *random << 13;
    *random ^= *random >> 7;
    *random ^= *random << 17;
    return (uint32_t)((*random >> 32) % limit);
}

static bool ascend_slowly(const unsigned char *slots, size_t slot_bytes, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        const unsigned char *slot = slots + i * slot_bytes;
        if (slot_is_missing(slot)) return false;
        if (i > 0 && slot_compare(slot - slot_bytes, slot_bytes, slot, slot_bytes) >= 0)
            return false;
    }
    return true;
}

/* Numbers that ascend in steps of 1 to 50, so that they grow longer on the way, with one slot made
 * another, or missing, in half of all rounds. */
static void fill(uint64_t *random, unsigned char *slots, size_t slot_bytes, uint32_t count)
{
    unsigned number = random_below(random, 1000);
    memset(slots, 0, count * slot_bytes);
    for (uint32_t i = 0; i < count; i++, number += 1 + random_below(random, 50))
        (void)snprintf((char *)slots + i * slot_bytes, slot_bytes, "S%u", number);
    if (random_below(random, 2) == 0) return;
    unsigned char *odd = slots + random_below(random, count) * slot_bytes;
    memset(odd, 0, slot_bytes);
    if (random_below(random, 2) == 0)
        (void)snprintf((char *)odd, slot_bytes, "S%u", random_below(random, number + 1));
}

static void test_slots_ascend(void **state)
{
    enum { ROUNDS = 20000 };
    static unsigned char slots[MOST_SLOTS * 3 * KEY_UNIT_BYTES];
    uint32_t ascending_count = 0;
    uint64_t random = 51;
    (void)state;
    for (int round = 0; round < ROUNDS; round++) {
        const size_t slot_bytes = (size_t)(1 + random_below(&random, 3)) * KEY_UNIT_BYTES;
        const uint32_t count = 1 + random_below(&random, MOST_SLOTS);
        fill(&random, slots, slot_bytes, count);
        const bool ascends = ascend_slowly(slots, slot_bytes, count);
        assert_int_equal(slots_ascend(slots, slot_bytes, count), ascends);
        ascending_count += ascends;
    }
    assert_in_range(ascending_count, ROUNDS / 4, ROUNDS * 3 / 4);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_slots_ascend)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
