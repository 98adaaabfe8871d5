/* Callbacks (D13): of the closed repairs, whose customer was called back, and who answered? What is
 * known of quality is known of those alone. */
#include "measure/callbacks/callbacks.h"

enum { SEEN_REPAIRS, SEEN_SURVEYS };
enum { REPAIR_CLOSED, REPAIR_REPORTED };
enum { SURVEY_AT, SURVEY_ANSWERED, SURVEY_CHANNEL, SURVEY_OVERALL };
enum { OUT_CALLED, OUT_ANSWERED, OUT_VISIT, OUT_INTERVIEW };

/* The code of the channel of callbacks made at the customer's home. */
static enum rc begin(const struct linked *linked, struct arena *arena, const void **begun,
                     struct err *err)
{
    uint32_t *onsite = arena_take(arena, sizeof *onsite);
    if (!onsite) return err_memory(err, sizeof *onsite);
    *onsite = dictionary_code(linked_dictionary(linked, "channel"), "onsite");
    *begun = onsite;
    return RC_OK;
}

/* A callback without the column was answered: a call that nobody took has no row then. */
static bool is_answered(const struct entity *entity, uint32_t row)
{
    const int8_t *answered = entity->columns[SEEN_SURVEYS][SURVEY_ANSWERED];
    return !answered || answered[row] != 0;
}

/* A repair that was found on a callback visit: an on-site callback names it that was made on the
 * day of its report and not after it. (So the callback is of the repair's month, and is seen
 * however far back the months that are kept go.) At 0:00 a time is mostly a date alone, and tells
 * nothing.
 */
static bool is_callback_visit(const struct entity *entity, uint32_t repair, uint32_t survey)
{
    const int32_t *reported = entity->columns[SEEN_REPAIRS][REPAIR_REPORTED];
    const uint32_t *channel = entity->columns[SEEN_SURVEYS][SURVEY_CHANNEL];
    const uint32_t onsite = *(const uint32_t *)entity->begun;
    const int32_t at = ((const int32_t *)entity->columns[SEEN_SURVEYS][SURVEY_AT])[survey];
    if (!channel || onsite == 0 || channel[survey] != onsite) return false;
    const int32_t day = day_of_minute(at);
    return at <= reported[repair] && day == day_of_minute(reported[repair]) &&
           at != day * MINUTES_A_DAY;
}

static void derive_visit(const struct entity *entity, uint32_t repair, void *const *out)
{
    for (uint32_t i = 0; i < entity->row_counts[SEEN_SURVEYS]; i++)
        if (is_callback_visit(entity, repair, entity->rows[SEEN_SURVEYS][i]))
            ((int8_t *)out[OUT_VISIT])[repair] = 1;
}

static void derive_repair(const struct entity *entity, uint32_t repair, void *const *out)
{
    const int32_t closed = ((const int32_t *)entity->columns[SEEN_REPAIRS][REPAIR_CLOSED])[repair];
    const int32_t *called_at = entity->columns[SEEN_SURVEYS][SURVEY_AT];
    if (closed == MINUTE_MISSING) return;
    int32_t *gap = (int32_t *)out[OUT_CALLED] + repair;
    int8_t *answered = (int8_t *)out[OUT_ANSWERED] + repair;
    int32_t *interview = (int32_t *)out[OUT_INTERVIEW] + repair;
    const int8_t *overall = entity->columns[SEEN_SURVEYS][SURVEY_OVERALL];
    *gap = NOT_CALLED;
    if (!overall) *interview = INTERVIEW_UNKNOWN;
    for (uint32_t i = 0; i < entity->row_counts[SEEN_SURVEYS]; i++) {
        const uint32_t survey = entity->rows[SEEN_SURVEYS][i];
        const int64_t minutes = (int64_t)called_at[survey] - closed;
        if (minutes < 0 || minutes > CALLBACK_WINDOW_MINUTES) continue;
        if (*gap == NOT_CALLED) *gap = (int32_t)minutes + 1;
        if (!is_answered(entity, survey)) continue;
        *answered = 1;
        if (overall && *interview == 0 && overall[survey] != SCORE_MISSING)
            *interview = INTERVIEW_ZERO + overall[survey];
    }
}

static void derive(const struct entity *entity, void *const *out)
{
    const void *const *repairs = entity->columns[SEEN_REPAIRS];
    if (!entity->columns[SEEN_SURVEYS][SURVEY_AT]) return;
    for (uint32_t i = 0; i < entity->row_counts[SEEN_REPAIRS]; i++) {
        if (repairs[REPAIR_CLOSED]) derive_repair(entity, entity->rows[SEEN_REPAIRS][i], out);
        derive_visit(entity, entity->rows[SEEN_REPAIRS][i], out);
    }
}

struct cell {
    struct share called, covered, reached; /* in the order of the flags */
    struct share followed;                 /* of all closed repairs that could be called about */
    struct share called_followed;          /* of those of them that were called about */
    struct share completed;                /* of those answered, with an overall score */
    struct share interviewed;              /* of all closed */
    struct share answered_followed;
};
enum { SHARE_FLAG_COUNT = 16 };

enum { NEED_CLOSED, NEED_CALLED, NEED_ANSWERED, NEED_INTERVIEW };

static INLINED void prepare_rows(PREPARE_ARGUMENTS)
{
    struct missing_block missing;
    missing_block_init(&missing);
    const int32_t latest = context->horizon_minute - CALLBACK_WINDOW_MINUTES;
    for (uint32_t first = 0; first < row_count; first += BLOCK_ROWS) {
        uint16_t *restrict flags = (uint16_t *)prepared + first;
        const int32_t *closed = block_numbers(column[NEED_CLOSED], first, &missing);
        const int32_t *gaps = block_numbers(column[NEED_CALLED], first, &missing);
        const int8_t *answered = block_answers(column[NEED_ANSWERED], first, &missing);
        const int32_t *interviews = block_numbers(column[NEED_INTERVIEW], first, &missing);
        for (uint32_t row = 0; row < block_row_count(first, row_count); row++) {
            const int32_t is_known = mask_of(gaps[row] != CALLED_UNKNOWN);
            const int32_t is_followed = mask_of(closed[row] <= latest);
            const int32_t is_counted = is_known & is_followed;
            const int32_t is_called = mask_of(gaps[row] > 0);
            const int32_t has_answered = is_called & mask_of(answered[row] == 1);
            const int32_t is_asked = mask_of(interviews[row] != INTERVIEW_UNKNOWN);
            const int32_t is_whole = mask_of(interviews[row] > 0);
            flags[row] = (uint16_t)(share_flags(0, is_counted, is_called) |
                                    share_flags(1, is_counted, has_answered) |
                                    share_flags(2, is_counted & is_called, has_answered) |
                                    share_flags(3, is_known, is_followed) |
                                    share_flags(4, is_known & is_called, is_followed) |
                                    share_flags(5, is_counted & has_answered & is_asked, is_whole) |
                                    share_flags(6, is_counted & is_asked, is_whole) |
                                    share_flags(7, is_known & has_answered, is_followed));
        }
    }
}

PREPARE_BY(prepare_rows)

static int64_t horizon_minutes(const struct measure_options *options)
{
    (void)options;
    return CALLBACK_WINDOW_MINUTES;
}

static void update(void *cell, struct tally *tallies, const struct rows *rows)
{
    (void)tallies;
    flags_add(cell, SHARE_FLAG_COUNT, rows, rows->prepared, sizeof(uint16_t));
}

#define MATURITY_CAVEAT                                                                            \
    {                                                                                              \
        "完成不满 30 "                                                                         \
        "天的维修不计入：最近一两个月偏向完成得早的维修。只认得回访表里写了维修单号的回访。",      \
            "Repairs closed less than 30 days before the data end are left out, so the last two "  \
            "months rest on those closed early. Only callbacks that name the repair are "          \
            "recognised."                                                                          \
    }

static const struct maturity closed_early = {.eligible = offsetof(struct cell, followed.n),
                                             .kind = MATURITY_BY_OUTCOME};
static const struct maturity called_early = {.eligible = offsetof(struct cell, called_followed.n),
                                             .kind = MATURITY_BY_OUTCOME};

static const struct maturity answered_early = {
    .eligible = offsetof(struct cell, answered_followed.n), .kind = MATURITY_BY_OUTCOME};

static const struct metric metrics[] = {
    {
        .id = "callback.called_30d",
        .unit = UNIT_SHARE,
        .better = BETTER_HIGHER,
        .kind = STATISTIC_SHARE,
        .statistic = statistic_share,
        .offset = offsetof(struct cell, called),
        .maturity = &closed_early,
        .title = {"30 天内回访率", "Called back within 30 days"},
        .definition = {"完成后 30 天内有回访（无论是否接通）的维修所占比例。",
                       "Share of closed repairs with a callback within 30 days, answered or not."},
        .formula =
            "closed repairs with a callback 0 to 43,200 min after closing / repairs closed at "
            "least 43,200 min before the horizon; Wilson",
        .source = "the service documents: every closed repair is called back; Wilson 1927",
        .caveat = MATURITY_CAVEAT,
    },
    {
        .id = "callback.coverage_30d",
        .unit = UNIT_SHARE,
        .better = BETTER_HIGHER,
        .kind = STATISTIC_SHARE,
        .statistic = statistic_share,
        .offset = offsetof(struct cell, covered),
        .maturity = &closed_early,
        .title = {"有回答的回访覆盖率", "Coverage by answered callbacks"},
        .definition = {"完成后 30 天内有接通回访的维修所占比例：评分只代表这些客户。",
                       "Share of closed repairs with an answered callback within 30 days: scores "
                       "speak for these customers alone."},
        .formula =
            "closed repairs with an answered callback 0 to 43,200 min after closing / repairs "
            "closed at least 43,200 min before the horizon; Wilson",
        .source = "coverage ledger of survey practice (jobs, called, answered); Wilson 1927",
        .caveat = MATURITY_CAVEAT,
    },
    {
        .id = "callback.answered",
        .unit = UNIT_SHARE,
        .better = BETTER_HIGHER,
        .kind = STATISTIC_SHARE,
        .statistic = statistic_share,
        .offset = offsetof(struct cell, reached),
        .maturity = &called_early,
        .title = {"回访接通率", "Callbacks answered"},
        .definition = {"被回访的维修中，至少有一次接通的比例。",
                       "Of the repairs that were called about, the share with an answered call."},
        .formula = "called and answered / called, of the repairs of callback.called_30d; Wilson",
        .source = "coverage ledger of survey practice (jobs, called, answered); Wilson 1927",
        .caveat = {"没有“是否接通”一列时，每一行回访都算接通。",
                   "Without a column that says so, every row of the callbacks counts as answered."},
    },
    {
        .id = "callback.completed",
        .unit = UNIT_SHARE,
        .better = BETTER_HIGHER,
        .kind = STATISTIC_SHARE,
        .statistic = statistic_share,
        .offset = offsetof(struct cell, completed),
        .maturity = &answered_early,
        .title = {"接通后完成访谈", "Interviews completed"},
        .definition = {"接通的回访所问到的维修中，客户给出总体满意度的比例。",
                       "Of the repairs with an answered callback, the share whose customer gave an "
                       "overall score."},
        .formula = "with an overall score in an answered callback / answered, of the repairs of "
                   "callback.called_30d; Wilson",
        .source = "coverage ledger of survey practice (jobs, called, answered, completed); Wilson "
                  "1927",
        .caveat = {"中途挂断的客户往往不是随机的。",
                   "Customers who break off seldom do so at random."},
    },
    {
        .id = "callback.interviewed_30d",
        .unit = UNIT_SHARE,
        .better = BETTER_HIGHER,
        .kind = STATISTIC_SHARE,
        .statistic = statistic_share,
        .offset = offsetof(struct cell, interviewed),
        .maturity = &closed_early,
        .title = {"完成访谈的维修", "Repairs with an interview"},
        .definition = {"完成后 30 天内有一次问到总体满意度的回访的维修所占比例。",
                       "Share of closed repairs with a callback within 30 days in which the "
                       "customer gave an overall score."},
        .formula = "closed repairs with an overall score in an answered callback 0 to 43,200 min "
                   "after closing / repairs closed at least 43,200 min before the horizon; Wilson",
        .source = "coverage ledger of survey practice (jobs, called, answered, completed); Wilson "
                  "1927",
        .caveat = MATURITY_CAVEAT,
    },
    {0},
};

const struct family family_callbacks = {
    .name = "callbacks",
    .title = {"回访覆盖", "Callback coverage"},
    .question = {"修好以后问过客户吗？问到了多少？",
                 "Were customers asked after the repair, and how many could be reached?"},
    .version = 3,
    .table = "repairs",
    .clock = "reported_at",
    .needs = (const struct need[]){{"closed_at", COLUMN_TIME, false},
                                   {"callback_gap_minutes", COLUMN_INT, false},
                                   {"callback_answered", COLUMN_BOOL, false},
                                   {"callback_interview", COLUMN_INT, false},
                                   {0}},
    .axes = (const enum axis[]){AXIS_DEALER, AXIS_REGION, AXIS_TECHNICIAN, AXIS_END},
    .fields = (const struct field[]){FIELDS_SHARE(struct cell, called, "count"),
                                     FIELDS_SHARE(struct cell, covered, "count"),
                                     FIELDS_SHARE(struct cell, reached, "count"),
                                     FIELDS_SHARE(struct cell, followed, "count"),
                                     FIELDS_SHARE(struct cell, called_followed, "count"),
                                     FIELDS_SHARE(struct cell, completed, "count"),
                                     FIELDS_SHARE(struct cell, interviewed, "count"),
                                     FIELDS_SHARE(struct cell, answered_followed, "count"),
                                     {0}},
    .cell_bytes = sizeof(struct cell),
    .metrics = metrics,
    .derivation =
        &(const struct derivation){
            .history = HISTORY_REPAIR,
            .tables =
                (const struct derived_table[]){
                    {"repairs", (const struct need[]){{"closed_at", COLUMN_TIME, false},
                                                      {"reported_at", COLUMN_TIME, false},
                                                      {0}}},
                    {"surveys", (const struct need[]){{"surveyed_at", COLUMN_TIME, false},
                                                      {"answered", COLUMN_BOOL, true},
                                                      {"channel", COLUMN_CODE, true},
                                                      {"overall", COLUMN_SCORE, true},
                                                      {0}}},
                    {0}},
            .columns = (const struct need[]){{"callback_gap_minutes", COLUMN_INT, false},
                                             {"callback_answered", COLUMN_BOOL, false},
                                             {"callback_visit", COLUMN_BOOL, false},
                                             {"callback_interview", COLUMN_INT, false},
                                             {0}},
            .code_names = (const char *const *const[]){NULL, NULL, NULL, NULL},
            .looks_forward = true, /* to callbacks after the closing, or on the day of the report */
            .begin = begin,
            .derive = derive,
        },
    .prepared_bytes = sizeof(uint16_t),
    .prepare = prepare,
    .update = update,
    .horizon_minutes = horizon_minutes,
};
