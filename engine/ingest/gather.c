#include "ingest/gather.h"

#include <stdlib.h>
#include <string.h>

struct gathering {
    struct ingested *ingested;
    const struct schema *schema;
    struct chunk *const *chunks;
    size_t count;
    struct err *err;
};

static enum rc make_segments(struct gathering *gathering)
{
    struct ingested *ingested = gathering->ingested;
    size_t *counts = calloc(ingested->table_count + 1, sizeof *counts);
    if (!counts) return err_memory(gathering->err, ingested->table_count * sizeof *counts);
    for (size_t i = 0; i < gathering->count; i++)
        counts[gathering->chunks[i]->plan->table] += gathering->chunks[i]->segment.row_count > 0;
    enum rc rc = RC_OK;
    for (size_t t = 0; t < ingested->table_count; t++) {
        struct table *table = &ingested->tables[t].table;
        table->segments =
            arena_take_array(&ingested->arena, counts[t] + 1, sizeof *table->segments);
        if (!table->segments) rc = err_memory(gathering->err, counts[t] * sizeof *table->segments);
    }
    free(counts);
    return rc;
}

static void count_rows(struct input_file *file, const struct chunk *chunk)
{
    file->rows_in += chunk->record_count;
    file->rows_used += chunk->segment.row_count;
    file->rows_rejected += chunk->rejects.record_count;
}

static enum rc place_rows(struct gathering *gathering)
{
    struct ingested *ingested = gathering->ingested;
    for (size_t i = 0; i < gathering->count; i++) {
        const struct chunk *chunk = gathering->chunks[i];
        struct table *table = &ingested->tables[chunk->plan->table].table;
        struct input_file *file = &ingested->files[chunk->file];
        const uint32_t row_count = chunk->segment.row_count;
        if (row_count >= UINT32_MAX - table->row_count)
            return err_set(gathering->err, RC_INPUT, "%s: table %s has more than %lu rows",
                           file->path, table->name, (unsigned long)UINT32_MAX - 1);
        count_rows(file, chunk);
        if (row_count == 0) continue;
        struct segment *segment = &table->segments[table->segment_count++];
        *segment = chunk->segment;
        segment->first_row = table->row_count;
        segment->file = chunk->file;
        table->row_count += row_count;
    }
    return RC_OK;
}

/* A column is there when a file of the table has it, also one of which every row was rejected, and
 * its values are wanted. */
static void find_present(struct gathering *gathering)
{
    for (size_t i = 0; i < gathering->count; i++) {
        const struct file_plan *plan = gathering->chunks[i]->plan;
        struct table *table = &gathering->ingested->tables[plan->table].table;
        for (size_t c = 0; c < table->column_count; c++)
            if (plan->columns[c].is_kept) table->columns[c].is_present = true;
    }
}

void column_quality_add(struct column_quality *into, const struct column_quality *from)
{
    into->value_count += from->value_count;
    into->missing_count += from->missing_count;
    into->bad_count += from->bad_count;
    into->unlisted_count += from->unlisted_count;
    into->date_alone_count += from->date_alone_count;
}

static void add_qualities(struct gathering *gathering)
{
    for (size_t i = 0; i < gathering->count; i++) {
        const struct chunk *chunk = gathering->chunks[i];
        struct ingested_table *table = &gathering->ingested->tables[chunk->plan->table];
        for (size_t c = 0; chunk->quality && c < table->table.column_count; c++)
            column_quality_add(&table->quality[c], &chunk->quality[c]);
    }
}

/* The rejects of one chunk behind those gathered; `cap` is its file's. */
static bool append_rejects(struct rejects *rejects, const struct chunk *chunk,
                           struct reject_cap *cap)
{
    for (size_t r = 0; r < chunk->rejects.row_count; r++) {
        bool has_memory;
        if (!reject_cap_admits(cap, &chunk->rejects.rows[r], &has_memory)) {
            if (!has_memory) return false;
            continue;
        }
        struct reject *reject = &rejects->rows[rejects->row_count++];
        *reject = chunk->rejects.rows[r];
        reject->file = chunk->file;
        reject->line += chunk->first_line;
    }
    rejects->record_count += chunk->rejects.record_count;
    return true;
}

/* Quotes of all chunks as one list, whose rows are those of their tables. */
static enum rc gather_quotes(struct gathering *gathering)
{
    struct ingested *ingested = gathering->ingested;
    uint32_t *row_counts = calloc(ingested->table_count + 1, sizeof *row_counts);
    struct quote_list list;
    quote_list_init(&list);
    bool has_memory = row_counts != NULL;
    for (size_t i = 0; has_memory && i < gathering->count; i++) {
        struct chunk *chunk = gathering->chunks[i];
        uint32_t *first_row = &row_counts[chunk->plan->table];
        for (size_t q = 0; has_memory && q < chunk->quotes.count; q++) {
            struct quote quote = chunk->quotes.rows[q];
            quote.row += *first_row;
            has_memory = quote_list_add(&list, &quote);
        }
        *first_row += chunk->segment.row_count;
    }
    free(row_counts);
    has_memory = has_memory && quote_list_finish(&list, &ingested->arena);
    ingested->quotes.count = list.count;
    ingested->quotes.rows =
        arena_take_array(&ingested->arena, list.count + 1, sizeof *ingested->quotes.rows);
    has_memory = has_memory && ingested->quotes.rows;
    if (has_memory && list.count > 0)
        memcpy(ingested->quotes.rows, list.rows, list.count * sizeof *list.rows);
    quote_list_release(&list);
    return has_memory ? RC_OK : err_memory(gathering->err, sizeof(struct quote));
}

static enum rc gather_rejects(struct gathering *gathering)
{
    struct ingested *ingested = gathering->ingested;
    struct rejects *rejects = &ingested->rejects;
    size_t row_count = 0;
    for (size_t i = 0; i < gathering->count; i++)
        row_count += gathering->chunks[i]->rejects.row_count;
    rejects->rows = arena_take_array(&ingested->arena, row_count + 1, sizeof *rejects->rows);
    if (!rejects->rows) return err_memory(gathering->err, row_count * sizeof *rejects->rows);
    struct reject_cap cap;
    reject_cap_init(&cap);
    bool has_memory = true;
    for (size_t i = 0; has_memory && i < gathering->count; i++) {
        struct chunk *chunk = gathering->chunks[i];
        if (i > 0 && chunk->file != gathering->chunks[i - 1]->file) reject_cap_release(&cap);
        has_memory = append_rejects(rejects, chunk, &cap);
        arena_absorb(&ingested->arena, &chunk->rejects.arena);
    }
    reject_cap_release(&cap);
    rejects->field_count = rejects->row_count - rejects->record_count;
    return has_memory ? RC_OK : err_memory(gathering->err, sizeof *rejects->rows);
}

enum rc gather_run(struct ingested *ingested, const struct schema *schema,
                   struct chunk *const *chunks, size_t chunk_count, struct err *err)
{
    struct gathering gathering = {
        .ingested = ingested, .schema = schema, .chunks = chunks, .count = chunk_count, .err = err};
    enum rc rc = make_segments(&gathering);
    if (rc == RC_OK) rc = place_rows(&gathering);
    if (rc == RC_OK) rc = gather_rejects(&gathering);
    if (rc == RC_OK) rc = gather_quotes(&gathering);
    if (rc == RC_OK) find_present(&gathering);
    if (rc == RC_OK) add_qualities(&gathering);
    return rc;
}
