/* Parts on loan and monthly returns: what dealers owe the office. */
#include "reports/kit/table.h"
#include "reports/sections/sections.h"
#include "reports/view/estimate_table.h"

#include <math.h>
#include <string.h>

static const char TOTAL[] = "materials.total", DEALERS[] = "materials.dealers",
                  MONTHS[] = "materials.months", KEPT[] = "materials.kept.share",
                  IN_TIME[] = "materials.in_time.share";
enum { DEALER_ROWS = 5 };

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
    sentence_html(
        view, &(struct sentence){PHRASE_MATERIALS_MONTH,
                                 {{money(view, number_at(months, month, "revenue_fen")), NULL},
                                  {money(view, number_at(months, month, "returned_fen")), NULL}}});
    answer_counts(view, total);
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

/* Of the cells that are numbers of their own. */
static const char *id_pattern(struct view *view)
{
    struct text pattern;
    text_init(&pattern, 0);
    text_format(&pattern, "%s|dealer={}|%s", KEPT, view->model->run.period);
    return view_keep(view, &pattern);
}

static void draw_dealer(struct view *view, const struct model_table *table, size_t row)
{
    const char *dealer = model_cell(table, row, 0).text;
    const struct model_estimate *kept = model_network(view->model, KEPT);
    const struct model_estimate *own =
        kept ? model_estimate(view->model, KEPT, "dealer", dealer, kept->period) : NULL;
    table_row(&view->page, NULL, NULL);
    table_text(&view->page, dealer);
    table_text(&view->page, view_count(view, number_at(table, row, "outstanding")));
    table_text(&view->page, view_count(view, number_at(table, row, "overdue")));
    table_cell_open(&view->page, number_at(table, row, "overdue_fen"));
    html_text(&view->page, money(view, number_at(table, row, "overdue_fen")));
    table_cell_close(&view->page);
    if (own) {
        estimate_cell(view, own);
        table_text(&view->page, view_phrase(view, view_verdict_word(own->verdict)));
    } else {
        table_text(&view->page, "\xE2\x80\x93");
        table_text(&view->page, "");
    }
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
        {.title = view_phrase(view, PHRASE_MATERIALS_DEALER)},
        {.title = view_phrase(view, PHRASE_MATERIALS_OUTSTANDING), .kind = TABLE_NUMBER},
        {.title = view_phrase(view, PHRASE_MATERIALS_OVERDUE), .kind = TABLE_NUMBER},
        {.title = view_phrase(view, PHRASE_MATERIALS_OVERDUE_VALUE), .kind = TABLE_NUMBER},
        {.title = view_phrase(view, PHRASE_MATERIALS_KEPT),
         .kind = TABLE_NUMBER,
         .id_pattern = id_pattern(view)},
        {.title = view_phrase(view, PHRASE_MATERIALS_VERDICT)}};
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
