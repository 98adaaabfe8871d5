/* Words and facts: each repair with a callback as one key. */
#include "measure/agreement/agreement.h"

#include "measure/columns.h"

enum { REPEAT_WINDOW_MINUTES = 30 * MINUTES_A_DAY };
enum { GAP_UNKNOWN = 0, GAP_NONE = -1 }; /* repeat_gap_minutes, see measure/repeats */
enum { NOT_COUNTED = -1 };
enum { SEEN_REPAIRS, SEEN_SURVEYS };
enum { SURVEY_AT, SURVEY_OVERALL, SURVEY_ITEMS };
enum { NEED_REPORTED, NEED_REPLIED, NEED_CLOSED, NEED_GAP, NEED_SAID };
enum { LEVEL_NONE = 31, SCORE_NONE = 15 };

int32_t agreement_steps(const struct measure_options *options)
{
    const int32_t range = options->scale_maximum - options->scale_minimum;
    return 2 * range < AGREEMENT_LEVELS ? 2 * range : AGREEMENT_LEVELS;
}

/* The nearest step of the mean of the answered items, if half of those that there are have been
 * answered. */
static int32_t level_of(const struct entity *entity, uint32_t survey)
{
    const struct measure_options *options = entity->context->options;
    const int64_t range = options->scale_maximum - options->scale_minimum;
    int64_t sum = 0, answered = 0, present = 0;
    for (int item = 0; item < DIMENSION_ITEM_LIMIT; item++) {
        const int8_t *scores = entity->columns[SEEN_SURVEYS][SURVEY_ITEMS + item];
        present += scores != NULL;
        if (!scores || scores[survey] == SCORE_MISSING) continue;
        sum += scores[survey] - options->scale_minimum;
        answered++;
    }
    if (answered == 0 || 2 * answered < present || range <= 0) return LEVEL_NONE;
    const int64_t steps = agreement_steps(options), whole = range * answered;
    return (int32_t)((2 * steps * sum + whole) / (2 * whole));
}

static int32_t score_of(const struct entity *entity, uint32_t survey)
{
    const int8_t *overall = entity->columns[SEEN_SURVEYS][SURVEY_OVERALL];
    if (!overall || overall[survey] == SCORE_MISSING) return SCORE_NONE;
    const int32_t score = overall[survey] - entity->context->options->scale_minimum;
    return score >= 0 && score < AGREEMENT_SCORES ? score : SCORE_NONE;
}

/* 0: nothing was said; else 1 and what was said in the first callback after the report. */
static int32_t said_of(const struct entity *entity, int32_t reported)
{
    const int32_t *at = entity->columns[SEEN_SURVEYS][SURVEY_AT];
    for (uint32_t i = 0; at && i < entity->row_counts[SEEN_SURVEYS]; i++) {
        const uint32_t survey = entity->rows[SEEN_SURVEYS][i];
        if (at[survey] < reported) continue;
        const int32_t level = level_of(entity, survey), score = score_of(entity, survey);
        if (level != LEVEL_NONE || score != SCORE_NONE) return 1 + (level << SCORE_BITS | score);
    }
    return 0;
}

static void derive(const struct entity *entity, void *const *out)
{
    const int32_t *reported = entity->columns[SEEN_REPAIRS][0];
    int32_t *said = out[0];
    for (uint32_t i = 0; reported && i < entity->row_counts[SEEN_REPAIRS]; i++) {
        const uint32_t repair = entity->rows[SEEN_REPAIRS][i];
        said[repair] = said_of(entity, reported[repair]);
    }
}

/* How many of the limits are passed; the last class: there is no such time. */
static INLINED int32_t class_of(int32_t minutes, const int32_t *limits, int32_t limit_count)
{
    int32_t passed = 0;
    for (int32_t i = 0; i < limit_count; i++) passed += minutes > limits[i];
    return minutes == LEG_OPEN || minutes < 0 ? limit_count + 1 : passed;
}

static INLINED void prepare_rows(PREPARE_ARGUMENTS)
{
    static const int32_t reply_limits[AGREEMENT_REPLIES - 1] = {15, 30, 60, 120, 240, 720};
    static const int32_t close_limits[AGREEMENT_CLOSES - 1] = {
        60, 120, 240, 480, 720, 960, 1200, 1440, 1800, 2160, 2880, 4320, 7200, 14400};
    struct missing_block missing;
    missing_block_init(&missing);
    const int32_t latest = context->horizon_minute - REPEAT_WINDOW_MINUTES;
    for (uint32_t first = 0; first < row_count; first += BLOCK_ROWS) {
        int32_t *restrict keys = (int32_t *)prepared + first;
        const int32_t *reported = block_numbers(column[NEED_REPORTED], first, &missing);
        const int32_t *replied = block_numbers(column[NEED_REPLIED], first, &missing);
        const int32_t *closed = block_numbers(column[NEED_CLOSED], first, &missing);
        const int32_t *gaps = block_numbers(column[NEED_GAP], first, &missing);
        const int32_t *said = block_numbers(column[NEED_SAID], first, &missing);
        for (uint32_t row = 0; row < block_row_count(first, row_count); row++) {
            const int32_t reply = class_of(leg_minutes(reported[row], replied[row]), reply_limits,
                                           AGREEMENT_REPLIES - 1);
            const int32_t close = class_of(leg_minutes(reported[row], closed[row]), close_limits,
                                           AGREEMENT_CLOSES - 1);
            const int32_t is_followed = mask_of(gaps[row] != GAP_UNKNOWN) &
                                        mask_of(gaps[row] != INT_MISSING) &
                                        mask_of(closed[row] <= latest);
            const int32_t is_back = mask_of(gaps[row] != GAP_NONE);
            const int32_t repeat = is_followed & (1 - is_back);
            const int32_t key = (int32_t)(((uint32_t)said[row] - 1U) << SCORE_SHIFT) |
                                reply << REPLY_SHIFT | close << CLOSE_SHIFT | repeat;
            keys[row] = said[row] > 0 ? key : NOT_COUNTED;
        }
    }
}

PREPARE_BY(prepare_rows)

static int64_t horizon_minutes(const struct measure_options *options)
{
    (void)options;
    return REPEAT_WINDOW_MINUTES;
}

struct cell {
    uint64_t said; /* rows in the tally */
};

static void update(void *cell_bytes, struct tally *tallies, const struct rows *rows)
{
    struct cell *cell = cell_bytes;
    cell->said += tally_add_counted(&tallies[0], rows, NOT_COUNTED);
}

const struct family family_agreement = {
    .name = "agreement",
    .title = {"说的与做的", "Words and facts"},
    .question = {"客户说的与工单记的相符吗？哪些经销商说一套、做一套？",
                 "Do customers' words agree with the repair log, and where do the two part?"},
    .version = 1,
    .table = "repairs",
    .tells_persons = true,
    .clock = "reported_at",
    .needs = (const struct need[]){{"reported_at", COLUMN_TIME, false},
                                   {"replied_at", COLUMN_TIME, true},
                                   {"closed_at", COLUMN_TIME, true},
                                   {"repeat_gap_minutes", COLUMN_INT, true},
                                   {"said_in_callback", COLUMN_INT, false},
                                   {0}},
    .axes = (const enum axis[]){AXIS_DEALER, AXIS_END},
    .fields = (const struct field[]){FIELD_U64(struct cell, said, "count"), {0}},
    .cell_bytes = sizeof(struct cell),
    .tally_count = 1,
    .metrics = agreement_metrics,
    .derivation =
        &(const struct derivation){
            .history = HISTORY_REPAIR,
            .tables =
                (const struct derived_table[]){
                    {"repairs", (const struct need[]){{"reported_at", COLUMN_TIME, false}, {0}}},
                    {"surveys", (const struct need[]){{"surveyed_at", COLUMN_TIME, false},
                                                      {"overall", COLUMN_SCORE, true},
                                                      NEEDS_DIMENSION("res"),
                                                      {0}}},
                    {0}},
            .columns = (const struct need[]){{"said_in_callback", COLUMN_INT, false}, {0}},
            .code_names = (const char *const *const[]){NULL},
            .looks_forward = true, /* to callbacks after the report */
            .derive = derive,
        },
    .prepared_bytes = sizeof(int32_t),
    .prepare = prepare,
    .update = update,
    .horizon_minutes = horizon_minutes,
    .extend = agreement_extend,
    .reads_segments = true,
};
