#include "measure/life/life_sums.h"

#include <string.h>

const struct life_age life_ages[LIFE_AGE_COUNT] = {
    {30, 2}, {90, 4}, {LIFE_HALF_DAYS, 7}, {LIFE_YEAR_DAYS, 13}, {730, 17}};

enum rc life_sums_init(struct life_sums *sums, int32_t watch_days, struct arena *arena,
                       struct err *err)
{
    const int32_t last_day = watch_days < LIFE_DAYS ? watch_days : LIFE_DAYS;
    *sums = (struct life_sums){.day_count = (size_t)last_day + 1};
    sums->failed = arena_take_array(arena, sums->day_count, sizeof *sums->failed);
    sums->ended = arena_take_array(arena, sums->day_count, sizeof *sums->ended);
    sums->survived = arena_take_array(arena, sums->day_count, sizeof *sums->survived);
    if (!sums->failed || !sums->ended || !sums->survived)
        return err_memory(err, sums->day_count * sizeof *sums->failed);
    return RC_OK;
}

void life_sums_clear(struct life_sums *sums)
{
    const struct life_sums kept = *sums;
    *sums = (struct life_sums){.day_count = kept.day_count,
                               .failed = kept.failed,
                               .ended = kept.ended,
                               .survived = kept.survived};
    memset(sums->failed, 0, sums->day_count * sizeof *sums->failed);
    memset(sums->ended, 0, sums->day_count * sizeof *sums->ended);
    memset(sums->survived, 0, sums->day_count * sizeof *sums->survived);
}

/* The days of life on which a unit of that age is watched: after `from`, up to `until`. */
struct watched_life {
    int32_t from, until;
};

static struct watched_life watched_life(int32_t age_days, int32_t watch_days)
{
    return (struct watched_life){age_days > watch_days ? age_days - watch_days : 0,
                                 age_days < LIFE_DAYS ? age_days : LIFE_DAYS};
}

/* The first period with a day that is watched. */
static uint32_t first_period(struct watched_life life)
{
    uint32_t period = 0;
    while (life_period_ends[period] <= life.from) period++;
    return period;
}

static int32_t days_within(struct watched_life life, uint32_t period)
{
    const int32_t start = life_period_start(period), end = life_period_ends[period];
    const int32_t from = life.from > start ? life.from : start;
    const int32_t until = life.until < end ? life.until : end;
    return until > from ? until - from : 0;
}

/* So many units of one age. */
static void count_units(struct life_sums *sums, int32_t age_days, int32_t watch_days, int64_t count)
{
    const struct watched_life life = watched_life(age_days, watch_days);
    for (uint32_t p = first_period(life);
         p < LIFE_PERIOD_COUNT && life_period_start(p) < life.until; p++) {
        const int64_t days = count * days_within(life, p);
        sums->days[p] += days;
        for (uint32_t q = first_period(life); q <= p; q++)
            sums->days_days[q][p] += days * days_within(life, q);
    }
    for (int i = 0; i < LIFE_AGE_COUNT; i++)
        if (life.from < life_ages[i].days && life_ages[i].days <= life.until)
            sums->watched_on[i] += (uint64_t)count;
    sums->units += (uint64_t)count;
    if (life.from > 0) return;
    sums->ended[life.until] += (uint64_t)count;
    sums->survived[life.until] += (uint64_t)count;
}

static void count_repairs(struct life_sums *sums, int64_t key, int32_t watch_days, int64_t count)
{
    const uint32_t period = (uint32_t)key & ((1 << LIFE_PERIOD_BITS) - 1);
    const struct watched_life life = watched_life((int32_t)(key >> LIFE_PERIOD_BITS), watch_days);
    sums->repairs[period] += count;
    sums->repairs_repairs[period][period] += count;
    for (uint32_t q = first_period(life);
         q < LIFE_PERIOD_COUNT && life_period_start(q) < life.until; q++)
        sums->repairs_days[period][q] += count * days_within(life, q);
}

/* Of two repairs of one unit: twice in the square of their sum. */
static void count_pair(struct life_sums *sums, int64_t key, int64_t count)
{
    const uint32_t later = (uint32_t)key & ((1 << LIFE_PERIOD_BITS) - 1);
    const uint32_t earlier = (uint32_t)(key >> LIFE_PERIOD_BITS);
    sums->repairs_repairs[earlier][later] += count;
    sums->repairs_repairs[later][earlier] += count;
}

static bool is_of_part(int32_t age_days, int32_t watch_days, enum life_part part)
{
    return (age_days > watch_days) == (part == LIFE_LATE);
}

/* First repairs; of units of LIFE_SINCE alone. */
static void count_first(struct life_sums *sums, const struct tally *tallies)
{
    struct tally_entry entry;
    for (struct tally_cursor at = {0}; tally_next(&tallies[LIFE_TALLY_FAILED], &at, &entry);)
        sums->failed[entry.key] += entry.count;
    for (struct tally_cursor at = {0}; tally_next(&tallies[LIFE_TALLY_FAILED_AGES], &at, &entry);)
        sums->survived[entry.key < LIFE_DAYS ? entry.key : LIFE_DAYS] -= entry.count;
}

void life_sums_count(struct life_sums *sums, enum life_part part, const struct tally *tallies,
                     int32_t watch_days)
{
    struct tally_entry entry;
    for (struct tally_cursor at = {0}; tally_next(&tallies[LIFE_TALLY_UNITS], &at, &entry);)
        if (is_of_part((int32_t)entry.key, watch_days, part))
            count_units(sums, (int32_t)entry.key, watch_days, (int64_t)entry.count);
    for (struct tally_cursor at = {0}; tally_next(&tallies[LIFE_TALLY_REPAIRS], &at, &entry);)
        if (is_of_part((int32_t)(entry.key >> LIFE_PERIOD_BITS), watch_days, part))
            count_repairs(sums, entry.key, watch_days, (int64_t)entry.count);
    for (struct tally_cursor at = {0}; tally_next(&tallies[LIFE_TALLY_PAIRS], &at, &entry);)
        if ((entry.key >= LIFE_LATE_PAIR) == (part == LIFE_LATE))
            count_pair(sums, entry.key & (LIFE_LATE_PAIR - 1), (int64_t)entry.count);
    if (part == LIFE_SINCE) count_first(sums, tallies);
    for (uint32_t p = 0; p < LIFE_PERIOD_COUNT; p++)
        for (uint32_t q = 0; q < p; q++) sums->days_days[p][q] = sums->days_days[q][p];
}

void life_sums_add(struct life_sums *sums, const struct life_sums *part, int64_t times)
{
    /* Counts without a sign wrap where they are taken away, and come out right. */
    const uint64_t wrapped = (uint64_t)times;
    sums->units += wrapped * part->units;
    for (uint32_t p = 0; p < LIFE_PERIOD_COUNT; p++) {
        sums->days[p] += times * part->days[p];
        sums->repairs[p] += times * part->repairs[p];
        for (uint32_t q = 0; q < LIFE_PERIOD_COUNT; q++) {
            sums->repairs_repairs[p][q] += times * part->repairs_repairs[p][q];
            sums->repairs_days[p][q] += times * part->repairs_days[p][q];
            sums->days_days[p][q] += times * part->days_days[p][q];
        }
    }
    for (int i = 0; i < LIFE_AGE_COUNT; i++) sums->watched_on[i] += wrapped * part->watched_on[i];
    for (size_t day = 0; day < sums->day_count; day++) {
        sums->failed[day] += wrapped * part->failed[day];
        sums->ended[day] += wrapped * part->ended[day];
        sums->survived[day] += wrapped * part->survived[day];
    }
}
