/* ingest/cache/cache_bytes.h: numbers and texts one behind the other, written into a struct text
 * and read back from bytes that may be anything. Numbers are as they stand in memory. A reader that
 * has come to something that cannot be says is_bad, gives zeros and "" from then on, and is asked
 * once, at the end. One object belongs to one thread. */
#ifndef INGEST_CACHE_BYTES_H
#define INGEST_CACHE_BYTES_H
#include "base/text.h"

static inline void cache_put_number(struct text *bytes, uint64_t number)
{
    text_add(bytes, (const char *)&number, sizeof number);
}

/* The text's length, the text, and a NUL. */
static inline void cache_put_slice(struct text *bytes, struct slice slice)
{
    cache_put_number(bytes, slice.byte_count);
    if (slice.byte_count > 0) text_add(bytes, slice.bytes, slice.byte_count);
    text_add(bytes, "", 1);
}

struct cache_reader {
    const char *at;
    size_t left;
    bool is_bad;
};

/* The next bytes, or NULL when there are not so many. */
const char *cache_take_bytes(struct cache_reader *reader, uint64_t byte_count);
/* At most `limit`. */
uint64_t cache_take_number(struct cache_reader *reader, uint64_t limit);
/* As cache_put_slice() wrote it; it stays where it is, with its NUL. */
struct slice cache_take_slice(struct cache_reader *reader);
/* A number of items of which each takes at least so many bytes: what is left is enough for them. */
uint64_t cache_take_count(struct cache_reader *reader, size_t item_bytes);

#endif
