/* The archive as lines and as JSON. */
#include "base/day.h"
#include "output/json.h"
#include "run/archive.h"

#include <inttypes.h>

static const struct schema_table *schema_of(const struct archive *archive, size_t table)
{
    return &archive->schema->tables[table];
}

static void minute_words(int32_t minute, char out[MINUTE_TEXT_BYTES])
{
    if (minute == MINUTE_MISSING)
        (void)snprintf(out, MINUTE_TEXT_BYTES, "-");
    else
        minute_text(minute, out);
}

/* Text of the data, which must not command the terminal. */
static void print_text(const char *text, FILE *stream)
{
    for (; *text; text++)
        (void)fputc((unsigned char)*text < ' ' || *text == 0x7f ? '?' : *text, stream);
}

static void print_shares(const struct archive *archive, int language, FILE *stream)
{
    for (size_t i = 0; i < archive->fact_count; i++) {
        (void)fprintf(stream, "%s: ", archive->facts[i].column);
        print_text(archive->facts[i].value, stream);
        (void)fputc('\n', stream);
    }
    for (size_t i = 0; i < archive->table_count; i++) {
        const struct archive_table *own = &archive->tables[i];
        (void)fprintf(stream, "%s: %" PRIu64, schema_of(archive, own->table)->title[language],
                      own->row_count);
        if (own->dropped > 0) (void)fprintf(stream, " (+%" PRIu64 ")", own->dropped);
        (void)fputc('\n', stream);
    }
}

void archive_lines(const struct archive *archive, int language, FILE *stream)
{
    print_shares(archive, language, stream);
    for (size_t e = 0; e < archive->event_count; e++) {
        const struct archive_event *event = &archive->events[e];
        const struct schema_table *schema = schema_of(archive, event->table);
        char time[MINUTE_TEXT_BYTES];
        minute_words(event->minute, time);
        (void)fprintf(stream, "%s  %s  %s:%" PRIu64 " ", time, schema->title[language], event->file,
                      event->row);
        for (size_t c = 0; c < schema->column_count; c++) {
            const char *value = event->texts[c];
            if (!value || (int32_t)c == schema->clock) continue;
            (void)fprintf(stream, " %s=", schema->columns[c].name);
            print_text(value, stream);
        }
        (void)fputc('\n', stream);
    }
}

static void json_event(struct json *json, cJSON *parent, const struct archive *archive,
                       const struct archive_event *event)
{
    const struct schema_table *schema = schema_of(archive, event->table);
    char time[MINUTE_TEXT_BYTES];
    minute_words(event->minute, time);
    cJSON *object = json_object(json, parent, NULL);
    json_text(json, object, "time", event->minute == MINUTE_MISSING ? NULL : time);
    json_text(json, object, "table", schema->name);
    json_text(json, object, "file", event->file);
    json_count(json, object, "row", event->row);
    cJSON *values = json_object(json, object, "values");
    for (size_t c = 0; c < schema->column_count; c++) {
        const char *value = event->texts[c];
        if (value) json_text(json, values, schema->columns[c].name, value);
    }
}

static void json_table(struct json *json, cJSON *parent, const struct archive *archive,
                       const struct archive_table *own)
{
    cJSON *object = json_object(json, parent, NULL);
    json_text(json, object, "table", schema_of(archive, own->table)->name);
    json_count(json, object, "rows", own->row_count);
    json_count(json, object, "superseded", own->dropped);
    cJSON *months = json_array(json, object, "months");
    for (int32_t month = own->first_month; own->months && month <= own->last_month; month++) {
        char text[MONTH_TEXT_BYTES];
        month_text(month, text);
        cJSON *row = json_object(json, months, NULL);
        json_text(json, row, "month", text);
        json_count(json, row, "rows", own->months[month - own->first_month]);
    }
}

enum rc archive_json(const struct archive *archive, struct text *out, struct err *err)
{
    struct json json = {.failed = false};
    cJSON *root = json_root(&json);
    json_text(&json, root, "schema", "rater.archive/1");
    json_text(&json, root, "kind", archive_kind_names[archive->kind]);
    json_text(&json, root, "id", archive->id);
    cJSON *facts = json_array(&json, root, "facts");
    for (size_t i = 0; i < archive->fact_count; i++) {
        cJSON *fact = json_object(&json, facts, NULL);
        json_text(&json, fact, "column", archive->facts[i].column);
        json_text(&json, fact, "value", archive->facts[i].value);
        json_count(&json, fact, "rows", archive->facts[i].row_count);
    }
    cJSON *tables = json_array(&json, root, "tables");
    for (size_t i = 0; i < archive->table_count; i++)
        json_table(&json, tables, archive, &archive->tables[i]);
    cJSON *events = json_array(&json, root, "events");
    for (size_t e = 0; e < archive->event_count; e++)
        json_event(&json, events, archive, &archive->events[e]);
    enum rc rc = json.failed ? err_memory(err, sizeof(cJSON)) : json_print(root, out, err);
    cJSON_Delete(root);
    return rc;
}
