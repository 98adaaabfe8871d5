#include "base/exact.h"
#include "measure/stats/cox_model.h"

#include <stdlib.h>
#include <string.h>

/* Counts by rank of the linear predictor, with sums of the first ranks in O(log ranks): Fenwick's
 * tree. */
struct ranks {
    size_t count;
    uint64_t *tree, total;
    uint32_t *rank_of; /* of each pattern */
};

struct pairs {
    uint64_t below, same, above; /* how many counted have a lower, equal, higher predictor */
};

static int by_eta(const void *left, const void *right)
{
    const double a = **(const double *const *)left, b = **(const double *const *)right;
    return (a > b) - (a < b);
}

static bool ranks_init(struct ranks *r, const struct cox_model *m, struct arena *arena)
{
    const size_t count = m->counts->pattern_count;
    const double **etas = arena_take_array(arena, count, sizeof *etas);
    *r = (struct ranks){.rank_of = arena_take_array(arena, count, sizeof *r->rank_of)};
    if (etas == NULL || r->rank_of == NULL) return false;
    for (size_t i = 0; i < count; i++) etas[i] = &m->eta[i];
    qsort(etas, count, sizeof *etas, by_eta);
    for (size_t i = 0; i < count; i++) {
        if (i > 0 && *etas[i] != *etas[i - 1]) r->count++;
        r->rank_of[etas[i] - m->eta] = (uint32_t)r->count;
    }
    r->count++;
    r->tree = arena_take_array(arena, r->count + 1, sizeof *r->tree);
    return r->tree != NULL;
}

static void ranks_clear(struct ranks *r)
{
    r->total = 0;
    memset(r->tree, 0, (r->count + 1) * sizeof *r->tree);
}

/* persons may be a negative number in two's complement. */
static void ranks_add(struct ranks *r, size_t pattern, uint64_t persons)
{
    if (persons == 0) return;
    r->total += persons;
    for (size_t i = r->rank_of[pattern] + 1U; i <= r->count; i += i & (~i + 1))
        r->tree[i] += persons;
}

static uint64_t sum_of_first(const struct ranks *r, size_t count)
{
    uint64_t sum = 0;
    for (size_t i = count; i > 0; i &= i - 1) sum += r->tree[i];
    return sum;
}

static struct pairs pairs_with(const struct ranks *r, size_t pattern)
{
    const uint64_t below = sum_of_first(r, r->rank_of[pattern]);
    const uint64_t up_to = sum_of_first(r, r->rank_of[pattern] + 1U);
    return (struct pairs){below, up_to - below, r->total - up_to};
}

/* Two passes over the days: backwards each event meets those who outlive it; forwards each person
 * meets the events he outlived. */
struct count {
    const struct cox_model *model;
    struct ranks ranks;
    u128 concordant, discordant, tied;
    double share;
    double *residuals; /* of each entry's event: derivative of the share, times all pairs */
};

/* Derivative of C by the weight of a person, times the number of pairs: agreeing less C of his. */
static double residual_of(const struct count *c, uint64_t agreeing, const struct pairs *p)
{
    const double own = (double)agreeing + (double)p->same / 2.0;
    return own - c->share * (double)(p->below + p->same + p->above);
}

static void meet_outliving(struct count *c, const struct cox_day *day, bool is_counted)
{
    const struct cox_entry *entries = c->model->counts->entries;
    for (size_t i = day->entry_begin; i < day->entry_end; i++)
        ranks_add(&c->ranks, entries[i].pattern, entries[i].censored - entries[i].entered);
    for (size_t i = day->entry_begin; i < day->entry_end; i++) {
        if (entries[i].events == 0) continue;
        const struct pairs p = pairs_with(&c->ranks, entries[i].pattern);
        if (is_counted) {
            c->concordant += (u128)entries[i].events * p.below;
            c->discordant += (u128)entries[i].events * p.above;
            c->tied += (u128)entries[i].events * p.same;
        } else {
            c->residuals[i] = residual_of(c, p.below, &p);
        }
    }
    for (size_t i = day->entry_begin; i < day->entry_end; i++)
        ranks_add(&c->ranks, entries[i].pattern, entries[i].events);
}

static void walk_back(struct count *c, bool is_counted)
{
    ranks_clear(&c->ranks);
    for (size_t k = c->model->day_count; k-- > 0;) {
        meet_outliving(c, &c->model->days[k], is_counted);
        if (c->model->days[k].starts_stratum) ranks_clear(&c->ranks);
    }
}

/* Sums of residuals by cluster, or of their squares by person. */
struct spread {
    const uint32_t *clusters;
    double *sums;
    double squares;
};

static void meet_outlived(struct count *c, const struct cox_day *day, struct spread *s)
{
    const struct cox_entry *entries = c->model->counts->entries;
    if (day->starts_stratum) ranks_clear(&c->ranks);
    for (size_t i = day->entry_begin; i < day->entry_end; i++) {
        if (entries[i].events == 0) continue;
        const struct pairs p = pairs_with(&c->ranks, entries[i].pattern);
        const double residual = c->residuals[i] + residual_of(c, p.above, &p);
        const double events = (double)entries[i].events;
        if (s->clusters == NULL)
            s->squares += events * residual * residual;
        else
            s->sums[s->clusters[entries[i].pattern]] += events * residual;
    }
    for (size_t i = day->entry_begin; i < day->entry_end; i++)
        ranks_add(&c->ranks, entries[i].pattern, entries[i].events);
    for (size_t i = day->entry_begin; i < day->entry_end; i++) {
        if (entries[i].censored == 0 && entries[i].entered == 0) continue;
        const struct pairs p = pairs_with(&c->ranks, entries[i].pattern);
        const double residual = residual_of(c, p.above, &p);
        if (s->clusters == NULL)
            s->squares += (double)entries[i].censored * residual * residual;
        else
            s->sums[s->clusters[entries[i].pattern]] +=
                ((double)entries[i].censored - (double)entries[i].entered) * residual;
    }
}

enum rc stats_cox_concordance(const struct cox_fit *fit, const uint32_t *clusters,
                              size_t cluster_count, struct arena *arena,
                              struct cox_concordance *out, struct err *err)
{
    *out = (struct cox_concordance){.share = INTERVAL_UNDEFINED, .standard_error = NAN};
    struct count c = {.model = fit->model};
    bool is_late;
    if (fit->status != COX_FITTED) return err_set(err, RC_NUMERIC, "no Cox model was fitted");
    const enum rc rc = cox_check_clusters(c.model, clusters, cluster_count, &is_late, err);
    if (rc != RC_OK) return rc;
    struct spread s = {clusters, arena_take_array(arena, cluster_count, sizeof(double)), 0.0};
    c.residuals = arena_take_array(arena, c.model->counts->entry_count, sizeof *c.residuals);
    if (!ranks_init(&c.ranks, c.model, arena) || c.residuals == NULL || s.sums == NULL)
        return err_memory(err, c.model->counts->entry_count * sizeof *c.residuals);
    walk_back(&c, true);
    out->concordant = (double)c.concordant;
    out->discordant = (double)c.discordant;
    out->tied = (double)c.tied;
    const u128 all = c.concordant + c.discordant + c.tied;
    if (all == 0) return RC_OK;
    c.share = exact_ratio((i128)(2 * c.concordant + c.tied), (i128)(2 * all));
    out->share = (struct interval){c.share, NAN, NAN, true, false};
    if (clusters == NULL && is_late) return RC_OK;
    walk_back(&c, false);
    for (size_t k = 0; k < c.model->day_count; k++) meet_outlived(&c, &c.model->days[k], &s);
    for (size_t i = 0; clusters != NULL && i < cluster_count; i++)
        s.squares += s.sums[i] * s.sums[i];
    out->standard_error = sqrt(s.squares) / (double)all;
    out->share.lower = fmax(c.share - STATS_Z * out->standard_error, 0.0);
    out->share.upper = fmin(c.share + STATS_Z * out->standard_error, 1.0);
    out->share.bounded = true;
    return RC_OK;
}
