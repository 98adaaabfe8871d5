/* Who was asked after the repair, and who could be reached. */
#include "reports/sections/sections.h"
#include "reports/view/figure.h"

#include <math.h>

static const char CALLED[] = "callback.called_30d", REACHED[] = "callback.coverage_30d";

void callbacks_answer(struct view *view, const struct scope *scope)
{
    const struct model_estimate *called = model_network(view->model, CALLED);
    const struct model_estimate *reached = model_network(view->model, REACHED);
    if (!model_stands(called) || !model_stands(reached)) {
        section_answer_values(view, scope, 2);
        return;
    }
    sentence_html(view, &(struct sentence){PHRASE_CALLBACKS_ANSWER,
                                           {{view_count(view, (double)called->n), NULL},
                                            {view_interval(view, called), called},
                                            {view_interval(view, reached), reached},
                                            {view_share(view, 1 - reached->value), NULL}}});
}

static struct waterfall_part part_of(struct view *view, const struct model_estimate *row,
                                     enum phrase name)
{
    return (struct waterfall_part){.label = view_phrase(view, name),
                                   .value_text = view_value(view, row),
                                   .bounds_text = view_bounds(view, row),
                                   .value = row->value,
                                   .lower = row->lower,
                                   .upper = row->upper,
                                   .slow = NAN};
}

/* Closed, of these called, of these reached: each bar lies within the one above. */
void callbacks_figure(struct view *view, const struct scope *scope)
{
    const struct model_estimate *called = model_network(view->model, CALLED);
    const struct model_estimate *reached = model_network(view->model, REACHED);
    if (!model_stands(called) || !model_stands(reached)) return;
    const struct sentence closed = {PHRASE_NOTE_N, {{view_count(view, (double)called->n), NULL}}};
    const struct waterfall_part parts[] = {{.label = view_phrase(view, PHRASE_CALLBACKS_CLOSED),
                                            .value_text = sentence_keep(view, &closed),
                                            .value = 1,
                                            .lower = NAN,
                                            .upper = NAN,
                                            .slow = NAN},
                                           part_of(view, called, PHRASE_CALLBACKS_CALLED),
                                           part_of(view, reached, PHRASE_CALLBACKS_REACHED)};
    struct text month;
    text_init(&month, 0);
    format_month(&month, view->language, called->period);
    const struct sentence caption = {PHRASE_CALLBACKS_FIGURE, {{view_keep(view, &month), NULL}}};
    figure_open(view);
    chart_waterfall(&view->page, &(struct waterfall_chart){.label = scope->title,
                                                           .parts = parts,
                                                           .part_count = 3,
                                                           .is_nested = true,
                                                           .target = NAN,
                                                           .style = figure_style(view, called)});
    figure_close(view, sentence_keep(view, &caption));
}
