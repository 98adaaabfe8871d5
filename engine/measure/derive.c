/* Derived columns: the engine walks the units or customers in parallel and shows each to the
 * family's `derive`. An entity writes only its own rows, so no two threads meet. */
#include "measure/stages.h"

#include <omp.h>
#include <string.h>

enum { ENTITY_TABLE_LIMIT = 8, DERIVED_COLUMN_LIMIT = 16, ENTITY_NEED_LIMIT = 16 };

/* One table as the entities of a derivation see it. */
struct seen_table {
    const struct history *history; /* NULL: the input has no such table */
    const void *columns[ENTITY_NEED_LIMIT];
};

struct walk {
    const struct derivation *derivation;
    const struct measure_context *context;
    struct seen_table seen[ENTITY_TABLE_LIMIT];
    size_t seen_count;
    void *out[DERIVED_COLUMN_LIMIT];
};

static void see_table(struct seen_table *seen, const struct linked *linked,
                      const struct derived_table *wanted, enum history_kind kind)
{
    const struct table *table = linked_table(linked, wanted->table);
    *seen = (struct seen_table){.history = NULL};
    if (!table || table->row_count == 0) return;
    const struct history *history = &linked->histories[kind][table - linked->tables];
    if (history->first) seen->history = history;
    for (size_t i = 0; wanted->needs[i].column; i++) {
        const struct column *column = table_column(table, wanted->needs[i].column);
        seen->columns[i] = column ? column->values : NULL;
    }
}

/* The table that receives the columns: the first one seen, or one row per customer code. */
static struct table *target_table(struct linked *linked, const struct derivation *derivation)
{
    if (derivation->history == HISTORY_UNIT) {
        for (size_t i = 0; i < linked->table_count; i++)
            if (strcmp(linked->tables[i].name, derivation->tables[0].table) == 0)
                return &linked->tables[i];
        return NULL;
    }
    for (size_t i = 0; i < linked->table_count; i++)
        if (strcmp(linked->tables[i].name, "customers") == 0) return &linked->tables[i];
    return linked_add_table(linked, "customers", linked_key_count(linked, "customer"));
}

static enum rc add_names(struct linked *linked, const struct need *column, const char *const *names,
                         struct err *err)
{
    uint32_t count = 0;
    while (names[count]) count++;
    return linked_add_dictionary(linked, column->column, names, count, err);
}

static enum rc add_columns(struct linked *linked, struct table *target, struct walk *walk,
                           struct err *err)
{
    const struct derivation *derivation = walk->derivation;
    for (size_t i = 0; derivation->columns[i].column; i++) {
        const struct need *need = &derivation->columns[i];
        const char *domain = need->type == COLUMN_CODE ? need->column : "";
        struct column *column = linked_add_column(linked, target, need->column, need->type, domain);
        if (!column) return err_memory(err, target->row_count);
        walk->out[i] = column->values;
        if (need->type == COLUMN_CODE) {
            const enum rc rc = add_names(linked, need, derivation->code_names[i], err);
            if (rc != RC_OK) return rc;
        }
    }
    return RC_OK;
}

static void show_entity(const struct walk *walk, uint32_t code)
{
    const uint32_t *rows[ENTITY_TABLE_LIMIT] = {NULL};
    uint32_t row_counts[ENTITY_TABLE_LIMIT] = {0};
    const void *const *columns[ENTITY_TABLE_LIMIT];
    for (size_t i = 0; i < walk->seen_count; i++) {
        const struct history *history = walk->seen[i].history;
        columns[i] = walk->seen[i].columns;
        if (!history || code >= history->code_count) continue;
        rows[i] = history->rows + history->first[code];
        row_counts[i] = history->first[code + 1] - history->first[code];
    }
    const struct entity entity = {.code = code,
                                  .rows = rows,
                                  .row_counts = row_counts,
                                  .columns = columns,
                                  .context = walk->context};
    walk->derivation->derive(&entity, walk->out);
}

static enum rc derive_family(struct linked *linked, const struct derivation *derivation,
                             const struct measure_context *context, struct err *err)
{
    struct walk walk = {.derivation = derivation, .context = context};
    struct table *target = target_table(linked, derivation);
    if (!target) return err_memory(err, sizeof *target);
    if (target->row_count == 0) return RC_OK;
    enum rc rc = add_columns(linked, target, &walk, err);
    if (rc != RC_OK) return rc;
    while (derivation->tables[walk.seen_count].table) {
        see_table(&walk.seen[walk.seen_count], linked, &derivation->tables[walk.seen_count],
                  derivation->history);
        walk.seen_count++;
    }
    const char *domain = derivation->history == HISTORY_UNIT ? "unit" : "customer";
    const uint32_t code_count = linked_key_count(linked, domain);
    const struct walk *shown = &walk;
#pragma omp parallel for default(none) shared(shown, code_count) schedule(dynamic, 4096)
    for (uint32_t code = 1; code < code_count; code++) show_entity(shown, code);
    return RC_OK;
}

enum rc measure_derive(struct linked *linked, const struct measure_context *context,
                       struct err *err)
{
    for (size_t i = 0; i < family_count; i++) {
        if (!families[i]->derivation) continue;
        const enum rc rc = derive_family(linked, families[i]->derivation, context, err);
        if (rc != RC_OK) return rc;
    }
    return RC_OK;
}
