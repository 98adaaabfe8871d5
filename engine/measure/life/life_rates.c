#include "measure/life/life_rates.h"

enum { HALF_PERIOD = 7, YEAR_PERIOD = 13 };

static double length_of(uint32_t period)
{
    return life_period_ends[period] - life_period_start(period);
}

/* Covariance of the rates of two periods: the sum over units of (repairs - rate days) in both, over
 * the days of both. */
static double covariance(const struct life_sums *sums, uint32_t p, uint32_t q)
{
    const i128 days_p = sums->days[p], days_q = sums->days[q];
    const i128 repairs_p = sums->repairs[p], repairs_q = sums->repairs[q];
    const i128 sum = days_p * days_q * sums->repairs_repairs[p][q] -
                     days_p * repairs_q * sums->repairs_days[p][q] -
                     repairs_p * days_q * sums->repairs_days[q][p] +
                     repairs_p * repairs_q * sums->days_days[p][q];
    const i128 days = days_p * days_q;
    return exact_ratio(sum, days) / (double)days;
}

/* Variance of the sum of weight times rate over periods 0 … last. */
static double variance(const struct life_sums *sums, const double *weights, uint32_t last)
{
    double sum = 0;
    for (uint32_t p = 0; p <= last; p++) {
        sum += weights[p] * weights[p] * covariance(sums, p, p);
        for (uint32_t q = 0; q < p; q++)
            sum += 2 * weights[p] * weights[q] * covariance(sums, p, q);
    }
    return sum;
}

static double rate_of(const struct life_sums *sums, uint32_t period)
{
    return exact_ratio(sums->repairs[period], sums->days[period]);
}

/* A weight of so many days to each of the periods. */
static void weigh(double *weights, uint32_t first, uint32_t last, double factor)
{
    for (uint32_t p = first; p <= last; p++) weights[p] = factor * length_of(p);
}

static struct interval on_log_scale(double value, double log_error)
{
    return (struct interval){value, value * exp(-STATS_Z * log_error),
                             value * exp(STATS_Z * log_error), true, true};
}

struct life_mean life_mean_repairs(const struct life_sums *sums, uint32_t last_period)
{
    struct life_mean mean = {.interval = INTERVAL_UNDEFINED, .least_watched = INFINITY};
    double weights[LIFE_PERIOD_COUNT], value = 0, greatest = 0;
    for (uint32_t p = 0; p <= last_period; p++) {
        const double watched = (double)sums->days[p] / length_of(p);
        mean.least_watched = fmin(mean.least_watched, watched);
        mean.repairs += sums->repairs[p];
        if (sums->days[p] == 0) continue;
        greatest = fmax(greatest, 1 / watched);
        value += length_of(p) * rate_of(sums, p);
    }
    if (!(mean.least_watched > 0)) return mean;
    if (mean.repairs == 0) {
        mean.interval = (struct interval){0, 0, -log(STATS_TAIL) * greatest, true, true};
        return mean;
    }
    weigh(weights, 0, last_period, 1);
    mean.standard_error = sqrt(fmax(variance(sums, weights, last_period), 0));
    mean.interval = on_log_scale(value, mean.standard_error / value);
    return mean;
}

double life_means_apart(const struct life_mean *one, const struct life_mean *other)
{
    if (!one->interval.defined || !other->interval.defined || one->repairs == 0 ||
        other->repairs == 0)
        return NAN;
    const double own = one->standard_error / one->interval.value;
    const double others = other->standard_error / other->interval.value;
    return (log(one->interval.value) - log(other->interval.value)) / hypot(own, others);
}

struct life_trend life_trend_of(const struct life_sums *sums)
{
    const struct life_mean half = life_mean_repairs(sums, HALF_PERIOD);
    const struct life_mean year = life_mean_repairs(sums, YEAR_PERIOD);
    struct life_trend trend = {INTERVAL_UNDEFINED, NAN, year.repairs};
    if (!year.interval.defined || half.repairs == 0 || year.repairs == half.repairs) return trend;
    double weights[LIFE_PERIOD_COUNT], late = 0;
    for (uint32_t p = HALF_PERIOD + 1; p <= YEAR_PERIOD; p++)
        late += length_of(p) * rate_of(sums, p);
    const double early = half.interval.value;
    const double ratio = late / (LIFE_YEAR_DAYS - LIFE_HALF_DAYS) / (early / LIFE_HALF_DAYS);
    weigh(weights, 0, HALF_PERIOD, -1 / early);
    weigh(weights, HALF_PERIOD + 1, YEAR_PERIOD, 1 / late);
    const double log_error = sqrt(fmax(variance(sums, weights, YEAR_PERIOD), 0));
    trend.ratio = on_log_scale(ratio, log_error);
    trend.z = log(ratio) / log_error;
    return trend;
}
