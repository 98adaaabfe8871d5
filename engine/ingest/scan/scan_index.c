#include "ingest/scan/scan_index.h"

#include "ingest/encoding/utf8.h"
#include "ingest/scan/scan_index_walk.h"

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

/* A row lists the numbers of the bits that are 1; what it does not list is 0. */
#define NUMBER_0(bit)
#define NUMBER_1(bit) bit,
#define LAST_0        0
#define LAST_1        7
#define ROW(b7, b6, b5, b4, b3, b2, b1, b0)                                                        \
    {                                                                                              \
        NUMBER_##b0(0) NUMBER_##b1(1) NUMBER_##b2(2) NUMBER_##b3(3) NUMBER_##b4(4) NUMBER_##b5(5)  \
            NUMBER_##b6(6) LAST_##b7                                                               \
    }
#define ROWS_2(...)   ROW(__VA_ARGS__, 0), ROW(__VA_ARGS__, 1)
#define ROWS_4(...)   ROWS_2(__VA_ARGS__, 0), ROWS_2(__VA_ARGS__, 1)
#define ROWS_8(...)   ROWS_4(__VA_ARGS__, 0), ROWS_4(__VA_ARGS__, 1)
#define ROWS_16(...)  ROWS_8(__VA_ARGS__, 0), ROWS_8(__VA_ARGS__, 1)
#define ROWS_32(...)  ROWS_16(__VA_ARGS__, 0), ROWS_16(__VA_ARGS__, 1)
#define ROWS_64(...)  ROWS_32(__VA_ARGS__, 0), ROWS_32(__VA_ARGS__, 1)
#define ROWS_128(...) ROWS_64(__VA_ARGS__, 0), ROWS_64(__VA_ARGS__, 1)

const uint16_t scan_walk_numbers[256][8] = {ROWS_128(0), ROWS_128(1)};

/* A record's last field ends before the CR of its CR LF; the walk knows only line feeds. */
static void settle_rows(struct scan_index *index, const char *text, uint32_t field_count,
                        bool has_returns)
{
    index->row_starts[0] = 0;
    for (uint32_t row = 0; row < index->row_count; row++) {
        uint16_t *last = &index->ends[(size_t)(row + 1) * field_count - 1];
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
    index->quoted_columns = walk.quoted_columns;
    index->is_ascii =
        walk.high == 0 || utf8_ascii_prefix(text, index->byte_count) == index->byte_count;
    index->is_utf8_shown = index->is_ascii || walk.odd_letters == 0;
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
