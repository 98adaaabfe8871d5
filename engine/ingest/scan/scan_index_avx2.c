#include "ingest/scan/scan_index_walk.h"

#if defined(__x86_64__)
#include <immintrin.h>

struct bytes {
    __m256i low, high;
};

ISA_TARGET_AVX2 SCAN_INLINE uint64_t find(const struct bytes *bytes, __m256i character)
{
    const int low = _mm256_movemask_epi8(_mm256_cmpeq_epi8(bytes->low, character));
    const int high = _mm256_movemask_epi8(_mm256_cmpeq_epi8(bytes->high, character));
    return (uint64_t)(uint32_t)high << 32 | (uint32_t)low;
}

ISA_TARGET_AVX2 SCAN_INLINE struct scan_block classify(const struct bytes *bytes, __m256i delimiter)
{
    return (struct scan_block){
        .quotes = find(bytes, _mm256_set1_epi8('"')),
        .delimiters = find(bytes, delimiter),
        .line_feeds = find(bytes, _mm256_set1_epi8('\n')),
        .returns = find(bytes, _mm256_set1_epi8('\r')),
        .nuls = find(bytes, _mm256_setzero_si256()),
    };
}

/* Multiplying by all ones without carries adds to each bit all those below it. */
ISA_TARGET_AVX2 SCAN_INLINE uint64_t toggled_by(uint64_t quotes)
{
    const __m128i product =
        _mm_clmulepi64_si128(_mm_set_epi64x(0, (long long)quotes), _mm_set1_epi8((char)0xFF), 0);
    return (uint64_t)_mm_cvtsi128_si64(product);
}

/* The fields that begin with a quote, from that on in which the block starts: of those behind a
 * separator it is the next byte. */
ISA_TARGET_AVX2 SCAN_INLINE uint64_t quoted_fields(const struct scan_found *found)
{
    return _pext_u64(found->opens >> 1, found->separators) << 1 | (found->opens & 1);
}

ISA_TARGET_AVX2 void scan_index_avx2(struct scan_index *index, const char *text, size_t byte_count,
                                     char delimiter, uint32_t field_count)
{
    const __m256i delimiters = _mm256_set1_epi8(delimiter);
    struct scan_walk walk = scan_walk_start(byte_count, field_count);
    __m256i all_bytes = _mm256_setzero_si256();
    while (walk.base < walk.byte_count) {
        const char *at = text + walk.base;
        const struct bytes bytes = {_mm256_loadu_si256((const __m256i *)(const void *)at),
                                    _mm256_loadu_si256((const __m256i *)(const void *)(at + 32))};
        struct scan_block block = classify(&bytes, delimiters);
        const uint64_t kept = scan_walk_kept(&walk);
        if (kept != UINT64_MAX) scan_block_cut(&block, kept);
        all_bytes = _mm256_or_si256(all_bytes, _mm256_or_si256(bytes.low, bytes.high));
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
            walk.high = walk.odd_letters = (uint32_t)_mm256_movemask_epi8(all_bytes);
            scan_walk_finish_in_doubt(walk, found, index, text, field_count);
            return;
        }
    }
    walk.high = walk.odd_letters = (uint32_t)_mm256_movemask_epi8(all_bytes);
    scan_walk_finish(walk, index, text, field_count);
}

#endif
