/* test_number_slow.h: a double as text by trial: printf with one digit more each time, until strtod
 * reads the same double back. What output/number.c did before it did it by whole numbers. */
#ifndef TEST_NUMBER_SLOW_H
#define TEST_NUMBER_SLOW_H
#include "output/number.h"

#include <float.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SLOW_DIGIT_LIMIT = 17, SLOW_PLAIN_EXPONENT_LEAST = -5, SLOW_PLAIN_EXPONENT_MOST = 16 };

/* |value| as 0.d1d2…dk × 10^(exponent + 1), that is d1.d2…dk × 10^exponent, without trailing zeros.
 */
struct slow_decimal {
    char digits[SLOW_DIGIT_LIMIT + 1];
    int digit_count, exponent;
};

static inline struct slow_decimal slow_decimal_of(double magnitude, int digit_count)
{
    char text[NUMBER_TEXT_BYTES];
    (void)snprintf(text, sizeof text, "%.*e", digit_count - 1, magnitude);
    struct slow_decimal decimal = {.digit_count = 0};
    const char *at = text;
    for (; *at != 'e'; at++)
        if (*at != '.') decimal.digits[decimal.digit_count++] = *at;
    decimal.exponent = (int)strtol(at + 1, NULL, 10);
    while (decimal.digit_count > 1 && decimal.digits[decimal.digit_count - 1] == '0')
        decimal.digit_count--;
    decimal.digits[decimal.digit_count] = '\0';
    return decimal;
}

static inline bool slow_reads_back(double magnitude, int digit_count)
{
    char text[NUMBER_TEXT_BYTES];
    (void)snprintf(text, sizeof text, "%.*e", digit_count - 1, magnitude);
    return strtod(text, NULL) == magnitude;
}

static inline void slow_write_plain(const struct slow_decimal *decimal, char *out)
{
    char *at = out;
    if (decimal->exponent < 0) {
        *at++ = '0';
        *at++ = '.';
        for (int i = -1; i > decimal->exponent; i--) *at++ = '0';
    }
    for (int i = 0; i < decimal->digit_count; i++) {
        *at++ = decimal->digits[i];
        if (i == decimal->exponent && i + 1 < decimal->digit_count) *at++ = '.';
    }
    for (int i = decimal->digit_count; i <= decimal->exponent; i++) *at++ = '0';
    *at = '\0';
}

static inline void slow_write_scientific(const struct slow_decimal *decimal, char *out,
                                         size_t out_bytes)
{
    (void)snprintf(out, out_bytes, "%c%s%se%+d", decimal->digits[0],
                   decimal->digit_count > 1 ? "." : "", decimal->digits + 1, decimal->exponent);
}

static inline bool slow_number_text(double value, char out[NUMBER_TEXT_BYTES])
{
    out[0] = '\0';
    if (!isfinite(value)) return false;
    if (value == floor(value) && fabs(value) < 0x1p53) {
        (void)snprintf(out, NUMBER_TEXT_BYTES, "%.0f", value == 0 ? 0.0 : value);
        return true;
    }
    const double magnitude = fabs(value);
    /* A decimal of up to 15 digits survives the way through a normal double, so 15 digits without
     * their trailing zeros are the fewest whenever 15 are enough; subnormal numbers carry fewer. */
    int digit_count = magnitude < DBL_MIN ? 1 : DBL_DIG;
    while (digit_count < SLOW_DIGIT_LIMIT && !slow_reads_back(magnitude, digit_count))
        digit_count++;
    const struct slow_decimal decimal = slow_decimal_of(magnitude, digit_count);
    if (value < 0) *out++ = '-';
    if (decimal.exponent >= SLOW_PLAIN_EXPONENT_LEAST &&
        decimal.exponent <= SLOW_PLAIN_EXPONENT_MOST)
        slow_write_plain(&decimal, out);
    else
        slow_write_scientific(&decimal, out, NUMBER_TEXT_BYTES - 1);
    return true;
}

#endif
