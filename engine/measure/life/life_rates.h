/* measure/life/life_rates.h: repairs per unit by age. The rate of a period of life is its repairs
 * over the days watched in it, whoever was watched; the mean number of repairs up to an age is the
 * sum of rates times lengths. The variance is by unit, with no assumption on how the repairs of one
 * unit hang together: the sum over units of (sum over periods of weight (repairs - rate days) /
 * days of all)^2, which the sums of products give without a list of units. All of it is whole
 * numbers up to one division a pair of periods. Pure, thread-safe. Source: Lawless and Nadeau 1995;
 * Lawless and Zhan 1998 (periods with a rate of their own). */
#ifndef MEASURE_LIFE_LIFE_RATES_H
#define MEASURE_LIFE_LIFE_RATES_H
#include "measure/life/life_sums.h"
#include "measure/stats/interval.h"

struct life_mean {
    struct interval interval; /* value exp(-+ z error / value); without a repair: 0, and as upper
                                 bound -log(0.025) times the greatest length / days (Poisson); not
                                 defined when nobody was watched in a period */
    double standard_error;
    int64_t repairs;      /* up to that age */
    double least_watched; /* units watched at once, on the average of the period with fewest */
};

/* Mean repairs of a unit up to the end of a period. */
struct life_mean life_mean_repairs(const struct life_sums *sums, uint32_t last_period);

/* Of two disjoint groups, the z of the difference of their logs, positive when the first has more;
 * NaN without a repair in either. */
double life_means_apart(const struct life_mean *one, const struct life_mean *other);

/* Repairs a day on the days 181 to 365 of life over those on the days 1 to 180. */
struct life_trend {
    struct interval ratio; /* exp(log ratio -+ z error); not defined without repairs in both */
    double z;
    int64_t repairs;
};
struct life_trend life_trend_of(const struct life_sums *sums);

#endif
