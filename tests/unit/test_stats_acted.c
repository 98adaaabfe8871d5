/* layer: measure */
/* Expected values: tests/reference/effects.R. */
#include "measure/stats/acted.h"

#include "test_stats_close.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>

#include <cmocka.h>

static const struct acted_unit others[] = {{5.1, 5.3, 0.01, 0.012},  {5.6, 5.5, 0.02, 0.018},
                                           {5.4, 5.9, 0.008, 0.009}, {5.0, 5.0, 0.015, 0.011},
                                           {5.7, 5.4, 0.03, 0.025},  {5.2, 5.5, 0.012, 0.014}};
enum { OTHERS = sizeof others / sizeof *others };

/* Others that change by more than the chance of their rows make the unit's change less sure. */
static void test_scattered(void **state)
{
    (void)state;
    const struct acted_unit unit = {5.0, 5.9, 0.01, 0.02};
    struct acted out;
    assert_int_equal(stats_acted(&unit, others, OTHERS, &out, NULL), RC_OK);
    assert_close(out.wander, 0.049496336681782743, 1e-13);
    assert_close(out.others_change, 0.1343057575877537, 1e-13);
    assert_close(out.effect.value, 0.7656942424122466, 1e-13);
    assert_close(out.error, 0.30424599211036496, 1e-13);
    assert_close(out.effect.lower, -0.01639497847180682, 1e-11);
    assert_close(out.p, 0.053389653557853273, 1e-12);
    assert_close(out.smallest, 1.061856730592339, 1e-13);
}

static void test_calm(void **state)
{
    (void)state;
    static const double changes[OTHERS] = {0.1, 0.12, 0.08, 0.11, 0.09, 0.1};
    const struct acted_unit unit = {5.0, 5.3, 0.01, 0.02};
    struct acted_unit calm[OTHERS];
    for (size_t i = 0; i < OTHERS; i++) {
        calm[i] = others[i];
        calm[i].after = calm[i].before + changes[i];
    }
    struct acted out;
    assert_int_equal(stats_acted(&unit, calm, OTHERS, &out, NULL), RC_OK);
    assert_true(out.wander == 0.0);
    assert_close(out.effect.value, 0.20198210037602626, 1e-12);
    assert_close(out.error, 0.18555507139802346, 1e-13);
    assert_close(out.p, 0.32602422713082119, 1e-12);
    assert_close(out.smallest, 0.64761050784215335, 1e-13);
}

static void test_nobody_to_compare_with(void **state)
{
    (void)state;
    const struct acted_unit unit = {5.0, 5.3, 0.01, 0.02};
    const struct acted_unit sure[] = {{5.0, 5.0, 0.0, 0.0}, {5.0, 5.1, 0.1, 0.1}};
    struct acted out;
    assert_int_equal(stats_acted(&unit, others, 1, &out, NULL), RC_OK);
    assert_true(!out.effect.defined && isnan(out.p) && isnan(out.smallest));
    assert_int_equal(stats_acted(&unit, sure, 2, &out, NULL), RC_OK);
    assert_false(out.effect.defined);
}

static void fill_months(struct acted_month *months, const double *values, const double *chances,
                        size_t count, size_t first_after)
{
    for (size_t i = 0; i < count; i++)
        months[i] = (struct acted_month){(double)i, values[i], chances ? chances[i] * 1e-4 : 4e-4,
                                         i >= first_after};
}

static void test_interrupted(void **state)
{
    (void)state;
    static const double rough[] = {0.60, 0.66, 0.58, 0.65, 0.61, 0.67, 0.80, 0.74, 0.82, 0.79};
    static const double chances[] = {4, 5, 6, 4, 5, 4, 5, 6, 4, 5};
    static const double smooth[] = {0.60, 0.61, 0.60, 0.62, 0.61, 0.70, 0.71};
    struct acted_month months[10];
    struct acted out;
    fill_months(months, rough, chances, 10, 6);
    assert_int_equal(stats_interrupted(months, 10, &out, NULL), RC_OK);
    assert_close(out.effect.value, 0.12117243602010304, 1e-12);
    assert_close(out.error, 0.041459748734698355, 1e-12);
    assert_close(out.effect.upper, 0.21920916334311402, 1e-12);
    assert_close(out.p, 0.022255808717725253, 1e-11);
    assert_close(out.smallest, 0.1351858912351008, 1e-12);
    fill_months(months, smooth, NULL, 7, 5); /* months cannot scatter by less than their rows */
    assert_int_equal(stats_interrupted(months, 7, &out, NULL), RC_OK);
    assert_close(out.effect.value, 0.08533333333333315, 1e-12);
    assert_close(out.error, 0.027325202042558921, 1e-12);
    assert_close(out.p, 0.035427904942411631, 1e-11);
}

static void test_short_series(void **state)
{
    (void)state;
    static const double values[] = {0.60, 0.61, 0.60, 0.62, 0.61, 0.70};
    struct acted_month months[6];
    struct acted out;
    fill_months(months, values, NULL, 6, 5);
    assert_int_equal(stats_interrupted(months, 6, &out, NULL), RC_OK);
    assert_false(out.effect.defined); /* a single month after it */
    fill_months(months, values, NULL, 4, 2);
    assert_int_equal(stats_interrupted(months, 4, &out, NULL), RC_OK);
    assert_false(out.effect.defined);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_scattered),
        cmocka_unit_test(test_calm),
        cmocka_unit_test(test_nobody_to_compare_with),
        cmocka_unit_test(test_interrupted),
        cmocka_unit_test(test_short_series),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
