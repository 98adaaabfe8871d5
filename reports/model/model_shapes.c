/* Tables, tests, curves and series of a result: the shapes beside the estimates. */
#include "reports/model/model_read.h"
#include "reports/model/tree.h"

#include <math.h>
#include <string.h>

#define COUNT_OF(array) (sizeof(array) / sizeof *(array))

struct raw_table {
    struct slice columns, rows;
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

/* Members of an array; 0 of anything else. */
static size_t count_items(struct slice array)
{
    struct cursor cursor = cursor_open(array);
    struct slice value;
    size_t count = 0;
    if (!value_is_array(array)) return 0;
    while (cursor_next(&cursor, NULL, &value)) count++;
    return count;
}

/* False when memory is out. */
static bool read_row(struct model *model, struct slice row, const struct model_table *table,
                     struct model_cell *cells)
{
    for (size_t i = 0; i < table->column_count; i++) cells[i] = (struct model_cell){NULL, NAN};
    if (!value_is_array(row)) return true;
    struct cursor cursor = cursor_open(row);
    struct slice value;
    for (size_t i = 0; i < table->column_count && cursor_next(&cursor, NULL, &value); i++) {
        if (value_number(value, &cells[i].number) || !value_is_text(value)) continue;
        cells[i].text = value_text(value, &model->arena);
        if (!cells[i].text) return false;
    }
    return true;
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

static bool read_columns(struct model *model, struct slice columns, struct model_table *table)
{
    struct tree_reader reader = {column_fields, COUNT_OF(column_fields), &model->arena, {0}, 0};
    struct cursor cursor = cursor_open(columns);
    struct slice value;
    for (size_t i = 0; i < table->column_count && cursor_next(&cursor, NULL, &value); i++) {
        struct raw_column named = {"", ""};
        tree_read_text(&reader, value, &named);
        table->column_names[i] = named.name;
        table->column_units[i] = named.unit;
    }
    return !reader.failed;
}

static bool read_rows_of_table(struct model *model, struct slice rows,
                               const struct model_table *table)
{
    struct cursor cursor = cursor_open(rows);
    struct slice row;
    for (size_t i = 0; i < table->row_count && cursor_next(&cursor, NULL, &row); i++)
        if (!read_row(model, row, table, table->cells + table->column_count * i)) return false;
    return true;
}

static enum rc read_table(struct model *model, struct slice name, struct slice item,
                          struct err *err)
{
    struct raw_table raw = {{"", 0}, {"", 0}};
    struct tree_reader reader = {table_fields, COUNT_OF(table_fields), &model->arena, {0}, 0};
    tree_read_text(&reader, item, &raw);
    struct model_table *table = &model->tables[model->table_count];
    *table = (struct model_table){.name = key_text(name, &model->arena),
                                  .column_count = count_items(raw.columns),
                                  .row_count = count_items(raw.rows)};
    if (!table->name || !table_init(model, table) || !read_columns(model, raw.columns, table) ||
        !read_rows_of_table(model, raw.rows, table))
        return err_memory(err, table->row_count * sizeof *table->cells);
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

/* Members of an object. */
static size_t count_members(struct slice object)
{
    struct cursor cursor = cursor_open(object);
    struct slice key, value;
    size_t count = 0;
    while (cursor_next(&cursor, &key, &value)) count++;
    return count;
}

enum rc model_read_tables(struct model *model, struct slice part, struct err *err)
{
    const size_t count = value_is_object(part) ? count_members(part) : 0;
    model->tables = arena_take_array(&model->arena, count, sizeof *model->tables);
    if (!model->tables || !index_init(&model->table_index, &model->arena, count))
        return err_memory(err, count * sizeof *model->tables);
    struct cursor cursor = cursor_open(part);
    struct slice key, value;
    while (model->table_count < count && cursor_next(&cursor, &key, &value)) {
        const enum rc rc = read_table(model, key, value, err);
        if (rc != RC_OK) return rc;
    }
    read_targets(model);
    return read_tests(model, err);
}

struct raw_curve {
    const char *metric, *time_unit, *method;
    struct slice segment, time, survival, lower, upper, at_risk;
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
static const double *curve_numbers(struct model *model, struct slice list, size_t *count)
{
    size_t length = 0;
    const double *numbers = tree_numbers(list, &model->arena, &length);
    if (length < *count) *count = length;
    return numbers;
}

/* The key of a curve's segment; "" when it has none, NULL when memory is out. */
static const char *segment_key(struct model *model, struct slice segment)
{
    struct slice name, key;
    if (!value_is_object(segment)) return "";
    struct cursor cursor = cursor_open(segment);
    return cursor_next(&cursor, &name, &key) ? value_text(key, &model->arena) : "";
}

static enum rc read_curve(struct model *model, struct slice item, struct err *err)
{
    struct raw_curve raw = {.metric = "", .time_unit = "", .method = "", .n = NAN, .events = NAN};
    struct tree_reader reader = {curve_fields, COUNT_OF(curve_fields), &model->arena, {0}, 0};
    tree_read_text(&reader, item, &raw);
    size_t count = SIZE_MAX;
    struct model_curve curve = {.metric = model_metric(model, raw.metric),
                                .key = segment_key(model, raw.segment),
                                .time_unit = raw.time_unit,
                                .method = raw.method,
                                .n = raw.n,
                                .events = raw.events};
    curve.time = curve_numbers(model, raw.time, &count);
    curve.survival = curve_numbers(model, raw.survival, &count);
    curve.lower = curve_numbers(model, raw.lower, &count);
    curve.upper = curve_numbers(model, raw.upper, &count);
    curve.at_risk = curve_numbers(model, raw.at_risk, &count);
    if (reader.failed || !curve.key || !curve.time || !curve.survival || !curve.lower ||
        !curve.upper || !curve.at_risk)
        return err_memory(err, count);
    curve.point_count = count;
    if (curve.metric) model->curves[model->curve_count++] = curve;
    return RC_OK;
}

/* metric -> its curves; a plain list of curves is read too. */
static bool list_curves(struct slice part, struct slices *curves)
{
    struct cursor cursor = cursor_open(part);
    struct slice key, value;
    while (cursor_next(&cursor, &key, &value)) {
        if (!value_is_array(value)) {
            if (!slices_add(curves, value)) return false;
            continue;
        }
        struct cursor inner = cursor_open(value);
        struct slice curve;
        while (cursor_next(&inner, NULL, &curve))
            if (!slices_add(curves, curve)) return false;
    }
    return true;
}

enum rc model_read_curves(struct model *model, struct slice part, struct err *err)
{
    struct slices curves = {NULL, 0, 0};
    enum rc rc = list_curves(part, &curves) ? RC_OK : err_memory(err, sizeof part);
    model->curves = arena_take_array(&model->arena, curves.count, sizeof *model->curves);
    if (!model->curves) rc = err_memory(err, curves.count * sizeof *model->curves);
    for (size_t i = 0; i < curves.count && rc == RC_OK; i++)
        rc = read_curve(model, curves.items[i], err);
    slices_release(&curves);
    return rc;
}

struct raw_series {
    const char *metric, *axis;
    struct slice keys, periods, n, value;
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
static double **read_rows(struct arena *arena, struct slice list, size_t period_count,
                          size_t *key_count)
{
    double **rows = arena_take_array(arena, *key_count, sizeof *rows);
    size_t count = 0;
    struct cursor cursor = cursor_open(list);
    struct slice row;
    while (rows && value_is_array(list) && count < *key_count && cursor_next(&cursor, NULL, &row)) {
        size_t length = 0;
        rows[count] = tree_numbers(row, arena, &length);
        if (!rows[count]) return NULL;
        if (length < period_count) break;
        count++;
    }
    *key_count = count;
    return rows;
}

/* False when memory is out. */
static bool read_series(const struct model *model, struct slice item, struct arena *arena,
                        struct model_series *series)
{
    struct raw_series raw = {.metric = "", .axis = ""};
    struct tree_reader reader = {series_fields, COUNT_OF(series_fields), arena, {0}, 0};
    tree_read_text(&reader, item, &raw);
    *series =
        (struct model_series){.metric = model_metric(model, raw.metric), .axis_name = raw.axis};
    series->keys = tree_texts(raw.keys, arena, &series->key_count);
    series->periods = tree_texts(raw.periods, arena, &series->period_count);
    series->n = read_rows(arena, raw.n, series->period_count, &series->key_count);
    series->value = read_rows(arena, raw.value, series->period_count, &series->key_count);
    return !reader.failed && series->keys && series->periods && series->n && series->value;
}

/* Each thread reads whole series into an arena of its own; those of metrics that no estimate has
 * are left out afterwards. */
enum rc model_read_series(struct model *model, const struct slices *items, struct err *err)
{
    const size_t count = items->count;
    bool failed = false;
    model->series = arena_take_array(&model->arena, count, sizeof *model->series);
    if (!model->series) return err_memory(err, count * sizeof *model->series);
#pragma omp parallel reduction(|| : failed)
    {
        struct arena arena;
        arena_init(&arena);
#pragma omp for schedule(dynamic)
        for (size_t i = 0; i < count; i++)
            if (!read_series(model, items->items[i], &arena, &model->series[i])) failed = true;
#pragma omp critical(series_texts)
        arena_absorb(&model->arena, &arena);
    }
    if (failed) return err_memory(err, count * sizeof *model->series);
    for (size_t i = 0; i < count; i++)
        if (model->series[i].metric) model->series[model->series_count++] = model->series[i];
    return RC_OK;
}
