/* What each step goes with in the score that the customer gives afterwards. */
#include "measure/steps/steps.h"

#include "measure/stats/ols_pattern.h"

#include <stdlib.h>

/* The 12 months' complaints by pattern. */
struct scored {
    struct step_counts counts;
    struct moments moments[PATTERN_LIMIT];
};

static void add_entry(struct scored *scored, const struct tally_entry *entry)
{
    if (entry->key == KEY_INCOMPLETE) {
        scored->counts.incomplete += entry->count;
        return;
    }
    const size_t pattern = (size_t)entry->key & (PATTERN_LIMIT - 1);
    const int64_t byte = entry->key >> SCORE_SHIFT & 0xFF; /* of a score, which has a sign */
    const int64_t score = byte < 128 ? byte : byte - 256;
    struct moments *moments = &scored->moments[pattern];
    scored->counts.n[pattern] += entry->count;
    moments->n += entry->count;
    moments->sum += (i128)score * (i128)entry->count;
    moments->square_sum += (i128)score * score * (i128)entry->count;
}

static void collect(const struct measured *measured, struct scored *scored)
{
    for (size_t i = 0; i < PATTERN_LIMIT; i++) scored->moments[i].scale = 1;
    for (size_t step = 0; step < STEP_COUNT; step++)
        scored->counts.is_present[step] = measured->column[step] != NULL;
    for (uint32_t window = 0; window < STEPS_MONTHS; window++) {
        const struct tally *tallies;
        struct tally_cursor cursor = {0};
        struct tally_entry entry;
        if (!measured_cell(measured, AXIS_NETWORK, 0, window, &tallies)) continue;
        while (tally_next(&tallies[0], &cursor, &entry)) add_entry(scored, &entry);
    }
}

static double mean_of_side(const struct scored *scored, size_t column, bool with)
{
    uint64_t n = 0;
    i128 sum = 0;
    for (size_t pattern = 0; pattern < PATTERN_LIMIT; pattern++) {
        if (model_value(pattern, column) != with) continue;
        n += scored->moments[pattern].n;
        sum += scored->moments[pattern].sum;
    }
    return n > 0 ? exact_ratio(sum, (i128)n) : NAN;
}

static const char *fit_refusal(const struct ols_pattern *fit)
{
    switch (fit->state) {
    case OLS_PATTERN_FITTED: return NULL;
    case OLS_PATTERN_CONSTANT: return "no_variance: all complaints have the same score";
    case OLS_PATTERN_DEPENDENT:
        return "dependent: the steps follow from one another; complaints with other combinations "
               "of steps are needed";
    case OLS_PATTERN_ALONE:
        return "dependent: but for a single complaint the steps follow from one another; more "
               "complaints with other combinations of steps are needed";
    case OLS_PATTERN_FEW_ROWS: break;
    }
    return "below_base: fewer complaints than coefficients";
}

static enum rc fit_model(const struct scored *scored, struct step_model *model,
                         struct step_effect *effects, struct arena *arena, struct err *err)
{
    struct moments *moments = arena_take_array(arena, model->pattern_count + 1, sizeof *moments);
    if (!moments) return err_memory(err, model->pattern_count * sizeof *moments);
    for (size_t i = 0; i < model->pattern_count; i++)
        moments[i] = scored->moments[model->patterns[i]];
    const struct ols_pattern_model asked = {model->pattern_count, model->column_count,
                                            model->values, moments};
    struct ols_pattern fit;
    const enum rc rc = stats_ols_pattern(&asked, arena, &fit, err);
    if (rc != RC_OK) return rc;
    const char *refusal = fit_refusal(&fit);
    if (refusal) step_model_refuse(model, refusal);
    for (size_t i = 0; !refusal && i < model->column_count; i++) {
        const struct ols_pattern_term *term = &fit.terms[i + 1];
        struct step_effect *effect = &effects[model->columns[i]];
        effect->interval = (struct interval){term->value, term->lower, term->upper, true, true};
        effect->p = term->p;
    }
    return RC_OK;
}

enum rc steps_extend(const struct measured *measured, struct result *result, struct err *err)
{
    static const struct step_report report = {.metric = "steps.satisfaction.effect",
                                              .method = "ols_robust_hc3",
                                              .table = "steps.satisfaction",
                                              .columns = step_score_columns};
    struct step_report own = report;
    own.period = measured->context->report_month;
    struct step_effect effects[MODEL_COLUMN_COUNT];
    struct step_model model;
    struct scored *scored = calloc(1, sizeof *scored);
    if (!scored) return err_memory(err, sizeof *scored);
    collect(measured, scored);
    for (size_t column = 0; column < MODEL_COLUMN_COUNT; column++)
        effects[column] =
            (struct step_effect){INTERVAL_UNDEFINED, NAN, mean_of_side(scored, column, true),
                                 mean_of_side(scored, column, false)};
    struct arena *arena = &result->arena;
    enum rc rc = step_model_init(&model, &scored->counts, arena, err);
    if (rc == RC_OK && !step_model_is_small(&model, model.n, "complete complaints", arena))
        rc = fit_model(scored, &model, effects, arena, err);
    if (rc == RC_OK) rc = step_report_add(&own, &model, effects, measured, result, err);
    free(scored);
    return rc;
}
