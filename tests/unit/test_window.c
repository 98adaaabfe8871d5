/* layer: ingest
 * Line ends counted by blocks against one character at a time, and in pieces that begin where a
 * record does. */
#include "ingest/chunk/window.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

enum { TEXT_BYTES = 2000, ROUND_COUNT = 400 };

static uint32_t next(uint32_t *state)
{
    *state = *state * 1664525U + 1013904223U;
    return *state >> 16;
}

static uint64_t count_slowly(const char *text, size_t from, size_t to)
{
    uint64_t lines = 0;
    bool after_return = false;
    for (size_t i = from; i < to; i++) {
        if (text[i] == '\r' || (text[i] == '\n' && !after_return)) lines++;
        after_return = text[i] == '\r';
    }
    return lines;
}

static void test_counts(void **unused)
{
    (void)unused;
    static const char characters[] = {'\r', '\n', 'a', '\n'};
    static char text[TEXT_BYTES];
    uint32_t state = 1;
    for (uint32_t round = 0; round < ROUND_COUNT; round++) {
        const uint32_t kind_count = 2 + round % 3;
        for (size_t i = 0; i < sizeof text; i++) text[i] = characters[next(&state) % kind_count];
        const size_t from = next(&state) % 600, to = from + next(&state) % (TEXT_BYTES - 600);
        assert_int_equal(window_count_lines(text, from, to), count_slowly(text, from, to));
    }
}

/* More line ends than a byte counts, without a pause. */
static void test_feeds_alone(void **unused)
{
    (void)unused;
    static char text[TEXT_BYTES];
    for (size_t i = 0; i < sizeof text; i++) text[i] = '\n';
    for (size_t to = 0; to <= sizeof text; to++)
        assert_int_equal(window_count_lines(text, 0, to), to);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_counts),
                                       cmocka_unit_test(test_feeds_alone)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
