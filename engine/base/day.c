#include "base/day.h"

#include <stdio.h>
#include <string.h>

bool day_is_leap_year(int year)
{
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

int day_month_length(int year, int month)
{
    static const int lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return lengths[month - 1] + (month == 2 && day_is_leap_year(year));
}

bool day_is_valid(struct civil civil)
{
    return civil.year >= YEAR_FIRST && civil.year <= YEAR_LAST && civil.month >= 1 &&
           civil.month <= 12 && civil.day >= 1 &&
           civil.day <= day_month_length(civil.year, civil.month);
}

/* Years counted from March, so that the leap day is the last of its year; eras of 400 years. */
int32_t day_from_civil(struct civil civil)
{
    const int year = civil.year - (civil.month <= 2);
    const int era = (year >= 0 ? year : year - 399) / 400;
    const int year_of_era = year - era * 400;
    const int month_from_march = (civil.month + 9) % 12;
    const int day_of_year = (153 * month_from_march + 2) / 5 + civil.day - 1;
    const int day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return era * 146097 + day_of_era - 719468;
}

struct civil day_to_civil(int32_t day)
{
    const int shifted = day + 719468;
    const int era = (shifted >= 0 ? shifted : shifted - 146096) / 146097;
    const int day_of_era = shifted - era * 146097;
    const int year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    const int day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    const int month_from_march = (5 * day_of_year + 2) / 153;
    const int month = month_from_march < 10 ? month_from_march + 3 : month_from_march - 9;
    return (struct civil){.year = year_of_era + era * 400 + (month <= 2),
                          .month = month,
                          .day = day_of_year - (153 * month_from_march + 2) / 5 + 1};
}

int32_t month_of_day(int32_t day)
{
    const struct civil civil = day_to_civil(day);
    return (civil.year - 1970) * 12 + civil.month - 1;
}

int32_t month_of_minute(int32_t minute)
{
    return month_of_day(day_of_minute(minute));
}

static struct civil month_civil(int32_t month)
{
    const int year = month / 12 - (month % 12 < 0);
    return (struct civil){.year = 1970 + year, .month = month - year * 12 + 1, .day = 1};
}

int32_t month_first_day(int32_t month)
{
    return day_from_civil(month_civil(month));
}

int32_t month_last_day(int32_t month)
{
    return month_first_day(month + 1) - 1;
}

int32_t day_add_months(int32_t day, int32_t month_count)
{
    struct civil civil = day_to_civil(day);
    const struct civil target =
        month_civil((civil.year - 1970) * 12 + civil.month - 1 + month_count);
    const int length = day_month_length(target.year, target.month);
    return day_from_civil((struct civil){.year = target.year,
                                         .month = target.month,
                                         .day = civil.day < length ? civil.day : length});
}

int day_weekday(int32_t day)
{
    const int since_thursday = day % 7 + (day % 7 < 0 ? 7 : 0);
    return (since_thursday + 3) % 7;
}

/* Without printf: a result writes thousands of months. */
static void two_digits(unsigned number, char *at)
{
    at[0] = (char)('0' + number / 10 % 10);
    at[1] = (char)('0' + number % 10);
}

void month_text(int32_t month, char out[MONTH_TEXT_BYTES])
{
    const struct civil civil = month_civil(month);
    two_digits((unsigned)civil.year / 100U, out);
    two_digits((unsigned)civil.year, out + 2);
    out[4] = '-';
    two_digits((unsigned)civil.month, out + 5);
    out[7] = '\0';
}

void day_text(int32_t day, char out[DAY_TEXT_BYTES])
{
    const struct civil civil = day_to_civil(day);
    (void)snprintf(out, DAY_TEXT_BYTES, "%04u-%02u-%02u", (unsigned)civil.year % 10000U,
                   (unsigned)civil.month % 100U, (unsigned)civil.day % 100U);
}

void minute_text(int32_t minute, char out[MINUTE_TEXT_BYTES])
{
    const int32_t day = day_of_minute(minute);
    const unsigned of_day = (unsigned)(minute - day * MINUTES_A_DAY);
    day_text(day, out);
    (void)snprintf(out + DAY_TEXT_BYTES - 1, MINUTE_TEXT_BYTES - DAY_TEXT_BYTES + 1, "T%02u:%02u",
                   of_day / 60U % 24U, of_day % 60U);
}

bool month_parse(const char *text, int32_t *month)
{
    if (strlen(text) != 7 || text[4] != '-') return false;
    for (int i = 0; i < 7; i++)
        if (i != 4 && (text[i] < '0' || text[i] > '9')) return false;
    const struct civil civil = {.year = (text[0] - '0') * 1000 + (text[1] - '0') * 100 +
                                        (text[2] - '0') * 10 + (text[3] - '0'),
                                .month = (text[5] - '0') * 10 + (text[6] - '0'),
                                .day = 1};
    if (!day_is_valid(civil)) return false;
    *month = (civil.year - 1970) * 12 + civil.month - 1;
    return true;
}
