#include "measure/wanted.h"

#include "measure/family.h"

#include <string.h>

struct wanted {
    const struct schema *schema;
    bool **marks;
};

/* Derived tables and columns are not of the schema: nothing to mark. */
static void mark(const struct wanted *wanted, const char *table, const char *column)
{
    const int32_t t = schema_table_index(wanted->schema, table);
    const int32_t c = t < 0 ? -1 : schema_column_index(&wanted->schema->tables[t], column);
    if (c >= 0) wanted->marks[t][c] = true;
}

static void mark_needs(const struct wanted *wanted, const char *table, const struct need *needs)
{
    for (size_t i = 0; needs[i].column; i++) mark(wanted, table, needs[i].column);
}

/* The ids by which rows of the table are put together. */
static void mark_ids(const struct wanted *wanted, const char *table, enum history_kind history)
{
    const char *domain = history_domains[history];
    const int32_t t = schema_table_index(wanted->schema, table);
    if (t < 0) return;
    const struct schema_table *schema = &wanted->schema->tables[t];
    for (size_t c = 0; c < schema->column_count; c++)
        if (schema->columns[c].type == COLUMN_ID && strcmp(schema->columns[c].domain, domain) == 0)
            wanted->marks[t][c] = true;
}

static void mark_family(const struct wanted *wanted, const struct family *family)
{
    const struct derivation *derivation = family->derivation;
    mark_needs(wanted, family->table, family->needs);
    if (family->clock) mark(wanted, family->table, family->clock);
    for (size_t i = 0; family->axes[i] != AXIS_END; i++)
        mark(wanted, family->table, axis_rows[family->axes[i]].column);
    for (size_t i = 0; derivation && derivation->tables[i].table; i++) {
        mark_needs(wanted, derivation->tables[i].table, derivation->tables[i].needs);
        mark_ids(wanted, derivation->tables[i].table, derivation->history);
    }
}

const bool *const *measure_wanted(const struct schema *schema, struct arena *arena)
{
    bool **marks = arena_take_array(arena, schema->table_count, sizeof *marks);
    if (!marks) return NULL;
    for (size_t t = 0; t < schema->table_count; t++) {
        marks[t] = arena_take_array(arena, schema->tables[t].column_count, sizeof **marks);
        if (!marks[t]) return NULL;
    }
    const struct wanted wanted = {schema, marks};
    for (size_t i = 0; i < family_count; i++) mark_family(&wanted, families[i]);
    return (const bool *const *)marks;
}

static bool are_texts(const struct schema *schema, const char *table, const struct need *needs)
{
    const int32_t t = schema_table_index(schema, table);
    for (size_t i = 0; t >= 0 && needs[i].column; i++) {
        const int32_t c = schema_column_index(&schema->tables[t], needs[i].column);
        if (c >= 0 && schema->tables[t].columns[c].type == COLUMN_TEXT) return true;
    }
    return false;
}

static bool reads_text(const struct schema *schema, const struct family *family)
{
    const struct derivation *derivation = family->derivation;
    bool reads = are_texts(schema, family->table, family->needs);
    for (size_t i = 0; derivation && derivation->tables[i].table; i++)
        reads |= are_texts(schema, derivation->tables[i].table, derivation->tables[i].needs);
    return reads;
}

bool measure_wants_texts(const struct schema *schema, uint64_t skipped_families)
{
    for (size_t i = 0; i < family_count; i++)
        if (!(skipped_families >> i & 1) && reads_text(schema, families[i])) return true;
    return false;
}
