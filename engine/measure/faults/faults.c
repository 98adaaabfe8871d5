/* Completeness of the fault chain (D05): every quality problem is written down as fault → cause →
 * action. Cause and action are known when the repair is done, so only closed repairs count: open
 * ones, which lie in the last month, would make every report month look worse than those before. */
#include "measure/columns.h"

struct cell {
    struct share complete;
};

enum { NEED_FAULT, NEED_CAUSE, NEED_ACTION, NEED_CLOSED };

static INLINED void prepare_rows(PREPARE_ARGUMENTS)
{
    (void)context;
    struct missing_block missing;
    missing_block_init(&missing);
    const int32_t counts_open = mask_of(!column[NEED_CLOSED]);
    for (uint32_t first = 0; first < row_count; first += BLOCK_ROWS) {
        uint16_t *restrict flags = (uint16_t *)prepared + first;
        const uint32_t *fault = block_codes(column[NEED_FAULT], first, &missing);
        const uint32_t *cause = block_codes(column[NEED_CAUSE], first, &missing);
        const uint32_t *action = block_codes(column[NEED_ACTION], first, &missing);
        const int32_t *closed = block_numbers(column[NEED_CLOSED], first, &missing);
        for (uint32_t row = 0; row < block_row_count(first, row_count); row++)
            flags[row] = (uint16_t)share_flags(
                0, counts_open | mask_of(closed[row] != MINUTE_MISSING),
                mask_of(fault[row] != 0) & mask_of(cause[row] != 0) & mask_of(action[row] != 0));
    }
}

PREPARE_BY(prepare_rows)

static void update(void *cell, struct tally *tallies, const struct rows *rows)
{
    (void)tallies;
    flags_add(cell, 2, rows, rows->prepared, sizeof(uint16_t));
}

static const struct metric metrics[] = {
    {
        .id = "fault.chain_complete.share",
        .unit = UNIT_SHARE,
        .better = BETTER_HIGHER,
        .kind = STATISTIC_SHARE,
        .statistic = statistic_share,
        .offset = offsetof(struct cell, complete),
        .title = {"故障链完整率", "Complete fault chains"},
        .definition = {"已完成的维修中，故障描述、故障原因、处理措施三项都填写的比例。",
                       "Share of closed repairs that record fault, cause and action."},
        .formula = "closed repairs with all three filled in / closed repairs (all repairs where "
                   "the input has no closed_at); Wilson interval",
        .source = "service manual: fault description, cause, treatment",
        .caveat = {"填写完整不等于填写正确。未完成的维修不计入。",
                   "Filled in is not the same as right. Open repairs are not in it."},
    },
    {0},
};

const struct family family_faults = {
    .name = "faults",
    .title = {"故障链完整", "Complete fault chains"},
    .question = {"每次维修是否写清了故障、原因和措施？",
                 "Does every repair record fault, cause and action?"},
    .version = 2,
    .table = "repairs",
    .clock = "reported_at",
    .needs = (const struct need[]){{"fault", COLUMN_PATH, false},
                                   {"cause", COLUMN_PATH, true},
                                   {"action", COLUMN_PATH, true},
                                   {"closed_at", COLUMN_TIME, true},
                                   {0}},
    .axes = (const enum axis[]){AXIS_DEALER, AXIS_REGION, AXIS_PRODUCT, AXIS_TECHNICIAN, AXIS_END},
    .fields = (const struct field[]){FIELDS_SHARE(struct cell, complete, "count"), {0}},
    .cell_bytes = sizeof(struct cell),
    .metrics = metrics,
    .prepared_bytes = sizeof(uint16_t),
    .prepare = prepare,
    .update = update,
};
