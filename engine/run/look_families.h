/* run/look_families.h: what a family can say of the files that were looked at, and which tables and
 * columns it lacks for the rest. */
#ifndef RUN_LOOK_FAMILIES_H
#define RUN_LOOK_FAMILIES_H
#include "measure/family.h"
#include "run/look.h"

enum look_extent { LOOK_NOTHING, LOOK_IN_PART, LOOK_ALL };

enum { LOOK_LACK_LIMIT = 48 };

struct look_family {
    enum look_extent extent;
    /* What is lacking: a column, or with column NULL the whole table. Each once. */
    struct look_lack {
        const char *table, *column;
    } lacks[LOOK_LACK_LIMIT];
    size_t lack_count; /* may be more than LOOK_LACK_LIMIT: the others are only counted */
};

void look_family(const struct look *look, const struct family *family, struct look_family *out);

#endif
