/* measure/stats/test.h: a test statistic to a p value. Pure, thread-safe. */
#ifndef MEASURE_STATS_TEST_H
#define MEASURE_STATS_TEST_H
#include "base/err.h"

#include <math.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct test {
    double statistic, df, p; /* NaN when not defined */
    bool defined;
};

#define TEST_UNDEFINED ((struct test){NAN, NAN, NAN, false})

/* P(|Z| >= |z|) of a standard normal Z, by erfc; NaN for NaN, 0 for an infinite z. */
double stats_normal_two_sided_p(double z);

/* Pearson's goodness of fit of counts to given shares: sum (o - n s)^2 / (n s), df = categories -
 * 1, upper tail. `shares` are relative weights >= 0: they are divided by their sum. A category of
 * share 0 is left out when nothing was observed in it; otherwise the statistic is infinite and p =
 * 0. Not defined when n = 0 or fewer than two categories stay. *expected_minimum (may be NULL) gets
 * the smallest expected count: below 5 the p is rough. RC_NUMERIC when a share is negative, not
 * finite, or all are 0. Source: Pearson 1900; as R chisq.test(x, p = shares). */
enum rc stats_chi_square_fit(const uint64_t *observed, const double *shares, size_t category_count,
                             struct test *out, double *expected_minimum, struct err *err);

#endif
