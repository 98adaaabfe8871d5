/* layer: kit */
#include "reports/kit/chart.h"
#include "tests/unit/fixtures/html_check.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <math.h>

static const char *const months[] = {"m1", "m2", "m3", "m4"};
static const char *const key_texts[HEAT_SHADE_COUNT] = {"w2", "w1", "0", "b1", "b2", "none"};

static void draw(struct text *text, const struct heat_row *rows, const struct heat_cell *cells,
                 size_t row_count, const char *const *texts)
{
    struct page page;
    text_init(text, 0);
    page_init(&page, text);
    chart_heat(&page, &(struct heat_chart){.label = "heat",
                                           .rows = rows,
                                           .columns = months,
                                           .cells = cells,
                                           .row_count = row_count,
                                           .column_count = 4,
                                           .key_texts = texts});
}

static const char *check(const struct text *text)
{
    static struct html_check checked;
    assert_null(strstr(text->bytes, "nan"));
    assert_null(strstr(text->bytes, "=\"\""));
    return html_check(&checked, text->bytes);
}

static const struct heat_row rows[] = {{"D1", NULL, TONE_PLAIN}, {"D2", NULL, TONE_BAD}};
static const struct heat_cell cells[] = {
    {HEAT_WORSE, "1.5, n 20"}, {HEAT_WORSE, NULL}, {HEAT_MIDDLE, NULL}, {HEAT_BETTER, NULL},
    {HEAT_WORSE_WITHIN, NULL}, {HEAT_NONE, NULL},  {HEAT_NONE, NULL},   {HEAT_BETTER_WITHIN, NULL}};

static void cells_stand_at_their_places(void **state)
{
    (void)state;
    struct text text;
    draw(&text, rows, cells, 2, NULL);
    assert_non_null(strstr(text.bytes, "<path class=\"h-bad\" d=\"M0 0h500v24h-500z\"/>"));
    assert_non_null(strstr(text.bytes, "<path class=\"h-good\" d=\"M750 0h250v24h-250z\"/>"));
    assert_non_null(strstr(text.bytes, "<path class=\"h-bad mild\" d=\"M0 24h250v24h-250z\"/>"));
    assert_non_null(strstr(text.bytes, "<path class=\"h-none\" d=\"M250 36l500 0\"/>"));
    assert_null(check(&text));
    text_release(&text);
}

static size_t count_of(const char *text, const char *part)
{
    size_t count = 0;
    for (const char *at = text; (at = strstr(at, part)) != NULL; at++) count++;
    return count;
}

/* Signs only beyond the limits, and before a name with a verdict; titles where there is a sign. */
static void what_lies_beyond_has_a_sign(void **state)
{
    (void)state;
    struct text text;
    draw(&text, rows, cells, 2, NULL);
    assert_int_equal(count_of(text.bytes, "\xE2\x96\xB2"), 1);
    assert_int_equal(count_of(text.bytes, "\xE2\x96\xBC"), 3);
    assert_int_equal(count_of(text.bytes, "<title>"), 1);
    assert_non_null(strstr(text.bytes, "x=\"33.5%\"><title>1.5, n 20</title>"));
    assert_non_null(strstr(text.bytes, "<tspan class=\"bad\">\xE2\x96\xBC</tspan> D2<"));
    text_release(&text);
}

static void key_has_every_shade(void **state)
{
    (void)state;
    struct text text;
    draw(&text, rows, cells, 2, key_texts);
    assert_int_equal(count_of(text.bytes, "<li>"), HEAT_SHADE_COUNT);
    assert_non_null(strstr(text.bytes, "</svg> none</li>"));
    assert_null(check(&text));
    text_release(&text);
}

/* A picture has no parts that could be followed; a link needs a group. */
static void names_link_to_their_rows(void **state)
{
    (void)state;
    const struct heat_row linked = {"<b>&", "m|dealer=D 1", TONE_GOOD};
    struct text text;
    draw(&text, &linked, cells, 1, NULL);
    assert_non_null(strstr(text.bytes, "role=\"group\""));
    assert_null(strstr(text.bytes, "role=\"img\""));
    assert_non_null(strstr(text.bytes, "<a href=\"#m|dealer=D%25201\"><text"));
    assert_non_null(strstr(text.bytes, "&lt;b&gt;&amp;"));
    assert_non_null(check(&text)); /* the row it leads to is not here */
    text_release(&text);
}

static void nothing_is_drawn_for_nothing(void **state)
{
    (void)state;
    struct text text;
    draw(&text, rows, cells, 0, key_texts);
    assert_string_equal(text.bytes, "");
    text_release(&text);
}

/* Sixty dealers of thirteen months, every second cell beyond the limits and with a title: the worst
 * that a page may have to hold. */
static void sixty_rows_weigh_little(void **state)
{
    (void)state;
    enum { ROWS = 60, COLUMNS = 13 };
    static struct heat_row many[ROWS];
    static struct heat_cell alternating[ROWS * COLUMNS];
    static const char *names[COLUMNS];
    for (size_t i = 0; i < ROWS; i++) many[i] = (struct heat_row){"D1", NULL, TONE_PLAIN};
    for (size_t i = 0; i < COLUMNS; i++) names[i] = "m";
    for (size_t i = 0; i < ROWS * COLUMNS; i++)
        alternating[i].shade = i % 2 ? HEAT_BETTER : HEAT_WORSE_WITHIN;
    struct text text;
    struct page page;
    text_init(&text, 0);
    page_init(&page, &text);
    chart_heat(&page, &(struct heat_chart){.label = "heat",
                                           .rows = many,
                                           .columns = names,
                                           .cells = alternating,
                                           .row_count = ROWS,
                                           .column_count = COLUMNS});
    assert_true(text.byte_count < 25000);
    assert_null(check(&text));
    text_release(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cells_stand_at_their_places),
        cmocka_unit_test(what_lies_beyond_has_a_sign),
        cmocka_unit_test(key_has_every_shade),
        cmocka_unit_test(names_link_to_their_rows),
        cmocka_unit_test(nothing_is_drawn_for_nothing),
        cmocka_unit_test(sixty_rows_weigh_little),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
