#include "ingest/scan/scan_window.h"

#include <stdlib.h>
#include <string.h>

enum { STEP_BYTES = 64 * 1024, PIECE_BYTES = 4096 };

void scan_window_init(struct scan_window *window, const struct byte_source *source, uint64_t base)
{
    *window = (struct scan_window){.source = source, .base = base};
}

void scan_window_release(struct scan_window *window)
{
    free(window->bytes);
    window->bytes = NULL;
    window->byte_count = window->capacity = 0;
}

/* Doubling keeps a record of many steps from being copied once a step; no window is larger than the
 * source. */
static bool make_room(struct scan_window *window)
{
    if (window->capacity - window->byte_count >= STEP_BYTES) return true;
    const uint64_t all = window->source->byte_count - window->base;
    size_t capacity = window->capacity < STEP_BYTES ? 2 * (size_t)STEP_BYTES : 2 * window->capacity;
    if (capacity > all) capacity = (size_t)all;
    if (capacity <= window->capacity) return true;
    char *bytes = realloc(window->bytes, capacity);
    if (!bytes) return false;
    window->bytes = bytes;
    window->capacity = capacity;
    return true;
}

enum rc scan_window_reach(struct scan_window *window, uint64_t offset, size_t *byte_count,
                          struct err *err)
{
    const uint64_t all = window->source->byte_count;
    while (offset >= window->base + window->byte_count && offset < all) {
        size_t got = 0;
        if (!make_room(window)) return err_memory(err, 2 * window->capacity);
        const enum rc rc = byte_source_read(window->source, window->bytes + window->byte_count,
                                            window->base + window->byte_count,
                                            window->capacity - window->byte_count, &got, err);
        if (rc != RC_OK) return rc;
        if (got == 0) break;
        window->byte_count += got;
    }
    const uint64_t past = window->base + window->byte_count;
    *byte_count = offset < past ? (size_t)(past - offset) : 0;
    return RC_OK;
}

const char *scan_window_at(const struct scan_window *window, uint64_t offset)
{
    return window->bytes + (offset - window->base);
}

void scan_window_forget(struct scan_window *window, uint64_t offset)
{
    const uint64_t past = window->base + window->byte_count;
    const size_t kept = offset < past ? (size_t)(past - offset) : 0;
    if (kept > 0) memmove(window->bytes, scan_window_at(window, offset), kept);
    window->byte_count = kept;
    window->base = offset;
}

/* The first CR or LF of bytes[0..byte_count), or byte_count. */
static size_t find_line_end(const char *bytes, size_t byte_count)
{
    size_t at = 0;
    while (at < byte_count && bytes[at] != '\n' && bytes[at] != '\r') at++;
    return at;
}

static enum rc behind_line_end(const struct scan_window *window, char end, uint64_t offset,
                               uint64_t *past, struct err *err)
{
    char next = '\0';
    size_t got = 0;
    enum rc rc = RC_OK;
    if (end == '\r') rc = byte_source_read(window->source, &next, offset + 1, 1, &got, err);
    *past = offset + 1 + (got == 1 && next == '\n');
    return rc;
}

enum rc scan_window_line_end(const struct scan_window *window, uint64_t offset, uint64_t limit,
                             uint64_t *past, bool *found, struct err *err)
{
    char piece[PIECE_BYTES];
    *found = false;
    while (offset < limit) {
        const uint64_t wanted = limit - offset < PIECE_BYTES ? limit - offset : PIECE_BYTES;
        size_t got = 0;
        const enum rc rc =
            byte_source_read(window->source, piece, offset, (size_t)wanted, &got, err);
        if (rc != RC_OK) return rc;
        if (got == 0) break;
        const size_t at = find_line_end(piece, got);
        if (at < got) {
            *found = true;
            return behind_line_end(window, piece[at], offset + at, past, err);
        }
        offset += got;
    }
    *past = offset;
    return RC_OK;
}

enum rc scan_window_blank_end(const struct scan_window *window, uint64_t offset, uint64_t limit,
                              uint64_t *past, struct err *err)
{
    char piece[PIECE_BYTES];
    bool is_blank = true;
    while (is_blank && offset < limit) {
        const uint64_t wanted = limit - offset < PIECE_BYTES ? limit - offset : PIECE_BYTES;
        size_t got = 0, at = 0;
        const enum rc rc =
            byte_source_read(window->source, piece, offset, (size_t)wanted, &got, err);
        if (rc != RC_OK) return rc;
        while (at < got && (piece[at] == '\n' || piece[at] == '\r')) at++;
        is_blank = got > 0 && at == got;
        offset += at;
    }
    *past = offset;
    return RC_OK;
}
