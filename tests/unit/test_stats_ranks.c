/* layer: measure */
#include "measure/stats/ranks.h"

#include "measure/stats/multiple.h"
#include "test_stats_close.h"

#include <stdbool.h>
#include <stdlib.h>

enum { MOST = 30, MANY = 400 };

static double random_unit(uint64_t *seed)
{
    *seed = *seed * 6364136223846793005U + 1442695040888963407U;
    return (double)(*seed >> 11) / 9007199254740992.0;
}

/* All ordered pairs, their one-sided p, stats_holm() over them. */
static void slow_ranges(const struct rank_unit *units, size_t count, struct rank_range *ranks)
{
    double p[MOST * MOST];
    size_t pair_count = 0;
    for (size_t i = 0; i < count; i++)
        for (size_t j = 0; j < count; j++)
            if (i != j)
                p[pair_count++] = 0.5 * erfc((units[j].value - units[i].value) /
                                             hypot(units[i].error, units[j].error) / M_SQRT2);
    assert_int_equal(stats_holm(p, pair_count, NULL), RC_OK);
    for (size_t i = 0; i < count; i++) ranks[i] = (struct rank_range){1, (uint32_t)count};
    pair_count = 0;
    for (size_t i = 0; i < count; i++)
        for (size_t j = 0; j < count; j++) {
            if (i == j || p[pair_count++] > 0.05) continue;
            ranks[i].last--;
            ranks[j].first++;
        }
}

static void test_ranges(void **state)
{
    (void)state;
    uint64_t seed = 17;
    for (int round = 0; round < 400; round++) {
        struct rank_unit units[MOST];
        struct rank_range fast[MOST], slow[MOST];
        const size_t count = 2 + (size_t)(random_unit(&seed) * (MOST - 2));
        const double width = 10.0 * random_unit(&seed);
        for (size_t i = 0; i < count; i++)
            units[i] = (struct rank_unit){width * random_unit(&seed), 0.05 + random_unit(&seed)};
        assert_int_equal(stats_rank_ranges(units, count, fast, NULL), RC_OK);
        slow_ranges(units, count, slow);
        for (size_t i = 0; i < count; i++) {
            assert_int_equal(fast[i].first, slow[i].first);
            assert_int_equal(fast[i].last, slow[i].last);
            assert_true(fast[i].first <= fast[i].last);
        }
    }
}

static void test_range_ends(void **state)
{
    (void)state;
    static const struct rank_unit certain[3] = {{2.0, 0.0}, {1.0, 0.0}, {2.0, 0.0}};
    static const struct rank_unit unknown[2] = {{1.0, 50.0}, {2.0, 50.0}};
    static const struct rank_unit wrong[2] = {{1.0, -1.0}, {2.0, 1.0}};
    struct rank_range ranks[3];
    assert_int_equal(stats_rank_ranges(certain, 3, ranks, NULL), RC_OK);
    assert_true(ranks[1].first == 1 && ranks[1].last == 1);
    assert_true(ranks[0].first == 2 && ranks[0].last == 3 && ranks[2].first == 2);
    assert_int_equal(stats_rank_ranges(unknown, 2, ranks, NULL), RC_OK);
    assert_true(ranks[0].first == 1 && ranks[0].last == 2);
    assert_int_equal(stats_rank_ranges(unknown, 1, ranks, NULL), RC_OK);
    assert_true(ranks[0].first == 1 && ranks[0].last == 1);
    assert_int_equal(stats_rank_ranges(unknown, 0, ranks, NULL), RC_OK);
    assert_int_equal(stats_rank_ranges(wrong, 2, ranks, NULL), RC_NUMERIC);
}

/* The true ranks lie in all ranges at once in at least 95 of 100 networks. */
static void test_coverage(void **state)
{
    (void)state;
    uint64_t seed = 5;
    int held = 0;
    enum { ROUNDS = 2000, UNITS = 8 };
    for (int round = 0; round < ROUNDS; round++) {
        struct rank_unit units[UNITS];
        struct rank_range ranks[UNITS];
        for (size_t i = 0; i < UNITS; i++) {
            const double z =
                sqrt(-2.0 * log(1.0 - random_unit(&seed))) * cos(2.0 * M_PI * random_unit(&seed));
            units[i] = (struct rank_unit){0.5 * (double)i + 0.4 * z, 0.4};
        }
        assert_int_equal(stats_rank_ranges(units, UNITS, ranks, NULL), RC_OK);
        bool all = true;
        for (size_t i = 0; i < UNITS; i++) all &= ranks[i].first <= i + 1 && ranks[i].last >= i + 1;
        held += all;
    }
    assert_true(held >= ROUNDS * 95 / 100);
}

/* tests/reference/shrinkage.py: integrated with 25 digits. */
static void test_chances(void **state)
{
    (void)state;
    static const struct rank_unit units[4] = {{1.0, 0.5}, {1.5, 0.25}, {2.0, 1.0}, {1.25, 0.125}};
    static const double expected[4] = {0.78983701340005551, 0.24289700664417502,
                                       0.24101103538066161, 0.72625494457510787};
    struct arena arena = ARENA_INIT;
    double chances[MANY];
    assert_int_equal(stats_rank_chances(units, 4, 2, &arena, chances, NULL), RC_OK);
    for (size_t i = 0; i < 4; i++) assert_close(chances[i], expected[i], 1e-12);
    assert_int_equal(stats_rank_chances(units, 4, 0, &arena, chances, NULL), RC_OK);
    assert_close(chances[1], 0.0, 0.0);
    assert_int_equal(stats_rank_chances(units, 4, 4, &arena, chances, NULL), RC_OK);
    assert_close(chances[1], 1.0, 0.0);
    struct rank_unit alike[MANY];
    for (size_t i = 0; i < MANY; i++) alike[i] = (struct rank_unit){3.0, 0.7};
    assert_int_equal(stats_rank_chances(alike, 30, 3, &arena, chances, NULL), RC_OK);
    assert_close(chances[7], 0.1, 1e-12);
    assert_int_equal(stats_rank_chances(alike, MANY, MANY / 10, &arena, chances, NULL), RC_OK);
    assert_true(fabs(chances[7] - 0.1) < 1e-3);
    static const struct rank_unit wrong[2] = {{1.0, 0.0}, {2.0, 1.0}};
    assert_int_equal(stats_rank_chances(wrong, 2, 1, &arena, chances, NULL), RC_NUMERIC);
    arena_release(&arena);
}

/* Unequal units beyond the exact number: the chances add up to the places, and lie near the shares
 * of many draws. */
static void test_many_chances(void **state)
{
    (void)state;
    enum { UNITS = 80, PLACES = 8, ROUNDS = 2000 };
    uint64_t seed = 99;
    struct arena arena = ARENA_INIT;
    struct rank_unit units[UNITS];
    double chances[UNITS], sum = 0.0;
    int drawn[UNITS] = {0};
    for (size_t i = 0; i < UNITS; i++)
        units[i] = (struct rank_unit){2.0 * random_unit(&seed), 0.05 + random_unit(&seed)};
    assert_int_equal(stats_rank_chances(units, UNITS, PLACES, &arena, chances, NULL), RC_OK);
    for (int round = 0; round < ROUNDS; round++) {
        double values[UNITS];
        for (size_t i = 0; i < UNITS; i++)
            values[i] = units[i].value + units[i].error *
                                             sqrt(-2.0 * log(1.0 - random_unit(&seed))) *
                                             cos(2.0 * M_PI * random_unit(&seed));
        for (size_t i = 0; i < UNITS; i++) {
            size_t below = 0;
            for (size_t j = 0; j < UNITS; j++) below += values[j] < values[i];
            drawn[i] += below < PLACES;
        }
    }
    for (size_t i = 0; i < UNITS; i++) {
        sum += chances[i];
        const double share = (double)drawn[i] / ROUNDS;
        assert_true(fabs(share - chances[i]) < 0.005 + 4.5 * sqrt(share * (1.0 - share) / ROUNDS));
    }
    assert_true(fabs(sum - PLACES) < 0.05);
    arena_release(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_ranges),       cmocka_unit_test(test_range_ends),
        cmocka_unit_test(test_coverage),     cmocka_unit_test(test_chances),
        cmocka_unit_test(test_many_chances),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
