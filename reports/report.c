#include "reports/report.h"

#include "reports/page_head.h"
#include "reports/policy.h"
#include "reports/section.h"

static const char STYLE[] = "page.css", SCRIPT[] = "page.js";

static void write_head(struct view *view, const struct report_options *options)
{
    struct page *page = &view->page;
    struct text policy;
    text_init(&policy, 0);
    policy_write(&policy, html_asset_bytes(STYLE), html_asset_bytes(SCRIPT));
    HTML(page, "<!DOCTYPE html>\n<html");
    HTML_ATTRIBUTE(page, "lang", language_tag(view->language));
    HTML(page, ">\n<head>\n<meta charset=\"utf-8\">\n<meta http-equiv=\"Content-Security-Policy\"");
    HTML_ATTRIBUTE(page, "content", view_keep(view, &policy));
    HTML(page, ">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
               "<meta name=\"color-scheme\" content=\"light dark\">\n<title>");
    html_text(page, page_title(view, options));
    HTML(page, "</title>\n<style>");
    html_asset(page, STYLE);
    HTML(page, "</style>\n</head>\n<body>\n<main>\n");
}

/* The sections are drawn first, into text of their own: the findings above them link only to rows
 * that exist. */
static void write_page(struct view *view, const struct report_options *options)
{
    struct text *out = view->page.out;
    struct page_findings findings;
    struct text body;
    text_init(&body, 0);
    page_choose_findings(view, &findings);
    page_init(&view->page, &body);
    sections_write(view);
    page_init(&view->page, out);
    write_head(view, options);
    page_write_banner(view, options);
    page_write_findings(view, &findings);
    text_add(out, body.bytes, body.byte_count);
    if (body.failed) view->failed = true;
    text_release(&body);
    page_write_foot(view);
    HTML(&view->page, "</main>\n<script>");
    html_asset(&view->page, SCRIPT);
    HTML(&view->page, "</script>\n</body>\n</html>\n");
}

enum rc report_write(const struct model *model, enum language language,
                     const struct report_options *options, struct text *out, struct err *err)
{
    static const struct report_options no_options = {"", ""};
    struct view view;
    text_clear(out);
    enum rc rc = view_init(&view, model, language, out, err);
    if (rc == RC_OK) write_page(&view, options ? options : &no_options);
    if (rc == RC_OK && (view.failed || out->failed)) rc = err_memory(err, out->byte_count);
    view_release(&view);
    return rc;
}
