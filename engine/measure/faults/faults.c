/* Completeness of the fault chain (D05): every quality problem is written down as fault → cause →
 * action. */
#include "measure/family.h"

struct cell {
    struct share complete;
};

enum { NEED_FAULT, NEED_CAUSE, NEED_ACTION };

static bool is_given(const void *column, uint32_t row)
{
    return column && ((const uint32_t *)column)[row] != 0;
}

static void update(void *cell_bytes, struct tally *tallies, const struct rows *rows)
{
    (void)tallies;
    struct cell *cell = cell_bytes;
    for (uint32_t i = 0; i < rows->row_count; i++) {
        const uint32_t row = rows->row[i];
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
        .definition = {"故障描述、故障原因、处理措施三项都填写的维修所占比例。",
                       "Share of repairs that record fault, cause and action."},
        .formula = "repairs with all three filled in / repairs; Wilson interval",
        .source = "service manual: fault description, cause, treatment",
        .caveat = {"填写完整不等于填写正确。", "Filled in is not the same as right."},
    },
    {0},
};

const struct family family_faults = {
    .name = "faults",
    .title = {"故障链完整", "Complete fault chains"},
    .question = {"每次维修是否写清了故障、原因和措施？",
                 "Does every repair record fault, cause and action?"},
    .version = 1,
    .table = "repairs",
    .clock = "reported_at",
    .needs = (const struct need[]){{"fault", COLUMN_PATH, false},
                                   {"cause", COLUMN_PATH, true},
                                   {"action", COLUMN_PATH, true},
                                   {0}},
    .axes = (const enum axis[]){AXIS_DEALER, AXIS_REGION, AXIS_PRODUCT, AXIS_TECHNICIAN, AXIS_END},
    .fields = (const struct field[]){FIELDS_SHARE(struct cell, complete, "count"), {0}},
    .cell_bytes = sizeof(struct cell),
    .metrics = metrics,
    .update = update,
};
