#include "reports/model/model.h"

#include "base/day.h"
#include "reports/model/model_read.h"
#include "reports/model/tree.h"

#include <math.h>
#include <string.h>

enum { NAME_BYTES = 1024 };

static const struct tree_field run_fields[] = {
    {"title", TREE_TEXT, offsetof(struct model_run, title)},
    {"period", TREE_TEXT, offsetof(struct model_run, period)},
    {"horizon", TREE_TEXT, offsetof(struct model_run, horizon)},
    {"history_from", TREE_TEXT, offsetof(struct model_run, history_from)},
    {"config_sha256", TREE_TEXT, offsetof(struct model_run, config_sha256)},
    {"inputs", TREE_CHILD, offsetof(struct model_run, inputs)},
    {"skipped", TREE_CHILD, offsetof(struct model_run, skipped)},
    {"minimum_base", TREE_COUNT, offsetof(struct model_run, minimum_base)}};
static const struct tree_field engine_fields[] = {
    {"version", TREE_TEXT, offsetof(struct model_run, engine_version)},
    {"build", TREE_TEXT, offsetof(struct model_run, engine_build)},
    {"certificate", TREE_TEXT, offsetof(struct model_run, certificate)}};
static const struct tree_field quality_fields[] = {
    {"rows_in", TREE_COUNT, offsetof(struct model_quality, rows_in)},
    {"rows_used", TREE_COUNT, offsetof(struct model_quality, rows_used)},
    {"rows_rejected", TREE_COUNT, offsetof(struct model_quality, rows_rejected)},
    {"rows_superseded", TREE_COUNT, offsetof(struct model_quality, rows_superseded)},
    {"files", TREE_CHILD, offsetof(struct model_quality, files)},
    {"tables", TREE_CHILD, offsetof(struct model_quality, tables)},
    {"columns", TREE_CHILD, offsetof(struct model_quality, columns)},
    {"rejects", TREE_CHILD, offsetof(struct model_quality, rejects)},
    {"notes", TREE_CHILD, offsetof(struct model_quality, notes)}};

#define COUNT_OF(array) (sizeof(array) / sizeof *(array))

/* Where the walk puts a member of the result; NULL: it is passed over. */
static struct slice *part_of(struct model_parts *parts, struct slice key)
{
    const struct {
        const char *name;
        struct slice *part;
    } rows[] = {{"schema", &parts->schema},  {"engine", &parts->engine},
                {"run", &parts->run},        {"columns", &parts->columns},
                {"tables", &parts->tables},  {"curves", &parts->curves},
                {"quality", &parts->quality}};
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        if (slice_is(key, rows[i].name)) return rows[i].part;
    return NULL;
}

/* The items of a long list, found in the same walk that finds its end. */
static enum rc list_items(struct cursor *cursor, struct slice rest, struct slices *items,
                          struct err *err)
{
    struct cursor inner = cursor_open(rest);
    struct slice item;
    items->count = 0;
    while (cursor_next(&inner, NULL, &item))
        if (!slices_add(items, item)) return err_memory(err, items->count * sizeof item);
    cursor_go_on(cursor, &inner);
    return RC_OK;
}

static enum rc list_parts(struct model_parts *parts, struct cursor *cursor, struct err *err)
{
    struct slice key, rest;
    enum rc rc = RC_OK;
    while (rc == RC_OK && cursor_enter(cursor, &key, &rest)) {
        const bool is_estimates = slice_is(key, "estimates");
        if (is_estimates) parts->has_estimates = value_is_array(rest);
        if ((is_estimates || slice_is(key, "series")) && value_is_array(rest)) {
            rc = list_items(cursor, rest, is_estimates ? &parts->estimates : &parts->series, err);
            continue;
        }
        const struct slice value = cursor_skip(cursor);
        struct slice *part = part_of(parts, key);
        if (part) *part = value;
    }
    return rc;
}

/* cJSON takes a byte order mark and blanks before the value, and so do we. */
static struct cursor open_text(const struct text *text)
{
    struct slice rest = {text->bytes, text->byte_count};
    if (rest.byte_count >= 3 && memcmp(rest.bytes, "\xEF\xBB\xBF", 3) == 0) {
        rest.bytes += 3;
        rest.byte_count -= 3;
    }
    while (rest.byte_count > 0 && (unsigned char)*rest.bytes <= ' ') {
        rest.bytes++;
        rest.byte_count--;
    }
    return cursor_open(rest);
}

/* The short parts, whose members and lists are drawn as they stand. */
static void read_trees(struct model *model, const struct model_parts *parts)
{
    const struct slice texts[MODEL_TREE_COUNT] = {parts->run, parts->engine, parts->quality};
    for (size_t i = 0; i < MODEL_TREE_COUNT; i++)
        model->trees[i] = cJSON_ParseWithLength(texts[i].bytes, texts[i].byte_count);
    tree_read(model->trees[0], run_fields, COUNT_OF(run_fields), &model->run);
    tree_read(model->trees[1], engine_fields, COUNT_OF(engine_fields), &model->run);
    tree_read(model->trees[2], quality_fields, COUNT_OF(quality_fields), &model->quality);
}

static enum rc read_parts(struct model *model, const struct model_parts *parts,
                          enum model_extent extent, struct err *err)
{
    read_trees(model, parts);
    if (!month_parse(model->run.period, &model->month))
        return err_set(err, RC_INPUT, "result: run.period is \"%.40s\", not a month",
                       model->run.period);
    if (!parts->has_estimates) return err_set(err, RC_INPUT, "result: estimates is not a list");
    enum rc rc = model_read_estimates(model, &parts->estimates, err);
    if (rc == RC_OK) rc = model_read_tables(model, parts->tables, err);
    if (rc == RC_OK) rc = model_read_curves(model, parts->curves, err);
    if (rc == RC_OK) rc = model_read_series(model, &parts->series, err);
    if (rc == RC_OK) rc = model_read_columns(model, parts->columns, extent, err);
    return rc;
}

enum rc model_init(struct model *model, const char *path, const struct text *result,
                   enum model_extent extent, struct err *err)
{
    *model = (struct model){.run = {"", "", "", "", "", "", "", "", NULL, NULL}};
    arena_init(&model->arena);
    struct model_parts parts = {.has_estimates = false};
    struct cursor cursor = open_text(result);
    enum rc rc = list_parts(&parts, &cursor, err);
    if (rc == RC_OK && (cursor.is_broken || !slice_is(parts.schema, "\"rater.result/1\"")))
        rc = err_set(err, RC_INPUT, "%s: this is no rater.result/1", path);
    if (rc == RC_OK) rc = read_parts(model, &parts, extent, err);
    slices_release(&parts.estimates);
    slices_release(&parts.series);
    return rc;
}

void model_release(struct model *model)
{
    for (size_t i = 0; i < MODEL_TREE_COUNT; i++) cJSON_Delete(model->trees[i]);
    arena_release(&model->arena);
}

const struct model_metric *model_metric(const struct model *model, const char *id)
{
    const uint32_t found = index_get(&model->metric_index, id);
    return found == INDEX_NONE ? NULL : &model->metrics[found];
}

/* `%`, `|` and `=` of a key are written %25, %7C and %3D in an id. */
static void escape_key(const char *key, char out[NAME_BYTES])
{
    size_t used = 0;
    for (const char *at = key; *at && used + 4 < NAME_BYTES; at++) {
        const char *escape = *at == '%' ? "%25" : *at == '|' ? "%7C" : *at == '=' ? "%3D" : NULL;
        if (escape) {
            memcpy(out + used, escape, 3);
            used += 3;
        } else {
            out[used++] = *at;
        }
    }
    out[used] = '\0';
}

bool model_estimate_id(const char *metric, const char *axis, const char *key, const char *period,
                       char id[MODEL_ID_BYTES])
{
    char escaped[NAME_BYTES];
    escape_key(key, escaped);
    const int byte_count = snprintf(id, MODEL_ID_BYTES, "%s|%s%s%s|%s", metric, axis,
                                    axis[0] ? "=" : "", escaped, period);
    return byte_count >= 0 && byte_count < MODEL_ID_BYTES;
}

const struct model_estimate *model_estimate(const struct model *model, const char *metric,
                                            const char *axis, const char *key, const char *period)
{
    char id[MODEL_ID_BYTES];
    if (!model_estimate_id(metric, axis, key, period, id)) return NULL;
    const uint32_t found = index_get(&model->estimate_index, id);
    return found == INDEX_NONE ? NULL : &model->estimates[found];
}

const struct model_estimate *model_network(const struct model *model, const char *metric)
{
    const struct model_estimate *now = model_estimate(model, metric, "", "", model->run.period);
    if (model_stands(now)) return now;
    for (int32_t back = 1; back < MONTH_WINDOW_COUNT; back++) {
        const struct model_estimate *then = model_network_before(model, metric, back);
        if (model_stands(then)) return then;
    }
    return now ? now : model_estimate(model, metric, "", "", "all");
}

bool model_is_earlier(const struct model *model, const struct model_estimate *estimate)
{
    return strcmp(estimate->period, model->run.period) != 0 && strcmp(estimate->period, "all") != 0;
}

int32_t model_months_back(const struct model *model, const struct model_estimate *estimate)
{
    int32_t month = model->month;
    return month_parse(estimate->period, &month) ? model->month - month : 0;
}

const struct model_estimate *model_network_before(const struct model *model, const char *metric,
                                                  int32_t back)
{
    char month[MONTH_TEXT_BYTES];
    month_text(model->month - back, month);
    return model_estimate(model, metric, "", "", month);
}

struct model_group model_group(const struct model *model, const char *metric, const char *axis,
                               const char *period)
{
    char name[2 * NAME_BYTES];
    const int byte_count =
        snprintf(name, sizeof name, "%s|%s|%s", metric, axis, period ? period : model->run.period);
    if (byte_count < 0 || (size_t)byte_count >= sizeof name) return (struct model_group){NULL, 0};
    const uint32_t found = index_get(&model->group_index, name);
    return found == INDEX_NONE ? (struct model_group){NULL, 0} : model->groups[found];
}

const struct model_table *model_table(const struct model *model, const char *name)
{
    const uint32_t found = index_get(&model->table_index, name);
    return found == INDEX_NONE ? NULL : &model->tables[found];
}

size_t model_column(const struct model_table *table, const char *name)
{
    for (size_t i = 0; table && i < table->column_count; i++)
        if (strcmp(table->column_names[i], name) == 0) return i;
    return SIZE_MAX;
}

struct model_cell model_cell(const struct model_table *table, size_t row, size_t column)
{
    if (!table || row >= table->row_count || column >= table->column_count)
        return (struct model_cell){NULL, NAN};
    return table->cells[row * table->column_count + column];
}

const struct model_test *model_test(const struct model *model, const char *name)
{
    for (size_t i = 0; i < model->test_count; i++)
        if (strcmp(model->tests[i].name, name) == 0) return &model->tests[i];
    return NULL;
}

bool model_series_sum(const struct model *model, const char *metric, const char *axis,
                      const char *key, struct model_sum *part, struct model_sum *rest)
{
    const struct model_metric *asked = model_metric(model, metric);
    *part = *rest = (struct model_sum){0, 0};
    for (size_t i = 0; asked && i < model->series_count; i++) {
        const struct model_series *series = &model->series[i];
        if (series->metric != asked || strcmp(series->axis_name, axis) != 0) continue;
        for (size_t k = 0; k < series->key_count; k++) {
            struct model_sum *sum = strcmp(series->keys[k], key) == 0 ? part : rest;
            for (size_t month = 0; month < series->period_count; month++) {
                if (isnan(series->value[k][month]) || isnan(series->n[k][month])) continue;
                sum->n += series->n[k][month];
                sum->met += series->n[k][month] * series->value[k][month];
            }
        }
    }
    return part->n > 0 && rest->n > 0;
}

static const double *series_row(const struct model *model, const struct model_estimate *now,
                                size_t *count)
{
    for (size_t i = 0; i < model->series_count; i++) {
        const struct model_series *series = &model->series[i];
        if (series->metric != now->metric || strcmp(series->axis_name, now->axis_name) != 0)
            continue;
        *count = series->period_count;
        for (size_t k = 0; k < series->key_count; k++)
            if (strcmp(series->keys[k], now->key) == 0) return series->value[k];
    }
    return NULL;
}

size_t model_months(const struct model *model, const struct model_estimate *now,
                    double values[MONTH_WINDOW_COUNT])
{
    size_t count = 0;
    if (now->axis != AXIS_NETWORK) {
        size_t before_count = 0;
        const double *before = series_row(model, now, &before_count);
        if (!before) return 0;
        const size_t skipped =
            before_count >= MONTH_WINDOW_COUNT ? before_count - MONTH_WINDOW_COUNT + 1 : 0;
        for (size_t i = skipped; i < before_count; i++) values[count++] = before[i];
    } else {
        const int32_t now_back = model_months_back(model, now);
        for (int32_t back = MONTH_WINDOW_COUNT - 1; back > now_back; back--) {
            const struct model_estimate *then = model_network_before(model, now->metric->id, back);
            if (then || count > 0) values[count++] = then ? then->value : NAN;
        }
    }
    if (count > 0) values[count++] = now->value;
    return count;
}

bool model_stands(const struct model_estimate *estimate)
{
    return estimate && estimate->status != STATUS_REFUSED && !isnan(estimate->value);
}
