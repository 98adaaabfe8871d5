/* layer: base */
#include "base/day.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static bool is_leap(int year)
{
    if (year % 400 == 0) return true;
    if (year % 100 == 0) return false;
    return year % 4 == 0;
}

static int length_of(int year, int month)
{
    if (month == 2) return is_leap(year) ? 29 : 28;
    return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
}

/* What the obvious loop knows of the day it stands on. */
struct walker {
    struct civil civil;
    int32_t day, month;
    int weekday;
};

/* 1900-01-01 was a Monday, 25,567 days before 1970-01-01. */
#define WALKER_INIT                                                                                \
    {                                                                                              \
        {1900, 1, 1}, -25567, -840, 0                                                              \
    }

static void walk_a_day(struct walker *walker)
{
    walker->day++;
    walker->weekday = (walker->weekday + 1) % 7;
    if (++walker->civil.day <= length_of(walker->civil.year, walker->civil.month)) return;
    walker->civil.day = 1;
    walker->month++;
    if (++walker->civil.month <= 12) return;
    walker->civil.month = 1;
    walker->civil.year++;
}

static void assert_texts(const struct walker *walker)
{
    char expected[32], day[DAY_TEXT_BYTES], month[MONTH_TEXT_BYTES], minute[MINUTE_TEXT_BYTES];
    const int of_day = walker->day & 1023;
    snprintf(expected, sizeof expected, "%04d-%02d-%02dT%02d:%02d", walker->civil.year % 10000,
             walker->civil.month % 100, walker->civil.day % 100, of_day / 60, of_day % 60);
    minute_text(walker->day * MINUTES_A_DAY + of_day, minute);
    assert_string_equal(minute, expected);
    day_text(walker->day, day);
    month_text(walker->month, month);
    assert_memory_equal(day, expected, 10);
    assert_memory_equal(month, expected, 7);
    assert_int_equal(strlen(day), 10);
    assert_int_equal(strlen(month), 7);
}

static void assert_day(const struct walker *walker)
{
    const struct civil found = day_to_civil(walker->day);
    assert_int_equal(found.year, walker->civil.year);
    assert_int_equal(found.month, walker->civil.month);
    assert_int_equal(found.day, walker->civil.day);
    assert_int_equal(day_from_civil(walker->civil), walker->day);
    assert_true(day_is_valid(walker->civil));
    assert_int_equal(day_weekday(walker->day), walker->weekday);
    assert_int_equal(month_of_day(walker->day), walker->month);
    assert_int_equal(month_first_day(walker->month), walker->day - walker->civil.day + 1);
    assert_int_equal(month_last_day(walker->month),
                     walker->day - walker->civil.day +
                         length_of(walker->civil.year, walker->civil.month));
}

static void test_every_day(void **state)
{
    (void)state;
    struct walker walker = WALKER_INIT;
    for (; walker.civil.year <= YEAR_LAST; walk_a_day(&walker)) {
        assert_day(&walker);
        assert_texts(&walker);
        const int32_t midnight = walker.day * MINUTES_A_DAY;
        assert_int_equal(day_of_minute(midnight), walker.day);
        assert_int_equal(day_of_minute(midnight - 1), walker.day - 1);
        assert_int_equal(day_of_minute(midnight + MINUTES_A_DAY - 1), walker.day);
        assert_int_equal(month_of_minute(midnight + 1439), walker.month);
    }
    assert_int_equal(walker.day, 84006); /* 300 years with 73 leap days, less 25,567 */
}

static void test_lengths_and_leap_years(void **state)
{
    (void)state;
    for (int year = YEAR_FIRST; year <= YEAR_LAST; year++) {
        assert_int_equal(day_is_leap_year(year), is_leap(year));
        for (int month = 1; month <= 12; month++)
            assert_int_equal(day_month_length(year, month), length_of(year, month));
    }
}

static void test_no_such_day(void **state)
{
    (void)state;
    static const struct civil none[] = {
        {1899, 12, 31}, {2200, 1, 1},  {2025, 0, 1},  {2025, 13, 1}, {2025, 1, 0},  {2025, 1, 32},
        {2025, 2, 29},  {1900, 2, 29}, {2024, 2, 30}, {2025, 4, 31}, {2025, -1, 1}, {2025, 1, -1}};
    for (size_t i = 0; i < sizeof none / sizeof none[0]; i++) assert_false(day_is_valid(none[i]));
}

/* Month by month, the day cut at the length of the last month only. */
static struct civil months_later(struct civil civil, int month_count)
{
    for (; month_count > 0; month_count--)
        if (++civil.month > 12) civil = (struct civil){civil.year + 1, 1, civil.day};
    for (; month_count < 0; month_count++)
        if (--civil.month < 1) civil = (struct civil){civil.year - 1, 12, civil.day};
    const int length = length_of(civil.year, civil.month);
    if (civil.day > length) civil.day = length;
    return civil;
}

static void test_add_months(void **state)
{
    (void)state;
    struct walker walker = WALKER_INIT;
    while (walker.civil.year < 1910) walk_a_day(&walker);
    for (; walker.civil.year < 2100; walk_a_day(&walker)) {
        if (walker.civil.day > 1 && walker.civil.day < 28) continue;
        for (int month_count = -25; month_count <= 37; month_count++) {
            const struct civil later = months_later(walker.civil, month_count);
            assert_int_equal(day_add_months(walker.day, month_count), day_from_civil(later));
        }
    }
    char text[DAY_TEXT_BYTES];
    day_text(day_add_months(day_from_civil((struct civil){2025, 1, 31}), 1), text);
    assert_string_equal(text, "2025-02-28");
}

static void test_month_parse(void **state)
{
    (void)state;
    for (int32_t month = -840; month < 2760; month++) {
        char text[MONTH_TEXT_BYTES];
        int32_t found = INT32_MIN;
        month_text(month, text);
        assert_true(month_parse(text, &found));
        assert_int_equal(found, month);
    }
    static const char *const none[] = {"",        "2025",    "2025-6",     "2025-00", "2025-13",
                                       "1899-12", "2200-01", "2025-06-01", "2025/06", "20a5-06",
                                       "2025-0x", " 025-06", "-025-06"};
    for (size_t i = 0; i < sizeof none / sizeof none[0]; i++) {
        int32_t found = 7;
        assert_false(month_parse(none[i], &found));
        assert_int_equal(found, 7);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_day),   cmocka_unit_test(test_lengths_and_leap_years),
        cmocka_unit_test(test_no_such_day), cmocka_unit_test(test_add_months),
        cmocka_unit_test(test_month_parse),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
