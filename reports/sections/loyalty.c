/* After what customers leave sooner. */
#include "reports/sections/sections.h"
#include "reports/view/figure.h"

#include <math.h>
#include <string.h>

static const char STAY[] = "retention.stay_365d", DRIFT[] = "departure.ratios_by_time";
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

static double number_at(const struct model_table *table, size_t row, size_t column)
{
    return model_cell(table, row, column).number;
}

/* A ratio of the table of both halves, with its bounds in the two columns after it. */
static const char *half_text(struct view *view, const struct model_estimate *ratio,
                             const struct model_table *table, size_t row, const char *name)
{
    const size_t column = model_column(table, name);
    if (column + 2 >= table->column_count || isnan(number_at(table, row, column))) return NULL;
    const double value = number_at(table, row, column), lower = number_at(table, row, column + 1),
                 upper = number_at(table, row, column + 2);
    const struct measure measure =
        measure_for(view->language, ratio->metric->unit, value, (upper - lower) / 2);
    struct text text;
    text_init(&text, 0);
    format_interval(&text, &measure, value, lower, upper);
    return view_keep(view, &text);
}

/* Of a ratio that holds in part because it changes with time: what it is in either half. */
static void answer_halves(struct view *view, const struct model_estimate *ratio)
{
    const struct model_table *table = model_table(view->model, DRIFT);
    if (!table || ratio->status != STATUS_PARTIAL) return;
    for (size_t row = 0; row < table->row_count; row++) {
        const char *trait = model_cell(table, row, model_column(table, "trait")).text;
        if (!trait || strcmp(trait, ratio->key) != 0) continue;
        const double day = number_at(table, row, model_column(table, "until_day"));
        const char *early = half_text(view, ratio, table, row, "early_ratio");
        const char *late = half_text(view, ratio, table, row, "late_ratio");
        if (early && late)
            sentence_html(view, &(struct sentence){
                                    PHRASE_LOYALTY_HALVES,
                                    {{view_count(view, day), NULL}, {early, NULL}, {late, NULL}}});
    }
}

void loyalty_answer(struct view *view, const struct scope *scope)
{
    const struct model_estimate *stay = model_network(view->model, STAY);
    const struct model_group ratios = ratios_of(view);
    const struct model_estimate *most = extreme(ratios, 1), *least = extreme(ratios, -1);
    if (!most || most == least) {
        section_answer_values(view, scope, 2);
        return;
    }
    if (model_stands(stay))
        sentence_html(view,
                      &(struct sentence){PHRASE_LOYALTY_STAY, {{view_interval(view, stay), stay}}});
    sentence_html(view, &(struct sentence){PHRASE_LOYALTY_ANSWER,
                                           {{view_key(view, most), NULL},
                                            {view_interval(view, most), most},
                                            {view_key(view, least), NULL},
                                            {view_interval(view, least), least}}});
    answer_halves(view, most);
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
