/* measure/stats/matched.h: a unit's rows held against the rows of all other units in the same
 * strata (product, stage, month), so that who gets the hard jobs is not blamed for them. The unit
 * is one of the network's, but never stands on both sides: what is estimated and tested is own
 * against others. Pure, thread-safe, no allocation; counts below 2^53. */
#ifndef MEASURE_STATS_MATCHED_H
#define MEASURE_STATS_MATCHED_H
#include "measure/stats/mean.h"

#include <stddef.h>

/* What a comparison tells, whatever is compared. */
struct matched {
    struct interval interval; /* what the network would have, did all work as this unit does;
                                 undefined when no stratum has rows of others that vary */
    double expected;          /* the unit's sum at the network's mean of each stratum, itself in it;
                                 of rows without others too */
    double apart;             /* own sum - expected */
    double variance;          /* of `apart` if rows were dealt out by chance within each stratum */
    double weight;            /* rows that the comparison is worth: sum n (N - n) / N */
};

/* One stratum: met of n of the unit, and of all units together, the unit's in them. */
struct matched_share {
    uint64_t own_met, own_n, all_met, all_n;
};

/* The network has `met` of `n` in all strata, the unit's or not. apart and its variance are those
 * of Cochran, Mantel and Haenszel: variance n (N - n) M (N - M) / (N^2 (N - 1)) a stratum. The odds
 * ratio psi of own to others is common to all strata: sum of the counts a_s expected at psi, given
 * the margins, equals the observed one, with a_s the root of a (N - n - M + a) = psi (n - a) (M -
 * a). Value: the share whose odds are psi times those of the others' share, that standardised to
 * the network's mix
 * (`whole` + sum N (others' - all's) / sum N). Bounds: the psi at which |observed - sum a| =
 * STATS_Z sqrt(sum N / (N - 1) / (1/a + 1/b + 1/c + 1/d)). So with one stratum the value is the
 * plain share, and with many others the interval is Wilson's; with all met or none, the value is 1
 * or 0. When the others do not vary, but the unit does, its plain share with Wilson's interval.
 * Undefined where it has all of the met (or missed) rows of its strata but not met (missed) all:
 * then no odds ratio is too large (small).
 * Source: Mantel and Haenszel 1959; Cornfield 1956; Gart 1970, Biometrika 57:471. */
struct matched stats_matched_share(const struct matched_share *strata, size_t stratum_count,
                                   uint64_t met, uint64_t n);

/* One stratum: rows and sums of whole numbers of the unit, and of all units together. */
struct matched_mean {
    uint64_t own_n, all_n;
    int64_t own_sum, all_sum;
    int64_t own_square_sum, all_square_sum;
};

/* The network has the sum `sum` of `n` rows. Variance n (N - n) / N s^2 a stratum, s^2 with divisor
 * N - 1. Value: mean of the others at the network's mix + apart / weight. Interval of Student with
 * n - 1 degrees of freedom: error sqrt(v / weight), v the variance of the unit's own rows around
 * their strata's means. Not bounded for one row. Source: as above, with scores: Mantel 1963, JASA
 * 58:690. RC_NUMERIC when a quantile cannot be found. */
enum rc stats_matched_mean(const struct matched_mean *strata, size_t stratum_count, int64_t sum,
                           uint64_t n, struct matched *out, struct err *err);

#endif
