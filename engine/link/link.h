/* link/link.h: the stage that turns texts into numbers and drops what was sent twice.
 * - 2.1 dictionaries: every domain with few values (dealer, product, fault …): codes 1… in byte
 *   order of the texts; the segments keep their own numbers, each code_list says which code they
 * are
 * - 2.2 supersede: of rows with equal keys the last in input order stays; the others are dropped
 *   from their segments and counted
 * - 2.3 horizon: the latest time at which something happened
 *
 * Histories (the rows of one unit, of one customer) are not kept: link/entities.h shows them one
 * entity at a time. Code 0 is "missing". Codes depend on the set of texts alone, never on the order
 * in which they were met. */
#ifndef LINK_LINK_H
#define LINK_LINK_H
#include "ingest/ingest.h"

struct profile;

/* The values of one domain with few of them. */
struct dictionary {
    const char *domain;
    const char *const *names; /* UTF-8, index = code; names[0] is "" */
    uint32_t code_count;      /* with code 0 */
};

/* Everything measure may know about the world. Read-only after link_run but for
 * linked_add_table/column/dictionary. */
struct linked {
    struct arena arena;
    struct store store;   /* domain codes of lists, values of derived columns */
    struct table *tables; /* schema tables in schema order, then derived ones */
    size_t table_count;
    struct dictionary *dictionaries;
    size_t dictionary_count;
    int32_t horizon_minute;      /* MINUTE_MISSING when there is no row at all */
    int32_t first_minute;        /* earliest clock of any used row */
    const struct quotes *quotes; /* of texts; those of rows that were dropped say so */
};

/* Links what was ingested; the files get their rows_superseded. Segments, values and texts stay
 * ingested's, which must outlive *linked; repeated rows are squeezed out of the segments in place.
 * `profile` may be NULL. */
enum rc link_run(struct linked *linked, struct ingested *ingested, const struct schema *schema,
                 int thread_count, struct profile *profile, struct err *err);
void linked_release(struct linked *linked);

const struct table *linked_table(const struct linked *linked, const char *name);
/* NULL when no column of that domain was read. */
const struct dictionary *linked_dictionary(const struct linked *linked, const char *domain);

/* Add a derived table without rows, or a derived column to a table: every segment gets an array of
 * zeroed values, owned by *linked, whose codes are the dictionary's. NULL: memory is out. A table's
 * columns move in memory when one is added. */
struct table *linked_add_table(struct linked *linked, const char *name);
struct column *linked_add_column(struct linked *linked, struct table *table, const char *name,
                                 enum column_type type, const char *domain);
/* Add a dictionary with fixed names (names[0] is ""), for a derived code column. */
enum rc linked_add_dictionary(struct linked *linked, const char *domain, const char *const *names,
                              uint32_t code_count, struct err *err);

#endif
