/* Answers of one cell's rows into its sums. The products of the items, 60 of a row's 75 additions,
 * are taken four rows at once where the processor has AVX2; elsewhere, and for scores that do not
 * fit there, pair by pair. */
#include "measure/survey/survey_kernels.h"

#include <string.h>

#ifdef ISA_TARGET_AVX2
#include <immintrin.h>
#endif

/* Rows whose items are multiplied at once by AVX2. */
enum { ROWS_AT_ONCE = 4 };

/* Items of some rows, dimension by dimension; up to a whole number of ROWS_AT_ONCE zeros follow. */
struct piece {
    uint64_t items[DIMENSION_COUNT][PIECE_ROWS];
    uint32_t row_count;
};

static void add_product(struct survey_cell *cell, int dimension, uint64_t items)
{
    for (int i = 0; i < DIMENSION_ITEM_LIMIT; i++) {
        const int64_t score = (int64_t)(items << (56 - 8 * i)) >> 56; /* with its sign */
        if (score == 0) continue;
        cell->item_sum[dimension][i] += score;
        for (int j = i; j < DIMENSION_ITEM_LIMIT; j++)
            cell->product_sum[dimension][pair_index(i, j)] += score * (int8_t)(items >> 8 * j);
    }
}

static void add_products(struct survey_cell *cell, const struct piece *piece, int dimension)
{
    for (uint32_t i = 0; i < piece->row_count; i++)
        add_product(cell, dimension, piece->items[dimension][i]);
}

#ifdef ISA_TARGET_AVX2
/* 16-bit sums of both halves, added up, to the first `count` of eight numbers at `sums`. */
ISA_TARGET_AVX2 static inline void add_sums(int64_t *sums, __m256i lanes, int count)
{
    const __m128i both =
        _mm_add_epi16(_mm256_castsi256_si128(lanes), _mm256_extracti128_si256(lanes, 1));
    for (int i = 0; i < count; i += 4) {
        const __m256i added = _mm256_cvtepu16_epi64(i == 0 ? both : _mm_srli_si128(both, 8));
        __m256i *at = (__m256i *)(sums + i);
        _mm256_storeu_si256(at, _mm256_add_epi64(_mm256_loadu_si256(at), added));
    }
}

/* Products of one dimension's items at every distance; false: a score does not fit, nothing was
 * added. Of four rows at once, items of two rows side by side in each half of a vector, so that one
 * instruction multiplies and adds up two rows; turning the vector by an item gives the next
 * distance. */
ISA_TARGET_AVX2 static bool add_products_avx2(struct survey_cell *cell, const struct piece *piece,
                                              int dimension)
{
    const __m256i side_by_side = _mm256_broadcastsi128_si256(
        _mm_setr_epi8(0, 8, 1, 9, 2, 10, 3, 11, 4, 12, 5, 13, 6, 14, 7, 15));
    const __m256i turned = _mm256_broadcastsi128_si256(
        _mm_setr_epi8(2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 0, 1));
    const __m256i ones = _mm256_set1_epi8(1);
    __m256i seen = _mm256_setzero_si256(), sums = seen, products[PAIR_DISTANCE_COUNT];
    for (int distance = 0; distance < PAIR_DISTANCE_COUNT; distance++)
        products[distance] = _mm256_setzero_si256();
    for (uint32_t first = 0; first < piece->row_count; first += ROWS_AT_ONCE) {
        const uint64_t *rows = &piece->items[dimension][first];
        const __m256i items =
            _mm256_shuffle_epi8(_mm256_loadu_si256((const __m256i *)rows), side_by_side);
        __m256i other = items;
        seen = _mm256_or_si256(seen, items);
        sums = _mm256_add_epi16(sums, _mm256_maddubs_epi16(items, ones));
        for (int distance = 0; distance < PAIR_DISTANCE_COUNT; distance++) {
            products[distance] =
                _mm256_add_epi16(products[distance], _mm256_maddubs_epi16(items, other));
            other = _mm256_shuffle_epi8(other, turned);
        }
    }
    if (!_mm256_testz_si256(seen, _mm256_set1_epi8((char)~FAST_ITEM))) return false;
    add_sums(cell->item_sum[dimension], sums, DIMENSION_ITEM_LIMIT);
    for (size_t distance = 0; distance < PAIR_DISTANCE_COUNT; distance++)
        add_sums(&cell->product_sum[dimension][DIMENSION_ITEM_LIMIT * distance], products[distance],
                 distance < PAIR_DISTANCE_COUNT - 1 ? DIMENSION_ITEM_LIMIT
                                                    : DIMENSION_ITEM_LIMIT / 2);
    return true;
}

ISA_TARGET_AVX2 static void add_values_avx2(const struct answers *answers, const uint32_t *row,
                                            uint32_t row_count, int64_t sum[VALUE_COUNT],
                                            int64_t square[VALUE_COUNT])
{
    __m256i sums[2] = {_mm256_setzero_si256(), _mm256_setzero_si256()};
    __m256i squares[2] = {sums[0], sums[0]};
    for (uint32_t i = 0; i < row_count; i++)
        for (size_t half = 0; half < 2; half++) {
            const int32_t *values = answers[row[i]].values + 4 * half;
            const __m256i wide = _mm256_cvtepi32_epi64(_mm_loadu_si128((const __m128i *)values));
            sums[half] = _mm256_add_epi64(sums[half], wide);
            squares[half] = _mm256_add_epi64(squares[half], _mm256_mul_epi32(wide, wide));
        }
    for (size_t half = 0; half < 2; half++) {
        _mm256_storeu_si256((__m256i *)(sum + 4 * half), sums[half]);
        _mm256_storeu_si256((__m256i *)(square + 4 * half), squares[half]);
    }
}
_Static_assert(VALUE_COUNT == 8, "values are added up as two vectors of four");
#endif

static void add_values(const struct answers *answers, const uint32_t *row, uint32_t row_count,
                       int64_t sum[VALUE_COUNT], int64_t square[VALUE_COUNT])
{
    for (int k = 0; k < VALUE_COUNT; k++) sum[k] = square[k] = 0;
    for (uint32_t i = 0; i < row_count; i++)
        for (int k = 0; k < VALUE_COUNT; k++) {
            const int64_t value = answers[row[i]].values[k];
            sum[k] += value;
            square[k] += value * value;
        }
}

static struct sums *cell_sums(struct survey_cell *cell, int value)
{
    if (value < DIMENSION_COUNT) return &cell->dimension[value];
    if (value == VALUE_INDEX) return &cell->index;
    return value == VALUE_WEIGHTED ? &cell->index_weighted : &cell->overall;
}

static void add_flags(struct survey_cell *cell, const uint16_t counts[FLAG_LIMIT])
{
    for (int dimension = 0; dimension < DIMENSION_COUNT; dimension++) {
        cell->dimension[dimension].n += counts[FLAG_SCORED + dimension];
        cell->complete_n[dimension] += counts[FLAG_COMPLETE + dimension];
    }
    cell->index.n += counts[FLAG_INDEX];
    cell->index_weighted.n += counts[FLAG_INDEX];
    cell->overall.n += counts[FLAG_OVERALL];
    cell->top2.n += counts[FLAG_OVERALL];
    cell->top2.met += counts[FLAG_TOP2];
    cell->nps.n += counts[FLAG_RECOMMEND];
    cell->nps.promoters += counts[FLAG_PROMOTER];
    cell->nps.detractors += counts[FLAG_DETRACTOR];
}

static void add_sums_of_values(struct survey_cell *cell, const int64_t sum[VALUE_COUNT],
                               const int64_t square_sum[VALUE_COUNT])
{
    for (int k = 0; k < VALUE_COUNT; k++) {
        cell_sums(cell, k)->sum += sum[k];
        cell_sums(cell, k)->square_sum += square_sum[k];
    }
}

/* The piece's items, dimension by dimension. */
static void piece_fill(struct piece *piece, const struct answers *answers, const uint32_t *row,
                       uint32_t row_count)
{
    uint32_t i = 0;
    for (; i < row_count; i++)
        for (int dimension = 0; dimension < DIMENSION_COUNT; dimension++)
            piece->items[dimension][i] = answers[row[i]].items[dimension];
    for (; i % ROWS_AT_ONCE != 0; i++)
        for (int dimension = 0; dimension < DIMENSION_COUNT; dimension++)
            piece->items[dimension][i] = 0;
    piece->row_count = row_count;
}

static void add_piece(struct survey_cell *cell, const struct answers *answers, const uint32_t *row,
                      uint32_t row_count, enum isa isa)
{
    struct piece piece;
    int64_t sum[VALUE_COUNT], square_sum[VALUE_COUNT];
    uint16_t flag_counts[FLAG_LIMIT];
    piece_fill(&piece, answers, row, row_count);
    flags_count(row, row_count, (const char *)&answers->flags, sizeof *answers, true, flag_counts);
    add_flags(cell, flag_counts);
    int dimension = 0;
#ifdef ISA_TARGET_AVX2
    if (isa >= ISA_AVX2) {
        add_values_avx2(answers, row, row_count, sum, square_sum);
        while (dimension < DIMENSION_COUNT && add_products_avx2(cell, &piece, dimension))
            dimension++;
    }
#endif
    if (isa < ISA_AVX2) add_values(answers, row, row_count, sum, square_sum);
    for (; dimension < DIMENSION_COUNT; dimension++) add_products(cell, &piece, dimension);
    add_sums_of_values(cell, sum, square_sum);
}

#ifdef ISA_TARGET_AVX512
ISA_TARGET_AVX512 static void add_piece_avx512(struct survey_cell *cell,
                                               const struct answers *answers, const uint32_t *row,
                                               uint32_t row_count)
{
    struct answer_sums sums;
    survey_add_avx512(&sums, answers, row, row_count);
    add_flags(cell, sums.flag_counts);
    add_sums_of_values(cell, sums.sum, sums.square_sum);
    for (int dimension = 0; dimension < DIMENSION_COUNT; dimension++) {
        for (uint32_t i = 0; !sums.has_products && i < row_count; i++)
            add_product(cell, dimension, answers[row[i]].items[dimension]);
        for (int k = 0; sums.has_products && k < DIMENSION_ITEM_LIMIT; k++)
            cell->item_sum[dimension][k] += sums.item_sum[dimension][k];
        for (int k = 0; sums.has_products && k < ITEM_PAIR_COUNT; k++)
            cell->product_sum[dimension][k] += sums.product_sum[dimension][k];
    }
}
#endif

void survey_update(void *cell, struct tally *tallies, const struct rows *rows)
{
    (void)tallies;
    const enum isa isa = rows->context->options->isa;
    for (uint32_t first = 0; first < rows->row_count; first += PIECE_ROWS) {
        const uint32_t left = rows->row_count - first;
        const uint32_t row_count = left < PIECE_ROWS ? left : PIECE_ROWS;
#ifdef ISA_TARGET_AVX512
        if (isa >= ISA_AVX512) {
            add_piece_avx512(cell, rows->prepared, rows->row + first, row_count);
            continue;
        }
#endif
        add_piece(cell, rows->prepared, rows->row + first, row_count, isa);
    }
}
