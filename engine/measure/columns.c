#include "measure/columns.h"

#include <string.h>

_Static_assert(DAY_MISSING == INT_MISSING && MINUTE_MISSING == INT_MISSING &&
                   BOOL_MISSING == SCORE_MISSING,
               "one block of missing values serves types of one width");

typedef uint16_t flag_lanes __attribute__((vector_size(FLAG_LIMIT * sizeof(uint16_t))));

/* At most as many rows as a 16-bit lane can count. */
static void count_lanes(const uint32_t *row, uint32_t row_count, const char *flags,
                        size_t stride_bytes, uint16_t counts[FLAG_LIMIT])
{
    const flag_lanes bits = {1U << 0,  1U << 1,  1U << 2,  1U << 3, 1U << 4,  1U << 5,
                             1U << 6,  1U << 7,  1U << 8,  1U << 9, 1U << 10, 1U << 11,
                             1U << 12, 1U << 13, 1U << 14, 1U << 15};
    flag_lanes lanes = {0};
    for (uint32_t i = 0; i < row_count; i++) {
        uint16_t of_row;
        memcpy(&of_row, flags + row[i] * stride_bytes, sizeof of_row);
        lanes -= (flag_lanes)((of_row & bits) == bits); /* equal: all bits set */
    }
    memcpy(counts, &lanes, sizeof lanes);
}

void flags_add(uint64_t *counts, unsigned count_count, const struct rows *rows, const void *flags,
               size_t stride_bytes)
{
    for (uint32_t first = 0; first < rows->row_count;) {
        const uint32_t left = rows->row_count - first;
        const uint32_t row_count = left < UINT16_MAX ? left : UINT16_MAX;
        uint16_t added[FLAG_LIMIT];
        count_lanes(rows->row + first, row_count, flags, stride_bytes, added);
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
