/* measure/stats/wide.h: signed whole numbers of 255 bits, just enough arithmetic to take the
 * difference of two products of 128-bit numbers without rounding. Private to this folder; pure,
 * thread-safe. */
#ifndef MEASURE_STATS_WIDE_H
#define MEASURE_STATS_WIDE_H
#include "base/exact.h"

/* Two's complement: high * 2^128 + low. */
struct wide {
    i128 high;
    u128 low;
};

/* a b; never overflows. */
struct wide wide_product(i128 a, i128 b);
/* a - b; right whenever the difference fits 255 bits, as that of any two products does but for
 * (-2^127)^2 - (-2^127)(2^127-1) and its like. */
struct wide wide_minus(struct wide a, struct wide b);
/* -1, 0 or 1. */
int wide_sign(struct wide a);
/* a as the nearest double, ties to even. */
double wide_to_double(struct wide a);

#endif
