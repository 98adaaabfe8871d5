#include "measure/stats/quantile.h"

#include "base/exact.h"
#include "measure/stats/distribution.h"

enum { PERMILLE_MAX = 1000, COUNT_BITS = 40 };
/* Ties with the tail happen (P(B > 0) at n = 1 and 25/1000) and count as within it, so they must
 * not hang on a rounding. */
static const double TAIL = STATS_TAIL * (1.0 + 1e-12);

/* B ~ Binomial(n, share), and the question "is P(B <= k) past the tail?" for one of its two tails.
 */
struct ranking {
    uint64_t n;
    double share;
    bool is_upper; /* P(B > k) <= TAIL, true from some k on; else P(B <= k) > TAIL, true from some k
                      on */
};

static enum rc is_past(const struct ranking *r, uint64_t k, bool *past, struct err *err)
{
    double above, at_most;
    /* P(B > k) is the lower tail of Beta(k + 1, n - k) at the share. */
    const enum rc rc =
        stats_beta_tails(r->share, (double)k + 1.0, (double)(r->n - k), &above, &at_most, err);
    if (rc == RC_OK) *past = r->is_upper ? above <= TAIL : at_most > TAIL;
    return rc;
}

/* The smallest k in 0 .. n that is past (n always counts as past). Steps that double from the
 * normal approximation enclose it, halving finds it: a few evaluations, each of about sqrt(n)
 * steps. */
static enum rc first_past(const struct ranking *r, uint64_t *first, struct err *err)
{
    const double n = (double)r->n, spread = STATS_Z * sqrt(n * r->share * (1.0 - r->share));
    const double guess = n * r->share + (r->is_upper ? spread : -spread);
    uint64_t at = guess <= 0.0 ? 0 : guess >= n - 1.0 ? r->n - 1 : (uint64_t)guess;
    uint64_t low = 0, high = r->n; /* low .. high encloses the answer */
    for (uint64_t stride = 1; low < high; stride *= 2) {
        bool past;
        const enum rc rc = is_past(r, at, &past, err);
        if (rc != RC_OK) return rc;
        if (past)
            high = at;
        else
            low = at + 1;
        const bool enclosed = low > 0 && high < r->n;
        if (enclosed || stride > high - low)
            at = low + (high - low) / 2;
        else
            at = past ? high - stride : low + stride - 1;
    }
    *first = low;
    return RC_OK;
}

static enum rc check_range(uint64_t n, uint32_t permille, struct err *err)
{
    if (n >> COUNT_BITS == 0 && permille <= PERMILLE_MAX) return RC_OK;
    return err_set(err, RC_NUMERIC, "no quantile of %u/1000 of %llu values", permille,
                   (unsigned long long)n);
}

enum rc stats_quantile_ranks(uint64_t n, uint32_t permille, struct rank_bounds *out,
                             struct err *err)
{
    *out = (struct rank_bounds){0, 0};
    enum rc rc = check_range(n, permille, err);
    if (rc != RC_OK || n == 0) return rc;
    const double share = (double)permille / PERMILLE_MAX;
    uint64_t first = 0;
    /* P(B <= k) <= TAIL up to first-1, so first-1 = l-1: the first that is past is the rank itself.
     */
    rc = first_past(&(struct ranking){n, share, false}, &first, err);
    if (rc != RC_OK) return rc;
    out->lower = first;
    rc = first_past(&(struct ranking){n, share, true}, &first, err);
    if (rc == RC_OK && first < n) out->upper = first + 1;
    return rc;
}

static enum rc count_runs(const struct value_run *runs, size_t run_count, uint64_t *n,
                          struct err *err)
{
    *n = 0;
    for (size_t i = 0; i < run_count; i++) {
        if (i > 0 && runs[i].value <= runs[i - 1].value)
            return err_set(err, RC_NUMERIC, "values of a quantile do not rise at run %zu", i);
        if (!exact_add_u64(*n, runs[i].count, n))
            return err_set(err, RC_NUMERIC, "too many values for a quantile");
    }
    return RC_OK;
}

/* The quantile times 1000: a whole number, since permille / 1000 is the only fraction in it. */
static i128 interpolated(const struct ranked_values *v, uint32_t permille)
{
    const uint64_t steps = (v->n - 1) * permille, rank = steps / PERMILLE_MAX + 1;
    const i128 weight = (i128)(steps % PERMILLE_MAX), low = v->value(v->values, rank);
    const i128 high = weight > 0 ? v->value(v->values, rank + 1) : low;
    return low * PERMILLE_MAX + (high - low) * weight;
}

enum rc stats_quantile_value(const struct ranked_values *values, uint32_t permille, double *value,
                             struct err *err)
{
    const enum rc rc = check_range(values->n, permille, err);
    *value = NAN;
    if (rc == RC_OK && values->n > 0)
        *value = exact_ratio(interpolated(values, permille), PERMILLE_MAX);
    return rc;
}

enum rc stats_quantile_ranked(const struct ranked_values *values, uint32_t permille,
                              struct interval *out, struct err *err)
{
    *out = INTERVAL_UNDEFINED;
    struct rank_bounds ranks;
    enum rc rc = stats_quantile_ranks(values->n, permille, &ranks, err);
    if (rc == RC_OK) rc = stats_quantile_value(values, permille, &out->value, err);
    if (rc != RC_OK || values->n == 0) return rc;
    out->defined = true;
    if (ranks.lower > 0) out->lower = (double)values->value(values->values, ranks.lower);
    if (ranks.upper > 0) out->upper = (double)values->value(values->values, ranks.upper);
    out->bounded = ranks.lower > 0 && ranks.upper > 0;
    return RC_OK;
}

/* The order statistic of a rank from 1 to n, of runs. */
static int64_t value_of_runs(const void *values, uint64_t rank)
{
    const struct value_run *run = values;
    uint64_t passed = 0;
    while ((passed += run->count) < rank) run++;
    return run->value;
}

enum rc stats_quantile(const struct value_run *runs, size_t run_count, uint32_t permille,
                       struct interval *out, struct err *err)
{
    *out = INTERVAL_UNDEFINED;
    struct ranked_values values = {0, value_of_runs, runs};
    const enum rc rc = count_runs(runs, run_count, &values.n, err);
    return rc == RC_OK ? stats_quantile_ranked(&values, permille, out, err) : rc;
}

enum rc stats_quantile_difference(const struct ranked_values *a, const struct ranked_values *b,
                                  uint32_t permille, double *difference, struct err *err)
{
    *difference = NAN;
    const enum rc rc = check_range(a->n > b->n ? a->n : b->n, permille, err);
    if (rc != RC_OK || a->n == 0 || b->n == 0) return rc;
    const i128 thousandths = interpolated(a, permille) - interpolated(b, permille);
    *difference = exact_ratio(thousandths, PERMILLE_MAX);
    return RC_OK;
}
