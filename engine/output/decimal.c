/* The idea is Raffaello Giulietti's (Schubfach): scale the double and the ends of the interval that
 * reads back as it by a power of ten, so that the interval is between 1 and 10 wide. Then at least
 * one whole number lies in it and at most one multiple of ten, and both are found by looking at the
 * neighbours of the scaled double. The multiple of ten, where there is one, is the shorter decimal.
 *
 * Scaling multiplies by 128 bits of the power. Whether a scaled value is whole, and which whole
 * numbers it lies between, is all that is asked of it, and that comes out right: it is off by less
 * than 2^-64, and no double times a power of ten lies so near a whole number or a half without
 * being one (tests/check/powers goes through all exponents). */
#include "output/decimal.h"

#include "output/powers.h"

#include <stdbool.h>
#include <string.h>

enum { FRACTION_BITS = 52, EXPONENT_LEAST = -1074, ERROR_BITS = 60 };

__extension__ typedef unsigned __int128 wide;

/* The double and the ends of its interval times 4 × 10^scale, rounded to odd: the lowest bit stands
 * for all that was cut off, so that comparing with even numbers is exact. */
struct scaled {
    uint64_t value, lower, upper;
    bool has_ends; /* the ends themselves read back as the double */
};

/* multiplicand × power / 2^128, rounded to odd. The power is rounded up by less than 1, so a whole
 * product comes out with less than `multiplicand` below its point, and any other with more. */
static uint64_t multiply_to_odd(struct power power, uint64_t multiplicand)
{
    const wide low = (wide)power.low * multiplicand;
    const wide high = (wide)power.high * multiplicand + (low >> 64);
    const bool is_whole = (uint64_t)high == 0 && (uint64_t)low >> ERROR_BITS == 0;
    return (uint64_t)(high >> 64) | !is_whole;
}

/* Of significand × 2^exponent. Below a power of two the doubles lie twice as close as above. */
static struct scaled scale_by(uint64_t significand, int exponent, bool is_power_of_two, int scale)
{
    const struct power power = powers_of_ten[scale - POWER_LEAST];
    const int shift = exponent + power_binary_exponent(scale) + 1;
    const uint64_t quadruple = 4 * significand;
    return (struct scaled){
        .value = multiply_to_odd(power, quadruple << shift),
        .lower = multiply_to_odd(power, (quadruple - (is_power_of_two ? 1 : 2)) << shift),
        .upper = multiply_to_odd(power, (quadruple + 2) << shift),
        .has_ends = significand % 2 == 0};
}

static bool reads_back(const struct scaled *scaled, uint64_t whole)
{
    const uint64_t quadruple = 4 * whole;
    if (scaled->has_ends) return scaled->lower <= quadruple && quadruple <= scaled->upper;
    return scaled->lower < quadruple && quadruple < scaled->upper;
}

/* The multiple of `step` that is nearest to the scaled double; of two the even multiple. */
static uint64_t nearest(const struct scaled *scaled, uint64_t step)
{
    const uint64_t below = scaled->value / 4 / step * step;
    const uint64_t middle = 4 * below + 2 * step;
    if (scaled->value == middle) return below / step % 2 == 0 ? below : below + step;
    return scaled->value < middle ? below : below + step;
}

/* The whole part of log10 2^exponent. */
static int decimal_exponent(int exponent)
{
    return exponent * 1262611 >> 22;
}

struct decimal decimal_shortest(double magnitude)
{
    uint64_t bits;
    memcpy(&bits, &magnitude, sizeof bits);
    const uint64_t fraction = bits & ((UINT64_C(1) << FRACTION_BITS) - 1);
    const int biased = (int)(bits >> FRACTION_BITS);
    const uint64_t significand = biased ? fraction | UINT64_C(1) << FRACTION_BITS : fraction;
    const int exponent = biased ? biased - 1 + EXPONENT_LEAST : EXPONENT_LEAST;
    const bool is_power_of_two = fraction == 0 && biased > 1;
    const int scale = -decimal_exponent(exponent);
    struct scaled scaled = scale_by(significand, exponent, is_power_of_two, scale);
    const uint64_t rounded = nearest(&scaled, 10);
    if (reads_back(&scaled, rounded)) return (struct decimal){rounded / 10, 1 - scale};
    const uint64_t whole = nearest(&scaled, 1);
    if (!is_power_of_two || reads_back(&scaled, whole)) return (struct decimal){whole, -scale};
    /* The nearest whole number lies below the double, where the interval is short. */
    scaled = scale_by(significand, exponent, true, scale + 1);
    return (struct decimal){nearest(&scaled, 1), -scale - 1};
}
