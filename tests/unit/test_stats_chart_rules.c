/* layer: measure */
#include "measure/stats/chart_rules.h"
#include "measure/stats/distribution.h"

#include "test_stats_close.h"

enum { MOST = 64 };

/* Points with centre 0 and sigma 1, as the tests of R qcc. */
static void fill(struct chart_point *points, const double *values, size_t count)
{
    for (size_t i = 0; i < count; i++)
        points[i] = (struct chart_point){values[i], -3.0, 3.0, 1.0, values[i]};
}

/* `expected` lists the positions from 1 where the rule speaks, up to a 0. */
static void assert_found(unsigned rule, const double *values, size_t count, const size_t *expected)
{
    struct chart_point points[MOST];
    unsigned found[MOST];
    fill(points, values, count);
    stats_chart_rules(rule, points, count, found);
    for (size_t i = 0; i < count; i++) {
        const bool is_expected = *expected == i + 1;
        if (found[i] != (is_expected ? rule : 0))
            fail_msg("rule %u at point %zu: %u", rule, i + 1, found[i]);
        expected += is_expected;
    }
}

#define VALUES(...)                                                                                \
    ((const double[]){__VA_ARGS__}), sizeof((const double[]){__VA_ARGS__}) / sizeof(double)
#define AT(...) ((const size_t[]){__VA_ARGS__, 0})

/* The vectors of R qcc, tests/testthat/test-rules.R. */
static void test_western_electric(void **state)
{
    (void)state;
    assert_found(RULE_BEYOND_3, VALUES(0, 3.2, -3.5, 2.9), AT(2, 3));
    assert_found(RULE_2_OF_3_BEYOND_2, VALUES(0, 2.5, 1.0, 2.6, 0), AT(4));
    assert_found(RULE_4_OF_5_BEYOND_1, VALUES(0, 1.2, 1.3, 0.2, 1.4, 1.5), AT(6));
    assert_found(RULE_8_ON_A_SIDE, VALUES(-1, -1, -1, -1, -1, -1, -1, -1, 1), AT(8));
    const double high[] = {2.5, 2.5, 2.5, 2.5, 2.5, 2.5, 2.5, 3.2};
    assert_found(RULE_8_ON_A_SIDE, high, 8, AT(8));
    assert_found(RULE_4_OF_5_BEYOND_1, high, 8, AT(5, 6, 7, 8));
    assert_found(RULE_2_OF_3_BEYOND_2, high, 8, AT(3, 4, 5, 6, 7, 8));
    assert_found(RULE_BEYOND_3, high, 8, AT(8));
}

static void test_nelson(void **state)
{
    (void)state;
    assert_found(RULE_BEYOND_3, VALUES(0, 3.2, -3.4, 3), AT(2, 3));
    double runs[20];
    for (size_t i = 0; i < 20; i++) runs[i] = i < 10 ? 0.5 : -0.5;
    assert_found(RULE_9_ON_A_SIDE, runs, 20, AT(9, 10, 19, 20));
    assert_found(RULE_6_TRENDING, VALUES(1, 2, 3, 4, 5, 6, 7, 7, 6, 5, 4, 3, 2, 1),
                 AT(6, 7, 13, 14));
    assert_found(RULE_14_ALTERNATING, VALUES(1, 3, 2, 4, 3, 5, 4, 6, 5, 7, 6, 8, 7, 9, 8),
                 AT(14, 15));
    assert_found(RULE_2_OF_3_BEYOND_2, VALUES(0, 2.3, 0.4, 2.2, -2.4, -0.2, -2.5), AT(4, 7));
    assert_found(RULE_4_OF_5_BEYOND_1,
                 VALUES(1.2, 1.3, 0.2, 1.4, 1.5, -1.2, -1.3, -0.1, -1.4, -1.5), AT(5, 10));
    double near[17];
    for (size_t i = 0; i < 17; i++) near[i] = i < 16 ? 0.3 : 1.2;
    assert_found(RULE_15_WITHIN_1, near, 17, AT(15, 16));
    assert_found(RULE_8_BEYOND_1, VALUES(1.2, -1.3, 1.1, -1.4, 1.5, -1.2, 1.3, -1.1, 0.2), AT(8));
    assert_found(RULE_8_BEYOND_1, VALUES(1.2, 1.2, 1.2, 1.2, 1.2, 1.2, 1.2, 1.2), AT(0));
}

/* A set reports each of its rules, and no other; a missing point ends every run. */
static void test_sets_and_gaps(void **state)
{
    (void)state;
    struct chart_point points[MOST];
    unsigned found[MOST];
    double values[9] = {0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 3.5};
    fill(points, values, 9);
    stats_chart_rules(RULES_WESTERN_ELECTRIC, points, 9, found);
    assert_int_equal(found[8], RULE_8_ON_A_SIDE | RULE_BEYOND_3);
    stats_chart_rules(RULES_NELSON, points, 9, found);
    assert_int_equal(found[8], RULE_9_ON_A_SIDE | RULE_BEYOND_3);
    points[3].z = points[3].value = NAN;
    stats_chart_rules(RULES_NELSON | RULES_WESTERN_ELECTRIC, points, 9, found);
    assert_int_equal(found[8], RULE_BEYOND_3);
    assert_int_equal(found[3], 0);
    for (size_t i = 0; i < 14; i++) {
        const double value = (double)i / 100.0;
        points[i] = (struct chart_point){value, -3.0, 3.0, 1.0, value};
    }
    points[5].z = points[5].value = NAN;
    stats_chart_rules(RULE_6_TRENDING, points, 14, found);
    assert_int_equal(found[5] | found[10], 0); /* points 6 to 10 make five */
    assert_int_equal(found[11], RULE_6_TRENDING);
    points[8].z = NAN; /* a value without limits */
    stats_chart_rules(RULE_6_TRENDING, points, 14, found);
    assert_int_equal(found[11] | found[13], 0);
    stats_chart_rules(RULES_NELSON, points, 0, found);
}

/* R: round(log2(n)) + 3 and qbinom(0.05, n - 1, 0.5). */
static void test_runs_limits(void **state)
{
    (void)state;
    static const size_t cases[][3] = {{1, 3, 0},  {2, 4, 0},     {10, 6, 2},     {12, 7, 3},
                                      {24, 8, 8}, {100, 10, 41}, {1000, 13, 474}};
    static struct chart_point points[1000];
    for (size_t i = 0; i < 1000; i++) points[i].value = i % 2 == 0 ? 1.0 : -1.0;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct chart_runs runs;
        assert_int_equal(stats_chart_runs(points, cases[i][0], 0.0, &runs, NULL), RC_OK);
        assert_int_equal(runs.useful_count, cases[i][0]);
        assert_int_equal(runs.longest_allowed, cases[i][1]);
        assert_int_equal(runs.crossing_least, cases[i][2]);
        assert_int_equal(runs.crossing_count, cases[i][0] - 1);
        assert_int_equal(runs.longest_run, 1);
        assert_false(runs.is_signal);
    }
}

/* Whole numbers for few, the incomplete beta function for many: both against the definition, one k
 * after the other. */
static void test_crossings_of_all_lengths(void **state)
{
    (void)state;
    static struct chart_point points[200];
    for (size_t i = 0; i < 200; i++) points[i].value = i % 2 == 0 ? 1.0 : -1.0;
    for (uint64_t n = 1; n < 200; n++) {
        struct chart_runs runs;
        double p;
        uint64_t least = 0;
        for (;; least++) {
            assert_int_equal(stats_binomial_lower_p(least, n, 0.5, &p, NULL), RC_OK);
            if (p >= 0.05) break;
        }
        assert_int_equal(stats_chart_runs(points, n + 1, 0.0, &runs, NULL), RC_OK);
        assert_int_equal(runs.crossing_least, least);
    }
}

static void test_runs(void **state)
{
    (void)state;
    struct chart_point points[24];
    struct chart_runs runs;
    static const double values[24] = {1,   -1, 2, NAN, 0, 3, -2, -2, 1,  1,  2,  3,
                                      NAN, 0,  1, 2,   1, 2, 1,  -1, -1, -2, -3, -1};
    fill(points, values, 24);
    assert_int_equal(stats_chart_runs(points, 24, 0.0, &runs, NULL), RC_OK);
    assert_int_equal(runs.useful_count, 20);
    assert_int_equal(runs.longest_run, 9); /* 9 to 19 without two */
    assert_int_equal(runs.longest_first, 8);
    assert_int_equal(runs.longest_last, 18);
    assert_int_equal(runs.crossing_count, 5);
    assert_int_equal(runs.longest_allowed, 7);
    assert_true(runs.is_signal);
    assert_int_equal(stats_chart_runs(points, 24, 100.0, &runs, NULL), RC_OK);
    assert_int_equal(runs.crossing_count, 0);
    assert_true(runs.is_signal);
    assert_int_equal(stats_chart_runs(points, 0, 0.0, &runs, NULL), RC_OK);
    assert_false(runs.is_signal);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_western_electric),
        cmocka_unit_test(test_nelson),
        cmocka_unit_test(test_sets_and_gaps),
        cmocka_unit_test(test_runs_limits),
        cmocka_unit_test(test_crossings_of_all_lengths),
        cmocka_unit_test(test_runs),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
