/* measure/stats/log_rank.h: several groups' events and censorings per day to the log-rank test of
 * equal hazards and its weighted and stratified forms. Pure, thread-safe, no allocation. */
#ifndef MEASURE_STATS_LOG_RANK_H
#define MEASURE_STATS_LOG_RANK_H
#include "measure/stats/survival.h"
#include "measure/stats/test.h"

enum { STATS_GROUP_MAX = 16 };

struct log_rank {
    struct test test; /* not defined when fewer than two groups have an expected event, or V is 0 */
    uint64_t n[STATS_GROUP_MAX], observed[STATS_GROUP_MAX]; /* persons and events, not weighted */
    double expected[STATS_GROUP_MAX];                       /* not weighted either */
};

/* What a day's difference counts, n being all at risk on that day (of the stratum). A weight that
 * falls with n or with survival looks at early days. */
enum log_rank_weight {
    LOG_RANK_EQUAL,         /* 1: the log-rank test, best for proportional hazards */
    LOG_RANK_GEHAN,         /* n: Gehan 1965, Breslow 1970; also "Wilcoxon" */
    LOG_RANK_TARONE_WARE,   /* sqrt(n): Tarone and Ware 1977 */
    LOG_RANK_PETO,          /* Kaplan-Meier's survival just before the day: Harrington and Fleming
                               1982 with rho = 1; as R survdiff(rho = 1) */
    LOG_RANK_PETO_PRENTICE, /* product of 1 - d / (n+1) up to and with the day: Peto and Peto 1972,
                               Prentice 1978; as Stata's sts test, peto */
    LOG_RANK_WEIGHT_COUNT
};

/* Chi-square U' V^-1 U with U = observed - expected over all groups but the last, V the
 * hypergeometric covariance summed over event days: d (n-d) / (n-1) * (n_i/n) (delta_ij - n_j/n).
 * Groups that never had an expected event are left out; df = groups left - 1; p is the upper
 * chi-square tail. Ties by the hypergeometric variance. Groups may have different day_count.
 * RC_NUMERIC when group_count > STATS_GROUP_MAX.
 * As R survdiff(Surv(time, status) ~ group). Source: Mantel 1966; Peto and Peto 1972. */
enum rc stats_log_rank(const struct day_counts *groups, size_t group_count, struct log_rank *out,
                       struct err *err);

/* The same with U = sum of w (observed - expected) and V = sum of w^2 (covariance) over the event
 * days of every stratum: who is compared is at risk in the same stratum on the same day, and the
 * weight is made of that stratum alone. groups[s * group_count + i] is group i of stratum s. As R
 * survdiff(Surv(time, status) ~ group + strata(stratum)) where the weight is equal or Peto's.
 * Source: Kalbfleisch and Prentice 2002, section 1.5; weights as above. */
enum rc stats_log_rank_weighted(const struct day_counts *groups, size_t group_count,
                                size_t stratum_count, enum log_rank_weight weight,
                                struct log_rank *out, struct err *err);

#endif
