/* output/powers.h: the powers of ten with 128 bits each, for writing doubles (output/decimal.h).
 * The build works them out with engine/output/powers/make_powers.c. */
#ifndef OUTPUT_POWERS_H
#define OUTPUT_POWERS_H
#include <stdint.h>

/* What doubles from the least to the greatest are multiplied by. */
enum { POWER_LEAST = -293, POWER_MOST = 325, POWER_COUNT = POWER_MOST - POWER_LEAST + 1 };

/* 10^exponent = (high × 2^64 + low) × 2^(power_binary_exponent(exponent) - 127), the bits rounded
 * up; the highest bit of `high` is set. */
struct power {
    uint64_t high, low;
};

/* Entry exponent - POWER_LEAST. */
extern const struct power powers_of_ten[POWER_COUNT];

/* The whole part of log2 10^exponent; exact in the range of the table. */
static inline int power_binary_exponent(int exponent)
{
    return exponent * 1741647 >> 19;
}

#endif
