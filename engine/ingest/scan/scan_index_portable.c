#include "ingest/fields/byte_word.h"
#include "ingest/scan/scan_index_walk.h"

/* Which bytes may be a quote, CR, LF or NUL: at least those are. */
SCAN_INLINE uint64_t rare_bytes(uint64_t word)
{
    const uint64_t quotes = word ^ ('"' * BYTE_WORD_ONES);
    const uint64_t are_small = (word - ('\r' + 1) * BYTE_WORD_ONES) & ~word;
    return (are_small | ((quotes - BYTE_WORD_ONES) & ~quotes)) & BYTE_WORD_HIGH;
}

SCAN_INLINE uint64_t find(uint64_t word, char character)
{
    return byte_word_pack(byte_word_zeros(word ^ ((unsigned char)character * BYTE_WORD_ONES)));
}

/* Eight bytes at a step, of which most hold nothing but delimiters. */
SCAN_INLINE struct scan_block classify(const char *at, char delimiter, uint64_t *all_bytes)
{
    struct scan_block block = {0};
    for (unsigned i = 0; i < SCAN_BLOCK_BYTES; i += 8) {
        const uint64_t word = byte_word_at(at + i);
        block.delimiters |= find(word, delimiter) << i;
        *all_bytes |= word;
        if (rare_bytes(word) == 0) continue;
        block.quotes |= find(word, '"') << i;
        block.line_feeds |= find(word, '\n') << i;
        block.returns |= find(word, '\r') << i;
        block.nuls |= find(word, '\0') << i;
    }
    return block;
}

SCAN_INLINE uint64_t toggled_by(uint64_t quotes)
{
    for (unsigned shift = 1; shift < 64; shift *= 2) quotes ^= quotes << shift;
    return quotes;
}

/* The fields that begin with a quote, from that on in which the block starts: of those behind a
 * separator it is the next byte. */
static uint64_t quoted_fields(const struct scan_found *found)
{
    uint64_t fields = found->opens & 1;
    for (uint64_t left = found->opens >> 1 & found->separators; left != 0; left &= left - 1) {
        const uint64_t before = found->separators & ((left & (0 - left)) - 1);
        fields |= UINT64_C(2) << __builtin_popcountll(before);
    }
    return fields;
}

void scan_index_portable(struct scan_index *index, const char *text, size_t byte_count,
                         char delimiter, uint32_t field_count)
{
    struct scan_walk walk = scan_walk_start(byte_count, field_count);
    uint64_t all_bytes = 0;
    while (walk.base < walk.byte_count) {
        struct scan_block block = classify(text + walk.base, delimiter, &all_bytes);
        const uint64_t kept = scan_walk_kept(&walk);
        if (kept != UINT64_MAX) scan_block_cut(&block, kept);
        struct scan_found found =
            scan_walk_is_plain(&walk, &block)
                ? scan_walk_plain(&walk, &block)
                : scan_walk_quoted(&walk, &block, toggled_by(block.quotes), text, delimiter);
        if (field_count == 1) found.doubts |= scan_walk_blank(&walk, &block, found.ends, text);
        found.doubts &= kept;
        if (scan_walk_has_columns(&walk, &found))
            scan_walk_note_columns(&walk, quoted_fields(&found), field_count);
        const uint32_t count =
            scan_walk_put(index->ends + walk.place_count, found.separators, walk.base);
        if (found.doubts != 0 || !scan_walk_rows(&walk, index->ends, found.ends,
                                                 walk.place_count + count, field_count)) {
            walk.high = walk.odd_letters = all_bytes & BYTE_WORD_HIGH;
            scan_walk_finish_in_doubt(walk, found, index, text, field_count);
            return;
        }
    }
    walk.high = walk.odd_letters = all_bytes & BYTE_WORD_HIGH;
    scan_walk_finish(walk, index, text, field_count);
}
