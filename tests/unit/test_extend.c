/* layer: measure */
/* What a family adds to the estimates: refusals, naked numbers, verdicts, crowded axes. */
#include "measure/extend.h"

#include "measure/stages.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static const struct metric metrics[] = {
    {.id = "a.ratio", .unit = UNIT_RATIO, .better = BETTER_LOWER, .kind = STATISTIC_EXTENDED},
    {.id = "a.wants", .unit = UNIT_RATIO, .kind = STATISTIC_EXTENDED, .needed = 1ULL << 1},
    {.id = "a.share", .unit = UNIT_SHARE, .kind = STATISTIC_SHARE, .statistic = statistic_share},
    {0}};
static const struct benchmark benchmarks[] = {
    {"a.ratio", "dealer=D1", 3.0, "a book", 0}, {"a.ratio", "dealer=D2", 3.0, "a book", 2.2}, {0}};
static const struct family family = {.name = "a", .metrics = metrics, .benchmarks = benchmarks};

struct fixture {
    struct measure_options options;
    struct measure_context context;
    const void *columns[2]; /* the second is not in the input */
    struct measured measured;
    struct result result;
    struct err err;
};

static int set_up(void **state)
{
    static struct fixture fixture;
    fixture = (struct fixture){.columns = {&fixture, NULL}};
    measure_options_init(&fixture.options);
    fixture.context = (struct measure_context){.options = &fixture.options};
    fixture.measured = (struct measured){
        .family = &family, .context = &fixture.context, .column = fixture.columns};
    result_init(&fixture.result);
    *state = &fixture;
    return 0;
}

static int tear_down(void **state)
{
    result_release(&((struct fixture *)*state)->result);
    return 0;
}

static struct extended ratio(uint64_t n)
{
    return (struct extended){.metric = "a.ratio",
                             .axis = AXIS_DEALER,
                             .key = "D1",
                             .period = PERIOD_ALL,
                             .n = n,
                             .interval = {2, 1.5, 2.5, true, true},
                             .method = "of_the_test"};
}

static void passes_with_its_benchmark(void **state)
{
    struct fixture *f = *state;
    const struct extended extended = ratio(10);
    assert_int_equal(extend_estimate(&f->measured, &f->result, &extended, &f->err), RC_OK);
    const struct estimate *estimate = &f->result.estimates[0];
    assert_int_equal(estimate->status, STATUS_PASS);
    assert_string_equal(estimate->reason, "");
    assert_true(estimate->value == 2 && estimate->lower == 1.5 && estimate->upper == 2.5);
    assert_int_equal(estimate->benchmark.standing, STANDING_BELOW);
    assert_int_equal(estimate->verdict, VERDICT_NONE);
}

/* The interval, 1.5 to 2.5, reaches into 2.2 to 3 but not up to 3. */
static void a_range_is_left_only_beyond_its_ends(void **state)
{
    struct fixture *f = *state;
    struct extended extended = ratio(10);
    extended.key = "D2";
    assert_int_equal(extend_estimate(&f->measured, &f->result, &extended, &f->err), RC_OK);
    extended.interval = (struct interval){2, 1.5, 2.1, true, true};
    assert_int_equal(extend_estimate(&f->measured, &f->result, &extended, &f->err), RC_OK);
    extended.interval = (struct interval){4, 3.1, 5, true, true};
    assert_int_equal(extend_estimate(&f->measured, &f->result, &extended, &f->err), RC_OK);
    const enum standing expected[] = {STANDING_CONSISTENT, STANDING_BELOW, STANDING_ABOVE};
    for (size_t i = 0; i < 3; i++) {
        assert_int_equal(f->result.estimates[i].benchmark.standing, expected[i]);
        assert_true(f->result.estimates[i].benchmark.low == 2.2);
    }
}

static void below_the_base_is_refused(void **state)
{
    struct fixture *f = *state;
    const struct extended extended = ratio(9);
    assert_int_equal(extend_estimate(&f->measured, &f->result, &extended, &f->err), RC_OK);
    const struct estimate *estimate = &f->result.estimates[0];
    assert_int_equal(estimate->status, STATUS_REFUSED);
    assert_string_equal(estimate->reason, "below_base: n = 9, at least 10 are needed");
    assert_true(isnan(estimate->value) && isnan(estimate->lower) && isnan(estimate->upper));
}

static void own_reasons_are_told(void **state)
{
    struct fixture *f = *state;
    struct extended extended = ratio(9);
    extended.interval = INTERVAL_UNDEFINED;
    extended.reason = "separated: nobody left";
    assert_int_equal(extend_estimate(&f->measured, &f->result, &extended, &f->err), RC_OK);
    extended = ratio(20);
    extended.interval.bounded = false;
    extended.interval.upper = NAN;
    extended.reason = "no_upper: more repairs are needed";
    assert_int_equal(extend_estimate(&f->measured, &f->result, &extended, &f->err), RC_OK);
    assert_string_equal(f->result.estimates[0].reason, "separated: nobody left");
    assert_int_equal(f->result.estimates[0].status, STATUS_REFUSED);
    assert_int_equal(f->result.estimates[1].status, STATUS_PARTIAL);
    assert_true(f->result.estimates[1].value == 2);
}

static void without_its_column_it_is_refused(void **state)
{
    struct fixture *f = *state;
    struct extended extended = ratio(20);
    extended.metric = "a.wants";
    assert_false(extend_can(&f->measured, "a.wants"));
    assert_true(extend_can(&f->measured, "a.ratio"));
    assert_int_equal(extend_estimate(&f->measured, &f->result, &extended, &f->err), RC_OK);
    assert_string_equal(f->result.estimates[0].reason,
                        "no_column: a needed column is not in the input");
}

static void nothing_comes_out_naked(void **state)
{
    struct fixture *f = *state;
    struct extended extended = ratio(20);
    extended.interval.bounded = false;
    assert_int_equal(extend_estimate(&f->measured, &f->result, &extended, &f->err), RC_OK);
    extended.interval = INTERVAL_UNDEFINED;
    assert_int_equal(extend_estimate(&f->measured, &f->result, &extended, &f->err), RC_OK);
    assert_int_equal(f->result.estimates[0].status, STATUS_PARTIAL);
    assert_string_equal(f->result.estimates[0].reason,
                        "no_interval: too few observations for both bounds");
    assert_int_equal(f->result.estimates[1].status, STATUS_REFUSED);
    assert_string_equal(f->result.estimates[1].reason, "no_rows: nothing to tell");
}

static void strangers_are_bugs(void **state)
{
    struct fixture *f = *state;
    struct extended extended = ratio(20);
    extended.metric = "a.share"; /* the engine's own */
    assert_int_equal(extend_estimate(&f->measured, &f->result, &extended, &f->err), RC_BUG);
    assert_int_equal(f->result.estimate_count, 0);
}

static void verdicts_are_controlled(void **state)
{
    struct fixture *f = *state;
    struct judged rows[5];
    for (int i = 0; i < 5; i++) rows[i] = (struct judged){.extended = ratio(30), .p = 0.04};
    rows[0].p = 0.001; /* q = 0.003: the refused one is no test of the three */
    rows[0].is_above = true;
    rows[1].p = 0.034; /* q = 0.051 */
    rows[2].p = 0.2;
    rows[3].extended.n = 1;
    rows[3].p = 0.0001;
    rows[4].extended.n = 29; /* not judged */
    rows[4].p = 0.0001;
    double q[5];
    assert_int_equal(extend_axis(&f->measured, &f->result, rows, 5, q, &f->err), RC_OK);
    assert_int_equal(f->result.estimate_count, 5);
    assert_int_equal(f->result.estimates[0].verdict, VERDICT_WORSE); /* lower is better */
    assert_int_equal(f->result.estimates[1].verdict, VERDICT_CONSISTENT);
    assert_int_equal(f->result.estimates[2].verdict, VERDICT_CONSISTENT);
    assert_int_equal(f->result.estimates[3].verdict, VERDICT_CANNOT_SAY);
    assert_int_equal(f->result.estimates[4].verdict, VERDICT_CANNOT_SAY);
    assert_int_equal(f->result.estimates[4].status, STATUS_PASS);
    assert_float_equal(q[0], 0.003, 1e-15);
    assert_true(isnan(q[3]));
}

static void crowds_go_into_columns(void **state)
{
    struct fixture *f = *state;
    enum { ROW_COUNT = KEYS_IN_ESTIMATES + 1 };
    struct judged rows[ROW_COUNT];
    for (int i = 0; i < ROW_COUNT; i++) rows[i] = (struct judged){.extended = ratio(30), .p = 0.9};
    rows[7].p = 1e-9;
    rows[9].extended.n = 3;
    assert_int_equal(extend_axis(&f->measured, &f->result, rows, ROW_COUNT, NULL, &f->err), RC_OK);
    assert_int_equal(f->result.estimate_count, 1);
    assert_int_equal(f->result.estimates[0].verdict, VERDICT_BETTER);
    const struct column_set *set = &f->result.column_sets[0];
    assert_int_equal(set->key_count, ROW_COUNT);
    assert_int_equal(set->number_count, ROW_COUNT - 1);
    assert_int_equal(set->n[9], 3);
    assert_int_equal(set->verdicts[7], VERDICT_BETTER);
    assert_int_equal(set->verdicts[9], VERDICT_CANNOT_SAY);
    assert_int_equal(set->numbers[9].key, 10);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(passes_with_its_benchmark, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_range_is_left_only_beyond_its_ends, set_up, tear_down),
        cmocka_unit_test_setup_teardown(below_the_base_is_refused, set_up, tear_down),
        cmocka_unit_test_setup_teardown(own_reasons_are_told, set_up, tear_down),
        cmocka_unit_test_setup_teardown(without_its_column_it_is_refused, set_up, tear_down),
        cmocka_unit_test_setup_teardown(nothing_comes_out_naked, set_up, tear_down),
        cmocka_unit_test_setup_teardown(strangers_are_bugs, set_up, tear_down),
        cmocka_unit_test_setup_teardown(verdicts_are_controlled, set_up, tear_down),
        cmocka_unit_test_setup_teardown(crowds_go_into_columns, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
