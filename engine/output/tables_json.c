#include "output/result_parts.h"

#include <math.h>

static void numbers_json(struct json *json, cJSON *parent, const char *key, const double *values,
                         size_t value_count)
{
    cJSON *list = json_array(json, parent, key);
    for (size_t i = 0; i < value_count; i++) json_number(json, list, NULL, values[i]);
}

static void counts_json(struct json *json, cJSON *parent, const char *key, const uint64_t *values,
                        size_t value_count)
{
    cJSON *list = json_array(json, parent, key);
    for (size_t i = 0; i < value_count; i++) json_count(json, list, NULL, values[i]);
}

static void one_series_json(struct json *json, cJSON *parent, const struct series *series)
{
    char period[PERIOD_TEXT_BYTES];
    cJSON *object = json_object(json, parent, NULL);
    json_text(json, object, "metric", series->metric->id);
    json_text(json, object, "axis", axis_rows[series->axis].name);
    cJSON *keys = json_array(json, object, "keys");
    for (uint32_t key = 0; key < series->key_count; key++)
        json_text(json, keys, NULL, series->keys[key]);
    cJSON *periods = json_array(json, object, "periods");
    for (uint32_t i = 0; i < series->period_count; i++) {
        period_text(series->periods[i], period);
        json_text(json, periods, NULL, period);
    }
    const size_t width = series->period_count;
    cJSON *n = json_array(json, object, "n");
    for (size_t key = 0; key < series->key_count; key++)
        counts_json(json, n, NULL, series->n + key * width, width);
    cJSON *value = json_array(json, object, "value");
    for (size_t key = 0; key < series->key_count; key++)
        numbers_json(json, value, NULL, series->value + key * width, width);
}

void series_json(struct json *json, cJSON *parent, const struct result *result)
{
    cJSON *list = json_array(json, parent, "series");
    for (size_t i = 0; i < result->series_count && !json->failed; i++)
        one_series_json(json, list, &result->series[i]);
}

static void column_set_json(struct json *json, cJSON *parent, const struct column_set *set)
{
    char period[PERIOD_TEXT_BYTES];
    period_text(set->period, period);
    cJSON *object = json_object(json, parent, NULL);
    json_text(json, object, "metric", set->metric->id);
    json_text(json, object, "axis", axis_rows[set->axis].name);
    json_text(json, object, "period", period);
    cJSON *keys = json_array(json, object, "keys"), *n = json_array(json, object, "n");
    cJSON *value = json_array(json, object, "value"), *lower = json_array(json, object, "lower");
    cJSON *upper = json_array(json, object, "upper");
    cJSON *verdict = json_array(json, object, "verdict");
    for (uint32_t key = 0; key < set->key_count && !json->failed; key++) {
        const struct estimate *row = &set->rows[key];
        json_text(json, keys, NULL, row->key);
        json_count(json, n, NULL, row->n);
        json_number(json, value, NULL, row->value);
        json_number(json, lower, NULL, row->lower);
        json_number(json, upper, NULL, row->upper);
        json_text(json, verdict, NULL, verdict_names[row->verdict]);
    }
}

void columns_json(struct json *json, cJSON *parent, const struct result *result)
{
    cJSON *list = json_array(json, parent, "columns");
    for (size_t i = 0; i < result->column_set_count && !json->failed; i++)
        column_set_json(json, list, &result->column_sets[i]);
}

/* `{columns, rows: []}` under the table's name; returns the rows. */
static cJSON *table_head_json(struct json *json, cJSON *tables, const char *name,
                              const struct table_column *columns, size_t column_count)
{
    cJSON *table = json_object(json, tables, name);
    cJSON *list = json_array(json, table, "columns");
    for (size_t i = 0; i < column_count; i++) {
        cJSON *column = json_object(json, list, NULL);
        json_text(json, column, "name", columns[i].name);
        json_text(json, column, "unit", columns[i].unit);
    }
    return json_array(json, table, "rows");
}

static void cell_json(struct json *json, cJSON *row, const struct table_cell *cell)
{
    if (cell->kind == CELL_TEXT)
        json_text(json, row, NULL, cell->text);
    else if (cell->kind == CELL_WHOLE)
        json_whole(json, row, NULL, cell->whole);
    else if (cell->kind == CELL_NUMBER)
        json_number(json, row, NULL, cell->number);
    else
        json_null(json, row, NULL);
}

static void result_table_json(struct json *json, cJSON *tables, const struct result_table *table)
{
    cJSON *rows = table_head_json(json, tables, table->name, table->columns, table->column_count);
    for (size_t i = 0; i < table->row_count && !json->failed; i++) {
        cJSON *row = json_array(json, rows, NULL);
        for (size_t j = 0; j < table->column_count; j++)
            cell_json(json, row, &table->cells[i * table->column_count + j]);
    }
}

static void tests_json(struct json *json, cJSON *tables, const struct result *result)
{
    static const struct table_column columns[] = {
        {"name", "text"}, {"method", "text"}, {"statistic", "number"}, {"df", "number"},
        {"p", "share"},   {"n", "count"},     {"reason", "text"},
    };
    cJSON *rows =
        table_head_json(json, tables, "tests", columns, sizeof columns / sizeof columns[0]);
    for (size_t i = 0; i < result->test_count && !json->failed; i++) {
        const struct test_row *test = &result->tests[i];
        cJSON *row = json_array(json, rows, NULL);
        json_text(json, row, NULL, test->name);
        json_text(json, row, NULL, test->method);
        json_number(json, row, NULL, test->statistic);
        json_number(json, row, NULL, test->degrees_of_freedom);
        json_number(json, row, NULL, test->p);
        json_count(json, row, NULL, test->n);
        json_text(json, row, NULL, test->reason ? test->reason : "");
    }
}

/* On which side of the target the whole interval lies. */
static enum standing target_standing(const struct estimate *estimate)
{
    if (isnan(estimate->lower) || isnan(estimate->upper)) return STANDING_NONE;
    if (estimate->lower > estimate->target) return STANDING_ABOVE;
    if (estimate->upper < estimate->target) return STANDING_BELOW;
    return STANDING_CONSISTENT;
}

/* The network's figures of the report month, or of the whole time, for which a target is set. */
static void targets_json(struct json *json, cJSON *tables, const struct result *result)
{
    static const struct table_column columns[] = {
        {"metric", "text"},  {"target", "number"}, {"value", "number"},
        {"lower", "number"}, {"upper", "number"},  {"standing", "text"},
    };
    cJSON *rows =
        table_head_json(json, tables, "targets", columns, sizeof columns / sizeof columns[0]);
    for (size_t i = 0; i < result->estimate_count && !json->failed; i++) {
        const struct estimate *estimate = &result->estimates[i];
        const bool is_now =
            estimate->period == result->report_month || estimate->period == PERIOD_ALL;
        if (isnan(estimate->target) || estimate->axis != AXIS_NETWORK || !is_now) continue;
        cJSON *row = json_array(json, rows, NULL);
        json_text(json, row, NULL, estimate->metric->id);
        json_number(json, row, NULL, estimate->target);
        json_number(json, row, NULL, estimate->value);
        json_number(json, row, NULL, estimate->lower);
        json_number(json, row, NULL, estimate->upper);
        json_text(json, row, NULL, standing_names[target_standing(estimate)]);
    }
}

void tables_json(struct json *json, cJSON *parent, const struct result *result)
{
    cJSON *tables = json_object(json, parent, "tables");
    tests_json(json, tables, result);
    targets_json(json, tables, result);
    for (size_t i = 0; i < result->table_count && !json->failed; i++)
        result_table_json(json, tables, &result->tables[i]);
}

static void curve_json(struct json *json, cJSON *parent, const struct curve *curve)
{
    cJSON *object = json_object(json, parent, NULL);
    json_text(json, object, "metric", curve->metric->id);
    segment_json(json, object, curve->axis, curve->key);
    json_count(json, object, "n", curve->n);
    json_count(json, object, "events", curve->events);
    json_text(json, object, "time_unit", curve->time_unit);
    json_text(json, object, "method", curve->method);
    cJSON *time = json_array(json, object, "time");
    for (size_t i = 0; i < curve->point_count; i++) json_whole(json, time, NULL, curve->time[i]);
    counts_json(json, object, "at_risk", curve->at_risk, curve->point_count);
    counts_json(json, object, "event_count", curve->event_count, curve->point_count);
    numbers_json(json, object, "survival", curve->survival, curve->point_count);
    numbers_json(json, object, "lower", curve->lower, curve->point_count);
    numbers_json(json, object, "upper", curve->upper, curve->point_count);
}

void curves_json(struct json *json, cJSON *parent, const struct result *result)
{
    cJSON *curves = json_object(json, parent, "curves"), *list = NULL;
    for (size_t i = 0; i < result->curve_count && !json->failed; i++) {
        const struct metric *metric = result->curves[i].metric;
        if (i == 0 || metric != result->curves[i - 1].metric) /* curves of a metric are adjacent */
            list = json_array(json, curves, metric->id);
        curve_json(json, list, &result->curves[i]);
    }
}
