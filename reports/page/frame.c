#include "reports/page/frame.h"

#include "reports/model/run_id.h"
#include "reports/page/policy.h"
#include "reports/view/sentence.h"
#include "reports/view/table_tools.h"

/* In the order of the page. Each is an element of its own, known to the policy by its digest. */
static const char *const styles[] = {"page.css", "chart.css", "table.css", "value.css", NULL};
static const char *const scripts[] = {"table.js", "value.js", NULL};
/* Of a page about one part, which has nothing to reckon with. */
static const char *const part_styles[] = {"page.css", "chart.css", "table.css", NULL};
static const char *const part_scripts[] = {"table.js", NULL};

static const char *const *styles_of(const struct view *view)
{
    return view->subject ? part_styles : styles;
}

static const char *const *scripts_of(const struct view *view)
{
    return view->subject ? part_scripts : scripts;
}

const char *frame_run_id(struct view *view)
{
    char id[RUN_ID_BYTES];
    struct text text;
    if (!model_run_id(view->model, id)) view->failed = true;
    text_init(&text, 0);
    text_put(&text, id);
    return view_keep(view, &text);
}

/* The foot of each printed sheet: what it is of, at the left; which sheet of how many, at the
 * right. The only style that is not the same on every page. */
static const char *sheet_style(struct view *view, const char *title)
{
    static const char *const counters[] = {" counter(page) ", " counter(pages) "};
    const char *at = view_phrase(view, PHRASE_SHEET_PAGES);
    const char *id = frame_run_id(view);
    const struct sentence words = {
        id[0] ? PHRASE_SHEET_IDENTITY : PHRASE_SHEET_IDENTITY_PLAIN,
        {{title, NULL}, {view->model->run.engine_version, NULL}, {id, NULL}}};
    struct text style;
    struct page page;
    text_init(&style, 0);
    page_init(&page, &style);
    HTML(&page, "@page{@bottom-left{content:");
    html_css_string(&page, sentence_keep(view, &words));
    HTML(&page, "}@bottom-right{content:");
    while (*at) { /* "第 {1} 页" as "第 " counter(page) " 页" */
        struct text literal;
        text_init(&literal, 0);
        while (*at && *at != '{') text_add(&literal, at++, 1);
        html_css_string(&page, view_keep(view, &literal));
        if (!*at) break;
        text_put(&style, counters[at[1] == '2']);
        at += 3;
    }
    HTML(&page, "}}");
    return view_keep(view, &style);
}

static void write_policy(struct view *view, const char *own_style)
{
    struct text policy;
    text_init(&policy, 0);
    policy_write(&policy, styles_of(view), slice_of(own_style), scripts_of(view));
    HTML(&view->page, "<meta http-equiv=\"Content-Security-Policy\"");
    HTML_ATTRIBUTE(&view->page, "content", view_keep(view, &policy));
    HTML(&view->page, ">\n");
}

static void write_styles(struct view *view, const char *own_style)
{
    struct page *page = &view->page;
    for (const char *const *name = styles_of(view); *name; name++) {
        HTML(page, "<style>");
        html_asset(page, *name);
        HTML(page, "</style>\n");
    }
    HTML(page, "<style>");
    text_put(page->out, own_style);
    HTML(page, "</style>\n");
}

void frame_head(struct view *view, const char *title)
{
    struct page *page = &view->page;
    const char *own_style = sheet_style(view, title);
    HTML(page, "<!DOCTYPE html>\n<html");
    HTML_ATTRIBUTE(page, "lang", language_tag(view->language));
    HTML(page, ">\n<head>\n<meta charset=\"utf-8\">\n");
    write_policy(view, own_style);
    HTML(page, "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
               "<meta name=\"color-scheme\" content=\"light dark\">\n<title>");
    html_text(page, title);
    HTML(page, "</title>\n");
    write_styles(view, own_style);
    HTML(page, "</head>\n<body>\n<a class=\"skip\" href=\"#main\">");
    html_text(page, view_phrase(view, PHRASE_SKIP));
    HTML(page, "</a>\n");
}

void frame_main(struct view *view)
{
    HTML(&view->page, "<main id=\"main\" tabindex=\"-1\">\n");
}

void frame_end_main(struct view *view)
{
    HTML(&view->page, "</main>\n");
}

void frame_end(struct view *view)
{
    struct page *page = &view->page;
    table_tools(view);
    for (const char *const *name = scripts_of(view); *name; name++) {
        HTML(page, "<script>");
        html_asset(page, *name);
        HTML(page, "</script>\n");
    }
    HTML(page, "</body>\n</html>\n");
}

void frame_open(struct view *view, const char *title)
{
    frame_head(view, title);
    frame_main(view);
}

void frame_close(struct view *view)
{
    frame_end_main(view);
    frame_end(view);
}
