/* ingest/fields/fields_digits.h: what the variants of read_digits share. For those only. */
#ifndef INGEST_FIELDS_DIGITS_H
#define INGEST_FIELDS_DIGITS_H
#include "ingest/fields/fields_kernels.h"

enum { FIELD_DIGIT_REST = INT8_MAX };

/* A field as one byte: 0 for the empty one, its byte if it has one, else a byte that is no digit.
 * (No field holds a NUL byte.) */
FIELD_INLINE unsigned char field_digit_byte(struct field_span span)
{
    return (unsigned char)(span.byte_count == 1   ? span.bytes[0]
                           : span.byte_count == 0 ? '\0'
                                                  : '?');
}

/* What such a byte means in a column. */
FIELD_INLINE int8_t field_digit_meaning(const struct field_digits *digits, unsigned char byte)
{
    const unsigned digit = (unsigned char)(byte - '0');
    if (byte == 0) return INT8_MIN;
    return digits->meanings[digit < 15 ? digit : 15];
}

/* The fields of `count` columns of one row, as such bytes. */
void fields_digits_pack(const struct field_window *window, uint32_t field, uint32_t count,
                        uint32_t row, unsigned char *bytes);
/* Set the counts of each column to 0. */
void fields_digits_clear(struct field_digits *digits, uint32_t count);

#endif
