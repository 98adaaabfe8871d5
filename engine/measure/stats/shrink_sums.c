#include "measure/stats/shrink_sums.h"

#include <gsl/gsl_errno.h>
#include <gsl/gsl_sf_log.h>

#include <math.h>

enum { DIRECT_TERMS = 32 };

double log1p_rest(double x)
{
    gsl_sf_result result;
    if (fabs(x) < 0.5 && gsl_sf_log_1plusx_mx_e(x, &result) == GSL_SUCCESS) return result.val;
    return log1p(x) - x;
}

/* Euler and Maclaurin's corrections at one end, where t = c + j step: half the term and the odd
 * derivatives, for a lower end; an upper end has them with the other sign. */
static struct stair end_part(double c, double step, double j)
{
    const double t = c + j * step, r = step / t, r2 = r * r;
    /* B_2k / (2k)! times the derivatives of 1/t: step^n n! / t^(n+1). */
    const double once = r * (1.0 / 12.0 - r2 * (1.0 / 120.0 - r2 / 252.0));
    const double squared = r * (1.0 / 6.0 - r2 * (1.0 / 30.0 - r2 / 42.0));
    return (struct stair){(0.5 + once) / t, (0.5 + squared) / t / t,
                          0.5 * j / t - c / t * (once / step)};
}

static void add_rest(struct stair *sums, double c, double step, double from, double m)
{
    const double t = c + from * step, end = c + m * step, length = m - from;
    const double u = step * length / t, log_rise = log1p(u) / step;
    const struct stair low = end_part(c, step, from), high = end_part(c, step, m);
    sums->once += log_rise + low.once;
    sums->squared += length / t / end + low.squared;
    /* The integral of j / t is from * log_rise + (t / step^2) (u - log(1 + u)). */
    sums->weighted += from * log_rise - t / step / step * log1p_rest(u) + low.weighted;
    /* The sum leaves out m itself: half of it more than Euler and Maclaurin's full sum. */
    sums->once -= high.once;
    sums->squared -= high.squared;
    sums->weighted -= high.weighted;
}

struct stair stair_of(double c, double step, double m)
{
    struct stair sums = {0.0, 0.0, 0.0};
    const int direct = m < DIRECT_TERMS ? (int)m : DIRECT_TERMS;
    for (int j = 0; j < direct; j++) {
        const double t = c + j * step;
        sums.once += 1.0 / t;
        sums.squared += 1.0 / t / t;
        sums.weighted += j / t;
    }
    if (m > direct) add_rest(&sums, c, step, direct, m);
    return sums;
}
