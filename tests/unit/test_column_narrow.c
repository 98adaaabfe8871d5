/* layer: ingest */
/* Numbers held narrow are what they were, at any width. */
#include "base/day.h"
#include "ingest/column_narrow.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

enum { ROWS = 200, FIRST = 3 };

static int64_t spread(uint32_t row, int64_t least, int64_t most)
{
    if (row == 5) return least;
    if (row == 6) return most;
    return row % 3 == 0 ? 0 : (int64_t)(row % 7) - (least < 0 ? 3 : 0);
}

static void check_ints(int64_t least, int64_t most, uint32_t value_bytes)
{
    int32_t values[ROWS], read[ROWS];
    struct store store;
    struct segment_column column = {.values = NULL};
    store_init(&store);
    for (uint32_t row = 0; row < ROWS; row++)
        values[row] = row % 11 == 0 ? INT_MISSING : (int32_t)spread(row, least, most);
    assert_true(column_narrow(&column, COLUMN_INT, values, ROWS, &store));
    assert_int_equal(column.value_bytes, value_bytes);
    assert_int_equal(column_is_narrow(&column, COLUMN_INT), value_bytes < 4);
    for (uint32_t row = 0; row < ROWS; row++)
        assert_int_equal(column_int_at(&column, row), values[row]);
    if (column_is_narrow(&column, COLUMN_INT)) {
        column_widen(&column, COLUMN_INT, FIRST, ROWS - FIRST, read);
        for (uint32_t row = FIRST; row < ROWS; row++)
            assert_int_equal(read[row - FIRST], values[row]);
    }
    store_release(&store);
}

static void check_money(int64_t least, int64_t most, uint32_t value_bytes)
{
    int64_t values[ROWS], read[ROWS];
    struct store store;
    struct segment_column column = {.values = NULL};
    store_init(&store);
    for (uint32_t row = 0; row < ROWS; row++)
        values[row] = row % 11 == 0 ? MONEY_MISSING : spread(row, least, most);
    assert_true(column_narrow(&column, COLUMN_MONEY, values, ROWS, &store));
    assert_int_equal(column.value_bytes, value_bytes);
    assert_int_equal(column_is_narrow(&column, COLUMN_MONEY), value_bytes < 8);
    for (uint32_t row = 0; row < ROWS; row++)
        assert_true(column_money_at(&column, row) == values[row]);
    if (column_is_narrow(&column, COLUMN_MONEY)) {
        column_widen(&column, COLUMN_MONEY, FIRST, ROWS - FIRST, read);
        for (uint32_t row = FIRST; row < ROWS; row++) assert_true(read[row - FIRST] == values[row]);
    }
    store_release(&store);
}

static void check_codes(uint32_t most, uint32_t value_bytes)
{
    uint32_t codes[ROWS], read[ROWS];
    struct store store;
    struct segment_column column = {.values = NULL};
    store_init(&store);
    for (uint32_t row = 0; row < ROWS; row++) codes[row] = row == 6 ? most : row % 5;
    assert_true(column_narrow(&column, COLUMN_CODE, codes, ROWS, &store));
    assert_int_equal(column.value_bytes, value_bytes);
    assert_int_equal(column_is_narrow(&column, COLUMN_CODE), value_bytes < 4);
    for (uint32_t row = 0; row < ROWS; row++)
        assert_int_equal(segment_code(&column, row), codes[row]);
    if (column_is_narrow(&column, COLUMN_CODE)) {
        column_widen(&column, COLUMN_CODE, FIRST, ROWS - FIRST, read);
        for (uint32_t row = FIRST; row < ROWS; row++)
            assert_int_equal(read[row - FIRST], codes[row]);
    }
    store_release(&store);
}

/* The least number of a width is taken by what is missing. */
static void numbers_are_as_wide_as_they_need(void **state)
{
    (void)state;
    check_ints(0, 0, 1);
    check_ints(INT8_MIN + 1, INT8_MAX, 1);
    check_ints(INT8_MIN, INT8_MAX, 2);
    check_ints(0, INT8_MAX + 1, 2);
    check_ints(INT16_MIN + 1, INT16_MAX, 2);
    check_ints(INT16_MIN, 0, 4);
    check_ints(0, INT16_MAX + 1, 4);
    check_ints(INT32_MIN + 1, INT32_MAX, 4);
    check_money(INT8_MIN + 1, INT8_MAX, 1);
    check_money(INT8_MIN, INT8_MAX, 2);
    check_money(INT16_MIN, 0, 4);
    check_money(INT32_MIN + 1, INT32_MAX, 4);
    check_money(INT32_MIN, 0, 8);
    check_money(0, (int64_t)INT32_MAX + 1, 8);
    check_money(INT64_MIN + 1, INT64_MAX, 8);
    check_codes(4, 1);
    check_codes(UINT8_MAX, 1);
    check_codes(UINT8_MAX + 1, 2);
    check_codes(UINT16_MAX, 2);
    check_codes(UINT16_MAX + 1, 4);
    check_codes(UINT32_MAX, 4);
}

/* All others stay as they are. */
static void dates_keep_their_width(void **state)
{
    (void)state;
    const int32_t days[] = {DAY_MISSING, 1, 20000};
    struct store store;
    struct segment_column column = {.values = NULL};
    store_init(&store);
    assert_true(column_narrow(&column, COLUMN_DATE, days, 3, &store));
    assert_int_equal(column.value_bytes, 4);
    assert_false(column_is_narrow(&column, COLUMN_DATE));
    for (uint32_t row = 0; row < 3; row++)
        assert_int_equal(((const int32_t *)column.values)[row], days[row]);
    store_release(&store);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_are_as_wide_as_they_need),
        cmocka_unit_test(dates_keep_their_width),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
