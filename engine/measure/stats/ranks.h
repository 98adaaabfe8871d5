/* measure/stats/ranks.h: which ranks of units the data allow, from estimates and their standard
 * errors; no random numbers. Rank 1 is the lowest value: give the negative for "more is better"
 * lists from the top. Pure, thread-safe. RC_NUMERIC for an error that is negative or not finite. */
#ifndef MEASURE_STATS_RANKS_H
#define MEASURE_STATS_RANKS_H
#include "base/arena.h"
#include "base/err.h"

#include <stddef.h>
#include <stdint.h>

struct rank_unit {
    double value, error; /* independent between units */
};

struct rank_range {
    uint32_t first, last; /* 1 .. count */
};

/* Ranges that hold the true ranks of all units at once with 95 %: first = 1 + the units certainly
 * below, last = count - the units certainly above. "Certainly" by Holm's step-down over all count
 * (count - 1) one-sided pairs "i is not below j", z = (v_j - v_i) / sqrt(e_i^2 + e_j^2): it holds
 * the chance of any wrong order at 0.05 however the pairs depend on one another. No bootstrap; a
 * little wider than one. ranks[count] are filled in O(count^2) steps a round, a few rounds. Source:
 * Holm 1979; Mogstad, Romano, Shaikh and Wilhelm 2024, Review of Economic Studies 91:476 (the same
 * pairs with a bootstrap's bound). */
enum rc stats_rank_ranges(const struct rank_unit *units, size_t count, struct rank_range *ranks,
                          struct err *err);

/* P(unit i is among the `lowest` lowest of all) where the true values are independent and normal
 * around `value` with `error` (> 0; give posteriors to be fair to small units). By integration over
 * the unit's own value; given that, the number of units below is a sum of independent events: up to
 * 64 units convolved exactly (integral to 1e-12), more by a normal approximation with continuity
 * correction on 2048 cells of the common range. chances[count]. RC_MEMORY. */
enum rc stats_rank_chances(const struct rank_unit *units, size_t count, size_t lowest,
                           struct arena *arena, double *chances, struct err *err);

#endif
