#include "measure/stats/rank_correlation.h"

struct ranks {
    const uint64_t *counts;
    size_t row_count, column_count;
    double n, rows[RANK_CLASS_LIMIT], columns[RANK_CLASS_LIMIT]; /* sums */
};

static void add_up(struct ranks *r)
{
    for (size_t i = 0; i < r->row_count; i++)
        for (size_t j = 0; j < r->column_count; j++) {
            const double count = (double)r->counts[i * r->column_count + j];
            r->rows[i] += count;
            r->columns[j] += count;
            r->n += count;
        }
}

/* Midranks less their mean, of classes with these sums, one less in the class `without`. */
static void rank(const double *sums, size_t count, size_t without, double n, double *out)
{
    double before = 0.0;
    for (size_t i = 0; i < count; i++) {
        const double own = sums[i] - (i == without ? 1.0 : 0.0);
        out[i] = before + own / 2.0 - n / 2.0;
        before += own;
    }
}

/* Rho without one row of a cell; row and column SIZE_MAX: of all. NaN: a side does not vary. */
static double rho_without(const struct ranks *r, size_t row, size_t column)
{
    double x[RANK_CLASS_LIMIT], y[RANK_CLASS_LIMIT], xx = 0.0, yy = 0.0, xy = 0.0;
    const double n = r->n - (row == SIZE_MAX ? 0.0 : 1.0);
    rank(r->rows, r->row_count, row, n, x);
    rank(r->columns, r->column_count, column, n, y);
    for (size_t i = 0; i < r->row_count; i++)
        xx += (r->rows[i] - (i == row ? 1.0 : 0.0)) * x[i] * x[i];
    for (size_t j = 0; j < r->column_count; j++)
        yy += (r->columns[j] - (j == column ? 1.0 : 0.0)) * y[j] * y[j];
    for (size_t i = 0; i < r->row_count; i++) {
        double sum = 0.0;
        for (size_t j = 0; j < r->column_count; j++)
            sum += (double)r->counts[i * r->column_count + j] * y[j];
        xy += x[i] * sum;
    }
    if (row != SIZE_MAX) xy -= x[row] * y[column];
    return xx > 0.0 && yy > 0.0 ? xy / sqrt(xx * yy) : NAN;
}

/* The jackknife's error. */
static double error_of(const struct ranks *r)
{
    double mean = 0.0, squares = 0.0;
    for (int pass = 0; pass < 2; pass++)
        for (size_t i = 0; i < r->row_count; i++)
            for (size_t j = 0; j < r->column_count; j++) {
                const double count = (double)r->counts[i * r->column_count + j];
                if (count == 0.0) continue;
                const double rho = rho_without(r, i, j);
                if (pass == 0)
                    mean += count * rho / r->n;
                else
                    squares += count * (rho - mean) * (rho - mean);
            }
    return sqrt((r->n - 1.0) / r->n * squares);
}

struct interval stats_rank_correlation(const uint64_t *counts, size_t row_count,
                                       size_t column_count)
{
    struct ranks r = {.counts = counts, .row_count = row_count, .column_count = column_count};
    struct interval out = INTERVAL_UNDEFINED;
    add_up(&r);
    const double rho = r.n < 4.0 ? NAN : rho_without(&r, SIZE_MAX, SIZE_MAX);
    if (isnan(rho)) return out;
    out.value = fmax(-1.0, fmin(1.0, rho));
    out.defined = true;
    const double error = error_of(&r), left = 1.0 - out.value * out.value;
    if (!(left > 1e-12) || isnan(error)) return out;
    const double reach = STATS_Z * error / left, z = atanh(out.value);
    out.lower = tanh(z - reach);
    out.upper = tanh(z + reach);
    out.bounded = true;
    return out;
}
