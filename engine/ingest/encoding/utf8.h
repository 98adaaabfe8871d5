/* ingest/encoding/utf8.h: is this stream of bytes strict UTF-8 (RFC 3629: nothing overlong, no
 * surrogates, nothing above U+10FFFF), and if not, where does it stop being it. All functions are
 * pure but for the object they are given; one object belongs to one thread. */
#ifndef INGEST_UTF8_H
#define INGEST_UTF8_H
#include "base/isa.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define UTF8_NO_OFFSET UINT64_MAX

/* Feed a stream in pieces of any size, a character may be split between two; then finish, then read
 * the results. */
struct utf8_check {
    enum isa isa; /* ISA_PORTABLE; whoever knows what the processor has may set it at any time */
    uint64_t bad_offset; /* result: first byte of the first bad sequence, or UTF8_NO_OFFSET */
    uint64_t bad_count;  /* result: bad sequences; counting goes on behind each with the byte that
                            broke it */
    uint64_t byte_count; /* bytes fed so far */
    uint64_t sequence_offset;            /* first byte of the unfinished character */
    unsigned char awaited;               /* trail bytes that the unfinished character still needs */
    unsigned char trail_low, trail_high; /* range of the next one */
};

void utf8_check_init(struct utf8_check *check);
void utf8_check_feed(struct utf8_check *check, const void *bytes, size_t byte_count);
/* The stream has ended: an unfinished character is bad. Returns whether the whole stream was valid.
 */
bool utf8_check_finish(struct utf8_check *check);

bool utf8_is_valid(const void *bytes, size_t byte_count);
/* The same by the vectors of a variant that is here. */
bool utf8_is_valid_fast(enum isa isa, const void *bytes, size_t byte_count);
/* Whether the eight bytes at `at` are all below 0x80. */
static inline bool utf8_is_ascii_word(const unsigned char *at)
{
    uint64_t word;
    memcpy(&word, at, sizeof word);
    return (word & UINT64_C(0x8080808080808080)) == 0;
}
/* Number of leading bytes below 0x80, eight at a step. */
size_t utf8_ascii_prefix(const void *bytes, size_t byte_count);

/* The first character of bytes[0..byte_count): its length, 1 to 4, and *code_point; 0 when it is
 * not valid. */
size_t utf8_next(const void *bytes, size_t byte_count, uint32_t *code_point);
/* code_point (a Unicode scalar value) as UTF-8: number of bytes written. */
enum { UTF8_CHARACTER_BYTES = 4 };
size_t utf8_put(uint32_t code_point, char out[UTF8_CHARACTER_BYTES]);

#endif
