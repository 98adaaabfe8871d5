/* The steps of recovery: how often each is taken, and what goes with it. */
#include "reports/sections/sections.h"
#include "reports/view/figure.h"

#include <math.h>
#include <string.h>

static const char ALL_STEPS[] = "steps.done.all", SATISFACTION[] = "steps.satisfaction.effect",
                  REPURCHASE[] = "steps.repurchase.odds_ratio";

/* Effects of the steps on one metric: of the report month, or of all data. */
static struct model_group effects_of(const struct view *view, const char *metric)
{
    const struct model_group now = model_group(view->model, metric, "step", NULL);
    return now.count > 0 ? now : model_group(view->model, metric, "step", "all");
}

/* "apologised 0.21 [0.10, 0.32], …": the steps whose effect holds after all tests; "" when none. */
static const char *told_effects(struct view *view, struct model_group effects)
{
    struct text list;
    bool is_first = true;
    text_init(&list, 0);
    for (size_t i = 0; i < effects.count; i++) {
        const struct model_estimate *row = effects.rows[i];
        const bool holds = row->verdict == VERDICT_BETTER || row->verdict == VERDICT_WORSE;
        if (!model_stands(row) || !holds) continue;
        if (!is_first) text_put(&list, view_phrase(view, PHRASE_LIST_SEPARATOR));
        is_first = false;
        const struct sentence item = {
            PHRASE_CHANGE_ITEM, {{view_key(view, row), NULL}, {view_interval(view, row), NULL}}};
        sentence_text(&list, view->language, &item);
    }
    return view_keep(view, &list);
}

static size_t standing_effects(struct model_group effects)
{
    size_t count = 0;
    for (size_t i = 0; i < effects.count; i++) count += model_stands(effects.rows[i]);
    return count;
}

static void answer_effects(struct view *view, struct model_group effects, enum phrase some,
                           enum phrase none)
{
    const char *told = told_effects(view, effects);
    const size_t count = standing_effects(effects);
    if (count == 0) return;
    if (told[0])
        sentence_html(view, &(struct sentence){some, {{told, NULL}}});
    else
        sentence_html(view, &(struct sentence){none, {{view_count(view, (double)count), NULL}}});
}

void steps_answer(struct view *view, const struct scope *scope)
{
    const struct model_estimate *all = model_network(view->model, ALL_STEPS);
    const struct model_estimate *most = NULL, *least = NULL;
    for (size_t i = 0; i < scope->network_count; i++) {
        const struct model_estimate *row = scope->rows[i];
        if (!model_stands(row) || row->metric->unit != UNIT_SHARE || row == all) continue;
        if (!most || row->value > most->value) most = row;
        if (!least || row->value < least->value) least = row;
    }
    if (model_stands(all) && most && most != least)
        sentence_html(view, &(struct sentence){PHRASE_STEPS_ANSWER,
                                               {{view_interval(view, all), all},
                                                {view_title(view, most->metric), NULL},
                                                {view_value(view, most), most},
                                                {view_title(view, least->metric), NULL},
                                                {view_value(view, least), least}}});
    else
        section_answer_values(view, scope, 2);
    answer_effects(view, effects_of(view, SATISFACTION), PHRASE_STEPS_EFFECT,
                   PHRASE_STEPS_EFFECT_NONE);
}

/* What no effect stands out of is told by the answer and looked up in the table. */
static void draw_effects(struct view *view, const char *metric, double reference,
                         enum phrase caption)
{
    const struct model_group effects = effects_of(view, metric);
    if (told_effects(view, effects)[0] == '\0') return;
    figure_ladder(view, &(struct ladder_figure){.rows = effects.rows,
                                                .row_count = effects.count,
                                                .label = view_phrase(view, caption),
                                                .caption = view_phrase(view, caption),
                                                .from = NAN,
                                                .to = NAN,
                                                .reference = reference});
}

void steps_figure(struct view *view, const struct scope *scope)
{
    const struct model_estimate **rows =
        arena_take_array(&view->arena, scope->row_count + 1, sizeof *rows);
    size_t count = 0;
    for (size_t i = 0; rows && i < scope->network_count; i++)
        if (scope->rows[i]->metric->unit == UNIT_SHARE) rows[count++] = scope->rows[i];
    if (count > 0) figure_intervals(view, rows, count, scope->title);
    draw_effects(view, SATISFACTION, 0, PHRASE_STEPS_EFFECT_FIGURE);
}

void steps_repurchase_answer(struct view *view, const struct scope *scope)
{
    const struct model_group effects = effects_of(view, REPURCHASE);
    if (standing_effects(effects) == 0)
        section_answer_values(view, scope, 2);
    else
        answer_effects(view, effects, PHRASE_STEPS_REPURCHASE, PHRASE_STEPS_REPURCHASE_NONE);
}

void steps_repurchase_figure(struct view *view, const struct scope *scope)
{
    (void)scope;
    draw_effects(view, REPURCHASE, 1, PHRASE_STEPS_REPURCHASE_FIGURE);
}
