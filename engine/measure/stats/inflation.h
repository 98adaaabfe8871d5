/* measure/stats/inflation.h: rows that come in clusters (callbacks of a dealer) are more alike than
 * rows drawn one by one, and a test that takes them for independent is too sure. The inflation says
 * by how much, from the scatter of the clusters' means. Pure, thread-safe. */
#ifndef MEASURE_STATS_INFLATION_H
#define MEASURE_STATS_INFLATION_H
#include "measure/stats/mean.h"

struct inflation {
    struct moments total; /* of all clusters together: set before the first is added */
    i128 scatter;         /* sum of n (mean - common mean)^2 / variance in 2^-40: a whole number, so
                             the order of the clusters does not matter */
    uint64_t cluster_count;
};

/* A cluster of the total's scale; without rows it is left out. */
void stats_inflation_add(struct inflation *inflation, const struct moments *cluster);

/* Pearson's dispersion over k clusters: sum n_i (mean_i - mean)^2 / variance / (k - 1), with the
 * variance of all rows about their common mean (divisor n; of shares p (1-p)), and at least 1: 1
 * also with fewer than two clusters, where no row differs, and below 1 + 1e-9, which is rounding.
 * Source: Wedderburn 1974, Biometrika 61:439; McCullagh and Nelder 1989, Generalized Linear Models,
 * 4.5. */
double stats_inflation_factor(const struct inflation *inflation);

/* The p of a difference of two sets of such rows: its statistic over the root of the factor, by t
 * with k - 1 degrees of freedom, or the difference's own if they are fewer; never below the
 * difference's own p, and that p where the factor is 1 or the difference is not tested. */
enum rc stats_inflated_p(const struct inflation *inflation, const struct difference *difference,
                         double *p, struct err *err);

#endif
