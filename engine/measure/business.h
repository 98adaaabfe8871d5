/* measure/business.h: the clock of working hours: which minutes of which days are worked, and how
 * many of them lie between two times. Built once, then read-only: safe from any thread. */
#ifndef MEASURE_BUSINESS_H
#define MEASURE_BUSINESS_H
#include "base/arena.h"
#include "base/day.h"
#include "base/err.h"
#include "measure/context.h"

struct business_clock {
    int32_t first_day, day_count;   /* before and after it nothing is worked */
    const int32_t *before;          /* [day_count + 1]: minutes worked before the day */
    uint16_t within[MINUTES_A_DAY]; /* minutes worked before that minute of a day that is worked */
    int32_t day_minutes;            /* of a whole day */
};

/* A day is worked if it is a workday of the calendar, or of a weekday that is and no holiday. From
 * YEAR_FIRST to YEAR_LAST. RC_MEMORY. */
enum rc business_clock_init(struct business_clock *clock, const struct calendar_options *calendar,
                            struct arena *arena, struct err *err);

/* Minutes worked from the clock's beginning to that minute. O(1). */
static inline int32_t business_minute(const struct business_clock *clock, int32_t minute)
{
    const int32_t days = minute / MINUTES_A_DAY - (minute % MINUTES_A_DAY < 0);
    const int32_t place = days - clock->first_day;
    if (place < 0) return 0;
    if (place >= clock->day_count) return clock->before[clock->day_count];
    const int32_t before = clock->before[place];
    const bool is_worked = clock->before[place + 1] != before;
    return before + (is_worked ? clock->within[minute - days * MINUTES_A_DAY] : 0);
}

/* Minutes worked from start to end; negative when the end lies first. */
static inline int32_t business_minutes(const struct business_clock *clock, int32_t start,
                                       int32_t end)
{
    return business_minute(clock, end) - business_minute(clock, start);
}

/* After so many minutes of any clock a whole day has been worked, whenever they begin. */
int64_t business_day_takes_at_most(const struct calendar_options *calendar);

#endif
