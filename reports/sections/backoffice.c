/* Which department stands behind dissatisfaction, and which moved satisfaction. */
#include "reports/sections/sections.h"

#include <math.h>

static const char DISSATISFIED[] = "backoffice.dissatisfied.share", MOVED[] = "backoffice.moved";

static const struct model_estimate *line_of(const struct view *view, const char *key)
{
    return model_estimate(view->model, DISSATISFIED, "line", key, view->model->run.period);
}

/* The department that moved the mean most, by more than chance; NULL: none did. */
static const struct model_estimate *most_moved(const struct view *view)
{
    const struct model_group rows = model_group(view->model, MOVED, "department", NULL);
    const struct model_estimate *most = NULL;
    for (size_t i = 0; i < rows.count; i++) {
        const struct model_estimate *row = rows.rows[i];
        const bool holds = row->verdict == VERDICT_BETTER || row->verdict == VERDICT_WORSE;
        if (!model_stands(row) || !holds) continue;
        if (!most || fabs(row->value) > fabs(most->value)) most = row;
    }
    return most;
}

void backoffice_answer(struct view *view, const struct scope *scope)
{
    const struct model_estimate *front = line_of(view, "front_line");
    const struct model_estimate *back = line_of(view, "back_office");
    const struct model_estimate *change = model_network(view->model, MOVED);
    const struct model_estimate *most = most_moved(view);
    if (!model_stands(front) || !model_stands(back)) {
        section_answer_values(view, scope, 2);
        return;
    }
    sentence_html(view, &(struct sentence){PHRASE_BACKOFFICE_ANSWER,
                                           {{view_interval(view, front), front},
                                            {view_interval(view, back), back}}});
    if (!model_stands(change)) return;
    sentence_html(view, &(struct sentence){PHRASE_BACKOFFICE_CHANGE,
                                           {{view_interval(view, change), change}}});
    if (most)
        sentence_html(view, &(struct sentence){
                                PHRASE_BACKOFFICE_MOST,
                                {{view_key(view, most), NULL}, {view_interval(view, most), most}}});
    else
        sentence_html(view, &(struct sentence){PHRASE_BACKOFFICE_NONE, {{NULL, NULL}}});
}

/* What moved the mean, and the rows that the answer links to. */
void backoffice_tables(struct view *view, const struct scope *scope)
{
    const struct model_estimate *const told[] = {
        line_of(view, "front_line"), line_of(view, "back_office"),
        model_network(view->model, MOVED), most_moved(view)};
    const struct model_estimate *rows[sizeof told / sizeof *told];
    struct scope own = *scope;
    own.rows = rows;
    own.row_count = 0;
    for (size_t i = 0; i < sizeof told / sizeof *told; i++)
        if (told[i]) rows[own.row_count++] = told[i];
    section_result_table(view, "backoffice.moved", view_phrase(view, PHRASE_BACKOFFICE_MOVED), 5);
    section_rows_table(view, &own);
    section_segments_table(view, scope);
}
