#include "ingest/reject_cap.h"

#include "ingest/column_array.h"

#include <stdlib.h>

struct reject_cap_row {
    const char *column; /* the schema's: compared by place */
    const struct rule_text *rule;
    uint32_t count;
};

void reject_cap_init(struct reject_cap *cap)
{
    *cap = (struct reject_cap){.rows = NULL};
}

void reject_cap_release(struct reject_cap *cap)
{
    free(cap->rows);
    reject_cap_init(cap);
}

static struct reject_cap_row *row_of(struct reject_cap *cap, const struct reject *reject)
{
    for (size_t i = 0; i < cap->row_count; i++)
        if (cap->rows[i].column == reject->column && cap->rows[i].rule == reject->rule)
            return &cap->rows[i];
    if (!array_reserve(&cap->rows, &cap->row_capacity, cap->row_count + 1, sizeof *cap->rows))
        return NULL;
    cap->rows[cap->row_count] = (struct reject_cap_row){reject->column, reject->rule, 0};
    return &cap->rows[cap->row_count++];
}

bool reject_cap_admits(struct reject_cap *cap, const struct reject *reject, bool *has_memory)
{
    *has_memory = true;
    if (reject->kind == REJECT_RECORD) return true;
    struct reject_cap_row *row = row_of(cap, reject);
    *has_memory = row != NULL;
    if (!row || row->count == REJECT_FIELDS_KEPT) return false;
    row->count++;
    return true;
}
