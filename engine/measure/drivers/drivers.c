/* Key drivers (D01): which of the five dimensions, and which items within them, go with overall
 * satisfaction and with the intention to buy again, over the last 12 months. */
#include "measure/drivers/drivers.h"

#include "measure/extend.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define INFLATION_LIMIT 10.0
#define CHANCE          0.05
enum { REASON_BYTES = 256 };

static const char *const dimensions[DIMENSION_COUNT] = {"reliability", "assurance", "tangibles",
                                                        "empathy", "responsiveness"};
static const char *const prefixes[DIMENSION_COUNT] = {"rel", "asr", "tan", "emp", "res"};
static const char *const responses[RESPONSE_COUNT] = {"overall", "repurchase_intent"};

/* What goes into one response's estimates. */
struct telling {
    const struct measured *measured;
    struct result *result;
    enum response response;
    const struct drivers_fit *fit;
};

static const struct metric *metric_of(const struct telling *telling, int metric)
{
    return &drivers_metrics[METRICS_A_RESPONSE * (int)telling->response + metric];
}

static const char *say(struct result *result, const char *words)
{
    const char *kept = arena_copy_text(&result->arena, words, strlen(words));
    return kept ? kept : "memory: there was none for the words";
}

static enum rc tell(const struct telling *telling, int metric, const char *driver,
                    struct interval interval, const char *reason, struct err *err)
{
    const struct extended extended = {.metric = metric_of(telling, metric)->id,
                                      .axis = driver ? AXIS_DRIVER : AXIS_NETWORK,
                                      .key = driver ? driver : "",
                                      .period = telling->measured->context->report_month,
                                      .n = telling->fit->n,
                                      .interval = interval,
                                      .method = metric == METRIC_SHARE ? "lmg_jackknife"
                                                                       : "ols_jackknife",
                                      .reason = reason};
    return extend_estimate(telling->measured, telling->result, &extended, err);
}

/* What keeps a driver's numbers from being the whole truth, or NULL. */
static const char *driver_reason(const struct telling *telling,
                                 const struct driver_estimate *driver)
{
    char words[REASON_BYTES];
    if (driver->driver.inflation > INFLATION_LIMIT) {
        (void)snprintf(words, sizeof words,
                       "collinear: variance inflation %.1f is above %.0f: it says nearly the same "
                       "as the other dimensions and cannot be told from them",
                       driver->driver.inflation, INFLATION_LIMIT);
        return say(telling->result, words);
    }
    if (driver->driver.is_turned)
        return "turned: its coefficient beside the other dimensions and its correlation alone have "
               "different signs: its direction cannot be told";
    if (telling->fit->driver_count == DIMENSION_COUNT) return NULL;
    (void)snprintf(words, sizeof words,
                   "part: divided among the %u dimensions whose items are in the input",
                   telling->fit->driver_count);
    return say(telling->result, words);
}

static const char *at_the_end(struct interval interval, const char *reason)
{
    if (reason || interval.bounded) return reason;
    return "at_border: the value lies at the end of its scale, where no interval can be made";
}

static enum rc tell_driver(const struct telling *telling, const struct driver_estimate *driver,
                           struct err *err)
{
    const char *name = dimensions[driver->dimension], *reason = driver_reason(telling, driver);
    struct interval share = driver->share;
    const char *share_reason = at_the_end(share, reason);
    char words[REASON_BYTES];
    if (!(telling->fit->p < CHANCE)) {
        share = INTERVAL_UNDEFINED;
        (void)snprintf(words, sizeof words,
                       "nothing_explained: the dimensions together explain no more than chance "
                       "could (F test, p = %.2f): shares of it would mean nothing; more answers "
                       "are needed",
                       telling->fit->p);
        share_reason = say(telling->result, words);
    }
    const enum rc rc = tell(telling, METRIC_SHARE, name, share, share_reason, err);
    if (rc != RC_OK) return rc;
    return tell(telling, METRIC_COEFFICIENT, name, driver->coefficient, reason, err);
}

/* A dimension that is not in the input. */
static enum rc tell_absent(const struct telling *telling, int dimension, struct err *err)
{
    static const char reason[] = "no_column: no item of this dimension is in the input";
    const char *name = dimensions[dimension];
    const enum rc rc = tell(telling, METRIC_SHARE, name, INTERVAL_UNDEFINED, reason, err);
    if (rc != RC_OK) return rc;
    return tell(telling, METRIC_COEFFICIENT, name, INTERVAL_UNDEFINED, reason, err);
}

static enum rc tell_response(const struct telling *telling, struct err *err)
{
    const struct drivers_fit *fit = telling->fit;
    enum rc rc = RC_OK;
    if (fit->refusal) {
        for (int metric = 0; rc == RC_OK && metric < METRICS_A_RESPONSE; metric++)
            rc = tell(telling, metric, NULL, INTERVAL_UNDEFINED, fit->refusal, err);
        return rc;
    }
    uint32_t next = 0;
    for (int dimension = 0; rc == RC_OK && dimension < DIMENSION_COUNT; dimension++) {
        const bool is_next = next < fit->driver_count && fit->drivers[next].dimension == dimension;
        rc = is_next ? tell_driver(telling, &fit->drivers[next], err)
                     : tell_absent(telling, dimension, err);
        next += is_next;
    }
    if (rc != RC_OK) return rc;
    return tell(telling, METRIC_R_SQUARED, NULL, fit->r_squared, at_the_end(fit->r_squared, NULL),
                err);
}

static const char *item_name(int item, struct result *result)
{
    char name[16];
    (void)snprintf(name, sizeof name, "%s%d", prefixes[item / DIMENSION_ITEM_LIMIT],
                   item % DIMENSION_ITEM_LIMIT + 1);
    return say(result, name);
}

static void fill_row(struct result *result, struct result_table *table, size_t row,
                     enum response response, const struct items_fit *fit, size_t i)
{
    *result_cell(table, row, 0) = cell_text(responses[response]);
    *result_cell(table, row, 1) = cell_text(item_name(fit->items[i], result));
    *result_cell(table, row, 2) = cell_text(dimensions[fit->items[i] / DIMENSION_ITEM_LIMIT]);
    *result_cell(table, row, 3) = cell_whole((int64_t)fit->n);
    *result_cell(table, row, 4) = cell_number(fit->correlations[i]);
    if (!fit->drivers.drivers) return;
    const struct driver *driver = &fit->drivers.drivers[i];
    *result_cell(table, row, 5) = cell_number(driver->johnson / fit->drivers.r_squared);
    *result_cell(table, row, 6) = cell_number(driver->standardised);
    *result_cell(table, row, 7) = cell_number(driver->inflation);
    *result_cell(table, row, 8) = cell_whole(driver->is_turned);
}

static enum rc add_items(const struct measured *measured, const struct drivers_cell *total,
                         struct result *result, struct err *err)
{
    static const struct table_column columns[] = {{"response", "text"},
                                                  {"item", "text"},
                                                  {"dimension", "text"},
                                                  {"n", "count"},
                                                  {"correlation", "coefficient"},
                                                  {"johnson_share", "share"},
                                                  {"standardised", "coefficient"},
                                                  {"inflation", "ratio"},
                                                  {"turned", "bool"}};
    struct items_fit fits[RESPONSE_COUNT];
    size_t row_count = 0, row = 0;
    for (int r = 0; r < RESPONSE_COUNT; r++) {
        fits[r] = (struct items_fit){.n = 0};
        if (!measured->column[NEED_OVERALL + r]) continue;
        const enum rc rc =
            items_fit(total, measured->column, (enum response)r, &result->arena, &fits[r], err);
        if (rc != RC_OK) return rc;
        if (fits[r].n > 0) row_count += fits[r].item_count;
    }
    struct result_table *table = result_add_table(result, "drivers.items", columns,
                                                  sizeof columns / sizeof *columns, row_count);
    if (!table) return err_memory(err, row_count);
    for (int r = 0; r < RESPONSE_COUNT; r++)
        for (size_t i = 0; fits[r].n > 0 && i < fits[r].item_count; i++)
            fill_row(result, table, row++, (enum response)r, &fits[r], i);
    return RC_OK;
}

static enum rc add_response(const struct measured *measured, const struct drivers_cell *total,
                            enum response response, struct result *result, struct err *err)
{
    struct drivers_fit fit = {.p = NAN};
    enum rc rc = RC_OK;
    if (measured->column[NEED_OVERALL + (int)response])
        rc = drivers_fit(total, measured->column, response, &result->arena, &fit, err);
    else
        fit.refusal = "no_column: a needed column is not in the input";
    if (rc != RC_OK) return rc;
    return tell_response(&(struct telling){measured, result, response, &fit}, err);
}

static enum rc extend(const struct measured *measured, struct result *result, struct err *err)
{
    struct drivers_cell *total = malloc(sizeof *total);
    if (!total) return err_memory(err, sizeof *total);
    drivers_cell_sum(measured, total);
    enum rc rc = RC_OK;
    for (int r = 0; rc == RC_OK && r < RESPONSE_COUNT; r++)
        rc = add_response(measured, total, (enum response)r, result, err);
    if (rc == RC_OK) rc = add_items(measured, total, result, err);
    free(total);
    return rc;
}

const struct family family_drivers = {
    .name = "drivers",
    .title = {"满意与再购的驱动因素", "What satisfaction and repurchase go with"},
    .question = {"五个维度中，哪些与总体满意、再次购买的意愿关系最密切？",
                 "Which of the five dimensions go with overall satisfaction and with the intention "
                 "to buy again?"},
    .version = 1,
    .table = "surveys",
    .clock = "surveyed_at",
    .needs = (const struct need[]){NEEDS_ITEMS,
                                   {"overall", COLUMN_SCORE, true},
                                   {"repurchase_intent", COLUMN_SCORE, true},
                                   {"surveyed_at", COLUMN_TIME, false},
                                   {0}},
    .axes = (const enum axis[]){AXIS_END},
    .fields =
        (const struct field[]){
            {"products", "score^2 (1/840 each)", NUMBER_I64,
             offsetof(struct drivers_cell, products),
             sizeof(((struct drivers_cell *)0)->products) / sizeof(int64_t), MERGE_SUM},
            {"answer_products", "score^2", NUMBER_I64,
             offsetof(struct drivers_cell, answer_products),
             sizeof(((struct drivers_cell *)0)->answer_products) / sizeof(int64_t), MERGE_SUM},
            {0}},
    .cell_bytes = sizeof(struct drivers_cell),
    .metrics = drivers_metrics,
    .prepared_bytes = sizeof(struct drivers_row),
    .prepare = drivers_prepare,
    .update = drivers_update,
    .extend = extend,
};
