/* measure/stats/contrast.h: one group against another that is first given the group's mix of
 * strata, so that what differs is not what they are made of. Pure, thread-safe; takes its memory
 * from the arena. */
#ifndef MEASURE_STATS_CONTRAST_H
#define MEASURE_STATS_CONTRAST_H
#include "base/arena.h"
#include "measure/stats/standardise.h"

/* Rows of the group and of the others in one stratum; a share is a mean of 0 and 1. */
struct contrast_stratum {
    struct moments group, others;
};

struct contrast {
    /* Group minus others. Undefined when no stratum has both; not bounded when no stratum has two
     * rows of each. */
    struct difference difference;
    double group_mean, others_mean; /* the second in the group's mix */
    uint64_t group_n, others_n;     /* rows in strata that have both */
    double covered; /* part of the group's rows that lies in such strata; NaN without rows */
};

/* sum w_i (g_i - o_i) / sum w_i, w_i the group's rows in stratum i, over the strata that have both.
 * The mix is taken as given: the variance is that of the two standardised means,
 * stats_standardise_mean(), with the strata's own variances, and Student's interval with
 * Satterthwaite's df. So the answer is about those of the group whom the others can be compared to.
 * RC_NUMERIC for impossible moments, RC_MEMORY. Source: Cochran 1977, Sampling Techniques, 5.4;
 * Imbens 2004, Review of Economics and Statistics 86:4 (effect on the treated). */
enum rc stats_contrast(const struct contrast_stratum *strata, size_t stratum_count,
                       struct arena *arena, struct contrast *out, struct err *err);

#endif
