/* measure/stats/shrink_fit.h: maximum likelihood of a network's location and spread, private to
 * this folder. Pure, thread-safe. */
#ifndef MEASURE_STATS_SHRINK_FIT_H
#define MEASURE_STATS_SHRINK_FIT_H
#include <stdbool.h>
#include <stddef.h>

/* A likelihood in a location without bounds (a logit, a logarithm) and a spread gamma >= 0. */
struct likelihood {
    const void *units;
    size_t count;
    /* Derivative of the log likelihood by the location, falling in it (up to a positive factor),
     * and that function's own slope; spread > 0. */
    void (*at_location)(const struct likelihood *l, double location, double spread, double *score,
                        double *slope);
    /* Derivative by the spread; spread >= 0, at 0 its limit. */
    double (*at_spread)(const struct likelihood *l, double location, double spread);
};

struct fit {
    double location, spread;
    bool has_bound; /* false: the likelihood still rises at a spread of 10^6 */
};

/* `location` is the best one without spread. The spread is 0 when the likelihood does not rise from
 * there. */
struct fit likelihood_fit(const struct likelihood *likelihood, double location);

#endif
