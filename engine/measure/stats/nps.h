/* measure/stats/nps.h: counts of promoters and detractors to the Net Promoter Score in points (-100
 * to 100). Counts must stay below 2^62 and promoters + detractors <= n. Pure, thread-safe, cannot
 * fail. */
#ifndef MEASURE_STATS_NPS_H
#define MEASURE_STATS_NPS_H
#include "measure/stats/interval.h"

#include <stdint.h>

struct nps_counts {
    uint64_t promoters, detractors, n; /* answers 9-10, answers 0-6, all answers */
};

/* 100 (p - d), p and d the shares of promoters and detractors, with the normal interval of the
 * multinomial variance: 100 (p - d -+ z sqrt((p + d - (p-d)^2) / n)), cut at -100 and 100. n = 0:
 * undefined. All answers of one kind: the variance and so the width is 0. */
struct interval stats_nps(const struct nps_counts *counts);

/* a minus b in points: normal interval (cut at -200 and 200) with the sum of the two multinomial
 * variances; two-sided normal test with the variance of both groups' answers together, V (1/n_a +
 * 1/n_b), V = 100^2 (p + d - (p-d)^2) of all, as the pooled test of two shares; df infinite. n = 0
 * in a group: undefined. All answers of one kind: p = 1. */
struct difference stats_nps_difference(const struct nps_counts *a, const struct nps_counts *b);

#endif
