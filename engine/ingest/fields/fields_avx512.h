/* ingest/fields/fields_avx512.h: sixteen rows of a column at a time, one row in each 32-bit lane.
 * For the AVX-512 variants of the readers only. */
#ifndef INGEST_FIELDS_AVX512_H
#define INGEST_FIELDS_AVX512_H
#include "ingest/fields/fields_kernels.h"

#if defined(__x86_64__)
#include <immintrin.h>

enum { FIELD_LANES = 16 };

/* Gathering puts lanes into a register, and waits for what was in it, even if all lanes are
 * replaced. Into one that was just cleared it goes at once. The compiler leaves the clearing out
 * when it sees that all lanes are replaced; so it must not. */
FIELD_AVX512 FIELD_INLINE __mmask16 field_all_lanes(void)
{
    __mmask16 all = 0xFFFF;
    __asm__("" : "+Yk"(all));
    return all;
}

FIELD_AVX512 FIELD_INLINE __m512i field_gather_dwords(__m512i at, const void *from)
{
    return _mm512_mask_i32gather_epi32(_mm512_setzero_si512(), field_all_lanes(), at, from, 1);
}

/* Eight bytes each; `at` counts words. */
FIELD_AVX512 FIELD_INLINE __m512i field_gather_words(__m512i at, const uint64_t *from)
{
    return _mm512_mask_i64gather_epi64(_mm512_setzero_si512(), (__mmask8)field_all_lanes(), at,
                                       from, 8);
}

/* Eight bytes each; `at` counts bytes. */
FIELD_AVX512 FIELD_INLINE __m512i field_gather_bytes(__m512i at, const void *from)
{
    return _mm512_mask_i64gather_epi64(_mm512_setzero_si512(), (__mmask8)field_all_lanes(), at,
                                       from, 1);
}

/* Eight bytes each from where eight lanes say. */
FIELD_AVX512 FIELD_INLINE __m512i field_gather_texts(__m256i at, const char *from)
{
    return _mm512_mask_i32gather_epi64(_mm512_setzero_si512(), (__mmask8)field_all_lanes(), at,
                                       from, 1);
}

/* Where the fields of sixteen rows start within the window's text, and their lengths; both are 0 in
 * lanes behind the last row. */
struct field_lanes {
    __m512i starts, byte_counts;
    uint32_t live; /* bit i: lane i has a row */
};

FIELD_AVX512 FIELD_INLINE struct field_lanes field_lanes_take(const struct field_column *column,
                                                              uint32_t row, const bool has_quotes)
{
    const struct field_window *window = column->window;
    const uint32_t left = window->row_count - row, field = column->field;
    const __mmask16 live = (__mmask16)(left >= FIELD_LANES ? 0xFFFF : (1U << left) - 1);
    const uint32_t entry = row * window->field_count + field;
    const __m512i steps =
        _mm512_mullo_epi32(_mm512_set_epi32(15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0),
                           _mm512_set1_epi32((int)window->field_count));
    __m512i starts, ends;
    if (field == 0) {
        const __m256i places = _mm256_loadu_si256((const void *)(window->row_starts + row));
        starts = _mm512_maskz_cvtepu16_epi32(live, places);
        ends = _mm512_mask_i32gather_epi32(_mm512_setzero_si512(), live, steps,
                                           window->ends + entry, 2);
        ends = _mm512_and_si512(ends, _mm512_set1_epi32(0xFFFF));
    } else {
        /* The end before and the own end stand side by side. */
        const __m512i pairs = _mm512_mask_i32gather_epi32(_mm512_setzero_si512(), live, steps,
                                                          window->ends + entry - 1, 2);
        starts = _mm512_and_si512(pairs, _mm512_set1_epi32(0xFFFF));
        starts = _mm512_maskz_add_epi32(live, starts, _mm512_set1_epi32(1));
        ends = _mm512_srli_epi32(pairs, 16);
    }
    __m512i byte_counts = _mm512_maskz_sub_epi32(live, ends, starts);
    if (has_quotes) {
        const __m512i firsts =
            _mm512_and_si512(field_gather_dwords(starts, window->text), _mm512_set1_epi32(0xFF));
        __mmask16 quoted = _mm512_cmpeq_epi32_mask(firsts, _mm512_set1_epi32('"'));
        quoted = _mm512_mask_cmpge_epi32_mask(quoted, byte_counts, _mm512_set1_epi32(2));
        starts = _mm512_mask_add_epi32(starts, quoted, starts, _mm512_set1_epi32(1));
        byte_counts = _mm512_mask_sub_epi32(byte_counts, quoted, byte_counts, _mm512_set1_epi32(2));
    }
    return (struct field_lanes){starts, byte_counts, live};
}

FIELD_AVX512 FIELD_INLINE uint32_t field_lanes_of_length(struct field_lanes lanes,
                                                         uint32_t byte_count)
{
    return _mm512_mask_cmpeq_epi32_mask((__mmask16)lanes.live, lanes.byte_counts,
                                        _mm512_set1_epi32((int)byte_count));
}

/* Eight bytes from `distance` behind the places on, of lanes 0 to 7 or 8 to 15. */
FIELD_AVX512 FIELD_INLINE __m512i field_lanes_words(const char *text, __m512i places,
                                                    const unsigned half)
{
    const __m256i eight =
        half == 0 ? _mm512_castsi512_si256(places) : _mm512_extracti64x4_epi64(places, 1);
    return field_gather_texts(eight, text);
}

/* Two vectors of 64-bit lanes as one of their lower, or higher, halves. */
FIELD_AVX512 FIELD_INLINE __m512i field_lanes_lower(__m512i words0, __m512i words1)
{
    const __m512i even =
        _mm512_set_epi32(30, 28, 26, 24, 22, 20, 18, 16, 14, 12, 10, 8, 6, 4, 2, 0);
    return _mm512_permutex2var_epi32(words0, even, words1);
}

FIELD_AVX512 FIELD_INLINE __m512i field_lanes_higher(__m512i words0, __m512i words1)
{
    const __m512i odd = _mm512_set_epi32(31, 29, 27, 25, 23, 21, 19, 17, 15, 13, 11, 9, 7, 5, 3, 1);
    return _mm512_permutex2var_epi32(words0, odd, words1);
}

#endif
#endif
