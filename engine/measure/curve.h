/* measure/curve.h: a survival curve as the result has it. */
#ifndef MEASURE_CURVE_H
#define MEASURE_CURVE_H
#include "measure/result.h"
#include "measure/stats/survival.h"

/* Append a curve with what `head` says of it (metric, axis, key, n, unit, method) and the points of
 * `from`. RC_MEMORY. */
enum rc curve_add(struct result *result, const struct curve *head,
                  const struct survival_curve *from, struct err *err);

#endif
