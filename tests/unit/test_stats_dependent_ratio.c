/* layer: measure */
/* Against R: tests/reference/dependent_ratio.R prints the numbers. */
#include "measure/stats/dependent_ratio.h"

#include "test_stats_close.h"

static void check_interval(const struct interval *made, const double expected[3])
{
    assert_true(made->defined && made->bounded);
    assert_close(made->value, expected[0], 1e-12);
    assert_close(made->lower, expected[1], 1e-12);
    assert_close(made->upper, expected[2], 1e-12);
}

static void test_ratio(void **state)
{
    (void)state;
    static const double usual[] = {2.3999999999999999, 1.4584557460616814, 3.9493827739058425},
                        rare[] = {0.0033333333333333335, 0.0010757476451630826,
                                  0.0103287338448476707};
    struct interval made = stats_dependent_ratio((struct dependent_counts){48, 20, 3});
    check_interval(&made, usual);
    made = stats_dependent_ratio((struct dependent_counts){3, 900, 2});
    check_interval(&made, rare);
    assert_false(stats_dependent_ratio((struct dependent_counts){0, 20, 0}).defined);
    assert_false(stats_dependent_ratio((struct dependent_counts){20, 0, 0}).defined);
    made = stats_dependent_ratio((struct dependent_counts){7, 7, 7});
    assert_true(made.defined && !made.bounded && made.value == 1);
}

static void test_trend(void **state)
{
    (void)state;
    static const struct dependent_counts scattered[] = {{48, 20, 3}, {55, 25, 4}, {61, 19, 0},
                                                        {50, 30, 5}, {9, 0, 0},   {44, 22, 2},
                                                        {70, 21, 6}, {66, 18, 1}, {52, 26, 3}};
    static const int32_t months[] = {660, 661, 662, 663, 670, 664, 666, 667, 668};
    static const double expected[] = {1.29171126504756084, 0.40188574722591502,
                                      4.15172223391349426};
    struct err err = ERR_INIT;
    struct interval made;
    double p;
    assert_int_equal(stats_dependent_trend(scattered, months, 9, &made, &p, &err), RC_OK);
    check_interval(&made, expected);
    assert_close(p, 0.61094643646355173, 1e-11);
    assert_int_equal(stats_dependent_trend(scattered, months, 6, &made, &p, &err), RC_OK);
    assert_false(made.defined); /* five months have a ratio */
    assert_true(isnan(p));
}

static void test_even_trend(void **state)
{
    (void)state;
    static const struct dependent_counts even[] = {{40, 20, 2}, {42, 20, 2}, {44, 20, 2},
                                                   {47, 20, 2}, {50, 20, 2}, {52, 20, 2}};
    static const int32_t months[] = {0, 1, 2, 3, 4, 5};
    static const double expected[] = {1.91906124397342004, 0.24190470305652398,
                                      15.22416063676231701};
    struct err err = ERR_INIT;
    struct interval made;
    double p;
    assert_int_equal(stats_dependent_trend(even, months, 6, &made, &p, &err), RC_OK);
    check_interval(&made, expected);
    assert_close(p, 0.43152510446162268, 1e-11);
    static const int32_t same[] = {4, 4, 4, 4, 4, 4};
    assert_int_equal(stats_dependent_trend(even, same, 6, &made, &p, &err), RC_OK);
    assert_false(made.defined);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_ratio), cmocka_unit_test(test_trend),
                                       cmocka_unit_test(test_even_trend)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
