/* Where the faults lie (D05): Pareto of fault, cause and action, the flow between them, and what is
 * rising. */
#include "measure/pareto/pareto.h"

#include "measure/columns.h"

struct cell {
    uint64_t repair_count;
};

enum { NEED_FAULT, NEED_CAUSE, NEED_ACTION, NEED_PRODUCT };

/* The codes of one column, of the rows that have one. No dictionary has so many that a code would
 * be negative as a key. */
static void add_codes(struct tally *tally, const uint32_t *codes, const struct rows *rows)
{
    for (uint32_t first = 0; codes && first < rows->row_count; first += KEY_BATCH) {
        const uint32_t left = rows->row_count - first;
        const uint32_t row_count = left < KEY_BATCH ? left : KEY_BATCH;
        int32_t *given = tally_reserve(tally, row_count);
        if (!given) return;
        uint32_t count = 0;
        for (uint32_t i = 0; i < row_count; i++) {
            given[count] = (int32_t)codes[rows->row[first + i]];
            count += given[count] != 0;
        }
        tally_took(tally, count);
    }
}

/* Of KEY_BATCH rows at most. Every key is written, and only one that is whole moves on. */
static void add_flows(struct tally *tally, const void *const *column, const uint32_t *row,
                      uint32_t row_count)
{
    const uint32_t *faults = column[NEED_FAULT], *causes = column[NEED_CAUSE];
    const uint32_t *actions = column[NEED_ACTION];
    int64_t keys[KEY_BATCH];
    uint32_t count = 0;
    for (uint32_t i = 0; causes && actions && i < row_count; i++) {
        const uint32_t fault = faults[row[i]], cause = causes[row[i]], action = actions[row[i]];
        keys[count] = pareto_flow_key(fault, cause, action);
        count += (fault != 0) & (cause != 0) & (action != 0) &
                 ((fault | cause | action) < FLOW_CODE_LIMIT);
    }
    tally_add_wide_keys(tally, keys, count);
}

static void add_pairs(struct tally *tally, const void *const *column, const uint32_t *row,
                      uint32_t row_count)
{
    const uint32_t *faults = column[NEED_FAULT], *products = column[NEED_PRODUCT];
    int64_t keys[KEY_BATCH];
    uint32_t count = 0;
    for (uint32_t i = 0; products && i < row_count; i++) {
        const uint32_t fault = faults[row[i]], product = products[row[i]];
        keys[count] = pareto_pair_key(product, fault);
        count += (fault != 0) & (product != 0);
    }
    tally_add_wide_keys(tally, keys, count);
}

static void update(void *cell_bytes, struct tally *tallies, const struct rows *rows)
{
    struct cell *cell = cell_bytes;
    cell->repair_count += rows->row_count;
    add_codes(&tallies[TALLY_FAULT], rows->column[NEED_FAULT], rows);
    add_codes(&tallies[TALLY_CAUSE], rows->column[NEED_CAUSE], rows);
    add_codes(&tallies[TALLY_ACTION], rows->column[NEED_ACTION], rows);
    for (uint32_t first = 0; rows->column[NEED_FAULT] && first < rows->row_count;
         first += KEY_BATCH) {
        const uint32_t left = rows->row_count - first;
        const uint32_t row_count = left < KEY_BATCH ? left : KEY_BATCH;
        add_flows(&tallies[TALLY_FLOW], rows->column, rows->row + first, row_count);
        add_pairs(&tallies[TALLY_PRODUCT_FAULT], rows->column, rows->row + first, row_count);
    }
}

static bool recode_flow(int64_t *key, const struct code_map *maps)
{
    const uint64_t old = (uint64_t)*key;
    uint32_t fault, cause, action;
    if (old >> 63 || !code_of(&maps[NEED_FAULT], old >> 42, &fault) ||
        !code_of(&maps[NEED_CAUSE], old >> 21 & 0x1FFFFF, &cause) ||
        !code_of(&maps[NEED_ACTION], old & 0x1FFFFF, &action))
        return false;
    *key = pareto_flow_key(fault, cause, action);
    return (fault | cause | action) < FLOW_CODE_LIMIT;
}

static bool recode(int64_t *key, size_t tally, const struct code_map *maps)
{
    static const size_t needs[TALLY_COUNT] = {
        [TALLY_FAULT] = NEED_FAULT, [TALLY_CAUSE] = NEED_CAUSE, [TALLY_ACTION] = NEED_ACTION};
    const uint64_t old = (uint64_t)*key;
    uint32_t code, product;
    if (tally == TALLY_FLOW) return recode_flow(key, maps);
    if (tally == TALLY_PRODUCT_FAULT) {
        if (!code_of(&maps[NEED_PRODUCT], old >> 32, &product) ||
            !code_of(&maps[NEED_FAULT], old & UINT32_MAX, &code))
            return false;
        *key = pareto_pair_key(product, code);
        return true;
    }
    if (!code_of(&maps[needs[tally]], old, &code)) return false;
    *key = code;
    return true;
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
    .recode = recode,
    .extend = extend,
};
