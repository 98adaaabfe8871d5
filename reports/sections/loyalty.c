/* After what customers leave sooner. */
#include "reports/sections/sections.h"
#include "reports/view/figure.h"

#include <math.h>
#include <string.h>

static const char RATIO[] = "departure.hazard_ratio", EXPERIENCE[] = "state=";

static bool is_experience(const struct model_estimate *row)
{
    return strncmp(row->key, EXPERIENCE, sizeof EXPERIENCE - 1) == 0;
}

static struct model_group ratios_of(const struct view *view)
{
    return model_group(view->model, RATIO, "trait", "all");
}

static const struct model_estimate *extreme(struct model_group ratios, double sign)
{
    const struct model_estimate *found = NULL;
    for (size_t i = 0; i < ratios.count; i++) {
        const struct model_estimate *row = ratios.rows[i];
        if (!model_stands(row) || !is_experience(row)) continue;
        if (!found || sign * row->value > sign * found->value) found = row;
    }
    return found;
}

void loyalty_answer(struct view *view, const struct scope *scope)
{
    const struct model_group ratios = ratios_of(view);
    const struct model_estimate *most = extreme(ratios, 1), *least = extreme(ratios, -1);
    if (!most || most == least) {
        section_answer_values(view, scope, 2);
        return;
    }
    sentence_html(view, &(struct sentence){PHRASE_LOYALTY_ANSWER,
                                           {{view_key(view, most), NULL},
                                            {view_interval(view, most), most},
                                            {view_key(view, least), NULL},
                                            {view_interval(view, least), least}}});
}

/* What happened to customers, and what else differs; the rest is counted. */
void loyalty_figure(struct view *view, const struct scope *scope)
{
    const struct model_group ratios = ratios_of(view);
    const struct model_estimate **rows =
        arena_take_array(&view->arena, ratios.count + 1, sizeof *rows);
    size_t count = 0, left_out = 0;
    for (size_t i = 0; rows && i < ratios.count; i++) {
        const struct model_estimate *row = ratios.rows[i];
        const bool differs = row->verdict == VERDICT_BETTER || row->verdict == VERDICT_WORSE;
        if (!model_stands(row)) continue;
        if (is_experience(row) || differs)
            rows[count++] = row;
        else
            left_out++;
    }
    if (count == 0) return;
    const struct sentence caption = {left_out > 0 ? PHRASE_LOYALTY_FIGURE_SOME
                                                  : PHRASE_LOYALTY_FIGURE,
                                     {{view_count(view, (double)left_out), NULL}}};
    figure_ladder(view, &(struct ladder_figure){.rows = rows,
                                                .row_count = count,
                                                .label = scope->title,
                                                .caption = sentence_keep(view, &caption),
                                                .from = NAN,
                                                .to = NAN,
                                                .reference = 1});
}
