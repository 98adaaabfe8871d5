/* base/store.h: memory for large arrays that live until the end of a run: taken piece by piece, not
 * zeroed, given back at once. Blocks are large and lie on huge pages where the system has them,
 * because a gigabyte of columns touched page by page costs as much as reading the files. Not
 * thread-safe: each thread owns its store; store_absorb() joins them afterwards. */
#ifndef BASE_STORE_H
#define BASE_STORE_H
#include <stddef.h>

enum { STORE_ALIGN_BYTES = 64 };

struct store_block;

struct store {
    struct store_block *newest;
    size_t byte_count; /* taken from the system, for reports on memory */
};

void store_init(struct store *store);
void store_release(struct store *store);

/* byte_count bytes, aligned to STORE_ALIGN_BYTES, of any content; never NULL but when memory is
 * out. At least STORE_ALIGN_BYTES readable bytes lie behind them. */
void *store_take(struct store *store, size_t byte_count);
/* As store_take, for count items; NULL when the product overflows. */
void *store_take_array(struct store *store, size_t count, size_t item_bytes);
/* Give bytes from … to - 1 of a piece back to the system, as far as whole huge pages lie between:
 * nobody reads them again. Returns where what stays begins, the next `from`. */
size_t store_give_back(void *piece, size_t from, size_t to);
/* What free() has kept for later goes back to the system where the C library can do that: after a
 * stage of many small pieces, before one of large ones. */
void store_trim_heap(void);
/* Move all pieces of `from` into `into`; pointers stay valid; `from` is empty afterwards. */
void store_absorb(struct store *into, struct store *from);

#endif
