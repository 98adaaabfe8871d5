/* layer: measure */
/* Waiting times of complaints against R's survfit and survdiff (tests/reference/complaints.R). */
#include "measure/complaints/complaints.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>

#include <cmocka.h>

enum { ROWS = 60, LATE = 100000 };

struct world {
    struct complaint rows[ROWS];
    bool is_counted[ROWS], is_other[ROWS];
    struct complaint_list list;
};

/* Open complaints were opened so long before the horizon as they have waited. */
static void make(struct world *world, int32_t factor)
{
    *world = (struct world){.list = {.count = ROWS, .past_minute = LATE}};
    world->list.rows = world->rows;
    for (int32_t i = 0; i < ROWS; i++) {
        const bool is_counted = i % 3 == 0;
        const int32_t minutes = (i * 37 % 101 * 13 + i % 5 * 60) * (is_counted ? factor : 1);
        world->is_counted[i] = is_counted;
        world->is_other[i] = !is_counted;
        world->rows[i] =
            (struct complaint){.opened = LATE - minutes,
                               .answered = MINUTE_MISSING,
                               .resolved = i % 4 == 3 ? MINUTE_MISSING : (int32_t)LATE};
    }
}

static struct wait_median measure(struct world *world, int32_t factor)
{
    struct arena arena = ARENA_INIT;
    struct err err = ERR_INIT;
    struct wait_median median;
    struct waits waits;
    make(world, factor);
    assert_int_equal(complaint_waits_read(&waits, &world->list, WAIT_SOLUTION, LATE, &arena, &err),
                     RC_OK);
    for (size_t i = 1; i < waits.count; i++)
        assert_true(waits.items[i - 1].minutes <= waits.items[i].minutes);
    assert_int_equal(
        complaint_wait_median(&waits, world->is_counted, world->is_other, &arena, &median, &err),
        RC_OK);
    arena_release(&arena);
    return median;
}

static void assert_median(struct interval median, double value, double lower, double upper)
{
    assert_true(median.defined && median.bounded);
    assert_true(median.value == value && median.lower == lower && median.upper == upper);
}

static void median_and_test(void **state)
{
    (void)state;
    struct world world;
    const struct wait_median alike = measure(&world, 1);
    assert_int_equal(alike.n, 20);
    assert_int_equal(alike.other_n, 40);
    assert_int_equal(alike.open, 5);
    assert_median(alike.median, 960, 627, 1277);
    assert_true(fabs(alike.p - 0.934374861572139) < 1e-12);
    const struct wait_median slow = measure(&world, 3);
    assert_median(slow.median, 2880, 1881, 3831);
    assert_true(fabs(slow.p - 3.09576720836778e-05) < 1e-16);
    assert_true(slow.is_longer);
}

/* An answer from before the complaint says nothing; without one the solution is the answer. */
static void answers(void **state)
{
    (void)state;
    assert_int_equal(complaint_answer(100, 160, 200), 160);
    assert_int_equal(complaint_answer(100, MINUTE_MISSING, 200), 200);
    assert_int_equal(complaint_answer(100, MINUTE_MISSING, MINUTE_MISSING), MINUTE_MISSING);
    assert_int_equal(complaint_answer(100, 99, 200), ANSWER_UNKNOWN);
    struct arena arena = ARENA_INIT;
    struct err err = ERR_INIT;
    struct wait_median median;
    struct world world;
    make(&world, 1);
    for (int32_t i = 0; i < ROWS; i++)
        world.rows[i].answered = i == 0 ? (int32_t)ANSWER_UNKNOWN : world.rows[i].resolved;
    struct waits waits;
    assert_int_equal(complaint_waits_read(&waits, &world.list, WAIT_ANSWER, LATE, &arena, &err),
                     RC_OK);
    assert_int_equal(complaint_wait_median(&waits, world.is_counted, NULL, &arena, &median, &err),
                     RC_OK);
    assert_int_equal(median.n, 19);
    assert_true(isnan(median.p));
    arena_release(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(median_and_test),
                                       cmocka_unit_test(answers)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
