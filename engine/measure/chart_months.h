/* measure/chart_months.h: the months of one metric and segment as a control chart. Phase I is the
 * months before the report month that stand (at most 12); they make the limits, which the report
 * month (phase II) is held against and has no part in.
 *
 * Which chart: shares have Laney's p'; means and the NPS the same idea for values, X-bar': the
 * months' z by the variance of the single rows, times sigma_z, their mean range over CHART_D2. At
 * thousands of rows a month the rows' own variance says that every month is out; what months differ
 * by from one to the next must count. sigma_z is at least 1: months of independent rows cannot
 * differ by less than their rows do, and a lower estimate would be chance of a few months.
 * Quantiles and alphas have no sum to divide and get individuals. No chart of deviations: its
 * limits hold for normal values, which scores from 1 to 7 are not.
 *
 * Pure, thread-safe. */
#ifndef MEASURE_CHART_MONTHS_H
#define MEASURE_CHART_MONTHS_H
#include "measure/axis.h"
#include "measure/context.h"
#include "measure/metric.h"
#include "measure/stats/chart_rules.h"

/* Fewer months make no limits; fewer cases or misses in a usual month, or fewer values beyond a
 * month's quantile, make no normal ones. */
enum { CHART_LEAST_MONTHS = 8, CHART_LEAST_CASES = 5 };

struct chart_months {
    const char *chart; /* "p_prime", "xbar_prime", "individuals" */
    uint32_t month_count;
    uint64_t n[MONTH_WINDOW_COUNT];
    struct chart_point points[MONTH_WINDOW_COUNT]; /* the oldest first; the last is phase II */
    unsigned found[MONTH_WINDOW_COUNT];            /* enum chart_rule: the declared rules */
    double centre, spread; /* of individuals sigma, else sigma_z; NaN when refused */
    double dispersion_p;   /* that the base months differ by no more than their rows; NaN of
                              individuals */
    size_t base_count;
    struct chart_runs runs; /* of all months around the median of the base; of the base alone when
                               it is unstable */
    double p;               /* of the report month, two-sided; NaN: it does not stand, or the base
                               is unstable */
    const char *refusal;    /* NULL, or "code: words" */
    const char *unstable;   /* the same: the base signals by itself, so that the report month is
                               neither tested nor signalled; what the base signals stands */
};

/* months[month_count], the oldest first, the report month last; none with a refusal of its own.
 *
 * p: what the base leaves unknown about centre and sigma is part of it: t = z / sqrt(1 + w), w the
 * report month's n over the base's (individuals: 1 / k), with (k-1)^2 / (2 (0.8264 k - 1.082))
 * degrees of freedom, which a mean range of k values carries. Source: Cryer and Ryan 1990, Journal
 * of Quality Technology 22:187. RC_NUMERIC for impossible statistics; RC_MEMORY. */
enum rc chart_months_make(const struct statistic *months, uint32_t month_count,
                          const struct measure_options *options, struct chart_months *out,
                          struct err *err);

/* Of the k values of a mean range. */
double chart_range_df(size_t base_count);

#endif
