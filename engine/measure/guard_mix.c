#include "measure/guard_mix.h"

#include "measure/estimate.h"
#include "measure/stats/distribution.h"
#include "measure/stats/mantel_haenszel.h"
#include "measure/stats/standardise.h"
#include "measure/stats/test.h"

#include <stdlib.h>

static const char no_overlap[] =
    "no_overlap: the segments that both months have hold less than 90 % of a month's rows, so that "
    "like with like would be another network";
static const char too_few[] = "below_base: fewer rows than the minimum base in one of the months";
static const char no_bounds[] =
    "no_interval: single rows in the segments, and nothing that tells how they vary";

/* The strata of both months, for the statistics library. */
struct mix {
    struct share_stratum *shares[2]; /* before, now: the same weights */
    struct mean_stratum *means[2];
    struct stratum *pairs;
    size_t count;
};

static void mix_release(struct mix *mix)
{
    for (int i = 0; i < 2; i++) {
        free(mix->shares[i]);
        free(mix->means[i]);
    }
    free(mix->pairs);
}

static bool mix_init(struct mix *mix, size_t count)
{
    *mix = (struct mix){.count = 0};
    for (int i = 0; i < 2; i++) {
        mix->shares[i] = calloc(count + 1, sizeof *mix->shares[i]);
        mix->means[i] = calloc(count + 1, sizeof *mix->means[i]);
    }
    mix->pairs = calloc(count + 1, sizeof *mix->pairs);
    return mix->shares[0] && mix->shares[1] && mix->means[0] && mix->means[1] && mix->pairs;
}

static void add_stratum(struct mix *mix, const struct mix_stratum *stratum)
{
    const struct statistic *sides[2] = {&stratum->before, &stratum->now};
    const uint64_t weight = statistic_n(&stratum->before);
    if (weight == 0 || statistic_n(&stratum->now) == 0) return;
    for (int i = 0; i < 2; i++) {
        const struct share share = sides[i]->share;
        mix->shares[i][mix->count] = (struct share_stratum){share.met, share.n, weight};
        mix->means[i][mix->count] = (struct mean_stratum){statistic_moments(sides[i]), weight};
    }
    const struct share now = stratum->now.share, before = stratum->before.share;
    mix->pairs[mix->count++] = (struct stratum){now.met, now.n, before.met, before.n};
}

/* now - before, joined of two intervals as Newcombe joins them. */
static void join_shares(const struct standardised sides[2], struct difference *out)
{
    const struct interval b = sides[0].interval, n = sides[1].interval;
    const double value = n.value - b.value;
    const double down = hypot(n.value - n.lower, b.upper - b.value);
    const double up = hypot(n.upper - n.value, b.value - b.lower);
    out->interval = (struct interval){value, value - down, value + up, true, true};
    const double towards_zero = value > 0.0 ? down : up;
    out->statistic = value == 0.0 ? 0.0 : value / (towards_zero / STATS_Z);
    out->df = INFINITY;
    out->p = stats_normal_two_sided_p(out->statistic);
}

static void same_shares(const struct mix *mix, struct mix_change *out)
{
    struct standardised sides[2];
    for (int i = 0; i < 2; i++) sides[i] = stats_standardise_share(mix->shares[i], mix->count);
    join_shares(sides, &out->same);
    out->mantel_haenszel = stats_mantel_haenszel(mix->pairs, mix->count).interval.value;
}

static double satterthwaite(double variance, double df)
{
    return variance > 0.0 ? variance * variance / df : 0.0;
}

/* now - before of two means with their own errors and df. */
static enum rc join_means(const struct standardised sides[2], struct difference *out,
                          struct err *err)
{
    const double before = sides[0].error * sides[0].error, now = sides[1].error * sides[1].error;
    const double error = sqrt(before + now);
    out->interval.value = sides[1].interval.value - sides[0].interval.value;
    out->interval.defined = true;
    if (!sides[0].interval.bounded || !sides[1].interval.bounded || !(error > 0.0)) return RC_OK;
    out->df = (before + now) * (before + now) /
              (satterthwaite(before, sides[0].df) + satterthwaite(now, sides[1].df));
    out->statistic = out->interval.value / error;
    double t;
    enum rc rc = stats_t_quantile(1.0 - STATS_TAIL, out->df, &t, err);
    if (rc == RC_OK) rc = stats_t_two_sided_p(out->statistic, out->df, &out->p, err);
    out->interval.lower = out->interval.value - t * error;
    out->interval.upper = out->interval.value + t * error;
    out->interval.bounded = rc == RC_OK;
    return rc;
}

static enum rc same_means(const struct mix *mix, struct mix_change *out, struct err *err)
{
    struct standardised sides[2];
    for (int i = 0; i < 2; i++) {
        const enum rc rc = stats_standardise_mean(mix->means[i], mix->count, &sides[i], err);
        if (rc != RC_OK) return rc;
    }
    return join_means(sides, &out->same, err);
}

static enum rc value_of(const struct statistic *statistic, double *value, struct err *err)
{
    const struct moments moments = statistic_moments(statistic);
    return stats_mean(&moments, value, err);
}

static double part_of(uint64_t common, uint64_t all)
{
    return all > 0 ? (double)common / (double)all : NAN;
}

/* The crude change, and the part of the rows that can be compared like with like. */
static enum rc crude_change(const struct mix_stratum *strata, size_t count,
                            const struct mix_stratum *network, struct mix_change *out,
                            struct err *err)
{
    uint64_t before = 0, now = 0;
    for (size_t i = 0; i < count; i++) {
        const uint64_t n_before = statistic_n(&strata[i].before), n = statistic_n(&strata[i].now);
        if (n_before == 0 || n == 0) continue;
        before += n_before;
        now += n;
    }
    out->before_n = statistic_n(&network->before);
    out->now_n = statistic_n(&network->now);
    double values[2];
    enum rc rc = value_of(&network->before, &values[0], err);
    if (rc == RC_OK) rc = value_of(&network->now, &values[1], err);
    out->crude = rc == RC_OK ? values[1] - values[0] : NAN;
    out->covered = fmin(part_of(before, out->before_n), part_of(now, out->now_n));
    return rc;
}

static const char *refusal_of(const struct mix_change *change,
                              const struct measure_options *options)
{
    const uint64_t base = options->minimum_base > 0 ? options->minimum_base : 1;
    if (change->before_n < base || change->now_n < base) return too_few;
    return change->covered >= MIX_LEAST_COVERED ? NULL : no_overlap;
}

enum rc mix_change_make(const struct mix_stratum *strata, size_t count,
                        const struct mix_stratum *network, const struct measure_options *options,
                        struct mix_change *out, struct err *err)
{
    *out = (struct mix_change){.crude = NAN,
                               .same = DIFFERENCE_UNDEFINED,
                               .mix = NAN,
                               .mantel_haenszel = NAN,
                               .covered = NAN};
    enum rc rc = crude_change(strata, count, network, out, err);
    if (rc != RC_OK) return rc;
    out->refusal = refusal_of(out, options);
    if (out->refusal) return RC_OK;
    struct mix mix;
    const bool fits = mix_init(&mix, count);
    for (size_t i = 0; fits && i < count; i++) add_stratum(&mix, &strata[i]);
    if (!fits)
        rc = err_memory(err, count * sizeof *mix.means[0]);
    else if (network->now.kind == STATISTIC_SHARE)
        same_shares(&mix, out);
    else
        rc = same_means(&mix, out, err);
    mix_release(&mix);
    out->mix = out->crude - out->same.interval.value;
    if (!out->same.interval.bounded) out->refusal = no_bounds;
    return rc;
}

bool mix_is_reversed(const struct mix_change *change)
{
    const struct interval *same = &change->same.interval;
    return !change->refusal && change->crude * same->value < 0.0 &&
           (same->lower > 0.0 || same->upper < 0.0);
}
