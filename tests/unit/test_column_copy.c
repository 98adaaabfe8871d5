/* layer: ingest */
/* Copies of columns, by every instruction set, against looking at one value after the other. */
#include "ingest/column_copy.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { MOST_ROWS = 300, ROUNDS = 3000 };

static uint32_t random_next(uint64_t *random)
{
    *random ^= *random << 13;
    *random ^= *random >> 7;
    *random ^= *random << 17;
    return (uint32_t)(*random >> 32);
}

static uint32_t code_of(const unsigned char *at, uint32_t value_bytes)
{
    uint16_t word;
    uint32_t whole;
    memcpy(&word, at, sizeof word);
    memcpy(&whole, at, sizeof whole);
    return value_bytes == 1 ? *at : value_bytes == 2 ? word : whole;
}

static void test_codes(void **state)
{
    uint64_t random = 61;
    (void)state;
    for (int round = 0; round < ROUNDS; round++) {
        const uint32_t row_count = random_next(&random) % MOST_ROWS;
        const uint32_t value_bytes = 1U << random_next(&random) % 3;
        uint32_t codes[MOST_ROWS];
        unsigned char into[MOST_ROWS * sizeof *codes + 2 * sizeof *codes];
        for (uint32_t row = 0; row < row_count; row++)
            codes[row] = random_next(&random) >> (32 - 8 * value_bytes);
        for (enum isa isa = 0; isa < ISA_COUNT; isa++) {
            if (!isa_is_here(isa)) continue;
            memset(into, 0xA5, sizeof into);
            column_copy_codes(isa, codes, row_count, into, value_bytes);
            for (uint32_t row = 0; row < row_count; row++)
                assert_int_equal(code_of(into + (size_t)row * value_bytes, value_bytes),
                                 codes[row]);
            assert_int_equal(into[(size_t)row_count * value_bytes], 0xA5);
        }
    }
}

/* Few different values, so that the missing one is often among the least, the greatest, or all. */
static void test_numbers(void **state)
{
    static const int32_t odd[] = {INT32_MIN, INT32_MIN + 1, INT32_MAX, -1, 0, 1};
    uint64_t random = 62;
    (void)state;
    for (int round = 0; round < ROUNDS; round++) {
        const uint32_t row_count = random_next(&random) % MOST_ROWS;
        const uint32_t odd_share = random_next(&random) % 257;
        int32_t values[MOST_ROWS], into[MOST_ROWS + 1];
        struct column_range expected = {INT32_MAX, INT32_MIN};
        for (uint32_t row = 0; row < row_count; row++) {
            const bool is_odd = random_next(&random) % 256 < odd_share;
            values[row] = is_odd ? odd[round % 5 > 0 ? random_next(&random) % 6 : 0]
                                 : (int32_t)(random_next(&random) % 100000) - 50000;
            if (values[row] == INT32_MIN) continue;
            if (values[row] < expected.minimum) expected.minimum = values[row];
            if (values[row] > expected.maximum) expected.maximum = values[row];
        }
        for (enum isa isa = 0; isa < ISA_COUNT; isa++) {
            if (!isa_is_here(isa)) continue;
            into[row_count] = 77;
            const struct column_range range = column_copy_numbers(isa, values, row_count, into);
            assert_int_equal(range.minimum, expected.minimum);
            assert_int_equal(range.maximum, expected.maximum);
            assert_memory_equal(into, values, row_count * sizeof *values);
            assert_int_equal(into[row_count], 77);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_codes),
                                       cmocka_unit_test(test_numbers)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
