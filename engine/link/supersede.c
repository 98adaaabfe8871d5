/* Of rows with equal keys the last in input order stays: a month sent twice is counted once. A row
 * without a key repeats none. */
#include "ingest/slot.h"
#include "link/distinct.h"
#include "link/fetch.h"
#include "link/numbered.h"
#include "link/partition.h"
#include "link/span.h"
#include "link/stages.h"

#include <omp.h>
#include <stdlib.h>

/* The keys of a segment in which they ascend. */
struct range {
    const unsigned char *first, *last;
    uint32_t slot_bytes;
};

static int compare_ranges(const void *a, const void *b)
{
    const struct range *x = a, *y = b;
    return slot_compare(x->first, x->slot_bytes, y->first, y->slot_bytes);
}

/* Is it plain without a look at the rows that no key stands twice? So it is when the keys ascend in
 * every segment, and no two segments overlap: what a system writes that numbers its rows. */
static enum rc is_plain(const struct table *table, bool *plain, struct err *err)
{
    const size_t key = (size_t)table->schema->key;
    *plain = false;
    for (size_t s = 0; s < table->segment_count; s++)
        if (!table->segments[s].columns[key].is_ascending) return RC_OK;
    struct range *ranges = malloc((table->segment_count + 1) * sizeof *ranges);
    if (!ranges) return err_memory(err, (table->segment_count + 1) * sizeof *ranges);
    for (size_t s = 0; s < table->segment_count; s++) {
        const struct segment_column *column = &table->segments[s].columns[key];
        const size_t last = table->segments[s].row_count - 1;
        ranges[s] = (struct range){
            column->values, (const unsigned char *)column->values + last * column->value_bytes,
            column->value_bytes};
    }
    qsort(ranges, table->segment_count, sizeof *ranges, compare_ranges);
    bool apart = true;
    for (size_t s = 1; apart && s < table->segment_count; s++)
        apart = slot_compare(ranges[s - 1].last, ranges[s - 1].slot_bytes, ranges[s].first,
                             ranges[s].slot_bytes) < 0;
    free(ranges);
    *plain = apart;
    return RC_OK;
}

/* Mark every row of partition p that a later one repeats. */
static bool mark_partition(const struct partitions *partitions, size_t p, struct scratch *scratch,
                           uint8_t *is_dropped)
{
    const struct partition_source *source = &partitions->sources[0];
    const uint32_t count = source->first[p + 1] - source->first[p];
    const size_t record_bytes = source->record_bytes;
    const size_t number_bytes = (size_t)count * sizeof(uint32_t);
    if (!scratch_clear(scratch, distinct_bytes(count, partitions->slot_bytes) + 2 * number_bytes,
                       4))
        return false;
    struct distinct distinct;
    distinct_init(&distinct, scratch, count, partitions->slot_bytes);
    uint32_t *numbers = scratch_take(scratch, number_bytes);
    const unsigned char *records = source->records + source->first[p] * record_bytes;
    distinct_number(&distinct, records, record_bytes, count, numbers);
    if (distinct.count == count) return true;
    uint32_t *last = scratch_take(scratch, number_bytes); /* row + 1 of the last with that key */
    memset(last, 0, number_bytes);
    for (uint32_t i = 0; i < count; i++) {
        uint32_t row;
        memcpy(&row, records + i * record_bytes + source->row_offset, sizeof row);
        if (last[numbers[i]] > 0) is_dropped[last[numbers[i]] - 1] = 1;
        last[numbers[i]] = row + 1;
    }
    return true;
}

/* is_dropped[row] = 1 for every row of the table that a later one repeats. Partitions hold
 * different rows, so no two threads write the same byte. */
static enum rc mark_repeated(const struct table *table, uint8_t *is_dropped, struct err *err)
{
    struct partition_source source = {
        .table = table, .key = (size_t)table->schema->key, .keeps_rows = true};
    struct partitions partitions;
    const int thread_count = omp_get_max_threads();
    enum rc rc = partitions_make(&partitions, &source, 1, thread_count, err);
    int failed = 0;
    if (rc == RC_OK) {
        const struct partitions *made = &partitions;
#pragma omp parallel default(none) shared(made, is_dropped) reduction(|                            \
                                                                      : failed)                    \
    num_threads(thread_count) if (made->count > 1)
        {
            struct scratch scratch;
            scratch_init(&scratch);
#pragma omp for schedule(dynamic)
            for (size_t p = 0; p < made->count; p++)
                if (!failed) failed |= !mark_partition(made, p, &scratch, is_dropped);
            scratch_release(&scratch);
        }
        if (failed) rc = err_memory(err, (unsigned long long)table->row_count * sizeof(uint64_t));
    }
    partitions_release(&partitions);
    return rc;
}

/* Kept rows move to the front, run by run. Elements of any width: slots are wide. */
static void squeeze_values(unsigned char *values, size_t value_bytes, const uint8_t *is_dropped,
                           uint32_t row_count)
{
    size_t kept = 0;
    for (size_t row = 0; row < row_count; row++) {
        const uint8_t *next = memchr(is_dropped + row, 1, row_count - row);
        const size_t end = next ? (size_t)(next - is_dropped) : row_count;
        if (kept != row)
            memmove(values + kept * value_bytes, values + row * value_bytes,
                    (end - row) * value_bytes);
        kept += end - row;
        row = end;
    }
}

/* Close the gaps in one segment; returns how many rows went. */
static uint32_t squeeze_segment(const struct table *table, struct segment *segment,
                                const uint8_t *is_dropped)
{
    uint32_t dropped = 0;
    for (uint32_t row = 0; row < segment->row_count; row++) dropped += is_dropped[row];
    if (dropped == 0) return 0;
    for (size_t c = 0; dropped < segment->row_count && c < table->column_count; c++) {
        struct segment_column *column = &segment->columns[c];
        if (!column->values) continue;
        squeeze_values(column->values, column->value_bytes, is_dropped, segment->row_count);
        segment_column_span(column, table->columns[c].type, segment->row_count - dropped);
    }
    segment->row_count -= dropped;
    return dropped;
}

/* Of a segment that loses rows all columns must be there. */
static enum rc fetch_dropped(const struct table *table, const uint8_t *is_dropped, struct err *err)
{
    enum rc rc = RC_OK;
    for (size_t s = 0; rc == RC_OK && s < table->segment_count; s++) {
        const struct segment *segment = &table->segments[s];
        if (memchr(is_dropped + segment->first_row, 1, segment->row_count))
            rc = fetch_segment(table, segment, err);
    }
    return rc;
}

/* Drop the marked rows, count them in their files, and close the list of segments. */
static enum rc drop_marked(struct table *table, struct ingested *ingested,
                           const uint8_t *is_dropped, struct err *err)
{
    const size_t segment_count = table->segment_count;
    const enum rc rc = fetch_dropped(table, is_dropped, err);
    if (rc != RC_OK) return rc;
    uint32_t *dropped = malloc((segment_count + 1) * sizeof *dropped);
    if (!dropped) return err_memory(err, (segment_count + 1) * sizeof *dropped);
#pragma omp parallel for default(none) shared(table, is_dropped, dropped, segment_count)           \
    schedule(dynamic)
    for (size_t s = 0; s < segment_count; s++)
        dropped[s] =
            squeeze_segment(table, &table->segments[s], is_dropped + table->segments[s].first_row);
    uint32_t row_count = 0;
    table->segment_count = 0;
    for (size_t s = 0; s < segment_count; s++) {
        struct segment segment = table->segments[s];
        struct input_file *file = &ingested->files[segment.file];
        file->rows_superseded += dropped[s];
        file->rows_used -= dropped[s];
        segment.first_row = row_count;
        row_count += segment.row_count;
        if (segment.row_count > 0) table->segments[table->segment_count++] = segment;
    }
    table->row_count = row_count;
    free(dropped);
    return RC_OK;
}

/* What was said in a row that is dropped is not quoted. */
static void drop_quotes(struct quotes *quotes, int32_t table, const uint8_t *is_dropped)
{
    for (size_t i = 0; i < quotes->count; i++)
        if (quotes->rows[i].table == table && is_dropped[quotes->rows[i].row])
            quotes->rows[i].is_superseded = true;
}

static enum rc supersede_table(struct linked *linked, size_t index, struct ingested *ingested,
                               struct err *err)
{
    struct table *table = &linked->tables[index];
    const size_t key = (size_t)table->schema->key;
    bool plain;
    enum rc rc = fetch_columns(table, &key, 1, omp_get_max_threads(), err);
    if (rc == RC_OK) rc = is_plain(table, &plain, err);
    if (rc != RC_OK || plain) return rc;
    if (numbered_are_distinct(table, key, omp_get_max_threads())) return RC_OK;
    uint8_t *is_dropped = calloc((size_t)table->row_count + 1, 1);
    if (!is_dropped) return err_memory(err, (size_t)table->row_count + 1);
    rc = mark_repeated(table, is_dropped, err);
    if (rc == RC_OK) drop_quotes(&ingested->quotes, (int32_t)index, is_dropped);
    if (rc == RC_OK) rc = drop_marked(table, ingested, is_dropped, err);
    free(is_dropped);
    return rc;
}

enum rc link_supersede(struct linked *linked, struct ingested *ingested, struct err *err)
{
    enum rc rc = RC_OK;
    for (size_t t = 0; rc == RC_OK && t < linked->table_count; t++) {
        struct table *table = &linked->tables[t];
        if (table->schema->key < 0 || table->row_count == 0) continue;
        rc = supersede_table(linked, t, ingested, err);
        /* the table as it was read is the same rows */
        struct table *read = &ingested->tables[t].table;
        read->row_count = table->row_count;
        read->segment_count = table->segment_count;
    }
    return rc;
}
