/* Products of respondents' answers into a cell. Rows are sorted by group and cases, then each run
 * of rows adds its products in registers; items are multiplied column by column, a block of rows at
 * a time, with zeros for the rows that are not meant. Loops are for the compiler to vectorise. */
#include "measure/columns.h"
#include "measure/drivers/drivers.h"

/* Rows of a call that are sorted at once, and rows whose items are multiplied at once: so few that
 * 32 bits hold a sum of products of two answers, and that all columns stay near the processor. */
enum { SORTED_ROWS = 4096, ITEM_ROWS = 512, FEW_ROWS = 64 };

struct score_block {
    int32_t values[VALUE_COUNT][BLOCK_ROWS];
    int16_t is_scored[BLOCK_ROWS], is_complete[BLOCK_ROWS]; /* masks */
    int16_t sum[BLOCK_ROWS], scale[BLOCK_ROWS];             /* of one dimension */
};

/* Vectors as wide as AVX2 has them; for other processors the compiler cuts or pairs them. */
enum { LANE_ROWS = 16 };
typedef int8_t score_lanes __attribute__((vector_size(LANE_ROWS)));
typedef int16_t short_lanes __attribute__((vector_size(LANE_ROWS * sizeof(int16_t))));
_Static_assert(BLOCK_ROWS % LANE_ROWS == 0, "a block is a number of vectors");

/* Of LANE_ROWS rows from `first` on: the sum of the answers, and 840 / number answered if half are
 * answered, else 0. */
static INLINED void score_lanes_of(struct score_block *block, const int8_t *const *items,
                                   int16_t item_count, uint32_t first)
{
    short_lanes sum = {0}, answered = {0}, scale = {0}, is_complete;
    for (int16_t item = 0; item < item_count; item++) {
        score_lanes scores;
        memcpy(&scores, items[item] + first, sizeof scores);
        const short_lanes wide = __builtin_convertvector(scores, short_lanes);
        const short_lanes is_answered = wide != SCORE_MISSING;
        sum += wide & is_answered;
        answered -= is_answered;
    }
    for (int16_t count = 1; count <= item_count; count++)
        if (2 * count >= item_count) scale |= (answered == count) & (int16_t)(SCORE_SCALE / count);
    memcpy(block->sum + first, &sum, sizeof sum);
    memcpy(block->scale + first, &scale, sizeof scale);
    memcpy(&is_complete, block->is_complete + first, sizeof is_complete);
    is_complete &= answered == item_count;
    memcpy(block->is_complete + first, &is_complete, sizeof is_complete);
}

static INLINED void score_dimension(struct score_block *block, const int8_t *const *items,
                                    int16_t item_count, int dimension)
{
    int32_t *restrict values = block->values[VALUE_SCORE + dimension];
    int16_t *restrict is_scored = block->is_scored;
    for (uint32_t first = 0; first < BLOCK_ROWS; first += LANE_ROWS)
        score_lanes_of(block, items, item_count, first);
    for (uint32_t row = 0; row < BLOCK_ROWS; row++)
        values[row] = block->sum[row] * block->scale[row];
    for (uint32_t row = 0; row < BLOCK_ROWS; row++)
        is_scored[row] = (int16_t)(is_scored[row] & -(block->scale[row] != 0));
}

/* A fixed scrambling of the minute, as vectors can do it (MurmurHash3's last steps). */
static INLINED uint32_t group_of(int32_t minute)
{
    uint32_t hash = (uint32_t)minute;
    hash = (hash ^ hash >> 16) * 0x85EBCA6BU;
    hash = (hash ^ hash >> 13) * 0xC2B2AE35U;
    return (hash ^ hash >> 16) % GROUP_COUNT;
}

/* The responses, and what the row is to be used for. */
static INLINED void sort_block(struct score_block *block, const int8_t *restrict overall,
                               const int8_t *restrict repurchase, const int32_t *restrict minutes)
{
    int32_t *restrict buckets = block->values[VALUE_ONE];
    int32_t *restrict overalls = block->values[VALUE_RESPONSE + RESPONSE_OVERALL];
    int32_t *restrict repurchases = block->values[VALUE_RESPONSE + RESPONSE_REPURCHASE];
    for (uint32_t row = 0; row < BLOCK_ROWS; row++) {
        const int32_t has_overall = mask_of(overall[row] != SCORE_MISSING);
        const int32_t has_repurchase = mask_of(repurchase[row] != SCORE_MISSING);
        const int32_t cases = (~has_repurchase & has_overall & CASES_OVERALL) |
                              (~has_overall & has_repurchase & CASES_REPURCHASE) |
                              (~has_overall & ~has_repurchase & CASES_NONE);
        const int32_t is_scored = block->is_scored[row] & (has_overall | has_repurchase);
        const int32_t is_complete = block->is_complete[row];
        const int32_t group = (int32_t)group_of(minutes[row]);
        const int32_t bucket =
            ((group * CASES_COUNT + cases) & is_scored) | (BUCKET_NONE & ~is_scored);
        const int32_t item_cases = (cases & is_complete) | (CASES_NONE & ~is_complete);
        buckets[row] = item_cases << BUCKET_BITS | bucket;
        overalls[row] = overall[row] & has_overall;
        repurchases[row] = repurchase[row] & has_repurchase;
    }
}

/* Pads the columns of a last, shorter block. */
struct padding {
    int8_t answers[NEED_SURVEYED][BLOCK_ROWS];
    int32_t minutes[BLOCK_ROWS];
};

static INLINED void prepare_block(struct score_block *block, const int8_t *const *answers,
                                  const int32_t *minutes)
{
    int present_dimensions = 0;
    memset(block->values, 0, sizeof block->values);
    memset(block->is_scored, 0xFF, sizeof block->is_scored);
    memset(block->is_complete, 0xFF, sizeof block->is_complete);
    for (int dimension = 0; dimension < DIMENSION_COUNT; dimension++) {
        const int8_t *items[DIMENSION_ITEM_LIMIT];
        int16_t item_count = 0;
        for (int item = 0; item < DIMENSION_ITEM_LIMIT; item++) {
            const int8_t *scores = answers[dimension * DIMENSION_ITEM_LIMIT + item];
            if (scores) items[item_count++] = scores;
        }
        if (item_count == 0) continue;
        present_dimensions++;
        score_dimension(block, items, item_count, dimension);
    }
    if (present_dimensions == 0) {
        memset(block->is_scored, 0, sizeof block->is_scored);
        memset(block->is_complete, 0, sizeof block->is_complete);
    }
    sort_block(block, answers[NEED_OVERALL], answers[NEED_REPURCHASE], minutes);
}

static INLINED void prepare_rows(PREPARE_ARGUMENTS)
{
    struct drivers_row *rows = prepared;
    struct missing_block missing;
    struct padding padding;
    struct score_block block;
    (void)context;
    missing_block_init(&missing);
    for (uint32_t first = 0; first < row_count; first += BLOCK_ROWS) {
        const uint32_t count = block_row_count(first, row_count);
        const int8_t *answers[NEED_SURVEYED];
        const int32_t *minutes = block_numbers(column[NEED_SURVEYED], first, &missing);
        for (int need = 0; need < NEED_SURVEYED; need++) {
            const int8_t *own = column[need];
            answers[need] = own && count == BLOCK_ROWS ? own + first : NULL;
            if (own && count < BLOCK_ROWS) {
                memset(padding.answers[need], 0, BLOCK_ROWS);
                memcpy(padding.answers[need], own + first, count);
                answers[need] = padding.answers[need];
            } else if (!own && need >= NEED_OVERALL)
                answers[need] = missing.answers;
        }
        if (count < BLOCK_ROWS) {
            memset(padding.minutes, 0, sizeof padding.minutes);
            memcpy(padding.minutes, minutes, count * sizeof *minutes);
            minutes = padding.minutes;
        }
        prepare_block(&block, answers, minutes);
        for (uint32_t row = 0; row < count; row++)
            for (int value = 0; value < VALUE_COUNT; value++)
                rows[first + row].values[value] = block.values[value][row];
    }
}

PREPARE_BY(prepare_rows)

void drivers_prepare(PREPARE_ARGUMENTS)
{
    prepare(prepared, column, row_count, context);
}

/* Four whole numbers below 2^53, which are exact in doubles: the only products as wide that the
 * vectors of every processor have. A row is two of them. */
enum { HALF_COUNT = VALUE_COUNT / 2 };
typedef double half_lanes __attribute__((vector_size(HALF_COUNT * sizeof(double))));
typedef int32_t whole_lanes __attribute__((vector_size(HALF_COUNT * sizeof(int32_t))));

#define TURNED(x, k)                                                                               \
    __builtin_shufflevector(x, x, (k) % 4, ((k) + 1) % 4, ((k) + 2) % 4, ((k) + 3) % 4)

/* Products of a row's first half with itself, of the first with the second, of the second with
 * itself, the latter turned by 0 to 3 places: lane l of place k is of values l and (l + k) % 4. A
 * half with itself needs no turn by 3, and of that by 2 only the first lanes. */
enum { FIRST_FIRST, FIRST_SECOND, SECOND_SECOND, PART_COUNT };
struct run_sums {
    half_lanes part[PART_COUNT][HALF_COUNT];
};

static INLINED void write_run(int64_t *products, const struct run_sums *sums)
{
    for (int part = 0; part < PART_COUNT; part++)
        for (int turn = 0; turn < HALF_COUNT; turn++)
            for (int lane = 0; lane < HALF_COUNT; lane++) {
                const int other = (lane + turn) % HALF_COUNT;
                const int i = lane + (part == SECOND_SECOND) * HALF_COUNT;
                const int j = other + (part != FIRST_FIRST) * HALF_COUNT;
                const bool is_repeated = part != FIRST_SECOND && turn == 2 && lane >= 2;
                if (!is_repeated)
                    products[product_index(i, j)] += (int64_t)sums->part[part][turn][lane];
            }
}

/* Rows of one bucket. */
static INLINED void add_run(int64_t *products, const struct drivers_row *rows, const uint32_t *row,
                            uint32_t row_count)
{
    const whole_lanes keep = {0, -1, -1, -1}, one = {1};
    const half_lanes zero = {0};
    half_lanes a0 = zero, a1 = zero, a2 = zero, b0 = zero, b1 = zero, b2 = zero;
    half_lanes c0 = zero, c1 = zero, c2 = zero, c3 = zero;
    for (uint32_t i = 0; i < row_count; i++) {
        whole_lanes halves[2];
        memcpy(halves, rows[row[i]].values, sizeof halves);
        const half_lanes a = __builtin_convertvector((halves[0] & keep) | one, half_lanes);
        const half_lanes b = __builtin_convertvector(halves[1], half_lanes);
        const half_lanes once = TURNED(b, 1), twice = TURNED(b, 2);
        a0 += a * a;
        a1 += a * TURNED(a, 1);
        a2 += a * TURNED(a, 2);
        b0 += b * b;
        b1 += b * once;
        b2 += b * twice;
        c0 += a * b;
        c1 += a * once;
        c2 += a * twice;
        c3 += a * TURNED(b, 3);
    }
    const struct run_sums sums = {{{a0, a1, a2, zero}, {c0, c1, c2, c3}, {b0, b1, b2, zero}}};
    write_run(products, &sums);
}

/* Rows of a cell, in order of their buckets; and those whose items are complete, by their cases. */
struct sorted_rows {
    uint32_t row[SORTED_ROWS];
    uint32_t end[BUCKET_COUNT + 1]; /* of each bucket; the last has the rows without one */
    uint32_t listed[CASES_COUNT][SORTED_ROWS], listed_count[CASES_COUNT];
};

static INLINED void sort_rows(struct sorted_rows *sorted, const struct drivers_row *rows,
                              const uint32_t *row, uint32_t row_count)
{
    enum { BUCKET_MASK = (1 << BUCKET_BITS) - 1 };
    uint32_t *end = sorted->end, begin = 0, counts[CASES_COUNT] = {0};
    uint8_t buckets[SORTED_ROWS];
    memset(end, 0, sizeof sorted->end);
    for (uint32_t i = 0; i < row_count; i++) {
        const int32_t both = rows[row[i]].values[VALUE_ONE];
        buckets[i] = (uint8_t)(both & BUCKET_MASK);
        end[buckets[i]]++;
        for (int cases = 0; cases < CASES_COUNT; cases++) {
            sorted->listed[cases][counts[cases]] = row[i];
            counts[cases] += both >> BUCKET_BITS == cases;
        }
    }
    memcpy(sorted->listed_count, counts, sizeof counts);
    for (int bucket = 0; bucket <= BUCKET_COUNT; bucket++) {
        const uint32_t count = end[bucket];
        end[bucket] = begin;
        begin += count;
    }
    for (uint32_t i = 0; i < row_count; i++) sorted->row[end[buckets[i]]++] = row[i];
}

static INLINED void add_scores(struct drivers_cell *cell, const struct drivers_row *rows,
                               const struct sorted_rows *sorted)
{
    for (uint32_t bucket = 0, begin = 0; bucket < BUCKET_COUNT; bucket++) {
        const uint32_t end = sorted->end[bucket];
        if (end > begin)
            add_run(cell->products[bucket / CASES_COUNT][bucket % CASES_COUNT], rows,
                    sorted->row + begin, end - begin);
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

static INLINED int32_t dot(const int16_t *restrict a, const int16_t *restrict b, uint32_t row_count)
{
    int32_t sum = 0;
    for (uint32_t row = 0; row < row_count; row++) sum += a[row] * b[row];
    return sum;
}

/* row_count is a constant where it is called. */
static INLINED void multiply_block(int64_t *restrict products, const struct item_block *block,
                                   const int *answers, int answer_count, uint32_t row_count)
{
    for (int i = 0; i < answer_count; i++)
        for (int j = i; j < answer_count; j++)
            products[answer_product_index(answers[i], answers[j])] +=
                dot(block->answers[answers[i]], block->answers[answers[j]], row_count);
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

/* The listed rows lie close together: all rows from the first to the last, with zeros for those
 * between them that are not listed. */
static INLINED uint32_t fill_span(struct item_block *block, const void *const *column,
                                  enum cases cases, const uint32_t *row, uint32_t row_count)
{
    const uint32_t first = row[0], span = row[row_count - 1] - first + 1;
    memset(block->mask, 0, sizeof block->mask);
    for (uint32_t i = 0; i < row_count; i++) block->mask[row[i] - first] = -1;
    for (int answer = 0; answer < ANSWER_ONE; answer++) {
        const int8_t *restrict scores = answer_column(column, cases, answer);
        if (!scores) continue;
        widen(block->answers[answer], scores + first, block->mask, span);
    }
    for (uint32_t i = 0; i < ITEM_ROWS; i++) block->answers[ANSWER_ONE][i] = block->mask[i] & 1;
    return span;
}

/* They lie far apart: each is fetched. */
static INLINED uint32_t fill_list(struct item_block *block, const void *const *column,
                                  enum cases cases, const uint32_t *row, uint32_t row_count)
{
    for (int answer = 0; answer < ANSWER_ONE; answer++) {
        const int8_t *restrict scores = answer_column(column, cases, answer);
        if (!scores) continue;
        for (uint32_t i = 0; i < row_count; i++) block->answers[answer][i] = scores[row[i]];
    }
    for (uint32_t i = 0; i < row_count; i++) block->answers[ANSWER_ONE][i] = 1;
    return row_count;
}

/* How many of the listed rows lie within ITEM_ROWS of the first. */
static INLINED uint32_t rows_in_reach(const uint32_t *row, uint32_t row_count)
{
    uint32_t low = row_count < ITEM_ROWS ? row_count : ITEM_ROWS;
    while (row[low - 1] - row[0] >= ITEM_ROWS) low--;
    return low;
}

/* All listed respondents of one kind of cases. */
static INLINED void add_items(struct drivers_cell *cell, const void *const *column,
                              enum cases cases, const uint32_t *row, uint32_t row_count)
{
    struct item_block block;
    int answers[ANSWER_COUNT], answer_count = 0;
    for (int answer = 0; answer < ANSWER_COUNT; answer++)
        if (answer == ANSWER_ONE || answer_column(column, cases, answer))
            answers[answer_count++] = answer;
    for (uint32_t done = 0; done < row_count;) {
        const uint32_t left = row_count - done, reach = rows_in_reach(row + done, left);
        const uint32_t most = left < ITEM_ROWS ? left : ITEM_ROWS;
        const bool is_close = 2 * reach >= most;
        const uint32_t taken = is_close ? reach : most;
        const uint32_t filled = is_close ? fill_span(&block, column, cases, row + done, taken)
                                         : fill_list(&block, column, cases, row + done, taken);
        const uint32_t room = filled <= FEW_ROWS ? FEW_ROWS : ITEM_ROWS;
        for (int i = 0; i < answer_count; i++)
            memset(&block.answers[answers[i]][filled], 0,
                   (room - filled) * sizeof block.answers[0][0]);
        if (room == FEW_ROWS)
            multiply_block(cell->answer_products[cases], &block, answers, answer_count, FEW_ROWS);
        else
            multiply_block(cell->answer_products[cases], &block, answers, answer_count, ITEM_ROWS);
        done += taken;
    }
}

static INLINED void update_rows(struct drivers_cell *cell, const struct rows *rows)
{
    struct sorted_rows sorted;
    for (uint32_t first = 0; first < rows->row_count; first += SORTED_ROWS) {
        const uint32_t left = rows->row_count - first;
        sort_rows(&sorted, rows->prepared, rows->row + first,
                  left < SORTED_ROWS ? left : SORTED_ROWS);
        add_scores(cell, rows->prepared, &sorted);
        for (int cases = 0; cases < CASES_COUNT; cases++)
            if (sorted.listed_count[cases] > 0)
                add_items(cell, rows->column, (enum cases)cases, sorted.listed[cases],
                          sorted.listed_count[cases]);
    }
}

#ifdef ISA_TARGET_AVX512
ISA_TARGET_AVX2 static void update_avx2(struct drivers_cell *cell, const struct rows *rows)
{
    update_rows(cell, rows);
}

ISA_TARGET_AVX512 static void update_avx512(struct drivers_cell *cell, const struct rows *rows)
{
    update_rows(cell, rows);
}
#endif

static void update_portable(struct drivers_cell *cell, const struct rows *rows)
{
    update_rows(cell, rows);
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
