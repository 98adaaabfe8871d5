/* layer: measure */
#include "measure/stats/nps.h"
#include "measure/stats/share.h"

#include "test_stats_close.h"

static void test_wilson(void **state)
{
    (void)state;
    static const struct {
        uint64_t met, n;
        double lower, upper, relative;
    } cases[] = {
        /* R prop.test(met, n, correct = FALSE)$conf.int; the first four are Newcombe 1998, Table I,
           method 3 */
        {81, 263, 0.25528851987827428, 0.36620957698280016, 1e-14},
        {15, 148, 0.062386399530736283, 0.160487241723308000, 1e-14},
        {0, 20, 0.0, 0.1611251580528193, 1e-14},
        {1, 29, 0.006113214292762661, 0.171755218793202824, 1e-13},
        {29, 29, 0.88303020150025935, 1.0, 1e-14},
        {123456, 1000000, 1.2281269653142285e-01, 1.2410219641400438e-01, 1e-14},
        {1, 10000000, 1.7652455711617431e-8, 5.6649320196064615e-7,
         1e-14}, /* 30-digit arithmetic */
        {9999999, 10000000, 0.99999943350679804, 0.99999998234754429, 1e-15},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const struct interval s = stats_wilson(cases[i].met, cases[i].n);
        assert_true(s.defined && s.bounded);
        assert_close(s.value, (double)cases[i].met / (double)cases[i].n, 0.0);
        assert_close(s.lower, cases[i].lower, cases[i].relative);
        assert_close(s.upper, cases[i].upper, cases[i].relative);
    }
    assert_false(stats_wilson(0, 0).defined);
}

/* The ends are exact and the bounds enclose the share, whatever the rounding. */
static void test_wilson_encloses(void **state)
{
    (void)state;
    for (uint64_t n = 1; n < 400; n++)
        for (uint64_t met = 0; met <= n; met++) {
            const struct interval s = stats_wilson(met, n), mirror = stats_wilson(n - met, n);
            assert_true(met == 0 ? s.lower == 0.0 : s.lower > 0.0 && s.lower < s.value);
            assert_true(met == n ? s.upper == 1.0 : s.upper < 1.0 && s.upper > s.value);
            assert_true(fabs(s.lower + mirror.upper - 1.0) < 1e-15);
        }
}

static void test_clopper_pearson(void **state)
{
    (void)state;
    static const struct {
        uint64_t met, n;
        double lower, upper;
    } cases[] = {
        /* R binom.test(met, n)$conf.int; the first four are Newcombe 1998, Table I, method 5 */
        {81, 263, 0.25273674558527121, 0.36762192260135140},
        {15, 148, 0.057844010083448555, 0.161650490349478981},
        {0, 20, 0.0, 0.16843347098308536},
        {1, 29, 0.0008726468835799228, 0.1776442954887228476},
        {29, 29, 0.88055513093049731, 1.0},
        {123456, 1000000, 1.2281184162962973e-01, 1.2410234027680267e-01},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct interval s;
        assert_int_equal(stats_clopper_pearson(cases[i].met, cases[i].n, &s, NULL), RC_OK);
        assert_close(s.lower, cases[i].lower, 1e-13);
        assert_close(s.upper, cases[i].upper, 1e-13);
    }
    struct interval s;
    assert_int_equal(stats_clopper_pearson(0, 0, &s, NULL), RC_OK);
    assert_false(s.defined || s.bounded);
}

static void test_newcombe(void **state)
{
    (void)state;
    static const struct {
        uint64_t x1, n1, x2, n2;
        double value, lower, upper;
    } cases[] = {
        /* Newcombe 1998 (17:873), Table II, method 10, cases a, b, d, f, g; digits by 30-digit
           arithmetic */
        {56, 70, 48, 80, 0.2, 0.052431472402364896, 0.33387265403690596},
        {9, 10, 3, 10, 0.6, 0.17052272393450293, 0.80901797353548797},
        {5, 56, 0, 29, 0.089285714285714286, -0.038137147903536879, 0.1925600138551116},
        {0, 10, 0, 20, 0.0, -0.16112515805281935, 0.2775327998628892},
        {10, 10, 0, 20, 1.0, 0.67908603714191473, 1.0},
        {8000000, 10000000, 799, 1000, 0.001, -0.022674084314729778, 0.02696236915915239},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const struct interval d =
            stats_newcombe_difference(cases[i].x1, cases[i].n1, cases[i].x2, cases[i].n2);
        const struct interval r =
            stats_newcombe_difference(cases[i].x2, cases[i].n2, cases[i].x1, cases[i].n1);
        assert_close(d.value, cases[i].value, 1e-15);
        assert_close(d.lower, cases[i].lower, 1e-13);
        assert_close(d.upper, cases[i].upper, 1e-13);
        assert_close(r.lower, -d.upper, 0.0);
    }
    assert_false(stats_newcombe_difference(1, 2, 0, 0).defined);
}

static void test_two_share_p(void **state)
{
    (void)state;
    /* R prop.test(c(x1, x2), c(n1, n2), correct = FALSE)$p.value */
    assert_close(stats_two_share_p(56, 70, 48, 80), 0.0080450813681965643, 1e-13);
    assert_close(stats_two_share_p(4567, 40000, 123, 1000), 3.8646916600403342e-01, 1e-13);
    assert_close(stats_two_share_p(3, 9, 4, 12), 1.0, 0.0);
    assert_close(stats_two_share_p(33333, 99999, 1, 3), 1.0, 0.0);
    assert_close(stats_two_share_p(0, 9, 0, 12), 1.0, 0.0);
    assert_close(stats_two_share_p(9, 9, 12, 12), 1.0, 0.0);
    assert_true(isnan(stats_two_share_p(0, 0, 4, 12)));
}

/* R fisher.test(matrix(c(x1, n1 - x1, x2, n2 - x2), 2))$p.value. The first is one late reply of a
 * dealer's 60 where the others had 2 of 3472: the score test says 0.00006. */
static void test_two_share_p_of_few(void **state)
{
    (void)state;
    assert_close(stats_two_share_p(1, 60, 2, 3472), 5.0115749126563920e-02, 1e-12);
    assert_close(stats_two_share_p(59, 60, 3470, 3472), 5.0115749126563920e-02, 1e-12);
    assert_close(stats_two_share_p(2, 3472, 1, 60), 5.0115749126563920e-02, 1e-12);
    assert_close(stats_two_share_p(9, 10, 3, 10), 1.9766611097880426e-02, 1e-12);
    assert_close(stats_two_share_p(5, 56, 0, 29), 1.6062144320947105e-01, 1e-12);
    assert_close(stats_two_share_p(2, 12, 74, 3639), 2.4660783708654994e-02, 1e-12);
    assert_close(stats_two_share_p(15, 20, 3, 30), 3.6052898809437651e-06, 1e-12);
    assert_close(stats_two_share_p(4, 10, 1000, 1000), 1.4457233852920115e-13, 1e-11);
    /* 19.9 and 20 expected: the exact test ends where the score test begins. */
    assert_close(stats_two_share_p(30, 60, 29, 118), 0.0012381699786640672, 1e-12);
    assert_close(stats_two_share_p(30, 60, 30, 120), 7.9623015759081202e-04, 1e-12);
    /* Nothing is left of the weight: no division of 0 by 0, no endless walk. */
    assert_true(stats_two_share_p(4000, 4000, 0, 40000000) < 1e-300);
}

static void test_nps(void **state)
{
    (void)state;
    /* 30-digit arithmetic from the multinomial variance (p + d - (p-d)^2) / n */
    struct interval s = stats_nps(&(struct nps_counts){50, 20, 100});
    assert_close(s.value, 30.0, 0.0);
    assert_close(s.lower, 14.692191924957328, 1e-14);
    assert_close(s.upper, 45.307808075042672, 1e-14);
    s = stats_nps(&(struct nps_counts){8, 2, 10});
    assert_close(s.lower, 10.416397415635075, 1e-14);
    assert_close(s.upper, 100.0, 0.0); /* cut; 109.58 without */
    s = stats_nps(&(struct nps_counts){2, 8, 10});
    assert_close(s.lower, -100.0, 0.0);
    s = stats_nps(&(struct nps_counts){7, 0, 7});
    assert_true(s.bounded && s.value == 100.0 && s.lower == 100.0 && s.upper == 100.0);
    assert_false(stats_nps(&(struct nps_counts){0, 0, 0}).defined);
}

static void test_nps_difference(void **state)
{
    (void)state;
    const struct nps_counts a = {50, 20, 100}, b = {30, 40, 120}, all = {5, 0, 5}, none = {0, 0, 0};
    const struct difference d = stats_nps_difference(&a, &b);
    assert_close(d.interval.value, 38.333333333333333, 1e-15);
    assert_close(d.interval.lower, 17.86766688494469, 1e-14);
    assert_close(d.interval.upper, 58.798999781721977, 1e-14);
    assert_close(d.statistic, 3.5722492791350246, 1e-14);
    assert_close(d.p, 0.00035392827093327743, 1e-12);
    assert_close(stats_nps_difference(&all, &all).p, 1.0, 0.0);
    assert_close(stats_nps_difference(&all, &(struct nps_counts){0, 5, 5}).p, 0.0015654022580025484,
                 1e-12);
    /* Seven like answers have no variance of their own, and are not certain for it. */
    assert_close(
        stats_nps_difference(&(struct nps_counts){7, 0, 7}, &(struct nps_counts){300, 300, 1000}).p,
        0.00068369763005349954, 1e-12);
    assert_close(stats_nps_difference(&a, &a).p, 1.0, 0.0);
    assert_false(stats_nps_difference(&a, &none).interval.defined);
    assert_true(isnan(stats_nps_difference(&a, &none).p));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_wilson),          cmocka_unit_test(test_wilson_encloses),
        cmocka_unit_test(test_clopper_pearson), cmocka_unit_test(test_newcombe),
        cmocka_unit_test(test_two_share_p),     cmocka_unit_test(test_nps),
        cmocka_unit_test(test_nps_difference),  cmocka_unit_test(test_two_share_p_of_few),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
