/* layer: base */
#include "base/text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void test_grows(void **state)
{
    (void)state;
    struct text text;
    char expected[6001] = "";
    text_init(&text, 0);
    assert_string_equal(text.bytes, "");
    for (size_t i = 0; i < 1000; i++) {
        text_put(&text, "ab");
        text_add(&text, "cdef", 1);
        text_format(&text, "%d-%s", (int)(i % 10), "z");
        snprintf(expected + 6 * i, sizeof expected - 6 * i, "abc%d-z", (int)(i % 10));
        assert_int_equal(text.byte_count, 6 * (i + 1));
    }
    assert_string_equal(text.bytes, expected);
    assert_false(text.failed);
    text_clear(&text);
    assert_string_equal(text.bytes, "");
    assert_int_equal(text.byte_count, 0);
    text_add(&text, NULL, 0);
    text_add(&text, "a\0b", 3);
    assert_int_equal(text.byte_count, 3);
    assert_memory_equal(text.bytes, "a\0b", 4);
    text_release(&text);
    text_release(&text);
}

static void test_a_long_format(void **state)
{
    (void)state;
    struct text text;
    char *long_word = malloc(100001);
    assert_non_null(long_word);
    memset(long_word, 'w', 100000);
    long_word[100000] = '\0';
    text_init(&text, 0);
    text_format(&text, "<%s>", long_word);
    assert_int_equal(text.byte_count, 100002);
    assert_memory_equal(text.bytes + 1, long_word, 100000);
    assert_int_equal(text.bytes[100001], '>');
    text_release(&text);
    free(long_word);
}

static void test_the_limit_holds(void **state)
{
    (void)state;
    struct text text;
    text_init(&text, 5);
    text_put(&text, "12345");
    assert_false(text.failed);
    text_put(&text, "");
    assert_false(text.failed);
    text_put(&text, "6");
    assert_true(text.failed);
    assert_string_equal(text.bytes, "12345");
    text_clear(&text);
    text_put(&text, "123");
    text_format(&text, "%s", "456");
    assert_true(text.failed);
    text_put(&text, "4");
    assert_string_equal(text.bytes, "123");
    text_release(&text);
    text_put(&text, "12345");
    assert_string_equal(text.bytes, "12345");
    text_release(&text);
}

static void test_slices(void **state)
{
    (void)state;
    const struct slice none = {NULL, 0}, empty = slice_of("");
    assert_true(slice_equal(none, empty));
    assert_true(slice_equal(slice_of("ab"), (struct slice){"abc", 2}));
    assert_false(slice_equal(slice_of("ab"), slice_of("aB")));
    assert_false(slice_equal(slice_of("ab"), slice_of("abc")));
    assert_true(slice_equal_nocase(slice_of("Ab\xC3\x84"), slice_of("aB\xC3\x84")));
    assert_false(slice_equal_nocase(slice_of("\xC3\x84"), slice_of("\xC3\xA4")));
    assert_false(slice_equal_nocase(slice_of("@[`{"), slice_of("`{@[")));
    assert_false(slice_equal_nocase(slice_of("a"), slice_of("ab")));
    assert_int_equal(slice_compare(none, empty), 0);
    assert_int_equal(slice_compare(slice_of("ab"), slice_of("ab")), 0);
    assert_true(slice_compare(slice_of("ab"), slice_of("abc")) < 0);
    assert_true(slice_compare(slice_of("b"), slice_of("abc")) > 0);
    assert_true(slice_compare(slice_of("\xFF"), slice_of("a")) > 0);
    assert_true(slice_compare(none, slice_of("a")) < 0);
}

static void assert_trimmed(const char *text, const char *expected)
{
    const struct slice trimmed = slice_trim(slice_of(text));
    assert_int_equal(trimmed.byte_count, strlen(expected));
    assert_memory_equal(trimmed.bytes, expected, trimmed.byte_count);
}

static void test_trim(void **state)
{
    (void)state;
    assert_trimmed("", "");
    assert_trimmed(" ", "");
    assert_trimmed("\t\r\n \u3000\u00A0", "");
    assert_trimmed("a", "a");
    assert_trimmed(" a b ", "a b");
    assert_trimmed("\u3000 回访\u00A0\u3000\n", "回访");
    assert_trimmed("\u3001", "\u3001"); /* begins like an ideographic space */
    assert_trimmed("\x80\x80", "\x80\x80");
    assert_trimmed("x\xA0", "x\xA0");
}

static void test_distance(void **state)
{
    (void)state;
    static const struct {
        const char *a, *b;
        unsigned distance;
    } cases[] = {{"", "", 0},
                 {"", "abc", 3},
                 {"abc", "", 3},
                 {"abc", "abc", 0},
                 {"abc", "ABC", 0},
                 {"abc", "abd", 1},
                 {"abc", "ab", 1},
                 {"abc", "xabc", 1},
                 {"kitten", "sitting", 3},
                 {"flaw", "lawn", 2},
                 {"closed_at", "closedat", 1},
                 {"ab", "ba", 2}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        assert_int_equal(text_distance(cases[i].a, cases[i].b, 9), cases[i].distance);
        assert_int_equal(text_distance(cases[i].b, cases[i].a, 9), cases[i].distance);
        assert_int_equal(text_distance(cases[i].a, cases[i].b, 1),
                         cases[i].distance > 1 ? 2 : cases[i].distance);
    }
}

static void test_nearest(void **state)
{
    (void)state;
    static const char *const names[] = {"closed_at", "reported_at", "replied_at", "mode"};
    assert_string_equal(text_nearest("closedat", names, 4), "closed_at");
    assert_string_equal(text_nearest("Reported_At", names, 4), "reported_at");
    assert_string_equal(text_nearest("mod", names, 4), "mode");
    assert_null(text_nearest("warranty_months", names, 4));
    assert_null(text_nearest("mode", names, 0));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_grows),
        cmocka_unit_test(test_a_long_format),
        cmocka_unit_test(test_the_limit_holds),
        cmocka_unit_test(test_slices),
        cmocka_unit_test(test_trim),
        cmocka_unit_test(test_distance),
        cmocka_unit_test(test_nearest),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
