#include "base/isa.h"
#include "ingest/encoding/utf8_lookup.h"

#if defined(__x86_64__)
#include <immintrin.h>
#include <stdint.h>

enum { BLOCK_BYTES = 64 };

struct tables {
    __m512i first_high, first_low, second_high;
};

ISA_TARGET_AVX512 static inline __m512i table_of(const unsigned char *entries)
{
    return _mm512_broadcast_i32x4(_mm_loadu_si128((const __m128i *)(const void *)entries));
}

ISA_TARGET_AVX512 static inline __m512i high_half(__m512i bytes)
{
    return _mm512_and_si512(_mm512_srli_epi16(bytes, 4), _mm512_set1_epi8(0x0F));
}

/* Not zero where something is wrong with the block, given the block before it. */
ISA_TARGET_AVX512 static inline __m512i faults_of(__m512i bytes, __m512i before,
                                                  const struct tables *tables)
{
    /* Each lane of 16 bytes with the lane before it; then the bytes 1, 2 and 3 places before. */
    const __m512i lanes = _mm512_alignr_epi64(bytes, before, 6);
    const __m512i first = _mm512_alignr_epi8(bytes, lanes, 15);
    const __m512i second = _mm512_alignr_epi8(bytes, lanes, 14);
    const __m512i third = _mm512_alignr_epi8(bytes, lanes, 13);
    const __m512i low = _mm512_and_si512(first, _mm512_set1_epi8(0x0F));
    const __m512i pairs =
        _mm512_and_si512(_mm512_and_si512(_mm512_shuffle_epi8(tables->first_high, high_half(first)),
                                          _mm512_shuffle_epi8(tables->first_low, low)),
                         _mm512_shuffle_epi8(tables->second_high, high_half(bytes)));
    /* The highest bit where E0 or more stands two, or F0 or more three places before. */
    const __m512i asked =
        _mm512_or_si512(_mm512_subs_epu8(second, _mm512_set1_epi8(0xE0 - 0x80)),
                        _mm512_subs_epu8(third, _mm512_set1_epi8((char)(0xF0 - 0x80))));
    return _mm512_xor_si512(_mm512_and_si512(asked, _mm512_set1_epi8((char)0x80)), pairs);
}

ISA_TARGET_AVX512 bool utf8_is_valid_avx512(const void *bytes, size_t byte_count)
{
    const struct tables tables = {table_of(utf8_first_high), table_of(utf8_first_low),
                                  table_of(utf8_second_high)};
    const unsigned char *at = bytes;
    __m512i faults = _mm512_setzero_si512(), before = _mm512_setzero_si512();
    uint64_t high_before = 0;
    for (; byte_count >= BLOCK_BYTES; at += BLOCK_BYTES, byte_count -= BLOCK_BYTES) {
        const __m512i block = _mm512_loadu_si512(at);
        const uint64_t high = _mm512_movepi8_mask(block);
        /* Behind a block that ends in ASCII nothing is unfinished, or it was a fault in that block.
         */
        if ((high | high_before >> (BLOCK_BYTES - 1)) != 0)
            faults = _mm512_or_si512(faults, faults_of(block, before, &tables));
        before = block;
        high_before = high;
    }
    /* The rest and at least one zero behind it, which shows what was cut short. */
    const __m512i rest = _mm512_maskz_loadu_epi8((UINT64_C(1) << byte_count) - 1, at);
    faults = _mm512_or_si512(faults, faults_of(rest, before, &tables));
    return _mm512_test_epi8_mask(faults, faults) == 0;
}

#endif
