#include "measure/stats/beta.h"

#include <gsl/gsl_errno.h>
#include <gsl/gsl_sf_gamma.h>
#include <gsl/gsl_sf_log.h>

#include <math.h>
#include <stdbool.h>

enum { STEP_LIMIT = 10000000 };

/* p q - r s with one rounding of the result instead of one of each product (Kahan). */
static double product_difference(double p, double q, double r, double s)
{
    const double second = r * s;
    const double lost = fma(-r, s, second);
    return fma(p, q, -second) + lost;
}

struct beta_point beta_point_of_ratio(double f, double a, double b)
{
    if (isinf(f)) return (struct beta_point){a, b, 1.0, 0.0, b};
    const double whole = b + a * f;
    return (struct beta_point){a, b, a * f / whole, b / whole, a * (b / whole) * (f - 1.0)};
}

struct beta_point beta_point_of_x(double x, double a, double b)
{
    const double y = 1.0 - x;
    return (struct beta_point){a, b, x, y, product_difference(b, x, a, y)};
}

double deviance_part(double a, double excess, double moved)
{
    gsl_sf_result result;
    if (fabs(excess) < 0.5 * a && gsl_sf_log_1plusx_mx_e(excess / a, &result) == GSL_SUCCESS)
        return a * result.val;
    return a * log(moved / a) - excess;
}

double gamma_scaled(double a)
{
    gsl_sf_result result;
    return gsl_sf_gammastar_e(a, &result) == GSL_SUCCESS ? result.val : NAN;
}

/* x^a y^b / B(a, b) as a saddle point: every factor is of moderate size, so nothing large cancels
 * (Loader 2000). */
static double beta_slope(const struct beta_point *p)
{
    if (p->x <= 0.0 || p->y <= 0.0) return 0.0;
    const double a = p->a, b = p->b, sum = a + b;
    const double gammas = gamma_scaled(sum) / (gamma_scaled(a) * gamma_scaled(b));
    const double exponent =
        deviance_part(a, p->excess, sum * p->x) + deviance_part(b, -p->excess, sum * p->y);
    return gammas * sqrt(a / sum * b / (2.0 * M_PI)) * exp(exponent);
}

/* The continued fraction F with I_x(a, b) = slope * F, evaluated forwards by Lentz's method; false:
 * no convergence. */
static bool beta_fraction(const struct beta_point *p, double *fraction)
{
    const double a = p->a, b = p->b, x = p->x;
    double value = a / (a + 1.0) * (1.0 - p->excess);
    double numerator_ratio = value, denominator_ratio = 0.0;
    for (int step = 1; step <= STEP_LIMIT; step++) {
        const double m = step, middle = a + 2.0 * m - 1.0;
        const double pull = m * (b - m) * x;
        const double alpha = (a + m - 1.0) / middle * ((a + b + m - 1.0) / middle) * pull * x;
        const double beta = m + pull / middle +
                            (a + m) / (a + 2.0 * m + 1.0) * (1.0 - p->excess + m * (1.0 + p->y));
        denominator_ratio = 1.0 / (beta + alpha * denominator_ratio);
        numerator_ratio = beta + alpha / numerator_ratio;
        const double change = numerator_ratio * denominator_ratio;
        value *= change;
        if (fabs(change - 1.0) <= 1e-16) {
            *fraction = 1.0 / value;
            return isfinite(value);
        }
    }
    return false;
}

static bool is_valid(const struct beta_point *p)
{
    return p->a > 0.0 && p->b > 0.0 && isfinite(p->a) && isfinite(p->b) && p->x >= 0.0 &&
           p->y >= 0.0;
}

enum rc beta_tails(const struct beta_point *point, struct tails *tails, struct err *err)
{
    if (!is_valid(point))
        return err_set(err, RC_NUMERIC,
                       "incomplete beta is not defined at a=%.17g, b=%.17g, x=%.17g", point->a,
                       point->b, point->x);
    const bool is_low = point->excess <= 0.0;
    const struct beta_point mirror = {point->b, point->a, point->y, point->x, -point->excess};
    const struct beta_point *near = is_low ? point : &mirror;
    const double slope = beta_slope(near);
    double fraction = 0.0;
    if (isnan(slope) || (slope > 0.0 && !beta_fraction(near, &fraction)))
        return err_set(err, RC_NUMERIC,
                       "incomplete beta did not converge at a=%.17g, b=%.17g, x=%.17g", point->a,
                       point->b, point->x);
    const double tail = fmin(slope * fraction, 1.0);
    *tails =
        is_low ? (struct tails){tail, 1.0 - tail, slope} : (struct tails){1.0 - tail, tail, slope};
    return RC_OK;
}
