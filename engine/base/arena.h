/* base/arena.h: memory that is taken piece by piece and given back at once.
 * Not thread-safe: each thread owns its arena; arena_absorb() joins them afterwards.
 * Every piece is zeroed and aligned to 16 bytes. */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H
#include <stddef.h>

struct arena_block;

struct arena {
    struct arena_block *newest;
    size_t byte_count; /* taken from the system, for reports on memory */
};

#define ARENA_INIT                                                                                 \
    {                                                                                              \
        0, 0                                                                                       \
    }

void arena_init(struct arena *arena);
void arena_release(struct arena *arena);

/* A zeroed piece of byte_count bytes, or NULL when memory is out. O(1) amortised. */
void *arena_take(struct arena *arena, size_t byte_count);
/* As arena_take, for count items; NULL when the product overflows. */
void *arena_take_array(struct arena *arena, size_t count, size_t item_bytes);
/* As arena_take, aligned to align_bytes (a power of two). */
void *arena_take_aligned(struct arena *arena, size_t byte_count, size_t align_bytes);
/* A NUL-terminated copy of text[0..byte_count), or NULL when memory is out. */
char *arena_copy_text(struct arena *arena, const char *text, size_t byte_count);
/* Move all pieces of `from` into `into`; pointers stay valid; `from` is empty afterwards. O(blocks
 * of from). */
void arena_absorb(struct arena *into, struct arena *from);

#endif
