/* What customers say, beside what the log says: correlations, and the dealers where the two part.
 */
#include "reports/kit/table.h"
#include "reports/sections/sections.h"
#include "reports/view/figure.h"

#include <math.h>
#include <string.h>

static const char DEALERS[] = "agreement.dealers";
enum { DEALERS_SHOWN = 5 };
/* Those that are told, the first first. */
static const char *const parted[] = {"words_good", "facts_good"};

static double number_at(const struct model_table *table, size_t row, const char *column)
{
    return model_cell(table, row, model_column(table, column)).number;
}

static const char *text_at(const struct model_table *table, size_t row, const char *column)
{
    const char *text = model_cell(table, row, model_column(table, column)).text;
    return text ? text : "";
}

static size_t parted_count(const struct model_table *table)
{
    size_t count = 0;
    for (size_t row = 0; row < table->row_count; row++)
        for (size_t i = 0; i < sizeof parted / sizeof *parted; i++)
            count += strcmp(text_at(table, row, "verdict"), parted[i]) == 0;
    return count;
}

void agreement_answer(struct view *view, const struct scope *scope)
{
    static const struct {
        const char *metric;
        enum phrase words;
    } told[] = {{"agreement.close", PHRASE_AGREEMENT_CLOSE},
                {"agreement.repeat", PHRASE_AGREEMENT_REPEAT},
                {"agreement.intent_kept", PHRASE_AGREEMENT_INTENT}};
    const struct model_table *table = model_table(view->model, DEALERS);
    bool is_silent = true;
    for (size_t i = 0; i < sizeof told / sizeof *told; i++) {
        const struct model_estimate *row = model_network(view->model, told[i].metric);
        if (!model_stands(row)) continue;
        sentence_html(view, &(struct sentence){told[i].words, {{view_interval(view, row), row}}});
        is_silent = false;
    }
    if (is_silent) section_answer_values(view, scope, 2);
    if (!table) return;
    const size_t count = parted_count(table);
    sentence_html(view,
                  &(struct sentence){count > 0 ? PHRASE_AGREEMENT_PARTED : PHRASE_AGREEMENT_NONE,
                                     {{view_count(view, (double)count), NULL},
                                      {view_count(view, (double)table->row_count), NULL}}});
}

void agreement_figure(struct view *view, const struct scope *scope)
{
    const struct model_estimate **rows =
        arena_take_array(&view->arena, scope->row_count + 1, sizeof *rows);
    if (!rows) {
        view->failed = true;
        return;
    }
    const size_t count = section_rows_in_unit(scope, UNIT_COEFFICIENT, rows);
    if (count > 0) figure_intervals(view, rows, count, view_phrase(view, PHRASE_AGREEMENT_FIGURE));
}

static const char *score_text(struct view *view, double value, double lower, double upper,
                              bool is_change)
{
    const struct measure measure =
        measure_for(view->language, UNIT_SCORE, value, isnan(upper) ? NAN : (upper - lower) / 2);
    struct text text;
    text_init(&text, 0);
    if (is_change)
        format_change(&text, &measure, value, lower, upper);
    else
        format_value(&text, &measure, value);
    return view_keep(view, &text);
}

static void write_row(struct view *view, const struct model_table *table, size_t row)
{
    const struct sentence clock = {
        PHRASE_AGREEMENT_CLOCK,
        {{name_words(view->language, text_at(table, row, "clock")), NULL},
         {view_share(view, number_at(table, row, "close_24h")), NULL}}};
    table_row(&view->page, NULL, NULL);
    table_text(&view->page, text_at(table, row, "dealer"));
    table_text(&view->page, name_words(view->language, text_at(table, row, "verdict")));
    table_text(&view->page, sentence_keep(view, &clock));
    table_text(&view->page, score_text(view, number_at(table, row, "said"), NAN, NAN, false));
    table_text(&view->page,
               score_text(view, number_at(table, row, "difference"), number_at(table, row, "lower"),
                          number_at(table, row, "upper"), true));
    table_text(&view->page, view_count(view, number_at(table, row, "n")));
    table_row_end(&view->page);
}

void agreement_tables(struct view *view, const struct scope *scope)
{
    const struct model_table *table = model_table(view->model, DEALERS);
    (void)scope;
    if (!table) return;
    view->tabled[table - view->model->tables] = true;
    const size_t count = parted_count(table), shown = count < DEALERS_SHOWN ? count : DEALERS_SHOWN;
    if (count == 0) return;
    const struct html_column columns[] = {
        {.title = view_phrase(view, PHRASE_AGREEMENT_DEALER)},
        {.title = view_phrase(view, PHRASE_PDCA_VERDICT)},
        {.title = view_phrase(view, PHRASE_AGREEMENT_CLOCK_HEAD)},
        {.title = view_phrase(view, PHRASE_AGREEMENT_SAID), .kind = TABLE_NUMBER},
        {.title = view_phrase(view, PHRASE_AGREEMENT_APART), .kind = TABLE_NUMBER},
        {.title = "n", .kind = TABLE_NUMBER}};
    const struct html_table html = {.id = DEALERS,
                                    .caption = view_phrase(view, PHRASE_AGREEMENT_TABLE),
                                    .columns = columns,
                                    .column_count = sizeof columns / sizeof *columns,
                                    .row_count = shown,
                                    .row_total = count,
                                    .more_text = section_more_text(view, shown, count)};
    table_open(&view->page, &html);
    size_t written = 0;
    for (size_t i = 0; i < sizeof parted / sizeof *parted; i++)
        for (size_t row = 0; row < table->row_count && written < shown; row++)
            if (strcmp(text_at(table, row, "verdict"), parted[i]) == 0) {
                write_row(view, table, row);
                written++;
            }
    table_rows_end(&view->page);
    table_close(&view->page, &html);
}
