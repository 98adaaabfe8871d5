/* Products of respondents' answers into a cell. Rows are sorted by group and cases, then each run
 * of rows adds its products in registers; items are multiplied column by column, a block of rows at
 * a time, with zeros for the rows that are not meant. */
#include "measure/columns.h"
#include "measure/drivers/drivers.h"

#ifdef ISA_TARGET_AVX2
#include <immintrin.h>
#endif

/* Rows of a call that are sorted at once, and rows whose items are multiplied at once: so few that
 * 32 bits hold a sum of products of two answers, and that all columns stay near the processor. */
enum { SORTED_ROWS = 4096, ITEM_ROWS = 512, FEW_ROWS = 64 };

/* Rows of one bucket. */
static INLINED void add_run(int64_t *products, const struct drivers_row *rows, const uint32_t *row,
                            uint32_t row_count)
{
    for (uint32_t r = 0; r < row_count; r++) {
        int64_t values[VALUE_COUNT];
        for (int value = 0; value < VALUE_COUNT; value++)
            values[value] = rows[row[r]].values[value];
        values[VALUE_ONE] = 1;
        for (int i = 0, at = 0; i < VALUE_COUNT; i++)
            for (int j = i; j < VALUE_COUNT; j++) products[at++] += values[i] * values[j];
    }
}

#ifdef ISA_TARGET_AVX2
/* With values below 2^13 two rows are multiplied and added up by one instruction, and 30 rows' sums
 * fit 32 bits. Values turned by 0 to 4 places meet all others; the last turn meets half of them
 * twice. */
enum { FAST_ROWS = 30, FAST_BITS = 13, TURN_COUNT = VALUE_COUNT / 2 + 1 };

ISA_TARGET_AVX2 static inline __m256i load_row(const struct drivers_row *row)
{
    const __m256i keep = _mm256_setr_epi32(0, -1, -1, -1, -1, -1, -1, -1);
    const __m256i one = _mm256_setr_epi32(1, 0, 0, 0, 0, 0, 0, 0);
    const __m256i values = _mm256_loadu_si256((const __m256i *)row->values);
    return _mm256_or_si256(_mm256_and_si256(values, keep), one);
}

/* At most FAST_ROWS rows into sums, by turn and value; returns the bits of all values. */
ISA_TARGET_AVX2 static inline __m256i add_fast_rows(__m256i sums[TURN_COUNT],
                                                    const struct drivers_row *rows,
                                                    const uint32_t *row, uint32_t row_count)
{
    const __m256i by_one = _mm256_setr_epi32(1, 2, 3, 4, 5, 6, 7, 0);
    __m256i seen = _mm256_setzero_si256();
    for (int turn = 0; turn < TURN_COUNT; turn++) sums[turn] = _mm256_setzero_si256();
    for (uint32_t i = 0; i < row_count; i += 2) {
        const __m256i a = load_row(&rows[row[i]]);
        const __m256i b = i + 1 < row_count ? load_row(&rows[row[i + 1]]) : _mm256_setzero_si256();
        const __m256i pairs = _mm256_blend_epi16(a, _mm256_slli_epi32(b, 16), 0xAA);
        __m256i turned = pairs;
        seen = _mm256_or_si256(seen, _mm256_or_si256(_mm256_abs_epi32(a), _mm256_abs_epi32(b)));
        for (int turn = 0; turn < TURN_COUNT; turn++) {
            sums[turn] = _mm256_add_epi32(sums[turn], _mm256_madd_epi16(pairs, turned));
            turned = _mm256_permutevar8x32_epi32(turned, by_one);
        }
    }
    return seen;
}

/* As add_run; false: a value is too large, nothing was added. */
ISA_TARGET_AVX2 static bool add_run_avx2(int64_t *products, const struct drivers_row *rows,
                                         const uint32_t *row, uint32_t row_count)
{
    const __m256i too_large = _mm256_set1_epi32(-(1 << FAST_BITS));
    int64_t sums[TURN_COUNT][VALUE_COUNT] = {{0}};
    for (uint32_t first = 0; first < row_count; first += FAST_ROWS) {
        const uint32_t left = row_count - first;
        __m256i added[TURN_COUNT];
        const __m256i seen =
            add_fast_rows(added, rows, row + first, left < FAST_ROWS ? left : FAST_ROWS);
        if (!_mm256_testz_si256(seen, too_large)) return false;
        for (int turn = 0; turn < TURN_COUNT; turn++)
            for (size_t half = 0; half < 2; half++) {
                __m256i *at = (__m256i *)(sums[turn] + half * (VALUE_COUNT / 2));
                const __m128i narrow = half == 0 ? _mm256_castsi256_si128(added[turn])
                                                 : _mm256_extracti128_si256(added[turn], 1);
                _mm256_storeu_si256(
                    at, _mm256_add_epi64(_mm256_loadu_si256(at), _mm256_cvtepi32_epi64(narrow)));
            }
    }
    for (int turn = 0; turn < TURN_COUNT; turn++)
        for (int value = 0; value < (turn < TURN_COUNT - 1 ? VALUE_COUNT : VALUE_COUNT / 2);
             value++)
            products[product_index(value, (value + turn) % VALUE_COUNT)] += sums[turn][value];
    return true;
}
#endif

/* Rows of a cell: in order of their buckets, and as they come with the cases that they are complete
 * for with all items. */
struct sorted_rows {
    uint32_t row[SORTED_ROWS];
    uint32_t end[BUCKET_COUNT + 1]; /* of each bucket; the last has the rows without one */
    uint8_t item_cases[SORTED_ROWS];
};

static INLINED void sort_rows(struct sorted_rows *sorted, const struct drivers_row *rows,
                              const uint32_t *row, uint32_t row_count)
{
    enum { BUCKET_MASK = (1 << BUCKET_BITS) - 1 };
    uint32_t *end = sorted->end, begin = 0;
    uint8_t buckets[SORTED_ROWS];
    memset(end, 0, sizeof sorted->end);
    for (uint32_t i = 0; i < row_count; i++) {
        const int32_t both = rows[row[i]].values[VALUE_ONE];
        buckets[i] = (uint8_t)(both & BUCKET_MASK);
        sorted->item_cases[i] = (uint8_t)(both >> BUCKET_BITS);
        end[buckets[i]]++;
    }
    for (int bucket = 0; bucket <= BUCKET_COUNT; bucket++) {
        const uint32_t count = end[bucket];
        end[bucket] = begin;
        begin += count;
    }
    for (uint32_t i = 0; i < row_count; i++) sorted->row[end[buckets[i]]++] = row[i];
}

/* `isa` is a constant where it is called. */
static INLINED void add_bucket(int64_t *products, const struct drivers_row *rows,
                               const uint32_t *row, uint32_t row_count, enum isa isa)
{
#ifdef ISA_TARGET_AVX2
    if (isa >= ISA_AVX2 && add_run_avx2(products, rows, row, row_count)) return;
#endif
    (void)isa;
    add_run(products, rows, row, row_count);
}

static INLINED void add_scores(struct drivers_cell *cell, const struct drivers_row *rows,
                               const struct sorted_rows *sorted, enum isa isa)
{
    for (uint32_t bucket = 0, begin = 0; bucket < BUCKET_COUNT; bucket++) {
        const uint32_t end = sorted->end[bucket];
        if (end > begin)
            add_bucket(cell->products[bucket / CASES_COUNT][bucket % CASES_COUNT], rows,
                       sorted->row + begin, end - begin, isa);
        begin = end;
    }
}

/* The columns of the answers of some respondents, which stand for one in each. */
struct item_block {
    _Alignas(64) int16_t answers[ANSWER_COUNT][ITEM_ROWS];
    _Alignas(64) int16_t mask[ITEM_ROWS]; /* rows that are meant */
};

static INLINED const int8_t *answer_column(const void *const *column, enum cases cases, int answer)
{
    if ((cases == CASES_OVERALL && answer == ANSWER_RESPONSE + RESPONSE_REPURCHASE) ||
        (cases == CASES_REPURCHASE && answer == ANSWER_RESPONSE + RESPONSE_OVERALL))
        return NULL;
    return answer < ANSWER_ONE ? column[answer] : NULL;
}

/* Sums of products of one column with four others, so that it is read once. */
enum { DOT_COUNT = 4 };
static INLINED void dot(const int16_t *restrict a, const int16_t *const b[DOT_COUNT],
                        uint32_t row_count, int32_t sums[DOT_COUNT])
{
    const int16_t *restrict b0 = b[0], *restrict b1 = b[1], *restrict b2 = b[2],
                            *restrict b3 = b[3];
    int32_t sum0 = 0, sum1 = 0, sum2 = 0, sum3 = 0;
    for (uint32_t row = 0; row < row_count; row++) {
        sum0 += a[row] * b0[row];
        sum1 += a[row] * b1[row];
        sum2 += a[row] * b2[row];
        sum3 += a[row] * b3[row];
    }
    sums[0] = sum0;
    sums[1] = sum1;
    sums[2] = sum2;
    sums[3] = sum3;
}

/* row_count is a constant where it is called. The last columns are multiplied with themselves in
 * vain where four are not left. */
static INLINED void multiply_block(int64_t *restrict products, const struct item_block *block,
                                   const int *answers, int answer_count, uint32_t row_count)
{
    for (int i = 0; i < answer_count; i++)
        for (int first = i; first < answer_count; first += DOT_COUNT) {
            const int16_t *others[DOT_COUNT];
            int32_t sums[DOT_COUNT];
            for (int k = 0; k < DOT_COUNT; k++)
                others[k] = block->answers[answers[first + k < answer_count ? first + k : i]];
            dot(block->answers[answers[i]], others, row_count, sums);
            for (int k = 0; k < DOT_COUNT && first + k < answer_count; k++)
                products[answer_product_index(answers[i], answers[first + k])] += sums[k];
        }
}

static INLINED void widen(int16_t *wide, const int8_t *scores, const int16_t *mask,
                          uint32_t row_count)
{
    uint32_t i = 0;
    for (; i + LANE_ROWS <= row_count; i += LANE_ROWS) {
        score_lanes own;
        short_lanes is_meant;
        memcpy(&own, scores + i, sizeof own);
        memcpy(&is_meant, mask + i, sizeof is_meant);
        const short_lanes masked = __builtin_convertvector(own, short_lanes) & is_meant;
        memcpy(wide + i, &masked, sizeof masked);
    }
    for (; i < row_count; i++) wide[i] = (int16_t)(scores[i] & mask[i]);
}

/* Rows side by side, with zeros for those that are not of the cases. */
static INLINED void fill_run(struct item_block *block, const void *const *column, enum cases cases,
                             const uint8_t *item_cases, uint32_t first_row, uint32_t row_count)
{
    for (uint32_t i = 0; i < row_count; i++)
        block->mask[i] = (int16_t)mask_of(item_cases[i] == cases);
    for (int answer = 0; answer < ANSWER_ONE; answer++) {
        const int8_t *scores = answer_column(column, cases, answer);
        if (scores) widen(block->answers[answer], scores + first_row, block->mask, row_count);
    }
    for (uint32_t i = 0; i < row_count; i++)
        block->answers[ANSWER_ONE][i] = (int16_t)(block->mask[i] & 1);
}

/* Rows of the cases, few or scattered: each is fetched. Returns how many. */
static INLINED uint32_t fill_list(struct item_block *block, const void *const *column,
                                  enum cases cases, const uint8_t *item_cases, const uint32_t *row,
                                  uint32_t row_count)
{
    uint32_t listed[ITEM_ROWS], count = 0;
    for (uint32_t i = 0; i < row_count; i++) {
        listed[count] = row[i];
        count += item_cases[i] == cases;
    }
    for (uint32_t i = 0; i < count; i++) block->mask[i] = -1;
    for (int answer = 0; answer < ANSWER_ONE; answer++) {
        const int8_t *scores = answer_column(column, cases, answer);
        for (uint32_t i = 0; scores && i < count; i++)
            block->answers[answer][i] = (int16_t)(scores[listed[i]] & block->mask[i]);
    }
    for (uint32_t i = 0; i < count; i++) block->answers[ANSWER_ONE][i] = 1;
    return count;
}

static INLINED uint32_t count_cases(const uint8_t *item_cases, uint32_t row_count, enum cases cases)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < row_count; i++) count += item_cases[i] == cases;
    return count;
}

/* At most ITEM_ROWS rows. */
static INLINED void add_item_rows(struct drivers_cell *cell, const void *const *column,
                                  enum cases cases, const uint8_t *item_cases, const uint32_t *row,
                                  uint32_t row_count)
{
    const uint32_t meant = count_cases(item_cases, row_count, cases);
    if (meant == 0) return;
    struct item_block block;
    int answers[ANSWER_COUNT], answer_count = 0;
    for (int answer = 0; answer < ANSWER_COUNT; answer++)
        if (answer == ANSWER_ONE || answer_column(column, cases, answer))
            answers[answer_count++] = answer;
    uint32_t filled = row_count;
    if (row[row_count - 1] - row[0] == row_count - 1 && 2 * meant >= row_count)
        fill_run(&block, column, cases, item_cases, row[0], row_count);
    else
        filled = fill_list(&block, column, cases, item_cases, row, row_count);
    const uint32_t room = filled <= FEW_ROWS ? FEW_ROWS : ITEM_ROWS;
    for (int i = 0; i < answer_count; i++)
        memset(&block.answers[answers[i]][filled], 0, (room - filled) * sizeof block.answers[0][0]);
    if (room == FEW_ROWS)
        multiply_block(cell->answer_products[cases], &block, answers, answer_count, FEW_ROWS);
    else
        multiply_block(cell->answer_products[cases], &block, answers, answer_count, ITEM_ROWS);
}

static INLINED void add_items(struct drivers_cell *cell, const void *const *column,
                              const uint8_t *item_cases, const uint32_t *row, uint32_t row_count)
{
    for (uint32_t first = 0; first < row_count; first += ITEM_ROWS) {
        const uint32_t left = row_count - first;
        for (int cases = 0; cases < CASES_COUNT; cases++)
            add_item_rows(cell, column, (enum cases)cases, item_cases + first, row + first,
                          left < ITEM_ROWS ? left : ITEM_ROWS);
    }
}

static INLINED void update_rows(struct drivers_cell *cell, const struct rows *rows, enum isa isa)
{
    struct sorted_rows sorted;
    for (uint32_t first = 0; first < rows->row_count; first += SORTED_ROWS) {
        const uint32_t *row = rows->row + first;
        const uint32_t left = rows->row_count - first;
        const uint32_t row_count = left < SORTED_ROWS ? left : SORTED_ROWS;
        sort_rows(&sorted, rows->prepared, row, row_count);
        add_scores(cell, rows->prepared, &sorted, isa);
        add_items(cell, rows->column, sorted.item_cases, row, row_count);
    }
}

#ifdef ISA_TARGET_AVX512
ISA_TARGET_AVX2 static void update_avx2(struct drivers_cell *cell, const struct rows *rows)
{
    update_rows(cell, rows, ISA_AVX2);
}

ISA_TARGET_AVX512 static void update_avx512(struct drivers_cell *cell, const struct rows *rows)
{
    update_rows(cell, rows, ISA_AVX512);
}
#endif

static void update_portable(struct drivers_cell *cell, const struct rows *rows)
{
    update_rows(cell, rows, ISA_PORTABLE);
}

void drivers_update(void *cell, struct tally *tallies, const struct rows *rows)
{
    (void)tallies;
#ifdef ISA_TARGET_AVX512
    const enum isa isa = rows->context->options->isa;
    if (isa >= ISA_AVX512) {
        update_avx512(cell, rows);
        return;
    }
    if (isa >= ISA_AVX2) {
        update_avx2(cell, rows);
        return;
    }
#endif
    update_portable(cell, rows);
}
