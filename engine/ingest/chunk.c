#include "ingest/chunk.h"
#include "ingest/chunk_row.h"
#include "ingest/scan_window.h"

void chunk_init(struct chunk *chunk, const struct file_plan *plan, uint64_t begin, uint64_t end)
{
    *chunk = (struct chunk){
        .plan = plan, .begin = begin, .end = end, .first = CHUNK_NOWHERE, .next = CHUNK_NOWHERE};
    reject_list_init(&chunk->rejects);
}

void chunk_release(struct chunk *chunk)
{
    column_set_release(&chunk->columns);
    reject_list_release(&chunk->rejects);
    chunk->record_count = chunk->line_count = 0;
    chunk->is_read = false;
}

static enum rc take_batch(void *context, const struct scan_batch *batch, struct err *err)
{
    struct row_reader *reader = context;
    enum rc rc = RC_OK;
    for (size_t i = 0; rc == RC_OK && i < batch->record_count; i++)
        rc = row_reader_take(reader, &batch->records[i], err);
    return rc;
}

static enum rc read_span(struct chunk *chunk, struct scan_span *span,
                         const struct chunk_origin *origin, struct err *err)
{
    struct row_reader reader;
    const struct scan_sink sink = {take_batch, &reader};
    if (!chunk->is_read && !column_set_init(&chunk->columns, chunk->plan))
        return err_memory(err, sizeof(struct column_builder));
    chunk->is_read = true;
    enum rc rc = row_reader_init(&reader, chunk, origin, err);
    if (rc == RC_OK) rc = scan_with_libcsv(span, &sink, err);
    row_reader_release(&reader);
    return rc;
}

enum rc chunk_read(struct chunk *chunk, const struct byte_source *source, uint64_t from,
                   struct err *err)
{
    chunk_release(chunk);
    struct scan_span span = {.source = source,
                             .delimiter = chunk->plan->header->delimiter,
                             .from = from,
                             .end = chunk->end};
    const enum rc rc = read_span(chunk, &span, NULL, err);
    chunk->first = span.first;
    chunk->next = span.next;
    chunk->line_count = span.line_count;
    return rc;
}

enum rc chunk_guess(struct chunk *chunk, const struct byte_source *source, bool is_first,
                    struct err *err)
{
    if (is_first) return chunk_read(chunk, source, chunk->begin, err);
    struct scan_window window;
    uint64_t past = 0;
    bool is_found = false;
    scan_window_init(&window, source, chunk->begin - 1);
    enum rc rc = scan_window_line_end(&window, chunk->begin - 1, chunk->end, &past, &is_found, err);
    /* A chunk of line ends alone has no record; a scanner would go on to the next one, and do so
     * again from every such chunk. */
    if (rc == RC_OK && is_found) rc = scan_window_blank_end(&window, past, chunk->end, &past, err);
    scan_window_release(&window);
    if (rc != RC_OK || !is_found || past >= chunk->end) return rc;
    return chunk_read(chunk, source, past, err);
}

enum rc chunk_accept(struct chunk *chunk, const struct byte_source *source, uint64_t *next,
                     bool *is_read_again, struct err *err)
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
        const enum rc rc = chunk_read(chunk, source, *next, err);
        if (rc != RC_OK) return rc;
    }
    *next = chunk->next;
    return RC_OK;
}

enum rc chunk_read_text(struct chunk *chunk, struct slice text, const struct chunk_origin *origin,
                        struct err *err)
{
    struct byte_source source = BYTE_SOURCE_INIT;
    source.path = chunk->plan->file_path;
    source.memory = (unsigned char *)(uintptr_t)text.bytes; /* only read, and never closed */
    source.byte_count = source.stored_byte_count = text.byte_count;
    struct scan_span span = {
        .source = &source, .delimiter = chunk->plan->header->delimiter, .end = text.byte_count};
    return read_span(chunk, &span, origin, err);
}
