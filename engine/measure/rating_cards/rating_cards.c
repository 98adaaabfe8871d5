/* Scorecards of the callbacks (D21): what customers say of a dealer's and a technician's work. */
#include "measure/rating_cards/rating_cards.h"

#include "measure/columns.h"
#include "measure/scorecard.h"

struct cell {
    uint64_t answered; /* rows in the tally */
};

/* Keys: score, above it the product. A row without a score has all bits. */
enum { STATE_BITS = 7, PRODUCT_LIMIT = 1 << 24, NOT_COUNTED = -1 };

static INLINED void prepare_rows(PREPARE_ARGUMENTS)
{
    (void)context;
    struct missing_block missing;
    missing_block_init(&missing);
    for (uint32_t first = 0; first < row_count; first += BLOCK_ROWS) {
        int32_t *restrict keys = (int32_t *)prepared + first;
        const int8_t *scores = block_answers(column[NEED_OVERALL], first, &missing);
        const uint32_t *products = block_codes(column[NEED_PRODUCT], first, &missing);
        for (uint32_t row = 0; row < block_row_count(first, row_count); row++) {
            const uint32_t product =
                products[row] & (uint32_t)mask_of(products[row] < PRODUCT_LIMIT);
            keys[row] = (int32_t)(product << STATE_BITS) | scores[row] | mask_of(scores[row] < 0);
        }
    }
}

PREPARE_BY(prepare_rows)

static void update(void *cell_bytes, struct tally *tallies, const struct rows *rows)
{
    struct cell *cell = cell_bytes;
    cell->answered += tally_add_counted(&tallies[0], rows, NOT_COUNTED);
}

static bool recode(int64_t *key, size_t tally, const struct code_map *maps)
{
    uint32_t product;
    (void)tally;
    const int64_t state = *key & ((1 << STATE_BITS) - 1);
    /* Without the column the product is 0, and there is no map. */
    if (*key >> STATE_BITS == 0) return *key >= 0;
    if (*key < 0 || !code_of(&maps[NEED_PRODUCT], (uint64_t)*key >> STATE_BITS, &product) ||
        product >= PRODUCT_LIMIT)
        return false;
    *key = (int64_t)product << STATE_BITS | state;
    return true;
}

static int top2_level(uint32_t state, const struct measure_options *options)
{
    return (int32_t)state >= options->scale_maximum - 1;
}

static int score_level(uint32_t state, const struct measure_options *options)
{
    return (int)state - options->scale_minimum;
}

static enum rc extend(const struct measured *measured, struct result *result, struct err *err)
{
    static const struct scorecard_indicator indicators[] = {
        {.adjusted = "card.top2.adjusted",
         .shrunken = "card.top2.shrunken",
         .reliability = "card.top2.reliability",
         .overdispersion = "card.top2.overdispersion",
         .tables = {"card.top2.dealer", "card.top2.technician"},
         .level = top2_level},
        {.adjusted = "card.overall.adjusted",
         .shrunken = "card.overall.shrunken",
         .reliability = "card.overall.reliability",
         .overdispersion = "card.overall.overdispersion",
         .tables = {"card.overall.dealer", "card.overall.technician"},
         .is_mean = true,
         .level = score_level},
        {0}};
    static const struct scorecard scorecard = {
        .stage_bits = 0, .state_bits = STATE_BITS, .tells_persons = true, .indicators = indicators};
    return scorecard_extend(measured, &scorecard, result, err);
}

const struct family family_rating_cards = {
    .name = "rating_cards",
    .title = {"满意度评分卡", "Scorecards of the callbacks"},
    .question = {"同样的产品相比，哪些经销商和服务人员的客户确实更满意或更不满意？",
                 "Like products compared, whose customers are really more or less satisfied?"},
    .version = 1,
    .table = "surveys",
    .tells_persons = true,
    .clock = "surveyed_at",
    .needs = (const struct need[]){{"overall", COLUMN_SCORE, false},
                                   {"product", COLUMN_CODE, true},
                                   {0}},
    .axes = SCORECARD_AXES,
    .fields = (const struct field[]){FIELD_U64(struct cell, answered, "count"), {0}},
    .cell_bytes = sizeof(struct cell),
    .tally_count = 1,
    .metrics = rating_cards_metrics,
    .prepared_bytes = sizeof(int32_t),
    .prepare = prepare,
    .update = update,
    .recode = recode,
    .extend = extend,
    .reads_segments = true,
};
