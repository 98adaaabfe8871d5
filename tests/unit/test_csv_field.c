/* layer: output
 * Fields of CSV files: quotes where RFC 4180 wants them, and texts that no spreadsheet takes for a
 * formula. */
#include "output/csv_field.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>

#include <cmocka.h>

static void assert_field(void (*add)(struct text *, struct slice), const char *field,
                         const char *expected)
{
    struct text out;
    text_init(&out, 0);
    add(&out, slice_of(field));
    assert_string_equal(out.bytes, expected);
    text_release(&out);
}

static void quoted_where_needed(void **state)
{
    (void)state;
    static const char *const rows[][2] = {
        {"", ""},
        {"plain", "plain"},
        {"a b", "a b"},
        {"a,b", "\"a,b\""},
        {"a\"b", "\"a\"\"b\""},
        {"\"", "\"\"\"\""},
        {"a\nb", "\"a\nb\""},
        {"a\rb", "\"a\rb\""},
        {" a", "\" a\""},
        {"a ", "\"a \""},
        {"漏水", "漏水"},
        {"=1", "=1"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        assert_field(csv_field_add, rows[i][0], rows[i][1]);
}

static void no_formula(void **state)
{
    (void)state;
    static const char *const rows[][2] = {
        {"", ""},
        {"D021", "D021"},
        {"=1+1", "'=1+1"},
        {"=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0"},
        {"+1", "'+1"},
        {"-1", "'-1"},
        {"@SUM(A1)", "'@SUM(A1)"},
        {"\t=1", "'\t=1"},
        {"\r=1", "\"'\r=1\""},
        {"\n=1", "\"'\n=1\""},
        {"=\"a\",1", "\"'=\"\"a\"\",1\""},
        {"＝1", "'＝1"},
        {"＋1", "'＋1"},
        {"－1", "'－1"},
        {"＠x", "'＠x"},
        {"'", "''"},
        {"'=1", "''=1"},
        {"a=1", "a=1"},
        {"−1", "−1"}, /* U+2212: no program takes it for a sign */
        {"＜1", "＜1"},
        {"\xEF", "\xEF"},
        {"\xEF\xBC", "\xEF\xBC"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        assert_field(csv_field_add_text, rows[i][0], rows[i][1]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(quoted_where_needed),
                                       cmocka_unit_test(no_formula)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
