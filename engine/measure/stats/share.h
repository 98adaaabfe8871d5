/* measure/stats/share.h: counts "met of n" to a share of 1 with its interval, and two of them to a
 * difference and a p. Counts must stay below 2^62 and met <= n. n = 0 gives an undefined interval
 * (p: NaN). Pure, thread-safe. z is STATS_Z throughout; no continuity correction anywhere. */
#ifndef MEASURE_STATS_SHARE_H
#define MEASURE_STATS_SHARE_H
#include "base/err.h"
#include "measure/stats/interval.h"

#include <stdint.h>

/* Wilson's score interval: the shares s with |met/n - s| <= z sqrt(s (1-s) / n), that is
 * (2 met + z^2 -+ z sqrt(z^2 + 4 met (n-met) / n)) / (2 (n + z^2)), evaluated without cancellation.
 * Lower is exactly 0 when met = 0, upper exactly 1 when met = n.
 * Source: Wilson 1927; Newcombe 1998, Statistics in Medicine 17:857, method 3. */
struct interval stats_wilson(uint64_t met, uint64_t n);
/* The same of counts that need not be whole: of rows that come in clusters (clustered.h). */
struct interval stats_wilson_effective(double met, double missed);

/* The "exact" interval by two binomial tails of 0.025 each, as beta quantiles:
 * lower = B(0.025; met, n-met+1), 0 when met = 0; upper = B(0.975; met+1, n-met), 1 when met = n.
 * RC_NUMERIC when a beta quantile cannot be found. Source: Clopper and Pearson 1934; Newcombe 1998,
 * method 5. */
enum rc stats_clopper_pearson(uint64_t met, uint64_t n, struct interval *out, struct err *err);

/* Difference of two independent shares x1/n1 - x2/n2 with the hybrid score interval of two Wilson
 * intervals (l, u): lower = d - sqrt((p1-l1)^2 + (u2-p2)^2), upper = d + sqrt((u1-p1)^2 +
 * (p2-l2)^2). Undefined when n1 or n2 is 0. Source: Newcombe 1998, Statistics in Medicine 17:873,
 * method 10. */
struct interval stats_newcombe_difference(uint64_t x1, uint64_t n1, uint64_t x2, uint64_t n2);

/* Two-sided p of equal shares. When the smallest of the four expected counts, n_i times the share
 * of all met or missed, is below 20: Fisher's exact test, the sum of the tables with the same
 * margins that are no more probable than the one seen (by a factor of 1 + 1e-7), as R fisher.test.
 * Else the score test: z = (p1-p2) / sqrt(p (1-p) (1/n1 + 1/n2)), p = (x1+x2)/(n1+n2); z^2 is
 * Pearson's chi-square of the 2 x 2 table. 1 when all or none are met, NaN when n1 or n2 is 0.
 * Source: Fisher 1935; Pearson 1900. */
double stats_two_share_p(uint64_t x1, uint64_t n1, uint64_t x2, uint64_t n2);

/* That z, however few are expected; 0 when all or none are met, NaN when n1 or n2 is 0. */
double stats_two_share_z(uint64_t x1, uint64_t n1, uint64_t x2, uint64_t n2);

#endif
