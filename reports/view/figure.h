/* reports/view/figure.h: charts of estimates, each with its caption, ready for a section. */
#ifndef REPORTS_FIGURE_H
#define REPORTS_FIGURE_H
#include "reports/kit/chart.h"
#include "reports/view/view.h"

/* <figure> … <figcaption>; the caption may be "". */
void figure_open(struct view *view);
void figure_close(struct view *view, const char *caption);

/* Rows with interval, target, benchmark and 12-month line. All rows must have one unit; rows
 * without a number are left out; nothing is drawn when none is left. `label` is what the figure is
 * read aloud as. */
void figure_intervals(struct view *view, const struct model_estimate *const *rows, size_t row_count,
                      const char *label);
/* A network metric over 13 months with its band; nothing when fewer than two months have a number.
 */
void figure_trend(struct view *view, const struct model_estimate *now);

/* How ticks of the estimate's values are written. */
struct number_style figure_style(const struct view *view, const struct model_estimate *estimate);

#endif
