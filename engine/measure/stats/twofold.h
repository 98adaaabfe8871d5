/* measure/stats/twofold.h: real numbers of 106 bits, for systems of equations whose columns nearly
 * say the same. Private to this folder; pure, thread-safe. A twofold is the unevaluated sum of two
 * doubles, the second at most half a unit in the last place of the first; every operation is right
 * to about 2^-102. Values must stay between 1e-290 and 1e290. Source: Dekker 1971, Numerische
 * Mathematik 18:224; Hida, Li and Bailey 2001. */
#ifndef MEASURE_STATS_TWOFOLD_H
#define MEASURE_STATS_TWOFOLD_H
#include "measure/stats/wide.h"

#include <math.h>

struct twofold {
    double high, low;
};

/* a + b when |a| >= |b|. */
static inline struct twofold twofold_ordered_sum(double a, double b)
{
    const double sum = a + b;
    return (struct twofold){sum, b - (sum - a)};
}

static inline struct twofold twofold_sum(double a, double b)
{
    const double sum = a + b, part = sum - a;
    return (struct twofold){sum, (a - (sum - part)) + (b - part)};
}

static inline struct twofold twofold_of(double a)
{
    return (struct twofold){a, 0.0};
}

static inline struct twofold twofold_add(struct twofold a, struct twofold b)
{
    const struct twofold high = twofold_sum(a.high, b.high), low = twofold_sum(a.low, b.low);
    const struct twofold most = twofold_ordered_sum(high.high, high.low + low.high);
    return twofold_ordered_sum(most.high, most.low + low.low);
}

static inline struct twofold twofold_negative(struct twofold a)
{
    return (struct twofold){-a.high, -a.low};
}

static inline struct twofold twofold_minus(struct twofold a, struct twofold b)
{
    return twofold_add(a, twofold_negative(b));
}

static inline struct twofold twofold_times(struct twofold a, struct twofold b)
{
    const double product = a.high * b.high;
    const double rest = fma(a.high, b.high, -product);
    return twofold_ordered_sum(product, rest + (a.high * b.low + a.low * b.high));
}

/* a / b, b not 0. */
struct twofold twofold_ratio(struct twofold a, struct twofold b);
/* a >= 0. */
struct twofold twofold_root(struct twofold a);
struct twofold twofold_of_i128(i128 a);
struct twofold twofold_of_wide(struct wide a);

static inline double twofold_to_double(struct twofold a)
{
    return a.high + a.low;
}

#endif
