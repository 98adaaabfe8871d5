#include "measure/stats/mean.h"

#include "measure/stats/distribution.h"
#include "measure/stats/wide.h"

/* n square_sum - sum^2 = n (n-1) scale^2 variance: exact, at least 0 for the moments of any
 * observations. */
static enum rc variance_numerator(const struct moments *m, struct wide *numerator, struct err *err)
{
    *numerator = wide_minus(wide_product((i128)m->n, m->square_sum), wide_product(m->sum, m->sum));
    if (m->scale < 1 || wide_sign(*numerator) < 0)
        return err_set(err, RC_NUMERIC, "impossible moments of %llu values with scale %lld",
                       (unsigned long long)m->n, (long long)m->scale);
    return RC_OK;
}

enum rc stats_variance(const struct moments *moments, double *variance, struct err *err)
{
    struct wide numerator;
    const enum rc rc = variance_numerator(moments, &numerator, err);
    if (rc != RC_OK) return rc;
    *variance = NAN;
    if (moments->n < 2) return RC_OK;
    const double n = (double)moments->n, scale = (double)moments->scale;
    /* (n)(n-1) and scale^2 are taken apart: their product may leave 128 bits, and four roundings do
     * no harm. */
    *variance = wide_to_double(numerator) / n / (double)(moments->n - 1) / scale / scale;
    return RC_OK;
}

/* Variance of the mean. */
static enum rc mean_variance(const struct moments *m, double *variance, struct err *err)
{
    const enum rc rc = stats_variance(m, variance, err);
    if (rc == RC_OK && m->n > 0) *variance /= (double)m->n;
    return rc;
}

static void set_bounds(struct interval *interval, double half_width)
{
    interval->lower = interval->value - half_width;
    interval->upper = interval->value + half_width;
    interval->bounded = true;
}

static double mean_of(const struct moments *m)
{
    return m->n > 0 ? exact_ratio(m->sum, (i128)m->n * m->scale) : NAN;
}

enum rc stats_mean(const struct moments *moments, double *value, struct err *err)
{
    struct wide numerator;
    const enum rc rc = variance_numerator(moments, &numerator, err);
    *value = rc == RC_OK ? mean_of(moments) : NAN;
    return rc;
}

enum rc stats_mean_t(const struct moments *moments, struct interval *out, struct err *err)
{
    *out = INTERVAL_UNDEFINED;
    double variance;
    enum rc rc = mean_variance(moments, &variance, err);
    if (rc != RC_OK || moments->n == 0) return rc;
    out->defined = true;
    out->value = mean_of(moments);
    if (moments->n == 1) return RC_OK;
    double quantile;
    rc = stats_t_quantile(1.0 - STATS_TAIL, (double)(moments->n - 1), &quantile, err);
    if (rc == RC_OK) set_bounds(out, quantile * sqrt(variance));
    return rc;
}

/* sum_a / (n_a scale_a) - sum_b / (n_b scale_b) over one denominator: nearly equal means lose no
 * digits. */
static double mean_difference(const struct moments *a, const struct moments *b)
{
    const i128 weight_a = (i128)a->n * a->scale, weight_b = (i128)b->n * b->scale;
    const struct wide numerator =
        wide_minus(wide_product(a->sum, weight_b), wide_product(b->sum, weight_a));
    return wide_to_double(numerator) / (double)weight_a / (double)weight_b;
}

/* Statistic, p and interval from the variance of the difference and its degrees of freedom. */
static enum rc t_test(double variance, struct difference *out, struct err *err)
{
    out->statistic = out->interval.value / sqrt(variance);
    double quantile;
    enum rc rc = stats_t_quantile(1.0 - STATS_TAIL, out->df, &quantile, err);
    if (rc == RC_OK) rc = stats_t_two_sided_p(out->statistic, out->df, &out->p, err);
    if (rc == RC_OK) set_bounds(&out->interval, quantile * sqrt(variance));
    return rc;
}

/* Two or three like answers have variance 0 by chance, and Welch would take it for certainty. */
static enum rc pooled_test(double variance_a, double variance_b, const struct moments *a,
                           const struct moments *b, struct difference *out, struct err *err)
{
    const double n_a = (double)a->n, n_b = (double)b->n;
    out->df = n_a + n_b - 2.0;
    const double pooled =
        (n_a * (n_a - 1.0) * variance_a + n_b * (n_b - 1.0) * variance_b) / out->df;
    return t_test(pooled * (1.0 / n_a + 1.0 / n_b), out, err);
}

static enum rc welch_test(double variance_a, double variance_b, const struct moments *a,
                          const struct moments *b, struct difference *out, struct err *err)
{
    const double variance = variance_a + variance_b, value = out->interval.value;
    if (variance == 0.0) {
        set_bounds(&out->interval, 0.0);
        out->df = INFINITY;
        out->statistic = value == 0.0 ? 0.0 : copysign(INFINITY, value);
        out->p = value == 0.0 ? 1.0 : 0.0;
        return RC_OK;
    }
    if (variance_a == 0.0 || variance_b == 0.0)
        return pooled_test(variance_a, variance_b, a, b, out, err);
    /* Shares of the variance instead of the variances: their squares cannot leave the range of a
     * double. */
    const double share_a = variance_a / variance, share_b = variance_b / variance;
    out->df =
        1.0 / (share_a * share_a / (double)(a->n - 1) + share_b * share_b / (double)(b->n - 1));
    return t_test(variance, out, err);
}

enum rc stats_welch_difference(const struct moments *a, const struct moments *b,
                               struct difference *out, struct err *err)
{
    *out = DIFFERENCE_UNDEFINED;
    double variance_a, variance_b;
    enum rc rc = mean_variance(a, &variance_a, err);
    if (rc == RC_OK) rc = mean_variance(b, &variance_b, err);
    if (rc != RC_OK || a->n == 0 || b->n == 0) return rc;
    out->interval.defined = true;
    out->interval.value = mean_difference(a, b);
    if (a->n == 1 || b->n == 1) return RC_OK;
    return welch_test(variance_a, variance_b, a, b, out, err);
}
