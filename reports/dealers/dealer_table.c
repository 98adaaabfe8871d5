/* Tables of a dealer's page. */
#include "reports/dealers/dealer_draw.h"

void dealer_table_open(struct dealer_draw *draw, enum phrase caption,
                       const struct dealer_head *heads, size_t count)
{
    struct page *page = &draw->view.page;
    HTML(page, "<div class=\"table\"><table><caption>");
    html_text(page, view_phrase(&draw->view, caption));
    HTML(page, "</caption><thead><tr>");
    for (size_t i = 0; i < count; i++) {
        if (heads[i].is_number)
            HTML(page, "<th scope=\"col\" class=\"e\">");
        else
            HTML(page, "<th scope=\"col\">");
        html_text(page, heads[i].title);
        HTML(page, "</th>");
    }
    HTML(page, "</tr></thead>\n<tbody>");
}

void dealer_table_close(struct dealer_draw *draw)
{
    HTML(&draw->view.page, "</tbody></table></div>\n");
}

void dealer_table_row(struct dealer_draw *draw, const char *name)
{
    HTML(&draw->view.page, "<tr><th scope=\"row\">");
    html_text(&draw->view.page, name);
    HTML(&draw->view.page, "</th>");
}

void dealer_number_cell(struct dealer_draw *draw, const char *text)
{
    HTML(&draw->view.page, "<td class=\"e\">");
    html_text(&draw->view.page, text);
    HTML(&draw->view.page, "</td>");
}

void dealer_text_cell(struct dealer_draw *draw, const char *text)
{
    HTML(&draw->view.page, "<td>");
    html_text(&draw->view.page, text);
    HTML(&draw->view.page, "</td>");
}

void dealer_table_row_end(struct dealer_draw *draw)
{
    HTML(&draw->view.page, "</tr>\n");
}
