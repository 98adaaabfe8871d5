/* reports/view/estimate_table.h: estimates as table rows. Each row carries its estimate's id as its
 * anchor (once on the page) and id and method in its title; a refused estimate shows its reason and
 * no number, a partial one a mark and its reason below the table. */
#ifndef REPORTS_ESTIMATE_TABLE_H
#define REPORTS_ESTIMATE_TABLE_H
#include "reports/view/view.h"

/* Rows of any segments. Columns that no row fills are left out. */
void estimate_table(struct view *view, const struct model_estimate *const *rows, size_t row_count);

/* One cell with value and interval, anchored; for tables with a shape of their own. */
void estimate_cell(struct view *view, const struct model_estimate *estimate);

/* A sign with a number behind a value that holds in part only (nothing behind others), and below
 * the table, once, the reason for each number. estimate_table() does both; who draws a table of
 * estimate_cell() or of marks ends it with estimate_notes(). */
void estimate_mark(struct view *view, const struct model_estimate *estimate);
void estimate_notes(struct view *view);

/* ` id="…"` the first time, nothing later; then ` title="id · method"`. */
void estimate_anchor(struct view *view, const struct model_estimate *estimate);

/* "reply within a day", or "repurchase · no problem" for a segment. */
const char *estimate_label(struct view *view, const struct model_estimate *estimate);

#endif
