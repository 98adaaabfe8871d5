#include "ingest/gather_codes.h"
#include "base/hash.h"

/* One code column of one table: joined by one thread. */
struct joining {
    struct ingested_table *table;
    size_t column;
    struct arena arena; /* its names, given to the ingested arena at the end */
    bool is_out_of_memory;
};

static bool join_book(struct code_book *joined, struct column_set *texts, struct code_book *book,
                      const struct column_set *set)
{
    const size_t count = book->name_count > 0 ? book->name_count : 1;
    book->table_codes = calloc(count, sizeof *book->table_codes);
    if (!book->table_codes) return false;
    for (size_t code = 1; code < count; code++) {
        const struct slice name = column_set_text(set, book->names[code]);
        const uint64_t hash = hash_bytes(name.bytes, name.byte_count);
        const struct code_entry *entry = code_book_find(joined, texts, name, hash);
        if (!entry) entry = code_book_add(joined, texts, name, hash, name, false);
        if (!entry) return false;
        book->table_codes[code] = entry->code;
    }
    return true;
}

/* The joined names, copied to where they stay. */
static bool keep_names(struct joining *joining, const struct code_book *joined,
                       const struct column_set *texts)
{
    const size_t count = joined->name_count > 0 ? joined->name_count : 1;
    struct key_text *names = arena_take_array(&joining->arena, count, sizeof *names);
    if (!names) return false;
    for (size_t code = 1; code < count; code++) {
        const struct slice name = column_set_text(texts, joined->names[code]);
        const char *copy = arena_copy_text(&joining->arena, name.bytes, name.byte_count);
        if (!copy) return false;
        names[code] = (struct key_text){copy, (uint32_t)name.byte_count};
    }
    joining->table->code_names[joining->column] = names;
    joining->table->code_counts[joining->column] = (uint32_t)(count - 1);
    return true;
}

static bool join_column(struct joining *joining, struct chunk *const *chunks, size_t chunk_count)
{
    struct code_book joined = {.entry_count = 0};
    struct column_set texts = {.row_count = 0};
    const struct schema_table *schema = joining->table->table.schema;
    bool is_done = true;
    for (size_t i = 0; is_done && i < chunk_count; i++) {
        struct chunk *chunk = chunks[i];
        if (chunk->plan->schema != schema || chunk->columns.row_count == 0) continue;
        struct column_builder *builder = &chunk->columns.columns[joining->column];
        if (builder->is_present)
            is_done = join_book(&joined, &texts, &builder->book, &chunk->columns);
    }
    if (is_done) is_done = keep_names(joining, &joined, &texts);
    code_book_release(&joined);
    column_set_release(&texts);
    return is_done;
}

/* One joining for each code column that was read; their number. */
static size_t list_joinings(struct ingested *ingested, struct joining *joinings)
{
    size_t count = 0;
    for (size_t t = 0; t < ingested->table_count; t++) {
        struct ingested_table *table = &ingested->tables[t];
        for (size_t c = 0; c < table->table.column_count; c++) {
            const struct column *column = &table->table.columns[c];
            if (!column->values || (column->type != COLUMN_CODE && column->type != COLUMN_PATH))
                continue;
            if (joinings) joinings[count] = (struct joining){.table = table, .column = c};
            count++;
        }
    }
    return count;
}

enum rc gather_codes(struct ingested *ingested, struct chunk *const *chunks, size_t chunk_count,
                     int thread_count, struct err *err)
{
    const size_t count = list_joinings(ingested, NULL);
    struct joining *joinings = calloc(count + 1, sizeof *joinings);
    if (!joinings) return err_memory(err, count * sizeof *joinings);
    (void)list_joinings(ingested, joinings);
#pragma omp parallel for default(none) shared(joinings, count, chunks, chunk_count)                \
    schedule(dynamic) num_threads(thread_count)
    for (size_t i = 0; i < count; i++)
        joinings[i].is_out_of_memory = !join_column(&joinings[i], chunks, chunk_count);
    enum rc rc = RC_OK;
    for (size_t i = 0; i < count; i++) {
        if (joinings[i].is_out_of_memory) rc = err_memory(err, count * sizeof *joinings);
        arena_absorb(&ingested->arena, &joinings[i].arena);
    }
    free(joinings);
    return rc;
}
