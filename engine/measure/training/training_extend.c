/* The effects of trainings as estimates and as a table, and what became of the trainings. */
#include "measure/training/training.h"

#include "measure/stats/multiple.h"

#include <stdlib.h>
#include <string.h>

#define FALSE_DISCOVERY_RATE 0.05
#define OTHER_PATH           0.01

/* A number in the unit of the row's metric has the unit "metric", a difference of two "change". */
static const struct table_column effect_columns[] = {{"metric", "text"},
                                                     {"axis", "text"},
                                                     {"key", "text"},
                                                     {"trained", "count"},
                                                     {"untrained", "count"},
                                                     {"n", "count"},
                                                     {"before", "metric"},
                                                     {"after", "metric"},
                                                     {"effect", "change"},
                                                     {"effect_lower", "change"},
                                                     {"effect_upper", "change"},
                                                     {"unmatched", "change"},
                                                     {"regressed", "change"},
                                                     {"trend", "change"},
                                                     {"trend_p", "p"},
                                                     {"smallest", "change"},
                                                     {"p", "p"},
                                                     {"q", "q"},
                                                     {"verdict", "text"},
                                                     {"reason", "text"}};
enum { EFFECT_COLUMNS = sizeof effect_columns / sizeof *effect_columns };

static const struct table_column event_columns[] = {
    {"axis", "text"},      {"key", "text"},        {"trainings", "count"}, {"used", "count"},
    {"repeated", "count"}, {"too_early", "count"}, {"too_old", "count"}};
enum { EVENT_COLUMNS = sizeof event_columns / sizeof *event_columns };

struct extension {
    const struct measured *measured;
    struct result *result;
    struct training_events events;
    struct training_group *groups;
    size_t group_count;
    struct training_finding *findings; /* [outcome * group_count + group] */
    size_t finding_count;
};

/* All of them, each way, each topic. */
static enum rc list_groups(struct extension *e, struct err *err)
{
    static const struct {
        enum axis axis;
        const char *domain;
    } lists[] = {{AXIS_TRAINING_MODE, "training_mode"}, {AXIS_TRAINING_TOPIC, "topic"}};
    size_t count = 1;
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
        const struct dictionary *names = linked_dictionary(e->measured->linked, lists[i].domain);
        if (names) count += names->code_count - 1;
    }
    e->groups = arena_take_array(&e->result->arena, count, sizeof *e->groups);
    if (!e->groups) return err_memory(err, count * sizeof *e->groups);
    e->groups[e->group_count++] = (struct training_group){AXIS_NETWORK, 0, ""};
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
        const struct dictionary *names = linked_dictionary(e->measured->linked, lists[i].domain);
        for (uint32_t code = 1; names && code < names->code_count; code++)
            e->groups[e->group_count++] =
                (struct training_group){lists[i].axis, code, names->names[code]};
    }
    return RC_OK;
}

static enum rc find_all(struct extension *e, struct err *err)
{
    size_t outcomes = 0;
    while (training_outcomes[outcomes].metric) outcomes++;
    e->finding_count = outcomes * e->group_count;
    e->findings = calloc(e->finding_count + 1, sizeof *e->findings);
    double *q = malloc((e->finding_count + 1) * sizeof *q);
    if (!e->findings || !q) {
        const size_t wanted = e->finding_count * sizeof *e->findings;
        free(q);
        e->finding_count = 0; /* there are none */
        return err_memory(err, wanted);
    }
    enum rc rc = RC_OK;
    for (size_t o = 0; rc == RC_OK && o < outcomes; o++) {
        struct training_finding *findings = e->findings + o * e->group_count;
        for (size_t g = 0; g < e->group_count; g++)
            findings[g] = (struct training_finding){.outcome = &training_outcomes[o],
                                                    .group = e->groups[g],
                                                    .effect = {.effect = INTERVAL_UNDEFINED},
                                                    .trend = {.effect = INTERVAL_UNDEFINED},
                                                    .before = NAN,
                                                    .after = NAN};
        rc = training_find(e->measured, &e->events, findings, e->group_count, err);
    }
    for (size_t i = 0; i < e->finding_count; i++)
        q[i] = e->findings[i].reason ? NAN : e->findings[i].effect.p;
    if (rc == RC_OK) rc = stats_benjamini_hochberg(q, e->finding_count, err);
    for (size_t i = 0; rc == RC_OK && i < e->finding_count; i++) e->findings[i].q = q[i];
    free(q);
    return rc;
}

/* Trained dealers that were on another path already say nothing of the training. */
static bool had_other_path(const struct training_finding *finding)
{
    return finding->trend.effect.defined && finding->trend.p < OTHER_PATH;
}

static const char *verdict_of(const struct training_finding *finding)
{
    if (finding->reason || isnan(finding->q) || had_other_path(finding)) return "cannot_say";
    if (finding->q >= FALSE_DISCOVERY_RATE) return "not_distinguishable";
    const bool is_higher = finding->effect.effect.value > 0;
    return is_higher == (finding->metric->better == BETTER_HIGHER) ? "worked" : "worse";
}

static const char other_path[] =
    "other_path: the trained dealers were on another path before the training already";

static const char *reason_of(const struct training_finding *finding)
{
    if (finding->reason) return finding->reason;
    return had_other_path(finding) ? other_path : "";
}

static void fill_effect(const struct training_finding *finding, struct table_cell *cells)
{
    const bool stands = finding->reason == NULL;
    const struct staggered *effect = &finding->effect;
    const double value = stands ? effect->effect.value : NAN;
    const struct table_cell row[EFFECT_COLUMNS] = {
        cell_text(finding->outcome->outcome),
        cell_text(axis_rows[finding->group.axis].name),
        cell_text(finding->group.key),
        cell_whole((int64_t)effect->treated_count),
        cell_whole((int64_t)effect->clean_count),
        cell_whole((int64_t)finding->n),
        cell_number(stands ? finding->before : NAN),
        cell_number(stands ? finding->after : NAN),
        cell_number(value),
        cell_number(stands ? effect->effect.lower : NAN),
        cell_number(stands ? effect->effect.upper : NAN),
        cell_number(stands ? effect->plain : NAN),
        cell_number(effect->plain - value),
        cell_number(stands ? finding->trend.effect.value : NAN),
        cell_number(stands && finding->trend.effect.defined ? finding->trend.p : NAN),
        cell_number(stands ? effect->smallest : NAN),
        cell_number(stands ? effect->p : NAN),
        cell_number(finding->q),
        cell_text(verdict_of(finding)),
        cell_text(reason_of(finding))};
    memcpy(cells, row, sizeof row);
}

static bool was_given(const struct extension *e, const struct training_group *group)
{
    for (size_t i = 0; i < e->events.count; i++) {
        const struct training_event *event = &e->events.rows[i];
        if (group->axis == AXIS_NETWORK ||
            group->code == (group->axis == AXIS_TRAINING_MODE ? event->mode : event->topic))
            return true;
    }
    return false;
}

static enum rc add_effects(struct extension *e, struct err *err)
{
    size_t count = 0;
    for (size_t i = 0; i < e->finding_count; i++) count += was_given(e, &e->findings[i].group);
    struct result_table *table =
        result_add_table(e->result, "training.effects", effect_columns, EFFECT_COLUMNS, count);
    if (!table) return err_memory(err, count * sizeof *table->cells);
    for (size_t i = 0, row = 0; i < e->finding_count; i++)
        if (was_given(e, &e->findings[i].group))
            fill_effect(&e->findings[i], result_cell(table, row++, 0));
    return RC_OK;
}

static enum rc add_estimates(struct extension *e, struct err *err)
{
    enum rc rc = RC_OK;
    for (size_t i = 0; rc == RC_OK && i < e->finding_count; i++) {
        const struct training_finding *finding = &e->findings[i];
        if (finding->group.axis != AXIS_NETWORK && !was_given(e, &finding->group)) continue;
        const bool is_share = finding->metric && finding->metric->unit == UNIT_SHARE;
        struct interval interval = finding->reason ? INTERVAL_UNDEFINED : finding->effect.effect;
        interval.value *= is_share ? 100.0 : 1.0;
        interval.lower *= is_share ? 100.0 : 1.0;
        interval.upper *= is_share ? 100.0 : 1.0;
        const char *reason = reason_of(finding);
        const struct extended extended = {.metric = finding->outcome->metric,
                                          .axis = finding->group.axis,
                                          .key = finding->group.key,
                                          .period = PERIOD_ALL,
                                          .n = finding->n,
                                          .interval = interval,
                                          .method = "staggered_differences",
                                          .reason = reason[0] ? reason : NULL};
        rc = extend_estimate(e->measured, e->result, &extended, err);
    }
    return rc;
}

enum fate { FATE_USED, FATE_REPEATED, FATE_EARLY, FATE_OLD, FATE_COUNT };

static enum fate fate_of(const struct extension *e, const struct training_event *event)
{
    const int32_t window = e->measured->context->report_month - event->month;
    if (window < TRAINING_AFTER) return FATE_EARLY;
    if (window >= MONTH_WINDOW_COUNT - TRAINING_BEFORE) return FATE_OLD;
    return training_is_clean(&e->events, event->dealer, event->month) ? FATE_USED : FATE_REPEATED;
}

static enum rc add_events(struct extension *e, struct err *err)
{
    struct result_table *table = result_add_table(e->result, "training.events", event_columns,
                                                  EVENT_COLUMNS, e->group_count);
    if (!table) return err_memory(err, e->group_count * sizeof event_columns);
    for (size_t g = 0; g < e->group_count; g++) {
        const struct training_group *group = &e->groups[g];
        int64_t counts[FATE_COUNT] = {0}, all = 0;
        for (size_t i = 0; i < e->events.count; i++) {
            const struct training_event *event = &e->events.rows[i];
            if (group->axis != AXIS_NETWORK &&
                group->code != (group->axis == AXIS_TRAINING_MODE ? event->mode : event->topic))
                continue;
            counts[fate_of(e, event)]++;
            all++;
        }
        struct table_cell *cells = result_cell(table, g, 0);
        cells[0] = cell_text(axis_rows[group->axis].name);
        cells[1] = cell_text(group->key);
        cells[2] = cell_whole(all);
        for (int fate = 0; fate < FATE_COUNT; fate++) cells[3 + fate] = cell_whole(counts[fate]);
    }
    return RC_OK;
}

enum rc training_extend(const struct measured *measured, struct result *result, struct err *err)
{
    struct extension e = {.measured = measured, .result = result};
    enum rc rc = training_read(measured, &result->arena, &e.events, err);
    if (rc == RC_OK) rc = list_groups(&e, err);
    if (rc == RC_OK) rc = find_all(&e, err);
    if (rc == RC_OK) rc = add_estimates(&e, err);
    if (rc == RC_OK) rc = add_effects(&e, err);
    if (rc == RC_OK) rc = add_events(&e, err);
    free(e.findings);
    return rc;
}
