#include "ingest/scan_index_walk.h"

#if defined(__x86_64__)
#include <immintrin.h>

/* One vector a character, each filled with it. */
struct characters {
    __m512i quote, delimiter, line_feed, carriage_return;
};

ISA_TARGET_AVX512 SCAN_INLINE struct scan_block classify(__m512i bytes,
                                                         const struct characters *characters)
{
    return (struct scan_block){
        .quotes = _mm512_cmpeq_epi8_mask(bytes, characters->quote),
        .delimiters = _mm512_cmpeq_epi8_mask(bytes, characters->delimiter),
        .line_feeds = _mm512_cmpeq_epi8_mask(bytes, characters->line_feed),
        .returns = _mm512_cmpeq_epi8_mask(bytes, characters->carriage_return),
        .nuls = _mm512_testn_epi8_mask(bytes, bytes),
    };
}

/* Multiplying by all ones without carries adds to each bit all those below it. */
ISA_TARGET_AVX512 SCAN_INLINE uint64_t toggled_by(uint64_t quotes)
{
    const __m128i product =
        _mm_clmulepi64_si128(_mm_set_epi64x(0, (long long)quotes), _mm_set1_epi8((char)0xFF), 0);
    return (uint64_t)_mm_cvtsi128_si64(product);
}

ISA_TARGET_AVX512 SCAN_INLINE void put_places(uint16_t *ends, uint64_t separators, __m512i numbers,
                                              __m512i base, uint32_t count)
{
    const __m512i found = _mm512_maskz_compress_epi8(separators, numbers);
    const __m512i low = _mm512_cvtepu8_epi16(_mm512_castsi512_si256(found));
    _mm512_storeu_si512(ends, _mm512_add_epi16(low, base));
    if (count <= 32) return;
    const __m512i high = _mm512_cvtepu8_epi16(_mm512_extracti64x4_epi64(found, 1));
    _mm512_storeu_si512(ends + 32, _mm512_add_epi16(high, base));
}

/* 0, 1, 2, … 63 */
ISA_TARGET_AVX512 SCAN_INLINE __m512i numbers_from_zero(void)
{
    static const unsigned char numbers[SCAN_BLOCK_BYTES] = {
        0,  1,  2,  3,  4,  5,  6,  7,  8,  9,  10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21,
        22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40, 41, 42, 43,
        44, 45, 46, 47, 48, 49, 50, 51, 52, 53, 54, 55, 56, 57, 58, 59, 60, 61, 62, 63};
    return _mm512_loadu_si512(numbers);
}

/* Bits 0, field_count, 2 · field_count, … */
static uint64_t pattern_of(uint32_t field_count)
{
    uint64_t pattern = 0;
    for (uint64_t i = 0; i < 64; i += field_count) pattern |= UINT64_C(1) << i;
    return pattern;
}

/* Which of the block's separators are line feeds, against the pattern of rows of field_count. */
ISA_TARGET_AVX512 SCAN_INLINE bool rows_are_right(const struct scan_walk *walk,
                                                  const struct scan_found *found, uint64_t pattern,
                                                  uint32_t count)
{
    const uint64_t ahead = walk->row_end - walk->place_count;
    const uint64_t expected = ahead < 64 ? pattern << ahead : 0;
    return _pext_u64(found->ends, found->separators) == _bzhi_u64(expected, count);
}

/* The fields that begin with a quote, from that on in which the block starts: of those behind a
 * separator it is the next byte. */
ISA_TARGET_AVX512 SCAN_INLINE uint64_t quoted_fields(const struct scan_found *found)
{
    return _pext_u64(found->opens >> 1, found->separators) << 1 | (found->opens & 1);
}

ISA_TARGET_AVX512 void scan_index_avx512(struct scan_index *index, const char *text,
                                         size_t byte_count, char delimiter, uint32_t field_count)
{
    const struct characters characters = {_mm512_set1_epi8('"'), _mm512_set1_epi8(delimiter),
                                          _mm512_set1_epi8('\n'), _mm512_set1_epi8('\r')};
    const __m512i numbers = numbers_from_zero(), step = _mm512_set1_epi16(SCAN_BLOCK_BYTES);
    const uint64_t pattern = pattern_of(field_count);
    struct scan_walk walk = scan_walk_start(byte_count, field_count);
    __m512i base = _mm512_setzero_si512(), all_bytes = _mm512_setzero_si512();
    while (walk.base < walk.byte_count) {
        const __m512i bytes = _mm512_loadu_si512(text + walk.base);
        struct scan_block block = classify(bytes, &characters);
        const uint64_t kept = scan_walk_kept(&walk);
        if (kept != UINT64_MAX) scan_block_cut(&block, kept);
        all_bytes = _mm512_or_si512(all_bytes, bytes);
        struct scan_found found =
            scan_walk_is_plain(&walk, &block)
                ? scan_walk_plain(&walk, &block)
                : scan_walk_quoted(&walk, &block, toggled_by(block.quotes), text, delimiter);
        if (field_count == 1) found.doubts |= scan_walk_blank(&walk, &block, found.ends, text);
        found.doubts &= kept;
        if (scan_walk_has_columns(&walk, &found))
            scan_walk_note_columns(&walk, quoted_fields(&found), field_count);
        const uint32_t count = (uint32_t)_mm_popcnt_u64(found.separators);
        put_places(index->ends + walk.place_count, found.separators, numbers, base, count);
        if (found.doubts != 0 || !rows_are_right(&walk, &found, pattern, count)) {
            walk.has_high_bytes = _mm512_movepi8_mask(all_bytes) != 0;
            scan_walk_finish_in_doubt(walk, found, index, text, field_count);
            return;
        }
        const uint32_t row_count = (uint32_t)_mm_popcnt_u64(found.ends);
        walk.place_count += count;
        walk.row_count += row_count;
        walk.row_end += (uint64_t)row_count * field_count;
        walk.base += SCAN_BLOCK_BYTES;
        base = _mm512_add_epi16(base, step);
    }
    walk.has_high_bytes = _mm512_movepi8_mask(all_bytes) != 0;
    scan_walk_finish(walk, index, text, field_count);
}

#endif
