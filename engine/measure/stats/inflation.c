#include "measure/stats/inflation.h"

#include "measure/stats/distribution.h"
#include "measure/stats/wide.h"

enum { SCATTER_BITS = 40 };

/* Numerators alone: with N, S, Q of the total and n, s of the cluster, n (mean - common)^2 over the
 * variance is (s N - S n)^2 / (n (N Q - S^2)), at most N; the scale cancels. */
void stats_inflation_add(struct inflation *inflation, const struct moments *cluster)
{
    const struct moments *total = &inflation->total;
    if (cluster->n == 0) return;
    inflation->cluster_count++;
    const double spread = wide_to_double(wide_minus(wide_product((i128)total->n, total->square_sum),
                                                    wide_product(total->sum, total->sum)));
    if (!(spread > 0.0)) return;
    const double apart = wide_to_double(wide_minus(wide_product(cluster->sum, (i128)total->n),
                                                   wide_product(total->sum, (i128)cluster->n)));
    const double term = apart / spread * apart / (double)cluster->n;
    inflation->scatter += (i128)ldexp(term, SCATTER_BITS);
}

double stats_inflation_factor(const struct inflation *inflation)
{
    if (inflation->cluster_count < 2) return 1.0;
    const double scatter = ldexp((double)inflation->scatter, -SCATTER_BITS);
    const double factor = scatter / (double)(inflation->cluster_count - 1);
    return factor > 1.0 + 1e-9 ? factor : 1.0;
}

enum rc stats_inflated_p(const struct inflation *inflation, const struct difference *difference,
                         double *p, struct err *err)
{
    const double factor = stats_inflation_factor(inflation);
    *p = difference->p;
    if (factor <= 1.0 || isnan(difference->statistic)) return RC_OK;
    double inflated;
    const double df = fmin(difference->df, (double)(inflation->cluster_count - 1));
    const enum rc rc =
        stats_t_two_sided_p(difference->statistic / sqrt(factor), df, &inflated, err);
    if (rc == RC_OK) *p = fmax(*p, inflated);
    return rc;
}
