/* Seven things to get right, and the one that is most often wrong. */
#include "reports/sections/sections.h"
#include "reports/view/figure.h"

#include <string.h>

static const char ALL_SEVEN[] = "rights.all_seven.share";

/* "Right time 85.5 % [84.6, 86.3], …": whose interval begins below the end of the weakest's; ""
 * when none does. */
static const char *as_weak(struct view *view, const struct scope *scope,
                           const struct model_estimate *weakest)
{
    struct text list;
    bool is_first = true;
    text_init(&list, 0);
    for (size_t i = 0; i < scope->row_count; i++) {
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

void rights_answer(struct view *view, const struct scope *scope)
{
    const struct model_estimate *all = model_network(view->model, ALL_SEVEN), *weakest = NULL;
    for (size_t i = 0; i < scope->row_count; i++) {
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
}
