/* layer: measure */
/* Tallies against an obvious array of counts. */
#include "measure/tally.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

enum { KEY_COUNT = 700, ADD_COUNT = 5000 };

static int64_t key_of(uint32_t i)
{
    return (int64_t)(i * 2654435761U % KEY_COUNT) - KEY_COUNT / 2; /* negative keys too */
}

static void counts_agree_with_an_array(void **state)
{
    (void)state;
    struct tally tally = {.slots = NULL};
    uint64_t expected[KEY_COUNT] = {0};
    for (uint32_t i = 0; i < ADD_COUNT; i++) {
        tally_add(&tally, key_of(i), i % 3 + 1);
        expected[key_of(i) + KEY_COUNT / 2] += i % 3 + 1;
    }
    uint64_t total = 0;
    for (int64_t key = 0; key < KEY_COUNT; key++) {
        assert_int_equal(tally_count_of(&tally, key - KEY_COUNT / 2), expected[key]);
        total += expected[key];
    }
    assert_int_equal(tally_total(&tally), total);
    assert_int_equal(tally_count_of(&tally, KEY_COUNT * 9), 0);
    assert_int_equal(tally_count_of(NULL, 1), 0);
    tally_release(&tally);
}

static void order_of_adding_does_not_matter(void **state)
{
    (void)state;
    struct tally forward = {.slots = NULL}, backward = {.slots = NULL}, half = {.slots = NULL};
    for (uint32_t i = 0; i < ADD_COUNT; i++) tally_add(&forward, key_of(i), 1);
    for (uint32_t i = ADD_COUNT; i-- > 0;) tally_add(i % 2 ? &backward : &half, key_of(i), 1);
    tally_merge(&backward, &half);
    assert_int_equal(forward.entry_count, backward.entry_count);
    struct tally_entry *a = calloc(forward.entry_count, sizeof *a);
    struct tally_entry *b = calloc(forward.entry_count, sizeof *b);
    assert_true(a && b);
    tally_sorted(&forward, a);
    tally_sorted(&backward, b);
    assert_memory_equal(a, b, forward.entry_count * sizeof *a);
    for (uint32_t i = 1; i < forward.entry_count; i++) assert_true(a[i - 1].key < a[i].key);
    free(a);
    free(b);
    tally_release(&forward);
    tally_release(&backward);
    tally_release(&half);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(counts_agree_with_an_array),
        cmocka_unit_test(order_of_adding_does_not_matter),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
