/* layer: kit */
#include "reports/kit/lean.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <string.h>

static void assert_lean(const char *page, const char *expected)
{
    struct text out;
    text_init(&out, 0);
    lean_write(&out, slice_of(page));
    assert_false(out.failed);
    assert_string_equal(out.bytes, expected);
    text_release(&out);
}

static void plain_values_lose_their_quotes(void **state)
{
    (void)state;
    assert_lean("<p class=\"answer\">x</p>", "<p class=answer>x</p>");
    assert_lean("<a href=\"#x|y\" class=\"a b\">x</a>", "<a href=#x|y class=\"a b\">x</a>");
    assert_lean("<b id=\"\">", "<b id=\"\">");
    assert_lean("<b id=\"a=1\" t=\"it's\" u=\"a>b\" v=\"&quot;\">",
                "<b id=\"a=1\" t=\"it's\" u=\"a>b\" v=&quot;>");
    /* HTML has the slash for a part of a value without quotes. */
    assert_lean("<path d=\"M0\" x=\"1\"/>", "<path d=M0 x=\"1\"/>");
}

static void implied_end_tags_go(void **state)
{
    (void)state;
    assert_lean(
        "<table><thead><tr><th>a</th><th>b</th></tr></thead>\n<tbody><tr><td>1</td><td>2</td>"
        "</tr>\n<tr><td>3</td><td>4</td></tr>\n</tbody></table>",
        "<table><thead><tr><th>a<th>b</tr></thead>\n<tbody><tr><td>1<td>2</tr>\n<tr><td>3<td>4</"
        "tr>\n</tbody></table>");
    assert_lean("<ul><li>a</li><li>b</li></ul>", "<ul><li>a<li>b</ul>");
    assert_lean("<dl><dt>a</dt><dt>b</dt><dd>c</dd></dl>", "<dl><dt>a<dt>b<dd>c</dl>");
}

static void end_tags_that_nothing_implies_stay(void **state)
{
    (void)state;
    assert_lean("<p>a</p> text", "<p>a</p> text");
    assert_lean("<p>a</p><a href=\"#\">b</a>", "<p>a</p><a href=#>b</a>");
    assert_lean("<td>a</td>", "<td>a</td>");
    assert_lean("<td>a</td><svg>", "<td>a</td><svg>");
    assert_lean("<ul><li><p>a</p></li></ul>", "<ul><li><p>a</p></ul>");
    assert_lean("<tr><td>1</td></tr><tr>", "<tr><td>1</tr><tr>");
    assert_lean("<path/></pre><p>", "<path/></pre><p>");
}

/* Their digests stand in the policy. */
static void scripts_and_styles_keep_every_byte(void **state)
{
    (void)state;
    const char *page = "<script>let a = \"<td>x</td><td>\" < 1; '</p><p>'</script><style>a[b=\"c\"]"
                       "{}</style>";
    assert_lean(page, page);
}

static void what_is_no_page_ends(void **state)
{
    (void)state;
    assert_lean("", "");
    assert_lean("<", "<");
    assert_lean("a < b", "a < b");
    assert_lean("</", "</");
    assert_lean("</td", "</td");
    assert_lean("<script>x", "<script>x");
    assert_lean("<!DOCTYPE html>\n<html lang=\"zh\">", "<!DOCTYPE html>\n<html lang=zh>");
}

static void an_open_quote_reads_to_the_end(void **state)
{
    (void)state;
    struct text out;
    text_init(&out, 0);
    lean_write(&out, slice_of("<a b=\"c"));
    lean_write(&out, slice_of("<a b=\""));
    lean_write(&out, slice_of("<script b=\"x"));
    assert_false(out.failed);
    text_release(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(plain_values_lose_their_quotes),
        cmocka_unit_test(implied_end_tags_go),
        cmocka_unit_test(end_tags_that_nothing_implies_stay),
        cmocka_unit_test(scripts_and_styles_keep_every_byte),
        cmocka_unit_test(what_is_no_page_ends),
        cmocka_unit_test(an_open_quote_reads_to_the_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
