/* measure/stats/rate.h: whole numbers of events over an exposure (jobs, vehicle-months, expected
 * events) to a rate with its exact interval, and two of them to a ratio. Events must stay below
 * 2^40. Pure, thread-safe. */
#ifndef MEASURE_STATS_RATE_H
#define MEASURE_STATS_RATE_H
#include "base/err.h"
#include "measure/stats/interval.h"

#include <stdint.h>

/* The means for which `events` or fewer, and `events` or more, have a Poisson probability of
 * `tail`: lower = G(tail; events), 0 without events; upper = G(1-tail; events+1), G the gamma
 * quantile, half that of chi-square with twice the degrees of freedom. `events` >= 0 need not be
 * whole: a funnel plot puts the expected count here. RC_NUMERIC for a tail outside 0 to 1/2 and
 * when a quantile cannot be found. Source: Garwood 1936, Biometrika 28:437; as R poisson.test and
 * survival::cipoisson. */
enum rc stats_poisson_limits(double events, double tail, double *lower, double *upper,
                             struct err *err);

/* events / exposure with Garwood's 95 % interval; undefined when the exposure is not positive. */
enum rc stats_rate(uint64_t events, double exposure, struct interval *out, struct err *err);

struct rate_ratio {
    struct interval interval;
    double p; /* two-sided, of ratio 1; NaN when the ratio cannot be tested */
};

/* Ratio of the rates events1/exposure1 and events2/exposure2, conditional on all events: those of
 * the first group are binomial with share s = r e1 / (r e1 + e2), so that Clopper and Pearson's
 * bounds (l, u) of the share become r = s/(1-s) e2/e1. p: the sum of the outcomes no more probable
 * than the one seen (by a factor 1 + 1e-7). Undefined without exposure or events; with events in
 * the first group alone the value and the upper bound are infinite. Source: Przyborowski and
 * Wilenski 1940; as R poisson.test(c(x1, x2), c(t1, t2)). */
enum rc stats_rate_ratio(uint64_t events1, double exposure1, uint64_t events2, double exposure2,
                         struct rate_ratio *out, struct err *err);

/* Two-sided p of `met` successes of n with a given share, by the method of small probabilities as R
 * binom.test: the outcomes no more probable than the one seen, by a factor of 1 + 1e-7. NaN for n =
 * 0. RC_NUMERIC for a share outside 0 to 1 and
 * for met > n. */
enum rc stats_binomial_p(uint64_t met, uint64_t n, double share, double *p, struct err *err);

#endif
