/* link/scratch.h: memory that a thread uses again for each partition: one piece, grown when a
 * partition needs more, cut anew each time. Contents do not survive scratch_clear. Not thread-safe:
 * each thread owns one. */
#ifndef LINK_SCRATCH_H
#define LINK_SCRATCH_H
#include "base/store.h"

#include <stdbool.h>

struct scratch {
    struct store store;
    unsigned char *bytes;
    size_t capacity, used;
};

void scratch_init(struct scratch *scratch);
void scratch_release(struct scratch *scratch);
/* Begin anew with room for byte_count bytes in at most piece_count pieces; false: memory is out. */
bool scratch_clear(struct scratch *scratch, size_t byte_count, size_t piece_count);
/* The next piece, of any content, aligned to STORE_ALIGN_BYTES; within what was asked for, it never
 * fails. */
void *scratch_take(struct scratch *scratch, size_t byte_count);

#endif
