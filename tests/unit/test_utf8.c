/* layer: ingest */
/* Strict UTF-8, and the decision which encoding a file is in. */
#include "ingest/encoding/encoding.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

/* ---- UTF-8 ---- */

/* The obvious way: take the bits apart, put them together, look whether anything is wrong with
 * them. */
static size_t obvious_next(const unsigned char *at, size_t byte_count, uint32_t *code_point)
{
    static const uint32_t least[5] = {0, 0, 0x80, 0x800, 0x10000};
    const size_t length = at[0] < 0x80           ? 1
                          : (at[0] >> 5) == 0x06 ? 2
                          : (at[0] >> 4) == 0x0E ? 3
                          : (at[0] >> 3) == 0x1E ? 4
                                                 : 0;
    if (length == 0 || length > byte_count) return 0;
    uint32_t value = length == 1 ? at[0] : at[0] & (0xFFU >> (length + 1));
    for (size_t i = 1; i < length; i++) {
        if (at[i] >> 6 != 2) return 0;
        value = value * 64 + at[i] % 64;
    }
    if (value < least[length] || value > 0x10FFFF) return 0;
    if (value >= 0xD800 && value <= 0xDFFF) return 0;
    *code_point = value;
    return length;
}

static void assert_same(const unsigned char *bytes, size_t byte_count)
{
    uint32_t expected = 0, found = 0;
    const size_t length = obvious_next(bytes, byte_count, &expected);
    assert_int_equal(utf8_next(bytes, byte_count, &found), length);
    if (length > 0) assert_int_equal(found, expected);
}

static void test_next_against_the_obvious(void **state)
{
    (void)state;
    static const unsigned char edges[] = {0x00, 0x41, 0x7F, 0x80, 0x8F, 0x90,
                                          0x9F, 0xA0, 0xBF, 0xC0, 0xFF};
    const size_t edge_count = sizeof edges;
    for (unsigned head = 0; head < 0x10000; head++) {
        unsigned char bytes[4] = {(unsigned char)(head >> 8), (unsigned char)head, 0, 0};
        assert_same(bytes, 1);
        assert_same(bytes, 2);
        for (size_t i = 0; i < edge_count * edge_count; i++) {
            bytes[2] = edges[i / edge_count];
            bytes[3] = edges[i % edge_count];
            assert_same(bytes, 3);
            assert_same(bytes, 4);
        }
    }
}

static void test_every_character_there_and_back(void **state)
{
    (void)state;
    for (uint32_t code_point = 0; code_point <= 0x10FFFF; code_point++) {
        if (code_point >= 0xD800 && code_point <= 0xDFFF) continue;
        char bytes[UTF8_CHARACTER_BYTES];
        uint32_t found = 0;
        const size_t length = utf8_put(code_point, bytes);
        assert_int_equal(utf8_next(bytes, length, &found), length);
        assert_int_equal(found, code_point);
        assert_true(utf8_is_valid(bytes, length));
    }
}

struct utf8_case {
    const char *bytes;
    uint64_t bad_offset, bad_count;
};

static const struct utf8_case utf8_cases[] = {
    {"", UTF8_NO_OFFSET, 0},
    {"plain ASCII, longer than eight bytes", UTF8_NO_OFFSET, 0},
    {"回访\xF0\x9F\x98\x80", UTF8_NO_OFFSET, 0},
    {"abc\xC0\xAF", 3, 2},      /* overlong slash: neither byte can stand */
    {"abc\xE0\x9F\xBF", 3, 3},  /* overlong, three bytes */
    {"\xED\xA0\x80", 0, 3},     /* surrogate */
    {"\xF4\x90\x80\x80", 0, 4}, /* above U+10FFFF */
    {"abcdefgh\xE5\x9B", 8, 1}, /* cut short */
    {"\xE5\x9B"
     "A\xE5\x9B\x9E\xFF",
     0, 2}, /* cut short by A, and a byte that never stands */
    {"\xBF", 0, 1},
    {"\xF8\x88\x80\x80\x80", 0, 5},
    {"回\xE8\xE8\xAE\xBF", 3, 1}, /* the second lead begins a good character */
};

static void assert_check(const struct utf8_case *utf8_case, size_t split, size_t second_split)
{
    const size_t byte_count = strlen(utf8_case->bytes);
    struct utf8_check check;
    utf8_check_init(&check);
    utf8_check_feed(&check, utf8_case->bytes, split);
    utf8_check_feed(&check, utf8_case->bytes + split, second_split - split);
    utf8_check_feed(&check, utf8_case->bytes + second_split, byte_count - second_split);
    assert_int_equal(utf8_check_finish(&check), utf8_case->bad_count == 0);
    assert_int_equal(check.bad_offset, utf8_case->bad_offset);
    assert_int_equal(check.bad_count, utf8_case->bad_count);
    assert_int_equal(check.byte_count, byte_count);
}

static void test_check_at_every_split(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof utf8_cases / sizeof utf8_cases[0]; i++) {
        const size_t byte_count = strlen(utf8_cases[i].bytes);
        for (size_t a = 0; a <= byte_count; a++)
            for (size_t b = a; b <= byte_count; b++) assert_check(&utf8_cases[i], a, b);
        assert_int_equal(utf8_is_valid(utf8_cases[i].bytes, byte_count),
                         utf8_cases[i].bad_count == 0);
    }
}

static void test_ascii_prefix(void **state)
{
    (void)state;
    char bytes[40];
    for (size_t at = 0; at <= sizeof bytes; at++) {
        memset(bytes, 'a', sizeof bytes);
        if (at < sizeof bytes) bytes[at] = '\x80';
        assert_int_equal(utf8_ascii_prefix(bytes, sizeof bytes), at);
    }
}

/* ---- Which encoding ---- */

struct detect_case {
    const char *bytes;
    enum rc rc;
    struct encoding_verdict verdict;
    const char *message; /* a part of it */
};

#define HUI_GB "\xBB\xD8\xB7\xC3" /* 回访 in GB18030 */

static const struct detect_case detect_cases[] = {
    {"", RC_OK, {ENCODING_UTF8, 0, 0}, ""},
    {"survey_id,overall\n1,5\n", RC_OK, {ENCODING_UTF8, 0, 0}, ""},
    {"回访编号,overall\n", RC_OK, {ENCODING_UTF8, 0, 0}, ""},
    {"\xEF\xBB\xBF回访编号\n", RC_OK, {ENCODING_UTF8_BOM, 3, 0}, ""},
    {"\xEF\xBB\xBFok\xFF\xFE\n", RC_OK, {ENCODING_UTF8_BOM, 3, 2}, ""},
    /* BB; D8 B7 is a character; C3 */
    {"\xEF\xBB\xBF" HUI_GB "\n", RC_OK, {ENCODING_UTF8_BOM, 3, 2}, ""},
    {HUI_GB ",overall\n", RC_OK, {ENCODING_GB18030, 0, 0}, ""},
    {"ascii first, then " HUI_GB, RC_OK, {ENCODING_GB18030, 0, 0}, ""},
    {"\x84\x31\x95\x33" HUI_GB, RC_OK, {ENCODING_GB18030, 4, 0}, ""},
    {"\x84\x31\x95\x33" HUI_GB "\xFF!", RC_OK, {ENCODING_GB18030, 4, 1}, ""},
    {"\xEF\xBB", RC_OK, {ENCODING_GB18030, 0, 0}, ""}, /* half a mark is none */
    {"\xFF\xFEs\1u\1r\1", RC_INPUT, {0}, "UTF-16"},
    {"\xFE\xFF\1s\1u\1r", RC_INPUT, {0}, "UTF-16"},
    {HUI_GB "abc\xFF"
            "defghijk",
     RC_INPUT,
     {0},
     "as GB18030 it is good up to byte offset 7, where FF 64 65 66 67 68 69 6A begins"},
    {"回访回\xFF!", RC_INPUT, {0}, "good up to byte offset 9, where FF 21 begins"},
    {"abc\x81\x30\x81", RC_INPUT, {0}, "offset 3, where 81 30 81 begins"},
};

static void assert_detected(const struct detect_case *detect_case, size_t piece_bytes)
{
    const size_t byte_count = strlen(detect_case->bytes);
    struct encoding_detect detect;
    struct encoding_verdict verdict = {0};
    struct err err = ERR_INIT;
    encoding_detect_init(&detect);
    for (size_t i = 0; i < byte_count; i += piece_bytes)
        encoding_detect_feed(&detect, detect_case->bytes + i,
                             byte_count - i < piece_bytes ? byte_count - i : piece_bytes);
    assert_int_equal(encoding_detect_finish(&detect, "a.csv", &verdict, &err), detect_case->rc);
    assert_int_equal(err.rc, detect_case->rc);
    assert_int_equal(verdict.encoding, detect_case->verdict.encoding);
    assert_int_equal(verdict.mark_byte_count, detect_case->verdict.mark_byte_count);
    assert_int_equal(verdict.bad_count, detect_case->verdict.bad_count);
    if (!strstr(err.message, detect_case->message)) fail_msg("message: %s", err.message);
    if (err.rc != RC_OK) assert_true(strlen(err.hint) > 0);
}

static void test_detect_in_pieces_of_any_size(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof detect_cases / sizeof detect_cases[0]; i++)
        for (size_t piece_bytes = 1; piece_bytes <= 32; piece_bytes++)
            assert_detected(&detect_cases[i], piece_bytes);
}

static void test_detect_finish_without_err(void **state)
{
    (void)state;
    struct encoding_detect detect;
    struct encoding_verdict verdict;
    encoding_detect_init(&detect);
    encoding_detect_feed(&detect, "\xFF", 1);
    assert_int_equal(encoding_detect_finish(&detect, "a.csv", &verdict, NULL), RC_INPUT);
}

static void test_names(void **state)
{
    (void)state;
    assert_string_equal(encoding_name(ENCODING_UTF8), "utf-8");
    assert_string_equal(encoding_name(ENCODING_UTF8_BOM), "utf-8-bom");
    assert_string_equal(encoding_name(ENCODING_GB18030), "gb18030");
}

static void assert_shown(enum encoding encoding, const char *bytes, const char *expected)
{
    struct text text;
    text_init(&text, 0);
    encoding_add_utf8(encoding, slice_of(bytes), &text);
    assert_string_equal(text.bytes, expected);
    text_release(&text);
}

static void test_add_utf8_shows_bad_bytes(void **state)
{
    (void)state;
    assert_shown(ENCODING_UTF8, "", "");
    assert_shown(ENCODING_UTF8, "回a访", "回a访");
    assert_shown(ENCODING_UTF8_BOM, "回\xFFx\xE5\x9B", "回\\xFFx\\xE5\\x9B");
    assert_shown(ENCODING_GB18030, HUI_GB "\x80,5", "回访€,5");
    assert_shown(ENCODING_GB18030, HUI_GB "\xFF" HUI_GB "\x81", "回访\\xFF回访\\x81");
}

static void assert_trimmed(enum encoding encoding, const char *bytes, const char *expected)
{
    const struct slice trimmed = encoding_trim(encoding, slice_of(bytes));
    assert_int_equal(trimmed.byte_count, strlen(expected));
    assert_memory_equal(trimmed.bytes, expected, trimmed.byte_count);
}

static void test_trim(void **state)
{
    (void)state;
    assert_trimmed(ENCODING_UTF8, "", "");
    assert_trimmed(ENCODING_UTF8, " \t\r\n", "");
    assert_trimmed(ENCODING_UTF8, "\xE3\x80\x80 5\xC2\xA0\xE3\x80\x80", "5");
    assert_trimmed(ENCODING_UTF8, "a b", "a b");
    assert_trimmed(ENCODING_GB18030, "\xA1\xA1\xA3\xA0 5\x81\x30\x84\x32\xA1\xA1", "5");
    assert_trimmed(ENCODING_GB18030, "12\x81\x30\x84\x32", "12");
    assert_trimmed(ENCODING_GB18030, "842", "842");
    assert_trimmed(ENCODING_GB18030, "\xB0\xA1\xA1\xA1", "\xB0\xA1"); /* 啊 ends on A1 */
    assert_trimmed(ENCODING_GB18030, "\xA1\xA1", "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_next_against_the_obvious),
        cmocka_unit_test(test_every_character_there_and_back),
        cmocka_unit_test(test_check_at_every_split),
        cmocka_unit_test(test_ascii_prefix),
        cmocka_unit_test(test_detect_in_pieces_of_any_size),
        cmocka_unit_test(test_detect_finish_without_err),
        cmocka_unit_test(test_names),
        cmocka_unit_test(test_add_utf8_shows_bad_bytes),
        cmocka_unit_test(test_trim),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
