#include "measure/stats/serial.h"

/* n^2 times the numerator: n^2 L - n S (2 S - first - last) + (n-1) S^2, L the neighbours, S the
 * sum; false when it leaves 128 bits. */
static bool scaled_numerator(const struct serial_sums *s, i128 *out)
{
    const i128 n = (i128)s->moments.n, sum = s->moments.sum;
    i128 square, inner, outer, product;
    return exact_multiply_i128(n, n, &square) &&
           exact_multiply_i128(square, s->neighbours, &outer) &&
           exact_multiply_i128(sum, 2, &inner) &&
           exact_add_i128(inner, -(i128)s->first - s->last, &inner) &&
           exact_multiply_i128(inner, sum, &product) &&
           exact_multiply_i128(product, -n, &product) && exact_add_i128(outer, product, &outer) &&
           exact_multiply_i128(sum, sum, &product) &&
           exact_multiply_i128(product, n - 1, &product) && exact_add_i128(outer, product, out);
}

/* n^2 times the denominator: n (n Q - S^2). */
static bool scaled_denominator(const struct serial_sums *s, i128 *out)
{
    const i128 n = (i128)s->moments.n;
    i128 first, second;
    return exact_multiply_i128(n, s->moments.square_sum, &first) &&
           exact_multiply_i128(s->moments.sum, s->moments.sum, &second) &&
           !__builtin_sub_overflow(first, second, &first) && exact_multiply_i128(n, first, out);
}

enum rc stats_serial_correlation(const struct serial_sums *sums, double *correlation,
                                 struct err *err)
{
    i128 numerator, denominator;
    *correlation = NAN;
    if (!scaled_numerator(sums, &numerator) || !scaled_denominator(sums, &denominator) ||
        denominator < 0)
        return err_set(err, RC_NUMERIC, "impossible or too large sums of a series of %llu values",
                       (unsigned long long)sums->moments.n);
    if (sums->moments.n >= 2 && denominator > 0) *correlation = exact_ratio(numerator, denominator);
    return RC_OK;
}
