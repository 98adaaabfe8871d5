/* layer: measure */
#include "measure/stats/gamma.h"
#include "measure/stats/paired.h"
#include "measure/stats/rate.h"

#include "test_stats_close.h"

/* The terms of a Poisson distribution added up, from the small ones to the large. */
static double slow_poisson(int from, int to, double mean)
{
    double sum = 0.0;
    for (int k = to; k >= from; k--) sum += exp(k * log(mean) - mean - lgamma(k + 1.0));
    return sum;
}

static void test_poisson_tails(void **state)
{
    (void)state;
    static const double means[] = {0.01, 0.5, 1.0, 7.3, 30.0, 200.0};
    for (size_t m = 0; m < sizeof means / sizeof *means; m++)
        for (int k = 0; k < 260; k += 1 + k / 9) {
            double at_most, at_least;
            assert_int_equal(stats_poisson_tails(k, means[m], &at_most, &at_least, NULL), RC_OK);
            assert_close(at_most, slow_poisson(0, k, means[m]), 1e-11);
            assert_close(at_least, slow_poisson(k, 900, means[m]), 1e-11);
        }
    double at_most, at_least;
    assert_int_equal(stats_poisson_tails(0.0, 0.0, &at_most, &at_least, NULL), RC_OK);
    assert_close(at_most, 1.0, 0.0);
    assert_close(at_least, 1.0, 0.0);
    assert_int_equal(stats_poisson_tails(-1.0, 3.0, &at_most, &at_least, NULL), RC_OK);
    assert_close(at_most, 0.0, 0.0);
    assert_int_equal(stats_poisson_tails(2.0, NAN, &at_most, &at_least, NULL), RC_NUMERIC);
}

/* Quantiles of large shapes go back to their probabilities, on both sides. */
static void test_gamma_quantile(void **state)
{
    (void)state;
    static const double shapes[] = {0.1, 1.0, 15.0, 1e3, 1e6, 1e9}, tails[] = {1e-9, 0.001, 0.3};
    for (size_t s = 0; s < sizeof shapes / sizeof *shapes; s++)
        for (size_t t = 0; t < sizeof tails / sizeof *tails; t++) {
            double low, high;
            struct tails back;
            assert_int_equal(gamma_quantile(tails[t], 1.0 - tails[t], shapes[s], &low, NULL),
                             RC_OK);
            assert_int_equal(gamma_quantile(1.0 - tails[t], tails[t], shapes[s], &high, NULL),
                             RC_OK);
            assert_int_equal(gamma_tails(low, shapes[s], &back, NULL), RC_OK);
            assert_close(back.lower, tails[t], 1e-15 * (100.0 + 10.0 * sqrt(shapes[s])));
            assert_int_equal(gamma_tails(high, shapes[s], &back, NULL), RC_OK);
            assert_close(back.upper, tails[t], 1e-15 * (100.0 + 10.0 * sqrt(shapes[s])));
            assert_true(low < high);
        }
    double none;
    assert_int_equal(gamma_quantile(0.0, 1.0, 2.0, &none, NULL), RC_NUMERIC);
    assert_int_equal(gamma_quantile(0.5, 0.5, -1.0, &none, NULL), RC_NUMERIC);
}

/* tests/reference/R_share.R: poisson.test, survival::cipoisson(4) = 1.089865, 10.241589. */
static void test_rate(void **state)
{
    (void)state;
    struct interval rate;
    assert_int_equal(stats_rate(4, 1.0, &rate, NULL), RC_OK);
    assert_close(rate.value, 4.0, 0.0);
    assert_close(rate.lower, 1.0898653736263253, 1e-13);
    assert_close(rate.upper, 10.241588675403698, 1e-13);
    assert_int_equal(stats_rate(0, 12.5, &rate, NULL), RC_OK);
    assert_close(rate.lower, 0.0, 0.0);
    assert_close(rate.upper, 0.29511035632911481, 1e-13);
    assert_int_equal(stats_rate(123456, 1.0, &rate, NULL), RC_OK);
    assert_close(rate.lower, 122768.28869851555, 1e-13);
    assert_close(rate.upper, 124146.60839534459, 1e-13);
    assert_int_equal(stats_rate(0, 0.0, &rate, NULL), RC_OK);
    assert_false(rate.defined);
    double lower, upper;
    assert_int_equal(stats_poisson_limits(30.0, 0.001, &lower, &upper, NULL), RC_OK);
    assert_close(lower, 15.869170797140356, 1e-13);
    assert_close(upper, 51.083124165924382, 1e-13);
    assert_int_equal(stats_poisson_limits(30.0, 0.5, &lower, &upper, NULL), RC_NUMERIC);
    assert_int_equal(stats_poisson_limits(-1.0, 0.1, &lower, &upper, NULL), RC_NUMERIC);
}

static void test_rate_ratio(void **state)
{
    (void)state;
    static const struct {
        uint64_t events1, events2;
        double exposure1, exposure2, value, lower, upper, p;
    } cases[] = {
        /* R poisson.test; the first is its manual's example */
        {11, 21, 800, 3011, 1.9714880952380953, 0.85842640339163923, 4.2772659436540712,
         0.079668633033329522},
        {0, 7, 10, 12, 0.0, 0.0, 0.8325767761157431, 0.018374190897180502},
        {400, 300, 1, 1, 1.3333333333333333, 1.1450833468011488, 1.5538541778735189,
         0.00017847631448562464},
    };
    struct rate_ratio ratio;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_int_equal(stats_rate_ratio(cases[i].events1, cases[i].exposure1, cases[i].events2,
                                          cases[i].exposure2, &ratio, NULL),
                         RC_OK);
        assert_close(ratio.interval.value, cases[i].value, 1e-15);
        assert_close(ratio.interval.lower, cases[i].lower, 1e-12);
        assert_close(ratio.interval.upper, cases[i].upper, 1e-12);
        assert_close(ratio.p, cases[i].p, 1e-12);
    }
    assert_int_equal(stats_rate_ratio(7, 12.0, 0, 10.0, &ratio, NULL), RC_OK);
    assert_true(isinf(ratio.interval.value) && isinf(ratio.interval.upper));
    assert_close(ratio.interval.lower, 1.0 / 0.8325767761157431, 1e-12);
    assert_int_equal(stats_rate_ratio(0, 12.0, 0, 10.0, &ratio, NULL), RC_OK);
    assert_false(ratio.interval.defined);
    assert_true(isnan(ratio.p));
}

/* All outcomes compared one by one. */
static double slow_binomial_p(int met, int n, double share)
{
    double p = 0.0;
    const double own = lgamma(n + 1.0) - lgamma(met + 1.0) - lgamma(n - met + 1.0) +
                       met * log(share) + (n - met) * log1p(-share);
    for (int k = 0; k <= n; k++) {
        const double other = lgamma(n + 1.0) - lgamma(k + 1.0) - lgamma(n - k + 1.0) +
                             k * log(share) + (n - k) * log1p(-share);
        if (other <= own + 1e-7) p += exp(other);
    }
    return fmin(p, 1.0);
}

static void test_binomial_p(void **state)
{
    (void)state;
    static const double shares[] = {0.01, 0.1, 0.3, 0.5, 0.8, 0.999};
    double p;
    for (int n = 1; n < 130; n += 1 + n / 4)
        for (int met = 0; met <= n; met++)
            for (size_t s = 0; s < sizeof shares / sizeof *shares; s++) {
                assert_int_equal(stats_binomial_p((uint64_t)met, (uint64_t)n, shares[s], &p, NULL),
                                 RC_OK);
                const double slow = slow_binomial_p(met, n, shares[s]);
                if (slow > 1e-290) /* below, a double has fewer digits */
                    assert_close(p, slow, 1e-11);
                else
                    assert_true(p < 1e-289);
            }
    /* R binom.test; the first is its manual's example (Conover 1971). */
    assert_int_equal(stats_binomial_p(682, 925, 0.75, &p, NULL), RC_OK);
    assert_close(p, 0.38249155957485192, 1e-12);
    assert_int_equal(stats_binomial_p(50300, 100000, 0.5, &p, NULL), RC_OK);
    assert_close(p, 0.05819735311019375, 1e-12);
    assert_int_equal(stats_binomial_p(0, 0, 0.5, &p, NULL), RC_OK);
    assert_true(isnan(p));
    assert_int_equal(stats_binomial_p(3, 3, 1.0, &p, NULL), RC_OK);
    assert_close(p, 1.0, 0.0);
    assert_int_equal(stats_binomial_p(3, 3, 0.0, &p, NULL), RC_OK);
    assert_close(p, 0.0, 0.0);
    assert_int_equal(stats_binomial_p(4, 3, 0.5, &p, NULL), RC_NUMERIC);
    assert_int_equal(stats_binomial_p(1, 3, 1.5, &p, NULL), RC_NUMERIC);
}

static void test_paired_difference(void **state)
{
    (void)state;
    static const struct {
        struct paired counts;
        double value, lower, upper;
    } cases[] = {
        {{794, 150, 86, 570}, 0.04, 0.021230423982877056, 0.058703872895728829},
        {{36, 12, 2, 0}, 0.2, 0.056929584003238748, 0.34042760297494062},
        {{20, 12, 2, 16}, 0.2, 0.05615642484174832, 0.32920699540014053},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct interval d = stats_paired_difference(&cases[i].counts);
        assert_close(d.value, cases[i].value, 1e-14);
        assert_close(d.lower, cases[i].lower, 1e-12);
        assert_close(d.upper, cases[i].upper, 1e-12);
        const struct paired turned = {cases[i].counts.both, cases[i].counts.second,
                                      cases[i].counts.first, cases[i].counts.neither};
        assert_close(stats_paired_difference(&turned).upper, -d.lower, 1e-12);
    }
    const struct paired nobody = {0, 0, 0, 0}, all = {9, 0, 0, 0};
    assert_false(stats_paired_difference(&nobody).defined);
    assert_close(stats_paired_difference(&all).value, 0.0, 0.0);
    assert_true(stats_paired_difference(&all).lower < 0.0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_poisson_tails),
        cmocka_unit_test(test_gamma_quantile),
        cmocka_unit_test(test_rate),
        cmocka_unit_test(test_rate_ratio),
        cmocka_unit_test(test_binomial_p),

        cmocka_unit_test(test_paired_difference),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
