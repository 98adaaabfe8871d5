/* measure/stats/log_rank.h: several groups' events and censorings per day to the log-rank test of
 * equal hazards. Pure, thread-safe, no allocation. */
#ifndef MEASURE_STATS_LOG_RANK_H
#define MEASURE_STATS_LOG_RANK_H
#include "measure/stats/survival.h"
#include "measure/stats/test.h"

enum { STATS_GROUP_MAX = 16 };

struct log_rank {
    struct test test; /* not defined when fewer than two groups have an expected event, or V is 0 */
    uint64_t n[STATS_GROUP_MAX], observed[STATS_GROUP_MAX];
    double expected[STATS_GROUP_MAX];
};

/* Chi-square U' V^-1 U with U = observed - expected over all groups but the last, V the
 * hypergeometric covariance summed over event days: d (n-d) / (n-1) * (n_i/n) (delta_ij - n_j/n).
 * Groups that never had an expected event are left out; df = groups left - 1; p is the upper
 * chi-square tail. Ties by the hypergeometric variance, no weights (rho = 0). Groups may have
 * different day_count. RC_NUMERIC when group_count > STATS_GROUP_MAX.
 * As R survdiff(Surv(time, status) ~ group). Source: Mantel 1966; Peto and Peto 1972. */
enum rc stats_log_rank(const struct day_counts *groups, size_t group_count, struct log_rank *out,
                       struct err *err);

#endif
