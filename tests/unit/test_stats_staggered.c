/* layer: measure */
/* Expected values: tests/reference/effects.R, where a plain Welch test and a regression with
 * interaction give the same where they can. */
#include "measure/stats/staggered.h"

#include "test_stats_close.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

enum { ONE = 10, TWO = 18, UNITS = 13, COHORTS = 3 };
static const double before[TWO] = {5.1, 5.4, 5.0, 5.6, 5.2, 5.5, 5.3, 5.1, 5.7,
                                   4.9, 5.0, 5.3, 5.3, 5.4, 5.5, 5.0, 5.6, 5.6};
static const double after[TWO] = {5.6, 5.7, 5.5, 5.4, 5.3, 5.4, 5.5, 5.0, 5.6,
                                  5.2, 5.3, 5.6, 5.2, 5.5, 5.4, 5.2, 5.5, 5.7};
static const uint32_t units[TWO] = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 5, 6, 7, 8, 9, 1};

/* The first ten: cohort 1, four treated; the others: cohort 2, two treated. Cohort 0 is empty. */
static void fill(struct adoption *rows)
{
    for (size_t i = 0; i < TWO; i++)
        rows[i] = (struct adoption){.unit = units[i],
                                    .cohort = i < ONE ? 1 : 2,
                                    .before = before[i],
                                    .after = after[i],
                                    .is_treated = i < 4 || i == 10 || i == 11};
}

static struct staggered solve(size_t row_count, bool is_matched)
{
    struct adoption rows[TWO];
    struct staggered out;
    double room[3 * UNITS + 4 * COHORTS];
    fill(rows);
    assert_int_equal(stats_staggered(rows, row_count, UNITS, COHORTS, is_matched, room, &out, NULL),
                     RC_OK);
    return out;
}

static void test_one_time(void **state)
{
    (void)state;
    const struct staggered plain = solve(ONE, false);
    assert_close(plain.effect.value, 0.22500000000000017, 1e-12);
    assert_close(plain.error, 0.18016196416928096, 1e-12);
    assert_close(plain.df, 4.1540684713266804, 1e-12);
    assert_close(plain.p, 0.27746311760831932, 1e-11);
    assert_true(plain.treated_count == 4 && plain.clean_count == 6 && plain.slope == 1.0);
    const struct staggered matched = solve(ONE, true);
    assert_close(matched.effect.value, 0.22163265306122557, 1e-12);
    assert_close(matched.error, 0.12814137971878795, 1e-12);
    assert_close(matched.df, 4.381291895203848, 1e-11);
    assert_close(matched.p, 0.15249275172269022, 1e-11);
    assert_close(matched.slope, 0.59591836734693882, 1e-12);
    assert_close(matched.plain, plain.effect.value, 1e-14);
}

/* A unit may be clean in one cohort and treated in another; most are clean in both. */
static void test_two_times(void **state)
{
    (void)state;
    const struct staggered plain = solve(TWO, false);
    assert_close(plain.effect.value, 0.2444444444444446, 1e-12);
    assert_close(plain.error, 0.11217396780689054, 1e-12);
    assert_close(plain.df, 6.6912265323492779, 1e-11);
    const struct staggered matched = solve(TWO, true);
    assert_close(matched.effect.value, 0.2118592407869217, 1e-12);
    assert_close(matched.error, 0.08452971424707291, 1e-12);
    assert_close(matched.df, 7.3391244774430833, 1e-11);
    assert_close(matched.p, 0.03911174685509506, 1e-10);
    assert_true(matched.effect.lower < matched.effect.value &&
                matched.smallest > matched.effect.upper - matched.effect.value);
}

static void test_too_few(void **state)
{
    (void)state;
    struct adoption rows[TWO];
    struct staggered out;
    double room[3 * UNITS + 4 * COHORTS];
    fill(rows);
    for (size_t i = 1; i < ONE; i++) rows[i].is_treated = false;
    assert_int_equal(stats_staggered(rows, ONE, UNITS, COHORTS, true, room, &out, NULL), RC_OK);
    assert_false(out.effect.defined);
    assert_true(isnan(out.p) && out.treated_count == 1);
    assert_int_equal(stats_staggered(rows, 0, UNITS, COHORTS, true, room, &out, NULL), RC_OK);
    assert_false(out.effect.defined);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_one_time),
        cmocka_unit_test(test_two_times),
        cmocka_unit_test(test_too_few),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
