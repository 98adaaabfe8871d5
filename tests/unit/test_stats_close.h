/* tests/unit/test_stats_close.h: comparison of doubles by relative error, for the tests of
 * measure/stats. */
#ifndef TESTS_UNIT_TEST_STATS_CLOSE_H
#define TESTS_UNIT_TEST_STATS_CLOSE_H
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* Equal infinities and two NaN are close; nothing but 0 is close to 0. */
#define assert_close(actual, expected, relative)                                                   \
    do {                                                                                           \
        const double close_a = (actual), close_b = (expected);                                     \
        const int both_nan = isnan(close_a) && isnan(close_b);                                     \
        if (!both_nan && close_a != close_b &&                                                     \
            !(fabs(close_a - close_b) <= (relative)*fabs(close_b)))                                \
            fail_msg("%s is %.17g, not %.17g (relative error %.2g)", #actual, close_a, close_b,    \
                     fabs(close_a - close_b) / fabs(close_b));                                     \
    } while (0)

#endif
