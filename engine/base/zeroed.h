/* base/zeroed.h: zeroed memory that is read before it is written, all over: hash tables, counters.
 * A page from calloc() that is read first is the shared page of zeros; the write that follows makes
 * it a page of its own, which interrupts every processor that runs the process. Written once
 * beforehand, it is its own from the start. */
#ifndef BASE_ZEROED_H
#define BASE_ZEROED_H
#include <stddef.h>
#include <stdlib.h>

/* As calloc(). For memory that may never be touched calloc() is better: it takes none then. */
static inline void *zeroed_take(size_t count, size_t item_bytes)
{
    enum { PAGE_BYTES = 4096 };
    volatile char *bytes = calloc(count, item_bytes);
    const size_t byte_count = bytes ? count * item_bytes : 0;
    for (size_t at = 0; at < byte_count; at += PAGE_BYTES) bytes[at] = 0;
    if (byte_count > 0) bytes[byte_count - 1] = 0;
    return (void *)bytes;
}

#endif
