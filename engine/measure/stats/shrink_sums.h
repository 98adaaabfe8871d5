/* measure/stats/shrink_sums.h: the likelihoods of shrinkage.h as sums over 0 .. m-1, in a number of
 * steps that does not grow with m; private to this folder. Pure, thread-safe. */
#ifndef MEASURE_STATS_SHRINK_SUMS_H
#define MEASURE_STATS_SHRINK_SUMS_H

/* Sums over j = 0 .. m-1 with t = c + j step: */
struct stair {
    double once;     /* 1 / t */
    double squared;  /* 1 / t^2 */
    double weighted; /* j / t */
};

/* c > 0, step > 0, m >= 0 whole. Directly up to 32 terms; the rest by Euler and Maclaurin, whose
 * error lies below a relative 1e-14 there. */
struct stair stair_of(double c, double step, double m);

/* log(1 + x) - x without cancellation, x > -1. */
double log1p_rest(double x);

#endif
