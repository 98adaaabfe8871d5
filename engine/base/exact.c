#include "base/exact.h"

#include <math.h>

uint64_t exact_gcd(uint64_t a, uint64_t b)
{
    while (b != 0) {
        const uint64_t rest = a % b;
        a = b;
        b = rest;
    }
    return a;
}

uint64_t exact_lcm(uint64_t a, uint64_t b)
{
    if (a == 0 || b == 0) return 0;
    uint64_t multiple;
    return __builtin_mul_overflow(a / exact_gcd(a, b), b, &multiple) ? 0 : multiple;
}

/* Whole numbers that a double holds: one division rounds once, as the long one does. */
static bool is_held(i128 value)
{
    const i128 limit = (i128)1 << 53;
    return value >= -limit && value <= limit;
}

/* Long division until 55 bits of the quotient are known, the last of them sticky; one rounding at
 * the end. */
double exact_ratio(i128 a, i128 b)
{
    if (b > 0 && is_held(a) && is_held(b)) return (double)(int64_t)a / (double)(int64_t)b;
    const bool negative = a < 0;
    u128 rest = negative ? -(u128)a : (u128)a;
    const u128 divisor = (u128)b;
    if (rest == 0 || b <= 0) return 0.0;
    u128 quotient = rest / divisor;
    rest %= divisor;
    int exponent = 0;
    while (quotient >> 64 != 0) { /* more bits than needed: fold what leaves into the sticky bit */
        quotient = (quotient >> 1) | (quotient & 1);
        exponent++;
    }
    while (quotient >> 62 == 0) { /* divisor < 2^127, so rest * 2 fits */
        rest <<= 1;
        quotient <<= 1;
        if (rest >= divisor) {
            rest -= divisor;
            quotient |= 1;
        }
        exponent--;
    }
    if (rest != 0) quotient |= 1;
    const double magnitude = ldexp((double)(uint64_t)quotient, exponent);
    return negative ? -magnitude : magnitude;
}

size_t exact_decimal(i128 value, char out[I128_DECIMAL_BYTES])
{
    char reversed[I128_DECIMAL_BYTES];
    u128 rest = value < 0 ? -(u128)value : (u128)value;
    size_t digit_count = 0, at = 0;
    do {
        reversed[digit_count++] = (char)('0' + (int)(rest % 10));
        rest /= 10;
    } while (rest != 0);
    if (value < 0) out[at++] = '-';
    while (digit_count > 0) out[at++] = reversed[--digit_count];
    out[at] = '\0';
    return at;
}
