#include "run/summary.h"

#include "base/day.h"
#include "output/json.h"
#include "run/losses.h"

#include <inttypes.h>
#include <stdio.h>

struct table_sum {
    uint64_t file_count, in, used, rejected, superseded;
};

static struct table_sum sum_table(const struct summary *summary, size_t table)
{
    struct table_sum sum = {0, 0, 0, 0, 0};
    for (size_t i = 0; i < summary->ingested->file_count; i++) {
        const struct input_file *file = &summary->ingested->files[i];
        if (file->table != (int32_t)table) continue;
        sum.file_count++;
        sum.in += file->rows_in;
        sum.used += file->rows_used;
        sum.rejected += file->rows_rejected;
        sum.superseded += file->rows_superseded;
    }
    return sum;
}

static size_t ignored_count(const struct ingested *ingested)
{
    size_t count = 0;
    for (size_t i = 0; i < ingested->file_count; i++) count += ingested->files[i].table < 0;
    return count;
}

/* What must not be overlooked of one table: values dropped, columns unknown, nothing used at all.
 */
static void print_losses(const struct summary *summary, size_t table, const struct table_sum *sum)
{
    struct text lines;
    text_init(&lines, 0);
    losses_fields(&lines, summary->ingested, table);
    if (sum->in > 0 && sum->used == 0) {
        text_put(&lines, "              none can be used. ");
        losses_records(&lines, summary->ingested, table);
        text_put(&lines, "\n");
    }
    (void)fputs(lines.bytes, stderr);
    text_release(&lines);
}

static void print_ignored(const struct summary *summary)
{
    struct text lines;
    text_init(&lines, 0);
    losses_ignored(&lines, summary->ingested);
    (void)fputs(lines.bytes, stderr);
    text_release(&lines);
}

void summary_print(const struct summary *summary)
{
    char month[MONTH_TEXT_BYTES], horizon[MINUTE_TEXT_BYTES];
    month_text(summary->report_month, month);
    minute_text(summary->horizon_minute, horizon);
    const size_t ignored = ignored_count(summary->ingested);
    (void)fprintf(stderr, "Report month %s, data until %s, %zu files", month, horizon,
                  summary->ingested->file_count - ignored);
    if (ignored > 0) (void)fprintf(stderr, ", %zu ignored", ignored);
    (void)fputc('\n', stderr);
    for (size_t i = 0; i < summary->schema->table_count; i++) {
        const struct table_sum sum = sum_table(summary, i);
        if (sum.file_count == 0) continue;
        (void)fprintf(stderr,
                      "  %-11s %9" PRIu64 " rows = %" PRIu64 " used + %" PRIu64
                      " rejected + %" PRIu64 " superseded\n",
                      summary->schema->tables[i].name, sum.in, sum.used, sum.rejected,
                      sum.superseded);
        print_losses(summary, i, &sum);
    }
    print_ignored(summary);
    if (!summary->has_month_row)
        (void)fprintf(
            stderr, "No row lies in %s, the last complete month; --month chooses another\n", month);
    (void)fputs(summary->findings, stderr);
    if (summary->publication) summary_print_files(summary->publication);
}

void summary_print_files(const struct publication *publication)
{
    for (size_t i = 0; i < publication->entry_count; i++) {
        const struct publication_entry *entry = &publication->entries[i];
        (void)fprintf(stderr, "%s/%s", publication->folder.bytes, entry->name);
        if (entry->is_folder) (void)fprintf(stderr, "/ (%zu files)", entry->file_count);
        (void)fputc('\n', stderr);
    }
}

static void table_json(struct json *json, cJSON *tables, const char *name,
                       const struct table_sum *sum)
{
    cJSON *table = json_object(json, tables, name);
    json_count(json, table, "files", sum->file_count);
    json_count(json, table, "rows", sum->in);
    json_count(json, table, "used", sum->used);
    json_count(json, table, "rejected", sum->rejected);
    json_count(json, table, "superseded", sum->superseded);
}

/* A folder of files ends with a slash. */
static void file_json(struct json *json, cJSON *files, const struct publication_entry *entry)
{
    struct text name;
    text_init(&name, 0);
    text_format(&name, entry->is_folder ? "%s/" : "%s", entry->name);
    json->failed |= name.failed;
    json_text(json, files, NULL, name.bytes);
    text_release(&name);
}

enum rc summary_print_json(const struct summary *summary, struct err *err)
{
    char month[MONTH_TEXT_BYTES], horizon[MINUTE_TEXT_BYTES];
    month_text(summary->report_month, month);
    minute_text(summary->horizon_minute, horizon);
    struct json json = {.failed = false};
    cJSON *root = json_root(&json);
    json_text(&json, root, "month", month);
    json_text(&json, root, "horizon", horizon);
    cJSON *tables = json_object(&json, root, "tables");
    for (size_t i = 0; i < summary->schema->table_count; i++) {
        const struct table_sum sum = sum_table(summary, i);
        if (sum.file_count > 0) table_json(&json, tables, summary->schema->tables[i].name, &sum);
    }
    const struct publication *publication = summary->publication;
    json_text(&json, root, "folder", publication ? publication->folder.bytes : NULL);
    cJSON *files = json_array(&json, root, "files");
    for (size_t i = 0; publication && i < publication->entry_count; i++)
        file_json(&json, files, &publication->entries[i]);
    if (summary->profile)
        profile_report_json(summary->profile, &json, json_object(&json, root, "profile"));
    char *printed = json.failed ? NULL : cJSON_PrintUnformatted(root);
    if (printed) (void)puts(printed);
    const enum rc rc = printed ? RC_OK : err_memory(err, sizeof(cJSON));
    cJSON_free(printed);
    cJSON_Delete(root);
    return rc;
}
