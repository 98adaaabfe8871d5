#include "base/arena.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { BLOCK_BYTES = 64 * 1024, ALIGN_BYTES = 16 };

struct arena_block {
    struct arena_block *older;
    size_t capacity, used;
    _Alignas(ALIGN_BYTES) unsigned char bytes[];
};

void arena_init(struct arena *arena)
{
    *arena = (struct arena)ARENA_INIT;
}

void arena_release(struct arena *arena)
{
    for (struct arena_block *block = arena->newest; block;) {
        struct arena_block *older = block->older;
        free(block);
        block = older;
    }
    arena_init(arena);
}

/* A piece larger than a block gets a block of its own, put behind the newest so that the newest
 * keeps filling. */
static struct arena_block *block_add(struct arena *arena, size_t byte_count)
{
    const size_t capacity = byte_count > BLOCK_BYTES / 4 ? byte_count : BLOCK_BYTES;
    if (capacity > SIZE_MAX - sizeof(struct arena_block)) return NULL;
    struct arena_block *block = calloc(1, sizeof *block + capacity);
    if (!block) return NULL;
    block->capacity = capacity;
    arena->byte_count += sizeof *block + capacity;
    if (capacity != BLOCK_BYTES && arena->newest) {
        block->older = arena->newest->older;
        arena->newest->older = block;
    } else {
        block->older = arena->newest;
        arena->newest = block;
    }
    return block;
}

void *arena_take(struct arena *arena, size_t byte_count)
{
    if (byte_count > SIZE_MAX - ALIGN_BYTES) return NULL;
    const size_t rounded = (byte_count + ALIGN_BYTES - 1) / ALIGN_BYTES * ALIGN_BYTES;
    struct arena_block *block = arena->newest;
    if (!block || block->capacity - block->used < rounded) block = block_add(arena, rounded);
    if (!block) return NULL;
    void *piece = block->bytes + block->used;
    block->used += rounded;
    return piece;
}

void *arena_take_array(struct arena *arena, size_t count, size_t item_bytes)
{
    size_t byte_count;
    if (__builtin_mul_overflow(count, item_bytes, &byte_count)) return NULL;
    return arena_take(arena, byte_count);
}

void *arena_take_aligned(struct arena *arena, size_t byte_count, size_t align_bytes)
{
    if (byte_count > SIZE_MAX - align_bytes) return NULL;
    char *piece = arena_take(arena, byte_count + align_bytes);
    if (!piece) return NULL;
    return piece + (align_bytes - (uintptr_t)piece % align_bytes) % align_bytes;
}

char *arena_copy_text(struct arena *arena, const char *text, size_t byte_count)
{
    char *copy = arena_take(arena, byte_count + 1);
    if (copy && byte_count > 0) memcpy(copy, text, byte_count);
    return copy;
}

void arena_absorb(struct arena *into, struct arena *from)
{
    if (!from->newest) return;
    struct arena_block *oldest = from->newest;
    while (oldest->older) oldest = oldest->older;
    if (into->newest) {
        oldest->older = into->newest->older;
        into->newest->older = from->newest;
    } else {
        into->newest = from->newest;
    }
    into->byte_count += from->byte_count;
    arena_init(from);
}
