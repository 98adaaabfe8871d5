#include "reports/page/strip.h"

#include "reports/kit/range.h"
#include "reports/kit/strip.h"
#include "reports/view/sentence.h"
#include "reports/view/signal.h"

static const char *const dimensions[] = {"rater.reliability",    "rater.assurance",
                                         "rater.tangibles",      "rater.empathy",
                                         "rater.responsiveness", "rater.index"};
enum { ROW_LIMIT = sizeof dimensions / sizeof *dimensions };

struct strip {
    const struct model_estimate *rows[ROW_LIMIT];
    size_t count, month_count;
    struct range range; /* of all intervals and targets */
    bool has_target;
};

static void collect(struct strip *strip, const struct model *model)
{
    double months[MONTH_WINDOW_COUNT];
    for (size_t i = 0; i < ROW_LIMIT; i++) {
        const struct model_estimate *row = model_network(model, dimensions[i]);
        if (!row) continue;
        strip->rows[strip->count++] = row;
        if (!model_stands(row)) continue;
        range_see(&strip->range, row->lower);
        range_see(&strip->range, row->upper);
        range_see(&strip->range, row->value);
        range_see(&strip->range, row->target);
        strip->has_target |= !isnan(row->target);
        const size_t count = model_months(model, row, months);
        if (count > strip->month_count) strip->month_count = count;
    }
    if (!isnan(strip->range.from)) range_pad(&strip->range, 0.08);
}

static enum tone tone_of(const struct view *view, const struct model_estimate *row)
{
    const struct view_signal signal = view_signal_of(view->model, row);
    if (view_change_stands(row)) return row->change.value > 0 ? TONE_GOOD : TONE_BAD;
    if (signal.stands) return signal.above ? TONE_GOOD : TONE_BAD;
    return TONE_PLAIN;
}

static void write_change(struct view *view, const struct model_estimate *row)
{
    struct page *page = &view->page;
    const enum tone tone = tone_of(view, row);
    if (tone == TONE_PLAIN) {
        HTML(page, "<span class=\"note\">");
        html_text(page, view_phrase(view, view_change_tested(row) ? PHRASE_CHANGE_NONE
                                                                  : PHRASE_CHANGE_NOT_TESTED));
        HTML(page, "</span>");
        return;
    }
    if (tone == TONE_GOOD)
        HTML(page, "<span class=\"good\">\xE2\x96\xB2</span> ");
    else
        HTML(page, "<span class=\"bad\">\xE2\x96\xBC</span> ");
    if (view_change_stands(row))
        html_text(page, view_change(view, row));
    else
        html_text(page,
                  view_phrase(view, tone == TONE_GOOD ? PHRASE_STRIP_ABOVE : PHRASE_STRIP_BELOW));
}

static void write_numbers(struct view *view, const struct strip *strip,
                          const struct model_estimate *row)
{
    struct page *page = &view->page;
    double months[MONTH_WINDOW_COUNT];
    const size_t count = model_months(view->model, row, months);
    HTML(page, "<td class=\"e\">");
    sentence_html(
        view, &(struct sentence){PHRASE_STRIP_CELL,
                                 {{view_value(view, row), row}, {view_bounds(view, row), NULL}}});
    HTML(page, "</td><td class=\"e n\">");
    html_text(page, view_count(view, (double)row->n));
    HTML(page, "</td><td class=\"bar\">");
    strip_interval(page,
                   &(struct strip_interval){row->value, row->lower, row->upper, row->target,
                                            strip->range.from, strip->range.to, tone_of(view, row)},
                   view_interval(view, row));
    HTML(page, "</td><td class=\"line\">");
    strip_months(page, months, count, view_phrase(view, PHRASE_STRIP_LINE));
    HTML(page, "</td><td>");
    write_change(view, row);
    HTML(page, "</td>");
}

static void write_row(struct view *view, const struct strip *strip,
                      const struct model_estimate *row)
{
    struct page *page = &view->page;
    HTML(page, "<tr><th scope=\"row\">");
    html_text(page, view_title(view, row->metric));
    HTML(page, "</th>");
    if (model_stands(row)) {
        write_numbers(view, strip, row);
    } else {
        HTML(page, "<td colspan=\"5\" class=\"note\">");
        sentence_html(view,
                      &(struct sentence){PHRASE_CELL_REFUSED, {{view_reason(view, row), NULL}}});
        HTML(page, "</td>");
    }
    HTML(page, "</tr>\n");
}

static void write_head(struct view *view, const struct strip *strip)
{
    const char *months = view_count(view, (double)strip->month_count);
    struct page *page = &view->page;
    HTML(page, "<table id=\"dimensions-table\"><caption>");
    sentence_html(view, &(struct sentence){PHRASE_STRIP_CAPTION, {{months, NULL}}});
    if (strip->has_target) {
        HTML(page, " ");
        html_text(page, view_phrase(view, PHRASE_STRIP_TARGET));
    }
    HTML(page, "</caption><thead><tr><th scope=\"col\">");
    html_text(page, view_phrase(view, PHRASE_STRIP_DIMENSION));
    HTML(page, "</th><th scope=\"col\" class=\"e\">");
    html_text(page, view_phrase(view, PHRASE_COLUMN_VALUE));
    HTML(page, "</th><th scope=\"col\" class=\"e n\">n</th><th scope=\"col\" class=\"bar\">");
    html_text(page, view_phrase(view, PHRASE_STRIP_BAR));
    HTML(page, "</th><th scope=\"col\" class=\"line\">");
    sentence_html(view, &(struct sentence){PHRASE_COLUMN_MONTHS, {{months, NULL}}});
    HTML(page, "</th><th scope=\"col\">");
    html_text(page, view_phrase(view, PHRASE_STRIP_CHANGE));
    HTML(page, "</th></tr></thead>\n<tbody>");
}

void strip_write(struct view *view)
{
    struct strip strip = {.range = RANGE_INIT};
    struct page *page = &view->page;
    collect(&strip, view->model);
    if (strip.count == 0) return;
    HTML(page, "<section class=\"strip\" id=\"dimensions\"><h2>");
    html_text(page, view_phrase(view, PHRASE_STRIP));
    HTML(page, "</h2>\n");
    write_head(view, &strip);
    for (size_t i = 0; i < strip.count; i++) write_row(view, &strip, strip.rows[i]);
    HTML(page, "</tbody></table></section>\n");
}
