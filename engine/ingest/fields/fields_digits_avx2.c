/* One-digit answers as in fields_digits_avx512.c, with sixteen columns of thirty-two rows at a
 * time. Rows with quoted fields are packed one field at a time. */
#include "ingest/fields/fields_digits.h"

#if defined(__x86_64__)
#include <immintrin.h>

enum { LANES = 32, RUN_COLUMNS = 16 };

/* Row r in rows[r % 16][r / 16 * 16 ...]. */
struct packed_rows {
    _Alignas(32) unsigned char rows[RUN_COLUMNS][LANES];
};

struct digit_run {
    const struct field_window *window;
    uint32_t field, count;
    __m256i used; /* the words of its columns */
};

/* Sixteen words as bytes. */
FIELD_AVX2 FIELD_INLINE __m128i bytes_of(__m256i words)
{
    return _mm_packs_epi16(_mm256_castsi256_si128(words), _mm256_extracti128_si256(words, 1));
}

/* A row whose fields have at most one byte each, so that they lie within 32 bytes; false: some have
 * more. */
FIELD_AVX2 FIELD_INLINE bool pack_row(const struct digit_run *run, uint32_t row, __m128i *bytes)
{
    const struct field_window *window = run->window;
    const uint16_t *places = window->ends + (size_t)row * window->field_count + run->field;
    const uint32_t start = run->field > 0 ? places[-1] + UINT32_C(1) : window->row_starts[row];
    const __m256i ends = _mm256_loadu_si256((const void *)places);
    __m256i before;
    if (run->field > 0) {
        before = _mm256_loadu_si256((const void *)(places - 1));
    } else {
        const __m256i lower = _mm256_permute2x128_si256(ends, ends, 0x08);
        before = _mm256_insert_epi16(_mm256_alignr_epi8(ends, lower, 14), (short)(start - 1), 0);
    }
    const __m256i two = _mm256_set1_epi16(2);
    const __m256i distances = _mm256_and_si256(_mm256_sub_epi16(ends, before), run->used);
    const __m256i is_long = _mm256_xor_si256(_mm256_min_epu16(distances, two), distances);
    const __m128i has_byte = bytes_of(_mm256_cmpeq_epi16(distances, two));
    const __m128i last = bytes_of(_mm256_sub_epi16(ends, _mm256_set1_epi16((short)(start + 1))));
    const __m128i text0 = _mm_loadu_si128((const void *)(window->text + start));
    const __m128i text1 = _mm_loadu_si128((const void *)(window->text + start + 16));
    /* A shuffle gives 0 where the highest bit of the place is set. */
    const __m128i found =
        _mm_or_si128(_mm_shuffle_epi8(text0, _mm_add_epi8(last, _mm_set1_epi8(0x70))),
                     _mm_shuffle_epi8(text1, _mm_sub_epi8(last, _mm_set1_epi8(16))));
    *bytes = _mm_and_si128(found, has_byte);
    return _mm256_testz_si256(is_long, is_long);
}

FIELD_AVX2 FIELD_INLINE void pack_rows(const struct digit_run *run, uint32_t row,
                                       uint32_t row_count, struct packed_rows *rows)
{
    for (uint32_t lane = 0; lane < row_count; lane++) {
        __m128i bytes;
        if (!pack_row(run, row + lane, &bytes)) {
            _Alignas(16) unsigned char packed[RUN_COLUMNS] = {0};
            fields_digits_pack(run->window, run->field, run->count, row + lane, packed);
            bytes = _mm_load_si128((const void *)packed);
        }
        _mm_store_si128((void *)&rows->rows[lane % 16][(size_t)lane / 16 * 16], bytes);
    }
}

FIELD_AVX2 FIELD_INLINE void finish_column(struct field_digits *digits, __m256i bytes, uint32_t row,
                                           uint32_t row_count)
{
    const __m256i meanings =
        _mm256_broadcastsi128_si256(_mm_loadu_si128((const void *)digits->meanings));
    const __m256i index =
        _mm256_min_epu8(_mm256_sub_epi8(bytes, _mm256_set1_epi8('0')), _mm256_set1_epi8(15));
    const __m256i values =
        _mm256_blendv_epi8(_mm256_shuffle_epi8(meanings, index), _mm256_set1_epi8(INT8_MIN),
                           _mm256_cmpeq_epi8(bytes, _mm256_setzero_si256()));
    const uint32_t live = _bzhi_u32(UINT32_MAX, row_count);
    const uint32_t missing = (uint32_t)_mm256_movemask_epi8(values) & live;
    const uint32_t rest = (uint32_t)_mm256_movemask_epi8(
                              _mm256_cmpeq_epi8(values, _mm256_set1_epi8(FIELD_DIGIT_REST))) &
                          live;
    if (row_count == LANES) {
        _mm256_storeu_si256((void *)(digits->values + row), values);
    } else {
        _Alignas(32) int8_t stored[LANES];
        _mm256_store_si256((void *)stored, values);
        memcpy(digits->values + row, stored, row_count);
    }
    digits->outcome.missing_count += (uint32_t)__builtin_popcount(missing);
    for (uint32_t left = rest; left != 0; left &= left - 1) {
        const uint32_t at = row + (uint32_t)__builtin_ctz(left);
        digits->values[at] = INT8_MIN;
        digits->outcome.rest_rows[digits->outcome.rest_count++] = (uint16_t)at;
    }
}

/* Each of four steps turns the eight bits of (row, column) round by one. */
FIELD_AVX2 FIELD_INLINE void finish_rows(const struct packed_rows *rows,
                                         struct field_digits *digits, uint32_t count, uint32_t row,
                                         uint32_t row_count)
{
    __m256i lines[RUN_COLUMNS], turned[RUN_COLUMNS];
#pragma GCC unroll 16
    for (size_t i = 0; i < RUN_COLUMNS; i++)
        lines[i] = _mm256_load_si256((const void *)rows->rows[i]);
#pragma GCC unroll 4
    for (unsigned step = 0; step < 4; step++) {
#pragma GCC unroll 8
        for (size_t i = 0; i < 8; i++) {
            turned[2 * i] = _mm256_unpacklo_epi8(lines[i], lines[i + 8]);
            turned[2 * i + 1] = _mm256_unpackhi_epi8(lines[i], lines[i + 8]);
        }
#pragma GCC unroll 16
        for (size_t i = 0; i < RUN_COLUMNS; i++) lines[i] = turned[i];
    }
    for (size_t i = 0; i < count; i++) finish_column(&digits[i], lines[i], row, row_count);
}

FIELD_AVX2 void fields_read_digits_avx2(const struct field_window *window, uint32_t field,
                                        struct field_digits *digits, uint32_t count)
{
    struct packed_rows rows;
    if (count == 1 || window->has_quotes) { /* which the loop below was not made for */
        fields_read_digits_portable(window, field, digits, count);
        return;
    }
    fields_digits_clear(digits, count);
    const __m256i numbers = _mm256_setr_epi16(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
    for (uint32_t first = 0; first < count; first += RUN_COLUMNS) {
        struct digit_run run = {.window = window, .field = field + first};
        run.count = count - first < RUN_COLUMNS ? count - first : RUN_COLUMNS;
        run.used = _mm256_cmpgt_epi16(_mm256_set1_epi16((short)run.count), numbers);
        for (uint32_t row = 0; row < window->row_count; row += LANES) {
            const uint32_t left = window->row_count - row;
            const uint32_t row_count = left < LANES ? left : LANES;
            pack_rows(&run, row, row_count, &rows);
            finish_rows(&rows, digits + first, run.count, row, row_count);
        }
    }
}

#endif
