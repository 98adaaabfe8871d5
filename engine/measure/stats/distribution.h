/* measure/stats/distribution.h: tails and quantiles of the distributions that the estimators need,
 * good to a relative error of 1e-13. Each fills its out parameter or ends in RC_NUMERIC with the
 * arguments in the message: a parameter outside its range, or a method that did not converge.
 * Degrees of freedom may be fractional and up to 10^10 (of chi-square: up to 10^5). Pure,
 * thread-safe. */
#ifndef MEASURE_STATS_DISTRIBUTION_H
#define MEASURE_STATS_DISTRIBUTION_H
#include "base/err.h"

#include <stdint.h>

/* P(|T| >= |t|) of Student's t; df > 0; t may be infinite. */
enum rc stats_t_two_sided_p(double t, double df, double *p, struct err *err);
/* q with P(T <= q) = probability, 0 < probability < 1. */
enum rc stats_t_quantile(double probability, double df, double *quantile, struct err *err);

/* P(F >= f) of Snedecor's F, f >= 0. */
enum rc stats_f_upper_p(double f, double df1, double df2, double *p, struct err *err);
enum rc stats_f_quantile(double probability, double df1, double df2, double *quantile,
                         struct err *err);

/* P(X >= x) of chi-square, x >= 0. */
enum rc stats_chi_square_upper_p(double x, double df, double *p, struct err *err);
enum rc stats_chi_square_quantile(double probability, double df, double *quantile, struct err *err);

/* Regularised incomplete beta I_x(a, b) = P(X <= x) and its upper tail 1 - I_x(a, b), each without
 * cancellation. */
enum rc stats_beta_tails(double x, double a, double b, double *lower_p, double *upper_p,
                         struct err *err);
enum rc stats_beta_quantile(double probability, double a, double b, double *quantile,
                            struct err *err);

/* q with P(Z <= q) = probability of the standard normal. */
enum rc stats_normal_quantile(double probability, double *quantile, struct err *err);

/* P(B <= k) of B ~ Binomial(n, probability), n < 2^40. */
enum rc stats_binomial_lower_p(uint64_t k, uint64_t n, double probability, double *p,
                               struct err *err);

#endif
