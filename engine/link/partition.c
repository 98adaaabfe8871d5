/* Two passes: the first finds each row's partition and counts how many rows of each task fall into
 * it, the second puts every record to the very place that these counts leave for it. So threads
 * never meet, and input order is kept. Results come back by the same places, from the last row to
 * the first. */
#include "link/partition.h"

#include "ingest/later.h"
#include "ingest/slot.h"
#include "link/partition_steps.h"

#include <stdlib.h>
#include <string.h>

/* Rows of a partition: about a megabyte of records and tables, so that it fits the second-level
 * cache. More partitions than the limit would cost more in scattering than they save. */
enum { PARTITION_ROWS = 1 << 14, PARTITION_COUNT_LIMIT = 1 << 12 };
/* Rows of a task, at least; there are at most PARTITION_TASK_LIMIT, because each keeps a count per
 * partition. */
enum { TASK_ROWS = 1 << 16 };
_Static_assert(PARTITION_COUNT_LIMIT <= UINT16_MAX, "way.chosen holds it");

bool partition_reaches(const struct partition_source *source, const struct segment *segment)
{
    const size_t number = (size_t)(segment - source->table->segments);
    if (number < source->first_segment || !column_has_values(&segment->columns[source->key]))
        return false;
    const struct segment_column *clock = &segment->columns[source->start_column];
    return !source->has_start || (column_has_values(clock) && clock->minimum <= clock->maximum &&
                                  clock->maximum >= source->start);
}

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

static void choose(uint16_t *chosen, uint32_t *counts, const struct segment_column *key,
                   uint32_t row_count, size_t partition_count)
{
    switch (key->value_bytes) {
    case 8: choose_rows(chosen, counts, key->values, 8, row_count, partition_count); break;
    case 16: choose_rows(chosen, counts, key->values, 16, row_count, partition_count); break;
    case 24: choose_rows(chosen, counts, key->values, 24, row_count, partition_count); break;
    default: choose_rows(chosen, counts, key->values, key->value_bytes, row_count, partition_count);
    }
}

/* Rows before the start go to no partition. */
static void leave_early(uint16_t *chosen, uint32_t *counts, const int32_t *times, int32_t start,
                        uint32_t row_count, size_t partition_count)
{
    for (uint32_t row = 0; row < row_count; row++) {
        const uint16_t late = times[row] < start ? (uint16_t)partition_count : chosen[row];
        counts[chosen[row]]--;
        counts[late]++;
        chosen[row] = late;
    }
}

/* Have everything there that a record is made of. */
static enum rc fetch_task(const struct partition_source *source, const struct partition_task *task,
                          struct err *err)
{
    enum rc rc = RC_OK;
    for (size_t s = 0; rc == RC_OK && s < task->segment_count; s++) {
        const struct segment *segment = &source->table->segments[task->first_segment + s];
        if (!partition_reaches(source, segment)) continue;
        rc = segment_fetch(segment, source->key, err);
        if (rc == RC_OK && source->has_start)
            rc = segment_fetch(segment, source->start_column, err);
        for (size_t c = 0; rc == RC_OK && c < source->column_count; c++)
            rc = segment_fetch(segment, source->columns[c], err);
    }
    return rc;
}

static enum rc fetch_source(const struct partition_source *source, int thread_count,
                            struct err *err)
{
    enum rc rc = RC_OK;
    const size_t task_count = source->way.task_count;
#pragma omp parallel for default(none) shared(source, task_count, rc, err) schedule(dynamic)       \
    num_threads(thread_count) if (task_count > 1)
    for (size_t t = 0; t < task_count; t++) {
        struct err own = ERR_INIT;
        if (fetch_task(source, &source->way.tasks[t], &own) == RC_OK) continue;
#pragma omp critical(partition_fetch)
        if (rc == RC_OK) {
            rc = own.rc;
            if (err && err->rc == RC_OK) *err = own;
        }
    }
    return rc;
}

/* Slots are read once for both, while they are in the cache. */
static void count_task(const struct partitions *partitions, struct partition_source *source,
                       struct partition_task *task)
{
    enum { BLOCK_ROWS = 512 };
    for (size_t s = 0; s < task->segment_count; s++) {
        const struct segment *segment = &source->table->segments[task->first_segment + s];
        if (!partition_reaches(source, segment)) continue;
        const struct segment_column *clock = &segment->columns[source->start_column];
        struct segment_column key = segment->columns[source->key];
        for (uint32_t first = 0; first < segment->row_count; first += BLOCK_ROWS) {
            const uint32_t left = segment->row_count - first;
            const uint32_t row_count = left < BLOCK_ROWS ? left : BLOCK_ROWS;
            uint16_t *chosen = source->way.chosen + segment->first_row + first;
            choose(chosen, task->next, &key, row_count, partitions->count);
            pack_bits_add(&task->bits, key.values, key.value_bytes, row_count);
            if (source->has_start && clock->minimum < source->start)
                leave_early(chosen, task->next, (const int32_t *)clock->values + first,
                            source->start, row_count, partitions->count);
            key.values = (unsigned char *)key.values + (size_t)row_count * key.value_bytes;
        }
    }
}

/* From counts to places; returns the number of records. */
static uint32_t place_tasks(const struct partitions *partitions, struct partition_source *source)
{
    uint32_t place = 0;
    for (size_t p = 0; p < partitions->count; p++) {
        source->first[p] = place;
        for (size_t t = 0; t < source->way.task_count; t++) {
            const uint32_t count = source->way.tasks[t].next[p];
            source->way.tasks[t].next[p] = place;
            place += count;
        }
    }
    source->first[partitions->count] = place;
    return place;
}

/* Runs of segments with at least so many rows each; `tasks` has room for PARTITION_TASK_LIMIT + 1.
 */
static size_t list_tasks(const struct table *table, struct partition_task *tasks)
{
    const uint32_t share = table->row_count / PARTITION_TASK_LIMIT + 1;
    const uint32_t least = share > TASK_ROWS ? share : TASK_ROWS;
    size_t task_count = 0, first = 0;
    uint64_t row_count = 0;
    for (size_t s = 0; s < table->segment_count; s++) {
        row_count += table->segments[s].row_count;
        if (row_count < least && s + 1 < table->segment_count) continue;
        tasks[task_count++] =
            (struct partition_task){.first_segment = first, .segment_count = s + 1 - first};
        first = s + 1;
        row_count = 0;
    }
    return task_count;
}

static void run_tasks(const struct partitions *partitions, struct partition_source *source,
                      int thread_count, partition_step *step)
{
    const size_t task_count = source->way.task_count;
#pragma omp parallel for default(none) shared(partitions, source, task_count, step)                \
    schedule(dynamic) num_threads(thread_count) if (task_count > 1)
    for (size_t t = 0; t < task_count; t++) step(partitions, source, &source->way.tasks[t]);
}

/* Partitions of all rows of the source, counted. */
static enum rc find_way(struct partitions *partitions, struct partition_source *source,
                        int thread_count, struct err *err)
{
    struct partition_way *way = &source->way;
    const size_t count_bytes = (partitions->count + 1) * sizeof(uint32_t);
    source->first = store_take(&partitions->store, count_bytes);
    if (!source->first) return err_memory(err, count_bytes);
    memset(source->first, 0, count_bytes);
    if (!source->table || source->table->row_count == 0) return RC_OK;
    way->tasks = store_take_array(&way->store, PARTITION_TASK_LIMIT + 1, sizeof *way->tasks);
    way->chosen = store_take_array(&way->store, source->table->row_count, sizeof *way->chosen);
    if (!way->tasks || !way->chosen)
        return err_memory(err, source->table->row_count * sizeof *way->chosen);
    way->task_count = list_tasks(source->table, way->tasks);
    for (size_t t = 0; t < way->task_count; t++) {
        way->tasks[t].next = store_take(&way->store, count_bytes);
        if (!way->tasks[t].next) return err_memory(err, count_bytes);
        memset(way->tasks[t].next, 0, count_bytes);
    }
    const enum rc rc = fetch_source(source, thread_count, err);
    if (rc == RC_OK) run_tasks(partitions, source, thread_count, count_task);
    return rc;
}

void partition_widths(struct partition_source *source)
{
    for (size_t c = 0; c < source->column_count; c++)
        source->value_bytes[c] =
            (uint32_t)column_type_bytes(source->table->columns[source->columns[c]].type);
}

/* Where the parts of a record are: wide values first, so that most lie at a multiple of their
 * width. */
static void lay_out(struct partition_source *source, uint32_t slot_bytes)
{
    uint32_t at = slot_bytes;
    partition_widths(source);
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

static enum rc cut_source(struct partitions *partitions, struct partition_source *source,
                          int thread_count, struct err *err)
{
    if (source->way.task_count == 0) return RC_OK;
    lay_out(source, partitions->slot_bytes);
    const size_t record_count = place_tasks(partitions, source);
    struct store *store = &partitions->store;
    source->records = store_take_array(store, record_count, source->record_bytes);
    if (!source->records) return err_memory(err, record_count * source->record_bytes);
    for (size_t r = 0; r < source->result_count; r++) {
        const size_t value_bytes =
            column_type_bytes(source->table->columns[source->results[r]].type);
        source->result_values[r] = store_take_array(store, record_count, value_bytes);
        if (!source->result_values[r]) return err_memory(err, record_count * value_bytes);
    }
    run_tasks(partitions, source, thread_count, partition_scatter);
    if (source->result_count == 0) store_release(&source->way.store);
    return RC_OK;
}

/* Widest slot of the segments that are cut, and their rows. */
static uint64_t survey_sources(const struct partitions *partitions, uint32_t *slot_bytes)
{
    uint64_t row_count = 0;
    *slot_bytes = KEY_UNIT_BYTES;
    for (size_t i = 0; i < partitions->source_count; i++) {
        const struct partition_source *source = &partitions->sources[i];
        if (!source->table) continue;
        for (size_t s = 0; s < source->table->segment_count; s++) {
            const struct segment *segment = &source->table->segments[s];
            if (!partition_reaches(source, segment)) continue;
            const uint32_t key_bytes = segment->columns[source->key].value_bytes;
            if (key_bytes > *slot_bytes) *slot_bytes = key_bytes;
            row_count += segment->row_count;
        }
    }
    return row_count;
}

/* How slots are packed, by what all of them have. */
static void choose_pack(struct partitions *partitions, uint32_t slot_bytes, bool is_copy)
{
    struct pack_bits bits = {{0}, {0}};
    for (size_t i = 0; i < partitions->source_count; i++) {
        const struct partition_way *way = &partitions->sources[i].way;
        for (size_t t = 0; t < way->task_count; t++) pack_bits_join(&bits, &way->tasks[t].bits);
    }
    pack_init(&partitions->pack, &bits, slot_bytes, isa_best());
    if (is_copy) {
        partitions->pack.is_copy = true;
        partitions->pack.packed_bytes = slot_bytes;
    }
    partitions->slot_bytes = partitions->pack.packed_bytes;
}

enum rc partitions_make(struct partitions *partitions, struct partition_source *sources,
                        size_t source_count, int thread_count, struct err *err)
{
    const struct partition_form usual = {.count = 0};
    return partitions_make_as(partitions, sources, source_count, &usual, thread_count, err);
}

enum rc partitions_make_as(struct partitions *partitions, struct partition_source *sources,
                           size_t source_count, const struct partition_form *form, int thread_count,
                           struct err *err)
{
    *partitions = (struct partitions){.sources = sources, .source_count = source_count, .count = 1};
    store_init(&partitions->store);
    for (size_t i = 0; i < source_count; i++) {
        sources[i].way = (struct partition_way){.task_count = 0};
        store_init(&sources[i].way.store);
    }
    uint32_t slot_bytes;
    const uint64_t row_count = survey_sources(partitions, &slot_bytes);
    if (slot_bytes < form->least_slot_bytes) slot_bytes = form->least_slot_bytes;
    if (form->count > 0) partitions->count = form->count;
    while (form->count == 0 && partitions->count < PARTITION_COUNT_LIMIT &&
           partitions->count * (uint64_t)PARTITION_ROWS < row_count)
        partitions->count *= 2;
    enum rc rc = RC_OK;
    for (size_t i = 0; rc == RC_OK && i < source_count; i++)
        rc = find_way(partitions, &sources[i], thread_count, err);
    if (rc == RC_OK) choose_pack(partitions, slot_bytes, form->least_slot_bytes > 0);
    for (size_t i = 0; rc == RC_OK && i < source_count; i++)
        rc = cut_source(partitions, &sources[i], thread_count, err);
    return rc;
}

void partitions_return(struct partitions *partitions, int thread_count)
{
    for (size_t i = 0; i < partitions->source_count; i++)
        if (partitions->sources[i].result_count > 0)
            run_tasks(partitions, &partitions->sources[i], thread_count, partition_bring_back);
}

void partitions_release(struct partitions *partitions)
{
    for (size_t i = 0; i < partitions->source_count; i++)
        store_release(&partitions->sources[i].way.store);
    store_release(&partitions->store);
    *partitions = (struct partitions){.count = 0};
}
