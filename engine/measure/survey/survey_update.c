/* Answers of one cell's rows into its sums. The products of the items, 60 of a row's 75 additions,
 * are taken four rows at once where the processor has AVX2; elsewhere, and for scores that do not
 * fit there, pair by pair. */
#include "measure/columns.h"
#include "measure/survey/survey.h"

#include <string.h>

#ifdef __x86_64__
#include <immintrin.h>
#endif

/* Rows whose sums fit what they are held in before they go to the cell: squares of weighted scores
 * lie below 2^47; products of items up to FAST_ITEM in pairs of rows, added 64 times, below 2^15.
 */
enum { PIECE_ROWS = 256, FAST_ITEM = 15 };

/* Some rows of the batch, at most PIECE_ROWS. */
struct piece {
    const struct answers *answers;
    const uint32_t *row;
    uint32_t row_count;
};

static void add_product(struct survey_cell *cell, int dimension, uint64_t items)
{
    for (int i = 0; i < DIMENSION_ITEM_LIMIT; i++) {
        const int64_t score = (int8_t)(items >> 8 * i);
        if (score == 0) continue;
        cell->item_sum[dimension][i] += score;
        for (int j = i; j < DIMENSION_ITEM_LIMIT; j++)
            cell->product_sum[dimension][pair_index(i, j)] += score * (int8_t)(items >> 8 * j);
    }
}

static void add_products_slowly(struct survey_cell *cell, const struct piece *piece, int dimension)
{
    for (uint32_t i = 0; i < piece->row_count; i++)
        add_product(cell, dimension, piece->answers[piece->row[i]].items[dimension]);
}

#ifdef __x86_64__
#define AVX2 __attribute__((target("avx2")))

/* Items of four rows, those of two rows side by side. */
AVX2 static inline __m256i four_rows(const struct piece *piece, uint32_t first, int dimension)
{
    const struct answers *answers = piece->answers;
    const uint32_t *row = piece->row + first;
    __m128i items[4];
    for (uint32_t i = 0; i < 4; i++)
        items[i] = first + i < piece->row_count
                       ? _mm_loadl_epi64((const __m128i *)&answers[row[i]].items[dimension])
                       : _mm_setzero_si128();
    return _mm256_set_m128i(_mm_unpacklo_epi8(items[2], items[3]),
                            _mm_unpacklo_epi8(items[0], items[1]));
}

/* 16-bit sums of both halves, added up, to the eight numbers at `sums`. */
AVX2 static inline void add_sums(int64_t *sums, __m256i lanes, int count)
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
 * added. */
AVX2 static bool add_products_avx2(struct survey_cell *cell, const struct piece *piece,
                                   int dimension)
{
    const __m128i turn = _mm_setr_epi8(2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 0, 1);
    const __m256i turned = _mm256_broadcastsi128_si256(turn), ones = _mm256_set1_epi8(1);
    __m256i seen = _mm256_setzero_si256(), sums = seen, products[PAIR_DISTANCE_COUNT];
    for (int distance = 0; distance < PAIR_DISTANCE_COUNT; distance++)
        products[distance] = _mm256_setzero_si256();
    for (uint32_t first = 0; first < piece->row_count; first += 4) {
        const __m256i items = four_rows(piece, first, dimension);
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
    for (int distance = 0; distance < PAIR_DISTANCE_COUNT; distance++)
        add_sums(&cell->product_sum[dimension][DIMENSION_ITEM_LIMIT * distance], products[distance],
                 distance < PAIR_DISTANCE_COUNT - 1 ? DIMENSION_ITEM_LIMIT
                                                    : DIMENSION_ITEM_LIMIT / 2);
    return true;
}
#endif

static void add_products(struct survey_cell *cell, const struct piece *piece, int dimension)
{
#ifdef __x86_64__
    if (__builtin_cpu_supports("avx2") && add_products_avx2(cell, piece, dimension)) return;
#endif
    add_products_slowly(cell, piece, dimension);
}

static struct sums *cell_sums(struct survey_cell *cell, int value)
{
    if (value < DIMENSION_COUNT) return &cell->dimension[value];
    if (value == VALUE_INDEX) return &cell->index;
    return value == VALUE_WEIGHTED ? &cell->index_weighted : &cell->overall;
}

static void add_values(struct survey_cell *cell, const struct piece *piece)
{
    int64_t sum[VALUE_COUNT] = {0}, square[VALUE_COUNT] = {0};
    for (uint32_t i = 0; i < piece->row_count; i++) {
        const int32_t *values = piece->answers[piece->row[i]].values;
        for (int k = 0; k < VALUE_COUNT; k++) {
            sum[k] += values[k];
            square[k] += (int64_t)values[k] * values[k];
        }
    }
    for (int k = 0; k < VALUE_COUNT; k++) {
        cell_sums(cell, k)->sum += sum[k];
        cell_sums(cell, k)->square_sum += square[k];
    }
}

static void add_flags(struct survey_cell *cell, const struct rows *rows)
{
    const struct answers *answers = rows->prepared;
    uint64_t counts[FLAG_COUNT] = {0};
    flags_add(counts, FLAG_COUNT, rows, &answers->flags, sizeof *answers);
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

void survey_update(void *cell, struct tally *tallies, const struct rows *rows)
{
    (void)tallies;
    add_flags(cell, rows);
    for (uint32_t first = 0; first < rows->row_count; first += PIECE_ROWS) {
        const uint32_t left = rows->row_count - first;
        const struct piece piece = {rows->prepared, rows->row + first,
                                    left < PIECE_ROWS ? left : PIECE_ROWS};
        add_values(cell, &piece);
        for (int dimension = 0; dimension < DIMENSION_COUNT; dimension++)
            add_products(cell, &piece, dimension);
    }
}
