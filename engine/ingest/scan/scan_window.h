/* ingest/scan/scan_window.h: a moving view of a byte source, for scanners: bytes near the place
 * they read, in one piece, and the line ends among them. One object belongs to one thread. */
#ifndef INGEST_SCAN_WINDOW_H
#define INGEST_SCAN_WINDOW_H
#include "ingest/bytes/bytes.h"

#include <stdbool.h>

struct scan_window {
    const struct byte_source *source;
    char *bytes; /* of [base, base + byte_count); moved by scan_window_reach() */
    size_t byte_count, capacity;
    uint64_t base;
};

void scan_window_init(struct scan_window *window, const struct byte_source *source, uint64_t base);
void scan_window_release(struct scan_window *window);

/* How many bytes lie in the window from `offset` on (base ≤ offset): at least one, unless the
 * source ends there. */
enum rc scan_window_reach(struct scan_window *window, uint64_t offset, size_t *byte_count,
                          struct err *err);
/* Where a byte of the window lies in memory, until the window moves. */
const char *scan_window_at(const struct scan_window *window, uint64_t offset);
/* The bytes before `offset` are no longer needed; it may lie behind the window, which then goes
 * there. */
void scan_window_forget(struct scan_window *window, uint64_t offset);

/* *past: behind the first line end at or after `offset`, or the source's end (then *found is
 * false). Bytes from `limit` on are not searched, but for the LF of a CR before it; *past is
 * `limit` at least when nothing was found before it. Takes no more than the window's usual room,
 * however long the line. */
enum rc scan_window_line_end(const struct scan_window *window, uint64_t offset, uint64_t limit,
                             uint64_t *past, bool *found, struct err *err);
/* *past: the first byte in [offset, limit) that is no CR or LF, or `limit`, or the source's end. As
 * little room, however many line ends. */
enum rc scan_window_blank_end(const struct scan_window *window, uint64_t offset, uint64_t limit,
                              uint64_t *past, struct err *err);

#endif
