#include "reports/page/frame.h"

#include "reports/page/policy.h"

/* In the order of the page. Each is an element of its own, known to the policy by its digest. */
static const char *const styles[] = {"page.css", "chart.css", "table.css", "value.css", NULL};
static const char *const scripts[] = {"table.js", "value.js", NULL};

static void write_policy(struct view *view)
{
    struct text policy;
    text_init(&policy, 0);
    policy_write(&policy, styles, scripts);
    HTML(&view->page, "<meta http-equiv=\"Content-Security-Policy\"");
    HTML_ATTRIBUTE(&view->page, "content", view_keep(view, &policy));
    HTML(&view->page, ">\n");
}

void frame_open(struct view *view, const char *title)
{
    struct page *page = &view->page;
    HTML(page, "<!DOCTYPE html>\n<html");
    HTML_ATTRIBUTE(page, "lang", language_tag(view->language));
    HTML(page, ">\n<head>\n<meta charset=\"utf-8\">\n");
    write_policy(view);
    HTML(page, "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
               "<meta name=\"color-scheme\" content=\"light dark\">\n<title>");
    html_text(page, title);
    HTML(page, "</title>\n");
    for (const char *const *name = styles; *name; name++) {
        HTML(page, "<style>");
        html_asset(page, *name);
        HTML(page, "</style>\n");
    }
    HTML(page, "</head>\n<body>\n<main>\n");
}

void frame_close(struct view *view)
{
    struct page *page = &view->page;
    HTML(page, "</main>\n");
    for (const char *const *name = scripts; *name; name++) {
        HTML(page, "<script>");
        html_asset(page, *name);
        HTML(page, "</script>\n");
    }
    HTML(page, "</body>\n</html>\n");
}
