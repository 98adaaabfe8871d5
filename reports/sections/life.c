/* How soon products fail after their installation, and how often. */
#include "reports/sections/sections.h"
#include "reports/view/estimate_table.h"
#include "reports/view/figure.h"

#include <math.h>
#include <string.h>

static const char FAILED[] = "life.failed_365d";
static const char REPAIRS[] = "life.repairs_per_unit_365d";
enum { PRODUCT_ROWS = 4, TABLE_ROWS = 40, YEAR_DAYS = 365 };

void life_answer(struct view *view, const struct scope *scope)
{
    const struct model_estimate *failed = model_network(view->model, FAILED);
    const struct model_estimate *repairs = model_network(view->model, REPAIRS);
    if (!model_stands(failed) || !model_stands(repairs)) {
        section_answer_values(view, scope, 2);
        return;
    }
    sentence_html(view, &(struct sentence){PHRASE_LIFE_ANSWER,
                                           {{view_interval(view, failed), failed},
                                            {view_interval(view, repairs), repairs}}});
}

static const struct model_curve *curve_of(const struct model *model, const char *key)
{
    for (size_t i = 0; i < model->curve_count; i++)
        if (strcmp(model->curves[i].metric->id, FAILED) == 0 &&
            strcmp(model->curves[i].key, key) == 0)
            return &model->curves[i];
    return NULL;
}

/* Of the products whose curves are told and that differ from the others, the one that fails most
 * (sign 1) or least (-1); NULL. */
static const struct model_curve *extreme(const struct model *model, double sign)
{
    const struct model_group products = model_group(model, FAILED, "product", "all");
    const struct model_curve *found = NULL;
    const enum verdict wanted = sign > 0 ? VERDICT_WORSE : VERDICT_BETTER;
    double most = -INFINITY;
    for (size_t i = 0; i < products.count; i++) {
        const struct model_estimate *row = products.rows[i];
        const struct model_curve *curve = curve_of(model, row->key);
        if (!curve || !model_stands(row) || row->verdict != wanted || sign * row->value <= most)
            continue;
        found = curve;
        most = sign * row->value;
    }
    return found;
}

void life_figure(struct view *view, const struct scope *scope)
{
    const struct model_curve *wanted[] = {curve_of(view->model, ""), extreme(view->model, 1),
                                          extreme(view->model, -1)};
    struct survival_curve drawn[3];
    size_t count = 0;
    for (size_t i = 0; i < 3; i++) {
        if (!wanted[i]) continue;
        drawn[count++] = (struct survival_curve){
            .name = wanted[i]->key[0] ? wanted[i]->key : view_phrase(view, PHRASE_COLUMN_NETWORK),
            .time = wanted[i]->time,
            .survival = wanted[i]->survival,
            .lower = wanted[i]->lower,
            .upper = wanted[i]->upper,
            .at_risk = wanted[i]->at_risk,
            .point_count = wanted[i]->point_count,
            .n = wanted[i]->n};
    }
    if (!wanted[0] || wanted[0]->point_count == 0) return;
    const double latest = wanted[0]->time[wanted[0]->point_count - 1];
    figure_open(view);
    chart_survival(&view->page,
                   &(struct survival_chart){
                       .label = scope->title,
                       .at_risk_text = view_phrase(view, PHRASE_LIFE_AT_RISK),
                       .time_text = view_phrase(view, PHRASE_RETENTION_TIME),
                       .curves = drawn,
                       .curve_count = count,
                       .time_limit = latest <= 1.5 * YEAR_DAYS ? YEAR_DAYS : 2.0 * YEAR_DAYS,
                       .tick_count = 4,
                       .falling = false});
    figure_close(view, view_phrase(view, PHRASE_LIFE_FIGURE));
}

/* Products that differ from the others, those that fail most first. */
static size_t unlike_products(const struct view *view, const char *metric,
                              const struct model_estimate **rows, size_t limit)
{
    const struct model_group products = model_group(view->model, metric, "product", "all");
    size_t count = 0;
    for (size_t i = 0; i < products.count; i++) {
        const struct model_estimate *row = products.rows[i];
        const bool differs = row->verdict == VERDICT_WORSE || row->verdict == VERDICT_BETTER;
        if (!differs || !model_stands(row)) continue;
        size_t at = count < limit ? count++ : limit;
        for (; at > 0 && rows[at - 1]->value < row->value; at--)
            if (at < limit) rows[at] = rows[at - 1];
        if (at < limit) rows[at] = row;
    }
    return count;
}

static void products_table(struct view *view)
{
    const struct model_estimate *rows[2 * PRODUCT_ROWS];
    size_t count = unlike_products(view, FAILED, rows, PRODUCT_ROWS);
    count += unlike_products(view, REPAIRS, rows + count, PRODUCT_ROWS);
    if (count == 0) return;
    const char *title = view_phrase(view, PHRASE_LIFE_PRODUCTS);
    estimate_table_draw(
        view, &(struct estimate_table){.id = "life-parts",
                                       .caption = title,
                                       .rows = rows,
                                       .row_count = count,
                                       .fold_text = section_rows_text(view, title, count)});
}

void life_tables(struct view *view, const struct scope *scope)
{
    static const struct {
        const char *name;
        enum phrase title;
    } tables[] = {{"life.units", PHRASE_TABLE_LIFE_UNITS},
                  {"life.repairs", PHRASE_TABLE_LIFE_REPAIRS}};
    section_rows_table(view, scope);
    products_table(view);
    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++)
        section_result_table(view, tables[i].name, view_phrase(view, tables[i].title), TABLE_ROWS);
    section_pass_over(view, "life.products");
    section_pass_over(view, "life.repairs_by_product");
}
