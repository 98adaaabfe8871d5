/* kit/table.h: a table of the page. Complete as it stands: a caption, head cells that are headings,
 * rows in the order given. The page's script (assets/table.js) lets the reader sort it, filter it
 * and save it as CSV; without the script nothing is missing but these.
 *
 * Weight matters: a report has some thousand cells. So nothing that holds for a column is repeated
 * in its cells: how a column is aligned is a class of the table, a sort key stands only in cells
 * whose text does not sort as it reads. */
#ifndef KIT_TABLE_H
#define KIT_TABLE_H
#include "reports/kit/html.h"

#include <stddef.h>

enum table_kind {
    TABLE_TEXT,  /* left, may wrap */
    TABLE_NUMBER /* right, figures below figures */
};

struct table_column {
    const char *title;
    const char *unit; /* small and grey below the title; NULL: none */
    enum table_kind kind;
};

enum { TABLE_COLUMN_LIMIT = 32 };

struct table {
    const char *id;      /* anchor, any text; NULL: none */
    const char *caption; /* NULL: none, for a table right below what names it */
    const struct table_column *columns;
    size_t column_count; /* at most TABLE_COLUMN_LIMIT */
    /* Rows on the page and rows there are; when they differ, `more_text` below the table says where
     * all of them are. */
    size_t row_count, row_total;
    const char *more_text;
    /* Folded: the reader sees `fold_text` and opens it. Printed open. For tables that are looked
     * up, not read. */
    bool is_folded;
    const char *fold_text;
};

/* table_open, then for every row table_row and as many cells as there are columns, then
 * table_close. The first cell of a row is its heading. */
void table_open(struct page *page, const struct table *table);
void table_close(struct page *page, const struct table *table);

/* `id` is the row's anchor, any text, and what the reader looks the row up by in result.json; NULL:
 * none. `note` (how it was computed) goes with it; NULL: none. */
void table_row(struct page *page, const char *id, const char *note);
void table_row_end(struct page *page);

/* A cell's opening and end, for content that is more than text. `sort_key`: NaN when the text sorts
 * as it reads. */
void table_cell_open(struct page *page, double sort_key);
void table_cell_close(struct page *page);
/* A cell of text. */
void table_text(struct page *page, const char *text);

#endif
