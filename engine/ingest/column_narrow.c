#include "ingest/column_narrow.h"

#include <string.h>

_Static_assert(INT_MISSING == INT32_MIN && MONEY_MISSING == INT64_MIN, "missing is the least");

struct range {
    int64_t least, most;
};

static struct range int_range(const int32_t *values, uint32_t row_count)
{
    int32_t least = 0, most = 0;
    for (uint32_t row = 0; row < row_count; row++) {
        const int32_t value = values[row] == INT_MISSING ? 0 : values[row];
        least = value < least ? value : least;
        most = value > most ? value : most;
    }
    return (struct range){least, most};
}

static struct range money_range(const int64_t *values, uint32_t row_count)
{
    struct range range = {0, 0};
    for (uint32_t row = 0; row < row_count; row++) {
        const int64_t value = values[row] == MONEY_MISSING ? 0 : values[row];
        range.least = value < range.least ? value : range.least;
        range.most = value > range.most ? value : range.most;
    }
    return range;
}

static uint32_t code_bytes(const uint32_t *codes, uint32_t row_count)
{
    uint32_t bits = 0;
    for (uint32_t row = 0; row < row_count; row++) bits |= codes[row];
    return bits <= UINT8_MAX ? 1 : bits <= UINT16_MAX ? 2 : 4;
}

static uint32_t number_bytes(struct range range)
{
    if (range.least > INT8_MIN && range.most <= INT8_MAX) return 1;
    if (range.least > INT16_MIN && range.most <= INT16_MAX) return 2;
    return range.least > INT32_MIN && range.most <= INT32_MAX ? 4 : 8;
}

/* Each value of `from`, whose missing one is `missing_from`, into `to`. Both widths are constants
 * wherever it is used, and the compiler makes vectors of it. */
#define CONVERT(to_type, to, missing_to, from_type, from, missing_from)                            \
    do {                                                                                           \
        to_type *restrict target = (to);                                                           \
        const from_type *restrict source = (from);                                                 \
        for (uint32_t row = 0; row < row_count; row++)                                             \
            target[row] = source[row] == (missing_from) ? (missing_to) : (to_type)source[row];     \
    } while (0)

static void put_ints(void *to, uint32_t value_bytes, const int32_t *values, uint32_t row_count)
{
    if (value_bytes == 1)
        CONVERT(int8_t, to, INT8_MIN, int32_t, values, INT_MISSING);
    else if (value_bytes == 2)
        CONVERT(int16_t, to, INT16_MIN, int32_t, values, INT_MISSING);
    else
        memcpy(to, values, row_count * sizeof *values);
}

static void put_money(void *to, uint32_t value_bytes, const int64_t *values, uint32_t row_count)
{
    if (value_bytes == 1)
        CONVERT(int8_t, to, INT8_MIN, int64_t, values, MONEY_MISSING);
    else if (value_bytes == 2)
        CONVERT(int16_t, to, INT16_MIN, int64_t, values, MONEY_MISSING);
    else if (value_bytes == 4)
        CONVERT(int32_t, to, INT32_MIN, int64_t, values, MONEY_MISSING);
    else
        memcpy(to, values, row_count * sizeof *values);
}

static void put_codes(void *to, uint32_t value_bytes, const uint32_t *codes, uint32_t row_count)
{
    if (value_bytes == 1)
        CONVERT(uint8_t, to, 0, uint32_t, codes, 0);
    else if (value_bytes == 2)
        CONVERT(uint16_t, to, 0, uint32_t, codes, 0);
    else
        memcpy(to, codes, row_count * sizeof *codes);
}

static uint32_t least_bytes(enum column_type type, const void *values, uint32_t row_count)
{
    if (type == COLUMN_INT) return number_bytes(int_range(values, row_count));
    if (type == COLUMN_MONEY) return number_bytes(money_range(values, row_count));
    if (type == COLUMN_CODE) return code_bytes(values, row_count);
    return (uint32_t)column_type_bytes(type);
}

bool column_narrow(struct segment_column *column, enum column_type type, const void *values,
                   uint32_t row_count, struct store *store)
{
    const uint32_t value_bytes = least_bytes(type, values, row_count);
    column->value_bytes = value_bytes;
    column->values = store_take_array(store, row_count, value_bytes);
    if (!column->values) return false;
    if (type == COLUMN_INT)
        put_ints(column->values, value_bytes, values, row_count);
    else if (type == COLUMN_MONEY)
        put_money(column->values, value_bytes, values, row_count);
    else if (type == COLUMN_CODE)
        put_codes(column->values, value_bytes, values, row_count);
    else
        memcpy(column->values, values, (size_t)row_count * value_bytes);
    return true;
}

static void read_ints(const struct segment_column *column, uint32_t first, uint32_t row_count,
                      int32_t *into)
{
    if (column->value_bytes == 1)
        CONVERT(int32_t, into, INT_MISSING, int8_t, (const int8_t *)column->values + first,
                INT8_MIN);
    else
        CONVERT(int32_t, into, INT_MISSING, int16_t, (const int16_t *)column->values + first,
                INT16_MIN);
}

static void read_money(const struct segment_column *column, uint32_t first, uint32_t row_count,
                       int64_t *into)
{
    if (column->value_bytes == 1)
        CONVERT(int64_t, into, MONEY_MISSING, int8_t, (const int8_t *)column->values + first,
                INT8_MIN);
    else if (column->value_bytes == 2)
        CONVERT(int64_t, into, MONEY_MISSING, int16_t, (const int16_t *)column->values + first,
                INT16_MIN);
    else
        CONVERT(int64_t, into, MONEY_MISSING, int32_t, (const int32_t *)column->values + first,
                INT32_MIN);
}

static void read_codes(const struct segment_column *column, uint32_t first, uint32_t row_count,
                       uint32_t *into)
{
    if (column->value_bytes == 1)
        CONVERT(uint32_t, into, 0, uint8_t, (const uint8_t *)column->values + first, 0);
    else
        CONVERT(uint32_t, into, 0, uint16_t, (const uint16_t *)column->values + first, 0);
}

void column_widen(const struct segment_column *column, enum column_type type, uint32_t first,
                  uint32_t row_count, void *into)
{
    if (type == COLUMN_INT)
        read_ints(column, first, row_count, into);
    else if (type == COLUMN_MONEY)
        read_money(column, first, row_count, into);
    else
        read_codes(column, first, row_count, into);
}
