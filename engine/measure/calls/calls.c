/* Call handling (D14): how fast calls are taken, greeted and returned to, and how they are spoken.
 */
#include "measure/calls/calls.h"

#include "measure/columns.h"
#include "measure/extend.h"
#include "measure/stats/share.h"

enum { RINGS_WANTED = 2, RINGS_AT_MOST = 3, SECONDS_AT_MOST = 30 };
enum { WORDS_LEAST = 140, WORDS_MOST = 160, HOUR_COUNT = 24 };

static INLINED uint32_t share_of(enum call_share share, int32_t value, bool is_counted, bool is_met)
{
    return share_flags(share, mask_of(is_counted && value != INT_MISSING), mask_of(is_met));
}

static INLINED void prepare_rows(PREPARE_ARGUMENTS)
{
    (void)context;
    struct missing_block missing;
    missing_block_init(&missing);
    for (uint32_t first = 0; first < row_count; first += BLOCK_ROWS) {
        uint16_t *restrict flags = (uint16_t *)prepared + first;
        const int32_t *rings = block_numbers(column[NEED_RINGS], first, &missing);
        const int32_t *greeted = block_numbers(column[NEED_GREETED], first, &missing);
        const int32_t *returned = block_numbers(column[NEED_RETURNED], first, &missing);
        const int32_t *words = block_numbers(column[NEED_WORDS], first, &missing);
        const int8_t *transferred = block_answers(column[NEED_TRANSFERRED], first, &missing);
        for (uint32_t row = 0; row < block_row_count(first, row_count); row++)
            flags[row] =
                (uint16_t)(share_of(CALL_RINGS_2, rings[row], true, rings[row] <= RINGS_WANTED) |
                           share_of(CALL_RINGS_3, rings[row], true, rings[row] <= RINGS_AT_MOST) |
                           share_of(CALL_GREETED, greeted[row], true,
                                    greeted[row] <= SECONDS_AT_MOST) |
                           share_of(CALL_RETURNED, returned[row], true,
                                    returned[row] <= SECONDS_AT_MOST) |
                           share_of(CALL_PACE, words[row], true,
                                    words[row] >= WORDS_LEAST && words[row] <= WORDS_MOST) |
                           share_of(CALL_TRANSFERRED, 0, transferred[row] != BOOL_MISSING,
                                    transferred[row] == 1));
    }
}

PREPARE_BY(prepare_rows)

static void add_voice(struct calls_cell *cell, const struct rows *rows, uint32_t row)
{
    int64_t sum = 0;
    int count = 0;
    for (int i = 0; i < VOICE_COUNT; i++) {
        const int8_t *scores = rows->column[NEED_VOICE + i];
        if (!scores || scores[row] == SCORE_MISSING) continue;
        sums_add(&cell->voice[i], scores[row]);
        sum += scores[row];
        count++;
    }
    if (count == VOICE_COUNT) sums_add(&cell->picture, sum);
}

static void add_hour(struct tally *tally, const struct rows *rows, uint32_t row)
{
    const int32_t *called = rows->column[NEED_CALLED_AT], *rings = rows->column[NEED_RINGS];
    if (!rings || rings[row] == INT_MISSING || called[row] == MINUTE_MISSING) return;
    const int32_t minute = called[row] - day_of_minute(called[row]) * MINUTES_A_DAY;
    tally_add(tally, minute / 60 * 2 + (rings[row] <= RINGS_AT_MOST), 1);
}

static void update(void *into, struct tally *tallies, const struct rows *rows)
{
    struct calls_cell *cell = into;
    const int32_t *words = rows->column[NEED_WORDS];
    flags_add((uint64_t *)into, 2 * CALL_SHARE_COUNT, rows, rows->prepared, sizeof(uint16_t));
    for (uint32_t i = 0; i < rows->row_count; i++) {
        const uint32_t row = rows->row[i];
        add_voice(cell, rows, row);
        if (words && words[row] != INT_MISSING) sums_add(&cell->words, words[row]);
        add_hour(&tallies[TALLY_HOUR_RINGS], rows, row);
    }
}

_Static_assert(offsetof(struct calls_cell, voice) == sizeof(uint64_t) * 2 * CALL_SHARE_COUNT,
               "a cell begins with its shares, in the order of the flags");

/* The twelve months up to the report month: an hour of night has few calls in one. */
static enum rc count_hours(const struct measured *measured, struct share hours[HOUR_COUNT],
                           struct arena *arena, struct err *err)
{
    for (uint32_t window = 0; window + 1 < MONTH_WINDOW_COUNT; window++) {
        const struct tally *tallies = NULL;
        if (!measured_cell(measured, AXIS_NETWORK, 0, window, &tallies)) continue;
        const struct tally *tally = &tallies[TALLY_HOUR_RINGS];
        const size_t limit = tally_entry_limit(tally);
        struct tally_entry *entries = arena_take_array(arena, limit + 1, sizeof *entries);
        if (!entries) return err_memory(err, limit * sizeof *entries);
        const size_t count = tally_sorted(tally, entries);
        for (size_t i = 0; i < count; i++) {
            struct share *hour = &hours[entries[i].key / 2];
            hour->n += entries[i].count;
            if (entries[i].key % 2 == 1) hour->met += entries[i].count;
        }
    }
    return RC_OK;
}

static enum rc extend(const struct measured *measured, struct result *result, struct err *err)
{
    static const char *const names[HOUR_COUNT] = {"00", "01", "02", "03", "04", "05", "06", "07",
                                                  "08", "09", "10", "11", "12", "13", "14", "15",
                                                  "16", "17", "18", "19", "20", "21", "22", "23"};
    struct share hours[HOUR_COUNT] = {{0, 0}};
    struct extended extended = {.metric = "calls.hour.rings_3.share",
                                .axis = AXIS_HOUR,
                                .period = measured->context->report_month,
                                .method = "wilson"};
    size_t told = 0;
    enum rc rc = count_hours(measured, hours, &result->arena, err);
    for (int hour = 0; hour < HOUR_COUNT && rc == RC_OK; hour++) {
        if (hours[hour].n == 0) continue;
        extended.key = names[hour];
        extended.n = hours[hour].n;
        extended.interval = stats_wilson(hours[hour].met, hours[hour].n);
        rc = extend_estimate(measured, result, &extended, err);
        told++;
    }
    if (rc != RC_OK || told > 0) return rc;
    extended.axis = AXIS_NETWORK;
    extended.key = "";
    extended.n = 0;
    extended.interval = INTERVAL_UNDEFINED;
    return extend_estimate(measured, result, &extended, err);
}

/* Keys hold hours, no codes; what is no hour was not written by this program. */
// NOLINTNEXTLINE(readability-non-const-parameter): the type is the interface's
static bool recode(int64_t *key, size_t tally, const struct code_map *maps)
{
    (void)tally;
    (void)maps;
    return *key >= 0 && *key / 2 < HOUR_COUNT;
}

#define NEED_VOICE_SCORE(column)                                                                   \
    {                                                                                              \
        column, COLUMN_SCORE, true                                                                 \
    }

const struct family family_calls = {
    .name = "calls",
    .title = {"电话接听", "Call handling"},
    .question = {"电话接得快吗？说得得体吗？", "Are calls taken quickly, and how are they spoken?"},
    .version = 1,
    .table = "calls",
    .clock = "called_at",
    .needs = (const struct need[]){{"called_at", COLUMN_TIME, false},
                                   {"rings", COLUMN_INT, true},
                                   {"greet_s", COLUMN_INT, true},
                                   {"recontact_s", COLUMN_INT, true},
                                   {"words_per_minute", COLUMN_INT, true},
                                   NEED_VOICE_SCORE("pitch"),
                                   NEED_VOICE_SCORE("inflection"),
                                   NEED_VOICE_SCORE("courtesy"),
                                   NEED_VOICE_SCORE("tone"),
                                   NEED_VOICE_SCORE("understandability"),
                                   NEED_VOICE_SCORE("enunciation"),
                                   {"transferred", COLUMN_BOOL, true},
                                   {0}},
    .axes = (const enum axis[]){AXIS_AGENT, AXIS_CALL_KIND, AXIS_END},
    .fields = (const struct field[]){FIELD_U64(struct calls_cell, share, "count"),
                                     FIELDS_SUMS(struct calls_cell, voice[0], "score"),
                                     FIELDS_SUMS(struct calls_cell, voice[1], "score"),
                                     FIELDS_SUMS(struct calls_cell, voice[2], "score"),
                                     FIELDS_SUMS(struct calls_cell, voice[3], "score"),
                                     FIELDS_SUMS(struct calls_cell, voice[4], "score"),
                                     FIELDS_SUMS(struct calls_cell, voice[5], "score"),
                                     FIELDS_SUMS(struct calls_cell, picture, "score/6"),
                                     FIELDS_SUMS(struct calls_cell, words, "words"),
                                     {0}},
    .cell_bytes = sizeof(struct calls_cell),
    .tally_count = CALL_TALLY_COUNT,
    .metrics = calls_metrics,
    .prepared_bytes = sizeof(uint16_t),
    .prepare = prepare,
    .update = update,
    .recode = recode,
    .extend = extend,
};
