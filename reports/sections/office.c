/* Parts on loan and monthly returns: what dealers owe the office. */
#include "reports/kit/table.h"
#include "reports/sections/sections.h"
#include "reports/view/estimate_table.h"

#include <math.h>
#include <string.h>

static const char TOTAL[] = "materials.total", DEALERS[] = "materials.dealers",
                  MONTHS[] = "materials.months", KEPT[] = "materials.kept.share",
                  IN_TIME[] = "materials.in_time.share";
enum { DEALER_ROWS = 5, RETURN_ROWS = 6, REVISED_ROWS = 4 };

static double number_at(const struct model_table *table, size_t row, const char *column)
{
    return model_cell(table, row, model_column(table, column)).number;
}

static const char *money(struct view *view, double fen)
{
    const struct measure measure = measure_for(view->language, UNIT_FEN, fen, NAN);
    struct text text;
    text_init(&text, 0);
    format_value(&text, &measure, fen);
    return view_keep(view, &text);
}

/* What was counted in stock, if anything was. */
static void answer_counts(struct view *view, const struct model_table *total)
{
    if (!(number_at(total, 0, "accounts_counted") > 0)) return;
    sentence_html(
        view, &(struct sentence){PHRASE_MATERIALS_COUNTED,
                                 {{view_count(view, number_at(total, 0, "accounts_counted")), NULL},
                                  {view_count(view, number_at(total, 0, "shortage")), NULL},
                                  {money(view, number_at(total, 0, "shortage_fen")), NULL},
                                  {view_count(view, number_at(total, 0, "surplus")), NULL},
                                  {money(view, number_at(total, 0, "surplus_fen")), NULL}}});
}

void materials_answer(struct view *view, const struct scope *scope)
{
    const struct model_table *total = model_table(view->model, TOTAL);
    const struct model_table *months = model_table(view->model, MONTHS);
    const struct model_estimate *kept = model_network(view->model, KEPT);
    const struct model_estimate *in_time = model_network(view->model, IN_TIME);
    if (!total || total->row_count == 0 || !months || months->row_count == 0) {
        section_answer_values(view, scope, 2);
        return;
    }
    const size_t month = months->row_count - 1;
    sentence_html(view,
                  &(struct sentence){PHRASE_MATERIALS_ANSWER,
                                     {{view_count(view, number_at(total, 0, "outstanding")), NULL},
                                      {money(view, number_at(total, 0, "outstanding_fen")), NULL},
                                      {view_count(view, number_at(total, 0, "overdue")), NULL},
                                      {money(view, number_at(total, 0, "overdue_fen")), NULL}}});
    if (model_stands(kept) && model_stands(in_time))
        sentence_html(view, &(struct sentence){PHRASE_MATERIALS_SHARES,
                                               {{view_interval(view, in_time), in_time},
                                                {view_interval(view, kept), kept}}});
    sentence_html(view, &(struct sentence){
                            PHRASE_MATERIALS_MONTH,
                            {{money(view, number_at(months, month, "revenue_fen")), NULL},
                             {money(view, number_at(months, month, "given_back_fen")), NULL}}});
    answer_counts(view, total);
}

static const char ON_TIME[] = "returns.on_time.share", MISSING[] = "returns.missing.share",
                  SILENT[] = "returns.dealers", REVISION[] = "returns.revision";

/* "D029 (6 months), D016 (6 months)": dealers of whom nothing came lately; "" without any. */
static const char *silent_list(struct view *view, const struct model_table *table)
{
    enum { SILENT_MONTHS = 2, NAME_LIMIT = 5 };
    const char *names[NAME_LIMIT];
    size_t count = 0, total = 0;
    for (size_t row = 0; row < table->row_count; row++) {
        const double months = number_at(table, row, "silent_months");
        if (months < SILENT_MONTHS) continue;
        const struct sentence name = {
            PHRASE_RETURNS_SILENT_NAME,
            {{model_cell(table, row, 0).text, NULL}, {view_count(view, months), NULL}}};
        if (count < NAME_LIMIT) names[count++] = sentence_keep(view, &name);
        total++;
    }
    return count == 0 ? "" : view_list(view, names, total > count ? total : count, count);
}

/* What late data changed since the earlier result, where one was given. */
static void answer_revised(struct view *view)
{
    const struct model_table *revision = model_table(view->model, REVISION);
    if (!revision || revision->row_count == 0) return;
    struct text month;
    text_init(&month, 0);
    format_month(&month, view->language, model_cell(revision, 0, 0).text);
    sentence_html(view, &(struct sentence){
                            PHRASE_RETURNS_REVISED,
                            {{view_keep(view, &month), NULL},
                             {view_count(view, number_at(revision, 0, "figures_compared")), NULL},
                             {view_count(view, number_at(revision, 0, "revised")), NULL},
                             {view_count(view, number_at(revision, 0, "outside")), NULL}}});
}

void returns_answer(struct view *view, const struct scope *scope)
{
    const struct model_estimate *on_time = model_network(view->model, ON_TIME);
    const struct model_estimate *missing = model_network(view->model, MISSING);
    const struct model_table *table = model_table(view->model, SILENT);
    if (!model_stands(on_time) || !model_stands(missing)) {
        section_answer_values(view, scope, 2);
        answer_revised(view);
        return;
    }
    sentence_html(view, &(struct sentence){PHRASE_RETURNS_ANSWER,
                                           {{view_count(view, (double)missing->n), NULL},
                                            {view_interval(view, on_time), on_time},
                                            {view_interval(view, missing), missing}}});
    const char *silent = table ? silent_list(view, table) : "";
    if (silent[0]) sentence_html(view, &(struct sentence){PHRASE_RETURNS_SILENT, {{silent, NULL}}});
    answer_revised(view);
}

/* The dealer's estimate of a metric in the report month, or NULL. */
static const struct model_estimate *of_dealer(const struct view *view, const char *metric,
                                              const char *dealer)
{
    return model_estimate(view->model, metric, "dealer", dealer, view->model->run.period);
}

static bool is_worse(const struct model_estimate *row)
{
    return row && row->verdict == VERDICT_WORSE;
}

/* Of the cells of a column that are numbers of their own. */
static const char *id_pattern(struct view *view, const char *metric)
{
    struct text pattern;
    text_init(&pattern, 0);
    text_format(&pattern, "%s|dealer={}|%s", metric, view->model->run.period);
    return view_keep(view, &pattern);
}

static void estimate_or_dash(struct view *view, const struct model_estimate *row)
{
    if (row)
        estimate_cell(view, row);
    else
        table_text(&view->page, "\xE2\x80\x93");
}

static void draw_worse(struct view *view, const struct model_table *table, const size_t *rows,
                       size_t count, size_t total)
{
    const struct html_column columns[] = {
        {.title = view_phrase(view, PHRASE_OFFICE_DEALER)},
        {.title = view_phrase(view, PHRASE_RETURNS_ON_TIME),
         .kind = TABLE_NUMBER,
         .id_pattern = id_pattern(view, ON_TIME)},
        {.title = view_phrase(view, PHRASE_RETURNS_MISSING),
         .kind = TABLE_NUMBER,
         .id_pattern = id_pattern(view, MISSING)},
        {.title = view_phrase(view, PHRASE_RETURNS_STREAK), .kind = TABLE_NUMBER}};
    const struct html_table drawn = {.id = SILENT,
                                     .caption = view_phrase(view, PHRASE_RETURNS_CAPTION),
                                     .columns = columns,
                                     .column_count = sizeof columns / sizeof *columns,
                                     .row_count = count,
                                     .row_total = total,
                                     .more_text = section_more_text(view, count, total)};
    table_open(&view->page, &drawn);
    for (size_t i = 0; i < count; i++) {
        const char *dealer = model_cell(table, rows[i], 0).text;
        table_row(&view->page, NULL, NULL);
        table_text(&view->page, dealer);
        estimate_or_dash(view, of_dealer(view, ON_TIME, dealer));
        estimate_or_dash(view, of_dealer(view, MISSING, dealer));
        table_text(&view->page, view_count(view, number_at(table, rows[i], "streak_months")));
        table_row_end(&view->page);
    }
    table_rows_end(&view->page);
    estimate_notes(view);
    table_close(&view->page, &drawn);
}

/* Dealers who hand in worse than the others. */
void returns_tables(struct view *view, const struct scope *scope)
{
    static const char *const own[] = {"returns.total", "returns.months", "returns.dealers",
                                      "returns.open"};
    const struct model_table *table = model_table(view->model, SILENT);
    size_t rows[RETURN_ROWS], count = 0, total = 0;
    (void)scope;
    for (size_t i = 0; i < sizeof own / sizeof *own; i++) section_pass_over(view, own[i]);
    for (size_t row = 0; table && row < table->row_count; row++) {
        const char *dealer = model_cell(table, row, 0).text;
        if (!dealer || (!is_worse(of_dealer(view, ON_TIME, dealer)) &&
                        !is_worse(of_dealer(view, MISSING, dealer))))
            continue;
        if (count < RETURN_ROWS) rows[count++] = row;
        total++;
    }
    if (count > 0) draw_worse(view, table, rows, count, total);
    section_pass_over(view, REVISION);
    section_result_table(view, "returns.revised", view_phrase(view, PHRASE_RETURNS_REVISED_TITLE),
                         REVISED_ROWS);
}

/* Rows of the dealers' table, those with most overdue first; how many. */
static size_t find_dealers(const struct model_table *table, size_t rows[DEALER_ROWS])
{
    size_t count = 0;
    for (size_t row = 0; row < table->row_count; row++) {
        const double fen = number_at(table, row, "overdue_fen");
        size_t at = count;
        if (!(fen > 0) || !model_cell(table, row, 0).text) continue;
        while (at > 0 && number_at(table, rows[at - 1], "overdue_fen") < fen) at--;
        if (at == DEALER_ROWS) continue;
        if (count < DEALER_ROWS) count++;
        memmove(rows + at + 1, rows + at, (count - 1 - at) * sizeof *rows);
        rows[at] = row;
    }
    return count;
}

static void draw_dealer(struct view *view, const struct model_table *table, size_t row)
{
    const char *dealer = model_cell(table, row, 0).text;
    const struct model_estimate *own = of_dealer(view, KEPT, dealer);
    table_row(&view->page, NULL, NULL);
    table_text(&view->page, dealer);
    table_text(&view->page, view_count(view, number_at(table, row, "outstanding")));
    table_text(&view->page, view_count(view, number_at(table, row, "overdue")));
    table_cell_open(&view->page, number_at(table, row, "overdue_fen"));
    html_text(&view->page, money(view, number_at(table, row, "overdue_fen")));
    table_cell_close(&view->page);
    estimate_or_dash(view, own);
    table_row_end(&view->page);
}

void materials_tables(struct view *view, const struct scope *scope)
{
    const struct model_table *table = model_table(view->model, DEALERS);
    size_t rows[DEALER_ROWS];
    const size_t count = table ? find_dealers(table, rows) : 0;
    (void)scope;
    static const char *const others[] = {"materials.total",  "materials.months",
                                         "materials.ageing", "materials.dealers",
                                         "materials.ledger", "materials.counts"};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) section_pass_over(view, others[i]);
    if (count == 0) return;
    const struct html_column columns[] = {
        {.title = view_phrase(view, PHRASE_OFFICE_DEALER)},
        {.title = view_phrase(view, PHRASE_MATERIALS_OUTSTANDING), .kind = TABLE_NUMBER},
        {.title = view_phrase(view, PHRASE_MATERIALS_OVERDUE), .kind = TABLE_NUMBER},
        {.title = view_phrase(view, PHRASE_MATERIALS_OVERDUE_VALUE), .kind = TABLE_NUMBER},
        {.title = view_phrase(view, PHRASE_MATERIALS_KEPT),
         .kind = TABLE_NUMBER,
         .id_pattern = id_pattern(view, KEPT)}};
    const struct html_table drawn = {.id = DEALERS,
                                     .caption = view_phrase(view, PHRASE_MATERIALS_CAPTION),
                                     .columns = columns,
                                     .column_count = sizeof columns / sizeof *columns,
                                     .row_count = count,
                                     .row_total = table->row_count,
                                     .more_text = section_more_text(view, count, table->row_count)};
    table_open(&view->page, &drawn);
    for (size_t i = 0; i < count; i++) draw_dealer(view, table, rows[i]);
    table_rows_end(&view->page);
    estimate_notes(view);
    table_close(&view->page, &drawn);
}
