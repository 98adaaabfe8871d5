/* Scorecards of the work done (D21): repairs that come back, repairs that are solved in time. */
#include "measure/work_cards/work_cards.h"
#include "measure/product_stage.h"
#include "measure/scorecard.h"

enum { REPEAT_WINDOW_MINUTES = 30 * MINUTES_A_DAY, CLOSE_LIMIT_MINUTES = 2 * MINUTES_A_DAY };

/* repeat_gap_minutes, see measure/repeats. */
enum { GAP_UNKNOWN = 0, GAP_NONE = -1 };

struct cell {
    uint64_t counted; /* rows in the tally */
};

/* Keys: state, above it the stage, above it the product. A row that no indicator counts has all
 * bits. Each indicator has two bits of the state: 0 not counted, 1 not met, 2 met. */
enum { STATE_BITS = 4, STAGE_BITS = 2, REPEAT_SHIFT = 2, PRODUCT_LIMIT = 1 << 24 };
enum { NOT_COUNTED = -1 };

static inline uint32_t outcome_bits(int32_t is_counted, int32_t is_met)
{
    return (uint32_t)is_counted & (1U + ((uint32_t)is_met & 1U));
}

/* The columns of a block of rows. */
struct block {
    struct stage_dates stage;
    const int32_t *closed, *gaps;
    const uint32_t *products;
};

static INLINED uint32_t row_state(const struct block *block, uint32_t row, int32_t horizon)
{
    const int32_t reported = block->stage.reported[row], closed = block->closed[row];
    const int32_t leg = leg_minutes(reported, closed), gap = block->gaps[row];
    const int32_t is_close_counted = mask_of(reported <= horizon - CLOSE_LIMIT_MINUTES);
    const int32_t is_closed = mask_of(leg != LEG_OPEN) & mask_of(leg <= CLOSE_LIMIT_MINUTES);
    const int32_t is_repeat_counted = mask_of(gap != GAP_UNKNOWN) & mask_of(gap != INT_MISSING) &
                                      mask_of(closed <= horizon - REPEAT_WINDOW_MINUTES);
    const int32_t is_repeated = mask_of(gap != GAP_NONE) & mask_of(gap <= REPEAT_WINDOW_MINUTES);
    return outcome_bits(is_close_counted, is_closed) | outcome_bits(is_repeat_counted, is_repeated)
                                                           << REPEAT_SHIFT;
}

static INLINED void prepare_block(int32_t *restrict keys, const struct block *block,
                                  uint32_t row_count, int32_t horizon)
{
    uint16_t stages[BLOCK_ROWS];
    for (uint32_t row = 0; row < row_count; row++)
        stages[row] = (uint16_t)stage_flags(&block->stage, row);
    for (uint32_t row = 0; row < row_count; row++)
        if (stages[row] & STAGE_NEAR_END)
            stages[row] = (uint16_t)(1U << stage_by_calendar(&block->stage, row));
    for (uint32_t row = 0; row < row_count; row++) {
        const uint32_t state = row_state(block, row, horizon);
        /* Bits 1, 2 and 4 become 0, 1 and 2; none becomes STAGE_COUNT. */
        const uint32_t stage =
            (uint32_t)(stages[row] >> 1) | (3U & (uint32_t)mask_of(!stages[row]));
        const uint32_t product =
            block->products[row] & (uint32_t)mask_of(block->products[row] < PRODUCT_LIMIT);
        keys[row] =
            (int32_t)((product << STAGE_BITS | stage) << STATE_BITS | state) | mask_of(state == 0);
    }
}

static INLINED void prepare_rows(PREPARE_ARGUMENTS)
{
    struct missing_block missing;
    missing_block_init(&missing);
    for (uint32_t first = 0; first < row_count; first += BLOCK_ROWS) {
        const struct block block = {{block_numbers(column[NEED_REPORTED], first, &missing),
                                     block_numbers(column[NEED_PURCHASED], first, &missing),
                                     block_numbers(column[NEED_INSTALLED], first, &missing),
                                     block_numbers(column[NEED_WARRANTY], first, &missing)},
                                    block_numbers(column[NEED_CLOSED], first, &missing),
                                    block_numbers(column[NEED_GAP], first, &missing),
                                    block_codes(column[NEED_PRODUCT], first, &missing)};
        prepare_block((int32_t *)prepared + first, &block, block_row_count(first, row_count),
                      context->horizon_minute);
    }
}

PREPARE_BY(prepare_rows)

static void update(void *cell_bytes, struct tally *tallies, const struct rows *rows)
{
    struct cell *cell = cell_bytes;
    cell->counted += tally_add_counted(&tallies[0], rows, NOT_COUNTED);
}

static bool recode(int64_t *key, size_t tally, const struct code_map *maps)
{
    enum { LOW_BITS = STATE_BITS + STAGE_BITS };
    uint32_t product;
    (void)tally;
    const int64_t low = *key & ((1 << LOW_BITS) - 1);
    /* Without the column the product is 0, and there is no map. */
    if (*key >> LOW_BITS == 0) return *key >= 0;
    if (*key < 0 || !code_of(&maps[NEED_PRODUCT], (uint64_t)*key >> LOW_BITS, &product) ||
        product >= PRODUCT_LIMIT)
        return false;
    *key = (int64_t)product << LOW_BITS | low;
    return true;
}

static int64_t horizon_minutes(const struct measure_options *options)
{
    (void)options;
    return REPEAT_WINDOW_MINUTES;
}

static int close_level(uint32_t state, const struct measure_options *options)
{
    (void)options;
    return (int)(state & 3U) - 1;
}

static int repeat_level(uint32_t state, const struct measure_options *options)
{
    (void)options;
    return (int)(state >> REPEAT_SHIFT & 3U) - 1;
}

static enum rc extend(const struct measured *measured, struct result *result, struct err *err)
{
    static const struct scorecard_indicator indicators[] = {
        {.adjusted = "card.repeat_30d.adjusted",
         .shrunken = "card.repeat_30d.shrunken",
         .reliability = "card.repeat_30d.reliability",
         .overdispersion = "card.repeat_30d.overdispersion",
         .tables = {"card.repeat_30d.dealer", "card.repeat_30d.technician"},
         .level = repeat_level},
        {.adjusted = "card.close_48h.adjusted",
         .shrunken = "card.close_48h.shrunken",
         .reliability = "card.close_48h.reliability",
         .overdispersion = "card.close_48h.overdispersion",
         .tables = {"card.close_48h.dealer", "card.close_48h.technician"},
         .level = close_level},
        {0}};
    static const struct scorecard scorecard = {
        .stage_bits = STAGE_BITS, .state_bits = STATE_BITS, .indicators = indicators};
    return scorecard_extend(measured, &scorecard, result, err);
}

const struct family family_work_cards = {
    .name = "work_cards",
    .title = {"维修评分卡", "Scorecards of the work"},
    .question = {"同样的活相比，哪些经销商和服务人员的维修确实更好或更差？",
                 "Like jobs compared, whose repairs are really better or worse?"},
    .version = 1,
    .table = "repairs",
    .clock = "reported_at",
    .needs = (const struct need[]){{"reported_at", COLUMN_TIME, false},
                                   {"closed_at", COLUMN_TIME, false},
                                   {"purchased_on", COLUMN_DATE, true},
                                   {"installed_on", COLUMN_DATE, true},
                                   {"warranty_months", COLUMN_INT, true},
                                   {"product", COLUMN_CODE, true},
                                   {"repeat_gap_minutes", COLUMN_INT, true},
                                   {"unit_id", COLUMN_ID, true},
                                   {0}},
    .axes = SCORECARD_AXES,
    .fields = (const struct field[]){FIELD_U64(struct cell, counted, "count"), {0}},
    .cell_bytes = sizeof(struct cell),
    .tally_count = 1,
    .metrics = work_cards_metrics,
    .prepared_bytes = sizeof(int32_t),
    .prepare = prepare,
    .update = update,
    .recode = recode,
    .horizon_minutes = horizon_minutes,
    .extend = extend,
    .reads_segments = true,
};
