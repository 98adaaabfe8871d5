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

/* Step curves of survival with bands, each up to its last event, with letters A, B … at their ends
 * and, where these lie far enough apart, names. Below, a row a curve: its stroke, letter and name,
 * and the numbers at risk under their times. */
enum { SURVIVAL_CURVE_LIMIT = 6 };
struct survival_curve {
    const char *name;
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
 * units that do not differ fall: centre ± 1.96 and ± 3.09 × spread / sqrt(size). Names stand beside
 * their points where they cover neither a point nor another name, at a line's end where that is
 * further off; of more than FUNNEL_NAME_LIMIT points the furthest out are named. */
enum { FUNNEL_NAME_LIMIT = 24 };
struct funnel_point {
    const char *label; /* shown unless its tone is quiet */
    const char *title; /* shown on hovering; quiet points without one are small dots */
    double size, value;
    enum tone tone;
};
struct funnel_chart {
    const char *label, *size_text;
    const char *centre_text, *centre_value; /* both at the right of the centre line, in two lines */
    const char *limits_text;                /* beside the limits: what the curves are */
    const struct funnel_point *points;
    size_t point_count;
    double centre, spread; /* spread: standard deviation of one observation */
    double usual;          /* standard deviation between units that the limits grant; 0: none */
    double floor, ceiling; /* values cannot leave them; NaN: free */
    struct number_style style;
};
void chart_funnel(struct page *page, const struct funnel_chart *chart);

/* Value over months within its control limits, which stand as steps, a step a month; the line goes
 * through the values, the points that a rule tells of are marked by tone and shape and named. A
 * dashed line stands where a phase begins. Of neighbours with the same words the last is named. */
struct control_point {
    double value, centre, lower, upper; /* of that month: limits may widen and narrow with n */
    const char *signal;                 /* what the rules say of it, in words; NULL: nothing */
    enum tone tone;                     /* of a signal: towards good or bad, or plain */
    bool begins_phase;
};
struct control_chart {
    const char *label;
    const char *title;         /* above it, at the left; NULL: none */
    const char *const *months; /* oldest first */
    const struct control_point *points;
    size_t month_count; /* less than 2: nothing is drawn */
    double target;      /* NaN: none */
    /* Written beside their lines: a word or two. */
    const char *centre_text, *limits_text, *target_text;
    const char *last_text; /* above it, at the right */
    bool is_small;         /* one of several side by side: lower, fewer words on the axes */
    struct number_style style;
};
void chart_control(struct page *page, const struct control_chart *chart);

/* Where the time goes: parts one below the other, each beginning where the one before ends, and
 * below them the whole. The longest part is darker. At the end of a bar its interval, and, thinner,
 * a slow case (say, the 90 % point of that part alone). */
struct waterfall_part {
    const char *label, *value_text;
    const char *note, *bounds_text; /* left out where the figure is narrow; NULL: none */
    double value;                   /* length, not below 0 */
    double lower, upper;            /* of the length; NaN: none */
    double slow;                    /* NaN: none */
    const char *slow_text;
};
struct waterfall_chart {
    const char *label;
    const struct waterfall_part *parts;
    size_t part_count; /* 0: nothing is drawn */
    bool is_nested;    /* each part lies within the one before: all begin at 0, none is darker */
    const struct waterfall_part *total; /* its value need not be the parts' sum; NULL: not drawn */
    double target;                      /* of the whole; NaN: none */
    const char *target_text;
    struct number_style style;
};
void chart_waterfall(struct page *page, const struct waterfall_chart *chart);

/* Rungs in the order given, each with its value and interval against a published figure (diamond)
 * or range (diamonds with a bar between), and below it in words where it stands. */
struct ladder_rung {
    const char *label, *value_text;
    const char *note, *bounds_text; /* left out where the figure is narrow; NULL: none */
    double value, lower, upper;
    double benchmark_low, benchmark_high; /* NaN: none; equal: one figure */
    const char *standing_text;            /* "below the published 83 %"; NULL: none */
    enum tone tone;
};
struct ladder_chart {
    const char *label;
    const struct ladder_rung *rungs;
    size_t rung_count;
    double from, to;  /* of the axis; NaN: what the rungs need */
    double reference; /* a line through all rungs: no difference, no effect; NaN: none */
    bool is_ratio;    /* the axis is logarithmic: twice lies as far from 1 as half. from, to and all
                         values are above 0, others are not drawn */
    struct number_style style;
};
void chart_ladder(struct page *page, const struct ladder_chart *chart);

/* What flows into what, in columns from left to right (fault, cause, action): bands as thick as
 * their counts, name and count beside each node. Nodes of the first column stand by falling count,
 * those of the next by where they come from, so that few bands cross. A column has at most
 * node_limit nodes of its own; all others are gathered in one ("other 35"), what is not known in
 * another, hatched one; both stand last. A band is of the tone that most of it has; the first
 * column's names of tone bad carry an arrow. Drawn in memory of its own: when that is out, the
 * page's text fails. */
enum { FLOW_COLUMN_LIMIT = 3, FLOW_NODE_LIMIT = 12 };
struct flow_row {
    const char *node[FLOW_COLUMN_LIMIT]; /* "" in a column: not known */
    double count;                        /* rows without one, or of 0, are left out */
    enum tone tone;                      /* TONE_BAD or TONE_PLAIN */
};
struct flow_chart {
    const char *label;
    const char *column_titles[FLOW_COLUMN_LIMIT];
    size_t column_count; /* 2 or 3 */
    const struct flow_row *rows;
    size_t row_count;
    size_t node_limit; /* at most FLOW_NODE_LIMIT */
    const char *other_label, *missing_label;
};
void chart_flow(struct page *page, const struct flow_chart *chart);

/* Units down, months across, above them a key of the shades. A cell's shade says how far from the
 * middle it lies and which way, so that it reads in grey: a full one with ▲ or ▼ beyond the limits,
 * a light one within, hatched where there is no number. Names may link to a row of the page. */
enum heat_shade {
    HEAT_WORSE, /* beyond the limits */
    HEAT_WORSE_WITHIN,
    HEAT_MIDDLE,
    HEAT_BETTER_WITHIN,
    HEAT_BETTER,
    HEAT_NONE,
    HEAT_SHADE_COUNT
};
struct heat_cell {
    enum heat_shade shade;
    const char *title; /* shown on hovering, beyond the limits only; NULL: none */
};
struct heat_row {
    const char *label;
    const char *row_key; /* id of the row it links to; NULL: no link */
    enum tone tone;      /* TONE_GOOD and TONE_BAD have their sign before the name */
};
struct heat_chart {
    const char *label;
    const struct heat_row *rows;
    const char *const *columns;    /* names of the months, oldest first */
    const struct heat_cell *cells; /* row by row */
    size_t row_count, column_count;
    const char *const *key_texts; /* one for each shade; NULL: no key */
};
void chart_heat(struct page *page, const struct heat_chart *chart);

/* A line the height of a text line, for a table cell. Nothing when fewer than two values exist. */
void chart_spark(struct page *page, const double *value, size_t count, const char *label);

/* The class of the k-th curve, and its letter. */
const char *chart_curve_class(size_t curve);
const char *chart_curve_letter(size_t curve);

#endif
