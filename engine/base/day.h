/* base/day.h: the calendar. A day is the number of days since 1970-01-01 (proleptic Gregorian), a
 * minute the number of minutes since that midnight, a month the number of months since 1970-01. All
 * are int32, local business time: there are no time zones and no daylight saving below this line.
 * Every function is pure and thread-safe. */
#ifndef BASE_DAY_H
#define BASE_DAY_H
#include <stdbool.h>
#include <stdint.h>

enum { MINUTES_A_DAY = 1440, DAY_MISSING = INT32_MIN, MINUTE_MISSING = INT32_MIN };
/* Years outside are refused as typing errors. */
enum { YEAR_FIRST = 1900, YEAR_LAST = 2199 };

struct civil {
    int year, month, day; /* month 1 to 12, day 1 to 31 */
};

bool day_is_leap_year(int year);
int day_month_length(int year, int month);
/* Whether year, month and day name a day within YEAR_FIRST to YEAR_LAST. */
bool day_is_valid(struct civil civil);
int32_t day_from_civil(struct civil civil);
struct civil day_to_civil(int32_t day);

/* Rounds down, also before 1970. Asked for every row: compilers make vectors of it. */
static inline int32_t day_of_minute(int32_t minute)
{
    return minute / MINUTES_A_DAY - (minute % MINUTES_A_DAY < 0);
}
int32_t month_of_day(int32_t day);
int32_t month_of_minute(int32_t minute);
int32_t month_first_day(int32_t month);
int32_t month_last_day(int32_t month);
/* The same day `month_count` months later, or that month's last day: 2025-01-31 + 1 = 2025-02-28.
 */
int32_t day_add_months(int32_t day, int32_t month_count);
/* 0 Monday to 6 Sunday. */
int day_weekday(int32_t day);

enum { MONTH_TEXT_BYTES = 8, DAY_TEXT_BYTES = 11, MINUTE_TEXT_BYTES = 17 };
void month_text(int32_t month, char out[MONTH_TEXT_BYTES]);    /* 2025-06 */
void day_text(int32_t day, char out[DAY_TEXT_BYTES]);          /* 2025-06-01 */
void minute_text(int32_t minute, char out[MINUTE_TEXT_BYTES]); /* 2025-06-01T08:05 */
/* "2025-06" to a month; false when the text is anything else. */
bool month_parse(const char *text, int32_t *month);

#endif
