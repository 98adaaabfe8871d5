#include "reports/kit/table.h"

#include "reports/kit/number.h"

#include <math.h>

enum { SORT_DECIMALS = 6 };

/* ` class="r2 r3"`: the columns of numbers. */
static void write_alignment(struct page *page, const struct html_table *table)
{
    bool any = false;
    for (size_t i = 0; i < table->column_count && i < TABLE_COLUMN_LIMIT; i++) {
        if (table->columns[i].kind != TABLE_NUMBER) continue;
        if (any)
            HTML(page, " r");
        else
            HTML(page, " class=\"r");
        html_count(page, i + 1);
        any = true;
    }
    if (any) HTML(page, "\"");
}

static void write_head(struct page *page, const struct html_table *table)
{
    HTML(page, "<thead><tr>");
    for (size_t i = 0; i < table->column_count; i++) {
        HTML(page, "<th scope=\"col\"");
        if (table->columns[i].note) HTML_ATTRIBUTE(page, "data-note", table->columns[i].note);
        if (table->columns[i].id_pattern)
            HTML_ATTRIBUTE(page, "data-id", table->columns[i].id_pattern);
        HTML(page, ">");
        html_text(page, table->columns[i].title);
        if (table->columns[i].unit) {
            HTML(page, " <small>");
            html_text(page, table->columns[i].unit);
            HTML(page, "</small>");
        }
        HTML(page, "</th>");
    }
    HTML(page, "</tr></thead>\n<tbody>");
}

static void open_fold(struct page *page, const struct html_table *table)
{
    if (table->is_printed)
        HTML(page, "<details class=\"rows print\"><summary>");
    else
        HTML(page, "<details class=\"rows\"><summary>");
    html_text(page, table->fold_text ? table->fold_text : "");
    if (table->print_text && !table->is_printed) {
        HTML(page, " <small>");
        html_text(page, table->print_text);
        HTML(page, "</small>");
    }
    HTML(page, "</summary>\n");
}

void table_open(struct page *page, const struct html_table *table)
{
    if (table->is_folded) open_fold(page, table);
    HTML(page, "<div class=\"table\"><table");
    if (table->id) html_id(page, table->id);
    write_alignment(page, table);
    if (table->note) HTML_ATTRIBUTE(page, "data-note", table->note);
    HTML(page, ">");
    if (table->caption) {
        HTML(page, "<caption>");
        html_text(page, table->caption);
        HTML(page, "</caption>");
    }
    write_head(page, table);
    page->in_table = true;
}

void table_rows_end(struct page *page)
{
    if (page->in_table) HTML(page, "</tbody></table></div>\n");
    page->in_table = false;
}

void table_close(struct page *page, const struct html_table *table)
{
    table_rows_end(page);
    if (table->more_text && table->row_count != table->row_total) {
        HTML(page, "<p class=\"note\">");
        html_text(page, table->more_text);
        HTML(page, "</p>\n");
    }
    if (table->is_folded) HTML(page, "</details>\n");
}

/* The heading's tag stays open for the sort key of the first cell. It need not say its scope: a th
 * beside td, below nothing but th, is its row's heading (HTML standard, 4.9.12.2). */
void table_row(struct page *page, const char *id, const char *note)
{
    HTML(page, "<tr><th");
    if (id) html_id(page, id);
    if (note) HTML_ATTRIBUTE(page, "data-note", note);
    page->cell_count = 0;
}

void table_row_end(struct page *page)
{
    HTML(page, "</tr>\n");
}

static void end_opening(struct page *page, double sort_key)
{
    if (isfinite(sort_key)) {
        HTML(page, " data-sort=\"");
        number_short(page->out, sort_key, SORT_DECIMALS);
        HTML(page, "\"");
    } else if (isinf(sort_key)) {
        HTML(page, " data-sort=\"\"");
    }
    HTML(page, ">");
}

void table_cell_open(struct page *page, double sort_key)
{
    if (page->cell_count > 0) HTML(page, "<td");
    end_opening(page, sort_key);
}

void table_cell_open_id(struct page *page, const char *id, double sort_key)
{
    HTML(page, "<td");
    if (id) html_id(page, id);
    end_opening(page, sort_key);
}

void table_cell_close(struct page *page)
{
    if (page->cell_count++ == 0)
        HTML(page, "</th>");
    else
        HTML(page, "</td>");
}

void table_text(struct page *page, const char *text)
{
    table_cell_open(page, NAN);
    html_text(page, text);
    table_cell_close(page);
}
