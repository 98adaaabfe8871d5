/* measure/stats/dealt.h: how far out a unit's sum lies among the sums that chance would deal it.
 * Pure, thread-safe, no allocation. */
#ifndef MEASURE_STATS_DEALT_H
#define MEASURE_STATS_DEALT_H
#include <stddef.h>
#include <stdint.h>

/* Rows of one unit in strata whose rows in the network are known by value (0 .. level_count - 1).
 */
struct dealt_stratum {
    uint64_t own_n;
    const uint64_t *counts; /* of the network by value; at least one row */
};
struct dealt {
    const struct dealt_stratum *strata;
    size_t stratum_count, level_count; /* up to DEALT_LEVEL_LIMIT */
};
enum { DEALT_LEVEL_LIMIT = 128 };

/* The normal score of a sum of own_n rows a stratum, each drawn from the network's: z with P(Z >=
 * |z|) = P(sum at least so far out on its side), the sign that of sum - mean; 0 in the middle. NaN
 * when the sum cannot vary. By the saddlepoint with continuity correction, which errs by less
 * than a tenth of the probability far into the tails, where the normal distribution errs by powers
 * of ten for few or skewed rows. *variance is that of the sum, drawn with replacement: multiply z
 * by sqrt(*variance / true variance) for a unit that is a large part of the network. Source:
 * Daniels 1987, International Statistical Review 55:37, second correction; Barndorff-Nielsen 1986,
 * Biometrika 73:307. */
double stats_dealt_score(const struct dealt *dealt, uint64_t sum, double *variance);

#endif
