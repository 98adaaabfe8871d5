/* What the repair log says: stages, faults, repeats. */
#include "reports/sections/sections.h"
#include "reports/view/estimate_table.h"
#include "reports/view/figure.h"

#include <math.h>
#include <string.h>

static void shares_figure(struct view *view, const struct scope *scope)
{
    const struct model_estimate **rows =
        arena_take_array(&view->arena, scope->row_count + 1, sizeof *rows);
    if (rows)
        figure_intervals(view, rows, section_rows_in_unit(scope, UNIT_SHARE, rows), scope->title);
}

static void values_and_changes(struct view *view, const struct scope *scope)
{
    section_answer_values(view, scope, 3);
    section_answer_changes(view, scope);
}

void stages_answer(struct view *view, const struct scope *scope)
{
    values_and_changes(view, scope);
}

void stages_figure(struct view *view, const struct scope *scope)
{
    shares_figure(view, scope);
}

void repeats_answer(struct view *view, const struct scope *scope)
{
    values_and_changes(view, scope);
}

void repeats_figure(struct view *view, const struct scope *scope)
{
    shares_figure(view, scope);
    figure_control(view, model_network(view->model, "repair.first_time_fix_30d"));
}

enum { PARETO_ROWS = 8, TABLE_ROWS = 6, NAMED_FAULTS = 5 };

static const struct model_table *fault_table(const struct model *model)
{
    const struct model_table *table = model_table(model, "faults.pareto_fault");
    return table && table->row_count > 0 ? table : NULL;
}

bool faults_present(const struct view *view)
{
    const struct model *model = view->model;
    return fault_table(model) != NULL;
}

static double number_at(const struct model_table *table, size_t row, const char *column)
{
    return model_cell(table, row, model_column(table, column)).number;
}

static const char *fault_name(const struct model_table *table, size_t row)
{
    const struct model_cell cell = model_cell(table, row, model_column(table, "key"));
    return cell.text ? cell.text : "";
}

void faults_answer(struct view *view, const struct scope *scope)
{
    const struct model_table *table = fault_table(view->model);
    if (!table) {
        section_answer_values(view, scope, 3);
        return;
    }
    const size_t named = table->row_count < NAMED_FAULTS ? table->row_count : NAMED_FAULTS;
    double sum = 0;
    for (size_t row = 0; row < named; row++) sum += number_at(table, row, "share");
    sentence_html(view, &(struct sentence){PHRASE_FAULTS_ANSWER,
                                           {{fault_name(table, 0), NULL},
                                            {view_share(view, number_at(table, 0, "share")), NULL},
                                            {view_count(view, (double)named), NULL},
                                            {view_share(view, sum), NULL}}});
    HTML(&view->page, " ");
    if (scope->row_count > 0) section_answer_values(view, scope, 1);
}

static const char *bar_text(struct view *view, const struct model_table *table, size_t row)
{
    const struct measure measure = measure_for(view->language, UNIT_SHARE, 0, NAN);
    struct text text;
    text_init(&text, 0);
    format_value(&text, &measure, number_at(table, row, "share"));
    text_put(&text, "  n ");
    format_count(&text, (uint64_t)fmax(number_at(table, row, "n"), 0));
    return view_keep(view, &text);
}

void faults_figure(struct view *view, const struct scope *scope)
{
    const struct model_table *table = fault_table(view->model);
    struct pareto_row rows[PARETO_ROWS];
    if (!table) return;
    size_t count = 0;
    for (; count < PARETO_ROWS && count < table->row_count; count++)
        rows[count] = (struct pareto_row){
            .label = fault_name(table, count),
            .value_text = bar_text(view, table, count),
            .share = fmax(number_at(table, count, "share"), 0),
            .share_before = number_at(table, count, "share_before"),
            .tone =
                faults_is_rising(view->model, fault_name(table, count)) ? TONE_BAD : TONE_PLAIN};
    figure_open(view);
    chart_pareto(&view->page, &(struct pareto_chart){
                                  .label = scope->title,
                                  .rows = rows,
                                  .row_count = count,
                                  .cumulative_text = view_phrase(view, PHRASE_FAULTS_CUMULATIVE)});
    figure_close(view, view_phrase(view, PHRASE_FAULTS_PARETO_FIGURE));
    faults_flow_figure(view);
}

void faults_tables(struct view *view, const struct scope *scope)
{
    static const struct shown_table {
        const char *name;
        enum phrase title;
    } tables[] = {{"faults.rising", PHRASE_TABLE_RISING},
                  {"faults.new", PHRASE_TABLE_NEW_FAULTS},
                  {"faults.pareto_fault", PHRASE_TABLE_PARETO_FAULT},
                  {"faults.pareto_cause", PHRASE_TABLE_PARETO_CAUSE},
                  {"faults.pareto_action", PHRASE_TABLE_PARETO_ACTION},
                  {"faults.flow", PHRASE_TABLE_FLOW}};
    section_rows_table(view, scope);
    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++)
        section_result_table(view, tables[i].name, view_phrase(view, tables[i].title), TABLE_ROWS);
    section_segments_table(view, scope);
}
