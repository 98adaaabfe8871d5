/* layer: measure */
#include "measure/stats/weibull.h"

#include "test_stats_close.h"

#include <gsl/gsl_errno.h>

#include <string.h>

enum { DAYS = 1001 };

struct ages {
    uint64_t events[DAYS], censored[DAYS];
    struct day_counts counts;
};

static void ages_clear(struct ages *a)
{
    memset(a, 0, sizeof *a);
    a->counts = (struct day_counts){a->events, a->censored, DAYS};
}

struct expected {
    double value, error, wald[2], ratio[2];
};

static void assert_value(const struct weibull_value *v, const struct expected *e)
{
    assert_close(v->value, e->value, 1e-12);
    assert_close(v->standard_error, e->error, 1e-11);
    assert_true(v->by_wald.bounded && v->by_ratio.bounded);
    assert_close(v->by_wald.lower, e->wald[0], 1e-11);
    assert_close(v->by_wald.upper, e->wald[1], 1e-11);
    assert_close(v->by_ratio.lower, e->ratio[0], 1e-11);
    assert_close(v->by_ratio.upper, e->ratio[1], 1e-11);
}

/* All expected values: tests/reference/life.py, 40 digits straight from the likelihood; shape,
 * scale and likelihood of the first as NIST 8.4.1.3 and R's survreg. */
static void test_nist(void **state)
{
    (void)state;
    static struct ages ages;
    static const int failures[] = {54, 187, 216, 240, 244, 335, 361, 373, 375, 386};
    struct weibull_fit fit;
    ages_clear(&ages);
    for (size_t i = 0; i < sizeof failures / sizeof failures[0]; i++) ages.events[failures[i]] = 1;
    ages.censored[500] = 10;
    assert_int_equal(stats_weibull(&ages.counts, 0.1, &fit, NULL), RC_OK);
    assert_int_equal(fit.status, WEIBULL_FITTED);
    assert_true(fit.failures == 10 && fit.survivors == 10);
    assert_value(&fit.shape, &(struct expected){1.7207972608013569703,
                                                0.5021506034947793862,
                                                {0.97126610195401562087, 3.0487455567780620739},
                                                {0.90564535875219070343, 2.885737865741302761}});
    assert_value(&fit.scale, &(struct expected){606.52755800357209191,
                                                124.91065620403558785,
                                                {405.08929353295572838, 908.1347853194946636},
                                                {437.55674539405814179, 1118.8776246985793127}});
    assert_value(&fit.life, &(struct expected){164.02243866001166149,
                                               56.126338186035908276,
                                               {83.875129525490295657, 320.75491908243373104},
                                               {59.854554249414910335, 271.94951755531569558}});
    assert_close(fit.log_likelihood, -75.134618164474874738, 1e-13);
    assert_close(fit.mean, 540.73702546951005379, 1e-12);
    assert_close(fit.standard_deviation, 323.80582431348813666, 1e-12);
}

/* Ten failures of 3310, most at once: bounds of the scale over many powers of ten. */
static void test_early_failures(void **state)
{
    (void)state;
    static struct ages ages;
    struct weibull_fit fit;
    ages_clear(&ages);
    ages.events[3] = 4;
    ages.events[9] = 2;
    ages.events[40] = 3;
    ages.events[365] = 1;
    ages.censored[30] = 500;
    ages.censored[365] = 2000;
    ages.censored[1000] = 800;
    assert_int_equal(stats_weibull(&ages.counts, 0.1, &fit, NULL), RC_OK);
    assert_value(&fit.shape, &(struct expected){0.28875123550225171633,
                                                0.088486729530781373901,
                                                {0.15837124883522345539, 0.52646725095175757852},
                                                {0.14716317405755632788, 0.49615017583642868291}});
    assert_value(&fit.scale, &(struct expected){196039414310.86391906,
                                                1218344578184.0063631,
                                                {1005312.6387571182391, 38228358504335414.189},
                                                {42030327.204264919251, 61637696115359661868.0}});
    assert_value(&fit.life, &(struct expected){80852332.599230941851,
                                               314252594.3053363269,
                                               {39745.426399574492503, 164474262296.67138509},
                                               {415062.59226626198895, 17015654686166.503654}});
    assert_close(fit.mean, 2166991582761.8493985, 1e-11);
}

/* Nearly all fail within four days. */
static void test_steep_wear(void **state)
{
    (void)state;
    static struct ages ages;
    struct weibull_fit fit;
    ages_clear(&ages);
    ages.events[100] = 2;
    ages.events[101] = 5;
    ages.events[102] = 9;
    ages.events[103] = 1;
    ages.censored[103] = 3;
    assert_int_equal(stats_weibull(&ages.counts, 0.1, &fit, NULL), RC_OK);
    assert_value(&fit.shape, &(struct expected){112.63256232248793392,
                                                21.992038360583029306,
                                                {76.817974759845078508, 165.14486531296198178},
                                                {73.806366885753431525, 160.01336976478744207}});
    assert_value(&fit.scale, &(struct expected){102.26881866914117237,
                                                0.22250413641424750885,
                                                {101.8336470756200929, 102.70584990651520203},
                                                {101.81512581594968441, 102.7548060100213492}});
    assert_value(&fit.life, &(struct expected){100.2457931045976154,
                                               0.47422761190990912844,
                                               {99.320619750460672016, 101.17958446511989483},
                                               {99.037987773343977724, 101.00517450598361122}});
    assert_close(fit.standard_deviation, 1.151258905354309664, 1e-11);
}

/* A million times as many: the same fit, errors 1000 times as small, ratio and Wald bounds alike.
 */
static void test_huge_counts(void **state)
{
    (void)state;
    static struct ages ages;
    struct weibull_fit one, many;
    ages_clear(&ages);
    for (size_t day = 1; day < DAYS; day++) {
        ages.events[day] = 1 + day % 5;
        ages.censored[day] = day % 7;
    }
    assert_int_equal(stats_weibull(&ages.counts, 0.5, &one, NULL), RC_OK);
    for (size_t day = 1; day < DAYS; day++) {
        ages.events[day] *= 1000000;
        ages.censored[day] *= 1000000;
    }
    assert_int_equal(stats_weibull(&ages.counts, 0.5, &many, NULL), RC_OK);
    assert_close(many.shape.value, one.shape.value, 1e-12);
    assert_close(many.life.value, one.life.value, 1e-12);
    assert_close(many.scale.standard_error * 1000.0, one.scale.standard_error, 1e-11);
    assert_close(many.life.by_ratio.lower, many.life.by_wald.lower, 1e-8);
    assert_close(many.scale.by_ratio.upper, many.scale.by_wald.upper, 1e-8);
    assert_close(many.shape.by_ratio.upper, many.shape.by_wald.upper, 1e-8);
    /* The median is the life of one half. */
    assert_close(one.life.value, one.scale.value * pow(log(2.0), 1.0 / one.shape.value), 1e-14);
}

static void test_refusals(void **state)
{
    (void)state;
    static struct ages ages;
    struct weibull_fit fit;
    struct err err = ERR_INIT;
    ages_clear(&ages);
    assert_int_equal(stats_weibull(&ages.counts, 0.1, &fit, NULL), RC_OK);
    assert_int_equal(fit.status, WEIBULL_FEW_FAILURES);
    ages.events[50] = 2;
    ages.events[60] = 2;
    ages.censored[300] = 1000;
    assert_int_equal(stats_weibull(&ages.counts, 0.1, &fit, NULL), RC_OK);
    assert_int_equal(fit.status, WEIBULL_FEW_FAILURES);
    ages.events[60] = 3;
    assert_int_equal(stats_weibull(&ages.counts, 0.1, &fit, NULL), RC_OK);
    assert_int_equal(fit.status, WEIBULL_FITTED);
    ages_clear(&ages);
    ages.events[60] = 9;
    ages.censored[60] = 5;
    ages.censored[20] = 5;
    assert_int_equal(stats_weibull(&ages.counts, 0.1, &fit, NULL), RC_OK);
    assert_int_equal(fit.status, WEIBULL_NO_SPREAD);
    ages.censored[61] = 1; /* one survivor is enough */
    assert_int_equal(stats_weibull(&ages.counts, 0.1, &fit, NULL), RC_OK);
    assert_int_equal(fit.status, WEIBULL_FITTED);
    assert_true(fit.shape.value > 10.0 && isfinite(fit.shape.by_ratio.upper));
    assert_true(weibull_refusal(WEIBULL_NO_SPREAD)[0] && weibull_refusal(WEIBULL_FEW_FAILURES)[0]);
    assert_string_equal(weibull_refusal(WEIBULL_FITTED), "");
    assert_int_equal(stats_weibull(&ages.counts, 1.0, &fit, &err), RC_NUMERIC);
    ages.censored[0] = 1;
    assert_int_equal(stats_weibull(&ages.counts, 0.1, &fit, &err), RC_NUMERIC);
}

/* R: qchisq on sum t^1.5 = 3 200^1.5 + 2 100^1.5 + 150^1.5, two failures or none. */
static void test_known_shape(void **state)
{
    (void)state;
    static struct ages ages;
    struct interval scale;
    ages_clear(&ages);
    assert_int_equal(stats_weibull_known_shape(&ages.counts, 1.5, &scale, NULL), RC_OK);
    assert_false(scale.defined);
    ages.censored[200] = 3;
    ages.censored[100] = 2;
    ages.censored[150] = 1;
    assert_int_equal(stats_weibull_known_shape(&ages.counts, 1.5, &scale, NULL), RC_OK);
    assert_false(scale.defined || scale.bounded);
    assert_close(scale.lower, 256.72106465915579, 1e-13);
    ages.censored[100] = 0;
    ages.events[100] = 2;
    assert_int_equal(stats_weibull_known_shape(&ages.counts, 1.5, &scale, NULL), RC_OK);
    assert_close(scale.value, 336.08064873455561, 1e-13);
    assert_close(scale.lower, 142.7526304126641, 1e-12);
    assert_close(scale.upper, 1372.9972053169558, 1e-12);
    assert_int_equal(stats_weibull_known_shape(&ages.counts, 0.0, &scale, NULL), RC_NUMERIC);
}

int main(void)
{
    gsl_set_error_handler_off();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_nist),       cmocka_unit_test(test_early_failures),
        cmocka_unit_test(test_steep_wear), cmocka_unit_test(test_huge_counts),
        cmocka_unit_test(test_refusals),   cmocka_unit_test(test_known_shape),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
