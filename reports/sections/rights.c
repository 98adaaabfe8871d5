/* Seven things to get right, and the one that is most often wrong. */
#include "reports/sections/sections.h"
#include "reports/view/figure.h"

#include <string.h>

static const char ALL_SEVEN[] = "rights.all_seven.share", DROP[] = "rights.drop";

/* "Right time 85.5 % [84.6, 86.3], …": whose interval begins below the end of the weakest's; ""
 * when none does. */
static const char *as_weak(struct view *view, const struct scope *scope,
                           const struct model_estimate *weakest)
{
    struct text list;
    bool is_first = true;
    text_init(&list, 0);
    for (size_t i = 0; i < scope->network_count; i++) {
        const struct model_estimate *row = scope->rows[i];
        if (!model_stands(row) || row == weakest || !(row->lower <= weakest->upper)) continue;
        if (strcmp(row->metric->id, ALL_SEVEN) == 0) continue;
        if (!is_first) text_put(&list, view_phrase(view, PHRASE_LIST_SEPARATOR));
        is_first = false;
        sentence_text(&list, view->language,
                      &(struct sentence){PHRASE_CHANGE_ITEM,
                                         {{view_title(view, row->metric), NULL},
                                          {view_interval(view, row), NULL}}});
    }
    return view_keep(view, &list);
}

/* Of which satisfaction is lowest where it was wrong; among those that stand after all tests. */
static void answer_drop(struct view *view)
{
    const struct model_group drops =
        model_group(view->model, DROP, axis_rows[AXIS_RIGHT].name, NULL);
    const struct model_estimate *lowest = NULL;
    size_t standing = 0;
    for (size_t i = 0; i < drops.count; i++) {
        const struct model_estimate *row = drops.rows[i];
        standing += model_stands(row);
        if (!model_stands(row) || row->verdict != VERDICT_WORSE) continue;
        if (!lowest || row->value < lowest->value) lowest = row;
    }
    if (lowest)
        sentence_html(view, &(struct sentence){PHRASE_RIGHTS_DROP,
                                               {{view_key(view, lowest), NULL},
                                                {view_interval(view, lowest), lowest}}});
    else if (standing > 0)
        html_text(&view->page, view_phrase(view, PHRASE_RIGHTS_DROP_NONE));
}

void rights_answer(struct view *view, const struct scope *scope)
{
    const struct model_estimate *all = model_network(view->model, ALL_SEVEN), *weakest = NULL;
    for (size_t i = 0; i < scope->network_count; i++) {
        const struct model_estimate *row = scope->rows[i];
        if (!model_stands(row) || strcmp(row->metric->id, ALL_SEVEN) == 0) continue;
        if (!weakest || row->value < weakest->value) weakest = row;
    }
    if (!model_stands(all) || !weakest) {
        section_answer_values(view, scope, 2);
        return;
    }
    const char *others = as_weak(view, scope, weakest);
    sentence_html(view,
                  &(struct sentence){others[0] ? PHRASE_RIGHTS_ANSWER_EVEN : PHRASE_RIGHTS_ANSWER,
                                     {{view_interval(view, all), all},
                                      {view_title(view, weakest->metric), NULL},
                                      {view_interval(view, weakest), weakest},
                                      {others, NULL}}});
    answer_drop(view);
}

/* The shares: what goes with missing one of them is told by the answer and stands in the table. */
void rights_figure(struct view *view, const struct scope *scope)
{
    const struct model_estimate **rows =
        arena_take_array(&view->arena, scope->row_count + 1, sizeof *rows);
    if (rows)
        figure_intervals(view, rows, section_rows_in_unit(scope, UNIT_SHARE, rows), scope->title);
}

/* Of what goes with missing one, only what stands after all tests. */
void rights_tables(struct view *view, const struct scope *scope)
{
    struct scope told = *scope;
    told.rows = arena_take_array(&view->arena, scope->row_count + 1, sizeof *told.rows);
    told.row_count = 0;
    for (size_t i = 0; told.rows && i < scope->row_count; i++) {
        const struct model_estimate *row = scope->rows[i];
        if (i < scope->network_count || row->verdict == VERDICT_WORSE ||
            row->verdict == VERDICT_BETTER)
            told.rows[told.row_count++] = row;
    }
    section_rows_table(view, &told);
    section_segments_table(view, scope);
}
