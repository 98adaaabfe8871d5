/* Whether answers look as if customers gave them. How many dealers have signs is told, none is
 * named: signs are a reason to listen to recordings. */
#include "reports/sections/sections.h"
#include "reports/view/figure.h"

#include <math.h>

void forensics_answer(struct view *view, const struct scope *scope)
{
    const struct model_table *table = model_table(view->model, "forensics.dealers");
    const struct model_estimate *alike = model_network(view->model, "forensics.alike.share");
    const size_t suspect = table ? model_column(table, "suspect") : 0;
    size_t count = 0, judged = 0;
    for (size_t row = 0; table && row < table->row_count; row++) {
        const double is_suspect = model_cell(table, row, suspect).number;
        if (isnan(is_suspect)) continue;
        judged++;
        count += is_suspect > 0;
    }
    if (judged == 0 || !model_stands(alike)) {
        section_answer_values(view, scope, 2);
        return;
    }
    sentence_html(view,
                  &(struct sentence){count > 0 ? PHRASE_FORENSICS_SOME : PHRASE_FORENSICS_NONE,
                                     {{view_count(view, (double)judged), NULL},
                                      {view_count(view, (double)count), NULL},
                                      {view_interval(view, alike), alike}}});
}
