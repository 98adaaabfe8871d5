#include "ingest/chunk/chunk_scan.h"
#include "ingest/encoding/utf8.h"

/* Bytes given to libcsv at a doubtful record: few when doubts are rare, more and more when one
 * follows the other, because starting libcsv costs as much as some hundred records. */
enum { PATCH_BYTES = 1, PATCH_BYTES_LAST = 1 << 20, FAST_RECORDS = 64 };

struct scanning {
    struct scan_span *span;
    struct row_reader *reader;
    struct window *window;
    struct scan_share *share;
    uint64_t at;    /* the next byte; outside quotes */
    uint64_t lines; /* line ends before it, from span->first on */
    uint64_t patch_bytes;
};

/* A piece of the span for libcsv. */
struct patch {
    struct scan_span span;
    struct row_reader *reader;
    struct scan_share *share;
    uint64_t lines;
};

/* Line ends between records are ASCII. Of a record that is too long not all is at hand. */
static void check_encoding(struct row_reader *reader, const struct scan_record *record)
{
    if (reader->plan->header->encoding == ENCODING_GB18030) return;
    if (record->fault == SCAN_TOO_LONG || record->raw.byte_count >= SCAN_RECORD_LIMIT ||
        !utf8_is_valid(record->raw.bytes, record->raw.byte_count))
        reader->chunk->is_utf8 = false;
}

static enum rc take_batch(void *context, const struct scan_batch *batch, struct err *err)
{
    struct patch *patch = context;
    enum rc rc = RC_OK;
    patch->reader->line_base = patch->lines + patch->span.blank_count;
    for (size_t i = 0; i < batch->record_count; i++)
        check_encoding(patch->reader, &batch->records[i]);
    for (size_t i = 0; rc == RC_OK && i < batch->record_count; i++)
        rc = row_reader_take(patch->reader, &batch->records[i], err);
    patch->share->libcsv += batch->record_count;
    return rc;
}

/* Records that start in [at, end), and blank lines around them. */
static enum rc scan_patch(struct scanning *scanning, uint64_t end, struct err *err)
{
    const struct scan_span *span = scanning->span;
    struct patch patch = {.reader = scanning->reader, .share = scanning->share};
    const struct scan_sink sink = {take_batch, &patch};
    patch.span = (struct scan_span){.source = span->source,
                                    .delimiter = span->delimiter,
                                    .from = scanning->at,
                                    .end = end < span->end ? end : span->end};
    patch.lines = scanning->lines;
    enum rc rc = scan_with_libcsv(&patch.span, &sink, err);
    scanning->at = patch.span.next;
    scanning->lines += patch.span.blank_count + patch.span.line_count;
    return rc;
}

/* Bytes of the source from `at` on into the window; *byte_count of them. *is_last: there are no
 * more. Of the bytes behind the span only as many as the end of its last record mostly takes. */
static enum rc load(struct scanning *scanning, size_t *byte_count, bool *is_last, struct err *err)
{
    enum { BEHIND_BYTES = 2 * 1024 };
    const uint64_t room = scanning->span->end - scanning->at;
    const size_t wanted =
        room + BEHIND_BYTES < SCAN_INDEX_BYTES ? (size_t)room + BEHIND_BYTES : SCAN_INDEX_BYTES;
    const enum rc rc = byte_source_read(scanning->span->source, scanning->window->text,
                                        scanning->at, wanted, byte_count, err);
    *is_last = *byte_count < wanted;
    return rc;
}

/* Records that start at or behind the span's end are the next span's. */
static void cut(struct window *window, uint64_t room)
{
    struct scan_index *index = &window->index;
    const uint32_t row_count = index->row_count;
    while (index->row_count > 0 && index->row_starts[index->row_count - 1] >= room)
        index->byte_count = index->row_starts[--index->row_count];
    if (index->row_count == row_count) return;
    const bool has_long_rows = index->line_count != row_count; /* of several lines */
    index->line_count = has_long_rows
                            ? (uint32_t)window_count_lines(window->text, 0, index->byte_count)
                            : index->row_count;
}

static enum rc take_window(struct scanning *scanning, struct err *err)
{
    const struct scan_index *index = &scanning->window->index;
    const uint32_t byte_count = index->byte_count, line_count = index->line_count;
    const bool is_utf8 = scanning->reader->plan->header->encoding != ENCODING_GB18030;
    if (is_utf8 && !index->is_utf8_shown &&
        !utf8_is_valid_fast(scanning->window->isa, scanning->window->text, byte_count))
        scanning->reader->chunk->is_utf8 = false;
    scanning->share->fast += index->row_count;
    scanning->reader->line_base = 0;
    const enum rc rc =
        window_take(scanning->window, scanning->reader, scanning->at, scanning->lines, err);
    scanning->at += byte_count;
    scanning->lines += line_count;
    return rc;
}

/* One window, or a patch where the window's first record is in doubt. */
static enum rc scan_piece(struct scanning *scanning, struct err *err)
{
    struct window *window = scanning->window;
    struct scan_index *index = &window->index;
    size_t byte_count = 0;
    bool is_last = false;
    enum rc rc = load(scanning, &byte_count, &is_last, err);
    if (rc != RC_OK) return rc;
    scan_index_for(window->isa)(index, window->text, byte_count, scanning->span->delimiter,
                                window->field_count);
    cut(window, scanning->span->end - scanning->at);
    const bool is_slow = index->row_count < FAST_RECORDS;
    if (index->row_count > 0) rc = take_window(scanning, err);
    if (rc != RC_OK || scanning->at >= scanning->span->end) return rc;
    /* A record that is longer than the window, or ends where the source does, is one for libcsv. */
    if (index->stop == SCAN_STOP_END && index->byte_count > 0 && !is_last) return RC_OK;
    scanning->patch_bytes = !is_slow                                   ? PATCH_BYTES
                            : scanning->patch_bytes < PATCH_BYTES_LAST ? 2 * scanning->patch_bytes
                                                                       : PATCH_BYTES_LAST;
    return scan_patch(scanning, scanning->at + scanning->patch_bytes, err);
}

/* Blank lines before the first record are not the span's. */
static enum rc find_first(struct scanning *scanning, struct err *err)
{
    struct scan_span *span = scanning->span;
    char byte = '\0';
    size_t got = 0;
    enum rc rc = byte_source_read(span->source, &byte, scanning->at, 1, &got, err);
    if (rc == RC_OK && (got == 0 || byte == '\r' || byte == '\n'))
        rc = scan_patch(scanning, scanning->at, err);
    span->blank_count = scanning->lines;
    span->first = scanning->at;
    scanning->lines = 0;
    return rc;
}

/* Blank lines behind the last record are passed over. */
static enum rc find_next(struct scanning *scanning, struct err *err)
{
    char byte = '\0';
    size_t got = 0;
    enum rc rc = byte_source_read(scanning->span->source, &byte, scanning->at, 1, &got, err);
    if (rc == RC_OK && got == 1 && (byte == '\r' || byte == '\n'))
        rc = scan_patch(scanning, scanning->at, err);
    scanning->span->next = scanning->at;
    scanning->span->line_count = scanning->lines;
    return rc;
}

enum rc chunk_scan(struct scan_span *span, struct row_reader *reader, struct window *window,
                   struct scan_share *share, struct err *err)
{
    struct scanning scanning = {.span = span,
                                .reader = reader,
                                .window = window,
                                .share = share,
                                .at = span->from,
                                .patch_bytes = PATCH_BYTES};
    enum rc rc = find_first(&scanning, err);
    while (rc == RC_OK && scanning.at < span->end && scanning.at < span->source->byte_count)
        rc = scan_piece(&scanning, err);
    return rc == RC_OK ? find_next(&scanning, err) : rc;
}

/* Behind the line end at text[at]. */
static size_t behind_line_end(const char *text, size_t at, size_t byte_count)
{
    return at + 1 + (text[at] == '\r' && at + 1 < byte_count && text[at + 1] == '\n');
}

static bool is_standard(struct window *window, size_t at, size_t byte_count, char delimiter)
{
    struct scan_index *index = &window->index;
    scan_index_for(window->isa)(index, window->text + at, byte_count - at, delimiter,
                                window->field_count);
    return index->row_count > 0;
}

enum rc chunk_scan_guess(struct window *window, const struct byte_source *source, uint64_t begin,
                         uint64_t end, char delimiter, uint64_t *past, bool *found, struct err *err)
{
    enum { GUESS_BYTES = 8 * 1024, GUESSES = 32 };
    size_t byte_count;
    const enum rc rc =
        byte_source_read(source, window->text, begin - 1, GUESS_BYTES, &byte_count, err);
    if (rc != RC_OK) return rc;
    int guesses = 0;
    *found = false;
    for (size_t i = 0; i < byte_count && begin - 1 + i < end && guesses < GUESSES; i++) {
        if (window->text[i] != '\n' && window->text[i] != '\r') continue;
        const size_t at = behind_line_end(window->text, i, byte_count);
        const bool is_likely = is_standard(window, at, byte_count, delimiter);
        if (is_likely || guesses++ == 0) *past = begin - 1 + at;
        *found = true;
        if (is_likely) break;
        i = at - 1;
    }
    return RC_OK;
}

enum rc chunk_scan_libcsv(struct scan_span *span, struct row_reader *reader,
                          struct scan_share *share, struct err *err)
{
    struct patch patch = {.reader = reader, .share = share};
    const struct scan_sink sink = {take_batch, &patch};
    return scan_with_libcsv(span, &sink, err);
}
