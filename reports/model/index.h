/* reports/model/index.h: text to number, for finding rows of the result without walking lists.
 * Filled once, then read-only; reading is safe from any thread. Keys are not copied: they must
 * outlive the index. */
#ifndef REPORTS_INDEX_H
#define REPORTS_INDEX_H
#include "base/arena.h"

#include <stdbool.h>
#include <stdint.h>

#define INDEX_NONE UINT32_MAX

struct index_slot {
    const char *key; /* NULL: free */
    uint32_t value;
};

struct index {
    struct index_slot *slots;
    size_t slot_count; /* power of two, at least twice the keys */
};

/* Room for so many keys; false when memory is out. */
bool index_init(struct index *index, struct arena *arena, size_t key_limit);
/* Keeps the first value of a key; returns the value the key has now. */
uint32_t index_put(struct index *index, const char *key, uint32_t value);
uint32_t index_get(const struct index *index, const char *key); /* INDEX_NONE: not there */

#endif
