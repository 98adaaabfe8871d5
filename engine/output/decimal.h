/* output/decimal.h: the shortest decimal of a double, found with whole numbers alone. Pure,
 * thread-safe. */
#ifndef OUTPUT_DECIMAL_H
#define OUTPUT_DECIMAL_H
#include <stdint.h>

/* digits × 10^exponent; digits has at most 17 figures and may end in zeros. */
struct decimal {
    uint64_t digits;
    int exponent;
};

/* Of the correctly rounded decimals of `magnitude` with 1, 2, 3 … figures the first that reads back
 * as the same double (17 figures always do); between two equally near ones the even. `magnitude` is
 * finite and greater than 0. */
struct decimal decimal_shortest(double magnitude);

#endif
