#include "output/json.h"

#include "ingest/encoding/utf8.h"
#include "output/number.h"
#include "output/strict_text.h"

#include <stdlib.h>
#include <string.h>

/* Lines are of very different lengths, from an estimate to a column of 40,000 keys. */
enum { LINES_AT_ONCE = 1 };

/* Hands `item` to `parent`; on failure nothing leaks and the writer has failed. */
static cJSON *adopt(struct json *json, cJSON *parent, const char *key, cJSON *item)
{
    const bool added =
        item && parent && !json->failed &&
        (key ? cJSON_AddItemToObjectCS(parent, key, item) : cJSON_AddItemToArray(parent, item));
    if (added) return item;
    cJSON_Delete(item);
    json->failed = true;
    return NULL;
}

cJSON *json_root(struct json *json)
{
    cJSON *root = cJSON_CreateObject();
    if (!root) json->failed = true;
    return root;
}

cJSON *json_object(struct json *json, cJSON *parent, const char *key)
{
    return adopt(json, parent, key, cJSON_CreateObject());
}

cJSON *json_array(struct json *json, cJSON *parent, const char *key)
{
    return adopt(json, parent, key, cJSON_CreateArray());
}

/* Bytes that are no UTF-8 as \xHH: one file name in another encoding must not cost the result. */
static cJSON *strict_string(const char *value)
{
    struct text text;
    text_init(&text, 0);
    strict_text_add(&text, slice_of(value));
    cJSON *string = text.failed ? NULL : cJSON_CreateString(text.bytes);
    text_release(&text);
    return string;
}

void json_text(struct json *json, cJSON *parent, const char *key, const char *value)
{
    cJSON *item;
    if (!value)
        item = cJSON_CreateNull();
    else if (utf8_is_valid(value, strlen(value)))
        item = cJSON_CreateString(value);
    else
        item = strict_string(value);
    (void)adopt(json, parent, key, item);
}

void json_number(struct json *json, cJSON *parent, const char *key, double value)
{
    char text[NUMBER_TEXT_BYTES];
    const bool exists = number_text(value, text) > 0;
    (void)adopt(json, parent, key, exists ? cJSON_CreateRaw(text) : cJSON_CreateNull());
}

void json_count(struct json *json, cJSON *parent, const char *key, uint64_t value)
{
    char text[NUMBER_TEXT_BYTES];
    (void)number_count_text(value, text);
    (void)adopt(json, parent, key, cJSON_CreateRaw(text));
}

void json_whole(struct json *json, cJSON *parent, const char *key, int64_t value)
{
    char text[NUMBER_TEXT_BYTES];
    (void)number_whole_text(value, text);
    (void)adopt(json, parent, key, cJSON_CreateRaw(text));
}

void json_bool(struct json *json, cJSON *parent, const char *key, bool value)
{
    (void)adopt(json, parent, key, cJSON_CreateBool(value));
}

void json_null(struct json *json, cJSON *parent, const char *key)
{
    (void)adopt(json, parent, key, cJSON_CreateNull());
}

/* NULL when memory is out, now or while the line was drawn. */
static cJSON *raw_of(struct line *line)
{
    const char *terminated = line_terminated(line);
    return terminated ? cJSON_CreateRaw(terminated) : NULL;
}

void json_line(struct json *json, cJSON *parent, const char *key, struct line *line)
{
    (void)adopt(json, parent, key, raw_of(line));
}

void json_lines(struct json *json, cJSON *parent, size_t line_count,
                void (*draw)(const void *context, size_t number, struct line *line),
                const void *context)
{
    cJSON **lines = json->failed ? NULL : calloc(line_count + 1, sizeof *lines);
    if (!lines) {
        json->failed = true;
        return;
    }
#pragma omp parallel if (line_count > 1)
    {
        struct line line;
        line_init(&line);
#pragma omp for schedule(dynamic, LINES_AT_ONCE)
        for (size_t i = 0; i < line_count; i++) {
            line_clear(&line);
            draw(context, i, &line);
            lines[i] = raw_of(&line);
        }
        line_release(&line);
    }
    for (size_t i = 0; i < line_count; i++) (void)adopt(json, parent, NULL, lines[i]);
    free(lines);
}

/* `"key": `, the key through cJSON so that it is escaped as every text. */
static void print_key(const char *key, struct text *into)
{
    cJSON *name = cJSON_CreateStringReference(key);
    char *quoted = name ? cJSON_PrintUnformatted(name) : NULL;
    if (quoted) {
        text_put(into, quoted);
        text_put(into, ": ");
    } else {
        into->failed = true;
    }
    cJSON_free(quoted);
    cJSON_Delete(name);
}

static void print_compact(const cJSON *item, struct text *into)
{
    if (cJSON_IsRaw(item)) {
        text_put(into, item->valuestring);
        return;
    }
    char *printed = cJSON_PrintUnformatted(item);
    if (printed)
        text_put(into, printed);
    else
        into->failed = true;
    cJSON_free(printed);
}

/* The items of a list below the root, one a line. */
static void print_items(const cJSON *list, struct text *into)
{
    text_put(into, cJSON_IsArray(list) ? "[" : "{");
    for (const cJSON *item = list->child; item; item = item->next) {
        text_put(into, "\n    ");
        if (cJSON_IsObject(list)) print_key(item->string, into);
        print_compact(item, into);
        text_put(into, item->next ? "," : "\n  ");
    }
    text_put(into, cJSON_IsArray(list) ? "]" : "}");
}

enum rc json_print(const cJSON *root, struct text *into, struct err *err)
{
    text_put(into, "{");
    for (const cJSON *item = root->child; item; item = item->next) {
        text_put(into, "\n  ");
        print_key(item->string, into);
        if (item->child)
            print_items(item, into);
        else
            print_compact(item, into);
        if (item->next) text_put(into, ",");
    }
    text_put(into, "\n}\n");
    return into->failed ? err_memory(err, into->byte_count) : RC_OK;
}
