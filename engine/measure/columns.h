/* measure/columns.h: what the families' `prepare` and `update` share. A prepared row may say of up
 * to FLAG_LIMIT counts whether it adds one to each: `prepare` finds that column by column, and
 * `update` only adds bits up. Pure, thread-safe. */
#ifndef MEASURE_COLUMNS_H
#define MEASURE_COLUMNS_H
#include "base/day.h"
#include "base/isa.h"
#include "measure/family.h"

#include <string.h>

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

/* Eight counts, as wide as the vectors that every processor of the kind has. */
enum { LANE_COUNT = 8 };
typedef uint16_t flag_lanes __attribute__((vector_size(LANE_COUNT * sizeof(uint16_t))));

/* How many of the rows have each flag; at most as many rows as a 16-bit lane can count. */
static inline void flags_count(const uint32_t *row, uint32_t row_count, const char *flags,
                               size_t stride_bytes, bool has_high, uint16_t counts[FLAG_LIMIT])
{
    const flag_lanes low_bits = {1, 2, 4, 8, 16, 32, 64, 128};
    const flag_lanes high_bits = low_bits << LANE_COUNT;
    flag_lanes low = {0}, high = {0};
    for (uint32_t i = 0; i < row_count; i++) {
        uint16_t of_row;
        memcpy(&of_row, flags + row[i] * stride_bytes, sizeof of_row);
        low -= (flag_lanes)((of_row & low_bits) == low_bits); /* equal: all bits of the lane */
        if (has_high) high -= (flag_lanes)((of_row & high_bits) == high_bits);
    }
    memcpy(counts, &low, sizeof low);
    memcpy(counts + LANE_COUNT, &high, sizeof high);
}

/* Add to counts[k], k < count_count, the number of the rows whose flags have bit k. The flags of
 * batch row r are the two bytes at flags + r * stride_bytes. Inline, because all but the rows are
 * constants where it is called, and most calls are for a few rows. */
static inline void flags_add(uint64_t *counts, unsigned count_count, const struct rows *rows,
                             const void *flags, size_t stride_bytes)
{
    for (uint32_t first = 0; first < rows->row_count;) {
        const uint32_t left = rows->row_count - first;
        const uint32_t row_count = left < UINT16_MAX ? left : UINT16_MAX;
        uint16_t added[FLAG_LIMIT];
        flags_count(rows->row + first, row_count, flags, stride_bytes, count_count > LANE_COUNT,
                    added);
        for (unsigned k = 0; k < count_count; k++) counts[k] += added[k];
        first += row_count;
    }
}

/* Rows whose keys `update` gives to a tally at once. */
enum { KEY_BATCH = 256 };
_Static_assert(KEY_BATCH <= (int)TALLY_RESERVE_LIMIT, "a tally has room for them");

/* Add those of the rows' prepared 32-bit keys to the tally that are not `skipped`; returns how
 * many. Nothing is added once the tally has failed. */
static inline uint64_t tally_add_counted(struct tally *tally, const struct rows *rows,
                                         int32_t skipped)
{
    const int32_t *keys = rows->prepared;
    uint64_t added = 0;
    for (uint32_t first = 0; first < rows->row_count; first += KEY_BATCH) {
        const uint32_t left = rows->row_count - first;
        const uint32_t row_count = left < KEY_BATCH ? left : KEY_BATCH;
        int32_t *counted = tally_reserve(tally, row_count);
        if (!counted) return added;
        uint32_t count = 0;
        for (uint32_t i = 0; i < row_count; i++) {
            counted[count] = keys[rows->row[first + i]];
            count += counted[count] != skipped;
        }
        tally_took(tally, count);
        added += count;
    }
    return added;
}

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

/* The family's `prepare` out of its loops: `body` has the same arguments, is INLINED as all that it
 * calls for each row, and is compiled once for every kind of processor. */
#define INLINED __attribute__((always_inline)) inline
#define PREPARE_ARGUMENTS                                                                          \
    void *prepared, const void *const *column, uint32_t row_count,                                 \
        const struct measure_context *context
#ifdef ISA_TARGET_AVX512
#define PREPARE_BY(body)                                                                           \
    ISA_TARGET_AVX2 static void prepare_avx2(PREPARE_ARGUMENTS)                                    \
    {                                                                                              \
        body(prepared, column, row_count, context);                                                \
    }                                                                                              \
    ISA_TARGET_AVX512 static void prepare_avx512(PREPARE_ARGUMENTS)                                \
    {                                                                                              \
        body(prepared, column, row_count, context);                                                \
    }                                                                                              \
    static void prepare(PREPARE_ARGUMENTS)                                                         \
    {                                                                                              \
        if (context->options->isa >= ISA_AVX512)                                                   \
            prepare_avx512(prepared, column, row_count, context);                                  \
        else if (context->options->isa >= ISA_AVX2)                                                \
            prepare_avx2(prepared, column, row_count, context);                                    \
        else                                                                                       \
            body(prepared, column, row_count, context);                                            \
    }
#else
#define PREPARE_BY(body)                                                                           \
    static void prepare(PREPARE_ARGUMENTS)                                                         \
    {                                                                                              \
        body(prepared, column, row_count, context);                                                \
    }
#endif

/* Minutes from start to end; LEG_OPEN when there is no end. */
enum { LEG_OPEN = INT32_MIN };
static inline int32_t leg_minutes(int32_t start, int32_t end)
{
    const int32_t minutes = (int32_t)((uint32_t)end - (uint32_t)start);
    const int32_t is_open = mask_of(end == MINUTE_MISSING);
    return (minutes & ~is_open) | (LEG_OPEN & is_open);
}

#endif
