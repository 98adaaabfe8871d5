/* kit/table.h: a table of the page. Complete as it stands: a caption, head cells that are headings,
 * rows in the order given. The page's script (assets/table.js) lets the reader sort it, filter it
 * and save it as CSV; without the script nothing is missing but these.
 *
 * Weight matters: a report has some thousand cells. So nothing that holds for a column is repeated
 * in its cells: how a column is aligned is a class of the table ("r3": the third is of numbers),
 * and a sort key stands only in cells whose text does not sort as it reads. */
#ifndef KIT_TABLE_H
#define KIT_TABLE_H
#include "reports/kit/html.h"

#include <stddef.h>

enum table_kind {
    TABLE_TEXT,  /* left, may wrap */
    TABLE_NUMBER /* right, figures below figures */
};

struct html_column {
    const char *title;
    const char *unit; /* small and grey beside the title; NULL: none */
    enum table_kind kind;
    /* Where every cell is a number of its own: how they were computed, and their ids with {} for
     * the row's name; or NULL. */
    const char *note, *id_pattern;
};

enum { TABLE_COLUMN_LIMIT = 24 }; /* as many as table.css aligns */

struct html_table {
    const char *id;      /* anchor and the name of the saved file, any text; NULL: none */
    const char *caption; /* NULL: none, for a table right below what names it */
    const struct html_column *columns;
    size_t column_count; /* at most TABLE_COLUMN_LIMIT; those behind have no alignment */
    /* Rows on the page and rows there are; when they differ, `more_text` below the table says where
     * all of them are. */
    size_t row_count, row_total;
    const char *more_text;
    const char *note; /* how its rows were computed, but for those that say so; or NULL */
    /* Folded: the reader sees `fold_text` and opens it; for tables that are looked up, not read.
     * Printed open only if `is_printed`; else the summary says `print_text` on paper (NULL:
     * nothing). */
    bool is_folded, is_printed;
    const char *fold_text, *print_text;
};

/* table_open, then for every row table_row, as many cells as there are columns and table_row_end,
 * then table_close. The first cell of a row is its heading. What belongs to the table but is no row
 * (footnotes) goes between table_rows_end and table_close, so that it folds with the table. Tables
 * do not nest. */
void table_open(struct page *page, const struct html_table *table);
void table_rows_end(struct page *page);
void table_close(struct page *page, const struct html_table *table);

/* `id` is the anchor of the row's heading, any text, and what the reader looks the row up by in
 * result.json: shown below the heading where a link leads to it or the reader asks for ids; NULL:
 * none. `note` (how it was computed) goes with it; NULL: that of the table. */
void table_row(struct page *page, const char *id, const char *note);
void table_row_end(struct page *page);

/* A cell's opening and end, for content that is more than text. `sort_key`: NaN when the text sorts
 * as it reads (a number by the first digits in it), infinite for what comes last whatever the
 * order. Keys are written with 6 decimals. */
void table_cell_open(struct page *page, double sort_key);
void table_cell_close(struct page *page);
/* The opening of a cell that is a number of its own and has to be an anchor: with an id as a row's
 * (NULL: none); never a row's first. */
void table_cell_open_id(struct page *page, const char *id, double sort_key);
/* A cell of text. */
void table_text(struct page *page, const char *text);

#endif
