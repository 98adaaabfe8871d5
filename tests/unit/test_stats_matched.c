/* layer: measure */
/* A unit against the others of its strata. Reference values from R 4.2, by uniroot() on the
 * definitions; the test's statistic is that of mantelhaen.test(UCBAdmissions, correct = FALSE). */
#include "measure/stats/matched.h"

#include "measure/stats/share.h"
#include "test_stats_close.h"

/* Berkeley admissions 1973 by department: men, and all. */
static const struct matched_share berkeley[] = {{512, 825, 601, 933}, {353, 560, 370, 585},
                                                {120, 325, 322, 918}, {138, 417, 269, 792},
                                                {53, 191, 147, 584},  {22, 373, 46, 714}};

static void berkeley_turns(void **state)
{
    (void)state;
    const struct matched m = stats_matched_share(berkeley, 6, 1755, 4526);
    assert_close(m.expected, 1213.3571665830254, 1e-14);
    assert_close(m.apart, -15.357166583025446, 1e-12);
    assert_close(m.variance, 154.69076160942441, 1e-13);
    assert_close(m.apart * m.apart / m.variance, 1.5246066604434356, 1e-12);
    assert_close(m.weight, 833.48727600794189, 1e-14);
    assert_close(m.interval.value, 0.4056679290711232, 1e-11);
    assert_close(m.interval.lower, 0.36809822389718083, 1e-11);
    assert_close(m.interval.upper, 0.44437590941837146, 1e-11);
    assert_true(m.interval.value < 1198.0 / 2691.0); /* crude, men are admitted more often */
}

static void one_stratum_is_the_plain_share(void **state)
{
    (void)state;
    const struct matched_share one = {30, 100, 500030, 5000100};
    const struct matched m = stats_matched_share(&one, 1, 500030, 5000100);
    const struct interval wilson = stats_wilson(30, 100);
    assert_close(m.interval.value, 0.3, 1e-12);
    assert_close(m.interval.lower, wilson.lower, 1e-4);
    assert_close(m.interval.upper, wilson.upper, 1e-4);
}

/* Two dealers, the better with the hard jobs: 10 points better in each stratum, and most of each
 * stratum himself. Held against a rate that he makes himself he would lose the better part of that.
 */
static void a_large_unit_does_not_stand_on_both_sides(void **state)
{
    (void)state;
    const struct matched_share hard[] = {{450, 900, 490, 1000}, {90, 100, 810, 1000}};
    const struct matched_share easy[] = {{40, 100, 490, 1000}, {720, 900, 810, 1000}};
    const struct matched a = stats_matched_share(hard, 2, 1300, 2000);
    const struct matched b = stats_matched_share(easy, 2, 1300, 2000);
    assert_close(a.apart, -b.apart, 1e-12);
    assert_close(a.variance, b.variance, 1e-14);
    /* At the mix of both together: 0.7 and 0.6, to what odds ratios that differ a little leave. */
    assert_close(a.interval.value, 0.7, 0.03);
    assert_close(b.interval.value, 0.6, 0.05);
    assert_true(0.54 < 0.76 && a.interval.value > b.interval.value); /* crude the other way round */
}

static void none_and_all_have_one_bound(void **state)
{
    (void)state;
    const struct matched_share none[] = {{0, 20, 100, 520}, {0, 30, 50, 430}};
    const struct matched_share all[] = {{20, 20, 420, 520}, {30, 30, 380, 430}};
    const struct interval low = stats_matched_share(none, 2, 150, 950).interval;
    const struct interval high = stats_matched_share(all, 2, 800, 950).interval;
    assert_true(low.value == 0 && low.lower == 0 && low.upper > 0.02 && low.upper < 0.15);
    assert_true(high.value == 1 && high.upper == 1);
    assert_close(high.lower, 1 - low.upper, 1e-12);
}

static void without_others_there_is_nothing(void **state)
{
    (void)state;
    const struct matched_share alone[] = {{3, 9, 3, 9}, {0, 5, 0, 50}};
    const struct matched m = stats_matched_share(alone, 2, 3, 59);
    assert_false(m.interval.defined);
    assert_true(m.variance == 0 && isnan(m.interval.value));
    /* A stratum of his own alone changes nothing of what the other says. */
    const struct matched_share with[] = {{3, 9, 3, 9}, {20, 50, 90, 500}};
    const struct matched_share without[] = {{20, 50, 90, 500}};
    assert_close(stats_matched_share(with, 2, 93, 509).variance,
                 stats_matched_share(without, 1, 93, 509).variance, 0);
    const struct matched_share single[] = {{20, 50, 90, 500}, {1, 1, 1, 1}};
    const struct interval lone = stats_matched_share(single, 2, 91, 501).interval;
    const struct interval plain = stats_matched_share(without, 1, 91, 501).interval;
    assert_close(lone.value, plain.value, 1e-12);
    assert_close(lone.lower, plain.lower, 1e-12);
    assert_close(lone.upper, plain.upper, 1e-12);
}

/* Where no other ever repeats, odds have no ratio. */
static void others_that_do_not_vary_leave_the_plain_share(void **state)
{
    (void)state;
    const struct matched_share one = {10, 50, 10, 100};
    const struct interval found = stats_matched_share(&one, 1, 10, 100).interval;
    const struct interval wilson = stats_wilson(10, 50);
    assert_close(found.value, 0.2, 1e-15);
    assert_close(found.lower, wilson.lower, 1e-15);
}

/* All met rows of the strata that he shares are his, and yet he did not meet all. */
static void what_has_no_bound_has_no_value(void **state)
{
    (void)state;
    const struct matched_share strata[] = {{2, 6, 3, 20}, {2, 2, 9, 12}};
    const struct matched m = stats_matched_share(strata, 2, 12, 32);
    assert_true(m.interval.defined);
    const struct matched_share separated[] = {{3, 6, 3, 20}, {2, 2, 2, 12}, {0, 4, 0, 30}};
    assert_true(stats_matched_share(separated, 3, 60, 162).interval.defined); /* others: none */
    const struct matched_share all_his[] = {{3, 6, 3, 20}, {5, 5, 14, 14}};
    const struct matched n = stats_matched_share(all_his, 2, 60, 162);
    assert_true(n.variance > 0 && !n.interval.defined);
}

static void means_are_matched(void **state)
{
    (void)state;
    const struct matched_mean strata[] = {{6, 16, 35, 78, 211, 428}, {3, 8, 20, 49, 134, 309}};
    struct matched m;
    assert_int_equal(stats_matched_mean(strata, 2, 127, 24, &m, NULL), RC_OK);
    assert_close(m.apart, 7.375, 1e-14);
    assert_close(m.weight, 5.625, 1e-14);
    assert_close(m.variance, 14.314732142857142, 1e-14);
    assert_close(m.interval.value, 6.1111111111111107, 1e-14);
    assert_close(m.interval.lower, 5.1481432329367287, 1e-13);
    assert_close(m.interval.upper, 7.0740789892854927, 1e-13);
}

/* Scores of 0 and 1 are a share: the same distance with the same variance. */
static void a_mean_of_yes_and_no_is_a_share(void **state)
{
    (void)state;
    struct matched_mean strata[6];
    for (int i = 0; i < 6; i++)
        strata[i] = (struct matched_mean){berkeley[i].own_n,
                                          berkeley[i].all_n,
                                          (int64_t)berkeley[i].own_met,
                                          (int64_t)berkeley[i].all_met,
                                          (int64_t)berkeley[i].own_met,
                                          (int64_t)berkeley[i].all_met};
    struct matched m;
    assert_int_equal(stats_matched_mean(strata, 6, 1755, 4526, &m, NULL), RC_OK);
    assert_close(m.apart, -15.357166583025446, 1e-12);
    assert_close(m.variance, 154.69076160942441, 1e-13);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(berkeley_turns),
        cmocka_unit_test(one_stratum_is_the_plain_share),
        cmocka_unit_test(a_large_unit_does_not_stand_on_both_sides),
        cmocka_unit_test(none_and_all_have_one_bound),
        cmocka_unit_test(without_others_there_is_nothing),
        cmocka_unit_test(others_that_do_not_vary_leave_the_plain_share),
        cmocka_unit_test(what_has_no_bound_has_no_value),
        cmocka_unit_test(means_are_matched),
        cmocka_unit_test(a_mean_of_yes_and_no_is_a_share),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
