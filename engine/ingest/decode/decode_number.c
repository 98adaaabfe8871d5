/* Whole numbers, scores, money and answers. No floating point: digits become integers at once. */
#include "ingest/decode/decode_narrow.h"

#include <string.h>

struct decimal {
    uint64_t whole;
    unsigned hundredths; /* the first two digits behind the point */
    bool is_whole;       /* all digits behind the point are zeros */
    bool is_hundredths;  /* all digits behind the second one are zeros */
    bool has_overflowed; /* whole does not fit */
};

static void add_digit(struct decimal *decimal, unsigned digit)
{
    if (__builtin_mul_overflow(decimal->whole, UINT64_C(10), &decimal->whole) ||
        __builtin_add_overflow(decimal->whole, (uint64_t)digit, &decimal->whole))
        decimal->has_overflowed = true;
}

/* The digits before the point; false when commas stand among them that do not divide them in
 * threes. */
static bool read_whole(struct narrow *run, struct decimal *decimal, unsigned *digit_count)
{
    unsigned group_digits = 0, comma_count = 0;
    *digit_count = 0;
    for (;;) {
        if (narrow_is_digit(run)) {
            add_digit(decimal, *run->at++ - (unsigned)'0');
            group_digits++;
            ++*digit_count;
        } else if (narrow_peek(run) == ',') {
            const bool is_first = comma_count++ == 0;
            if (is_first ? group_digits < 1 || group_digits > 3 : group_digits != 3) return false;
            group_digits = 0;
            run->at++;
        } else {
            return comma_count == 0 || group_digits == 3;
        }
    }
}

static unsigned read_fraction(struct narrow *run, struct decimal *decimal)
{
    unsigned digit_count = 0;
    for (; narrow_is_digit(run); digit_count++) {
        const unsigned digit = *run->at++ - (unsigned)'0';
        if (digit_count < 2) decimal->hundredths += digit_count == 0 ? digit * 10 : digit;
        if (digit != 0) decimal->is_whole = false;
        if (digit != 0 && digit_count >= 2) decimal->is_hundredths = false;
    }
    return digit_count;
}

/* 1234  1,234  1,234.50  .5 without a sign. */
static bool read_decimal(struct narrow *run, struct decimal *decimal)
{
    *decimal = (struct decimal){.is_whole = true, .is_hundredths = true};
    unsigned whole_digits;
    if (!read_whole(run, decimal, &whole_digits)) return false;
    if (narrow_take(run, '.')) return read_fraction(run, decimal) > 0;
    return whole_digits > 0;
}

/* Whether there is a minus; steps over either sign. */
static bool read_sign(struct narrow *run)
{
    if (narrow_take(run, '-')) return true;
    narrow_take(run, '+');
    return false;
}

enum decode_status decode_int(const struct decode_options *options, struct slice field,
                              struct decode_range range, int32_t *value)
{
    struct narrow_buffer buffer;
    struct narrow run;
    struct decimal decimal;
    const enum decode_status status = narrow_read(options->encoding, field, &buffer, &run);
    if (status != DECODE_OK) return status;
    const bool is_negative = read_sign(&run);
    if (!read_decimal(&run, &decimal) || !narrow_is_at_end(&run)) return DECODE_NOT_A_NUMBER;
    if (!decimal.is_whole) return DECODE_NOT_WHOLE;
    if (decimal.has_overflowed || decimal.whole > (uint64_t)INT32_MAX + 1)
        return DECODE_OUT_OF_RANGE;
    const int64_t whole = is_negative ? -(int64_t)decimal.whole : (int64_t)decimal.whole;
    if (whole < range.minimum || whole > range.maximum) return DECODE_OUT_OF_RANGE;
    *value = (int32_t)whole;
    return DECODE_OK;
}

enum decode_status decode_score(const struct decode_options *options, struct slice field,
                                struct decode_range range, int8_t *score)
{
    int32_t value;
    /* Nearly every score is one digit. */
    if (field.byte_count == 1 && field.bytes[0] >= '0' && field.bytes[0] <= '9') {
        value = field.bytes[0] - '0';
        if (value < range.minimum || value > range.maximum) return DECODE_OUT_OF_RANGE;
        *score = (int8_t)value;
        return DECODE_OK;
    }
    const enum decode_status status = decode_int(options, field, range, &value);
    if (status == DECODE_OK) *score = (int8_t)value;
    return status;
}

/* The currency mark and the sign before or behind it; whether there is a minus. False: two signs.
 */
static bool read_money_prefix(struct narrow *run, bool *is_negative)
{
    const unsigned char *start = run->at;
    *is_negative = read_sign(run);
    const bool has_sign = run->at > start;
    narrow_take_blanks(run);
    if (!narrow_take(run, NARROW_CURRENCY)) narrow_take(run, '$');
    narrow_take_blanks(run);
    start = run->at;
    if (read_sign(run)) *is_negative = true;
    return !(has_sign && run->at > start);
}

/* The amount without brackets, up to what stands behind it. */
static bool read_amount(struct narrow *run, struct decimal *decimal, bool *is_negative)
{
    if (!read_money_prefix(run, is_negative)) return false;
    if (!read_decimal(run, decimal)) return false;
    narrow_take_blanks(run);
    if (narrow_take(run, NARROW_YUAN)) narrow_take_blanks(run);
    return true;
}

static bool read_money(struct narrow *run, struct decimal *decimal, bool *is_negative)
{
    const unsigned char *start = run->at;
    if (!narrow_take(run, '(')) return read_amount(run, decimal, is_negative);
    narrow_take_blanks(run);
    if (!read_amount(run, decimal, is_negative) || !narrow_take(run, ')')) return false;
    /* (-5) would be minus minus five or minus five: nobody can tell. */
    const size_t symbol_count = (size_t)(run->at - start);
    if (memchr(start, '-', symbol_count) || memchr(start, '+', symbol_count)) return false;
    *is_negative = true;
    return true;
}

enum decode_status decode_money(const struct decode_options *options, struct slice field,
                                int64_t *fen)
{
    struct narrow_buffer buffer;
    struct narrow run;
    struct decimal decimal;
    bool is_negative;
    const enum decode_status status = narrow_read(options->encoding, field, &buffer, &run);
    if (status != DECODE_OK) return status;
    if (!read_money(&run, &decimal, &is_negative) || !narrow_is_at_end(&run))
        return DECODE_NOT_A_NUMBER;
    if (!decimal.is_hundredths) return DECODE_TOO_PRECISE;
    int64_t amount;
    if (decimal.has_overflowed || __builtin_mul_overflow(decimal.whole, 100, &amount) ||
        __builtin_add_overflow(amount, decimal.hundredths, &amount))
        return DECODE_OUT_OF_RANGE;
    *fen = is_negative ? -amount : amount;
    return DECODE_OK;
}
