#include "ingest/gather.h"
#include "base/hash.h"
#include "ingest/gather_codes.h"

enum { VALUE_ALIGN_BYTES = 64 };

/* Where the rows of one chunk go. */
struct placing {
    struct chunk *chunk;
    uint32_t first_row;        /* within its table */
    uint64_t file_record_base; /* records of the same file in chunks before it */
    char *key_bytes;           /* copy of the chunk's, kept in the arena */
    char *number_bytes;        /* texts of row numbers */
};

struct gathering {
    struct ingested *ingested;
    const struct schema *schema;
    struct placing *placings;
    size_t count;
    struct err *err;
};

static enum rc place_rows(struct gathering *gathering)
{
    struct ingested *ingested = gathering->ingested;
    for (size_t i = 0; i < gathering->count; i++) {
        struct placing *placing = &gathering->placings[i];
        const struct chunk *chunk = placing->chunk;
        struct table *table = &ingested->tables[chunk->plan->table].table;
        struct input_file *file = &ingested->files[chunk->file];
        placing->first_row = table->row_count;
        placing->file_record_base = file->rows_in;
        if (file->row_count == 0) file->first_row = table->row_count;
        if (chunk->columns.row_count >= UINT32_MAX - table->row_count)
            return err_set(gathering->err, RC_INPUT, "%s: table %s has more than %lu rows",
                           file->path, table->name, (unsigned long)UINT32_MAX - 1);
        table->row_count += chunk->columns.row_count;
        file->row_count += chunk->columns.row_count;
        file->rows_in += chunk->record_count;
        file->rows_used += chunk->columns.row_count;
        file->rows_rejected += chunk->rejects.record_count;
    }
    return RC_OK;
}

static bool is_coded(enum column_type type)
{
    return type == COLUMN_CODE || type == COLUMN_PATH;
}

static void *take_values(struct arena *arena, uint32_t row_count, size_t value_bytes)
{
    return arena_take_aligned(arena, (size_t)row_count * value_bytes + 1, VALUE_ALIGN_BYTES);
}

static bool is_present(const struct gathering *gathering, size_t table, size_t column)
{
    for (size_t i = 0; i < gathering->count; i++) {
        const struct file_plan *plan = gathering->placings[i].chunk->plan;
        if (plan->table == (int32_t)table && plan->columns[column].is_present) return true;
    }
    return false;
}

static bool make_column(struct gathering *gathering, size_t t, size_t c)
{
    struct ingested_table *table = &gathering->ingested->tables[t];
    struct arena *arena = &gathering->ingested->arena;
    const struct schema_column *schema = &table->table.schema->columns[c];
    const uint32_t row_count = table->table.row_count;
    struct column *column = &table->table.columns[c];
    const size_t value_bytes = column_type_bytes(schema->type);
    if (value_bytes == 0 || !is_present(gathering, t, c)) return true;
    column->values = take_values(arena, row_count, value_bytes);
    if (schema->type == COLUMN_ID) {
        table->keys[c].hashes = arena_take_array(arena, (size_t)row_count + 1, sizeof(uint64_t));
        table->keys[c].texts =
            arena_take_array(arena, (size_t)row_count + 1, sizeof(struct key_text));
        if (!table->keys[c].hashes || !table->keys[c].texts) return false;
    }
    return column->values != NULL;
}

static enum rc make_columns(struct gathering *gathering)
{
    for (size_t t = 0; t < gathering->schema->table_count; t++)
        for (size_t c = 0; c < gathering->schema->tables[t].column_count; c++)
            if (!make_column(gathering, t, c))
                return err_memory(gathering->err,
                                  (uint64_t)gathering->ingested->tables[t].table.row_count * 8);
    return RC_OK;
}

static size_t number_text_bytes(const struct chunk *chunk)
{
    enum { DIGITS = 20 };
    return strlen(chunk->plan->file_path) + 1 + DIGITS + 1;
}

static size_t number_columns(const struct chunk *chunk)
{
    size_t count = 0;
    for (size_t c = 0; c < chunk->plan->schema->column_count; c++)
        count += chunk->plan->columns[c].source == SOURCE_ROW_NUMBER;
    return count;
}

/* Memory of the arena is taken here, by one thread; it is filled by many. */
static enum rc make_key_bytes(struct gathering *gathering)
{
    struct arena *arena = &gathering->ingested->arena;
    for (size_t i = 0; i < gathering->count; i++) {
        struct placing *placing = &gathering->placings[i];
        const struct chunk *chunk = placing->chunk;
        const size_t numbers = number_columns(chunk) * chunk->columns.row_count;
        if (chunk->columns.row_count == 0) continue;
        placing->key_bytes = arena_take(arena, chunk->columns.key_byte_count);
        placing->number_bytes = arena_take_array(arena, numbers, number_text_bytes(chunk));
        if (!placing->key_bytes || !placing->number_bytes)
            return err_memory(gathering->err, chunk->columns.key_byte_count);
    }
    return RC_OK;
}

static void add_quality(struct column_quality *into, const struct column_quality *from)
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
        const struct chunk *chunk = gathering->placings[i].chunk;
        struct ingested_table *table = &gathering->ingested->tables[chunk->plan->table];
        for (size_t c = 0; chunk->is_read && c < chunk->columns.column_count; c++)
            add_quality(&table->quality[c], &chunk->columns.columns[c].quality);
    }
}

/* Missing values of a column that this chunk's file does not have; codes and ids are zero already.
 */
static void fill_missing(enum column_type type, void *values, uint32_t first, uint32_t count)
{
    const size_t value_bytes = column_type_bytes(type);
    for (uint32_t row = first; row < first + count && !is_coded(type) && type != COLUMN_ID; row++) {
        if (value_bytes == 1) ((int8_t *)values)[row] = INT8_MIN;
        if (value_bytes == 4) ((int32_t *)values)[row] = INT32_MIN;
        if (value_bytes == 8) ((int64_t *)values)[row] = INT64_MIN;
    }
}

static void copy_codes(const struct column_builder *from, uint32_t *into, uint32_t row_count)
{
    const uint32_t *values = from->values, *codes = from->book.table_codes;
    for (uint32_t row = 0; row < row_count; row++) into[row] = codes[values[row]];
}

/* Texts move with the copy of the chunk's key bytes. */
static void copy_ids(const struct column_builder *from, const struct placing *placing,
                     struct raw_keys *keys)
{
    const uint32_t row_count = placing->chunk->columns.row_count;
    if (row_count == 0) return;
    memcpy(keys->hashes + placing->first_row, from->hashes, row_count * sizeof *from->hashes);
    for (uint32_t row = 0; row < row_count; row++) {
        const struct key_place place = from->places[row];
        if (place.byte_count == 0) continue;
        keys->texts[placing->first_row + row] =
            (struct key_text){placing->key_bytes + place.offset, place.byte_count};
    }
}

/* "surveys.csv#17": the row's number within its file, from 1. */
static char *write_numbers(const struct column_builder *from, const struct placing *placing,
                           struct raw_keys *keys, char *at)
{
    const struct chunk *chunk = placing->chunk;
    const size_t room = number_text_bytes(chunk);
    for (uint32_t row = 0; row < chunk->columns.row_count; row++, at += room) {
        const unsigned long long number =
            placing->file_record_base + (uint64_t)from->places[row].offset;
        const int byte_count = snprintf(at, room, "%s#%llu", chunk->plan->file_path, number);
        keys->texts[placing->first_row + row] = (struct key_text){at, (uint32_t)byte_count};
        keys->hashes[placing->first_row + row] = hash_bytes(at, (size_t)byte_count);
    }
    return at;
}

static void copy_values(const struct column_builder *from, struct column *column,
                        uint32_t first_row, uint32_t row_count)
{
    char *values = column->values;
    if (row_count > 0)
        memcpy(values + first_row * from->value_bytes, from->values, row_count * from->value_bytes);
}

static void copy_chunk(const struct gathering *gathering, const struct placing *placing)
{
    const struct chunk *chunk = placing->chunk;
    const struct column_set *set = &chunk->columns;
    struct ingested_table *table = &gathering->ingested->tables[chunk->plan->table];
    char *number_bytes = placing->number_bytes;
    if (set->row_count == 0) return;
    if (set->key_byte_count > 0) memcpy(placing->key_bytes, set->key_bytes, set->key_byte_count);
    for (size_t c = 0; c < set->column_count; c++) {
        struct column *column = &table->table.columns[c];
        const struct column_builder *from = &set->columns[c];
        if (!column->values) continue;
        if (!from->is_present) {
            fill_missing(column->type, column->values, placing->first_row, set->row_count);
        } else if (chunk->plan->columns[c].source == SOURCE_ROW_NUMBER) {
            number_bytes = write_numbers(from, placing, &table->keys[c], number_bytes);
        } else if (from->is_id) {
            copy_ids(from, placing, &table->keys[c]);
        } else if (is_coded(column->type)) {
            uint32_t *values = column->values;
            copy_codes(from, values + placing->first_row, set->row_count);
        } else {
            copy_values(from, column, placing->first_row, set->row_count);
        }
    }
}

static void copy_all(struct gathering *gathering, int thread_count)
{
    const size_t count = gathering->count;
    struct placing *placings = gathering->placings;
#pragma omp parallel for default(none) shared(gathering, placings, count) schedule(dynamic)        \
    num_threads(thread_count)
    for (size_t i = 0; i < count; i++) {
        copy_chunk(gathering, &placings[i]);
        chunk_release(placings[i].chunk);
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

static enum rc gather_rejects(struct gathering *gathering)
{
    struct ingested *ingested = gathering->ingested;
    struct rejects *rejects = &ingested->rejects;
    size_t row_count = 0;
    for (size_t i = 0; i < gathering->count; i++)
        row_count += gathering->placings[i].chunk->rejects.row_count;
    rejects->rows = arena_take_array(&ingested->arena, row_count + 1, sizeof *rejects->rows);
    if (!rejects->rows) return err_memory(gathering->err, row_count * sizeof *rejects->rows);
    struct reject_cap cap;
    reject_cap_init(&cap);
    bool has_memory = true;
    for (size_t i = 0; has_memory && i < gathering->count; i++) {
        struct chunk *chunk = gathering->placings[i].chunk;
        if (i > 0 && chunk->file != gathering->placings[i - 1].chunk->file)
            reject_cap_release(&cap);
        has_memory = append_rejects(rejects, chunk, &cap);
        arena_absorb(&ingested->arena, &chunk->rejects.arena);
    }
    reject_cap_release(&cap);
    rejects->field_count = rejects->row_count - rejects->record_count;
    return has_memory ? RC_OK : err_memory(gathering->err, sizeof *rejects->rows);
}

enum rc gather_run(struct ingested *ingested, const struct schema *schema,
                   struct chunk *const *chunks, size_t chunk_count, int thread_count,
                   struct err *err)
{
    struct gathering gathering = {.ingested = ingested, .schema = schema, .err = err};
    gathering.placings = calloc(chunk_count + 1, sizeof *gathering.placings);
    if (!gathering.placings) return err_memory(err, chunk_count * sizeof *gathering.placings);
    gathering.count = chunk_count;
    for (size_t i = 0; i < chunk_count; i++) gathering.placings[i].chunk = chunks[i];
    enum rc rc = place_rows(&gathering);
    if (rc == RC_OK) rc = make_columns(&gathering);
    if (rc == RC_OK) rc = make_key_bytes(&gathering);
    if (rc == RC_OK) rc = gather_codes(ingested, chunks, chunk_count, thread_count, err);
    if (rc == RC_OK) rc = gather_rejects(&gathering);
    if (rc == RC_OK) add_qualities(&gathering);
    if (rc == RC_OK) copy_all(&gathering, thread_count);
    free(gathering.placings);
    return rc;
}
