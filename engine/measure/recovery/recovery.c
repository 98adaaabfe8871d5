/* Recovery as customers tell it in the callback (D16): who had a problem, who kept silent, who was
 * won back, who talks. */
#include "measure/columns.h"

struct cell {
    struct share problem, silent; /* in the order of the flags */
};

enum { NEED_PROBLEM, NEED_COMPLAINED, NEED_OUTCOME, NEED_TOLD };

/* Outcomes by code; and people told, in one key with the outcome: names are known only when the
 * metric is asked for. A key is short, so that a tally holds it cheaply, wherever both parts are.
 */
enum { TALLY_OUTCOME, TALLY_TOLD, TALLY_COUNT };
enum { SHORT_TOLD_LIMIT = 1 << 20, SHORT_OUTCOME_LIMIT = 1 << 10, LONG_KEY_BIT = 62 };

static inline int32_t told_short_key(uint32_t outcome, int32_t told)
{
    return (int32_t)((uint32_t)told * SHORT_OUTCOME_LIMIT + outcome);
}
static inline int64_t told_long_key(uint32_t outcome, int32_t told)
{
    return (int64_t)(1ULL << LONG_KEY_BIT | (uint64_t)outcome << 32 | (uint32_t)told);
}

/* Which of the two row_flags tells. */
static int64_t told_key(uint32_t outcome, int32_t told)
{
    const bool is_short = told >= 0 && told < SHORT_TOLD_LIMIT && outcome < SHORT_OUTCOME_LIMIT;
    return is_short ? told_short_key(outcome, told) : told_long_key(outcome, told);
}

/* The parts of a key. */
static inline void told_parts(int64_t key, uint32_t *outcome, int64_t *told)
{
    const bool is_long = key >> LONG_KEY_BIT & 1;
    *outcome = (uint32_t)(is_long ? key >> 32 & 0x3FFFFFFF : key % SHORT_OUTCOME_LIMIT);
    *told = is_long ? (int64_t)(key & 0xFFFFFFFF) : key / SHORT_OUTCOME_LIMIT;
}

/* Flags: the two shares, then which tallies the row is for. */
enum { SHARE_FLAG_COUNT = 4, OUTCOME_BIT = 4, TOLD_BIT, TOLD_LONG_BIT };

static INLINED uint16_t row_flags(int8_t problem, int8_t complained, uint32_t outcome, int32_t told)
{
    const int32_t has_problem = mask_of(problem == 1), has_outcome = mask_of(outcome != 0);
    const int32_t is_outcome = has_problem & mask_of(complained == 1) & has_outcome;
    const int32_t is_told = has_problem & has_outcome & mask_of(told != INT_MISSING);
    const int32_t is_short = mask_of(told >= 0) & mask_of(told < SHORT_TOLD_LIMIT) &
                             mask_of(outcome < SHORT_OUTCOME_LIMIT);
    return (uint16_t)(share_flags(0, mask_of(problem != BOOL_MISSING), has_problem) |
                      share_flags(1, has_problem & mask_of(complained != BOOL_MISSING),
                                  mask_of(complained == 0)) |
                      (uint32_t)(is_outcome & 1 << OUTCOME_BIT) |
                      (uint32_t)(is_told & is_short & 1 << TOLD_BIT) |
                      (uint32_t)(is_told & ~is_short & 1 << TOLD_LONG_BIT));
}

static INLINED void prepare_rows(PREPARE_ARGUMENTS)
{
    (void)context;
    struct missing_block missing;
    missing_block_init(&missing);
    for (uint32_t first = 0; first < row_count; first += BLOCK_ROWS) {
        uint16_t *restrict flags = (uint16_t *)prepared + first;
        const int8_t *problem = block_answers(column[NEED_PROBLEM], first, &missing);
        const int8_t *complained = block_answers(column[NEED_COMPLAINED], first, &missing);
        const uint32_t *outcome = block_codes(column[NEED_OUTCOME], first, &missing);
        const int32_t *told = block_numbers(column[NEED_TOLD], first, &missing);
        for (uint32_t row = 0; row < block_row_count(first, row_count); row++)
            flags[row] = row_flags(problem[row], complained[row], outcome[row], told[row]);
    }
}

PREPARE_BY(prepare_rows)

/* Of KEY_BATCH rows at most. Every key is written, and only one that counts moves on: who had a
 * problem is as good as random. */
static void add_outcomes(struct tally *tally, const uint32_t *outcome, const uint16_t *flags,
                         const uint32_t *row, uint32_t row_count)
{
    int32_t *keys = tally_reserve(tally, row_count);
    uint32_t count = 0;
    for (uint32_t i = 0; keys && i < row_count; i++) {
        keys[count] = (int32_t)outcome[row[i]];
        count += flags[row[i]] >> OUTCOME_BIT & 1;
    }
    tally_took(tally, count);
}

static void add_told(struct tally *tally, const struct rows *rows, const uint32_t *row,
                     uint32_t row_count)
{
    const uint16_t *flags = rows->prepared;
    const uint32_t *outcome = rows->column[NEED_OUTCOME];
    const int32_t *told = rows->column[NEED_TOLD];
    int32_t *keys = tally_reserve(tally, row_count);
    uint32_t count = 0, long_count = 0;
    for (uint32_t i = 0; keys && i < row_count; i++) {
        keys[count] = told_short_key(outcome[row[i]], told[row[i]]);
        count += flags[row[i]] >> TOLD_BIT & 1;
        long_count += flags[row[i]] >> TOLD_LONG_BIT & 1;
    }
    tally_took(tally, count);
    for (uint32_t i = 0; long_count > 0 && i < row_count; i++)
        if (flags[row[i]] >> TOLD_LONG_BIT & 1)
            tally_add(tally, told_long_key(outcome[row[i]], told[row[i]]), 1);
}

static void update(void *cell, struct tally *tallies, const struct rows *rows)
{
    const uint16_t *flags = rows->prepared;
    const uint32_t *outcome = rows->column[NEED_OUTCOME];
    flags_add(cell, SHARE_FLAG_COUNT, rows, flags, sizeof *flags);
    for (uint32_t first = 0; outcome && first < rows->row_count; first += KEY_BATCH) {
        const uint32_t left = rows->row_count - first;
        const uint32_t row_count = left < KEY_BATCH ? left : KEY_BATCH;
        const uint32_t *row = rows->row + first;
        add_outcomes(&tallies[TALLY_OUTCOME], outcome, flags, row, row_count);
        if (rows->column[NEED_TOLD]) add_told(&tallies[TALLY_TOLD], rows, row, row_count);
    }
}

static bool recode(int64_t *key, size_t tally, const struct code_map *maps)
{
    uint32_t outcome = 0, code;
    int64_t told = 0;
    if (*key < 0) return false;
    if (tally == TALLY_TOLD) told_parts(*key, &outcome, &told);
    if (!code_of(&maps[NEED_OUTCOME], tally == TALLY_TOLD ? outcome : (uint64_t)*key, &code))
        return false;
    *key = tally == TALLY_TOLD ? told_key(code, (int32_t)told) : code;
    return true;
}

static const char *const outcome_names[] = {"unsolved", "solved", "solved_fast"};

/* Of the complaints with one of the three outcomes, those solved, fast or not. */
static void solved_share(const struct cell_view *view, const struct metric *metric,
                         struct statistic *out)
{
    (void)metric;
    if (!view->cells[0]) return;
    for (int i = 0; i < 3; i++) {
        const uint32_t code = dictionary_code(view->dictionary[NEED_OUTCOME], outcome_names[i]);
        const uint64_t count = code ? tally_count_of(&view->tallies[0][TALLY_OUTCOME], code) : 0;
        out->share.n += count;
        if (i > 0) out->share.met += count;
    }
}

/* People told, over customers with a problem whose outcome is outcome_names[metric->argument]. */
static void told_people(const struct cell_view *view, const struct metric *metric,
                        struct statistic *out)
{
    if (!view->cells[0]) return;
    const struct tally *told = &view->tallies[0][TALLY_TOLD];
    const uint32_t code =
        dictionary_code(view->dictionary[NEED_OUTCOME], outcome_names[metric->argument]);
    struct tally_cursor cursor = {0};
    struct tally_entry entry;
    while (code && tally_next(told, &cursor, &entry)) {
        uint32_t outcome;
        int64_t people;
        told_parts(entry.key, &outcome, &people);
        if (outcome != code) continue;
        const int64_t count = (int64_t)entry.count;
        out->sums.n += entry.count;
        out->sums.sum += people * count;
        out->sums.square_sum += (i128)people * people * count;
    }
}

#define TOLD(number, name, zh, en)                                                                 \
    {                                                                                              \
        .id = "recovery.told_people." name, .unit = UNIT_PEOPLE, .better = BETTER_NONE,            \
        .kind = STATISTIC_MEAN, .statistic = told_people,                                          \
        .needed = 1ULL << NEED_OUTCOME | 1ULL << NEED_TOLD, .argument = number, .title = {zh, en}, \
        .definition = {"有过问题的客户平均告诉了多少人。",                                         \
                       "How many people a customer with a problem told, on average."},             \
        .formula =                                                                                 \
            "mean of told_people over respondents with a problem and this outcome; Student t",     \
        .source =                                                                                  \
            "TARP 1979/1986 as quoted in the service documents (9 when unhappy, 5 when won back)", \
        .caveat = {                                                                                \
            "客户自己的说法；少数人告诉很多人，平均数受其影响大。",                                \
            "By the customers' own account; a few who told many weigh heavily on the mean."},      \
    }

static const struct metric metrics[] = {
    {
        .id = "recovery.problem.share",
        .unit = UNIT_SHARE,
        .better = BETTER_LOWER,
        .kind = STATISTIC_SHARE,
        .statistic = statistic_share,
        .offset = offsetof(struct cell, problem),
        .title = {"遇到问题的客户", "Customers with a problem"},
        .definition = {"回访中说遇到过问题的客户所占比例。",
                       "Share of respondents who had a problem."},
        .formula = "had_problem = yes / answered; Wilson interval",
        .source = "TARP 1979/1986; Wilson 1927",
        .caveat = {"只知道被回访到的客户。", "Known only of customers who were reached."},
    },
    {
        .id = "recovery.silent.share",
        .unit = UNIT_SHARE,
        .better = BETTER_LOWER,
        .kind = STATISTIC_SHARE,
        .statistic = statistic_share,
        .needed = 1ULL << NEED_COMPLAINED,
        .offset = offsetof(struct cell, silent),
        .title = {"沉默的不满客户", "Unhappy and silent"},
        .definition = {"遇到问题而没有投诉的客户所占比例。",
                       "Share of customers with a problem who did not complain."},
        .formula = "had_problem and not complained / had_problem with complained known; Wilson",
        .source = "TARP as quoted in the service documents: 96 % never complain",
        .caveat = {"回访本身就是询问：比从不询问时更多人说出来。",
                   "The callback itself asks: more speak up than would have unasked."},
    },
    {
        .id = "recovery.solved.share",
        .unit = UNIT_SHARE,
        .better = BETTER_HIGHER,
        .kind = STATISTIC_SHARE,
        .statistic = solved_share,
        .needed = 1ULL << NEED_COMPLAINED | 1ULL << NEED_OUTCOME,
        .title = {"投诉得到解决", "Complaints solved"},
        .definition = {"投诉过的客户中，说问题已解决（含快速解决）的比例。",
                       "Share of complaining customers who say it was solved, fast or not."},
        .formula =
            "outcome solved or solved_fast / outcome unsolved, solved or solved_fast; Wilson",
        .source = "TARP 1979/1986; Wilson 1927",
        .caveat = {"客户的看法，可能与维修记录不同。",
                   "The customer's view; it may differ from the repair log."},
    },
    TOLD(0, "unsolved", "告知人数（未解决）", "People told (unsolved)"),
    TOLD(1, "solved", "告知人数（已解决）", "People told (solved)"),
    TOLD(2, "solved_fast", "告知人数（快速解决）", "People told (solved fast)"),
    {0},
};

static const struct benchmark benchmarks[] = {
    {"recovery.silent.share", "", 0.96, "TARP, as quoted in the service documents", 0},
    {"recovery.told_people.unsolved", "", 9, "TARP, as quoted in the service documents", 0},
    {"recovery.told_people.solved", "", 5, "TARP, as quoted in the service documents", 0},
    {0},
};

const struct family family_recovery = {
    .name = "recovery",
    .title = {"补救", "Recovery"},
    .question = {"有多少客户遇到问题？谁沉默，谁被挽回，谁在传播？",
                 "How many customers had a problem; who keeps silent, who is won back, who talks?"},
    .version = 2,
    .table = "surveys",
    .tells_persons = true,
    .clock = "surveyed_at",
    .needs = (const struct need[]){{"had_problem", COLUMN_BOOL, false},
                                   {"complained", COLUMN_BOOL, true},
                                   {"outcome", COLUMN_CODE, true},
                                   {"told_people", COLUMN_INT, true},
                                   {0}},
    .axes = (const enum axis[]){AXIS_DEALER, AXIS_REGION, AXIS_PRODUCT, AXIS_END},
    .fields = (const struct field[]){FIELDS_SHARE(struct cell, problem, "count"),
                                     FIELDS_SHARE(struct cell, silent, "count"),
                                     {0}},
    .cell_bytes = sizeof(struct cell),
    .tally_count = TALLY_COUNT,
    .metrics = metrics,
    .benchmarks = benchmarks,
    .prepared_bytes = sizeof(uint16_t),
    .prepare = prepare,
    .update = update,
    .recode = recode,
};
