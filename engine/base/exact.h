/* base/exact.h: whole numbers that do not overflow in silence.
 * Sums of squares and products are held in 128 bits; additions that could leave their range are
 * checked here and nowhere else. A state whose sum overflowed is a bug in a range declaration, so
 * the checks end in RC_NUMERIC. */
#ifndef BASE_EXACT_H
#define BASE_EXACT_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

__extension__ typedef __int128 i128;
__extension__ typedef unsigned __int128 u128;

enum { I128_DECIMAL_BYTES = 41 };

/* a + b into *sum; false when it does not fit (then *sum is wrapped and must not be used). */
static inline bool exact_add_i64(int64_t a, int64_t b, int64_t *sum)
{
    return !__builtin_add_overflow(a, b, sum);
}
static inline bool exact_add_u64(uint64_t a, uint64_t b, uint64_t *sum)
{
    return !__builtin_add_overflow(a, b, sum);
}
static inline bool exact_add_i128(i128 a, i128 b, i128 *sum)
{
    return !__builtin_add_overflow(a, b, sum);
}
static inline bool exact_multiply_i128(i128 a, i128 b, i128 *product)
{
    return !__builtin_mul_overflow(a, b, product);
}

/* Greatest common divisor and least common multiple of positive numbers; lcm 0 when it does not
 * fit. */
uint64_t exact_gcd(uint64_t a, uint64_t b);
uint64_t exact_lcm(uint64_t a, uint64_t b);

/* a / b as the nearest double (b > 0), rounded once: both sides are exact whole numbers of up to
 * 127 bits. */
double exact_ratio(i128 a, i128 b);

/* Decimal digits of value into out, NUL-terminated; returns their number. */
size_t exact_decimal(i128 value, char out[I128_DECIMAL_BYTES]);

#endif
