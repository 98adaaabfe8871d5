#include "measure/stats/standardise.h"

#include "measure/stats/distribution.h"
#include "measure/stats/share.h"
#include "measure/stats/twofold.h"

#include <gsl/gsl_errno.h>
#include <gsl/gsl_sf_gamma.h>

#define NOT_STANDARDISED ((struct standardised){INTERVAL_UNDEFINED, NAN, NAN, NAN})

static double part_of(double covered, double all)
{
    return all > 0.0 ? covered / all : NAN;
}

struct standardised stats_standardise_share(const struct share_stratum *strata,
                                            size_t stratum_count)
{
    double all = 0.0, covered = 0.0, sum = 0.0, variance = 0.0, below = 0.0, above = 0.0;
    for (size_t i = 0; i < stratum_count; i++) {
        const double weight = (double)strata[i].weight, n = (double)strata[i].n;
        all += weight;
        if (strata[i].n == 0 || strata[i].weight == 0) continue;
        const struct interval own = stats_wilson(strata[i].met, strata[i].n);
        const double missed = (double)(strata[i].n - strata[i].met) / n;
        const double down = weight * (own.value - own.lower), up = weight * (own.upper - own.value);
        covered += weight;
        sum += weight * own.value;
        variance += weight * weight * (own.value * missed / n);
        below += down * down;
        above += up * up;
    }
    struct standardised out = NOT_STANDARDISED;
    out.covered = part_of(covered, all);
    if (!(all > 0.0) || covered < all) return out;
    const double value = sum / all;
    out.interval = (struct interval){value, fmax(value - sqrt(below) / all, 0.0),
                                     fmin(value + sqrt(above) / all, 1.0), true, true};
    out.error = sqrt(variance) / all;
    out.df = INFINITY;
    return out;
}

/* Variance of rows within the strata that have at least two, with its degrees of freedom. */
struct pooled {
    double variance, df;
};

static enum rc pool(const struct mean_stratum *strata, size_t stratum_count, struct pooled *pooled,
                    struct err *err)
{
    double squares = 0.0, df = 0.0;
    for (size_t i = 0; i < stratum_count; i++) {
        double variance;
        const enum rc rc = stats_variance(&strata[i].moments, &variance, err);
        if (rc != RC_OK) return rc;
        if (strata[i].moments.n < 2) continue;
        const double own = (double)(strata[i].moments.n - 1);
        squares += variance * own;
        df += own;
    }
    *pooled = (struct pooled){df > 0.0 ? squares / df : NAN, df};
    return RC_OK;
}

/* Sums over the strata with weight and rows. */
struct mean_sums {
    double all, covered, value, variance;
    double single;        /* squared weights of strata of a single row */
    double satterthwaite; /* sum of variance^2 / df */
};

static enum rc add_mean(const struct mean_stratum *stratum, struct mean_sums *sums, struct err *err)
{
    const double weight = (double)stratum->weight, n = (double)stratum->moments.n;
    sums->all += weight;
    if (stratum->moments.n == 0 || stratum->weight == 0) return RC_OK;
    double mean, variance;
    enum rc rc = stats_mean(&stratum->moments, &mean, err);
    if (rc == RC_OK) rc = stats_variance(&stratum->moments, &variance, err);
    if (rc != RC_OK) return rc;
    sums->covered += weight;
    sums->value += weight * mean;
    if (stratum->moments.n < 2) {
        sums->single += weight * weight;
        return RC_OK;
    }
    const double part = weight * weight * (variance / n);
    sums->variance += part;
    sums->satterthwaite += part * part / (n - 1.0);
    return RC_OK;
}

enum rc stats_standardise_mean(const struct mean_stratum *strata, size_t stratum_count,
                               struct standardised *out, struct err *err)
{
    *out = NOT_STANDARDISED;
    struct pooled pooled;
    struct mean_sums sums = {.all = 0.0};
    enum rc rc = pool(strata, stratum_count, &pooled, err);
    for (size_t i = 0; i < stratum_count && rc == RC_OK; i++) rc = add_mean(&strata[i], &sums, err);
    if (rc != RC_OK) return rc;
    out->covered = part_of(sums.covered, sums.all);
    if (!(sums.all > 0.0) || sums.covered < sums.all) return RC_OK;
    out->interval.value = sums.value / sums.all;
    out->interval.defined = true;
    if (sums.single > 0.0) {
        if (!(pooled.df > 0.0)) return RC_OK;
        const double part = sums.single * pooled.variance;
        sums.variance += part;
        sums.satterthwaite += part * part / pooled.df;
    }
    out->error = sqrt(sums.variance) / sums.all;
    out->df = sums.variance > 0.0 ? sums.variance * sums.variance / sums.satterthwaite : INFINITY;
    double quantile = STATS_Z;
    if (sums.variance > 0.0) rc = stats_t_quantile(1.0 - STATS_TAIL, out->df, &quantile, err);
    out->interval.lower = out->interval.value - quantile * out->error;
    out->interval.upper = out->interval.value + quantile * out->error;
    out->interval.bounded = true;
    return rc;
}

double stats_expected_events(const struct rate_stratum *strata, size_t stratum_count)
{
    struct twofold sum = twofold_of(0.0);
    for (size_t i = 0; i < stratum_count; i++) {
        const struct rate_stratum *s = &strata[i];
        if (s->n == 0) continue;
        if (s->standard_n == 0) return NAN;
        const struct twofold events =
            twofold_times(twofold_of((double)s->n), twofold_of((double)s->standard_met));
        sum = twofold_add(sum, twofold_ratio(events, twofold_of((double)s->standard_n)));
    }
    return twofold_to_double(sum);
}

/* P(X <= observed) = Q(observed + 1, expected) and P(X >= observed) = P(observed, expected) of the
 * incomplete gamma function, each without subtraction from 1. */
static enum rc poisson_p(double observed, double expected, double *p, struct err *err)
{
    gsl_sf_result at_most, at_least = {1.0, 0.0};
    const int status = gsl_sf_gamma_inc_Q_e(observed + 1.0, expected, &at_most);
    int other = GSL_SUCCESS;
    if (observed > 0.0) other = gsl_sf_gamma_inc_P_e(observed, expected, &at_least);
    if ((status != GSL_SUCCESS && status != GSL_EUNDRFLW) ||
        (other != GSL_SUCCESS && other != GSL_EUNDRFLW))
        return err_set(err, RC_NUMERIC, "no Poisson tail of %g events when %g are expected",
                       observed, expected);
    *p = fmin(2.0 * fmin(at_most.val, at_least.val), 1.0);
    return RC_OK;
}

enum rc stats_observed_ratio(uint64_t observed, double expected, struct observed_ratio *out,
                             struct err *err)
{
    *out = (struct observed_ratio){INTERVAL_UNDEFINED, NAN};
    if (!(expected >= 0.0) || !isfinite(expected))
        return err_set(err, RC_NUMERIC, "%g expected events", expected);
    if (expected == 0.0) return RC_OK;
    const double count = (double)observed;
    double lower = 0.0, upper = 0.0;
    enum rc rc = RC_OK;
    if (observed > 0) rc = stats_chi_square_quantile(STATS_TAIL, 2.0 * count, &lower, err);
    if (rc == RC_OK)
        rc = stats_chi_square_quantile(1.0 - STATS_TAIL, 2.0 * count + 2.0, &upper, err);
    if (rc == RC_OK) rc = poisson_p(count, expected, &out->p, err);
    if (rc != RC_OK) return rc;
    out->interval = (struct interval){count / expected, lower / (2.0 * expected),
                                      upper / (2.0 * expected), true, true};
    return RC_OK;
}

double stats_effective_n(i128 weight_sum, i128 weight_square_sum)
{
    if (weight_square_sum <= 0) return 0.0;
    return twofold_to_double(twofold_ratio(twofold_of_wide(wide_product(weight_sum, weight_sum)),
                                           twofold_of_i128(weight_square_sum)));
}
