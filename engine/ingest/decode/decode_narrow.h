/* ingest/decode/decode_narrow.h: what the decoders parse. A field becomes a run of one-byte symbols
 * that is the same whatever its encoding: ASCII stands for itself, full-width forms for their ASCII
 * twins, and the few Chinese characters that dates, money and answers are written with for the
 * symbols below. So every grammar is written once. A field of pure ASCII is its own run and is not
 * copied. For the decoders only. Pure and thread-safe. */
#ifndef INGEST_DECODE_NARROW_H
#define INGEST_DECODE_NARROW_H
#include "ingest/decode/decode.h"

enum narrow_symbol {
    NARROW_YEAR = 0x80, /* 年 */
    NARROW_MONTH,       /* 月 */
    NARROW_DAY,         /* 日 号 */
    NARROW_HOUR,        /* 时 点 */
    NARROW_MINUTE,      /* 分 */
    NARROW_SECOND,      /* 秒 */
    NARROW_UPPER,       /* 上 */
    NARROW_LOWER,       /* 下 */
    NARROW_NOON,        /* 午 */
    NARROW_YES,         /* 是 */
    NARROW_NO,          /* 否 */
    NARROW_YUAN,        /* 元 */
    NARROW_CURRENCY,    /* ¥ ￥ */
    NARROW_OTHER,       /* any other character, and bytes that are none */
    NARROW_END          /* what narrow_peek says behind the last symbol; never in a run */
};

/* A place in a run of symbols. */
struct narrow {
    const unsigned char *at, *end;
};

struct narrow_buffer {
    unsigned char symbols[DECODE_FIELD_CHARACTERS];
};

/* The trimmed field as symbols, in `buffer` (which must live as long as the run) or where it
 * stands. DECODE_OK; DECODE_MISSING when nothing is left of it; DECODE_TOO_LONG. */
enum decode_status narrow_read(enum encoding encoding, struct slice field,
                               struct narrow_buffer *buffer, struct narrow *run);

static inline bool narrow_is_at_end(const struct narrow *run)
{
    return run->at == run->end;
}

static inline unsigned narrow_peek(const struct narrow *run)
{
    return run->at < run->end ? *run->at : (unsigned)NARROW_END;
}

/* Step over `symbol` if it is the next one. */
static inline bool narrow_take(struct narrow *run, unsigned symbol)
{
    if (narrow_peek(run) != symbol) return false;
    run->at++;
    return true;
}

static inline bool narrow_is_digit(const struct narrow *run)
{
    return narrow_peek(run) - '0' < 10U;
}

/* Step over blanks; whether there were any. */
static inline bool narrow_take_blanks(struct narrow *run)
{
    const unsigned char *start = run->at;
    while (narrow_take(run, ' ')) continue;
    return run->at > start;
}

/* Step over at most `limit` (up to 9) digits; *value is their number. Returns how many there were.
 */
static inline unsigned narrow_take_digits(struct narrow *run, unsigned limit, unsigned *value)
{
    unsigned count = 0;
    *value = 0;
    while (count < limit && narrow_is_digit(run)) {
        *value = *value * 10 + (*run->at++ - (unsigned)'0');
        count++;
    }
    return count;
}

#endif
