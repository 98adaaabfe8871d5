#include "measure/stats/paired.h"

#include "base/exact.h"
#include "measure/stats/share.h"

/* Newcombe's phi: 0 when a margin is empty. */
static double correlation(const struct paired *c)
{
    const double a = (double)c->both, b = (double)c->first, e = (double)c->second,
                 d = (double)c->neither, n = a + b + e + d;
    const double margins = sqrt(a + b) * sqrt(e + d) * sqrt(a + e) * sqrt(b + d);
    if (margins == 0.0) return 0.0;
    const i128 cross = (i128)c->both * c->neither - (i128)c->first * c->second;
    const double apart = (double)cross;
    return (apart > 0.0 ? fmax(apart - n / 2.0, 0.0) : apart) / margins;
}

/* The root of x^2 - 2 phi x y + y^2. */
static double joined(double x, double y, double phi)
{
    return sqrt(fmax(x * x - 2.0 * phi * x * y + y * y, 0.0));
}

struct interval stats_paired_difference(const struct paired *counts)
{
    const uint64_t n = counts->both + counts->first + counts->second + counts->neither;
    if (n == 0) return INTERVAL_UNDEFINED;
    const struct interval before = stats_wilson(counts->both + counts->first, n);
    const struct interval after = stats_wilson(counts->both + counts->second, n);
    const double value = ((double)counts->first - (double)counts->second) / (double)n;
    const double phi = correlation(counts);
    const double below = joined(before.value - before.lower, after.upper - after.value, phi);
    const double above = joined(before.upper - before.value, after.value - after.lower, phi);
    return (struct interval){value, value - below, value + above, true, true};
}
