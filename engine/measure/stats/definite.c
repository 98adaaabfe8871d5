#include "measure/stats/definite.h"

/* a - sum over k < count of left[k] right[k]. */
static struct twofold reduced(struct twofold a, const struct twofold *left,
                              const struct twofold *right, size_t count)
{
    for (size_t k = 0; k < count; k++) a = twofold_minus(a, twofold_times(left[k], right[k]));
    return a;
}

size_t definite_factor(struct twofold *matrix, size_t size, double tolerance)
{
    for (size_t j = 0; j < size; j++) {
        struct twofold *own = matrix + j * size;
        for (size_t i = 0; i < j; i++) {
            const struct twofold *other = matrix + i * size;
            own[i] = twofold_ratio(reduced(own[i], own, other, i), other[i]);
        }
        const struct twofold left = reduced(own[j], own, own, j);
        if (!(left.high > tolerance * own[j].high)) return j;
        own[j] = twofold_root(left);
    }
    return size;
}

void definite_solve_half(const struct twofold *factor, size_t size, struct twofold *side)
{
    for (size_t i = 0; i < size; i++)
        side[i] = twofold_ratio(reduced(side[i], factor + i * size, side, i), factor[i * size + i]);
}

void definite_solve(const struct twofold *factor, size_t size, struct twofold *side)
{
    definite_solve_half(factor, size, side);
    for (size_t i = size; i-- > 0;) {
        for (size_t k = i + 1; k < size; k++)
            side[i] = twofold_minus(side[i], twofold_times(factor[k * size + i], side[k]));
        side[i] = twofold_ratio(side[i], factor[i * size + i]);
    }
}

void definite_inverse(const struct twofold *factor, size_t size, struct twofold *inverse)
{
    /* The matrix is symmetric, so its solved columns may stand as rows. */
    for (size_t j = 0; j < size; j++) {
        struct twofold *row = inverse + j * size;
        for (size_t i = 0; i < size; i++) row[i] = twofold_of(i == j ? 1.0 : 0.0);
        definite_solve(factor, size, row);
    }
}
