/* measure/stats/spread.h: how certain the variance between units is, and with it how much of what
 * separates them is not chance. Pure, thread-safe; memory from the arena. */
#ifndef MEASURE_STATS_SPREAD_H
#define MEASURE_STATS_SPREAD_H
#include "measure/stats/shrinkage.h"

/* 95 % bounds of tau^2 of normal units around one mean: where Q(tau^2) = sum w (y - mean)^2, w = 1
 * / (error^2 + tau^2), equals the upper and the lower 0.025 quantile of chi-square with k - 1
 * degrees; 0 where Q lies below it at 0. NaN with fewer than two units. Source: Viechtbauer 2007,
 * Statistics in Medicine 26:37 (Q-profile); as metafor's confint(). RC_NUMERIC. */
enum rc stats_spread_bounds(const struct shrink_mean *units, size_t count, double *lower,
                            double *upper, struct err *err);

/* The median over the units of tau^2 / (tau^2 + error^2) at tau_square, with what it is at the
 * bounds. RC_MEMORY. */
enum rc stats_median_reliability(const struct shrink_mean *units, size_t count, double tau_square,
                                 double lower, double upper, struct arena *arena,
                                 struct interval *out, struct err *err);

#endif
