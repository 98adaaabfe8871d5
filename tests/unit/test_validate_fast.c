/* layer: ingest */
/* Validating by vectors, against reading character by character. */
#include "ingest/encoding/gb18030.h"
#include "ingest/encoding/utf8.h"
#include "tests/unit/test_scan_slow.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

typedef size_t next_function(const void *bytes, size_t byte_count, uint32_t *code_point);
typedef bool valid_function(enum isa isa, const void *bytes, size_t byte_count);

static bool slow_is_valid(next_function *next, const unsigned char *bytes, size_t byte_count)
{
    uint32_t code_point;
    for (size_t i = 0, length; i < byte_count; i += length) {
        length = next(bytes + i, byte_count - i, &code_point);
        if (length == 0) return false;
    }
    return true;
}

static void assert_valid(valid_function *is_valid, const unsigned char *bytes, size_t byte_count,
                         bool expected)
{
    for (enum isa isa = ISA_PORTABLE; isa < ISA_COUNT; isa++)
        if (isa_is_here(isa)) assert_int_equal(is_valid(isa, bytes, byte_count), expected);
}

/* At least one byte of each kind that a table or a comparison tells apart. */
static const unsigned char utf8_kinds[] = {0x00, 0x41, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF,
                                           0xC0, 0xC1, 0xC2, 0xDF, 0xE0, 0xE1, 0xEC, 0xED, 0xEE,
                                           0xEF, 0xF0, 0xF1, 0xF3, 0xF4, 0xF5, 0xF8, 0xFF};
enum { UTF8_KINDS = sizeof utf8_kinds, ROOM_BYTES = 192 };

/* All sequences of up to four bytes of these kinds, where they touch the borders of blocks. */
static void test_utf8_at_borders(void **state)
{
    static const size_t places[] = {0, 29, 30, 31, 61, 62, 63, 64, 125, 126};
    unsigned char bytes[ROOM_BYTES];
    (void)state;
    memset(bytes, 'x', sizeof bytes);
    for (size_t p = 0; p < sizeof places / sizeof places[0]; p++) {
        unsigned char *at = bytes + places[p];
        for (unsigned number = 0; number < UTF8_KINDS * UTF8_KINDS * UTF8_KINDS * UTF8_KINDS;
             number++) {
            for (unsigned i = 0, rest = number; i < 4; i++, rest /= UTF8_KINDS)
                at[i] = utf8_kinds[rest % UTF8_KINDS];
            const bool expected = slow_is_valid(utf8_next, at, 5);
            assert_valid(utf8_is_valid_fast, bytes, sizeof bytes, expected);
        }
        memset(at, 'x', 4);
    }
}

/* Every pair of bytes at every place, and every text cut at every place: of exactly the bytes that
 * are there, so that the sanitizer sees what is read behind them. */
static void test_utf8_pairs_and_cuts(void **state)
{
    static const char text[] =
        "回访\xF0\x9F\x98\x80 é 回访回访回访回访回访回访回访回访回访回访\xF0\x9F"
        "\x98\x80 plain text of more than a block, then 回访回访\xC2\xA0\xF4"
        "\x8F\xBF\xBF";
    (void)state;
    unsigned char *bytes = malloc(66);
    assert_non_null(bytes);
    memset(bytes, 'x', 66);
    for (size_t at = 0; at + 2 <= 66; at++) {
        for (unsigned pair = 0; pair < 0x10000; pair++) {
            bytes[at] = (unsigned char)(pair >> 8);
            bytes[at + 1] = (unsigned char)pair;
            assert_valid(utf8_is_valid_fast, bytes, 66, slow_is_valid(utf8_next, bytes + at, 2));
        }
        memset(bytes + at, 'x', 2);
    }
    free(bytes);
    for (size_t cut = 0; cut < sizeof text; cut++) {
        unsigned char *copy = malloc(cut + 1);
        assert_non_null(copy);
        memcpy(copy + 1, text, cut);
        assert_valid(utf8_is_valid_fast, copy + 1, cut, slow_is_valid(utf8_next, copy + 1, cut));
        free(copy);
    }
}

/* ---- random texts and streams ---- */

struct letters {
    const char *const *characters;
    unsigned character_count;
    const char *faults; /* bytes that, put somewhere, most often break something */
    unsigned fault_count;
};

#define LETTERS(characters, faults)                                                                \
    {                                                                                              \
        characters, sizeof characters / sizeof characters[0], faults, sizeof faults - 1            \
    }

static const char *const utf8_characters[] = {
    "a",  ",",    "12345678, and some ASCII", "\n",          "é", "回",
    "访", "满意", "\xF0\x9F\x98\x80",         "\xEF\xBF\xBF"};
static const struct letters utf8_letters =
    LETTERS(utf8_characters, "\x80\xBF\xC0\xC2\xE0\xED\xF0\xF4\xF5\xFF"
                             "a");
static const char *const gb18030_characters[] = {"a",        ",",        "12345678, and some ASCII",
                                                 "0",        "\x80",     "\xBB\xD8",
                                                 "\xB7\xC3", "\x81\x40", "\xFE\x7E",
                                                 "\x81\x80", "\x81\xFE", "\xFE\xFE\xFE\xFE"};
static const struct letters gb18030_letters =
    LETTERS(gb18030_characters, "\x80\x81\xFE\xFF\x7F\x40\x39\x30");
/* As above, and now and then four bytes. */
static const char *const gb18030_all_characters[] = {
    "a",        "@",        "0",        "\x80",     "\xBB\xD8", "\xB7\x43",
    "\xFE\x7E", "\x81\x80", "\x81\xFE", "\xFE\xFE", "\xBB\xD8", "\x81\x30\x84\x32"};
static const struct letters gb18030_all_letters =
    LETTERS(gb18030_all_characters, "\x80\x81\xFE\xFF\x7F\x40\x39\x30");

static size_t draw_text(const struct letters *letters, unsigned long long *seed,
                        unsigned char *bytes, size_t most)
{
    const size_t wanted = slow_random(seed, (unsigned)most - 64);
    size_t byte_count = 0;
    while (byte_count < wanted) {
        const char *character = letters->characters[slow_random(seed, letters->character_count)];
        memcpy(bytes + byte_count, character, strlen(character));
        byte_count += strlen(character);
    }
    for (unsigned faults = slow_random(seed, 3); byte_count > 0 && faults > 0; faults--)
        bytes[slow_random(seed, (unsigned)byte_count)] =
            (unsigned char)letters->faults[slow_random(seed, letters->fault_count)];
    return byte_count;
}

static void check_random(const struct letters *letters, next_function *next,
                         valid_function *is_valid)
{
    enum { ROUNDS = 30000, MOST = 600 };
    unsigned char bytes[MOST];
    unsigned long long seed = 1;
    unsigned valid_count = 0;
    for (int round = 0; round < ROUNDS; round++) {
        const size_t byte_count = draw_text(letters, &seed, bytes, MOST);
        const bool expected = slow_is_valid(next, bytes, byte_count);
        assert_valid(is_valid, bytes, byte_count, expected);
        valid_count += expected;
    }
    assert_true(valid_count > ROUNDS / 4 && valid_count < ROUNDS - ROUNDS / 4);
}

static void test_random_texts(void **state)
{
    (void)state;
    check_random(&utf8_letters, utf8_next, utf8_is_valid_fast);
    check_random(&gb18030_letters, gb18030_next, gb18030_is_valid_fast);
    check_random(&gb18030_all_letters, gb18030_next, gb18030_is_valid_fast);
}

static void test_gb18030_at_borders(void **state)
{
    enum { KINDS = 12, LENGTH = 4 };
    static const unsigned char kinds[KINDS] = {0x2C, 0x30, 0x39, 0x3F, 0x40, 0x7E,
                                               0x7F, 0x80, 0x81, 0xFD, 0xFE, 0xFF};
    static const size_t borders[] = {64, 127, 128, 129};
    unsigned char bytes[256];
    (void)state;
    for (size_t b = 0; b < sizeof borders / sizeof borders[0]; b++) {
        for (size_t lead_count = 0; lead_count < 4; lead_count++) {
            unsigned char *at = bytes + borders[b] - 2;
            memset(bytes, 'x', sizeof bytes);
            memset(at - lead_count, 0xB0, lead_count);
            for (unsigned number = 0; number < KINDS * KINDS * KINDS * KINDS; number++) {
                for (unsigned i = 0, rest = number; i < LENGTH; i++, rest /= KINDS)
                    at[i] = kinds[rest % KINDS];
                const bool expected =
                    slow_is_valid(gb18030_next, at - lead_count, lead_count + LENGTH + 3);
                assert_valid(gb18030_is_valid_fast, bytes, sizeof bytes, expected);
            }
        }
    }
}

/* A stream fed in pieces to each variant says the same as one fed byte by byte. */
static void test_streams(void **state)
{
    enum { ROUNDS = 1500, MOST = 12000 };
    static unsigned char bytes[MOST];
    unsigned long long seed = 2;
    (void)state;
    for (int round = 0; round < ROUNDS; round++) {
        const bool is_utf8 = round % 2 == 0;
        const size_t byte_count =
            draw_text(is_utf8 ? &utf8_letters : &gb18030_all_letters, &seed, bytes, MOST);
        struct utf8_check utf8_slow;
        struct gb18030_check gb18030_slow;
        utf8_check_init(&utf8_slow);
        gb18030_check_init(&gb18030_slow);
        for (size_t i = 0; i < byte_count; i++) {
            utf8_check_feed(&utf8_slow, bytes + i, 1);
            gb18030_check_feed(&gb18030_slow, bytes + i, 1);
        }
        (void)utf8_check_finish(&utf8_slow);
        (void)gb18030_check_finish(&gb18030_slow);
        const size_t split = byte_count / 2;
        for (enum isa isa = ISA_PORTABLE; isa < ISA_COUNT; isa++) {
            struct utf8_check utf8;
            struct gb18030_check gb18030;
            if (!isa_is_here(isa)) continue;
            utf8_check_init(&utf8);
            gb18030_check_init(&gb18030);
            utf8.isa = gb18030.isa = isa;
            utf8_check_feed(&utf8, bytes, split);
            utf8_check_feed(&utf8, bytes + split, byte_count - split);
            gb18030_check_feed(&gb18030, bytes, split);
            gb18030_check_feed(&gb18030, bytes + split, byte_count - split);
            assert_int_equal(utf8_check_finish(&utf8), utf8_slow.bad_count == 0);
            assert_int_equal(utf8.bad_offset, utf8_slow.bad_offset);
            assert_int_equal(utf8.bad_count, utf8_slow.bad_count);
            assert_int_equal(gb18030_check_finish(&gb18030), gb18030_slow.bad_count == 0);
            assert_int_equal(gb18030.bad_offset, gb18030_slow.bad_offset);
            assert_int_equal(gb18030.bad_count, gb18030_slow.bad_count);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_utf8_at_borders),
        cmocka_unit_test(test_utf8_pairs_and_cuts),
        cmocka_unit_test(test_gb18030_at_borders),
        cmocka_unit_test(test_random_texts),
        cmocka_unit_test(test_streams),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
