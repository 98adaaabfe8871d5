#include "base/store.h"

#include <stdint.h>
#include <sys/mman.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif

/* A block grows with what was taken before: a small run takes little, a large one few blocks. */
enum { FIRST_BLOCK_BYTES = 256 * 1024, LAST_BLOCK_BYTES = 32 * 1024 * 1024 };
enum { HUGE_PAGE_BYTES = 2 * 1024 * 1024 };

struct store_block {
    struct store_block *older;
    size_t capacity, used; /* with this head */
};

void store_init(struct store *store)
{
    *store = (struct store){.newest = NULL};
}

void store_release(struct store *store)
{
    for (struct store_block *block = store->newest; block;) {
        struct store_block *older = block->older;
        (void)munmap(block, block->capacity);
        block = older;
    }
    store_init(store);
}

static size_t round_up(size_t byte_count, size_t unit)
{
    return (byte_count + unit - 1) / unit * unit;
}

static size_t next_capacity(const struct store *store, size_t needed)
{
    size_t capacity = FIRST_BLOCK_BYTES;
    while (capacity < LAST_BLOCK_BYTES && capacity < store->byte_count) capacity *= 2;
    return capacity < needed ? round_up(needed, HUGE_PAGE_BYTES) : capacity;
}

static struct store_block *block_add(struct store *store, size_t needed)
{
    const size_t capacity = next_capacity(store, needed);
    struct store_block *block =
        mmap(NULL, capacity, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (block == MAP_FAILED) return NULL;
    if (capacity >= HUGE_PAGE_BYTES) (void)madvise(block, capacity, MADV_HUGEPAGE);
    *block =
        (struct store_block){store->newest, capacity, round_up(sizeof *block, STORE_ALIGN_BYTES)};
    store->newest = block;
    store->byte_count += capacity;
    return block;
}

void *store_take(struct store *store, size_t byte_count)
{
    if (byte_count > SIZE_MAX / 2) return NULL;
    const size_t needed = round_up(byte_count, STORE_ALIGN_BYTES);
    struct store_block *block = store->newest;
    /* One more unit stays free behind the last piece: it may be read, never used. */
    if (!block || block->capacity - block->used < needed + STORE_ALIGN_BYTES)
        block = block_add(store, needed + (size_t)2 * STORE_ALIGN_BYTES);
    if (!block) return NULL;
    void *piece = (char *)block + block->used;
    block->used += needed;
    return piece;
}

void *store_take_array(struct store *store, size_t count, size_t item_bytes)
{
    size_t byte_count;
    if (__builtin_mul_overflow(count, item_bytes, &byte_count)) return NULL;
    return store_take(store, byte_count);
}

size_t store_give_back(void *piece, size_t from, size_t to)
{
    const uintptr_t base = (uintptr_t)piece, unit = HUGE_PAGE_BYTES;
    const size_t first = (size_t)((base + from + unit - 1) / unit * unit - base);
    const size_t last = (size_t)((base + to) / unit * unit - base);
    if (base + to < unit || first >= last) return from;
    (void)madvise((char *)piece + first, last - first, MADV_DONTNEED);
    return last;
}

void store_trim_heap(void)
{
#ifdef __GLIBC__
    (void)malloc_trim(0);
#endif
}

void store_absorb(struct store *into, struct store *from)
{
    if (!from->newest) return;
    struct store_block *oldest = from->newest;
    while (oldest->older) oldest = oldest->older;
    oldest->older = into->newest;
    into->newest = from->newest;
    into->byte_count += from->byte_count;
    store_init(from);
}
