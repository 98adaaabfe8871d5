/* Where the faults lie (D05): Pareto of fault, cause and action, the flow between them, and what is
 * rising. */
#include "measure/pareto/pareto.h"

struct cell {
    uint64_t repair_count;
};

enum { NEED_FAULT, NEED_CAUSE, NEED_ACTION, NEED_PRODUCT };

static uint32_t code_at(const void *column, uint32_t row)
{
    return column ? ((const uint32_t *)column)[row] : 0;
}

static void update(void *cell_bytes, struct tally *tallies, const struct rows *rows)
{
    struct cell *cell = cell_bytes;
    cell->repair_count += rows->row_count;
    for (uint32_t i = 0; i < rows->row_count; i++) {
        const uint32_t row = rows->row[i];
        const uint32_t fault = code_at(rows->column[NEED_FAULT], row);
        const uint32_t cause = code_at(rows->column[NEED_CAUSE], row);
        const uint32_t action = code_at(rows->column[NEED_ACTION], row);
        const uint32_t product = code_at(rows->column[NEED_PRODUCT], row);
        if (fault) tally_add(&tallies[TALLY_FAULT], fault, 1);
        if (cause) tally_add(&tallies[TALLY_CAUSE], cause, 1);
        if (action) tally_add(&tallies[TALLY_ACTION], action, 1);
        if (fault && cause && action && (fault | cause | action) < FLOW_CODE_LIMIT)
            tally_add(&tallies[TALLY_FLOW], pareto_flow_key(fault, cause, action), 1);
        if (fault && product)
            tally_add(&tallies[TALLY_PRODUCT_FAULT], pareto_pair_key(product, fault), 1);
    }
}

static enum rc extend(const struct measured *measured, struct result *result, struct err *err)
{
    enum rc rc = pareto_links(measured, result, err);
    if (rc == RC_OK) rc = pareto_flow(measured, result, err);
    if (rc == RC_OK) rc = pareto_rising(measured, result, err);
    return rc;
}

static const struct metric metrics[] = {{0}};

const struct family family_pareto = {
    .name = "pareto",
    .title = {"故障分布", "Where the faults lie"},
    .question = {"哪些故障、原因最多，哪些正在上升？",
                 "Which faults and causes are most frequent, and which are rising?"},
    .version = 1,
    .table = "repairs",
    .clock = "reported_at",
    .needs = (const struct need[]){{"fault", COLUMN_PATH, true},
                                   {"cause", COLUMN_PATH, true},
                                   {"action", COLUMN_PATH, true},
                                   {"product", COLUMN_CODE, true},
                                   {0}},
    .axes = (const enum axis[]){AXIS_END},
    .fields = (const struct field[]){FIELD_U64(struct cell, repair_count, "count"), {0}},
    .cell_bytes = sizeof(struct cell),
    .tally_count = TALLY_COUNT,
    .metrics = metrics,
    .update = update,
    .extend = extend,
};
