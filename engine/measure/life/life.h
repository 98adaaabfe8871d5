/* measure/life/life.h: what the files of the family share: units by how long they have been in use.
 *
 * Days of life: that of the installation is day 1, so a repair reported that day has age 1, and "in
 * the first 365 days" are the days 1 to 365. A unit is watched from the later of its day 1 and the
 * first day of the repair log (measure/watch.h) to the log's last day: its life has `age_days`
 * then. Nobody is looked at beyond LIFE_DAYS. Which days a unit is watched on follows from that one
 * number: tallies are by it.
 *
 * Repairs of a unit are told by periods of life. A pair of periods says how often one unit had a
 * repair in both: with it the spread between units is known without a list of units. */
#ifndef MEASURE_LIFE_LIFE_H
#define MEASURE_LIFE_LIFE_H
#include "measure/family.h"

enum {
    LIFE_DAYS = 3652, /* ten years */
    LIFE_PERIOD_COUNT = 28,
    LIFE_PERIOD_BITS = 5,
    LIFE_REPAIRS_A_WORD = 12,
    LIFE_REPAIR_LIMIT = 2 * LIFE_REPAIRS_A_WORD, /* more: no machine, but a made-up number */
    LIFE_YEAR_DAYS = 365,
    LIFE_HALF_DAYS = 180,
    LIFE_LATE_PAIR = 1 << 2 * LIFE_PERIOD_BITS,
};
/* The last day of each period: period p has the days after that of p - 1 up to its own. */
extern const int32_t life_period_ends[LIFE_PERIOD_COUNT];
static inline int32_t life_period_start(uint32_t period)
{
    return period > 0 ? life_period_ends[period - 1] : 0;
}

/* Derived columns of a unit; zero: no repair. */
enum {
    LIFE_FIRST_AGE,     /* age at the first repair after the installation */
    LIFE_REPAIR_COUNT,  /* all its repairs in the log */
    LIFE_BEFORE,        /* 1: reported between purchase and installation */
    LIFE_PERIODS,       /* two words of periods + 1 of the repairs, in order; LIFE_CROWDED */
    LIFE_PERIODS_AFTER, /* in the first: more than LIFE_REPAIR_LIMIT */
};
enum { LIFE_CROWDED = -1 };

enum {
    LIFE_TALLY_UNITS,       /* age_days: units watched */
    LIFE_TALLY_FAILED,      /* age at the first repair: units watched from day 1 on */
    LIFE_TALLY_FAILED_AGES, /* age_days of the same */
    LIFE_TALLY_REPAIRS,     /* age_days << LIFE_PERIOD_BITS | period */
    LIFE_TALLY_PAIRS,       /* period << LIFE_PERIOD_BITS | the same or a later one; LIFE_LATE_PAIR
                               added for units that were installed before the log began */
    LIFE_TALLY_COUNT
};

struct life_cell {
    struct share before_install; /* of units bought since the log began */
    uint64_t units;              /* watched */
    uint64_t late_units;         /* of them, installed before the log began */
    uint64_t not_installed;      /* on the log's last day, or the day is missing */
    uint64_t old_units;          /* older than LIFE_DAYS when the log began */
    uint64_t crowded_units;      /* more than LIFE_REPAIR_LIMIT repairs */
    uint64_t repairs;            /* in the log, of all these */
};

/* Days of the watch. */
static inline int32_t life_watch_days(const struct watch *watch)
{
    return watch->first_day > watch->last_day ? 0 : watch->last_day - watch->first_day + 1;
}

extern const struct metric life_metrics[];
enum rc life_extend(const struct measured *measured, struct result *result, struct err *err);

#endif
