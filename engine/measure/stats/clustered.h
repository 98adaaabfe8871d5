/* measure/stats/clustered.h: shares of rows that come in clusters (pieces of one account, returns
 * of one month): rows of a cluster are more alike than rows drawn one by one, and bounds that take
 * them for independent are too narrow. By how much is told by the clusters within their own groups
 * (accounts of one dealer), so that what distinguishes the groups has no part in it. Not
 * thread-safe; the order of groups matters only to the last bit, so give them in a fixed one. */
#ifndef MEASURE_STATS_CLUSTERED_H
#define MEASURE_STATS_CLUSTERED_H
#include "base/err.h"
#include "measure/stats/interval.h"

#include <stddef.h>
#include <stdint.h>

struct clustered_share {
    uint64_t met, n;
};

/* Zeroed it knows of no group. */
struct clustered {
    double scatter; /* sum of n_i (x_i - x)^2 / (x (1 - x)) over the clusters of each group */
    uint64_t df;    /* clusters less one, of groups in which rows differ */
};

/* The clusters of one group; those without rows are left out, and so is a group in which all rows
 * or none are met: it cannot say. */
void stats_clustered_add(struct clustered *clustered, const struct clustered_share *clusters,
                         size_t cluster_count);

/* Pearson's dispersion, at least 1; 1 while df is 0. Source: Wedderburn 1974, Biometrika 61:439;
 * McCullagh and Nelder 1989, Generalized Linear Models, 4.5. */
double stats_clustered_factor(const struct clustered *clustered);

/* Wilson's interval of met of n with n / factor in the place of n. Undefined when n is 0. Source:
 * Wilson 1927; the effective size: Kish 1965; Korn and Graubard 1998, Survey Methodology 24:193. */
struct interval stats_clustered_wilson(uint64_t met, uint64_t n, double factor);

/* Two-sided p of equal shares, whichever is `one`. While the factor is 1, that of rows taken for
 * independent (stats_two_share_p); else the greatest of three:
 * - that one;
 * - the z of two shares over the root of the factor, by t with df degrees of freedom, because the
 *   factor is an estimate;
 * - twice the smaller mid-P tail of the binomial with the share of both together, for x = n m1 / n1
 *   met of n = n1 (n1 + n2) / n2 / factor rows, n1 <= n2, which need not be whole (tails as
 *   incomplete beta functions): the n that gives a share's variance about that of both, in tails as
 *   skewed as few rows of a rare event make them.
 * NaN when n1 or n2 is 0. Source: McCullagh and Nelder 1989, 4.5; Lancaster 1961, JASA 56:223
 * (mid-P); Korn and Graubard 1998 (effective counts in exact tails). */
enum rc stats_clustered_p(const struct clustered_share *one, const struct clustered_share *other,
                          const struct clustered *clustered, double *p, struct err *err);

#endif
