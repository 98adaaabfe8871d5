/* How soon complaints are answered and solved, and whether they stay solved. */
#include "reports/sections/sections.h"

#include <string.h>

static const char ANSWER[] = "complaints.answer.median", SOLUTION[] = "complaints.resolve.median",
                  IN_48H[] = "complaints.resolved_48h.share",
                  AGAIN[] = "complaints.again_90d.customer";

/* "研发部 14.5 d [10.7, 20.6]": the departments that are worse in this, or "" when none is. */
static const char *worse_departments(struct view *view, const char *metric)
{
    const struct model_group rows = model_group(view->model, metric, "department", NULL);
    struct text list;
    bool is_first = true;
    text_init(&list, 0);
    for (size_t i = 0; i < rows.count; i++) {
        const struct model_estimate *row = rows.rows[i];
        if (!model_stands(row) || row->verdict != VERDICT_WORSE) continue;
        if (!is_first) text_put(&list, view_phrase(view, PHRASE_LIST_SEPARATOR));
        is_first = false;
        const struct sentence item = {
            PHRASE_CHANGE_ITEM, {{view_key(view, row), NULL}, {view_interval(view, row), NULL}}};
        sentence_text(&list, view->language, &item);
    }
    return view_keep(view, &list);
}

static void answer_departments(struct view *view, const char *metric, enum phrase pattern)
{
    const char *worse = worse_departments(view, metric);
    if (worse[0]) sentence_html(view, &(struct sentence){pattern, {{worse, NULL}}});
}

void complaints_answer(struct view *view, const struct scope *scope)
{
    const struct model_estimate *answer = model_network(view->model, ANSWER);
    const struct model_estimate *solution = model_network(view->model, SOLUTION);
    const struct model_estimate *in_time = model_network(view->model, IN_48H);
    const struct model_estimate *again = model_network(view->model, AGAIN);
    if (!model_stands(answer) || !model_stands(solution)) {
        section_answer_values(view, scope, 3);
        return;
    }
    sentence_html(view, &(struct sentence){PHRASE_COMPLAINTS_ANSWER,
                                           {{view_interval(view, answer), answer},
                                            {view_interval(view, solution), solution}}});
    if (model_stands(in_time))
        sentence_html(view, &(struct sentence){PHRASE_COMPLAINTS_IN_TIME,
                                               {{view_interval(view, in_time), in_time}}});
    if (model_stands(again))
        sentence_html(view, &(struct sentence){PHRASE_COMPLAINTS_AGAIN,
                                               {{view_interval(view, again), again}}});
    answer_departments(view, SOLUTION, PHRASE_COMPLAINTS_SLOW);
    answer_departments(view, AGAIN, PHRASE_COMPLAINTS_RETURN);
}

/* The departments side by side, and the rows that the answer links to; all others stand in the
 * tables beside the page. Of the dealers those that differ. */
void complaints_tables(struct view *view, const struct scope *scope)
{
    static const char *const metrics[] = {ANSWER, SOLUTION, IN_48H, AGAIN};
    const struct model_estimate *rows[sizeof metrics / sizeof *metrics];
    struct scope told = *scope;
    told.rows = rows;
    told.row_count = 0;
    for (size_t i = 0; i < sizeof metrics / sizeof *metrics; i++) {
        const struct model_estimate *row = model_network(view->model, metrics[i]);
        if (row) rows[told.row_count++] = row;
    }
    section_result_table(view, "complaints.departments",
                         view_phrase(view, PHRASE_COMPLAINTS_DEPARTMENTS), 5);
    section_rows_table(view, &told);
    section_segments_table(view, scope);
}
