/* layer: measure */
/* Berkeley admissions 1973 by department (Bickel et al. 1975): the crude difference of 14 points
 * between men and women vanishes, and turns, when like departments are compared. Reference values
 * from R 4.2: p by mantelhaen.test(UCBAdmissions, correct = FALSE), bounds by the formula of the
 * header. */
#include "measure/stats/mantel_haenszel.h"
#include "test_stats_close.h"

static const struct stratum berkeley[] = {
    {512, 825, 89, 108},  {353, 560, 17, 25}, {120, 325, 202, 593},
    {138, 417, 131, 375}, {53, 191, 94, 393}, {22, 373, 24, 341},
};

static void berkeley_turns(void **state)
{
    (void)state;
    const struct difference d = stats_mantel_haenszel(berkeley, 6);
    assert_true(d.interval.defined && d.interval.bounded);
    assert_close(d.interval.value, -0.018425196190852509, 1e-13);
    assert_close(d.interval.lower, -0.047482435346542215, 1e-13);
    assert_close(d.interval.upper, 0.010632042964837198, 1e-13);
    assert_close(d.p, 0.21692369705551837, 1e-13);
}

/* A group with one repair of each of twelve products: the binomial variance of a single repair is
 * 0, so the plain variance made nine of twelve against one half certain (p < 1e-9). */
static void single_repairs_are_not_certain(void **state)
{
    (void)state;
    struct stratum strata[12];
    for (int i = 0; i < 12; i++) strata[i] = (struct stratum){i < 9, 1, 50, 100};
    const struct difference d = stats_mantel_haenszel(strata, 12);
    assert_close(d.interval.value, 0.25, 1e-14);
    assert_close(d.interval.lower, 0.0033766069604839466, 1e-12);
    assert_close(d.interval.upper, 0.49662339303952, 1e-13);
    assert_close(d.p, 0.08634782098366249, 1e-13);
}

static void what_never_varies_does_not_differ(void **state)
{
    (void)state;
    const struct difference d = stats_mantel_haenszel(&(struct stratum){3, 3, 40, 40}, 1);
    assert_close(d.interval.value, 0, 0);
    assert_close(d.p, 1, 0);
}

static void one_stratum_is_the_crude_difference(void **state)
{
    (void)state;
    const struct stratum one = {30, 100, 20, 80};
    const struct difference d = stats_mantel_haenszel(&one, 1);
    assert_close(d.interval.value, 0.05, 1e-15);
}

static void empty_sides_carry_no_weight(void **state)
{
    (void)state;
    const struct stratum strata[] = {{30, 100, 20, 80}, {7, 9, 0, 0}, {0, 0, 3, 4}};
    const struct difference one = stats_mantel_haenszel(strata, 1);
    const struct difference three = stats_mantel_haenszel(strata, 3);
    assert_close(three.interval.value, one.interval.value, 0);
    assert_close(three.p, one.p, 0);
    assert_false(stats_mantel_haenszel(strata + 1, 2).interval.defined);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(berkeley_turns),
        cmocka_unit_test(single_repairs_are_not_certain),
        cmocka_unit_test(what_never_varies_does_not_differ),
        cmocka_unit_test(one_stratum_is_the_crude_difference),
        cmocka_unit_test(empty_sides_carry_no_weight),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
