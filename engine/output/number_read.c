/* The idea is Daniel Lemire's: multiply the digits by 128 bits of the power of ten; unless the bits
 * that rounding cuts off come too near one half, the product says how to round, whatever its error.
 * All the rest is left to strtod. */
#include "output/number_read.h"

#include "output/powers.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { DIGIT_LIMIT = 19, EXPONENT_LIMIT = 400, FRACTION_BITS = 52, BIAS = 1023 };

__extension__ typedef unsigned __int128 wide;

/* digits × 10^exponent. */
struct decimal_text {
    uint64_t digits;
    int exponent;
    bool is_negative, is_exact; /* exact: no digit was left out */
};

/* Digits into decimal->digits; returns behind them. */
static const char *read_digits(const char *at, const char *end, struct decimal_text *decimal,
                               int *digit_count)
{
    for (; at < end && *at >= '0' && *at <= '9'; at++) {
        decimal->digits = decimal->digits * 10 + (uint64_t)(*at - '0');
        *digit_count += *digit_count > 0 || *at != '0';
    }
    return at;
}

static const char *read_exponent(const char *at, const char *end, struct decimal_text *decimal)
{
    int exponent = 0;
    const bool is_negative = at < end && *at == '-';
    if (at < end && (*at == '-' || *at == '+')) at++;
    const char *begin = at;
    for (; at < end && *at >= '0' && *at <= '9'; at++)
        if (exponent < EXPONENT_LIMIT) exponent = exponent * 10 + (*at - '0');
    decimal->exponent += is_negative ? -exponent : exponent;
    return at > begin ? at : NULL;
}

static bool read_text(const char *at, const char *end, struct decimal_text *decimal)
{
    int digit_count = 0;
    *decimal = (struct decimal_text){.is_negative = at < end && *at == '-'};
    at += decimal->is_negative;
    const char *begin = at;
    at = read_digits(at, end, decimal, &digit_count);
    if (at == begin) return false;
    if (at < end && *at == '.') {
        begin = ++at;
        at = read_digits(at, end, decimal, &digit_count);
        if (at == begin) return false;
        decimal->exponent = (int)(begin - at);
    }
    if (at < end && (*at == 'e' || *at == 'E')) at = read_exponent(at + 1, end, decimal);
    decimal->is_exact = digit_count <= DIGIT_LIMIT;
    return at == end;
}

/* False where the product does not decide. The power is rounded up by less than 1 and the lowest 64
 * bits of the product are left out, so it is off by less than 2. */
static bool multiply(const struct decimal_text *decimal, double *value)
{
    if (decimal->exponent < POWER_LEAST || decimal->exponent > POWER_MOST) return false;
    const struct power power = powers_of_ten[decimal->exponent - POWER_LEAST];
    const int shift = __builtin_clzll(decimal->digits);
    const uint64_t digits = decimal->digits << shift;
    wide product = (wide)digits * power.high + ((wide)digits * power.low >> 64);
    const int spare = product >> 127 ? 0 : 1;
    product <<= spare;
    const int cut_bits = 127 - FRACTION_BITS;
    const wide half = (wide)1 << (cut_bits - 1), cut = product & (2 * half - 1);
    const wide error = 4; /* 2, shifted by `spare` */
    if (cut + error >= half && cut <= half + error) return false;
    const int exponent = 64 - spare + power_binary_exponent(decimal->exponent) - shift + BIAS;
    if (exponent < 1 || exponent >= 2 * BIAS) return false;
    /* Rounding up may carry into the exponent, as it should. */
    uint64_t bits = (uint64_t)(product >> cut_bits) - (UINT64_C(1) << FRACTION_BITS);
    bits = (bits + ((uint64_t)exponent << FRACTION_BITS) + (cut > half)) |
           (uint64_t)decimal->is_negative << 63;
    memcpy(value, &bits, sizeof bits);
    return true;
}

bool number_read(const char *text, size_t byte_count, double *value)
{
    struct decimal_text decimal;
    if (!read_text(text, text + byte_count, &decimal)) return false;
    if (decimal.digits > 0 && decimal.is_exact && multiply(&decimal, value)) return true;
    *value = strtod(text, NULL);
    return true;
}
