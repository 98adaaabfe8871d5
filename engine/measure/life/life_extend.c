/* The groups of units and what is told of them: the network, each product, and each product against
 * all others together. */
#include "measure/life/life_group.h"
#include "measure/life/life_tables.h"
#include "measure/stats/test.h"

#include <stdio.h>
#include <stdlib.h>

/* A Weibull life costs some milliseconds, and a curve some kilobytes. */
enum { FITTED_LIMIT = 50, CURVE_LIMIT = 20, YEAR_AGE = 3 };
/* With fewer of the log's repairs on units that were installed, rates are too low to be trusted. */
#define MATCHED_ENOUGH 0.9

struct extension {
    const struct measured *measured;
    struct result *result;
    int32_t watch_days;
    const char *doubt;
    struct arena arena;
    /* of all products; of one; of the same, those installed before the log began */
    struct life_sums all, own, late;
    struct life_group network;
    struct life_group *groups;
    struct judged *judged[LIFE_METRIC_COUNT];
    size_t group_count;
};

/* Why all is refused, or NULL. */
static const char *refusal_of(const struct measured *measured)
{
    return life_watch_days(&measured->context->watch) > 0
               ? NULL
               : "no_log: repairs with unit_id and reported_at would be enough";
}

static enum rc refuse(const struct measured *measured, struct result *result, const char *reason,
                      struct err *err)
{
    const struct life_group nobody = {.name = ""};
    for (int metric = 0; metric < LIFE_METRIC_COUNT; metric++) {
        struct extended told =
            life_group_told(&nobody, (enum life_metric)metric, measured, &result->arena);
        told.reason = reason;
        told.interval = INTERVAL_UNDEFINED;
        const enum rc rc = extend_estimate(measured, result, &told, err);
        if (rc != RC_OK) return rc;
    }
    return RC_OK;
}

/* Repairs without a unit that is among the installations make every rate too low. */
static enum rc set_doubt(struct extension *e, const struct life_cell *cell, struct err *err)
{
    const uint64_t reports = e->measured->context->watch.report_count;
    const double matched = reports > 0 ? (double)cell->repairs / (double)reports : 1;
    if (matched >= MATCHED_ENOUGH) return RC_OK;
    char words[160];
    const int word_bytes =
        snprintf(words, sizeof words,
                 "unmatched: %.0f %% of the repairs are of units that are not among the "
                 "installations; what is told is too low",
                 100 * (1 - matched));
    e->doubt = arena_copy_text(&e->result->arena, words, (size_t)word_bytes);
    return e->doubt ? RC_OK : err_memory(err, sizeof words);
}

/* The points of a curve in the result's arena. */
static enum rc add_curve(struct extension *e, const struct life_group *group,
                         const struct survival_curve *from, struct err *err)
{
    struct arena *arena = &e->result->arena;
    const size_t count = from->row_count;
    int32_t *time = arena_take_array(arena, count + 1, sizeof *time);
    uint64_t *counts = arena_take_array(arena, 2 * count + 1, sizeof *counts);
    double *values = arena_take_array(arena, 3 * count + 1, sizeof *values);
    struct curve *curve = result_add_curve(e->result);
    if (!time || !counts || !values || !curve) return err_memory(err, count * 3 * sizeof *values);
    for (size_t i = 0; i < count; i++) {
        const struct survival_row *row = &from->rows[i];
        time[i] = (int32_t)row->day;
        counts[i] = row->at_risk;
        counts[count + i] = row->events;
        values[i] = row->survival;
        values[count + i] = row->bounded ? row->lower : NAN;
        values[2 * count + i] = row->bounded ? row->upper : NAN;
    }
    *curve = (struct curve){.metric = life_metrics,
                            .axis = group->key > 0 ? AXIS_PRODUCT : AXIS_NETWORK,
                            .key = group->name,
                            .n = from->n,
                            .events = from->events,
                            .time_unit = "days",
                            .method = "kaplan_meier_log_log",
                            .point_count = count,
                            .time = time,
                            .at_risk = counts,
                            .event_count = counts + count,
                            .survival = values,
                            .lower = values + count,
                            .upper = values + 2 * count};
    return RC_OK;
}

/* What is found out of the sums, and the curve if it is wanted. */
static enum rc fill_from(struct extension *e, struct life_group *group,
                         const struct life_sums *sums, bool wants_curve, struct err *err)
{
    struct arena arena = ARENA_INIT;
    struct survival_curve curve;
    group->doubt = e->doubt;
    enum rc rc = life_group_fill(group, sums, e->measured, &arena, &curve, err);
    const uint32_t base = e->measured->context->options->minimum_base;
    if (rc == RC_OK && wants_curve && curve.n > 0 && curve.n >= base)
        rc = add_curve(e, group, &curve, err);
    arena_release(&arena);
    return rc;
}

/* The group of a cell's tallies (NULL: no unit); e->own holds its sums then. */
static enum rc fill_group(struct extension *e, struct life_group *group,
                          const struct tally *tallies, bool wants_curve, struct err *err)
{
    life_sums_clear(&e->own);
    life_sums_clear(&e->late);
    if (tallies) {
        life_sums_count(&e->own, LIFE_SINCE, tallies, e->watch_days);
        life_sums_count(&e->late, LIFE_LATE, tallies, e->watch_days);
    }
    life_group_fill_all(group, &e->own, &e->late);
    return fill_from(e, group, &e->own, wants_curve, err);
}

static enum rc tell_network(struct extension *e, struct err *err)
{
    enum rc rc = RC_OK;
    for (int metric = 0; rc == RC_OK && metric < LIFE_METRIC_COUNT; metric++) {
        const struct extended told =
            life_group_told(&e->network, (enum life_metric)metric, e->measured, &e->result->arena);
        rc = extend_estimate(e->measured, e->result, &told, err);
    }
    return rc;
}

static enum rc add_network(struct extension *e, struct err *err)
{
    const struct tally *tallies;
    const struct life_cell *cell = measured_cell(e->measured, AXIS_NETWORK, 0, 0, &tallies);
    e->network = (struct life_group){.name = "", .is_fitted = true};
    enum rc rc = life_sums_init(&e->own, e->watch_days, &e->arena, err);
    if (rc == RC_OK) rc = life_sums_init(&e->late, e->watch_days, &e->arena, err);
    if (rc == RC_OK) rc = life_sums_init(&e->all, e->watch_days, &e->arena, err);
    if (rc == RC_OK && cell) rc = set_doubt(e, cell, err);
    if (rc == RC_OK && cell) rc = life_add_units(cell, e->measured, e->result, err);
    if (rc == RC_OK) rc = fill_group(e, &e->network, cell ? tallies : NULL, true, err);
    return rc == RC_OK ? tell_network(e, err) : rc;
}

/* Products with units, in order of their keys, and the sum of all. */
static enum rc list_products(struct extension *e, struct err *err)
{
    const uint32_t key_count = measured_key_count(e->measured, AXIS_PRODUCT);
    e->groups = calloc(key_count + 1, sizeof *e->groups);
    bool fits = e->groups;
    for (int metric = 0; metric < LIFE_METRIC_COUNT; metric++) {
        e->judged[metric] = calloc(key_count + 1, sizeof **e->judged);
        fits &= e->judged[metric] != NULL;
    }
    if (!fits) return err_memory(err, key_count * sizeof *e->groups);
    life_sums_clear(&e->all);
    for (uint32_t key = 1; key < key_count; key++) {
        const struct tally *tallies;
        const struct life_cell *cell = measured_cell(e->measured, AXIS_PRODUCT, key, 0, &tallies);
        if (!cell || cell->units == 0) continue;
        e->groups[e->group_count++] =
            (struct life_group){.key = key,
                                .name = measured_key_name(e->measured, AXIS_PRODUCT, key),
                                .failures = tally_total(&tallies[LIFE_TALLY_FAILED])};
        life_sums_count(&e->all, LIFE_SINCE, tallies, e->watch_days);
    }
    return RC_OK;
}

/* Whether fewer than `limit` groups have more failures (of equal ones: stand before it). */
static bool is_among_first(const struct extension *e, size_t number, size_t limit)
{
    size_t before = 0;
    const struct life_group *group = &e->groups[number];
    for (size_t i = 0; i < e->group_count && before < limit; i++)
        before += e->groups[i].failures > group->failures ||
                  (e->groups[i].failures == group->failures && i < number);
    return before < limit;
}

/* A product against all others: the same two numbers of theirs. */
static enum rc judge(struct extension *e, size_t number, struct err *err)
{
    struct life_group rest = {.key = 0, .name = ""};
    const struct life_group *group = &e->groups[number];
    life_sums_add(&e->all, &e->own, -1);
    const enum rc rc = fill_from(e, &rest, &e->all, false, err);
    life_sums_add(&e->all, &e->own, 1);
    const double hazards_apart =
        (group->failed.log_hazard - rest.failed.log_hazard) /
        hypot(group->failed.log_hazard_error, rest.failed.log_hazard_error);
    const double means_apart = life_means_apart(&group->means[YEAR_AGE], &rest.means[YEAR_AGE]);
    const uint32_t base = e->measured->context->options->judged_base;
    for (int metric = 0; metric < LIFE_METRIC_COUNT; metric++) {
        double apart = NAN;
        if (metric == LIFE_FAILED_SHARE && rest.units >= base) apart = hazards_apart;
        if (metric == LIFE_REPAIRS && rest.units >= base) apart = means_apart;
        e->judged[metric][number].p = stats_normal_two_sided_p(apart);
        e->judged[metric][number].is_above = apart > 0;
    }
    return rc;
}

static enum rc add_products(struct extension *e, struct err *err)
{
    enum rc rc = list_products(e, err);
    for (size_t i = 0; rc == RC_OK && i < e->group_count; i++)
        e->groups[i].is_fitted = is_among_first(e, i, FITTED_LIMIT);
    for (size_t i = 0; rc == RC_OK && i < e->group_count; i++) {
        const struct tally *tallies;
        struct life_group *group = &e->groups[i];
        (void)measured_cell(e->measured, AXIS_PRODUCT, group->key, 0, &tallies);
        rc = fill_group(e, group, tallies, is_among_first(e, i, CURVE_LIMIT), err);
        if (rc == RC_OK) rc = judge(e, i, err);
        for (int metric = 0; metric < LIFE_METRIC_COUNT; metric++)
            e->judged[metric][i].extended =
                life_group_told(group, (enum life_metric)metric, e->measured, &e->result->arena);
    }
    for (int metric = 0; rc == RC_OK && metric < LIFE_METRIC_COUNT; metric++)
        rc = extend_axis(e->measured, e->result, e->judged[metric], e->group_count, NULL, err);
    return rc;
}

enum rc life_extend(const struct measured *measured, struct result *result, struct err *err)
{
    const char *reason = refusal_of(measured);
    if (reason) return refuse(measured, result, reason, err);
    struct extension e = {.measured = measured,
                          .result = result,
                          .watch_days = life_watch_days(&measured->context->watch)};
    enum rc rc = add_network(&e, err);
    if (rc == RC_OK && measured_key_count(measured, AXIS_PRODUCT) > 0) rc = add_products(&e, err);
    if (rc == RC_OK) rc = life_add_products(e.groups, e.group_count, result, err);
    if (rc == RC_OK)
        rc = life_add_repairs(&e.network, e.groups, e.group_count, measured, result, err);
    if (rc == RC_OK) rc = life_add_tests(&e.network, measured, result, err);
    for (int metric = 0; metric < LIFE_METRIC_COUNT; metric++) free(e.judged[metric]);
    free(e.groups);
    arena_release(&e.arena);
    return rc;
}
