#include "measure/stats/mantel_haenszel.h"

#include "measure/stats/test.h"

struct difference stats_mantel_haenszel(const struct stratum *strata, size_t stratum_count)
{
    double weight_sum = 0, weighted = 0, variance = 0;
    for (size_t i = 0; i < stratum_count; i++) {
        const struct stratum *s = &strata[i];
        if (s->a_n == 0 || s->b_n == 0) continue;
        const double a_n = (double)s->a_n, b_n = (double)s->b_n;
        const double a = (double)s->a_met / a_n, b = (double)s->b_met / b_n;
        const double weight = a_n * b_n / (a_n + b_n);
        weight_sum += weight;
        weighted += weight * (a - b);
        variance += weight * weight * (a * (1 - a) / a_n + b * (1 - b) / b_n);
    }
    struct difference out = DIFFERENCE_UNDEFINED;
    if (weight_sum <= 0) return out;
    const double value = weighted / weight_sum, error = sqrt(variance) / weight_sum;
    out.interval = (struct interval){value, fmax(value - STATS_Z * error, -1),
                                     fmin(value + STATS_Z * error, 1), true, true};
    out.df = INFINITY;
    out.statistic = error > 0 ? value / error : value == 0 ? 0 : copysign(INFINITY, value);
    out.p = stats_normal_two_sided_p(out.statistic);
    return out;
}
