#include "output/result_parts.h"

#include <stdlib.h>
#include <string.h>

/* Rows of one file, one table, or all. */
struct row_counts {
    uint64_t in, used, rejected, superseded;
};

static void add_file(struct row_counts *sum, const struct input_file *file)
{
    sum->in += file->rows_in;
    sum->used += file->rows_used;
    sum->rejected += file->rows_rejected;
    sum->superseded += file->rows_superseded;
}

static void row_counts_json(struct json *json, cJSON *object, const struct row_counts *rows)
{
    json_count(json, object, "rows_in", rows->in);
    json_count(json, object, "rows_used", rows->used);
    json_count(json, object, "rows_rejected", rows->rejected);
    json_count(json, object, "rows_superseded", rows->superseded);
}

/* Canonical table name; "" for an ignored file. */
static const char *table_name(const struct run_facts *facts, int32_t table)
{
    return table < 0 ? "" : facts->schema->tables[table].name;
}

static void files_json(struct json *json, cJSON *quality, const struct run_facts *facts)
{
    cJSON *list = json_array(json, quality, "files");
    for (size_t i = 0; i < facts->ingested->file_count; i++) {
        const struct input_file *file = &facts->ingested->files[i];
        struct row_counts rows = {0, 0, 0, 0};
        add_file(&rows, file);
        cJSON *object = json_object(json, list, NULL);
        json_text(json, object, "file", file->path);
        json_text(json, object, "table", table_name(facts, file->table));
        row_counts_json(json, object, &rows);
        json_text(json, object, "encoding", file->encoding);
        json_count(json, object, "bytes", file->byte_count);
        json_text(json, object, "why", file->why);
    }
}

static void quality_tables_json(struct json *json, cJSON *quality, const struct run_facts *facts)
{
    cJSON *list = json_array(json, quality, "tables");
    for (size_t table = 0; table < facts->schema->table_count; table++) {
        struct row_counts rows = {0, 0, 0, 0};
        uint64_t file_count = 0;
        for (size_t i = 0; i < facts->ingested->file_count; i++) {
            const struct input_file *file = &facts->ingested->files[i];
            if (file->table != (int32_t)table) continue;
            add_file(&rows, file);
            file_count++;
        }
        cJSON *object = json_object(json, list, NULL);
        json_text(json, object, "table", facts->schema->tables[table].name);
        json_count(json, object, "files", file_count);
        row_counts_json(json, object, &rows);
    }
}

static void column_json(struct json *json, cJSON *list, const char *table, const char *column,
                        const struct column_quality *seen)
{
    cJSON *object = json_object(json, list, NULL);
    json_text(json, object, "table", table);
    json_text(json, object, "column", column);
    json_count(json, object, "values", seen->value_count);
    json_count(json, object, "missing", seen->missing_count);
    json_count(json, object, "bad", seen->bad_count);
    json_count(json, object, "unlisted", seen->unlisted_count);
    json_count(json, object, "date_alone", seen->date_alone_count);
}

/* Columns that some file has. */
static void quality_columns_json(struct json *json, cJSON *quality, const struct run_facts *facts)
{
    static const struct column_quality nothing;
    cJSON *list = json_array(json, quality, "columns");
    for (size_t i = 0; i < facts->ingested->table_count; i++) {
        const struct column_quality *seen = facts->ingested->tables[i].quality;
        const struct schema_table *table = &facts->schema->tables[i];
        for (size_t j = 0; seen && j < table->column_count; j++)
            if (memcmp(&seen[j], &nothing, sizeof nothing) != 0)
                column_json(json, list, table->name, table->columns[j].name, &seen[j]);
    }
}

/* Rejects of one file that are told together. */
struct reject_group {
    const struct reject *first;
    uint64_t count;
};

static int compare_rejects(const void *left, const void *right)
{
    const struct reject *a = ((const struct reject_group *)left)->first;
    const struct reject *b = ((const struct reject_group *)right)->first;
    if (a->kind != b->kind) return a->kind == REJECT_RECORD ? -1 : 1;
    const int rule = strcmp(a->rule->name, b->rule->name);
    if (rule != 0) return rule;
    if (a->table != b->table) return a->table < b->table ? -1 : 1;
    return strcmp(a->column, b->column);
}

static void reject_groups_json(struct json *json, cJSON *list, const struct run_facts *facts,
                               const struct reject_group *groups, size_t group_count)
{
    for (size_t i = 0; i < group_count; i++) {
        const struct reject *first = groups[i].first;
        cJSON *object = json_object(json, list, NULL);
        json_text(json, object, "kind", first->kind == REJECT_RECORD ? "record" : "field");
        json_text(json, object, "rule", first->rule->name);
        json_text(json, object, "table", table_name(facts, first->table));
        json_text(json, object, "file", facts->ingested->files[first->file].path);
        json_text(json, object, "column", first->column);
        json_count(json, object, "count", groups[i].count);
        cJSON *explanation = json_object(json, object, "explanation");
        json_text(json, explanation, "zh", first->rule->explanation[0]);
        json_text(json, explanation, "en", first->rule->explanation[1]);
    }
}

/* A group per kind, rule, table and column: the schema bounds their number, so a file's list stays
 * short enough to be searched from its start. */
enum { REJECT_GROUP_LIMIT = 4096 };

static void count_reject(struct reject_group *groups, size_t *group_count,
                         const struct reject *reject)
{
    const struct reject_group asked = {reject, 1};
    for (size_t i = 0; i < *group_count; i++) {
        if (compare_rejects(&groups[i], &asked) == 0) {
            groups[i].count++;
            return;
        }
    }
    if (*group_count < REJECT_GROUP_LIMIT) groups[(*group_count)++] = asked;
}

static void rejects_json(struct json *json, cJSON *quality, const struct run_facts *facts)
{
    cJSON *list = json_array(json, quality, "rejects");
    const struct rejects *rejects = &facts->ingested->rejects;
    struct reject_group *groups = calloc(REJECT_GROUP_LIMIT, sizeof *groups);
    if (!groups) json->failed = true;
    for (size_t i = 0; i < rejects->row_count && !json->failed;) {
        const uint32_t file = rejects->rows[i].file;
        size_t group_count = 0;
        for (; i < rejects->row_count && rejects->rows[i].file == file; i++)
            count_reject(groups, &group_count, &rejects->rows[i]);
        qsort(groups, group_count, sizeof *groups, compare_rejects);
        reject_groups_json(json, list, facts, groups, group_count);
    }
    free(groups);
}

/* A note with its sentence in both languages; `patterns` take the file and `detail`. */
static cJSON *note_json(struct json *json, cJSON *list, const char *code, const char *file,
                        const char *const patterns[2][2], const char *detail)
{
    static const char *const languages[2] = {"zh", "en"};
    cJSON *note = json_object(json, list, NULL);
    json_text(json, note, "code", code);
    json_text(json, note, "file", file);
    for (int i = 0; i < 2; i++) {
        struct text sentence;
        text_init(&sentence, 0);
        text_format(&sentence, "%s%s%s%s", file, patterns[i][0], detail, patterns[i][1]);
        if (sentence.failed) json->failed = true;
        json_text(json, note, languages[i], sentence.bytes);
        text_release(&sentence);
    }
    return note;
}

static void ignored_note_json(struct json *json, cJSON *list, const struct input_file *file)
{
    static const char *const patterns[2][2] = {{"：未读取（", "）"}, {": not read (", ")"}};
    (void)note_json(json, list, "ignored_file", file->path, patterns, file->why);
}

static void headers_note_json(struct json *json, cJSON *list, const struct input_file *file)
{
    static const char *const patterns[2][2] = {
        {"：不认识的列未采用：", ""}, {": columns that are not known were left out: ", ""}};
    struct text names;
    text_init(&names, 0);
    for (size_t i = 0; i < file->unknown_header_count; i++)
        text_format(&names, "%s%s", i > 0 ? ", " : "", file->unknown_headers[i]);
    if (names.failed) json->failed = true;
    cJSON *note = note_json(json, list, "unknown_headers", file->path, patterns, names.bytes);
    cJSON *headers = json_array(json, note, "headers");
    for (size_t i = 0; i < file->unknown_header_count; i++)
        json_text(json, headers, NULL, file->unknown_headers[i]);
    text_release(&names);
}

/* What a reader of the quality section must know beyond the counts: ignored files and headers
 * nobody asked for. */
static void notes_json(struct json *json, cJSON *quality, const struct run_facts *facts)
{
    cJSON *list = json_array(json, quality, "notes");
    for (size_t i = 0; i < facts->ingested->file_count; i++) {
        const struct input_file *file = &facts->ingested->files[i];
        if (file->table < 0) ignored_note_json(json, list, file);
        if (file->unknown_header_count > 0) headers_note_json(json, list, file);
    }
}

void quality_json(struct json *json, cJSON *parent, const struct run_facts *facts)
{
    struct row_counts all = {0, 0, 0, 0};
    for (size_t i = 0; i < facts->ingested->file_count; i++)
        add_file(&all, &facts->ingested->files[i]);
    cJSON *quality = json_object(json, parent, "quality");
    row_counts_json(json, quality, &all);
    files_json(json, quality, facts);
    quality_tables_json(json, quality, facts);
    quality_columns_json(json, quality, facts);
    rejects_json(json, quality, facts);
    notes_json(json, quality, facts);
}
