/* ingest/cache/cache_folder.h: the folder of the cache: its index and its entries, which are named
 * by what they are of. Other files in it are nobody's business. */
#ifndef INGEST_CACHE_FOLDER_H
#define INGEST_CACHE_FOLDER_H
#include "ingest/cache/cache_entry.h"

/* An entry as people see it. */
struct cache_listed {
    const char *name; /* of the file, in the folder */
    char table[CACHE_TABLE_BYTES];
    uint64_t row_count, byte_count;
    uint64_t counts_byte_count; /* of what is kept beside it */
    int64_t used_ns;            /* since 1970: when it was last taken or written */
};

struct cache_listing {
    struct arena arena;
    struct cache_listed *entries; /* last used first */
    size_t entry_count, entry_capacity;
};

void cache_listing_init(struct cache_listing *listing);
void cache_listing_release(struct cache_listing *listing);
/* RC_INPUT: the folder cannot be read; RC_MEMORY. */
enum rc cache_list(struct cache_listing *listing, const char *folder, struct err *err);
/* Remove the entries that were used last before `before_ns` with their counts, what runs that died
 * have left, and from the index what is no longer there. `removed` gets the entries that are gone.
 * RC_INPUT, RC_OUTPUT, RC_MEMORY. */
enum rc cache_prune(struct cache_listing *removed, const char *folder, int64_t before_ns,
                    struct err *err);

/* Paths in the folder, of the arena; NULL: memory is out. */
const char *cache_entry_path(struct arena *arena, const char *folder, const struct cache_key *key);
/* Where counts of a portion of the entry's rows are kept (measure/kept.h). */
const char *cache_counts_path(struct arena *arena, const char *entry_path, uint32_t portion);
/* Where the histories that begin with the entry's rows are kept (link/history.h); the name is of
 * small letters. */
const char *cache_history_path(struct arena *arena, const char *entry_path, const char *name);
const char *cache_index_path(struct arena *arena, const char *folder);
/* Whether there is any entry at all. */
bool cache_has_entries(const char *folder);

#endif
