/* ingest/cache/cache_write.h: what was read of files becomes entries of the cache
 * (ingest/cache/cache_entry.h), by all threads at once: over columns to see what they hold, then
 * over blocks. */
#ifndef INGEST_CACHE_WRITE_H
#define INGEST_CACHE_WRITE_H
#include "ingest/cache/cache_collect.h"
#include "ingest/cache/cache_entry.h"
#include "ingest/inventory.h"

/* A file to be kept. */
struct cache_job {
    const struct inventory_file *file; /* its chunks are those that gather has taken */
    const char *path;                  /* of the entry */
    struct cache_content content;
    struct cache_sha way;

    /* filled by cache_write_jobs() */
    struct err err; /* RC_OK: it stands in the folder. RC_OUTPUT, RC_MEMORY */
    struct cache_collected *collected;
    struct cache_column *columns;
    uint64_t *rows_before;      /* per chunk, and of all */
    struct cache_piece *pieces; /* block by block, as the outline has them */
    int made_file;
    struct text made;
};

/* Write them all. Each says for itself how that ended; nothing of a failed one stays. The lists of
 * codes must have their names (chunk_reader_close). */
void cache_write_jobs(struct cache_job *jobs, size_t job_count, const struct key_intern *intern,
                      int thread_count);

/* A block of the job's rows into `bytes`, zeros between the columns; pieces[] (zeroed) gets what is
 * to be said of each column. `codes` has room for CACHE_BLOCK_ROWS numbers. */
void cache_block_build(const struct cache_job *job, size_t block, char *bytes,
                       struct cache_piece *pieces, uint32_t *codes);

#endif
