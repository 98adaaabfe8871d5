/* Columns of codes row by row, a whole key in one register: no jump depends on how long it is. */
#include "ingest/fields/fields_codes.h"

#if defined(__x86_64__)
#include <immintrin.h>

#define WORD_FACTORS(half)                                                                         \
    _mm256_set_epi64x(field_book_factors[3][half], field_book_factors[2][half],                    \
                      field_book_factors[1][half], field_book_factors[0][half])

/* From FIELD_BOOK_KEY_BYTES less a length on: as many bytes set, then none. */
static const unsigned char key_masks[2 * FIELD_BOOK_KEY_BYTES] = {
    0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF,
    0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF};

FIELD_AVX2 FIELD_INLINE uint64_t sum_of(__m256i key)
{
    const __m256i sums =
        _mm256_add_epi64(_mm256_mul_epu32(key, WORD_FACTORS(0)),
                         _mm256_mul_epu32(_mm256_srli_epi64(key, 32), WORD_FACTORS(1)));
    const __m128i halves =
        _mm_add_epi64(_mm256_castsi256_si128(sums), _mm256_extracti128_si256(sums, 1));
    return (uint64_t)_mm_cvtsi128_si64(_mm_add_epi64(halves, _mm_unpackhi_epi64(halves, halves)));
}

FIELD_AVX2 FIELD_INLINE const struct field_slot *find(const struct field_book *book,
                                                      struct field_span span)
{
    if (span.byte_count > FIELD_BOOK_KEY_BYTES)
        return field_book_find_long(book, (struct slice){span.bytes, span.byte_count});
    const unsigned char *mask = key_masks + FIELD_BOOK_KEY_BYTES - span.byte_count;
    const __m256i key = _mm256_and_si256(_mm256_loadu_si256((const void *)span.bytes),
                                         _mm256_loadu_si256((const void *)mask));
    const struct field_slot *slot = field_book_slot(book, field_book_hash(sum_of(key)));
    const __m256i equal = _mm256_cmpeq_epi8(key, _mm256_load_si256((const void *)slot->key));
    const bool is_found = _mm256_movemask_epi8(equal) == -1 &&
                          (slot->code & FIELD_MARK_LONGER(FIELD_BOOK_WORDS)) == 0;
    return is_found ? slot : field_book_unknown(book);
}

FIELD_AVX2 FIELD_INLINE void read_codes(const struct field_window *window, uint32_t field,
                                        const struct field_book *book, uint32_t *codes,
                                        struct field_outcome *outcome, const bool is_short,
                                        const bool has_quotes)
{
    struct field_cursor cursor = field_cursor(window, field, 0);
    struct code_counts counts = {.rest_rows = outcome->rest_rows};
    const uint32_t row_count = window->row_count;
    for (uint32_t row = 0; row < row_count; row++) {
        const struct field_span span = field_next(&cursor, has_quotes);
        const struct field_slot *slot =
            is_short ? field_book_find_short(book, span) : find(book, span);
        codes[row] = (uint32_t)slot->code;
        code_counts_add(&counts, slot->code, row);
    }
    *outcome = code_counts_outcome(&counts);
}

FIELD_AVX2 void fields_read_codes_avx2(const struct field_window *window, uint32_t field,
                                       const struct field_book *book, uint32_t *codes,
                                       struct field_outcome *outcome)
{
    const bool is_short = field_book_is_short(book);
    if (window->has_quotes && is_short)
        read_codes(window, field, book, codes, outcome, true, true);
    else if (window->has_quotes)
        read_codes(window, field, book, codes, outcome, false, true);
    else if (is_short)
        read_codes(window, field, book, codes, outcome, true, false);
    else
        read_codes(window, field, book, codes, outcome, false, false);
}

#endif
