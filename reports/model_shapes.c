/* Tables, tests, curves and series of a result: the shapes beside the estimates. */
#include "reports/model_read.h"
#include "reports/tree.h"

#include <math.h>
#include <string.h>

#define COUNT_OF(array) (sizeof(array) / sizeof *(array))

struct raw_table {
    const cJSON *columns, *rows;
};
static const struct tree_field table_fields[] = {
    {"columns", TREE_CHILD, offsetof(struct raw_table, columns)},
    {"rows", TREE_CHILD, offsetof(struct raw_table, rows)}};

struct raw_column {
    const char *name, *unit;
};
static const struct tree_field column_fields[] = {
    {"name", TREE_TEXT, offsetof(struct raw_column, name)},
    {"unit", TREE_TEXT, offsetof(struct raw_column, unit)}};

static size_t size_of_list(const cJSON *list)
{
    return cJSON_IsArray(list) || cJSON_IsObject(list) ? (size_t)cJSON_GetArraySize(list) : 0;
}

static void read_row(const cJSON *row, struct model_table *table, struct model_cell *cells)
{
    for (size_t i = 0; i < table->column_count; i++) cells[i] = (struct model_cell){NULL, NAN};
    const cJSON *item = cJSON_IsArray(row) ? row->child : NULL;
    for (size_t i = 0; item && i < table->column_count; i++, item = item->next) {
        if (cJSON_IsString(item)) cells[i].text = item->valuestring;
        if (cJSON_IsNumber(item)) cells[i].number = item->valuedouble;
    }
}

static bool table_init(struct model *model, struct model_table *table)
{
    struct arena *arena = &model->arena;
    const size_t columns = table->column_count;
    table->column_names = arena_take_array(arena, columns, sizeof *table->column_names);
    table->column_units = arena_take_array(arena, columns, sizeof *table->column_units);
    table->cells = arena_take_array(arena, table->row_count * columns, sizeof *table->cells);
    return table->column_names && table->column_units && table->cells;
}

static enum rc read_table(struct model *model, const cJSON *item, struct err *err)
{
    struct raw_table raw = {NULL, NULL};
    tree_read(item, table_fields, COUNT_OF(table_fields), &raw);
    struct model_table *table = &model->tables[model->table_count];
    *table = (struct model_table){.name = item->string,
                                  .column_count = size_of_list(raw.columns),
                                  .row_count = size_of_list(raw.rows)};
    if (!table_init(model, table)) return err_memory(err, table->row_count * sizeof *table->cells);
    size_t at = 0;
    for (const cJSON *column = table->column_count ? raw.columns->child : NULL; column;
         column = column->next) {
        struct raw_column named = {"", ""};
        tree_read(column, column_fields, COUNT_OF(column_fields), &named);
        table->column_names[at] = named.name;
        table->column_units[at++] = named.unit;
    }
    at = 0;
    for (const cJSON *row = table->row_count ? raw.rows->child : NULL; row; row = row->next)
        read_row(row, table, table->cells + table->column_count * at++);
    index_put(&model->table_index, table->name, (uint32_t)model->table_count++);
    return RC_OK;
}

static const char *text_cell(const struct model_table *table, size_t row, const char *column)
{
    const struct model_cell cell = model_cell(table, row, model_column(table, column));
    return cell.text ? cell.text : "";
}

static double number_cell(const struct model_table *table, size_t row, const char *column)
{
    return model_cell(table, row, model_column(table, column)).number;
}

static enum rc read_tests(struct model *model, struct err *err)
{
    const struct model_table *table = model_table(model, "tests");
    if (!table) return RC_OK;
    model->tests = arena_take_array(&model->arena, table->row_count, sizeof *model->tests);
    if (!model->tests) return err_memory(err, table->row_count * sizeof *model->tests);
    for (size_t i = 0; i < table->row_count; i++)
        model->tests[model->test_count++] =
            (struct model_test){.name = text_cell(table, i, "name"),
                                .method = text_cell(table, i, "method"),
                                .reason = text_cell(table, i, "reason"),
                                .statistic = number_cell(table, i, "statistic"),
                                .degrees_of_freedom = number_cell(table, i, "df"),
                                .p = number_cell(table, i, "p"),
                                .n = number_cell(table, i, "n")};
    return RC_OK;
}

/* Targets stand in a table of their own: network metric, target. */
static void read_targets(struct model *model)
{
    const struct model_table *table = model_table(model, "targets");
    for (size_t row = 0; table && row < table->row_count; row++) {
        const char *metric = text_cell(table, row, "metric");
        const struct model_estimate *now = model_network(model, metric);
        if (!now) continue;
        model->estimates[now - model->estimates].target = number_cell(table, row, "target");
    }
}

enum rc model_read_tables(struct model *model, const cJSON *part, struct err *err)
{
    const size_t count = cJSON_IsObject(part) ? size_of_list(part) : 0;
    model->tables = arena_take_array(&model->arena, count, sizeof *model->tables);
    if (!model->tables || !index_init(&model->table_index, &model->arena, count))
        return err_memory(err, count * sizeof *model->tables);
    for (const cJSON *item = count ? part->child : NULL; item; item = item->next) {
        const enum rc rc = read_table(model, item, err);
        if (rc != RC_OK) return rc;
    }
    read_targets(model);
    return read_tests(model, err);
}

struct raw_curve {
    const char *metric, *time_unit, *method;
    const cJSON *segment, *time, *survival, *lower, *upper, *at_risk;
    double n, events;
};
#define CURVE(member, kind)                                                                        \
    {                                                                                              \
#member, kind, offsetof(struct raw_curve, member)                                          \
    }
static const struct tree_field curve_fields[] = {
    CURVE(metric, TREE_TEXT),   CURVE(time_unit, TREE_TEXT), CURVE(method, TREE_TEXT),
    CURVE(segment, TREE_CHILD), CURVE(time, TREE_CHILD),     CURVE(survival, TREE_CHILD),
    CURVE(lower, TREE_CHILD),   CURVE(upper, TREE_CHILD),    CURVE(at_risk, TREE_CHILD),
    CURVE(n, TREE_NUMBER),      CURVE(events, TREE_NUMBER)};

/* The list's numbers; *count becomes the length of the shortest list read so far. */
static const double *curve_numbers(struct model *model, const cJSON *list, size_t *count)
{
    size_t length = 0;
    const double *numbers = tree_numbers(list, &model->arena, &length);
    if (length < *count) *count = length;
    return numbers;
}

static enum rc read_curve(struct model *model, const cJSON *item, struct err *err)
{
    struct raw_curve raw = {.metric = "", .time_unit = "", .method = "", .n = NAN, .events = NAN};
    tree_read(item, curve_fields, COUNT_OF(curve_fields), &raw);
    const cJSON *segment = cJSON_IsObject(raw.segment) ? raw.segment->child : NULL;
    size_t count = SIZE_MAX;
    struct model_curve curve = {.metric = model_metric(model, raw.metric),
                                .key =
                                    segment && cJSON_IsString(segment) ? segment->valuestring : "",
                                .time_unit = raw.time_unit,
                                .method = raw.method,
                                .n = raw.n,
                                .events = raw.events};
    curve.time = curve_numbers(model, raw.time, &count);
    curve.survival = curve_numbers(model, raw.survival, &count);
    curve.lower = curve_numbers(model, raw.lower, &count);
    curve.upper = curve_numbers(model, raw.upper, &count);
    curve.at_risk = curve_numbers(model, raw.at_risk, &count);
    if (!curve.time || !curve.survival || !curve.lower || !curve.upper || !curve.at_risk)
        return err_memory(err, count);
    curve.point_count = count;
    if (curve.metric) model->curves[model->curve_count++] = curve;
    return RC_OK;
}

/* metric -> its curves; a plain list of curves is read too. */
enum rc model_read_curves(struct model *model, const cJSON *part, struct err *err)
{
    size_t count = 0;
    const cJSON *first = size_of_list(part) > 0 ? part->child : NULL;
    for (const cJSON *item = first; item; item = item->next)
        count += cJSON_IsArray(item) ? size_of_list(item) : 1;
    model->curves = arena_take_array(&model->arena, count, sizeof *model->curves);
    if (!model->curves) return err_memory(err, count * sizeof *model->curves);
    for (const cJSON *item = first; item; item = item->next) {
        const bool nested = cJSON_IsArray(item);
        for (const cJSON *curve = nested ? item->child : item; curve; curve = curve->next) {
            const enum rc rc = read_curve(model, curve, err);
            if (rc != RC_OK) return rc;
            if (!nested) break;
        }
    }
    return RC_OK;
}

struct raw_series {
    const char *metric, *axis;
    const cJSON *keys, *periods, *n, *value;
};
static const struct tree_field series_fields[] = {
    {"metric", TREE_TEXT, offsetof(struct raw_series, metric)},
    {"axis", TREE_TEXT, offsetof(struct raw_series, axis)},
    {"keys", TREE_CHILD, offsetof(struct raw_series, keys)},
    {"periods", TREE_CHILD, offsetof(struct raw_series, periods)},
    {"n", TREE_CHILD, offsetof(struct raw_series, n)},
    {"value", TREE_CHILD, offsetof(struct raw_series, value)}};

/* Rows of numbers, one per key. *key_count becomes the number of rows that are long enough, up to
 * the first that is not. NULL when memory is out. */
static double **read_rows(struct model *model, const cJSON *list, size_t period_count,
                          size_t *key_count)
{
    double **rows = arena_take_array(&model->arena, *key_count, sizeof *rows);
    size_t count = 0;
    const cJSON *item = cJSON_IsArray(list) ? list->child : NULL;
    for (; rows && item && count < *key_count; item = item->next) {
        size_t length = 0;
        rows[count] = tree_numbers(item, &model->arena, &length);
        if (!rows[count]) return NULL;
        if (length < period_count) break;
        count++;
    }
    *key_count = count;
    return rows;
}

static enum rc read_series(struct model *model, const cJSON *item, struct err *err)
{
    struct raw_series raw = {.metric = "", .axis = ""};
    tree_read(item, series_fields, COUNT_OF(series_fields), &raw);
    struct model_series *series = &model->series[model->series_count];
    *series =
        (struct model_series){.metric = model_metric(model, raw.metric), .axis_name = raw.axis};
    series->keys = tree_texts(raw.keys, &model->arena, &series->key_count);
    series->periods = tree_texts(raw.periods, &model->arena, &series->period_count);
    series->n = read_rows(model, raw.n, series->period_count, &series->key_count);
    series->value = read_rows(model, raw.value, series->period_count, &series->key_count);
    if (!series->keys || !series->periods || !series->n || !series->value)
        return err_memory(err, series->key_count);
    if (series->metric) model->series_count++;
    return RC_OK;
}

enum rc model_read_series(struct model *model, const cJSON *part, struct err *err)
{
    const size_t count = cJSON_IsArray(part) ? size_of_list(part) : 0;
    model->series = arena_take_array(&model->arena, count, sizeof *model->series);
    if (!model->series) return err_memory(err, count * sizeof *model->series);
    for (const cJSON *item = count ? part->child : NULL; item; item = item->next) {
        const enum rc rc = read_series(model, item, err);
        if (rc != RC_OK) return rc;
    }
    return RC_OK;
}
