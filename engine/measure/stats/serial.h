/* measure/stats/serial.h: whether neighbours in a series are alike, from exact sums. Pure,
 * thread-safe. */
#ifndef MEASURE_STATS_SERIAL_H
#define MEASURE_STATS_SERIAL_H
#include "measure/stats/mean.h"

/* A series of whole numbers in order. */
struct serial_sums {
    struct moments moments;
    i128 neighbours; /* sum of x_i x_(i+1) */
    int64_t first, last;
};

/* Autocorrelation of lag 1: sum (x_i - m)(x_(i+1) - m) / sum (x_i - m)^2 with the mean m of the
 * whole series, both from whole numbers; NaN when n < 2 or nothing varies. As R acf(). RC_NUMERIC
 * for impossible sums, and when n^2 times the largest sum leaves 126 bits. Source: NIST/SEMATECH
 * e-Handbook 1.3.5.12. */
enum rc stats_serial_correlation(const struct serial_sums *sums, double *correlation,
                                 struct err *err);

#endif
