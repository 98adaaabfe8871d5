/* ingest/bytes/bytes_expand.h: stored bytes, perhaps compressed, become one block of memory.
 * Private to ingest/bytes*.c. */
#ifndef INGEST_BYTES_EXPAND_H
#define INGEST_BYTES_EXPAND_H
#include "ingest/bytes/bytes.h"

#include <stdbool.h>

/* Where stored bytes come from: a regular file, or memory when they came through a stream. A copy
 * with other borders is a store of a part of them; copies may be read at the same time. */
struct byte_store {
    const char *path;            /* for messages */
    int file;                    /* -1: memory */
    const unsigned char *memory; /* borrowed */
    uint64_t byte_count, offset; /* where it ends; what is taken next */
};

/* The next at most byte_count stored bytes; *got is 0 only at the end. RC_INPUT. */
enum rc byte_store_take(struct byte_store *store, void *into, size_t byte_count, size_t *got,
                        struct err *err);

/* Memory that fills. Either its own, which grows up to a limit, or a place of fixed size in memory
 * of another. One object belongs to one thread and is not copied. */
struct byte_growth {
    unsigned char *bytes;          /* owned unless is_fixed */
    uint64_t byte_count, capacity; /* of a fixed place: byte_count > capacity, it was too small */
    struct byte_limits limits;
    uint64_t byte_limit;  /* what all the limits allow */
    bool has_large_pages; /* asked for; only where what is asked for will be filled */
    bool is_fixed;
    unsigned char spare; /* takes the byte that shows that a fixed place is too small */
};

/* Empty; what may become of a file of stored_byte_count bytes (UINT64_MAX: any ratio will do). The
 * limits look at the whole file, so that they do not depend on the order in which it is expanded.
 */
void byte_growth_init(struct byte_growth *growth, struct byte_limits limits,
                      uint64_t stored_byte_count);
void byte_growth_init_fixed(struct byte_growth *growth, unsigned char *place, uint64_t capacity);
/* Gives the memory back unless it is another's. */
void byte_growth_release(struct byte_growth *growth);

/* A place behind byte_count where 1 to 2^30 bytes can be written; the writer adds what he wrote to
 * byte_count. RC_MEMORY; RC_INPUT when more than the limits allow, or than the fixed place holds,
 * stands there already. `store` is for the message. */
struct byte_room {
    unsigned char *at;
    size_t byte_count;
};
enum rc byte_growth_room(struct byte_growth *growth, const struct byte_store *store,
                         struct byte_room *room, struct err *err);
/* Room for exactly byte_count bytes more; false: the limits or the memory forbid it. */
bool byte_growth_widen(struct byte_growth *growth, uint64_t byte_count);
/* What lies behind byte_count goes back to the system. */
void byte_growth_trim(struct byte_growth *growth);
/* RC_INPUT when there is more than the limits allow. */
enum rc byte_growth_check(const struct byte_growth *growth, const struct byte_store *store,
                          struct err *err);

/* Which compression the first byte_count (at most 4) bytes announce. A skippable frame, as some
 * parallel compressors write before the first, announces Zstandard. */
enum { PACKING_MAGIC_BYTES = 4 };
enum byte_packing byte_packing_of(const unsigned char *first, size_t byte_count);

/* Append the whole of `store`, which is packed so, to `growth`; all threads of the team take part
 * (see bytes_parts.h). RC_INPUT (with the uncompressed offset) when it is broken, cut short or too
 * large; RC_MEMORY. What growth holds then is of no use. */
enum rc byte_expand(enum byte_packing packing, struct byte_store *store, struct byte_growth *growth,
                    struct err *err);

/* RC_INPUT: "PATH: WHAT; it is good up to byte offset N of the uncompressed file". */
enum rc byte_expand_refuse(const struct byte_store *store, const struct byte_growth *growth,
                           const char *what, struct err *err);

#endif
