/* Satisfaction is not trust: what satisfied customers do, and how trust comes down from level to
 * level. */
#include "reports/sections/sections.h"
#include "reports/view/figure.h"

#include <math.h>
#include <string.h>

/* What customers did, in the order of the figure. */
static const char *const deeds[] = {"trust.satisfied_away_365d", "trust.satisfied_back_365d",
                                    "trust.other_back_365d", "trust.truster_back_365d",
                                    "trust.doubter_back_365d"};
enum { DEED_COUNT = sizeof deeds / sizeof *deeds, DEED_AWAY = 0, DEED_BACK = 1 };
static const char EMOTIONAL[] = "trust.ladder.emotional",
                  BEHAVIOURAL[] = "trust.ladder.behavioural", GAP[] = "trust.behaviour_gap";

static void answer_gap(struct view *view)
{
    const struct model_estimate *gap = model_network(view->model, GAP);
    if (!model_stands(gap)) return;
    const bool is_open = gap->lower <= 0 && gap->upper >= 0;
    sentence_html(view, &(struct sentence){is_open ? PHRASE_TRUST_GAP_OPEN : PHRASE_TRUST_GAP,
                                           {{view_interval(view, gap), gap}}});
}

void trust_answer(struct view *view, const struct scope *scope)
{
    const struct model_estimate *away = model_network(view->model, deeds[DEED_AWAY]);
    const struct model_estimate *back = model_network(view->model, deeds[DEED_BACK]);
    const struct model_estimate *emotional = model_network(view->model, EMOTIONAL);
    const struct model_estimate *behavioural = model_network(view->model, BEHAVIOURAL);
    const bool has_deeds = model_stands(away) && model_stands(back);
    const bool has_ladder = model_stands(emotional) && model_stands(behavioural);
    if (!has_deeds && !has_ladder) {
        section_answer_values(view, scope, 2);
        return;
    }
    if (has_deeds)
        sentence_html(view, &(struct sentence){PHRASE_TRUST_ANSWER,
                                               {{view_interval(view, away), away},
                                                {view_interval(view, back), back}}});
    if (has_ladder)
        sentence_html(view, &(struct sentence){PHRASE_TRUST_LADDER,
                                               {{view_value(view, emotional), emotional},
                                                {view_value(view, behavioural), behavioural}}});
    answer_gap(view);
}

void trust_figure(struct view *view, const struct scope *scope)
{
    const struct model_estimate *rows[DEED_COUNT];
    size_t count = 0;
    (void)scope;
    for (size_t i = 0; i < DEED_COUNT; i++) {
        const struct model_estimate *row = model_network(view->model, deeds[i]);
        if (model_stands(row)) rows[count++] = row;
    }
    if (count == 0) return;
    figure_ladder(view, &(struct ladder_figure){.rows = rows,
                                                .row_count = count,
                                                .label = view_phrase(view, PHRASE_TRUST_FIGURE),
                                                .caption = view_phrase(view, PHRASE_TRUST_FIGURE),
                                                .from = 0,
                                                .to = 1,
                                                .reference = NAN,
                                                .is_unjudged = true});
}

/* What the figure does not show. */
void trust_tables(struct view *view, const struct scope *scope)
{
    struct scope rest = *scope;
    rest.rows = arena_take_array(&view->arena, scope->row_count + 1, sizeof *rest.rows);
    rest.row_count = 0;
    for (size_t i = 0; rest.rows && i < scope->row_count; i++) {
        bool is_drawn = false;
        for (size_t k = 0; k < DEED_COUNT; k++)
            is_drawn |=
                model_stands(scope->rows[i]) && strcmp(scope->rows[i]->metric->id, deeds[k]) == 0;
        if (!is_drawn) rest.rows[rest.row_count++] = scope->rows[i];
    }
    section_rows_table(view, &rest);
}
