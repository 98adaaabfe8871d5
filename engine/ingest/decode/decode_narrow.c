#include "ingest/decode/decode_narrow.h"

struct narrowed {
    uint32_t code_point;
    unsigned char symbol;
};

/* Sorted by code point. */
static const struct narrowed narrowed[] = {
    {0x00A0, ' '},
    {0x00A5, NARROW_CURRENCY},
    {0x2212, '-'},
    {0x3000, ' '},
    {0x4E0A, NARROW_UPPER},
    {0x4E0B, NARROW_LOWER},
    {0x5143, NARROW_YUAN},
    {0x5206, NARROW_MINUTE},
    {0x5348, NARROW_NOON},
    {0x53F7, NARROW_DAY},
    {0x5426, NARROW_NO},
    {0x5E74, NARROW_YEAR},
    {0x65E5, NARROW_DAY},
    {0x65F6, NARROW_HOUR},
    {0x662F, NARROW_YES},
    {0x6708, NARROW_MONTH},
    {0x70B9, NARROW_HOUR},
    {0x79D2, NARROW_SECOND},
    {0xFFE5, NARROW_CURRENCY},
};
enum { NARROWED_COUNT = sizeof narrowed / sizeof narrowed[0] };

/* Full-width ASCII, U+FF01 to U+FF5E, lies this far above ASCII. */
enum { FULL_WIDTH_FIRST = 0xFF01, FULL_WIDTH_LAST = 0xFF5E, FULL_WIDTH_DISTANCE = 0xFEE0 };

static unsigned char symbol_of(uint32_t code_point)
{
    if (code_point < 0x80) return (unsigned char)code_point;
    if (code_point >= FULL_WIDTH_FIRST && code_point <= FULL_WIDTH_LAST)
        return (unsigned char)(code_point - FULL_WIDTH_DISTANCE);
    size_t low = 0, high = NARROWED_COUNT;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if (narrowed[middle].code_point == code_point) return narrowed[middle].symbol;
        if (narrowed[middle].code_point < code_point)
            low = middle + 1;
        else
            high = middle;
    }
    return NARROW_OTHER;
}

static enum decode_status narrow_slowly(enum encoding encoding, struct slice field,
                                        struct narrow_buffer *buffer, struct narrow *run)
{
    size_t i = 0, symbol_count = 0;
    while (i < field.byte_count) {
        if (symbol_count == DECODE_FIELD_CHARACTERS) return DECODE_TOO_LONG;
        const unsigned char byte = (unsigned char)field.bytes[i];
        if (byte < 0x80) {
            buffer->symbols[symbol_count++] = byte;
            i++;
            continue;
        }
        uint32_t code_point;
        const size_t length =
            encoding_next(encoding, field.bytes + i, field.byte_count - i, &code_point);
        buffer->symbols[symbol_count++] = length > 0 ? symbol_of(code_point) : NARROW_OTHER;
        i += length > 0 ? length : 1;
    }
    *run = (struct narrow){buffer->symbols, buffer->symbols + symbol_count};
    return DECODE_OK;
}

enum decode_status narrow_read(enum encoding encoding, struct slice field,
                               struct narrow_buffer *buffer, struct narrow *run)
{
    field = encoding_trim(encoding, field);
    if (field.byte_count == 0) return DECODE_MISSING;
    if (field.byte_count > (size_t)DECODE_FIELD_CHARACTERS * 4) return DECODE_TOO_LONG;
    if (utf8_ascii_prefix(field.bytes, field.byte_count) < field.byte_count)
        return narrow_slowly(encoding, field, buffer, run);
    if (field.byte_count > DECODE_FIELD_CHARACTERS) return DECODE_TOO_LONG;
    run->at = (const unsigned char *)field.bytes;
    run->end = run->at + field.byte_count;
    return DECODE_OK;
}
