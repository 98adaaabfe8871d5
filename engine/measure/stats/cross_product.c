#include "measure/stats/cross_product.h"

#include "measure/stats/distribution.h"

static int64_t scale_of(const struct cross_product *c, size_t column)
{
    return c->scales == NULL ? 1 : c->scales[column];
}

static enum rc impossible(const struct cross_product *c, size_t a, size_t b, struct err *err)
{
    return err_set(err, RC_NUMERIC, "impossible sums of products of columns %zu and %zu (n=%llu)",
                   a, b, (unsigned long long)c->n);
}

/* n sum(xy) - sum(x) sum(y) = n (n-1) covariance of the whole numbers; of a column with itself at
 * least 0. */
static enum rc numerator_of(const struct cross_product *c, size_t a, size_t b, struct wide *out,
                            struct err *err)
{
    const i128 product = c->products[a * c->column_count + b];
    *out = wide_minus(wide_product((i128)c->n, product), wide_product(c->sums[a], c->sums[b]));
    if (scale_of(c, a) < 1 || scale_of(c, b) < 1 || (a == b && wide_sign(*out) < 0))
        return impossible(c, a, b, err);
    return RC_OK;
}

enum rc stats_column_mean(const struct cross_product *cross, size_t column, double *mean,
                          struct err *err)
{
    struct wide unused;
    const enum rc rc = numerator_of(cross, column, column, &unused, err);
    *mean = NAN;
    if (rc == RC_OK && cross->n > 0)
        *mean = exact_ratio(cross->sums[column], (i128)cross->n * scale_of(cross, column));
    return rc;
}

enum rc stats_covariance(const struct cross_product *cross, size_t a, size_t b, double *covariance,
                         struct err *err)
{
    struct wide numerator;
    const enum rc rc = numerator_of(cross, a, b, &numerator, err);
    *covariance = NAN;
    if (rc != RC_OK || cross->n < 2) return rc;
    /* Taken apart: the product of the divisors may leave 128 bits. */
    const struct twofold pairs = twofold_of_i128((i128)cross->n * (i128)(cross->n - 1));
    const struct twofold scale = twofold_of_i128((i128)scale_of(cross, a) * scale_of(cross, b));
    *covariance =
        twofold_to_double(twofold_ratio(twofold_ratio(twofold_of_wide(numerator), pairs), scale));
    return RC_OK;
}

/* The three numerators of a correlation. */
struct pair {
    struct twofold ab, aa, bb;
};

static enum rc pair_of(const struct cross_product *c, size_t a, size_t b, struct pair *pair,
                       struct err *err)
{
    struct wide ab, aa, bb;
    enum rc rc = numerator_of(c, a, b, &ab, err);
    if (rc == RC_OK) rc = numerator_of(c, a, a, &aa, err);
    if (rc == RC_OK) rc = numerator_of(c, b, b, &bb, err);
    if (rc != RC_OK) return rc;
    *pair = (struct pair){twofold_of_wide(ab), twofold_of_wide(aa), twofold_of_wide(bb)};
    return RC_OK;
}

static enum rc test_correlation(double r, double lack, double df, struct test *test,
                                struct err *err)
{
    test->df = df;
    test->defined = true;
    test->statistic = lack > 0.0 ? r * sqrt(df / lack) : copysign(INFINITY, r);
    return stats_t_two_sided_p(test->statistic, df, &test->p, err);
}

enum rc stats_correlation(const struct cross_product *cross, size_t a, size_t b,
                          struct interval *out, struct test *test, struct err *err)
{
    *out = INTERVAL_UNDEFINED;
    if (test != NULL) *test = TEST_UNDEFINED;
    struct pair p;
    const enum rc rc = pair_of(cross, a, b, &p, err);
    if (rc != RC_OK || cross->n < 2 || !(p.aa.high > 0.0) || !(p.bb.high > 0.0)) return rc;
    const struct twofold r =
        twofold_ratio(p.ab, twofold_times(twofold_root(p.aa), twofold_root(p.bb)));
    /* 1 - r^2; what rounding leaves of 0 is 0. */
    double lack = twofold_minus(twofold_of(1.0), twofold_times(r, r)).high;
    if (lack < -1e-20) return impossible(cross, a, b, err);
    if (lack < 1e-28) lack = 0.0;
    *out = (struct interval){lack > 0.0 ? r.high : copysign(1.0, r.high), NAN, NAN, true, false};
    if (cross->n >= 4) {
        /* atanh r = log((1 + r) / (1 - r)) / 2 with both factors from the 106 bits. */
        const double more = twofold_add(twofold_of(1.0), r).high;
        const double less = twofold_minus(twofold_of(1.0), r).high;
        const double middle = lack > 0.0 ? 0.5 * log(more / less) : copysign(INFINITY, r.high);
        const double arm = STATS_Z / sqrt((double)cross->n - 3.0);
        out->lower = tanh(middle - arm);
        out->upper = tanh(middle + arm);
        out->bounded = true;
    }
    if (test == NULL || cross->n < 3) return RC_OK;
    return test_correlation(out->value, lack, (double)cross->n - 2.0, test, err);
}

/* A numerator over the two scales and `divisor`. */
static struct twofold in_units(const struct cross_product *c, size_t a, size_t b,
                               struct twofold numerator, uint64_t divisor)
{
    const struct twofold scale = twofold_of_i128((i128)scale_of(c, a) * scale_of(c, b));
    return twofold_ratio(twofold_ratio(numerator, twofold_of_i128((i128)divisor)), scale);
}

enum rc stats_cross_centred(const struct cross_product *cross, const size_t *columns, size_t count,
                            struct twofold *matrix, struct err *err)
{
    for (size_t i = 0; i < count; i++)
        for (size_t j = 0; j <= i; j++) {
            struct wide numerator;
            const enum rc rc = numerator_of(cross, columns[i], columns[j], &numerator, err);
            if (rc != RC_OK) return rc;
            matrix[i * count + j] = matrix[j * count + i] =
                in_units(cross, columns[i], columns[j], twofold_of_wide(numerator), cross->n);
        }
    return RC_OK;
}

enum rc stats_cross_raw(const struct cross_product *cross, const size_t *columns, size_t count,
                        struct twofold *matrix, struct err *err)
{
    for (size_t i = 0; i < count; i++)
        for (size_t j = 0; j <= i; j++) {
            const i128 product = cross->products[columns[i] * cross->column_count + columns[j]];
            struct wide unused;
            const enum rc rc = numerator_of(cross, columns[i], columns[j], &unused, err);
            if (rc != RC_OK) return rc;
            matrix[i * count + j] = matrix[j * count + i] =
                in_units(cross, columns[i], columns[j], twofold_of_i128(product), 1);
        }
    return RC_OK;
}
