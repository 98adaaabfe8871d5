#include "measure/stats/clustered.h"

#include "measure/stats/distribution.h"
#include "measure/stats/share.h"

#include <math.h>

void stats_clustered_add(struct clustered *clustered, const struct clustered_share *clusters,
                         size_t cluster_count)
{
    struct clustered_share all = {0, 0};
    uint64_t with_rows = 0;
    for (size_t i = 0; i < cluster_count; i++) {
        all.met += clusters[i].met;
        all.n += clusters[i].n;
        with_rows += clusters[i].n > 0;
    }
    if (all.met == 0 || all.met == all.n) return;
    const double share = (double)all.met / (double)all.n;
    for (size_t i = 0; i < cluster_count; i++) {
        if (clusters[i].n == 0) continue;
        const double apart = (double)clusters[i].met / (double)clusters[i].n - share;
        clustered->scatter += (double)clusters[i].n * apart * apart / (share * (1 - share));
    }
    clustered->df += with_rows - 1;
}

double stats_clustered_factor(const struct clustered *clustered)
{
    if (clustered->df == 0) return 1.0;
    const double factor = clustered->scatter / (double)clustered->df;
    return factor > 1.0 + 1e-9 ? factor : 1.0;
}

struct interval stats_clustered_wilson(uint64_t met, uint64_t n, double factor)
{
    if (n == 0) return INTERVAL_UNDEFINED;
    struct interval interval =
        stats_wilson_effective((double)met / factor, (double)(n - met) / factor);
    interval.value = (double)met / (double)n;
    return interval;
}

/* P(X > x) + P(X = x) / 2 of X ~ Binomial(n, share) and what is left of 1. */
static enum rc mid_tails(double x, double n, double share, double tail[2], struct err *err)
{
    double above[2] = {0, 1}, from[2] = {1, 0};
    enum rc rc = RC_OK;
    if (x < n) rc = stats_beta_tails(share, x + 1, n - x, &above[0], &above[1], err);
    if (rc == RC_OK && x > 0) rc = stats_beta_tails(share, x, n - x + 1, &from[0], &from[1], err);
    for (int i = 0; i < 2; i++) tail[i] = (above[i] + from[i]) / 2;
    return rc;
}

/* Of the smaller of the two: in the tails of the larger there would be no skew to see. */
static enum rc skewed_p(const struct clustered_share *one, const struct clustered_share *other,
                        double factor, double *p, struct err *err)
{
    const double n1 = (double)one->n, n2 = (double)other->n;
    const double n = n1 * ((n1 + n2) / n2) / factor;
    const double share = ((double)one->met + (double)other->met) / (n1 + n2);
    double tail[2];
    const enum rc rc = mid_tails(fmin(n, n * (double)one->met / n1), n, share, tail, err);
    if (rc == RC_OK) *p = fmin(1.0, 2 * fmin(tail[0], tail[1]));
    return rc;
}

enum rc stats_clustered_p(const struct clustered_share *one, const struct clustered_share *other,
                          const struct clustered *clustered, double *p, struct err *err)
{
    const double factor = stats_clustered_factor(clustered);
    *p = stats_two_share_p(one->met, one->n, other->met, other->n);
    const double z = stats_two_share_z(one->met, one->n, other->met, other->n);
    if (factor <= 1.0 || isnan(z) || z == 0) return RC_OK;
    double inflated = NAN, skewed = NAN;
    enum rc rc = stats_t_two_sided_p(z / sqrt(factor), (double)clustered->df, &inflated, err);
    const bool is_smaller = one->n <= other->n;
    if (rc == RC_OK)
        rc = skewed_p(is_smaller ? one : other, is_smaller ? other : one, factor, &skewed, err);
    if (rc == RC_OK) *p = fmax(*p, fmax(inflated, skewed));
    return rc;
}
