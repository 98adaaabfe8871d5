#include "ingest/schema.h"
#include "base/day.h"
#include "ingest/encoding/utf8.h"
#include "ingest/schema_json.h"

struct type_row {
    const char *name;
    size_t value_bytes;
};

static const struct type_row type_rows[COLUMN_TYPE_COUNT] = {
    [COLUMN_ID] = {"id", sizeof(uint32_t)},     [COLUMN_CODE] = {"code", sizeof(uint32_t)},
    [COLUMN_PATH] = {"path", sizeof(uint32_t)}, [COLUMN_DATE] = {"date", sizeof(int32_t)},
    [COLUMN_TIME] = {"time", sizeof(int32_t)},  [COLUMN_INT] = {"int", sizeof(int32_t)},
    [COLUMN_SCORE] = {"score", sizeof(int8_t)}, [COLUMN_MONEY] = {"money", sizeof(int64_t)},
    [COLUMN_BOOL] = {"bool", sizeof(int8_t)},   [COLUMN_TEXT] = {"text", sizeof(uint64_t)},
};

size_t column_type_bytes(enum column_type type)
{
    return type_rows[type].value_bytes;
}

const char *column_type_name(enum column_type type)
{
    return type_rows[type].name;
}

static int compare_table_names(const void *a, const void *b)
{
    const struct schema_table *left = a, *right = b;
    return strcmp(left->name, right->name);
}

static enum rc load_tables(struct schema *schema, struct err *err)
{
    size_t table_count = 0;
    while (schema_files[table_count].name) table_count++;
    struct schema_table *tables = arena_take_array(&schema->arena, table_count + 1, sizeof *tables);
    if (!tables) return err_memory(err, table_count * sizeof *tables);
    for (size_t i = 0; i < table_count; i++) {
        const enum rc rc =
            schema_table_from_json(&tables[i], &schema->arena, &schema_files[i], err);
        if (rc != RC_OK) return rc;
    }
    qsort(tables, table_count, sizeof *tables, compare_table_names);
    schema->tables = tables;
    schema->table_count = table_count;
    for (size_t i = 1; i < table_count; i++)
        if (strcmp(tables[i - 1].name, tables[i].name) == 0)
            return err_set(err, RC_BUG, "schema: two files describe the table %s", tables[i].name);
    return RC_OK;
}

enum rc schema_load(struct schema *schema, struct err *err)
{
    *schema = (struct schema){.table_count = 0};
    const enum rc rc = load_tables(schema, err);
    if (rc != RC_OK) schema_release(schema);
    return rc;
}

void schema_release(struct schema *schema)
{
    arena_release(&schema->arena);
    schema->tables = NULL;
    schema->table_count = 0;
}

int32_t schema_table_index(const struct schema *schema, const char *name)
{
    for (size_t i = 0; i < schema->table_count; i++)
        if (strcmp(schema->tables[i].name, name) == 0) return (int32_t)i;
    return -1;
}

int32_t schema_column_index(const struct schema_table *table, const char *name)
{
    for (size_t i = 0; i < table->column_count; i++)
        if (strcmp(table->columns[i].name, name) == 0) return (int32_t)i;
    return -1;
}

static char lower(char c)
{
    return (char)(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
}

/* As slice_compare, with the ASCII letters of `text` made small; `alias` has small ones. */
static int compare_lowered(struct slice text, struct slice alias)
{
    for (size_t i = 0; i < text.byte_count && i < alias.byte_count; i++) {
        const int order =
            (int)(unsigned char)lower(text.bytes[i]) - (int)(unsigned char)alias.bytes[i];
        if (order != 0) return order;
    }
    return (text.byte_count > alias.byte_count) - (text.byte_count < alias.byte_count);
}

struct slice schema_column_value(const struct schema_column *column, struct slice text)
{
    size_t low = 0, high = column->value_count;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        const int order = compare_lowered(text, column->values[middle].alias);
        if (order == 0) return column->values[middle].canonical;
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return (struct slice){NULL, 0};
}

/* Full-width ASCII (U+FF01 to U+FF5E) has its narrow twin 0xFEE0 below. */
static uint32_t narrow(uint32_t code_point)
{
    return code_point >= 0xFF01 && code_point <= 0xFF5E ? code_point - 0xFEE0 : code_point;
}

static bool is_passed_over(uint32_t code_point)
{
    return code_point == ' ' || (code_point >= '\t' && code_point <= '\r') || code_point == 0xA0 ||
           code_point == 0x3000 || code_point == '_' || code_point == '-';
}

void schema_normalise_header(struct slice header, char *out, size_t out_bytes)
{
    size_t written = 0, bracket_depth = 0;
    for (size_t at = 0; at < header.byte_count;) {
        uint32_t code_point = 0;
        const size_t read = utf8_next(header.bytes + at, header.byte_count - at, &code_point);
        at += read > 0 ? read : 1; /* what is not UTF-8 cannot be part of a name */
        if (read == 0) continue;
        code_point = narrow(code_point);
        if (code_point == '(') bracket_depth++;
        if (code_point == ')' && bracket_depth > 0) {
            bracket_depth--;
            continue;
        }
        if (bracket_depth > 0 || is_passed_over(code_point)) continue;
        if (code_point < 0x80) code_point = (uint32_t)(unsigned char)lower((char)code_point);
        char character[UTF8_CHARACTER_BYTES];
        const size_t byte_count = utf8_put(code_point, character);
        if (written + byte_count >= out_bytes) break;
        memcpy(out + written, character, byte_count);
        written += byte_count;
    }
    out[written] = '\0';
}
