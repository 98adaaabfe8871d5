/* The mapping of files and headers to tables and columns: `tables` in the configuration. */
#include "base/text.h"
#include "run/config.h"

#include <string.h>

/* Where a value is read into: the mapping of one column of one table. */
struct column_reading {
    const struct reading *reading;
    const struct schema_column *column;
    struct column_mapping *mapping;
    int source_count; /* header, constant and row_number given so far */
};

static enum rc read_header(struct column_reading *at, const cJSON *value, const char *path)
{
    at->source_count++;
    at->mapping->source = SOURCE_HEADER;
    return config_texts(at->reading, value, path, &at->mapping->headers,
                        &at->mapping->header_count);
}

static enum rc read_constant(struct column_reading *at, const cJSON *value, const char *path)
{
    at->source_count++;
    at->mapping->source = SOURCE_CONSTANT;
    return config_text(at->reading, value, path, &at->mapping->constant);
}

static enum rc read_row_number(struct column_reading *at, const cJSON *value, const char *path)
{
    at->source_count++;
    at->mapping->source = SOURCE_ROW_NUMBER;
    if (!cJSON_IsTrue(value)) return config_wrong(at->reading, path, value, "true");
    if (at->column->type != COLUMN_ID)
        return config_wrong(at->reading, path, value, "left out: %s is no key", at->column->name);
    return RC_OK;
}

static enum rc read_values(struct column_reading *at, const cJSON *value, const char *path)
{
    if (!cJSON_IsObject(value))
        return config_wrong(at->reading, path, value,
                            "an object: {\"as it stands\": \"as meant\"}");
    const size_t count = (size_t)cJSON_GetArraySize(value);
    struct arena *arena = &at->reading->settings->arena;
    struct value_map *list = arena_take_array(arena, count + 1, sizeof *list);
    if (!list) return err_memory(at->reading->err, count * sizeof *list);
    const cJSON *item = value->child;
    enum rc rc = RC_OK;
    for (size_t i = 0; i < count && rc == RC_OK; i++, item = item->next) {
        char below[CONFIG_PATH_BYTES];
        config_join(below, path, item->string);
        list[i].from = arena_copy_text(arena, item->string, strlen(item->string));
        rc = list[i].from ? config_text(at->reading, item, below, &list[i].to)
                          : err_memory(at->reading->err, strlen(item->string));
    }
    at->mapping->values = list;
    at->mapping->value_count = count;
    return rc;
}

static enum rc read_column_missing(struct column_reading *at, const cJSON *value, const char *path)
{
    return config_texts(at->reading, value, path, &at->mapping->missing,
                        &at->mapping->missing_count);
}

static enum rc read_excel_serial(struct column_reading *at, const cJSON *value, const char *path)
{
    if (!cJSON_IsBool(value)) return config_wrong(at->reading, path, value, "true or false");
    if (at->column->type != COLUMN_DATE && at->column->type != COLUMN_TIME)
        return config_wrong(at->reading, path, value, "left out: %s is neither date nor time",
                            at->column->name);
    at->mapping->excel_serial = cJSON_IsTrue(value);
    return RC_OK;
}

static const struct {
    const char *name;
    enum rc (*read)(struct column_reading *at, const cJSON *value, const char *path);
} column_keys[] = {
    {"header", read_header}, {"constant", read_constant},      {"row_number", read_row_number},
    {"values", read_values}, {"missing", read_column_missing}, {"excel_serial", read_excel_serial},
};
enum { COLUMN_KEY_COUNT = sizeof column_keys / sizeof column_keys[0] };

static enum rc read_column_key(struct column_reading *at, const cJSON *item, const char *path)
{
    const char *known[COLUMN_KEY_COUNT];
    for (size_t i = 0; i < COLUMN_KEY_COUNT; i++) {
        known[i] = column_keys[i].name;
        if (strcmp(item->string, known[i]) == 0) return column_keys[i].read(at, item, path);
    }
    return config_unknown(at->reading, path, item->string, known, COLUMN_KEY_COUNT);
}

static enum rc read_mapping(struct column_reading *at, const cJSON *value, const char *path)
{
    if (!cJSON_IsObject(value)) return read_header(at, value, path);
    enum rc rc = RC_OK;
    for (const cJSON *item = value->child; item && rc == RC_OK; item = item->next) {
        char below[CONFIG_PATH_BYTES];
        config_join(below, path, item->string);
        rc = read_column_key(at, item, below);
    }
    if (rc == RC_OK && at->source_count != 1)
        rc = config_wrong(at->reading, path, value,
                          "an object with one of \"header\", \"constant\" and \"row_number\"");
    return rc;
}

static enum rc unknown_column(const struct reading *reading, const struct schema_table *table,
                              const char *path, const char *name)
{
    enum { COLUMN_NAME_LIMIT = 256 };
    const char *known[COLUMN_NAME_LIMIT];
    size_t known_count = 0;
    for (; known_count < table->column_count && known_count < COLUMN_NAME_LIMIT; known_count++)
        known[known_count] = table->columns[known_count].name;
    (void)config_unknown(reading, path, name, known, known_count);
    return err_hint(reading->err, "the columns of %s stand in datasets/README.md", table->name);
}

static enum rc read_columns(const struct reading *reading, const struct schema_table *table,
                            const cJSON *value, const char *path, struct table_mapping *mapping)
{
    if (!cJSON_IsObject(value)) return config_wrong(reading, path, value, "an object: { … }");
    const size_t count = (size_t)cJSON_GetArraySize(value);
    struct column_mapping *list =
        arena_take_array(&reading->settings->arena, count + 1, sizeof *list);
    if (!list) return err_memory(reading->err, count * sizeof *list);
    const cJSON *item = value->child;
    enum rc rc = RC_OK;
    for (size_t i = 0; i < count && rc == RC_OK; i++, item = item->next) {
        char below[CONFIG_PATH_BYTES];
        config_join(below, path, item->string);
        const int32_t column = schema_column_index(table, item->string);
        if (column < 0) return unknown_column(reading, table, below, item->string);
        list[i].column = column;
        struct column_reading at = {reading, &table->columns[column], &list[i], 0};
        rc = read_mapping(&at, item, below);
    }
    mapping->columns = list;
    mapping->column_count = count;
    return rc;
}

static enum rc read_table(const struct reading *reading, const struct schema_table *table,
                          const cJSON *value, const char *path, struct table_mapping *mapping)
{
    static const char *const known[] = {"files", "columns"};
    if (!cJSON_IsObject(value)) return config_wrong(reading, path, value, "an object: { … }");
    enum rc rc = RC_OK;
    for (const cJSON *item = value->child; item && rc == RC_OK; item = item->next) {
        char below[CONFIG_PATH_BYTES];
        config_join(below, path, item->string);
        if (strcmp(item->string, "files") == 0)
            rc = config_texts(reading, item, below, &mapping->file_patterns,
                              &mapping->file_pattern_count);
        else if (strcmp(item->string, "columns") == 0)
            rc = read_columns(reading, table, item, below, mapping);
        else
            rc = config_unknown(reading, below, item->string, known, 2);
    }
    return rc;
}

static enum rc unknown_table(const struct reading *reading, const char *path, const char *name)
{
    enum { TABLE_NAME_LIMIT = 64 };
    const char *known[TABLE_NAME_LIMIT];
    size_t known_count = 0;
    for (; known_count < reading->schema->table_count && known_count < TABLE_NAME_LIMIT;
         known_count++)
        known[known_count] = reading->schema->tables[known_count].name;
    return config_unknown(reading, path, name, known, known_count);
}

enum rc config_read_tables(const struct reading *reading, const struct config_key *key,
                           const cJSON *value, const char *path)
{
    (void)key;
    if (!cJSON_IsObject(value)) return config_wrong(reading, path, value, "an object: { … }");
    struct table_mapping *list =
        arena_take_array(&reading->settings->arena, reading->schema->table_count + 1, sizeof *list);
    if (!list) return err_memory(reading->err, reading->schema->table_count * sizeof *list);
    enum rc rc = RC_OK;
    for (const cJSON *item = value->child; item && rc == RC_OK; item = item->next) {
        char below[CONFIG_PATH_BYTES];
        config_join(below, path, item->string);
        const int32_t table = schema_table_index(reading->schema, item->string);
        if (table < 0) return unknown_table(reading, below, item->string);
        rc = read_table(reading, &reading->schema->tables[table], item, below, &list[table]);
    }
    reading->settings->ingest.tables = list;
    return rc;
}
