/* What measure may ask of the linked tables, and how derived columns get in. */
#include "link/link.h"

#include "link/span.h"

#include <string.h>

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

struct table *linked_add_table(struct linked *linked, const char *name)
{
    struct table *grown = arena_take_array(&linked->arena, linked->table_count + 1, sizeof *grown);
    if (!grown) return NULL;
    if (linked->table_count > 0) memcpy(grown, linked->tables, linked->table_count * sizeof *grown);
    grown[linked->table_count] = (struct table){.name = name};
    linked->tables = grown;
    return &grown[linked->table_count++];
}

/* Room for one more column in every segment; its last columns are still empty. */
static bool widen_segments(struct linked *linked, struct table *table)
{
    const size_t column_count = table->column_count;
    struct segment_column *columns = arena_take_array(
        &linked->arena, table->segment_count * (column_count + 1) + 1, sizeof *columns);
    if (!columns) return false;
    for (size_t s = 0; s < table->segment_count; s++) {
        struct segment *segment = &table->segments[s];
        if (column_count > 0) memcpy(columns, segment->columns, column_count * sizeof *columns);
        segment->columns = columns;
        columns += column_count + 1;
    }
    return true;
}

/* Zeroed values for column c of every segment. */
static bool take_values(struct linked *linked, struct table *table, size_t c, enum column_type type)
{
    const size_t value_bytes = column_type_bytes(type);
    for (size_t s = 0; s < table->segment_count; s++) {
        struct segment *segment = &table->segments[s];
        void *values = store_take_array(&linked->store, segment->row_count, value_bytes);
        if (!values) return false;
        segment->columns[c] =
            (struct segment_column){.values = values, .value_bytes = (uint32_t)value_bytes};
    }
    const struct segment *segments = table->segments;
    const size_t segment_count = table->segment_count;
#pragma omp parallel for default(none) shared(segments, segment_count, c, type, value_bytes)       \
    schedule(dynamic)
    for (size_t s = 0; s < segment_count; s++) {
        memset(segments[s].columns[c].values, 0, segments[s].row_count * value_bytes);
        segment_column_span(&segments[s].columns[c], type, segments[s].row_count);
    }
    return true;
}

struct column *linked_add_column(struct linked *linked, struct table *table, const char *name,
                                 enum column_type type, const char *domain)
{
    const size_t c = table->column_count;
    struct column *grown = arena_take_array(&linked->arena, c + 1, sizeof *grown);
    if (!grown || !widen_segments(linked, table) || !take_values(linked, table, c, type))
        return NULL;
    if (c > 0) memcpy(grown, table->columns, c * sizeof *grown);
    grown[c] = (struct column){.name = name, .type = type, .domain = domain, .is_present = true};
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

void linked_release(struct linked *linked)
{
    arena_release(&linked->arena);
    store_release(&linked->store);
    *linked = (struct linked){.horizon_minute = 0};
}
