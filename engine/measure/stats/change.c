#include "measure/stats/change.h"

#include "measure/stats/distribution.h"
#include "measure/stats/share.h"
#include "measure/stats/test.h"
#include "measure/stats/twofold.h"

/* A variance with its degrees of freedom, to be added to others. */
struct part {
    double variance, df;
};

/* Interval and test of out->interval.value from independent parts of its variance. */
static enum rc finish(const struct part *parts, size_t part_count, struct difference *out,
                      struct err *err)
{
    double variance = 0.0, squares = 0.0, quantile = 0.0;
    for (size_t i = 0; i < part_count; i++) variance += parts[i].variance;
    for (size_t i = 0; i < part_count; i++) {
        const double share = variance > 0.0 ? parts[i].variance / variance : 0.0;
        squares += share * share / parts[i].df;
    }
    const double value = out->interval.value, error = sqrt(variance);
    enum rc rc = RC_OK;
    out->df = variance > 0.0 ? 1.0 / squares : INFINITY;
    if (variance > 0.0) {
        out->statistic = value / error;
        rc = stats_t_quantile(1.0 - STATS_TAIL, out->df, &quantile, err);
        if (rc == RC_OK) rc = stats_t_two_sided_p(out->statistic, out->df, &out->p, err);
    } else {
        out->statistic = value == 0.0 ? 0.0 : copysign(INFINITY, value);
        out->p = value == 0.0 ? 1.0 : 0.0;
    }
    out->interval.lower = value - quantile * error;
    out->interval.upper = value + quantile * error;
    out->interval.bounded = rc == RC_OK;
    return rc;
}

static struct twofold mean_of(const struct moments *m)
{
    return twofold_ratio(twofold_of_i128(m->sum), twofold_of_i128((i128)m->n * m->scale));
}

enum rc stats_mean_change_difference(const struct mean_change *treated,
                                     const struct mean_change *others, struct difference *out,
                                     struct err *err)
{
    const struct moments *cells[] = {&treated->after, &treated->before, &others->before,
                                     &others->after};
    struct part parts[4];
    struct twofold value = twofold_of(0.0);
    bool is_empty = false, is_single = false;
    *out = DIFFERENCE_UNDEFINED;
    for (size_t i = 0; i < 4; i++) {
        double variance;
        const enum rc rc = stats_variance(cells[i], &variance, err);
        if (rc != RC_OK) return rc;
        is_empty = is_empty || cells[i]->n == 0;
        is_single = is_single || cells[i]->n == 1;
        if (is_empty) continue;
        const double n = (double)cells[i]->n;
        parts[i] = (struct part){variance / n, n - 1.0};
        const struct twofold mean = mean_of(cells[i]);
        value = twofold_add(value, i % 2 == 0 ? mean : twofold_negative(mean));
    }
    if (is_empty) return RC_OK;
    out->interval.value = twofold_to_double(value);
    out->interval.defined = true;
    return is_single ? RC_OK : finish(parts, 4, out, err);
}

struct difference stats_share_change_difference(const struct share_change *treated,
                                                const struct share_change *others)
{
    const uint64_t met[] = {treated->after_met, treated->before_met, others->before_met,
                            others->after_met};
    const uint64_t n[] = {treated->after_n, treated->before_n, others->before_n, others->after_n};
    struct twofold value = twofold_of(0.0);
    double below = 0.0, above = 0.0, variance = 0.0;
    struct difference out = DIFFERENCE_UNDEFINED;
    for (size_t i = 0; i < 4; i++) {
        if (n[i] == 0) return out;
        const struct interval own = stats_wilson(met[i], n[i]);
        const struct twofold share =
            twofold_ratio(twofold_of((double)met[i]), twofold_of((double)n[i]));
        const double down = own.value - own.lower, up = own.upper - own.value;
        const bool adds = i % 2 == 0;
        value = twofold_add(value, adds ? share : twofold_negative(share));
        below += adds ? down * down : up * up;
        above += adds ? up * up : down * down;
        variance += own.value * ((double)(n[i] - met[i]) / (double)n[i]) / (double)n[i];
    }
    const double whole = twofold_to_double(value);
    out.interval = (struct interval){whole, fmax(whole - sqrt(below), -2.0),
                                     fmin(whole + sqrt(above), 2.0), true, true};
    if (!(variance > 0.0)) return out;
    out.statistic = whole / sqrt(variance);
    out.df = INFINITY;
    out.p = stats_normal_two_sided_p(out.statistic);
    return out;
}

/* One group's rows in both periods. */
struct group_sums {
    uint64_t before_n, after_n;
    int64_t before_sum, after_sum;
    size_t cluster_count; /* with rows */
};

static bool has_rows(const struct cluster_change *c)
{
    return c->before_n > 0 || c->after_n > 0;
}

static bool add_clusters(const struct cluster_change *clusters, size_t cluster_count,
                         struct group_sums groups[2])
{
    for (size_t i = 0; i < cluster_count; i++) {
        const struct cluster_change *c = &clusters[i];
        struct group_sums *g = &groups[c->is_treated ? 1 : 0];
        if (!exact_add_u64(g->before_n, c->before_n, &g->before_n) ||
            !exact_add_u64(g->after_n, c->after_n, &g->after_n) ||
            !exact_add_i64(g->before_sum, c->before_sum, &g->before_sum) ||
            !exact_add_i64(g->after_sum, c->after_sum, &g->after_sum))
            return false;
        g->cluster_count += has_rows(c);
    }
    return true;
}

/* sum / all_n - n mean / all_n = (sum all_n - n all_sum) / all_n^2, the numerator exact. */
static double moved(int64_t sum, uint64_t n, int64_t all_sum, uint64_t all_n)
{
    const struct wide numerator =
        wide_minus(wide_product(sum, (i128)all_n), wide_product((i128)n, all_sum));
    return wide_to_double(numerator) / (double)all_n / (double)all_n;
}

static struct part cluster_variance(const struct cluster_change *clusters, size_t cluster_count,
                                    const struct group_sums *g, bool is_treated)
{
    double squares = 0.0;
    for (size_t i = 0; i < cluster_count; i++) {
        const struct cluster_change *c = &clusters[i];
        if (c->is_treated != is_treated || !has_rows(c)) continue;
        const double u = moved(c->after_sum, c->after_n, g->after_sum, g->after_n) -
                         moved(c->before_sum, c->before_n, g->before_sum, g->before_n);
        squares += u * u;
    }
    const double count = (double)g->cluster_count, df = count - 1.0;
    return (struct part){squares * (count / df), df};
}

static struct twofold change_of(const struct group_sums *g)
{
    return twofold_minus(
        twofold_ratio(twofold_of_i128(g->after_sum), twofold_of_i128((i128)g->after_n)),
        twofold_ratio(twofold_of_i128(g->before_sum), twofold_of_i128((i128)g->before_n)));
}

enum rc stats_cluster_change_difference(const struct cluster_change *clusters, size_t cluster_count,
                                        int64_t scale, struct difference *out, struct err *err)
{
    *out = DIFFERENCE_UNDEFINED;
    struct group_sums groups[2] = {{0}, {0}};
    if (scale < 1 || !add_clusters(clusters, cluster_count, groups))
        return err_set(err, RC_NUMERIC, "impossible or too large sums of %zu clusters",
                       cluster_count);
    for (size_t g = 0; g < 2; g++)
        if (groups[g].before_n == 0 || groups[g].after_n == 0) return RC_OK;
    const struct twofold apart = twofold_minus(change_of(&groups[1]), change_of(&groups[0]));
    out->interval.value = twofold_to_double(twofold_ratio(apart, twofold_of_i128(scale)));
    out->interval.defined = true;
    if (groups[0].cluster_count < 2 || groups[1].cluster_count < 2) return RC_OK;
    struct part parts[2];
    for (size_t g = 0; g < 2; g++) {
        parts[g] = cluster_variance(clusters, cluster_count, &groups[g], g == 1);
        parts[g].variance = parts[g].variance / (double)scale / (double)scale;
    }
    return finish(parts, 2, out, err);
}

double stats_regression_to_mean(double selected, double all, double reliability)
{
    return (reliability - 1.0) * (selected - all);
}

double stats_difference_reliability(double reliability_a, double sd_a, double reliability_b,
                                    double sd_b, double correlation)
{
    const double common = 2.0 * correlation * sd_a * sd_b;
    const double varies = sd_a * sd_a + sd_b * sd_b - common;
    if (!(varies > 0.0)) return NAN;
    return (sd_a * sd_a * reliability_a + sd_b * sd_b * reliability_b - common) / varies;
}
