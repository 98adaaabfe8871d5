#include "base/isa.h"
#include "ingest/encoding/gb18030_blocks.h"

#if defined(__x86_64__)
#include <immintrin.h>

ISA_TARGET_AVX512 static inline struct gb18030_block block_at(const unsigned char *at)
{
    const __m512i bytes = _mm512_loadu_si512(at);
    const __m512i from_lead = _mm512_sub_epi8(bytes, _mm512_set1_epi8((char)0x81));
    const __m512i from_trail = _mm512_sub_epi8(bytes, _mm512_set1_epi8(0x40));
    return (struct gb18030_block){
        .leads = _mm512_cmple_epu8_mask(from_lead, _mm512_set1_epi8(0xFE - 0x81)),
        .trails = _mm512_cmple_epu8_mask(from_trail, _mm512_set1_epi8(0x7E - 0x40)) |
                  _mm512_cmpeq_epi8_mask(bytes, _mm512_set1_epi8((char)0x80)),
        .has_bad = _mm512_cmpeq_epi8_mask(bytes, _mm512_set1_epi8((char)0xFF)) != 0,
    };
}

ISA_TARGET_AVX512 size_t gb18030_blocks_avx512(const unsigned char *bytes, size_t byte_count)
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
