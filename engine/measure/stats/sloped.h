/* measure/stats/sloped.h: numbers worked out of sums over individuals, with intervals.
 *
 * Of every individual (customer) some whole numbers are known; `totals` are their sums, and what is
 * to be told (a lifetime value, say) is a smooth function of the totals. A sloped number carries
 * its slope along each total through the arithmetic, so that no formula is differentiated by hand.
 * To first order the function then moves as the sum of single influences does, whose variance
 * follows from the sums of products: the infinitesimal jackknife, to which the bootstrap of
 * individuals converges as its replicates grow, without drawing anything. Functions must not change
 * when every individual is counted twice (ratios of totals and what is made of them).
 *
 * Pure, thread-safe. Values outside a function's domain become NaN and stay so. */
#ifndef MEASURE_STATS_SLOPED_H
#define MEASURE_STATS_SLOPED_H
#include "base/err.h"
#include "base/exact.h"
#include "measure/stats/interval.h"

enum { SLOPE_LIMIT = 16 };

struct sloped {
    double value, slopes[SLOPE_LIMIT];
};

/* Sums over individuals, count of them <= SLOPE_LIMIT, and sums of their products: of totals a and
 * b <= a at sloped_product(a, b). individual_count: who has a number that is not 0. */
struct sloped_sums {
    size_t count;
    uint64_t individual_count;
    const i128 *totals, *products;
};
static inline size_t sloped_product(size_t a, size_t b)
{
    return a * (a + 1) / 2 + b;
}

struct sloped sloped_constant(double value);
struct sloped sloped_total(const struct sloped_sums *sums, size_t number);
struct sloped sloped_add(struct sloped a, struct sloped b);
struct sloped sloped_subtract(struct sloped a, struct sloped b);
struct sloped sloped_multiply(struct sloped a, struct sloped b);
struct sloped sloped_divide(struct sloped a, struct sloped b);
struct sloped sloped_scale(struct sloped a, double factor);
/* a to the power of b; a > 0, or a = 0 < b. */
struct sloped sloped_power(struct sloped a, struct sloped b);

/* On which scale the error is taken for even: that of the value, of the logarithm of a positive
 * value, or of the log odds of a share. Where the value has no such scale, that of the value. */
enum sloped_scale { SLOPED_PLAIN, SLOPED_LOG, SLOPED_LOGIT };

/* Standard error of the value. */
double sloped_error(const struct sloped *x, const struct sloped_sums *sums);
/* Student's t with individual_count - 1 degrees of freedom on the scale; no bounds with fewer than
 * two individuals. RC_NUMERIC as stats_t_quantile. */
enum rc sloped_interval(const struct sloped *x, const struct sloped_sums *sums,
                        enum sloped_scale scale, struct interval *interval, struct err *err);

#endif
