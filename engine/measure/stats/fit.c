#include "measure/stats/fit.h"

#include "base/exact.h"
#include "measure/stats/distribution.h"
#include "measure/stats/share.h"
#include "measure/stats/twofold.h"

#include <gsl/gsl_sf_gamma.h>

#include <string.h>

/* Probabilities that differ by no more than this factor are equal but for rounding (R's value). */
static const double TIE = 1.0 + 1e-7;

/* Of a weight relative to the most probable: below this nothing is left. (0 itself may never be
 * reached: the least double times 0.9 is the least double.) */
static const double NOTHING = 1e-300;

/* Sums of a table. */
struct margins_of_table {
    uint64_t *rows, *columns;
    size_t row_count, column_count; /* all */
    uint64_t used_rows, used_columns, n;
};

static bool add_counts(const uint64_t *counts, struct margins_of_table *m)
{
    for (size_t i = 0; i < m->row_count; i++)
        for (size_t j = 0; j < m->column_count; j++) {
            const uint64_t count = counts[i * m->column_count + j];
            if (!exact_add_u64(m->n, count, &m->n) || m->n >> 62 != 0) return false;
            m->rows[i] += count;
            m->columns[j] += count;
        }
    for (size_t i = 0; i < m->row_count; i++) m->used_rows += m->rows[i] > 0;
    for (size_t j = 0; j < m->column_count; j++) m->used_columns += m->columns[j] > 0;
    return true;
}

/* n o - r c over sqrt(n r c), squared. */
static struct twofold cell_part(const struct margins_of_table *m, uint64_t row, uint64_t column,
                                uint64_t count)
{
    const struct twofold apart =
        twofold_of_i128((i128)m->n * (i128)count - (i128)row * (i128)column);
    const struct twofold expected = twofold_of_i128((i128)row * (i128)column);
    return twofold_ratio(twofold_ratio(twofold_times(apart, apart), expected),
                         twofold_of_i128((i128)m->n));
}

static void compare_table(const uint64_t *counts, const struct margins_of_table *m,
                          struct table_test *out)
{
    struct twofold statistic = twofold_of(0.0);
    out->expected_minimum = INFINITY;
    for (size_t i = 0; i < m->row_count; i++)
        for (size_t j = 0; j < m->column_count; j++) {
            if (m->rows[i] == 0 || m->columns[j] == 0) continue;
            const uint64_t count = counts[i * m->column_count + j];
            statistic = twofold_add(statistic, cell_part(m, m->rows[i], m->columns[j], count));
            const i128 product = (i128)m->rows[i] * (i128)m->columns[j];
            out->expected_minimum = fmin(out->expected_minimum, exact_ratio(product, (i128)m->n));
        }
    const uint64_t least = m->used_rows < m->used_columns ? m->used_rows : m->used_columns;
    out->test.statistic = twofold_to_double(statistic);
    out->test.df = (double)(m->used_rows - 1) * (double)(m->used_columns - 1);
    out->test.defined = true;
    out->cramers_v = sqrt(out->test.statistic / (double)m->n / (double)(least - 1));
}

enum rc stats_chi_square_table(const uint64_t *counts, size_t row_count, size_t column_count,
                               struct arena *arena, struct table_test *out, struct err *err)
{
    *out = (struct table_test){TEST_UNDEFINED, NAN, NAN};
    const size_t sum_count = row_count + column_count;
    struct margins_of_table m = {.row_count = row_count, .column_count = column_count};
    if (row_count == 0 || column_count == 0) return RC_OK;
    m.rows = arena_take_array(arena, sum_count, sizeof *m.rows);
    if (m.rows == NULL) return err_memory(err, sum_count * sizeof *m.rows);
    m.columns = m.rows + row_count;
    if (!add_counts(counts, &m))
        return err_set(err, RC_NUMERIC, "more than 2^62 rows in a table of %zu x %zu", row_count,
                       column_count);
    if (m.used_rows < 2 || m.used_columns < 2) return RC_OK;
    compare_table(counts, &m, out);
    return stats_chi_square_upper_p(out->test.statistic, out->test.df, &out->test.p, err);
}

/* Tables with the margins of the one seen, by their first count x from low to high; probability of
 * x proportional to ways(x) odds^x. */
struct family_of_tables {
    int64_t row, other_row, column; /* a + b, c + d, a + c */
    int64_t low, high, seen;
};

/* Probability of x + 1 over that of x. */
static double rise(const struct family_of_tables *t, double odds, int64_t x)
{
    return odds * ((double)(t->row - x) / (double)(x + 1)) *
           ((double)(t->column - x) / (double)(t->other_row - t->column + x + 1));
}

/* The most probable x: rise() falls with x. */
static int64_t most_probable(const struct family_of_tables *t, double odds)
{
    int64_t low = t->low, high = t->high;
    while (low < high) {
        const int64_t middle = (low + high) / 2;
        if (rise(t, odds, middle) > 1.0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* Probabilities, relative to that of the mode, until nothing is left of them. */
struct sums_of_tables {
    double below, seen, above; /* x < seen, = seen, > seen */
    double few;                /* no more probable than seen */
    double mean;               /* of x, when divided by all */
};

static void add_table(const struct family_of_tables *t, int64_t x, double weight, double limit,
                      struct sums_of_tables *sums)
{
    if (x < t->seen) sums->below += weight;
    if (x == t->seen) sums->seen += weight;
    if (x > t->seen) sums->above += weight;
    if (weight <= limit) sums->few += weight;
    sums->mean += weight * (double)x;
}

static void add_tables(const struct family_of_tables *t, double odds, double limit,
                       struct sums_of_tables *sums)
{
    const int64_t mode = most_probable(t, odds);
    *sums = (struct sums_of_tables){.below = 0.0};
    double weight = 1.0;
    for (int64_t x = mode; weight > NOTHING && x <= t->high; x++) {
        add_table(t, x, weight, limit, sums);
        weight *= rise(t, odds, x);
    }
    weight = 1.0;
    for (int64_t x = mode - 1; x >= t->low; x--) {
        weight /= rise(t, odds, x);
        if (!(weight > NOTHING)) break;
        add_table(t, x, weight, limit, sums);
    }
}

/* What a root in the odds is sought of; each falls or rises steadily. */
enum sought { SOUGHT_MEAN, SOUGHT_LOWER, SOUGHT_UPPER };

/* Above 0 when the odds are too large. */
static double excess_of(const struct family_of_tables *t, double odds, enum sought sought)
{
    struct sums_of_tables sums;
    add_tables(t, odds, -1.0, &sums);
    const double all = sums.below + sums.seen + sums.above;
    if (sought == SOUGHT_MEAN) return sums.mean / all - (double)t->seen;
    if (sought == SOUGHT_LOWER) return (sums.seen + sums.above) / all - STATS_TAIL;
    return STATS_TAIL - (sums.below + sums.seen) / all;
}

/* Brackets the logarithm of the odds, then narrows it by false position with bisection in every
 * third step (it cannot get stuck at one end). */
static enum rc find_odds(const struct family_of_tables *t, enum sought sought, double *odds,
                         struct err *err)
{
    double low = -1.0, high = 1.0;
    double at_low = excess_of(t, exp(low), sought), at_high = excess_of(t, exp(high), sought);
    while (at_low > 0.0 && low > -512.0) {
        low *= 2.0;
        at_low = excess_of(t, exp(low), sought);
    }
    while (at_high < 0.0 && high < 512.0) {
        high *= 2.0;
        at_high = excess_of(t, exp(high), sought);
    }
    if (at_low > 0.0 || at_high < 0.0)
        return err_set(err, RC_NUMERIC, "no odds ratio found for a table of %lld and %lld rows",
                       (long long)t->row, (long long)t->other_row);
    for (int step = 0; step < 300 && high - low > 1e-15 * fmax(fabs(low), 1e-3); step++) {
        double middle = (low + high) / 2.0;
        if (step % 3 != 2 && at_high > at_low)
            middle = low - at_low * ((high - low) / (at_high - at_low));
        if (!(middle > low && middle < high)) middle = (low + high) / 2.0;
        const double at = excess_of(t, exp(middle), sought);
        if (at == 0.0) low = high = middle;
        if (at < 0.0) {
            low = middle;
            at_low = at;
        } else {
            high = middle;
            at_high = at;
        }
    }
    *odds = exp((low + high) / 2.0);
    return RC_OK;
}

static enum rc find_ratio(const struct family_of_tables *t, struct interval *ratio, struct err *err)
{
    *ratio = (struct interval){0.0, 0.0, INFINITY, true, true};
    if (t->seen == t->high) ratio->value = INFINITY;
    enum rc rc = RC_OK;
    if (t->seen > t->low && t->seen < t->high) rc = find_odds(t, SOUGHT_MEAN, &ratio->value, err);
    if (rc == RC_OK && t->seen > t->low) rc = find_odds(t, SOUGHT_LOWER, &ratio->lower, err);
    if (rc == RC_OK && t->seen < t->high) rc = find_odds(t, SOUGHT_UPPER, &ratio->upper, err);
    return rc;
}

/* The weight of the table seen when the odds are 1. */
static double weight_seen(const struct family_of_tables *t)
{
    double weight = 1.0;
    int64_t x = most_probable(t, 1.0);
    for (; x < t->seen && weight > NOTHING; x++) weight *= rise(t, 1.0, x);
    for (; x > t->seen && weight > NOTHING; x--) weight /= rise(t, 1.0, x - 1);
    return weight > NOTHING ? weight : 0.0;
}

enum rc stats_fisher(uint64_t a, uint64_t b, uint64_t c, uint64_t d, struct fisher *out,
                     struct err *err)
{
    *out = (struct fisher){1.0, 1.0, 1.0, INTERVAL_UNDEFINED};
    if ((a | b | c | d) >> 31 != 0)
        return err_set(err, RC_NUMERIC, "Fisher's test of a count of 2^31 or more");
    if (a + b == 0 || c + d == 0 || a + c == 0 || b + d == 0) return RC_OK;
    const int64_t row = (int64_t)(a + b), other_row = (int64_t)(c + d), column = (int64_t)(a + c);
    const struct family_of_tables t = {row,
                                       other_row,
                                       column,
                                       column > other_row ? column - other_row : 0,
                                       row < column ? row : column,
                                       (int64_t)a};
    struct sums_of_tables sums;
    add_tables(&t, 1.0, weight_seen(&t) * TIE, &sums);
    const double all = sums.below + sums.seen + sums.above;
    out->p = fmin(sums.few / all, 1.0);
    out->less_p = fmin((sums.below + sums.seen) / all, 1.0);
    out->greater_p = fmin((sums.seen + sums.above) / all, 1.0);
    return find_ratio(&t, &out->odds_ratio, err);
}

enum rc stats_mcnemar(uint64_t gained, uint64_t lost, struct mcnemar *out, struct err *err)
{
    *out = (struct mcnemar){1.0, 1.0, INTERVAL_UNDEFINED};
    const uint64_t n = gained + lost, less = gained < lost ? gained : lost;
    if (n == 0) return RC_OK;
    double at_most, below = 0.0;
    enum rc rc = stats_binomial_lower_p(less, n, 0.5, &at_most, err);
    if (rc == RC_OK && less > 0) rc = stats_binomial_lower_p(less - 1, n, 0.5, &below, err);
    struct interval share;
    if (rc == RC_OK) rc = stats_clopper_pearson(gained, n, &share, err);
    if (rc != RC_OK) return rc;
    out->p = fmin(2.0 * at_most, 1.0);
    out->mid_p = gained == lost ? 1.0 : at_most + below;
    out->odds_ratio = (struct interval){
        (double)gained / (double)lost, share.lower / (1.0 - share.lower),
        share.upper < 1.0 ? share.upper / (1.0 - share.upper) : INFINITY, true, true};
    return RC_OK;
}

/* A walk over all ways to divide rows over categories. */
struct division {
    size_t category_count;
    double logs[STATS_CATEGORY_MAX]; /* of the shares */
    double limit;                    /* log probability of the way seen */
    struct twofold few;
};

/* log of share^count / count!. */
static double log_part(const struct division *d, size_t category, uint64_t count)
{
    return (double)count * d->logs[category] - gsl_sf_lnfact((unsigned)count);
}

/* `so_far` is log n! and the parts of the categories before `category`. */
static void divide(struct division *d, size_t category, uint64_t left, double so_far)
{
    if (category + 1 == d->category_count) {
        const double probability = so_far + log_part(d, category, left);
        if (probability <= d->limit) d->few = twofold_add(d->few, twofold_of(exp(probability)));
        return;
    }
    for (uint64_t count = 0; count <= left; count++)
        divide(d, category + 1, left - count, so_far + log_part(d, category, count));
}

/* (n + k - 1) over (k - 1), cut off above the limit. */
static double way_count(uint64_t n, size_t category_count)
{
    double count = 1.0;
    for (size_t i = 1; i < category_count && count <= STATS_MULTINOMIAL_MAX; i++)
        count = count * ((double)n + (double)i) / (double)i;
    return count;
}

enum rc stats_multinomial_fit(const uint64_t *observed, const double *shares, size_t category_count,
                              double *p, struct err *err)
{
    *p = NAN;
    struct division d = {.category_count = category_count};
    if (category_count > STATS_CATEGORY_MAX)
        return err_set(err, RC_NUMERIC, "exact fit of %zu categories, at most %d", category_count,
                       STATS_CATEGORY_MAX);
    uint64_t n = 0;
    double sum = 0.0;
    for (size_t i = 0; i < category_count; i++) {
        if (!(shares[i] > 0.0) || !isfinite(shares[i]))
            return err_set(err, RC_NUMERIC, "expected share %zu is %g, not above 0", i, shares[i]);
        sum += shares[i];
        if (!exact_add_u64(n, observed[i], &n)) return RC_OK;
    }
    if (n == 0 || category_count < 2 || way_count(n, category_count) > STATS_MULTINOMIAL_MAX)
        return RC_OK;
    const double start = gsl_sf_lnfact((unsigned)n);
    d.limit = start + log(TIE);
    for (size_t i = 0; i < category_count; i++) {
        d.logs[i] = log(shares[i] / sum);
        d.limit += log_part(&d, i, observed[i]);
    }
    divide(&d, 0, n, start);
    *p = fmin(twofold_to_double(d.few), 1.0);
    return RC_OK;
}
