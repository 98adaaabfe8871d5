/* ingest/fields/field_access.h: the fields of one column of a window one after the other, and their
 * bytes as words of eight. Everything is inlined, so that a reader is one loop without a call;
 * functions with a `const bool` are templates: the constant decides which code there is. For the
 * readers of this layer (fields_*.c) only. */
#ifndef INGEST_FIELD_ACCESS_H
#define INGEST_FIELD_ACCESS_H
#include "ingest/fields/field_window.h"

#include <string.h>

#define FIELD_INLINE static inline __attribute__((always_inline))

#define FIELD_EVERY_BYTE(byte) (UINT64_C(0x0101010101010101) * (byte))

/* A column, from some row on: where that row's field starts and ends. A cursor is stepped, not
 * indexed, and `first` is the text less the delimiter before a field, so that the loops that live
 * of it keep all of it in registers. */
struct field_cursor {
    const char *text, *first;
    const uint16_t *starts, *ends;
    uint32_t start_step, end_step;
};

struct field_span {
    const char *bytes;
    uint32_t byte_count;
    bool is_quoted; /* it stood in quotes; bytes is what lies between them */
};

FIELD_INLINE struct field_cursor field_cursor(const struct field_window *window, uint32_t field,
                                              uint32_t row)
{
    const uint32_t field_count = window->field_count;
    const uint16_t *ends = window->ends + (size_t)row * field_count + field;
    if (field == 0)
        return (struct field_cursor){window->text, window->text, window->row_starts + row, ends, 1,
                                     field_count};
    return (struct field_cursor){window->text, window->text + 1, ends - 1,
                                 ends,         field_count,      field_count};
}

/* The field of the cursor's row, which becomes the next one. A doubled quote within quotes still
 * stands as two. */
FIELD_INLINE struct field_span field_next(struct field_cursor *cursor, const bool has_quotes)
{
    const char *bytes = cursor->first + *cursor->starts;
    struct field_span span = {bytes, (uint32_t)(cursor->text + *cursor->ends - bytes), false};
    cursor->starts += cursor->start_step;
    cursor->ends += cursor->end_step;
    if (has_quotes && span.byte_count >= 2 && span.bytes[0] == '"') {
        span.bytes++;
        span.byte_count -= 2;
        span.is_quoted = true;
    }
    return span;
}

/* The field of one row alone. */
static inline struct field_span field_at(const struct field_window *window, uint32_t field,
                                         uint32_t row)
{
    struct field_cursor cursor = field_cursor(window, field, row);
    return field_next(&cursor, window->has_quotes);
}

/* Eight bytes, the first in the lowest bits. */
FIELD_INLINE uint64_t field_word(const char *at)
{
    uint64_t word;
    memcpy(&word, at, sizeof word);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    word = __builtin_bswap64(word);
#endif
    return word;
}

FIELD_INLINE void field_put_word(char *at, uint64_t word)
{
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    word = __builtin_bswap64(word);
#endif
    memcpy(at, &word, sizeof word);
}

/* The lowest byte_count (0 to 8) bytes set. */
FIELD_INLINE uint64_t field_low_bytes(uint32_t byte_count)
{
    return byte_count >= 8 ? ~UINT64_C(0) : (UINT64_C(1) << 8 * byte_count) - 1;
}

/* Whether one of the eight bytes is `byte`. */
FIELD_INLINE bool field_word_has(uint64_t word, unsigned char byte)
{
    const uint64_t difference = word ^ FIELD_EVERY_BYTE(byte);
    return ((difference - FIELD_EVERY_BYTE(1)) & ~difference & FIELD_EVERY_BYTE(0x80)) != 0;
}

/* Bytes that are 0 to 9 leave no bit here; others leave some. Of use with words whose digits were
 * turned to their values by an exclusive or with '0'. */
FIELD_INLINE uint64_t field_not_digits(uint64_t values)
{
    return (values | (values + FIELD_EVERY_BYTE(6))) & FIELD_EVERY_BYTE(0xF0);
}

/* Eight digit values, the first the highest, as a number: pairs, fours, eight. */
FIELD_INLINE uint32_t field_eight_digits(uint64_t values)
{
    const uint64_t pairs_mask = UINT64_C(0x000000FF000000FF);
    values = values * 10 + (values >> 8);
    return (uint32_t)(((values & pairs_mask) * UINT64_C(0x000F424000000064) +
                       ((values >> 16) & pairs_mask) * UINT64_C(0x0000271000000001)) >>
                      32);
}

#endif
