/* What the dealer looks up: scorecards, signals, and all its measures. */
#include "reports/dealers/dealer_draw.h"
#include "reports/view/estimate_table.h"

#include <math.h>

double dealer_number(const struct model_table *table, size_t row, const char *column)
{
    return model_cell(table, row, model_column(table, column)).number;
}

const char *dealer_text(const struct model_table *table, size_t row, const char *column)
{
    const char *text = model_cell(table, row, model_column(table, column)).text;
    return text ? text : "";
}

/* Of scorecards, in the order of the page. */
static const struct card {
    const char *metric, *table;
} cards[] = {{"card.overall.adjusted", "card.overall.dealer"},
             {"card.top2.adjusted", "card.top2.dealer"},
             {"card.close_48h.adjusted", "card.close_48h.dealer"},
             {"card.repeat_30d.adjusted", "card.repeat_30d.dealer"}};
enum { CARD_COUNT = sizeof cards / sizeof *cards, CARD_COLUMNS = 7 };

static const char *like(struct view *view, const struct model_estimate *row, double value)
{
    return isnan(value) ? "" : view_like(view, row, value);
}

static void draw_card(struct dealer_draw *draw, const struct model_estimate *own,
                      const struct model_table *table)
{
    struct view *view = &draw->view;
    const struct model_estimate *network = dealer_part_network(draw->part, own->metric->id);
    struct page *page = &view->page;
    table_row(page, NULL, NULL);
    table_text(page, view_title(view, own->metric));
    table_text(page, model_stands(own) ? view_interval(view, own) : view_reason(view, own));
    table_text(page, view_count(view, (double)own->n));
    table_text(page, network ? view_value(view, network) : "");
    table_text(page, table ? like(view, own, dealer_number(table, 0, "crude")) : "");
    table_text(page, table ? like(view, own, dealer_number(table, 0, "expected")) : "");
    table_text(page, view_phrase(view, view_verdict_word(own->verdict)));
    table_row_end(page);
}

/* How fine the strata are that any of the cards compares in; NULL when no table tells. */
static const char *strata_words(const struct dealer_draw *draw)
{
    for (size_t i = 0; i < CARD_COUNT; i++) {
        const struct model_table *table = model_table(&draw->part->model, cards[i].table);
        const char *strata = table ? dealer_text(table, 0, "strata") : "";
        if (strata[0]) return name_words(draw->view.language, strata);
    }
    return NULL;
}

static void open_cards(struct dealer_draw *draw, struct html_table *table,
                       struct html_column columns[CARD_COLUMNS])
{
    static const struct {
        enum phrase title;
        enum table_kind kind;
    } heads[CARD_COLUMNS] = {{PHRASE_COLUMN_METRIC, TABLE_TEXT},
                             {PHRASE_DEALER_COLUMN_ADJUSTED, TABLE_NUMBER},
                             {PHRASE_COLUMN_N, TABLE_NUMBER},
                             {PHRASE_COLUMN_NETWORK, TABLE_NUMBER},
                             {PHRASE_DEALER_COLUMN_CRUDE, TABLE_NUMBER},
                             {PHRASE_DEALER_COLUMN_EXPECTED, TABLE_NUMBER},
                             {PHRASE_COLUMN_VERDICT, TABLE_TEXT}};
    for (size_t i = 0; i < CARD_COLUMNS; i++)
        columns[i] = (struct html_column){.title = view_phrase(&draw->view, heads[i].title),
                                          .kind = heads[i].kind};
    *table = (struct html_table){.caption = view_phrase(&draw->view, PHRASE_DEALER_CARDS_CAPTION),
                                 .columns = columns,
                                 .column_count = CARD_COLUMNS};
    table_open(&draw->view.page, table);
}

void dealer_draw_cards(struct dealer_draw *draw)
{
    struct view *view = &draw->view;
    struct html_column columns[CARD_COLUMNS];
    struct html_table table;
    bool is_open = false;
    for (size_t i = 0; i < CARD_COUNT; i++) {
        /* Adjusted to the network: without the network's figure nothing of it is shown. */
        const struct model_estimate *own = dealer_part_own(draw->part, cards[i].metric);
        if (!own || !dealer_part_network(draw->part, cards[i].metric)) continue;
        if (!is_open) {
            const char *strata = strata_words(draw);
            const struct sentence words = {
                PHRASE_DEALER_CARDS_EXPLAINED,
                {{strata ? strata : name_words(view->language, "product"), NULL}}};
            dealer_section_open(draw, PHRASE_DEALER_CARDS);
            HTML(&view->page, "<p>");
            sentence_html(view, &words);
            HTML(&view->page, "</p>\n");
            open_cards(draw, &table, columns);
        }
        is_open = true;
        draw_card(draw, own, model_table(&draw->part->model, cards[i].table));
    }
    if (!is_open) return;
    table_close(&view->page, &table);
    dealer_section_close(draw);
}

const char *dealer_signal_words(struct dealer_draw *draw, const struct model_table *table,
                                size_t row)
{
    struct view *view = &draw->view;
    const struct model_estimate *own =
        dealer_part_own(draw->part, dealer_text(table, row, "metric"));
    if (!model_stands(own)) return NULL;
    const double q = dealer_number(table, row, "q");
    const bool stands = q * 1000 < CHANGE_LEVEL_PERMILLE;
    const struct sentence words = {
        stands ? PHRASE_DEALER_SIGNAL : PHRASE_DEALER_SIGNAL_WEAK,
        {{view_title(view, own->metric), NULL},
         {view_value(view, own), NULL},
         {view_count(view, (double)own->n), NULL},
         {view_like(view, own, dealer_number(table, row, "lower")), NULL},
         {view_like(view, own, dealer_number(table, row, "upper")), NULL},
         {view_probability(view, q), NULL}}};
    return sentence_keep(view, &words);
}

void dealer_draw_signals(struct dealer_draw *draw)
{
    struct page *page = &draw->view.page;
    const struct model_table *table = model_table(&draw->part->model, "charts.signals");
    bool is_open = false;
    for (size_t row = 0; table && row < table->row_count; row++) {
        const char *words = dealer_signal_words(draw, table, row);
        if (!words) continue;
        if (!is_open) {
            dealer_section_open(draw, PHRASE_DEALER_SIGNALS);
            HTML(page, "<ul>\n");
        }
        is_open = true;
        HTML(page, "<li>");
        html_text(page, words);
        HTML(page, "</li>\n");
    }
    if (!is_open) return;
    HTML(page, "</ul>\n");
    dealer_section_close(draw);
}

void dealer_draw_estimates(struct dealer_draw *draw)
{
    const struct dealer_part *part = draw->part;
    const struct model_estimate **rows =
        arena_take_array(&draw->view.arena, part->own_count + 1, sizeof *rows);
    if (!rows) {
        draw->view.failed = true;
        return;
    }
    size_t count = 0;
    /* Nothing is looked up where nothing was counted. */
    for (size_t i = 0; i < part->own_count; i++)
        if (part->model.estimates[i].n > 0) rows[count++] = &part->model.estimates[i];
    if (count == 0) return;
    dealer_section_open(draw, PHRASE_DEALER_ESTIMATES);
    const struct sentence fold = {PHRASE_DEALER_ESTIMATES_FOLD,
                                  {{view_count(&draw->view, (double)count), NULL}}};
    estimate_table_draw(&draw->view,
                        &(struct estimate_table){.rows = rows,
                                                 .row_count = count,
                                                 .fold_text = sentence_keep(&draw->view, &fold)});
    dealer_section_close(draw);
}
