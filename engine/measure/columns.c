#include "measure/columns.h"

#include <string.h>

_Static_assert(DAY_MISSING == INT_MISSING && MINUTE_MISSING == INT_MISSING &&
                   BOOL_MISSING == SCORE_MISSING,
               "one block of missing values serves types of one width");

/* Eight counts, as wide as the vectors that every processor of the kind has. */
enum { LANE_COUNT = 8 };
typedef uint16_t lanes __attribute__((vector_size(LANE_COUNT * sizeof(uint16_t))));

/* At most as many rows as a 16-bit lane can count. */
static inline void count_lanes(const uint32_t *row, uint32_t row_count, const char *flags,
                               size_t stride_bytes, bool has_high, uint16_t counts[FLAG_LIMIT])
{
    const lanes low_bits = {1, 2, 4, 8, 16, 32, 64, 128};
    const lanes high_bits = low_bits << LANE_COUNT;
    lanes low = {0}, high = {0};
    for (uint32_t i = 0; i < row_count; i++) {
        uint16_t of_row;
        memcpy(&of_row, flags + row[i] * stride_bytes, sizeof of_row);
        low -= (lanes)((of_row & low_bits) == low_bits); /* equal: all bits of the lane */
        if (has_high) high -= (lanes)((of_row & high_bits) == high_bits);
    }
    memcpy(counts, &low, sizeof low);
    memcpy(counts + LANE_COUNT, &high, sizeof high);
}

void flags_add(uint64_t *counts, unsigned count_count, const struct rows *rows, const void *flags,
               size_t stride_bytes)
{
    for (uint32_t first = 0; first < rows->row_count;) {
        const uint32_t left = rows->row_count - first;
        const uint32_t row_count = left < UINT16_MAX ? left : UINT16_MAX;
        uint16_t added[FLAG_LIMIT];
        if (count_count > LANE_COUNT)
            count_lanes(rows->row + first, row_count, flags, stride_bytes, true, added);
        else if (stride_bytes == sizeof(uint16_t)) /* most families' */
            count_lanes(rows->row + first, row_count, flags, sizeof(uint16_t), false, added);
        else
            count_lanes(rows->row + first, row_count, flags, stride_bytes, false, added);
        for (unsigned k = 0; k < count_count; k++) counts[k] += added[k];
        first += row_count;
    }
}

void missing_block_init(struct missing_block *missing)
{
    for (uint32_t i = 0; i < BLOCK_ROWS; i++) {
        missing->numbers[i] = INT_MISSING;
        missing->answers[i] = SCORE_MISSING;
        missing->codes[i] = 0;
    }
}
