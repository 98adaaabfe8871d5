#include "measure/stats/shrinkage.h"

enum { SCORING_LIMIT = 10000 };

/* Sums over the units with weights w = 1 / (error^2 + tau^2). */
struct weights {
    double w, w2, w3;
    double mean;
    double apart, apart2; /* of w (y - mean)^2 and w^2 (y - mean)^2 */
};

static bool has_value(const struct shrink_mean *unit)
{
    return !isnan(unit->error);
}

static struct weights weights_of(const struct shrink_mean *units, size_t count, double tau_square)
{
    struct weights s = {0};
    double sum = 0.0;
    for (size_t i = 0; i < count; i++) {
        if (!has_value(&units[i])) continue;
        const double w = 1.0 / (units[i].error * units[i].error + tau_square);
        s.w += w;
        s.w2 += w * w;
        s.w3 += w * w * w;
        sum += w * units[i].value;
    }
    s.mean = sum / s.w;
    for (size_t i = 0; i < count; i++) {
        if (!has_value(&units[i])) continue;
        const double w = 1.0 / (units[i].error * units[i].error + tau_square);
        const double apart = w * (units[i].value - s.mean);
        s.apart += apart * (units[i].value - s.mean);
        s.apart2 += apart * apart;
    }
    return s;
}

static double dersimonian_laird(const struct shrink_mean *units, size_t count, size_t unit_count)
{
    const struct weights s = weights_of(units, count, 0.0);
    return fmax(0.0, (s.apart - (double)(unit_count - 1)) / (s.w - s.w2 / s.w));
}

/* Fisher scoring: tau^2 moves by (y'PPy - tr P) / tr PP until the last digits; those of many units
 * are rounding, where steps no longer get shorter. */
static double restricted_likelihood(const struct shrink_mean *units, size_t count, double start)
{
    const double near = 1e-9;
    double tau_square = start, moved_before = INFINITY;
    for (int step = 0; step < SCORING_LIMIT; step++) {
        const struct weights s = weights_of(units, count, tau_square);
        const double trace = s.w - s.w2 / s.w;
        const double trace2 = s.w2 - 2.0 * s.w3 / s.w + s.w2 / s.w * (s.w2 / s.w);
        const double next = fmax(0.0, tau_square + (s.apart2 - trace) / trace2);
        const double moved = fabs(next - tau_square);
        tau_square = next;
        if (moved <= 1e-15 * tau_square) break;
        if (moved >= moved_before && moved <= near * tau_square) break;
        moved_before = moved;
    }
    return tau_square;
}

static enum rc means_check(const struct shrink_mean *units, size_t count, size_t *unit_count,
                           struct err *err)
{
    *unit_count = 0;
    for (size_t i = 0; i < count; i++) {
        if (!has_value(&units[i])) continue;
        if (!(units[i].error > 0.0) || !isfinite(units[i].error) || !isfinite(units[i].value))
            return err_set(err, RC_NUMERIC, "unit %zu is %g with standard error %g", i,
                           units[i].value, units[i].error);
        ++*unit_count;
    }
    return RC_OK;
}

static void predict(const struct shrink_mean *unit, const struct shrinkage *network,
                    struct shrunk *out)
{
    double to_mean = 1.0, variance = network->spread, value = network->mean;
    out->reliability = 0.0;
    if (has_value(unit)) {
        const double chance = unit->error * unit->error,
                     own = network->spread / (network->spread + chance);
        to_mean = chance / (network->spread + chance);
        value = own * unit->value + to_mean * network->mean;
        variance = own * chance;
        out->reliability = own;
    }
    const double mean_part = to_mean * network->mean_error;
    const double half_width = STATS_Z * sqrt(variance + mean_part * mean_part);
    out->interval = (struct interval){value, value - half_width, value + half_width, true, true};
}

static int by_value(const void *left, const void *right)
{
    const double a = *(const double *)left, b = *(const double *)right;
    return (a > b) - (a < b);
}

enum rc stats_shrink_means(enum shrink_method method, const struct shrink_mean *units, size_t count,
                           struct arena *arena, struct shrinkage *out, struct shrunk *shrunk,
                           struct err *err)
{
    *out = (struct shrinkage){NAN, NAN, NAN, NAN, 0, false};
    for (size_t i = 0; i < count; i++) shrunk[i] = (struct shrunk){INTERVAL_UNDEFINED, NAN};
    const enum rc rc = means_check(units, count, &out->unit_count, err);
    if (rc != RC_OK || out->unit_count == 0) return rc;
    double *const sorted = arena_take_array(arena, count, sizeof *sorted);
    if (sorted == NULL) return err_memory(err, count * sizeof *sorted);
    out->spread = out->unit_count > 1 ? dersimonian_laird(units, count, out->unit_count) : 0.0;
    if (method == SHRINK_REML && out->unit_count > 1)
        out->spread = restricted_likelihood(units, count, out->spread);
    const struct weights s = weights_of(units, count, out->spread);
    out->mean = s.mean;
    out->mean_error = sqrt(1.0 / s.w);
    out->defined = true;
    size_t used = 0;
    for (size_t i = 0; i < count; i++) {
        predict(&units[i], out, &shrunk[i]);
        if (has_value(&units[i])) sorted[used++] = shrunk[i].reliability;
    }
    qsort(sorted, used, sizeof *sorted, by_value);
    out->median_reliability = (sorted[(used - 1) / 2] + sorted[used / 2]) / 2.0;
    return RC_OK;
}

double stats_efron_morris_factor(const double *values, size_t count, double error)
{
    double sum = 0.0, square_sum = 0.0;
    for (size_t i = 0; i < count; i++) sum += values[i];
    const double mean = sum / (double)count;
    for (size_t i = 0; i < count; i++) square_sum += (values[i] - mean) * (values[i] - mean);
    if (count < 4 || square_sum == 0.0) return NAN;
    return fmax(0.0, 1.0 - ((double)count - 3.0) * (error * error / square_sum));
}
