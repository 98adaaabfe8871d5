/* From sums of products to shares, coefficients and their intervals. Intervals come from a
 * delete-a-group jackknife: each group of respondents is left out once, and the changes say how
 * much the numbers owe to chance. */
#include "measure/drivers/drivers.h"

#include "base/day.h"
#include "measure/stats/distribution.h"

#include <stdio.h>
#include <string.h>

enum { WINDOW_MONTHS = 12, ROWS_A_COEFFICIENT = 10, LEAST_GROUPS = 20, REASON_BYTES = 256 };

void drivers_cell_sum(const struct measured *measured, struct drivers_cell *total)
{
    memset(total, 0, sizeof *total);
    int64_t *sums = &total->products[0][0][0];
    for (uint32_t window = 0; window < WINDOW_MONTHS; window++) {
        const struct drivers_cell *cell = measured_cell(measured, AXIS_NETWORK, 0, window, NULL);
        if (!cell) continue;
        const int64_t *month = &cell->products[0][0][0];
        for (size_t i = 0; i < sizeof total->products / sizeof *sums; i++) sums[i] += month[i];
        for (int c = 0; c < CASES_COUNT; c++)
            for (int i = 0; i < ANSWER_PRODUCT_COUNT; i++)
                total->answer_products[c][i] += cell->answer_products[c][i];
    }
}

static enum cases cases_of(enum response response)
{
    return response == RESPONSE_OVERALL ? CASES_OVERALL : CASES_REPURCHASE;
}

/* Sums of the chosen dimensions' scores and, last, the response. */
enum { COLUMN_LIMIT = DIMENSION_COUNT + 1 };
struct model_sums {
    uint64_t n;
    i128 sums[COLUMN_LIMIT], products[COLUMN_LIMIT * COLUMN_LIMIT];
};

/* Which values of a row are the model's columns. */
struct model_columns {
    int values[COLUMN_LIMIT];
    size_t count;
    enum response response;
};

static i128 group_product(const struct drivers_cell *total, int group, enum response response,
                          int i, int j)
{
    const int at = product_index(i, j);
    return (i128)total->products[group][CASES_BOTH][at] +
           total->products[group][cases_of(response)][at];
}

static void group_sums(const struct drivers_cell *total, int group,
                       const struct model_columns *columns, struct model_sums *sums)
{
    const enum response response = columns->response;
    sums->n = (uint64_t)group_product(total, group, response, VALUE_ONE, VALUE_ONE);
    for (size_t a = 0; a < columns->count; a++) {
        sums->sums[a] = group_product(total, group, response, VALUE_ONE, columns->values[a]);
        for (size_t b = 0; b < columns->count; b++)
            sums->products[a * columns->count + b] =
                group_product(total, group, response, columns->values[a], columns->values[b]);
    }
}

static void sums_add_times(struct model_sums *into, const struct model_sums *part, int sign)
{
    into->n = sign > 0 ? into->n + part->n : into->n - part->n;
    for (size_t i = 0; i < COLUMN_LIMIT; i++) into->sums[i] += sign * part->sums[i];
    for (size_t i = 0; i < sizeof into->products / sizeof *into->products; i++)
        into->products[i] += sign * part->products[i];
}

/* One fit of the model. */
struct model_fit {
    struct drivers drivers;
    struct test f;
};

static enum rc fit_sums(const struct model_sums *sums, size_t column_count, struct arena *arena,
                        struct model_fit *fit, struct err *err)
{
    static const int64_t scales[COLUMN_LIMIT + 1] = {
        SCORE_SCALE, SCORE_SCALE, SCORE_SCALE, SCORE_SCALE, SCORE_SCALE, 1, 1};
    static const size_t predictors[COLUMN_LIMIT] = {0, 1, 2, 3, 4, 5};
    const struct cross_product cross = {.n = sums->n,
                                        .column_count = column_count,
                                        .scales = scales + (COLUMN_LIMIT - column_count),
                                        .sums = sums->sums,
                                        .products = sums->products};
    const struct ols_model model = {.cross = &cross,
                                    .predictors = predictors,
                                    .predictor_count = column_count - 1,
                                    .response = column_count - 1};
    struct ols ols;
    enum rc rc = stats_ols(&model, arena, &ols, err);
    if (rc == RC_OK) rc = stats_drivers(&model, arena, &fit->drivers, err);
    if (rc == RC_OK) fit->f = ols.f;
    return rc;
}

/* The numbers of a fit, in the order of the jackknife's columns: R^2, then each driver's share and
 * coefficient. */
enum { NUMBER_LIMIT = 1 + 2 * DIMENSION_COUNT };

static void read_numbers(const struct drivers *drivers, double numbers[NUMBER_LIMIT])
{
    numbers[0] = drivers->r_squared;
    for (size_t j = 0; j < drivers->driver_count; j++) {
        numbers[1 + 2 * j] = drivers->drivers[j].lmg / drivers->r_squared;
        numbers[2 + 2 * j] = drivers->drivers[j].standardised;
    }
}

struct replicates {
    double whole[NUMBER_LIMIT], without[GROUP_COUNT][NUMBER_LIMIT];
    uint32_t group_count;
};

/* Variance of what `scale` makes of a number: (G - 1) / G sum (without g - whole)^2. NaN where the
 * scale ends. */
static double replicate_variance(const struct replicates *r, int number, double (*scale)(double))
{
    double squares = 0.0;
    const double whole = scale(r->whole[number]);
    for (uint32_t g = 0; g < r->group_count; g++) {
        const double change = scale(r->without[g][number]) - whole;
        squares += change * change;
    }
    return squares * (r->group_count - 1) / r->group_count;
}

static double as_it_is(double x)
{
    return x;
}

/* NaN at the ends, and so near to them that what is left is rounding. */
static double logit(double x)
{
    const double nearest = 1e-12;
    return x > nearest && x < 1.0 - nearest ? log(x / (1.0 - x)) : NAN;
}

static double from_logit(double x)
{
    return 1.0 / (1.0 + exp(-x));
}

static struct interval jackknife(const struct replicates *r, int number, double t,
                                 double (*scale)(double), double (*back)(double))
{
    const double value = r->whole[number], middle = scale(value);
    const double half = t * sqrt(replicate_variance(r, number, scale));
    if (!isfinite(value)) return INTERVAL_UNDEFINED;
    if (!isfinite(half)) return (struct interval){value, NAN, NAN, true, false};
    return (struct interval){value, back(middle - half), back(middle + half), true, true};
}

static const char *say(struct arena *arena, const char *words)
{
    const char *kept = arena_copy_text(arena, words, strlen(words));
    return kept ? kept : "memory: there was none for the words";
}

static const char *few_rows(const struct drivers_fit *fit, struct arena *arena)
{
    char words[REASON_BYTES];
    (void)snprintf(words, sizeof words,
                   "few_rows: n = %llu complete answers, at least %u are needed, %d for each "
                   "coefficient",
                   (unsigned long long)fit->n, ROWS_A_COEFFICIENT * (fit->driver_count + 1),
                   ROWS_A_COEFFICIENT);
    return say(arena, words);
}

static const char *few_groups(const struct drivers_fit *fit, struct arena *arena)
{
    char words[REASON_BYTES];
    (void)snprintf(words, sizeof words,
                   "few_groups: the answers fill %u of the %d groups of minutes that intervals "
                   "come from, at least %d are needed: answers from more times or days",
                   fit->group_count, GROUP_COUNT, LEAST_GROUPS);
    return say(arena, words);
}

/* Why a model cannot be fitted, or NULL. */
static const char *state_refusal(const struct drivers *drivers)
{
    static const char *const words[] = {
        [OLS_FEW_ROWS] = "few_rows: no more answers than coefficients",
        [OLS_CONSTANT] = "constant: all gave the same answer; some who answer otherwise are needed",
        [OLS_DEPENDENT] =
            "dependent_score: the score of one dimension does not vary or follows from the "
            "others'; respondents who rate the dimensions differently are needed",
    };
    return drivers->state == OLS_FITTED ? NULL : words[drivers->state];
}

static struct model_columns present_columns(const void *const *column, enum response response,
                                            struct drivers_fit *fit)
{
    struct model_columns columns = {.response = response};
    for (int d = 0; d < DIMENSION_COUNT; d++) {
        bool is_present = false;
        for (int item = 0; item < DIMENSION_ITEM_LIMIT; item++)
            is_present |= column[d * DIMENSION_ITEM_LIMIT + item] != NULL;
        if (!is_present) continue;
        fit->drivers[fit->driver_count++].dimension = d;
        columns.values[columns.count++] = VALUE_SCORE + d;
    }
    columns.values[columns.count++] = VALUE_RESPONSE + (int)response;
    return columns;
}

/* Leave each group out once. */
static enum rc replicate(const struct drivers_cell *total, const struct model_columns *columns,
                         const struct model_sums *whole, struct arena *arena,
                         struct replicates *replicates, struct drivers_fit *fit, struct err *err)
{
    for (int group = 0; group < GROUP_COUNT; group++) {
        struct model_sums own = {.n = 0}, rest = *whole;
        struct model_fit without;
        group_sums(total, group, columns, &own);
        if (own.n == 0) continue;
        sums_add_times(&rest, &own, -1);
        const enum rc rc = fit_sums(&rest, columns->count, arena, &without, err);
        if (rc != RC_OK) return rc;
        if (without.drivers.state != OLS_FITTED) {
            fit->refusal = "unstable: the model rests on the answers of a few minutes; more "
                           "answers are needed";
            return RC_OK;
        }
        read_numbers(&without.drivers, replicates->without[replicates->group_count++]);
    }
    return RC_OK;
}

static enum rc make_intervals(const struct replicates *replicates, struct drivers_fit *fit,
                              struct err *err)
{
    double t;
    const enum rc rc =
        stats_t_quantile(1.0 - STATS_TAIL, (double)replicates->group_count - 1.0, &t, err);
    if (rc != RC_OK) return rc;
    fit->r_squared = jackknife(replicates, 0, t, logit, from_logit);
    for (uint32_t j = 0; j < fit->driver_count; j++) {
        const int share = 1 + 2 * (int)j;
        fit->drivers[j].share = jackknife(replicates, share, t, logit, from_logit);
        fit->drivers[j].coefficient = jackknife(replicates, share + 1, t, as_it_is, as_it_is);
    }
    return RC_OK;
}

static enum rc fit_model(const struct drivers_cell *total, const struct model_columns *columns,
                         const struct model_sums *whole, struct arena *arena,
                         struct drivers_fit *fit, struct err *err)
{
    struct replicates replicates = {.group_count = 0};
    struct model_fit all;
    enum rc rc = fit_sums(whole, columns->count, arena, &all, err);
    if (rc != RC_OK) return rc;
    fit->refusal = state_refusal(&all.drivers);
    if (fit->refusal) return RC_OK;
    fit->p = all.f.p;
    for (uint32_t j = 0; j < fit->driver_count; j++)
        fit->drivers[j].driver = all.drivers.drivers[j];
    read_numbers(&all.drivers, replicates.whole);
    rc = replicate(total, columns, whole, arena, &replicates, fit, err);
    if (rc != RC_OK || fit->refusal) return rc;
    return make_intervals(&replicates, fit, err);
}

enum rc drivers_fit(const struct drivers_cell *total, const void *const *column,
                    enum response response, struct arena *arena, struct drivers_fit *fit,
                    struct err *err)
{
    *fit = (struct drivers_fit){.p = NAN};
    const struct model_columns columns = present_columns(column, response, fit);
    struct model_sums whole = {.n = 0};
    for (int group = 0; group < GROUP_COUNT; group++) {
        struct model_sums own = {.n = 0};
        group_sums(total, group, &columns, &own);
        sums_add_times(&whole, &own, 1);
        fit->group_count += own.n > 0;
    }
    fit->n = whole.n;
    if (fit->driver_count < 2)
        fit->refusal = "no_column: items of at least two dimensions must be in the input";
    else if (fit->n < ROWS_A_COEFFICIENT * (uint64_t)(fit->driver_count + 1))
        fit->refusal = few_rows(fit, arena);
    else if (fit->group_count < LEAST_GROUPS)
        fit->refusal = few_groups(fit, arena);
    if (fit->refusal) return RC_OK;
    return fit_model(total, &columns, &whole, arena, fit, err);
}

static i128 answer_product(const struct drivers_cell *total, enum response response, int i, int j)
{
    const int at = answer_product_index(i, j);
    return (i128)total->answer_products[CASES_BOTH][at] +
           total->answer_products[cases_of(response)][at];
}

/* Correlations, and drivers where there are answers enough. */
static enum rc fit_items(const struct cross_product *cross, struct arena *arena,
                         struct items_fit *fit, struct err *err)
{
    size_t predictors[ITEM_COUNT];
    enum rc rc = RC_OK;
    for (size_t i = 0; rc == RC_OK && i < fit->item_count; i++) {
        struct interval correlation;
        predictors[i] = i;
        rc = stats_correlation(cross, i, fit->item_count, &correlation, NULL, err);
        if (rc == RC_OK) fit->correlations[i] = correlation.value;
    }
    if (rc != RC_OK || fit->n < ROWS_A_COEFFICIENT * (uint64_t)(fit->item_count + 1)) return rc;
    const struct ols_model model = {.cross = cross,
                                    .predictors = predictors,
                                    .predictor_count = fit->item_count,
                                    .response = fit->item_count};
    return stats_drivers(&model, arena, &fit->drivers, err);
}

enum rc items_fit(const struct drivers_cell *total, const void *const *column,
                  enum response response, struct arena *arena, struct items_fit *fit,
                  struct err *err)
{
    int answers[ITEM_COUNT + 1];
    *fit = (struct items_fit){.n = 0};
    for (int item = 0; item < ITEM_COUNT; item++)
        if (column[item]) {
            answers[fit->item_count] = item;
            fit->items[fit->item_count++] = item;
        }
    const size_t width = fit->item_count + 1;
    answers[fit->item_count] = ANSWER_RESPONSE + (int)response;
    i128 *sums = arena_take_array(arena, width, sizeof *sums);
    i128 *products = arena_take_array(arena, width * width, sizeof *products);
    fit->correlations = arena_take_array(arena, width, sizeof *fit->correlations);
    if (!sums || !products || !fit->correlations)
        return err_memory(err, width * width * sizeof *products);
    fit->n = (uint64_t)answer_product(total, response, ANSWER_ONE, ANSWER_ONE);
    for (size_t a = 0; a < width; a++) {
        sums[a] = answer_product(total, response, ANSWER_ONE, answers[a]);
        for (size_t b = 0; b < width; b++)
            products[a * width + b] = answer_product(total, response, answers[a], answers[b]);
    }
    const struct cross_product cross = {
        .n = fit->n, .column_count = width, .sums = sums, .products = products};
    return fit_items(&cross, arena, fit, err);
}
