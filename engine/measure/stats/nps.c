#include "measure/stats/nps.h"

#include "base/exact.h"
#include "measure/stats/test.h"

static i128 balance(const struct nps_counts *c)
{
    return (i128)c->promoters - (i128)c->detractors;
}

/* Variance of the score in points^2: 10^4 ((p + d) n - (p - d)^2) / n^3 with whole p, d; the
 * numerator is exact. */
static double score_variance(const struct nps_counts *c)
{
    const i128 n = (i128)c->n, moved = (i128)c->promoters + (i128)c->detractors;
    return 1e4 * exact_ratio(moved * n - balance(c) * balance(c), n * n) / (double)c->n;
}

static struct interval normal_interval(double value, double variance, double limit)
{
    const double half_width = STATS_Z * sqrt(variance);
    return (struct interval){value, fmax(value - half_width, -limit),
                             fmin(value + half_width, limit), true, true};
}

struct interval stats_nps(const struct nps_counts *counts)
{
    if (counts->n == 0) return INTERVAL_UNDEFINED;
    const double value = exact_ratio(100 * balance(counts), (i128)counts->n);
    return normal_interval(value, score_variance(counts), 100.0);
}

struct difference stats_nps_difference(const struct nps_counts *a, const struct nps_counts *b)
{
    if (a->n == 0 || b->n == 0) return DIFFERENCE_UNDEFINED;
    const i128 cross = balance(a) * (i128)b->n - balance(b) * (i128)a->n;
    const double value = 100.0 * exact_ratio(cross, (i128)a->n * b->n);
    const double variance = score_variance(a) + score_variance(b);
    /* Each group's own variance in the test would call a small group with like answers certain. */
    const struct nps_counts both = {a->promoters + b->promoters, a->detractors + b->detractors,
                                    a->n + b->n};
    const double apart =
        value / sqrt((double)both.n / (double)a->n * ((double)both.n / (double)b->n));
    const double error = sqrt(score_variance(&both));
    const double z = error > 0.0 ? apart / error : 0.0;
    return (struct difference){normal_interval(value, variance, 200.0), z, INFINITY,
                               stats_normal_two_sided_p(z)};
}
