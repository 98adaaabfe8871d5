#include "reports/view/table_tools.h"

static void write_tools(struct view *view)
{
    struct page *page = &view->page;
    HTML(page, "<template id=\"table-tools\"><div class=\"tools\"><output");
    HTML_ATTRIBUTE(page, "data-pattern", view_phrase(view, PHRASE_TOOLS_SHOWN));
    HTML(page, "></output><label>");
    html_text(page, view_phrase(view, PHRASE_TOOLS_FILTER));
    HTML(page, " <input type=\"search\"></label><button type=\"button\">");
    html_text(page, view_phrase(view, PHRASE_TOOLS_SAVE));
    HTML(page, "</button></div></template>\n");
}

/* Above the contents: one word for all tables. */
static void write_search(struct view *view)
{
    struct page *page = &view->page;
    HTML(page, "<template id=\"page-search\"><div class=\"tools search\"><label>");
    html_text(page, view_phrase(view, PHRASE_TOOLS_SEARCH));
    HTML(page, " <input type=\"search\"></label><output");
    HTML_ATTRIBUTE(page, "data-pattern", view_phrase(view, PHRASE_TOOLS_FOUND));
    HTML(page, "></output></div></template>\n");
}

/* What rows name by number. */
static void write_methods(struct view *view)
{
    HTML(&view->page, "<template id=\"methods\">");
    for (size_t i = 0; i < view->method_count; i++) {
        HTML(&view->page, "<p>");
        html_text(&view->page, name_words(view->language, view->methods[i]));
        HTML(&view->page, "</p>");
    }
    HTML(&view->page, "</template>\n");
}

/* A paragraph for every number of the row: id, how it was computed, and the command. */
static void write_panel(struct view *view)
{
    struct page *page = &view->page;
    HTML(page, "<template id=\"row-panel\"><tr class=\"panel\"><td><p>");
    html_text(page, view_phrase(view, PHRASE_PANEL_ID));
    HTML(page, " <code></code> <span></span><br>");
    html_text(page, view_phrase(view, PHRASE_PANEL_LOOK_UP));
    HTML(page, "<code>jq &#39;.estimates[]|select(.id=={1})&#39; result.json</code></p></td></tr>"
               "</template>\n");
}

void table_tools(struct view *view)
{
    write_tools(view);
    write_search(view);
    write_panel(view);
    write_methods(view);
}
