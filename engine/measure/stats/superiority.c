#include "measure/stats/superiority.h"

#include "base/exact.h"
#include "measure/stats/distribution.h"
#include "measure/stats/wide.h"

/* Twice the placements of one group among another: an answer of category c lies above 2 below +
 * same half answers. */
struct placements {
    uint64_t n;
    i128 sum, square_sum;
};

static struct placements placements_of(const uint64_t *own, const uint64_t *other,
                                       size_t category_count)
{
    struct placements p = {0, 0, 0};
    u128 below = 0;
    for (size_t c = 0; c < category_count; c++) {
        const i128 place = (i128)(2 * below + other[c]);
        p.n += own[c];
        p.sum += (i128)own[c] * place;
        p.square_sum += (i128)own[c] * place * place;
        below += other[c];
    }
    return p;
}

/* Variance of the mean placement as a share of the other group; NaN for n < 2. */
static double mean_variance(const struct placements *p, uint64_t other_n)
{
    if (p->n < 2) return NAN;
    const double n = (double)p->n, scale = 2.0 * (double)other_n;
    const struct wide numerator =
        wide_minus(wide_product((i128)p->n, p->square_sum), wide_product(p->sum, p->sum));
    return wide_to_double(numerator) / n / n / (n - 1.0) / scale / scale;
}

/* Sum over all answers of the squared doubled rank less its mean, 2 rank - (N + 1): 0 when all are
 * the same. */
static i128 rank_spread(const uint64_t *a, const uint64_t *b, size_t category_count, uint64_t n)
{
    i128 spread = 0, below = 0;
    for (size_t c = 0; c < category_count; c++) {
        const i128 same = (i128)a[c] + b[c], apart = 2 * below + same - (i128)n;
        spread += same * apart * apart;
        below += same;
    }
    return spread;
}

/* Two groups as both estimators see them. */
struct pair {
    struct placements a, b;
    double pairs;         /* n_a n_b */
    double value, error2; /* and its variance by placements, NaN when n_a or n_b is 1 */
    double part_a, part_b;
    double apart;         /* U - n_a n_b / 2 */
    double null_variance; /* of U when the groups are alike */
};

static struct pair pair_of(const uint64_t *a, const uint64_t *b, size_t category_count)
{
    struct pair p = {.a = placements_of(a, b, category_count),
                     .b = placements_of(b, a, category_count)};
    if (p.a.n == 0 || p.b.n == 0) return p;
    const i128 pairs = (i128)p.a.n * p.b.n;
    const uint64_t n = p.a.n + p.b.n;
    p.pairs = (double)pairs;
    p.value = exact_ratio(p.a.sum, 2 * pairs);
    p.part_a = mean_variance(&p.a, p.b.n);
    p.part_b = mean_variance(&p.b, p.a.n);
    p.error2 = p.part_a + p.part_b;
    p.apart = (double)(p.a.sum - pairs) / 2.0;
    p.null_variance =
        p.pairs / 4.0 / (double)n / (double)(n - 1) * (double)rank_spread(a, b, category_count, n);
    return p;
}

static struct test normal_test(double apart, double variance)
{
    if (!(variance > 0.0)) return TEST_UNDEFINED;
    const double z = apart / sqrt(variance);
    return (struct test){z, INFINITY, stats_normal_two_sided_p(z), true};
}

/* Newcombe's variance of the value if the true one is `s`. */
static double newcombe_variance(const struct pair *p, double s)
{
    const double spare = ((double)p->a.n + (double)p->b.n) / 2.0 - 1.0;
    return s * (1.0 - s) * (1.0 + spare * ((1.0 - s) / (2.0 - s) + s / (1.0 + s))) / p->pairs;
}

/* The true value between the seen one and `end` that lies z errors away. */
static double newcombe_bound(const struct pair *p, double end)
{
    double inside = p->value, outside = end;
    for (;;) {
        const double middle = inside + (outside - inside) / 2.0;
        if (middle == inside || middle == outside) return middle;
        const double apart = p->value - middle;
        if (apart * apart <= STATS_Z * STATS_Z * newcombe_variance(p, middle))
            inside = middle;
        else
            outside = middle;
    }
}

static double of_logit(double logit)
{
    return logit < 0.0 ? exp(logit) / (1.0 + exp(logit)) : 1.0 / (1.0 + exp(-logit));
}

static double satterthwaite(const struct pair *p)
{
    const double a = p->part_a / p->error2, b = p->part_b / p->error2;
    return 1.0 / (a * a / (double)(p->a.n - 1) + b * b / (double)(p->b.n - 1));
}

static enum rc add_unequal(const struct pair *p, struct superiority *out, struct err *err)
{
    const double df = satterthwaite(p), t = p->apart / p->pairs / out->error;
    out->unequal = (struct test){t, df, NAN, true};
    double quantile;
    enum rc rc = stats_t_two_sided_p(t, df, &out->unequal.p, err);
    if (rc == RC_OK) rc = stats_t_quantile(1.0 - STATS_TAIL, df, &quantile, err);
    if (rc != RC_OK) return rc;
    const double logit = log(p->value / (1.0 - p->value));
    const double half_width = quantile * out->error / (p->value * (1.0 - p->value));
    out->interval.lower = of_logit(logit - half_width);
    out->interval.upper = of_logit(logit + half_width);
    return RC_OK;
}

enum rc stats_superiority(const uint64_t *a, const uint64_t *b, size_t category_count,
                          struct superiority *out, struct err *err)
{
    *out = (struct superiority){INTERVAL_UNDEFINED, NAN, TEST_UNDEFINED, TEST_UNDEFINED};
    const struct pair p = pair_of(a, b, category_count);
    if (p.a.n == 0 || p.b.n == 0) return RC_OK;
    out->ranks = normal_test(p.apart, p.null_variance);
    out->interval = (struct interval){p.value, 0.0, 1.0, true, true};
    out->error = p.error2 > 0.0 ? sqrt(p.error2) : NAN;
    if (p.error2 > 0.0) return add_unequal(&p, out, err);
    out->interval.lower = newcombe_bound(&p, 0.0);
    out->interval.upper = newcombe_bound(&p, 1.0);
    return RC_OK;
}

/* Answers of all groups below and in each category, walked from the lowest up. */
static uint64_t column_sum(const uint64_t *counts, size_t group_count, size_t category_count,
                           size_t category)
{
    uint64_t sum = 0;
    for (size_t g = 0; g < group_count; g++) sum += counts[g * category_count + category];
    return sum;
}

/* The group's sum of doubled ranks less their mean; *n its answers. `totals` is read by column: no
 * memory is taken for it. */
static double between_part(const uint64_t *counts, size_t group, size_t group_count,
                           size_t category_count, uint64_t n, uint64_t *own_n)
{
    i128 below = 0, sum = 0;
    *own_n = 0;
    for (size_t c = 0; c < category_count; c++) {
        const i128 same = column_sum(counts, group_count, category_count, c);
        const uint64_t own = counts[group * category_count + c];
        sum += (i128)own * (2 * below + same - (i128)n);
        *own_n += own;
        below += same;
    }
    const double apart = (double)sum;
    return *own_n > 0 ? apart / (double)*own_n * apart : 0.0;
}

enum rc stats_kruskal_wallis(const uint64_t *counts, size_t group_count, size_t category_count,
                             struct test *out, struct err *err)
{
    *out = TEST_UNDEFINED;
    uint64_t n = 0;
    for (size_t i = 0; i < group_count * category_count; i++) n += counts[i];
    i128 spread = 0, below = 0;
    for (size_t c = 0; c < category_count; c++) {
        const i128 same = column_sum(counts, group_count, category_count, c);
        const i128 apart = 2 * below + same - (i128)n;
        spread += same * apart * apart;
        below += same;
    }
    double between = 0.0;
    size_t used_count = 0;
    for (size_t g = 0; g < group_count; g++) {
        uint64_t own_n;
        between += between_part(counts, g, group_count, category_count, n, &own_n);
        used_count += own_n > 0;
    }
    if (used_count < 2 || spread == 0) return RC_OK;
    *out = (struct test){(double)(n - 1) * (between / (double)spread), (double)(used_count - 1),
                         NAN, true};
    return stats_chi_square_upper_p(out->statistic, out->df, &out->p, err);
}

enum rc stats_van_elteren(const uint64_t *a, const uint64_t *b, size_t stratum_count,
                          size_t category_count, struct stratified_superiority *out,
                          struct err *err)
{
    (void)err;
    *out = (struct stratified_superiority){INTERVAL_UNDEFINED, TEST_UNDEFINED};
    double weight = 0.0, apart = 0.0, null_variance = 0.0, variance = 0.0;
    for (size_t s = 0; s < stratum_count; s++) {
        const struct pair p =
            pair_of(a + s * category_count, b + s * category_count, category_count);
        if (p.a.n == 0 || p.b.n == 0) continue;
        const double share = 1.0 / ((double)p.a.n + (double)p.b.n + 1.0), pairs = share * p.pairs;
        weight += pairs;
        apart += share * p.apart;
        null_variance += share * share * p.null_variance;
        variance += isnan(p.error2) ? share * share * p.null_variance : pairs * pairs * p.error2;
    }
    if (weight == 0.0) return RC_OK;
    const double value = 0.5 + apart / weight, half_width = STATS_Z * sqrt(variance) / weight;
    out->interval = (struct interval){value, fmax(value - half_width, 0.0),
                                      fmin(value + half_width, 1.0), true, true};
    out->ranks = normal_test(apart, null_variance);
    return RC_OK;
}
