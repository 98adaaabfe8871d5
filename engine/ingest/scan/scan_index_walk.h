/* ingest/scan/scan_index_walk.h: what the variants of scan_index.h have in common. A variant turns
 * 64 bytes into five sets of bits, and a set of bits into places; between the two lie the proofs
 * made here, on sets of bits alone. Everything is inline, so that it becomes part of the variant
 * and is compiled for its processor.
 *
 * The proof of the quotes: each quote turns "inside" on or off, and stands inside when it turns it
 * on. Up to the first quote out of place this is what a reader byte by byte would see, doubled
 * quotes included: they close and open again. So every opening quote must stand behind a separator
 * or a closing quote, and behind every closing one must stand a separator, a CR or an opening one.
 */
#ifndef INGEST_SCAN_INDEX_WALK_H
#define INGEST_SCAN_INDEX_WALK_H
#include "base/exact.h"
#include "ingest/scan/scan_index.h"

#include <string.h>

#define SCAN_INLINE static inline __attribute__((always_inline))

enum { SCAN_BLOCK_BYTES = 64 };

/* Which of 64 bytes are what; the first byte is the lowest bit. */
struct scan_block {
    uint64_t quotes, delimiters, line_feeds, returns, nuls;
};

/* The same after the proofs. */
struct scan_found {
    uint64_t separators; /* delimiters and line feeds outside quotes */
    uint64_t ends;       /* the line feeds among them */
    uint64_t doubts;     /* the first of them is where the record stops being standard */
    uint64_t opens;      /* quotes that open, be it again */
};

/* What is known in front of the next block. Kept in registers: whoever needs its address gets a
 * copy. */
struct scan_walk {
    uint32_t byte_count;   /* of the text */
    uint32_t base;         /* where the next block starts */
    uint32_t place_count;  /* separators so far */
    uint32_t row_count;    /* line feeds outside quotes so far */
    uint64_t row_end;      /* number of the separator that must be the next row's line feed */
    uint64_t inside;       /* all ones: the byte before is inside quotes, else zero */
    uint64_t closed;       /* one: the byte before is a closing quote, else zero */
    uint64_t returned;     /* one: the byte before is a CR outside quotes, else zero */
    uint64_t returns;      /* of all blocks: any CR outside quotes? */
    uint32_t quoted_lines; /* line ends inside quotes */
    uint64_t quoted_columns, all_columns; /* as in struct scan_index; all that there can be */
    uint64_t high;                        /* any byte above 0x7F? Of whole blocks */
    uint64_t trails_due;  /* the lowest bits: trail bytes with which the next block must begin */
    uint64_t odd_letters; /* not zero: what scan_walk_note_letters() does not know */
};

/* The usual characters of UTF-8 in a block, which have three bytes: their first bytes (E1 to EF
 * without ED), trail bytes, and all other bytes above 0x7F. */
struct scan_letters {
    uint64_t leads, trails, others;
};

SCAN_INLINE struct scan_walk scan_walk_start(size_t byte_count, uint32_t field_count)
{
    const uint32_t taken =
        byte_count < SCAN_INDEX_BYTES ? (uint32_t)byte_count : (uint32_t)SCAN_INDEX_BYTES;
    const uint64_t all_columns = field_count < 64 ? (UINT64_C(1) << field_count) - 1 : UINT64_MAX;
    return (struct scan_walk){
        .byte_count = taken, .row_end = (uint64_t)field_count - 1, .all_columns = all_columns};
}

/* Behind each lead two trail bytes, and nowhere else: then a block is valid UTF-8. Other characters
 * may be valid, too, but are rare where this scanner is used: who meets them looks at the text once
 * more. What is cut off at the end of the text belongs to no whole record.
 *
 * Six times a bit is the two above it. Leads too close to each other make a sum that means nothing,
 * but behind the first of these a trail byte is due where the other lead stands. */
SCAN_INLINE void scan_walk_note_letters(struct scan_walk *walk, const struct scan_letters *letters,
                                        uint64_t kept)
{
    const u128 due = (u128)letters->leads * 6 | walk->trails_due;
    walk->odd_letters |= ((letters->trails ^ (uint64_t)due) | letters->others) & kept;
    walk->trails_due = (uint64_t)(due >> 64);
    walk->high |= letters->leads | letters->trails | letters->others;
}

/* The bits of the next block that belong to the text: all of them but in the last block. */
SCAN_INLINE uint64_t scan_walk_kept(const struct scan_walk *walk)
{
    const uint32_t rest = walk->byte_count - walk->base;
    return rest < SCAN_BLOCK_BYTES ? (UINT64_C(1) << rest) - 1 : UINT64_MAX;
}

/* Quotes and NUL bytes behind the text do no harm: the doubts are cut, too. */
SCAN_INLINE void scan_block_cut(struct scan_block *block, uint64_t kept)
{
    block->delimiters &= kept;
    block->line_feeds &= kept;
    block->returns &= kept;
}

/* Line feeds that end a blank line. Only asked for records of one field: with more, a blank line is
 * a record with too few. Bytes before a line feed outside quotes, up to the record's start, are
 * outside, too, so that what they are says what they mean. */
SCAN_INLINE uint64_t scan_walk_blank(const struct scan_walk *walk, const struct scan_block *block,
                                     uint64_t ends, const char *text)
{
    const char *at = text + walk->base;
    const bool is_start = walk->base == 0 || at[-1] == '\n';
    const bool is_second = walk->base > 0 && at[-1] == '\r' && at[-2] == '\n';
    const uint64_t starts = ends << 1 | is_start;
    return ends & (starts | (block->returns & starts) << 1 | is_second);
}

/* Whether no byte of the block is inside quotes or right behind some. */
SCAN_INLINE bool scan_walk_is_plain(const struct scan_walk *walk, const struct scan_block *block)
{
    return (block->quotes | walk->inside | walk->closed) == 0;
}

SCAN_INLINE struct scan_found scan_walk_plain(struct scan_walk *walk,
                                              const struct scan_block *block)
{
    const uint64_t behind_returns = block->returns << 1 | walk->returned;
    walk->returned = block->returns >> 63;
    walk->returns |= block->returns;
    return (struct scan_found){
        .separators = block->delimiters | block->line_feeds,
        .ends = block->line_feeds,
        .doubts = block->nuls | (behind_returns & ~block->line_feeds),
    };
}

SCAN_INLINE void scan_walk_count_lines(struct scan_walk *walk, const struct scan_block *block,
                                       uint64_t inside, const char *text)
{
    const bool is_pair = walk->base > 0 && text[walk->base - 1] == '\r';
    const uint64_t pairs = block->line_feeds & (block->returns << 1 | is_pair);
    const uint64_t lines = inside & ((block->line_feeds & ~pairs) | block->returns);
    walk->quoted_lines += (uint32_t)__builtin_popcountll(lines);
}

/* Any other block. `toggled`: bits with an odd number of quotes up to and with their own. */
SCAN_INLINE struct scan_found scan_walk_quoted(struct scan_walk *walk,
                                               const struct scan_block *block, uint64_t toggled,
                                               const char *text, char delimiter)
{
    const uint64_t inside = walk->inside ^ toggled;
    const uint64_t opens = block->quotes & inside, closes = block->quotes & ~inside;
    const uint64_t returns = block->returns & ~inside;
    struct scan_found found = {.ends = block->line_feeds & ~inside, .opens = opens};
    found.separators = (block->delimiters & ~inside) | found.ends;
    /* Only asked for an opening quote, and then the byte before is outside, or a closing quote. */
    char before = '\n';
    if (walk->base > 0) before = text[walk->base - 1];
    const bool may_open = before == delimiter || before == '\n' || before == '"';
    const uint64_t may_close = found.separators | returns | opens;
    found.doubts = block->nuls | (opens & ~((found.separators | closes) << 1 | may_open)) |
                   ((closes << 1 | walk->closed) & ~may_close) |
                   ((returns << 1 | walk->returned) & ~block->line_feeds);
    scan_walk_count_lines(walk, block, inside, text);
    walk->inside = (uint64_t)0 - (inside >> 63);
    walk->closed = closes >> 63;
    walk->returned = returns >> 63;
    walk->returns |= returns;
    return found;
}

/* The columns of fields in quotes: bit n of `fields` is the field n behind that in which the block
 * starts. The walk still stands before the block, whose rows may be wrong: then the columns behind
 * the first wrong one are, too. */
SCAN_INLINE void scan_walk_note_columns(struct scan_walk *walk, uint64_t fields,
                                        uint32_t field_count)
{
    uint64_t column = walk->place_count + (uint64_t)field_count - 1 - walk->row_end;
    while (fields != 0) {
        const uint64_t left = field_count - column; /* in this row, with that one */
        const uint64_t own = left < 64 ? fields & ((UINT64_C(1) << left) - 1) : fields;
        const uint64_t beyond =
            column < SCAN_INDEX_LAST_COLUMN ? own >> (SCAN_INDEX_LAST_COLUMN - column) : own;
        if (column < SCAN_INDEX_LAST_COLUMN) walk->quoted_columns |= own << column;
        walk->quoted_columns |= (uint64_t)(beyond != 0) << SCAN_INDEX_LAST_COLUMN;
        fields = left < 64 ? fields >> left : 0;
        column = 0;
    }
}

/* Whether the block may have columns that were not noted so far. */
SCAN_INLINE bool scan_walk_has_columns(const struct scan_walk *walk, const struct scan_found *found)
{
    return found->opens != 0 && walk->quoted_columns != walk->all_columns;
}

/* For each set of eight bits their numbers, the lowest first; what stands behind is of no use. */
extern const uint16_t scan_walk_numbers[256][8];

/* Write the block's places, eight bytes of text at a step and without a jump; returns how many. */
SCAN_INLINE uint32_t scan_walk_put(uint16_t *ends, uint64_t separators, uint32_t base)
{
    /* Bits in each byte, then in each byte and all those below it. */
    uint64_t counts = separators - (separators >> 1 & UINT64_C(0x5555555555555555));
    counts = (counts & UINT64_C(0x3333333333333333)) + (counts >> 2 & UINT64_C(0x3333333333333333));
    counts = (counts + (counts >> 4)) & UINT64_C(0x0F0F0F0F0F0F0F0F);
    counts *= UINT64_C(0x0101010101010101);
    for (unsigned i = 0; i < SCAN_BLOCK_BYTES; i += 8) {
        uint16_t places[8];
        memcpy(places, scan_walk_numbers[separators >> i & 0xFF], sizeof places);
        for (int k = 0; k < 8; k++) places[k] = (uint16_t)(places[k] + base + i);
        memcpy(ends + (counts << 8 >> i & 0xFF), places, sizeof places);
    }
    return (uint32_t)(counts >> 56);
}

/* Whether the block's line feeds are exactly the separators that must end a row, all its places
 * being written; then the walk goes behind the block. `place_count`: with the block's. */
SCAN_INLINE bool scan_walk_rows(struct scan_walk *walk, const uint16_t *ends, uint64_t feeds,
                                uint32_t place_count, uint32_t field_count)
{
    uint64_t row_end = walk->row_end;
    uint32_t row_count = walk->row_count;
    bool is_wrong = false;
    do { /* without a jump for rows longer than a block, of which it has one end or none */
        const bool has_end = feeds != 0;
        const uint64_t read = row_end < place_count ? row_end : 0;
        const uint32_t feed = walk->base + (uint32_t)__builtin_ctzll(feeds | UINT64_C(1) << 63);
        is_wrong |= has_end & ((row_end >= place_count) | (ends[read] != feed));
        row_end += has_end ? field_count : 0;
        row_count += has_end;
        feeds &= feeds - 1;
    } while (feeds != 0);
    if (is_wrong || row_end < place_count) return false;
    walk->row_end = row_end;
    walk->row_count = row_count;
    walk->place_count = place_count;
    walk->base += SCAN_BLOCK_BYTES;
    return true;
}

/* What closes an index: all blocks were passed, or the next one has a doubt in it (its places are
 * written, the walk stands before it). */
void scan_walk_finish(struct scan_walk walk, struct scan_index *index, const char *text,
                      uint32_t field_count);
void scan_walk_finish_in_doubt(struct scan_walk walk, struct scan_found found,
                               struct scan_index *index, const char *text, uint32_t field_count);

scan_index_function scan_index_portable;
#if defined(__x86_64__)
scan_index_function scan_index_avx2, scan_index_avx512;
#endif

#endif
