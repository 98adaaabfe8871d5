#include "ingest/chunk/chunk.h"
#include "ingest/chunk/chunk_scan.h"
#include "ingest/scan/scan_window.h"

void chunk_init(struct chunk *chunk, const struct file_plan *plan, uint64_t begin, uint64_t end)
{
    *chunk = (struct chunk){
        .plan = plan, .begin = begin, .end = end, .first = CHUNK_NOWHERE, .next = CHUNK_NOWHERE};
    reject_list_init(&chunk->rejects);
    quote_list_init(&chunk->quotes);
}

void chunk_release(struct chunk *chunk)
{
    reject_list_release(&chunk->rejects);
    quote_list_release(&chunk->quotes);
    chunk->segment = (struct segment){.row_count = 0};
    chunk->quality = NULL;
    chunk->share = (struct scan_share){0, 0};
    chunk->record_count = chunk->line_count = 0;
    chunk->is_read = false;
}

static enum rc read_span(struct chunk *chunk, struct chunk_reader *reader, struct scan_span *span,
                         const struct chunk_origin *origin, struct err *err)
{
    struct row_reader rows;
    enum rc rc = row_reader_init(&rows, chunk, reader, origin, err);
    /* Bytes that do not keep the file's encoding are looked for record by record. */
    const bool is_fast = reader->window && !origin && !chunk->plan->header->has_bad_bytes;
    if (rc == RC_OK && is_fast && !window_start(reader->window, chunk->plan))
        rc = err_memory(err, sizeof *reader->window);
    if (rc == RC_OK)
        rc = is_fast ? chunk_scan(span, &rows, reader->window, &chunk->share, err)
                     : chunk_scan_libcsv(span, &rows, &chunk->share, err);
    row_reader_release(&rows);
    return rc;
}

enum rc chunk_text_start(struct chunk *chunk, struct chunk_reader *reader, struct err *err)
{
    chunk->is_read = chunk->is_utf8 = true;
    return chunk_reader_builder(reader, chunk->plan) ? RC_OK : err_memory(err, sizeof *chunk);
}

enum rc chunk_text_finish(struct chunk *chunk, struct chunk_reader *reader, struct err *err)
{
    struct segment_builder *builder = &reader->builders[chunk->plan->table];
    const size_t count = builder->schema->column_count;
    chunk->quality = arena_take_array(&reader->arena, count, sizeof *chunk->quality);
    if (!chunk->quality || !segment_builder_finish(builder, &chunk->segment))
        return err_memory(err, builder->row_count);
    for (size_t c = 0; c < count; c++) chunk->quality[c] = builder->columns[c].quality;
    return RC_OK;
}

enum rc chunk_read(struct chunk *chunk, struct chunk_reader *reader,
                   const struct byte_source *source, uint64_t from, struct err *err)
{
    chunk_release(chunk);
    struct scan_span span = {.source = source,
                             .delimiter = chunk->plan->header->delimiter,
                             .from = from,
                             .end = chunk->end};
    enum rc rc = chunk_text_start(chunk, reader, err);
    if (rc == RC_OK) rc = read_span(chunk, reader, &span, NULL, err);
    chunk->first = span.first;
    chunk->next = span.next;
    chunk->line_count = span.line_count;
    return rc == RC_OK ? chunk_text_finish(chunk, reader, err) : rc;
}

enum rc chunk_guess(struct chunk *chunk, struct chunk_reader *reader,
                    const struct byte_source *source, bool is_first, struct err *err)
{
    if (is_first) return chunk_read(chunk, reader, source, chunk->begin, err);
    struct scan_window window;
    uint64_t past = 0;
    bool is_found = false;
    enum rc rc = RC_OK;
    if (reader->window) {
        if (!window_start(reader->window, chunk->plan)) return err_memory(err, sizeof window);
        rc = chunk_scan_guess(reader->window, source, chunk->begin, chunk->end,
                              chunk->plan->header->delimiter, &past, &is_found, err);
    }
    scan_window_init(&window, source, chunk->begin - 1);
    if (rc == RC_OK && !is_found)
        rc = scan_window_line_end(&window, chunk->begin - 1, chunk->end, &past, &is_found, err);
    /* A chunk of line ends alone has no record; a scanner would go on to the next one, and do so
     * again from every such chunk. */
    if (rc == RC_OK && is_found) rc = scan_window_blank_end(&window, past, chunk->end, &past, err);
    scan_window_release(&window);
    if (rc != RC_OK || !is_found || past >= chunk->end) return rc;
    return chunk_read(chunk, reader, source, past, err);
}

enum rc chunk_accept(struct chunk *chunk, struct chunk_reader *reader,
                     const struct byte_source *source, uint64_t *next, bool *is_read_again,
                     struct err *err)
{
    *is_read_again = false;
    if (*next >=
        chunk->end) { /* a record from before covers it: whatever was guessed is no record */
        chunk_release(chunk);
        chunk->first = chunk->next = *next;
        return RC_OK;
    }
    if (chunk->first != *next) {
        *is_read_again = true;
        const enum rc rc = chunk_read(chunk, reader, source, *next, err);
        if (rc != RC_OK) return rc;
    }
    *next = chunk->next;
    return RC_OK;
}

enum rc chunk_text_read(struct chunk *chunk, struct chunk_reader *reader, struct slice text,
                        const struct chunk_origin *origin, struct err *err)
{
    struct byte_source source = BYTE_SOURCE_INIT;
    source.path = chunk->plan->file_path;
    source.memory = (unsigned char *)(uintptr_t)text.bytes; /* only read, and never closed */
    source.byte_count = source.stored_byte_count = text.byte_count;
    struct scan_span span = {
        .source = &source, .delimiter = chunk->plan->header->delimiter, .end = text.byte_count};
    return read_span(chunk, reader, &span, origin, err);
}
