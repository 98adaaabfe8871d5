/* What keeps a reader from a wrong conclusion: signals of control charts, changes with the mix held
 * fast, dealers beside chance, months in part. Of the charts' own table some are drawn; the
 * rest is for programs. */
#include "reports/sections/sections.h"
#include "reports/view/figure.h"

#include <math.h>
#include <string.h>

enum { SIGNAL_ROWS = 6, GUARD_ROWS = 5, DRIFT_LIMIT = 4 };
static const double q_limit = 0.05;

bool guards_present(const struct view *view)
{
    return model_table(view->model, "charts.baseline") != NULL;
}

static double number_at(const struct model_table *table, size_t row, const char *column)
{
    return model_cell(table, row, model_column(table, column)).number;
}

static const char *text_at(const struct model_table *table, size_t row, const char *column)
{
    const char *text = model_cell(table, row, model_column(table, column)).text;
    return text ? text : "";
}

/* Rows of a table with a number in the column, and those below the limit. */
struct told {
    size_t all, below;
};
static struct told count_below(const struct view *view, const char *name, const char *column,
                               bool network_only)
{
    const struct model_table *table = model_table(view->model, name);
    struct told told = {0, 0};
    for (size_t row = 0; table && row < table->row_count; row++) {
        const double number = number_at(table, row, column);
        if (isnan(number) || (network_only && text_at(table, row, "axis")[0] != '\0')) continue;
        told.all++;
        told.below += number < q_limit;
    }
    return told;
}

static void tell(struct view *view, enum phrase words, struct told told)
{
    sentence_html(view, &(struct sentence){words,
                                           {{view_count(view, (double)told.all), NULL},
                                            {view_count(view, (double)told.below), NULL}}});
}

static size_t count_reversed(const struct model_table *table)
{
    size_t count = 0;
    for (size_t row = 0; table && row < table->row_count; row++)
        count += number_at(table, row, "reversed") > 0;
    return count;
}

/* The network's metrics whose months before the report month drift by themselves. */
static void tell_drifts(struct view *view)
{
    static const char code[] = "unstable_base:";
    const struct model_table *table = model_table(view->model, "charts.baseline");
    const char *titles[DRIFT_LIMIT];
    size_t count = 0;
    for (size_t row = 0; table && row < table->row_count; row++) {
        if (strncmp(text_at(table, row, "reason"), code, sizeof code - 1) != 0) continue;
        const struct model_metric *metric =
            model_metric(view->model, text_at(table, row, "metric"));
        if (!metric || text_at(table, row, "axis")[0] != '\0') continue;
        if (count < DRIFT_LIMIT) titles[count] = view_title(view, metric);
        count++;
    }
    if (count == 0) return;
    sentence_html(view, &(struct sentence){PHRASE_GUARDS_DRIFT,
                                           {{view_count(view, (double)count), NULL},
                                            {view_list(view, titles, count, DRIFT_LIMIT), NULL}}});
}

void guards_answer(struct view *view, const struct scope *scope)
{
    (void)scope;
    const struct told charts = count_below(view, "charts.baseline", "q", true);
    if (charts.all > 0)
        tell(view, PHRASE_GUARDS_CHARTS, charts);
    else
        html_text(&view->page, view_phrase(view, PHRASE_GUARDS_NO_CHARTS));
    tell_drifts(view);
    struct told simpson = count_below(view, "guards.simpson", "q", false);
    simpson.below = count_reversed(model_table(view->model, "guards.simpson"));
    if (simpson.all > 0) tell(view, PHRASE_GUARDS_SIMPSON, simpson);
    const struct told regression = count_below(view, "guards.regression", "q", false);
    if (regression.all > 0) tell(view, PHRASE_GUARDS_REGRESSION, regression);
}

/* The network's metric that differs most in the report month: the least p; NULL without a chart. */
static const char *most_unusual(const struct view *view)
{
    const struct model_table *table = model_table(view->model, "charts.baseline");
    const char *metric = NULL;
    double least = INFINITY;
    for (size_t row = 0; row < table->row_count; row++) {
        const double p = number_at(table, row, "p");
        if (text_at(table, row, "axis")[0] != '\0' || !(p < least)) continue;
        least = p;
        metric = text_at(table, row, "metric");
    }
    return metric;
}

/* Those that differ; or, where none does, the one that comes nearest to it. */
void guards_figure(struct view *view, const struct scope *scope)
{
    (void)scope;
    if (figure_controls(view) > 0) return;
    const char *metric = most_unusual(view);
    if (metric) figure_control(view, model_network(view->model, metric));
}

void guards_tables(struct view *view, const struct scope *scope)
{
    (void)scope;
    section_differing_table(view, "charts.signals", view_phrase(view, PHRASE_TABLE_SIGNALS),
                            SIGNAL_ROWS);
    section_differing_table(view, "guards.simpson", view_phrase(view, PHRASE_TABLE_SIMPSON),
                            GUARD_ROWS);
    section_differing_table(view, "guards.regression", view_phrase(view, PHRASE_TABLE_REGRESSION),
                            GUARD_ROWS);
    section_result_table(view, "quality.maturity", view_phrase(view, PHRASE_TABLE_MATURITY),
                         GUARD_ROWS);
    section_pass_over(view, "charts");
    section_pass_over(view, "charts.baseline");
}
