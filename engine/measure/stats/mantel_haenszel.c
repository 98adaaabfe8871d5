#include "measure/stats/mantel_haenszel.h"

#include "measure/stats/test.h"

/* Sums over the strata; `apart` is sum w_i (a_i/A_i - b_i/B_i). */
struct strata_sums {
    double weight, apart;
    double tilt, spread;  /* Sato's sums of P_i and Q_i */
    double null_variance; /* of `apart` when the shares of every stratum are equal */
};

static void add_stratum(const struct stratum *s, struct strata_sums *sums)
{
    const double a_n = (double)s->a_n, b_n = (double)s->b_n, n = a_n + b_n;
    const double a = (double)s->a_met, b = (double)s->b_met, met = a + b;
    sums->weight += a_n * b_n / n;
    sums->apart += (a * b_n - b * a_n) / n;
    sums->tilt += (a_n / n) * (a_n / n) * b - (b_n / n) * (b_n / n) * a +
                  (a_n / n) * (b_n / n) * ((b_n - a_n) / 2);
    sums->spread += (a * (b_n - b) + b * (a_n - a)) / (2 * n);
    sums->null_variance += a_n * b_n / (n * n) * (met * (n - met) / (n - 1));
}

struct difference stats_mantel_haenszel(const struct stratum *strata, size_t stratum_count)
{
    struct strata_sums sums = {.weight = 0};
    for (size_t i = 0; i < stratum_count; i++)
        if (strata[i].a_n > 0 && strata[i].b_n > 0) add_stratum(&strata[i], &sums);
    struct difference out = DIFFERENCE_UNDEFINED;
    if (sums.weight <= 0) return out;
    const double value = sums.apart / sums.weight;
    const double error = sqrt(fmax(value * sums.tilt + sums.spread, 0)) / sums.weight;
    out.interval = (struct interval){value, fmax(value - STATS_Z * error, -1),
                                     fmin(value + STATS_Z * error, 1), true, true};
    out.df = INFINITY;
    out.statistic = sums.null_variance > 0 ? sums.apart / sqrt(sums.null_variance) : 0;
    out.p = stats_normal_two_sided_p(out.statistic);
    return out;
}
