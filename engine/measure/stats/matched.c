#include "measure/stats/matched.h"

#include "measure/stats/distribution.h"
#include "measure/stats/share.h"

enum { STEP_LIMIT = 200 };
static const double LOG_ODDS_END = 64.0;
/* A Newton step about doubles the digits that are right: after one this small the next is a matter
 * of roundings. A halving proves nothing before it is one itself. */
static const double LAST_STEP = 1e-10, LAST_HALVING = 1e-13;

static const struct matched UNDEFINED = {{NAN, NAN, NAN, false, false}, 0.0, 0.0, 0.0, 0.0};

static double share_of_odds(double log_odds)
{
    return 1.0 / (1.0 + exp(-log_odds));
}

/* Counts of a 2 x 2 table with given margins at an odds ratio: the unit's met rows, how fast they
 * grow with the log odds ratio, and how fast that grows. */
struct fitted {
    double met, slope, bend;
};

static struct fitted fit_stratum(const struct matched_share *s, double odds_ratio)
{
    const double n = (double)s->own_n, all = (double)s->all_n, met = (double)s->all_met;
    const double linear = (all - n - met) + odds_ratio * (n + met);
    const double product = odds_ratio * n * met;
    const double root = sqrt(fmax(linear * linear - 4.0 * (odds_ratio - 1.0) * product, 0.0));
    if (linear + root <= 0.0) return (struct fitted){0.0, 0.0, 0.0};
    const double a = 2.0 * product / (linear + root);
    const double b = n - a, c = met - a, d = all - n - c;
    if (!(a > 0.0 && b > 0.0 && c > 0.0 && d > 0.0)) return (struct fitted){a, 0.0, 0.0};
    const double p = 1.0 / a, q = 1.0 / b, r = 1.0 / c, t = 1.0 / d;
    const double slope = 1.0 / (p + q + r + t);
    return (struct fitted){a, slope, slope * slope * slope * (p * p - q * q - r * r + t * t)};
}

/* What is sought: the log odds ratio at which the observed count lies so many errors above. */
struct search {
    const struct matched_share *strata;
    size_t stratum_count;
    double observed, errors;
    double guess;
};

/* Falls with the log odds ratio; *slope is its derivative. */
static double score_at(const struct search *search, double log_odds, double *slope)
{
    const double odds_ratio = exp(log_odds);
    double apart = search->observed, variance = 0.0, bend = 0.0;
    *slope = 0.0;
    for (size_t i = 0; i < search->stratum_count; i++) {
        const struct fitted fitted = fit_stratum(&search->strata[i], odds_ratio);
        const double all = (double)search->strata[i].all_n;
        apart -= fitted.met;
        if (!(fitted.slope > 0.0)) continue; /* nothing can vary: of a single row too */
        *slope -= fitted.slope;
        variance += all / (all - 1.0) * fitted.slope;
        bend += all / (all - 1.0) * fitted.bend;
    }
    const double error = sqrt(variance);
    if (search->errors != 0.0 && error > 0.0) *slope -= search->errors * bend / (2.0 * error);
    return apart - search->errors * error;
}

/* Newton inside a bracket that it narrows itself; halving where a step leaves it. */
static double log_odds_at(const struct search *search, double errors)
{
    struct search own = *search;
    own.errors = errors;
    double low = -LOG_ODDS_END, high = LOG_ODDS_END, at = own.guess;
    for (int step = 0; step < STEP_LIMIT; step++) {
        double slope;
        const double value = score_at(&own, at, &slope);
        if (value > 0.0)
            low = at;
        else
            high = at;
        const double newton = at - value / slope;
        const bool is_inside = newton > low && newton < high;
        const double next = is_inside ? newton : low + (high - low) / 2.0;
        const double moved = fabs(next - at);
        at = next;
        if (moved <= (is_inside ? LAST_STEP : LAST_HALVING)) break;
    }
    return at;
}

/* Sums over the strata, and between which counts the unit's could lie. */
struct sums_of_shares {
    double met, n, least, most, moved;
    double others_met, others_n;
};

static void add_stratum(const struct matched_share *s, struct matched *out,
                        struct sums_of_shares *sums)
{
    const double n = (double)s->own_n, all = (double)s->all_n, met = (double)s->all_met;
    const double others = all - n, others_met = met - (double)s->own_met;
    out->expected += n * met / all;
    out->weight += n * others / all;
    if (all > 1.0) out->variance += n * others * met * (all - met) / (all * all * (all - 1.0));
    sums->met += (double)s->own_met;
    sums->n += n;
    sums->least += fmax(0.0, met - others);
    sums->most += fmin(n, met);
    sums->others_met += others_met;
    sums->others_n += others;
    if (others > 0.0) sums->moved += all * (others_met / others - met / all);
}

static struct interval adjusted_share(struct search *search, const struct sums_of_shares *sums,
                                      double variance, double reference)
{
    struct interval interval = {0.0, 0.0, 1.0, true, true};
    const bool is_least = sums->met <= sums->least, is_most = sums->met >= sums->most;
    if ((is_least && sums->met > 0.0) || (is_most && sums->met < sums->n))
        return INTERVAL_UNDEFINED;
    const double middle = is_least || is_most ? search->guess : log_odds_at(search, 0.0);
    const double arm = STATS_Z / sqrt(variance);
    interval.value = is_least ? 0.0 : is_most ? 1.0 : share_of_odds(reference + middle);
    search->guess = middle - arm;
    if (!is_least) interval.lower = share_of_odds(reference + log_odds_at(search, STATS_Z));
    search->guess = middle + arm;
    if (!is_most) interval.upper = share_of_odds(reference + log_odds_at(search, -STATS_Z));
    return interval;
}

struct matched stats_matched_share(const struct matched_share *strata, size_t stratum_count,
                                   uint64_t met, uint64_t n)
{
    struct matched out = UNDEFINED;
    struct sums_of_shares sums = {0};
    for (size_t i = 0; i < stratum_count; i++)
        if (strata[i].own_n > 0) add_stratum(&strata[i], &out, &sums);
    out.apart = sums.met - out.expected;
    if (!(out.variance > 0.0)) return out;
    struct search search = {strata, stratum_count, sums.met, 0.0, out.apart / out.variance};
    const double others = ((double)met + sums.moved) / (double)n;
    const bool is_plain = sums.others_met == 0.0 || sums.others_met == sums.others_n ||
                          !(others > 0.0 && others < 1.0);
    out.interval = is_plain
                       ? stats_wilson((uint64_t)sums.met, (uint64_t)sums.n)
                       : adjusted_share(&search, &sums, out.variance, log(others / (1.0 - others)));
    return out;
}

/* Sums over the strata of the unit's deviations from their means. */
struct sums_of_means {
    double n, deviation, square, moved;
};

static void add_stratum_mean(const struct matched_mean *s, struct matched *out,
                             struct sums_of_means *sums)
{
    const double n = (double)s->own_n, all = (double)s->all_n, others = all - n;
    const double mean = (double)s->all_sum / all, own = (double)s->own_sum;
    /* N sum of squares - sum^2, without rounding: sums of scores are small. */
    const i128 spread = (i128)s->all_square_sum * (i128)s->all_n - (i128)s->all_sum * s->all_sum;
    out->expected += n * mean;
    out->weight += n * others / all;
    if (all > 1.0) out->variance += n * others / all * ((double)spread / (all * (all - 1.0)));
    sums->n += n;
    sums->deviation += own - n * mean;
    sums->square += (double)s->own_square_sum - 2.0 * mean * own + n * mean * mean;
    if (others > 0.0) sums->moved += all * (((double)s->all_sum - own) / others - mean);
}

enum rc stats_matched_mean(const struct matched_mean *strata, size_t stratum_count, int64_t sum,
                           uint64_t n, struct matched *out, struct err *err)
{
    *out = UNDEFINED;
    struct sums_of_means sums = {0};
    for (size_t i = 0; i < stratum_count; i++)
        if (strata[i].own_n > 0) add_stratum_mean(&strata[i], out, &sums);
    out->apart = sums.deviation;
    if (!(out->variance > 0.0)) return RC_OK;
    const double value = ((double)sum + sums.moved) / (double)n + sums.deviation / out->weight;
    out->interval = (struct interval){value, NAN, NAN, true, false};
    if (sums.n < 2.0) return RC_OK;
    const double left = fmax(sums.square - sums.deviation * sums.deviation / sums.n, 0.0);
    const double error = sqrt(left / (sums.n - 1.0) / out->weight);
    double quantile;
    const enum rc rc = stats_t_quantile(1.0 - STATS_TAIL, sums.n - 1.0, &quantile, err);
    if (rc != RC_OK) return rc;
    out->interval =
        (struct interval){value, value - quantile * error, value + quantile * error, true, true};
    return RC_OK;
}
