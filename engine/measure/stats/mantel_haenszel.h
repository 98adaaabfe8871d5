/* measure/stats/mantel_haenszel.h: two groups' shares stratum by stratum to one difference that
 * does not hang on how the groups are mixed. Pure, thread-safe, cannot fail. */
#ifndef MEASURE_STATS_MANTEL_HAENSZEL_H
#define MEASURE_STATS_MANTEL_HAENSZEL_H
#include "measure/stats/interval.h"

#include <stddef.h>
#include <stdint.h>

/* One stratum: met of n in the group and in the others. */
struct stratum {
    uint64_t a_met, a_n, b_met, b_n;
};

/* Mantel and Haenszel's weighted difference of shares: sum w_i (a_i/A_i - b_i/B_i) / sum w_i with
 * w_i = A_i B_i / (A_i + B_i); strata in which one side is empty carry no weight. Variance sum
 * w_i^2 (p_a q_a / A_i + p_b q_b / B_i) / (sum w_i)^2, normal interval cut at -1 and 1, two-sided
 * normal test. Undefined when no stratum has both sides; variance 0: p = 1 when the difference is
 * 0, else 0. Source: Mantel and Haenszel 1959; Greenland and Robins 1985, Biometrics 41:55. */
struct difference stats_mantel_haenszel(const struct stratum *strata, size_t stratum_count);

#endif
