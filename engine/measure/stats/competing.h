/* measure/stats/competing.h: events of several exclusive causes and censorings, counted per whole
 * day, to the probability of each cause by each day. The complement of a Kaplan-Meier curve that
 * takes the other causes for censorings is no such probability: it is too high. Ties and days as in
 * measure/stats/survival.h. Pure but for the arena given; thread-safe when each thread has its own
 * arena. */
#ifndef MEASURE_STATS_COMPETING_H
#define MEASURE_STATS_COMPETING_H
#include "base/arena.h"
#include "base/err.h"
#include "measure/stats/interval.h"

#include <stddef.h>
#include <stdint.h>

/* events[cause * day_count + day]; censored[day]; entered[day] come under observation after the
 * events of that day, or entered is NULL: everybody is there from the start. Owned by the caller;
 * the total must stay below 2^53. */
struct competing_counts {
    const uint64_t *events, *censored, *entered;
    size_t cause_count, day_count;
};

struct incidence {
    double value;          /* Aalen-Johansen: sum of S(before the day) events / at_risk */
    double standard_error; /* see stats_competing() */
    double lower, upper;   /* NaN where value is 0 or 1 */
    bool bounded;
};

/* One day with at least one event of any cause. */
struct competing_row {
    uint32_t day;
    uint64_t at_risk, events; /* of all causes */
    double survival;          /* free of every cause: survival + incidences = 1 */
    struct incidence *causes; /* cause_count */
};

struct competing_curve {
    uint64_t n, events;
    uint32_t last_day; /* last day with an event or a censoring; 0 when n = 0 */
    size_t cause_count, row_count;
    struct competing_row *rows; /* in the arena; rising days */
};

/* The incidence of each cause. Variance of cause k by day t: the sum over event days u <= t of
 * (S(u-)/n)^2 (d_k (1 - d_k/n) - 2 g d_k (1 - d/n) + g^2 d (1 - d/n)) with n at risk, d events, g =
 * (F_k(t) - F_k(u)) / S(u): the multinomial (Greenwood) form, which is also the infinitesimal
 * jackknife by person; as R survfit(Surv(time, factor(cause)) ~ 1). Bounds by log(-log F):
 * F^exp(-+ z se / (F |log F|)). cause_count = 0 is allowed. RC_MEMORY; RC_NUMERIC when a day does
 * not fit 32 bits or more leave than were there. O(days * causes). Source: Aalen and Johansen 1978;
 * Andersen, Borgan, Gill and Keiding 1993, section IV.4; Choudhury 2002. */
enum rc stats_competing(const struct competing_counts *counts, struct arena *arena,
                        struct competing_curve *curve, struct err *err);

/* Incidence of a cause at the end of `day`: 0 without bounds before the first event of any cause.
 * Undefined when nobody was watched so long while some were still free of events, or n = 0. */
struct interval stats_incidence_at(const struct competing_curve *curve, size_t cause, uint32_t day);

#endif
