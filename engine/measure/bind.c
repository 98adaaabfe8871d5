/* Ties a family to the input: which columns are there, which keys an axis has. */
#include "measure/stages.h"

#include <string.h>

/* The column if it is there with the promised type; a wrong type is a fault of the family's table.
 */
static const struct column *needed_column(const struct table *table, const char *name)
{
    return table ? table_column(table, name) : NULL;
}

static void bind_axis(struct bound_family *bound, const struct linked *linked, enum axis axis,
                      uint32_t *key_count)
{
    const struct column *column = needed_column(bound->table, axis_rows[axis].column);
    const struct dictionary *dictionary = column ? linked_dictionary(linked, column->domain) : NULL;
    *key_count = 0;
    if (!dictionary) return;
    bound->key_column[axis] = table_column_index(bound->table, column);
    bound->dictionary[axis] = dictionary;
    *key_count = dictionary->code_count;
}

static enum rc bind_columns(struct bound_family *bound, const struct linked *linked,
                            struct arena *arena, struct err *err)
{
    const struct need *needs = bound->family->needs;
    size_t need_count = 0;
    while (needs[need_count].column) need_count++;
    bound->need_count = need_count;
    bound->column = arena_take_array(arena, need_count + 1, sizeof *bound->column);
    bound->need_column = arena_take_array(arena, need_count + 1, sizeof *bound->need_column);
    bound->needed_names = arena_take_array(arena, need_count + 1, sizeof *bound->needed_names);
    if (!bound->column || !bound->need_column || !bound->needed_names)
        return err_memory(err, (need_count + 1) * sizeof *bound->column);
    for (size_t i = 0; i < need_count; i++) {
        const struct column *column = needed_column(bound->table, needs[i].column);
        if (column && column->type != needs[i].type)
            return err_set(err, RC_BUG, "family %s wants %s as %s, the table has it as %s",
                           bound->family->name, needs[i].column, column_type_name(needs[i].type),
                           column_type_name(column->type));
        bound->need_column[i] = NO_COLUMN;
        if (column) {
            bound->column[i] = column;
            bound->need_column[i] = table_column_index(bound->table, column);
            bound->needed_names[i] = linked_dictionary(linked, column->domain);
        } else if (!needs[i].optional && !bound->missing_column) {
            bound->missing_column = needs[i].column;
        }
    }
    return RC_OK;
}

enum rc measure_bind(struct bound_family *bound, const struct linked *linked, struct arena *arena,
                     struct err *err)
{
    const struct family *family = bound->family;
    const struct table *table = linked_table(linked, family->table);
    bound->table = table && table->row_count > 0 ? table : NULL;
    enum rc rc = bind_columns(bound, linked, arena, err);
    if (rc != RC_OK) return rc;
    const struct column *clock = family->clock ? needed_column(bound->table, family->clock) : NULL;
    bound->clock = table && clock ? table_column_index(table, clock) : NO_COLUMN;
    if (family->clock && !clock && !bound->missing_column) bound->missing_column = family->clock;
    for (size_t i = 0; i < AXIS_COUNT; i++) bound->key_column[i] = NO_COLUMN;
    uint32_t key_counts[AXIS_COUNT] = {0};
    for (size_t i = 0; family->axes[i] != AXIS_END; i++)
        bind_axis(bound, linked, family->axes[i], &key_counts[i]);
    return state_init(&bound->state, family, key_counts, err);
}

uint32_t dictionary_code(const struct dictionary *dictionary, const char *name)
{
    for (uint32_t code = 1; dictionary && code < dictionary->code_count; code++)
        if (strcmp(dictionary->names[code], name) == 0) return code;
    return 0;
}

uint32_t context_code(const struct measure_context *context, const char *domain, const char *name)
{
    const struct dictionary *dictionary =
        context->linked ? linked_dictionary(context->linked, domain) : NULL;
    const uint32_t code = dictionary_code(dictionary, name);
    return code == 0 ? CODE_ABSENT : code;
}

const char *bound_key_name(const struct bound_family *bound, enum axis axis, uint32_t key)
{
    const struct dictionary *dictionary = bound->dictionary[axis];
    return dictionary && key < dictionary->code_count ? dictionary->names[key] : "";
}

const void *measured_cell(const struct measured *measured, enum axis axis, uint32_t key,
                          uint32_t window, const struct tally **tallies)
{
    const struct state_axis *row = state_axis_of(measured->state, axis);
    if (axis != AXIS_NETWORK && !measured->family->reads_segments) return NULL;
    if (!row || key >= row->key_count || window >= row->month_count) return NULL;
    return state_find(measured->state, state_slot(row, key, window), tallies);
}

uint32_t measured_key_count(const struct measured *measured, enum axis axis)
{
    const struct state_axis *row = state_axis_of(measured->state, axis);
    return row ? row->key_count : 0;
}

const char *measured_key_name(const struct measured *measured, enum axis axis, uint32_t key)
{
    const struct table *table = linked_table(measured->linked, measured->family->table);
    const struct column *column = table ? table_column(table, axis_rows[axis].column) : NULL;
    const struct dictionary *dictionary =
        column ? linked_dictionary(measured->linked, column->domain) : NULL;
    return dictionary && key < dictionary->code_count ? dictionary->names[key] : "";
}
