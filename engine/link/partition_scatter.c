/* Records: put together column by column, a block at a time, then scattered to their partitions. */
#include "ingest/column_narrow.h"
#include "link/partition_steps.h"

#include <string.h>

/* Rows of a block. */
enum { BLOCK_ROWS = 128, LINE_BYTES = 64 };
enum {
    RECORD_BYTES_LIMIT =
        KEY_SLOT_LIMIT + PARTITION_COLUMN_LIMIT * (int)sizeof(int64_t) + (int)sizeof(uint32_t)
};

static void put_codes(unsigned char *out, size_t record_bytes, const struct segment_column *column,
                      uint32_t first_row, uint32_t row_count)
{
    const uint32_t *domain_codes = column->codes ? column->codes->domain_codes : NULL;
    for (uint32_t i = 0; i < row_count; i++) {
        const uint32_t number = segment_code(column, first_row + i);
        const uint32_t code = domain_codes ? domain_codes[number] : number;
        memcpy(out + i * record_bytes, &code, sizeof code);
    }
}

void partition_put_missing(unsigned char *out, size_t record_bytes, enum column_type type,
                           uint32_t row_count)
{
    const int8_t missing_byte = SCORE_MISSING;
    const int32_t missing_int = INT_MISSING;
    const int64_t missing_money = MONEY_MISSING;
    _Static_assert(SCORE_MISSING == BOOL_MISSING, "one marker for a byte");
    for (uint32_t i = 0; i < row_count; i++, out += record_bytes) {
        if (type == COLUMN_CODE || type == COLUMN_PATH)
            memset(out, 0, sizeof(uint32_t));
        else if (type == COLUMN_MONEY)
            memcpy(out, &missing_money, sizeof missing_money);
        else if (type == COLUMN_SCORE || type == COLUMN_BOOL)
            memcpy(out, &missing_byte, sizeof missing_byte);
        else
            memcpy(out, &missing_int, sizeof missing_int);
    }
}

static void put_values(unsigned char *out, size_t record_bytes, const struct segment_column *column,
                       enum column_type type, uint32_t first_row, uint32_t row_count)
{
    if (!column->values) {
        partition_put_missing(out, record_bytes, type, row_count);
        return;
    }
    if (type == COLUMN_CODE || type == COLUMN_PATH) {
        put_codes(out, record_bytes, column, first_row, row_count);
        return;
    }
    const size_t value_bytes = column_type_bytes(type);
    const unsigned char *values = (const unsigned char *)column->values + first_row * value_bytes;
    WIDE_BLOCK(BLOCK_ROWS) wide;
    if (column_is_narrow(column, type)) {
        column_widen(column, type, first_row, row_count, &wide);
        values = (const unsigned char *)&wide;
    }
    for (uint32_t i = 0; value_bytes == 4 && i < row_count; i++)
        memcpy(out + i * record_bytes, values + (size_t)i * 4, 4);
    for (uint32_t i = 0; value_bytes == 8 && i < row_count; i++)
        memcpy(out + i * record_bytes, values + (size_t)i * 8, 8);
    for (uint32_t i = 0; value_bytes == 1 && i < row_count; i++) out[i * record_bytes] = values[i];
}

static void put_rows(unsigned char *out, size_t record_bytes, uint32_t table_row,
                     uint32_t row_count)
{
    for (uint32_t i = 0; i < row_count; i++, table_row++)
        memcpy(out + i * record_bytes, &table_row, sizeof table_row);
}

/* The records of a block, side by side in input order. */
static void assemble(const struct partitions *partitions, const struct partition_source *source,
                     unsigned char *records, const struct segment *segment, uint32_t first_row,
                     uint32_t row_count)
{
    const struct segment_column *key = &segment->columns[source->key];
    const size_t record_bytes = source->record_bytes;
    pack_slots(&partitions->pack, records, record_bytes,
               (const unsigned char *)key->values + (size_t)first_row * key->value_bytes,
               key->value_bytes, row_count);
    for (size_t c = 0; c < source->column_count; c++)
        put_values(records + source->offsets[c], record_bytes,
                   &segment->columns[source->columns[c]],
                   source->table->columns[source->columns[c]].type, first_row, row_count);
    if (source->keeps_rows)
        put_rows(records + source->row_offset, record_bytes, segment->first_row + first_row,
                 row_count);
}

/* Rows of a block that have a record. */
struct picked {
    uint32_t count;
    uint8_t rows[BLOCK_ROWS];
};
_Static_assert(BLOCK_ROWS <= UINT8_MAX + 1, "fits");

/* Without branches on the row: ids are missing at random. */
static void pick(struct picked *picked, const uint16_t *chosen, uint32_t row_count,
                 size_t partition_count)
{
    uint32_t count = 0;
    for (uint32_t row = 0; row < row_count; row++) {
        picked->rows[count] = (uint8_t)row;
        count += chosen[row] != partition_count;
    }
    picked->count = count;
}

/* A write to a line that is not in the cache waits for the line; there are as many open lines as
 * partitions, and no hardware sees a pattern in them. So each write asks for the line behind it:
 * the next record of the partition finds it there. */
static inline __attribute__((always_inline)) void scatter_records(
    unsigned char *into, uint32_t *next, const unsigned char *records, const uint16_t *chosen,
    const struct picked *picked, size_t record_bytes)
{
    for (uint32_t i = 0; i < picked->count; i++) {
        const size_t row = picked->rows[i];
        unsigned char *record = into + (size_t)next[chosen[row]]++ * record_bytes;
        memcpy(record, records + row * record_bytes, record_bytes);
        __builtin_prefetch(record + LINE_BYTES, 1, 2);
    }
}

/* The usual sizes are copied by one or two instructions. */
static void scatter(unsigned char *into, uint32_t *next, const unsigned char *records,
                    const uint16_t *chosen, uint32_t row_count, size_t partition_count,
                    size_t record_bytes)
{
    struct picked all;
    const struct picked *picked = &all;
    pick(&all, chosen, row_count, partition_count);
    switch (record_bytes) {
    case 8: scatter_records(into, next, records, chosen, picked, 8); break;
    case 12: scatter_records(into, next, records, chosen, picked, 12); break;
    case 16: scatter_records(into, next, records, chosen, picked, 16); break;
    case 20: scatter_records(into, next, records, chosen, picked, 20); break;
    case 24: scatter_records(into, next, records, chosen, picked, 24); break;
    case 28: scatter_records(into, next, records, chosen, picked, 28); break;
    case 32: scatter_records(into, next, records, chosen, picked, 32); break;
    case 36: scatter_records(into, next, records, chosen, picked, 36); break;
    case 40: scatter_records(into, next, records, chosen, picked, 40); break;
    default: scatter_records(into, next, records, chosen, picked, record_bytes); break;
    }
}

void partition_scatter(const struct partitions *partitions, struct partition_source *source,
                       struct partition_task *task)
{
    unsigned char records[BLOCK_ROWS * RECORD_BYTES_LIMIT];
    for (size_t s = 0; s < task->segment_count; s++) {
        const struct segment *segment = &source->table->segments[task->first_segment + s];
        if (!partition_reaches(source, segment)) continue;
        for (uint32_t row = 0; row < segment->row_count; row += BLOCK_ROWS) {
            const uint32_t left = segment->row_count - row;
            const uint32_t row_count = left < BLOCK_ROWS ? left : BLOCK_ROWS;
            assemble(partitions, source, records, segment, row, row_count);
            scatter(source->records, task->next, records,
                    source->way.chosen + segment->first_row + row, row_count, partitions->count,
                    source->record_bytes);
        }
    }
}
