#include "measure/stats/persistence.h"

#include "measure/stats/change.h"

static double mean_of_period(const struct periods *periods, size_t period)
{
    double sum = 0.0;
    size_t count = 0;
    for (size_t unit = 0; unit < periods->unit_count; unit++) {
        const double value = periods->values[unit * periods->period_count + period];
        if (isnan(value)) continue;
        sum += value;
        count++;
    }
    return count > 0 ? sum / (double)count : NAN;
}

/* Sums of one unit's values, each less its period's mean. */
struct unit_sums {
    double count, mean, within;
};

static struct unit_sums sums_of(const struct periods *periods, size_t unit, const double *means)
{
    const double *values = periods->values + unit * periods->period_count;
    struct unit_sums sums = {0.0, 0.0, 0.0};
    for (size_t p = 0; p < periods->period_count; p++)
        if (!isnan(values[p])) {
            sums.count += 1.0;
            sums.mean += values[p] - means[p];
        }
    if (sums.count == 0.0) return sums;
    sums.mean /= sums.count;
    for (size_t p = 0; p < periods->period_count; p++)
        if (!isnan(values[p])) {
            const double apart = values[p] - means[p] - sums.mean;
            sums.within += apart * apart;
        }
    return sums;
}

static double mean_chance(const struct periods *periods)
{
    double sum = 0.0, count = 0.0;
    for (size_t i = 0; i < periods->unit_count * periods->period_count; i++) {
        if (isnan(periods->values[i])) continue;
        sum += periods->chance[i];
        count += 1.0;
    }
    return sum / count;
}

/* The means of the periods into `means`; how many have one. */
static size_t find_means(const struct periods *periods, double *means)
{
    size_t count = 0;
    for (size_t p = 0; p < periods->period_count; p++) {
        means[p] = mean_of_period(periods, p);
        count += isnan(means[p]) ? 0 : 1;
    }
    return count;
}

struct persistence stats_persistence(const struct periods *periods, double *room)
{
    struct persistence out = {.lasting = NAN,
                              .passing = NAN,
                              .between_squares = NAN,
                              .within_squares = NAN,
                              .between_df = NAN,
                              .within_df = NAN};
    const size_t period_count = find_means(periods, room);
    double count = 0.0, squared = 0.0, within = 0.0, between = 0.0, sum = 0.0, units = 0.0;
    for (size_t unit = 0; unit < periods->unit_count; unit++) {
        const struct unit_sums sums = sums_of(periods, unit, room);
        if (sums.count == 0.0) continue;
        units += 1.0;
        count += sums.count;
        squared += sums.count * sums.count;
        within += sums.within;
        sum += sums.count * sums.mean;
        between += sums.count * sums.mean * sums.mean;
    }
    out.value_count = (size_t)count;
    out.unit_count = (size_t)units;
    out.between_df = units - 1.0;
    out.within_df = count - units - (double)period_count + 1.0;
    out.defined = units >= 2.0 && out.within_df >= 1.0;
    if (!out.defined) return out;
    out.between_squares = (between - sum * sum / count) / out.between_df;
    out.within_squares = within / out.within_df;
    const double size = (count - squared / count) / out.between_df;
    out.lasting = fmax(0.0, (out.between_squares - out.within_squares) / size);
    out.passing = fmax(0.0, out.within_squares - mean_chance(periods));
    return out;
}

struct expected_return stats_expected_return(const struct persistence *persistence, double apart,
                                             double chance_first, double chance_second)
{
    struct expected_return out = {INTERVAL_UNDEFINED, NAN, NAN};
    const double lasting = persistence->lasting, passing = persistence->passing;
    const double first = lasting + passing + chance_first;
    if (!persistence->defined || !(first > 0.0)) return out;
    out.reliability = lasting / first;
    const double value = stats_regression_to_mean(apart, 0.0, out.reliability);
    out.deviation = sqrt(lasting * (1.0 - out.reliability) + passing + chance_second);
    const double reach = STATS_Z * out.deviation;
    out.change = (struct interval){value, value - reach, value + reach, true, true};
    return out;
}
