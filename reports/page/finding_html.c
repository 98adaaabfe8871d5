#include "reports/page/finding_html.h"

#include "reports/findings/comparison.h"

static void want(struct view *view, const struct model_estimate *estimate)
{
    if (estimate) view->wanted[estimate - view->model->estimates] = true;
}

void page_findings_choose(struct page_findings *findings, struct view *view)
{
    const size_t limit = sizeof findings->rows / sizeof *findings->rows;
    findings->count = findings_choose(view, findings->rows, limit);
    for (size_t i = 0; i < findings->count; i++) {
        want(view, findings->rows[i].evidence);
        for (size_t k = 0; k < SENTENCE_PART_LIMIT; k++)
            want(view, findings->rows[i].sentence.parts[k].evidence);
        for (size_t k = 0; k < findings->rows[i].extra_count; k++)
            want(view, findings->rows[i].extras[k].parts[1].evidence);
    }
}

/* The row of the number itself where there is one, else the table or section that tells it. */
static const char *anchor_of(const struct view *view, const struct finding *finding)
{
    const struct model_estimate *row = finding->evidence;
    if (row && view->anchored[row - view->model->estimates]) return row->id;
    return finding->table;
}

static void write_action(struct view *view, const struct finding *finding)
{
    struct page *page = &view->page;
    const char *anchor = anchor_of(view, finding);
    HTML(page, "<span class=\"act\">");
    if (anchor) {
        HTML(page, "<a");
        html_href(page, anchor);
        HTML(page, ">");
        html_text(page, view_phrase(view, PHRASE_EVIDENCE));
        HTML(page, "</a> ");
    }
    HTML(page, "\xE2\x86\x92 ");
    html_text(page, view_phrase(view, finding->owner));
    HTML(page, "</span>");
}

static void write_comparison(struct view *view, const struct finding *finding)
{
    struct sentence items[COMPARISON_LIMIT];
    const size_t count = comparison_items(view, finding, items);
    if (count == 0) return;
    HTML(&view->page, "<span class=\"against\">");
    for (size_t i = 0; i < count; i++) {
        HTML(&view->page, "<span>");
        sentence_html(view, &items[i]);
        HTML(&view->page, "</span>");
        if (i + 1 < count) HTML(&view->page, " \xC2\xB7 ");
    }
    HTML(&view->page, "</span>");
}

static void write_finding(struct view *view, const struct finding *finding)
{
    HTML(&view->page, "<li>");
    if (finding->alert) HTML(&view->page, "<span class=\"bad\">\xE2\x96\xA0</span> ");
    sentence_html(view, &finding->sentence);
    HTML(&view->page, " ");
    write_action(view, finding);
    write_comparison(view, finding);
    HTML(&view->page, "</li>\n");
}

static void write_alerts(struct view *view, const struct finding *findings, size_t count)
{
    struct page *page = &view->page;
    if (count == 0) return;
    HTML(page, "<section class=\"alerts\" id=\"alerts\"><h2>");
    html_text(page, view_phrase(view, PHRASE_ALERTS));
    HTML(page, "</h2>\n<ul>");
    for (size_t i = 0; i < count; i++) write_finding(view, &findings[i]);
    HTML(page, "</ul></section>\n");
}

static void write_list(struct view *view, const struct finding *findings, size_t count)
{
    struct page *page = &view->page;
    HTML(page, "<section class=\"findings\" id=\"findings\"><h2>");
    html_text(page, view_phrase(view, PHRASE_FINDINGS));
    HTML(page, "</h2>\n");
    if (count > 0) HTML(page, "<ol>");
    for (size_t i = 0; i < count; i++) write_finding(view, &findings[i]);
    if (count > 0) {
        HTML(page, "</ol></section>\n");
        return;
    }
    HTML(page, "<p>");
    html_text(page, view_phrase(view, PHRASE_FINDINGS_NONE));
    HTML(page, "</p></section>\n");
}

void page_findings_write(const struct page_findings *findings, struct view *view)
{
    size_t alerts = 0;
    while (alerts < findings->count && findings->rows[alerts].alert) alerts++;
    const size_t others = findings->count - alerts;
    write_alerts(view, findings->rows, alerts);
    write_list(view, findings->rows + alerts, others < FINDING_LIMIT ? others : FINDING_LIMIT);
}
