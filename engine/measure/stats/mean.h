/* measure/stats/mean.h: exact sums of whole numbers to a mean, a variance, and the difference of
 * two means. Numerators are built in 256 bits without rounding, so nearly constant values far from
 * 0 lose no digits; one rounding to double follows. Pure, thread-safe. Every function ends in
 * RC_NUMERIC when the moments cannot be those of any observations (scale < 1, or n * square_sum <
 * sum^2) or a quantile of t cannot be found. */
#ifndef MEASURE_STATS_MEAN_H
#define MEASURE_STATS_MEAN_H
#include "base/err.h"
#include "base/exact.h"
#include "measure/stats/interval.h"

/* Moments of n observations x / scale, x whole. Every n, sum, square_sum and scale > 0 that fits
 * its type is allowed: n * square_sum < 2^191 and sum^2 <= 2^254 fit in 256 bits. */
struct moments {
    uint64_t n;
    i128 sum, square_sum; /* of x and of x^2 */
    int64_t scale;        /* > 0 */
};

/* Mean sum / (n scale) with Student's interval: mean -+ t(0.975; n-1) sqrt(variance / n).
 * n = 0: undefined; n = 1: not bounded; variance 0: an interval of width 0. */
enum rc stats_mean_t(const struct moments *moments, struct interval *out, struct err *err);

/* The value alone; NaN when n = 0. */
enum rc stats_mean(const struct moments *moments, double *value, struct err *err);

/* Variance (n square_sum - sum^2) / (n (n-1) scale^2) with divisor n-1; NaN when n < 2. */
enum rc stats_variance(const struct moments *moments, double *variance, struct err *err);

/* Mean of a minus mean of b by Welch's unequal-variances t: statistic d / sqrt(va/na + vb/nb),
 * Satterthwaite's df = (va/na + vb/nb)^2 / ((va/na)^2/(na-1) + (vb/nb)^2/(nb-1)), interval d -+
 * t(0.975; df) sqrt(va/na + vb/nb). The scales may differ. n = 0 in a group: undefined; n = 1: a
 * value, not bounded, not tested (p NaN). One variance 0: Student's t with the pooled variance and
 * n_a + n_b - 2 degrees of freedom, as R's t.test(a, b, var.equal = TRUE). Both variances 0: width
 * 0, df infinite, p = 1 when the means are equal, else 0. Source: Welch 1947; as R's t.test(a, b).
 */
enum rc stats_welch_difference(const struct moments *a, const struct moments *b,
                               struct difference *out, struct err *err);

#endif
