/* measure/stats/staggered.h: units that were treated at different times, each held against those
 * that were not treated around its own time. Pure, thread-safe, no allocation. RC_NUMERIC when a
 * quantile cannot be found. */
#ifndef MEASURE_STATS_STAGGERED_H
#define MEASURE_STATS_STAGGERED_H
#include "base/err.h"
#include "measure/stats/interval.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A unit in the months around one time of treatment (a cohort): treated then, or clean. A unit may
 * stand in several cohorts. */
struct adoption {
    uint32_t unit, cohort;
    double before, after;
    bool is_treated;
};

struct staggered {
    struct interval effect; /* undefined: fewer than two treated or two clean units */
    double error, df, p;    /* NaN when undefined */
    double smallest;        /* the effect that would have been seen with 80 % */
    double plain;           /* without matching: the treated's change less that of the clean */
    double slope;           /* of after on before among the clean; 1 without matching */
    size_t treated_count, clean_count; /* units */
};

/* The effect on the treated, averaged over them: y - m_g - b (x - x_g), with the means m_g, x_g of
 * the clean units of the cohort and, with matching, the slope b of after on before among the clean
 * within cohorts, so that each is held against clean units of its own earlier level (what chance
 * gave it before is not counted as its change); without, b = 1: difference in differences. Each
 * cohort has clean units. Variance: a unit moves the effect by t_u (as treated) and c_u (as clean);
 * sum over units of (f_T t_u + f_C c_u)^2, f^2 = G / (G - 1) of the treated or clean units; df by
 * Welch from the two sums of squares. With one cohort, without matching, it is Welch's test of the
 * changes. room[3 unit_count + 4 cohort_count]. Source: Callaway and Sant'Anna 2021, J Econometrics
 * 225:200 (not yet treated as controls, outcome regression); Cameron and Miller 2015, J Human
 * Resources 50:317; Cengiz et al. 2019, Quarterly J Economics 134:1405 (clean controls). */
enum rc stats_staggered(const struct adoption *rows, size_t row_count, size_t unit_count,
                        size_t cohort_count, bool is_matched, double *room, struct staggered *out,
                        struct err *err);

#endif
