#include "ingest/scan_index.h"

#include "ingest/scan_index_walk.h"
#include "ingest/utf8.h"

#include <assert.h>

scan_index_function *scan_index_for(enum isa isa)
{
    assert(isa_is_here(isa));
#if defined(__x86_64__)
    if (isa == ISA_AVX512) return scan_index_avx512;
    if (isa == ISA_AVX2) return scan_index_avx2;
#endif
    (void)isa;
    return scan_index_portable;
}

/* The k-th bit of a set has as many bits below it as numbers stand before its own. */
#define BIT(set, b)    ((set) >> (b)&1U)
#define BELOW(set, b)  ((unsigned)__builtin_popcount((set) & ((1U << (b)) - 1)))
#define NTH(set, k, b) (BIT(set, b) && BELOW(set, b) == (k) ? (b) : 0U)
#define NUMBER(set, k)                                                                             \
    (NTH(set, k, 1) + NTH(set, k, 2) + NTH(set, k, 3) + NTH(set, k, 4) + NTH(set, k, 5) +          \
     NTH(set, k, 6) + NTH(set, k, 7))
#define ROW(set)                                                                                   \
    {                                                                                              \
        NUMBER(set, 0U), NUMBER(set, 1U), NUMBER(set, 2U), NUMBER(set, 3U), NUMBER(set, 4U),       \
            NUMBER(set, 5U), NUMBER(set, 6U), NUMBER(set, 7U)                                      \
    }
#define ROWS_4(set)  ROW(set), ROW((set) + 1U), ROW((set) + 2U), ROW((set) + 3U)
#define ROWS_16(set) ROWS_4(set), ROWS_4((set) + 4U), ROWS_4((set) + 8U), ROWS_4((set) + 12U)
#define ROWS_64(set) ROWS_16(set), ROWS_16((set) + 16U), ROWS_16((set) + 32U), ROWS_16((set) + 48U)

const uint16_t scan_walk_numbers[256][8] = {ROWS_64(0U), ROWS_64(64U), ROWS_64(128U),
                                            ROWS_64(192U)};

/* A record's last field ends before the CR of its CR LF; the walk knows only line feeds. */
static void settle_rows(struct scan_index *index, const char *text, uint32_t field_count,
                        bool has_returns)
{
    uint16_t *last = index->ends + (field_count - 1);
    index->row_starts[0] = 0;
    for (uint32_t row = 0; row < index->row_count; row++, last += field_count) {
        const uint16_t feed = *last;
        index->row_starts[row + 1] = (uint16_t)(feed + 1);
        if (has_returns) *last = (uint16_t)(feed - (text[feed - 1] == '\r'));
    }
    index->byte_count = index->row_starts[index->row_count];
}

/* Line ends inside quotes in the beginning of a record. */
static uint32_t count_quoted_lines(const char *text, uint32_t from, uint32_t past)
{
    bool is_inside = false;
    uint32_t line_count = 0;
    for (uint32_t i = from; i < past; i++) {
        is_inside ^= text[i] == '"';
        if (!is_inside) continue; /* inside there is a byte before: the quote at least */
        line_count += text[i] == '\r' || (text[i] == '\n' && text[i - 1] != '\r');
    }
    return line_count;
}

static void finish(struct scan_walk walk, struct scan_index *index, const char *text,
                   uint32_t field_count)
{
    index->row_count = walk.row_count;
    settle_rows(index, text, field_count, walk.returns != 0);
    const uint32_t seen = walk.base < walk.byte_count ? walk.base : walk.byte_count;
    index->line_count = index->row_count + walk.quoted_lines;
    if (walk.quoted_lines > 0)
        index->line_count -= count_quoted_lines(text, index->byte_count, seen);
    index->has_quotes = walk.first_quote < index->byte_count;
    index->is_ascii =
        !walk.has_high_bytes || utf8_ascii_prefix(text, index->byte_count) == index->byte_count;
}

void scan_walk_finish(struct scan_walk walk, struct scan_index *index, const char *text,
                      uint32_t field_count)
{
    index->stop = SCAN_STOP_END;
    finish(walk, index, text, field_count);
}

void scan_walk_finish_in_doubt(struct scan_walk walk, struct scan_found found,
                               struct scan_index *index, const char *text, uint32_t field_count)
{
    const uint64_t below = (found.doubts & (0 - found.doubts)) - 1; /* all bits without a doubt */
    for (uint64_t rest = found.separators & below; rest != 0; rest &= rest - 1) {
        const bool is_end = (found.ends & rest & (0 - rest)) != 0;
        if (is_end != (walk.place_count == walk.row_end)) break;
        walk.place_count++;
        walk.row_count += is_end;
        walk.row_end += is_end ? field_count : 0;
    }
    walk.base += SCAN_BLOCK_BYTES;
    index->stop = SCAN_STOP_DOUBT;
    finish(walk, index, text, field_count);
}
