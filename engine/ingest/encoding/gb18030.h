/* ingest/encoding/gb18030.h: GB18030 (and so GBK and GB2312) as the WHATWG Encoding Standard
 * decodes it: its index, its four-byte ranges, and the lone byte 0x80 for the euro sign that
 * Windows' code page 936 writes. What is valid: ASCII; 0x80; lead 81-FE + trail 40-7E, 80-FE; four
 * bytes 81-FE 30-39 81-FE 30-39 whose pointer lies in a range. 0xFF never. All functions are pure
 * but for the object they are given, and thread-safe. */
#ifndef INGEST_GB18030_H
#define INGEST_GB18030_H
#include "base/isa.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define GB18030_NO_OFFSET UINT64_MAX

/* Feed a stream in pieces of any size, a character may be split between two; then finish, then read
 * the results. */
struct gb18030_check {
    enum isa isa; /* ISA_PORTABLE; whoever knows what the processor has may set it at any time */
    uint64_t bad_offset;   /* result: first byte of the first bad sequence, or GB18030_NO_OFFSET */
    uint64_t bad_count;    /* result: bad sequences; counting goes on behind each with the byte that
                              broke it */
    uint64_t byte_count;   /* bytes fed so far */
    unsigned char held[3]; /* the unfinished character */
    unsigned char held_count;
};

void gb18030_check_init(struct gb18030_check *check);
void gb18030_check_feed(struct gb18030_check *check, const void *bytes, size_t byte_count);
/* The stream has ended: an unfinished character is bad. Returns whether the whole stream was valid.
 */
bool gb18030_check_finish(struct gb18030_check *check);

bool gb18030_is_valid(const void *bytes, size_t byte_count);
/* The same by the vectors of a variant that is here. */
bool gb18030_is_valid_fast(enum isa isa, const void *bytes, size_t byte_count);

/* The first character of bytes[0..byte_count): its length, 1, 2 or 4, and *code_point; 0 when it is
 * not valid. */
size_t gb18030_next(const void *bytes, size_t byte_count, uint32_t *code_point);
/* The bytes that decode to code_point, two if possible; 0 when there are none. Slow (it searches
 * the index): for settings and tests, not for rows. */
enum { GB18030_CHARACTER_BYTES = 4 };
size_t gb18030_put(uint32_t code_point, unsigned char out[GB18030_CHARACTER_BYTES]);

/* bytes[0..byte_count) as UTF-8 into `into`, which has room for GB18030_UTF8_GROWTH bytes a byte;
 * *written is their number. False when the bytes are not valid; then *written counts what stood
 * before the first bad sequence. */
enum { GB18030_UTF8_GROWTH = 3 };
bool gb18030_to_utf8(const void *bytes, size_t byte_count, char *into, size_t *written);

#endif
