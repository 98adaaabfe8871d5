#include "reports/kit/number.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { DIGITS_BYTES = 32 };
static const double LARGEST = 1e12;
static const double powers[NUMBER_DECIMALS_MAX + 1] = {1, 10, 100, 1e3, 1e4, 1e5, 1e6};

struct digits {
    bool exists, negative;
    char whole[DIGITS_BYTES], part[DIGITS_BYTES];
};

static struct digits digits_of(double value, unsigned decimals)
{
    struct digits out = {.exists = false};
    if (decimals > NUMBER_DECIMALS_MAX) decimals = NUMBER_DECIMALS_MAX;
    if (!(fabs(value) < LARGEST)) return out;
    const long long scaled = llround(fabs(value) * powers[decimals]);
    const long long unit = (long long)powers[decimals];
    out.exists = true;
    out.negative = value < 0 && scaled > 0;
    (void)snprintf(out.whole, sizeof out.whole, "%lld", scaled / unit);
    if (decimals > 0)
        (void)snprintf(out.part, sizeof out.part, "%0*lld", (int)decimals, scaled % unit);
    return out;
}

static void put_part(struct text *out, const struct digits *digits)
{
    if (!digits->part[0]) return;
    text_put(out, ".");
    text_put(out, digits->part);
}

void number_fixed(struct text *out, double value, unsigned decimals)
{
    const struct digits digits = digits_of(value, decimals);
    if (!digits.exists) return;
    if (digits.negative) text_put(out, "-");
    text_put(out, digits.whole);
    put_part(out, &digits);
}

void number_short(struct text *out, double value, unsigned decimals)
{
    struct digits digits = digits_of(value, decimals);
    if (!digits.exists) return;
    for (size_t end = strlen(digits.part); end > 0 && digits.part[end - 1] == '0'; end--)
        digits.part[end - 1] = '\0';
    if (digits.negative) text_put(out, "-");
    text_put(out, digits.whole);
    put_part(out, &digits);
}

void number_grouped(struct text *out, double value, unsigned decimals)
{
    const struct digits digits = digits_of(value, decimals);
    if (!digits.exists) return;
    if (digits.negative) text_put(out, "\xE2\x88\x92");
    const size_t digit_count = strlen(digits.whole);
    for (size_t i = 0; i < digit_count; i++) {
        if (i > 0 && (digit_count - i) % 3 == 0) text_put(out, ",");
        text_add(out, digits.whole + i, 1);
    }
    put_part(out, &digits);
}
