/* measure/stats/symmetric.h: symmetric positive definite matrices: factor, solve, invert. Private
 * to this folder. Matrices are rows of doubles; only the lower triangle is read. Pure but for the
 * arena given; thread-safe when each thread has its own arena. */
#ifndef MEASURE_STATS_SYMMETRIC_H
#define MEASURE_STATS_SYMMETRIC_H
#include "base/arena.h"

#include <stdbool.h>
#include <stddef.h>

/* D M D = L L' with D the scale that makes the diagonal 1, so that units do not matter. In the
 * arena. */
struct symmetric {
    size_t size;
    double *lower; /* L */
    double *scale; /* diagonal of D */
};

/* Memory for matrices of `size`; false when it is out. */
bool symmetric_init(struct symmetric *s, size_t size, struct arena *arena);
/* Factors a matrix. False when row *at_fault is (to a share of 1e-11 of its diagonal) a combination
 * of the rows before it, or its diagonal is not positive. O(size^3). */
bool symmetric_factor(struct symmetric *s, const double *matrix, size_t *at_fault);
/* x with M x = b; x may be b. */
void symmetric_solve(const struct symmetric *s, const double *b, double *x);
/* The whole inverse, size x size. */
void symmetric_invert(const struct symmetric *s, double *inverse);

#endif
