/* Findings about the network over time: changes, targets, benchmarks, and a change that is only one
 * of mix. */
#include "reports/findings/finding_list.h"
#include "reports/view/estimate_table.h"
#include "reports/view/signal.h"

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

/* Whether the months before drift themselves, so that no control chart judges the report month. */
static bool drifts(const struct model *model, const char *metric)
{
    static const char reason[] = "unstable_base";
    const struct model_table *table = model_table(model, "charts.baseline");
    for (size_t row = 0; table && row < table->row_count; row++) {
        const char *of = model_cell(table, row, model_column(table, "metric")).text;
        const char *axis = model_cell(table, row, model_column(table, "axis")).text;
        const char *why = model_cell(table, row, model_column(table, "reason")).text;
        if (of && axis && why && !axis[0] && strcmp(of, metric) == 0)
            return strncmp(why, reason, sizeof reason - 1) == 0;
    }
    return false;
}

/* The month since which every month lies on the same side of the one before; `now` itself when the
 * month before has no number. */
static const struct model_estimate *start_of_run(const struct model *model,
                                                 const struct model_estimate *now)
{
    const struct model_estimate *start = now;
    int32_t back = model_months_back(model, now);
    while (++back < MONTH_WINDOW_COUNT) {
        const struct model_estimate *then = model_network_before(model, now->metric->id, back);
        if (!model_stands(then)) break;
        if (now->change.value > 0 ? then->value >= start->value : then->value <= start->value)
            break;
        start = then;
    }
    return start;
}

/* A drift of at least so many months is told as one, not as a change of its last month. */
enum { DRIFT_MONTHS = 3 };

static bool offer_drift(struct finding_list *list, const struct model_estimate *now)
{
    struct view *view = list->view;
    if (!drifts(view->model, now->metric->id)) return false;
    const struct model_estimate *start = start_of_run(view->model, now);
    if (model_months_back(view->model, start) - model_months_back(view->model, now) < DRIFT_MONTHS)
        return false;
    struct text month;
    text_init(&month, 0);
    format_month(&month, view->language, start->period);
    struct finding finding = {
        .sentence = {now->change.value > 0 ? PHRASE_FIND_DRIFT_UP : PHRASE_FIND_DRIFT_DOWN,
                     {{estimate_label(view, now), NULL},
                      {view_interval(view, now), now},
                      {view_keep(view, &month), NULL},
                      {view_value(view, start), NULL}}},
        .score = FINDING_NEWS_WEIGHT * finding_effect(now, now->value, start->value) *
                 finding_certainty_by_distance(now, start->value),
        .topic = finding_topic(view, "change", prefix_of(view, now->metric->id)),
        .owner = owner_of(now->metric->id),
        .evidence = now};
    finding_add(&finding, PHRASE_COMPARE_N_THEN, view_count(view, (double)start->n), NULL);
    finding_offer(list, &finding);
    return true;
}

static void offer_change(struct finding_list *list, const struct model_estimate *now)
{
    if (offer_drift(list, now)) return;
    const char *id = now->metric->id;
    const double before = now->value - now->change.value;
    const bool up = now->change.value > 0;
    finding_offer(list, &(struct finding){
                            .sentence = {up ? PHRASE_FIND_CHANGE_UP : PHRASE_FIND_CHANGE_DOWN,
                                         {{estimate_label(list->view, now), NULL},
                                          {view_interval(list->view, now), now},
                                          {view_change(list->view, now), NULL}}},
                            .score = FINDING_NEWS_WEIGHT * finding_effect(now, now->value, before) *
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

/* "Reliability 5.52 too": other metrics of the same prefix that left their limits the same way. */
static void add_signals(struct view *view, struct finding *finding, const struct view_signal *first)
{
    const struct model *model = view->model;
    const char *prefix = prefix_of(view, finding->evidence->metric->id);
    for (size_t i = 0; i < model->metric_count; i++) {
        const struct model_estimate *now = model_network(model, model->metrics[i].id);
        if (!model_stands(now) || now == finding->evidence || view_change_stands(now)) continue;
        if (strcmp(prefix, prefix_of(view, now->metric->id)) != 0) continue;
        const struct view_signal other = view_signal_of(model, now);
        if (!other.stands || other.above != first->above) continue;
        if (finding->extra_count == FINDING_EXTRA_LIMIT) return;
        finding->extras[finding->extra_count++] = (struct sentence){
            PHRASE_COMPARE_TOO,
            {{view_title(view, now->metric), NULL}, {view_interval(view, now), now}}};
    }
}

/* A month that did not change by more than chance from the one before, but lies outside the limits
 * of the twelve before. */
void find_signals(struct finding_list *list)
{
    struct view *view = list->view;
    for (size_t i = 0; i < view->model->metric_count; i++) {
        const struct model_estimate *now = model_network(view->model, view->model->metrics[i].id);
        if (!model_stands(now) || view_change_stands(now)) continue;
        const struct view_signal signal = view_signal_of(view->model, now);
        if (!signal.stands) continue;
        struct finding finding = {
            .sentence = {signal.above ? PHRASE_FIND_SIGNAL_ABOVE : PHRASE_FIND_SIGNAL_BELOW,
                         {{estimate_label(view, now), NULL},
                          {view_interval(view, now), now},
                          {view_like(view, now, signal.centre), NULL}}},
            .score = FINDING_NEWS_WEIGHT * finding_effect(now, now->value, signal.centre) *
                     finding_certainty(signal.q),
            .topic = finding_topic(view, "change", prefix_of(view, now->metric->id)),
            .owner = owner_of(now->metric->id),
            .evidence = now};
        add_signals(view, &finding, &signal);
        finding_add(&finding, PHRASE_COMPARE_Q, view_probability(view, signal.q), NULL);
        finding_offer(list, &finding);
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
                              .score = FINDING_NEWS_WEIGHT * finding_certainty(now->change.q),
                              .topic = finding_topic(view, "mix", now->metric->id),
                              .owner = owner_of(now->metric->id),
                              .evidence = now});
    }
}
