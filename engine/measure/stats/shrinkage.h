/* measure/stats/shrinkage.h: many units measured with unequal certainty to what is likely true of
 * each: the network's distribution by maximum likelihood (empirical Bayes), and each unit's place
 * in it given its own cases. Pure, thread-safe. RC_NUMERIC for impossible units (met > n, negative
 * exposure, an error that is not positive) and when a quantile cannot be found; RC_MEMORY. A unit
 * without cases (n, exposure 0; error NaN) gets the network's distribution and reliability 0. */
#ifndef MEASURE_STATS_SHRINKAGE_H
#define MEASURE_STATS_SHRINKAGE_H
#include "base/arena.h"
#include "base/err.h"
#include "measure/stats/interval.h"

#include <stddef.h>
#include <stdint.h>

struct shrinkage {
    double mean;               /* of the network's distribution */
    double mean_error;         /* its standard error; shares and rates: NaN */
    double spread;             /* shares rho, rates gamma, means tau^2; 0: no more than chance */
    double median_reliability; /* of the units with cases; below 0.7 they should not be ranked */
    size_t unit_count;         /* with cases */
    bool defined; /* false: no cases, none or all met, or no finite spread fits (every unit all or
                     nothing); then all else is NaN */
};

struct shrunk {
    struct interval interval; /* posterior mean, 2.5 % and 97.5 % points; not bounded when spread is
                                 0 (shares, rates) */
    double reliability; /* share of the variance of such a unit's value that is not chance: tau^2 /
                           (tau^2 + s^2) */
};

struct shrink_share {
    uint64_t met, n;
};

/* Beta-binomial: the unit's share is Beta with mean mu and intra-class correlation rho = 1 / (a + b
 * + 1); met is binomial. mu and rho by maximum likelihood: the score of gamma = rho / (1 - rho)
 * along the best mu, by bracketed secants to the last digits; rho = 0 where that score is not
 * positive at 0 (Tarone's statistic). Posterior Beta(a + met, b + n - met) with a = mu / gamma;
 * reliability n gamma / (1 + n gamma). The interval takes mu and rho for known. Source: Williams
 * 1975, Biometrics 31:949; Carlin and Louis 2000, 3.3. */
enum rc stats_shrink_shares(const struct shrink_share *units, size_t count, struct arena *arena,
                            struct shrinkage *out, struct shrunk *shrunk, struct err *err);

struct shrink_rate {
    uint64_t events;
    double exposure;
};

/* Gamma-Poisson (negative binomial): the unit's rate is Gamma with mean mu and variance gamma mu^2;
 * events are Poisson. Maximum likelihood as above. Posterior Gamma(1/gamma + events) with mean mu
 * (1 + gamma events) / (1 + gamma mu exposure); reliability gamma mu exposure / (1 + gamma mu
 * exposure). Source: Clayton and Kaldor 1987, Biometrics 43:671. */
enum rc stats_shrink_rates(const struct shrink_rate *units, size_t count, struct arena *arena,
                           struct shrinkage *out, struct shrunk *shrunk, struct err *err);

struct shrink_mean {
    double value, error; /* its standard error, > 0 */
};

enum shrink_method { SHRINK_DERSIMONIAN_LAIRD, SHRINK_REML };

/* Normal-normal: the unit's mean is Normal(mu, tau^2), its value normal around it. tau^2 after
 * DerSimonian and Laird 1986 (Q - (k - 1)) / (S1 - S2 / S1), at least 0, or by restricted maximum
 * likelihood (Fisher scoring from there, as R metafor). mu: mean with weights 1 / (error^2 +
 * tau^2). Best linear unbiased prediction: weight B = error^2 / (error^2 + tau^2) to mu, variance
 * (1 - B) error^2 + B^2 mean_error^2, interval -+ STATS_Z times its root: as metafor's blup(),
 * tau^2 taken for known. */
enum rc stats_shrink_means(enum shrink_method method, const struct shrink_mean *units, size_t count,
                           struct arena *arena, struct shrinkage *out, struct shrunk *shrunk,
                           struct err *err);

/* 1 - (k - 3) error^2 / sum (value - mean)^2, at least 0: by this factor k >= 4 values of the same
 * standard error are drawn to their mean. NaN for k < 4 or equal values. Source: Efron and Morris
 * 1975, JASA 70:311. */
double stats_efron_morris_factor(const double *values, size_t count, double error);

#endif
