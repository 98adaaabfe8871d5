#include "output/result_json.h"

#include "measure/family.h"
#include "output/result_parts.h"

#include <inttypes.h>

/* Nothing vanishes: the counts of every file add up, or the result is not worth writing. */
static enum rc check_rows(const struct ingested *ingested, struct err *err)
{
    for (size_t i = 0; i < ingested->file_count; i++) {
        const struct input_file *file = &ingested->files[i];
        const uint64_t told = file->rows_used + file->rows_rejected + file->rows_superseded;
        if (told != file->rows_in)
            return err_set(err, RC_BUG,
                           "%s: %" PRIu64 " rows were read, but %" PRIu64
                           " are used, rejected or superseded",
                           file->path, file->rows_in, told);
    }
    return RC_OK;
}

static void engine_json(struct json *json, cJSON *root, const struct manifest *manifest)
{
    cJSON *engine = json_object(json, root, "engine");
    json_text(json, engine, "version", manifest->version);
    json_text(json, engine, "build", manifest->build);
    json_text(json, engine, "certificate", manifest->certificate);
}

static void inputs_json(struct json *json, cJSON *run, const struct run_facts *facts)
{
    struct line line;
    line_init(&line);
    line_open_array(&line, NULL);
    for (size_t i = 0; i < facts->ingested->file_count; i++) {
        const struct input_file *file = &facts->ingested->files[i];
        if (file->table < 0) continue; /* ignored: told in quality.notes */
        line_open_object(&line, NULL);
        line_text(&line, "table", facts->schema->tables[file->table].name);
        line_text(&line, "file", file->path);
        line_count(&line, "bytes", file->stored_byte_count);
        line_text(&line, "sha256", file->sha256);
        line_text(&line, "encoding", file->encoding);
        line_count(&line, "rows", file->rows_in);
        line_count(&line, "used", file->rows_used);
        line_count(&line, "rejected", file->rows_rejected);
        line_count(&line, "superseded", file->rows_superseded);
        line_close_object(&line);
    }
    line_close_array(&line);
    json_line(json, run, "inputs", &line);
    line_release(&line);
}

/* Families that the user did not want. */
static void skipped_json(struct json *json, cJSON *run, const struct run_facts *facts)
{
    struct line line;
    line_init(&line);
    line_open_array(&line, NULL);
    for (size_t i = 0; i < family_count; i++)
        if (!family_is_chosen(facts->options, i)) line_text(&line, NULL, families[i]->name);
    line_close_array(&line);
    json_line(json, run, "skipped", &line);
    line_release(&line);
}

static void run_json(struct json *json, cJSON *root, const struct run_facts *facts)
{
    char period[PERIOD_TEXT_BYTES], history_from[PERIOD_TEXT_BYTES];
    char horizon[MINUTE_TEXT_BYTES];
    period_text(facts->result->report_month, period);
    minute_text(facts->result->horizon_minute, horizon);
    period_text(facts->result->history_from, history_from);
    cJSON *run = json_object(json, root, "run");
    json_text(json, run, "period", period);
    json_text(json, run, "history_from", history_from);
    json_text(json, run, "config_sha256", facts->manifest->config_sha256);
    inputs_json(json, run, facts);
    json_text(json, run, "title", facts->manifest->title);
    json_text(json, run, "horizon", horizon);
    skipped_json(json, run, facts);
    json_count(json, run, "minimum_base", facts->options->minimum_base);
}

enum rc result_json(const struct run_facts *facts, cJSON **tree, struct err *err)
{
    *tree = NULL;
    const enum rc rc = check_rows(facts->ingested, err);
    if (rc != RC_OK) return rc;
    struct json json = {.failed = false};
    cJSON *root = json_root(&json);
    json_text(&json, root, "schema", "rater.result/1");
    engine_json(&json, root, facts->manifest);
    run_json(&json, root, facts);
    estimates_json(&json, root, facts->result);
    series_json(&json, root, facts->result);
    columns_json(&json, root, facts->result);
    tables_json(&json, root, facts->result);
    curves_json(&json, root, facts->result);
    quality_json(&json, root, facts);
    if (json.failed) {
        cJSON_Delete(root);
        return err_memory(err, sizeof(cJSON));
    }
    *tree = root;
    return RC_OK;
}
