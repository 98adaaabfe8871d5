/* Fault, cause, action as a flow. The table faults.flow holds the most frequent whole chains; what
 * a fault has beyond them (rarer chains, and repairs without a cause or an action) is drawn as not
 * known, so that a fault has the count here that it has in the Pareto. */
#include "reports/sections/sections.h"
#include "reports/view/figure.h"

#include <math.h>
#include <string.h>

enum { FLOW_NODES = 7, LINK_COUNT = 3 };

static const char *const links[LINK_COUNT] = {"fault", "cause", "action"};

static double count_at(const struct model_table *table, size_t row)
{
    const double count = model_cell(table, row, model_column(table, "n")).number;
    return isnan(count) ? 0 : count;
}

static const char *text_at(const struct model_table *table, size_t row, const char *column)
{
    const char *text = model_cell(table, row, model_column(table, column)).text;
    return text ? text : "";
}

bool faults_is_rising(const struct model *model, const char *fault)
{
    const struct model_table *rising = model_table(model, "faults.rising");
    for (size_t i = 0; rising && i < rising->row_count; i++)
        if (model_cell(rising, i, model_column(rising, "q")).number < 0.05 &&
            strcmp(text_at(rising, i, "fault"), fault) == 0)
            return true;
    return false;
}

static enum tone tone_of(const struct model *model, const char *fault)
{
    return faults_is_rising(model, fault) ? TONE_BAD : TONE_PLAIN;
}

/* The chains, then for every fault what they leave of its count; returns how many rows. */
static size_t flow_rows(const struct model *model, const struct model_table *flow,
                        const struct model_table *faults, struct flow_row *rows)
{
    size_t count = 0;
    for (size_t i = 0; i < flow->row_count; i++) {
        const char *fault = text_at(flow, i, links[0]);
        rows[count++] = (struct flow_row){
            .node = {fault, text_at(flow, i, links[1]), text_at(flow, i, links[2])},
            .count = count_at(flow, i),
            .tone = tone_of(model, fault)};
    }
    for (size_t i = 0; i < faults->row_count; i++) {
        const char *fault = text_at(faults, i, "key");
        double left = count_at(faults, i);
        for (size_t k = 0; k < flow->row_count; k++)
            if (strcmp(rows[k].node[0], fault) == 0) left -= rows[k].count;
        if (left > 0)
            rows[count++] = (struct flow_row){
                .node = {fault, "", ""}, .count = left, .tone = tone_of(model, fault)};
    }
    return count;
}

static const char *flow_caption(struct view *view, const struct model_table *flow,
                                const struct model_table *faults)
{
    double drawn = 0, total = 0;
    for (size_t i = 0; i < flow->row_count; i++) drawn += count_at(flow, i);
    for (size_t i = 0; i < faults->row_count; i++) total += count_at(faults, i);
    const struct sentence caption = {PHRASE_FLOW_FIGURE,
                                     {{view_count(view, total), NULL},
                                      {view_count(view, drawn), NULL},
                                      {view_share(view, total > 0 ? drawn / total : NAN), NULL},
                                      {view_count(view, (double)flow->row_count), NULL}}};
    return sentence_keep(view, &caption);
}

void faults_flow_figure(struct view *view)
{
    const struct model_table *flow = model_table(view->model, "faults.flow");
    const struct model_table *faults = model_table(view->model, "faults.pareto_fault");
    if (!flow || !faults || flow->row_count == 0) return;
    struct flow_row *rows =
        arena_take_array(&view->arena, flow->row_count + faults->row_count, sizeof *rows);
    if (!rows) {
        view->failed = true;
        return;
    }
    struct flow_chart chart = {.label = view_phrase(view, PHRASE_TABLE_FLOW),
                               .column_count = LINK_COUNT,
                               .rows = rows,
                               .row_count = flow_rows(view->model, flow, faults, rows),
                               .node_limit = FLOW_NODES,
                               .other_label = view_phrase(view, PHRASE_FLOW_OTHER),
                               .missing_label = view_phrase(view, PHRASE_FLOW_MISSING)};
    for (size_t i = 0; i < LINK_COUNT; i++)
        chart.column_titles[i] = name_words(view->language, links[i]);
    figure_open(view);
    chart_flow(&view->page, &chart);
    figure_close(view, flow_caption(view, flow, faults));
}
