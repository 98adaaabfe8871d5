/* layer: measure */
#include "measure/stats/mean.h"
#include "measure/stats/wide.h"

#include "test_stats_close.h"

static struct moments moments_of(const int64_t *values, size_t count, int64_t scale)
{
    struct moments m = {0, 0, 0, scale};
    for (size_t i = 0; i < count; i++) {
        m.n++;
        m.sum += values[i];
        m.square_sum += (i128)values[i] * values[i];
    }
    return m;
}

/* NIST StRD univariate: certified mean and standard deviation, 15 digits. */
static const int64_t LOTTERY[] = {
    162, 671, 933, 414, 788, 730, 817, 33,  536, 875, 670, 236, 473, 167, 877, 980, 316, 950, 456,
    92,  517, 557, 956, 954, 104, 178, 794, 278, 147, 773, 437, 435, 502, 610, 582, 780, 689, 562,
    964, 791, 28,  97,  848, 281, 858, 538, 660, 972, 671, 613, 867, 448, 738, 966, 139, 636, 847,
    659, 754, 243, 122, 455, 195, 968, 793, 59,  730, 361, 574, 522, 97,  762, 431, 158, 429, 414,
    22,  629, 788, 999, 187, 215, 810, 782, 47,  34,  108, 986, 25,  644, 829, 630, 315, 567, 919,
    331, 207, 412, 242, 607, 668, 944, 749, 168, 864, 442, 533, 805, 372, 63,  458, 777, 416, 340,
    436, 140, 919, 350, 510, 572, 905, 900, 85,  389, 473, 758, 444, 169, 625, 692, 140, 897, 672,
    288, 312, 860, 724, 226, 884, 508, 976, 741, 476, 417, 831, 15,  318, 432, 241, 114, 799, 955,
    833, 358, 935, 146, 630, 830, 440, 642, 356, 373, 271, 715, 367, 393, 190, 669, 8,   861, 108,
    795, 269, 590, 326, 866, 64,  523, 862, 840, 219, 382, 998, 4,   628, 305, 747, 247, 34,  747,
    729, 645, 856, 974, 24,  568, 24,  694, 608, 480, 410, 729, 947, 293, 53,  930, 223, 203, 677,
    227, 62,  455, 387, 318, 562, 242, 428, 968};

static void assert_nist(const struct moments *m, double mean, double deviation, double relative)
{
    struct interval interval;
    double variance;
    assert_int_equal(stats_mean_t(m, &interval, NULL), RC_OK);
    assert_int_equal(stats_variance(m, &variance, NULL), RC_OK);
    assert_close(interval.value, mean, relative);
    assert_close(sqrt(variance), deviation, relative);
}

/* NumAcc2 to NumAcc4: the first value, then 500 pairs 0.1 below and 0.1 above it. */
static struct moments alternating(int64_t first)
{
    int64_t values[1001] = {first};
    for (size_t i = 1; i < 1001; i++) values[i] = i % 2 == 1 ? first - 1 : first + 1;
    return moments_of(values, 1001, 10);
}

static void test_nist_univariate(void **state)
{
    (void)state;
    const size_t count = sizeof LOTTERY / sizeof LOTTERY[0];
    assert_int_equal(count, 218);
    struct moments m = moments_of(LOTTERY, count, 1);
    assert_nist(&m, 518.958715596330, 291.699727470969, 2e-15);
    m = moments_of((const int64_t[]){10000001, 10000003, 10000002}, 3, 1);
    assert_nist(&m, 10000002, 1, 0.0);
    m = alternating(12);
    assert_nist(&m, 1.2, 0.1, 2e-16);
    m = alternating(10000002);
    assert_nist(&m, 1000000.2, 0.1, 2e-16);
    m = alternating(100000002);
    assert_nist(&m, 10000000.2, 0.1, 2e-16);
}

static void test_mean_t(void **state)
{
    (void)state;
    /* R t.test(c(5,7,3,6,6,2,7,5)) */
    const struct moments m = moments_of((const int64_t[]){5, 7, 3, 6, 6, 2, 7, 5}, 8, 1);
    struct interval s;
    double variance;
    assert_int_equal(stats_mean_t(&m, &s, NULL), RC_OK);
    assert_close(s.value, 5.125, 0.0);
    assert_close(s.lower, 3.6137069774723987, 1e-14);
    assert_close(s.upper, 6.6362930225276022, 1e-14);
    assert_int_equal(stats_variance(&m, &variance, NULL), RC_OK);
    assert_close(variance, 3.2678571428571428, 1e-15);
}

static void test_few_values(void **state)
{
    (void)state;
    struct interval s;
    double variance;
    assert_int_equal(stats_mean_t(&(struct moments){0, 0, 0, 1}, &s, NULL), RC_OK);
    assert_false(s.defined || s.bounded);
    assert_int_equal(stats_mean_t(&(struct moments){1, -7, 49, 2}, &s, NULL), RC_OK);
    assert_true(s.defined && !s.bounded && s.value == -3.5 && isnan(s.lower));
    assert_int_equal(stats_variance(&(struct moments){1, -7, 49, 2}, &variance, NULL), RC_OK);
    assert_true(isnan(variance));
    assert_int_equal(stats_mean_t(&(struct moments){3, 21, 147, 2}, &s, NULL), RC_OK);
    assert_true(s.bounded && s.value == 3.5 && s.lower == 3.5 && s.upper == 3.5);
}

static void test_impossible_moments(void **state)
{
    (void)state;
    struct err err = ERR_INIT;
    struct interval s;
    assert_int_equal(stats_mean_t(&(struct moments){2, 10, 49, 1}, &s, &err), RC_NUMERIC);
    assert_int_equal(err.rc, RC_NUMERIC);
    assert_int_equal(stats_mean_t(&(struct moments){2, 10, 50, 0}, &s, NULL), RC_NUMERIC);
}

/* Sums so large that n square_sum and sum^2 leave 128 bits: 10^12 values, half of them a + 1 and
 * half a - 1 with a = 10^10. n square_sum is about 10^44 > 2^127, the variance n / (n-1). */
static void test_beyond_128_bits(void **state)
{
    (void)state;
    const i128 n = 1000000000000, a = 10000000000;
    const struct moments m = {(uint64_t)n, n * a, n * (a * a + 1), 1};
    i128 product;
    assert_false(exact_multiply_i128(n, m.square_sum, &product)); /* the bound is really passed */
    double variance;
    struct interval s;
    assert_int_equal(stats_variance(&m, &variance, NULL), RC_OK);
    assert_close(variance, 1.0 + 1e-12, 1e-15);
    assert_int_equal(stats_mean_t(&m, &s, NULL), RC_OK);
    assert_close(s.value, 1e10, 0.0);
    /* A difference of 2^-33 between means of 2^93: nothing of it survives in doubles. */
    const i128 base = (i128)1 << 93;
    const struct moments near = {1, base, 0, 1}, apart = {1, (base << 33) + 1, 0, (int64_t)1 << 33};
    const struct wide d =
        wide_minus(wide_product(apart.sum, near.scale), wide_product(near.sum, apart.scale));
    assert_int_equal(wide_sign(d), 1);
    assert_close(wide_to_double(d), 1.0, 0.0);
}

static void test_wide(void **state)
{
    (void)state;
    const i128 most = (i128)(~(u128)0 >> 1), least = -most - 1;
    assert_close(wide_to_double(wide_product(most, most)), ldexp(1.0, 254), 0.0);
    assert_close(wide_to_double(wide_product(least, least)), ldexp(1.0, 254), 0.0);
    assert_close(wide_to_double(wide_product(least, most)), -ldexp(1.0, 254), 0.0);
    assert_close(wide_to_double(wide_product(least, 1)), -ldexp(1.0, 127), 0.0);
    const i128 half = (i128)1 << 64; /* -2^128: the carry of the negation leaves the low half */
    assert_close(wide_to_double(wide_product(-half, half)), -ldexp(1.0, 128), 0.0);
    assert_int_equal(wide_product(-half, half).high == -1, 1);
    /* (m + 1)(m - 1) = m^2 - 1 over every size of m: each carry between the halves is needed. */
    for (int bits = 1; bits < 126; bits++) {
        const i128 m = ((i128)1 << bits) | ((i128)0x5DEECE66D >> (bits < 36 ? 36 - bits : 0));
        const struct wide d = wide_minus(wide_product(m, m), wide_product(m + 1, m - 1));
        assert_true(d.high == 0 && d.low == 1);
        const struct wide e = wide_minus(wide_product(-m, m), wide_product(m + 1, 1 - m));
        assert_true(e.high == -1 && e.low == ~(u128)0 && wide_sign(e) == -1);
        assert_close(wide_to_double(e), -1.0, 0.0);
    }
    /* One rounding, ties to even: 2^200 + 2^147 is a tie, one more is not. */
    const struct wide tie = {(i128)1 << 72 | (i128)1 << 19, 0}, above = {tie.high, 1};
    assert_close(wide_to_double(tie), ldexp(1.0, 200), 0.0);
    assert_close(wide_to_double(above), ldexp(1.0, 200) + ldexp(1.0, 148), 0.0);
    assert_int_equal(wide_sign((struct wide){0, 0}), 0);
}

static void test_welch(void **state)
{
    (void)state;
    /* R t.test(c(5,7,3,6,6,2,7,5), c(4,4,6,3,1,5)); the second group is given in halves */
    const struct moments a = moments_of((const int64_t[]){5, 7, 3, 6, 6, 2, 7, 5}, 8, 1);
    const struct moments b = moments_of((const int64_t[]){8, 8, 12, 6, 2, 10}, 6, 2);
    struct difference d;
    assert_int_equal(stats_welch_difference(&a, &b, &d, NULL), RC_OK);
    assert_close(d.interval.value, 1.29166666666666652, 1e-15);
    assert_close(d.statistic, 1.35932790202284193, 1e-14);
    assert_close(d.df, 11.20934216376981851, 1e-14);
    assert_close(d.p, 0.20076104633761821, 1e-13);
    assert_close(d.interval.lower, -0.79500777344054940, 1e-13);
    assert_close(d.interval.upper, 3.37834110677388244, 1e-13);
}

static void test_welch_without_variance(void **state)
{
    (void)state;
    const struct moments seven = {3, 21, 147, 1}, eight = {2, 16, 128, 1},
                         also_seven = {2, 28, 392, 2};
    const struct moments single = {1, 7, 49, 1}, none = {0, 0, 0, 1};
    struct difference d;
    assert_int_equal(stats_welch_difference(&seven, &also_seven, &d, NULL), RC_OK);
    assert_true(d.interval.bounded && d.interval.lower == 0.0 && d.interval.upper == 0.0);
    assert_close(d.p, 1.0, 0.0);
    assert_int_equal(stats_welch_difference(&seven, &eight, &d, NULL), RC_OK);
    assert_true(d.interval.value == -1.0 && d.interval.upper == -1.0 && d.p == 0.0);
    assert_int_equal(stats_welch_difference(&seven, &single, &d, NULL), RC_OK);
    assert_true(d.interval.defined && !d.interval.bounded && isnan(d.p));
    assert_int_equal(stats_welch_difference(&none, &single, &d, NULL), RC_OK);
    assert_false(d.interval.defined);
}

/* Two like answers are no certainty: Welch's p would be 0.25, and 0 against thousands.
 * R t.test(c(6, 6), c(4, 5, 5, 6, 7, 7, 3), var.equal = TRUE) */
static void test_welch_with_one_variance(void **state)
{
    (void)state;
    const struct moments like = {2, 12, 72, 1}, mixed = {7, 37, 209, 1};
    struct difference d;
    assert_int_equal(stats_welch_difference(&like, &mixed, &d, NULL), RC_OK);
    assert_close(d.statistic, 0.64320415415663335, 1e-14);
    assert_close(d.df, 7.0, 0.0);
    assert_close(d.p, 0.54058152651852009, 1e-13);
    assert_close(d.interval.lower, -1.91165709353229096, 1e-13);
    assert_close(d.interval.upper, 3.34022852210372045, 1e-13);
    assert_int_equal(stats_welch_difference(&mixed, &like, &d, NULL), RC_OK);
    assert_close(d.interval.lower, -3.34022852210372045, 1e-13);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_nist_univariate),
        cmocka_unit_test(test_mean_t),
        cmocka_unit_test(test_few_values),
        cmocka_unit_test(test_impossible_moments),
        cmocka_unit_test(test_beyond_128_bits),
        cmocka_unit_test(test_wide),
        cmocka_unit_test(test_welch),
        cmocka_unit_test(test_welch_without_variance),
        cmocka_unit_test(test_welch_with_one_variance),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
