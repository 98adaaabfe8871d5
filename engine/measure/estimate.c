#include "measure/estimate.h"

#include "measure/stats/mean.h"
#include "measure/stats/quantile.h"
#include "measure/stats/share.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static enum rc interval_share(const struct statistic *s, struct interval *out, struct err *err)
{
    (void)err;
    *out = stats_wilson(s->share.met, s->share.n);
    return RC_OK;
}

static struct moments moments_of(const struct statistic *s)
{
    return (struct moments){s->sums.n, s->sums.sum, s->sums.square_sum, s->scale};
}

static enum rc interval_mean(const struct statistic *s, struct interval *out, struct err *err)
{
    const struct moments moments = moments_of(s);
    return stats_mean_t(&moments, out, err);
}

static enum rc interval_nps(const struct statistic *s, struct interval *out, struct err *err)
{
    (void)err;
    *out = stats_nps(&s->nps);
    return RC_OK;
}

static enum rc interval_alpha(const struct statistic *s, struct interval *out, struct err *err)
{
    return stats_alpha(&s->alpha, out, err);
}

/* All answers alike: an interval would have no width, and say for certain what nobody can know. */
static bool mean_has_spread(const struct sums *sums)
{
    const int64_t n = (int64_t)sums->n;
    return n < 2 || sums->sum % n != 0 || sums->square_sum != (i128)sums->sum * (sums->sum / n);
}

static bool nps_has_spread(const struct nps_counts *nps)
{
    const uint64_t passives = nps->n - nps->promoters - nps->detractors;
    return nps->promoters < nps->n && nps->detractors < nps->n && passives < nps->n;
}

static void take_bounds(struct interval *interval)
{
    interval->lower = interval->upper = NAN;
    interval->bounded = false;
}

static bool has_spread(const struct statistic *s)
{
    if (s->kind == STATISTIC_MEAN) return mean_has_spread(&s->sums);
    return s->kind != STATISTIC_NPS || nps_has_spread(&s->nps);
}

/* The values of a tally by their ranks. */
struct ordered {
    struct ranked_values values;
    struct tally_entry *entries; /* to be freed; NULL when the tally has its keys in order */
};

static int64_t value_of_keys(const void *values, uint64_t rank)
{
    return ((const int32_t *)values)[rank - 1];
}

static int64_t value_of_entries(const void *values, uint64_t rank)
{
    const struct tally_entry *entry = values;
    uint64_t passed = 0;
    while ((passed += entry->count) < rank) entry++;
    return entry->key;
}

/* A tally that is NULL has no values. */
static enum rc ordered_init(struct ordered *ordered, const struct tally *tally, struct err *err)
{
    *ordered = (struct ordered){.values = {.n = tally ? tally_total(tally) : 0}};
    const int32_t *keys = tally ? tally_ordered_keys(tally) : NULL;
    if (!tally || keys) {
        ordered->values.value = value_of_keys;
        ordered->values.values = keys;
        return RC_OK;
    }
    ordered->entries = malloc((tally_entry_limit(tally) + 1) * sizeof *ordered->entries);
    if (!ordered->entries)
        return err_memory(err, tally_entry_limit(tally) * sizeof *ordered->entries);
    (void)tally_sorted(tally, ordered->entries);
    ordered->values.value = value_of_entries;
    ordered->values.values = ordered->entries;
    return RC_OK;
}

static enum rc interval_quantile(const struct statistic *s, struct interval *out, struct err *err)
{
    *out = INTERVAL_UNDEFINED;
    struct ordered ordered;
    enum rc rc = ordered_init(&ordered, s->tally, err);
    if (rc == RC_OK) rc = stats_quantile_ranked(&ordered.values, s->permille, out, err);
    free(ordered.entries);
    return rc;
}

static enum rc value_share(const struct statistic *s, double *value, struct err *err)
{
    (void)err;
    *value = stats_wilson(s->share.met, s->share.n).value;
    return RC_OK;
}

static enum rc value_mean(const struct statistic *s, double *value, struct err *err)
{
    const struct moments moments = moments_of(s);
    return stats_mean(&moments, value, err);
}

static enum rc value_nps(const struct statistic *s, double *value, struct err *err)
{
    (void)err;
    *value = stats_nps(&s->nps).value;
    return RC_OK;
}

static enum rc value_alpha(const struct statistic *s, double *value, struct err *err)
{
    return stats_alpha_value(&s->alpha, value, err);
}

static enum rc value_quantile(const struct statistic *s, double *value, struct err *err)
{
    struct ordered ordered;
    *value = NAN;
    enum rc rc = ordered_init(&ordered, s->tally, err);
    if (rc == RC_OK) rc = stats_quantile_value(&ordered.values, s->permille, value, err);
    free(ordered.entries);
    return rc;
}

static enum rc difference_share(const struct statistic *a, const struct statistic *b,
                                struct difference *out, struct err *err)
{
    (void)err;
    *out = DIFFERENCE_UNDEFINED;
    out->interval = stats_newcombe_difference(a->share.met, a->share.n, b->share.met, b->share.n);
    out->statistic = stats_two_share_z(a->share.met, a->share.n, b->share.met, b->share.n);
    out->df = INFINITY;
    out->p = stats_two_share_p(a->share.met, a->share.n, b->share.met, b->share.n);
    return RC_OK;
}

static enum rc difference_mean(const struct statistic *a, const struct statistic *b,
                               struct difference *out, struct err *err)
{
    const struct moments first = moments_of(a), second = moments_of(b);
    const enum rc rc = stats_welch_difference(&first, &second, out, err);
    if (rc == RC_OK && !mean_has_spread(&a->sums) && !mean_has_spread(&b->sums)) {
        take_bounds(&out->interval);
        out->p = NAN;
    }
    return rc;
}

static enum rc difference_nps(const struct statistic *a, const struct statistic *b,
                              struct difference *out, struct err *err)
{
    (void)err;
    *out = stats_nps_difference(&a->nps, &b->nps);
    if (!nps_has_spread(&a->nps) && !nps_has_spread(&b->nps)) take_bounds(&out->interval);
    return RC_OK; /* p is of both samples' answers together, which differ */
}

/* Bounds of the difference `value` of two independent numbers from the bounds of each: as far away
 * as the root of the squares of what the two leave open on that side. Source: Zou and Donner 2008,
 * Statistics in Medicine 27:1693; of shares it is Newcombe's. */
static struct interval joined(double value, const struct interval *a, const struct interval *b)
{
    if (isnan(value)) return INTERVAL_UNDEFINED;
    struct interval out = {value, NAN, NAN, true, a->bounded && b->bounded};
    if (!out.bounded) return out;
    out.lower = value - hypot(a->value - a->lower, b->upper - b->value);
    out.upper = value + hypot(a->upper - a->value, b->value - b->lower);
    return out;
}

/* Not tested: as for quantiles, bounds are all that is said. */
static enum rc difference_alpha(const struct statistic *a, const struct statistic *b,
                                struct difference *out, struct err *err)
{
    struct interval first, second = INTERVAL_UNDEFINED;
    *out = DIFFERENCE_UNDEFINED;
    enum rc rc = stats_alpha(&a->alpha, &first, err);
    if (rc == RC_OK) rc = stats_alpha(&b->alpha, &second, err);
    if (rc == RC_OK) out->interval = joined(first.value - second.value, &first, &second);
    return rc;
}

static enum rc difference_quantile(const struct statistic *a, const struct statistic *b,
                                   struct difference *out, struct err *err)
{
    struct ordered first, second = {.entries = NULL};
    struct interval own, other;
    double value = NAN;
    *out = DIFFERENCE_UNDEFINED;
    enum rc rc = ordered_init(&first, a->tally, err);
    if (rc == RC_OK) rc = ordered_init(&second, b->tally, err);
    if (rc == RC_OK) rc = stats_quantile_ranked(&first.values, a->permille, &own, err);
    if (rc == RC_OK) rc = stats_quantile_ranked(&second.values, b->permille, &other, err);
    if (rc == RC_OK)
        rc = stats_quantile_difference(&first.values, &second.values, a->permille, &value, err);
    if (rc == RC_OK) out->interval = joined(value, &own, &other);
    free(first.entries);
    free(second.entries);
    return rc;
}

static const struct {
    const char *method;
    enum rc (*interval)(const struct statistic *, struct interval *, struct err *);
    enum rc (*value)(const struct statistic *, double *, struct err *); /* of the interval */
    enum rc (*difference)(const struct statistic *, const struct statistic *, struct difference *,
                          struct err *);
    const char *undefined; /* why a statistic with enough n can still have no value */
} kinds[STATISTIC_KIND_COUNT] = {
    [STATISTIC_SHARE] = {"wilson", interval_share, value_share, difference_share,
                         "no_rows: nothing to count"},
    [STATISTIC_MEAN] = {"student_t", interval_mean, value_mean, difference_mean,
                        "no_rows: nothing to average"},
    [STATISTIC_NPS] = {"multinomial_normal", interval_nps, value_nps, difference_nps,
                       "no_rows: nothing to count"},
    [STATISTIC_ALPHA] =
        {"feldt", interval_alpha, value_alpha, difference_alpha,
         "no_variance: alpha needs two items, two respondents and a total that varies"},
    [STATISTIC_QUANTILE] = {"type7_order_statistics", interval_quantile, value_quantile,
                            difference_quantile, "no_rows: nothing to order"},
    [STATISTIC_EXTENDED] = {.method = "extended"}, /* here it is only refused */
};

bool estimate_is_refused(const struct statistic *statistic, const struct measure_options *options)
{
    const uint64_t n = statistic_n(statistic);
    return statistic->refusal || n == 0 || n < options->minimum_base;
}

const char *estimate_below_base(uint64_t n, const struct measure_options *options,
                                struct arena *arena)
{
    const uint32_t base = options->minimum_base;
    static const char too_few[] = "below_base: too few";
    char words[96];
    if (!arena) return too_few;
    const int byte_count =
        snprintf(words, sizeof words, "below_base: n = %" PRIu64 ", at least %u are needed", n,
                 base > 0 ? base : 1);
    const char *kept = arena_copy_text(arena, words, (size_t)byte_count);
    return kept ? kept : too_few;
}

const char *estimate_not_matured(uint64_t n, uint64_t eligible, bool leans, struct arena *arena)
{
    static const char in_part[] = "not_matured: only part of the rows are followed long enough";
    const char *which = leans ? "more of those that ended early" : "those of the first days";
    char words[192];
    if (!arena) return in_part;
    const int byte_count =
        snprintf(words, sizeof words,
                 "not_matured: %.1f %% of the rows are followed long enough (%" PRIu64
                 " of %" PRIu64 "), %s",
                 100.0 * (double)n / (double)eligible, n, eligible, which);
    const char *kept = arena_copy_text(arena, words, (size_t)byte_count);
    return kept ? kept : in_part;
}

static const char no_spread[] =
    "no_spread: all answers are alike, so chance cannot be judged from them";

enum rc estimate_fill(struct estimate *estimate, const struct statistic *statistic,
                      const struct measure_options *options, struct arena *arena, struct err *err)
{
    estimate->n = statistic_n(statistic);
    estimate->method = kinds[statistic->kind].method;
    estimate->value = estimate->lower = estimate->upper = NAN;
    estimate->status = STATUS_REFUSED;
    if (estimate_is_refused(statistic, options)) {
        estimate->reason = statistic->refusal ? statistic->refusal
                                              : estimate_below_base(estimate->n, options, arena);
        return RC_OK;
    }
    struct interval interval = INTERVAL_UNDEFINED;
    const enum rc rc = kinds[statistic->kind].interval(statistic, &interval, err);
    if (rc != RC_OK) return rc;
    const bool is_alike = interval.bounded && !has_spread(statistic);
    if (is_alike) take_bounds(&interval);
    estimate->value = interval.value;
    estimate->lower = interval.lower;
    estimate->upper = interval.upper;
    estimate->status = !interval.defined   ? STATUS_REFUSED
                       : !interval.bounded ? STATUS_PARTIAL
                                           : STATUS_PASS;
    estimate->reason = !interval.defined   ? kinds[statistic->kind].undefined
                       : is_alike          ? no_spread
                       : !interval.bounded ? "no_interval: too few observations for both bounds"
                                           : "";
    return RC_OK;
}

enum rc estimate_value(const struct statistic *statistic, const struct measure_options *options,
                       uint64_t *n, double *value, struct err *err)
{
    *n = statistic_n(statistic);
    *value = NAN;
    if (estimate_is_refused(statistic, options)) return RC_OK;
    return kinds[statistic->kind].value(statistic, value, err);
}

enum rc estimate_difference(const struct statistic *a, const struct statistic *b,
                            struct difference *out, struct err *err)
{
    return kinds[a->kind].difference(a, b, out, err);
}

/* The row for this metric and segment, or NULL. */
static const struct benchmark *find(const struct benchmark *rows, size_t count,
                                    const struct estimate *estimate)
{
    const char *axis = axis_rows[estimate->axis].name;
    for (size_t i = 0; i < count; i++) {
        if (strcmp(rows[i].metric, estimate->metric->id) != 0) continue;
        const char *segment = rows[i].segment;
        const size_t axis_bytes = strlen(axis);
        if (segment[0] == '\0' && estimate->axis == AXIS_NETWORK) return &rows[i];
        if (axis_bytes > 0 && strncmp(segment, axis, axis_bytes) == 0 &&
            segment[axis_bytes] == '=' && strcmp(segment + axis_bytes + 1, estimate->key) == 0)
            return &rows[i];
    }
    return NULL;
}

/* Against a range: beyond the end that it lies beyond, else consistent. */
static enum standing standing_of(const struct estimate *estimate, double low, double figure)
{
    if (isnan(estimate->lower) || isnan(estimate->upper)) return STANDING_NONE;
    if (estimate->lower > figure) return STANDING_ABOVE;
    return estimate->upper < low ? STANDING_BELOW : STANDING_CONSISTENT;
}

void estimate_benchmark(struct estimate *estimate, const struct family *family,
                        const struct measure_options *options)
{
    size_t own_count = 0;
    while (family->benchmarks && family->benchmarks[own_count].metric) own_count++;
    const struct benchmark *row = find(options->benchmarks, options->benchmark_count, estimate);
    if (!row && own_count > 0) row = find(family->benchmarks, own_count, estimate);
    estimate->benchmark.value = row ? row->value : NAN;
    estimate->benchmark.source = row ? row->source : "";
    estimate->benchmark.low = row && row->low > 0 ? row->low : estimate->benchmark.value;
    if (row)
        estimate->benchmark.standing = standing_of(estimate, estimate->benchmark.low, row->value);
    const struct benchmark *target = find(options->targets, options->target_count, estimate);
    estimate->target = target ? target->value : NAN;
}
