/* Whole numbers and money, one field at a time: the eight bytes that end with the field, with what
 * stands before it turned to zeros. */
#include "ingest/fields/fields_kernels.h"

enum { WORD_DIGITS = 8, INT_DIGITS = 10, MONEY_DIGITS = 15 };

/* The digit values of a field of 1 to 8 bytes, the last byte the highest. */
FIELD_INLINE uint64_t last_digits(const char *end, uint32_t byte_count)
{
    return (field_word(end - 8) ^ FIELD_EVERY_BYTE('0')) &
           (~UINT64_C(0) << 8 * (WORD_DIGITS - byte_count));
}

/* 1 to 16 digits and nothing else. */
static bool read_digits(const char *bytes, uint32_t byte_count, uint64_t *number)
{
    const uint32_t low_count = byte_count < WORD_DIGITS ? byte_count : WORD_DIGITS;
    if (byte_count == 0 || byte_count > 2 * WORD_DIGITS) return false;
    const uint64_t low = last_digits(bytes + byte_count, low_count);
    const uint64_t high = byte_count > WORD_DIGITS
                              ? last_digits(bytes + byte_count - 8, byte_count - WORD_DIGITS)
                              : 0;
    *number = field_eight_digits(high) * UINT64_C(100000000) + field_eight_digits(low);
    return (field_not_digits(low) | field_not_digits(high)) == 0;
}

FIELD_INLINE bool is_within(int64_t value, struct decode_range range)
{
    return value >= range.minimum && value <= range.maximum;
}

enum field_finding field_int(const struct field_column *column, struct field_span span,
                             struct decode_range range, int32_t *value)
{
    *value = INT_MISSING;
    if (span.byte_count == 0 || field_is_digit_marker(column->missing, span)) return FIELD_MISSING;
    const bool is_negative = span.bytes[0] == '-';
    uint64_t number;
    if (span.byte_count - is_negative > INT_DIGITS ||
        !read_digits(span.bytes + is_negative, span.byte_count - is_negative, &number))
        return FIELD_REST;
    const int64_t whole = is_negative ? -(int64_t)number : (int64_t)number;
    if (!is_within(whole, range)) return FIELD_REST;
    *value = (int32_t)whole;
    return FIELD_FOUND;
}

/* How many digits stand behind the point of an amount; more than two: none that is read here. */
static uint32_t decimal_count(const char *bytes, uint32_t byte_count)
{
    if (byte_count >= 3 && bytes[byte_count - 3] == '.') return 2;
    return byte_count >= 2 && bytes[byte_count - 2] == '.' ? 1 : 0;
}

enum field_finding field_money(const struct field_column *column, struct field_span span,
                               int64_t *fen)
{
    static const unsigned scale[] = {100, 10, 1};
    *fen = MONEY_MISSING;
    if (span.byte_count == 0 || field_is_digit_marker(column->missing, span)) return FIELD_MISSING;
    const bool is_negative = span.bytes[0] == '-';
    const char *bytes = span.bytes + is_negative;
    const uint32_t byte_count = span.byte_count - is_negative;
    const uint32_t decimals = decimal_count(bytes, byte_count);
    const uint32_t whole_count = byte_count - decimals - (decimals > 0);
    uint64_t whole, fraction = 0;
    if (whole_count > MONEY_DIGITS || !read_digits(bytes, whole_count, &whole) ||
        (decimals > 0 && !read_digits(bytes + byte_count - decimals, decimals, &fraction)))
        return FIELD_REST;
    const int64_t amount = (int64_t)(whole * 100 + fraction * (decimals > 0 ? scale[decimals] : 0));
    *fen = is_negative ? -amount : amount;
    return FIELD_FOUND;
}

/* A number of 1 to 8 digits without a sign. */
FIELD_INLINE bool read_usual_int(struct field_span span, struct decode_range range, uint32_t *value)
{
    if (span.byte_count - 1 >= WORD_DIGITS) return false;
    const uint64_t digits = last_digits(span.bytes + span.byte_count, span.byte_count);
    const bool is_in_range = is_within(field_eight_digits(digits), range);
    *value = field_eight_digits(digits);
    return field_not_digits(digits) == 0 && is_in_range;
}

/* Where whole numbers go: one of the two. */
struct int_target {
    int32_t *ints;
    int8_t *small;
};

FIELD_INLINE void put_int(struct int_target target, uint32_t row, int32_t value)
{
    if (target.ints)
        target.ints[row] = value;
    else
        target.small[row] = (int8_t)(value == INT_MISSING ? SCORE_MISSING : value);
}

static __attribute__((noinline)) void read_other_int(const struct field_column *column,
                                                     uint32_t row, struct decode_range range,
                                                     struct int_target target,
                                                     struct field_outcome *outcome)
{
    int32_t value;
    const struct field_span span = field_at(column->window, column->field, row);
    const enum field_finding finding = field_int(column, span, range, &value);
    put_int(target, row, value);
    outcome->missing_count += finding == FIELD_MISSING;
    if (finding == FIELD_REST) outcome->rest_rows[outcome->rest_count++] = (uint16_t)row;
}

FIELD_INLINE void read_ints(const struct field_column *column, struct decode_range range,
                            struct int_target target, struct field_outcome *outcome,
                            const bool has_quotes)
{
    struct field_cursor cursor = field_cursor(column->window, column->field, 0);
    const bool has_digit_markers = column->missing->digit_length_bits != 0;
    const uint32_t row_count = column->window->row_count;
    struct field_outcome counted = {.rest_rows = outcome->rest_rows};
    for (uint32_t row = 0; row < row_count; row++) {
        /* A loop without a call, so that everything stays in registers. */
        for (; row < row_count; row++) {
            uint32_t number;
            const struct field_span span = field_next(&cursor, has_quotes);
            if (has_digit_markers || !read_usual_int(span, range, &number)) break;
            put_int(target, row, (int32_t)number);
        }
        if (row < row_count) read_other_int(column, row, range, target, &counted);
    }
    *outcome = counted;
}

void fields_read_ints_portable(const struct field_column *column, struct decode_range range,
                               int32_t *values, struct field_outcome *outcome)
{
    if (column->window->has_quotes)
        read_ints(column, range, (struct int_target){values, NULL}, outcome, true);
    else
        read_ints(column, range, (struct int_target){values, NULL}, outcome, false);
}

void fields_read_small_portable(const struct field_column *column, struct decode_range range,
                                int8_t *values, struct field_outcome *outcome)
{
    if (column->window->has_quotes)
        read_ints(column, range, (struct int_target){NULL, values}, outcome, true);
    else
        read_ints(column, range, (struct int_target){NULL, values}, outcome, false);
}

/* By the number of decimals: which bytes stay where they are (the others move up by one, over the
 * point) and what the number is to be multiplied with. */
struct point_form {
    uint64_t staying, moving, scale;
};
static const struct point_form point_forms[3] = {
    {UINT64_MAX, 0, 100},
    {UINT64_C(0xFF) << 56, UINT64_MAX >> 16, 10},
    {UINT64_C(0xFFFF) << 48, UINT64_MAX >> 24, 1},
};

/* An amount of up to 8 bytes without a sign. */
FIELD_INLINE bool read_usual_money(struct field_span span, int64_t *fen)
{
    if (span.byte_count - 1 >= WORD_DIGITS) return false;
    const uint64_t bytes = last_digits(span.bytes + span.byte_count, span.byte_count);
    const unsigned has_two = (bytes >> 40 & 0xFF) == ('.' ^ '0');
    const unsigned has_one = (bytes >> 48 & 0xFF) == ('.' ^ '0');
    const struct point_form *form = &point_forms[has_two ? 2 : has_one];
    const uint64_t digits = (bytes & form->staying) | (bytes & form->moving) << 8;
    *fen = (int64_t)(field_eight_digits(digits) * form->scale);
    return field_not_digits(digits) == 0;
}

static __attribute__((noinline)) void read_other_money(const struct field_column *column,
                                                       uint32_t row, int64_t *fen,
                                                       struct field_outcome *outcome)
{
    const struct field_span span = field_at(column->window, column->field, row);
    const enum field_finding finding = field_money(column, span, &fen[row]);
    outcome->missing_count += finding == FIELD_MISSING;
    if (finding == FIELD_REST) outcome->rest_rows[outcome->rest_count++] = (uint16_t)row;
}

FIELD_INLINE void read_money(const struct field_column *column, int64_t *fen,
                             struct field_outcome *outcome, const bool has_quotes)
{
    struct field_cursor cursor = field_cursor(column->window, column->field, 0);
    const bool has_digit_markers = column->missing->digit_length_bits != 0;
    const uint32_t row_count = column->window->row_count;
    struct field_outcome counted = {.rest_rows = outcome->rest_rows};
    for (uint32_t row = 0; row < row_count; row++) {
        for (; row < row_count; row++) {
            const struct field_span span = field_next(&cursor, has_quotes);
            if (has_digit_markers || !read_usual_money(span, &fen[row])) break;
        }
        if (row < row_count) read_other_money(column, row, fen, &counted);
    }
    *outcome = counted;
}

void fields_read_money_portable(const struct field_column *column, int64_t *fen,
                                struct field_outcome *outcome)
{
    if (column->window->has_quotes)
        read_money(column, fen, outcome, true);
    else
        read_money(column, fen, outcome, false);
}
