/* What customers say: the five dimensions, satisfaction and recommendation. */
#include "reports/sections/sections.h"
#include "reports/view/figure.h"

#include <string.h>

static const char *const dimensions[] = {"rater.reliability", "rater.assurance", "rater.tangibles",
                                         "rater.empathy", "rater.responsiveness"};
enum { DIMENSIONS = sizeof dimensions / sizeof *dimensions };

static size_t standing_dimensions(const struct view *view, const struct model_estimate **out)
{
    size_t count = 0;
    for (size_t i = 0; i < DIMENSIONS; i++) {
        const struct model_estimate *row = model_network(view->model, dimensions[i]);
        if (model_stands(row)) out[count++] = row;
    }
    return count;
}

void rater_answer(struct view *view, const struct scope *scope)
{
    const struct model_estimate *rows[DIMENSIONS];
    const size_t count = standing_dimensions(view, rows);
    if (count < 2) {
        section_answer_values(view, scope, 2);
        return;
    }
    const struct model_estimate *best = rows[0], *least = rows[0];
    for (size_t i = 1; i < count; i++) {
        if (rows[i]->value > best->value) best = rows[i];
        if (rows[i]->value < least->value) least = rows[i];
    }
    sentence_html(view, &(struct sentence){PHRASE_RATER_ANSWER,
                                           {{view_title(view, best->metric), NULL},
                                            {view_interval(view, best), best},
                                            {view_title(view, least->metric), NULL},
                                            {view_interval(view, least), least}}});
    section_answer_changes(view, scope);
}

/* The dimensions themselves are drawn above all sections (page/strip.h). */
void rater_figure(struct view *view, const struct scope *scope)
{
    (void)scope;
    figure_control(view, model_network(view->model, "rater.index"));
}

void rater_tables(struct view *view, const struct scope *scope)
{
    enum { ITEM_ROWS = 10 };
    section_rows_table(view, scope);
    section_segments_table(view, scope);
    section_result_table(view, "survey.items", view_phrase(view, PHRASE_TABLE_ITEMS), ITEM_ROWS);
}

void satisfaction_answer(struct view *view, const struct scope *scope)
{
    section_answer_values(view, scope, 2);
    section_answer_changes(view, scope);
}

void satisfaction_figure(struct view *view, const struct scope *scope)
{
    for (size_t i = 0; i < scope->row_count; i++) {
        if (!model_stands(scope->rows[i])) continue;
        figure_control(view, scope->rows[i]);
        return;
    }
}
