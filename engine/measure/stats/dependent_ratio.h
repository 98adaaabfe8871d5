/* measure/stats/dependent_ratio.h: the ratio of two shares of the same n, of which some of those
 * counted are counted in both: comments that praise to comments that complain. Counts must stay
 * below 2^53. Pure, thread-safe. */
#ifndef MEASURE_STATS_DEPENDENT_RATIO_H
#define MEASURE_STATS_DEPENDENT_RATIO_H
#include "base/err.h"
#include "measure/stats/interval.h"

#include <stddef.h>
#include <stdint.h>

/* first of n, second of n, and both of them; both <= first, second. */
struct dependent_counts {
    uint64_t first, second, both;
};

/* first / second with exp(log +- z s), s^2 = 1/first + 1/second - 2 both / (first second): the
 * delta method on the logarithm under the multinomial distribution of the four kinds, which n
 * leaves. Undefined where either is 0; without bounds where all are both. Source: Nam and
 * Blackwelder 2002, Statistics in Medicine 21:689 (Wald). */
struct interval stats_dependent_ratio(struct dependent_counts counts);

/* How the ratio changes a year: exp of 12 times the slope of its logarithm on the months, by
 * weighted least squares with the inverse variances above as weights. Where months scatter more
 * than those say, the error grows with the scatter (Birge 1932); Student t with the months less 2
 * degrees of freedom. months[i] need not follow one another; months without a ratio and bounds are
 * left out. Undefined with fewer than TREND_MONTHS_LEAST. *p: two-sided, of no change; NaN where
 * undefined. */
enum { TREND_MONTHS_LEAST = 6, TREND_MONTHS_MOST = 64 };
enum rc stats_dependent_trend(const struct dependent_counts *counts, const int32_t *months,
                              size_t count, struct interval *out, double *p, struct err *err);

#endif
