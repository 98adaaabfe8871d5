/* measure/stats/standardise.h: groups made comparable. Direct: what a group's share or mean would
 * be with a standard's mix of strata. Indirect: what a group got against what it would have got at
 * the standard's rates. And what weights cost. Pure, thread-safe, no allocation; counts below 2^53.
 */
#ifndef MEASURE_STATS_STANDARDISE_H
#define MEASURE_STATS_STANDARDISE_H
#include "measure/stats/mean.h"

#include <stddef.h>

/* A stratum of the group with its weight in the standard: whole, as rows of the standard. */
struct share_stratum {
    uint64_t met, n, weight;
};
struct mean_stratum {
    struct moments moments;
    uint64_t weight;
};

struct standardised {
    struct interval interval; /* undefined when a stratum with weight has no rows */
    double error;             /* standard error of the value by the strata's own variances */
    double df;                /* of the interval: infinite for shares */
    double covered;           /* part of the standard's weight in strata where the group has rows:
                                 below 1 the group cannot be standardised to this standard; NaN
                                 when all weights are 0 */
};

/* sum w_i p_i / sum w_i. Error: sqrt(sum w_i^2 p_i (1-p_i) / n_i) / sum w_i. Interval: Wilson's in
 * each stratum, joined as Newcombe joins two: lower = value - sqrt(sum w_i^2 (p_i - l_i)^2) / sum
 * w_i, upper likewise; so a stratum of one row does not seem certain, and a single stratum has
 * Wilson's own. Source: Zou and Donner 2008, Statistics in Medicine 27:1693 (variance estimates
 * recovered from intervals). */
struct standardised stats_standardise_share(const struct share_stratum *strata,
                                            size_t stratum_count);

/* sum w_i m_i / sum w_i with error sqrt(sum w_i^2 v_i / n_i) / sum w_i and Student's interval with
 * Satterthwaite's df. A stratum of a single row has the variance of the rows within all other
 * strata together, and their df; when there is none, not bounded. RC_NUMERIC for impossible
 * moments. Source: Cochran 1977, Sampling Techniques, 5.4; Satterthwaite 1946. */
enum rc stats_standardise_mean(const struct mean_stratum *strata, size_t stratum_count,
                               struct standardised *out, struct err *err);

/* A group's rows in a stratum and the standard's rate there, met of n. */
struct rate_stratum {
    uint64_t n, standard_met, standard_n;
};

/* Events expected of the group at the standard's rates: sum n_i standard_met_i / standard_n_i.
 * Strata without rows of the group count nothing; NaN when the standard has no rows where the group
 * has. */
double stats_expected_events(const struct rate_stratum *strata, size_t stratum_count);

struct observed_ratio {
    struct interval interval; /* observed / expected; undefined when expected is not above 0 */
    double p;                 /* of ratio 1 */
};

/* Observed events as a Poisson number with mean ratio times `expected`, expected taken as known.
 * Exact interval by two tails of 0.025 each: lower = chi2(0.025; 2 O) / (2 E), 0 when O = 0; upper
 * = chi2(0.975; 2 O + 2) / (2 E). p = twice the smaller of P(X <= O), P(X >= O) at ratio 1, at most
 * 1: below 0.05 just when the interval leaves 1 out. As R poisson.test()$conf.int. RC_NUMERIC when
 * expected is negative or not finite. Source: Garwood 1936, Biometrika 28:437. */
enum rc stats_observed_ratio(uint64_t observed, double expected, struct observed_ratio *out,
                             struct err *err);

/* Kish's effective number of rows (sum w)^2 / sum w^2 of weighted rows; 0 without weight.
 * Source: Kish 1965, Survey Sampling, 11.7. */
double stats_effective_n(i128 weight_sum, i128 weight_square_sum);

#endif
