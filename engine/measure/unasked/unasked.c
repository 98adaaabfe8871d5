/* Who is never asked (D13): how soon customers are called, and what is known of those whose
 * interview is missing. Of the network alone. */
#include "measure/unasked/unasked.h"

#include "measure/callbacks/callbacks.h"

/* Not one of the keys. */
enum { KEY_NONE = -1 };

/* One row. */
struct unasked_row {
    int32_t wait, cell; /* KEY_NONE: not counted */
    int32_t is_called;
};

static struct unasked_row row_of(const void *const *column, uint32_t row,
                                 const struct measure_context *context)
{
    const int32_t *gaps = column[NEED_GAP], *interviews = column[NEED_INTERVIEW];
    const int32_t *reported = column[NEED_REPORTED], *closed = column[NEED_CLOSED];
    const int8_t *solved = column[NEED_SOLVED];
    const uint32_t *regions = column[NEED_REGION];
    struct unasked_row told = {KEY_NONE, KEY_NONE, gaps[row] > 0};
    const bool is_followed =
        closed[row] <= (int64_t)context->horizon_minute - CALLBACK_WINDOW_MINUTES;
    if (gaps[row] == CALLED_UNKNOWN || closed[row] == MINUTE_MISSING || !is_followed) return told;
    if (gaps[row] > 0 && gaps[row] <= CALLBACK_WINDOW_MINUTES + 1) told.wait = gaps[row] - 1;
    if (!interviews || interviews[row] == INTERVIEW_UNKNOWN) return told;
    const int64_t minutes = (int64_t)closed[row] - reported[row];
    const enum unasked_speed speed = minutes <= MINUTES_A_DAY                ? SPEED_DAY
                                     : minutes <= INT64_C(2) * MINUTES_A_DAY ? SPEED_TWO_DAYS
                                                                             : SPEED_LATER;
    const int64_t score = (int64_t)interviews[row] - INTERVIEW_ZERO;
    const enum unasked_answer answer = interviews[row] <= 0                           ? ANSWER_NONE
                                       : score >= context->options->scale_maximum - 1 ? ANSWER_TOP
                                                                                      : ANSWER_LESS;
    const uint32_t region = regions ? regions[row] : 0;
    const unsigned group = unasked_group(speed, solved && solved[row] == 1);
    told.cell = (int32_t)(region * KEYS_A_REGION + group * ANSWER_COUNT + answer);
    return told;
}

static void prepare(PREPARE_ARGUMENTS)
{
    struct unasked_row *rows = prepared;
    for (uint32_t row = 0; row < row_count; row++) rows[row] = row_of(column, row, context);
}

static int64_t horizon_minutes(const struct measure_options *options)
{
    (void)options;
    return CALLBACK_WINDOW_MINUTES;
}

static void add_keys(struct tally *tally, const struct rows *rows, uint32_t first,
                     uint32_t row_count, bool is_wait)
{
    const struct unasked_row *told = rows->prepared;
    int32_t *keys = tally_reserve(tally, row_count);
    uint32_t count = 0;
    for (uint32_t i = 0; keys && i < row_count; i++) {
        const struct unasked_row *own = &told[rows->row[first + i]];
        keys[count] = is_wait ? own->wait : own->cell;
        count += keys[count] != KEY_NONE;
    }
    tally_took(tally, count);
}

static void update(void *into, struct tally *tallies, const struct rows *rows)
{
    struct unasked_cell *cell = into;
    const struct unasked_row *told = rows->prepared;
    for (uint32_t i = 0; i < rows->row_count; i++)
        cell->called += told[rows->row[i]].is_called != 0;
    for (uint32_t first = 0; first < rows->row_count; first += KEY_BATCH) {
        const uint32_t left = rows->row_count - first;
        const uint32_t row_count = left < KEY_BATCH ? left : KEY_BATCH;
        add_keys(&tallies[TALLY_WAIT], rows, first, row_count, true);
        add_keys(&tallies[TALLY_CELLS], rows, first, row_count, false);
    }
}

static bool recode(int64_t *key, size_t tally, const struct code_map *maps)
{
    uint32_t region;
    if (*key < 0 || *key > INT32_MAX) return false;
    if (tally == TALLY_WAIT) return *key <= CALLBACK_WINDOW_MINUTES;
    const uint64_t old = (uint64_t)*key / KEYS_A_REGION;
    if (old == 0) return true;
    if (!code_of(&maps[NEED_REGION], old, &region)) return false;
    *key = (int64_t)region * KEYS_A_REGION + *key % KEYS_A_REGION;
    return true;
}

const struct family family_unasked = {
    .name = "unasked",
    .title = {"谁没有被问到", "Who is not asked"},
    .question = {"没有问到的客户与问到的有什么不同？评分会因此变多少？",
                 "How do customers who were not asked differ, and what would that make of the "
                 "scores?"},
    .version = 1,
    .table = "repairs",
    .tells_persons = true,
    .clock = "reported_at",
    .needs = (const struct need[]){[NEED_REPORTED] = {"reported_at", COLUMN_TIME, false},
                                   [NEED_CLOSED] = {"closed_at", COLUMN_TIME, false},
                                   [NEED_SOLVED] = {"solved", COLUMN_BOOL, true},
                                   [NEED_REGION] = {"region", COLUMN_CODE, true},
                                   [NEED_GAP] = {"callback_gap_minutes", COLUMN_INT, false},
                                   [NEED_INTERVIEW] = {"callback_interview", COLUMN_INT, true},
                                   [UNASKED_NEED_COUNT] = {0}},
    .axes = (const enum axis[]){AXIS_END},
    .fields = (const struct field[]){FIELD_U64(struct unasked_cell, called, "count"), {0}},
    .cell_bytes = sizeof(struct unasked_cell),
    .tally_count = TALLY_COUNT,
    .metrics = unasked_metrics,
    .prepared_bytes = sizeof(struct unasked_row),
    .prepare = prepare,
    .update = update,
    .recode = recode,
    .horizon_minutes = horizon_minutes,
    .extend = unasked_extend,
};
