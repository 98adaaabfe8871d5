/* Respondents' scores, responses and groups, column by column; `update` takes them row by row. */
#include "measure/columns.h"
#include "measure/drivers/drivers.h"

struct score_block {
    int32_t values[VALUE_COUNT][BLOCK_ROWS];
    int16_t is_scored[BLOCK_ROWS], is_complete[BLOCK_ROWS]; /* masks */
    int16_t sum[BLOCK_ROWS], scale[BLOCK_ROWS];             /* of one dimension */
};

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
    memset(block->is_scored, 0xFF, sizeof block->is_scored);
    memset(block->is_complete, 0xFF, sizeof block->is_complete);
    for (int dimension = 0; dimension < DIMENSION_COUNT; dimension++) {
        const int8_t *items[DIMENSION_ITEM_LIMIT];
        int16_t item_count = 0;
        for (int item = 0; item < DIMENSION_ITEM_LIMIT; item++) {
            const int8_t *scores = answers[dimension * DIMENSION_ITEM_LIMIT + item];
            if (scores) items[item_count++] = scores;
        }
        if (item_count == 0) {
            memset(block->values[VALUE_SCORE + dimension], 0, sizeof block->values[0]);
            continue;
        }
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
