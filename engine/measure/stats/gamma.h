/* measure/stats/gamma.h: the incomplete gamma function that Poisson tails and gamma quantiles are
 * made of, private to this folder. Why not GSL's: gsl_sf_gamma_inc_P and _Q lose digits in the
 * tails from about 10^5 events on. Pure, thread-safe. */
#ifndef MEASURE_STATS_GAMMA_H
#define MEASURE_STATS_GAMMA_H
#include "base/err.h"
#include "measure/stats/beta.h"

/* Tails of Gamma(shape) with scale 1 at x >= 0: P(X <= x) and P(X >= x), the one on x's side of the
 * mean to a relative error of 1e-13, the other as what is missing to 1; slope per unit of log x.
 * Below the mean by the power series, above it by Legendre's continued fraction, at most about 10
 * sqrt(shape) steps each. RC_NUMERIC for a shape that is not positive and finite, a negative x, and
 * when 10^7 steps do not suffice (shape above about 10^11). */
enum rc gamma_tails(double x, double shape, struct tails *tails, struct err *err);

/* x with P(X <= x) = lower_p; both tails are given, adding up to 1, so that neither is rounded
 * away. RC_NUMERIC when one of them is not inside 0 to 1 or the tails cannot be found. */
enum rc gamma_quantile(double lower_p, double upper_p, double shape, double *quantile,
                       struct err *err);

/* The tails of K ~ Poisson(mean), mean >= 0: *at_most = P(K <= k), *at_least = P(K >= k). */
enum rc stats_poisson_tails(double k, double mean, double *at_most, double *at_least,
                            struct err *err);

#endif
