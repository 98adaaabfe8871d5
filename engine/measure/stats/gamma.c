#include "measure/stats/gamma.h"

#include <math.h>
#include <stdbool.h>

enum { STEP_LIMIT = 10000000, SOLVER_STEP_LIMIT = 300 };

/* x^a e^-x / Gamma(a) as a saddle point (Loader 2000). */
static double gamma_slope(double x, double a)
{
    if (x <= 0.0 || isinf(x)) return 0.0;
    return sqrt(a / (2.0 * M_PI)) / gamma_scaled(a) * exp(deviance_part(a, x - a, x));
}

/* P(X <= x) / slope = 1/a (1 + x/(a+1) + x^2/((a+1)(a+2)) + ...): all terms positive. */
static bool lower_series(double x, double a, double *sum)
{
    double term = 1.0 / a;
    *sum = term;
    for (int step = 1; step <= STEP_LIMIT; step++) {
        const double ratio = x / (a + step);
        term *= ratio;
        *sum += term;
        /* What follows is below term ratio / (1 - ratio). */
        if (term * ratio <= 1e-17 * *sum * (1.0 - ratio)) return true;
    }
    return false;
}

/* P(X >= x) / slope = 1/(x+1-a - 1(1-a)/(x+3-a - 2(2-a)/(x+5-a - ...))), by Lentz's method; above
 * the mean every partial denominator stays positive. */
static bool upper_fraction(double x, double a, double *fraction)
{
    double b = x + 1.0 - a, value = b, up = b, down = 0.0;
    for (int step = 1; step <= STEP_LIMIT; step++) {
        const double pull = step * (a - step);
        b += 2.0;
        down = 1.0 / (b + pull * down);
        up = b + pull / up;
        const double change = up * down;
        value *= change;
        if (fabs(change - 1.0) <= 1e-16) {
            *fraction = 1.0 / value;
            return isfinite(value);
        }
    }
    return false;
}

enum rc gamma_tails(double x, double shape, struct tails *tails, struct err *err)
{
    if (!(shape > 0.0) || !isfinite(shape) || !(x >= 0.0))
        return err_set(err, RC_NUMERIC, "gamma is not defined at x=%.17g, shape=%.17g", x, shape);
    const double slope = gamma_slope(x, shape);
    const bool is_low = x < shape + 1.0;
    double part = 0.0;
    if (slope > 0.0 && !(is_low ? lower_series(x, shape, &part) : upper_fraction(x, shape, &part)))
        return err_set(err, RC_NUMERIC, "gamma did not converge at x=%.17g, shape=%.17g", x, shape);
    const double tail = fmin(slope * part, 1.0);
    *tails =
        is_low ? (struct tails){tail, 1.0 - tail, slope} : (struct tails){1.0 - tail, tail, slope};
    return RC_OK;
}

/* Newton on the logarithm of x inside a bracket that every step narrows. */
enum rc gamma_quantile(double lower_p, double upper_p, double shape, double *quantile,
                       struct err *err)
{
    if (!(lower_p > 0.0) || !(upper_p > 0.0))
        return err_set(err, RC_NUMERIC, "no quantile of gamma at p=%.17g", lower_p);
    /* A Newton step this small leaves an error below one rounding. */
    const double last_step = 1e-9 / fmax(1.0, sqrt(shape));
    double low = 0.0, high = INFINITY, x = shape;
    for (int step = 0; step < SOLVER_STEP_LIMIT; step++) {
        struct tails tails = {0.0, 0.0, 0.0};
        const enum rc rc = gamma_tails(x, shape, &tails, err);
        if (rc != RC_OK) return rc;
        const double missing = lower_p < upper_p ? lower_p - tails.lower : tails.upper - upper_p;
        if (missing > 0.0)
            low = x;
        else
            high = x;
        double next = x * exp(fmax(fmin(missing / tails.slope, 700.0), -700.0));
        if (missing == 0.0 || (tails.slope > 0.0 && fabs(next - x) <= last_step * x)) {
            *quantile = missing == 0.0 ? x : next;
            return RC_OK;
        }
        if (!(next > low && next < high))
            next = isinf(high) ? 4.0 * x : low > 0.0 ? sqrt(low) * sqrt(high) : x / 4.0;
        x = next;
    }
    return err_set(err, RC_NUMERIC, "no quantile of gamma found at p=%.17g, shape=%.17g", lower_p,
                   shape);
}

enum rc stats_poisson_tails(double k, double mean, double *at_most, double *at_least,
                            struct err *err)
{
    struct tails tails = {0.0, 1.0, 0.0};
    /* At most k events: the (k+1)-th comes after `mean`. */
    enum rc rc = k < 0.0 ? RC_OK : gamma_tails(mean, k + 1.0, &tails, err);
    *at_most = k < 0.0 ? 0.0 : tails.upper;
    *at_least = 1.0;
    if (rc == RC_OK && k > 0.0) {
        rc = gamma_tails(mean, k, &tails, err);
        *at_least = tails.lower;
    }
    return rc;
}
