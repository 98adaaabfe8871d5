#include "measure/stats/twofold.h"

struct twofold twofold_ratio(struct twofold a, struct twofold b)
{
    const double first = a.high / b.high;
    struct twofold rest = twofold_minus(a, twofold_times(twofold_of(first), b));
    const double second = rest.high / b.high;
    rest = twofold_minus(rest, twofold_times(twofold_of(second), b));
    const struct twofold most = twofold_ordered_sum(first, second);
    return twofold_add(most, twofold_of(rest.high / b.high));
}

struct twofold twofold_root(struct twofold a)
{
    if (a.high <= 0.0) return twofold_of(0.0);
    const double first = sqrt(a.high);
    const struct twofold rest =
        twofold_minus(a, twofold_times(twofold_of(first), twofold_of(first)));
    return twofold_ordered_sum(first, rest.high / (2.0 * first));
}

/* Halves of 32 bits are exact as doubles. */
static struct twofold append(struct twofold above, uint64_t digits)
{
    const struct twofold base = twofold_of(0x1p32);
    above = twofold_add(twofold_times(above, base), twofold_of((double)(digits >> 32)));
    return twofold_add(twofold_times(above, base), twofold_of((double)(digits & 0xffffffffU)));
}

struct twofold twofold_of_wide(struct wide a)
{
    const bool negative = wide_sign(a) < 0;
    if (negative) a = wide_minus((struct wide){0, 0}, a);
    const u128 high = (u128)a.high;
    struct twofold sum = append(twofold_of(0.0), (uint64_t)(high >> 64));
    sum = append(sum, (uint64_t)high);
    sum = append(sum, (uint64_t)(a.low >> 64));
    sum = append(sum, (uint64_t)a.low);
    return negative ? twofold_negative(sum) : sum;
}

struct twofold twofold_of_i128(i128 a)
{
    return twofold_of_wide(wide_product(a, 1));
}
