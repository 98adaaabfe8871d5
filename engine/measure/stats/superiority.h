/* measure/stats/superiority.h: ordered answers of two or more groups, as counts per category from
 * the lowest to the highest, to the probability that an answer of one group is the higher one, and
 * to the rank tests. Nothing is assumed about the distances of the categories. All ranks are exact
 * whole numbers until the last division; a group must stay below 2^40 answers. Pure, thread-safe.
 * RC_NUMERIC when a quantile or a tail cannot be found. */
#ifndef MEASURE_STATS_SUPERIORITY_H
#define MEASURE_STATS_SUPERIORITY_H
#include "base/err.h"
#include "measure/stats/interval.h"
#include "measure/stats/test.h"

#include <stddef.h>
#include <stdint.h>

struct superiority {
    /* P(A > B) + P(A = B) / 2, from U / (n_a n_b). Interval: the logit of the value -+ t(0.975; df)
     * times its error, turned back; error and df from the variances of the placements, which hold
     * with any ties and unequal spreads (Brunner and Munzel 2000, Biometrical Journal 42:17, with
     * the correction of Neubert and Brunner 2007; the logit as in R rankFD). Where these do not
     * exist, as one group has a single answer or the groups do not overlap: Newcombe's score-like
     * interval (2006, Statistics in Medicine 25:559, method 5). */
    struct interval interval;
    double error; /* standard error of the value by the placements; NaN where it does not exist */
    struct test unequal; /* Brunner and Munzel's t of value 1/2; not defined without an error */
    struct test ranks;   /* Mann and Whitney's z, variance corrected for ties, no continuity
                            correction, df infinite: as R wilcox.test(exact = FALSE, correct = FALSE);
                            not defined when all answers are the same */
};

/* a[category_count] against b[category_count]; undefined when a group is empty. */
enum rc stats_superiority(const uint64_t *a, const uint64_t *b, size_t category_count,
                          struct superiority *out, struct err *err);

/* Kruskal and Wallis's H of equal distributions, corrected for ties: (N-1) times the share of the
 * ranks' variance that lies between the groups; df = groups with answers - 1. counts[g *
 * category_count + c] is group g's count of category c. Not defined with fewer than two groups or
 * when all answers are the same. As R kruskal.test. */
enum rc stats_kruskal_wallis(const uint64_t *counts, size_t group_count, size_t category_count,
                             struct test *out, struct err *err);

struct stratified_superiority {
    /* Mean of the strata's P(A > B) + P(A = B) / 2 with weights n_a n_b / (N + 1), -+ STATS_Z times
     * the error from the placements (a stratum with a single answer in one group: from the null
     * variance of its ranks), cut to 0 .. 1. */
    struct interval interval;
    struct test ranks; /* van Elteren's z: sum of (W - E W) / (N + 1) over its standard deviation */
};

/* Both groups in stratum_count strata: a[s * category_count + c] and b alike. Strata where one
 * group is empty say nothing. Source: van Elteren 1960; Lehmann 1975, Nonparametrics, 3.3. */
enum rc stats_van_elteren(const uint64_t *a, const uint64_t *b, size_t stratum_count,
                          size_t category_count, struct stratified_superiority *out,
                          struct err *err);

#endif
