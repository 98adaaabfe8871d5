#include "measure/stats/symmetric.h"

#include <math.h>
#include <string.h>

/* What is left of a diagonal of 1 by rounding when nothing is left in truth. */
static const double SINGULAR = 1e-11;

bool symmetric_init(struct symmetric *s, size_t size, struct arena *arena)
{
    s->size = size;
    s->lower = arena_take_array(arena, size * size, sizeof *s->lower);
    s->scale = arena_take_array(arena, size, sizeof *s->scale);
    return s->lower != NULL && s->scale != NULL;
}

static double product_of_rows(const double *a, const double *b, size_t count)
{
    double sum = 0.0;
    for (size_t i = 0; i < count; i++) sum += a[i] * b[i];
    return sum;
}

bool symmetric_factor(struct symmetric *s, const double *matrix, size_t *at_fault)
{
    const size_t size = s->size;
    for (size_t i = 0; i < size; i++) {
        double *row = s->lower + i * size;
        *at_fault = i;
        if (!(matrix[i * size + i] > 0.0 && isfinite(matrix[i * size + i]))) return false;
        s->scale[i] = 1.0 / sqrt(matrix[i * size + i]);
        for (size_t j = 0; j < i; j++) {
            const double *other = s->lower + j * size;
            const double scaled = matrix[i * size + j] * s->scale[i] * s->scale[j];
            row[j] = (scaled - product_of_rows(row, other, j)) / other[j];
        }
        const double pivot = 1.0 - product_of_rows(row, row, i);
        if (!(pivot > SINGULAR)) return false;
        row[i] = sqrt(pivot);
    }
    return true;
}

void symmetric_solve(const struct symmetric *s, const double *b, double *x)
{
    const size_t size = s->size;
    for (size_t i = 0; i < size; i++) {
        const double *row = s->lower + i * size;
        x[i] = (b[i] * s->scale[i] - product_of_rows(row, x, i)) / row[i];
    }
    for (size_t i = size; i-- > 0;) {
        x[i] /= s->lower[i * size + i];
        for (size_t j = 0; j < i; j++) x[j] -= s->lower[i * size + j] * x[i];
    }
    for (size_t i = 0; i < size; i++) x[i] *= s->scale[i];
}

void symmetric_invert(const struct symmetric *s, double *inverse)
{
    const size_t size = s->size;
    memset(inverse, 0, size * size * sizeof *inverse);
    for (size_t i = 0; i < size; i++) {
        inverse[i * size + i] = 1.0;
        symmetric_solve(s, inverse + i * size, inverse + i * size);
    }
    for (size_t i = 0; i < size; i++)
        for (size_t j = 0; j < i; j++) inverse[j * size + i] = inverse[i * size + j];
}
