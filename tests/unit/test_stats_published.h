/* tests/unit/test_stats_published.h: the published cases of one topic (measure/verify) as a test,
 * and whole numbers at random for other tests. */
#ifndef TESTS_UNIT_TEST_STATS_PUBLISHED_H
#define TESTS_UNIT_TEST_STATS_PUBLISHED_H
#include "measure/verify/verify.h"
#include "test_stats_close.h"

enum { PUBLISHED_VALUE_MAX = 64 };

/* Every value of every case reaches the case's digits, and fails by name if not. */
static inline void assert_published(const struct verify_topic *topic)
{
    for (size_t c = 0; c < topic->case_count; c++) {
        const struct verify_case *one = &topic->cases[c];
        double computed[PUBLISHED_VALUE_MAX];
        struct arena arena = ARENA_INIT;
        struct err err = ERR_INIT;
        assert_true(one->value_count > 0 && one->value_count <= PUBLISHED_VALUE_MAX);
        for (size_t i = 0; i < one->value_count; i++) computed[i] = NAN;
        if (one->compute(computed, &arena, &err) != RC_OK)
            fail_msg("%s: %s", one->name, err.message);
        for (size_t i = 0; i < one->value_count; i++) {
            const double expected = one->values[i].expected;
            const double apart =
                fabs(computed[i] - expected) / (expected != 0 ? fabs(expected) : 1);
            if (!(apart <= pow(10, -one->digits)))
                fail_msg("%s: %s is %.17g, not %.17g (relative error %.2g)", one->name,
                         one->values[i].name, computed[i], expected, apart);
        }
        arena_release(&arena);
    }
}

/* A number below `limit`, from Knuth's linear congruential generator. */
static inline uint32_t next_below(uint64_t *seed, uint32_t limit)
{
    *seed = *seed * 6364136223846793005U + 1442695040888963407U;
    return (uint32_t)((*seed >> 33) % limit);
}

#endif
