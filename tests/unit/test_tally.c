/* layer: measure */
/* Tallies against an obvious list of counts: keys few and many, near and far apart, large and
 * negative, so that every form a tally can have, and every change from one to another, is met. */
#include "measure/tally.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { ADD_LIMIT = 40000, BATCH = 100 };

/* xorshift: the same keys in every run. */
static uint64_t draw(uint64_t *seed)
{
    *seed ^= *seed << 13;
    *seed ^= *seed >> 7;
    *seed ^= *seed << 17;
    return *seed;
}

/* Kinds of keys, as families have them. */
static int64_t few_codes(uint64_t random)
{
    return (int64_t)(random % 5) + 1;
}
static int64_t many_codes(uint64_t random)
{
    return (int64_t)(random % 300);
}
static int64_t minutes(uint64_t random) /* most within days, some after months */
{
    return (int64_t)(random % 16 ? random % 3000 : random % 400000);
}
static int64_t about_zero(uint64_t random)
{
    return (int64_t)(random % 700) - 350;
}
static int64_t anywhere(uint64_t random) /* each but once */
{
    return (int32_t)random;
}
static int64_t pairs(uint64_t random)
{
    return (int64_t)((random % 40) << 32 | (random >> 20) % 40);
}
static int64_t extremes(uint64_t random)
{
    const int64_t keys[] = {INT64_MIN, INT32_MIN, -1, 0, 1, INT32_MAX, 1LL << 31, INT64_MAX};
    return keys[random % 8];
}

static int64_t (*const kinds[])(uint64_t) = {few_codes, many_codes, minutes, about_zero,
                                             anywhere,  pairs,      extremes};
enum { KIND_COUNT = sizeof kinds / sizeof kinds[0] };

static int compare_entries(const void *a, const void *b)
{
    const struct tally_entry *x = a, *y = b;
    return (x->key > y->key) - (x->key < y->key);
}

/* What was added, sorted and added up the obvious way; returns the number of entries. */
static size_t add_up(struct tally_entry *entries, size_t count)
{
    size_t kept = 0;
    qsort(entries, count, sizeof *entries, compare_entries);
    for (size_t i = 0; i < count; i++)
        if (kept > 0 && entries[kept - 1].key == entries[i].key)
            entries[kept - 1].count += entries[i].count;
        else
            entries[kept++] = entries[i];
    return kept;
}

static uint64_t sum_of_cursor(const struct tally *tally, int64_t *key_sum)
{
    struct tally_cursor cursor = {0};
    struct tally_entry entry;
    uint64_t total = 0;
    *key_sum = 0;
    while (tally_next(tally, &cursor, &entry)) {
        total += entry.count;
        *key_sum = (int64_t)((uint64_t)*key_sum + (uint64_t)entry.key * entry.count);
    }
    return total;
}

/* The tally holds exactly these entries, however it is asked. */
static void assert_holds(const struct tally *tally, const struct tally_entry *entries, size_t count)
{
    uint64_t total = 0;
    int64_t key_sum = 0, seen_key_sum;
    assert_true(!tally->failed);
    assert_true(tally_entry_limit(tally) >= count);
    struct tally_entry *sorted = malloc((tally_entry_limit(tally) + 1) * sizeof *sorted);
    assert_non_null(sorted);
    assert_int_equal(tally_sorted(tally, sorted), count);
    for (size_t i = 0; i < count; i++) {
        assert_int_equal(sorted[i].key, entries[i].key);
        assert_int_equal(sorted[i].count, entries[i].count);
        total += entries[i].count;
        key_sum = (int64_t)((uint64_t)key_sum + (uint64_t)entries[i].key * entries[i].count);
        if (i % (count / 50 + 1) == 0)
            assert_int_equal(tally_count_of(tally, entries[i].key), entries[i].count);
    }
    assert_int_equal(tally_total(tally), total);
    assert_int_equal(sum_of_cursor(tally, &seen_key_sum), total);
    assert_int_equal(seen_key_sum, key_sum);
    free(sorted);
}

/* Give a batch to the tally in one of the ways that there are. */
static void add_batch(struct tally *tally, const int32_t *batch, uint32_t batched, uint64_t way)
{
    if (way % 3 == 0) {
        tally_add_keys(tally, batch, batched);
    } else if (way % 3 == 1) {
        int64_t wide[BATCH];
        for (uint32_t i = 0; i < batched; i++) wide[i] = batch[i];
        tally_add_wide_keys(tally, wide, batched);
    } else { /* more room than is used */
        int32_t *keys = tally_reserve(tally, BATCH + 1 + (uint32_t)(way % 300));
        assert_non_null(keys);
        for (uint32_t i = 0; i < batched; i++) keys[i] = batch[i];
        keys[batched] = -7;
        tally_took(tally, batched);
    }
}

/* Fill a tally by single adds or batches, and entries with the same. */
static void fill(struct tally *tally, struct tally_entry *entries, size_t count, int kind,
                 uint64_t *seed, bool in_batches, bool counts_vary)
{
    int32_t batch[BATCH];
    uint32_t batched = 0;
    const uint64_t batch_way = draw(seed);
    for (size_t i = 0; i < count; i++) {
        const int64_t key = kinds[kind](draw(seed) >> 8);
        const uint64_t times = counts_vary ? draw(seed) % 3 + 1 : 1;
        entries[i] = (struct tally_entry){key, times};
        if (in_batches && times == 1 && key == (int32_t)key)
            batch[batched++] = (int32_t)key;
        else
            tally_add(tally, key, times);
        if (batched == BATCH || i + 1 == count) {
            add_batch(tally, batch, batched, batch_way + i / 1000);
            batched = 0;
        }
    }
}

static const size_t sizes[] = {0,  1,   7,   8,    9,    31,   33,   40,
                               41, 129, 600, 2049, 8192, 8193, 9000, ADD_LIMIT};
enum { SIZE_COUNT = sizeof sizes / sizeof sizes[0] };

static void counts_agree_with_an_obvious_list(void **state)
{
    (void)state;
    uint64_t seed = 88172645463325252U;
    struct tally_entry *entries = malloc(ADD_LIMIT * sizeof *entries);
    assert_non_null(entries);
    for (int kind = 0; kind < KIND_COUNT; kind++)
        for (int size = 0; size < SIZE_COUNT; size++)
            for (int way = 0; way < 4; way++) {
                struct tally tally = {.total = 0};
                fill(&tally, entries, sizes[size], kind, &seed, way & 1, way & 2);
                const size_t count = add_up(entries, sizes[size]);
                assert_holds(&tally, entries, count);
                tally_settle(&tally);
                assert_holds(&tally, entries, count);
                tally_release(&tally);
                assert_int_equal(tally_total(&tally), 0);
            }
    free(entries);
    assert_int_equal(tally_count_of(NULL, 1), 0);
}

static void absent_keys_count_nothing(void **state)
{
    (void)state;
    struct tally tally = {.total = 0};
    assert_int_equal(tally_count_of(&tally, 0), 0);
    for (int64_t i = 0; i < 20000; i++) {
        if (i % 16 == 0) assert_int_equal(tally_count_of(&tally, i * 3), 0);
        tally_add(&tally, i * 3, 1);
    }
    assert_int_equal(tally_count_of(&tally, 3), 1);
    assert_int_equal(tally_count_of(&tally, 4), 0);
    assert_int_equal(tally_count_of(&tally, -3), 0);
    assert_int_equal(tally_count_of(&tally, INT64_MAX), 0);
    tally_release(&tally);
}

/* Every form merged into every form, twice over so that both have the same keys. */
static void merged_is_as_added(void **state)
{
    (void)state;
    uint64_t seed = 1181783497276652981U;
    struct tally_entry *entries = malloc(3 * ADD_LIMIT * sizeof *entries);
    assert_non_null(entries);
    for (int a = 0; a < KIND_COUNT * SIZE_COUNT; a += 3)
        for (int b = 0; b < KIND_COUNT * SIZE_COUNT; b += 5) {
            const size_t a_count = sizes[a % SIZE_COUNT] / 4, b_count = sizes[b % SIZE_COUNT] / 2;
            struct tally into = {.total = 0}, from = {.total = 0};
            fill(&into, entries, a_count, a / SIZE_COUNT, &seed, true, false);
            fill(&from, entries + a_count, b_count, b / SIZE_COUNT, &seed, false, false);
            if (b % 3 == 0) tally_settle(&into);
            tally_merge(&into, &from);
            tally_merge(&into, &from);
            if (b_count > 0)
                memcpy(entries + a_count + b_count, entries + a_count, b_count * sizeof *entries);
            const size_t count = add_up(entries, a_count + 2 * b_count);
            assert_holds(&into, entries, count);
            tally_settle(&into);
            assert_holds(&into, entries, count);
            tally_release(&into);
            tally_release(&from);
        }
    free(entries);
}

/* A settled tally takes more. */
static void adding_goes_on_after_settling(void **state)
{
    (void)state;
    uint64_t seed = 2463534242U;
    struct tally_entry *entries = malloc(ADD_LIMIT * sizeof *entries);
    assert_non_null(entries);
    for (int kind = 0; kind < KIND_COUNT; kind++) {
        struct tally tally = {.total = 0};
        size_t added = 0;
        for (size_t step = 1; added + step < ADD_LIMIT; step *= 3) {
            fill(&tally, entries + added, step, kind, &seed, step % 2 == 0, false);
            added += step;
            tally_settle(&tally);
        }
        const size_t count = add_up(entries, added);
        assert_holds(&tally, entries, count);
        tally_release(&tally);
    }
    free(entries);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(counts_agree_with_an_obvious_list),
        cmocka_unit_test(absent_keys_count_nothing),
        cmocka_unit_test(merged_is_as_added),
        cmocka_unit_test(adding_goes_on_after_settling),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
