/* What each step of recovery goes with in buying again (D12): customers by their first complaint.
 * The model is that of the family steps, the outcome a purchase in the year that follows. */
#include "base/day.h"
#include "measure/stats/logistic.h"
#include "measure/steps/steps.h"

#include <stdlib.h>

enum { WINDOW_DAYS = 365 };

enum { SEEN_COMPLAINTS, SEEN_PURCHASES };
enum { SEEN_OPENED = STEP_COUNT, SEEN_RESOLVED }; /* the steps come first */

/* What derive writes of a customer: 0 without a complaint after a purchase, else a pattern with the
 * bits below. Until the window is over nothing is known. */
enum { BOUGHT_SHIFT = STEP_COUNT + 2 };
enum { BIT_BOUGHT = 1 << BOUGHT_SHIFT, BIT_INCOMPLETE = 1 << 10, BIT_PRESENT = 1 << 11 };
_Static_assert((int)PATTERN_LIMIT == (int)BIT_BOUGHT, "a pattern lies below the bits");

static enum handling handling_of(const struct entity *entity, uint32_t row)
{
    const int32_t *opened = entity->columns[SEEN_COMPLAINTS][SEEN_OPENED];
    const int32_t *resolved = entity->columns[SEEN_COMPLAINTS][SEEN_RESOLVED];
    if (!resolved || resolved[row] == MINUTE_MISSING) return HANDLED_UNSOLVED;
    return resolved[row] - opened[row] <= FAST_MINUTES ? HANDLED_FAST : HANDLED_SOLVED;
}

/* Steps of a complaint, or that some of them are not known. */
static int32_t steps_of(const struct entity *entity, uint32_t row)
{
    int32_t steps = 0;
    for (size_t step = 0; step < STEP_COUNT; step++) {
        const int8_t *answers = entity->columns[SEEN_COMPLAINTS][step];
        if (!answers) continue;
        if (answers[row] == BOOL_MISSING) return BIT_INCOMPLETE;
        steps |= answers[row] == 1 ? 1 << step : 0;
    }
    return steps;
}

/* The rows are in order of their days. */
static void derive(const struct entity *entity, void *const *out)
{
    if (entity->row_counts[SEEN_COMPLAINTS] == 0 || entity->row_counts[SEEN_PURCHASES] == 0) return;
    const uint32_t row = entity->rows[SEEN_COMPLAINTS][0];
    const int32_t *opened = entity->columns[SEEN_COMPLAINTS][SEEN_OPENED];
    const int32_t *purchased = entity->columns[SEEN_PURCHASES][0];
    const uint32_t *purchases = entity->rows[SEEN_PURCHASES];
    const int32_t day = day_of_minute(opened[row]);
    if (purchased[purchases[0]] > day || day > entity->context->horizon_day - WINDOW_DAYS) return;
    bool bought = false;
    for (uint32_t i = 1; !bought && i < entity->row_counts[SEEN_PURCHASES]; i++)
        bought = purchased[purchases[i]] > day && purchased[purchases[i]] - day <= WINDOW_DAYS;
    ((int32_t *)out[0])[entity->number] = BIT_PRESENT | (bought ? BIT_BOUGHT : 0) |
                                          (int32_t)handling_of(entity, row) << HANDLING_SHIFT |
                                          steps_of(entity, row);
}

struct cell {
    uint64_t matured_count;
};

static void update(void *cell_bytes, struct tally *tallies, const struct rows *rows)
{
    struct cell *cell = cell_bytes;
    const int32_t *steps = rows->column[0];
    for (uint32_t i = 0; i < rows->row_count; i++) {
        const int32_t found = steps[rows->row[i]];
        if (!(found & BIT_PRESENT)) continue;
        cell->matured_count++;
        tally_add(&tallies[0],
                  found & BIT_INCOMPLETE ? (int32_t)KEY_INCOMPLETE : found & (2 * BIT_BOUGHT - 1),
                  1);
    }
}

/* Customers by the pattern of their first complaint. */
struct buyers {
    struct step_counts counts;
    uint64_t bought[PATTERN_LIMIT];
    uint64_t all_bought;
};

static void collect(const struct measured *measured, struct buyers *buyers)
{
    const struct table *complaints = linked_table(measured->linked, "complaints");
    for (size_t step = 0; complaints && step < STEP_COUNT; step++)
        buyers->counts.is_present[step] = table_column(complaints, step_names[step]) != NULL;
    const struct tally *tallies;
    struct tally_cursor cursor = {0};
    struct tally_entry entry;
    if (!measured_cell(measured, AXIS_NETWORK, 0, 0, &tallies)) return;
    while (tally_next(&tallies[0], &cursor, &entry)) {
        const size_t pattern = (size_t)entry.key & (PATTERN_LIMIT - 1);
        if (entry.key == KEY_INCOMPLETE) {
            buyers->counts.incomplete += entry.count;
            continue;
        }
        buyers->counts.n[pattern] += entry.count;
        if (!(entry.key & BIT_BOUGHT)) continue;
        buyers->bought[pattern] += entry.count;
        buyers->all_bought += entry.count;
    }
}

static double share_of_side(const struct buyers *buyers, size_t column, bool with)
{
    uint64_t n = 0, bought = 0;
    for (size_t pattern = 0; pattern < PATTERN_LIMIT; pattern++) {
        if (model_value(pattern, column) != with) continue;
        n += buyers->counts.n[pattern];
        bought += buyers->bought[pattern];
    }
    return n > 0 ? exact_ratio((i128)bought, (i128)n) : NAN;
}

static const char *fit_refusal(const struct logistic *fit)
{
    switch (fit->state) {
    case LOGISTIC_FITTED: return NULL;
    case LOGISTIC_CONSTANT: return "no_variance: all bought again, or nobody";
    case LOGISTIC_DEPENDENT:
        return "dependent: the steps follow from one another; complaints with other combinations "
               "of steps are needed";
    case LOGISTIC_SEPARATED:
        return "separated: some combination of steps tells without exception who bought again; "
               "more complaints are needed until it has exceptions";
    case LOGISTIC_FEW_ROWS: break;
    }
    return "below_base: fewer complaints than coefficients";
}

static enum rc fit_model(const struct buyers *buyers, struct step_model *model,
                         struct step_effect *effects, struct arena *arena, struct err *err)
{
    const size_t count = model->pattern_count;
    uint64_t *n = arena_take_array(arena, count + 1, sizeof *n);
    uint64_t *bought = arena_take_array(arena, count + 1, sizeof *bought);
    if (!n || !bought) return err_memory(err, count * sizeof *n);
    for (size_t i = 0; i < count; i++) {
        n[i] = buyers->counts.n[model->patterns[i]];
        bought[i] = buyers->bought[model->patterns[i]];
    }
    const struct logistic_model asked = {.pattern_count = count,
                                         .column_count = model->column_count,
                                         .columns = model->values,
                                         .n = n,
                                         .events = bought};
    struct logistic fit;
    const enum rc rc = stats_logistic(&asked, arena, &fit, err);
    if (rc != RC_OK) return rc;
    const char *refusal = fit_refusal(&fit);
    if (refusal) step_model_refuse(model, refusal);
    for (size_t i = 0; !refusal && i < model->column_count; i++) {
        const struct logistic_term *term = &fit.terms[i + 1];
        struct step_effect *effect = &effects[model->columns[i]];
        effect->interval =
            (struct interval){exp(term->value), exp(term->lower), exp(term->upper), true, true};
        effect->p = term->p;
    }
    return RC_OK;
}

static const char *absent_table(const struct measured *measured)
{
    const struct table *complaints = linked_table(measured->linked, "complaints");
    const struct table *purchases = linked_table(measured->linked, "purchases");
    if (!complaints || complaints->row_count == 0) return "no_table: complaints are needed";
    if (!purchases || purchases->row_count == 0) return "no_table: purchases are needed";
    return NULL;
}

/* Of those who bought and those who did not, the fewer decide. */
static bool are_few(const struct buyers *buyers, struct step_model *model, struct arena *arena)
{
    const uint64_t others = model->n - buyers->all_bought;
    if (buyers->all_bought < others)
        return step_model_is_small(model, buyers->all_bought, "complainants who bought again",
                                   arena);
    return step_model_is_small(model, others, "complainants who did not buy again", arena);
}

static enum rc extend(const struct measured *measured, struct result *result, struct err *err)
{
    static const struct step_report report = {.metric = "steps.repurchase.odds_ratio",
                                              .method = "logistic_wald",
                                              .table = "steps.repurchase",
                                              .columns = step_share_columns,
                                              .period = PERIOD_ALL,
                                              .no_effect = 1};
    struct buyers *buyers = calloc(1, sizeof *buyers);
    if (!buyers) return err_memory(err, sizeof *buyers);
    collect(measured, buyers);
    struct step_effect effects[MODEL_COLUMN_COUNT];
    for (size_t column = 0; column < MODEL_COLUMN_COUNT; column++)
        effects[column] =
            (struct step_effect){INTERVAL_UNDEFINED, NAN, share_of_side(buyers, column, true),
                                 share_of_side(buyers, column, false)};
    struct step_model model;
    enum rc rc = step_model_init(&model, &buyers->counts, &result->arena, err);
    const char *absent = absent_table(measured);
    if (rc == RC_OK && absent)
        step_model_refuse(&model, absent);
    else if (rc == RC_OK && !are_few(buyers, &model, &result->arena))
        rc = fit_model(buyers, &model, effects, &result->arena, err);
    if (rc == RC_OK) rc = step_report_add(&report, &model, effects, measured, result, err);
    free(buyers);
    return rc;
}

static const struct metric metrics[] = {
    {
        .id = "steps.repurchase.odds_ratio",
        .unit = UNIT_RATIO,
        .better = BETTER_HIGHER,
        .kind = STATISTIC_EXTENDED,
        .title = {"步骤与再购（优势比）", "Step and buying again (odds ratio)"},
        .definition =
            {"按客户的首次投诉：其他六步、是否解决、是否 24 小时内解决都相同时，做到该步骤的客户在"
             "投诉后 1–365 天内再购的优势是没有做到的几倍。只计投诉前已购买、且观察已满 365 "
             "天的客户。",
             "By the customer's first complaint: how many times the odds of buying again 1 to 365 "
             "days after it are where the step was taken, with the other six steps, being solved, "
             "and being solved within 24 hours held alike. Customers with a purchase before the "
             "complaint, followed for 365 days."},
        .formula = "exp(coefficient) of the step in a logistic regression of buying again on the "
                   "seven steps, solved, and solved within 24 h; complete cases",
        .source = "McCullagh & Nelder 1989; Albert & Anderson 1984 (separation); Peduzzi et al. "
                  "1996 (ten events a coefficient); Benjamini & Hochberg 1995",
        .caveat =
            {"只是关联：由员工决定对谁做哪一步，较重的投诉可能得到更多步骤；再购发生在投诉之后，晚"
             "做"
             "的步骤（如跟进）可能落在再购之后。优势之比不是比例之比：再购常见时它比比例之比离 1 "
             "更远。只看首次投诉；事后满意度是结果，没有放进模型。",
             "An association only: the staff chooses what to do for whom, and graver complaints "
             "may get more steps. A late step (following up) may come after the purchase. A ratio "
             "of odds is no ratio of shares: where buying again is common it lies further from 1. "
             "First complaints only; satisfaction afterwards is a result and is not in the "
             "model."},
        .interval = {"95 % Wald 区间，在对数优势上计算后取指数。",
                     "95 % Wald interval of the log odds ratio, turned back."},
        .guard =
            {"每个系数少于 10 "
             "名再购者（或未再购者）则拒绝；步骤组合能毫无例外地分开再购与否（分离）"
             "则拒绝；做到或没做到的不足 10 "
             "名、从不变化、或总与另一步同时出现的步骤单独拒绝；缺任一"
             "步登记的不用，超过一成时注明；结论按七步做 Benjamini–Hochberg 校正。",
             "Refused with fewer than 10 who bought again (or who did not) a coefficient, and when "
             "some combination of steps tells without exception who bought (separation). A step "
             "with fewer than 10 customers with or without it, that never varies, or that always "
             "comes with another, is refused alone. Customers without an answer to every step are "
             "left out, and it is said when they are more than a tenth. Verdicts after Benjamini "
             "and Hochberg over the steps."},
    },
    {0},
};

const struct family family_steps_repurchase = {
    .name = "steps_repurchase",
    .title = {"补救步骤与再购", "Recovery steps and repurchase"},
    .question = {"投诉处理的每一步与客户再购有何关系？",
                 "What does each step of recovery go with in buying again?"},
    .version = 1,
    .table = "customers",
    .clock = NULL,
    .needs = (const struct need[]){{"complaint_steps", COLUMN_INT, false}, {0}},
    .axes = (const enum axis[]){AXIS_END},
    .fields = (const struct field[]){FIELD_U64(struct cell, matured_count, "count"), {0}},
    .cell_bytes = sizeof(struct cell),
    .tally_count = 1,
    .metrics = metrics,
    .derivation =
        &(const struct derivation){
            .history = HISTORY_CUSTOMER,
            .tables =
                (const struct derived_table[]){
                    {"complaints", (const struct need[]){{"apologised", COLUMN_BOOL, true},
                                                         {"listened", COLUMN_BOOL, true},
                                                         {"fair_fix", COLUMN_BOOL, true},
                                                         {"compensated", COLUMN_BOOL, true},
                                                         {"promise_kept", COLUMN_BOOL, true},
                                                         {"followed_up", COLUMN_BOOL, true},
                                                         {"permanent_fix", COLUMN_BOOL, true},
                                                         {"opened_at", COLUMN_TIME, false},
                                                         {"resolved_at", COLUMN_TIME, true},
                                                         {0}}},
                    {"purchases", (const struct need[]){{"purchased_on", COLUMN_DATE, false}, {0}}},
                    {0}},
            .columns = (const struct need[]){{"complaint_steps", COLUMN_INT, false}, {0}},
            .code_names = (const char *const *const[]){NULL},
            .derive = derive,
        },
    .update = update,
    .extend = extend,
};
