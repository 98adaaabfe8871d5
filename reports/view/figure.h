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

/* The network's months within the limits of its control chart, or, without one, the plain trend and
 * why there are no limits. */
void figure_control(struct view *view, const struct model_estimate *now);
/* Side by side, the charts (of the network and of dealers) whose report month differs from the
 * months before by more than chance after all tests (q < 0.05), the surest first; at most
 * CONTROL_LIMIT. Returns how many; nothing is drawn when there are none. */
enum { CONTROL_LIMIT = 6 };
size_t figure_controls(struct view *view);

/* Estimates on one axis, each with its interval, against what is published or against a line of no
 * difference. All have one unit; rows without a number are left out. Ratios get a logarithmic axis.
 */
struct ladder_figure {
    const struct model_estimate *const *rows;
    size_t row_count;
    const char *const *names; /* of the rows; NULL: title or key */
    const char *label;        /* read aloud in place of the figure */
    const char *caption;      /* "": none */
    double from, to;          /* of the axis; NaN: what the rows need */
    double reference;         /* NaN: none */
    bool is_unjudged;         /* published figures are shown, but are no yardstick */
};
void figure_ladder(struct view *view, const struct ladder_figure *ladder);

/* How ticks of the estimate's values are written. */
struct number_style figure_style(const struct view *view, const struct model_estimate *estimate);

#endif
