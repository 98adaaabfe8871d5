/* ingest/chunk/chunk_reader.h: what one thread reads chunks with: a builder for each table, and the
 * memory that segments, names and rejected records stay in. One object belongs to one thread; it
 * lives as long as the scan. */
#ifndef INGEST_CHUNK_READER_H
#define INGEST_CHUNK_READER_H
#include "ingest/chunk/key_intern.h"
#include "ingest/chunk/segment_build.h"

struct window;

struct chunk_reader {
    const struct schema *schema;
    struct key_intern *intern;        /* shared by all readers of a run */
    struct segment_builder *builders; /* one per schema table, made when first needed */
    struct window *window;            /* of the fast scanner; NULL: libcsv reads everything */
    struct arena arena;
    struct store store;
};

bool chunk_reader_init(struct chunk_reader *reader, const struct schema *schema,
                       const struct ingest_options *options, struct key_intern *intern);
/* Frees what was not taken by chunk_reader_close(). */
void chunk_reader_release(struct chunk_reader *reader);
/* The table's builder, ready for the plan's file; NULL: memory is out. */
struct segment_builder *chunk_reader_builder(struct chunk_reader *reader,
                                             const struct file_plan *plan);
/* The reading is over: lists get their names (added to lists[*count…], of which there are at most
 * chunk_reader_list_count()), memory goes to `ingested`. False: memory is out. */
size_t chunk_reader_list_count(const struct chunk_reader *reader);
bool chunk_reader_close(struct chunk_reader *reader, struct ingested *ingested,
                        struct code_list **lists, size_t *count);

#endif
