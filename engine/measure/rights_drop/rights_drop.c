/* What goes with a right that was missed (D02): overall satisfaction of customers who say that one
 * of the seven was wrong against those for whom it was right, the six others alike, over the last
 * 12 months. Customers are counted by their pattern of seven answers and their score; the model is
 * fitted to the patterns. */
#include "base/day.h"
#include "measure/columns.h"
#include "measure/extend.h"
#include "measure/stats/ols_pattern.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

enum { RIGHT_COUNT = 7, PATTERN_LIMIT = 1 << RIGHT_COUNT, WINDOW_MONTHS = 12 };
enum { NEED_OVERALL = RIGHT_COUNT };
/* A key: the rights that were wrong above the score's byte. */
enum { SCORE_BITS = 8, SCORE_MASK = (1 << SCORE_BITS) - 1, NOT_COUNTED = -1 };
/* Customers that a right needs on either side, and for each coefficient. */
enum { SIDE_MINIMUM = 10, ROWS_PER_COEFFICIENT = 10 };

static const char *const right_names[RIGHT_COUNT] = {
    "right_customer", "right_product", "right_time", "right_occasion",
    "right_price",    "right_way",     "right_need"};

struct cell {
    uint64_t complete; /* customers with a score who judged every right that was asked about */
};

static INLINED void prepare_rows(PREPARE_ARGUMENTS)
{
    int32_t *restrict keys = prepared;
    const int8_t *overall = column[NEED_OVERALL];
    bool is_asked = false;
    (void)context;
    for (unsigned right = 0; right < RIGHT_COUNT; right++) is_asked |= column[right] != NULL;
    for (uint32_t row = 0; row < row_count; row++)
        keys[row] = is_asked && overall && overall[row] != SCORE_MISSING ? overall[row] & SCORE_MASK
                                                                         : NOT_COUNTED;
    for (unsigned right = 0; right < RIGHT_COUNT; right++) {
        const int8_t *answers = column[right];
        for (uint32_t row = 0; answers && row < row_count; row++)
            keys[row] |= mask_of(answers[row] == BOOL_MISSING) |
                         (mask_of(answers[row] == 0) & 1 << (SCORE_BITS + right));
    }
}

PREPARE_BY(prepare_rows)

static void update(void *into, struct tally *tallies, const struct rows *rows)
{
    struct cell *cell = into;
    cell->complete += tally_add_counted(&tallies[0], rows, NOT_COUNTED);
}

/* Keys hold answers, no codes. */
// NOLINTNEXTLINE(readability-non-const-parameter): the type is the interface's
static bool recode(int64_t *key, size_t tally, const struct code_map *maps)
{
    (void)tally;
    (void)maps;
    return *key >= 0 && *key < (int64_t)PATTERN_LIMIT << SCORE_BITS;
}

/* The 12 months by pattern, and what the model is made of. */
struct model {
    struct moments moments[PATTERN_LIMIT];
    uint64_t n, wrong[RIGHT_COUNT];
    const char *reasons[RIGHT_COUNT]; /* why a right has no number; NULL: it has */
    size_t rights[RIGHT_COUNT], right_count;
    struct moments rows[PATTERN_LIMIT]; /* of the patterns that occur */
    double values[PATTERN_LIMIT * RIGHT_COUNT];
    size_t row_count;
};

static void add_entry(struct model *model, const struct tally_entry *entry)
{
    const size_t pattern = (size_t)(entry->key >> SCORE_BITS) & (PATTERN_LIMIT - 1);
    const int64_t byte = entry->key & SCORE_MASK; /* of a score, which has a sign */
    const int64_t score = byte < 128 ? byte : byte - 256;
    struct moments *moments = &model->moments[pattern];
    moments->n += entry->count;
    moments->sum += (i128)score * (i128)entry->count;
    moments->square_sum += (i128)score * score * (i128)entry->count;
    model->n += entry->count;
    for (size_t right = 0; right < RIGHT_COUNT; right++)
        if (pattern >> right & 1) model->wrong[right] += entry->count;
}

static void collect(const struct measured *measured, struct model *model)
{
    for (size_t pattern = 0; pattern < PATTERN_LIMIT; pattern++) model->moments[pattern].scale = 1;
    for (uint32_t window = 0; window < WINDOW_MONTHS; window++) {
        const struct tally *tallies;
        struct tally_cursor cursor = {0};
        struct tally_entry entry;
        if (!measured_cell(measured, AXIS_NETWORK, 0, window, &tallies)) continue;
        while (tally_next(&tallies[0], &cursor, &entry)) add_entry(model, &entry);
    }
}

/* Which rights are in the model: those asked about, with enough customers on either side. */
static void choose_rights(const struct measured *measured, struct model *model)
{
    for (size_t right = 0; right < RIGHT_COUNT; right++) {
        const uint64_t wrong = model->wrong[right];
        if (!measured->column[right])
            model->reasons[right] = "no_column: the callbacks do not ask about this one";
        else if (wrong < SIDE_MINIMUM || model->n - wrong < SIDE_MINIMUM)
            model->reasons[right] = "one_sided: fewer than 10 customers for whom it was wrong, or "
                                    "for whom it was right";
        else
            model->rights[model->right_count++] = right;
    }
}

static void list_patterns(struct model *model)
{
    for (size_t pattern = 0; pattern < PATTERN_LIMIT; pattern++) {
        if (model->moments[pattern].n == 0) continue;
        double *values = model->values + model->row_count * model->right_count;
        for (size_t i = 0; i < model->right_count; i++)
            values[i] = (double)(pattern >> model->rights[i] & 1);
        model->rows[model->row_count++] = model->moments[pattern];
    }
}

static const char *fit_refusal(enum ols_pattern_state state)
{
    static const char *const reasons[] = {
        [OLS_PATTERN_FITTED] = NULL,
        [OLS_PATTERN_FEW_ROWS] = "below_base: fewer customers than coefficients",
        [OLS_PATTERN_CONSTANT] = "no_variance: all customers give the same overall score",
        [OLS_PATTERN_DEPENDENT] = "dependent: the rights follow from one another; customers with "
                                  "other combinations of answers are needed",
        [OLS_PATTERN_ALONE] = "dependent: but for a single customer the rights follow from one "
                              "another; more answers are needed"};
    return reasons[state];
}

/* What the fit says, by right; undefined where it says nothing. */
struct drops {
    struct interval intervals[RIGHT_COUNT];
    double p[RIGHT_COUNT];
};

static enum rc fit(struct model *model, struct drops *drops, struct arena *arena, struct err *err)
{
    const struct ols_pattern_model asked = {model->row_count, model->right_count, model->values,
                                            model->rows};
    struct ols_pattern fitted;
    const enum rc rc = stats_ols_pattern(&asked, arena, &fitted, err);
    if (rc != RC_OK) return rc;
    const char *refusal = fit_refusal(fitted.state);
    for (size_t i = 0; i < model->right_count; i++) {
        const size_t right = model->rights[i];
        if (refusal) {
            model->reasons[right] = refusal;
            continue;
        }
        const struct ols_pattern_term *term = &fitted.terms[i + 1];
        drops->intervals[right] =
            (struct interval){term->value, term->lower, term->upper, true, true};
        drops->p[right] = term->p;
    }
    return RC_OK;
}

static bool is_small(struct model *model, struct arena *arena)
{
    const uint64_t needed = ROWS_PER_COEFFICIENT * (model->right_count + 1);
    char words[96];
    if (model->n >= needed) return false;
    const int byte_count =
        snprintf(words, sizeof words,
                 "below_base: n = %" PRIu64 ", at least %" PRIu64 " are needed", model->n, needed);
    const char *kept = arena_copy_text(arena, words, (size_t)byte_count);
    for (size_t i = 0; i < model->right_count; i++)
        model->reasons[model->rights[i]] = kept ? kept : "below_base: too few customers";
    return true;
}

static enum rc tell(const struct measured *measured, const struct model *model,
                    const struct drops *drops, struct result *result, struct err *err)
{
    struct judged rows[RIGHT_COUNT];
    const struct extended none = {.metric = "rights.drop",
                                  .key = "",
                                  .period = measured->context->report_month,
                                  .interval = INTERVAL_UNDEFINED,
                                  .method = "ols_robust_hc3",
                                  .reason = "no_column: none of the seven rights is in the input"};
    bool is_asked = false;
    for (size_t right = 0; right < RIGHT_COUNT; right++)
        is_asked |= measured->column[right] != NULL;
    if (!is_asked) return extend_estimate(measured, result, &none, err);
    for (size_t right = 0; right < RIGHT_COUNT; right++)
        rows[right] = (struct judged){.extended = {.metric = "rights.drop",
                                                   .axis = AXIS_RIGHT,
                                                   .key = right_names[right],
                                                   .period = measured->context->report_month,
                                                   .n = model->n,
                                                   .interval = drops->intervals[right],
                                                   .method = "ols_robust_hc3",
                                                   .reason = model->reasons[right]},
                                      .p = drops->p[right],
                                      .is_above = drops->intervals[right].value > 0};
    return extend_axis(measured, result, rows, RIGHT_COUNT, NULL, err);
}

static enum rc extend(const struct measured *measured, struct result *result, struct err *err)
{
    struct drops drops;
    struct model *model = calloc(1, sizeof *model);
    if (!model) return err_memory(err, sizeof *model);
    for (size_t right = 0; right < RIGHT_COUNT; right++) {
        drops.intervals[right] = INTERVAL_UNDEFINED;
        drops.p[right] = NAN;
    }
    collect(measured, model);
    choose_rights(measured, model);
    list_patterns(model);
    enum rc rc = RC_OK;
    if (model->right_count > 0 && !is_small(model, &result->arena))
        rc = fit(model, &drops, &result->arena, err);
    if (rc == RC_OK) rc = tell(measured, model, &drops, result, err);
    free(model);
    return rc;
}

static const struct metric metrics[] = {
    {
        .id = "rights.drop",
        .unit = UNIT_SCORE,
        .better = BETTER_HIGHER,
        .kind = STATISTIC_EXTENDED,
        .needed = 1ULL << NEED_OVERALL,
        .title = {"不适当时的满意度之差", "Satisfaction where it was wrong"},
        .definition =
            {"其余六项相同时，认为这一项不适当的客户与认为适当的客户总体满意度之差（分），最近 12 "
             "个月；负数表示不适当的一方更低。",
             "Overall satisfaction of customers for whom this one was wrong, less that of "
             "customers "
             "for whom it was right, the six others alike, in points, over the last 12 months; "
             "below 0: lower where it was wrong."},
        .formula =
            "coefficient of \"wrong\" in overall = a + sum over the seven of b_k wrong_k, by "
            "least squares over customers with a score and all the answers",
        .interval = {"稳健标准误（HC3），Student t", "robust standard errors (HC3), Student t"},
        .guard =
            {"客户不足每个系数 10 位、该项一方不足 10 位，或七项互相推得出时不给出。",
             "Refused with fewer than 10 customers a coefficient, fewer than 10 on one side of "
             "the right, or where the seven follow from one another."},
        .source = "the service documents: seven rights (7R); MacKinnon & White 1985",
        .caveat = {"同高同低，不是因果：不满的客户可能对每一项都更挑剔。",
                   "It goes together, no more: customers who are not satisfied may find fault with "
                   "everything."},
    },
    {0},
};

#define NEED(name)                                                                                 \
    {                                                                                              \
        name, COLUMN_BOOL, true                                                                    \
    }

const struct family family_rights_drop = {
    .name = "rights_drop",
    .title = {"不适当与满意度", "Rights and satisfaction"},
    .question = {"哪一个“适当”没做到时，总体满意度低得最多？",
                 "With which of the seven rights missed is overall satisfaction lowest?"},
    .version = 1,
    .table = "surveys",
    .tells_persons = true,
    .clock = "surveyed_at",
    .needs = (const struct need[]){NEED("right_customer"),
                                   NEED("right_product"),
                                   NEED("right_time"),
                                   NEED("right_occasion"),
                                   NEED("right_price"),
                                   NEED("right_way"),
                                   NEED("right_need"),
                                   {"overall", COLUMN_SCORE, true},
                                   {0}},
    .axes = (const enum axis[]){AXIS_END},
    .fields = (const struct field[]){FIELD_U64(struct cell, complete, "count"), {0}},
    .cell_bytes = sizeof(struct cell),
    .tally_count = 1,
    .metrics = metrics,
    .prepared_bytes = sizeof(int32_t),
    .prepare = prepare,
    .update = update,
    .recode = recode,
    .extend = extend,
};
