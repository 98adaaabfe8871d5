/* layer: measure */
/* Berkeley admissions 1973 by department (Bickel et al. 1975): the crude difference of 14 points
 * between men and women vanishes, and turns, when like departments are compared. Reference values
 * from R 4.2, the formula of the header: u <- UCBAdmissions; a <- u[1,1,]; A <- a+u[2,1,]; b <-
 * u[1,2,]; B <- b+u[2,2,]; w <- A*B/(A+B) d <- sum(w*(a/A-b/B))/sum(w); v <-
 * sum(w^2*(a/A*(1-a/A)/A+b/B*(1-b/B)/B))/sum(w)^2 */
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
    assert_close(d.interval.lower, -0.047078827969682352, 1e-13);
    assert_close(d.interval.upper, 0.010228435587977334, 1e-13);
    assert_close(d.p, 0.20755425329062524, 1e-13);
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
        cmocka_unit_test(one_stratum_is_the_crude_difference),
        cmocka_unit_test(empty_sides_carry_no_weight),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
