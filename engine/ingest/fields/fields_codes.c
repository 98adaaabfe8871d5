/* Columns whose fields are looked up by their bytes. */
#include "ingest/fields/fields_codes.h"

enum { SHORT_WORDS = 2, SHORT_BYTES = 16 };

/* A field of more than SHORT_BYTES. */
FIELD_INLINE const struct field_slot *find_long(const struct field_book *book,
                                                struct field_span span)
{
    if (span.byte_count > FIELD_BOOK_KEY_BYTES)
        return field_book_find_long(book, (struct slice){span.bytes, span.byte_count});
    const uint32_t behind = span.byte_count - SHORT_BYTES;
    const uint64_t fourth = field_word(span.bytes + 24);
    const uint64_t key[FIELD_BOOK_WORDS] = {field_word(span.bytes), field_word(span.bytes + 8),
                                            field_word(span.bytes + 16) & field_low_bytes(behind),
                                            behind > 8 ? fourth & field_low_bytes(behind - 8) : 0};
    const uint64_t sum = field_book_sum(key[0], 0) + field_book_sum(key[1], 1) +
                         field_book_sum(key[2], 2) + field_book_sum(key[3], 3);
    const struct field_slot *slot = field_book_slot(book, field_book_hash(sum));
    const uint64_t difference = (slot->key[0] ^ key[0]) | (slot->key[1] ^ key[1]) |
                                (slot->key[2] ^ key[2]) | (slot->key[3] ^ key[3]) |
                                (slot->code & FIELD_MARK_LONGER(FIELD_BOOK_WORDS));
    return difference == 0 ? slot : field_book_unknown(book);
}

/* By the number of bytes, which of two words belong to the field. */
static const uint64_t short_masks[SHORT_BYTES + 1][SHORT_WORDS] = {
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

FIELD_INLINE const struct field_slot *find(const struct field_book *book, struct field_span span)
{
    if (span.byte_count > SHORT_BYTES) return find_long(book, span);
    const uint64_t *masks = short_masks[span.byte_count];
    const uint64_t first = field_word(span.bytes) & masks[0];
    const uint64_t second = field_word(span.bytes + 8) & masks[1];
    const uint64_t sum = field_book_sum(first, 0) + field_book_sum(second, 1);
    const struct field_slot *slot = field_book_slot(book, field_book_hash(sum));
    const uint64_t difference = (slot->key[0] ^ first) | (slot->key[1] ^ second) |
                                (slot->code & FIELD_MARK_LONGER(SHORT_WORDS));
    return difference == 0 ? slot : field_book_unknown(book);
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
    struct code_counts counts = {.rest_rows = outcome->rest_rows};
    uint32_t date_alone_count = 0;
    for (uint32_t row = 0; row < row_count; row++) {
        const struct field_slot *slot = find(book, field_next(&cursor, has_quotes));
        put_value(values, row, slot->value, value_bytes);
        date_alone_count += (slot->code & FIELD_MARK_DATE_ALONE) != 0;
        code_counts_add(&counts, slot->code, row);
    }
    *outcome = code_counts_outcome(&counts);
    outcome->date_alone_count = date_alone_count;
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

FIELD_INLINE void read_codes(const struct field_window *window, uint32_t field,
                             const struct field_book *book, uint32_t *codes,
                             struct field_outcome *outcome, const bool is_short,
                             const bool has_quotes)
{
    struct field_cursor cursor = field_cursor(window, field, 0);
    struct code_counts counts = {.rest_rows = outcome->rest_rows};
    const uint32_t row_count = window->row_count;
    for (uint32_t row = 0; row < row_count; row++) {
        const struct field_span span = field_next(&cursor, has_quotes);
        const struct field_slot *slot =
            is_short ? field_book_find_short(book, span) : find(book, span);
        codes[row] = (uint32_t)slot->code;
        code_counts_add(&counts, slot->code, row);
    }
    *outcome = code_counts_outcome(&counts);
}

void fields_read_codes_portable(const struct field_window *window, uint32_t field,
                                const struct field_book *book, uint32_t *codes,
                                struct field_outcome *outcome)
{
    const bool is_short = field_book_is_short(book);
    if (window->has_quotes && is_short)
        read_codes(window, field, book, codes, outcome, true, true);
    else if (window->has_quotes)
        read_codes(window, field, book, codes, outcome, false, true);
    else if (is_short)
        read_codes(window, field, book, codes, outcome, true, false);
    else
        read_codes(window, field, book, codes, outcome, false, false);
}
