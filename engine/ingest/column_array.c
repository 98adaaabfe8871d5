#include "ingest/column_array.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { FIRST_CAPACITY = 16 };

bool array_reserve(void *items, size_t *capacity, size_t needed, size_t item_bytes)
{
    if (needed <= *capacity) return true;
    size_t grown = *capacity < FIRST_CAPACITY ? FIRST_CAPACITY : *capacity, byte_count;
    while (grown < needed) {
        if (grown > SIZE_MAX / 2) return false;
        grown *= 2;
    }
    if (__builtin_mul_overflow(grown, item_bytes, &byte_count)) return false;
    void *pointer; /* through memcpy: `items` points to a pointer of another type */
    memcpy(&pointer, items, sizeof pointer);
    pointer = realloc(pointer, byte_count);
    if (!pointer) return false;
    memcpy(items, &pointer, sizeof pointer);
    *capacity = grown;
    return true;
}
