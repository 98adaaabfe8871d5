/* link/link.h: the stage that turns texts into numbers and rows into histories.
 * - 2.1 dictionaries: every domain with few values (dealer, product, fault …): codes 1… in byte
 *   order of the texts
 * - 2.2 keys: every domain with many values (customer, unit, repair …): dense codes by (hash
 *   partition, text)
 * - 2.3 supersede: of rows with equal keys the last in input order stays; the others are dropped
 *   and counted
 * - 2.4 horizon: the latest time at which something happened
 * - 2.5 histories: rows by unit and by customer, in order of their clock, then of input
 *
 * Code 0 is "missing". Codes depend on the set of texts alone, never on the order in which they
 * were met. */
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

/* One domain with many values: only how many there are. */
struct key_domain {
    const char *domain;
    uint32_t code_count; /* with code 0 */
};

/* Rows of one table ordered by one key: rows[first[c]] … rows[first[c + 1] - 1] belong to code c,
 * ordered by the table's clock, then by row. Rows with code 0 stand at the front and belong to
 * nobody. */
struct history {
    uint32_t *first; /* code_count + 1 */
    uint32_t *rows;  /* row_count */
    uint32_t code_count;
};

/* Everything measure may know about the world. Read-only after link_run but for
 * link_add_table/column. */
struct linked {
    struct arena arena;
    struct table *tables; /* schema tables in schema order, then derived ones */
    size_t table_count;
    struct dictionary *dictionaries;
    size_t dictionary_count;
    struct key_domain *key_domains;
    size_t key_domain_count;
    struct history *histories[2]; /* [HISTORY_UNIT], [HISTORY_CUSTOMER]: one per schema table, empty
                                     where no column */
    int32_t horizon_minute;       /* MINUTE_MISSING when there is no row at all */
    int32_t first_minute;         /* earliest clock of any used row */
};

enum history_kind { HISTORY_UNIT, HISTORY_CUSTOMER, HISTORY_KIND_COUNT };

/* Links what was ingested; the files get their rows_superseded. Columns and texts stay in
 * ingested's arena, which must outlive *linked; repeated rows are squeezed out of the columns in
 * place. `profile` may be NULL. */
enum rc link_run(struct linked *linked, struct ingested *ingested, const struct schema *schema,
                 int thread_count, struct profile *profile, struct err *err);
void linked_release(struct linked *linked);

const struct table *linked_table(const struct linked *linked, const char *name);
/* NULL when no column of that domain was read. */
const struct dictionary *linked_dictionary(const struct linked *linked, const char *domain);
/* Codes of a key domain with code 0, or 1 when no column of that domain was read. */
uint32_t linked_key_count(const struct linked *linked, const char *domain);

/* Add a derived table, or a derived column to a table; values are zeroed, owned by *linked. NULL:
 * memory is out. */
struct table *linked_add_table(struct linked *linked, const char *name, uint32_t row_count);
struct column *linked_add_column(struct linked *linked, struct table *table, const char *name,
                                 enum column_type type, const char *domain);
/* Add a dictionary with fixed names (names[0] is ""), for a derived code column. */
enum rc linked_add_dictionary(struct linked *linked, const char *domain, const char *const *names,
                              uint32_t code_count, struct err *err);

#endif
