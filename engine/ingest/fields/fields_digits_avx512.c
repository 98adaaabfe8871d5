/* One-digit answers, row by row and then column by column. A row's fields become one byte each by a
 * permutation of its text; sixty-four rows of such bytes are transposed; and each column's bytes
 * are looked up in what they mean. Rows with longer fields are packed one field at a time. Of a few
 * columns each is gathered by itself. */
#include "ingest/fields/fields_avx512.h"
#include "ingest/fields/fields_digits.h"

#if defined(__x86_64__)

enum { LANES = 64, RUN_COLUMNS = 32, HALF_COLUMNS = 16, FEW_COLUMNS = 4 };

/* The bytes of the rows of one step: of row r and columns 16h to 16h + 15 in
 * halves[h][r % 16][r / 16 * 16 ...], so that a transposition within 128 bits is enough. */
struct packed_rows {
    _Alignas(64) unsigned char halves[2][HALF_COLUMNS][LANES];
};

struct digit_run {
    const struct field_window *window;
    uint32_t field, count;
};

FIELD_AVX512 FIELD_INLINE void put_row(struct packed_rows *rows, uint32_t lane, __m256i bytes)
{
    const uint32_t at = lane / HALF_COLUMNS * HALF_COLUMNS, row = lane % HALF_COLUMNS;
    _mm_store_si128((void *)&rows->halves[0][row][at], _mm256_castsi256_si128(bytes));
    _mm_store_si128((void *)&rows->halves[1][row][at], _mm256_extracti128_si256(bytes, 1));
}

/* Where the fields of a row end, and where the one before each of them ends. */
struct row_places {
    __m512i ends, before;
    uint32_t start;
};

FIELD_AVX512 FIELD_INLINE struct row_places places_of(const struct digit_run *run, uint32_t row)
{
    const struct field_window *window = run->window;
    const uint16_t *ends = window->ends + (size_t)row * window->field_count + run->field;
    const __m512i own = _mm512_loadu_si512(ends);
    if (run->field > 0)
        return (struct row_places){own, _mm512_loadu_si512(ends - 1), ends[-1] + UINT32_C(1)};
    const uint32_t start = window->row_starts[row];
    const __m512i last = _mm512_set1_epi16((short)(start - 1));
    const __m512i numbers =
        _mm512_set_epi16(30, 29, 28, 27, 26, 25, 24, 23, 22, 21, 20, 19, 18, 17, 16, 15, 14, 13, 12,
                         11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0, 0);
    const __m512i before = _mm512_permutexvar_epi16(numbers, own);
    return (struct row_places){own, _mm512_mask_mov_epi16(before, 1, last), start};
}

/* A row whose fields have at most one byte each; false: some have more. */
FIELD_AVX512 FIELD_INLINE bool pack_plain(const struct digit_run *run, uint32_t row, __mmask32 used,
                                          __m256i *bytes)
{
    const struct row_places places = places_of(run, row);
    const __m512i distances = _mm512_sub_epi16(places.ends, places.before);
    const __m512i last =
        _mm512_sub_epi16(places.ends, _mm512_set1_epi16((short)(places.start + 1)));
    const __mmask32 has_byte = _mm512_mask_cmpeq_epi16_mask(used, distances, _mm512_set1_epi16(2));
    const __m512i text = _mm512_loadu_si512(run->window->text + places.start);
    *bytes = _mm512_castsi512_si256(_mm512_maskz_permutexvar_epi8(
        has_byte, _mm512_castsi256_si512(_mm512_cvtepi16_epi8(last)), text));
    return _mm512_mask_cmpgt_epu16_mask(used, distances, _mm512_set1_epi16(2)) == 0;
}

/* The same for a row whose fields may stand in quotes: within 128 bytes, unless one has more than a
 * byte. A field that ends with a quote stands in quotes. */
FIELD_AVX512 FIELD_INLINE bool pack_quoted(const struct digit_run *run, uint32_t row,
                                           __mmask32 used, __m256i *bytes)
{
    const struct row_places places = places_of(run, row);
    const char *text = run->window->text + places.start;
    const uint16_t *ends = run->window->ends + (size_t)row * run->window->field_count + run->field;
    const uint32_t byte_count = ends[run->count - 1] - places.start;
    const __mmask64 behind = byte_count > LANES ? _bzhi_u64(UINT64_MAX, byte_count - LANES) : 0;
    const __m512i text0 = _mm512_loadu_si512(text);
    const __m512i text1 = _mm512_maskz_loadu_epi8(behind, text + LANES);
    const __m512i distances = _mm512_sub_epi16(places.ends, places.before);
    const __m512i last =
        _mm512_sub_epi16(places.ends, _mm512_set1_epi16((short)(places.start + 1)));
    const __m512i last_at = _mm512_castsi256_si512(_mm512_cvtepi16_epi8(last));
    const __m512i last_bytes = _mm512_permutex2var_epi8(text0, last_at, text1);
    const __m512i inner_bytes =
        _mm512_permutex2var_epi8(text0, _mm512_sub_epi8(last_at, _mm512_set1_epi8(1)), text1);
    const __mmask32 is_long = _mm512_cmpgt_epu16_mask(distances, _mm512_set1_epi16(2));
    const __mmask32 is_quoted =
        is_long & (__mmask32)_mm512_cmpeq_epi8_mask(last_bytes, _mm512_set1_epi8('"'));
    const __m512i held =
        _mm512_mask_sub_epi16(distances, is_quoted, distances, _mm512_set1_epi16(2));
    const __mmask32 has_byte = _mm512_mask_cmpeq_epi16_mask(used, held, _mm512_set1_epi16(2));
    *bytes = _mm512_castsi512_si256(
        _mm512_maskz_mov_epi8(has_byte, _mm512_mask_mov_epi8(last_bytes, is_quoted, inner_bytes)));
    return _mm512_mask_cmpgt_epu16_mask(used, held, _mm512_set1_epi16(2)) == 0;
}

FIELD_AVX512 FIELD_INLINE void pack_rows(const struct digit_run *run, uint32_t row,
                                         uint32_t row_count, struct packed_rows *rows,
                                         const bool has_quotes)
{
    const __mmask32 used = (__mmask32)_bzhi_u64(UINT32_MAX, run->count);
    for (uint32_t lane = 0; lane < row_count; lane++) {
        __m256i bytes;
        const bool is_packed = has_quotes ? pack_quoted(run, row + lane, used, &bytes)
                                          : pack_plain(run, row + lane, used, &bytes);
        if (!is_packed) {
            _Alignas(32) unsigned char packed[RUN_COLUMNS] = {0};
            fields_digits_pack(run->window, run->field, run->count, row + lane, packed);
            bytes = _mm256_load_si256((const void *)packed);
        }
        put_row(rows, lane, bytes);
    }
}

/* The bytes of one column of up to sixty-four rows. */
FIELD_AVX512 FIELD_INLINE void finish_column(struct field_digits *digits, __m512i bytes,
                                             uint32_t row, __mmask64 live)
{
    const __m512i meanings =
        _mm512_broadcast_i32x4(_mm_loadu_si128((const void *)digits->meanings));
    const __m512i index =
        _mm512_min_epu8(_mm512_sub_epi8(bytes, _mm512_set1_epi8('0')), _mm512_set1_epi8(15));
    const __m512i values =
        _mm512_mask_mov_epi8(_mm512_shuffle_epi8(meanings, index),
                             _mm512_testn_epi8_mask(bytes, bytes), _mm512_set1_epi8(INT8_MIN));
    const __mmask64 rest =
        _mm512_mask_cmpeq_epi8_mask(live, values, _mm512_set1_epi8(FIELD_DIGIT_REST));
    const uint64_t missing = _mm512_movepi8_mask(values) & live;
    _mm512_mask_storeu_epi8(digits->values + row, live, values);
    digits->outcome.missing_count += (uint32_t)__builtin_popcountll(missing);
    for (uint64_t left = rest; left != 0; left &= left - 1) {
        const uint32_t at = row + (uint32_t)__builtin_ctzll(left);
        digits->values[at] = INT8_MIN;
        digits->outcome.rest_rows[digits->outcome.rest_count++] = (uint16_t)at;
    }
}

/* Sixteen rows of sixteen bytes in each 128 bits, turned: each of four steps turns the eight bits
 * of (row, column) round by one. Of eight columns, half of the work falls away when the compiler
 * sees it. */
FIELD_AVX512 FIELD_INLINE void finish_half(const unsigned char rows[HALF_COLUMNS][LANES],
                                           struct field_digits *digits, uint32_t count,
                                           uint32_t row, __mmask64 live, const uint32_t most)
{
    __m512i lines[HALF_COLUMNS], turned[HALF_COLUMNS];
#pragma GCC unroll 16
    for (size_t i = 0; i < HALF_COLUMNS; i++) lines[i] = _mm512_load_si512(rows[i]);
#pragma GCC unroll 4
    for (unsigned step = 0; step < 4; step++) {
#pragma GCC unroll 8
        for (size_t i = 0; i < 8; i++) {
            turned[2 * i] = _mm512_unpacklo_epi8(lines[i], lines[i + 8]);
            turned[2 * i + 1] = _mm512_unpackhi_epi8(lines[i], lines[i + 8]);
        }
#pragma GCC unroll 16
        for (size_t i = 0; i < HALF_COLUMNS; i++) lines[i] = turned[i];
    }
#pragma GCC unroll 16
    for (size_t i = 0; i < most; i++) {
        if (i >= count) break;
        finish_column(&digits[i], lines[i], row, live);
    }
}

FIELD_AVX512 FIELD_INLINE void finish_rows(const struct packed_rows *rows,
                                           struct field_digits *digits, uint32_t count,
                                           uint32_t row, uint32_t row_count)
{
    const __mmask64 live = _bzhi_u64(UINT64_MAX, row_count);
    for (size_t half = 0; half < 2 && count > HALF_COLUMNS * half; half++) {
        const uint32_t left = count - (uint32_t)half * HALF_COLUMNS;
        if (left <= HALF_COLUMNS / 2)
            finish_half(rows->halves[half], digits + HALF_COLUMNS * half, left, row, live,
                        HALF_COLUMNS / 2);
        else
            finish_half(rows->halves[half], digits + HALF_COLUMNS * half, left, row, live,
                        HALF_COLUMNS);
    }
}

/* Fields of up to sixteen rows as such bytes, 0 where there is no row. */
FIELD_AVX512 FIELD_INLINE __m128i gather_bytes(const struct field_column *column, uint32_t row,
                                               const bool has_quotes)
{
    const struct field_lanes lanes = field_lanes_take(column, row, has_quotes);
    const __m512i texts = field_gather_dwords(lanes.starts, column->window->text);
    const __mmask16 is_long = _mm512_cmpgt_epu32_mask(lanes.byte_counts, _mm512_set1_epi32(1));
    const __mmask16 has_bytes = _mm512_test_epi32_mask(lanes.byte_counts, lanes.byte_counts);
    const __m128i bytes = _mm_maskz_mov_epi8(has_bytes, _mm512_cvtepi32_epi8(texts));
    return _mm_mask_mov_epi8(bytes, is_long, _mm_set1_epi8('?'));
}

FIELD_AVX512 FIELD_INLINE void read_few(const struct field_column *column,
                                        struct field_digits *digits, const bool has_quotes)
{
    const uint32_t row_count = column->window->row_count;
    for (uint32_t row = 0; row < row_count; row += LANES) {
        const uint32_t left = row_count - row < LANES ? row_count - row : LANES;
        _Alignas(LANES) unsigned char bytes[LANES];
        for (uint32_t at = 0; at < left; at += FIELD_LANES)
            _mm_store_si128((void *)&bytes[at], gather_bytes(column, row + at, has_quotes));
        finish_column(digits, _mm512_load_si512(bytes), row, _bzhi_u64(UINT64_MAX, left));
    }
}

FIELD_AVX512 void fields_read_digits_avx512(const struct field_window *window, uint32_t field,
                                            struct field_digits *digits, uint32_t count)
{
    struct packed_rows rows;
    fields_digits_clear(digits, count);
    for (uint32_t i = 0; count <= FEW_COLUMNS && i < count; i++) {
        const struct field_column column = {.window = window, .field = field + i};
        if (window->has_quotes)
            read_few(&column, &digits[i], true);
        else
            read_few(&column, &digits[i], false);
    }
    for (uint32_t first = count <= FEW_COLUMNS ? count : 0; first < count; first += RUN_COLUMNS) {
        const uint32_t left = count - first;
        const struct digit_run run = {window, field + first,
                                      left < RUN_COLUMNS ? left : RUN_COLUMNS};
        for (uint32_t row = 0; row < window->row_count; row += LANES) {
            const uint32_t rows_left = window->row_count - row;
            const uint32_t row_count = rows_left < LANES ? rows_left : LANES;
            if (window->has_quotes)
                pack_rows(&run, row, row_count, &rows, true);
            else
                pack_rows(&run, row, row_count, &rows, false);
            finish_rows(&rows, digits + first, run.count, row, row_count);
        }
    }
}

#endif
