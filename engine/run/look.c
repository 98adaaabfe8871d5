#include "run/look.h"

#include "ingest/classify.h"

#include <string.h>

static struct look_table *table_of(const struct look *look, const char *name, int32_t *index)
{
    *index = schema_table_index(look->schema, name);
    return *index >= 0 ? &look->tables[*index] : NULL;
}

bool look_has(const struct look *look, const char *table, const char *column)
{
    int32_t index;
    const struct look_table *seen = table_of(look, table, &index);
    if (!seen) return true;
    if (!column) return seen->file_count > 0;
    const int32_t c = schema_column_index(&look->schema->tables[index], column);
    return c < 0 || seen->column_files[c] > 0;
}

static bool is_alias(const struct schema_column *column, const char *name)
{
    for (size_t i = 0; i < column->alias_count; i++)
        if (strcmp(column->aliases[i], name) == 0) return true;
    return false;
}

static enum rc note_unknown(struct look *look, struct look_table *seen, struct slice cell,
                            struct err *err)
{
    const struct slice text = slice_trim(cell);
    for (size_t i = 0; i < seen->unknown_count; i++)
        if (slice_equal(slice_of(seen->unknowns[i].text), text)) {
            seen->unknowns[i].file_count++;
            return RC_OK;
        }
    struct look_header *grown =
        arena_take_array(&look->arena, seen->unknown_count + 1, sizeof *grown);
    const char *copy = arena_copy_text(&look->arena, text.bytes, text.byte_count);
    if (!grown || !copy) return err_memory(err, text.byte_count);
    if (seen->unknown_count > 0) memcpy(grown, seen->unknowns, seen->unknown_count * sizeof *grown);
    grown[seen->unknown_count++] = (struct look_header){copy, 1, -1};
    seen->unknowns = grown;
    return RC_OK;
}

/* One cell of a header: the column it answers to, or a header that means nothing. */
static enum rc note_cell(struct look *look, int32_t table, const struct header *header,
                         uint32_t cell, struct err *err)
{
    const struct schema_table *schema = &look->schema->tables[table];
    struct look_table *seen = &look->tables[table];
    for (size_t c = 0; c < schema->column_count; c++) {
        if (!is_alias(&schema->columns[c], header->names[cell])) continue;
        if (seen->column_files[c]++ > 0) return RC_OK;
        const struct slice text = slice_trim(header->cells[cell]);
        seen->column_headers[c] = arena_copy_text(&look->arena, text.bytes, text.byte_count);
        return seen->column_headers[c] ? RC_OK : err_memory(err, text.byte_count);
    }
    return note_unknown(look, seen, header->cells[cell], err);
}

static const char *copy_of(struct look *look, const char *text)
{
    return arena_copy_text(&look->arena, text ? text : "", text ? strlen(text) : 0);
}

static enum rc note_stranger(struct look *look, const struct inventory_file *file, const char *why,
                             struct err *err)
{
    struct look_stranger *stranger = &look->strangers[look->stranger_count++];
    *stranger = (struct look_stranger){copy_of(look, file->path), copy_of(look, why)};
    return stranger->path && stranger->why ? RC_OK : err_memory(err, strlen(file->path));
}

static enum rc note_file(struct look *look, const struct inventory_file *file, struct err *err)
{
    if (file->is_rejects || file->table < 0) return note_stranger(look, file, file->why, err);
    struct look_table *seen = &look->tables[file->table];
    look->file_count++;
    if (seen->file_count++ == 0) {
        seen->first_path = copy_of(look, file->path);
        seen->why = copy_of(look, file->why);
        if (!seen->first_path || !seen->why) return err_memory(err, strlen(file->path));
    }
    enum rc rc = RC_OK;
    for (uint32_t cell = 0; rc == RC_OK && cell < file->header.cell_count; cell++)
        if (slice_trim(file->header.cells[cell]).byte_count > 0)
            rc = note_cell(look, file->table, &file->header, cell, err);
    return rc;
}

static enum rc look_at(struct look *look, struct inventory_file *file,
                       const struct ingest_options *options, const struct missing_set *missing,
                       struct err *err)
{
    struct err lacking = ERR_INIT;
    if (file->ignored) return note_stranger(look, file, file->ignored, err);
    file->isa = options->isa;
    enum rc rc = inventory_inspect(file, err);
    if (rc != RC_OK) return rc;
    /* It lacks a needed column: the table is decided all the same. */
    rc = classify_file(file, look->schema, options, missing, &lacking);
    if (rc != RC_OK && rc != RC_INPUT) {
        *err = lacking;
        return rc;
    }
    return note_file(look, file, err);
}

/* Of the columns that no file has, the one whose name or alias is nearest to the header. */
static int32_t guess_of(const struct look *look, size_t table, const char *text)
{
    enum { KNOWN_LIMIT = 4096 };
    static const char *const none = "";
    const struct schema_table *schema = &look->schema->tables[table];
    const char *known[KNOWN_LIMIT] = {none};
    char name[SCHEMA_HEADER_BYTES];
    size_t known_count = 0;
    schema_normalise_header(slice_of(text), name, sizeof name);
    for (size_t c = 0; c < schema->column_count; c++)
        for (size_t i = 0; look->tables[table].column_files[c] == 0 &&
                           i < schema->columns[c].alias_count && known_count < KNOWN_LIMIT;
             i++)
            known[known_count++] = schema->columns[c].aliases[i];
    const char *nearest = text_nearest(name, known, known_count);
    for (size_t c = 0; nearest && c < schema->column_count; c++)
        if (look->tables[table].column_files[c] == 0 && is_alias(&schema->columns[c], nearest))
            return (int32_t)c;
    return -1;
}

static enum rc make_tables(struct look *look, size_t file_count, struct err *err)
{
    const struct schema *schema = look->schema;
    look->tables = arena_take_array(&look->arena, schema->table_count, sizeof *look->tables);
    look->strangers = arena_take_array(&look->arena, file_count + 1, sizeof *look->strangers);
    if (!look->tables || !look->strangers) return err_memory(err, file_count);
    for (size_t t = 0; t < schema->table_count; t++) {
        const size_t columns = schema->tables[t].column_count;
        struct look_table *seen = &look->tables[t];
        seen->column_files = arena_take_array(&look->arena, columns, sizeof(uint32_t));
        seen->column_headers = arena_take_array(&look->arena, columns, sizeof(const char *));
        if (!seen->column_files || !seen->column_headers) return err_memory(err, columns);
    }
    return RC_OK;
}

enum rc look_init(struct look *look, const struct schema *schema,
                  const struct ingest_options *options, const char *const *paths, size_t path_count,
                  struct err *err)
{
    struct inventory inventory;
    struct missing_set missing;
    *look = (struct look){.schema = schema};
    arena_init(&look->arena);
    missing_set_init(&missing);
    missing_set_add_defaults(&missing);
    inventory_init(&inventory);
    enum rc rc = inventory_collect(&inventory, paths, path_count, err);
    if (rc == RC_OK) rc = make_tables(look, inventory.file_count, err);
    for (size_t i = 0; rc == RC_OK && i < inventory.file_count; i++) {
        inventory.files[i].number = (uint32_t)i;
        rc = look_at(look, &inventory.files[i], options, &missing, err);
    }
    for (size_t t = 0; rc == RC_OK && t < schema->table_count; t++)
        for (size_t i = 0; i < look->tables[t].unknown_count; i++)
            look->tables[t].unknowns[i].guess = guess_of(look, t, look->tables[t].unknowns[i].text);
    inventory_release(&inventory);
    return rc;
}

void look_release(struct look *look)
{
    arena_release(&look->arena);
    *look = (struct look){.schema = NULL};
}
