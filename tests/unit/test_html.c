/* layer: kit */
#include "reports/kit/html.h"
#include "reports/kit/number.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <math.h>

static void assert_written(void (*write)(struct page *, const char *), const char *from,
                           const char *expected)
{
    struct text text;
    struct page page;
    text_init(&text, 0);
    page_init(&page, &text);
    write(&page, from);
    assert_string_equal(text.bytes, expected);
    text_release(&text);
}

static void text_is_escaped(void **state)
{
    (void)state;
    assert_written(html_text, "a<b>&\"c'", "a&lt;b&gt;&amp;&quot;c&#39;");
    assert_written(html_text, "</script><script>", "&lt;/script&gt;&lt;script&gt;");
    assert_written(html_text, "漏水 é 😀", "漏水 é 😀");
    assert_written(html_text, "", "");
}

#define BAD "\xEF\xBF\xBD"

static void broken_utf8_becomes_a_replacement(void **state)
{
    (void)state;
    assert_written(html_text, "a\xFFz", "a" BAD "z");
    assert_written(html_text, "\xE6\xBC", BAD BAD);                 /* cut short */
    assert_written(html_text, "\xC0\xBC", BAD BAD);                 /* '<' in two bytes */
    assert_written(html_text, "\xED\xA0\x80", BAD BAD BAD);         /* surrogate */
    assert_written(html_text, "\xF4\x90\x80\x80", BAD BAD BAD BAD); /* above U+10FFFF */
    assert_written(html_text,
                   "a\x01"
                   "b\x7F",
                   "a" BAD "b" BAD);
    assert_written(html_text, "x\xE2\x80\xAEy", "x" BAD "y"); /* right-to-left override */
}

/* Nothing ends the string, the declaration, the sheet or the element. */
static void css_string_cannot_be_left(void **state)
{
    (void)state;
    assert_written(html_css_string, "\xE6\x9C\x88 5.1, (a)", "\"\xE6\x9C\x88 5.1, (a)\"");
    assert_written(html_css_string, "a\"}b", "\"a\\22 \\7D b\"");
    assert_written(html_css_string, "</style><script>", "\"\\3C \\2F style\\3E \\3C script\\3E \"");
    assert_written(html_css_string, "\\22 /*;@import'{",
                   "\"\\5C 22 \\2F \\2A \\3B \\40 import\\27 \\7B \"");
    assert_written(html_css_string, "a\nb&c", "\"a\\A b\\26 c\"");
    assert_written(html_css_string, "a\xFF\x01\xE2\x80\xAE", "\"a" BAD BAD BAD "\"");
}

static void attribute_cannot_be_left(void **state)
{
    (void)state;
    struct text text;
    struct page page;
    text_init(&text, 0);
    page_init(&page, &text);
    HTML(&page, "<p");
    HTML_ATTRIBUTE(&page, "title", "\" onclick=\"x");
    HTML(&page, ">");
    assert_string_equal(text.bytes, "<p title=\"&quot; onclick=&quot;x\">");
    text_release(&text);
}

static void id_and_href_meet(void **state)
{
    (void)state;
    assert_written(html_id, "m|dealer=D 1|all", " id=\"m|dealer=D%201|all\"");
    assert_written(html_href, "m|dealer=D 1|all", " href=\"#m|dealer=D%25201|all\"");
    assert_written(html_id, "a%7C\"", " id=\"a%7C&quot;\"");
    assert_written(html_href, "a%7C\"", " href=\"#a%257C%22\"");
    assert_written(html_href, "华", " href=\"#%E5%8D%8E\"");
    /* What turns the direction of text is replaced in both, or the link would lead nowhere. */
    assert_written(html_id, "D\xE2\x80\xAE", " id=\"D\xEF\xBF\xBD\"");
    assert_written(html_href, "D\xE2\x80\xAE", " href=\"#D%EF%BF%BD\"");
    assert_written(html_href, "\xFF", " href=\"#%EF%BF%BD\"");
}

static void assert_number(void (*write)(struct text *, double, unsigned), double value,
                          unsigned decimals, const char *expected)
{
    struct text text;
    text_init(&text, 0);
    write(&text, value, decimals);
    assert_string_equal(text.bytes, expected);
    text_release(&text);
}

static void numbers_are_rounded_and_grouped(void **state)
{
    (void)state;
    assert_number(number_fixed, 81.25, 1, "81.3");
    assert_number(number_fixed, -0.04, 1, "0.0");
    assert_number(number_fixed, -12.5, 0, "-13");
    assert_number(number_fixed, 7, 2, "7.00");
    assert_number(number_fixed, NAN, 2, "");
    assert_number(number_fixed, 1e300, 2, "");
    assert_number(number_short, 12.50, 2, "12.5");
    assert_number(number_short, 100, 2, "100");
    assert_number(number_grouped, 4912, 0, "4,912");
    assert_number(number_grouped, -1234567.891, 2,
                  "\xE2\x88\x92"
                  "1,234,567.89");
    assert_number(number_grouped, 999, 0, "999");
}

static void assets_are_carried(void **state)
{
    (void)state;
    const struct slice style = html_asset_bytes("page.css"), script = html_asset_bytes("table.js");
    assert_true(style.byte_count > 1000);
    assert_true(script.byte_count > 100);
    assert_int_equal(html_asset_bytes("nothing").byte_count, 0);
    assert_null(strstr(style.bytes, "</"));
    assert_null(strstr(script.bytes, "</"));
    assert_null(strstr(style.bytes, "url("));
    assert_null(strstr(style.bytes, "@import"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(text_is_escaped),
        cmocka_unit_test(broken_utf8_becomes_a_replacement),
        cmocka_unit_test(css_string_cannot_be_left),
        cmocka_unit_test(attribute_cannot_be_left),
        cmocka_unit_test(id_and_href_meet),
        cmocka_unit_test(numbers_are_rounded_and_grouped),
        cmocka_unit_test(assets_are_carried),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
