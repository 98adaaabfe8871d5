/* link/names.h: the different names of many code lists, sorted. */
#ifndef LINK_NAMES_H
#define LINK_NAMES_H
#include "ingest/column.h"

/* What came of it. Texts stay the lists'. */
struct names {
    const char **sorted; /* [0] is "", then all different names in byte order; from arena */
    uint32_t count;      /* with [0] */
};

/* Sort the names of the lists, whose domain_codes (room for name_count + 1) get each name's place
 * among the sorted ones, 0 at 0. Depends on the set of names alone; in parallel when there are many
 * of them. RC_MEMORY. */
enum rc names_sort(struct names *names, struct code_list *const *lists, size_t list_count,
                   struct arena *arena, struct err *err);

#endif
