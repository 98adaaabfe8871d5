/* measure/stats/survival.h: events and censorings counted per whole day to survival curves and what
 * is read from them. Ties: who is censored on a day is still at risk on that day. Times are days
 * since the index day; day 0 is allowed. Pure but for the arena given; thread-safe when each thread
 * has its own arena. Two-group and k-group comparison is in measure/stats/log_rank.h. */
#ifndef MEASURE_STATS_SURVIVAL_H
#define MEASURE_STATS_SURVIVAL_H
#include "base/arena.h"
#include "base/err.h"
#include "measure/stats/interval.h"

#include <stddef.h>
#include <stdint.h>

/* events[d] and censored[d] for d = 0 .. day_count-1; owned by the caller; the total must stay
 * below 2^53. */
struct day_counts {
    const uint64_t *events, *censored;
    size_t day_count;
};

/* One day with at least one event. */
struct survival_row {
    uint32_t day;
    bool bounded; /* lower and upper exist: not when survival is 0 (both are 0 then; R gives NaN) */
    uint64_t at_risk, events;
    double survival; /* Kaplan-Meier: product of (at_risk - events) / at_risk up to this day */
    double standard_error; /* Greenwood: survival sqrt(sum of events / (at_risk (at_risk -
                              events))); 0 at 0 */
    double lower, upper;   /* log-log: survival^exp(+- z sqrt(greenwood sum) / |log survival|) */
    double hazard;         /* Nelson-Aalen: sum of events / at_risk */
    double hazard_standard_error; /* sqrt(sum of events / at_risk^2) */
};

struct survival_curve {
    uint64_t n, events;
    uint32_t last_day; /* last day with an event or a censoring; 0 when n = 0 */
    size_t row_count;
    struct survival_row
        *rows; /* in the arena; rising days; before the first row survival is 1, without bounds */
};

/* The curve of one group; n = 0 or no event: no rows. Worst relative error of survival: rows *
 * 2^-52. RC_MEMORY when the arena is out; RC_NUMERIC when a day does not fit 32 bits. As R
 * survfit(Surv(time, status) ~ 1, conf.type = "log-log"). Source: Kaplan and Meier 1958; Greenwood
 * 1926; Kalbfleisch and Prentice 2002, section 1.4 (log-log); Aalen 1978. */
enum rc stats_kaplan_meier(const struct day_counts *counts, struct arena *arena,
                           struct survival_curve *curve, struct err *err);

/* The same when some come under observation late: entered[day] persons (day_count numbers, owned by
 * the caller) are at risk from the day after on; they are among those counted in `counts`. The risk
 * set of the first days may be small, and a curve that falls to 0 there stays there. NULL: nobody
 * came late. RC_NUMERIC also when more leave by a day than have come. As R survfit(Surv(start,
 * stop, status) ~ 1). O(days). Source: Kalbfleisch and Prentice 2002, section 1.5.2. */
enum rc stats_kaplan_meier_entering(const struct day_counts *counts, const uint64_t *entered,
                                    struct arena *arena, struct survival_curve *curve,
                                    struct err *err);

/* Median in days: the first day with survival <= 1/2; when survival is 1/2 there (to 1e-12) and
 * falls later, the middle between that day and the next event. Undefined when survival stays above
 * 1/2. Bounds by the same rule on the lower and on the upper band; a band that never comes down to
 * 1/2 gives NaN there, and `bounded` is false. Source: Brookmeyer and Crowley 1982; as R
 * print.survfit. */
struct interval stats_survival_median(const struct survival_curve *curve);

/* Restricted mean: days lived of the first horizon_days, the area under the curve from 0 to
 * horizon_days, with the normal interval of Var = sum over event days t <= horizon_days of (area
 * from t to horizon)^2 events / (at_risk (at_risk - events)); a day on which survival falls to 0
 * adds nothing. The interval is cut at 0 and horizon_days. Undefined when the horizon lies after
 * last_day while survival is still above 0 (nobody was watched so long), or n = 0. Source: Klein
 * and Moeschberger 2003, section 4.5; as R survfit's rmean. */
struct interval stats_restricted_mean(const struct survival_curve *curve, uint32_t horizon_days);

/* Survival at the end of `day` with its bounds; 1 without bounds before the first event; undefined
 * when nobody was watched so long, as above. */
struct interval stats_survival_at(const struct survival_curve *curve, uint32_t day);

#endif
