#include "measure/metric.h"

#include <stddef.h>
#include <string.h>

const char *const unit_names[UNIT_KIND_COUNT] = {
    [UNIT_SHARE] = "share",
    [UNIT_SCORE] = "score",
    [UNIT_POINTS] = "points",
    [UNIT_ALPHA] = "alpha",
    [UNIT_MINUTES] = "minutes",
    [UNIT_DAYS] = "days",
    [UNIT_COUNT] = "count",
    [UNIT_FEN] = "fen",
    [UNIT_PEOPLE] = "people",
    [UNIT_RATIO] = "ratio",
    [UNIT_COEFFICIENT] = "coefficient",
    [UNIT_PER_UNIT] = "per_unit",
    [UNIT_PERCENT_POINTS] = "percent_points",
};

void statistic_share(const struct cell_view *view, const struct metric *metric,
                     struct statistic *out)
{
    if (view->cells[0])
        memcpy(&out->share, (const char *)view->cells[0] + metric->offset, sizeof out->share);
}

void statistic_sums(const struct cell_view *view, const struct metric *metric,
                    struct statistic *out)
{
    out->scale = metric->argument;
    if (view->cells[0])
        memcpy(&out->sums, (const char *)view->cells[0] + metric->offset, sizeof out->sums);
}

void statistic_nps(const struct cell_view *view, const struct metric *metric, struct statistic *out)
{
    if (view->cells[0])
        memcpy(&out->nps, (const char *)view->cells[0] + metric->offset, sizeof out->nps);
}

void statistic_quantile(const struct cell_view *view, const struct metric *metric,
                        struct statistic *out)
{
    out->permille = (uint32_t)metric->argument;
    out->tally = view->cells[0] ? &view->tallies[0][metric->offset] : NULL;
}

static bool has_columns(const struct metric *metric, const struct cell_view *view)
{
    for (uint64_t left = metric->needed; left != 0; left &= left - 1)
        if (!view->column[__builtin_ctzll(left)]) return false;
    return true;
}

struct statistic metric_statistic(const struct metric *metric, const struct cell_view *view)
{
    struct statistic statistic = {.kind = metric->kind, .scale = 1};
    if (has_columns(metric, view))
        metric->statistic(view, metric, &statistic);
    else
        statistic.refusal = "no_column: a needed column is not in the input";
    return statistic;
}

static bool is_at_offset(const struct metric *metric)
{
    return metric->flags & METRIC_AT_OFFSET || metric->statistic == statistic_share ||
           metric->statistic == statistic_sums || metric->statistic == statistic_nps;
}

/* Where n is in what stands at the offset. */
static size_t n_offset(enum statistic_kind kind)
{
    if (kind == STATISTIC_SHARE) return offsetof(struct share, n);
    if (kind == STATISTIC_MEAN) return offsetof(struct sums, n);
    return kind == STATISTIC_NPS ? offsetof(struct nps_counts, n) : 0;
}

uint64_t metric_n(const struct metric *metric, const struct cell_view *view)
{
    if (!view->cells[0] || !has_columns(metric, view)) return 0;
    if (metric->statistic == statistic_quantile)
        return tally_total(&view->tallies[0][metric->offset]);
    if (!is_at_offset(metric)) {
        const struct statistic statistic = metric_statistic(metric, view);
        return statistic.refusal ? 0 : statistic_n(&statistic);
    }
    uint64_t n;
    memcpy(&n, (const char *)view->cells[0] + metric->offset + n_offset(metric->kind), sizeof n);
    return n;
}

uint64_t metric_eligible(const struct metric *metric, const struct cell_view *view)
{
    uint64_t eligible = 0;
    if (!metric->maturity || !view->cells[0] || !has_columns(metric, view)) return 0;
    memcpy(&eligible, (const char *)view->cells[0] + metric->maturity->eligible, sizeof eligible);
    return eligible;
}

void metric_add(const struct metric *metric, const struct cell_view *view, struct statistic *total)
{
    if (!is_at_offset(metric)) {
        const struct statistic part = metric_statistic(metric, view);
        statistic_add(total, &part);
    } else if (view->cells[0]) {
        const char *at = (const char *)view->cells[0] + metric->offset;
        struct statistic part = {.kind = total->kind, .scale = total->scale};
        if (metric->kind == STATISTIC_SHARE) memcpy(&part.share, at, sizeof part.share);
        if (metric->kind == STATISTIC_MEAN) memcpy(&part.sums, at, sizeof part.sums);
        if (metric->kind == STATISTIC_NPS) memcpy(&part.nps, at, sizeof part.nps);
        statistic_add(total, &part);
    }
}

uint64_t statistic_n(const struct statistic *statistic)
{
    switch (statistic->kind) {
    case STATISTIC_SHARE: return statistic->share.n;
    case STATISTIC_MEAN: return statistic->sums.n;
    case STATISTIC_NPS: return statistic->nps.n;
    case STATISTIC_ALPHA: return statistic->alpha.n;
    case STATISTIC_QUANTILE: return statistic->tally ? tally_total(statistic->tally) : 0;
    case STATISTIC_EXTENDED:
    case STATISTIC_KIND_COUNT: break;
    }
    return 0;
}

void statistic_add(struct statistic *into, const struct statistic *part)
{
    into->kind = part->kind;
    into->scale = part->scale;
    into->share.met += part->share.met;
    into->share.n += part->share.n;
    into->sums.n += part->sums.n;
    into->sums.sum += part->sums.sum;
    into->sums.square_sum += part->sums.square_sum;
    into->nps.promoters += part->nps.promoters;
    into->nps.detractors += part->nps.detractors;
    into->nps.n += part->nps.n;
}

struct statistic statistic_rest(const struct statistic *whole, const struct statistic *part)
{
    struct statistic rest = {.kind = whole->kind, .scale = whole->scale};
    rest.share = (struct share){whole->share.met - part->share.met, whole->share.n - part->share.n};
    rest.sums = (struct sums){whole->sums.n - part->sums.n, whole->sums.sum - part->sums.sum,
                              whole->sums.square_sum - part->sums.square_sum};
    rest.nps.promoters = whole->nps.promoters - part->nps.promoters;
    rest.nps.detractors = whole->nps.detractors - part->nps.detractors;
    rest.nps.n = whole->nps.n - part->nps.n;
    return rest;
}

struct moments statistic_moments(const struct statistic *statistic)
{
    const struct nps_counts *nps = &statistic->nps;
    const struct share *share = &statistic->share;
    if (statistic->kind == STATISTIC_SHARE)
        return (struct moments){share->n, (i128)share->met, (i128)share->met, 1};
    if (statistic->kind == STATISTIC_NPS)
        return (struct moments){nps->n, 100 * ((i128)nps->promoters - (i128)nps->detractors),
                                10000 * ((i128)nps->promoters + (i128)nps->detractors), 1};
    const struct sums *sums = &statistic->sums;
    return (struct moments){sums->n, sums->sum, sums->square_sum, statistic->scale};
}
