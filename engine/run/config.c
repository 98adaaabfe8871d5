#include "run/config.h"

#include "base/text.h"
#include "run/read_file.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { VALUE_SHOWN_BYTES = 60, RULE_BYTES = 400 };

void config_join(char path[CONFIG_PATH_BYTES], const char *prefix, const char *name)
{
    (void)snprintf(path, CONFIG_PATH_BYTES, "%s%s%s", prefix, prefix[0] ? "." : "", name);
}

/* The value as JSON, cut before VALUE_SHOWN_BYTES and not inside a character. */
static void show_value(const cJSON *value, char shown[VALUE_SHOWN_BYTES + 8])
{
    char *printed = cJSON_PrintUnformatted(value);
    size_t byte_count = printed ? strlen(printed) : 0;
    const bool is_cut = byte_count > VALUE_SHOWN_BYTES;
    if (is_cut) byte_count = VALUE_SHOWN_BYTES;
    while (is_cut && byte_count > 0 && ((unsigned char)printed[byte_count] & 0xC0U) == 0x80U)
        byte_count--;
    (void)snprintf(shown, VALUE_SHOWN_BYTES + 8, "%.*s%s", (int)byte_count, printed ? printed : "",
                   is_cut ? " …" : "");
    cJSON_free(printed);
}

enum rc config_wrong(const struct reading *reading, const char *path, const cJSON *value,
                     const char *rule, ...)
{
    char shown[VALUE_SHOWN_BYTES + 8], must_be[RULE_BYTES];
    va_list args;
    va_start(args, rule);
    (void)vsnprintf(must_be, sizeof must_be, rule, args);
    va_end(args);
    show_value(value, shown);
    return err_set(reading->err, RC_CONFIG, "%s: %s is %s, but must be %s", reading->file, path,
                   shown, must_be);
}

enum rc config_unknown(const struct reading *reading, const char *path, const char *name,
                       const char *const *known, size_t known_count)
{
    const char *nearest = text_nearest(name, known, known_count);
    (void)err_set(reading->err, RC_CONFIG, "%s: %s is not known", reading->file, path);
    if (nearest) (void)err_hint(reading->err, "did you mean %s?", nearest);
    return RC_CONFIG;
}

enum rc config_text(const struct reading *reading, const cJSON *value, const char *path,
                    const char **text)
{
    if (!cJSON_IsString(value)) return config_wrong(reading, path, value, "a text in quotes");
    const size_t byte_count = strlen(value->valuestring);
    *text = arena_copy_text(&reading->settings->arena, value->valuestring, byte_count);
    return *text ? RC_OK : err_memory(reading->err, byte_count);
}

enum rc config_texts(const struct reading *reading, const cJSON *value, const char *path,
                     const char *const **texts, size_t *text_count)
{
    if (!cJSON_IsArray(value) && !cJSON_IsString(value))
        return config_wrong(reading, path, value, "a text or a list of texts");
    const size_t count = cJSON_IsArray(value) ? (size_t)cJSON_GetArraySize(value) : 1;
    const char **list = arena_take_array(&reading->settings->arena, count + 1, sizeof *list);
    if (!list) return err_memory(reading->err, count * sizeof *list);
    const cJSON *item = cJSON_IsArray(value) ? value->child : value;
    enum rc rc = RC_OK;
    for (size_t i = 0; i < count && rc == RC_OK; i++, item = item->next)
        rc = config_text(reading, item, path, &list[i]);
    *texts = list;
    *text_count = count;
    return rc;
}

static const struct config_key *find_key(const char *path)
{
    for (size_t i = 0; i < config_key_count; i++)
        if (strcmp(config_keys[i].path, path) == 0) return &config_keys[i];
    return NULL;
}

/* Whether keys stand below `path`: "scale" for "scale.minimum". */
static bool is_section(const char *path)
{
    const size_t byte_count = strlen(path);
    for (size_t i = 0; i < config_key_count; i++)
        if (strncmp(config_keys[i].path, path, byte_count) == 0 &&
            config_keys[i].path[byte_count] == '.')
            return true;
    return false;
}

/* Keys and the sections they stand in, for "did you mean". */
static enum rc unknown_key(const struct reading *reading, const char *path)
{
    enum { KNOWN_LIMIT = 128 };
    const char *known[KNOWN_LIMIT];
    size_t known_count = 0;
    for (size_t i = 0; i < config_key_count && known_count + 2 <= KNOWN_LIMIT; i++) {
        const char *key = config_keys[i].path, *dot = strchr(key, '.');
        known[known_count++] = key;
        char *section =
            dot ? arena_copy_text(&reading->settings->arena, key, (size_t)(dot - key)) : NULL;
        if (section) known[known_count++] = section;
    }
    (void)config_unknown(reading, path, path, known, known_count);
    return err_hint(reading->err, "rater config prints every key");
}

static enum rc apply_object(const struct reading *reading, const cJSON *object, const char *prefix)
{
    enum rc rc = RC_OK;
    for (const cJSON *item = object->child; item && rc == RC_OK; item = item->next) {
        char path[CONFIG_PATH_BYTES];
        config_join(path, prefix, item->string);
        const struct config_key *key = find_key(path);
        if (key && cJSON_IsNull(item)) continue; /* null: the default stays */
        if (key)
            rc = key->read(reading, key, item, path);
        else if (!is_section(path))
            rc = unknown_key(reading, path);
        else if (!cJSON_IsObject(item))
            rc = config_wrong(reading, path, item, "an object: { … }");
        else
            rc = apply_object(reading, item, path);
    }
    return rc;
}

/* What no single key can say. */
static enum rc check_together(const struct reading *reading)
{
    struct settings *settings = reading->settings;
    const struct ingest_options *ingest = &settings->ingest;
    if (ingest->scale_minimum >= ingest->scale_maximum)
        return err_set(reading->err, RC_CONFIG,
                       "%s: scale.minimum is %d, but must be less than scale.maximum, which is %d",
                       reading->file, (int)ingest->scale_minimum, (int)ingest->scale_maximum);
    int32_t points = 0;
    bool is_any_point = false;
    for (int i = 0; i < DIMENSION_COUNT; i++) {
        points += settings->measure.points[i];
        is_any_point = is_any_point || settings->measure.points[i] != 0;
    }
    if (is_any_point && points != 100)
        return err_set(reading->err, RC_CONFIG,
                       "%s: points of the five dimensions sum to %d, but must sum to 100",
                       reading->file, (int)points);
    settings->measure.scale_minimum = ingest->scale_minimum;
    settings->measure.scale_maximum = ingest->scale_maximum;
    return RC_OK;
}

enum rc config_apply(const struct reading *reading, const cJSON *tree)
{
    const enum rc rc = apply_object(reading, tree, "");
    return rc == RC_OK ? check_together(reading) : rc;
}

static enum rc apply_default(const struct reading *reading, const struct config_key *key)
{
    cJSON *value = cJSON_Parse(key->fallback);
    if (!value) return err_set(reading->err, RC_BUG, "the default of %s is no JSON", key->path);
    const enum rc rc = cJSON_IsNull(value) ? RC_OK : key->read(reading, key, value, key->path);
    cJSON_Delete(value);
    return rc;
}

enum rc settings_init(struct settings *settings, const struct schema *schema, struct err *err)
{
    *settings = (struct settings){.title = "", .month = MONTH_FROM_DATA, .reject_share_limit = 1};
    arena_init(&settings->arena);
    ingest_options_init(&settings->ingest);
    measure_options_init(&settings->measure);
    const struct reading reading = {"(defaults)", schema, settings, err};
    enum rc rc = manifest_sha256("", 0, settings->config_sha256, err);
    for (size_t i = 0; i < config_key_count && rc == RC_OK; i++)
        rc = apply_default(&reading, &config_keys[i]);
    if (rc == RC_OK) rc = config_calendar_defaults(&reading);
    return rc == RC_OK ? check_together(&reading) : rc;
}

void settings_release(struct settings *settings)
{
    arena_release(&settings->arena);
    *settings = (struct settings){.title = ""};
}

enum rc settings_read(struct settings *settings, const struct schema *schema, const char *path,
                      struct err *err)
{
    const struct reading reading = {path, schema, settings, err};
    struct text text;
    cJSON *tree = NULL;
    text_init(&text, CONFIG_FILE_BYTES);
    enum rc rc = read_file(path, &text, err);
    if (rc == RC_INPUT) rc = err->rc = RC_CONFIG; /* a choice that cannot be read is no data */
    if (rc == RC_OK)
        rc = manifest_sha256(text.bytes, text.byte_count, settings->config_sha256, err);
    if (rc == RC_OK) rc = config_parse(path, text.bytes, text.byte_count, &tree, err);
    if (rc == RC_OK) rc = config_apply(&reading, tree);
    cJSON_Delete(tree);
    text_release(&text);
    return rc;
}
