/* measure/estimate.h: one exact statistic to an estimate, and two of them to a comparison. The only
 * place where a state's whole numbers become floating point. Thread-safe for different estimates
 * and arenas. */
#ifndef MEASURE_ESTIMATE_H
#define MEASURE_ESTIMATE_H
#include "measure/result.h"
#include "measure/stages.h"
#include "measure/stats/interval.h"

/* Whether the statistic has fewer n than the minimum base, or cannot be had. */
bool estimate_is_refused(const struct statistic *statistic, const struct measure_options *options);

/* "below_base: n = 3, at least 10 are needed", in the arena (NULL: without numbers). */
const char *estimate_below_base(uint64_t n, const struct measure_options *options,
                                struct arena *arena);

/* "not_matured: 63.0 % of the rows are followed long enough (n = 63 of 100) …", likewise. */
const char *estimate_not_matured(uint64_t n, uint64_t eligible, bool leans, struct arena *arena);

/* Fill n, value, bounds, method, status and reason. Reasons are texts in the arena; NULL: one
 * without numbers. */
enum rc estimate_fill(struct estimate *estimate, const struct statistic *statistic,
                      const struct measure_options *options, struct arena *arena, struct err *err);

/* n and value as estimate_fill finds them, without what costs most, the bounds. */
enum rc estimate_value(const struct statistic *statistic, const struct measure_options *options,
                       uint64_t *n, double *value, struct err *err);

/* a minus b with interval and two-sided p (NaN where the kind has none: alpha, quantile). */
enum rc estimate_difference(const struct statistic *a, const struct statistic *b,
                            struct difference *out, struct err *err);

/* Hold the estimate against the user's benchmark and target, else the family's. */
void estimate_benchmark(struct estimate *estimate, const struct family *family,
                        const struct measure_options *options);

#endif
