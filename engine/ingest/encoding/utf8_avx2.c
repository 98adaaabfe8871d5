#include "base/isa.h"
#include "ingest/encoding/utf8_lookup.h"

#if defined(__x86_64__)
#include <immintrin.h>
#include <stdint.h>
#include <string.h>

enum { BLOCK_BYTES = 32 };

struct tables {
    __m256i first_high, first_low, second_high;
};

ISA_TARGET_AVX2 static inline __m256i table_of(const unsigned char *entries)
{
    return _mm256_broadcastsi128_si256(_mm_loadu_si128((const __m128i *)(const void *)entries));
}

ISA_TARGET_AVX2 static inline __m256i block_at(const unsigned char *at)
{
    return _mm256_loadu_si256((const __m256i *)(const void *)at);
}

ISA_TARGET_AVX2 static inline __m256i high_half(__m256i bytes)
{
    return _mm256_and_si256(_mm256_srli_epi16(bytes, 4), _mm256_set1_epi8(0x0F));
}

/* Not zero where something is wrong with the block, given the block before it. */
ISA_TARGET_AVX2 static inline __m256i faults_of(__m256i bytes, __m256i before,
                                                const struct tables *tables)
{
    /* Each lane of 16 bytes with the lane before it; then the bytes 1, 2 and 3 places before. */
    const __m256i lanes = _mm256_permute2x128_si256(before, bytes, 0x21);
    const __m256i first = _mm256_alignr_epi8(bytes, lanes, 15);
    const __m256i second = _mm256_alignr_epi8(bytes, lanes, 14);
    const __m256i third = _mm256_alignr_epi8(bytes, lanes, 13);
    const __m256i low = _mm256_and_si256(first, _mm256_set1_epi8(0x0F));
    const __m256i pairs =
        _mm256_and_si256(_mm256_and_si256(_mm256_shuffle_epi8(tables->first_high, high_half(first)),
                                          _mm256_shuffle_epi8(tables->first_low, low)),
                         _mm256_shuffle_epi8(tables->second_high, high_half(bytes)));
    /* The highest bit where E0 or more stands two, or F0 or more three places before. */
    const __m256i asked =
        _mm256_or_si256(_mm256_subs_epu8(second, _mm256_set1_epi8(0xE0 - 0x80)),
                        _mm256_subs_epu8(third, _mm256_set1_epi8((char)(0xF0 - 0x80))));
    return _mm256_xor_si256(_mm256_and_si256(asked, _mm256_set1_epi8((char)0x80)), pairs);
}

ISA_TARGET_AVX2 bool utf8_is_valid_avx2(const void *bytes, size_t byte_count)
{
    const struct tables tables = {table_of(utf8_first_high), table_of(utf8_first_low),
                                  table_of(utf8_second_high)};
    const unsigned char *at = bytes;
    unsigned char last[BLOCK_BYTES] = {0};
    __m256i faults = _mm256_setzero_si256(), before = _mm256_setzero_si256();
    uint32_t high_before = 0;
    for (; byte_count >= BLOCK_BYTES; at += BLOCK_BYTES, byte_count -= BLOCK_BYTES) {
        const __m256i block = block_at(at);
        const uint32_t high = (uint32_t)_mm256_movemask_epi8(block);
        /* Behind a block that ends in ASCII nothing is unfinished, or it was a fault in that block.
         */
        if ((high | high_before >> (BLOCK_BYTES - 1)) != 0)
            faults = _mm256_or_si256(faults, faults_of(block, before, &tables));
        before = block;
        high_before = high;
    }
    /* The rest and at least one zero behind it, which shows what was cut short. */
    if (byte_count > 0) memcpy(last, at, byte_count);
    faults = _mm256_or_si256(faults, faults_of(block_at(last), before, &tables));
    return _mm256_testz_si256(faults, faults) != 0;
}

#endif
