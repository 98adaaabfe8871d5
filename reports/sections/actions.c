/* What became of the actions. All of them stand in the table beside the page; here are those that a
 * reader should know of first. */
#include "reports/kit/table.h"
#include "reports/sections/sections.h"

#include <math.h>
#include <string.h>

static const char ACTIONS[] = "pdca.actions", MONTHS[] = "pdca.months", IN_TIME[] = "pdca.in_time";
enum { ROWS_SHOWN = 5 };
/* In the order in which they are shown. */
static const char *const verdicts[] = {"worse", "worked", "not_distinguishable", "too_early",
                                       "cannot_say"};
enum { WORSE, WORKED, NOT_DISTINGUISHABLE, TOO_EARLY, CANNOT_SAY, VERDICTS };

static double number_at(const struct model_table *table, size_t row, const char *column)
{
    return model_cell(table, row, model_column(table, column)).number;
}

static const char *text_at(const struct model_table *table, size_t row, const char *column)
{
    const char *text = model_cell(table, row, model_column(table, column)).text;
    return text ? text : "";
}

static size_t verdict_of(const struct model_table *table, size_t row)
{
    size_t verdict = 0;
    while (verdict + 1 < VERDICTS && strcmp(text_at(table, row, "verdict"), verdicts[verdict]) != 0)
        verdict++;
    return verdict;
}

static size_t count_of(const struct model_table *table, size_t verdict)
{
    size_t count = 0;
    for (size_t row = 0; row < table->row_count; row++) count += verdict_of(table, row) == verdict;
    return count;
}

void pdca_answer(struct view *view, const struct scope *scope)
{
    const struct model_table *table = model_table(view->model, ACTIONS);
    const struct model_table *months = model_table(view->model, MONTHS);
    (void)scope;
    if (!table || !months || months->row_count == 0) {
        html_text(&view->page, view_phrase(view, PHRASE_PDCA_ABSENT));
        return;
    }
    size_t counts[VERDICTS];
    for (size_t verdict = 0; verdict < VERDICTS; verdict++)
        counts[verdict] = count_of(table, verdict);
    sentence_html(view,
                  &(struct sentence){PHRASE_PDCA_ANSWER,
                                     {{view_count(view, (double)table->row_count), NULL},
                                      {view_count(view, (double)counts[WORKED]), NULL},
                                      {view_count(view, (double)counts[WORSE]), NULL},
                                      {view_count(view, (double)counts[NOT_DISTINGUISHABLE]), NULL},
                                      {view_count(view, (double)counts[TOO_EARLY]), NULL},
                                      {view_count(view, (double)counts[CANNOT_SAY]), NULL}}});
    const size_t last = months->row_count - 1;
    sentence_html(
        view, &(struct sentence){PHRASE_PDCA_OPEN,
                                 {{view_count(view, number_at(months, last, "carried")), NULL},
                                  {view_count(view, number_at(months, last, "opened")), NULL},
                                  {view_count(view, number_at(months, last, "in_effect")), NULL},
                                  {view_count(view, number_at(months, last, "waiting") +
                                                        number_at(months, last, "overdue")),
                                   NULL},
                                  {view_count(view, number_at(months, last, "overdue")), NULL}}});
    const struct model_estimate *in_time = model_network(view->model, IN_TIME);
    if (model_stands(in_time))
        sentence_html(view, &(struct sentence){PHRASE_PDCA_IN_TIME,
                                               {{view_interval(view, in_time), in_time}}});
}

static void two_lines(struct view *view, const char *first, const char *second)
{
    table_cell_open(&view->page, NAN);
    html_text(&view->page, first);
    HTML(&view->page, " <small>");
    html_text(&view->page, second);
    HTML(&view->page, "</small>");
    table_cell_close(&view->page);
}

/* "X003 Overall satisfaction", "dealer=D042, from 2025-01-01, owner". */
static void what_cell(struct view *view, const struct model_table *table, size_t row)
{
    const struct model_metric *metric = model_metric(view->model, text_at(table, row, "metric"));
    const char *segment = text_at(table, row, "segment");
    const struct sentence name = {
        PHRASE_PDCA_NAME,
        {{text_at(table, row, "action"), NULL},
         {metric ? view_title(view, metric) : text_at(table, row, "metric"), NULL}}};
    const struct sentence where = {
        PHRASE_PDCA_WHERE,
        {{segment[0] ? segment : view_phrase(view, PHRASE_COLUMN_NETWORK), NULL},
         {text_at(table, row, "effective"), NULL},
         {text_at(table, row, "owner"), NULL}}};
    two_lines(view, sentence_keep(view, &name), sentence_keep(view, &where));
}

static struct measure measure_of(const struct view *view, const struct model_table *table,
                                 size_t row)
{
    const struct model_metric *metric = model_metric(view->model, text_at(table, row, "metric"));
    const double half =
        (number_at(table, row, "effect_upper") - number_at(table, row, "effect_lower")) / 2;
    return measure_for(view->language, metric ? metric->unit : UNIT_COUNT,
                       number_at(table, row, "value"), half);
}

static const char *value_text(struct view *view, const struct measure *measure, double value)
{
    struct text text;
    text_init(&text, 0);
    format_value(&text, measure, value);
    return view_keep(view, &text);
}

static void effect_cells(struct view *view, const struct model_table *table, size_t row)
{
    const struct measure measure = measure_of(view, table, row);
    const double effect = number_at(table, row, "effect");
    struct text change, smallest;
    if (isnan(effect)) {
        for (int i = 0; i < 3; i++) table_text(&view->page, "\xE2\x80\x93");
        return;
    }
    text_init(&change, 0);
    text_init(&smallest, 0);
    format_change(&change, &measure, effect, number_at(table, row, "effect_lower"),
                  number_at(table, row, "effect_upper"));
    format_change(&smallest, &measure, number_at(table, row, "smallest"), NAN, NAN);
    const struct sentence values = {
        PHRASE_PDCA_VALUES,
        {{value_text(view, &measure, number_at(table, row, "before")), NULL},
         {value_text(view, &measure, number_at(table, row, "value")), NULL}}};
    table_text(&view->page, sentence_keep(view, &values));
    table_text(&view->page, view_keep(view, &change));
    table_text(&view->page, view_keep(view, &smallest));
}

/* The verdict, and whether the target was reached or why there is no verdict. */
static void verdict_cell(struct view *view, const struct model_table *table, size_t row)
{
    const char *verdict = text_at(table, row, "verdict"), *reason = text_at(table, row, "reason");
    const char *reached = text_at(table, row, "reached");
    const char *more = strchr(reason, ':') ? view_reason_words(view, reason)
                       : reached[0]        ? name_words(view->language, reached)
                                           : "";
    two_lines(view,
              strcmp(verdict, verdicts[WORSE]) == 0 ? view_phrase(view, PHRASE_PDCA_WORSE)
                                                    : name_words(view->language, verdict),
              more);
}

static void write_row(struct view *view, const struct model_table *table, size_t row)
{
    table_row(&view->page, NULL, NULL);
    what_cell(view, table, row);
    effect_cells(view, table, row);
    verdict_cell(view, table, row);
    table_row_end(&view->page);
}

void pdca_tables(struct view *view, const struct scope *scope)
{
    const struct model_table *table = model_table(view->model, ACTIONS);
    section_pass_over(view, MONTHS);
    if (!table) {
        section_rows_table(view, scope);
        return;
    }
    view->tabled[table - view->model->tables] = true;
    const struct html_column columns[] = {
        {.title = view_phrase(view, PHRASE_PDCA_ACTION)},
        {.title = view_phrase(view, PHRASE_PDCA_BEFORE_SINCE), .kind = TABLE_NUMBER},
        {.title = view_phrase(view, PHRASE_PDCA_EFFECT), .kind = TABLE_NUMBER},
        {.title = view_phrase(view, PHRASE_PDCA_SMALLEST), .kind = TABLE_NUMBER},
        {.title = view_phrase(view, PHRASE_PDCA_VERDICT)}};
    const size_t shown = table->row_count < ROWS_SHOWN ? table->row_count : ROWS_SHOWN;
    const struct html_table html = {.id = ACTIONS,
                                    .columns = columns,
                                    .column_count = sizeof columns / sizeof *columns,
                                    .row_count = shown,
                                    .row_total = table->row_count,
                                    .more_text = section_more_text(view, shown, table->row_count)};
    table_open(&view->page, &html);
    size_t written = 0;
    for (size_t verdict = 0; verdict < VERDICTS; verdict++)
        for (size_t row = 0; row < table->row_count && written < shown; row++)
            if (verdict_of(table, row) == verdict) {
                write_row(view, table, row);
                written++;
            }
    table_rows_end(&view->page);
    table_close(&view->page, &html);
}
