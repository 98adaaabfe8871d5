/* measure/stats/change.h: whether an action changed anything: a group before and after, held
 * against one that was not acted upon; what a selected group would have gained by chance; what a
 * difference of two scores is worth. Pure, thread-safe, no allocation. */
#ifndef MEASURE_STATS_CHANGE_H
#define MEASURE_STATS_CHANGE_H
#include "measure/stats/mean.h"

#include <stddef.h>

/* A group's rows in the two periods. */
struct mean_change {
    struct moments before, after;
};
struct share_change {
    uint64_t before_met, before_n, after_met, after_n; /* met <= n < 2^53 */
};

/* (after - before) of the treated minus (after - before) of the others, independent rows. Variance:
 * the sum of the four variances of means; Satterthwaite's df; Student's interval. Undefined when a
 * cell is empty, not bounded and not tested when one has a single row. All four variances 0: width
 * 0, as in stats_welch_difference(). RC_NUMERIC for impossible moments. Source: Card and Krueger
 * 1994; Satterthwaite 1946, Biometrics Bulletin 2:110. */
enum rc stats_mean_change_difference(const struct mean_change *treated,
                                     const struct mean_change *others, struct difference *out,
                                     struct err *err);

/* The same of shares: Wilson's intervals of the four, joined as Newcombe joins two (Zou and Donner
 * 2008). Test: z = value / sqrt(sum p (1-p) / n), of the observed shares; p is NaN when all four
 * are 0 or 1, because nothing then says how sure they are. Undefined when a cell is empty. */
struct difference stats_share_change_difference(const struct share_change *treated,
                                                const struct share_change *others);

/* A cluster (a dealer, a technician) with its rows in both periods: number and sum of whole values
 * over one scale for all; for a share the sum is the number met. Either n may be 0. */
struct cluster_change {
    uint64_t before_n, after_n;
    int64_t before_sum, after_sum;
    bool is_treated;
};

/* The same difference of means over rows, with clusters as the units of chance: rows of a cluster
 * go together and the groups may be few. Cluster c of group g moves its group's change by u_c =
 * (after_sum - after_n m_after) / N_after - (before_sum - before_n m_before) / N_before; variance
 * of a group's change G/(G-1) sum u_c^2 over its G clusters with rows; df by Welch from the two
 * groups' variances. With equal numbers of rows it is Welch's test of the clusters' changes.
 * Undefined when a cell has no rows, not bounded with a group of one cluster. Both variances 0:
 * width 0. RC_NUMERIC when scale < 1 or sums leave 64 bits. Source: Liang and Zeger 1986,
 * Biometrika 73:13; Cameron and Miller 2015, Journal of Human Resources 50:317. */
enum rc stats_cluster_change_difference(const struct cluster_change *clusters, size_t cluster_count,
                                        int64_t scale, struct difference *out, struct err *err);

/* What chance alone gives back to a group that was picked for its value: expected change =
 * (reliability - 1) (selected - all), towards the mean of all. `reliability` of the value, 0 to 1:
 * tau^2 / (tau^2 + error^2), or the correlation of two periods. Source: Galton 1886; Linden 2013,
 * BMC Medical Research Methodology 13:119. */
double stats_regression_to_mean(double selected, double all, double reliability);

/* Reliability of a difference a - b of two scores with reliabilities and standard deviations of
 * their own and correlation r: (sa^2 ra + sb^2 rb - 2 r sa sb) / (sa^2 + sb^2 - 2 r sa sb); of
 * equal deviations ((ra + rb) / 2 - r) / (1 - r). May be negative; NaN when the difference does not
 * vary. Source: Lord 1963; Cronbach and Furby 1970, Psychological Bulletin 74:68. */
double stats_difference_reliability(double reliability_a, double sd_a, double reliability_b,
                                    double sd_b, double correlation);

#endif
