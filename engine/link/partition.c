/* Two passes: the first finds each row's partition and counts how many rows of each task fall into
 * it, the second puts every record to the very place that these counts leave for it. So threads
 * never meet, and input order is kept. */
#include "link/partition.h"

#include "ingest/slot.h"

#include <stdlib.h>
#include <string.h>

/* Rows of a partition: about a megabyte of records and tables, so that it fits the second-level
 * cache. More partitions than the limit would cost more in scattering than they save. */
enum { PARTITION_ROWS = 1 << 14, PARTITION_COUNT_LIMIT = 1 << 12 };
/* A task is a run of segments. Tasks do not depend on threads; their number is bounded, because
 * each keeps a count per partition. */
enum { TASK_ROWS = 1 << 16, TASK_COUNT_LIMIT = 1 << 8 };
/* Records are put together column by column, this many at a time, before they are scattered. */
enum { BLOCK_ROWS = 128, LINE_BYTES = 64 };
enum {
    RECORD_BYTES_LIMIT =
        KEY_SLOT_LIMIT + PARTITION_COLUMN_LIMIT * (int)sizeof(int64_t) + (int)sizeof(uint32_t)
};

struct task {
    size_t first_segment, segment_count;
    uint32_t *next; /* per partition: rows of the task, then the place of its next record */
};

struct cutting {
    struct partitions *partitions;
    struct partition_source *source;
    struct task *tasks;
    size_t task_count;
    uint32_t *counts;   /* task_count × (partitions + 1) */
    uint16_t *chosen;   /* per row of the table: its partition; their count when it has no id */
    struct store store; /* of chosen */
};
_Static_assert(PARTITION_COUNT_LIMIT <= UINT16_MAX, "fits");

/* Always inlined, so that the usual widths are known to the compiler. */
static inline __attribute__((always_inline)) void choose_rows(uint16_t *chosen, uint32_t *counts,
                                                              const unsigned char *slots,
                                                              size_t slot_bytes, uint32_t row_count,
                                                              size_t partition_count)
{
    for (uint32_t row = 0; row < row_count; row++) {
        const unsigned char *slot = slots + row * slot_bytes;
        const uint64_t hash = slot_hash(slot, slot_bytes);
        const size_t upper_bits = (size_t)((u128)hash * partition_count >> 64);
        const size_t partition = slot_is_missing(slot) ? partition_count : upper_bits;
        chosen[row] = (uint16_t)partition;
        counts[partition]++;
    }
}

static void choose(const struct cutting *cutting, const struct segment *segment, uint32_t *counts)
{
    const struct segment_column *key = &segment->columns[cutting->source->key];
    const size_t partition_count = cutting->partitions->count;
    uint16_t *chosen = cutting->chosen + segment->first_row;
    const uint32_t row_count = segment->row_count;
    switch (key->value_bytes) {
    case 8: choose_rows(chosen, counts, key->values, 8, row_count, partition_count); break;
    case 16: choose_rows(chosen, counts, key->values, 16, row_count, partition_count); break;
    case 24: choose_rows(chosen, counts, key->values, 24, row_count, partition_count); break;
    default: choose_rows(chosen, counts, key->values, key->value_bytes, row_count, partition_count);
    }
}

static void count_task(const struct cutting *cutting, const struct task *task)
{
    const struct table *table = cutting->source->table;
    for (size_t s = 0; s < task->segment_count; s++) {
        const struct segment *segment = &table->segments[task->first_segment + s];
        if (segment->columns[cutting->source->key].values) choose(cutting, segment, task->next);
    }
}

/* From counts to places; returns the number of records. */
static uint32_t place_tasks(const struct cutting *cutting)
{
    uint32_t place = 0;
    for (size_t p = 0; p < cutting->partitions->count; p++) {
        cutting->source->first[p] = place;
        for (size_t t = 0; t < cutting->task_count; t++) {
            const uint32_t count = cutting->tasks[t].next[p];
            cutting->tasks[t].next[p] = place;
            place += count;
        }
    }
    cutting->source->first[cutting->partitions->count] = place;
    return place;
}

static void put_slots(unsigned char *records, size_t record_bytes, size_t slot_bytes,
                      const unsigned char *slots, size_t width, uint32_t row_count)
{
    if (slot_bytes == KEY_UNIT_BYTES) {
        for (uint32_t i = 0; i < row_count; i++)
            memcpy(records + i * record_bytes, slots + (size_t)i * KEY_UNIT_BYTES, KEY_UNIT_BYTES);
        return;
    }
    for (uint32_t i = 0; i < row_count; i++) {
        unsigned char *slot = records + i * record_bytes;
        size_t at = 0;
        for (; at < width; at += KEY_UNIT_BYTES)
            memcpy(slot + at, slots + i * width + at, KEY_UNIT_BYTES);
        for (; at < slot_bytes; at += KEY_UNIT_BYTES) memset(slot + at, 0, KEY_UNIT_BYTES);
    }
}

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

static void put_missing(unsigned char *out, size_t record_bytes, enum column_type type,
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
        put_missing(out, record_bytes, type, row_count);
        return;
    }
    if (type == COLUMN_CODE || type == COLUMN_PATH) {
        put_codes(out, record_bytes, column, first_row, row_count);
        return;
    }
    const size_t value_bytes = column_type_bytes(type);
    const unsigned char *values = (const unsigned char *)column->values + first_row * value_bytes;
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
static void assemble(const struct cutting *cutting, unsigned char *records,
                     const struct segment *segment, uint32_t first_row, uint32_t row_count)
{
    const struct partition_source *source = cutting->source;
    const struct segment_column *key = &segment->columns[source->key];
    const size_t record_bytes = source->record_bytes;
    put_slots(records, record_bytes, cutting->partitions->slot_bytes,
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

/* Rows of a block that have an id. */
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

static void scatter_task(const struct cutting *cutting, const struct task *task)
{
    const struct partition_source *source = cutting->source;
    unsigned char records[BLOCK_ROWS * RECORD_BYTES_LIMIT];
    for (size_t s = 0; s < task->segment_count; s++) {
        const struct segment *segment = &source->table->segments[task->first_segment + s];
        if (!segment->columns[source->key].values) continue;
        for (uint32_t row = 0; row < segment->row_count; row += BLOCK_ROWS) {
            const uint32_t left = segment->row_count - row;
            const uint32_t row_count = left < BLOCK_ROWS ? left : BLOCK_ROWS;
            assemble(cutting, records, segment, row, row_count);
            scatter(source->records, task->next, records,
                    cutting->chosen + segment->first_row + row, row_count,
                    cutting->partitions->count, source->record_bytes);
        }
    }
}

/* Runs of segments with at least so many rows each; `tasks` has room for TASK_COUNT_LIMIT + 1. */
static size_t list_tasks(const struct table *table, struct task *tasks)
{
    const uint32_t share = table->row_count / TASK_COUNT_LIMIT + 1;
    const uint32_t least = share > TASK_ROWS ? share : TASK_ROWS;
    size_t task_count = 0, first = 0;
    uint64_t row_count = 0;
    for (size_t s = 0; s < table->segment_count; s++) {
        row_count += table->segments[s].row_count;
        if (row_count < least && s + 1 < table->segment_count) continue;
        tasks[task_count++] = (struct task){first, s + 1 - first, NULL};
        first = s + 1;
        row_count = 0;
    }
    return task_count;
}

static void run_tasks(const struct cutting *cutting, int thread_count,
                      void (*run)(const struct cutting *, const struct task *))
{
    const size_t task_count = cutting->task_count;
#pragma omp parallel for default(none) shared(cutting, task_count, run) schedule(dynamic)          \
    num_threads(thread_count) if (task_count > 1)
    for (size_t t = 0; t < task_count; t++) run(cutting, &cutting->tasks[t]);
}

static enum rc cut_tasks(struct cutting *cutting, int thread_count, struct err *err)
{
    struct partition_source *source = cutting->source;
    run_tasks(cutting, thread_count, count_task);
    const uint32_t record_count = place_tasks(cutting);
    struct store *store = &cutting->partitions->store;
    source->records = store_take_array(store, record_count, source->record_bytes);
    if (!source->records)
        return err_memory(err, (unsigned long long)record_count * source->record_bytes);
    run_tasks(cutting, thread_count, scatter_task);
    return RC_OK;
}

static enum rc cut_source(struct partitions *partitions, struct partition_source *source,
                          int thread_count, struct err *err)
{
    struct task tasks[TASK_COUNT_LIMIT + 1];
    struct cutting cutting = {.partitions = partitions, .source = source, .tasks = tasks};
    cutting.task_count = list_tasks(source->table, tasks);
    const size_t counts_a_task = partitions->count + 1;
    store_init(&cutting.store);
    cutting.chosen =
        store_take_array(&cutting.store, source->table->row_count, sizeof *cutting.chosen);
    cutting.counts = calloc(cutting.task_count * counts_a_task, sizeof *cutting.counts);
    enum rc rc;
    if (cutting.chosen && cutting.counts) {
        for (size_t t = 0; t < cutting.task_count; t++)
            tasks[t].next = cutting.counts + t * counts_a_task;
        rc = cut_tasks(&cutting, thread_count, err);
    } else {
        rc = err_memory(err, source->table->row_count * sizeof *cutting.chosen);
    }
    free(cutting.counts);
    store_release(&cutting.store);
    return rc;
}

/* Widest slot of all sources, and their rows. */
static uint64_t survey_sources(struct partitions *partitions)
{
    uint64_t row_count = 0;
    partitions->slot_bytes = KEY_UNIT_BYTES;
    for (size_t i = 0; i < partitions->source_count; i++) {
        const struct partition_source *source = &partitions->sources[i];
        if (!source->table) continue;
        row_count += source->table->row_count;
        for (size_t s = 0; s < source->table->segment_count; s++) {
            const struct segment_column *key = &source->table->segments[s].columns[source->key];
            if (key->values && key->value_bytes > partitions->slot_bytes)
                partitions->slot_bytes = key->value_bytes;
        }
    }
    return row_count;
}

/* Where the parts of a record are: wide values first, so that most lie at a multiple of their
 * width. */
static void lay_out(struct partition_source *source, uint32_t slot_bytes)
{
    uint32_t at = slot_bytes;
    for (size_t c = 0; c < source->column_count; c++)
        source->value_bytes[c] =
            (uint32_t)column_type_bytes(source->table->columns[source->columns[c]].type);
    for (uint32_t width = sizeof(int64_t); width > 0; width /= 2) {
        if (width == sizeof(uint32_t) && source->keeps_rows) {
            source->row_offset = at;
            at += width;
        }
        for (size_t c = 0; c < source->column_count; c++) {
            if (source->value_bytes[c] != width) continue;
            source->offsets[c] = at;
            at += width;
        }
    }
    source->record_bytes = (at + 3) / 4 * 4;
}

enum rc partitions_make(struct partitions *partitions, struct partition_source *sources,
                        size_t source_count, int thread_count, struct err *err)
{
    *partitions = (struct partitions){.sources = sources, .source_count = source_count, .count = 1};
    store_init(&partitions->store);
    const uint64_t row_count = survey_sources(partitions);
    while (partitions->count < PARTITION_COUNT_LIMIT &&
           partitions->count * (uint64_t)PARTITION_ROWS < row_count)
        partitions->count *= 2;
    for (size_t i = 0; i < source_count; i++) {
        struct partition_source *source = &sources[i];
        source->first =
            store_take_array(&partitions->store, partitions->count + 1, sizeof *source->first);
        if (!source->first) return err_memory(err, partitions->count * sizeof *source->first);
        memset(source->first, 0, (partitions->count + 1) * sizeof *source->first);
        if (!source->table || source->table->row_count == 0) continue;
        lay_out(source, partitions->slot_bytes);
        const enum rc rc = cut_source(partitions, source, thread_count, err);
        if (rc != RC_OK) return rc;
    }
    return RC_OK;
}

void partitions_release(struct partitions *partitions)
{
    store_release(&partitions->store);
    *partitions = (struct partitions){.count = 0};
}
