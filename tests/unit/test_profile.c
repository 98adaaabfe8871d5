/* layer: base */
#include "base/profile.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

enum { BURN_NS = 5000000, ADD_COUNT = 500000, THREAD_COUNT = 4 };

static uint64_t clock_ns(clockid_t clock)
{
    struct timespec now;
    assert_int_equal(clock_gettime(clock, &now), 0);
    return (uint64_t)now.tv_sec * 1000000000U + (uint64_t)now.tv_nsec;
}

/* Use the processor for BURN_NS. */
static void burn(void)
{
    const uint64_t begun_ns = clock_ns(CLOCK_THREAD_CPUTIME_ID);
    while (clock_ns(CLOCK_THREAD_CPUTIME_ID) - begun_ns < BURN_NS) continue;
}

/* Let BURN_NS pass without the processor. */
static void rest(void)
{
    const struct timespec pause = {0, BURN_NS};
    assert_int_equal(nanosleep(&pause, NULL), 0);
}

static void test_times_are_added(void **state)
{
    (void)state;
    struct profile profile;
    profile_init(&profile);
    const uint64_t wall_begun_ns = clock_ns(CLOCK_MONOTONIC);
    for (int i = 0; i < 3; i++) {
        profile_start(&profile, PROFILE_SCAN);
        burn();
        profile_stop(&profile, PROFILE_SCAN);
        rest(); /* between the runs: not the stage's */
    }
    const uint64_t wall_ns = clock_ns(CLOCK_MONOTONIC) - wall_begun_ns;
    profile_end(&profile);
    const struct profile_cost scan = profile_cost_of(&profile, PROFILE_SCAN);
    const struct profile_cost whole = profile_cost_of(&profile, PROFILE_WHOLE);
    assert_true(scan.processor_ns >= 3U * BURN_NS);
    assert_true(scan.wall_ns >= 3U * BURN_NS);
    assert_true(scan.wall_ns + 3U * BURN_NS <= wall_ns);
    assert_true(whole.wall_ns >= wall_ns);
    assert_true(whole.processor_ns >= scan.processor_ns);
    assert_true(whole.processor_ns + 2U * BURN_NS <= whole.wall_ns); /* resting took none */
}

static void test_whole_is_sum_of_parts_unless_measured(void **state)
{
    (void)state;
    struct profile profile;
    profile_init(&profile);
    for (int i = PROFILE_JSON; i <= PROFILE_PUBLISH; i++) {
        profile_start(&profile, (enum profile_stage)i);
        burn();
        profile_stop(&profile, (enum profile_stage)i);
        profile_add_bytes(&profile, (enum profile_stage)i, 7);
    }
    struct profile_cost sum = {0, 0, 0, 0};
    for (int i = PROFILE_JSON; i <= PROFILE_PUBLISH; i++) {
        sum.wall_ns += profile_cost_of(&profile, (enum profile_stage)i).wall_ns;
        sum.processor_ns += profile_cost_of(&profile, (enum profile_stage)i).processor_ns;
    }
    const struct profile_cost output = profile_cost_of(&profile, PROFILE_OUTPUT);
    assert_true(sum.wall_ns >= 4U * BURN_NS);
    assert_int_equal(output.wall_ns, sum.wall_ns);
    assert_int_equal(output.processor_ns, sum.processor_ns);
    assert_int_equal(output.byte_count, 0); /* the same bytes may pass through several parts */

    profile_start(&profile, PROFILE_LINK);
    profile_stop(&profile, PROFILE_LINK);
    profile_start(&profile, PROFILE_DICTIONARIES);
    burn();
    profile_stop(&profile, PROFILE_DICTIONARIES);
    assert_true(profile_cost_of(&profile, PROFILE_LINK).processor_ns < BURN_NS);
    assert_int_equal(profile_cost_of(&profile, PROFILE_SUPERSEDE).wall_ns, 0);
}

static void test_threads_add(void **state)
{
    (void)state;
    struct profile profile;
    profile_init(&profile);
    uint64_t most_ns = 0;
#pragma omp parallel num_threads(THREAD_COUNT) reduction(+ : most_ns)
    {
        const uint64_t before_ns = clock_ns(CLOCK_THREAD_CPUTIME_ID);
        const uint64_t begun_ns = profile_thread_ns(&profile);
#pragma omp barrier
        for (int i = 0; i < ADD_COUNT; i++) {
            profile_add_bytes(&profile, PROFILE_DIGEST, 3);
            profile_add_rows(&profile, PROFILE_DIGEST, 1);
        }
        burn();
        rest();
        profile_add_thread(&profile, PROFILE_DIGEST, begun_ns);
        most_ns += clock_ns(CLOCK_THREAD_CPUTIME_ID) - before_ns;
    }
    const struct profile_cost digest = profile_cost_of(&profile, PROFILE_DIGEST);
    assert_int_equal(digest.byte_count, 3 * THREAD_COUNT * ADD_COUNT);
    assert_int_equal(digest.row_count, THREAD_COUNT * ADD_COUNT);
    assert_int_equal(digest.wall_ns, 0);
    assert_true(digest.processor_ns >= (uint64_t)THREAD_COUNT * BURN_NS);
    assert_true(digest.processor_ns <= most_ns);
    assert_int_equal(profile_cost_of(&profile, PROFILE_INGEST).processor_ns, digest.processor_ns);
}

static void test_no_profile(void **state)
{
    (void)state;
    profile_init(NULL);
    profile_start(NULL, PROFILE_SCAN);
    profile_start(NULL, PROFILE_SCAN);
    profile_stop(NULL, PROFILE_LINK);
    profile_add_bytes(NULL, PROFILE_SCAN, 1);
    profile_add_rows(NULL, PROFILE_SCAN, 1);
    assert_int_equal(profile_thread_ns(NULL), 0);
    profile_add_thread(NULL, PROFILE_SCAN, 0);
    profile_end(NULL);
}

/* The report indents a stage below the last one that has no parent: the table must be in order. */
static void test_table(void **state)
{
    (void)state;
    assert_int_equal(profile_parent(PROFILE_WHOLE), PROFILE_WHOLE);
    enum profile_stage group = PROFILE_WHOLE;
    for (int i = PROFILE_WHOLE + 1; i < PROFILE_STAGE_COUNT; i++) {
        const enum profile_stage stage = (enum profile_stage)i;
        if (profile_parent(stage) == PROFILE_WHOLE)
            group = stage;
        else
            assert_int_equal(profile_parent(stage), group);
        for (int j = PROFILE_WHOLE; j < i; j++)
            assert_string_not_equal(profile_name(stage), profile_name((enum profile_stage)j));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_times_are_added),
        cmocka_unit_test(test_whole_is_sum_of_parts_unless_measured),
        cmocka_unit_test(test_threads_add),
        cmocka_unit_test(test_no_profile),
        cmocka_unit_test(test_table),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
