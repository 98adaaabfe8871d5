/* Texts of ids of sixteen rows at a time, for slots of up to three words; and the counting of
 * texts. What is not of the usual form is left to the portable reader, field by field. */
#include "ingest/fields/fields_avx512.h"

#include <stddef.h>

#if defined(__x86_64__)

enum { MOST_WORDS = 3, HALF_LANES = FIELD_LANES / 2 };

/* A column of ids while it is read. */
struct id_column {
    const struct field_column *of;
    char *slots;
    __m512i marker_lengths; /* in each lane: bit n: some marker has n bytes */
    __m512i longest;        /* of each lane so far */
};

/* Words of eight fields. */
struct id_words {
    __m512i words[MOST_WORDS];
    uint32_t are_plain; /* lanes of nothing but '#' to '~', in as many words as there are */
};

FIELD_AVX512 FIELD_INLINE __m256i half_of(__m512i dwords, const unsigned half)
{
    return half == 0 ? _mm512_castsi512_si256(dwords) : _mm512_extracti64x4_epi64(dwords, 1);
}

FIELD_AVX512 FIELD_INLINE struct id_words words_of(const char *text,
                                                   const struct field_lanes *lanes,
                                                   const unsigned half, const unsigned word_count)
{
    const __m512i all = _mm512_set1_epi64(-1);
    const __m256i bits = _mm256_slli_epi32(half_of(lanes->byte_counts, half), 3);
    struct id_words found = {.are_plain = 0xFF};
#pragma GCC unroll 3
    for (unsigned i = 0; i < word_count; i++) {
        /* A shift by 64 bits and more leaves nothing. */
        const __m256i unused = _mm256_max_epi32(
            _mm256_sub_epi32(_mm256_set1_epi32(64 * ((int)i + 1)), bits), _mm256_setzero_si256());
        const __m512i used = _mm512_srlv_epi64(all, _mm512_cvtepu32_epi64(unused));
        const __m512i word = field_lanes_words(text + (size_t)8 * i, lanes->starts, half);
        const __m512i faults = _mm512_subs_epu8(_mm512_sub_epi8(word, _mm512_set1_epi8('#')),
                                                _mm512_set1_epi8('~' - '#'));
        found.are_plain &= _mm512_testn_epi64_mask(faults, used);
        found.words[i] = _mm512_and_si512(word, used);
    }
    return found;
}

/* The slots of eight rows: row by row the words that stand in one register a word. Lanes that are
 * not in `found` become NUL, those that are not in `live` stay as they are. */
FIELD_AVX512 FIELD_INLINE void put_slots(char *slots, const struct id_words *words, uint32_t found,
                                         uint32_t live, const unsigned word_count)
{
    static const uint32_t every_word[MOST_WORDS + 1] = {0, 0xFF, 0x5555, 0x249249};
    const uint32_t spread = (1U << word_count) - 1;
    const uint32_t stored = _pdep_u32(live, every_word[word_count]) * spread;
    __m512i own[MOST_WORDS];
#pragma GCC unroll 3
    for (unsigned i = 0; i < word_count; i++)
        own[i] = _mm512_maskz_mov_epi64((__mmask8)found, words->words[i]);
#pragma GCC unroll 3
    for (ptrdiff_t at = 0; at < 8 * (ptrdiff_t)word_count; at += 8) {
        const ptrdiff_t count = word_count;
        const __m512i rows =
            _mm512_set_epi64((at + 7) / count, (at + 6) / count, (at + 5) / count, (at + 4) / count,
                             (at + 3) / count, (at + 2) / count, (at + 1) / count, at / count);
        __m512i out = own[0];
        if (word_count > 1) out = _mm512_permutexvar_epi64(rows, own[0]);
#pragma GCC unroll 3
        for (unsigned i = 1; i < word_count; i++) {
            const __mmask8 turn = (__mmask8)((every_word[word_count] << i) >> at);
            out = _mm512_mask_permutexvar_epi64(out, turn, rows, own[i]);
        }
        _mm512_mask_storeu_epi64(slots + 8 * at, (__mmask8)(stored >> at), out);
    }
}

/* Lanes that are not of the usual form, one by one. */
static __attribute__((noinline)) void read_odd_ids(const struct id_column *column, uint32_t row,
                                                   uint32_t odd, uint32_t width_bytes,
                                                   struct field_outcome *outcome)
{
    for (; odd != 0; odd &= odd - 1) {
        const uint32_t at = row + (uint32_t)__builtin_ctz(odd);
        const struct field_span span = field_at(column->of->window, column->of->field, at);
        const enum field_finding finding =
            field_id(column->of, span, column->slots + (size_t)at * width_bytes, width_bytes);
        outcome->missing_count += finding == FIELD_MISSING;
        if (finding == FIELD_REST) outcome->rest_rows[outcome->rest_count++] = (uint16_t)at;
    }
}

FIELD_AVX512 FIELD_INLINE void read_id_lanes(struct id_column *column, uint32_t row,
                                             struct field_outcome *outcome,
                                             const unsigned word_count, const bool has_quotes)
{
    const char *text = column->of->window->text;
    const struct field_lanes lanes = field_lanes_take(column->of, row, has_quotes);
    const uint32_t missing = field_lanes_of_length(lanes, 0);
    const struct id_words low = words_of(text, &lanes, 0, word_count);
    const struct id_words high = words_of(text, &lanes, 1, word_count);
    uint32_t found = lanes.live & ~missing & (low.are_plain | high.are_plain << 8);
    const __mmask16 is_short =
        _mm512_cmple_epu32_mask(lanes.byte_counts, _mm512_set1_epi32(8 * (int)word_count));
    const __m512i lengths = _mm512_srlv_epi32(column->marker_lengths, lanes.byte_counts);
    found &= _mm512_mask_testn_epi32_mask(is_short, lengths, _mm512_set1_epi32(1));
    char *slots = column->slots + (size_t)row * 8 * word_count;
    put_slots(slots, &low, found, lanes.live & 0xFF, word_count);
    put_slots(slots + (size_t)8 * HALF_LANES * word_count, &high, found >> 8, lanes.live >> 8,
              word_count);
    column->longest = _mm512_max_epu32(column->longest, lanes.byte_counts);
    outcome->missing_count += (uint32_t)__builtin_popcount(missing);
    const uint32_t odd = lanes.live & ~found & ~missing;
    if (odd) read_odd_ids(column, row, odd, 8 * word_count, outcome);
}

FIELD_AVX512 FIELD_INLINE uint32_t read_ids(const struct field_column *of, char *slots,
                                            struct field_outcome *outcome,
                                            const unsigned word_count, const bool has_quotes)
{
    struct field_outcome counted = {.rest_rows = outcome->rest_rows};
    struct id_column column = {.of = of, .longest = _mm512_setzero_si512()};
    column.slots = slots;
    column.marker_lengths = _mm512_set1_epi32((int)of->missing->length_bits);
    for (uint32_t row = 0; row < of->window->row_count; row += FIELD_LANES)
        read_id_lanes(&column, row, &counted, word_count, has_quotes);
    *outcome = counted;
    return _mm512_reduce_max_epu32(column.longest);
}

FIELD_AVX512 FIELD_INLINE uint32_t read_ids_of(const struct field_column *column, char *slots,
                                               struct field_outcome *outcome,
                                               const unsigned word_count)
{
    return column->window->has_quotes ? read_ids(column, slots, outcome, word_count, true)
                                      : read_ids(column, slots, outcome, word_count, false);
}

FIELD_AVX512 uint32_t fields_read_ids_avx512(const struct field_column *column, char *slots,
                                             uint32_t width_bytes, struct field_outcome *outcome)
{
    if (width_bytes == 8) return read_ids_of(column, slots, outcome, 1);
    if (width_bytes == 16) return read_ids_of(column, slots, outcome, 2);
    if (width_bytes == 24) return read_ids_of(column, slots, outcome, 3);
    return fields_read_ids_portable(column, slots, width_bytes, outcome);
}

/* ---- Texts ---- */

/* What makes a text one to be looked at alone: the bytes that blanks of the encoding begin and end
 * with, beside the ASCII ones, and its length. */
struct text_marks {
    __m512i firsts[3], lasts[3];
    __m512i longest_marker; /* in bytes: longer texts are none */
};

FIELD_AVX512 FIELD_INLINE struct text_marks text_marks(const struct field_column *column)
{
    static const unsigned char bytes[2][2][3] = {
        {{0xE3, 0xC2, 0xC2}, {0x80, 0xA0, 0xA0}},  /* UTF-8: E3 80 80, C2 A0 */
        {{0xA1, 0xA3, 0x81}, {0xA1, 0xA0, 0x32}}}; /* GB18030: A1 A1, A3 A0, 81 30 84 32 */
    const size_t encoding = column->window->encoding == ENCODING_GB18030;
    const int longest = (int)field_longest_marker(column->missing);
    struct text_marks marks;
    for (size_t i = 0; i < 3; i++) {
        marks.firsts[i] = _mm512_set1_epi32(bytes[encoding][0][i]);
        marks.lasts[i] = _mm512_set1_epi32(bytes[encoding][1][i]);
    }
    /* Quotes within quotes stand twice. */
    marks.longest_marker = _mm512_set1_epi32(column->window->has_quotes ? 2 * longest : longest);
    return marks;
}

FIELD_AVX512 FIELD_INLINE uint32_t are_marked(__m512i bytes, const __m512i marks[3])
{
    return _mm512_cmple_epu32_mask(bytes, _mm512_set1_epi32(' ')) |
           _mm512_cmpeq_epi32_mask(bytes, marks[0]) | _mm512_cmpeq_epi32_mask(bytes, marks[1]) |
           _mm512_cmpeq_epi32_mask(bytes, marks[2]);
}

/* Which of the lanes may be no texts. */
FIELD_AVX512 FIELD_INLINE uint32_t odd_texts(const char *text, const struct field_lanes *lanes,
                                             const struct text_marks *marks)
{
    const __m512i ends = _mm512_add_epi32(lanes->starts, lanes->byte_counts);
    const __m512i firsts =
        _mm512_and_si512(field_gather_dwords(lanes->starts, text), _mm512_set1_epi32(0xFF));
    const __m512i lasts = _mm512_srli_epi32(field_gather_dwords(ends, text - 4), 24);
    return are_marked(firsts, marks->firsts) | are_marked(lasts, marks->lasts) |
           _mm512_cmple_epu32_mask(lanes->byte_counts, marks->longest_marker);
}

static __attribute__((noinline)) void count_odd_texts(const struct field_column *column,
                                                      uint32_t row, uint32_t odd,
                                                      struct field_outcome *outcome)
{
    for (; odd != 0; odd &= odd - 1) {
        const uint32_t at = row + (uint32_t)__builtin_ctz(odd);
        if (!field_is_text(column, field_at(column->window, column->field, at)))
            outcome->rest_rows[outcome->rest_count++] = (uint16_t)at;
    }
}

FIELD_AVX512 FIELD_INLINE void count_texts(const struct field_column *column,
                                           struct field_outcome *outcome, const bool has_quotes)
{
    struct field_outcome counted = {.rest_rows = outcome->rest_rows};
    const struct text_marks marks = text_marks(column);
    for (uint32_t row = 0; row < column->window->row_count; row += FIELD_LANES) {
        const struct field_lanes lanes = field_lanes_take(column, row, has_quotes);
        const uint32_t missing = field_lanes_of_length(lanes, 0);
        counted.missing_count += (uint32_t)__builtin_popcount(missing);
        if (lanes.live == missing) continue;
        const uint32_t odd =
            lanes.live & ~missing & odd_texts(column->window->text, &lanes, &marks);
        if (odd) count_odd_texts(column, row, odd, &counted);
    }
    *outcome = counted;
}

FIELD_AVX512 void fields_count_texts_avx512(const struct field_column *column,
                                            struct field_outcome *outcome)
{
    if (column->window->has_quotes)
        count_texts(column, outcome, true);
    else
        count_texts(column, outcome, false);
}

#endif
