/* layer: measure */
/* The clock of working hours against counting minute by minute. */
#include "measure/business.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

enum { FIRST_DAY = 20000, DAYS = 60 }; /* 2024-10-04, a Friday */

static bool is_in(const struct span *spans, size_t span_count, int32_t at)
{
    for (size_t i = 0; i < span_count; i++)
        if (at >= spans[i].first && at <= spans[i].last) return true;
    return false;
}

static bool is_worked(const struct calendar_options *calendar, int32_t minute)
{
    const struct span nine_to_six = {540, 1079};
    const int32_t day = day_of_minute(minute), of_day = minute - day * MINUTES_A_DAY;
    const bool is_open = calendar->hour_count > 0
                             ? is_in(calendar->hours, calendar->hour_count, of_day)
                             : is_in(&nine_to_six, 1, of_day);
    if (is_in(calendar->workdays, calendar->workday_count, day)) return is_open;
    if (is_in(calendar->holidays, calendar->holiday_count, day)) return false;
    return is_open && (calendar->weekdays >> day_weekday(day) & 1U) != 0;
}

static const struct span two_shifts[] = {{510, 719}, {795, 1049}};
static const struct span overlapping[] = {{0, 599}, {540, 1439}};
static const struct span golden_week[] = {{19997, 20003}, {20010, 20010}, {20012, 20019}};
static const struct span made_up[] = {{20001, 20001}, {20008, 20009}};
static const struct calendar_options calendars[] = {
    {.weekdays = 0x1F},
    {.hours = two_shifts,
     .hour_count = 2,
     .weekdays = 0x1F,
     .holidays = golden_week,
     .holiday_count = 3,
     .workdays = made_up,
     .workday_count = 2},
    {.hours = overlapping, .hour_count = 2, .weekdays = 0x7F},
    {.hours = two_shifts,
     .hour_count = 1,
     .weekdays = 0x40,
     .holidays = golden_week,
     .holiday_count = 3},
    {.weekdays = 0, .workdays = made_up, .workday_count = 2},
};
enum { CALENDARS = sizeof calendars / sizeof *calendars };

/* Between every minute and a few others. */
static void as_counted_minute_by_minute(void **state)
{
    (void)state;
    static int32_t passed[DAYS * MINUTES_A_DAY + 1];
    const int32_t first = FIRST_DAY * MINUTES_A_DAY;
    for (size_t c = 0; c < CALENDARS; c++) {
        struct arena arena = ARENA_INIT;
        struct business_clock clock;
        assert_int_equal(business_clock_init(&clock, &calendars[c], &arena, NULL), RC_OK);
        for (int32_t i = 0; i < DAYS * MINUTES_A_DAY; i++)
            passed[i + 1] = passed[i] + is_worked(&calendars[c], first + i);
        const int32_t steps[] = {0, 1, 59, 540, 1439, 1440, 1441, 4321, 20000};
        for (int32_t from = 0; from < DAYS * MINUTES_A_DAY; from += 7)
            for (size_t s = 0; s < sizeof steps / sizeof *steps; s++) {
                const int32_t to = from + steps[s];
                if (to > DAYS * MINUTES_A_DAY) continue;
                const int32_t slow = passed[to] - passed[from];
                if (business_minutes(&clock, first + from, first + to) != slow ||
                    business_minutes(&clock, first + to, first + from) != -slow)
                    fail_msg("calendar %zu, from %d to %d", c, (int)from, (int)to);
            }
        arena_release(&arena);
    }
}

static void a_day_is_over_in_time(void **state)
{
    (void)state;
    const int32_t first = FIRST_DAY * MINUTES_A_DAY;
    for (size_t c = 0; c + 1 < CALENDARS; c++) {
        struct arena arena = ARENA_INIT;
        struct business_clock clock;
        assert_int_equal(business_clock_init(&clock, &calendars[c], &arena, NULL), RC_OK);
        const int64_t longest = business_day_takes_at_most(&calendars[c]);
        assert_true(longest < 60 * MINUTES_A_DAY);
        for (int32_t from = first; from < first + 40 * MINUTES_A_DAY; from++)
            if (business_minutes(&clock, from, from + (int32_t)longest) < clock.day_minutes)
                fail_msg("calendar %zu from %d", c, (int)from);
        arena_release(&arena);
    }
    assert_true(business_day_takes_at_most(&calendars[CALENDARS - 1]) >= INT32_MAX);
}

/* Outside of the calendar nothing is worked, and nothing is read. */
static void beyond_all_days(void **state)
{
    (void)state;
    struct arena arena = ARENA_INIT;
    struct business_clock clock;
    assert_int_equal(business_clock_init(&clock, &calendars[0], &arena, NULL), RC_OK);
    const int32_t whole = clock.before[clock.day_count];
    assert_true(whole > 0);
    assert_int_equal(business_minute(&clock, INT32_MIN), 0);
    assert_int_equal(business_minute(&clock, clock.first_day * MINUTES_A_DAY - 1), 0);
    assert_int_equal(business_minute(&clock, INT32_MAX), whole);
    assert_int_equal(business_minute(&clock, (clock.first_day + clock.day_count) * MINUTES_A_DAY),
                     whole);
    arena_release(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(as_counted_minute_by_minute),
        cmocka_unit_test(a_day_is_over_in_time),
        cmocka_unit_test(beyond_all_days),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
