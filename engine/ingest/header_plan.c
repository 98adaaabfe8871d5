#include "ingest/header_plan.h"
#include "ingest/inventory.h"

#include <string.h>

/* For each column of the table the header cell that it is read from (-1: none), for each cell
 * whether it is read. */
struct matching {
    const struct schema_table *table;
    const struct table_mapping *mapping; /* NULL: none */
    const struct header *header;
    int32_t *fields;
    bool *is_taken;
};

static const struct column_mapping *mapping_of(const struct matching *matching, size_t column)
{
    if (!matching->mapping) return NULL;
    for (size_t i = 0; i < matching->mapping->column_count; i++)
        if (matching->mapping->columns[i].column == (int32_t)column)
            return &matching->mapping->columns[i];
    return NULL;
}

/* Whether the mapping itself says where the column comes from; else the aliases do. */
static bool is_mapped(const struct column_mapping *mapping)
{
    return mapping && (mapping->source != SOURCE_HEADER || mapping->header_count > 0);
}

static int32_t find_cell(const struct header *header, const char *name)
{
    char normal[SCHEMA_HEADER_BYTES];
    schema_normalise_header(slice_of(name), normal, sizeof normal);
    for (uint32_t i = 0; i < header->cell_count; i++)
        if (*normal && strcmp(header->names[i], normal) == 0) return (int32_t)i;
    return -1;
}

static void match_mapped(struct matching *matching, size_t column,
                         const struct column_mapping *mapping)
{
    if (mapping->source != SOURCE_HEADER) return;
    for (size_t i = 0; i < mapping->header_count && matching->fields[column] < 0; i++)
        matching->fields[column] = find_cell(matching->header, mapping->headers[i]);
    if (matching->fields[column] >= 0) matching->is_taken[matching->fields[column]] = true;
}

static bool has_alias(const struct schema_column *column, const char *name)
{
    for (size_t i = 0; i < column->alias_count; i++)
        if (strcmp(column->aliases[i], name) == 0) return true;
    return false;
}

static void match_alias(struct matching *matching, uint32_t cell)
{
    const char *name = matching->header->names[cell];
    if (matching->is_taken[cell] || !*name) return;
    for (size_t c = 0; c < matching->table->column_count; c++) {
        if (is_mapped(mapping_of(matching, c)) || !has_alias(&matching->table->columns[c], name))
            continue;
        if (matching->fields[c] < 0) { /* else an earlier header has it: this one is unknown */
            matching->fields[c] = (int32_t)cell;
            matching->is_taken[cell] = true;
        }
        return;
    }
}

static enum rc match_all(struct matching *matching, const struct plan_input *input, int32_t table,
                         struct arena *arena, struct err *err)
{
    matching->table = &input->schema->tables[table];
    matching->mapping = input->options->tables ? &input->options->tables[table] : NULL;
    matching->header = input->header;
    const size_t column_count = matching->table->column_count;
    matching->fields = arena_take_array(arena, column_count, sizeof *matching->fields);
    matching->is_taken = arena_take_array(arena, (size_t)input->header->cell_count + 1, 1);
    if (!matching->fields || !matching->is_taken) return err_memory(err, column_count * 4);
    for (size_t c = 0; c < column_count; c++) matching->fields[c] = -1;
    for (size_t c = 0; c < column_count; c++) {
        const struct column_mapping *mapping = mapping_of(matching, c);
        if (is_mapped(mapping)) match_mapped(matching, c, mapping);
    }
    for (uint32_t i = 0; i < input->header->cell_count; i++) match_alias(matching, i);
    return RC_OK;
}

static bool is_present(const struct matching *matching, size_t column)
{
    const struct column_mapping *mapping = mapping_of(matching, column);
    return matching->fields[column] >= 0 || (mapping && mapping->source != SOURCE_HEADER);
}

static int32_t find_lacking(const struct matching *matching)
{
    for (size_t c = 0; c < matching->table->column_count; c++)
        if (matching->table->columns[c].needed && !is_present(matching, c)) return (int32_t)c;
    return -1;
}

enum rc plan_match_table(struct plan_match *match, const struct plan_input *input, int32_t table,
                         struct arena *arena, struct err *err)
{
    struct matching matching;
    const enum rc rc = match_all(&matching, input, table, arena, err);
    if (rc != RC_OK) return rc;
    *match = (struct plan_match){.lacking = find_lacking(&matching)};
    for (uint32_t i = 0; i < input->header->cell_count; i++)
        match->named_count += matching.is_taken[i];
    return RC_OK;
}

static enum rc say_lacking(const struct plan_input *input, const struct schema_table *table,
                           const struct schema_column *column, struct err *err)
{
    enum { LIST_BYTES = 400 };
    struct text aliases, headers;
    text_init(&aliases, LIST_BYTES);
    text_init(&headers, LIST_BYTES);
    for (size_t i = 0; i < column->alias_count; i++)
        text_format(&aliases, "%s%s", i > 0 ? ", " : "", column->aliases[i]);
    for (uint32_t i = 0; i < input->header->cell_count; i++)
        text_format(&headers, "%s%.*s", i > 0 ? ", " : "", (int)input->header->cells[i].byte_count,
                    input->header->cells[i].bytes);
    (void)err_set(err, RC_INPUT,
                  "%s: table %s needs the column %s (understood: %s%s); the header has: %s%s",
                  input->path, table->name, column->name, aliases.bytes,
                  aliases.failed ? ", ..." : "", headers.bytes, headers.failed ? ", ..." : "");
    (void)err_hint(err,
                   "name its header in the configuration (--config): "
                   "{\"tables\": {\"%s\": {\"columns\": {\"%s\": \"header in the file\"}}}}",
                   table->name, column->name);
    text_release(&aliases);
    text_release(&headers);
    return RC_INPUT;
}

static enum rc fill_missing(struct plan_column *column, const struct plan_input *input,
                            const struct column_mapping *mapping, struct arena *arena,
                            struct err *err)
{
    column->missing = input->missing;
    if (!mapping || mapping->missing_count == 0) return RC_OK;
    struct missing_set *set = arena_take(arena, sizeof *set);
    if (!set) return err_memory(err, sizeof *set);
    *set = *input->missing;
    column->missing = set;
    enum rc rc = RC_OK;
    for (size_t i = 0; rc == RC_OK && i < mapping->missing_count; i++)
        rc = missing_set_add(set, mapping->missing[i], err);
    return rc;
}

static struct decode_range range_of(const struct schema_column *column,
                                    const struct ingest_options *options)
{
    if (column->has_range) return (struct decode_range){column->minimum, column->maximum};
    return (struct decode_range){options->scale_minimum, options->scale_maximum};
}

/* Keys, clocks and what carries the horizon are wanted by link, others only by who says so. */
static bool is_kept(const struct schema_table *table, size_t index, const struct plan_input *input)
{
    const struct schema_column *column = &table->columns[index];
    const bool *const *kept = input->options->is_kept;
    if (column->type == COLUMN_TEXT && !input->options->lexicon) return false;
    return !kept || column->happened || (int32_t)index == table->key ||
           (int32_t)index == table->clock || kept[table - input->schema->tables][index];
}

static enum rc fill_column(struct plan_column *column, const struct matching *matching,
                           size_t index, const struct plan_input *input, struct arena *arena,
                           struct err *err)
{
    const struct column_mapping *mapping = mapping_of(matching, index);
    *column = (struct plan_column){.schema = &matching->table->columns[index],
                                   .is_present = is_present(matching, index),
                                   .constant = {"", 0}};
    column->is_kept = column->is_present && is_kept(matching->table, index, input);
    column->range = range_of(column->schema, input->options);
    if (column->is_kept && column->schema->type == COLUMN_TEXT)
        column->lexicon = input->options->lexicon;
    if (matching->fields[index] >= 0) column->field = (uint32_t)matching->fields[index];
    if (mapping) {
        column->source = mapping->source;
        column->is_excel_serial = mapping->excel_serial;
        column->values = mapping->values;
        column->value_count = mapping->value_count;
        if (mapping->source == SOURCE_CONSTANT) column->constant = slice_of(mapping->constant);
    }
    if (column->source == SOURCE_ROW_NUMBER && column->schema->type != COLUMN_ID)
        return err_set(err, RC_CONFIG, "tables.%s.columns.%s: only an id can be the row number",
                       matching->table->name, column->schema->name);
    return fill_missing(column, input, mapping, arena, err);
}

static enum rc list_unknown(struct file_plan *plan, const struct matching *matching,
                            struct arena *arena, struct err *err)
{
    const struct header *header = matching->header;
    const char **unknown = arena_take_array(arena, (size_t)header->cell_count + 1, sizeof *unknown);
    if (!unknown) return err_memory(err, header->cell_count * sizeof *unknown);
    plan->unknown_headers = unknown;
    for (uint32_t i = 0; i < header->cell_count; i++) {
        if (matching->is_taken[i]) continue;
        const char *copy =
            arena_copy_text(arena, header->cells[i].bytes, header->cells[i].byte_count);
        if (!copy) return err_memory(err, header->cells[i].byte_count);
        unknown[plan->unknown_header_count++] = copy;
    }
    return RC_OK;
}

enum rc plan_build(struct file_plan *plan, const struct plan_input *input, int32_t table,
                   struct arena *arena, struct err *err)
{
    struct matching matching;
    enum rc rc = match_all(&matching, input, table, arena, err);
    if (rc != RC_OK) return rc;
    const int32_t lacking = find_lacking(&matching);
    if (lacking >= 0)
        return say_lacking(input, matching.table, &matching.table->columns[lacking], err);
    struct plan_column *columns =
        arena_take_array(arena, matching.table->column_count, sizeof *columns);
    if (!columns) return err_memory(err, matching.table->column_count * sizeof *columns);
    *plan = (struct file_plan){
        .table = table,
        .schema = matching.table,
        .header = input->header,
        .file_path = input->path,
        .file_number = input->file_number,
        .columns = columns,
        .field_options = {input->header->encoding, input->options->zone_minutes},
        .text_options = {ENCODING_UTF8, input->options->zone_minutes},
    };
    for (size_t c = 0; rc == RC_OK && c < matching.table->column_count; c++)
        rc = fill_column(&columns[c], &matching, c, input, arena, err);
    return rc == RC_OK ? list_unknown(plan, &matching, arena, err) : rc;
}
