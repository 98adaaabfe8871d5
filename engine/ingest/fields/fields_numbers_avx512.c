/* Whole numbers and money of sixteen rows at a time: the eight bytes that end with each field. What
 * has a sign or more bytes is left to the portable reader, field by field. */
#include "ingest/fields/fields_avx512.h"

#if defined(__x86_64__)

enum { WORD_DIGITS = 8, SHORT_DIGITS = 4 };

/* Sixteen numbers, and the lanes where there was nothing but digits. */
struct number_lanes {
    __m512i numbers;
    uint32_t are_digits;
};

/* Fields of up to four bytes. Shifts by 32 bits and more leave nothing. */
FIELD_AVX512 FIELD_INLINE struct number_lanes read_short(const char *text, __m512i ends,
                                                         __m512i byte_counts)
{
    const __m512i bytes =
        _mm512_xor_si512(field_gather_dwords(ends, text - SHORT_DIGITS), _mm512_set1_epi8('0'));
    const __m512i shifts =
        _mm512_slli_epi32(_mm512_sub_epi32(_mm512_set1_epi32(SHORT_DIGITS), byte_counts), 3);
    const __m512i digits =
        _mm512_and_si512(bytes, _mm512_sllv_epi32(_mm512_set1_epi32(-1), shifts));
    const __m512i faults = _mm512_subs_epu8(digits, _mm512_set1_epi8(9));
    const __m512i pairs = _mm512_maddubs_epi16(digits, _mm512_set1_epi16(0x010A));
    return (struct number_lanes){_mm512_madd_epi16(pairs, _mm512_set1_epi32(0x00010064)),
                                 _mm512_testn_epi32_mask(faults, faults)};
}

/* The digit values of eight fields of up to eight bytes, the last byte the highest; zeros before
 * them. */
FIELD_AVX512 FIELD_INLINE __m512i last_digits(const char *text, __m512i ends, __m512i byte_counts,
                                              const unsigned half)
{
    const __m256i counts =
        half == 0 ? _mm512_castsi512_si256(byte_counts) : _mm512_extracti64x4_epi64(byte_counts, 1);
    const __m256i shifts =
        _mm256_slli_epi32(_mm256_sub_epi32(_mm256_set1_epi32(WORD_DIGITS), counts), 3);
    const __m512i bytes =
        _mm512_xor_si512(field_lanes_words(text - WORD_DIGITS, ends, half), _mm512_set1_epi8('0'));
    return _mm512_and_si512(
        bytes, _mm512_sllv_epi64(_mm512_set1_epi64(-1), _mm512_cvtepi32_epi64(shifts)));
}

FIELD_AVX512 FIELD_INLINE uint32_t are_digits(__m512i values)
{
    const __m512i faults = _mm512_subs_epu8(values, _mm512_set1_epi8(9));
    return _mm512_testn_epi64_mask(faults, faults);
}

/* Eight digits as two numbers of four, in the lower and the higher half of each lane. */
FIELD_AVX512 FIELD_INLINE __m512i fours(__m512i digits)
{
    return _mm512_madd_epi16(_mm512_maddubs_epi16(digits, _mm512_set1_epi16(0x010A)),
                             _mm512_set1_epi32(0x00010064));
}

/* Fields of up to eight bytes. */
FIELD_AVX512 FIELD_INLINE struct number_lanes read_words(const char *text, __m512i ends,
                                                         __m512i byte_counts)
{
    const __m512i digits0 = last_digits(text, ends, byte_counts, 0);
    const __m512i digits1 = last_digits(text, ends, byte_counts, 1);
    const __m512i fours0 = fours(digits0), fours1 = fours(digits1);
    const __m512i high =
        _mm512_mullo_epi32(field_lanes_lower(fours0, fours1), _mm512_set1_epi32(10000));
    return (struct number_lanes){_mm512_add_epi32(high, field_lanes_higher(fours0, fours1)),
                                 are_digits(digits0) | are_digits(digits1) << 8};
}

/* Where values go: one of the two. */
struct int_target {
    int32_t *ints;
    int8_t *small;
};

static void put_value(struct int_target target, uint32_t row, int32_t value)
{
    if (target.ints)
        target.ints[row] = value;
    else if (target.small)
        target.small[row] = (int8_t)(value == INT_MISSING ? SCORE_MISSING : value);
}

static __attribute__((noinline)) void read_other_ints(const struct field_column *column,
                                                      uint32_t row, uint32_t others,
                                                      struct decode_range range,
                                                      struct int_target target,
                                                      struct field_outcome *outcome)
{
    for (; others != 0; others &= others - 1) {
        const uint32_t at = row + (uint32_t)__builtin_ctz(others);
        int32_t value;
        const enum field_finding finding =
            field_int(column, field_at(column->window, column->field, at), range, &value);
        put_value(target, at, value);
        if (finding == FIELD_REST) outcome->rest_rows[outcome->rest_count++] = (uint16_t)at;
    }
}

FIELD_AVX512 FIELD_INLINE void read_int_lanes(const struct field_column *column, uint32_t row,
                                              struct decode_range range, struct int_target target,
                                              struct field_outcome *outcome, const bool has_quotes)
{
    const char *text = column->window->text;
    const struct field_lanes lanes = field_lanes_take(column, row, has_quotes);
    const __mmask16 live = (__mmask16)lanes.live;
    const uint32_t missing = field_lanes_of_length(lanes, 0);
    const __m512i ends = _mm512_add_epi32(lanes.starts, lanes.byte_counts);
    const __mmask16 longer = _mm512_cmpgt_epu32_mask(lanes.byte_counts, _mm512_set1_epi32(4));
    const struct number_lanes numbers = longer == 0 ? read_short(text, ends, lanes.byte_counts)
                                                    : read_words(text, ends, lanes.byte_counts);
    __mmask16 found = (__mmask16)(numbers.are_digits & ~missing);
    found = _mm512_mask_cmple_epu32_mask(found, lanes.byte_counts, _mm512_set1_epi32(WORD_DIGITS));
    found = _mm512_mask_cmpge_epi32_mask(found, numbers.numbers, _mm512_set1_epi32(range.minimum));
    found = _mm512_mask_cmple_epi32_mask(found, numbers.numbers, _mm512_set1_epi32(range.maximum));
    if (target.ints) {
        _mm512_mask_storeu_epi32(
            target.ints + row, live,
            _mm512_mask_mov_epi32(_mm512_set1_epi32(INT_MISSING), found, numbers.numbers));
    } else {
        _mm512_mask_cvtepi32_storeu_epi8(
            target.small + row, live,
            _mm512_mask_mov_epi32(_mm512_set1_epi32(SCORE_MISSING), found, numbers.numbers));
    }
    outcome->missing_count += (uint32_t)__builtin_popcount(missing);
    const uint32_t others = lanes.live & ~(uint32_t)found & ~missing;
    if (others) read_other_ints(column, row, others, range, target, outcome);
}

FIELD_AVX512 FIELD_INLINE void read_ints(const struct field_column *column,
                                         struct decode_range range, struct int_target target,
                                         struct field_outcome *outcome)
{
    struct field_outcome counted = {.rest_rows = outcome->rest_rows};
    if (column->window->has_quotes)
        for (uint32_t row = 0; row < column->window->row_count; row += FIELD_LANES)
            read_int_lanes(column, row, range, target, &counted, true);
    else
        for (uint32_t row = 0; row < column->window->row_count; row += FIELD_LANES)
            read_int_lanes(column, row, range, target, &counted, false);
    *outcome = counted;
}

FIELD_AVX512 void fields_read_ints_avx512(const struct field_column *column,
                                          struct decode_range range, int32_t *values,
                                          struct field_outcome *outcome)
{
    if (column->missing->digit_length_bits != 0)
        fields_read_ints_portable(column, range, values, outcome);
    else
        read_ints(column, range, (struct int_target){values, NULL}, outcome);
}

FIELD_AVX512 void fields_read_small_avx512(const struct field_column *column,
                                           struct decode_range range, int8_t *values,
                                           struct field_outcome *outcome)
{
    if (column->missing->digit_length_bits != 0)
        fields_read_small_portable(column, range, values, outcome);
    else
        read_ints(column, range, (struct int_target){NULL, values}, outcome);
}

static __attribute__((noinline)) void read_other_money(const struct field_column *column,
                                                       uint32_t row, uint32_t others, int64_t *fen,
                                                       struct field_outcome *outcome)
{
    for (; others != 0; others &= others - 1) {
        const uint32_t at = row + (uint32_t)__builtin_ctz(others);
        const struct field_span span = field_at(column->window, column->field, at);
        if (field_money(column, span, &fen[at]) == FIELD_REST)
            outcome->rest_rows[outcome->rest_count++] = (uint16_t)at;
    }
}

struct fen_lanes {
    __m512i fen; /* of eight rows */
    uint32_t is_amount;
};

/* Digits before a point move up over it, to those behind it; one or no decimals are made two by
 * multiplication. */
FIELD_AVX512 FIELD_INLINE struct fen_lanes read_amounts(const char *text, __m512i ends,
                                                        __m512i byte_counts, const unsigned half)
{
    const __m512i bytes = last_digits(text, ends, byte_counts, half);
    const int64_t point = '.' ^ '0', byte = 0xFF;
    const __mmask8 has_one = _mm512_cmpeq_epi64_mask(
        _mm512_and_si512(bytes, _mm512_set1_epi64(byte << 48)), _mm512_set1_epi64(point << 48));
    const __mmask8 has_two = _mm512_cmpeq_epi64_mask(
        _mm512_and_si512(bytes, _mm512_set1_epi64(byte << 40)), _mm512_set1_epi64(point << 40));
    __m512i staying = _mm512_set1_epi64(-1), scale = _mm512_set1_epi64(100);
    staying = _mm512_mask_mov_epi64(staying, has_one, _mm512_set1_epi64(-(INT64_C(1) << 56)));
    staying = _mm512_mask_mov_epi64(staying, has_two, _mm512_set1_epi64(-(INT64_C(1) << 48)));
    scale = _mm512_mask_mov_epi64(scale, has_one, _mm512_set1_epi64(10));
    scale = _mm512_mask_mov_epi64(scale, has_two, _mm512_set1_epi64(1));
    const __m512i digits =
        _mm512_ternarylogic_epi64(staying, bytes, _mm512_slli_epi64(bytes, 8), 0xCA);
    const __m512i parts = fours(digits);
    const __m512i number = _mm512_add_epi64(_mm512_mul_epu32(parts, _mm512_set1_epi64(10000)),
                                            _mm512_srli_epi64(parts, 32));
    return (struct fen_lanes){_mm512_mul_epu32(number, scale), are_digits(digits)};
}

FIELD_AVX512 FIELD_INLINE void read_money_lanes(const struct field_column *column, uint32_t row,
                                                int64_t *fen, struct field_outcome *outcome,
                                                const bool has_quotes)
{
    const char *text = column->window->text;
    const struct field_lanes lanes = field_lanes_take(column, row, has_quotes);
    const uint32_t missing = field_lanes_of_length(lanes, 0);
    const __m512i ends = _mm512_add_epi32(lanes.starts, lanes.byte_counts);
    const struct fen_lanes low = read_amounts(text, ends, lanes.byte_counts, 0);
    const struct fen_lanes high = read_amounts(text, ends, lanes.byte_counts, 1);
    const uint32_t usual = _mm512_mask_cmple_epu32_mask(
        (__mmask16)(lanes.live & ~missing), lanes.byte_counts, _mm512_set1_epi32(WORD_DIGITS));
    const uint32_t found = usual & (low.is_amount | high.is_amount << 8);
    const __m512i none = _mm512_set1_epi64(MONEY_MISSING);
    _mm512_mask_storeu_epi64(fen + row, (__mmask8)lanes.live,
                             _mm512_mask_mov_epi64(none, (__mmask8)found, low.fen));
    if (lanes.live >> 8)
        _mm512_mask_storeu_epi64(fen + row + 8, (__mmask8)(lanes.live >> 8),
                                 _mm512_mask_mov_epi64(none, (__mmask8)(found >> 8), high.fen));
    outcome->missing_count += (uint32_t)__builtin_popcount(missing);
    const uint32_t others = lanes.live & ~found & ~missing;
    if (others) read_other_money(column, row, others, fen, outcome);
}

FIELD_AVX512 void fields_read_money_avx512(const struct field_column *column, int64_t *fen,
                                           struct field_outcome *outcome)
{
    struct field_outcome counted = {.rest_rows = outcome->rest_rows};
    if (column->missing->digit_length_bits != 0) {
        fields_read_money_portable(column, fen, outcome);
        return;
    }
    if (column->window->has_quotes)
        for (uint32_t row = 0; row < column->window->row_count; row += FIELD_LANES)
            read_money_lanes(column, row, fen, &counted, true);
    else
        for (uint32_t row = 0; row < column->window->row_count; row += FIELD_LANES)
            read_money_lanes(column, row, fen, &counted, false);
    *outcome = counted;
}

#endif
