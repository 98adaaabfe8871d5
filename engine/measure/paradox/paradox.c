/* The recovery paradox in what customers say (D16): satisfaction, and the intention to buy again,
 * of those whose problem was solved against those who never had one, product by product. */
#include "measure/paradox/paradox.h"

#include "measure/columns.h"

enum { WINDOW_MONTHS = 12, INTENT_MINIMUM = 1, INTENT_MAXIMUM = 5 };

struct cell {
    uint64_t told_count; /* who said whether they had a problem, and how it ended */
};

enum { NEED_PROBLEM, NEED_OUTCOME, NEED_PRODUCT, NEED_OVERALL, NEED_INTENT };
enum { TALLY_OVERALL, TALLY_INTENT, TALLY_COUNT };

/* Key of an answer: product, state and score. State 0 is no problem, others are the outcome's code:
 * names are known only in `extend`. A key is short wherever its parts are. */
enum { SCORE_LIMIT = 16, SHORT_STATE_LIMIT = 8, SHORT_PRODUCT_LIMIT = 1 << 23 };
enum { NOT_COUNTED = -1, LONG_KEY = -2, LONG_KEY_BIT = 62, LONG_PRODUCT_SHIFT = 32 };
enum { LONG_SCORE_SHIFT = 24, LONG_STATE_MASK = (1 << LONG_SCORE_SHIFT) - 1 };

static INLINED int32_t short_key(uint32_t product, uint32_t state, int8_t score)
{
    return (int32_t)((product * SHORT_STATE_LIMIT + state) * SCORE_LIMIT + (uint8_t)score);
}
static INLINED bool is_short(uint32_t product, uint32_t state, int8_t score)
{
    return (product < SHORT_PRODUCT_LIMIT) & (state < SHORT_STATE_LIMIT) & (score >= 0) &
           (score < SCORE_LIMIT);
}
static int64_t key_of(uint32_t product, uint32_t state, int8_t score)
{
    if (is_short(product, state, score)) return short_key(product, state, score);
    return (int64_t)(1ULL << LONG_KEY_BIT | (uint64_t)product << LONG_PRODUCT_SHIFT |
                     (uint64_t)(uint8_t)score << LONG_SCORE_SHIFT | (state & LONG_STATE_MASK));
}
static void key_parts(int64_t key, uint32_t *product, uint32_t *state, int8_t *score)
{
    const uint64_t bits = (uint64_t)key;
    const bool is_long = bits >> LONG_KEY_BIT & 1;
    *product = (uint32_t)(is_long ? bits >> LONG_PRODUCT_SHIFT & 0x3FFFFFFF
                                  : bits / SCORE_LIMIT / SHORT_STATE_LIMIT);
    *state = (uint32_t)(is_long ? bits & LONG_STATE_MASK : bits / SCORE_LIMIT % SHORT_STATE_LIMIT);
    *score = (int8_t)(is_long ? bits >> LONG_SCORE_SHIFT & 0xFF : bits % SCORE_LIMIT);
}

/* Of a row: its short key but for the score, LONG_KEY, or NOT_COUNTED without an answer about
 * problems or how they ended. */
static INLINED int32_t prepared_base(int8_t problem, uint32_t outcome, uint32_t product)
{
    const uint32_t state = outcome & (uint32_t)mask_of(problem == 1);
    const int32_t is_counted = mask_of(problem == 0) | mask_of((problem == 1) & (outcome != 0));
    const int32_t fits = mask_of(is_short(product, state, 0));
    return ((short_key(product, state, 0) & fits) | (LONG_KEY & ~fits)) | ~is_counted;
}

static INLINED void prepare_rows(PREPARE_ARGUMENTS)
{
    (void)context;
    struct missing_block missing;
    missing_block_init(&missing);
    for (uint32_t first = 0; first < row_count; first += BLOCK_ROWS) {
        int32_t *restrict bases = (int32_t *)prepared + first;
        const int8_t *problem = block_answers(column[NEED_PROBLEM], first, &missing);
        const uint32_t *outcome = block_codes(column[NEED_OUTCOME], first, &missing);
        const uint32_t *product = block_codes(column[NEED_PRODUCT], first, &missing);
        for (uint32_t row = 0; row < block_row_count(first, row_count); row++)
            bases[row] = prepared_base(problem[row], outcome[row], product[row]);
    }
}

PREPARE_BY(prepare_rows)

static bool needs_long_key(int32_t base, int8_t score)
{
    return base != NOT_COUNTED && score != SCORE_MISSING &&
           (base == LONG_KEY || (uint8_t)score >= SCORE_LIMIT);
}

/* Keys that are not short, of KEY_BATCH rows at most. */
static void add_long_keys(struct tally *tally, const int8_t *scores, const struct rows *rows,
                          const uint32_t *row, uint32_t row_count)
{
    const int32_t *bases = rows->prepared;
    const int8_t *problem = rows->column[NEED_PROBLEM];
    const uint32_t *outcomes = rows->column[NEED_OUTCOME], *products = rows->column[NEED_PRODUCT];
    for (uint32_t i = 0; i < row_count; i++) {
        if (!needs_long_key(bases[row[i]], scores[row[i]])) continue;
        const uint32_t state = problem[row[i]] == 1 && outcomes ? outcomes[row[i]] : 0;
        tally_add(tally, key_of(products ? products[row[i]] : 0, state, scores[row[i]]), 1);
    }
}

static void add_keys(struct tally *tally, const int8_t *scores, const struct rows *rows,
                     const uint32_t *row, uint32_t row_count)
{
    const int32_t *bases = rows->prepared;
    int32_t *keys = tally_reserve(tally, row_count);
    uint32_t count = 0, long_count = 0;
    for (uint32_t i = 0; keys && i < row_count; i++) {
        const int32_t base = bases[row[i]];
        const int8_t score = scores[row[i]];
        keys[count] = base + (uint8_t)score;
        count += (uint32_t)((base >= 0) & ((uint8_t)score < SCORE_LIMIT));
        long_count += needs_long_key(base, score);
    }
    tally_took(tally, count);
    if (long_count > 0) add_long_keys(tally, scores, rows, row, row_count);
}

static void update(void *cell_bytes, struct tally *tallies, const struct rows *rows)
{
    struct cell *cell = cell_bytes;
    const int32_t *bases = rows->prepared;
    const int8_t *const scores[TALLY_COUNT] = {rows->column[NEED_OVERALL],
                                               rows->column[NEED_INTENT]};
    for (uint32_t first = 0; first < rows->row_count; first += KEY_BATCH) {
        const uint32_t left = rows->row_count - first;
        const uint32_t row_count = left < KEY_BATCH ? left : KEY_BATCH;
        const uint32_t *row = rows->row + first;
        for (uint32_t i = 0; i < row_count; i++) cell->told_count += bases[row[i]] != NOT_COUNTED;
        for (size_t t = 0; t < TALLY_COUNT; t++)
            if (scores[t]) add_keys(&tallies[t], scores[t], rows, row, row_count);
    }
}

static bool recode(int64_t *key, size_t tally, const struct code_map *maps)
{
    uint32_t product, state;
    int8_t score;
    (void)tally;
    if (*key < 0) return false;
    key_parts(*key, &product, &state, &score);
    if (product != 0 && !code_of(&maps[NEED_PRODUCT], product, &product)) return false;
    if (state != 0 && !code_of(&maps[NEED_OUTCOME], state, &state)) return false;
    *key = key_of(product, state, score);
    return true;
}

/* Codes of the outcomes by ending; 0: the input has no such outcome. */
struct classes {
    uint32_t codes[CLASS_COUNT];
};

static enum paradox_class class_of(const struct classes *classes, uint32_t state)
{
    if (state == 0) return CLASS_NEVER;
    for (int ending = CLASS_SOLVED_FAST; ending < CLASS_COUNT; ending++)
        if (classes->codes[ending] == state) return (enum paradox_class)ending;
    return CLASS_COUNT;
}

static const struct tally *month_tally(const struct measured *measured, uint32_t window,
                                       size_t number)
{
    const struct tally *tallies;
    return measured_cell(measured, AXIS_NETWORK, 0, window, &tallies) ? &tallies[number] : NULL;
}

/* One tally over the 12 months. */
static bool collect(const struct measured *measured, const struct classes *classes, size_t number,
                    struct arena *arena, struct paradox_entries *entries)
{
    size_t limit = 0;
    for (uint32_t window = 0; window < WINDOW_MONTHS; window++) {
        const struct tally *tally = month_tally(measured, window, number);
        limit += tally ? tally_entry_limit(tally) : 0;
    }
    *entries = (struct paradox_entries){.count = 0};
    entries->rows = arena_take_array(arena, limit + 1, sizeof *entries->rows);
    for (uint32_t window = 0; entries->rows && window < WINDOW_MONTHS; window++) {
        const struct tally *tally = month_tally(measured, window, number);
        struct tally_cursor cursor = {0};
        struct tally_entry found;
        while (tally && tally_next(tally, &cursor, &found)) {
            uint32_t product, state;
            int8_t score;
            key_parts(found.key, &product, &state, &score);
            const enum paradox_class ending = class_of(classes, state);
            if (ending != CLASS_COUNT)
                entries->rows[entries->count++] =
                    (struct paradox_entry){product, found.count, score, ending};
        }
    }
    return entries->rows != NULL;
}

static struct paradox_test test_of(const struct measured *measured, size_t number)
{
    static const struct paradox_test tests[TALLY_COUNT] = {{.name = "satisfaction",
                                                            .metric = "paradox.satisfaction",
                                                            .literature = "literature_yes",
                                                            .margin = PARADOX_SCORE_MARGIN},
                                                           {.name = "intention",
                                                            .metric = "paradox.intention",
                                                            .literature = "literature_no",
                                                            .margin = PARADOX_SCORE_MARGIN}};
    struct paradox_test test = tests[number];
    test.period = measured->context->report_month;
    if (!measured->column[NEED_PRODUCT])
        test.partial = "not_matched: the surveys do not name the product";
    return test;
}

static enum rc extend(const struct measured *measured, struct result *result, struct err *err)
{
    const struct measure_options *options = measured->context->options;
    const struct dictionary *outcomes = measured->dictionary[NEED_OUTCOME];
    const struct classes classes = {{[CLASS_SOLVED_FAST] = dictionary_code(outcomes, "solved_fast"),
                                     [CLASS_SOLVED] = dictionary_code(outcomes, "solved"),
                                     [CLASS_UNSOLVED] = dictionary_code(outcomes, "unsolved")}};
    const int64_t first[] = {options->scale_minimum, INTENT_MINIMUM};
    const int64_t last[] = {options->scale_maximum, INTENT_MAXIMUM};
    struct paradox_test tests[TALLY_COUNT];
    struct paradox_counts counts[TALLY_COUNT];
    struct arena scratch;
    enum rc rc = RC_OK;
    arena_init(&scratch);
    for (size_t t = 0; rc == RC_OK && t < TALLY_COUNT; t++) {
        struct paradox_entries entries;
        const size_t value_count = (size_t)(last[t] - first[t] + 1);
        tests[t] = test_of(measured, t);
        if (!collect(measured, &classes, t, &scratch, &entries) ||
            !paradox_counts_init(&counts[t], &entries, first[t], value_count, &scratch))
            rc = err_memory(err, sizeof entries);
    }
    if (rc == RC_OK)
        rc = paradox_add("paradox.stated", tests, counts, TALLY_COUNT, measured, result, err);
    arena_release(&scratch);
    return rc;
}

const struct family family_paradox = {
    .name = "paradox",
    .title = {"补救悖论：说的", "Recovery paradox: what they say"},
    .question = {"问题得到解决的客户，说起来比从没遇到问题的客户更满意吗？",
                 "Do customers whose problem was solved say they are happier than those who never "
                 "had one?"},
    .version = 1,
    .table = "surveys",
    .clock = "surveyed_at",
    .needs = (const struct need[]){{"had_problem", COLUMN_BOOL, false},
                                   {"outcome", COLUMN_CODE, true},
                                   {"product", COLUMN_CODE, true},
                                   {"overall", COLUMN_SCORE, true},
                                   {"repurchase_intent", COLUMN_SCORE, true},
                                   {0}},
    .axes = (const enum axis[]){AXIS_END},
    .fields = (const struct field[]){FIELD_U64(struct cell, told_count, "count"), {0}},
    .cell_bytes = sizeof(struct cell),
    .tally_count = TALLY_COUNT,
    .metrics = paradox_metrics,
    .prepared_bytes = sizeof(int32_t),
    .prepare = prepare,
    .update = update,
    .recode = recode,
    .extend = extend,
};
