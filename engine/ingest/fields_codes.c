/* Columns whose fields are looked up by their bytes. */
#include "ingest/field_book_slots.h"
#include "ingest/fields.h"

/* What the book says of one field. */
struct known {
    int64_t value;
    uint64_t marks;
};

/* A field of more than FIELD_BOOK_NARROW_BYTES. */
FIELD_INLINE struct known find_wide(const struct field_book *book, struct field_span span)
{
    const struct field_wide_slot *slot;
    if (span.byte_count > FIELD_BOOK_WIDE_BYTES) {
        slot = field_book_long_slot(book, (struct slice){span.bytes, span.byte_count});
    } else {
        const uint64_t third = field_word(span.bytes + 16), fourth = field_word(span.bytes + 24);
        const uint32_t behind = span.byte_count - 16;
        const uint64_t key[4] = {field_word(span.bytes), field_word(span.bytes + 8),
                                 third & field_low_bytes(behind),
                                 behind > 8 ? fourth & field_low_bytes(behind - 8) : 0};
        slot = field_book_wide_slot(book, key);
    }
    return (struct known){slot->value, slot->marks};
}

/* By the number of bytes, which of two words belong to the field. */
static const uint64_t narrow_masks[FIELD_BOOK_NARROW_BYTES + 1][2] = {
    {0, 0},
    {0xFF, 0},
    {0xFFFF, 0},
    {0xFFFFFF, 0},
    {0xFFFFFFFF, 0},
    {0xFFFFFFFFFF, 0},
    {0xFFFFFFFFFFFF, 0},
    {0xFFFFFFFFFFFFFF, 0},
    {UINT64_MAX, 0},
    {UINT64_MAX, 0xFF},
    {UINT64_MAX, 0xFFFF},
    {UINT64_MAX, 0xFFFFFF},
    {UINT64_MAX, 0xFFFFFFFF},
    {UINT64_MAX, 0xFFFFFFFFFF},
    {UINT64_MAX, 0xFFFFFFFFFFFF},
    {UINT64_MAX, 0xFFFFFFFFFFFFFF},
    {UINT64_MAX, UINT64_MAX},
};

FIELD_INLINE struct known find(const struct field_book *book, struct field_span span)
{
    if (span.byte_count > FIELD_BOOK_NARROW_BYTES) return find_wide(book, span);
    const uint64_t *masks = narrow_masks[span.byte_count];
    const struct field_narrow_slot *slot = field_book_narrow_slot(
        book, field_word(span.bytes) & masks[0], field_word(span.bytes + 8) & masks[1]);
    return (struct known){slot->value, slot->marks};
}

FIELD_INLINE void put_value(void *values, uint32_t row, int64_t value, const unsigned value_bytes)
{
    if (value_bytes == 1)
        ((int8_t *)values)[row] = (int8_t)value;
    else if (value_bytes == 4)
        ((int32_t *)values)[row] = (int32_t)value;
    else
        ((int64_t *)values)[row] = value;
}

FIELD_INLINE void read_known(const struct field_window *window, uint32_t field,
                             const struct field_book *book, void *values,
                             struct field_outcome *outcome, const unsigned value_bytes,
                             const bool has_quotes)
{
    struct field_cursor cursor = field_cursor(window, field, 0);
    const uint32_t row_count = window->row_count;
    uint16_t *rest_rows = outcome->rest_rows;
    uint64_t counts = 0;
    uint32_t rest_count = 0;
    for (uint32_t row = 0; row < row_count; row++) {
        const struct known known = find(book, field_next(&cursor, has_quotes));
        put_value(values, row, known.value, value_bytes);
        counts += known.marks;
        rest_rows[rest_count] = (uint16_t)row; /* overwritten by the next, if it is none */
        rest_count += (uint32_t)(known.marks >> 63);
    }
    outcome->rest_count = rest_count;
    outcome->missing_count = counts & 0xFFFF;
    outcome->unlisted_count = counts >> 16 & 0xFFFF;
    outcome->date_alone_count = counts >> 32 & 0xFFFF;
}

FIELD_INLINE void read_known_of(const struct field_window *window, uint32_t field,
                                const struct field_book *book, void *values,
                                struct field_outcome *outcome, const unsigned value_bytes)
{
    if (window->has_quotes)
        read_known(window, field, book, values, outcome, value_bytes, true);
    else
        read_known(window, field, book, values, outcome, value_bytes, false);
}

void fields_read_codes(const struct field_window *window, uint32_t field,
                       const struct field_book *book, uint32_t *codes,
                       struct field_outcome *outcome)
{
    read_known_of(window, field, book, codes, outcome, 4);
}

void fields_read_known(const struct field_window *window, uint32_t field,
                       const struct field_book *book, void *values, unsigned value_bytes,
                       struct field_outcome *outcome)
{
    if (value_bytes == 1)
        read_known_of(window, field, book, values, outcome, 1);
    else if (value_bytes == 4)
        read_known_of(window, field, book, values, outcome, 4);
    else
        read_known_of(window, field, book, values, outcome, 8);
}
