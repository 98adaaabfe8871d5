/* measure/life/life_first.h: time to the first repair, of units that were watched from their
 * installation on. A unit that was installed before the log began may have been repaired before,
 * and nobody knows: to let it enter late would take its second repair for its first one. Pure but
 * for the arena given. */
#ifndef MEASURE_LIFE_LIFE_FIRST_H
#define MEASURE_LIFE_LIFE_FIRST_H
#include "measure/life/life_sums.h"
#include "measure/stats/test.h"
#include "measure/stats/weibull.h"

/* Failed by an age, by Kaplan and Meier. */
struct life_failed {
    struct interval interval; /* log-log; where all or none failed, Wilson of those watched so long;
                                 not defined when nobody was */
    double log_hazard, log_hazard_error; /* log(-log(survival)) and its error; NaN where all or none
                                            failed */
    uint64_t at_risk;                    /* on that day */
};
struct life_failed life_failed_by(const struct life_sums *sums, const struct survival_curve *curve,
                                  uint32_t day);

enum rc life_kaplan_meier(const struct life_sums *sums, struct arena *arena,
                          struct survival_curve *curve, struct err *err);

/* First day by which a share of 0.1 has failed, by Kaplan and Meier; NaN: not yet. */
double life_tenth_day(const struct survival_curve *curve);

/* p of the units' lives being Weibull, of failures counted and expected in cells of time, with the
 * two fitted parameters accounted for: sum (o - e)^2 / e + u^2 / l, u the sum of (o - e) g / e, g
 * the derivative of e by the shape, l what the cells lose of the information on the shape;
 * chi-square with cells - 1 degrees of freedom. About 5 expected failures a cell, 3 to 10 cells.
 * Not defined for fewer than 15 failures. Source: Akritas 1988; Hjort 1990. */
enum rc life_weibull_test(const struct life_sums *sums, const struct weibull_fit *fit,
                          struct test *test, struct err *err);

/* Share failed by a day of a Weibull life. */
double life_weibull_failed(const struct weibull_fit *fit, uint32_t day);

#endif
