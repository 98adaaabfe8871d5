/* layer: kit */
#include "reports/kit/chart.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "tests/unit/fixtures/drawing.h"

#include <math.h>

static struct waterfall_part part_of(const char *label, double value)
{
    return (struct waterfall_part){
        .label = label, .value_text = "v", .value = value, .lower = NAN, .upper = NAN, .slow = NAN};
}

/* 102 across: the whole and a fiftieth more, 0 to 99 per cent. */
static void parts_follow_one_another_and_end_where_the_whole_does(void **state)
{
    (void)state;
    struct waterfall_part parts[] = {part_of("<a>", 20), part_of("b", 50), part_of("c", 30)};
    const struct waterfall_part whole = part_of("all", 100);
    struct drawing drawing;
    drawing_init(&drawing);
    parts[1].lower = 40;
    parts[1].upper = 60;
    parts[0].slow = 80;
    parts[0].slow_text = "<slow>";
    chart_waterfall(&drawing.page, &(struct waterfall_chart){.label = "x",
                                                             .parts = parts,
                                                             .part_count = 3,
                                                             .total = &whole,
                                                             .target = 50,
                                                             .target_text = "target",
                                                             .style = {1, " h"}});
    assert_holds(&drawing, "class=\"bar pale\" x=\"0%\" y=\"21\" width=\"19.4%\"");
    assert_holds(&drawing, "class=\"bar\" x=\"19.4%\" y=\"67\" width=\"48.5%\""); /* longest */
    assert_holds(&drawing, "class=\"bar pale\" x=\"67.9%\" y=\"113\" width=\"29.1%\"");
    assert_holds(&drawing, "class=\"bar whole\" x=\"0%\" y=\"159\" width=\"97.1%\"");
    assert_holds(&drawing, "class=\"before\" x1=\"58.2%\" y1=\"73.5\" x2=\"77.6%\""); /* 60, 80 */
    assert_holds(&drawing, "&lt;slow&gt;</text>");
    assert_holds(&drawing, "&lt;a&gt;");
    assert_holds(&drawing, "class=\"target\" x1=\"48.5%\"");
    assert_int_equal(count_parts(&drawing, "class=\"cut\""), 4); /* three joins, one slow case */
    assert_sound(&drawing);
}

static void nested_parts_all_begin_at_the_left(void **state)
{
    (void)state;
    const struct waterfall_part parts[] = {part_of("a", 1), part_of("b", 0.5)};
    struct drawing drawing;
    drawing_init(&drawing);
    chart_waterfall(&drawing.page, &(struct waterfall_chart){.label = "x",
                                                             .parts = parts,
                                                             .part_count = 2,
                                                             .is_nested = true,
                                                             .target = NAN,
                                                             .style = {100, "%"}});
    assert_holds(&drawing, "x=\"0%\" y=\"21\" width=\"97.1%\"");
    assert_holds(&drawing, "x=\"0%\" y=\"67\" width=\"48.5%\"");
    assert_int_equal(count_parts(&drawing, "class=\"bar pale\""), 2);
    assert_holds(&drawing, ">100%</text>");
    assert_sound(&drawing);
}

static void nothing_and_zeros_are_drawn_soundly(void **state)
{
    (void)state;
    const struct waterfall_part parts[] = {part_of("a", 0), part_of("b", NAN), part_of("c", -3)};
    struct drawing drawing;
    drawing_init(&drawing);
    chart_waterfall(&drawing.page, &(struct waterfall_chart){.label = "x", .target = NAN});
    assert_string_equal(drawing.text.bytes, "");
    chart_waterfall(
        &drawing.page,
        &(struct waterfall_chart){
            .label = "x", .parts = parts, .part_count = 3, .target = NAN, .style = {1, ""}});
    assert_int_equal(count_parts(&drawing, "width=\"0%\""), 3);
    assert_sound(&drawing);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(parts_follow_one_another_and_end_where_the_whole_does),
        cmocka_unit_test(nested_parts_all_begin_at_the_left),
        cmocka_unit_test(nothing_and_zeros_are_drawn_soundly),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
