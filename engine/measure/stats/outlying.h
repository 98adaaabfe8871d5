/* measure/stats/outlying.h: which units lie outside what is usual among them. Units of a network
 * always differ by more than chance; with many rows each, a test against chance calls every one of
 * them an outlier. So how much they usually differ is found first, from the bulk of them, and
 * granted. Pure, thread-safe. RC_NUMERIC for impossible units. */
#ifndef MEASURE_STATS_OUTLYING_H
#define MEASURE_STATS_OUTLYING_H
#include "base/arena.h"
#include "measure/stats/interval.h"
#include "measure/stats/test.h"

struct outlying_unit {
    double z;          /* normal score of the difference by chance alone, not below the exact tail's
                          p; NaN: no value */
    double score;      /* (observed - expected) / its standard deviation: variance 1 by chance */
    double difference; /* on a scale where units may be normal: log odds of shares */
    double error;      /* its standard error by chance alone, > 0 */
};

/* With fewer units the usual spread cannot be told from the differences sought, and none is
 * granted. */
enum { OUTLYING_UNITS_LEAST = 10 };

struct outlying {
    size_t unit_count;              /* with a value */
    struct test dispersion;         /* sum score^2 against chi-square with unit_count - 1 degrees */
    struct interval overdispersion; /* sum score^2 / (unit_count - 1): 1 is chance alone; bounds as
                                   for a variance */
    size_t usual_count;             /* units that tau_square is of */
    double tau_square;              /* usual variance between units, beyond chance */
    double information_sum;         /* of 1 / (s^2 + tau^2) */
};

/* tau^2: root of sum min(score_i^2 / (1 + tau^2 / s_i^2), C^2) = (k - 1) E min(Z^2, C^2), C = 1.5,
 * at least 0, with s_i = difference / score, the error that the score implies (Miettinen's
 * test-based one), so that scores stay right where chance rules and differences where the spread
 * does: Huber's proposal 2 for the spread, so that a few units that are truly different do not make
 * themselves usual, and, unlike a winsorised mean, right for normal units.
 * Then again without the units that it calls different (q of Benjamini and Hochberg below 0.05 over
 * all), until no more are, as long as OUTLYING_UNITS_LEAST are left: that finds more where many
 * differ; in a network where none does it can follow a false call, never make the first.
 * unit_count, dispersion and overdispersion are of all units. In the arena. Source: Huber 1964,
 * Annals of Mathematical Statistics 35:73; Miettinen 1976; additive variance: Spiegelhalter 2005,
 * Quality and Safety in Health Care 14:347. RC_MEMORY. */
enum rc stats_outlying(const struct outlying_unit *units, size_t count, struct arena *arena,
                       struct outlying *out, struct err *err);

struct outlying_place {
    double z;  /* with tau^2 */
    double df; /* of the t distribution that allows for tau^2 being an estimate; infinite with fewer
                  than OUTLYING_UNITS_LEAST units */
    double p;  /* two-sided; NaN without a value */
};

/* df = 2 / (relative variance of s^2 + tau^2), as Satterthwaite's. */
enum rc stats_outlying_place(const struct outlying *outlying, const struct outlying_unit *unit,
                             struct outlying_place *out, struct err *err);

#endif
