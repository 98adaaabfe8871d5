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

/* Mantel and Haenszel's weighted difference of shares: d = sum w_i (a_i/A_i - b_i/B_i) / sum w_i
 * with w_i = A_i B_i / N_i, N_i = A_i + B_i; strata in which one side is empty carry no weight.
 * Normal interval, cut at -1 and 1, with the variance (d sum P_i + sum Q_i) / (sum w_i)^2, P_i =
 * (A_i^2 b_i - B_i^2 a_i + A_i B_i (B_i - A_i) / 2) / N_i^2, Q_i = (a_i (B_i - b_i) + b_i (A_i -
 * a_i)) / (2 N_i), which holds for few large strata and for many small ones: the plain binomial
 * variance of a stratum with one observation is 0, so that a small group spread over many strata
 * would always seem certain. Two-sided test: Mantel and Haenszel's chi-square without correction,
 * z = sum w_i (a_i/A_i - b_i/B_i) / sqrt(sum A_i B_i m_i (N_i - m_i) / (N_i^2 (N_i - 1))), m_i =
 * a_i + b_i; p = 1 when nothing varies. Undefined when no stratum has both sides. Source: Mantel
 * and Haenszel 1959; Sato, Greenland and Robins 1989, Biometrics 45:1323; p as R
 * mantelhaen.test(correct = FALSE). */
struct difference stats_mantel_haenszel(const struct stratum *strata, size_t stratum_count);

#endif
