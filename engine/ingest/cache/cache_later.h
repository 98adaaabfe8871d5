/* ingest/cache/cache_later.h: what has to be known of an entry when a value is fetched from it long
 * after ingest (ingest/later.h). */
#ifndef INGEST_CACHE_LATER_H
#define INGEST_CACHE_LATER_H
#include "ingest/cache/cache_entry.h"
#include "ingest/later.h"

/* Outlives the inventory: a copy of the entry and its plan, from the arena that both point into.
 * NULL: memory is out. */
struct later_file *later_file_make(struct arena *arena, struct later *later,
                                   const struct cache_entry *entry);
/* Make a block the segment, with all its values waiting. RC_INPUT: what is said of it is wrong;
 * RC_MEMORY. */
enum rc later_lay(const struct later_file *file, size_t block, struct arena *arena,
                  struct segment *segment, struct err *err);

#endif
