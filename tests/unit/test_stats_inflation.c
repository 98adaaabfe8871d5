/* layer: measure */
#include "measure/stats/inflation.h"

#include "measure/stats/share.h"
#include "test_stats_close.h"

static struct moments shares(uint64_t met, uint64_t n)
{
    return (struct moments){n, (i128)met, (i128)met, 1};
}

static struct inflation inflation_of(const struct moments *clusters, size_t count)
{
    struct inflation out = {.total = {.scale = clusters[0].scale}};
    for (size_t i = 0; i < count; i++) {
        out.total.n += clusters[i].n;
        out.total.sum += clusters[i].sum;
        out.total.square_sum += clusters[i].square_sum;
    }
    for (size_t i = 0; i < count; i++) stats_inflation_add(&out, &clusters[i]);
    return out;
}

/* R: phi = chisq.test(cbind(met, n - met))$statistic / 4, as summary(glm(cbind(met, n - met) ~ 1,
 * quasibinomial))$dispersion to its 1e-8; p = 2 * pt(-|z| / sqrt(phi), 4). */
static void test_shares(void **state)
{
    (void)state;
    const struct moments dealers[] = {shares(30, 50), shares(45, 60), shares(0, 0),
                                      shares(28, 55), shares(60, 70), shares(12, 40)};
    const struct inflation inflation = inflation_of(dealers, 6);
    assert_close(stats_inflation_factor(&inflation), 10.446492346938776, 1e-11);
    const double z = stats_two_share_z(75, 110, 100, 165);
    assert_close(z, 1.2794157892978961, 1e-14);
    const struct difference difference = {.statistic = z, .df = INFINITY, .p = 0.2};
    double p;
    assert_int_equal(stats_inflated_p(&inflation, &difference, &p, NULL), RC_OK);
    assert_close(p, 0.71242446888424871, 1e-11);
    const struct difference certain = {.statistic = z, .df = INFINITY, .p = 0.9};
    assert_int_equal(stats_inflated_p(&inflation, &certain, &p, NULL), RC_OK);
    assert_close(p, 0.9, 0.0); /* an exact test that knows less */
}

/* R: t.test() of rows (1 2 3 7 2 2 3) and (5 6 7 7 7 6 7 6 5); clusters 1 2 3 7 | 5 6 7 7 7 | 2 2 3
 * | 6 7 6 5. The order of the clusters changes no bit. */
static void test_means(void **state)
{
    (void)state;
    const struct moments dealers[] = {
        {4, 13, 63, 1}, {5, 32, 208, 1}, {3, 7, 17, 1}, {4, 24, 146, 1}};
    const struct moments turned[] = {dealers[2], dealers[3], dealers[1], dealers[0]};
    const struct inflation inflation = inflation_of(dealers, 4), again = inflation_of(turned, 4);
    assert_close(stats_inflation_factor(&inflation), 3.3887366818873672, 1e-11);
    assert_true(inflation.scatter == again.scatter);
    const struct moments a = {7, 20, 80, 1}, b = {9, 56, 354, 1};
    struct difference difference;
    double p;
    assert_int_equal(stats_welch_difference(&a, &b, &difference, NULL), RC_OK);
    assert_close(difference.statistic, -4.2689130764793335, 1e-13);
    assert_int_equal(stats_inflated_p(&inflation, &difference, &p, NULL), RC_OK);
    assert_close(p, 0.10317958117156005, 1e-11);
    difference.df = 2; /* fewer than clusters - 1 */
    double wider;
    assert_int_equal(stats_inflated_p(&inflation, &difference, &wider, NULL), RC_OK);
    assert_true(wider > p);
}

static void test_ends(void **state)
{
    (void)state;
    const struct difference difference = {.statistic = 3, .df = INFINITY, .p = 0.01};
    const struct moments one[] = {shares(3, 9)}, alike[] = {shares(30, 60), shares(15, 30)},
                         constant[] = {shares(0, 9), shares(0, 12)},
                         whole[] = {shares(0, 9), shares(9, 9)};
    const struct inflation none[] = {inflation_of(one, 1), inflation_of(alike, 2),
                                     inflation_of(constant, 2)};
    double p;
    for (size_t i = 0; i < 3; i++) {
        assert_close(stats_inflation_factor(&none[i]), 1.0, 0.0);
        assert_int_equal(stats_inflated_p(&none[i], &difference, &p, NULL), RC_OK);
        assert_close(p, 0.01, 0.0);
    }
    const struct inflation all = inflation_of(whole, 2); /* a cluster tells as much as a row */
    assert_close(stats_inflation_factor(&all), 18.0, 1e-12);
    const struct difference untested = DIFFERENCE_UNDEFINED;
    assert_int_equal(stats_inflated_p(&all, &untested, &p, NULL), RC_OK);
    assert_true(isnan(p));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_shares), cmocka_unit_test(test_means),
                                       cmocka_unit_test(test_ends)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
