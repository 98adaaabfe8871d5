/* The steps of recovery (D12): which of them are taken, and what each goes with in the customer's
 * satisfaction afterwards (steps_satisfaction.c). */
#include "measure/steps/steps.h"

#include "measure/columns.h"

enum { NEED_OPENED = STEP_COUNT, NEED_RESOLVED, NEED_SCORE }; /* the steps come first */

/* Of a row: the shares' flags, which answers it has whatever its age, and its key in the tally. */
struct prepared {
    int32_t key;
    uint16_t flags, answered;
};
enum { NOT_COUNTED = -1, FLAG_COUNT = 2 * (STEP_COUNT + 1), ALL_STEPS = (1 << STEP_COUNT) - 1 };
enum { SETTLED_MINUTES = SETTLED_DAYS * MINUTES_A_DAY };
_Static_assert(FLAG_COUNT <= (int)FLAG_LIMIT, "a row has a flag for each");

/* Answers to the steps, as bits. */
struct answers {
    uint32_t taken, known;
};

static INLINED int32_t key_of(struct answers answers, int32_t minutes, int8_t score)
{
    const int32_t is_solved = mask_of(minutes != LEG_OPEN);
    const int32_t is_fast = is_solved & mask_of(minutes <= FAST_MINUTES);
    const int32_t handling = (is_solved & 1) + (is_fast & 1);
    const int32_t key = (int32_t)answers.taken | handling << HANDLING_SHIFT |
                        (int32_t)(uint8_t)score << SCORE_SHIFT;
    const int32_t is_complete = mask_of(answers.known == ALL_STEPS);
    const int32_t counted = (key & is_complete) | (KEY_INCOMPLETE & ~is_complete);
    return counted | mask_of(score == SCORE_MISSING);
}

/* Steps without a column are known to be nobody's. */
static uint32_t absent_steps(const void *const *column)
{
    uint32_t absent = 0;
    for (unsigned step = 0; step < STEP_COUNT; step++)
        if (!column[step]) absent |= 1U << step;
    return absent;
}

static INLINED struct prepared prepared_row(const int8_t *const *steps, uint32_t row,
                                            uint32_t absent, int32_t is_settled, int32_t minutes,
                                            int8_t score)
{
    struct answers answers = {0, absent};
    uint32_t flags = 0, answered = 0;
    for (unsigned step = 0; step < STEP_COUNT; step++) {
        const int8_t answer = steps[step][row];
        const int32_t is_known = mask_of(answer != BOOL_MISSING), is_taken = mask_of(answer == 1);
        flags |= share_flags(step, is_known & is_settled, is_taken);
        answered |= (uint32_t)is_known & 1U << step;
        answers.known |= (uint32_t)is_known & 1U << step;
        answers.taken |= (uint32_t)is_taken & 1U << step;
    }
    const int32_t is_complete = mask_of(answers.known == ALL_STEPS);
    flags |= share_flags(STEP_COUNT, is_complete & is_settled, mask_of(answers.taken == ALL_STEPS));
    answered |= (uint32_t)is_complete & 1U << STEP_COUNT;
    return (struct prepared){key_of(answers, minutes, score), (uint16_t)flags, (uint16_t)answered};
}

static INLINED void prepare_rows(PREPARE_ARGUMENTS)
{
    struct missing_block missing;
    missing_block_init(&missing);
    const int32_t latest = context->horizon_minute - SETTLED_MINUTES;
    const uint32_t absent = absent_steps(column);
    for (uint32_t first = 0; first < row_count; first += BLOCK_ROWS) {
        struct prepared *restrict rows = (struct prepared *)prepared + first;
        const int8_t *steps[STEP_COUNT];
        for (unsigned step = 0; step < STEP_COUNT; step++)
            steps[step] = block_answers(column[step], first, &missing);
        const int32_t *opened = block_numbers(column[NEED_OPENED], first, &missing);
        const int32_t *resolved = block_numbers(column[NEED_RESOLVED], first, &missing);
        const int8_t *score = block_answers(column[NEED_SCORE], first, &missing);
        for (uint32_t row = 0; row < block_row_count(first, row_count); row++)
            rows[row] = prepared_row(steps, row, absent, mask_of(opened[row] <= latest),
                                     leg_minutes(opened[row], resolved[row]), score[row]);
    }
}

PREPARE_BY(prepare_rows)

static int64_t horizon_minutes(const struct measure_options *options)
{
    (void)options;
    return SETTLED_MINUTES;
}

static void update(void *cell_bytes, struct tally *tallies, const struct rows *rows)
{
    struct steps_cell *cell = cell_bytes;
    const struct prepared *prepared = rows->prepared;
    flags_add(&cell->done->met, FLAG_COUNT, rows, &prepared->flags, sizeof *prepared);
    flags_add(cell->answered, STEP_COUNT + 1, rows, &prepared->answered, sizeof *prepared);
    for (uint32_t first = 0; first < rows->row_count; first += KEY_BATCH) {
        const uint32_t left = rows->row_count - first;
        const uint32_t row_count = left < KEY_BATCH ? left : KEY_BATCH;
        int32_t *keys = tally_reserve(&tallies[0], row_count);
        if (!keys) return;
        uint32_t count = 0;
        for (uint32_t i = 0; i < row_count; i++) {
            keys[count] = prepared[rows->row[first + i]].key;
            count += keys[count] != NOT_COUNTED;
        }
        tally_took(&tallies[0], count);
    }
}

const struct family family_steps = {
    .name = "steps",
    .title = {"补救步骤", "Recovery steps"},
    .question = {"投诉处理做到了哪些步骤？每一步与事后满意度有何关系？",
                 "Which steps are taken when customers complain, and what does each go with in "
                 "their satisfaction afterwards?"},
    .version = 2,
    .table = "complaints",
    .clock = "opened_at",
    .needs = (const struct need[]){{"apologised", COLUMN_BOOL, true},
                                   {"listened", COLUMN_BOOL, true},
                                   {"fair_fix", COLUMN_BOOL, true},
                                   {"compensated", COLUMN_BOOL, true},
                                   {"promise_kept", COLUMN_BOOL, true},
                                   {"followed_up", COLUMN_BOOL, true},
                                   {"permanent_fix", COLUMN_BOOL, true},
                                   {"opened_at", COLUMN_TIME, false},
                                   {"resolved_at", COLUMN_TIME, true},
                                   {"satisfied_after", COLUMN_SCORE, true},
                                   {0}},
    .axes = (const enum axis[]){AXIS_DEALER, AXIS_END},
    .fields = (const struct field[]){FIELD_U64(struct steps_cell, done, "count"),
                                     FIELDS_SHARE(struct steps_cell, all, "count"),
                                     FIELD_U64(struct steps_cell, answered, "count"),
                                     {0}},
    .cell_bytes = sizeof(struct steps_cell),
    .tally_count = 1,
    .metrics = steps_metrics,
    .prepared_bytes = sizeof(struct prepared),
    .prepare = prepare,
    .update = update,
    .horizon_minutes = horizon_minutes,
    .extend = steps_extend,
};
