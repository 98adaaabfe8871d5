/* layer: kit */
#include "reports/kit/chart.h"
#include "tests/unit/fixtures/html_check.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <math.h>

static struct flow_chart chart_of(const struct flow_row *rows, size_t row_count)
{
    return (struct flow_chart){.label = "flow",
                               .column_titles = {"first", "second", "third"},
                               .column_count = 3,
                               .rows = rows,
                               .row_count = row_count,
                               .node_limit = 3,
                               .other_label = "other",
                               .missing_label = "unknown"};
}

static void draw(struct text *text, const struct flow_chart *chart)
{
    struct page page;
    text_init(text, 0);
    page_init(&page, text);
    chart_flow(&page, chart);
}

static void assert_sound(struct text *text)
{
    struct html_check check;
    const char *reason = html_check(&check, text->bytes);
    if (reason) fail_msg("%s", reason);
    assert_null(strstr(text->bytes, "nan"));
    assert_null(strstr(text->bytes, "inf"));
    assert_null(strstr(text->bytes, "=\"\""));
    assert_false(text->failed);
}

static double number_behind(const char *at, const char *name)
{
    const char *found = strstr(at, name);
    return found ? strtod(found + strlen(name), NULL) : NAN;
}

/* Sum of the heights of the node bars that stand at x. */
static double bars_at(const struct text *text, double x)
{
    double sum = 0;
    for (const char *at = text->bytes; (at = strstr(at, "<line class=\"nodebar")) != NULL; at++) {
        const char *across = strstr(at, " x1=\""); /* a line at 0 does not say so */
        const double place = across && across < strstr(at, "/>") ? number_behind(at, " x1=\"") : 0;
        if (fabs(place - x) < 0.1) sum += number_behind(at, " y2=\"") - number_behind(at, " y1=\"");
    }
    return sum;
}

/* Sum of the thicknesses of the bands that begin at x, in plot units. */
static double bands_at(const struct text *text, double x)
{
    double sum = 0;
    for (const char *at = text->bytes; (at = strchr(at, 'M')) != NULL; at++)
        if (fabs(strtod(at + 1, NULL) - x) < 1) sum += number_behind(at, "v");
    return sum;
}

static const struct flow_row several[] = {
    {{"a", "p", "x"}, 40, TONE_PLAIN}, {{"b", "p", "y"}, 30, TONE_BAD},
    {{"b", "q", "x"}, 20, TONE_BAD},   {{"c", "r", "z"}, 10, TONE_PLAIN},
    {{"d", "s", "u"}, 5, TONE_PLAIN},  {{"e", "t", "v"}, 5, TONE_PLAIN},
    {{"a", "", ""}, 10, TONE_PLAIN}};
enum { SEVERAL = sizeof several / sizeof *several };

static void bands_add_up_to_the_nodes(void **state)
{
    (void)state;
    const struct flow_chart chart = chart_of(several, SEVERAL);
    struct text text;
    draw(&text, &chart);
    assert_float_equal(bars_at(&text, 0), 300, 0.5);
    assert_float_equal(bars_at(&text, 33.33), 300, 0.5);
    assert_float_equal(bars_at(&text, 66.67), 300, 0.5);
    assert_float_equal(bands_at(&text, 0), 300, 0.5);
    assert_float_equal(bands_at(&text, 333.3), 300, 0.5);
    assert_sound(&text);
    text_release(&text);
}

/* The two bands of node b: 30 and 20 of 120 rows, which are 75 and 50 pixels. */
static void bands_lie_beside_each_other(void **state)
{
    (void)state;
    const struct flow_chart chart = chart_of(several, SEVERAL);
    struct text text;
    draw(&text, &chart);
    const char *first = strstr(text.bytes, "<path class=\"flow bad\" d=\"M0 ");
    assert_non_null(first);
    const double top = number_behind(first, "M0 ");
    const char *second = strstr(strstr(first, "M0 ") + 1, "M0 ");
    assert_non_null(second);
    assert_float_equal(number_behind(first, "v"), 75, 0.1);
    assert_true(fabs(number_behind(second, "M0 ") - top - 75) < 0.2);
    assert_float_equal(number_behind(second, "v"), 50, 0.1);
    text_release(&text);
}

static void thin_ones_are_gathered_and_the_unknown_is_hatched(void **state)
{
    (void)state;
    const struct flow_chart chart = chart_of(several, SEVERAL);
    struct text text;
    draw(&text, &chart);
    assert_non_null(strstr(text.bytes, ">other 2<tspan class=\"note\" dx=\"5\">10<"));
    assert_non_null(strstr(text.bytes, "class=\"nodebar missing\""));
    assert_non_null(strstr(text.bytes, ">unknown<tspan class=\"note\" dx=\"5\">10<"));
    assert_non_null(strstr(text.bytes, "class=\"flow missing\""));
    assert_non_null(strstr(text.bytes, "<tspan class=\"bad\">\xE2\x86\x91</tspan>b<"));
    assert_null(strstr(text.bytes, ">d<"));
    text_release(&text);
}

/* By falling count the second column would be q, p: both bands would cross. */
static void nodes_stand_where_they_come_from(void **state)
{
    (void)state;
    const struct flow_row rows[] = {{{"a", "p", "x"}, 30, TONE_PLAIN},
                                    {{"a", "q", "y"}, 5, TONE_PLAIN},
                                    {{"b", "q", "y"}, 28, TONE_PLAIN}};
    const struct flow_chart chart = chart_of(rows, 3);
    struct text text;
    draw(&text, &chart);
    const char *p = strstr(text.bytes, ">p<"), *q = strstr(text.bytes, ">q<");
    const char *x = strstr(text.bytes, ">x<"), *y = strstr(text.bytes, ">y<");
    assert_true(p && q && x && y);
    assert_true(p < q && x < y);
    text_release(&text);
}

static void order_of_the_rows_does_not_matter(void **state)
{
    (void)state;
    struct flow_row turned[SEVERAL];
    for (size_t i = 0; i < SEVERAL; i++) turned[i] = several[SEVERAL - 1 - i];
    const struct flow_chart there = chart_of(several, SEVERAL), back = chart_of(turned, SEVERAL);
    struct text one, two;
    draw(&one, &there);
    draw(&two, &back);
    assert_string_equal(one.bytes, two.bytes);
    text_release(&one);
    text_release(&two);
}

static void nothing_is_drawn_for_nothing(void **state)
{
    (void)state;
    const struct flow_row useless[] = {{{"a", "b", "c"}, 0, TONE_PLAIN},
                                       {{"a", "b", "c"}, NAN, TONE_PLAIN},
                                       {{"a", "b", "c"}, -3, TONE_PLAIN},
                                       {{"a", "b", "c"}, INFINITY, TONE_PLAIN}};
    struct flow_chart chart = chart_of(useless, 4);
    struct text text;
    draw(&text, &chart);
    assert_string_equal(text.bytes, "");
    text_release(&text);
    chart = chart_of(useless, 0);
    draw(&text, &chart);
    assert_string_equal(text.bytes, "");
    text_release(&text);
}

static void one_row_is_three_nodes(void **state)
{
    (void)state;
    const struct flow_row row = {{"a", "b", "c"}, 7, TONE_PLAIN};
    const struct flow_chart chart = chart_of(&row, 1);
    struct text text;
    draw(&text, &chart);
    assert_float_equal(bars_at(&text, 66.67), 300, 0.2);
    assert_null(strstr(text.bytes, "other"));
    assert_null(strstr(text.bytes, "missing"));
    assert_sound(&text);
    text_release(&text);
}

static void hostile_names_stay_text(void **state)
{
    (void)state;
    static char name[4000];
    memset(name, '<', sizeof name - 1);
    const struct flow_row rows[] = {{{"</text><script>", "\"'&", "\xFF\xFE\x80\x80"}, 5, TONE_BAD},
                                    {{name, name, name}, 9, TONE_PLAIN}};
    const struct flow_chart chart = chart_of(rows, 2);
    struct text text;
    draw(&text, &chart);
    assert_null(strstr(text.bytes, "<script"));
    assert_non_null(strstr(text.bytes, "&lt;/</text>"));
    assert_sound(&text);
    text_release(&text);
}

static void output_is_bounded(void **state)
{
    (void)state;
    enum { ROWS = 10000 };
    static struct flow_row rows[ROWS];
    static char names[ROWS][3][8];
    for (size_t i = 0; i < ROWS; i++) {
        for (size_t c = 0; c < 3; c++) {
            (void)snprintf(names[i][c], sizeof names[i][c], "%c%zu", (int)('a' + c),
                           i * (c + 1) * 7919 % 5000);
            rows[i].node[c] = names[i][c];
        }
        rows[i].count = (double)(i % 97 + 1);
    }
    struct flow_chart chart = chart_of(rows, ROWS);
    chart.node_limit = 1000; /* FLOW_NODE_LIMIT holds all the same */
    struct text text;
    draw(&text, &chart);
    assert_true(text.byte_count < 40000);
    assert_float_equal(bands_at(&text, 0), 300, 20); /* a tenth of a pixel lost at most for each */
    assert_sound(&text);
    text_release(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bands_add_up_to_the_nodes),
        cmocka_unit_test(bands_lie_beside_each_other),
        cmocka_unit_test(thin_ones_are_gathered_and_the_unknown_is_hatched),
        cmocka_unit_test(nodes_stand_where_they_come_from),
        cmocka_unit_test(order_of_the_rows_does_not_matter),
        cmocka_unit_test(nothing_is_drawn_for_nothing),
        cmocka_unit_test(one_row_is_three_nodes),
        cmocka_unit_test(hostile_names_stay_text),
        cmocka_unit_test(output_is_bounded),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
