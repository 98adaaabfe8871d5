/* measure/stats/quantile.h: sorted runs of equal values to a quantile with an interval free of any
 * distribution. Pure, thread-safe; O(runs + log n) plus the binomial ranks, some microseconds at
 * n = 10^7. */
#ifndef MEASURE_STATS_QUANTILE_H
#define MEASURE_STATS_QUANTILE_H
#include "base/err.h"
#include "measure/stats/interval.h"

#include <stddef.h>
#include <stdint.h>

struct value_run {
    int64_t value;
    uint64_t count; /* observations with this value; 0 is allowed */
};

/* Ranks (from 1) of the order statistics that bound a quantile; 0: there is none. */
struct rank_bounds {
    uint64_t lower, upper;
};

/* The quantile of permille / 1000 (0 to 1000) of the observations in runs[0..run_count), values
 * strictly rising. Value: R's type 7, x(h) with h = 1 + (n-1) permille/1000, interpolated linearly
 * in whole numbers and rounded once. Bounds: order statistics x(lower), x(upper) at
 * stats_quantile_ranks(), covering at least 95 %; not bounded when either rank does not exist (a
 * bound that does exist is given all the same, the other is NaN). n = 0: undefined. n must stay
 * below 2^40. RC_NUMERIC when values do not rise, n is too large, or permille > 1000. Source:
 * Hyndman and Fan 1996 (type 7); Hahn and Meeker 1991, section 5.2 (ranks). */
enum rc stats_quantile(const struct value_run *runs, size_t run_count, uint32_t permille,
                       struct interval *out, struct err *err);

/* n values in rising order that are asked for one by one, by their rank from 1. */
struct ranked_values {
    uint64_t n;
    int64_t (*value)(const void *values, uint64_t rank);
    const void *values;
};

/* The same of ranked values; O(log n) of them are asked for. That they rise is not checked. */
enum rc stats_quantile_ranked(const struct ranked_values *values, uint32_t permille,
                              struct interval *out, struct err *err);
/* The value alone; NaN when n = 0. */
enum rc stats_quantile_value(const struct ranked_values *values, uint32_t permille, double *value,
                             struct err *err);
/* The same quantile of a minus that of b, subtracted in whole numbers and rounded once; NaN when
 * one of them is empty. */
enum rc stats_quantile_difference(const struct ranked_values *a, const struct ranked_values *b,
                                  uint32_t permille, double *difference, struct err *err);

/* With B ~ Binomial(n, permille/1000): lower is the largest rank l with P(B <= l-1) <= 0.025, upper
 * the smallest rank u <= n with P(B <= u-1) >= 0.975; 0 where there is none (few observations, or
 * permille 0 or 1000). */
enum rc stats_quantile_ranks(uint64_t n, uint32_t permille, struct rank_bounds *out,
                             struct err *err);

#endif
