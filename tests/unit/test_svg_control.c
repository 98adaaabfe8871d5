/* layer: kit */
#include "reports/kit/chart.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "tests/unit/fixtures/drawing.h"

#include <math.h>

static const char *const months[] = {"a", "b", "c", "<d>"};
static const struct control_point usual = {5, 5, 4, 6, NULL, TONE_PLAIN, false};

static struct control_chart chart_of(const struct control_point *points, size_t count)
{
    return (struct control_chart){.label = "x",
                                  .months = months,
                                  .points = points,
                                  .month_count = count,
                                  .target = NAN,
                                  .centre_text = "centre",
                                  .limits_text = "limit",
                                  .target_text = "target",
                                  .last_text = "5",
                                  .style = {1, ""}};
}

/* 4 to 6 with a tenth on both sides: 6 lies at a twelfth of the height. */
static void limits_are_steps_as_wide_as_a_month(void **state)
{
    (void)state;
    const struct control_point points[] = {usual, usual, usual, usual};
    const struct control_chart chart = chart_of(points, 4);
    struct drawing drawing;
    drawing_init(&drawing);
    chart_control(&drawing.page, &chart);
    assert_holds(&drawing, "class=\"limit\" d=\"M0 13.3h6h2\"");
    assert_holds(&drawing, "class=\"limit\" d=\"M0 146.7");
    assert_holds(&drawing, "class=\"limit centre\" d=\"M0 80");
    assert_holds(&drawing, "class=\"months\" d=\"M1 80l2 0 2 0 2 0\"");
    assert_holds(&drawing, "&lt;d&gt;</text>");
    assert_int_equal(count_parts(&drawing, ">limit</text>"), 2);
    assert_int_equal(count_parts(&drawing, ">centre</text>"), 1);
    assert_int_equal(count_parts(&drawing, "class=\"cut\""), 0);
    assert_int_equal(count_parts(&drawing, "class=\"target\""), 0);
    assert_sound(&drawing);
}

static void signals_are_marked_and_named_once(void **state)
{
    (void)state;
    const struct control_point good = {7, 5, 4, 6, "<far>", TONE_GOOD, false};
    const struct control_point bad = {3, 5, 4, 6, "low", TONE_BAD, true};
    const struct control_point points[] = {usual, good, good, bad};
    struct control_chart chart = chart_of(points, 4);
    struct drawing drawing;
    drawing_init(&drawing);
    chart.target = 6.5;
    chart_control(&drawing.page, &chart);
    assert_int_equal(count_parts(&drawing, "class=\"good\""), 2);
    assert_int_equal(count_parts(&drawing, "class=\"bad\""), 1);
    assert_int_equal(count_parts(&drawing, ">&lt;far&gt;</text>"),
                     1); /* two neighbours, one name */
    assert_int_equal(count_parts(&drawing, "<title>&lt;far&gt;</title>"), 2);
    assert_int_equal(count_parts(&drawing, "class=\"cut\""), 1); /* where the phase begins */
    assert_holds(&drawing, ">target</text>");
    assert_sound(&drawing);
    drawing_init(&drawing);
    chart.is_small = true;
    chart.title = "<t>";
    chart_control(&drawing.page, &chart);
    assert_int_equal(count_parts(&drawing, ">low</text>"), 0);
    assert_holds(&drawing, "&lt;t&gt;</text>");
    assert_sound(&drawing);
}

/* A dealer's limits are told of the last month alone; a month may have no number. */
static void gaps_stay_gaps(void **state)
{
    (void)state;
    const struct control_point bare = {5, 5, NAN, NAN, NULL, TONE_PLAIN, false};
    const struct control_point none = {NAN, 5, NAN, NAN, NULL, TONE_PLAIN, false};
    const struct control_point points[] = {bare, none, bare, usual};
    const struct control_chart chart = chart_of(points, 4);
    struct drawing drawing;
    drawing_init(&drawing);
    chart_control(&drawing.page, &chart);
    assert_holds(&drawing, "class=\"within\" d=\"M6 13.3h2v133.4h-2z\"");
    assert_int_equal(count_parts(&drawing, "class=\"limit\" d=\"M6 "), 2);
    assert_holds(&drawing, "class=\"months\" d=\"M1 80M5 80l2 0\"");
    assert_holds(&drawing, "class=\"dots\" d=\"M1 80h0M5 80h0\"");
    assert_int_equal(count_parts(&drawing, "<circle"), 1); /* the last month */
    assert_sound(&drawing);
}

static void limits_that_touch_share_a_name(void **state)
{
    (void)state;
    const struct control_point narrow = {50, 5, 4.99, 5.01, NULL, TONE_PLAIN, false};
    const struct control_point points[] = {usual, narrow};
    const struct control_chart chart = chart_of(points, 2);
    struct drawing drawing;
    drawing_init(&drawing);
    chart_control(&drawing.page, &chart);
    assert_int_equal(count_parts(&drawing, ">limit</text>"), 1);
    assert_int_equal(count_parts(&drawing, ">centre</text>"), 0);
    assert_sound(&drawing);
}

static void one_month_is_no_chart(void **state)
{
    (void)state;
    const struct control_chart chart = chart_of(&usual, 1), none = chart_of(NULL, 0);
    struct drawing drawing;
    drawing_init(&drawing);
    chart_control(&drawing.page, &chart);
    chart_control(&drawing.page, &none);
    assert_string_equal(drawing.text.bytes, "");
    text_release(&drawing.text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(limits_are_steps_as_wide_as_a_month),
        cmocka_unit_test(signals_are_marked_and_named_once),
        cmocka_unit_test(gaps_stay_gaps),
        cmocka_unit_test(limits_that_touch_share_a_name),
        cmocka_unit_test(one_month_is_no_chart),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
