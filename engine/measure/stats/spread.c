#include "measure/stats/spread.h"

#include "measure/stats/distribution.h"
#include "measure/stats/root.h"

#include <stdlib.h>

struct search {
    const struct shrink_mean *units;
    size_t count;
    double wanted;
};

static double q_above(double tau_square, void *context)
{
    const struct search *search = context;
    double weights = 0.0, sum = 0.0, q = 0.0;
    for (size_t i = 0; i < search->count; i++) {
        const double error = search->units[i].error, w = 1.0 / (error * error + tau_square);
        weights += w;
        sum += w * search->units[i].value;
    }
    for (size_t i = 0; i < search->count; i++) {
        const double error = search->units[i].error, w = 1.0 / (error * error + tau_square);
        const double apart = search->units[i].value - sum / weights;
        q += w * apart * apart;
    }
    return q - search->wanted;
}

static double spread_at(const struct shrink_mean *units, size_t count, double quantile)
{
    struct search search = {units, count, quantile};
    if (!(q_above(0.0, &search) > 0.0)) return 0.0;
    double high = units[0].error * units[0].error;
    while (q_above(high, &search) > 0.0) high *= 4.0;
    return root_of_falling(q_above, &search, 0.0, high);
}

enum rc stats_spread_bounds(const struct shrink_mean *units, size_t count, double *lower,
                            double *upper, struct err *err)
{
    *lower = *upper = NAN;
    for (size_t i = 0; i < count; i++)
        if (!isfinite(units[i].value) || !(units[i].error > 0.0) || !isfinite(units[i].error))
            return err_set(err, RC_NUMERIC, "unit %zu is %g with standard error %g", i,
                           units[i].value, units[i].error);
    if (count < 2) return RC_OK;
    const double df = (double)(count - 1);
    double high, low;
    enum rc rc = stats_chi_square_quantile(1.0 - STATS_TAIL, df, &high, err);
    if (rc == RC_OK) rc = stats_chi_square_quantile(STATS_TAIL, df, &low, err);
    if (rc != RC_OK) return rc;
    *lower = spread_at(units, count, high);
    *upper = spread_at(units, count, low);
    return RC_OK;
}

static int by_value(const void *left, const void *right)
{
    const double a = *(const double *)left, b = *(const double *)right;
    return (a > b) - (a < b);
}

static double reliability_of(double tau_square, double error_square)
{
    return tau_square / (tau_square + error_square);
}

enum rc stats_median_reliability(const struct shrink_mean *units, size_t count, double tau_square,
                                 double lower, double upper, struct arena *arena,
                                 struct interval *out, struct err *err)
{
    *out = INTERVAL_UNDEFINED;
    if (count == 0) return RC_OK;
    double *squares = arena_take_array(arena, count, sizeof *squares);
    if (!squares) return err_memory(err, count * sizeof *squares);
    for (size_t i = 0; i < count; i++) squares[i] = units[i].error * units[i].error;
    qsort(squares, count, sizeof *squares, by_value);
    const double a = squares[(count - 1) / 2], b = squares[count / 2];
    out->value = (reliability_of(tau_square, a) + reliability_of(tau_square, b)) / 2.0;
    out->lower = (reliability_of(lower, a) + reliability_of(lower, b)) / 2.0;
    out->upper = (reliability_of(upper, a) + reliability_of(upper, b)) / 2.0;
    out->defined = true;
    out->bounded = !isnan(out->lower) && !isnan(out->upper);
    return RC_OK;
}
