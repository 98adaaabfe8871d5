/* Whether key customers get the service that they should. */
#include "reports/sections/sections.h"
#include "reports/view/estimate_table.h"
#include "reports/view/figure.h"

#include <math.h>
#include <string.h>

static const char SHARE[] = "tiers.share", CLOSE[] = "tiers.close_24h",
                  CLOSE_GAP[] = "tiers.gap.close_24h", MISMATCH[] = "tiers.mismatch",
                  OVERVIEW[] = "tiers.overview";
enum { DIFFERING_ROWS = 5, NAMED_DEALERS = 3 };

static const struct model_estimate *of_tier(const struct view *view, const char *metric,
                                            const char *tier)
{
    return model_estimate(view->model, metric, axis_rows[AXIS_TIER].name, tier,
                          view->model->run.period);
}

/* Dealers with a service in which key customers are worse off, each once. */
static size_t neglecting(struct view *view, const char **names)
{
    const struct model_table *table = model_table(view->model, MISMATCH);
    size_t count = 0;
    for (size_t row = 0; table && row < table->row_count; row++) {
        if (!(model_cell(table, row, model_column(table, "mismatch")).number > 0)) continue;
        const char *dealer = model_cell(table, row, model_column(table, "dealer")).text;
        if (!dealer || (count > 0 && strcmp(names[count - 1], dealer) == 0)) continue;
        names[count++] = dealer;
    }
    return count;
}

static void answer_dealers(struct view *view)
{
    const struct model_table *table = model_table(view->model, MISMATCH);
    if (!table) return;
    const char **names = arena_take_array(&view->arena, table->row_count + 1, sizeof *names);
    const size_t count = names ? neglecting(view, names) : 0;
    if (count == 0)
        html_text(&view->page, view_phrase(view, PHRASE_TIERS_NO_DEALER));
    else
        sentence_html(view,
                      &(struct sentence){PHRASE_TIERS_DEALERS,
                                         {{view_list(view, names, count, NAMED_DEALERS), NULL}}});
}

void tiers_answer(struct view *view, const struct scope *scope)
{
    const struct model_estimate *key = of_tier(view, CLOSE, "key_tier");
    const struct model_estimate *ordinary = of_tier(view, CLOSE, "ordinary");
    const struct model_estimate *gap = model_network(view->model, CLOSE_GAP);
    if (!model_stands(key) || !model_stands(ordinary) || !model_stands(gap)) {
        section_answer_values(view, scope, 2);
        return;
    }
    sentence_html(view, &(struct sentence){PHRASE_TIERS_ANSWER,
                                           {{view_interval(view, key), key},
                                            {view_interval(view, ordinary), ordinary},
                                            {view_interval(view, gap), gap}}});
    answer_dealers(view);
}

void tiers_figure(struct view *view, const struct scope *scope)
{
    const struct model_group rows =
        model_group(view->model, CLOSE, axis_rows[AXIS_TIER].name, NULL);
    (void)scope;
    if (rows.count < 2) return;
    figure_ladder(view, &(struct ladder_figure){.rows = rows.rows,
                                                .row_count = rows.count,
                                                .label = view_phrase(view, PHRASE_TIERS_FIGURE),
                                                .caption = view_phrase(view, PHRASE_TIERS_FIGURE),
                                                .from = NAN,
                                                .to = NAN,
                                                .reference = NAN,
                                                .is_unjudged = true});
}

/* The tiers themselves and the gaps; service by tier beyond the figure stands beside the page. */
void tiers_tables(struct view *view, const struct scope *scope)
{
    struct scope told = *scope;
    told.rows = arena_take_array(&view->arena, scope->row_count + 1, sizeof *told.rows);
    told.row_count = 0;
    for (size_t i = 0; told.rows && i < scope->row_count; i++) {
        const struct model_estimate *row = scope->rows[i];
        if (i < scope->network_count || strcmp(row->metric->id, SHARE) == 0)
            told.rows[told.row_count++] = row;
    }
    section_rows_table(view, &told);
    section_pass_over(view, OVERVIEW);
    section_differing_table(view, MISMATCH, view_phrase(view, PHRASE_TIERS_TABLE), DIFFERING_ROWS);
}
