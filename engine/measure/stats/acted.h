/* measure/stats/acted.h: what became of one unit that was acted upon. With one treated unit its own
 * rows cannot say how much a unit changes by itself; the changes of the others can. Pure,
 * thread-safe, no allocation. RC_NUMERIC when a quantile cannot be found. */
#ifndef MEASURE_STATS_ACTED_H
#define MEASURE_STATS_ACTED_H
#include "base/err.h"
#include "measure/stats/interval.h"

#include <stddef.h>

/* Values of two periods, and the variance that each has because of its number of rows (> 0). */
struct acted_unit {
    double before, after;
    double before_chance, after_chance;
};

struct acted {
    struct interval effect; /* undefined: too few others, or nothing varies */
    double error, df, p;    /* NaN when undefined */
    double others_change;   /* what the others changed by; NaN without them */
    double others_error;    /* of that */
    double wander;   /* variance of a unit's change beyond the chance of its rows, at least 0 */
    double smallest; /* the effect that would have been seen with 80 %: (t(0.975) + t(0.8)) error */
};
#define ACTED_UNDEFINED ((struct acted){INTERVAL_UNDEFINED, NAN, NAN, NAN, NAN, NAN, NAN, NAN})

/* Difference in differences of one unit: its change less that of the k others. Change d_i has the
 * variance wander + c_i, c_i the chance of its four numbers of rows; wander by the moments of the
 * others (Q = sum (d_i - d)^2 / c_i, weights 1 / c_i): max(0, (Q - (k-1)) / (S1 - S2 / S1)). The
 * others' change is their mean weighted by 1 / (wander + c_i); error^2 = wander + c + its variance;
 * t with k - 1 degrees of freedom. Undefined with fewer than two others. Source: Conley and Taber
 * 2011, Review of Economics and Statistics 93:113; Ferman and Pinto 2019, ibid. 101:452 (variance
 * by the number of rows); DerSimonian and Laird 1986, Controlled Clinical Trials 7:177 (moments).
 */
enum rc stats_acted(const struct acted_unit *unit, const struct acted_unit *others,
                    size_t other_count, struct acted *out, struct err *err);

struct acted_month {
    double time, value;
    double chance; /* variance because of its number of rows, > 0 */
    bool is_after;
};

/* Interrupted series, for want of others: value = a + b time + effect is_after, weights 1 / chance;
 * the variance is that of the rows times max(1, residual squares / (m - 3)), t with m - 3 degrees
 * of freedom. Undefined when m < 5, or before and after have fewer than two months each. Source:
 * Wagner, Soumerai, Zhang and Ross-Degnan 2002, J Clinical Pharmacy and Therapeutics 27:299. */
enum rc stats_interrupted(const struct acted_month *months, size_t month_count, struct acted *out,
                          struct err *err);

#endif
