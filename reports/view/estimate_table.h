/* reports/view/estimate_table.h: estimates as table rows. A row's heading carries its estimate's id
 * as its anchor (once on the page) and, where the rows differ in it, the method; a refused estimate
 * shows its reason and no number, a partial one a mark and its reason below the table. */
#ifndef REPORTS_ESTIMATE_TABLE_H
#define REPORTS_ESTIMATE_TABLE_H
#include "reports/kit/table.h"
#include "reports/view/view.h"

struct estimate_table {
    const char *id, *caption; /* as in kit/table.h; NULL: none */
    /* Rows of any segments. When all are parts of one axis, of one metric, that metric is the
     * caption (unless there is one) and the rows are named by their keys alone. */
    const struct model_estimate *const *rows;
    size_t row_count;
    size_t row_total;       /* 0: row_count */
    const char *more_text;  /* where the rest is */
    const char *fold_text;  /* NULL: not folded. Printed open when a finding shows a row of it. */
    const char *print_text; /* where its rows are, on paper */
};

/* Columns that no row fills are left out; nothing is drawn without rows. */
void estimate_table_draw(struct view *view, const struct estimate_table *table);
/* The same of rows alone, right below what names them. */
void estimate_table(struct view *view, const struct model_estimate *const *rows, size_t row_count);

/* One cell with value, interval and n; for tables with a shape of their own, drawn by kit/table.h,
 * whose columns give the pattern of the ids. Never a row's first. The estimate's own id stands on
 * the cell where it differs from the rest or a finding shows it. */
void estimate_cell(struct view *view, const struct model_estimate *estimate);

/* A sign with a number behind a value that holds in part only (nothing behind others), and below
 * the table, once, the reason for each number. estimate_table() does both; who draws a table of
 * estimate_cell() or of marks calls estimate_notes() between table_rows_end() and table_close(). */
void estimate_mark(struct view *view, const struct model_estimate *estimate);
void estimate_notes(struct view *view);

/* "reply within a day", or "repurchase · no problem" for a segment. */
const char *estimate_label(struct view *view, const struct model_estimate *estimate);

#endif
