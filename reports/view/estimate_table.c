#include "reports/view/estimate_table.h"

#include "reports/view/sentence.h"

#include <math.h>
#include <string.h>

void estimate_anchor(struct view *view, const struct model_estimate *estimate)
{
    bool *anchored = &view->anchored[estimate - view->model->estimates];
    if (!*anchored) html_id(&view->page, estimate->id);
    *anchored = true;
    struct text title;
    text_init(&title, 0);
    text_put(&title, estimate->id);
    if (estimate->method[0]) {
        text_put(&title, " \xC2\xB7 ");
        text_put(&title, name_words(view->language, estimate->method));
    }
    HTML_ATTRIBUTE(&view->page, "title", view_keep(view, &title));
}

const char *estimate_label(struct view *view, const struct model_estimate *estimate)
{
    static const char separator[] = " \xC2\xB7 ";
    const char *title = view_title(view, estimate->metric);
    const bool earlier = model_is_earlier(view->model, estimate);
    const bool is_subject = view->subject && strcmp(estimate->key, view->subject) == 0;
    const bool is_named = estimate->axis != AXIS_NETWORK && !is_subject;
    if (!is_named && !earlier) return title;
    struct text label;
    text_init(&label, 0);
    text_put(&label, title);
    if (is_named) {
        text_put(&label, separator);
        text_put(&label, view_key(view, estimate));
    }
    if (earlier) {
        text_put(&label, separator);
        format_month(&label, view->language, estimate->period);
    }
    return view_keep(view, &label);
}

/* "◐2": one half of a circle, and the number of the reason. */
static const char *mark_of(struct view *view, size_t number)
{
    struct text mark;
    text_init(&mark, 0);
    text_put(&mark, "\xE2\x97\x90");
    text_put(&mark, view_count(view, (double)number));
    return view_keep(view, &mark);
}

void estimate_mark(struct view *view, const struct model_estimate *estimate)
{
    if (estimate->status != STATUS_PARTIAL) return;
    const char *reason = view_reason(view, estimate);
    size_t at = 0;
    while (at < view->noted_count && strcmp(view->noted[at], reason) != 0) at++;
    if (at == view->noted_count && at < view->model->estimate_count)
        view->noted[view->noted_count++] = reason;
    HTML(&view->page, " <span class=\"note\"");
    HTML_ATTRIBUTE(&view->page, "title", reason);
    HTML(&view->page, ">");
    html_text(&view->page, mark_of(view, at + 1));
    HTML(&view->page, "</span>");
}

void estimate_notes(struct view *view)
{
    for (size_t i = 0; i < view->noted_count; i++) {
        HTML(&view->page, "<p class=\"note\">");
        sentence_html(view,
                      &(struct sentence){PHRASE_PARTIAL_NOTE,
                                         {{mark_of(view, i + 1), NULL}, {view->noted[i], NULL}}});
        HTML(&view->page, "</p>\n");
    }
    view->noted_count = 0;
}

struct columns {
    bool change, against, network, verdict;
};

static struct columns columns_for(const struct model_estimate *const *rows, size_t row_count)
{
    struct columns columns = {false, false, false, false};
    for (size_t i = 0; i < row_count; i++) {
        if (!model_stands(rows[i])) continue;
        if (rows[i]->change.exists && !isnan(rows[i]->change.value)) columns.change = true;
        if (!isnan(rows[i]->target) || !isnan(rows[i]->benchmark.value)) columns.against = true;
        const bool is_judged = rows[i]->axis < AXIS_COUNT && axis_rows[rows[i]->axis].judged;
        if (is_judged && rows[i]->verdict != VERDICT_NONE) columns.network = columns.verdict = true;
    }
    return columns;
}

static void head_cell(struct view *view, enum phrase words, bool is_number)
{
    if (is_number)
        HTML(&view->page, "<th scope=\"col\" class=\"e\">");
    else
        HTML(&view->page, "<th scope=\"col\">");
    html_text(&view->page, view_phrase(view, words));
    HTML(&view->page, "</th>");
}

static void draw_head(struct view *view, const struct columns *columns)
{
    HTML(&view->page, "<thead><tr>");
    head_cell(view, PHRASE_COLUMN_METRIC, false);
    head_cell(view, PHRASE_COLUMN_VALUE, true);
    head_cell(view, PHRASE_COLUMN_N, true);
    if (columns->change) head_cell(view, PHRASE_COLUMN_CHANGE, true);
    if (columns->against) head_cell(view, PHRASE_COLUMN_AGAINST, false);
    if (columns->network) head_cell(view, PHRASE_COLUMN_NETWORK, true);
    if (columns->verdict) head_cell(view, PHRASE_COLUMN_VERDICT, false);
    HTML(&view->page, "</tr></thead>\n");
}

static void number_cell(struct view *view, const char *text)
{
    HTML(&view->page, "<td class=\"e\">");
    html_text(&view->page, text);
    HTML(&view->page, "</td>");
}

static void value_text(struct view *view, const struct model_estimate *estimate)
{
    struct page *page = &view->page;
    if (!model_stands(estimate)) {
        const struct sentence refused = {PHRASE_CELL_REFUSED,
                                         {{view_reason(view, estimate), NULL}}};
        HTML(page, "<span class=\"note wrap\">");
        sentence_html(view, &refused);
        HTML(page, "</span>");
        return;
    }
    HTML(page, "<b>");
    html_text(page, view_value(view, estimate));
    HTML(page, "</b> <span class=\"note\">");
    const bool is_bare = isnan(estimate->lower) && isnan(estimate->upper) && estimate->reason[0];
    html_text(page, is_bare ? view_reason(view, estimate) : view_bounds(view, estimate));
    HTML(page, "</span>");
    estimate_mark(view, estimate);
}

/* The same shapes as in the figures. */
static void verdict_mark(struct view *view, enum verdict verdict)
{
    if (verdict == VERDICT_BETTER) HTML(&view->page, "<span class=\"good\">\xE2\x96\xB2</span> ");
    if (verdict == VERDICT_WORSE) HTML(&view->page, "<span class=\"bad\">\xE2\x96\xBC</span> ");
}

static void change_cell(struct view *view, const struct model_estimate *estimate)
{
    struct page *page = &view->page;
    HTML(page, "<td class=\"e\">");
    if (model_stands(estimate) && estimate->change.exists && !isnan(estimate->change.value)) {
        const char *words = view_change_words(view, estimate);
        const bool stands = view_change_stands(estimate);
        if (stands)
            HTML(page, "<b>");
        else
            HTML(page, "<span class=\"wrap\">");
        html_text(page, words);
        if (stands)
            HTML(page, "</b>");
        else
            HTML(page, "</span>");
        HTML(page, " <span class=\"note\">");
        html_text(page, view_change(view, estimate));
        HTML(page, "</span>");
    }
    HTML(page, "</td>");
}

static void against_cell(struct view *view, const struct model_estimate *estimate)
{
    HTML(&view->page, "<td>");
    if (model_stands(estimate) && !isnan(estimate->target)) {
        const enum phrase word = view_on_target(estimate) ? PHRASE_TARGET_ON : PHRASE_TARGET_OFF;
        sentence_html(view, &(struct sentence){PHRASE_CELL_TARGET,
                                               {{view_like(view, estimate, estimate->target), NULL},
                                                {view_phrase(view, word), NULL}}});
    } else if (model_stands(estimate) && !isnan(estimate->benchmark.value)) {
        HTML(&view->page, "<span");
        HTML_ATTRIBUTE(&view->page, "title", estimate->benchmark.source);
        HTML(&view->page, ">");
        sentence_html(view, &(struct sentence){
                                view_standing_pattern(estimate->benchmark.standing),
                                {{view_like(view, estimate, estimate->benchmark.value), NULL}}});
        HTML(&view->page, "</span>");
    }
    HTML(&view->page, "</td>");
}

static void verdict_cells(struct view *view, const struct model_estimate *estimate)
{
    const struct model_estimate *network = model_network(view->model, estimate->metric->id);
    const enum verdict verdict = model_stands(estimate) ? estimate->verdict : VERDICT_NONE;
    number_cell(view, model_stands(network) ? view_value(view, network) : "");
    HTML(&view->page, "<td>");
    verdict_mark(view, verdict);
    html_text(&view->page, view_phrase(view, view_verdict_word(verdict)));
    HTML(&view->page, "</td>");
}

static void draw_row(struct view *view, const struct model_estimate *estimate,
                     const struct columns *columns)
{
    struct page *page = &view->page;
    HTML(page, "<tr");
    estimate_anchor(view, estimate);
    HTML(page, "><th scope=\"row\">");
    html_text(page, estimate_label(view, estimate));
    HTML(page, "</th><td class=\"e\">");
    value_text(view, estimate);
    HTML(page, "</td>");
    number_cell(view, view_count(view, (double)estimate->n));
    if (columns->change) change_cell(view, estimate);
    if (columns->against) against_cell(view, estimate);
    if (columns->verdict) verdict_cells(view, estimate);
    HTML(page, "</tr>\n");
}

void estimate_table(struct view *view, const struct model_estimate *const *rows, size_t row_count)
{
    if (row_count == 0) return;
    const struct columns columns = columns_for(rows, row_count);
    HTML(&view->page, "<div class=\"table\"><table>");
    draw_head(view, &columns);
    HTML(&view->page, "<tbody>");
    for (size_t i = 0; i < row_count; i++) draw_row(view, rows[i], &columns);
    HTML(&view->page, "</tbody></table></div>\n");
    estimate_notes(view);
}

void estimate_cell(struct view *view, const struct model_estimate *estimate)
{
    struct page *page = &view->page;
    if (!model_stands(estimate)) {
        HTML(page, "<td class=\"e note\">\xE2\x80\x93</td>");
        return;
    }
    HTML(page, "<td class=\"e\"");
    estimate_anchor(view, estimate);
    HTML(page, " data-value=\"");
    html_fixed(page, estimate->value, 6);
    HTML(page, "\">");
    verdict_mark(view, estimate->verdict);
    html_text(page, view_interval(view, estimate));
    estimate_mark(view, estimate);
    HTML(page, "</td>");
}
