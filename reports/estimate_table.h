/* reports/estimate_table.h: estimates as table rows. Each row carries its estimate's id as its
 * anchor (once on the page) and id and method in its title; a refused estimate shows its reason and
 * no number. */
#ifndef REPORTS_ESTIMATE_TABLE_H
#define REPORTS_ESTIMATE_TABLE_H
#include "reports/view.h"

/* Rows of any segments. Columns that no row fills are left out. */
void estimate_table(struct view *view, const struct model_estimate *const *rows, size_t row_count);

/* One cell with value and interval, anchored; for tables with a shape of their own. */
void estimate_cell(struct view *view, const struct model_estimate *estimate);

/* ` id="…"` the first time, nothing later; then ` title="id · method"`. */
void estimate_anchor(struct view *view, const struct model_estimate *estimate);

/* "reply within a day", or "repurchase · no problem" for a segment. */
const char *estimate_label(struct view *view, const struct model_estimate *estimate);

#endif
