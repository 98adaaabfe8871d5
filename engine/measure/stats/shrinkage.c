#include "measure/stats/shrinkage.h"

#include "measure/stats/distribution.h"
#include "measure/stats/gamma.h"
#include "measure/stats/shrink_fit.h"
#include "measure/stats/shrink_sums.h"

#define SHRINKAGE_UNDEFINED ((struct shrinkage){NAN, NAN, NAN, NAN, 0, false})

static int by_value(const void *left, const void *right)
{
    const double a = *(const double *)left, b = *(const double *)right;
    return (a > b) - (a < b);
}

/* Median over the units with cases, those that have_case says. */
static enum rc set_median(const struct shrunk *shrunk, const bool *has_case, size_t count,
                          struct arena *arena, struct shrinkage *out, struct err *err)
{
    double *const sorted = arena_take_array(arena, count, sizeof *sorted);
    if (sorted == NULL) return err_memory(err, count * sizeof *sorted);
    size_t used = 0;
    for (size_t i = 0; i < count; i++)
        if (has_case[i]) sorted[used++] = shrunk[i].reliability;
    qsort(sorted, used, sizeof *sorted, by_value);
    if (used > 0)
        out->median_reliability =
            used % 2 == 1 ? sorted[used / 2] : (sorted[used / 2 - 1] + sorted[used / 2]) / 2.0;
    return RC_OK;
}

static enum rc take_marks(struct arena *arena, size_t count, bool **has_case, struct err *err)
{
    *has_case = arena_take_array(arena, count, sizeof **has_case);
    return *has_case != NULL ? RC_OK : err_memory(err, count * sizeof **has_case);
}

/* Where no spread can be told: what the network is, or nothing. */
static void fill_without_spread(const struct shrinkage *network, size_t count,
                                struct shrunk *shrunk)
{
    for (size_t i = 0; i < count; i++)
        shrunk[i] = (struct shrunk){{network->mean, NAN, NAN, network->defined, false},
                                    network->defined ? 0.0 : NAN};
}

/* Shares */

static double share_of_logit(double logit)
{
    return 1.0 / (1.0 + exp(-logit));
}

static void share_location(const struct likelihood *l, double location, double spread,
                           double *score, double *slope)
{
    const struct shrink_share *units = l->units;
    const double mu = share_of_logit(location), rest = share_of_logit(-location);
    *score = *slope = 0.0;
    for (size_t i = 0; i < l->count; i++) {
        const double met = (double)units[i].met, missed = (double)(units[i].n - units[i].met);
        const struct stair up = stair_of(mu, spread, met), down = stair_of(rest, spread, missed);
        *score += up.once - down.once;
        *slope -= up.squared + down.squared;
    }
    *slope *= mu * rest;
}

static double share_spread(const struct likelihood *l, double location, double spread)
{
    const struct shrink_share *units = l->units;
    const double mu = share_of_logit(location), rest = share_of_logit(-location);
    double score = 0.0;
    for (size_t i = 0; i < l->count; i++) {
        const double n = (double)units[i].n, met = (double)units[i].met, missed = n - met;
        score += spread == 0.0 ? met * (met - 1.0) / (2.0 * mu) +
                                     missed * (missed - 1.0) / (2.0 * rest) - n * (n - 1.0) / 2.0
                               : stair_of(mu, spread, met).weighted +
                                     stair_of(rest, spread, missed).weighted -
                                     stair_of(1.0, spread, n).weighted;
    }
    return score;
}

static enum rc share_posterior(const struct shrink_share *unit, double mu, double gamma,
                               struct shrunk *out, struct err *err)
{
    const double n = (double)unit->n, met = (double)unit->met;
    const double a = mu / gamma + met, b = (1.0 - mu) / gamma + (n - met);
    struct interval *const interval = &out->interval;
    *interval = (struct interval){(mu + gamma * met) / (1.0 + gamma * n), NAN, NAN, true, true};
    out->reliability = gamma * n / (1.0 + gamma * n);
    const enum rc rc = stats_beta_quantile(STATS_TAIL, a, b, &interval->lower, err);
    return rc == RC_OK ? stats_beta_quantile(1.0 - STATS_TAIL, a, b, &interval->upper, err) : rc;
}

/* Sums, checks and marks. */
static enum rc share_sums(const struct shrink_share *units, size_t count, bool *has_case,
                          double *met, double *n, size_t *unit_count, struct err *err)
{
    *met = *n = 0.0;
    *unit_count = 0;
    for (size_t i = 0; i < count; i++) {
        if (units[i].met > units[i].n)
            return err_set(err, RC_NUMERIC, "unit %zu has %llu met of %llu", i,
                           (unsigned long long)units[i].met, (unsigned long long)units[i].n);
        *met += (double)units[i].met;
        *n += (double)units[i].n;
        has_case[i] = units[i].n > 0;
        *unit_count += has_case[i];
    }
    return RC_OK;
}

enum rc stats_shrink_shares(const struct shrink_share *units, size_t count, struct arena *arena,
                            struct shrinkage *out, struct shrunk *shrunk, struct err *err)
{
    *out = SHRINKAGE_UNDEFINED;
    bool *has_case;
    double met, n;
    enum rc rc = take_marks(arena, count, &has_case, err);
    if (rc == RC_OK) rc = share_sums(units, count, has_case, &met, &n, &out->unit_count, err);
    if (rc != RC_OK) return rc;
    fill_without_spread(out, count, shrunk);
    if (met == 0.0 || met == n) return RC_OK;
    const struct likelihood likelihood = {units, count, share_location, share_spread};
    const struct fit fit = likelihood_fit(&likelihood, log(met / (n - met)));
    if (!fit.has_bound) return RC_OK;
    const double mean = fit.spread > 0.0 ? share_of_logit(fit.location) : met / n;
    *out =
        (struct shrinkage){mean, NAN, fit.spread / (1.0 + fit.spread), 0.0, out->unit_count, true};
    fill_without_spread(out, count, shrunk);
    if (fit.spread == 0.0) return RC_OK;
    for (size_t i = 0; i < count && rc == RC_OK; i++)
        rc = share_posterior(&units[i], mean, fit.spread, &shrunk[i], err);
    return rc == RC_OK ? set_median(shrunk, has_case, count, arena, out, err) : rc;
}

/* Rates */

static void rate_location(const struct likelihood *l, double location, double spread, double *score,
                          double *slope)
{
    const struct shrink_rate *units = l->units;
    const double mu = exp(location);
    *score = *slope = 0.0;
    for (size_t i = 0; i < l->count; i++) {
        const double events = (double)units[i].events, mean = mu * units[i].exposure;
        const double over = 1.0 + spread * mean;
        *score += (events - mean) / over;
        *slope -= mean * (1.0 + spread * events) / over / over;
    }
}

static double rate_spread(const struct likelihood *l, double location, double spread)
{
    const struct shrink_rate *units = l->units;
    const double mu = exp(location);
    double score = 0.0;
    for (size_t i = 0; i < l->count; i++) {
        const double events = (double)units[i].events, mean = mu * units[i].exposure;
        if (spread == 0.0) {
            score += ((events - mean) * (events - mean) - events) / 2.0;
            continue;
        }
        const double pull = spread * mean;
        score += stair_of(1.0, spread, events).weighted + log1p_rest(pull) / spread / spread +
                 mean * ((mean - events) / (1.0 + pull));
    }
    return score;
}

static enum rc rate_posterior(const struct shrink_rate *unit, double mu, double gamma,
                              struct shrunk *out, struct err *err)
{
    const double shape = 1.0 / gamma + (double)unit->events;
    const double pull = gamma * mu * unit->exposure, scale = gamma * mu / (1.0 + pull);
    double lower, upper;
    enum rc rc = gamma_quantile(STATS_TAIL, 1.0 - STATS_TAIL, shape, &lower, err);
    if (rc == RC_OK) rc = gamma_quantile(1.0 - STATS_TAIL, STATS_TAIL, shape, &upper, err);
    if (rc != RC_OK) return rc;
    out->interval = (struct interval){shape * scale, lower * scale, upper * scale, true, true};
    out->reliability = pull / (1.0 + pull);
    return RC_OK;
}

static enum rc rate_sums(const struct shrink_rate *units, size_t count, bool *has_case,
                         double *events, double *exposure, size_t *unit_count, struct err *err)
{
    *events = *exposure = 0.0;
    *unit_count = 0;
    for (size_t i = 0; i < count; i++) {
        if (!(units[i].exposure >= 0.0) || isinf(units[i].exposure) ||
            (units[i].exposure == 0.0 && units[i].events > 0))
            return err_set(err, RC_NUMERIC, "unit %zu has %llu events in an exposure of %g", i,
                           (unsigned long long)units[i].events, units[i].exposure);
        *events += (double)units[i].events;
        *exposure += units[i].exposure;
        has_case[i] = units[i].exposure > 0.0;
        *unit_count += has_case[i];
    }
    return RC_OK;
}

enum rc stats_shrink_rates(const struct shrink_rate *units, size_t count, struct arena *arena,
                           struct shrinkage *out, struct shrunk *shrunk, struct err *err)
{
    *out = SHRINKAGE_UNDEFINED;
    bool *has_case;
    double events, exposure;
    enum rc rc = take_marks(arena, count, &has_case, err);
    if (rc == RC_OK)
        rc = rate_sums(units, count, has_case, &events, &exposure, &out->unit_count, err);
    if (rc != RC_OK) return rc;
    fill_without_spread(out, count, shrunk);
    if (events == 0.0) return RC_OK;
    const struct likelihood likelihood = {units, count, rate_location, rate_spread};
    const struct fit fit = likelihood_fit(&likelihood, log(events / exposure));
    if (!fit.has_bound) return RC_OK;
    const double mean = fit.spread > 0.0 ? exp(fit.location) : events / exposure;
    *out = (struct shrinkage){mean, NAN, fit.spread, 0.0, out->unit_count, true};
    fill_without_spread(out, count, shrunk);
    if (fit.spread == 0.0) return RC_OK;
    for (size_t i = 0; i < count && rc == RC_OK; i++)
        rc = rate_posterior(&units[i], mean, fit.spread, &shrunk[i], err);
    return rc == RC_OK ? set_median(shrunk, has_case, count, arena, out, err) : rc;
}
