/* kit/chart.h: the charts. Each turns an array of rows or points into one inline SVG that fills the
 * width it is given. NaN stands for "none" everywhere. Labels are any text and are escaped. Nothing
 * is computed here but places on the drawing; the one exception, the funnel's limits, says its
 * formula. */
#ifndef KIT_CHART_H
#define KIT_CHART_H
#include "reports/kit/svg.h"

#include <stddef.h>
#include <stdint.h>

/* Rows with an interval: label and value text above, below them the interval with its point on a
 * common axis, a tick at the row's target, a diamond (or a bar between two) at its benchmark, and
 * at the right a small line of months. */
struct interval_row {
    const char *label, *value_text;
    const char *bounds_text; /* behind the value, left out where the figure is narrow */
    const char *note;        /* small and grey behind the label: "n 812"; NULL: none */
    double value, lower, upper;
    double target;
    double benchmark_low, benchmark_high; /* equal: one figure */
    const double *months;                 /* oldest first; NULL: no small line */
    size_t month_count;
    enum tone tone;
};
struct interval_chart {
    const char *label; /* read aloud in place of the figure */
    const struct interval_row *rows;
    size_t row_count;
    double from, to; /* of the axis; NaN: what the rows need */
    struct number_style style;
};
void chart_interval(struct page *page, const struct interval_chart *chart);

/* A value over months with its band. */
struct trend_chart {
    const char *label;
    const char *const *months; /* names under the axis, oldest first */
    size_t month_count;
    const double *value, *lower, *upper;
    double target;
    const char *target_text, *last_text;
    struct number_style style;
};
void chart_trend(struct page *page, const struct trend_chart *chart);

/* Bars from the largest down, a tick for the share before, and the cumulative line. Shares are
 * of 1. */
struct pareto_row {
    const char *label, *value_text;
    double share, share_before;
    enum tone tone;
};
struct pareto_chart {
    const char *label;
    const struct pareto_row *rows;
    size_t row_count;
    const char *cumulative_text; /* at the foot: what the line at the right is */
};
void chart_pareto(struct page *page, const struct pareto_chart *chart);

/* Step curves of survival with bands, letters A, B … at their ends, and the numbers at risk below.
 */
enum { SURVIVAL_CURVE_LIMIT = 6 };
struct survival_curve {
    const double *time, *survival, *lower, *upper,
        *at_risk; /* one entry per event time, ascending */
    size_t point_count;
    double n; /* at risk at time 0 */
};
struct survival_chart {
    const char *label, *at_risk_text, *time_text;
    const struct survival_curve *curves; /* at most SURVIVAL_CURVE_LIMIT are drawn */
    size_t curve_count;
    double time_limit;
    unsigned tick_count; /* equal parts of the time axis */
    bool falling;        /* false: draws 1 - survival, the share that has come back */
};
void chart_survival(struct page *page, const struct survival_chart *chart);

/* One point per unit: size across (square root), value down, limits around the centre within which
 * units that do not differ fall: centre ± 1.96 and ± 3.09 × spread / sqrt(size). */
struct funnel_point {
    const char *label; /* shown beside the point unless its tone is quiet */
    const char *title; /* shown on hovering */
    double size, value;
    enum tone tone;
};
struct funnel_chart {
    const char *label, *size_text, *centre_text;
    const struct funnel_point *points;
    size_t point_count;
    double centre, spread; /* spread: standard deviation of one observation */
    double usual;          /* standard deviation between units that the limits grant; 0: none */
    double floor, ceiling; /* values cannot leave them; NaN: free */
    struct number_style style;
};
void chart_funnel(struct page *page, const struct funnel_chart *chart);

/* A line the height of a text line, for a table cell. Nothing when fewer than two values exist. */
void chart_spark(struct page *page, const double *value, size_t count, const char *label);

/* The class of the k-th curve, and its letter. */
const char *chart_curve_class(size_t curve);
const char *chart_curve_letter(size_t curve);

#endif
