#include "measure/stats/shrink_fit.h"

#include "measure/stats/root.h"

#include <math.h>

enum { NEWTON_LIMIT = 100 };
static const double LOCATION_END = 700.0, SPREAD_FIRST = 1e-3, SPREAD_LEAST = 1e-13,
                    SPREAD_MOST = 1e6, FACTOR = 4.0;

/* A likelihood at a spread that is being tried; the location is where the last one ended. */
struct trial {
    const struct likelihood *likelihood;
    double location, spread;
};

static double location_score(double location, void *context)
{
    const struct trial *trial = context;
    double score, slope;
    trial->likelihood->at_location(trial->likelihood, location, trial->spread, &score, &slope);
    return score;
}

/* Newton from the last best location; where that does not settle, the bracket of all numbers. */
static double best_location(struct trial *trial)
{
    double location = trial->location;
    for (int step = 0; step < NEWTON_LIMIT; step++) {
        double score, slope;
        trial->likelihood->at_location(trial->likelihood, location, trial->spread, &score, &slope);
        const double move = fmax(fmin(-score / slope, 2.0), -2.0);
        location += move;
        if (fabs(move) <= 1e-15 * fmax(1.0, fabs(location))) return location;
        /* The last digits may go to and fro. */
        if (step > NEWTON_LIMIT / 2 && fabs(move) <= 1e-12) return location;
    }
    return root_of_falling(location_score, trial, -LOCATION_END, LOCATION_END);
}

/* Score of the spread along the best location. */
static double profile_score(double spread, void *context)
{
    struct trial *trial = context;
    trial->spread = spread;
    trial->location = best_location(trial);
    return trial->likelihood->at_spread(trial->likelihood, trial->location, spread);
}

struct fit likelihood_fit(const struct likelihood *likelihood, double location)
{
    struct trial trial = {likelihood, location, 0.0};
    if (!(likelihood->at_spread(likelihood, location, 0.0) > 0.0))
        return (struct fit){location, 0.0, true};
    double low = SPREAD_FIRST, high = SPREAD_FIRST;
    while (low > SPREAD_LEAST && profile_score(low, &trial) <= 0.0) low /= FACTOR;
    if (low <= SPREAD_LEAST) return (struct fit){location, 0.0, true};
    while (high < SPREAD_MOST && profile_score(high, &trial) > 0.0) high *= FACTOR;
    if (high >= SPREAD_MOST) return (struct fit){location, NAN, false};
    const double spread = root_of_falling(profile_score, &trial, low, high);
    trial.spread = spread;
    return (struct fit){best_location(&trial), spread, true};
}
