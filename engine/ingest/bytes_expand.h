/* ingest/bytes_expand.h: stored bytes, perhaps compressed, become one block of memory.
 * Private to ingest/bytes*.c. */
#ifndef INGEST_BYTES_EXPAND_H
#define INGEST_BYTES_EXPAND_H
#include "ingest/bytes.h"

#include <stdbool.h>

/* Where stored bytes come from: a regular file, or memory when they came through a stream. */
struct byte_store {
    const char *path;            /* for messages */
    int file;                    /* -1: memory */
    const unsigned char *memory; /* borrowed */
    uint64_t byte_count, offset; /* in all; taken so far */
};

/* The next at most byte_count stored bytes; *got is 0 only at the end. RC_INPUT. */
enum rc byte_store_take(struct byte_store *store, void *into, size_t byte_count, size_t *got,
                        struct err *err);

/* Memory that grows up to a limit. */
struct byte_growth {
    unsigned char *bytes; /* owned */
    uint64_t byte_count, capacity;
    struct byte_limits limits;
};

/* Room for at least one byte more behind byte_count. RC_MEMORY; RC_INPUT when the limits, applied
 * to the store's bytes taken so far, forbid it. */
enum rc byte_growth_reserve(struct byte_growth *growth, const struct byte_store *store,
                            struct err *err);

/* Which compression the first byte_count (at most 4) bytes announce. */
enum { PACKING_MAGIC_BYTES = 4 };
enum byte_packing byte_packing_of(const unsigned char *first, size_t byte_count);

/* Bytes that can be written behind byte_count at once, at most 2^30. */
size_t byte_growth_room(const struct byte_growth *growth);

/* Append the whole of `store`, which is packed so, to `growth`. RC_INPUT (with the uncompressed
 * offset) when it is broken, cut short or too large; RC_MEMORY. What growth holds then is of no
 * use. */
enum rc byte_expand(enum byte_packing packing, struct byte_store *store, struct byte_growth *growth,
                    struct err *err);

/* The two ways; `piece` is a buffer of PACKED_PIECE_BYTES for stored bytes. */
enum { PACKED_PIECE_BYTES = 1 << 18 };
enum rc byte_expand_gzip(struct byte_store *store, struct byte_growth *growth, unsigned char *piece,
                         struct err *err);
enum rc byte_expand_zstd(struct byte_store *store, struct byte_growth *growth, unsigned char *piece,
                         struct err *err);
/* RC_INPUT: "PATH: WHAT; it is good up to byte offset N of the uncompressed file". */
enum rc byte_expand_refuse(const struct byte_store *store, const struct byte_growth *growth,
                           const char *what, struct err *err);

#endif
