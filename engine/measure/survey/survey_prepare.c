/* Scores of respondents, column by column: which dimensions are scored and complete, and what each
 * respondent adds to a cell. In blocks, so that all that is between stays in the first-level cache;
 * every loop runs over the rows of a block, for the compiler to vectorise. */
#include "measure/survey/survey_kernels.h"

#include <string.h>

static INLINED struct item_columns present_columns(const void *const *column, int dimension,
                                                   uint32_t first)
{
    struct item_columns present = {.count = 0};
    for (unsigned item = 0; item < DIMENSION_ITEM_LIMIT; item++) {
        const int8_t *scores = column[(unsigned)dimension * DIMENSION_ITEM_LIMIT + item];
        if (!scores) continue;
        present.scores[present.count] = scores + first;
        present.byte[present.count++] = item;
    }
    return present;
}

/* Sum and number of the answered items, and the items as bytes. */
static INLINED void add_items(const struct item_columns *present, uint64_t *restrict items,
                              int16_t *restrict sum, int16_t *restrict answered, uint32_t row_count)
{
    memset(items, 0, BLOCK_ROWS * sizeof *items);
    memset(sum, 0, BLOCK_ROWS * sizeof *sum);
    memset(answered, 0, BLOCK_ROWS * sizeof *answered);
    for (int16_t k = 0; k < present->count; k++) {
        const int8_t *restrict scores = present->scores[k];
        const unsigned shift = 8 * present->byte[k];
        for (uint32_t row = 0; row < row_count; row++) {
            const int16_t is_answered = (int16_t)(scores[row] != SCORE_MISSING);
            sum[row] = (int16_t)(sum[row] + (is_answered ? scores[row] : 0));
            answered[row] = (int16_t)(answered[row] + is_answered);
        }
        for (uint32_t row = 0; row < row_count; row++)
            items[row] |= (uint64_t)(uint8_t)scores[row] << shift;
    }
}

/* A dimension is scored when half of its present items are answered. Masks and widths are as the
 * compiler can vectorise them. */
static INLINED void score_dimension(struct answer_block *block, int dimension,
                                    int16_t present_count, const int16_t *restrict sum,
                                    const int16_t *restrict answered)
{
    const uint32_t row_count = block->row_count;
    int32_t *restrict values = block->values[dimension];
    uint64_t *restrict items = block->items[dimension];
    uint16_t *restrict flags = block->flags;
    int16_t scale[BLOCK_ROWS] = {0}; /* of a sum of so many answers; 0: not scored */
    for (int16_t count = 1; count <= present_count; count++) {
        if (2 * count < present_count) continue;
        const int16_t own = (int16_t)(SCORE_SCALE / count);
        for (uint32_t row = 0; row < row_count; row++)
            scale[row] = (int16_t)(scale[row] | (-(answered[row] == count) & own));
    }
    for (uint32_t row = 0; row < row_count; row++) values[row] = sum[row] * scale[row];
    const int scored = 1 << (FLAG_SCORED + dimension), complete = 1 << (FLAG_COMPLETE + dimension);
    for (uint32_t row = 0; row < row_count; row++)
        flags[row] = (uint16_t)(flags[row] | (-(scale[row] != 0) & scored) |
                                (-(answered[row] == present_count) & complete));
    for (uint32_t row = 0; row < row_count; row++)
        items[row] = answered[row] == present_count ? items[row] : 0;
}

static INLINED void score_index(struct answer_block *block, const int32_t points[DIMENSION_COUNT])
{
    const uint32_t row_count = block->row_count;
    enum { ALL_SCORED = (1 << DIMENSION_COUNT) - 1 };
    int32_t *restrict index = block->values[VALUE_INDEX];
    int32_t *restrict weighted = block->values[VALUE_WEIGHTED];
    uint16_t *restrict flags = block->flags;
    for (uint32_t row = 0; row < row_count; row++) {
        int32_t sum = 0, weighted_sum = 0;
        for (int dimension = 0; dimension < DIMENSION_COUNT; dimension++) {
            sum += block->values[dimension][row];
            weighted_sum += points[dimension] * block->values[dimension][row];
        }
        const bool has_index = (flags[row] & ALL_SCORED) == ALL_SCORED;
        index[row] = has_index ? sum : 0;
        weighted[row] = has_index ? weighted_sum : 0;
        flags[row] = (uint16_t)(flags[row] | has_index << FLAG_INDEX);
    }
}

static INLINED void score_overall(struct answer_block *block, const int8_t *restrict overall,
                                  const int8_t *restrict recommend, int32_t top2_minimum)
{
    const uint32_t row_count = block->row_count;
    int32_t *restrict values = block->values[VALUE_OVERALL];
    uint16_t *restrict flags = block->flags;
    for (uint32_t row = 0; row < row_count; row++) {
        const bool has_overall = overall[row] != SCORE_MISSING;
        const bool has_recommend = recommend[row] != SCORE_MISSING;
        values[row] = has_overall ? overall[row] : 0;
        flags[row] =
            (uint16_t)(flags[row] | has_overall << FLAG_OVERALL |
                       (has_overall & (overall[row] >= top2_minimum)) << FLAG_TOP2 |
                       has_recommend << FLAG_RECOMMEND | (recommend[row] >= 9) << FLAG_PROMOTER |
                       (has_recommend & (recommend[row] <= 6)) << FLAG_DETRACTOR);
    }
}

/* `isa` is a constant where it is called. */
static INLINED void prepare_dimension(struct answer_block *block, int dimension,
                                      const struct item_columns *present, enum isa isa)
{
    int16_t sum[BLOCK_ROWS], answered[BLOCK_ROWS];
#ifdef ISA_TARGET_AVX512
    if (isa == ISA_AVX512) {
        survey_score_avx512(block, dimension, present);
        return;
    }
#endif
    (void)isa;
    add_items(present, block->items[dimension], sum, answered, block->row_count);
    score_dimension(block, dimension, present->count, sum, answered);
}

static INLINED void prepare_block(struct answer_block *block, const void *const *column,
                                  uint32_t first, const struct measure_options *options,
                                  enum isa isa, const struct missing_block *missing)
{
    memset(block->flags, 0, sizeof block->flags);
    for (int dimension = 0; dimension < DIMENSION_COUNT; dimension++) {
        const struct item_columns present = present_columns(column, dimension, first);
        if (present.count == 0) {
            memset(block->items[dimension], 0, sizeof block->items[dimension]);
            memset(block->values[dimension], 0, sizeof block->values[dimension]);
            continue;
        }
        prepare_dimension(block, dimension, &present, isa);
    }
    score_index(block, options->points);
    score_overall(block, block_answers(column[NEED_OVERALL], first, missing),
                  block_answers(column[NEED_RECOMMEND], first, missing),
                  options->scale_maximum - 1);
}

/* From columns to rows. */
static INLINED void write_answers(struct answers *restrict answers,
                                  const struct answer_block *block, enum isa isa)
{
    uint32_t first = 0;
#ifdef ISA_TARGET_AVX512
    if (isa == ISA_AVX512) first = survey_write_avx512(answers, block);
#endif
    (void)isa;
    for (uint32_t row = first; row < block->row_count; row++) {
        for (int k = 0; k < DIMENSION_COUNT; k++) answers[row].items[k] = block->items[k][row];
        for (int k = 0; k < VALUE_COUNT; k++) answers[row].values[k] = block->values[k][row];
        answers[row].flags = block->flags[row];
    }
}

static INLINED void prepare_all(struct answers *answers, const void *const *column,
                                uint32_t row_count, const struct measure_options *options,
                                enum isa isa)
{
    struct missing_block missing;
    struct answer_block block;
    missing_block_init(&missing);
    for (uint32_t first = 0; first < row_count; first += BLOCK_ROWS) {
        block.row_count = block_row_count(first, row_count);
        prepare_block(&block, column, first, options, isa, &missing);
        write_answers(answers + first, &block, isa);
    }
}

#ifdef ISA_TARGET_AVX2
ISA_TARGET_AVX2 static void prepare_avx2(struct answers *answers, const void *const *column,
                                         uint32_t row_count, const struct measure_options *options)
{
    prepare_all(answers, column, row_count, options, ISA_AVX2);
}
#endif

#ifdef ISA_TARGET_AVX512
ISA_TARGET_AVX512 static void prepare_avx512(struct answers *answers, const void *const *column,
                                             uint32_t row_count,
                                             const struct measure_options *options)
{
    prepare_all(answers, column, row_count, options, ISA_AVX512);
}
#endif

void survey_prepare(void *answers, const void *const *column, uint32_t row_count,
                    const struct measure_context *context)
{
#ifdef ISA_TARGET_AVX512
    if (context->options->isa >= ISA_AVX512) {
        prepare_avx512(answers, column, row_count, context->options);
        return;
    }
#endif
#ifdef ISA_TARGET_AVX2
    if (context->options->isa >= ISA_AVX2) {
        prepare_avx2(answers, column, row_count, context->options);
        return;
    }
#endif
    prepare_all(answers, column, row_count, context->options, ISA_PORTABLE);
}
