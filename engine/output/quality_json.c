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

static void add_row_counts(struct line *line, const struct row_counts *rows)
{
    line_count(line, "rows_in", rows->in);
    line_count(line, "rows_used", rows->used);
    line_count(line, "rows_rejected", rows->rejected);
    line_count(line, "rows_superseded", rows->superseded);
}

/* Canonical table name; "" for an ignored file. */
static const char *table_name(const struct run_facts *facts, int32_t table)
{
    return table < 0 ? "" : facts->schema->tables[table].name;
}

static void add_files(struct line *line, const struct run_facts *facts)
{
    for (size_t i = 0; i < facts->ingested->file_count; i++) {
        const struct input_file *file = &facts->ingested->files[i];
        struct row_counts rows = {0, 0, 0, 0};
        add_file(&rows, file);
        line_open_object(line, NULL);
        line_text(line, "file", file->path);
        line_text(line, "table", table_name(facts, file->table));
        add_row_counts(line, &rows);
        line_text(line, "encoding", file->encoding);
        line_count(line, "bytes", file->byte_count);
        line_text(line, "why", file->why);
        line_close_object(line);
    }
}

static void add_tables(struct line *line, const struct run_facts *facts)
{
    for (size_t table = 0; table < facts->schema->table_count; table++) {
        struct row_counts rows = {0, 0, 0, 0};
        uint64_t file_count = 0;
        for (size_t i = 0; i < facts->ingested->file_count; i++) {
            const struct input_file *file = &facts->ingested->files[i];
            if (file->table != (int32_t)table) continue;
            add_file(&rows, file);
            file_count++;
        }
        line_open_object(line, NULL);
        line_text(line, "table", facts->schema->tables[table].name);
        line_count(line, "files", file_count);
        add_row_counts(line, &rows);
        line_close_object(line);
    }
}

static void add_column(struct line *line, const char *table, const char *column,
                       const struct column_quality *seen)
{
    line_open_object(line, NULL);
    line_text(line, "table", table);
    line_text(line, "column", column);
    line_count(line, "values", seen->value_count);
    line_count(line, "missing", seen->missing_count);
    line_count(line, "bad", seen->bad_count);
    line_count(line, "unlisted", seen->unlisted_count);
    line_count(line, "date_alone", seen->date_alone_count);
    line_close_object(line);
}

/* Columns that some file has. */
static void add_columns(struct line *line, const struct run_facts *facts)
{
    static const struct column_quality nothing;
    for (size_t i = 0; i < facts->ingested->table_count; i++) {
        const struct column_quality *seen = facts->ingested->tables[i].quality;
        const struct schema_table *table = &facts->schema->tables[i];
        for (size_t j = 0; seen && j < table->column_count; j++)
            if (memcmp(&seen[j], &nothing, sizeof nothing) != 0)
                add_column(line, table->name, table->columns[j].name, &seen[j]);
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

static void add_reject_groups(struct line *line, const struct run_facts *facts,
                              const struct reject_group *groups, size_t group_count)
{
    for (size_t i = 0; i < group_count; i++) {
        const struct reject *first = groups[i].first;
        line_open_object(line, NULL);
        line_text(line, "kind", first->kind == REJECT_RECORD ? "record" : "field");
        line_text(line, "rule", first->rule->name);
        line_text(line, "table", table_name(facts, first->table));
        line_text(line, "file", facts->ingested->files[first->file].path);
        line_text(line, "column", first->column);
        line_count(line, "count", groups[i].count);
        line_open_object(line, "explanation");
        line_text(line, "zh", first->rule->explanation[0]);
        line_text(line, "en", first->rule->explanation[1]);
        line_close_object(line);
        line_close_object(line);
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

static void add_rejects(struct line *line, const struct run_facts *facts)
{
    const struct rejects *rejects = &facts->ingested->rejects;
    struct reject_group *groups = calloc(REJECT_GROUP_LIMIT, sizeof *groups);
    if (!groups) line->failed = true;
    for (size_t i = 0; i < rejects->row_count && !line->failed;) {
        const uint32_t file = rejects->rows[i].file;
        size_t group_count = 0;
        for (; i < rejects->row_count && rejects->rows[i].file == file; i++)
            count_reject(groups, &group_count, &rejects->rows[i]);
        qsort(groups, group_count, sizeof *groups, compare_rejects);
        add_reject_groups(line, facts, groups, group_count);
    }
    free(groups);
}

/* A note with its sentence in both languages; `patterns` take the file and `detail`. The caller
 * closes it. */
static void open_note(struct line *line, const char *code, const char *file,
                      const char *const patterns[2][2], const char *detail)
{
    static const char *const languages[2] = {"zh", "en"};
    line_open_object(line, NULL);
    line_text(line, "code", code);
    line_text(line, "file", file);
    for (int i = 0; i < 2; i++) {
        struct text sentence;
        text_init(&sentence, 0);
        text_format(&sentence, "%s%s%s%s", file, patterns[i][0], detail, patterns[i][1]);
        if (sentence.failed) line->failed = true;
        line_text(line, languages[i], sentence.bytes);
        text_release(&sentence);
    }
}

static void add_ignored_note(struct line *line, const struct input_file *file)
{
    static const char *const patterns[2][2] = {{"：未读取（", "）"}, {": not read (", ")"}};
    open_note(line, "ignored_file", file->path, patterns, file->why);
    line_close_object(line);
}

static void add_headers_note(struct line *line, const struct input_file *file)
{
    static const char *const patterns[2][2] = {
        {"：不认识的列未采用：", ""}, {": columns that are not known were left out: ", ""}};
    struct text names;
    text_init(&names, 0);
    for (size_t i = 0; i < file->unknown_header_count; i++)
        text_format(&names, "%s%s", i > 0 ? ", " : "", file->unknown_headers[i]);
    if (names.failed) line->failed = true;
    open_note(line, "unknown_headers", file->path, patterns, names.bytes);
    line_open_array(line, "headers");
    for (size_t i = 0; i < file->unknown_header_count; i++)
        line_text(line, NULL, file->unknown_headers[i]);
    line_close_array(line);
    line_close_object(line);
    text_release(&names);
}

/* What a reader of the quality section must know beyond the counts: ignored files and headers
 * nobody asked for. */
static void add_notes(struct line *line, const struct run_facts *facts)
{
    for (size_t i = 0; i < facts->ingested->file_count; i++) {
        const struct input_file *file = &facts->ingested->files[i];
        if (file->table < 0) add_ignored_note(line, file);
        if (file->unknown_header_count > 0) add_headers_note(line, file);
    }
}

static const struct {
    const char *name;
    void (*add)(struct line *line, const struct run_facts *facts);
} lists[] = {{"files", add_files},
             {"tables", add_tables},
             {"columns", add_columns},
             {"rejects", add_rejects},
             {"notes", add_notes}};

void quality_json(struct json *json, cJSON *parent, const struct run_facts *facts)
{
    struct row_counts all = {0, 0, 0, 0};
    for (size_t i = 0; i < facts->ingested->file_count; i++)
        add_file(&all, &facts->ingested->files[i]);
    cJSON *quality = json_object(json, parent, "quality");
    json_count(json, quality, "rows_in", all.in);
    json_count(json, quality, "rows_used", all.used);
    json_count(json, quality, "rows_rejected", all.rejected);
    json_count(json, quality, "rows_superseded", all.superseded);
    struct line line;
    line_init(&line);
    for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++) {
        line_clear(&line);
        line_open_array(&line, NULL);
        lists[i].add(&line, facts);
        line_close_array(&line);
        json_line(json, quality, lists[i].name, &line);
    }
    line_release(&line);
}
