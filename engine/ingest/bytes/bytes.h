/* ingest/bytes/bytes.h: a file, compressed file or stream as one run of bytes with random access.
 * Regular files are read where they lie (pread, never mmap: a file that shrinks must be a sentence,
 * not SIGBUS). Gzip (any number of members), Zstandard (any number of frames), pipes and standard
 * input are taken into memory whole when opened. Compression is recognised by its magic bytes,
 * whatever the name.
 *
 * Members and frames are expanded at the same time: by all threads, or, inside a parallel region,
 * by those of its team that have nothing else to do; a file of one member or frame by one thread.
 * What comes out, and the message for a broken file, do not depend on the threads. Memory: what
 * comes out (for a stream also what came in) and less than a megabyte a thread; Zstandard's window,
 * at most 128 MiB, where a file asks for it. */
#ifndef INGEST_BYTES_H
#define INGEST_BYTES_H
#include "base/err.h"

#include <stddef.h>
#include <stdint.h>
#include <time.h>

/* What a compressed file may become before it counts as a bomb: at most expanded_byte_limit bytes,
 * and, past ratio_free_byte_count, at most ratio_limit bytes for each byte of the whole stored
 * file. Streams obey the first, too. */
struct byte_limits {
    uint64_t expanded_byte_limit;
    uint64_t ratio_limit;
    uint64_t ratio_free_byte_count;
    uint64_t part_byte_count; /* no limit: stored bytes that one thread expands at a time; 0: the
                                 usual */
};
#define BYTE_SOURCE_EXPANDED_LIMIT   (UINT64_C(64) << 30)
#define BYTE_SOURCE_RATIO_FREE_BYTES (UINT64_C(64) << 20)
#define BYTE_SOURCE_PART_BYTES       (UINT64_C(1) << 19)
enum { BYTE_SOURCE_RATIO_LIMIT = 1000 };

enum byte_packing { PACKING_NONE, PACKING_GZIP, PACKING_ZSTD };

struct byte_source {
    uint64_t byte_count;        /* uncompressed */
    uint64_t stored_byte_count; /* as it lies on disk or came through the pipe */
    enum byte_packing packing;
    const char *path;           /* as given, for messages; the caller keeps it alive */
    int file;                   /* descriptor; -1 when everything is in memory */
    unsigned char *memory;      /* owned; NULL when the bytes stay in the file */
    struct timespec changed_at; /* modification time when opened */
};

/* Closed, owning nothing: closing it is allowed. */
#define BYTE_SOURCE_INIT                                                                           \
    {                                                                                              \
        .file = -1                                                                                 \
    }

/* `path` "-" is standard input. RC_INPUT: not there, a folder, unreadable, a broken or truncated
 * compressed file (the message names the uncompressed offset it is good up to), too large when
 * expanded; RC_MEMORY. After a failure the source is as BYTE_SOURCE_INIT. */
enum rc byte_source_open(struct byte_source *source, const char *path, struct err *err);
enum rc byte_source_open_within(struct byte_source *source, const char *path,
                                struct byte_limits limits, struct err *err);

/* Bytes [offset, offset + byte_count) into `into`; *got is how many there were: fewer only where
 * the source ends. Any thread, any order, at the same time. RC_INPUT when the disk fails or the
 * file has become shorter. */
enum rc byte_source_read(const struct byte_source *source, void *into, uint64_t offset,
                         size_t byte_count, size_t *got, struct err *err);

/* RC_INPUT when the file has changed since it was opened (size or modification time): what was read
 * may be neither the old nor the new one. Always RC_OK for what is in memory: it was checked when
 * it was taken in. */
enum rc byte_source_unchanged(const struct byte_source *source, struct err *err);

/* Nobody will read the file's bytes again soon: the system need not keep them in its memory. It may
 * all the same, and what this process holds stays. */
void byte_source_let_go(const struct byte_source *source);

/* byte_source_unchanged(), and everything given back whatever that says. */
enum rc byte_source_close(struct byte_source *source, struct err *err);

#endif
