/* Moments of truth (D26): every contact forms the impression, before, during and after the
 * purchase. Callbacks by the touchpoint that they ask about and by the phase of care. */
#include "measure/touchpoints/touchpoints.h"

static void update(void *into, struct tally *tallies, const struct rows *rows)
{
    struct touchpoints_cell *cell = into;
    const int8_t *overall = rows->column[NEED_OVERALL];
    const int32_t top2 = rows->context->options->scale_maximum - 1;
    (void)tallies;
    int64_t sum = 0, square_sum = 0;
    uint64_t n = 0, met = 0;
    for (uint32_t i = 0; overall && i < rows->row_count; i++) {
        const int8_t score = overall[rows->row[i]];
        const bool is_given = score != SCORE_MISSING;
        n += is_given;
        met += is_given && score >= top2;
        sum += is_given ? score : 0;
        square_sum += is_given ? score * score : 0;
    }
    cell->top2.n += n;
    cell->top2.met += met;
    cell->overall.n += n;
    cell->overall.sum += sum;
    cell->overall.square_sum += square_sum;
}

const struct family family_touchpoints = {
    .name = "touchpoints",
    .title = {"关键时刻", "Moments of truth"},
    .question = {"哪个接触点、哪个阶段最影响总体满意度？",
                 "Which touchpoint, and which phase of care, weighs most on overall satisfaction?"},
    .version = 1,
    .table = "surveys",
    .tells_persons = true,
    .clock = "surveyed_at",
    .needs = (const struct need[]){{"overall", COLUMN_SCORE, true},
                                   {"touchpoint", COLUMN_CODE, true},
                                   {"phase", COLUMN_CODE, true},
                                   {0}},
    .axes = (const enum axis[]){AXIS_TOUCHPOINT, AXIS_PHASE, AXIS_END},
    .fields = (const struct field[]){FIELDS_SHARE(struct touchpoints_cell, top2, "count"),
                                     FIELDS_SUMS(struct touchpoints_cell, overall, "score"),
                                     {0}},
    .cell_bytes = sizeof(struct touchpoints_cell),
    .metrics = touchpoints_metrics,
    .update = update,
    .extend = touchpoints_extend,
    .reads_segments = true,
};
