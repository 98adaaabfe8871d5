/* Rows come from the segments that lie where the block's rows are: a run of rows of one segment at
 * a time, column by column. */
#include "ingest/cache/cache_hash.h"
#include "ingest/cache/cache_write.h"
#include "ingest/column_narrow.h"
#include "ingest/slot.h"

#include <stdlib.h>
#include <string.h>

/* Rows [first, first + count) of a segment, and where in the block they go. */
struct row_run {
    const struct segment *segment;
    uint32_t first, count, into;
};

static size_t chunk_of_row(const struct cache_job *job, uint64_t row)
{
    size_t low = 0, high = job->file->chunk_count;
    while (high - low > 1) {
        const size_t middle = low + (high - low) / 2;
        if (job->rows_before[middle] <= row)
            low = middle;
        else
            high = middle;
    }
    return low;
}

static void copy_slots(const struct row_run *run, const struct segment_column *column,
                       uint32_t width_bytes, char *values)
{
    const uint32_t from_bytes = column->value_bytes;
    const uint32_t copied = from_bytes < width_bytes ? from_bytes : width_bytes;
    const char *from = (const char *)column->values + (size_t)run->first * from_bytes;
    char *into = values + (size_t)run->into * width_bytes;
    if (from_bytes == width_bytes) {
        memcpy(into, from, (size_t)run->count * width_bytes);
        return;
    }
    for (uint32_t row = 0; row < run->count; row++, from += from_bytes, into += width_bytes)
        for (uint32_t at = 0; at < width_bytes; at += KEY_UNIT_BYTES) {
            uint64_t unit = 0;
            if (at < copied) memcpy(&unit, from + at, sizeof unit);
            memcpy(into + at, &unit, sizeof unit);
        }
}

/* In the file numbers have the width of their type. */
static void copy_values(const struct row_run *run, const struct segment_column *column,
                        enum column_type type, uint32_t width_bytes, char *values)
{
    if (column_is_narrow(column, type))
        column_widen(column, type, run->first, run->count,
                     values + (size_t)run->into * width_bytes);
    else
        copy_slots(run, column, width_bytes, values);
}

static void widen_codes(const struct row_run *run, const struct segment_column *column,
                        const uint32_t *numbers, uint32_t *codes)
{
    const uint8_t *bytes = (const uint8_t *)column->values + run->first;
    const uint16_t *words = (const uint16_t *)column->values + run->first;
    const uint32_t *wide = (const uint32_t *)column->values + run->first;
    codes += run->into;
    if (column->value_bytes == 1)
        for (uint32_t row = 0; row < run->count; row++) codes[row] = numbers[bytes[row]];
    else if (column->value_bytes == 2)
        for (uint32_t row = 0; row < run->count; row++) codes[row] = numbers[words[row]];
    else
        for (uint32_t row = 0; row < run->count; row++) codes[row] = numbers[wide[row]];
}

static void narrow_codes(const uint32_t *codes, uint32_t row_count, uint32_t value_bytes,
                         void *values)
{
    uint8_t *bytes = values;
    uint16_t *words = values;
    if (value_bytes == 1)
        for (uint32_t row = 0; row < row_count; row++) bytes[row] = (uint8_t)codes[row];
    else if (value_bytes == 2)
        for (uint32_t row = 0; row < row_count; row++) words[row] = (uint16_t)codes[row];
    else
        memcpy(values, codes, row_count * sizeof *codes);
}

/* Marked slots get the entry's numbers, which come before those of this run in no order: such a
 * column does not count as ascending. */
static uint64_t flag_slots(const struct cache_collected *collected, unsigned char *slots,
                           uint32_t row_count)
{
    const struct cache_numbers *numbers = cache_numbers_of(collected, NULL);
    uint64_t flags = 0;
    bool has_texts = false;
    for (uint32_t row = 0; collected->has_marks && row < row_count; row++) {
        unsigned char *slot = slots + (size_t)row * collected->value_bytes;
        struct key_mark mark;
        if (slot[0] != KEY_MARK) continue;
        memcpy(&mark, slot, sizeof mark);
        flags |= CACHE_MARKED;
        mark.file = 0;
        if (mark.kind == KEY_MARK_TEXT) {
            mark.first = numbers->of[mark.first];
            has_texts = true;
        }
        memcpy(slot, &mark, sizeof mark);
    }
    if (!has_texts && slots_ascend(slots, collected->value_bytes, row_count))
        flags |= CACHE_ASCENDING;
    return flags;
}

/* The next run of rows of the block from `row` of the file on. */
static struct row_run next_run(const struct cache_job *job, uint64_t row, uint64_t past,
                               size_t chunk)
{
    const uint64_t begin = job->rows_before[chunk], end = job->rows_before[chunk + 1];
    return (struct row_run){.segment = &job->file->chunks[chunk].segment,
                            .first = (uint32_t)(row - begin),
                            .count = (uint32_t)((end < past ? end : past) - row)};
}

static void build_column(const struct cache_job *job, size_t index, uint64_t first,
                         uint32_t row_count, char *values, uint32_t *codes)
{
    const struct cache_collected *collected = &job->collected[index];
    const enum column_type type = job->file->plan.columns[index].schema->type;
    const bool is_coded = type == COLUMN_CODE || type == COLUMN_PATH;
    size_t chunk = chunk_of_row(job, first);
    for (uint32_t done = 0; done < row_count; chunk++) {
        struct row_run run = next_run(job, first + done, first + row_count, chunk);
        run.into = done;
        done += run.count;
        if (run.count == 0) continue;
        const struct segment_column *column = &run.segment->columns[index];
        if (is_coded)
            widen_codes(&run, column, cache_numbers_of(collected, column->codes)->of, codes);
        else
            copy_values(&run, column, type, collected->value_bytes, values);
    }
    if (is_coded) narrow_codes(codes, row_count, collected->value_bytes, values);
}

/* Least and greatest of the values present, as in struct segment_column. */
static void find_span(struct cache_piece *piece, const int32_t *values, uint32_t row_count)
{
    int32_t minimum = INT32_MAX, maximum = INT32_MIN;
    for (uint32_t row = 0; row < row_count; row++) {
        const int32_t present = values[row] == INT32_MIN ? INT32_MAX : values[row];
        minimum = present < minimum ? present : minimum;
        maximum = values[row] > maximum ? values[row] : maximum;
    }
    piece->minimum = minimum;
    piece->maximum = maximum;
}

void cache_block_build(const struct cache_job *job, size_t block, char *bytes,
                       struct cache_piece *pieces, uint32_t *codes)
{
    const uint64_t first = (uint64_t)block * CACHE_BLOCK_ROWS;
    const uint64_t left = job->rows_before[job->file->chunk_count] - first;
    const uint32_t row_count = left < CACHE_BLOCK_ROWS ? (uint32_t)left : CACHE_BLOCK_ROWS;
    for (size_t c = 0; c < job->file->plan.schema->column_count; c++) {
        const uint32_t value_bytes = job->collected[c].value_bytes;
        const size_t used = (size_t)row_count * value_bytes;
        const size_t whole = cache_block_bytes(&job->columns[c], 1, row_count);
        if (value_bytes == 0) continue;
        build_column(job, c, first, row_count, bytes, codes);
        memset(bytes + used, 0, whole - used);
        const enum column_type type = job->file->plan.columns[c].schema->type;
        if (type == COLUMN_ID)
            pieces[c].flags = flag_slots(&job->collected[c], (unsigned char *)bytes, row_count);
        else if (type == COLUMN_DATE || type == COLUMN_TIME)
            find_span(&pieces[c], (const int32_t *)(const void *)bytes, row_count);
        pieces[c].hash = cache_hash(bytes, whole);
        bytes += whole;
    }
}
