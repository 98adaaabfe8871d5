#include "link/scratch.h"

#include <assert.h>
#include <stdint.h>

void scratch_init(struct scratch *scratch)
{
    *scratch = (struct scratch){.used = 0};
    store_init(&scratch->store);
}

void scratch_release(struct scratch *scratch)
{
    store_release(&scratch->store);
    scratch_init(scratch);
}

bool scratch_clear(struct scratch *scratch, size_t byte_count, size_t piece_count)
{
    const size_t needed = byte_count + piece_count * STORE_ALIGN_BYTES;
    scratch->used = 0;
    if (needed <= scratch->capacity) return true;
    scratch_release(scratch);
    const size_t capacity = needed + needed / 4;
    scratch->bytes = store_take(&scratch->store, capacity);
    scratch->capacity = scratch->bytes ? capacity : 0;
    return scratch->bytes != NULL;
}

void *scratch_take(struct scratch *scratch, size_t byte_count)
{
    unsigned char *piece = scratch->bytes + scratch->used;
    scratch->used += (byte_count + STORE_ALIGN_BYTES - 1) / STORE_ALIGN_BYTES * STORE_ALIGN_BYTES;
    assert(scratch->used <= scratch->capacity);
    return piece;
}
