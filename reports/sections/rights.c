/* Seven things to get right, and the one that is most often wrong. */
#include "reports/sections/sections.h"
#include "reports/view/figure.h"

#include <string.h>

static const char ALL_SEVEN[] = "rights.all_seven.share";

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
    sentence_html(view, &(struct sentence){PHRASE_RIGHTS_ANSWER,
                                           {{view_interval(view, all), all},
                                            {view_title(view, weakest->metric), NULL},
                                            {view_interval(view, weakest), weakest}}});
}
