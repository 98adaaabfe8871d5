/* measure/stats/rank_correlation.h: do two orders go together? Of counts in a table whose rows and
 * columns are ordered classes, so that of any number of rows a few numbers are enough. Pure,
 * thread-safe, no allocation. */
#ifndef MEASURE_STATS_RANK_CORRELATION_H
#define MEASURE_STATS_RANK_CORRELATION_H
#include "measure/stats/interval.h"

#include <stddef.h>
#include <stdint.h>

enum { RANK_CLASS_LIMIT = 32 };

/* Spearman's rho with midranks for ties (Pearson's correlation of the midranks), -1 to 1. Interval:
 * Fisher's z, tanh(atanh rho -+ z error / (1 - rho^2)), error by the jackknife: (n-1)/n sum over
 * rows of (rho without it - their mean)^2, which needs no normal ranks and knows the ties.
 * Undefined when a side does not vary or n < 4; not bounded at -1 and 1. counts[row * column_count
 * + column], all together below 2^40; at most RANK_CLASS_LIMIT rows and columns. As R cor(method =
 * "spearman"). Source: Spearman 1904; Kendall 1948, Rank Correlation Methods; Efron and Stein 1981,
 * Annals of Statistics 9:586. */
struct interval stats_rank_correlation(const uint64_t *counts, size_t row_count,
                                       size_t column_count);

#endif
