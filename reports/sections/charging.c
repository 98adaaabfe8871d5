/* What should have been charged and was not, and what was charged and should not have been. */
#include "reports/kit/table.h"
#include "reports/sections/apart.h"
#include "reports/sections/sections.h"

#include <math.h>

static const char MONEY[] = "charging.money", CASES[] = "charging.cases";
/* The table of the result ends with its hundredth case; the page shows the first few. */
enum { CASES_SHOWN = 3, CASES_LIMIT = 100, METRICS_SHOWN = 2 };

static double number_at(const struct model_table *table, size_t row, const char *column)
{
    return model_cell(table, row, model_column(table, column)).number;
}

static const char *money_text(struct view *view, double fen, double lower, double upper)
{
    const struct measure measure = measure_for(view->language, UNIT_FEN, fen, (upper - lower) / 2);
    struct text text;
    text_init(&text, 0);
    format_interval(&text, &measure, fen, lower, upper);
    return view_keep(view, &text);
}

/* The network's row is the first. Exact sums have no bounds. */
static void answer_money(struct view *view)
{
    const struct model_table *table = model_table(view->model, MONEY);
    if (!table || table->row_count == 0) return;
    const double predicted = number_at(table, 0, "unpriced_fen");
    const char *leaks = view_count(view, number_at(table, 0, "leaks"));
    const char *leaked = money_text(view, number_at(table, 0, "leaked_fen"), NAN, NAN);
    const char *unpriced = view_count(view, number_at(table, 0, "leaks_unpriced"));
    const char *overcharges = view_count(view, number_at(table, 0, "overcharges"));
    const char *overcharged = money_text(view, number_at(table, 0, "overcharged_fen"), NAN, NAN);
    const char *unreasoned = view_count(view, number_at(table, 0, "unreasoned"));
    if (isnan(predicted)) {
        sentence_html(view, &(struct sentence){PHRASE_CHARGING_MONEY_BARE,
                                               {{leaks, NULL},
                                                {leaked, NULL},
                                                {unpriced, NULL},
                                                {overcharges, NULL},
                                                {overcharged, NULL},
                                                {unreasoned, NULL}}});
        return;
    }
    const char *about = money_text(view, predicted, number_at(table, 0, "unpriced_fen_lower"),
                                   number_at(table, 0, "unpriced_fen_upper"));
    sentence_html(view,
                  &(struct sentence){PHRASE_CHARGING_MONEY,
                                     {{leaks, NULL},
                                      {leaked, NULL},
                                      {unpriced, NULL},
                                      {about, model_network(view->model, "charging.unpriced.fen")},
                                      {overcharges, NULL},
                                      {overcharged, NULL},
                                      {unreasoned, NULL}}});
}

void charging_answer(struct view *view, const struct scope *scope)
{
    const struct model_estimate *leak = model_network(view->model, "charging.leak.share");
    const struct model_estimate *over = model_network(view->model, "charging.overcharge.share");
    const struct model_estimate *unknown = model_network(view->model, "charging.unknown.share");
    if (!model_stands(leak) || !model_stands(over) || !model_stands(unknown)) {
        section_answer_values(view, scope, 3);
        return;
    }
    sentence_html(view, &(struct sentence){PHRASE_CHARGING_ANSWER,
                                           {{view_interval(view, leak), leak},
                                            {view_interval(view, over), over},
                                            {view_interval(view, unknown), unknown}}});
    answer_money(view);
}

static const char *text_at(const struct model_table *table, size_t row, const char *column)
{
    const char *text = model_cell(table, row, model_column(table, column)).text;
    return text ? text : "";
}

/* The recorded amount, or the estimated one with its mark; – where there is neither. */
static void write_amount(struct view *view, const struct model_table *table, size_t row)
{
    const double recorded = number_at(table, row, "fen");
    const double estimated = number_at(table, row, "estimated_fen");
    const double fen = isnan(recorded) ? estimated : recorded;
    const struct sentence marked = {PHRASE_CHARGING_ESTIMATED,
                                    {{money_text(view, estimated, NAN, NAN), NULL}}};
    table_cell_open(&view->page, fen);
    html_text(&view->page, !isnan(recorded)    ? money_text(view, recorded, NAN, NAN)
                           : !isnan(estimated) ? sentence_keep(view, &marked)
                                               : "\xE2\x80\x93");
    table_cell_close(&view->page);
}

static void write_case(struct view *view, const struct model_table *table, size_t row)
{
    static const char *const columns[] = {"repair_id", "dealer", "reported_on"};
    static const char *const named[] = {"rule", "warranty_stage", "charge_reason"};
    table_row(&view->page, NULL, NULL);
    for (size_t i = 0; i < sizeof columns / sizeof *columns; i++)
        table_text(&view->page, text_at(table, row, columns[i]));
    for (size_t i = 0; i < sizeof named / sizeof *named; i++) {
        const char *text = text_at(table, row, named[i]);
        table_text(&view->page, text[0] ? name_words(view->language, text) : "\xE2\x80\x93");
    }
    write_amount(view, table, row);
    table_row_end(&view->page);
}

static void write_cases(struct view *view, const struct model_table *table)
{
    static const char *const titles[] = {"repair_id",      "dealer",        "reported_on", "rule",
                                         "warranty_stage", "charge_reason", "fen"};
    enum { TITLES = sizeof titles / sizeof *titles };
    struct html_column columns[TITLES];
    for (size_t i = 0; i < TITLES; i++)
        columns[i] = (struct html_column){.title = name_words(view->language, titles[i]),
                                          .kind = i + 1 < TITLES ? TABLE_TEXT : TABLE_NUMBER};
    const size_t shown = table->row_count < CASES_SHOWN ? table->row_count : CASES_SHOWN;
    const struct sentence caption = {table->row_count < CASES_LIMIT ? PHRASE_CHARGING_CASES
                                                                    : PHRASE_CHARGING_CASES_LIMITED,
                                     {{view_count(view, (double)table->row_count), NULL}}};
    const struct html_table drawn = {.id = CASES,
                                     .caption = sentence_keep(view, &caption),
                                     .columns = columns,
                                     .column_count = TITLES,
                                     .row_count = shown,
                                     .row_total = shown};
    table_open(&view->page, &drawn);
    for (size_t row = 0; row < shown; row++) write_case(view, table, row);
    table_rows_end(&view->page);
    table_close(&view->page, &drawn);
}

/* Sums by dealer and all cases stand in the tables beside the page. */
void charging_tables(struct view *view, const struct scope *scope)
{
    static const char *const judged[] = {"charging.leak.share", "charging.overcharge.share",
                                         "charging.claimed.share", NULL};
    struct scope shown = *scope;
    if (shown.row_count > METRICS_SHOWN) shown.row_count = METRICS_SHOWN;
    section_rows_table(view, &shown);
    apart_write(view, judged);
    section_pass_over(view, MONEY);
    section_pass_over(view, CASES);
    const struct model_table *cases = model_table(view->model, CASES);
    if (cases && cases->row_count > 0) write_cases(view, cases);
}
