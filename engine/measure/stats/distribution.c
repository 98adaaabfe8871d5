#include "measure/stats/distribution.h"

#include "measure/stats/beta.h"

#include <gsl/gsl_errno.h>
#include <gsl/gsl_sf_gamma.h>

#include <math.h>
#include <stdbool.h>

enum { SOLVER_STEP_LIMIT = 300 };
/* A Newton step this small, relative to the quantile, leaves an error below one rounding after it
 * is taken. */
static const double LAST_STEP = 1e-9;

/* A family of distributions on the positive numbers with two parameters; q is on its own scale. */
struct positive {
    enum rc (*tails)(double q, double first, double second, struct tails *tails, struct err *err);
    double first, second;
};

static enum rc f_tails(double f, double df1, double df2, struct tails *tails, struct err *err)
{
    const struct beta_point point = beta_point_of_ratio(f, df1 / 2.0, df2 / 2.0);
    return beta_tails(&point, tails, err);
}

static enum rc chi_square_tails(double x, double df, double unused, struct tails *tails,
                                struct err *err)
{
    (void)unused;
    const double a = df / 2.0, half = x / 2.0;
    gsl_sf_result lower, upper;
    if (!(df > 0.0) || !isfinite(df) || !(x >= 0.0))
        return err_set(err, RC_NUMERIC, "chi-square is not defined at x=%.17g, df=%.17g", x, df);
    if (isinf(x)) {
        *tails = (struct tails){1.0, 0.0, 0.0};
        return RC_OK;
    }
    const int lower_status = gsl_sf_gamma_inc_P_e(a, half, &lower);
    const int upper_status = gsl_sf_gamma_inc_Q_e(a, half, &upper);
    /* A tail too small for a double is 0, which is right. */
    if ((lower_status != GSL_SUCCESS && lower_status != GSL_EUNDRFLW) ||
        (upper_status != GSL_SUCCESS && upper_status != GSL_EUNDRFLW))
        return err_set(err, RC_NUMERIC, "chi-square did not converge at x=%.17g, df=%.17g", x, df);
    const double slope = half > 0.0 ? sqrt(a / (2.0 * M_PI)) / gamma_scaled(a) *
                                          exp(deviance_part(a, half - a, half))
                                    : 0.0;
    *tails = (struct tails){lower.val, upper.val, slope};
    return RC_OK;
}

/* Newton on the logarithm of q, kept inside a bracket that every evaluation narrows; where a Newton
 * step would leave the bracket, the bracket is halved (or q moved by a factor of 4 while one end is
 * open). */
static enum rc positive_quantile(const struct positive *d, double lower_p, double upper_p,
                                 double start, double *quantile, struct err *err)
{
    double low = 0.0, high = INFINITY, q = start;
    for (int step = 0; step < SOLVER_STEP_LIMIT; step++) {
        struct tails tails = {0.0, 0.0, 0.0};
        const enum rc rc = d->tails(q, d->first, d->second, &tails, err);
        if (rc != RC_OK) return rc;
        /* The smaller tail carries the digits. */
        const double missing = lower_p < upper_p ? lower_p - tails.lower : tails.upper - upper_p;
        if (missing > 0.0)
            low = q;
        else
            high = q;
        double next = q * exp(fmax(fmin(missing / tails.slope, 700.0), -700.0));
        const bool inside = next > low && next < high;
        if (missing == 0.0 || (tails.slope > 0.0 && fabs(next - q) <= LAST_STEP * q)) {
            *quantile = missing == 0.0 ? q : next;
            return RC_OK;
        }
        if (!inside) next = isinf(high) ? 4.0 * q : low > 0.0 ? sqrt(low) * sqrt(high) : q / 4.0;
        q = next;
    }
    return err_set(err, RC_NUMERIC, "no quantile found at p=%.17g for parameters %.17g, %.17g",
                   lower_p, d->first, d->second);
}

/* The normal quantile of a probability outside its end, to some 0.0005 (Hastings; Abramowitz and
 * Stegun 26.2.23): a start for those who come closer by themselves. */
static double rough_normal_quantile(double lower_p, double upper_p)
{
    const double t = sqrt(-2.0 * log(fmin(lower_p, upper_p)));
    const double z = t - (2.515517 + t * (0.802853 + t * 0.010328)) /
                             (1.0 + t * (1.432788 + t * (0.189269 + t * 0.001308)));
    return lower_p < upper_p ? -z : z;
}

/* About the quantile of t, squared, by two terms of its expansion about the normal one (Abramowitz
 * and Stegun 26.7.5); with few degrees of freedom just a number of the right size. */
static double rough_squared_t(double outside, double df)
{
    enum { LEAST_DF = 3 };
    if (df < LEAST_DF) return 4.0;
    const double z = rough_normal_quantile(1.0 - outside / 2.0, outside / 2.0), square = z * z;
    const double t = z * (1.0 + (square + 1.0) / (4.0 * df) +
                          (5.0 * square * square + 16.0 * square + 3.0) / (96.0 * df * df));
    return t * t;
}

/* About the quantile of F, a ratio of two chi-squares whose cube roots are nearly normal (Paulson;
 * Abramowitz and Stegun 26.6.15). */
static double rough_f(double lower_p, double df1, double df2)
{
    const double a = 2.0 / (9.0 * df1), b = 2.0 / (9.0 * df2);
    const double z = rough_normal_quantile(lower_p, 1.0 - lower_p);
    const double below = (1.0 - b) * (1.0 - b) - b * z * z;
    const double spread = (1.0 - b) * (1.0 - b) * a + (1.0 - a) * (1.0 - a) * b - a * b * z * z;
    const double root = ((1.0 - a) * (1.0 - b) + z * sqrt(fmax(spread, 0.0))) / below;
    const double f = root * root * root;
    return below > 0.0 && f > 0.0 && isfinite(f) ? f : 1.0;
}

static bool is_open_probability(double probability)
{
    return probability > 0.0 && probability < 1.0;
}

enum rc stats_t_two_sided_p(double t, double df, double *p, struct err *err)
{
    if (isnan(t) || !(df > 0.0))
        return err_set(err, RC_NUMERIC, "t is not defined at t=%.17g, df=%.17g", t, df);
    struct tails tails = {0.0, 0.0, 0.0};
    const enum rc rc = f_tails(t * t, 1.0, df, &tails, err);
    if (rc == RC_OK) *p = tails.upper;
    return rc;
}

enum rc stats_t_quantile(double probability, double df, double *quantile, struct err *err)
{
    if (!is_open_probability(probability) || !(df > 0.0) || !isfinite(df))
        return err_set(err, RC_NUMERIC, "no quantile of t at p=%.17g, df=%.17g", probability, df);
    /* t^2 is F with 1 and df degrees of freedom: both tails of t together are its upper tail. */
    const double outside = 2.0 * fmin(probability, 1.0 - probability);
    const struct positive square = {f_tails, 1.0, df};
    double squared = 0.0;
    const enum rc rc = outside < 1.0
                           ? positive_quantile(&square, 1.0 - outside, outside,
                                               rough_squared_t(outside, df), &squared, err)
                           : RC_OK;
    if (rc == RC_OK) *quantile = probability < 0.5 ? -sqrt(squared) : sqrt(squared);
    return rc;
}

enum rc stats_f_upper_p(double f, double df1, double df2, double *p, struct err *err)
{
    if (!(f >= 0.0)) return err_set(err, RC_NUMERIC, "F is not defined at f=%.17g", f);
    struct tails tails = {0.0, 0.0, 0.0};
    const enum rc rc = f_tails(f, df1, df2, &tails, err);
    if (rc == RC_OK) *p = tails.upper;
    return rc;
}

enum rc stats_f_quantile(double probability, double df1, double df2, double *quantile,
                         struct err *err)
{
    if (!is_open_probability(probability))
        return err_set(err, RC_NUMERIC, "no quantile of F at p=%.17g", probability);
    const struct positive f = {f_tails, df1, df2};
    const double start = rough_f(probability, df1, df2), upper_p = 1.0 - probability;
    if (positive_quantile(&f, probability, upper_p, start, quantile, NULL) == RC_OK) return RC_OK;
    /* A first guess far in a tail may lie where the distribution has no slope left. */
    return positive_quantile(&f, probability, upper_p, 1.0, quantile, err);
}

enum rc stats_chi_square_upper_p(double x, double df, double *p, struct err *err)
{
    struct tails tails = {0.0, 0.0, 0.0};
    const enum rc rc = chi_square_tails(x, df, 0.0, &tails, err);
    if (rc == RC_OK) *p = tails.upper;
    return rc;
}

enum rc stats_chi_square_quantile(double probability, double df, double *quantile, struct err *err)
{
    if (!is_open_probability(probability))
        return err_set(err, RC_NUMERIC, "no quantile of chi-square at p=%.17g", probability);
    const struct positive chi_square = {chi_square_tails, df, 0.0};
    return positive_quantile(&chi_square, probability, 1.0 - probability, df, quantile, err);
}

enum rc stats_beta_tails(double x, double a, double b, double *lower_p, double *upper_p,
                         struct err *err)
{
    struct tails tails = {0.0, 0.0, 0.0};
    const struct beta_point point = beta_point_of_x(x, a, b);
    const enum rc rc = beta_tails(&point, &tails, err);
    if (rc != RC_OK) return rc;
    *lower_p = tails.lower;
    *upper_p = tails.upper;
    return RC_OK;
}

enum rc stats_beta_quantile(double probability, double a, double b, double *quantile,
                            struct err *err)
{
    double f = 0.0;
    const enum rc rc = stats_f_quantile(probability, 2.0 * a, 2.0 * b, &f, err);
    if (rc == RC_OK) *quantile = beta_point_of_ratio(f, a, b).x;
    return rc;
}

enum rc stats_normal_quantile(double probability, double *quantile, struct err *err)
{
    if (!is_open_probability(probability))
        return err_set(err, RC_NUMERIC, "no normal quantile at p=%.17g", probability);
    /* z^2 is chi-square with one degree of freedom. */
    const double outside = 2.0 * fmin(probability, 1.0 - probability);
    const struct positive square = {chi_square_tails, 1.0, 0.0};
    double squared = 0.0;
    const enum rc rc = outside < 1.0
                           ? positive_quantile(&square, 1.0 - outside, outside, 4.0, &squared, err)
                           : RC_OK;
    if (rc == RC_OK) *quantile = probability < 0.5 ? -sqrt(squared) : sqrt(squared);
    return rc;
}

enum rc stats_binomial_lower_p(uint64_t k, uint64_t n, double probability, double *p,
                               struct err *err)
{
    if (!(probability >= 0.0 && probability <= 1.0) || n >> 40 != 0)
        return err_set(err, RC_NUMERIC, "binomial is not defined at n=%llu, p=%.17g",
                       (unsigned long long)n, probability);
    *p = 1.0;
    if (k >= n) return RC_OK;
    /* P(B <= k) is the upper tail of Beta(k + 1, n - k) at the probability. */
    double lower;
    return stats_beta_tails(probability, (double)k + 1.0, (double)(n - k), &lower, p, err);
}
