/* ingest/cache/cache.h: the month cache: what reading a file has given is kept in a folder, so that
 * the next run reads only what is new. Ingest asks at four places:
 *
 *   inspect   cache_recall   is the file as it was when it was last read? Then it is not opened.
 *   scan      cache_take     are its rows there? Then they are loaded, block by block.
 *             cache_remember before it is closed: what the index has to know of it
 *   gather    cache_keep     all files that were parsed become entries
 *
 * A file is known by the SHA-256 of its bytes, never by its path, and an entry by that and the way
 * of reading (ingest/cache/cache_way.h). The cache can make a run faster, and can do nothing else:
 * what is damaged, or cannot be read or written, becomes a note and the file is parsed. */
#ifndef INGEST_CACHE_H
#define INGEST_CACHE_H
#include "ingest/cache/cache_entry.h"
#include "ingest/inventory.h"

struct cache_file;
struct later;

struct cache {
    const char *folder;
    struct cache_sha schema;
    struct cache_index index;
    bool is_index_lost;       /* entries may be there though the index says nothing of them */
    struct cache_file *files; /* one per file of the inventory */
    size_t file_count;
    struct profile *profile;
    struct later *later; /* values of entries wait (ingest/later.h); NULL: all are loaded */
    struct arena arena;  /* paths of entries */
    struct cache_count count;
    struct text notes; /* lines for standard error */
};

/* False: there is no cache: the folder cannot be made or read (a note says so), or memory is out.
 * To be released all the same. */
bool cache_init(struct cache *cache, const char *folder, struct profile *profile,
                struct later *later);
void cache_release(struct cache *cache);
/* As soon as it is known how many files there are. RC_MEMORY. */
enum rc cache_prepare(struct cache *cache, const struct inventory *inventory, struct err *err);

/* Take what is known of an untouched file: verdict, sizes, digest and header. False: it has to be
 * inspected. Any number of threads, one file each. */
bool cache_recall(struct cache *cache, struct inventory_file *file);
/* Whether the file was recalled and has not been opened since. */
bool cache_is_recalled(const struct cache *cache, const struct inventory_file *file);

/* Take the rows of a file that is to be parsed from its entry, if there is one: *is_taken, and its
 * chunks are waiting for cache_load(). Makes the file's digest where that may be of use. One thread
 * a file. RC_MEMORY. */
enum rc cache_take(struct cache *cache, struct inventory_file *file, struct key_intern *intern,
                   bool *is_taken, struct err *err);
bool cache_is_taken(const struct cache *cache, const struct inventory_file *file);
/* Load one of its chunks, or let it wait: any number of threads. When it turns out to be damaged a
 * note is made, and all of the file has to be parsed: cache_is_broken(). RC_MEMORY. */
enum rc cache_load(struct cache *cache, struct inventory_file *file, struct chunk *chunk,
                   struct chunk_reader *reader, struct err *err);
bool cache_is_broken(const struct cache *cache, const struct inventory_file *file);
/* The chunks are loaded: its entry is closed. One that is broken counts as never taken or recalled.
 */
void cache_let_go(struct cache *cache, struct inventory_file *file);
/* It is inspected after all. */
void cache_forget(struct cache *cache, struct inventory_file *file);

/* Whether the file's digest is needed. */
bool cache_wants_digest(const struct cache *cache, const struct inventory_file *file);
/* Of an open file whose encoding is settled. RC_INPUT, RC_MEMORY. */
enum rc cache_remember(struct cache *cache, struct inventory_file *file, struct err *err);

/* The lists of codes of the files that were taken. */
size_t cache_list_count(const struct cache *cache, const struct inventory *inventory);
void cache_lists(const struct cache *cache, const struct inventory *inventory,
                 struct code_list **lists, size_t *count);

/* After cache_keep(): the path of the file's entry and its key, taken from `arena`; *path is NULL
 * when it has none. RC_MEMORY. */
enum rc cache_entry_of(const struct cache *cache, const struct inventory_file *file,
                       struct arena *arena, const char **path, const struct cache_key **key,
                       struct err *err);

/* Write entries for the files that were parsed, and the index. After chunk_reader_close(). Never
 * fails: what cannot be written is said in the notes. */
void cache_keep(struct cache *cache, const struct inventory *inventory,
                const struct key_intern *intern, int thread_count);

#endif
