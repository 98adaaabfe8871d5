/* measure/stats/cross_product.h: exact sums of columns and of their products to means, covariances
 * and correlations. Numerators n sum(xy) - sum(x) sum(y) are built in 256 bits without rounding, so
 * nearly constant columns far from 0 lose no digits. Pure, thread-safe. RC_NUMERIC when the sums
 * cannot be those of any observations: a scale below 1, a negative variance, a correlation beyond
 * 1. */
#ifndef MEASURE_STATS_CROSS_PRODUCT_H
#define MEASURE_STATS_CROSS_PRODUCT_H
#include "base/err.h"
#include "measure/stats/interval.h"
#include "measure/stats/test.h"
#include "measure/stats/twofold.h"

/* n observations of column_count columns x / scale, x whole; the caller owns the arrays. Rows with
 * whole-number weights: each counts as so many rows (n is the sum of the weights). */
struct cross_product {
    uint64_t n;
    size_t column_count;
    const int64_t *scales; /* of each column, > 0; NULL: all 1 */
    const i128 *sums;      /* of each column's x */
    const i128 *products;  /* column_count x column_count, symmetric: sums of products of two x */
};

/* Mean of a column; NaN when n = 0. */
enum rc stats_column_mean(const struct cross_product *cross, size_t column, double *mean,
                          struct err *err);

/* Covariance of two columns with divisor n-1 (of a column with itself: its variance); NaN when
 * n < 2. */
enum rc stats_covariance(const struct cross_product *cross, size_t a, size_t b, double *covariance,
                         struct err *err);

/* Pearson's r with Fisher's interval tanh(atanh r -+ z / sqrt(n-3)), and the test of no correlation
 * by t = r sqrt((n-2) / (1 - r^2)) with n-2 degrees of freedom; 1 - r^2 is taken from the exact
 * sums, so that an r near 1 keeps its t. Undefined when n < 2 or a column does not vary; not tested
 * below n = 3, not bounded below n = 4; r = -+1: width 0, p = 0. As R cor.test(). Source: Pearson
 * 1896; Fisher 1921, Metron 1:3. `test` may be NULL. */
enum rc stats_correlation(const struct cross_product *cross, size_t a, size_t b,
                          struct interval *out, struct test *test, struct err *err);

/* For the regressions of this folder: sums of products of deviations from the means, in units of
 * the columns, of count chosen columns: matrix[count x count]. n > 0. */
enum rc stats_cross_centred(const struct cross_product *cross, const size_t *columns, size_t count,
                            struct twofold *matrix, struct err *err);
/* The same of the values themselves, not of their deviations. */
enum rc stats_cross_raw(const struct cross_product *cross, const size_t *columns, size_t count,
                        struct twofold *matrix, struct err *err);

#endif
