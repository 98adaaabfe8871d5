#include "ingest/encoding/utf8.h"

#include "ingest/encoding/utf8_lookup.h"

void utf8_check_init(struct utf8_check *check)
{
    *check = (struct utf8_check){.isa = ISA_PORTABLE, .bad_offset = UTF8_NO_OFFSET};
}

size_t utf8_ascii_prefix(const void *bytes, size_t byte_count)
{
    const unsigned char *at = bytes;
    size_t i = 0;
    while (byte_count - i >= 32 && utf8_is_ascii_word(at + i) && utf8_is_ascii_word(at + i + 8) &&
           utf8_is_ascii_word(at + i + 16) && utf8_is_ascii_word(at + i + 24))
        i += 32;
    while (byte_count - i >= 8 && utf8_is_ascii_word(at + i)) i += 8;
    while (i < byte_count && at[i] < 0x80) i++;
    return i;
}

/* What a lead byte asks for: how many trail bytes, and the range of the first of them. The ranges
 * are where overlong forms (E0, F0), surrogates (ED) and numbers above U+10FFFF (F4) are cut off.
 */
struct lead {
    unsigned char trail_count, trail_low, trail_high;
};

static struct lead lead_of(unsigned char byte)
{
    if (byte >= 0xC2 && byte <= 0xDF) return (struct lead){1, 0x80, 0xBF};
    if (byte == 0xE0) return (struct lead){2, 0xA0, 0xBF};
    if (byte == 0xED) return (struct lead){2, 0x80, 0x9F};
    if (byte >= 0xE1 && byte <= 0xEF) return (struct lead){2, 0x80, 0xBF};
    if (byte == 0xF0) return (struct lead){3, 0x90, 0xBF};
    if (byte == 0xF4) return (struct lead){3, 0x80, 0x8F};
    if (byte >= 0xF1 && byte <= 0xF3) return (struct lead){3, 0x80, 0xBF};
    return (struct lead){0, 0, 0};
}

size_t utf8_next(const void *bytes, size_t byte_count, uint32_t *code_point)
{
    const unsigned char *at = bytes;
    if (byte_count == 0) return 0;
    if (at[0] < 0x80) {
        *code_point = at[0];
        return 1;
    }
    const struct lead lead = lead_of(at[0]);
    if (lead.trail_count == 0 || lead.trail_count >= byte_count) return 0;
    if (at[1] < lead.trail_low || at[1] > lead.trail_high) return 0;
    uint32_t value = at[0] & (0x3FU >> lead.trail_count);
    for (size_t i = 1; i <= lead.trail_count; i++) {
        if ((at[i] & 0xC0) != 0x80) return 0;
        value = value << 6 | (at[i] & 0x3F);
    }
    *code_point = value;
    return lead.trail_count + 1U;
}

/* The characters that Chinese text is made of: U+1000 to U+CFFF, U+E000 to U+FFFF. */
static bool is_common(const unsigned char *at, size_t byte_count)
{
    return byte_count >= 3 && at[0] >= 0xE1 && at[0] <= 0xEF && at[0] != 0xED &&
           (at[1] & 0xC0) == 0x80 && (at[2] & 0xC0) == 0x80;
}

/* Number of leading bytes that are whole valid characters. */
static size_t valid_prefix(const unsigned char *bytes, size_t byte_count)
{
    size_t i = 0;
    while (i < byte_count) {
        const size_t rest = byte_count - i;
        if (rest >= 8 && utf8_is_ascii_word(bytes + i)) {
            i += utf8_ascii_prefix(bytes + i, rest);
            continue;
        }
        uint32_t code_point;
        size_t length;
        if (bytes[i] < 0x80)
            length = 1;
        else if (is_common(bytes + i, rest))
            length = 3;
        else
            length = utf8_next(bytes + i, rest, &code_point);
        if (length == 0) break;
        i += length;
    }
    return i;
}

bool utf8_is_valid(const void *bytes, size_t byte_count)
{
    return valid_prefix(bytes, byte_count) == byte_count;
}

bool utf8_is_valid_fast(enum isa isa, const void *bytes, size_t byte_count)
{
#if defined(__x86_64__)
    if (isa == ISA_AVX512) return utf8_is_valid_avx512(bytes, byte_count);
    if (isa == ISA_AVX2) return utf8_is_valid_avx2(bytes, byte_count);
#endif
    (void)isa;
    return utf8_is_valid(bytes, byte_count);
}

/* bytes[0..byte_count) without the last character, if that is not of one byte. */
static size_t without_last(const unsigned char *bytes, size_t byte_count)
{
    size_t kept = byte_count;
    while (kept > 0 && (bytes[kept - 1] & 0xC0) == 0x80) kept--;
    return kept > 0 && bytes[kept - 1] >= 0xC0 ? kept - 1 : kept;
}

enum { FIRST_BYTES = 256, PIECE_BYTES = 8192 };

/* The same as valid_prefix(), by vectors. They answer for a whole piece, which is read again
 * character by character when something is wrong with it; a first piece without them keeps a text
 * full of faults from being read over and over. */
static size_t valid_prefix_fast(enum isa isa, const unsigned char *bytes, size_t byte_count)
{
    if (isa == ISA_PORTABLE || byte_count / 2 < FIRST_BYTES) return valid_prefix(bytes, byte_count);
    size_t i = valid_prefix(bytes, FIRST_BYTES);
    while (i + UTF8_CHARACTER_BYTES > FIRST_BYTES && i < byte_count) {
        const size_t rest = byte_count - i < PIECE_BYTES ? byte_count - i : PIECE_BYTES;
        const size_t piece = without_last(bytes + i, rest);
        if (piece == 0 || !utf8_is_valid_fast(isa, bytes + i, piece)) break;
        i += piece;
    }
    return i + valid_prefix(bytes + i, byte_count - i);
}

static void count_bad(struct utf8_check *check, uint64_t offset)
{
    if (check->bad_count++ == 0) check->bad_offset = offset;
    check->awaited = 0;
}

/* A byte at the start of a character that does not lie whole in one piece, or is bad. */
static void begin(struct utf8_check *check, unsigned char byte, uint64_t offset)
{
    const struct lead lead = lead_of(byte);
    if (byte >= 0x80 && lead.trail_count == 0) {
        count_bad(check, offset);
        return;
    }
    check->sequence_offset = offset;
    check->awaited = lead.trail_count;
    check->trail_low = lead.trail_low;
    check->trail_high = lead.trail_high;
}

static void step(struct utf8_check *check, unsigned char byte, uint64_t offset)
{
    if (check->awaited == 0) {
        begin(check, byte, offset);
    } else if (byte < check->trail_low || byte > check->trail_high) {
        count_bad(check, check->sequence_offset);
        begin(check, byte, offset);
    } else {
        check->awaited--;
        check->trail_low = 0x80;
        check->trail_high = 0xBF;
    }
}

void utf8_check_feed(struct utf8_check *check, const void *bytes, size_t byte_count)
{
    const unsigned char *at = bytes;
    size_t i = 0;
    while (i < byte_count) {
        if (check->awaited == 0) i += valid_prefix_fast(check->isa, at + i, byte_count - i);
        if (i == byte_count) break;
        step(check, at[i], check->byte_count + i);
        i++;
    }
    check->byte_count += byte_count;
}

bool utf8_check_finish(struct utf8_check *check)
{
    if (check->awaited > 0) count_bad(check, check->sequence_offset);
    return check->bad_count == 0;
}

size_t utf8_put(uint32_t code_point, char out[UTF8_CHARACTER_BYTES])
{
    static const unsigned char marks[5] = {0, 0, 0xC0, 0xE0, 0xF0};
    const size_t length = code_point < 0x80      ? 1
                          : code_point < 0x800   ? 2
                          : code_point < 0x10000 ? 3
                                                 : 4;
    for (size_t i = length - 1; i > 0; i--) {
        out[i] = (char)(0x80 | (code_point & 0x3F));
        code_point >>= 6;
    }
    out[0] = (char)(marks[length] | code_point);
    return length;
}
