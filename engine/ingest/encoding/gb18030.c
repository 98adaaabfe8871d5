#include "ingest/encoding/gb18030.h"

#include "base/embedded.h"
#include "ingest/encoding/gb18030_blocks.h"
#include "ingest/encoding/utf8.h"
#include "ingest/fields/byte_word.h"

#include <string.h>

/* engine/ingest/encoding/gb18030.index, made by tests/reference/gb18030_index.py: POINTER_COUNT
 * code points, then RANGE_COUNT pairs (first pointer, first code point), 16 bits little-endian
 * each. */
extern const struct embedded gb18030_files[];

enum { POINTER_COUNT = 126 * 190, RANGE_COUNT = 206 };
enum { LAST_BMP_POINTER = 39419, FIRST_ASTRAL_POINTER = 189000, LAST_POINTER = 1237575 };
/* The change of GB18030-2005: U+1E3F and U+E7C7 changed places, and the ranges keep the old one. */
enum { MOVED_POINTER = 7457, MOVED_CODE_POINT = 0xE7C7 };

static uint32_t number_at(size_t index)
{
    const unsigned char *at = gb18030_files[0].bytes + 2 * index;
    return (uint32_t)(at[0] | at[1] << 8);
}

static uint32_t range_pointer(size_t range)
{
    return number_at(POINTER_COUNT + 2 * range);
}

static uint32_t range_code_point(size_t range)
{
    return number_at(POINTER_COUNT + 2 * range + 1);
}

/* The last range whose first pointer (or first code point, by `start`) is not above `wanted`. */
static size_t range_of(uint32_t (*start)(size_t), uint32_t wanted)
{
    size_t low = 0, high = RANGE_COUNT;
    while (high - low > 1) {
        const size_t middle = low + (high - low) / 2;
        if (start(middle) <= wanted)
            low = middle;
        else
            high = middle;
    }
    return low;
}

static bool is_digit(unsigned char byte)
{
    return byte >= 0x30 && byte <= 0x39;
}

static bool is_lead(unsigned char byte)
{
    return byte >= 0x81 && byte <= 0xFE;
}

static bool is_trail(unsigned char byte)
{
    return byte >= 0x40 && byte <= 0xFE && byte != 0x7F;
}

static uint32_t four_byte_pointer(const unsigned char *at)
{
    return ((at[0] - 0x81U) * 10 + (at[1] - 0x30U)) * 1260 + (at[2] - 0x81U) * 10 + at[3] - 0x30U;
}

static bool has_code_point(uint32_t pointer)
{
    return pointer <= LAST_BMP_POINTER ||
           (pointer >= FIRST_ASTRAL_POINTER && pointer <= LAST_POINTER);
}

enum { UNFINISHED = 0, BAD = -1 };

/* Length of the character that at[0..byte_count) begins with, byte_count > 0; UNFINISHED when these
 * bytes may begin one but do not hold it, BAD when no bytes behind them could make it one. */
static int sequence_length(const unsigned char *at, size_t byte_count)
{
    if (at[0] <= 0x80) return 1;
    if (!is_lead(at[0])) return BAD;
    if (byte_count < 2) return UNFINISHED;
    if (is_trail(at[1])) return 2; /* every two-byte pointer is in the index */
    if (!is_digit(at[1])) return BAD;
    if (byte_count < 3) return UNFINISHED;
    if (!is_lead(at[2])) return BAD;
    if (byte_count < 4) return UNFINISHED;
    return is_digit(at[3]) && has_code_point(four_byte_pointer(at)) ? 4 : BAD;
}

static uint32_t two_byte_code_point(unsigned char lead, unsigned char trail)
{
    return number_at((lead - 0x81U) * 190U + trail - (trail < 0x7F ? 0x40U : 0x41U));
}

static uint32_t pointer_code_point(uint32_t pointer)
{
    if (pointer >= FIRST_ASTRAL_POINTER) return 0x10000 + (pointer - FIRST_ASTRAL_POINTER);
    if (pointer == MOVED_POINTER) return MOVED_CODE_POINT;
    const size_t range = range_of(range_pointer, pointer);
    return range_code_point(range) + (pointer - range_pointer(range));
}

size_t gb18030_next(const void *bytes, size_t byte_count, uint32_t *code_point)
{
    const unsigned char *at = bytes;
    if (byte_count == 0) return 0;
    const int length = sequence_length(at, byte_count);
    if (length <= 0) return 0;
    if (length == 1)
        *code_point = at[0] == 0x80 ? 0x20AC : at[0];
    else if (length == 2)
        *code_point = two_byte_code_point(at[0], at[1]);
    else
        *code_point = pointer_code_point(four_byte_pointer(at));
    return (size_t)length;
}

static struct gb18030_block block_at(const unsigned char *at)
{
    struct gb18030_block block = {0};
    for (unsigned i = 0; i < GB18030_BLOCK_BYTES; i += 8) {
        const uint64_t word = byte_word_at(at + i), high = word & BYTE_WORD_HIGH;
        const uint64_t low = word & ~BYTE_WORD_HIGH;
        const uint64_t some_low = (low + ~BYTE_WORD_HIGH) & BYTE_WORD_HIGH;
        const uint64_t all_low = (low + BYTE_WORD_ONES) & BYTE_WORD_HIGH;
        const uint64_t narrow = word << 1 & ~word & ~all_low & BYTE_WORD_HIGH; /* 40 to 7E */
        block.leads |= byte_word_pack(high & some_low & ~all_low) << i;
        block.trails |= byte_word_pack(narrow | (high & ~some_low)) << i;
        block.has_bad |= (high & all_low) != 0;
    }
    return block;
}

static size_t blocks_portable(const unsigned char *bytes, size_t byte_count)
{
    bool awaits_trail = false;
    size_t i = 0, valid_count = 0;
    while (byte_count - i >= GB18030_BLOCK_BYTES) {
        if (!awaits_trail && utf8_is_ascii_word(bytes + i)) {
            i += utf8_ascii_prefix(bytes + i, byte_count - i);
            valid_count = i;
            continue;
        }
        const struct gb18030_block block = block_at(bytes + i);
        if (!gb18030_block_is_valid(&block, &awaits_trail)) break;
        i += GB18030_BLOCK_BYTES;
        valid_count = i - awaits_trail;
    }
    return valid_count;
}

static gb18030_blocks_function *blocks_of(enum isa isa)
{
#if defined(__x86_64__)
    if (isa == ISA_AVX512) return gb18030_blocks_avx512;
    if (isa == ISA_AVX2) return gb18030_blocks_avx2;
#endif
    (void)isa;
    return blocks_portable;
}

/* Number of leading bytes that are whole valid characters. Blocks are tried where there was nothing
 * wrong for the length of a block, so that a text full of faults or of four bytes is not read
 * twice.
 */
static size_t valid_prefix(enum isa isa, const unsigned char *bytes, size_t byte_count)
{
    size_t i = 0, next_try = GB18030_BLOCK_BYTES;
    while (i < byte_count) {
        const size_t rest = byte_count - i;
        if (i >= next_try && rest >= GB18030_BLOCK_BYTES) {
            i += blocks_of(isa)(bytes + i, rest);
            next_try = i + GB18030_BLOCK_BYTES;
            continue;
        }
        if (rest >= 8 && utf8_is_ascii_word(bytes + i)) {
            i += utf8_ascii_prefix(bytes + i, rest);
            continue;
        }
        const int length = sequence_length(bytes + i, rest);
        if (length <= 0) break;
        i += (size_t)length;
    }
    return i;
}

bool gb18030_is_valid(const void *bytes, size_t byte_count)
{
    return gb18030_is_valid_fast(ISA_PORTABLE, bytes, byte_count);
}

bool gb18030_is_valid_fast(enum isa isa, const void *bytes, size_t byte_count)
{
    return valid_prefix(isa, bytes, byte_count) == byte_count;
}

void gb18030_check_init(struct gb18030_check *check)
{
    *check = (struct gb18030_check){.isa = ISA_PORTABLE, .bad_offset = GB18030_NO_OFFSET};
}

static void count_bad(struct gb18030_check *check, uint64_t offset)
{
    if (check->bad_count++ == 0) check->bad_offset = offset;
    check->held_count = 0;
}

/* One byte of a character that does not lie whole in one piece, or is bad. */
static void step(struct gb18030_check *check, unsigned char byte, uint64_t offset)
{
    unsigned char sequence[4];
    memcpy(sequence, check->held, sizeof check->held);
    sequence[check->held_count] = byte;
    const int length = sequence_length(sequence, check->held_count + 1U);
    if (length == UNFINISHED) {
        check->held[check->held_count++] = byte;
        return;
    }
    const bool is_first = check->held_count == 0;
    if (length == BAD) count_bad(check, offset - check->held_count);
    check->held_count = 0;
    if (length == BAD && !is_first) step(check, byte, offset);
}

void gb18030_check_feed(struct gb18030_check *check, const void *bytes, size_t byte_count)
{
    const unsigned char *at = bytes;
    size_t i = 0;
    while (i < byte_count) {
        if (check->held_count == 0) i += valid_prefix(check->isa, at + i, byte_count - i);
        if (i == byte_count) break;
        step(check, at[i], check->byte_count + i);
        i++;
    }
    check->byte_count += byte_count;
}

bool gb18030_check_finish(struct gb18030_check *check)
{
    if (check->held_count > 0) count_bad(check, check->byte_count - check->held_count);
    return check->bad_count == 0;
}

static size_t put_pointer(uint32_t pointer, unsigned char out[GB18030_CHARACTER_BYTES])
{
    out[0] = (unsigned char)(0x81 + pointer / 12600);
    out[1] = (unsigned char)(0x30 + pointer / 1260 % 10);
    out[2] = (unsigned char)(0x81 + pointer / 10 % 126);
    out[3] = (unsigned char)(0x30 + pointer % 10);
    return 4;
}

size_t gb18030_put(uint32_t code_point, unsigned char out[GB18030_CHARACTER_BYTES])
{
    if (code_point < 0x80) {
        out[0] = (unsigned char)code_point;
        return 1;
    }
    for (uint32_t pointer = 0; pointer < POINTER_COUNT; pointer++) {
        if (number_at(pointer) != code_point) continue;
        const uint32_t trail = pointer % 190;
        out[0] = (unsigned char)(0x81 + pointer / 190);
        out[1] = (unsigned char)(trail + (trail < 0x3F ? 0x40 : 0x41));
        return 2;
    }
    if (code_point > 0x10FFFF) return 0;
    if (code_point >= 0x10000) return put_pointer(FIRST_ASTRAL_POINTER + code_point - 0x10000, out);
    if (code_point == MOVED_CODE_POINT) return put_pointer(MOVED_POINTER, out);
    const size_t range = range_of(range_code_point, code_point);
    const uint32_t pointer = range_pointer(range) + (code_point - range_code_point(range));
    /* Between two ranges lie surrogates and characters that once had two bytes: they have none. */
    if (pointer > LAST_BMP_POINTER || pointer_code_point(pointer) != code_point) return 0;
    return put_pointer(pointer, out);
}

bool gb18030_to_utf8(const void *bytes, size_t byte_count, char *into, size_t *written)
{
    const unsigned char *at = bytes;
    size_t i = 0, out = 0;
    while (i < byte_count) {
        uint32_t code_point;
        const size_t length = gb18030_next(at + i, byte_count - i, &code_point);
        if (length == 0) break;
        out += utf8_put(code_point, into + out);
        i += length;
    }
    *written = out;
    return i == byte_count;
}
