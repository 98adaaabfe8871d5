#include "measure/metric.h"

#include <stddef.h>
#include <string.h>

const char *const unit_names[UNIT_KIND_COUNT] = {
    [UNIT_SHARE] = "share", [UNIT_SCORE] = "score",     [UNIT_POINTS] = "points",
    [UNIT_ALPHA] = "alpha", [UNIT_MINUTES] = "minutes", [UNIT_DAYS] = "days",
    [UNIT_COUNT] = "count", [UNIT_FEN] = "fen",         [UNIT_PEOPLE] = "people",
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
    for (unsigned need = 0; need < 64 && metric->needed >> need != 0; need++)
        if ((metric->needed >> need & 1) && !view->column[need]) return false;
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

uint64_t metric_n(const struct metric *metric, const struct cell_view *view)
{
    if (!view->cells[0] || !has_columns(metric, view)) return 0;
    const char *at = (const char *)view->cells[0] + metric->offset;
    uint64_t n;
    if (metric->statistic == statistic_share)
        at += offsetof(struct share, n);
    else if (metric->statistic == statistic_sums)
        at += offsetof(struct sums, n);
    else if (metric->statistic == statistic_nps)
        at += offsetof(struct nps_counts, n);
    else if (metric->statistic == statistic_quantile)
        return tally_total(&view->tallies[0][metric->offset]);
    else {
        const struct statistic statistic = metric_statistic(metric, view);
        return statistic.refusal ? 0 : statistic_n(&statistic);
    }
    memcpy(&n, at, sizeof n);
    return n;
}

uint64_t statistic_n(const struct statistic *statistic)
{
    switch (statistic->kind) {
    case STATISTIC_SHARE: return statistic->share.n;
    case STATISTIC_MEAN: return statistic->sums.n;
    case STATISTIC_NPS: return statistic->nps.n;
    case STATISTIC_ALPHA: return statistic->alpha.n;
    case STATISTIC_QUANTILE: return statistic->tally ? tally_total(statistic->tally) : 0;
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
