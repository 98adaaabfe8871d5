/* ingest/column_narrow.h: whole numbers in as few bytes as those of their segment need. Quantities,
 * months of warranty and most fees fit into one, two or four; and customers have some thirty
 * derived numbers, mostly zeros, days and small codes, which as they are derived would take more
 * memory than all surveys.
 *
 * int: 1, 2 or 4 bytes, money: 1, 2, 4 or 8, signed; the least number of a width stands for a
 * missing value. Derived codes: 1, 2 or 4, unsigned. All other types keep their width, and so do
 * derived columns of tables that were read. What a number's width is says
 * segment_column.value_bytes alone. Pure functions, thread-safe. */
#ifndef INGEST_COLUMN_NARROW_H
#define INGEST_COLUMN_NARROW_H
#include "base/store.h"
#include "ingest/column.h"

/* Values as the type has them (ingest/schema.h), into memory of the store; sets values and
 * value_bytes of the column. False: memory is out. */
bool column_narrow(struct segment_column *column, enum column_type type, const void *values,
                   uint32_t row_count, struct store *store);

static inline bool column_is_narrow(const struct segment_column *column, enum column_type type)
{
    return column->value_bytes < column_type_bytes(type) &&
           (type == COLUMN_INT || type == COLUMN_MONEY || (type == COLUMN_CODE && !column->codes));
}
/* Of a column that column_is_narrow(): rows first … as the type has them, uint32 for codes. */
void column_widen(const struct segment_column *column, enum column_type type, uint32_t first,
                  uint32_t row_count, void *into);

/* Room for so many values of either kind: declared memory may be used as one type alone. */
#define WIDE_BLOCK(row_count)                                                                      \
    union {                                                                                        \
        int32_t ints[row_count];                                                                   \
        int64_t money[row_count];                                                                  \
    }

/* A value of a column of any width, which has values. */
static inline int64_t column_money_at(const struct segment_column *column, uint32_t row)
{
    switch (column->value_bytes) {
    case 1: {
        const int8_t value = ((const int8_t *)column->values)[row];
        return value == INT8_MIN ? MONEY_MISSING : value;
    }
    case 2: {
        const int16_t value = ((const int16_t *)column->values)[row];
        return value == INT16_MIN ? MONEY_MISSING : value;
    }
    case 4: {
        const int32_t value = ((const int32_t *)column->values)[row];
        return value == INT32_MIN ? MONEY_MISSING : value;
    }
    default: return ((const int64_t *)column->values)[row];
    }
}
static inline int32_t column_int_at(const struct segment_column *column, uint32_t row)
{
    if (column->value_bytes == 4) return ((const int32_t *)column->values)[row];
    const int64_t value = column_money_at(column, row);
    return value == MONEY_MISSING ? INT_MISSING : (int32_t)value;
}

#endif
