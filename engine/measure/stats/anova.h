/* measure/stats/anova.h: whether the means of several groups differ, from exact sums of each. Pure,
 * thread-safe, no allocation. */
#ifndef MEASURE_STATS_ANOVA_H
#define MEASURE_STATS_ANOVA_H
#include "measure/stats/mean.h"
#include "measure/stats/test.h"

#include <stddef.h>

struct anova {
    struct test f;      /* df: between; not defined with fewer than two groups, or no more rows than
                           groups, or no variation at all */
    size_t group_count; /* that have rows */
    uint64_t n;
    double between_squares, within_squares; /* sums of squares; NaN when n = 0 */
    double within_df;                       /* n - group_count */
    double residual_sd;                     /* sqrt(within_squares / within_df); NaN without df */
    double r_squared;                       /* between / all; NaN when nothing varies */
    double intraclass; /* share of the variance of a row that is between groups, by the one-way
                          random model: (MSB - MSW) / (MSB + (m - 1) MSW), m = (n - sum n_i^2 / n) /
                          (groups - 1); may be negative; NaN when f is not defined */
};

/* One-way analysis of variance: between = sum n_i (mean_i - mean)^2, within = sum of squared
 * deviations from the group's own mean, F = (between / (groups - 1)) / (within / (n - groups)).
 * Every term is a difference of whole numbers in 256 bits over whole numbers: nothing cancels.
 * Within 0 and between not: F infinite, p = 0. Groups without rows are left out. All groups have
 * the same scale. RC_NUMERIC for impossible moments, scales that differ, or n of 2^63 and more. As
 * R oneway.test(var.equal = TRUE). Source: Fisher 1925; intraclass: Donner 1986, International
 * Statistical Review 54:67. */
enum rc stats_anova(const struct moments *groups, size_t group_count, struct anova *out,
                    struct err *err);

#endif
