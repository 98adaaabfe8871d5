/* ingest/cache/cache_quotes.h: the quotes of one file in an entry of the cache. Rows are those of
 * the file that are used. */
#ifndef INGEST_CACHE_QUOTES_H
#define INGEST_CACHE_QUOTES_H
#include "ingest/cache/cache_bytes.h"
#include "ingest/cache/cache_entry.h"

/* The quotes of all chunks as those of one list, in its order. False: memory is out. */
bool cache_quotes_put(struct text *bytes, const struct chunk *chunks, size_t chunk_count);
/* Fill the entry's quotes; what cannot be is said by the reader. RC_MEMORY. */
enum rc cache_quotes_take(struct cache_entry *entry, struct cache_reader *reader,
                          struct arena *arena, struct err *err);

#endif
