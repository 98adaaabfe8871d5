/* measure/stats/persistence.h: units measured in several periods: how much of the differences
 * between them is theirs and lasts, how much comes and goes with the period, and how much is the
 * chance of few rows. Pure, thread-safe. */
#ifndef MEASURE_STATS_PERSISTENCE_H
#define MEASURE_STATS_PERSISTENCE_H
#include "base/err.h"
#include "measure/stats/interval.h"

#include <stddef.h>

/* values[unit * period_count + period]; NaN: none. chance: the variance that each value has because
 * of its number of rows, >= 0, likewise. */
struct periods {
    const double *values, *chance;
    size_t unit_count, period_count;
};

struct persistence {
    double lasting; /* variance of the units' own levels, at least 0 */
    double
        passing; /* variance of a unit's true values around its level, chance apart; at least 0 */
    double between_squares, within_squares; /* mean squares; NaN when not defined */
    size_t value_count, unit_count;         /* that have values */
    double between_df, within_df;
    bool defined; /* at least two units and df within */
};

/* Each value less its period's mean over the units, so that what moves all units is nobody's own;
 * then the one-way random model with unequal numbers: MSB = sum m_i (y_i - y)^2 / (k - 1), MSW =
 * within squares / (N - k - (periods - 1)), lasting = (MSB - MSW) / m0, m0 = (N - sum m_i^2 / N) /
 * (k - 1); passing = MSW - mean chance. Source: Searle, Casella and McCulloch 1992, Variance
 * Components, 3.6; Henderson's method 3 where all units have all periods, near it else. */
struct persistence stats_persistence(const struct periods *periods, double *room);

/* What a unit whose value lay `apart` from the mean of all shows in another period, if nothing has
 * happened to it: reliability = lasting / (lasting + passing + chance of the first value); value =
 * the change to expect, (reliability - 1) apart; bounds: 95 % of what single units show, variance
 * lasting (1 - reliability) + passing + chance of the second value. Source: Galton 1886; Linden
 * 2013, BMC Medical Research Methodology 13:119; Gardner and Heady 1973, Journal of Chronic
 * Diseases 26:781. */
struct expected_return {
    struct interval change;
    double reliability, deviation; /* NaN when not defined */
};
struct expected_return stats_expected_return(const struct persistence *persistence, double apart,
                                             double chance_first, double chance_second);

#endif
