/* layer: measure */
/* Components of variance against R's anova of two factors; what is expected of a picked unit. */
#include "measure/stats/persistence.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>

#include <cmocka.h>

static void close_to(double found, double expected)
{
    if (!(fabs(found - expected) <= 1e-12 * fabs(expected)))
        fail_msg("%.17g is not %.17g", found, expected);
}

enum { UNITS = 5, PERIODS = 4, CELLS = UNITS * PERIODS };
static const double values[CELLS] = {0.70, 0.72, 0.69, 0.71, 0.60, 0.66, 0.61, 0.63, 0.81, 0.80,
                                     0.84, 0.83, 0.75, 0.70, 0.77, 0.72, 0.66, 0.69, 0.64, 0.70};

/* R 4.2: anova(lm(value ~ period + unit)) has mean squares 0.02137 (unit, 4 df) and
 * 0.00068666666666666667 (residuals, 12 df). */
static void balanced_as_r(void **state)
{
    (void)state;
    double chance[CELLS], means[PERIODS];
    for (int i = 0; i < CELLS; i++) chance[i] = 0.0002;
    const struct periods periods = {values, chance, UNITS, PERIODS};
    const struct persistence found = stats_persistence(&periods, means);
    assert_true(found.defined && found.value_count == CELLS && found.unit_count == UNITS);
    close_to(found.between_squares, 0.02137);
    close_to(found.within_squares, 0.00068666666666666667);
    close_to(found.within_df, 12);
    close_to(found.lasting, (0.02137 - 0.00068666666666666667) / 4);
    close_to(found.passing, 0.00048666666666666667);
}

/* What moves all units in a period is nobody's own. */
static void a_common_move_changes_nothing(void **state)
{
    (void)state;
    double chance[CELLS] = {0}, moved[CELLS], means[PERIODS];
    for (int i = 0; i < CELLS; i++) moved[i] = values[i] + (i % PERIODS == 2 ? 5 : 0);
    const struct periods before = {values, chance, UNITS, PERIODS};
    const struct periods after = {moved, chance, UNITS, PERIODS};
    const double expected = stats_persistence(&before, means).lasting;
    if (fabs(stats_persistence(&after, means).lasting - expected) > 1e-13) fail();
}

static void missing_values_and_units(void **state)
{
    (void)state;
    double chance[CELLS] = {0}, holed[CELLS], means[PERIODS];
    for (int i = 0; i < CELLS; i++) holed[i] = i / PERIODS == 4 || i == 2 ? NAN : values[i];
    const struct periods some = {holed, chance, UNITS, PERIODS};
    const struct persistence found = stats_persistence(&some, means);
    assert_true(found.defined && found.unit_count == 4 && found.value_count == 15);
    close_to(found.within_df, 15 - 4 - 3);
    const struct periods one = {values, chance, 1, PERIODS};
    assert_false(stats_persistence(&one, means).defined);
    assert_true(isnan(stats_persistence(&one, means).lasting));
}

/* reliability 4 / (4 + 1 + 3) = 1/2: half of what lay apart comes back. */
static void half_of_it_comes_back(void **state)
{
    (void)state;
    const struct persistence known = {.lasting = 4, .passing = 1, .defined = true};
    const struct expected_return back = stats_expected_return(&known, -10, 3, 6);
    close_to(back.reliability, 0.5);
    close_to(back.change.value, 5);
    close_to(back.deviation, 3); /* sqrt(4 / 2 + 1 + 6) */
    close_to(back.change.upper, 5 + 3 * STATS_Z);
    const struct persistence unknown = {.defined = false};
    assert_false(stats_expected_return(&unknown, -10, 3, 6).change.defined);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(balanced_as_r),
        cmocka_unit_test(a_common_move_changes_nothing),
        cmocka_unit_test(missing_values_and_units),
        cmocka_unit_test(half_of_it_comes_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
