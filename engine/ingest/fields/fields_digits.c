#include "ingest/fields/fields_digits.h"

_Static_assert(SCORE_MISSING == INT8_MIN && BOOL_MISSING == INT8_MIN, "one missing value for both");

void field_digits_init(struct field_digits *digits, struct decode_range range,
                       const struct field_missing *missing)
{
    for (int digit = 0; digit < 16; digit++) {
        const char byte = (char)('0' + digit);
        const bool is_value = digit < 10 && digit >= range.minimum && digit <= range.maximum;
        digits->meanings[digit] = FIELD_DIGIT_REST;
        if (is_value) digits->meanings[digit] = (int8_t)digit;
        if (digit < 10 && field_is_digit_marker(missing, (struct field_span){&byte, 1, false}))
            digits->meanings[digit] = INT8_MIN;
    }
}

void fields_digits_pack(const struct field_window *window, uint32_t field, uint32_t count,
                        uint32_t row, unsigned char *bytes)
{
    for (uint32_t i = 0; i < count; i++) {
        bytes[i] = field_digit_byte(field_at(window, field + i, row));
    }
}

void fields_digits_clear(struct field_digits *digits, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++)
        digits[i].outcome = (struct field_outcome){.rest_rows = digits[i].outcome.rest_rows};
}

/* One column; whether some field has to go to the rest. */
FIELD_INLINE bool read_values(const struct field_window *window, uint32_t field,
                              struct field_digits *digits, const bool has_quotes)
{
    struct field_cursor cursor = field_cursor(window, field, 0);
    uint32_t missing_count = 0, rest_count = 0;
    for (uint32_t row = 0; row < window->row_count; row++) {
        const struct field_span span = field_next(&cursor, has_quotes);
        const int8_t value = field_digit_meaning(digits, field_digit_byte(span));
        digits->values[row] = value;
        missing_count += value == INT8_MIN;
        rest_count += value == FIELD_DIGIT_REST;
    }
    digits->outcome = (struct field_outcome){.rest_rows = digits->outcome.rest_rows,
                                             .rest_count = rest_count,
                                             .missing_count = missing_count};
    return rest_count > 0;
}

/* The rows that the first loop left. */
static void list_rest(struct field_digits *digits, uint32_t row_count)
{
    uint32_t rest_count = 0;
    for (uint32_t row = 0; row < row_count; row++) {
        if (digits->values[row] != FIELD_DIGIT_REST) continue;
        digits->values[row] = INT8_MIN;
        digits->outcome.rest_rows[rest_count++] = (uint16_t)row;
    }
}

void fields_read_digits_portable(const struct field_window *window, uint32_t field,
                                 struct field_digits *digits, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        const bool has_rest = window->has_quotes
                                  ? read_values(window, field + i, &digits[i], true)
                                  : read_values(window, field + i, &digits[i], false);
        if (has_rest) list_rest(&digits[i], window->row_count);
    }
}
