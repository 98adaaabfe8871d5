/* measure/stats/drivers.h: how much of a response's variance goes with each of several correlated
 * columns ("key drivers"). Both measures share out R^2 without remainder and are never negative; a
 * share says what goes together, not what causes. PMVD is left out on purpose: it is patented in
 * the US (6,640,204). Pure, thread-safe; takes its memory from the arena. */
#ifndef MEASURE_STATS_DRIVERS_H
#define MEASURE_STATS_DRIVERS_H
#include "measure/stats/ols.h"

/* LMG looks at 2^count sets of predictors. */
enum { STATS_LMG_MAX = 15 };

struct driver {
    double johnson;      /* Johnson's relative weight, a part of R^2 */
    double lmg;          /* Lindeman, Merenda and Gold's (Shapley's) part of R^2; NaN with more than
                            STATS_LMG_MAX drivers */
    double standardised; /* coefficient with all others in the model */
    double correlation;  /* with the response, alone */
    double inflation;    /* variance inflation factor */
    bool is_turned;      /* the last but one and the one before it have different signs: the driver
                            works as a suppressor, and its part has no plain direction */
};

struct drivers {
    enum ols_state state;
    size_t column; /* driver that follows from those before it, when dependent */
    double r_squared;
    size_t driver_count;
    struct driver *drivers; /* in the order given, in the arena; NULL unless fitted */
};

/* From correlations, (driver_count + 1)^2 of them row by row, symmetric, diagonal 1, the response
 * last. With L the symmetric square root of the drivers' correlations and b = L^-1 r: johnson_j =
 * sum over k of L_jk^2 b_k^2. lmg_j = mean over all orders of the drivers of what R^2 gains when j
 * enters; R^2 of all sets by one elimination each. O(count^3) and O(2^count count^2). RC_NUMERIC
 * when the numbers are no correlations (no square root, R^2 above 1), RC_MEMORY. As R
 * relaimpo::calc.relimp(type = "lmg"), iopsych::relWt(). Source: Lindeman, Merenda and Gold 1980;
 * Johnson 2000, Multivariate Behavioral Research 35:1. */
enum rc stats_drivers_of_correlations(const double *correlations, size_t driver_count,
                                      struct arena *arena, struct drivers *out, struct err *err);

/* From sums of products; state as stats_ols() would have it. `model` has an intercept. */
enum rc stats_drivers(const struct ols_model *model, struct arena *arena, struct drivers *out,
                      struct err *err);

#endif
