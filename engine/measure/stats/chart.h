/* measure/stats/chart.h: a series of months (or other periods) to a Shewhart control chart: centre,
 * the limits of every point and how far each lies from the centre. Which points make the limits is
 * the caller's word: those of phase I have is_base set; all others, later months and base months
 * excluded for a known cause, are only held against them (frozen limits). Limits lie 3 sigma from
 * the centre, cut to the range of the value. Pure, thread-safe. A series without base points, or
 * whose base does not vary (all met, no event, equal values), has no limits (NaN), not an error. */
#ifndef MEASURE_STATS_CHART_H
#define MEASURE_STATS_CHART_H
#include "base/err.h"
#include "measure/stats/mean.h"
#include "measure/stats/test.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Mean range of two normal values over sigma, and the upper limit of such ranges over their mean,
 * as in the printed tables of the constants and in qcc, qicharts2, NIST and Minitab: so the limits
 * agree with theirs in every digit. (Exact: 2 / sqrt(pi) = 1.128379, and 3.266532.) */
#define CHART_D2 1.128
#define CHART_D4 3.267

struct chart_point {
    double value, lower, upper; /* NaN where the month has no value, or the chart no limits */
    double sigma;               /* of this point, sigma_z included */
    double z;                   /* (value - centre) / sigma; what the rules of chart_rules.h read */
};

struct chart {
    double centre;
    double spread;     /* shares and rates: sigma_z, 1 without Laney's correction; values: sigma of
                          a single value */
    size_t base_count; /* points that made the limits */
    struct test dispersion; /* shares and rates: whether the base months differ by more than chance;
                               below */
};

enum chart_kind { CHART_P, CHART_P_PRIME, CHART_U, CHART_U_PRIME };

struct chart_count {
    uint64_t met; /* p: months' cases that count, at most `n`; u: events */
    double n;     /* p: cases; u: exposure; 0: the month has no value */
    bool is_base;
};

/* p: value met/n, centre P = sum met / sum n over the base, sigma sqrt(P (1-P) / n). u: sigma
 * sqrt(P / n). Primed (Laney 2002, Quality Engineering 14:531): sigma times sigma_z, the mean range
 * of consecutive base z over CHART_D2: for months of so many cases that every one would be out.
 * dispersion: the sum of the squared z of the base (without sigma_z) against chi-square with
 * base_count - 1 degrees of freedom, upper tail (Wetherill and Brown 1991, p. 216; as
 * qcc.overdispersion.test for equal n). points[count] are filled. RC_NUMERIC for n < met of a
 * share, a negative or infinite n, or more than 10^5 months. */
enum rc stats_chart_counts(enum chart_kind kind, const struct chart_count *months, size_t count,
                           struct chart *out, struct chart_point *points, struct err *err);

struct chart_group {
    struct moments moments; /* of the month's values; n = 0: none */
    bool is_base;
};

/* X-bar and S. Centre: the mean of all values of the base. Sigma: the months' standard deviations
 * s_i / c4(n_i), weighted by c4^2 / (1 - c4^2), the best linear unbiased combination (Burr 1969);
 * for equal n the plain S-bar / c4. means: limits centre -+ 3 sigma / sqrt(n_i); deviations: centre
 * c4(n_i) sigma, limits 3 sigma sqrt(1 - c4^2) around it, lower at least 0. Months with one value
 * have a mean but no deviation. `deviations` may be NULL; out->spread is sigma. As R qcc(type =
 * "xbar" or "S", std.dev = "MVLUE-SD"). RC_NUMERIC for impossible moments. */
enum rc stats_chart_groups(const struct chart_group *months, size_t count, struct chart *out,
                           struct chart_point *means, struct chart_point *deviations,
                           struct err *err);

struct chart_value {
    double value; /* NaN: none */
    bool is_base;
};

/* Individuals and moving range. Centre: mean of the base; sigma: the mean absolute difference of
 * consecutive base values over CHART_D2. ranges (may be NULL): |value - the one before it| with
 * centre the base's mean range, limits 0 and CHART_D4 times it, no sigma. Source: NIST e-Handbook
 * 6.3.2.2; Montgomery 6.33. */
void stats_chart_individuals(const struct chart_value *months, size_t count, struct chart *out,
                             struct chart_point *values, struct chart_point *ranges);

/* E(s) / sigma of n normal values, sqrt(2/(n-1)) Gamma(n/2) / Gamma((n-1)/2), and 1 - c4^2 without
 * cancellation; n >= 2. */
struct chart_c4 {
    double c4, lack;
};
struct chart_c4 stats_chart_c4(uint64_t n);

#endif
