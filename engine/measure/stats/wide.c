#include "measure/stats/wide.h"

#include <math.h>

static u128 magnitude(i128 value)
{
    return value < 0 ? -(u128)value : (u128)value;
}

static struct wide negated(struct wide a)
{
    const u128 low = -a.low;
    return (struct wide){(i128)(~(u128)a.high + (low == 0)), low};
}

/* Schoolbook multiplication in 64-bit halves: no partial sum exceeds 128 bits. */
static struct wide magnitude_product(u128 a, u128 b)
{
    const u128 a_low = (uint64_t)a, a_high = a >> 64, b_low = (uint64_t)b, b_high = b >> 64;
    const u128 low = a_low * b_low;
    const u128 first = a_high * b_low + (low >> 64);
    const u128 second = a_low * b_high + (uint64_t)first;
    return (struct wide){(i128)(a_high * b_high + (first >> 64) + (second >> 64)),
                         second << 64 | (uint64_t)low};
}

struct wide wide_product(i128 a, i128 b)
{
    const struct wide product = magnitude_product(magnitude(a), magnitude(b));
    return (a < 0) != (b < 0) ? negated(product) : product;
}

struct wide wide_minus(struct wide a, struct wide b)
{
    const u128 low = a.low - b.low;
    return (struct wide){(i128)((u128)a.high - (u128)b.high - (a.low < b.low)), low};
}

int wide_sign(struct wide a)
{
    if (a.high < 0) return -1;
    return a.high > 0 || a.low > 0;
}

/* The leading 64 bits with a sticky last bit; the conversion of those to double rounds once. */
double wide_to_double(struct wide a)
{
    const struct wide positive = a.high < 0 ? negated(a) : a;
    u128 high = (u128)positive.high, low = positive.low;
    int exponent = 0;
    bool lost = false;
    if (high != 0) { /* bring the leading bit of 256 to the top of `high` */
        int shift = 0;
        while (high >> 127 == 0) {
            high = high << 1 | low >> 127;
            low <<= 1;
            shift++;
        }
        lost = low != 0;
        low = high;
        exponent = 128 - shift;
    }
    while (low >> 64 != 0) {
        lost = lost || (low & 1) != 0;
        low >>= 1;
        exponent++;
    }
    const double leading = ldexp((double)((uint64_t)low | (lost ? 1U : 0U)), exponent);
    return a.high < 0 ? -leading : leading;
}
