#include "measure/stats/alpha.h"

#include "base/exact.h"
#include "measure/stats/distribution.h"

static enum rc out_of_range(uint64_t n, struct err *err)
{
    return err_set(err, RC_NUMERIC, "impossible or too large sums of %llu respondents for alpha",
                   (unsigned long long)n);
}

/* n product_sum - sum_a sum_b = n (n-1) covariance; false when it leaves 128 bits. */
static bool scaled_covariance(uint64_t n, i128 product_sum, i128 sum_a, i128 sum_b, i128 *out)
{
    i128 first, second;
    return exact_multiply_i128((i128)n, product_sum, &first) &&
           exact_multiply_i128(sum_a, sum_b, &second) &&
           !__builtin_sub_overflow(first, second, out);
}

/* What alpha is made of: both variances multiplied by n (n-1). */
struct parts {
    i128 items; /* sum of the items' variances */
    i128 total; /* variance of the total */
};

/* numerator / ((k-1) total) for a numerator of k times one difference, minus another. */
static bool scale_ratio(i128 times_k, i128 minus, const struct parts *parts, uint32_t k,
                        double *ratio)
{
    i128 product, numerator, denominator;
    if (!exact_multiply_i128(times_k, (i128)k, &product) ||
        __builtin_sub_overflow(product, minus, &numerator) ||
        !exact_multiply_i128(parts->total, (i128)k - 1, &denominator))
        return false;
    *ratio = exact_ratio(numerator, denominator);
    return true;
}

/* alpha = k (total - items) / ((k-1) total). */
static bool alpha_of(const struct parts *parts, uint32_t k, double *alpha)
{
    return scale_ratio(parts->total - parts->items, 0, parts, k, alpha);
}

/* 1 - alpha = (k items - total) / ((k-1) total), taken from the sums so that an alpha near 1 keeps
 * its digits. */
static bool lack_of(const struct parts *parts, uint32_t k, double *lack)
{
    return scale_ratio(parts->items, parts->total, parts, k, lack);
}

static bool parts_of_sums(const struct alpha_sums *sums, struct parts *parts)
{
    i128 total_sum = 0;
    *parts = (struct parts){0, 0};
    for (uint32_t i = 0; i < sums->item_count; i++) {
        i128 variance;
        if (!scaled_covariance(sums->n, sums->item_square_sum[i], sums->item_sum[i],
                               sums->item_sum[i], &variance) ||
            variance < 0 || !exact_add_i128(parts->items, variance, &parts->items))
            return false;
        total_sum += sums->item_sum[i];
    }
    return scaled_covariance(sums->n, sums->total_square_sum, total_sum, total_sum,
                             &parts->total) &&
           parts->total >= 0;
}

/* Feldt's bounds: (1 - alpha) / (1 - true alpha) is F with n-1 and (n-1)(k-1) degrees of freedom.
 */
static enum rc add_feldt(double lack, uint64_t n, uint32_t k, struct interval *out, struct err *err)
{
    const double df1 = (double)(n - 1), df2 = df1 * (double)(k - 1);
    double low, high;
    enum rc rc = stats_f_quantile(STATS_TAIL, df1, df2, &low, err);
    if (rc == RC_OK) rc = stats_f_quantile(1.0 - STATS_TAIL, df1, df2, &high, err);
    if (rc != RC_OK) return rc;
    out->lower = 1.0 - lack * high;
    out->upper = 1.0 - lack * low;
    out->bounded = true;
    return RC_OK;
}

/* *defined: whether there is an alpha. */
static enum rc value_of(const struct alpha_sums *sums, struct parts *parts, bool *defined,
                        double *value, struct err *err)
{
    *defined = false;
    *value = NAN;
    if (sums->item_count > STATS_ITEM_MAX || !parts_of_sums(sums, parts))
        return out_of_range(sums->n, err);
    if (sums->item_count < 2 || sums->n < 2 || parts->total == 0) return RC_OK;
    if (!alpha_of(parts, sums->item_count, value)) return out_of_range(sums->n, err);
    *defined = true;
    return RC_OK;
}

enum rc stats_alpha_value(const struct alpha_sums *sums, double *value, struct err *err)
{
    struct parts parts;
    bool defined;
    return value_of(sums, &parts, &defined, value, err);
}

enum rc stats_alpha(const struct alpha_sums *sums, struct interval *out, struct err *err)
{
    *out = INTERVAL_UNDEFINED;
    struct parts parts;
    double lack;
    const enum rc rc = value_of(sums, &parts, &out->defined, &out->value, err);
    if (rc != RC_OK || !out->defined) return rc;
    if (!lack_of(&parts, sums->item_count, &lack)) return out_of_range(sums->n, err);
    return add_feldt(lack, sums->n, sums->item_count, out, err);
}

enum rc stats_alpha_sums(const struct alpha_cross *cross, struct alpha_sums *out, struct err *err)
{
    *out = (struct alpha_sums){.n = cross->n, .item_count = cross->item_count};
    if (cross->item_count > STATS_ITEM_MAX) return out_of_range(cross->n, err);
    for (uint32_t i = 0; i < cross->item_count; i++) {
        out->item_sum[i] = cross->item_sum[i];
        out->item_square_sum[i] = cross->cross[i][i];
        for (uint32_t j = 0; j < cross->item_count; j++)
            if (!exact_add_i64(out->total_square_sum, cross->cross[i][j], &out->total_square_sum))
                return out_of_range(cross->n, err);
    }
    return RC_OK;
}

/* Covariances of the items, multiplied by n (n-1), each below 2^120 so that sums of 64 of them fit.
 */
struct covariances {
    uint32_t item_count;
    i128 of[STATS_ITEM_MAX][STATS_ITEM_MAX];
};

static bool covariances_of(const struct alpha_cross *cross, struct covariances *c)
{
    const i128 limit = (i128)1 << 120;
    c->item_count = cross->item_count;
    for (uint32_t i = 0; i < cross->item_count; i++)
        for (uint32_t j = 0; j < cross->item_count; j++)
            if (!scaled_covariance(cross->n, cross->cross[i][j], cross->item_sum[i],
                                   cross->item_sum[j], &c->of[i][j]) ||
                c->of[i][j] > limit || c->of[i][j] < (i == j ? 0 : -limit))
                return false;
    return true;
}

/* Covariance of item i with the sum of all items. */
static i128 with_total(const struct covariances *c, uint32_t i)
{
    i128 sum = 0;
    for (uint32_t j = 0; j < c->item_count; j++) sum += c->of[i][j];
    return sum;
}

static double correlation(i128 covariance, i128 variance_a, i128 variance_b)
{
    if (variance_a <= 0 || variance_b <= 0) return NAN;
    return (double)covariance / sqrt((double)variance_a) / sqrt((double)variance_b);
}

static bool item_without(const struct covariances *c, uint32_t i, const struct parts *all,
                         struct alpha_item *item)
{
    const i128 own = c->of[i][i], both = with_total(c, i);
    /* Var(total - item) = Var(total) - 2 Cov(item, total) + Var(item). */
    const struct parts rest = {all->items - own, all->total - 2 * both + own};
    item->rest_correlation = correlation(both - own, own, rest.total);
    item->total_correlation = correlation(both, own, all->total);
    item->alpha_without = NAN;
    if (c->item_count < 3 || rest.total <= 0) return true;
    return alpha_of(&rest, c->item_count - 1, &item->alpha_without);
}

enum rc stats_alpha_items(const struct alpha_cross *cross, struct alpha_item items[STATS_ITEM_MAX],
                          struct err *err)
{
    struct covariances c;
    if (cross->item_count > STATS_ITEM_MAX || !covariances_of(cross, &c))
        return out_of_range(cross->n, err);
    struct parts all = {0, 0};
    for (uint32_t i = 0; i < cross->item_count; i++) {
        all.items += c.of[i][i];
        all.total += with_total(&c, i);
    }
    for (uint32_t i = 0; i < cross->item_count; i++) {
        items[i] = (struct alpha_item){NAN, NAN, NAN};
        if (cross->n >= 2 && !item_without(&c, i, &all, &items[i]))
            return out_of_range(cross->n, err);
    }
    return RC_OK;
}

/* Correlations of the items; false when one does not vary. */
static bool correlations_of(const struct covariances *c, double r[STATS_ITEM_MAX][STATS_ITEM_MAX])
{
    for (uint32_t i = 0; i < c->item_count; i++)
        for (uint32_t j = 0; j < c->item_count; j++) {
            r[i][j] = i == j ? 1.0 : correlation(c->of[i][j], c->of[i][i], c->of[j][j]);
            if (isnan(r[i][j])) return false;
        }
    return true;
}

/* A pivot this small is what rounding leaves of 0. */
static const double SINGULAR_BELOW = 1e-12;

/* What is left of item `last`'s variance when all others have explained it: the last pivot of
 * Gauss's elimination with that item moved to the end; NaN when the others are dependent. */
static double unexplained(double r[STATS_ITEM_MAX][STATS_ITEM_MAX], uint32_t k, uint32_t last)
{
    double a[STATS_ITEM_MAX][STATS_ITEM_MAX] = {{0.0}};
    for (uint32_t i = 0; i < k; i++)
        for (uint32_t j = 0; j < k; j++) {
            const uint32_t row = i == last ? k - 1 : i == k - 1 ? last : i;
            const uint32_t column = j == last ? k - 1 : j == k - 1 ? last : j;
            a[row][column] = r[i][j];
        }
    for (uint32_t pivot = 0; pivot < k; pivot++) {
        if (a[pivot][pivot] < SINGULAR_BELOW) return NAN;
        for (uint32_t i = pivot + 1; i < k; i++) {
            const double factor = a[i][pivot] / a[pivot][pivot];
            for (uint32_t j = pivot; j < k; j++) a[i][j] -= factor * a[pivot][j];
        }
    }
    return a[k - 1][k - 1];
}

/* Mean and median of the correlations above the diagonal. */
static void summarise(double r[STATS_ITEM_MAX][STATS_ITEM_MAX], uint32_t k, struct alpha_scale *out)
{
    double sorted[STATS_ITEM_MAX * (STATS_ITEM_MAX - 1) / 2] = {0.0};
    size_t count = 0;
    double sum = 0.0;
    for (uint32_t i = 0; i < k; i++)
        for (uint32_t j = i + 1; j < k; j++) {
            size_t at = count++;
            for (; at > 0 && sorted[at - 1] > r[i][j]; at--) sorted[at] = sorted[at - 1];
            sorted[at] = r[i][j];
            sum += r[i][j];
        }
    out->mean_correlation = sum / (double)count;
    out->median_correlation = (sorted[(count - 1) / 2] + sorted[count / 2]) / 2.0;
}

enum rc stats_alpha_scale(const struct alpha_cross *cross, struct alpha_scale *out, struct err *err)
{
    *out = (struct alpha_scale){NAN, NAN, NAN, NAN, NAN};
    struct covariances c;
    double r[STATS_ITEM_MAX][STATS_ITEM_MAX] = {{0.0}};
    if (cross->item_count > STATS_ITEM_MAX || !covariances_of(cross, &c))
        return out_of_range(cross->n, err);
    const uint32_t k = cross->item_count;
    if (k < 2 || cross->n < 2 || !correlations_of(&c, r)) return RC_OK;
    summarise(r, k, out);
    const double items = (double)k, mean = out->mean_correlation;
    out->standardised = items * mean / (1.0 + (items - 1.0) * mean);
    out->signal_to_noise = items * mean / (1.0 - mean);
    double left = 0.0;
    for (uint32_t i = 0; i < k; i++) left += unexplained(r, k, i);
    out->lambda6 = 1.0 - left / (items * (1.0 + (items - 1.0) * mean));
    return RC_OK;
}
