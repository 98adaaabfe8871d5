/* measure/columns.h: what the families' `prepare` and `update` share. A prepared row may say of up
 * to FLAG_LIMIT counts whether it adds one to each: `prepare` finds that column by column, and
 * `update` only adds bits up. Pure, thread-safe. */
#ifndef MEASURE_COLUMNS_H
#define MEASURE_COLUMNS_H
#include "base/day.h"
#include "measure/family.h"

enum { FLAG_LIMIT = 16 };

/* All bits if it is true, no bit if not. Compilers vectorise what is made of such masks with & and
 * |, and mostly give up where truth values are. */
static inline int32_t mask_of(bool is_true)
{
    return -(int32_t)is_true;
}

/* Of an observation of a share: its two flags, of which the lower counts `met`, the upper `n`, as
 * struct share has them. Both arguments are masks. */
static inline uint32_t share_flags(unsigned share, int32_t is_counted, int32_t is_met)
{
    return ((uint32_t)is_counted & 2U << 2 * share) |
           ((uint32_t)(is_counted & is_met) & 1U << 2 * share);
}

/* Add to counts[k], k < count_count, the number of the rows whose flags have bit k. The flags of
 * batch row r are the two bytes at flags + r * stride_bytes. */
void flags_add(uint64_t *counts, unsigned count_count, const struct rows *rows, const void *flags,
               size_t stride_bytes);

/* Keys that `update` collects before it gives them to a tally. */
enum { KEY_BATCH = 256 };

/* Prepared columns are made in blocks of so many rows, so that what is between can stay in the
 * first-level cache. A column that the table has not got is a block of missing values there. */
enum { BLOCK_ROWS = 256 };
struct missing_block {
    int32_t numbers[BLOCK_ROWS]; /* dates, times, int */
    int8_t answers[BLOCK_ROWS];  /* scores, bool */
    uint32_t codes[BLOCK_ROWS];
};
void missing_block_init(struct missing_block *missing);
static inline const int32_t *block_numbers(const void *column, uint32_t first,
                                           const struct missing_block *missing)
{
    return column ? (const int32_t *)column + first : missing->numbers;
}
static inline const int8_t *block_answers(const void *column, uint32_t first,
                                          const struct missing_block *missing)
{
    return column ? (const int8_t *)column + first : missing->answers;
}
static inline const uint32_t *block_codes(const void *column, uint32_t first,
                                          const struct missing_block *missing)
{
    return column ? (const uint32_t *)column + first : missing->codes;
}
static inline uint32_t block_row_count(uint32_t first, uint32_t row_count)
{
    return row_count - first < BLOCK_ROWS ? row_count - first : BLOCK_ROWS;
}

/* As day_of_minute(), where a loop is to be vectorised. */
static inline int32_t column_day(int32_t minute)
{
    return minute / MINUTES_A_DAY - (minute % MINUTES_A_DAY < 0);
}

/* Minutes from start to end; LEG_OPEN when there is no end. */
enum { LEG_OPEN = INT32_MIN };
static inline int32_t leg_minutes(int32_t start, int32_t end)
{
    const int32_t minutes = (int32_t)((uint32_t)end - (uint32_t)start);
    const int32_t is_open = mask_of(end == MINUTE_MISSING);
    return (minutes & ~is_open) | (LEG_OPEN & is_open);
}

#endif
