#include "measure/stats/dealt.h"

#include <math.h>

enum { STEP_LIMIT = 200 };
static const double TILT_END = 60.0;

/* Cumulant of the sum at a tilt, with its first two derivatives. */
struct cumulant {
    double value, mean, variance;
};

static struct cumulant cumulant_at(const struct dealt *dealt, double tilt)
{
    /* Values are counted from the end that the tilt favours, so that no power overflows. */
    const size_t last = dealt->level_count - 1;
    double power[DEALT_LEVEL_LIMIT];
    for (size_t v = 0; v <= last; v++)
        power[v] = exp(tilt > 0.0 ? tilt * ((double)v - (double)last) : tilt * (double)v);
    struct cumulant sum = {0};
    for (size_t i = 0; i < dealt->stratum_count; i++) {
        const struct dealt_stratum *stratum = &dealt->strata[i];
        double rows = 0.0, mass = 0.0, first = 0.0, second = 0.0;
        for (size_t v = 0; v <= last; v++) {
            const double count = (double)stratum->counts[v], weight = count * power[v];
            rows += count;
            mass += weight;
            first += weight * (double)v;
            second += weight * (double)v * (double)v;
        }
        const double n = (double)stratum->own_n, mean = first / mass;
        sum.value += n * log(mass / rows);
        if (tilt > 0.0) sum.value += n * tilt * (double)last;
        sum.mean += n * mean;
        sum.variance += n * fmax(second / mass - mean * mean, 0.0);
    }
    return sum;
}

/* The tilt under which the sum is expected to be `sum`, which lies inside its range: Newton within
 * a bracket. */
static double tilt_for(const struct dealt *dealt, double sum, const struct cumulant *middle)
{
    double low = -TILT_END, high = TILT_END;
    double tilt = (sum - middle->mean) / middle->variance;
    for (int step = 0; step < STEP_LIMIT; step++) {
        if (!(tilt > low && tilt < high)) tilt = low + (high - low) / 2.0;
        const struct cumulant at = cumulant_at(dealt, tilt);
        const double apart = sum - at.mean;
        if (apart > 0.0)
            low = tilt;
        else
            high = tilt;
        const double move = apart / at.variance;
        tilt += move;
        if (fabs(move) <= 1e-12 * fmax(1.0, fabs(tilt)) || high - low <= 1e-12) break;
    }
    return tilt;
}

double stats_dealt_score(const struct dealt *dealt, uint64_t sum, double *variance)
{
    const struct cumulant middle = cumulant_at(dealt, 0.0);
    *variance = middle.variance;
    if (!(middle.variance > 0.0)) return NAN;
    const double apart = (double)sum - middle.mean;
    if (fabs(apart) <= 0.5) return 0.0;
    const double side = apart > 0.0 ? 1.0 : -1.0, at = (double)sum - 0.5 * side;
    const double tilt = tilt_for(dealt, at, &middle);
    const struct cumulant tilted = cumulant_at(dealt, tilt);
    const double root = sqrt(2.0 * fmax(tilt * at - tilted.value, 0.0));
    const double other = 2.0 * sinh(fabs(tilt) / 2.0) * sqrt(tilted.variance);
    if (!(root > 0.0 && other > 0.0)) return 0.0;
    return side * fmax(root + log(other / root) / root, 0.0);
}
