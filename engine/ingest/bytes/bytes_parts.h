/* ingest/bytes/bytes_parts.h: a compressed file as parts that threads expand at the same time.
 * Private to ingest/bytes*.c.
 *
 * A gzip file is a row of members, a Zstandard file one of frames; none needs what is in another.
 * A part is some of them, one after the other. Where a part begins may be a guess, and how much
 * comes out of it a promise of the file; so a part counts only when everything before it has been
 * accepted, ended exactly where it begins, and it held to its promise. From the first part that did
 * not, one thread goes on until it really stands where a part begins. What comes out, and what is
 * said of a broken file, is therefore what one thread would find, whatever the parts and threads.
 *
 * Threads: the calls are made by one thread and make OpenMP tasks. Inside a parallel region (the
 * loop over files) the threads of that team take them which have nothing else to do, at the latest
 * at the end of the loop; outside, a team is made for them. */
#ifndef INGEST_BYTES_PARTS_H
#define INGEST_BYTES_PARTS_H
#include "ingest/bytes/bytes_expand.h"

struct byte_part {
    uint64_t begin, end; /* in the store */
    uint64_t room;       /* at most so much comes out of it, if it is what it seems to be */
};

/* Parts without gaps from the store's first byte to its last. */
struct byte_parts {
    struct byte_part *parts; /* owned */
    size_t count, capacity;
    bool has_loose_rooms;     /* some are what a part cannot exceed, not what it says it is */
    uint64_t part_byte_count; /* so many stored bytes are worth a thread's while */
};

void byte_parts_init(struct byte_parts *parts, uint64_t part_byte_count);
void byte_parts_release(struct byte_parts *parts);
/* The next part: behind the one before it. RC_MEMORY. */
enum rc byte_parts_add(struct byte_parts *parts, struct byte_part part, struct err *err);
/* Whether a part begins at `offset`, and which. */
bool byte_parts_find(const struct byte_parts *parts, uint64_t offset, size_t *index);

/* Cut the whole store into parts. What cannot be read or understood becomes a part with no limit to
 * its room, for one thread to look at. RC_MEMORY. */
enum rc byte_parts_find_gzip(struct byte_parts *parts, const struct byte_store *store,
                             struct err *err);
enum rc byte_parts_find_zstd(struct byte_parts *parts, const struct byte_store *store,
                             struct err *err);

/* Append to `growth` all of `store` from its offset on; or, when `stops` is given, until a member
 * or frame ends where a part begins, and the store's offset is set there. One thread. RC_INPUT,
 * RC_MEMORY. */
typedef enum rc byte_expand_on(struct byte_store *store, struct byte_growth *growth,
                               const struct byte_parts *stops, struct err *err);
byte_expand_on byte_expand_gzip, byte_expand_zstd;
enum { PACKED_PIECE_BYTES = 1 << 18 }; /* stored bytes taken at a time */

/* All parts, by all threads. RC_INPUT, RC_MEMORY. */
enum rc byte_parts_expand(const struct byte_parts *parts, struct byte_store *store,
                          struct byte_growth *growth, byte_expand_on *expand_on, struct err *err);

/* do_one(context, i) for each i below count, as tasks. Returns when all are done. */
void byte_tasks_run(void (*do_one)(void *context, size_t i), void *context, size_t count);

/* A few stored bytes here and there, for those who look for borders. */
struct byte_peek {
    const struct byte_store *store;
    uint64_t offset; /* of bytes[0] */
    size_t byte_count;
    unsigned char bytes[4096];
};

void byte_peek_init(struct byte_peek *peek, const struct byte_store *store);
/* byte_count (at most 64) bytes at `offset`, until the next call; NULL when the store ends before
 * or cannot be read. */
const unsigned char *byte_peek_at(struct byte_peek *peek, uint64_t offset, size_t byte_count);

/* The first bytes of `at`, the lowest first, as formats store numbers. */
static inline uint32_t byte_number(const unsigned char *at, int byte_count)
{
    uint32_t number = 0;
    for (int i = 0; i < byte_count; i++) number |= (uint32_t)at[i] << 8 * i;
    return number;
}

#endif
