/* ingest/cache/cache_collect.h: one column of one file on its way into the cache: which names and
 * long texts its rows use, and how wide its values have to be. The lists of several threads become
 * one, sorted by bytes, so that an entry is the same however the file was cut and read. */
#ifndef INGEST_CACHE_COLLECT_H
#define INGEST_CACHE_COLLECT_H
#include "ingest/chunk/chunk.h"

/* From the numbers of one list of the run to those of the entry. */
struct cache_numbers {
    const struct code_list *list; /* NULL: the texts of key_intern */
    uint32_t *of;                 /* [number]; 0: of no row */
    uint32_t count;               /* of numbers, with 0 */
};

struct cache_collected {
    uint32_t value_bytes;
    bool has_marks;      /* id: of some row's slot a number stands for the text */
    struct slice *texts; /* text_count, sorted, each once: their numbers are 1, 2 … */
    uint32_t text_count;
    struct cache_numbers *numbers; /* one per list that the chunks use */
    size_t number_count, number_capacity;
};

void cache_collected_release(struct cache_collected *collected);
/* Look through column `index` of the chunks. `intern` has all texts that stand as numbers. False:
 * memory is out; the collected is to be released all the same. */
bool cache_collect(struct cache_collected *collected, const struct chunk *chunks,
                   size_t chunk_count, size_t index, const struct key_intern *intern);
/* The numbers for that list (NULL: the texts of ids), or NULL. */
const struct cache_numbers *cache_numbers_of(const struct cache_collected *collected,
                                             const struct code_list *list);

#endif
