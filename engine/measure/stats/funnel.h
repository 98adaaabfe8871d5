/* measure/stats/funnel.h: units of different size held against one target: exact limits for each
 * size, how much more the units differ than chance allows, and limits that grant that much. Pure,
 * thread-safe. Sizes below 2^40. */
#ifndef MEASURE_STATS_FUNNEL_H
#define MEASURE_STATS_FUNNEL_H
#include "base/arena.h"
#include "measure/stats/test.h"

enum funnel_kind {
    FUNNEL_SHARE, /* observed of size cases; target a share */
    FUNNEL_RATIO  /* observed events over size expected ones (or an exposure); target a ratio (rate)
                   */
};

struct funnel_unit {
    uint64_t observed;
    double size; /* whole for a share; 0: the unit has no value */
};

struct funnel_limits {
    double lower, upper;
};

/* Tails outside the inner (95 %) and the outer (99.8 %) limits, and their normal quantiles. */
enum { FUNNEL_INNER, FUNNEL_OUTER, FUNNEL_LEVELS };
#define FUNNEL_TAILS                                                                               \
    {                                                                                              \
        0.025, 0.001                                                                               \
    }
#define FUNNEL_Z                                                                                   \
    {                                                                                              \
        1.959963984540054, 3.090232306167813                                                       \
    }

/* Exact limits: outside lie just the counts whose binomial (Poisson) tail beyond them, the count
 * included, is below `tail`. Between two counts the limit is interpolated in the tail probability:
 * r the least count with P(R <= r) >= tail, lower = (r - (P(R <= r) - tail) / P(R = r)) / size, at
 * least 0; upper in the same way from above. Source: Spiegelhalter 2005, Statistics in Medicine
 * 24:1185, appendix A.1.1, whose upper limit, taken from the same side as the lower, lets in counts
 * with a tail above `tail`; here the upper is the lower's mirror. (FunnelPlotR draws the interval
 * of an observation equal to the expected count instead: stats_poisson_limits(size, tail) / size.)
 * RC_NUMERIC for a target outside its range, a size that is not positive, a tail outside 0 to 1/2.
 */
enum rc stats_funnel_limits(enum funnel_kind kind, double target, double size, double tail,
                            struct funnel_limits *out, struct err *err);

struct funnel {
    enum funnel_kind kind;
    double target;
    size_t unit_count;      /* with a value */
    struct test dispersion; /* sum of the squared z, not winsorised, against chi-square with
                               unit_count - 1 degrees of freedom */
    double phi;             /* mean squared z after winsorising */
    double tau_square;      /* variance between units beyond chance, on the transformed scale */
};

/* z = (Y - T) / s on the scale where chance has the same size everywhere: shares Y =
 * asin(sqrt(share)) with s = 1 / (2 sqrt(size)); ratios Y = sqrt(ratio), s the same. Winsorised: z
 * below the 0.1 or above the 0.9 quantile (R type 7) are set to it. tau^2 = (n phi - (n - 1)) / (S1
 * - S2 / S1), at least 0, S1 and S2 the sums of 1/s^2 and 1/s^4. target NaN: the sum observed over
 * the sum of sizes. Without units: NaN. Source: Spiegelhalter 2005, Quality and Safety in Health
 * Care 14:347; FunnelPlotR's "PR" and "SR" with "CQC". RC_MEMORY; RC_NUMERIC for impossible units
 * or targets and more than 10^5 units. */
enum rc stats_funnel(enum funnel_kind kind, const struct funnel_unit *units, size_t count,
                     double target, struct arena *arena, struct funnel *out, struct err *err);

struct funnel_place {
    double value;
    double z;          /* chance alone */
    double z_adjusted; /* with tau_square: (Y - T) / sqrt(s^2 + tau^2) */
    double p;          /* two-sided, of z_adjusted: for the false-discovery rate over the units */
    struct funnel_limits exact[FUNNEL_LEVELS];
    /* (T -+ z sqrt(s^2 + tau^2)) turned back, cut to the range of the value; the exact ones where
       tau_square is 0. */
    struct funnel_limits adjusted[FUNNEL_LEVELS];
};

/* All NaN for a unit of size 0. */
enum rc stats_funnel_place(const struct funnel *funnel, const struct funnel_unit *unit,
                           struct funnel_place *out, struct err *err);

#endif
