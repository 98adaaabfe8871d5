/* ingest/ingest_scan.h: step 1.3: the rows of all files of the inventory become accepted chunks. */
#ifndef INGEST_INGEST_SCAN_H
#define INGEST_INGEST_SCAN_H
#include "ingest/cache/cache.h"
#include "ingest/inventory.h"

/* What reading needs to know beside the files; read-only. */
struct scan_setting {
    const struct schema *schema;
    const struct ingest_options *options;
    const struct missing_set *missing;
    const struct ingest_progress *progress;
    struct cache *cache;          /* NULL: none */
    struct chunk_reader *readers; /* one per thread */
    int thread_count;
    uint64_t chunk_bytes; /* > 0 */
};

/* Fills file->chunks of every file that belongs to a table or is a rejects file, from the cache
 * where that has them. Files are opened in groups, so that neither descriptors nor memory (of
 * compressed files) grow with their number. RC_INPUT, RC_MEMORY, RC_CONFIG. */
enum rc ingest_scan(struct inventory *inventory, const struct scan_setting *setting,
                    struct seam_count *seams, struct err *err);

#endif
