#include "measure/business.h"

#include <string.h>

/* Nine to six, where no hours are given. */
static const struct span usual_hours = {9 * 60, 18 * 60 - 1};

static void mark_days(uint8_t *worked, const struct business_clock *clock, const struct span *spans,
                      size_t span_count, bool is_worked)
{
    for (size_t i = 0; i < span_count; i++)
        for (int32_t day = spans[i].first; day <= spans[i].last; day++) {
            const int32_t place = day - clock->first_day;
            if (place >= 0 && place < clock->day_count) worked[place] = is_worked;
        }
}

static void count_hours(struct business_clock *clock, const struct calendar_options *calendar)
{
    const struct span *hours = calendar->hour_count > 0 ? calendar->hours : &usual_hours;
    const size_t hour_count = calendar->hour_count > 0 ? calendar->hour_count : 1;
    int32_t passed = 0;
    for (int32_t minute = 0; minute < MINUTES_A_DAY; minute++) {
        bool is_worked = false;
        for (size_t i = 0; i < hour_count; i++)
            is_worked |= minute >= hours[i].first && minute <= hours[i].last;
        clock->within[minute] = (uint16_t)passed;
        passed += is_worked;
    }
    clock->day_minutes = passed;
}

enum rc business_clock_init(struct business_clock *clock, const struct calendar_options *calendar,
                            struct arena *arena, struct err *err)
{
    clock->first_day = day_from_civil((struct civil){YEAR_FIRST, 1, 1});
    clock->day_count = day_from_civil((struct civil){YEAR_LAST, 12, 31}) - clock->first_day + 1;
    const size_t day_count = (size_t)clock->day_count;
    int32_t *before = arena_take_array(arena, day_count + 1, sizeof *before);
    uint8_t *worked = arena_take_array(arena, day_count, sizeof *worked);
    if (!before || !worked) return err_memory(err, day_count * sizeof *before);
    for (int32_t place = 0; place < clock->day_count; place++)
        worked[place] = calendar->weekdays >> day_weekday(clock->first_day + place) & 1U;
    mark_days(worked, clock, calendar->holidays, calendar->holiday_count, false);
    mark_days(worked, clock, calendar->workdays, calendar->workday_count, true);
    count_hours(clock, calendar);
    for (size_t place = 0; place < day_count; place++)
        before[place + 1] = before[place] + worked[place] * clock->day_minutes;
    clock->before = before;
    return RC_OK;
}

/* The longest run of holidays, those taken together that lie at most a week apart. */
static int64_t longest_run_days(const struct calendar_options *calendar)
{
    enum { WEEK = 7 };
    int64_t longest = 0;
    for (size_t i = 0; i < calendar->holiday_count; i++) {
        int32_t last = calendar->holidays[i].last;
        for (bool grows = true; grows;) {
            grows = false;
            for (size_t k = 0; k < calendar->holiday_count; k++) {
                const struct span *next = &calendar->holidays[k];
                if (next->first > last + WEEK || next->last <= last || next->first < last) continue;
                last = next->last;
                grows = true;
            }
        }
        const int64_t days = (int64_t)last - calendar->holidays[i].first + 1;
        longest = days > longest ? days : longest;
    }
    return longest;
}

int64_t business_day_takes_at_most(const struct calendar_options *calendar)
{
    /* No weekday is worked: of single workdays nothing is known before they come. */
    if (calendar->weekdays == 0) return INT32_MAX;
    /* a week's days off on both sides of the holidays, and the day's two parts */
    return (longest_run_days(calendar) + 6 + 6 + 3) * MINUTES_A_DAY;
}
