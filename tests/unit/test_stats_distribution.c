/* layer: measure */
#include "measure/stats/distribution.h"
#include "measure/stats/interval.h"

#include "test_stats_close.h"

#include <gsl/gsl_errno.h>

/* References: R 4.2 where it is exact to the digits shown, else 30-digit arithmetic (marked 30):
 * R's own qf and pf turn to a chi-square approximation above 4e5 degrees of freedom. */
static const double TOLERANCE = 1e-13;

static void test_t_quantile(void **state)
{
    (void)state;
    static const struct {
        double p, df, expected;
    } cases[] = {
        {0.975, 1, 12.706204736174693},         /* 30; tan(0.475 pi) */
        {0.975, 2, 4.3026527297494619},         /* R qt(.975, 2) */
        {0.975, 9, 2.2621571627982049},         /* R */
        {0.975, 28.7, 2.0461586677636428},      /* 30 */
        {0.975, 12345.678, 1.9601561570452395}, /* 30, R */
        {0.975, 1e7, 1.9599642217672051},       /* 30 */
        {0.6, 1, 0.32491969623290634},          /* R qt(.6, 1) */
        {0.6, 9, 0.26095533647391095},          /* R */
        {0.025, 9, -2.2621571627982049},        {0.5, 3, 0.0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        double q;
        assert_int_equal(stats_t_quantile(cases[i].p, cases[i].df, &q, NULL), RC_OK);
        assert_close(q, cases[i].expected, TOLERANCE);
    }
}

static void test_t_two_sided_p(void **state)
{
    (void)state;
    static const struct {
        double t, df, expected;
    } cases[] = {
        {0.0, 5, 1.0},
        {1.0, 1, 0.5},                     /* by hand: 1 - 2 atan(1) / pi */
        {0.3, 31, 0.76617967501102879},    /* R 2*pt(-.3, 31) */
        {3.3, 31, 0.0024369601312869771},  /* R */
        {-12, 31, 3.4779268004197404e-13}, /* 30 */
        {1.96, 1e7, 0.049995818025314192}, /* 30 */
        {6, 1e7, 1.9732427333677835e-9},   /* 30 */
        {INFINITY, 7, 0.0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        double p;
        assert_int_equal(stats_t_two_sided_p(cases[i].t, cases[i].df, &p, NULL), RC_OK);
        assert_close(p, cases[i].expected, TOLERANCE);
    }
}

static void test_f(void **state)
{
    (void)state;
    static const struct {
        double p, df1, df2, expected;
    } cases[] = {
        {0.025, 40, 1000, 0.60674316129846750}, /* R qf(.025, 40, 1000) */
        {0.975, 40, 1000, 1.4993462777775524},  /* R */
        {0.025, 1, 1, 0.0015437125086741265},   /* 30; tan(0.0125 pi)^2 */
        {0.975, 2, 2, 39.0},                    /* by hand: p / (1-p) */
        {0.025, 1e7, 7e7, 0.99906323009032964}, /* 30 */
        {0.975, 1e7, 7e7, 1.0009373141597616},  /* 30 */
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        double q;
        assert_int_equal(stats_f_quantile(cases[i].p, cases[i].df1, cases[i].df2, &q, NULL), RC_OK);
        assert_close(q, cases[i].expected, TOLERANCE);
    }
    double p;
    assert_int_equal(stats_f_upper_p(1.5, 3, 20, &p, NULL), RC_OK);
    assert_close(p, 0.24505201159396714, TOLERANCE); /* R pf(1.5, 3, 20, lower = FALSE) */
    /* Arguments that doubles hold exactly: the whole error is ours. 30 digits. */
    assert_int_equal(stats_f_upper_p(1.0 + 0x1p-10, 1e7, 7e7, &p, NULL), RC_OK);
    assert_close(p, 0.0205758198951771223, TOLERANCE);
    assert_int_equal(stats_f_upper_p(1.0 + 0x1p-13, 1e9, 3e9, &p, NULL), RC_OK);
    assert_close(p, 0.0090450241698629401, TOLERANCE);
    assert_int_equal(stats_f_upper_p(1.0 - 0x1p-13, 1e9, 3e9, &p, NULL), RC_OK);
    assert_close(p, 0.990960424656680459, TOLERANCE);
}

static void test_chi_square(void **state)
{
    (void)state;
    double value;
    assert_int_equal(stats_chi_square_upper_p(3.4, 1, &value, NULL), RC_OK);
    assert_close(value, 0.065196419078129828, TOLERANCE); /* R pchisq(3.4, 1, lower = FALSE) */
    assert_int_equal(stats_chi_square_upper_p(16.8, 3, &value, NULL), RC_OK);
    assert_close(value, 7.7692894905940894e-04, TOLERANCE); /* R */
    assert_int_equal(stats_chi_square_upper_p(200, 15, &value, NULL), RC_OK);
    assert_close(value, 2.1246711998931891e-34, TOLERANCE); /* R */
    assert_int_equal(stats_chi_square_upper_p(1e5, 5, &value, NULL), RC_OK);
    assert_close(value, 0.0, TOLERANCE); /* below the smallest double */
    assert_int_equal(stats_chi_square_upper_p(INFINITY, 5, &value, NULL), RC_OK);
    assert_close(value, 0.0, TOLERANCE);
    assert_int_equal(stats_chi_square_quantile(0.025, 5, &value, NULL), RC_OK);
    assert_close(value, 0.8312116134866625, TOLERANCE); /* R qchisq(.025, 5) */
    assert_int_equal(stats_chi_square_quantile(0.975, 100, &value, NULL), RC_OK);
    assert_close(value, 129.5611971858365905, TOLERANCE); /* R */
}

/* The exact bounds of a Poisson count are chi-square quantiles: R survival::cipoisson(4)
 * = 1.089865, 10.24159. */
static void test_exact_poisson_bounds(void **state)
{
    (void)state;
    double low, high;
    assert_int_equal(stats_chi_square_quantile(0.025, 8, &low, NULL), RC_OK);
    assert_int_equal(stats_chi_square_quantile(0.975, 10, &high, NULL), RC_OK);
    assert_close(low / 2.0, 1.089865, 5e-7);
    assert_close(high / 2.0, 10.24159, 5e-7);
}

static void test_beta_and_binomial(void **state)
{
    (void)state;
    static const struct {
        uint64_t k, n;
        double p, expected;
    } cases[] = {
        {0, 5, 0.5, 0.03125},                                   /* by hand: 1/32 */
        {3, 10, 0.25, 0.77587509155273438},                     /* by hand: 813564 / 4^10 */
        {89, 100, 0.9, 0.41684448773350818},                    /* R pbinom(89, 100, .9) */
        {8999411, 10000000, 0.9, 0.26749067861893183},          /* 30 */
        {89999900000, 100000000000, 0.9, 0.145921514690165393}, /* 30 */
        {10, 10, 0.3, 1.0},
        {12, 10, 0.3, 1.0},
        {3, 10, 0.0, 1.0},
        {3, 10, 1.0, 0.0},
    };
    double value;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        assert_int_equal(stats_binomial_lower_p(cases[i].k, cases[i].n, cases[i].p, &value, NULL),
                         RC_OK);
        assert_close(value, cases[i].expected, TOLERANCE);
    }
    assert_int_equal(stats_beta_quantile(0.025, 3, 8, &value, NULL), RC_OK);
    assert_close(value, 0.066739511177734467, TOLERANCE); /* R qbeta(.025, 3, 8) */
    assert_int_equal(stats_beta_quantile(0.975, 200, 12, &value, NULL), RC_OK);
    assert_close(value, 0.970271446264307724, TOLERANCE); /* R qbeta(.975, 200, 12) */
}

static void test_normal_quantile(void **state)
{
    (void)state;
    double value;
    assert_int_equal(stats_normal_quantile(0.975, &value, NULL), RC_OK);
    assert_close(value, STATS_Z, TOLERANCE);
    assert_int_equal(stats_normal_quantile(0.025, &value, NULL), RC_OK);
    assert_close(value, -STATS_Z, TOLERANCE);
    assert_int_equal(stats_normal_quantile(0.5, &value, NULL), RC_OK);
    assert_close(value, 0.0, TOLERANCE);
}

/* A quantile put back into its distribution gives the probability again, over all orders of
 * magnitude. */
static void test_round_trips(void **state)
{
    (void)state;
    for (double df = 0.5; df < 1e8; df *= 1.9)
        for (double p = 1e-6; p < 0.5; p *= 3.7) {
            double q, back;
            assert_int_equal(stats_t_quantile(p, df, &q, NULL), RC_OK);
            assert_int_equal(stats_t_two_sided_p(q, df, &back, NULL), RC_OK);
            assert_close(back, 2.0 * p, 1e-12);
            assert_int_equal(stats_f_quantile(1.0 - p, df, 3.0 * df, &q, NULL), RC_OK);
            assert_int_equal(stats_f_upper_p(q, df, 3.0 * df, &back, NULL), RC_OK);
            assert_close(back, p, 1e-9); /* 1 - p has lost up to six digits of p */
        }
}

/* Far out and with odd degrees of freedom, where the first guess is no guide. */
static void test_far_quantiles(void **state)
{
    (void)state;
    static const double probabilities[] = {1e-200, 7.49e-118, 1e-30, 1e-8, 0.001, 0.3};
    static const double freedoms[] = {0.7, 1.0, 2.9, 3.1, 17.3, 158.6, 5000.0, 6974548.0};
    enum { PROBABILITIES = 6, FREEDOMS = 8 };
    for (int i = 0; i < PROBABILITIES * FREEDOMS * FREEDOMS; i++) {
        const double p = probabilities[i % PROBABILITIES];
        const double df1 = freedoms[i / PROBABILITIES % FREEDOMS];
        const double df2 = freedoms[i / PROBABILITIES / FREEDOMS];
        double q, below, above;
        if (stats_f_quantile(p, df1, df2, &q, NULL) != RC_OK || !(q > 1e-290)) continue;
        const double x = df1 * q / (df1 * q + df2);
        assert_int_equal(stats_beta_tails(x, df1 / 2.0, df2 / 2.0, &below, &above, NULL), RC_OK);
        assert_close(below, p, 1e-6);
    }
    double q;
    assert_int_equal(stats_f_quantile(7.49e-118, 6974548.0, 158.6, &q, NULL), RC_OK);
    assert_close(q, 0.16237, 1e-4);
}

static void test_refusals(void **state)
{
    (void)state;
    struct err err = ERR_INIT;
    double value = 7.0;
    assert_int_equal(stats_t_quantile(1.0, 5, &value, &err), RC_NUMERIC);
    assert_int_equal(err.rc, RC_NUMERIC);
    assert_int_equal(stats_t_quantile(0.975, 0, &value, NULL), RC_NUMERIC);
    assert_int_equal(stats_t_quantile(0.975, NAN, &value, NULL), RC_NUMERIC);
    assert_int_equal(stats_t_two_sided_p(NAN, 5, &value, NULL), RC_NUMERIC);
    assert_int_equal(stats_f_quantile(0.5, -1, 5, &value, NULL), RC_NUMERIC);
    assert_int_equal(stats_f_upper_p(-1, 2, 5, &value, NULL), RC_NUMERIC);
    assert_int_equal(stats_chi_square_upper_p(NAN, 5, &value, NULL), RC_NUMERIC);
    assert_int_equal(stats_binomial_lower_p(1, (uint64_t)1 << 40, 0.5, &value, NULL), RC_NUMERIC);
    assert_int_equal(stats_binomial_lower_p(1, 10, 1.5, &value, NULL), RC_NUMERIC);
    assert_close(value, 7.0, 0.0);
}

int main(void)
{
    gsl_set_error_handler_off();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_t_quantile),
        cmocka_unit_test(test_t_two_sided_p),
        cmocka_unit_test(test_f),
        cmocka_unit_test(test_chi_square),
        cmocka_unit_test(test_exact_poisson_bounds),
        cmocka_unit_test(test_beta_and_binomial),
        cmocka_unit_test(test_normal_quantile),
        cmocka_unit_test(test_round_trips),
        cmocka_unit_test(test_far_quantiles),
        cmocka_unit_test(test_refusals),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
