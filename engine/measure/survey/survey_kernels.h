/* measure/survey/survey_kernels.h: the survey family's loops for processors with AVX-512; each does
 * what the portable one beside it does. For the family's own files. */
#ifndef MEASURE_SURVEY_SURVEY_KERNELS_H
#define MEASURE_SURVEY_SURVEY_KERNELS_H
#include "base/isa.h"
#include "measure/columns.h"
#include "measure/survey/survey.h"

/* The rows of a block, column by column. */
struct answer_block {
    uint64_t items[DIMENSION_COUNT][BLOCK_ROWS];
    int32_t values[VALUE_COUNT][BLOCK_ROWS];
    uint16_t flags[BLOCK_ROWS];
    uint32_t row_count;
};

/* One dimension's columns in a block, those that there are. */
struct item_columns {
    const int8_t *scores[DIMENSION_ITEM_LIMIT];
    unsigned byte[DIMENSION_ITEM_LIMIT]; /* where the item stands among the eight */
    int16_t count;
};

/* Rows whose sums fit what they are held in before they go to the cell: squares of weighted scores
 * lie below 2^47; products of items up to FAST_ITEM in pairs of rows, added 128 times, below 2^16.
 */
enum { PIECE_ROWS = 256, FAST_ITEM = 15 };

/* What at most PIECE_ROWS rows add to a cell. */
struct answer_sums {
    int64_t sum[VALUE_COUNT], square_sum[VALUE_COUNT];
    uint16_t flag_counts[FLAG_LIMIT];
    /* per dimension: sums of the items, then products at every distance, at pair_index() */
    bool has_products; /* all items fit */
    uint16_t item_sum[DIMENSION_COUNT][DIMENSION_ITEM_LIMIT];
    uint16_t product_sum[DIMENSION_COUNT][PAIR_DISTANCE_COUNT * DIMENSION_ITEM_LIMIT];
};

#ifdef ISA_TARGET_AVX512
/* Items, values and flags of one dimension, of which there is at least one column. */
void survey_score_avx512(struct answer_block *block, int dimension,
                         const struct item_columns *present);
/* The block's first rows as rows; returns how many, and leaves the rest. */
uint32_t survey_write_avx512(struct answers *answers, const struct answer_block *block);
/* *sums is overwritten. */
void survey_add_avx512(struct answer_sums *sums, const struct answers *answers, const uint32_t *row,
                       uint32_t row_count);
#endif

#endif
