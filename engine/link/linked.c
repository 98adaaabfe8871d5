/* What measure may ask of the linked tables, and how derived columns get in. */
#include "link/link.h"

#include <stdlib.h>
#include <string.h>

enum { COLUMN_ALIGN_BYTES = 64 };

const struct table *linked_table(const struct linked *linked, const char *name)
{
    for (size_t i = 0; i < linked->table_count; i++)
        if (strcmp(linked->tables[i].name, name) == 0) return &linked->tables[i];
    return NULL;
}

const struct dictionary *linked_dictionary(const struct linked *linked, const char *domain)
{
    for (size_t i = 0; i < linked->dictionary_count; i++)
        if (strcmp(linked->dictionaries[i].domain, domain) == 0) return &linked->dictionaries[i];
    return NULL;
}

uint32_t linked_key_count(const struct linked *linked, const char *domain)
{
    for (size_t i = 0; i < linked->key_domain_count; i++)
        if (strcmp(linked->key_domains[i].domain, domain) == 0)
            return linked->key_domains[i].code_count;
    return 1;
}

struct table *linked_add_table(struct linked *linked, const char *name, uint32_t row_count)
{
    struct table *grown = arena_take_array(&linked->arena, linked->table_count + 1, sizeof *grown);
    if (!grown) return NULL;
    memcpy(grown, linked->tables, linked->table_count * sizeof *grown);
    grown[linked->table_count] = (struct table){.name = name, .row_count = row_count};
    linked->tables = grown;
    return &grown[linked->table_count++];
}

struct column *linked_add_column(struct linked *linked, struct table *table, const char *name,
                                 enum column_type type, const char *domain)
{
    struct column *grown = arena_take_array(&linked->arena, table->column_count + 1, sizeof *grown);
    if (!grown) return NULL;
    if (table->column_count > 0) memcpy(grown, table->columns, table->column_count * sizeof *grown);
    const size_t byte_count = (size_t)table->row_count * column_type_bytes(type);
    void *values = arena_take_aligned(&linked->arena, byte_count + 1, COLUMN_ALIGN_BYTES);
    if (!values) return NULL;
    grown[table->column_count] =
        (struct column){.name = name, .type = type, .domain = domain, .values = values};
    table->columns = grown;
    return &grown[table->column_count++];
}

enum rc linked_add_dictionary(struct linked *linked, const char *domain, const char *const *names,
                              uint32_t code_count, struct err *err)
{
    const size_t count = linked->dictionary_count;
    struct dictionary *grown = arena_take_array(&linked->arena, count + 1, sizeof *grown);
    if (!grown) return err_memory(err, (count + 1) * sizeof *grown);
    if (count > 0) memcpy(grown, linked->dictionaries, count * sizeof *grown);
    grown[count] = (struct dictionary){.domain = domain, .names = names, .code_count = code_count};
    linked->dictionaries = grown;
    linked->dictionary_count++;
    return RC_OK;
}

static void histories_release(struct linked *linked, enum history_kind kind)
{
    struct history *histories = linked->histories[kind];
    if (!histories) return;
    for (size_t i = 0; i < linked->table_count; i++) {
        if (!linked->tables[i].schema) continue; /* derived tables have none */
        free(histories[i].first);
        free(histories[i].rows);
    }
    linked->histories[kind] = NULL;
}

void linked_release(struct linked *linked)
{
    for (int kind = 0; kind < HISTORY_KIND_COUNT; kind++)
        histories_release(linked, (enum history_kind)kind);
    arena_release(&linked->arena);
    *linked = (struct linked){.horizon_minute = 0};
}
