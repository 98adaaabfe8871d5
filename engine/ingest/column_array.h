/* ingest/column_array.h: arrays that grow by doubling, for everything ingest collects before it
 * knows how much there will be. */
#ifndef INGEST_COLUMN_ARRAY_H
#define INGEST_COLUMN_ARRAY_H
#include <stdbool.h>
#include <stddef.h>

/* Room for `needed` items of item_bytes in *items (a pointer to the caller's array pointer, NULL at
 * first; free() ends it). What stands there stays; new room is not zeroed. False when memory is
 * out: then nothing has changed. */
bool array_reserve(void *items, size_t *capacity, size_t needed, size_t item_bytes);

#endif
