/* measure/life/life_sums.h: the counts of one group of units (a product, all others, the network)
 * as the statistics want them: whole numbers, which add and subtract. */
#ifndef MEASURE_LIFE_LIFE_SUMS_H
#define MEASURE_LIFE_LIFE_SUMS_H
#include "measure/life/life.h"

/* Ages at which repairs per unit are told; each ends a period. */
enum { LIFE_AGE_COUNT = 5 };
struct life_age {
    int32_t days;
    uint32_t period; /* that it ends */
};
extern const struct life_age life_ages[LIFE_AGE_COUNT];

/* Units that were watched from their installation on, and those that were installed before the log
 * began. They are of other years: together they mean something only if products of all years fail
 * alike. */
enum life_part { LIFE_SINCE, LIFE_LATE };

struct life_sums {
    uint64_t units;
    /* By period p and q: days watched; repairs; sums over units of the products of their repairs in
     * p and in q, of repairs in p and days in q, and of days in p and in q. */
    int64_t days[LIFE_PERIOD_COUNT], repairs[LIFE_PERIOD_COUNT];
    int64_t repairs_repairs[LIFE_PERIOD_COUNT][LIFE_PERIOD_COUNT];
    int64_t repairs_days[LIFE_PERIOD_COUNT][LIFE_PERIOD_COUNT];
    int64_t days_days[LIFE_PERIOD_COUNT][LIFE_PERIOD_COUNT];
    uint64_t watched_on[LIFE_AGE_COUNT]; /* units watched on that day of their lives */
    /* Of LIFE_SINCE: units by age: at the first repair, at the log's end, and those without a
     * repair until then. */
    size_t day_count;
    uint64_t *failed, *ended, *survived;
};

/* Zeroed sums for a watch of so many days, in the arena. RC_MEMORY. */
enum rc life_sums_init(struct life_sums *sums, int32_t watch_days, struct arena *arena,
                       struct err *err);
void life_sums_clear(struct life_sums *sums);
/* Add that part of a cell of the family. */
void life_sums_count(struct life_sums *sums, enum life_part part, const struct tally *tallies,
                     int32_t watch_days);
/* Adds a part (times 1), or takes it away (times -1). */
void life_sums_add(struct life_sums *sums, const struct life_sums *part, int64_t times);

#endif
