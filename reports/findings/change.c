/* Findings about the network over time: changes, targets, benchmarks, and a change that is only one
 * of mix. */
#include "reports/findings/finding_list.h"
#include "reports/view/estimate_table.h"

#include <math.h>
#include <string.h>

/* "rater" of "rater.index": metrics of one prefix move together, so one finding speaks for them. */
static const char *prefix_of(struct view *view, const char *id)
{
    struct text text;
    text_init(&text, 0);
    text_add(&text, id, strcspn(id, "."));
    return view_keep(view, &text);
}

static enum phrase owner_of(const char *metric)
{
    static const struct owner_row {
        const char *prefix;
        enum phrase owner;
    } rows[] = {{"sla.visit", PHRASE_OWNER_LOGISTICS}, {"sla.", PHRASE_OWNER_DEALERS},
                {"stage.", PHRASE_OWNER_QUALITY},      {"faults.", PHRASE_OWNER_QUALITY},
                {"fault.", PHRASE_OWNER_QUALITY},      {"repair.design", PHRASE_OWNER_QUALITY},
                {"repair.", PHRASE_OWNER_DEALERS}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (strncmp(metric, rows[i].prefix, strlen(rows[i].prefix)) == 0) return rows[i].owner;
    return PHRASE_OWNER_SERVICE;
}

static void offer_change(struct finding_list *list, const struct model_estimate *now)
{
    const char *id = now->metric->id;
    const double before = now->value - now->change.value;
    const bool up = now->change.value > 0;
    finding_offer(list, &(struct finding){
                            .sentence = {up ? PHRASE_FIND_CHANGE_UP : PHRASE_FIND_CHANGE_DOWN,
                                         {{estimate_label(list->view, now), NULL},
                                          {view_interval(list->view, now), now},
                                          {view_change(list->view, now), NULL}}},
                            .score = finding_effect(now, now->value, before) *
                                     finding_certainty(now->change.q),
                            .topic = finding_topic(list->view, "change", prefix_of(list->view, id)),
                            .owner = owner_of(id),
                            .evidence = now});
}

/* Whether every part of the axis that can be compared moved the other way or stood still: then the
 * whole moved because the weights of its parts did. At least two parts must be comparable. */
static bool parts_disagree(struct model_group parts, bool down)
{
    size_t count = 0;
    for (size_t i = 0; i < parts.count; i++) {
        const struct model_estimate *part = parts.rows[i];
        if (!model_stands(part) || !part->change.exists || isnan(part->change.value)) continue;
        if (down ? part->change.value < 0 : part->change.value > 0) return false;
        count++;
    }
    return count >= 2;
}

static const char *const mix_axes[] = {"region", "product", "channel"};
enum { MIX_AXIS_COUNT = sizeof mix_axes / sizeof *mix_axes };

/* The parts of the first axis along which the network's change is one of mix; count 0: none. */
static struct model_group parts_against(const struct model *model, const struct model_estimate *now)
{
    for (size_t i = 0; i < MIX_AXIS_COUNT; i++) {
        const struct model_group parts = model_group(model, now->metric->id, mix_axes[i], NULL);
        if (parts_disagree(parts, now->change.value < 0)) return parts;
    }
    return (struct model_group){NULL, 0};
}

static double guard_number(const struct model_table *table, size_t row, const char *column)
{
    return model_cell(table, row, model_column(table, column)).number;
}

/* Whether the guards take the change for one of mix: with the mix of some axis held fast it turns
 * round, or on every axis where that can be worked out nothing beyond chance is left. */
static bool is_mix_alone(const struct model *model, const char *metric)
{
    const struct model_table *table = model_table(model, "guards.simpson");
    size_t told = 0, beyond = 0;
    for (size_t row = 0; table && row < table->row_count; row++) {
        const char *of = model_cell(table, row, model_column(table, "metric")).text;
        const double lower = guard_number(table, row, "lower");
        const double upper = guard_number(table, row, "upper");
        if (!of || strcmp(of, metric) != 0 || isnan(lower) || isnan(upper)) continue;
        if (guard_number(table, row, "reversed") > 0) return true;
        told++;
        beyond += lower > 0 || upper < 0;
    }
    return told > 0 && beyond == 0;
}

void find_changes(struct finding_list *list)
{
    const struct model *model = list->view->model;
    for (size_t i = 0; i < model->metric_count; i++) {
        const struct model_estimate *now = model_network(model, model->metrics[i].id);
        if (!model_stands(now) || !view_change_stands(now)) continue;
        if (parts_against(model, now).count > 0) continue; /* told by find_simpson */
        if (!is_mix_alone(model, now->metric->id)) offer_change(list, now);
    }
}

static unsigned months_off_target(const struct model *model, const struct model_estimate *now)
{
    unsigned count = 1;
    for (int32_t back = model_months_back(model, now) + 1; back < MONTH_WINDOW_COUNT; back++) {
        const struct model_estimate *then = model_network_before(model, now->metric->id, back);
        if (!model_stands(then)) break;
        struct model_estimate held = *then;
        held.target = now->target;
        if (view_on_target(&held)) break;
        count++;
    }
    return count;
}

void find_targets(struct finding_list *list)
{
    const struct model *model = list->view->model;
    struct view *view = list->view;
    for (size_t i = 0; i < model->metric_count; i++) {
        const struct model_estimate *now = model_network(model, model->metrics[i].id);
        if (!model_stands(now) || isnan(now->target) || view_on_target(now)) continue;
        const unsigned months = months_off_target(model, now);
        finding_offer(
            list, &(struct finding){
                      .sentence = {months > 1 ? PHRASE_FIND_TARGET_OFF_RUN : PHRASE_FIND_TARGET_OFF,
                                   {{view_title(view, now->metric), NULL},
                                    {view_interval(view, now), now},
                                    {view_count(view, months), NULL}}},
                      .score = finding_effect(now, now->value, now->target) *
                               finding_certainty_by_distance(now, now->target),
                      .topic = finding_topic(view, "target", prefix_of(view, now->metric->id)),
                      .owner = owner_of(now->metric->id),
                      .evidence = now});
    }
}

/* Published figures that are measured in another way are beside the own number, but no finding: who
 * is called back is asked, so that fewer stay silent than of customers nobody asks. */
static bool is_yardstick(const char *metric)
{
    return strcmp(metric, "recovery.silent.share") != 0;
}

void find_benchmarks(struct finding_list *list)
{
    const struct model *model = list->view->model;
    struct view *view = list->view;
    /* A published figure of another trade is worth less than a change of one's own. */
    static const double WEIGHT = 0.1;
    for (size_t i = 0; i < model->metric_count; i++) {
        const struct model_estimate *now = model_network(model, model->metrics[i].id);
        if (!model_stands(now) || isnan(now->benchmark.value)) continue;
        if (!is_yardstick(now->metric->id)) continue;
        const bool above = now->benchmark.standing == STANDING_ABOVE;
        if (!above && now->benchmark.standing != STANDING_BELOW) continue;
        const double nearest = above ? now->benchmark.value : now->benchmark.low;
        finding_offer(
            list,
            &(struct finding){
                .sentence = {above ? PHRASE_FIND_BENCHMARK_ABOVE : PHRASE_FIND_BENCHMARK_BELOW,
                             {{view_title(view, now->metric), NULL},
                              {view_interval(view, now), now}}},
                .score = WEIGHT * finding_effect(now, now->value, nearest) *
                         finding_certainty_by_distance(now, nearest),
                .topic = finding_topic(view, "benchmark", prefix_of(view, now->metric->id)),
                .owner = owner_of(now->metric->id),
                .evidence = now});
    }
}

void find_simpson(struct finding_list *list)
{
    const struct model *model = list->view->model;
    struct view *view = list->view;
    for (size_t i = 0; i < model->metric_count; i++) {
        const struct model_estimate *now = model_network(model, model->metrics[i].id);
        if (!model_stands(now) || !view_change_stands(now)) continue;
        const struct model_group parts = parts_against(model, now);
        if (parts.count == 0) continue;
        const bool down = now->change.value < 0;
        finding_offer(
            list,
            &(struct finding){.sentence = {down ? PHRASE_FIND_SIMPSON_DOWN : PHRASE_FIND_SIMPSON_UP,
                                           {{view_title(view, now->metric), NULL},
                                            {view_change(view, now), now},
                                            {view_axis(view, parts.rows[0]), NULL}}},
                              .score = finding_certainty(now->change.q),
                              .topic = finding_topic(view, "mix", now->metric->id),
                              .owner = owner_of(now->metric->id),
                              .evidence = now});
    }
}
