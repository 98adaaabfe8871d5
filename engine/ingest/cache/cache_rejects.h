/* ingest/cache/cache_rejects.h: the rejects of one file in an entry of the cache. Columns and rules
 * stand as their numbers, the file's header not at all: it is that of the plan. */
#ifndef INGEST_CACHE_REJECTS_H
#define INGEST_CACHE_REJECTS_H
#include "ingest/cache/cache_bytes.h"
#include "ingest/cache/cache_entry.h"

/* The rejects of all chunks as rejects.csv will have them (ingest/reject_cap.h). False: memory is
 * out. */
bool cache_rejects_put(struct text *bytes, const struct chunk *chunks, size_t chunk_count);
/* Fill the entry's rejects; what cannot be is said by the reader. RC_MEMORY. */
enum rc cache_rejects_take(struct cache_entry *entry, struct cache_reader *reader,
                           struct arena *arena, struct err *err);

#endif
