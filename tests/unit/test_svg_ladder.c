/* layer: kit */
#include "reports/kit/chart.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "tests/unit/fixtures/drawing.h"

#include <math.h>

static const struct ladder_rung plain = {.label = "<a>",
                                         .value_text = "50 %",
                                         .note = "n <3",
                                         .bounds_text = "[25, 75]",
                                         .value = 0.5,
                                         .lower = 0.25,
                                         .upper = 0.75,
                                         .benchmark_low = NAN,
                                         .benchmark_high = NAN};

static struct ladder_chart chart_of(const struct ladder_rung *rungs, size_t count)
{
    return (struct ladder_chart){.label = "x",
                                 .rungs = rungs,
                                 .rung_count = count,
                                 .from = 0,
                                 .to = 1,
                                 .reference = NAN,
                                 .style = {100, "%"}};
}

/* 0 to 1 lies between 1 and 99 per cent. */
static void values_stand_beside_what_is_published(void **state)
{
    (void)state;
    struct ladder_rung rungs[] = {plain, plain, plain};
    rungs[1].benchmark_low = rungs[1].benchmark_high = 0.8;
    rungs[1].tone = TONE_BAD;
    rungs[1].standing_text = "below <80 %>";
    rungs[2].benchmark_low = 0.54;
    rungs[2].benchmark_high = 0.7;
    const struct ladder_chart chart = chart_of(rungs, 3);
    struct drawing drawing;
    drawing_init(&drawing);
    chart_ladder(&drawing.page, &chart);
    assert_holds(&drawing, "cx=\"50%\" cy=\"28\"");
    assert_holds(&drawing, "x1=\"25.5%\" y1=\"28\" x2=\"74.5%\" y2=\"28\"");
    assert_holds(&drawing, "<svg class=\"at\" x=\"79.4%\" y=\"92\"><path class=\"benchmark\"");
    assert_holds(&drawing, "class=\"benchmark\" x=\"53.9%\" y=\"152\" width=\"15.7%\"");
    assert_int_equal(count_parts(&drawing, "<path class=\"benchmark\""), 3);
    assert_int_equal(count_parts(&drawing, "<path class=\"bad\""), 1);
    assert_holds(&drawing, "&lt;a&gt;");
    assert_holds(&drawing, "n &lt;3");
    assert_holds(&drawing, "below &lt;80 %&gt;</text>");
    assert_sound(&drawing);
}

/* Half and twice lie as far from 1; what is not above 0 has no place. */
static void ratios_lie_on_a_logarithmic_axis(void **state)
{
    (void)state;
    struct ladder_rung rungs[] = {plain, plain, plain};
    rungs[0].value = 0.5;
    rungs[1].value = 2;
    rungs[2].value = 0;
    for (int i = 0; i < 3; i++) rungs[i].lower = rungs[i].upper = NAN;
    struct ladder_chart chart = chart_of(rungs, 3);
    chart.from = 0.1;
    chart.to = 10;
    chart.reference = 1;
    chart.is_ratio = true;
    chart.style = (struct number_style){1, ""};
    struct drawing drawing;
    drawing_init(&drawing);
    chart_ladder(&drawing.page, &chart);
    assert_holds(&drawing, "class=\"centre\" x1=\"50%\"");
    assert_holds(&drawing, "cx=\"35.2%\""); /* 50 - 49 x log10(2) */
    assert_holds(&drawing, "cx=\"64.8%\"");
    assert_int_equal(count_parts(&drawing, "<circle"), 2);
    assert_holds(&drawing, ">0.5</text>");
    assert_holds(&drawing, ">10</text>");
    assert_sound(&drawing);
}

static void nothing_and_one_are_drawn_soundly(void **state)
{
    (void)state;
    struct ladder_rung rung = plain;
    struct ladder_chart chart = chart_of(NULL, 0);
    struct drawing drawing;
    drawing_init(&drawing);
    chart_ladder(&drawing.page, &chart);
    assert_string_equal(drawing.text.bytes, "");
    chart = chart_of(&rung, 1);
    chart.from = chart.to = NAN;
    chart_ladder(&drawing.page, &chart);
    rung.value = rung.lower = rung.upper = NAN;
    chart_ladder(&drawing.page, &chart);
    assert_int_equal(count_parts(&drawing, "<circle"), 1);
    assert_sound(&drawing);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(values_stand_beside_what_is_published),
        cmocka_unit_test(ratios_lie_on_a_logarithmic_axis),
        cmocka_unit_test(nothing_and_one_are_drawn_soundly),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
