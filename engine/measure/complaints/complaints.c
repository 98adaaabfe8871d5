/* How complaints are handled (D12): how soon, with which steps, and whether the trouble comes back.
 */
#include "measure/complaints/complaints.h"

#include "measure/columns.h"

enum { FLAG_COUNT = 2 * COMPLAINT_SHARE_COUNT, BASE_COUNT = 2 };
_Static_assert(offsetof(struct complaints_cell, opened) == FLAG_COUNT * sizeof(uint64_t),
               "a cell begins with its shares, in the order of the flags");
_Static_assert(FLAG_COUNT + BASE_COUNT <= (int)FLAG_LIMIT, "a row has a flag for each");

/* Whether it came so soon, of what is that old; an end that is not there has not come. */
static INLINED uint32_t soon_flags(unsigned share, int32_t opened, int32_t end, int32_t horizon,
                                   int32_t limit)
{
    const int32_t minutes = leg_minutes(opened, end);
    return share_flags(share, mask_of(leg_minutes(opened, horizon) >= limit),
                       mask_of(minutes != LEG_OPEN) & mask_of(minutes <= limit));
}

static INLINED uint16_t row_flags(int32_t opened, int32_t answered, int32_t resolved,
                                  int32_t horizon)
{
    const int32_t answer = complaint_answer(opened, answered, resolved);
    const int32_t is_known = mask_of(answer != ANSWER_UNKNOWN);
    const uint32_t flags =
        ((uint32_t)is_known &
         soon_flags(COMPLAINT_ANSWERED_24H, opened, answer, horizon, MINUTES_A_DAY)) |
        soon_flags(COMPLAINT_RESOLVED_24H, opened, resolved, horizon, MINUTES_A_DAY) |
        soon_flags(COMPLAINT_RESOLVED_48H, opened, resolved, horizon, 2 * MINUTES_A_DAY) |
        1U << FLAG_COUNT | ((uint32_t)is_known & 2U << FLAG_COUNT);
    return (uint16_t)flags;
}

static INLINED void prepare_rows(PREPARE_ARGUMENTS)
{
    struct missing_block missing;
    missing_block_init(&missing);
    for (uint32_t first = 0; first < row_count; first += BLOCK_ROWS) {
        uint16_t *restrict flags = (uint16_t *)prepared + first;
        const int32_t *opened = block_numbers(column[NEED_OPENED], first, &missing);
        const int32_t *answered = block_numbers(column[NEED_ANSWERED], first, &missing);
        const int32_t *resolved = block_numbers(column[NEED_RESOLVED], first, &missing);
        for (uint32_t row = 0; row < block_row_count(first, row_count); row++)
            flags[row] =
                row_flags(opened[row], answered[row], resolved[row], context->horizon_minute);
    }
}

PREPARE_BY(prepare_rows)

static int64_t horizon_minutes(const struct measure_options *options)
{
    (void)options;
    return INT64_C(2) * MINUTES_A_DAY;
}

static void update(void *cell, struct tally *tallies, const struct rows *rows)
{
    (void)tallies;
    flags_add(cell, FLAG_COUNT + BASE_COUNT, rows, rows->prepared, sizeof(uint16_t));
}

#define NEED_STEP_COLUMN(name)                                                                     \
    {                                                                                              \
        name, COLUMN_BOOL, true                                                                    \
    }

const struct family family_complaints = {
    .name = "complaints",
    .title = {"投诉处理", "Complaint handling"},
    .question = {"投诉多久得到答复和解决？解决以后会不会再来？",
                 "How soon are complaints answered and solved, and do they stay solved?"},
    .version = 1,
    .table = "complaints",
    .clock = "opened_at",
    .needs = (const struct need[]){NEED_STEP_COLUMN("apologised"),
                                   NEED_STEP_COLUMN("listened"),
                                   NEED_STEP_COLUMN("fair_fix"),
                                   NEED_STEP_COLUMN("compensated"),
                                   NEED_STEP_COLUMN("promise_kept"),
                                   NEED_STEP_COLUMN("followed_up"),
                                   {"opened_at", COLUMN_TIME, false},
                                   {"answered_at", COLUMN_TIME, true},
                                   {"resolved_at", COLUMN_TIME, true},
                                   {"department", COLUMN_CODE, true},
                                   {"customer_id", COLUMN_ID, true},
                                   {"repair_id", COLUMN_ID, true},
                                   {0}},
    .axes = (const enum axis[]){AXIS_DEALER, AXIS_DEPARTMENT, AXIS_END},
    .fields = (const struct field[]){FIELD_U64(struct complaints_cell, share, "count"),
                                     FIELD_U64(struct complaints_cell, opened, "count"),
                                     FIELD_U64(struct complaints_cell, known_answers, "count"),
                                     {0}},
    .cell_bytes = sizeof(struct complaints_cell),
    .metrics = complaints_metrics,
    .prepared_bytes = sizeof(uint16_t),
    .prepare = prepare,
    .update = update,
    .horizon_minutes = horizon_minutes,
    .extend = complaints_extend,
};
