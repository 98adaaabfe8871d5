/* How long customers wait, and on which leg of the way. */
#include "reports/sections/sections.h"
#include "reports/view/figure.h"

#include <math.h>

static const struct leg {
    const char *metric;
    enum phrase name;
} legs[] = {{"sla.leg.reply.mean", PHRASE_LEG_REPLY},
            {"sla.leg.visit.mean", PHRASE_LEG_VISIT},
            {"sla.leg.close.mean", PHRASE_LEG_CLOSE}};
static const char TOTAL[] = "sla.leg.total.mean", CLOSED[] = "sla.close_24h";
enum { LEGS = sizeof legs / sizeof *legs };

/* The legs and the whole stand together or not at all: they are of the same repairs. */
static bool legs_stand(const struct view *view)
{
    for (size_t i = 0; i < LEGS; i++)
        if (!model_stands(model_network(view->model, legs[i].metric))) return false;
    return model_stands(model_network(view->model, TOTAL));
}

static void answer_legs(struct view *view)
{
    const struct model_estimate *total = model_network(view->model, TOTAL), *longest = NULL;
    const char *name = "";
    for (size_t i = 0; i < LEGS; i++) {
        const struct model_estimate *leg = model_network(view->model, legs[i].metric);
        if (longest && leg->value <= longest->value) continue;
        longest = leg;
        name = view_phrase(view, legs[i].name);
    }
    sentence_html(view,
                  &(struct sentence){PHRASE_SERVICE_LEGS,
                                     {{view_interval(view, total), total},
                                      {name, NULL},
                                      {view_interval(view, longest), longest},
                                      {view_share(view, longest->value / total->value), NULL}}});
}

void service_answer(struct view *view, const struct scope *scope)
{
    const struct model_estimate *reply = model_network(view->model, "sla.reply_24h");
    const struct model_estimate *close = model_network(view->model, CLOSED);
    if (model_stands(reply) && model_stands(close))
        sentence_html(view, &(struct sentence){PHRASE_SERVICE_ANSWER,
                                               {{view_interval(view, reply), reply},
                                                {view_interval(view, close), close}}});
    else
        section_answer_values(view, scope, 2);
    if (legs_stand(view)) answer_legs(view);
    section_answer_changes(view, scope);
}

/* All in the unit of the whole: minutes beside hours cannot be compared at a glance. */
static struct waterfall_part part_of(struct view *view, const char *metric, enum phrase name)
{
    const struct model_estimate *leg = model_network(view->model, metric);
    const struct measure measure =
        measure_for(view->language, leg->metric->unit, model_network(view->model, TOTAL)->value,
                    (leg->upper - leg->lower) / 2);
    struct text value, bounds;
    text_init(&value, 0);
    text_init(&bounds, 0);
    format_value(&value, &measure, leg->value);
    format_bounds(&bounds, &measure, leg->lower, leg->upper);
    return (struct waterfall_part){.label = view_phrase(view, name),
                                   .value_text = view_keep(view, &value),
                                   .bounds_text = view_keep(view, &bounds),
                                   .value = leg->value,
                                   .lower = leg->lower,
                                   .upper = leg->upper,
                                   .slow = NAN};
}

static void draw_legs(struct view *view)
{
    const struct model_estimate *total = model_network(view->model, TOTAL);
    struct waterfall_part parts[LEGS];
    for (size_t i = 0; i < LEGS; i++) parts[i] = part_of(view, legs[i].metric, legs[i].name);
    const struct waterfall_part whole = part_of(view, TOTAL, PHRASE_LEG_TOTAL);
    struct text month;
    text_init(&month, 0);
    format_month(&month, view->language, total->period);
    const struct sentence caption = {
        PHRASE_LEGS_FIGURE,
        {{view_keep(view, &month), NULL}, {view_count(view, (double)total->n), NULL}}};
    figure_open(view);
    chart_waterfall(&view->page,
                    &(struct waterfall_chart){.label = view_phrase(view, PHRASE_LEGS_LABEL),
                                              .parts = parts,
                                              .part_count = LEGS,
                                              .total = &whole,
                                              .target = NAN,
                                              .style = figure_style(view, total)});
    figure_close(view, sentence_keep(view, &caption));
}

void service_figure(struct view *view, const struct scope *scope)
{
    const struct model_estimate **rows =
        arena_take_array(&view->arena, scope->row_count + 1, sizeof *rows);
    if (rows)
        figure_intervals(view, rows, section_rows_in_unit(scope, UNIT_SHARE, rows), scope->title);
    if (legs_stand(view)) draw_legs(view);
    figure_control(view, model_network(view->model, CLOSED));
}
