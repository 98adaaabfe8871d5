#include "measure/stats/clustered.h"

#include "measure/stats/distribution.h"
#include "measure/stats/share.h"

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

enum rc stats_clustered_p(const struct clustered_share *one, const struct clustered_share *other,
                          const struct clustered *clustered, double *p, struct err *err)
{
    const double factor = stats_clustered_factor(clustered);
    *p = stats_two_share_p(one->met, one->n, other->met, other->n);
    const double z = stats_two_share_z(one->met, one->n, other->met, other->n);
    if (factor <= 1.0 || isnan(z)) return RC_OK;
    double inflated;
    const enum rc rc = stats_t_two_sided_p(z / sqrt(factor), (double)clustered->df, &inflated, err);
    if (rc == RC_OK) *p = fmax(*p, inflated);
    return rc;
}
