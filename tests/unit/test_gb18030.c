/* layer: ingest */
#include "ingest/encoding/gb18030.h"
#include "ingest/encoding/utf8.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

/* Printed by tests/reference/gb18030_checksums.mjs, which asks another implementation. */
enum { TWO_BYTE_VALID = 23940, FOUR_BYTE_VALID = 1087996 };
static const uint32_t two_byte_sum = 0x5010f503, four_byte_sum = 0x303f96a8;

struct checksum {
    uint32_t sum;
    unsigned valid_count;
};

#define CHECKSUM_INIT                                                                              \
    {                                                                                              \
        2166136261U, 0                                                                             \
    }

/* One byte sequence alone: its code point, or 0xFFFFFFFF when it is not exactly one character. */
static void checksum_add(struct checksum *checksum, const unsigned char *bytes, size_t byte_count)
{
    uint32_t code_point;
    const bool is_valid = gb18030_next(bytes, byte_count, &code_point) == byte_count;
    if (!is_valid) code_point = UINT32_MAX;
    checksum->valid_count += is_valid;
    checksum->sum = (checksum->sum ^ code_point) * 16777619U;
}

static void test_all_of_two_bytes(void **state)
{
    (void)state;
    struct checksum checksum = CHECKSUM_INIT;
    for (unsigned lead = 0x81; lead <= 0xFE; lead++)
        for (unsigned trail = 0; trail <= 0xFF; trail++)
            checksum_add(&checksum, (unsigned char[]){(unsigned char)lead, (unsigned char)trail},
                         2);
    assert_int_equal(checksum.valid_count, TWO_BYTE_VALID);
    assert_int_equal(checksum.sum, two_byte_sum);
}

static void test_all_of_four_bytes(void **state)
{
    (void)state;
    struct checksum checksum = CHECKSUM_INIT;
    for (unsigned pointer = 0; pointer < 126 * 10 * 126 * 10; pointer++) {
        const unsigned char bytes[] = {
            (unsigned char)(0x81 + pointer / 12600), (unsigned char)(0x30 + pointer / 1260 % 10),
            (unsigned char)(0x81 + pointer / 10 % 126), (unsigned char)(0x30 + pointer % 10)};
        checksum_add(&checksum, bytes, 4);
    }
    assert_int_equal(checksum.valid_count, FOUR_BYTE_VALID);
    assert_int_equal(checksum.sum, four_byte_sum);
}

static void test_one_byte(void **state)
{
    (void)state;
    for (unsigned byte = 0; byte <= 0xFF; byte++) {
        const unsigned char bytes[] = {(unsigned char)byte};
        uint32_t code_point = 0;
        assert_int_equal(gb18030_next(bytes, 1, &code_point), byte <= 0x80);
        if (byte <= 0x80) assert_int_equal(code_point, byte == 0x80 ? 0x20AC : byte);
        assert_int_equal(gb18030_next(bytes, 0, &code_point), 0);
    }
}

struct known {
    const char *bytes;
    uint32_t code_point;
};

/* Places where versions of the standard differ, and the ends of the ranges. */
static const struct known knowns[] = {
    {"\xA2\xE3", 0x20AC},          {"\xA3\xA0", 0x3000},           {"\xA1\xA1", 0x3000},
    {"\xA6\xD9", 0xFE10},          {"\xA8\xBC", 0x1E3F},           {"\xFE\x59", 0x9FB4},
    {"\xFE\x51", 0xE816},          {"\x81\x35\xF4\x37", 0xE7C7},   {"\x81\x30\x81\x30", 0x80},
    {"\x81\x30\x84\x32", 0xA0},    {"\x84\x31\x95\x33", 0xFEFF},   {"\x84\x31\xA4\x39", 0xFFFF},
    {"\x90\x30\x81\x30", 0x10000}, {"\xE3\x32\x9A\x35", 0x10FFFF}, {"\xBB\xD8", 0x56DE},
};

static void test_known_places(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof knowns / sizeof knowns[0]; i++) {
        const size_t byte_count = strlen(knowns[i].bytes);
        uint32_t code_point = 0;
        assert_int_equal(gb18030_next(knowns[i].bytes, byte_count, &code_point), byte_count);
        assert_int_equal(code_point, knowns[i].code_point);
    }
}

static void test_put_then_next(void **state)
{
    (void)state;
    for (uint32_t code_point = 0; code_point <= 0x10FFFF;
         code_point += code_point < 0x10000 ? 61 : 9973) {
        unsigned char bytes[GB18030_CHARACTER_BYTES];
        const size_t byte_count = gb18030_put(code_point, bytes);
        const bool is_surrogate = code_point >= 0xD800 && code_point <= 0xDFFF;
        if (byte_count == 0 && (is_surrogate || (code_point >= 0xE000 && code_point <= 0xF8FF)))
            continue;
        uint32_t found = 0;
        assert_true(byte_count > 0);
        assert_int_equal(gb18030_next(bytes, byte_count, &found), byte_count);
        assert_int_equal(found, code_point);
    }
    unsigned char bytes[GB18030_CHARACTER_BYTES];
    assert_int_equal(gb18030_put(0xD800, bytes), 0);
    assert_int_equal(gb18030_put(0xE5E5, bytes), 0); /* A3A0 has become U+3000 */
    assert_int_equal(gb18030_put(0x110000, bytes), 0);
    assert_int_equal(gb18030_put(0xE7C7, bytes), 4);
    assert_memory_equal(bytes, "\x81\x35\xF4\x37", 4);
}

struct stream_case {
    const char *bytes;
    uint64_t bad_offset, bad_count;
    const char *utf8; /* of what stands before the first bad sequence */
};

static const struct stream_case stream_cases[] = {
    {"", GB18030_NO_OFFSET, 0, ""},
    {"\xBB\xD8\xB7\xC3,\x80"
     "5",
     GB18030_NO_OFFSET, 0, "回访,€5"},
    {"a\x81\x30\x84\x32\x90\x30\x81\x30z", GB18030_NO_OFFSET, 0, "a\u00A0\U00010000z"},
    {"ab\xFF"
     "cd",
     2, 1, "ab"},
    {"ab\x81", 2, 1, "ab"},
    {"ab\x81\x30", 2, 1, "ab"},
    {"ab\x81\x30\x81", 2, 1, "ab"},
    {"ab\x81 c", 2, 1, "ab"}, /* a lead, then a blank */
    {"ab\x81\x7F", 2, 1, "ab"},
    {"\x81\x30\x20", 0, 1, ""},
    {"\x81\x30\x81\x41", 0, 1, ""},
    {"\x84\x31\xA5\x30", 0, 1, ""},                   /* one behind U+FFFF */
    {"\xE3\x32\x9A\x36", 0, 1, ""},                   /* one behind U+10FFFF */
    {"\x81\xFF\xBB\xD8\xFF", 0, 3, ""},               /* 81, FF, and the last FF */
    {"\xBB\xD8\x81\x30\xBB\xD8\xB7\xC3", 2, 2, "回"}, /* D8 begins D8B7, and C3 is left over */
};

static void assert_stream(const struct stream_case *stream_case, size_t split, size_t second_split)
{
    const size_t byte_count = strlen(stream_case->bytes);
    struct gb18030_check check;
    gb18030_check_init(&check);
    gb18030_check_feed(&check, stream_case->bytes, split);
    gb18030_check_feed(&check, stream_case->bytes + split, second_split - split);
    gb18030_check_feed(&check, stream_case->bytes + second_split, byte_count - second_split);
    assert_int_equal(gb18030_check_finish(&check), stream_case->bad_count == 0);
    assert_int_equal(check.bad_offset, stream_case->bad_offset);
    assert_int_equal(check.bad_count, stream_case->bad_count);
}

static void test_check_at_every_split(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof stream_cases / sizeof stream_cases[0]; i++) {
        const size_t byte_count = strlen(stream_cases[i].bytes);
        for (size_t a = 0; a <= byte_count; a++)
            for (size_t b = a; b <= byte_count; b++) assert_stream(&stream_cases[i], a, b);
    }
}

static void test_to_utf8(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof stream_cases / sizeof stream_cases[0]; i++) {
        const size_t byte_count = strlen(stream_cases[i].bytes);
        char into[64 * GB18030_UTF8_GROWTH];
        size_t written = 0;
        const bool is_valid = stream_cases[i].bad_count == 0;
        assert_int_equal(gb18030_to_utf8(stream_cases[i].bytes, byte_count, into, &written),
                         is_valid);
        assert_int_equal(gb18030_is_valid(stream_cases[i].bytes, byte_count), is_valid);
        assert_int_equal(written, strlen(stream_cases[i].utf8));
        assert_memory_equal(into, stream_cases[i].utf8, written);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_all_of_two_bytes), cmocka_unit_test(test_all_of_four_bytes),
        cmocka_unit_test(test_one_byte),         cmocka_unit_test(test_known_places),
        cmocka_unit_test(test_put_then_next),    cmocka_unit_test(test_check_at_every_split),
        cmocka_unit_test(test_to_utf8),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
