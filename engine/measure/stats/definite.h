/* measure/stats/definite.h: symmetric positive definite systems in 106 bits, for least squares from
 * cross-products: a condition number of 10^15 still leaves 15 digits. Private to this folder; pure,
 * thread-safe, no allocation. Matrices are size x size, row by row. */
#ifndef MEASURE_STATS_DEFINITE_H
#define MEASURE_STATS_DEFINITE_H
#include "measure/stats/twofold.h"

#include <stddef.h>

/* What remains of a column's square when the columns before it are taken out, relative to the
 * whole: below this a column says what others said. R's lm() leaves such columns out (tol = 1e-7 of
 * the length). */
#define DEFINITE_TOLERANCE 1e-14

/* Cholesky's lower factor in place of `matrix` (the upper triangle is not looked at). Returns size,
 * or the first column of which no more than `tolerance` remains, where it stops. */
size_t definite_factor(struct twofold *matrix, size_t size, double tolerance);
/* Solves with the factor: `side` becomes the solution. */
void definite_solve(const struct twofold *factor, size_t size, struct twofold *side);
/* Solves only the first half, factor x = side: |x|^2 is side' matrix^-1 side. */
void definite_solve_half(const struct twofold *factor, size_t size, struct twofold *side);
/* The inverse of the factored matrix, all of it. */
void definite_inverse(const struct twofold *factor, size_t size, struct twofold *inverse);

#endif
