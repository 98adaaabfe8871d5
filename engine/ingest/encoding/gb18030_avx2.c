#include "base/isa.h"
#include "ingest/encoding/gb18030_blocks.h"

#if defined(__x86_64__)
#include <immintrin.h>

struct half {
    uint32_t leads, trails, bad;
};

/* Comparisons are signed: 80 to FF are −128 to −1. */
ISA_TARGET_AVX2 static inline struct half half_at(const unsigned char *at)
{
    const __m256i bytes = _mm256_loadu_si256((const __m256i *)(const void *)at);
    const __m256i euro = _mm256_cmpeq_epi8(bytes, _mm256_set1_epi8(-128));
    const __m256i bad = _mm256_cmpeq_epi8(bytes, _mm256_set1_epi8(-1));
    const __m256i low = _mm256_cmpgt_epi8(bytes, _mm256_set1_epi8(-1));
    const __m256i narrow = _mm256_and_si256(_mm256_cmpgt_epi8(bytes, _mm256_set1_epi8(0x3F)),
                                            _mm256_cmpgt_epi8(_mm256_set1_epi8(0x7F), bytes));
    const __m256i no_lead = _mm256_or_si256(_mm256_or_si256(euro, bad), low);
    return (struct half){
        .leads = ~(uint32_t)_mm256_movemask_epi8(no_lead),
        .trails = (uint32_t)_mm256_movemask_epi8(_mm256_or_si256(narrow, euro)),
        .bad = (uint32_t)_mm256_movemask_epi8(bad),
    };
}

ISA_TARGET_AVX2 static inline struct gb18030_block block_at(const unsigned char *at)
{
    const struct half first = half_at(at), second = half_at(at + 32);
    return (struct gb18030_block){
        .leads = (uint64_t)second.leads << 32 | first.leads,
        .trails = (uint64_t)second.trails << 32 | first.trails,
        .has_bad = (first.bad | second.bad) != 0,
    };
}

ISA_TARGET_AVX2 size_t gb18030_blocks_avx2(const unsigned char *bytes, size_t byte_count)
{
    bool awaits_trail = false;
    size_t valid_count = 0;
    for (size_t i = 0; byte_count - i >= GB18030_BLOCK_BYTES; i += GB18030_BLOCK_BYTES) {
        const struct gb18030_block block = block_at(bytes + i);
        if (!gb18030_block_is_valid(&block, &awaits_trail)) break;
        valid_count = i + GB18030_BLOCK_BYTES - awaits_trail;
    }
    return valid_count;
}

#endif
