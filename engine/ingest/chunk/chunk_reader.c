#include "ingest/chunk/chunk_reader.h"
#include "ingest/chunk/window.h"

#include <stdlib.h>

bool chunk_reader_init(struct chunk_reader *reader, const struct schema *schema,
                       const struct ingest_options *options, struct key_intern *intern)
{
    *reader = (struct chunk_reader){.schema = schema, .intern = intern};
    arena_init(&reader->arena);
    store_init(&reader->store);
    reader->builders = calloc(schema->table_count, sizeof *reader->builders);
    if (!reader->builders || options->is_libcsv_only) return reader->builders != NULL;
    reader->window = calloc(1, sizeof *reader->window);
    return reader->window && window_init(reader->window, options->isa);
}

void chunk_reader_release(struct chunk_reader *reader)
{
    for (size_t t = 0; reader->builders && t < reader->schema->table_count; t++)
        segment_builder_release(&reader->builders[t]);
    free(reader->builders);
    if (reader->window) window_release(reader->window);
    free(reader->window);
    arena_release(&reader->arena);
    store_release(&reader->store);
    *reader = (struct chunk_reader){.schema = NULL};
}

struct segment_builder *chunk_reader_builder(struct chunk_reader *reader,
                                             const struct file_plan *plan)
{
    struct segment_builder *builder = &reader->builders[plan->table];
    if (!builder->schema &&
        !segment_builder_init(builder, reader->schema, plan->table, &reader->arena, &reader->store))
        return NULL;
    if (reader->window) builder->isa = reader->window->isa;
    return segment_builder_start(builder, plan) ? builder : NULL;
}

/* Calls for each book that was made: its number, and what `close` says of all. */
static size_t each_book(const struct chunk_reader *reader, struct code_list **lists, bool *is_done)
{
    size_t count = 0;
    for (size_t t = 0; t < reader->schema->table_count; t++)
        for (int b = 0; b < 2; b++) {
            struct code_book *books = reader->builders[t].books[b];
            for (size_t c = 0; books && c < reader->schema->tables[t].column_count; c++) {
                if (!books[c].list) continue;
                if (lists) {
                    lists[count] = books[c].list;
                    *is_done = *is_done && code_book_close(&books[c]);
                }
                count++;
            }
        }
    return count;
}

size_t chunk_reader_list_count(const struct chunk_reader *reader)
{
    return each_book(reader, NULL, NULL);
}

bool chunk_reader_close(struct chunk_reader *reader, struct ingested *ingested,
                        struct code_list **lists, size_t *count)
{
    bool is_done = true;
    *count += each_book(reader, lists + *count, &is_done);
    arena_absorb(&ingested->arena, &reader->arena);
    store_absorb(&ingested->store, &reader->store);
    return is_done;
}
