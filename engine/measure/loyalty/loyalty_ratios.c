/* Hazard ratios and what must be known beside them: tests, drift over time, Breslow's ties. */
#include "measure/extend.h"
#include "measure/loyalty/loyalty.h"
#include "measure/stats/distribution.h"

#include <inttypes.h>
#include <stdio.h>

enum { ROW_LIMIT = LEVEL_LIMIT * TERM_COUNT + 1, REASON_BYTES = 320 };
#define LEVEL_OF_TESTS 0.05

/* Everything that is told of the model. */
struct telling {
    const struct measured *measured;
    const struct loyalty_pieces *pieces;
    struct arena arena; /* of the fits; texts that stay are the result's */
    struct loyalty_design design;
    struct loyalty_fit fit, early, late;
    double breslow[COVARIATE_LIMIT];
    uint32_t middle_day;
    const char *refusal; /* NULL, or why there is no model */
    bool is_untold;      /* not even the customers are there for it */
    struct judged rows[ROW_LIMIT];
    const struct loyalty_level *levels[ROW_LIMIT]; /* of the rows */
    double q[ROW_LIMIT];
    size_t row_count;
};

static bool is_told(const struct loyalty_term *term, uint32_t level, bool is_state)
{
    return is_state || (term->level_count > 1 && term->levels[level].customers > 0);
}

/* What two levels have in common only by way of others, watched at other times, is a ratio under an
 * assumption that nobody could see to be wrong. */
static void refuse_strangers(struct telling *told)
{
    for (int t = 0; t < TERM_COUNT; t++)
        for (uint32_t i = 0; i < told->design.terms[t].level_count; i++) {
            struct loyalty_level *level = &told->design.terms[t].levels[i];
            if (level->covariate != NO_COVARIATE && told->fit.common[level->covariate] == 0)
                level->refusal =
                    "no_overlap: nobody left on a day since the purchase on which customers of "
                    "this level and of the reference were both watched; departures recorded "
                    "over more years, so that both are seen at the same age, are needed";
        }
}

static enum rc fit_all(struct telling *told, struct arena *texts, struct err *err)
{
    struct arena *arena = &told->arena;
    enum rc rc = loyalty_design_make(&told->design, told->measured, told->pieces, texts, err);
    told->refusal = loyalty_refusal(told->measured, told->pieces);
    told->is_untold = told->refusal != NULL;
    if (rc != RC_OK || told->refusal) return rc;
    rc = loyalty_fit_make(&told->fit, &told->design, told->pieces, arena, err);
    told->refusal = told->fit.refusal;
    if (rc != RC_OK || told->refusal) return rc;
    refuse_strangers(told);
    told->middle_day = loyalty_middle_day(&told->fit);
    const uint32_t day = told->middle_day;
    struct cox_fit breslow;
    rc = stats_cox(&told->fit.counts, COX_BRESLOW, arena, &breslow, err);
    if (rc == RC_OK)
        rc = loyalty_fit_part(&told->fit, &told->design, day, false, &told->early, arena, err);
    if (rc == RC_OK)
        rc = loyalty_fit_part(&told->fit, &told->design, day, true, &told->late, arena, err);
    for (size_t j = 0; rc == RC_OK && j < told->fit.fit.covariate_count; j++)
        told->breslow[j] = breslow.status == COX_FITTED ? breslow.coefficients[j].ratio.value : NAN;
    return rc;
}

/* One half of the drift in words: "1.82 (1.50 to 2.20)". */
static void write_ratio(char out[64], const struct interval *ratio)
{
    if (ratio->defined)
        (void)snprintf(out, 64, "%.3g (%.3g to %.3g)", ratio->value, ratio->lower, ratio->upper);
    else
        (void)snprintf(out, 64, "none (one level was not watched or not left then)");
}

static const char *drift_words(const struct telling *told, int term, size_t covariate,
                               struct arena *arena)
{
    char early[64], late[64], words[REASON_BYTES];
    write_ratio(early, &told->early.ratios[covariate]);
    write_ratio(late, &told->late.ratios[covariate]);
    const int length = snprintf(
        words, sizeof words,
        "not_proportional: the ratios of this trait change with time (p = %.2g after Holm), so it "
        "is an average over the time that both levels were watched; up to day %u the ratio is %s, "
        "after it %s",
        told->fit.proportional_holm[term], told->middle_day, early, late);
    return arena_copy_text(arena, words, (size_t)length);
}

static const char *common_words(uint64_t departures, struct arena *arena)
{
    char words[REASON_BYTES];
    const int length =
        snprintf(words, sizeof words,
                 "little_overlap: %" PRIu64 " departures while customers of this level and of the "
                 "reference were both watched, %d are needed; the rest of it is inferred by way "
                 "of other levels, as if ratios did not change with time",
                 departures, EVENTS_OF_LEVEL);
    return arena_copy_text(arena, words, (size_t)length);
}

/* Why a ratio holds in part only; NULL: it holds. */
static const char *doubt_of(const struct telling *told, int term, const struct loyalty_level *level,
                            struct arena *arena)
{
    if (told->fit.common[level->covariate] < EVENTS_OF_LEVEL)
        return common_words(told->fit.common[level->covariate], arena);
    if (told->fit.proportional_holm[term] < LEVEL_OF_TESTS)
        return drift_words(told, term, level->covariate, arena);
    if (level->events < EVENTS_OF_LEVEL)
        return "few_events: fewer than 5 customers left from it; the interval is rough";
    return NULL;
}

/* Why a level has no ratio: because nothing can be told, or in the words nearest to it. NULL: it
 * has no customers. */
static const char *refusal_of(const struct telling *told, int term,
                              const struct loyalty_level *level)
{
    if (told->is_untold || level->customers == 0) return told->is_untold ? told->refusal : NULL;
    if (level->refusal) return level->refusal;
    return told->design.terms[term].refusal ? told->design.terms[term].refusal : told->refusal;
}

static bool is_fitted(const struct telling *told, const struct loyalty_level *level)
{
    return !told->refusal && level->covariate != NO_COVARIATE && !level->refusal;
}

static void judge_level(struct telling *told, int term, const struct loyalty_level *level,
                        struct arena *arena)
{
    const struct loyalty_fit *fit = &told->fit;
    struct judged *row = &told->rows[told->row_count];
    *row =
        (struct judged){.extended = {.metric = "departure.hazard_ratio",
                                     .axis = AXIS_TRAIT,
                                     .key = level->key,
                                     .period = PERIOD_ALL,
                                     .n = level->customers,
                                     .interval = INTERVAL_UNDEFINED,
                                     .method = fit->clusters ? "cox_efron_dealers" : "cox_efron"},
                        .p = NAN};
    if (is_fitted(told, level)) {
        row->extended.interval = fit->ratios[level->covariate];
        row->extended.reason = doubt_of(told, term, level, arena);
        row->p = fit->p[level->covariate];
        row->is_above = row->extended.interval.value > 1.0;
    } else {
        row->extended.reason = refusal_of(told, term, level);
    }
    told->levels[told->row_count++] = level;
}

static enum rc add_estimates(struct telling *told, struct result *result, struct err *err)
{
    for (int t = 0; t < TERM_COUNT; t++) {
        const struct loyalty_term *term = &told->design.terms[t];
        for (uint32_t i = 0; i < term->level_count; i++) {
            const bool is_state = t == TERM_STATE;
            if (is_state && i == STATE_NONE) continue;
            if (i == term->reference || !is_told(term, i, is_state)) continue;
            judge_level(told, t, &term->levels[i], &result->arena);
        }
    }
    return extend_axis(told->measured, result, told->rows, told->row_count, told->q, err);
}

/* What is too few for an estimate is too few for a number in a table. */
static bool has_ratio(const struct telling *told, const struct loyalty_level *level)
{
    return is_fitted(told, level) &&
           level->customers >= told->measured->context->options->minimum_base;
}

static void fill_level(const struct telling *told, const struct loyalty_term *term, uint32_t i,
                       struct result_table *table, size_t row)
{
    const struct loyalty_level *level = &term->levels[i];
    *result_cell(table, row, 0) = cell_text(level->key);
    *result_cell(table, row, 1) = cell_whole(i == term->reference);
    *result_cell(table, row, 2) = cell_whole((int64_t)level->customers);
    *result_cell(table, row, 3) = cell_whole((int64_t)level->events);
    *result_cell(table, row, 4) = cell_whole((int64_t)level->days);
    if (!has_ratio(told, level)) return;
    const struct interval *ratio = &told->fit.ratios[level->covariate];
    *result_cell(table, row, 5) = cell_number(ratio->value);
    *result_cell(table, row, 6) = cell_number(ratio->lower);
    *result_cell(table, row, 7) = cell_number(ratio->upper);
    *result_cell(table, row, 8) = cell_number(told->fit.p[level->covariate]);
    for (size_t k = 0; k < told->row_count; k++)
        if (told->levels[k] == level) *result_cell(table, row, 9) = cell_number(told->q[k]);
    *result_cell(table, row, 10) = cell_number(told->breslow[level->covariate]);
}

static enum rc add_ratio_table(const struct telling *told, struct result *result, struct err *err)
{
    static const struct table_column columns[] = {{"trait", "text"},
                                                  {"reference", "bool"},
                                                  {"customers", "count"},
                                                  {"departures", "count"},
                                                  {"customer_days", "count"},
                                                  {"hazard_ratio", "ratio"},
                                                  {"lower", "ratio"},
                                                  {"upper", "ratio"},
                                                  {"p", "p"},
                                                  {"q", "q"},
                                                  {"breslow", "ratio"}};
    size_t count = 0;
    for (int t = 0; t < TERM_COUNT; t++)
        for (uint32_t i = 0; i < told->design.terms[t].level_count; i++)
            count += is_told(&told->design.terms[t], i, false);
    struct result_table *table = result_add_table(result, "departure.ratios", columns, 11, count);
    if (!table) return err_memory(err, count);
    size_t row = 0;
    for (int t = 0; t < TERM_COUNT; t++)
        for (uint32_t i = 0; i < told->design.terms[t].level_count; i++)
            if (is_told(&told->design.terms[t], i, false))
                fill_level(told, &told->design.terms[t], i, table, row++);
    return RC_OK;
}

static void fill_drift(const struct telling *told, int t, const struct loyalty_level *level,
                       struct result_table *table, size_t row)
{
    const struct interval *early = &told->early.ratios[level->covariate];
    const struct interval *late = &told->late.ratios[level->covariate];
    *result_cell(table, row, 0) = cell_text(level->key);
    if (!has_ratio(told, level)) return;
    *result_cell(table, row, 1) = cell_whole(told->middle_day);
    *result_cell(table, row, 2) = cell_number(early->value);
    *result_cell(table, row, 3) = cell_number(early->lower);
    *result_cell(table, row, 4) = cell_number(early->upper);
    *result_cell(table, row, 5) = cell_number(late->value);
    *result_cell(table, row, 6) = cell_number(late->lower);
    *result_cell(table, row, 7) = cell_number(late->upper);
    *result_cell(table, row, 8) = cell_number(told->fit.proportional_holm[t]);
}

/* The same ratios in the first half of the departures and in the second. */
static enum rc add_drift_table(const struct telling *told, struct result *result, struct err *err)
{
    static const struct table_column columns[] = {
        {"trait", "text"},        {"until_day", "days"},    {"early_ratio", "ratio"},
        {"early_lower", "ratio"}, {"early_upper", "ratio"}, {"late_ratio", "ratio"},
        {"late_lower", "ratio"},  {"late_upper", "ratio"},  {"p_holm", "p"}};
    struct result_table *table = result_add_table(result, "departure.ratios_by_time", columns, 9,
                                                  told->fit.fit.covariate_count);
    if (!table) return err_memory(err, 1);
    size_t row = 0;
    for (int t = 0; t < TERM_COUNT; t++)
        for (uint32_t i = 0; i < told->design.terms[t].level_count; i++)
            if (told->design.terms[t].levels[i].covariate != NO_COVARIATE)
                fill_drift(told, t, &told->design.terms[t].levels[i], table, row++);
    return RC_OK;
}

static enum rc add_counts_table(const struct telling *told, struct result *result, struct err *err)
{
    static const struct table_column columns[] = {{"customers", "count"},
                                                  {"departures", "count"},
                                                  {"left_without_purchase", "count"},
                                                  {"left_before_purchase", "count"},
                                                  {"left_on_day_of_change", "count"},
                                                  {"dealers", "count"}};
    const struct loyalty_cell *cell = &told->pieces->cell;
    struct result_table *table = result_add_table(result, "departure.counts", columns, 6, 1);
    if (!table) return err_memory(err, 6);
    const uint64_t values[] = {cell->customers,
                               told->design.events,
                               cell->left_without_purchase,
                               cell->left_before_purchase,
                               cell->left_on_day_of_change,
                               told->design.cluster_count};
    for (size_t i = 0; i < 6; i++) *result_cell(table, 0, i) = cell_whole((int64_t)values[i]);
    return RC_OK;
}

static enum rc add_test(struct result *result, const char *name, const char *method,
                        const struct test *test, uint64_t n, const char *reason, struct err *err)
{
    struct test_row *row = result_add_test(result);
    if (!row) return err_memory(err, sizeof *row);
    const bool is_defined = test->defined;
    *row = (struct test_row){.name = name,
                             .method = method,
                             .statistic = is_defined ? test->statistic : NAN,
                             .degrees_of_freedom = is_defined ? test->df : NAN,
                             .p = is_defined ? test->p : NAN,
                             .n = n,
                             .reason =
                                 is_defined || reason[0] ? reason : "undefined: nothing can vary"};
    return RC_OK;
}

/* Wald's test of a term; with clusters as F of (coefficients, clusters - 1). */
static enum rc test_term(struct telling *told, int t, struct result *result, struct err *err)
{
    static const char *const names[TERM_COUNT] = {"departure.state", "departure.product",
                                                  "departure.first_year"};
    const struct loyalty_term *term = &told->design.terms[t];
    struct test test;
    enum rc rc = stats_cox_wald(&told->fit.fit, term->first, term->covariate_count, &told->arena,
                                &test, err);
    const double clusters = told->design.cluster_count;
    if (rc == RC_OK && told->fit.clusters && test.defined) {
        test.statistic *= (clusters - 1.0) / clusters / test.df;
        rc = stats_f_upper_p(test.statistic, test.df, clusters - 1.0, &test.p, err);
    }
    if (rc != RC_OK) return rc;
    return add_test(result, names[t], told->fit.clusters ? "wald_f_dealers" : "wald_chi_square",
                    &test, told->fit.fit.events, "", err);
}

static enum rc add_tests(struct telling *told, struct result *result, struct err *err)
{
    static const char *const names[TERM_COUNT + 1] = {
        "departure.proportional.state", "departure.proportional.product",
        "departure.proportional.first_year", "departure.proportional.all"};
    const struct cox_fit *fit = &told->fit.fit;
    const bool is_fitted = !told->refusal;
    const struct test none = TEST_UNDEFINED;
    enum rc rc = add_test(result, "departure.likelihood_ratio", "likelihood_ratio",
                          is_fitted ? &fit->likelihood_ratio : &none, told->design.events,
                          !is_fitted ? told->refusal
                          : told->fit.clusters
                              ? "rough_dealers: it takes customers of one dealer for independent"
                              : "",
                          err);
    for (int t = 0; rc == RC_OK && is_fitted && t < TERM_COUNT; t++)
        if (told->design.terms[t].is_in_model) rc = test_term(told, t, result, err);
    for (int t = 0; rc == RC_OK && is_fitted && t <= TERM_COUNT; t++)
        if (t == TERM_COUNT || told->design.terms[t].is_in_model)
            rc = add_test(result, names[t], "grambsch_therneau", &told->fit.proportional[t],
                          fit->events, "", err);
    return rc;
}

static enum rc add_concordance(struct telling *told, struct result *result, struct err *err)
{
    struct extended extended = {.metric = "departure.concordance",
                                .axis = AXIS_NETWORK,
                                .key = "",
                                .period = PERIOD_ALL,
                                .n = told->pieces->cell.customers,
                                .interval = INTERVAL_UNDEFINED,
                                .method = "harrell_c",
                                .reason = told->refusal};
    if (!told->refusal) {
        const struct loyalty_fit *fit = &told->fit;
        struct cox_concordance c;
        const enum rc rc = stats_cox_concordance(&fit->fit, fit->clusters,
                                                 told->design.dealer_count, &told->arena, &c, err);
        if (rc != RC_OK) return rc;
        const double half = fit->quantile * fit->error_factor * c.standard_error;
        extended.interval = c.share;
        if (c.share.bounded) {
            extended.interval.lower = fmax(c.share.value - half, 0.0);
            extended.interval.upper = fmin(c.share.value + half, 1.0);
        } else {
            extended.reason =
                "no_clusters: customers change their state, so an interval needs groups of "
                "customers that are independent: 20 to 126 dealers in at most "
                "300000 purchases";
        }
    }
    return extend_estimate(told->measured, result, &extended, err);
}

enum rc loyalty_ratios(const struct measured *measured, const struct loyalty_pieces *pieces,
                       struct result *result, struct err *err)
{
    struct telling told = {.measured = measured, .pieces = pieces, .arena = ARENA_INIT};
    enum rc rc = fit_all(&told, &result->arena, err);
    if (rc == RC_OK) rc = add_estimates(&told, result, err);
    if (rc == RC_OK) rc = add_concordance(&told, result, err);
    if (rc == RC_OK) rc = add_tests(&told, result, err);
    if (rc == RC_OK) rc = add_counts_table(&told, result, err);
    if (rc == RC_OK) rc = add_ratio_table(&told, result, err);
    if (rc == RC_OK && !told.refusal) rc = add_drift_table(&told, result, err);
    arena_release(&told.arena);
    return rc;
}
