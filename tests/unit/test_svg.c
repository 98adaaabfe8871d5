/* layer: kit */
#include "reports/kit/chart.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "tests/unit/fixtures/drawing.h"

#include <math.h>

static void scale_maps_and_clamps(void **state)
{
    (void)state;
    const struct scale scale = {10, 20, 0, 100}, flat = {5, 5, 0, 100};
    assert_float_equal(scale_at(&scale, 15), 50, 1e-12);
    assert_float_equal(scale_at(&scale, 9), 0, 0);
    assert_float_equal(scale_at(&scale, 99), 100, 0);
    assert_float_equal(scale_at(&flat, 5), 50, 0);
}

static void ticks_are_round(void **state)
{
    (void)state;
    const struct ticks ticks = ticks_between(5.41, 5.93, 5);
    assert_int_equal(ticks.count, 5);
    assert_float_equal(ticks.value[0], 5.5, 1e-9);
    assert_float_equal(ticks.value[4], 5.9, 1e-9);
    assert_int_equal(ticks.decimals, 1);
    assert_int_equal(ticks_between(0, 100, 4).decimals, 0);
    assert_int_equal(ticks_between(3, 3, 4).count, 0);
    assert_int_equal(ticks_between(NAN, NAN, 4).count, 0);
}

static void interval_stands_at_its_place(void **state)
{
    (void)state;
    const double months[] = {1, NAN, 3};
    const struct interval_row row = {.label = "<a>",
                                     .value_text = "50 %",
                                     .note = "n 3",
                                     .value = 0.5,
                                     .lower = 0.25,
                                     .upper = 0.75,
                                     .target = 1,
                                     .benchmark_low = NAN,
                                     .benchmark_high = NAN};
    struct interval_row second = row;
    second.months = months;
    second.month_count = 3;
    struct drawing drawing;
    drawing_init(&drawing);
    chart_interval(
        &drawing.page,
        &(struct interval_chart){
            .label = "x", .rows = &row, .row_count = 1, .from = 0, .to = 1, .style = {100, "%"}});
    assert_holds(&drawing, "&lt;a&gt;");
    assert_holds(&drawing, "cx=\"50%\"");                          /* the value, 1 to 99 per cent */
    assert_holds(&drawing, "x1=\"25.5%\" y1=\"28\" x2=\"74.5%\""); /* its interval */
    assert_holds(&drawing, "class=\"target\" x1=\"99%\"");
    chart_interval(&drawing.page, &(struct interval_chart){.label = "x",
                                                           .rows = &second,
                                                           .row_count = 1,
                                                           .from = NAN,
                                                           .to = NAN,
                                                           .style = {100, "%"}});
    assert_holds(&drawing, "class=\"months\"");
    assert_sound(&drawing);
}

static void nothing_is_drawn_for_nothing(void **state)
{
    (void)state;
    struct drawing drawing;
    drawing_init(&drawing);
    chart_interval(&drawing.page, &(struct interval_chart){.row_count = 0});
    chart_trend(&drawing.page, &(struct trend_chart){.month_count = 1});
    chart_pareto(&drawing.page, &(struct pareto_chart){.row_count = 0});
    chart_survival(&drawing.page, &(struct survival_chart){.curve_count = 0});
    chart_funnel(&drawing.page, &(struct funnel_chart){.point_count = 0});
    chart_spark(&drawing.page, (const double[]){NAN, 1, NAN}, 3, "x");
    assert_string_equal(drawing.text.bytes, "");
    text_release(&drawing.text);
}

static void trend_breaks_where_a_month_is_missing(void **state)
{
    (void)state;
    const double value[] = {1, NAN, 2, 3}, lower[] = {0, NAN, 1, 2}, upper[] = {2, NAN, 3, 4};
    const char *const months[] = {"a", "b", "c", "d"};
    struct drawing drawing;
    drawing_init(&drawing);
    chart_trend(&drawing.page, &(struct trend_chart){.label = "x",
                                                     .months = months,
                                                     .month_count = 4,
                                                     .value = value,
                                                     .lower = lower,
                                                     .upper = upper,
                                                     .target = NAN,
                                                     .target_text = "",
                                                     .last_text = "3",
                                                     .style = {1, ""}});
    const char *line = strstr(drawing.text.bytes, "class=\"curve c0\" d=\"");
    assert_non_null(line);
    const char *end = strchr(line + 20, '"');
    size_t moves = 0;
    for (; line < end; line++) moves += *line == 'M';
    assert_int_equal(moves, 2);
    assert_sound(&drawing);
}

static void survival_is_a_step_function(void **state)
{
    (void)state;
    const double time[] = {100, 200}, survival[] = {0.8, 0.5}, lower[] = {0.7, NAN};
    const double upper[] = {0.9, NAN}, at_risk[] = {10, 6};
    const struct survival_curve curve = {"<n>", time, survival, lower, upper, at_risk, 2, 10};
    struct drawing drawing;
    drawing_init(&drawing);
    chart_survival(&drawing.page, &(struct survival_chart){.label = "x",
                                                           .at_risk_text = "",
                                                           .time_text = "d",
                                                           .curves = &curve,
                                                           .curve_count = 1,
                                                           .time_limit = 400,
                                                           .tick_count = 4,
                                                           .falling = true});
    assert_holds(&drawing,
                 "M0 0h250v40h250v60\""); /* 0.8 of 200 px is 40 px down; no further than seen */
    assert_holds(&drawing, ">A</text>");
    assert_holds(&drawing, "<tspan class=\"letter\">A</tspan> &lt;n&gt;</text>"); /* the key */
    assert_holds(&drawing, "x=\"48.5%\" y=\"104\">&lt;n&gt;</text>"); /* at its end, half way */
    assert_sound(&drawing);
}

/* Ends that lie close together have letters alone, which the key explains. */
static void names_that_would_touch_are_left_to_the_key(void **state)
{
    (void)state;
    const double time[] = {100}, near[] = {0.5}, far[] = {0.9}, at_risk[] = {10};
    const struct survival_curve curves[] = {{"one", time, near, near, near, at_risk, 1, 10},
                                            {"two", time, near, near, near, at_risk, 1, 10},
                                            {"three", time, far, far, far, at_risk, 1, 10}};
    struct survival_chart chart = {.label = "x",
                                   .at_risk_text = "",
                                   .time_text = "d",
                                   .curves = curves,
                                   .curve_count = 3,
                                   .time_limit = 100,
                                   .tick_count = 4,
                                   .falling = true};
    struct drawing drawing;
    drawing_init(&drawing);
    chart_survival(&drawing.page, &chart);
    assert_int_equal(count_parts(&drawing, "two"), 1);
    assert_sound(&drawing);
    drawing_init(&drawing);
    chart.curves = curves + 1;
    chart.curve_count = 2;
    chart_survival(&drawing.page, &chart);
    assert_int_equal(count_parts(&drawing, "two"), 2);
    assert_sound(&drawing);
}

/* Where a path of steps ends. */
static void assert_steps_end(const struct drawing *drawing, const char *class, double x, double y)
{
    const char *at = strstr(strstr(drawing->text.bytes, class), " d=\"M") + strlen(" d=\"M");
    char *end;
    double across = strtod(at, &end), down = strtod(end, &end);
    while (*end != '"') {
        const char command = *end;
        const double by = strtod(end + 1, &end);
        if (command == 'h')
            across += by;
        else
            down += by;
    }
    assert_true(fabs(across - x) < 0.01 && fabs(down - y) < 0.01);
}

static void dense_curves_are_thinned_but_keep_their_end(void **state)
{
    (void)state;
    enum { POINTS = 2000 };
    static double time[POINTS], survival[POINTS], bound[POINTS], at_risk[POINTS];
    for (int i = 0; i < POINTS; i++) {
        time[i] = i + 1;
        survival[i] = bound[i] = 1 - (i + 1) / 4000.0;
        at_risk[i] = POINTS - i;
    }
    const struct survival_curve curve = {"n",   time,    survival, bound,
                                         bound, at_risk, POINTS,   POINTS};
    struct drawing drawing;
    drawing_init(&drawing);
    chart_survival(&drawing.page, &(struct survival_chart){.label = "x",
                                                           .at_risk_text = "",
                                                           .time_text = "d",
                                                           .curves = &curve,
                                                           .curve_count = 1,
                                                           .time_limit = 2000,
                                                           .tick_count = 4,
                                                           .falling = true});
    assert_true(drawing.text.byte_count < 8000);
    assert_steps_end(&drawing, "<path class=\"curve c0", 1000, 100); /* half survive */
    assert_sound(&drawing);
}

static void funnel_names_only_those_that_differ(void **state)
{
    (void)state;
    const struct funnel_point points[] = {{"D1", "one", 100, 0.5, TONE_QUIET},
                                          {"D2&", "two", 400, 0.2, TONE_BAD}};
    struct drawing drawing;
    drawing_init(&drawing);
    chart_funnel(&drawing.page, &(struct funnel_chart){.label = "x",
                                                       .size_text = "n",
                                                       .centre_text = "c",
                                                       .centre_value = "v",
                                                       .limits_text = "l",
                                                       .points = points,
                                                       .point_count = 2,
                                                       .centre = 0.5,
                                                       .spread = 0.5,
                                                       .floor = 0,
                                                       .ceiling = 1,
                                                       .style = {100, "%"}});
    assert_null(strstr(drawing.text.bytes, ">D1<"));
    assert_holds(&drawing, ">D2&amp;<");
    assert_holds(&drawing, "<title>one</title>");
    assert_sound(&drawing);
}

static void pareto_sums_to_the_right(void **state)
{
    (void)state;
    const struct pareto_row rows[] = {{"a", "50 %", 0.5, 0.4, TONE_PLAIN},
                                      {"b", "30 %", 0.3, NAN, TONE_BAD}};
    struct drawing drawing;
    drawing_init(&drawing);
    chart_pareto(&drawing.page,
                 &(struct pareto_chart){
                     .label = "x", .rows = rows, .row_count = 2, .cumulative_text = "sum"});
    assert_holds(&drawing, "M500 23l300 36");
    assert_holds(&drawing, "class=\"bar bad\"");
    assert_sound(&drawing);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(scale_maps_and_clamps),
        cmocka_unit_test(ticks_are_round),
        cmocka_unit_test(interval_stands_at_its_place),
        cmocka_unit_test(nothing_is_drawn_for_nothing),
        cmocka_unit_test(trend_breaks_where_a_month_is_missing),
        cmocka_unit_test(survival_is_a_step_function),
        cmocka_unit_test(names_that_would_touch_are_left_to_the_key),
        cmocka_unit_test(dense_curves_are_thinned_but_keep_their_end),
        cmocka_unit_test(funnel_names_only_those_that_differ),
        cmocka_unit_test(pareto_sums_to_the_right),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
