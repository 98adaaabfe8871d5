/* Which moment weighs most on the overall score. */
#include "reports/sections/sections.h"
#include "reports/view/estimate_table.h"
#include "reports/view/figure.h"

#include <math.h>

static const char WEIGHT[] = "touchpoints.weight", REACH[] = "touchpoints.reach",
                  MEAN[] = "touchpoints.overall.mean";
enum { ROW_LIMIT = 12 };

static struct model_group group_of(const struct view *view, const char *metric, enum axis axis)
{
    return model_group(view->model, metric, axis_rows[axis].name, NULL);
}

/* The touchpoint that pulls the score down most, or pushes it up, after all tests; NULL: none. */
static const struct model_estimate *heaviest(const struct view *view, enum verdict verdict)
{
    const struct model_group weights = group_of(view, WEIGHT, AXIS_TOUCHPOINT);
    const struct model_estimate *found = NULL;
    for (size_t i = 0; i < weights.count; i++) {
        const struct model_estimate *row = weights.rows[i];
        if (!model_stands(row) || row->verdict != verdict) continue;
        if (!found || fabs(row->value) > fabs(found->value)) found = row;
    }
    return found;
}

static const struct model_estimate *reach_of(const struct view *view,
                                             const struct model_estimate *row)
{
    return model_estimate(view->model, REACH, axis_rows[AXIS_TOUCHPOINT].name, row->key,
                          row->period);
}

void touchpoints_answer(struct view *view, const struct scope *scope)
{
    const struct model_estimate *worse = heaviest(view, VERDICT_WORSE);
    const struct model_estimate *better = heaviest(view, VERDICT_BETTER);
    const struct model_estimate *told = worse ? worse : better;
    if (group_of(view, WEIGHT, AXIS_TOUCHPOINT).count == 0) {
        section_answer_values(view, scope, 2);
        return;
    }
    if (!told || !reach_of(view, told)) {
        html_text(&view->page, view_phrase(view, PHRASE_TOUCHPOINTS_NONE));
        return;
    }
    const struct model_estimate *reach = reach_of(view, told);
    sentence_html(view, &(struct sentence){worse ? PHRASE_TOUCHPOINTS_DOWN : PHRASE_TOUCHPOINTS_UP,
                                           {{view_key(view, told), NULL},
                                            {view_interval(view, told), told},
                                            {view_value(view, reach), reach}}});
}

void touchpoints_figure(struct view *view, const struct scope *scope)
{
    const struct model_group weights = group_of(view, WEIGHT, AXIS_TOUCHPOINT);
    (void)scope;
    if (weights.count < 2) return;
    figure_ladder(view, &(struct ladder_figure){
                            .rows = weights.rows,
                            .row_count = weights.count < ROW_LIMIT ? weights.count : ROW_LIMIT,
                            .label = view_phrase(view, PHRASE_TOUCHPOINTS_FIGURE),
                            .caption = view_phrase(view, PHRASE_TOUCHPOINTS_FIGURE),
                            .from = NAN,
                            .to = NAN,
                            .reference = 0});
}

/* Adds the axis' rows: all of them, or those that are worse. */
static void add_means(const struct view *view, enum axis axis, bool all,
                      const struct model_estimate **rows, size_t *count)
{
    const struct model_group means = group_of(view, MEAN, axis);
    for (size_t i = 0; i < means.count && *count < ROW_LIMIT; i++)
        if (all || means.rows[i]->verdict == VERDICT_WORSE) rows[(*count)++] = means.rows[i];
}

/* The phases, and the touchpoints that are worse: all stand in the files beside the page. */
void touchpoints_tables(struct view *view, const struct scope *scope)
{
    const struct model_estimate *rows[ROW_LIMIT];
    size_t count = 0;
    add_means(view, AXIS_PHASE, true, rows, &count);
    add_means(view, AXIS_TOUCHPOINT, false, rows, &count);
    if (count == 0) {
        section_rows_table(view, scope);
        return;
    }
    estimate_table_draw(
        view, &(struct estimate_table){.id = "touchpoints-means",
                                       .caption = view_phrase(view, PHRASE_TOUCHPOINTS_TABLE),
                                       .rows = rows,
                                       .row_count = count});
}
