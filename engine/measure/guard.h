/* measure/guard.h: what stands beside the estimates to keep a reader from a wrong conclusion, made
 * of the same cells by the engine for every family: control charts of the months, a month's change
 * with the mix of segments held fast, what picked dealers do by chance, and which months have been
 * followed long enough. Tables only; no estimate is changed.
 *
 * charts            the network's months with limits (chart_months.h)
 * charts.baseline   what made the limits, or why there are none; of dealers how many
 * charts.signals    of the network all; of dealers those that reach the report month, of a crowded
 *                   axis those with q below 0.05. q after Benjamini and Hochberg: over the metrics
 *                   of a family (network), over the dealers of a metric
 * guards.simpson    the network's change from the month before, by each axis that is judged
 *                   (guard_mix.h); q over the whole table
 * guards.regression dealers picked as worst of the month before, or for a change with q below 0.05
 *                   (guard_return.h)
 * quality.maturity  months and segments of which not all rows have been followed long enough
 */
#ifndef MEASURE_GUARD_H
#define MEASURE_GUARD_H
#include "measure/finish.h"

/* Append the tables. works[work_count]: one for each metric and axis whose estimates stand in
 * *result, in the order of the table; those of a family together. Uses all threads; the same
 * whatever their number. */
enum rc guard_add(const struct finisher *works, size_t work_count, struct result *result,
                  struct err *err);

#endif
