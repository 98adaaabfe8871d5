/* Scores of 64 respondents at once, and sums of their answers two respondents at a time. */
#include "measure/survey/survey_kernels.h"

#ifdef ISA_TARGET_AVX512
#include <immintrin.h>

#define VECTORS ISA_TARGET_AVX512 static INLINED

/* Rows of a vector of bytes. */
enum { LANE_ROWS = 64 };

/* Bytes of eight columns to eight bytes for each row; columns[k] is overwritten by rows 8 k to
 * 8 k + 7. Unpacking works on quarters of a vector: the first step puts into each quarter the rows
 * that it has to end with. */
VECTORS void turn_columns(__m512i columns[DIMENSION_ITEM_LIMIT])
{
    /* in quarter j at 2 k + e: row 8 k + 2 j + e */
    const __m512i places = _mm512_setr_epi64(
        0x1918111009080100, 0x3938313029282120, 0x1B1A13120B0A0302, 0x3B3A33322B2A2322,
        0x1D1C15140D0C0504, 0x3D3C35342D2C2524, 0x1F1E17160F0E0706, 0x3F3E37362F2E2726);
    __m512i pairs[DIMENSION_ITEM_LIMIT], fours[DIMENSION_ITEM_LIMIT];
    for (size_t k = 0; k < DIMENSION_ITEM_LIMIT; k++)
        columns[k] = _mm512_permutexvar_epi8(places, columns[k]);
    for (size_t k = 0; k < 4; k++) {
        pairs[k] = _mm512_unpacklo_epi8(columns[2 * k], columns[2 * k + 1]);
        pairs[4 + k] = _mm512_unpackhi_epi8(columns[2 * k], columns[2 * k + 1]);
    }
    for (size_t half = 0; half < 2; half++)
        for (size_t k = 0; k < 2; k++) {
            const __m512i first = pairs[4 * half + 2 * k], second = pairs[4 * half + 2 * k + 1];
            fours[4 * half + k] = _mm512_unpacklo_epi16(first, second);
            fours[4 * half + 2 + k] = _mm512_unpackhi_epi16(first, second);
        }
    for (size_t k = 0; k < 4; k++) {
        columns[2 * k] = _mm512_unpacklo_epi32(fours[2 * k], fours[2 * k + 1]);
        columns[2 * k + 1] = _mm512_unpackhi_epi32(fours[2 * k], fours[2 * k + 1]);
    }
}

/* Sums of 64 rows, as 16-bit numbers of the lower and the upper 32. */
struct row_sums {
    __m512i halves[2];
    __m512i answered; /* bytes */
};

VECTORS void add_column(struct row_sums *sums, __m512i scores, __mmask64 is_answered)
{
    const __m512i given = _mm512_maskz_mov_epi8(is_answered, scores);
    sums->halves[0] =
        _mm512_add_epi16(sums->halves[0], _mm512_cvtepi8_epi16(_mm512_castsi512_si256(given)));
    sums->halves[1] = _mm512_add_epi16(sums->halves[1],
                                       _mm512_cvtepi8_epi16(_mm512_extracti64x4_epi64(given, 1)));
    sums->answered =
        _mm512_mask_add_epi8(sums->answered, is_answered, sums->answered, _mm512_set1_epi8(1));
}

/* Sums times the scale of so many answers; scales of 0 to 15 answers. */
VECTORS void write_values(int32_t *values, const struct row_sums *sums, __m512i scales)
{
    enum { QUARTER_ROWS = 16 };
    int16_t sum[LANE_ROWS];
    uint8_t answered[LANE_ROWS];
    _mm512_storeu_si512(sum, sums->halves[0]);
    _mm512_storeu_si512(sum + LANE_ROWS / 2, sums->halves[1]);
    _mm512_storeu_si512(answered, sums->answered);
    for (int first = 0; first < LANE_ROWS; first += QUARTER_ROWS) {
        const __m512i wide =
            _mm512_cvtepi16_epi32(_mm256_loadu_si256((const __m256i *)(sum + first)));
        const __m512i count =
            _mm512_cvtepu8_epi32(_mm_loadu_si128((const __m128i *)(answered + first)));
        _mm512_storeu_si512(values + first,
                            _mm512_mullo_epi32(wide, _mm512_permutexvar_epi32(count, scales)));
    }
}

VECTORS void write_flags(uint16_t *flags, __mmask64 is_scored, __mmask64 is_complete, int dimension)
{
    const __m512i scored = _mm512_set1_epi16((short)(1 << (FLAG_SCORED + dimension)));
    const __m512i complete = _mm512_set1_epi16((short)(1 << (FLAG_COMPLETE + dimension)));
    for (size_t half = 0; half < 2; half++) {
        const size_t shift = half * (LANE_ROWS / 2);
        uint16_t *at = flags + shift;
        __m512i of_rows = _mm512_loadu_si512(at);
        of_rows = _mm512_or_si512(of_rows,
                                  _mm512_maskz_mov_epi16((__mmask32)(is_scored >> shift), scored));
        of_rows = _mm512_or_si512(
            of_rows, _mm512_maskz_mov_epi16((__mmask32)(is_complete >> shift), complete));
        _mm512_storeu_si512(at, of_rows);
    }
}

/* Whole vectors are written: a block has room for a whole number of them. */
_Static_assert(BLOCK_ROWS % LANE_ROWS == 0, "blocks are made of vectors");

ISA_TARGET_AVX512 void survey_score_avx512(struct answer_block *block, int dimension,
                                           const struct item_columns *present)
{
    const __m512i missing = _mm512_set1_epi8(SCORE_MISSING);
    const int least = present->count < 2 ? 1 : (present->count + 1) / 2;
    int32_t scales[16] = {0};
    for (int count = least; count <= present->count; count++) scales[count] = SCORE_SCALE / count;
    const __m512i scale = _mm512_loadu_si512(scales);
    for (uint32_t first = 0; first < block->row_count; first += LANE_ROWS) {
        const uint32_t left = block->row_count - first;
        const __mmask64 is_row = left < LANE_ROWS ? (UINT64_C(1) << left) - 1 : UINT64_MAX;
        struct row_sums sums = {{_mm512_setzero_si512(), _mm512_setzero_si512()},
                                _mm512_setzero_si512()};
        __m512i items[DIMENSION_ITEM_LIMIT];
        for (size_t k = 0; k < DIMENSION_ITEM_LIMIT; k++) items[k] = _mm512_setzero_si512();
        __mmask64 is_complete = UINT64_MAX;
        for (int16_t k = 0; k < present->count; k++) {
            const __m512i scores =
                _mm512_mask_loadu_epi8(missing, is_row, present->scores[k] + first);
            const __mmask64 is_answered = _mm512_cmpneq_epi8_mask(scores, missing);
            add_column(&sums, scores, is_answered);
            is_complete &= is_answered;
            items[present->byte[k]] = scores;
        }
        for (size_t k = 0; k < DIMENSION_ITEM_LIMIT; k++)
            items[k] = _mm512_maskz_mov_epi8(is_complete, items[k]);
        turn_columns(items);
        for (size_t k = 0; k < DIMENSION_ITEM_LIMIT; k++)
            _mm512_storeu_si512(&block->items[dimension][first + 8 * k], items[k]);
        write_values(&block->values[dimension][first], &sums, scale);
        write_flags(block->flags + first,
                    _mm512_cmpge_epu8_mask(sums.answered, _mm512_set1_epi8((char)least)),
                    is_complete, dimension);
    }
}

/* Values of 16 rows from columns to rows. */
VECTORS void turn_values(struct answers *answers, const struct answer_block *block, uint32_t first)
{
    __m512i pairs[VALUE_COUNT], fours[VALUE_COUNT];
    for (size_t k = 0; k < VALUE_COUNT; k += 2) {
        const __m512i one = _mm512_loadu_si512(&block->values[k][first]);
        const __m512i two = _mm512_loadu_si512(&block->values[k + 1][first]);
        pairs[k] = _mm512_unpacklo_epi32(one, two);
        pairs[k + 1] = _mm512_unpackhi_epi32(one, two);
    }
    for (size_t half = 0; half < 2; half++)
        for (size_t k = 0; k < 2; k++) {
            const __m512i one = pairs[4 * half + k], two = pairs[4 * half + k + 2];
            fours[4 * half + 2 * k] = _mm512_unpacklo_epi64(one, two);
            fours[4 * half + 2 * k + 1] = _mm512_unpackhi_epi64(one, two);
        }
    /* quarter j of fours[k]: values 0 to 3 of row 4 j + k, of fours[4 + k]: values 4 to 7 */
    const __m512i lower = _mm512_setr_epi64(0, 1, 8, 9, 2, 3, 10, 11);
    const __m512i upper = _mm512_setr_epi64(4, 5, 12, 13, 6, 7, 14, 15);
    for (size_t k = 0; k < 4; k++)
        for (size_t half = 0; half < 2; half++) {
            const __m512i two_rows =
                _mm512_permutex2var_epi64(fours[k], half ? upper : lower, fours[4 + k]);
            _mm256_storeu_si256((__m256i *)answers[8 * half + k].values,
                                _mm512_castsi512_si256(two_rows));
            _mm256_storeu_si256((__m256i *)answers[8 * half + 4 + k].values,
                                _mm512_extracti64x4_epi64(two_rows, 1));
        }
}

/* Items of two dimensions, side by side, of 8 rows. */
VECTORS void turn_items(struct answers *answers, const uint64_t *one_items,
                        const uint64_t *two_items, int dimension)
{
    const __m512i one = _mm512_loadu_si512(one_items), two = _mm512_loadu_si512(two_items);
    const __m512i even = _mm512_unpacklo_epi64(one, two), odd = _mm512_unpackhi_epi64(one, two);
#define WRITE(k)                                                                                   \
    _mm_storeu_si128((__m128i *)&answers[(size_t)2 * (k)].items[dimension],                        \
                     _mm512_extracti32x4_epi32(even, k));                                          \
    _mm_storeu_si128((__m128i *)&answers[(size_t)2 * (k) + 1].items[dimension],                    \
                     _mm512_extracti32x4_epi32(odd, k))
    WRITE(0);
    WRITE(1);
    WRITE(2);
    WRITE(3);
#undef WRITE
}

ISA_TARGET_AVX512 uint32_t survey_write_avx512(struct answers *answers,
                                               const struct answer_block *block)
{
    enum { ROWS = 16, LAST = DIMENSION_COUNT - 1 };
    const uint32_t row_count = block->row_count / ROWS * ROWS;
    for (uint32_t first = 0; first < row_count; first += ROWS) {
        turn_values(answers + first, block, first);
        for (uint32_t row = first; row < first + ROWS; row += 8)
            for (int dimension = 0; dimension < LAST; dimension += 2)
                turn_items(answers + row, &block->items[dimension][row],
                           &block->items[dimension + 1][row], dimension);
    }
    /* what is left, each alone: the compiler would make much more of it */
    const uint64_t *last_items = block->items[LAST];
    for (uint32_t row = 0; row < row_count; row++) {
        answers[row].items[LAST] = last_items[row];
        answers[row].flags = block->flags[row];
    }
    return row_count;
}
_Static_assert(DIMENSION_COUNT % 2 == 1, "all but the last are written in pairs");

/* Sums of items and their products, of pairs of rows. Quarter q of the even vectors is dimension
 * 2 q, of the odd ones dimension 2 q + 1; what lies behind the items is added up, too, and left. */
struct pair_sums {
    __m512i even[PAIR_DISTANCE_COUNT + 1], odd[PAIR_DISTANCE_COUNT + 1]; /* items, then products */
    __m512i seen;
};

/* Items of two rows side by side in 16 bits: one instruction multiplies and adds up both. Turning
 * by an item gives the next distance. */
VECTORS void add_pair(__m512i sums[PAIR_DISTANCE_COUNT + 1], __m512i items)
{
    const __m512i turned =
        _mm512_broadcast_i32x4(_mm_setr_epi8(2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 0, 1));
    __m512i other = items;
    sums[0] = _mm512_add_epi16(sums[0], _mm512_maddubs_epi16(items, _mm512_set1_epi8(1)));
    for (size_t distance = 0; distance < PAIR_DISTANCE_COUNT; distance++) {
        sums[1 + distance] =
            _mm512_add_epi16(sums[1 + distance], _mm512_maddubs_epi16(items, other));
        other = _mm512_shuffle_epi8(other, turned);
    }
}

VECTORS void add_rows(struct pair_sums *sums, __m512i one, __m512i two)
{
    const __m512i even = _mm512_unpacklo_epi8(one, two), odd = _mm512_unpackhi_epi8(one, two);
    sums->seen = _mm512_or_si512(sums->seen, _mm512_or_si512(one, two));
    add_pair(sums->even, even);
    add_pair(sums->odd, odd);
}

/* One quarter of each sum to its dimension. */
static inline void write_dimension(struct answer_sums *sums, int dimension, uint16_t (*lanes)[32],
                                   size_t quarter)
{
    const size_t bytes = DIMENSION_ITEM_LIMIT * sizeof(uint16_t);
    const size_t from = quarter * DIMENSION_ITEM_LIMIT;
    memcpy(sums->item_sum[dimension], &lanes[0][from], bytes);
    for (size_t distance = 0; distance < PAIR_DISTANCE_COUNT; distance++)
        memcpy(&sums->product_sum[dimension][distance * DIMENSION_ITEM_LIMIT],
               &lanes[1 + distance][from], bytes);
}

VECTORS void write_products(struct answer_sums *sums, const struct pair_sums *pairs)
{
    uint16_t even[PAIR_DISTANCE_COUNT + 1][32], odd[PAIR_DISTANCE_COUNT + 1][32];
    for (size_t k = 0; k <= PAIR_DISTANCE_COUNT; k++) {
        _mm512_storeu_si512(even[k], pairs->even[k]);
        _mm512_storeu_si512(odd[k], pairs->odd[k]);
    }
    for (int dimension = 0; dimension < DIMENSION_COUNT; dimension++)
        write_dimension(sums, dimension, dimension % 2 ? odd : even, (size_t)dimension / 2);
    const __mmask64 is_item = (UINT64_C(1) << DIMENSION_COUNT * DIMENSION_ITEM_LIMIT) - 1;
    sums->has_products =
        _mm512_mask_test_epi8_mask(is_item, pairs->seen, _mm512_set1_epi8((char)~FAST_ITEM)) == 0;
}

/* Values and flags of one row. */
struct value_sums {
    __m512i sum, square_sum;
    __m256i flags;
};

VECTORS void add_values(struct value_sums *sums, const struct answers *answers)
{
    const __m256i bits = _mm256_setr_epi16(1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096,
                                           8192, 16384, INT16_MIN);
    const __m512i wide =
        _mm512_cvtepi32_epi64(_mm256_loadu_si256((const __m256i *)answers->values));
    const __m256i flags = _mm256_set1_epi16((short)answers->flags);
    sums->sum = _mm512_add_epi64(sums->sum, wide);
    sums->square_sum = _mm512_add_epi64(sums->square_sum, _mm512_mul_epi32(wide, wide));
    sums->flags =
        _mm256_sub_epi16(sums->flags, _mm256_movm_epi16(_mm256_test_epi16_mask(flags, bits)));
}
_Static_assert(VALUE_COUNT == 8 && (int)FLAG_LIMIT == 16, "each fills a vector");
_Static_assert(offsetof(struct answers, items) == 0 && sizeof(struct answers) >= 64,
               "a row is read as one vector");

ISA_TARGET_AVX512 void survey_add_avx512(struct answer_sums *sums, const struct answers *answers,
                                         const uint32_t *row, uint32_t row_count)
{
    const __m512i none = _mm512_setzero_si512();
    struct value_sums values = {none, none, _mm256_setzero_si256()};
    struct pair_sums pairs;
    for (size_t k = 0; k <= PAIR_DISTANCE_COUNT; k++) pairs.even[k] = pairs.odd[k] = none;
    pairs.seen = none;
    uint32_t i = 0;
    for (; i + 1 < row_count; i += 2) {
        const struct answers *one = &answers[row[i]], *two = &answers[row[i + 1]];
        add_values(&values, one);
        add_values(&values, two);
        add_rows(&pairs, _mm512_loadu_si512(one), _mm512_loadu_si512(two));
    }
    if (i < row_count) {
        add_values(&values, &answers[row[i]]);
        add_rows(&pairs, _mm512_loadu_si512(&answers[row[i]]), none);
    }
    _mm512_storeu_si512(sums->sum, values.sum);
    _mm512_storeu_si512(sums->square_sum, values.square_sum);
    _mm256_storeu_si256((__m256i *)sums->flag_counts, values.flags);
    write_products(sums, &pairs);
}
#endif
