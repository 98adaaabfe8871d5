/* Actions (D24): which are in effect, and in time. What they did is told by pdca_extend. */
#include "measure/pdca/pdca.h"

#include "base/day.h"

struct cell {
    struct share in_time;
};

enum { NEED_ID, NEED_OPENED, NEED_METRIC, NEED_FILTER, NEED_EFFECTIVE, NEED_DUE };

static void update(void *cell_bytes, struct tally *tallies, const struct rows *rows)
{
    struct cell *cell = cell_bytes;
    const int32_t *effective = rows->column[NEED_EFFECTIVE], *due = rows->column[NEED_DUE];
    (void)tallies;
    for (uint32_t i = 0; due && i < rows->row_count; i++) {
        const uint32_t row = rows->row[i];
        if (due[row] == DAY_MISSING || due[row] > rows->context->horizon_day) continue;
        const int32_t day = effective ? effective[row] : DAY_MISSING;
        share_add(&cell->in_time, day != DAY_MISSING && day <= due[row]);
    }
}

const struct family family_pdca = {
    .name = "pdca",
    .title = {"改进项目", "Improvement actions"},
    .question = {"采取的改进起作用了吗？哪些还没落实？",
                 "Did the actions work, and which are still to be put into effect?"},
    .version = 1,
    .table = "actions",
    .clock = NULL,
    .needs = (const struct need[]){[NEED_ID] = {"action_id", COLUMN_ID, true},
                                   [NEED_OPENED] = {"opened_on", COLUMN_DATE, false},
                                   [NEED_METRIC] = {"metric", COLUMN_CODE, true},
                                   [NEED_FILTER] = {"filter", COLUMN_CODE, true},
                                   [NEED_EFFECTIVE] = {"effective_on", COLUMN_DATE, true},
                                   [NEED_DUE] = {"due_on", COLUMN_DATE, true},
                                   {"owner", COLUMN_CODE, true},
                                   {"department", COLUMN_CODE, true},
                                   {"target", COLUMN_CODE, true},
                                   {0}},
    .axes = (const enum axis[]){AXIS_END},
    .fields = (const struct field[]){FIELDS_SHARE(struct cell, in_time, "count"), {0}},
    .cell_bytes = sizeof(struct cell),
    .metrics = pdca_metrics,
    .update = update,
    .extend = pdca_extend,
    .reads_others = true,
};
