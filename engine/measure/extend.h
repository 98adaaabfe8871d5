/* measure/extend.h: what a family's `extend` adds to the estimates: numbers that are of no cell
 * alone (coefficients, curves, adjusted shares). Its metrics have kind STATISTIC_EXTENDED; the
 * engine makes none of their estimates, but refuses them for the network when the family's table or
 * a column that it cannot do without is absent (then `extend` is not called).
 *
 * Each such metric gets at least one estimate from `extend`, if only a refused one. What is added
 * has n and both bounds, or a reason; where the family gives none, extend_estimate() does, so that
 * no naked number gets out. Thread-safe for different results. */
#ifndef MEASURE_EXTEND_H
#define MEASURE_EXTEND_H
#include "measure/family.h"
#include "measure/stats/interval.h"

/* One estimate as the family found it. Texts are constants, names of the linked tables, or live in
 * the result's arena. */
struct extended {
    const char *metric; /* id */
    enum axis axis;     /* AXIS_NETWORK, one of the family's, or one without a column */
    const char *key;    /* "" for the network */
    int32_t period;     /* a month, or PERIOD_ALL */
    uint64_t n;         /* what it rests on: rows, customers, units */
    struct interval interval;
    const char *method; /* "cox_efron_robust" … */
    /* NULL, or "code: words" with what would be enough: why there is no value or a bound is missing
     * (then it must be given), or why a value holds in part only. */
    const char *reason;
};

/* Whether the input has the columns that the metric needs. */
bool extend_can(const struct measured *measured, const char *metric);

/* Append it: refused without a needed column (no_column), below the minimum base (below_base) or
 * when the value is undefined; partial with a reason; else passed. Benchmarks and targets are those
 * of the metric and segment. RC_BUG for a metric that the family has not got or that is not
 * extended; RC_MEMORY. */
enum rc extend_estimate(const struct measured *measured, struct result *result,
                        const struct extended *extended, struct err *err);

/* Every metric of the family refused for the network with that reason, in the report month. */
enum rc extend_refuse_all(const struct measured *measured, struct result *result,
                          const char *method, const char *reason, struct err *err);

/* A segment of an axis that is judged, and its test of being like the others. */
struct judged {
    struct extended extended; /* metric, axis, period and method are the same in all */
    double p;                 /* two-sided; NaN: cannot be tested */
    bool is_above;            /* where it lies, should it differ */
};

/* All segments of one axis: as extend_estimate(), with verdicts: p after Benjamini and Hochberg
 * over all that have one, at 0.05, and the metric's good direction; without p, refused or below
 * judged_base: cannot say. An axis with more than KEYS_IN_ESTIMATES segments goes into columns
 * whole and keeps only what differs among the estimates (RESULT.md). Rows in the order they are to
 * be told. The q go into q_values (room for count; NULL: not wanted). */
enum rc extend_axis(const struct measured *measured, struct result *result,
                    const struct judged *rows, size_t count, double *q_values, struct err *err);

#endif
