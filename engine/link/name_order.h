/* link/name_order.h: many different texts put in byte order, in parallel. */
#ifndef LINK_NAME_ORDER_H
#define LINK_NAME_ORDER_H
#include "ingest/column.h"

/* A name on its way to its place. */
struct name_item {
    const struct key_text *text;
    uint64_t head;   /* eight bytes behind what all names begin with, most significant first; NUL
                        where a name is shorter */
    uint32_t number; /* the caller's */
};

/* Sort by text; no two names are equal. RC_MEMORY. */
enum rc name_order(struct name_item *items, size_t count, struct err *err);

#endif
