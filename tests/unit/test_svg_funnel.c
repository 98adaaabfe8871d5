/* layer: kit */
#include "reports/kit/chart.h"
#include "reports/kit/label.h"
#include "tests/unit/fixtures/html_check.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <math.h>

static void draw(struct text *text, const struct funnel_point *points, size_t point_count)
{
    struct page page;
    text_init(text, 0);
    page_init(&page, text);
    chart_funnel(&page, &(struct funnel_chart){.label = "x",
                                               .size_text = "n",
                                               .centre_text = "network",
                                               .centre_value = "50 %",
                                               .limits_text = "limits",
                                               .points = points,
                                               .point_count = point_count,
                                               .centre = 0.5,
                                               .spread = 0.5,
                                               .floor = 0,
                                               .ceiling = 1,
                                               .style = {100, "%"}});
}

struct place {
    double left, right, y; /* of a phone's drawing, pixels */
};

/* Where the names of the points stand, in a figure 330 pixels wide. */
static size_t name_places(const struct text *text, struct place *places, size_t limit)
{
    size_t count = 0;
    for (const char *at = text->bytes; (at = strstr(at, "<text class=\"point")) != NULL; at++) {
        const bool ends = at[19] == 'e';
        const double x = strtod(strstr(at, " x=\"") + 4, NULL) * 3.3;
        const double shift = strtod(strstr(at, " dx=\"") + 5, NULL);
        const char *from = strchr(at, '>') + 1;
        const size_t byte_count = (size_t)(strchr(from, '<') - from);
        const double width = label_width_em((struct slice){from, byte_count}) * 12;
        if (count == limit) fail_msg("more than %zu names", limit);
        places[count].left = ends ? x + shift - width : x + shift;
        places[count].right = ends ? x + shift : x + shift + width;
        places[count++].y = strtod(strstr(at, " y=\"") + 4, NULL);
    }
    return count;
}

static void assert_apart(const struct place *places, size_t count)
{
    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; k < i; k++) {
            const bool meet =
                places[i].left < places[k].right - 0.2 && places[k].left < places[i].right - 0.2;
            if (meet && fabs(places[i].y - places[k].y) < 11.8)
                fail_msg("names %zu and %zu cover each other", i, k);
        }
}

static void names_do_not_cover_each_other(void **state)
{
    (void)state;
    const struct funnel_point points[] = {
        {"D010", "", 400, 0.90, TONE_GOOD}, {"D021", "", 410, 0.90, TONE_GOOD},
        {"D004", "", 420, 0.89, TONE_GOOD}, {"D043", "", 430, 0.91, TONE_GOOD},
        {"D016", "", 400, 0.20, TONE_BAD},  {"D028", "", 402, 0.21, TONE_BAD},
        {"D052", "", 900, 0.19, TONE_BAD},  {"D001", "", 100, 0.5, TONE_QUIET}};
    struct place places[8];
    struct text text;
    draw(&text, points, 8);
    const size_t count = name_places(&text, places, 8);
    assert_int_equal(count, 7);
    assert_apart(places, count);
    text_release(&text);
}

static void far_names_have_a_line(void **state)
{
    (void)state;
    struct funnel_point points[9];
    for (size_t i = 0; i < 9; i++)
        points[i] = (struct funnel_point){"D000", "", 400 + (double)i, 0.7, TONE_GOOD};
    struct text text;
    draw(&text, points, 4);
    assert_null(strstr(text.bytes, "class=\"leader\""));
    text_release(&text);
    draw(&text, points, 9);
    assert_non_null(strstr(text.bytes, "class=\"leader\""));
    text_release(&text);
}

/* Of many, those furthest out in standard errors. */
static void names_are_bounded(void **state)
{
    (void)state;
    enum { POINTS = 300 };
    static struct funnel_point points[POINTS];
    static char names[POINTS][8];
    for (size_t i = 0; i < POINTS; i++) {
        (void)snprintf(names[i], sizeof names[i], "N%zu", i);
        points[i] = (struct funnel_point){names[i], "", 100, 0.501 + (double)i / 1000, TONE_GOOD};
    }
    struct place places[FUNNEL_NAME_LIMIT];
    struct html_check check;
    struct text text;
    draw(&text, points, POINTS);
    assert_int_equal(name_places(&text, places, FUNNEL_NAME_LIMIT), FUNNEL_NAME_LIMIT);
    assert_non_null(strstr(text.bytes, ">N299<"));
    assert_non_null(strstr(text.bytes, ">N276<"));
    assert_null(strstr(text.bytes, ">N275<"));
    assert_null(html_check(&check, text.bytes));
    text_release(&text);
}

static void long_names_are_cut(void **state)
{
    (void)state;
    const struct funnel_point points[] = {
        {"<i>a name that is longer than a phone is wide</i>", "t", 100, 0.9, TONE_GOOD},
        {"D2", "t", 200, 0.4, TONE_QUIET}};
    struct html_check check;
    struct text text;
    draw(&text, points, 2);
    assert_non_null(strstr(text.bytes, ">&lt;i&gt;a name that i\xE2\x80\xA6<"));
    assert_non_null(strstr(text.bytes, ">network<"));
    assert_non_null(strstr(text.bytes, ">limits<"));
    assert_null(html_check(&check, text.bytes));
    text_release(&text);
}

/* Thousands without a title are one path, and those in one place one dot. */
static void quiet_crowds_are_dots(void **state)
{
    (void)state;
    enum { POINTS = 4000 };
    static struct funnel_point points[POINTS];
    for (size_t i = 0; i < POINTS; i++)
        points[i] = (struct funnel_point){"", NULL, 100 + (double)(i % 50),
                                          0.5 + (double)(i % 40) / 400, TONE_QUIET};
    struct html_check check;
    struct text text;
    draw(&text, points, POINTS);
    assert_null(strstr(text.bytes, "<circle"));
    assert_non_null(strstr(text.bytes, "<path class=\"dots\" d=\"M"));
    assert_true(text.byte_count < 8000); /* 200 places */
    assert_null(html_check(&check, text.bytes));
    text_release(&text);
}

static void labels_are_measured_and_broken(void **state)
{
    (void)state;
    assert_float_equal(label_width_em(slice_of("\xE4\xB8\xAD\xE6\x96\x87")), 2, 1e-9);
    assert_float_equal(label_width_em(slice_of("\x80\xFF\xE4\xB8")), 4, 1e-9);
    assert_int_equal(label_cut(slice_of("\xE4\xB8\xAD\xE6\x96\x87"), 1.9).byte_count, 3);
    assert_int_equal(label_cut(slice_of("abc"), 0.1).byte_count, 0);
    struct label_lines lines = label_break("one/two three", 5.5);
    assert_int_equal(lines.count, 2);
    assert_true(slice_equal(lines.line[0], slice_of("one/two")));
    assert_true(slice_equal(lines.line[1], slice_of("three")));
    assert_false(lines.is_cut);
    lines = label_break("  short ", 9);
    assert_int_equal(lines.count, 1);
    assert_true(slice_equal(lines.line[0], slice_of("short")));
    lines = label_break("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", 5.5);
    assert_int_equal(lines.count, 2);
    assert_true(lines.is_cut);
    assert_true(label_width_em(lines.line[1]) + 1 <= 5.5);
    assert_int_equal(label_break("", 5).count, 0);
    assert_int_equal(label_break("\xE4\xB8\xAD\xE6\x96\x87", 0.1).count, 2); /* never endless */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_do_not_cover_each_other),
        cmocka_unit_test(far_names_have_a_line),
        cmocka_unit_test(names_are_bounded),
        cmocka_unit_test(long_names_are_cut),
        cmocka_unit_test(labels_are_measured_and_broken),
        cmocka_unit_test(quiet_crowds_are_dots),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
