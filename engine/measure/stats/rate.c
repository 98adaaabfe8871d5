#include "measure/stats/rate.h"

#include "measure/stats/beta.h"
#include "measure/stats/distribution.h"
#include "measure/stats/gamma.h"
#include "measure/stats/share.h"

enum rc stats_poisson_limits(double events, double tail, double *lower, double *upper,
                             struct err *err)
{
    *lower = *upper = NAN;
    if (!(events >= 0.0) || !(tail > 0.0 && tail < 0.5))
        return err_set(err, RC_NUMERIC, "no Poisson limits of %.17g events at tail %.17g", events,
                       tail);
    enum rc rc = RC_OK;
    if (events > 0.0)
        rc = gamma_quantile(tail, 1.0 - tail, events, lower, err);
    else
        *lower = 0.0;
    if (rc == RC_OK) rc = gamma_quantile(1.0 - tail, tail, events + 1.0, upper, err);
    return rc;
}

enum rc stats_rate(uint64_t events, double exposure, struct interval *out, struct err *err)
{
    *out = INTERVAL_UNDEFINED;
    if (!(exposure > 0.0) || !isfinite(exposure)) return RC_OK;
    double lower, upper;
    const enum rc rc = stats_poisson_limits((double)events, STATS_TAIL, &lower, &upper, err);
    if (rc != RC_OK) return rc;
    *out = (struct interval){(double)events / exposure, lower / exposure, upper / exposure, true,
                             true};
    return RC_OK;
}

/* A binomial distribution whose outcomes are compared. */
struct binomial {
    double n, share, mode;
};

static struct binomial binomial_of(uint64_t n, double share)
{
    const double count = (double)n;
    return (struct binomial){count, share, fmin(floor((count + 1.0) * share), count)};
}

/* log P(k), as a saddle point so that nothing large cancels (Loader 2000). */
static double log_weight(const struct binomial *b, double k)
{
    const double other = b->n - k, mean = b->n * b->share, other_mean = b->n * (1.0 - b->share);
    if (k <= 0.0) return b->n * log1p(-b->share);
    if (other <= 0.0) return b->n * log(b->share);
    const double gammas = gamma_scaled(b->n) / (gamma_scaled(k) * gamma_scaled(other));
    return log(gammas) - 0.5 * log(2.0 * M_PI * k * (other / b->n)) +
           deviance_part(k, mean - k, mean) + deviance_part(other, other_mean - other, other_mean);
}

/* The first outcome from the mode outwards, upwards or downwards, that is no more probable than
 * `limit` (a logarithm); n + 1 or -1 when there is none. */
static double first_within(const struct binomial *b, bool upwards, double limit)
{
    const double step = upwards ? 1.0 : -1.0;
    double inside = -1.0, outside = (upwards ? b->n - b->mode : b->mode) + 1.0; /* from the mode */
    while (outside - inside > 1.0) {
        const double middle = floor((inside + outside) / 2.0);
        if (log_weight(b, b->mode + step * middle) <= limit)
            outside = middle;
        else
            inside = middle;
    }
    return b->mode + step * outside;
}

static enum rc upper_p(uint64_t k, uint64_t n, double share, double *p, struct err *err)
{
    *p = 1.0;
    if (k == 0) return RC_OK;
    return stats_binomial_lower_p(n - k, n, 1.0 - share, p, err);
}

/* P of the outcomes on the other side of the mode that are no more probable than k. */
static enum rc far_tail(const struct binomial *b, double k, uint64_t n, double *p, struct err *err)
{
    const double limit = log_weight(b, k) + 1e-7;
    *p = 0.0;
    if (k < b->mode) {
        const double far = first_within(b, true, limit);
        return far <= b->n ? upper_p((uint64_t)far, n, b->share, p, err) : RC_OK;
    }
    const double far = first_within(b, false, limit);
    return far >= 0.0 ? stats_binomial_lower_p((uint64_t)far, n, b->share, p, err) : RC_OK;
}

enum rc stats_binomial_p(uint64_t met, uint64_t n, double share, double *p, struct err *err)
{
    *p = NAN;
    if (!(share >= 0.0 && share <= 1.0) || met > n)
        return err_set(err, RC_NUMERIC, "no binomial p of %llu of %llu with share %.17g",
                       (unsigned long long)met, (unsigned long long)n, share);
    if (n == 0) return RC_OK;
    *p = (share == 0.0 ? met == 0 : met == n) ? 1.0 : 0.0;
    if (share == 0.0 || share == 1.0) return RC_OK;
    const struct binomial b = binomial_of(n, share);
    const double k = (double)met;
    *p = 1.0;
    if (log_weight(&b, k) + 1e-7 >= log_weight(&b, b.mode)) return RC_OK;
    double near_p, far_p;
    enum rc rc = k < b.mode ? stats_binomial_lower_p(met, n, share, &near_p, err)
                            : upper_p(met, n, share, &near_p, err);
    if (rc == RC_OK) rc = far_tail(&b, k, n, &far_p, err);
    if (rc == RC_OK) *p = fmin(near_p + far_p, 1.0);
    return rc;
}

/* A bound of the share of the first group's events as a ratio of the rates. */
static double ratio_of_share(double share, double exposure1, double exposure2)
{
    return share / (1.0 - share) * (exposure2 / exposure1);
}

enum rc stats_rate_ratio(uint64_t events1, double exposure1, uint64_t events2, double exposure2,
                         struct rate_ratio *out, struct err *err)
{
    *out = (struct rate_ratio){INTERVAL_UNDEFINED, NAN};
    const uint64_t events = events1 + events2;
    if (!(exposure1 > 0.0 && exposure2 > 0.0) || events == 0) return RC_OK;
    struct interval share;
    enum rc rc = stats_clopper_pearson(events1, events, &share, err);
    if (rc != RC_OK) return rc;
    const double value = (double)events1 / (double)events2 * (exposure2 / exposure1);
    out->interval =
        (struct interval){value, ratio_of_share(share.lower, exposure1, exposure2),
                          ratio_of_share(share.upper, exposure1, exposure2), true, true};
    return stats_binomial_p(events1, events, exposure1 / (exposure1 + exposure2), &out->p, err);
}
