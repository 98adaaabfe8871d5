/* The month's teaching cases: why each was picked, and the first one told. */
#include "reports/sections/sections.h"

#include <math.h>

static const char PICKED[] = "cases.picked", TIMELINE[] = "cases.timeline",
                  COMPLETE[] = "cases.complete_record.share";
enum { TOLD_EVENTS = 10 };

static double number_of(const struct model_table *table, size_t row, const char *column)
{
    return model_cell(table, row, model_column(table, column)).number;
}

void cases_answer(struct view *view, const struct scope *scope)
{
    const struct model_table *picked = model_table(view->model, PICKED);
    const struct model_estimate *complete = model_network(view->model, COMPLETE);
    if (!picked || picked->row_count == 0 || !complete) {
        section_answer_values(view, scope, 1);
        return;
    }
    sentence_html(view,
                  &(struct sentence){PHRASE_CASES_ANSWER,
                                     {{view_count(view, (double)complete->n), NULL},
                                      {view_count(view, (double)picked->row_count), NULL},
                                      {view_count(view, number_of(picked, 0, "points_all")), NULL},
                                      {view_count(view, number_of(picked, 0, "repairs")), NULL},
                                      {view_count(view, number_of(picked, 0, "complaints")), NULL},
                                      {view_count(view, number_of(picked, 0, "parties")), NULL}}});
    if (model_stands(complete))
        sentence_html(view, &(struct sentence){PHRASE_CASES_COMPLETE,
                                               {{view_interval(view, complete), complete}}});
}

/* One share needs no figure. */
void cases_figure(struct view *view, const struct scope *scope)
{
    (void)view;
    (void)scope;
}

/* How many rows tell the first case. */
static size_t first_case_rows(const struct model_table *timeline)
{
    size_t count = 0;
    while (count < timeline->row_count && number_of(timeline, count, "case") == 1) count++;
    return count;
}

void cases_tables(struct view *view, const struct scope *scope)
{
    const struct model_table *timeline = model_table(view->model, TIMELINE);
    section_result_table(view, PICKED, view_phrase(view, PHRASE_CASES_PICKED), 5);
    if (timeline) {
        const size_t rows = first_case_rows(timeline);
        section_result_table(view, TIMELINE, view_phrase(view, PHRASE_CASES_TIMELINE),
                             rows < TOLD_EVENTS ? rows : TOLD_EVENTS);
    }
    section_rows_table(view, scope);
}
