#include "ingest/scan/scan_index_walk.h"

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

/* 0, 1, 2, … 63 */
ISA_TARGET_AVX512 SCAN_INLINE __m512i numbers_from_zero(void)
{
    static const unsigned char numbers[SCAN_BLOCK_BYTES] = {
        0,  1,  2,  3,  4,  5,  6,  7,  8,  9,  10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21,
        22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40, 41, 42, 43,
        44, 45, 46, 47, 48, 49, 50, 51, 52, 53, 54, 55, 56, 57, 58, 59, 60, 61, 62, 63};
    return _mm512_loadu_si512(numbers);
}

/* By the lowest six bits of a byte from C0 on: whether it is none of the usual leads. */
ISA_TARGET_AVX512 SCAN_INLINE __m512i odd_leads(void)
{
    const __m512i numbers = numbers_from_zero();
    const __m512i from_e1 = _mm512_sub_epi8(numbers, _mm512_set1_epi8(0x21));
    const __mmask64 within = _mm512_cmple_epu8_mask(from_e1, _mm512_set1_epi8(0xEF - 0xE1));
    const __mmask64 usual =
        _mm512_mask_cmpneq_epi8_mask(within, numbers, _mm512_set1_epi8(0xED & 0x3F));
    return _mm512_movm_epi8(~usual);
}

/* Every byte from C0 on counts as a lead here; which of them are not usual stands in a vector. */
ISA_TARGET_AVX512 SCAN_INLINE struct scan_letters letters_of(__m512i bytes, __m512i table,
                                                             __m512i *odd)
{
    const __mmask64 leads = _mm512_cmpge_epu8_mask(bytes, _mm512_set1_epi8((char)0xC0));
    *odd = _mm512_maskz_permutexvar_epi8(leads, bytes, table);
    return (struct scan_letters){.leads = leads, .trails = _mm512_movepi8_mask(bytes) ^ leads};
}

/* Multiplying by all ones without carries adds to each bit all those below it. */
ISA_TARGET_AVX512 SCAN_INLINE uint64_t toggled_by(uint64_t quotes)
{
    const __m128i product =
        _mm_clmulepi64_si128(_mm_set_epi64x(0, (long long)quotes), _mm_set1_epi8((char)0xFF), 0);
    return (uint64_t)_mm_cvtsi128_si64(product);
}

/* Half of it is seldom needed, but whether it is, no processor can foresee. */
ISA_TARGET_AVX512 SCAN_INLINE void put_places(uint16_t *ends, uint64_t separators, __m512i numbers,
                                              __m512i base)
{
    const __m512i found = _mm512_maskz_compress_epi8(separators, numbers);
    const __m512i low = _mm512_cvtepu8_epi16(_mm512_castsi512_si256(found));
    _mm512_storeu_si512(ends, _mm512_add_epi16(low, base));
    const __m512i high = _mm512_cvtepu8_epi16(_mm512_extracti64x4_epi64(found, 1));
    _mm512_storeu_si512(ends + 32, _mm512_add_epi16(high, base));
}

/* Bits 0, field_count, 2 · field_count, … */
static uint64_t pattern_of(uint32_t field_count)
{
    uint64_t pattern = 0;
    for (uint64_t i = 0; i < 64; i += field_count) pattern |= UINT64_C(1) << i;
    return pattern;
}

/* Whether the line feeds among a block's `count` separators are those that end rows; `ahead` other
 * separators come before the next of them. */
ISA_TARGET_AVX512 SCAN_INLINE bool rows_are_right(uint64_t feeds, uint64_t separators,
                                                  uint32_t count, uint64_t ahead, uint64_t pattern)
{
    const uint64_t expected = ahead < 64 ? pattern << ahead : 0;
    return _pext_u64(feeds, separators) == _bzhi_u64(expected, count);
}

/* The fields that begin with a quote, from that on in which the block starts: of those behind a
 * separator it is the next byte. */
ISA_TARGET_AVX512 SCAN_INLINE uint64_t quoted_fields(const struct scan_found *found)
{
    return _pext_u64(found->opens >> 1, found->separators) << 1 | (found->opens & 1);
}

/* What does not change from block to block. */
struct scan_setting {
    struct characters characters;
    __m512i numbers, odd_leads;
    uint64_t pattern;
    const char *text;
    uint16_t *ends;
    uint32_t field_count;
};

/* Most blocks have no quote. As long as they are whole and without a doubt they are passed here, by
 * a loop so small that everything stays in registers. It stops before the first other block. */
ISA_TARGET_AVX512 static __attribute__((noinline)) void pass_plain_blocks(
    const struct scan_setting *setting, struct scan_walk *given)
{
    const __m512i quote = setting->characters.quote, delimiter = setting->characters.delimiter;
    const __m512i line_feed = setting->characters.line_feed, numbers = setting->numbers;
    const __m512i odd_leads = setting->odd_leads, step = _mm512_set1_epi16(SCAN_BLOCK_BYTES);
    const uint64_t pattern = setting->pattern, field_count = setting->field_count;
    struct scan_walk walk = *given;
    const char *at = setting->text + walk.base;
    const char *past = at + ((walk.byte_count - walk.base) & ~(SCAN_BLOCK_BYTES - 1U));
    uint16_t *place = setting->ends + walk.place_count;
    uint64_t ahead = walk.row_end - walk.place_count;
    __m512i base = _mm512_set1_epi16((short)walk.base), all_odd = _mm512_setzero_si512();
    for (; at != past; at += SCAN_BLOCK_BYTES) {
        const __m512i bytes = _mm512_loadu_si512(at);
        const uint64_t feeds = _mm512_cmpeq_epi8_mask(bytes, line_feed);
        const uint64_t separators = feeds | _mm512_cmpeq_epi8_mask(bytes, delimiter);
        const uint64_t quotes = _mm512_cmpeq_epi8_mask(bytes, quote);
        const uint32_t count = (uint32_t)_mm_popcnt_u64(separators);
        if (quotes != 0 || !rows_are_right(feeds, separators, count, ahead, pattern)) break;
        /* CR and NUL are among these, and seldom met but before line feeds. */
        const uint64_t controls = _mm512_cmple_epu8_mask(bytes, _mm512_set1_epi8('\r'));
        if (((controls ^ feeds) | walk.returned) != 0) {
            const struct scan_block block = classify(bytes, &setting->characters);
            struct scan_walk returning = walk;
            if (scan_walk_plain(&returning, &block).doubts != 0) break;
            walk.returned = returning.returned;
            walk.returns = returning.returns;
        }
        __m512i odd;
        const struct scan_letters letters = letters_of(bytes, odd_leads, &odd);
        scan_walk_note_letters(&walk, &letters, UINT64_MAX);
        all_odd = _mm512_or_si512(all_odd, odd);
        put_places(place, separators, numbers, base);
        const uint64_t row_count = (uint64_t)_mm_popcnt_u64(feeds);
        place += count;
        walk.row_count += (uint32_t)row_count;
        ahead += row_count * field_count - count;
        base = _mm512_add_epi16(base, step);
    }
    walk.base = (uint32_t)(at - setting->text);
    walk.place_count = (uint32_t)(place - setting->ends);
    walk.row_end = walk.place_count + ahead;
    walk.odd_letters |= _mm512_movepi8_mask(all_odd);
    *given = walk;
}

ISA_TARGET_AVX512 void scan_index_avx512(struct scan_index *index, const char *text,
                                         size_t byte_count, char delimiter, uint32_t field_count)
{
    const struct scan_setting setting = {
        .characters = {_mm512_set1_epi8('"'), _mm512_set1_epi8(delimiter), _mm512_set1_epi8('\n'),
                       _mm512_set1_epi8('\r')},
        .numbers = numbers_from_zero(),
        .odd_leads = odd_leads(),
        .pattern = pattern_of(field_count),
        .text = text,
        .ends = index->ends,
        .field_count = field_count};
    struct scan_walk walk = scan_walk_start(byte_count, field_count);
    bool is_plain = field_count > 1;
    while (walk.base < walk.byte_count) {
        if (is_plain) {
            pass_plain_blocks(&setting, &walk);
            if (walk.base >= walk.byte_count) break;
        }
        const __m512i bytes = _mm512_loadu_si512(text + walk.base);
        struct scan_block block = classify(bytes, &setting.characters);
        const uint64_t kept = scan_walk_kept(&walk);
        if (kept != UINT64_MAX) scan_block_cut(&block, kept);
        __m512i odd;
        const struct scan_letters letters = letters_of(bytes, setting.odd_leads, &odd);
        scan_walk_note_letters(&walk, &letters, kept);
        walk.odd_letters |= _mm512_movepi8_mask(odd) & kept;
        is_plain = field_count > 1 && block.quotes == 0;
        struct scan_found found =
            scan_walk_is_plain(&walk, &block)
                ? scan_walk_plain(&walk, &block)
                : scan_walk_quoted(&walk, &block, toggled_by(block.quotes), text, delimiter);
        if (field_count == 1) found.doubts |= scan_walk_blank(&walk, &block, found.ends, text);
        found.doubts &= kept;
        if (scan_walk_has_columns(&walk, &found))
            scan_walk_note_columns(&walk, quoted_fields(&found), field_count);
        const uint32_t count = (uint32_t)_mm_popcnt_u64(found.separators);
        put_places(index->ends + walk.place_count, found.separators, setting.numbers,
                   _mm512_set1_epi16((short)walk.base));
        if (found.doubts != 0 ||
            !rows_are_right(found.ends, found.separators, count, walk.row_end - walk.place_count,
                            setting.pattern)) {
            scan_walk_finish_in_doubt(walk, found, index, text, field_count);
            return;
        }
        const uint32_t row_count = (uint32_t)_mm_popcnt_u64(found.ends);
        walk.place_count += count;
        walk.row_count += row_count;
        walk.row_end += (uint64_t)row_count * field_count;
        walk.base += SCAN_BLOCK_BYTES;
        is_plain &= (walk.inside | walk.closed) == 0;
    }
    scan_walk_finish(walk, index, text, field_count);
}

#endif
