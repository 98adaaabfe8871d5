/* Completeness of the fault chain (D05): every quality problem is written down as fault → cause →
 * action. Cause and action are known when the repair is done, so only closed repairs count: open
 * ones, which lie in the last month, would make every report month look worse than those before. */
#include "base/day.h"
#include "measure/family.h"

struct cell {
    struct share complete;
};

enum { NEED_FAULT, NEED_CAUSE, NEED_ACTION, NEED_CLOSED };

static bool is_given(const void *column, uint32_t row)
{
    return column && ((const uint32_t *)column)[row] != 0;
}

static void update(void *cell_bytes, struct tally *tallies, const struct rows *rows)
{
    (void)tallies;
    struct cell *cell = cell_bytes;
    const int32_t *closed = rows->column[NEED_CLOSED];
    for (uint32_t i = 0; i < rows->row_count; i++) {
        const uint32_t row = rows->row[i];
        if (closed && closed[row] == MINUTE_MISSING) continue;
        share_add(&cell->complete, is_given(rows->column[NEED_FAULT], row) &&
                                       is_given(rows->column[NEED_CAUSE], row) &&
                                       is_given(rows->column[NEED_ACTION], row));
    }
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
    .update = update,
};
