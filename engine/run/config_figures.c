/* Benchmarks and targets: figures to hold a metric against. */
#include "base/text.h"
#include "measure/family.h"
#include "run/config.h"

#include <math.h>
#include <string.h>

enum { METRIC_NAME_LIMIT = 512 };

static enum rc check_metric(const struct reading *reading, const char *path, const char *name)
{
    if (metric_find(name, NULL)) return RC_OK;
    const char *known[METRIC_NAME_LIMIT];
    size_t known_count = 0;
    for (size_t i = 0; i < family_count; i++)
        for (const struct metric *metric = families[i]->metrics; metric->id; metric++)
            if (known_count < METRIC_NAME_LIMIT) known[known_count++] = metric->id;
    (void)config_unknown(reading, path, name, known, known_count);
    return err_hint(reading->err, "rater metrics lists every metric");
}

static enum rc check_segment(const struct reading *reading, const char *path, const char *segment)
{
    const char *equals = strchr(segment, '=');
    for (int axis = 0; equals && axis < AXIS_COUNT; axis++) {
        const size_t byte_count = strlen(axis_rows[axis].name);
        if (byte_count > 0 && (size_t)(equals - segment) == byte_count &&
            strncmp(segment, axis_rows[axis].name, byte_count) == 0)
            return RC_OK;
    }
    return err_set(reading->err, RC_CONFIG,
                   "%s: %s: \"%s\" is no segment; it must be axis=key, such as dealer=D021",
                   reading->file, path, segment);
}

/* `metric` or `metric|axis=key` into the figure. */
static enum rc split_name(const struct reading *reading, const char *path, const char *name,
                          struct benchmark *figure)
{
    const char *bar = strchr(name, '|');
    const size_t byte_count = bar ? (size_t)(bar - name) : strlen(name);
    struct arena *arena = &reading->settings->arena;
    figure->metric = arena_copy_text(arena, name, byte_count);
    figure->segment = bar ? arena_copy_text(arena, bar + 1, strlen(bar + 1)) : "";
    if (!figure->metric || !figure->segment) return err_memory(reading->err, strlen(name));
    const enum rc rc = check_metric(reading, path, figure->metric);
    return rc == RC_OK && bar ? check_segment(reading, path, figure->segment) : rc;
}

static enum rc read_number(const struct reading *reading, const cJSON *value, const char *path,
                           double *number)
{
    if (!cJSON_IsNumber(value) || !isfinite(value->valuedouble))
        return config_wrong(reading, path, value, "a number");
    *number = value->valuedouble;
    return RC_OK;
}

/* {"value": 0.68, "source": "…"}, both needed; of a range its lower end too. */
static enum rc read_sourced(const struct reading *reading, const cJSON *object, const char *path,
                            struct benchmark *figure)
{
    static const char *const known[] = {"value", "source", "low"};
    if (!cJSON_IsObject(object))
        return config_wrong(reading, path, object, "{\"value\": …, \"source\": …}");
    bool has_value = false;
    enum rc rc = RC_OK;
    for (const cJSON *item = object->child; item && rc == RC_OK; item = item->next) {
        char below[CONFIG_PATH_BYTES];
        config_join(below, path, item->string);
        if (strcmp(item->string, "value") == 0) {
            rc = read_number(reading, item, below, &figure->value);
            has_value = true;
        } else if (strcmp(item->string, "source") == 0) {
            rc = config_text(reading, item, below, &figure->source);
        } else if (strcmp(item->string, "low") == 0) {
            rc = read_number(reading, item, below, &figure->low);
        } else {
            rc = config_unknown(reading, below, item->string, known, 3);
        }
    }
    if (rc == RC_OK && (!has_value || !figure->source || figure->source[0] == '\0'))
        rc = config_wrong(reading, path, object, "an object with a \"value\" and a \"source\"");
    if (rc == RC_OK && figure->low != 0 && !(figure->low > 0 && figure->low < figure->value))
        rc = config_wrong(reading, path, object, "a \"low\" above 0 and below the \"value\"");
    return rc;
}

static enum rc read_target(const struct reading *reading, const cJSON *value, const char *path,
                           struct benchmark *figure)
{
    figure->source = "";
    return read_number(reading, value, path, &figure->value);
}

static enum rc read_figures(const struct reading *reading, const cJSON *object, const char *path,
                            enum rc (*read_one)(const struct reading *, const cJSON *, const char *,
                                                struct benchmark *),
                            const struct benchmark **figures, size_t *figure_count)
{
    if (!cJSON_IsObject(object)) return config_wrong(reading, path, object, "an object: { … }");
    const size_t count = (size_t)cJSON_GetArraySize(object);
    struct benchmark *list = arena_take_array(&reading->settings->arena, count + 1, sizeof *list);
    if (!list) return err_memory(reading->err, count * sizeof *list);
    const cJSON *item = object->child;
    enum rc rc = RC_OK;
    for (size_t i = 0; i < count && rc == RC_OK; i++, item = item->next) {
        char below[CONFIG_PATH_BYTES];
        config_join(below, path, item->string);
        rc = split_name(reading, below, item->string, &list[i]);
        if (rc == RC_OK) rc = read_one(reading, item, below, &list[i]);
    }
    *figures = list;
    *figure_count = count;
    return rc;
}

enum rc config_read_benchmarks(const struct reading *reading, const struct config_key *key,
                               const cJSON *value, const char *path)
{
    (void)key;
    struct measure_options *measure = &reading->settings->measure;
    return read_figures(reading, value, path, read_sourced, &measure->benchmarks,
                        &measure->benchmark_count);
}

enum rc config_read_targets(const struct reading *reading, const struct config_key *key,
                            const cJSON *value, const char *path)
{
    (void)key;
    struct measure_options *measure = &reading->settings->measure;
    return read_figures(reading, value, path, read_target, &measure->targets,
                        &measure->target_count);
}
