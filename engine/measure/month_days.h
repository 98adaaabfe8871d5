/* measure/month_days.h: the first days of all months, to be looked up: what is asked for each
 * customer must not go through the calendar. Read-only once made. */
#ifndef MEASURE_MONTH_DAYS_H
#define MEASURE_MONTH_DAYS_H
#include "base/arena.h"
#include "base/day.h"
#include "link/link.h"

enum {
    MONTH_DAYS_FIRST = (YEAR_FIRST - 1970) * 12 - 24,
    MONTH_DAYS_LAST = (YEAR_LAST - 1969) * 12
};
struct month_days {
    int32_t first_day[MONTH_DAYS_LAST - MONTH_DAYS_FIRST + 1];
};

/* NULL when memory is out. */
const struct month_days *month_days_make(struct arena *arena);

/* First day of a month that some date of the data may lie in, or of one up to two years before. */
static inline int32_t month_days_first(const struct month_days *days, int32_t month)
{
    return days->first_day[month - MONTH_DAYS_FIRST];
}

/* The first day of the month in which the table's earliest date (or time) of that column lies:
 * since when such things are recorded. DAY_MISSING: the table or the column has none. */
int32_t month_days_recorded_from(const struct linked *linked, const char *table,
                                 const char *column);

#endif
