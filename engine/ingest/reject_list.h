/* ingest/reject_list.h: the rejects of one chunk while it is read. Lines count from the chunk's
 * first record until gather knows where that stands. One object belongs to one thread. */
#ifndef INGEST_REJECT_LIST_H
#define INGEST_REJECT_LIST_H
#include "ingest/encoding/encoding.h"
#include "ingest/reject_cap.h"

enum { REJECT_VALUE_BYTES = 200 };

struct reject_list {
    struct reject *rows;
    size_t row_count, row_capacity;
    uint64_t record_count; /* of them, those of kind REJECT_RECORD */
    struct reject_cap cap; /* of the fields among them */
    struct arena arena;    /* their texts */
};

void reject_list_init(struct reject_list *list);
void reject_list_release(struct reject_list *list);

/* Add `reject` unless enough of its kind are kept (reject_cap.h). Its value and record are still
 * bytes of the file in `encoding`: copies of them in UTF-8 are kept, the value cut at a character.
 * False: memory is out. */
bool reject_list_add(struct reject_list *list, const struct reject *reject, enum encoding encoding);
/* rows[first … middle) and rows[middle …) are each in order of their offsets, and do not share one:
 * put them in order together. False: memory is out. */
bool reject_list_merge(struct reject_list *list, size_t first, size_t middle);

#endif
