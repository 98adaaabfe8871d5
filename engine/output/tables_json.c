#include "output/result_parts.h"

#include <math.h>
#include <stddef.h>
#include <stdlib.h>

static void series_line(const void *context, size_t number, struct line *line)
{
    const struct series *series = &((const struct result *)context)->series[number];
    const size_t width = series->period_count;
    char period[PERIOD_TEXT_BYTES];
    line_open_object(line, NULL);
    line_text(line, "metric", series->metric->id);
    line_text(line, "axis", axis_rows[series->axis].name);
    line_open_array(line, "keys");
    for (uint32_t key = 0; key < series->key_count; key++) line_text(line, NULL, series->keys[key]);
    line_close_array(line);
    line_open_array(line, "periods");
    for (uint32_t i = 0; i < series->period_count; i++) {
        period_text(series->periods[i], period);
        line_text(line, NULL, period);
    }
    line_close_array(line);
    line_open_array(line, "n");
    for (size_t key = 0; key < series->key_count; key++)
        line_counts(line, NULL, series->n + key * width, width);
    line_close_array(line);
    line_open_array(line, "value");
    for (size_t key = 0; key < series->key_count; key++)
        line_numbers(line, NULL, series->value + key * width, width);
    line_close_array(line);
    line_close_object(line);
}

void series_json(struct json *json, cJSON *parent, const struct result *result)
{
    json_lines(json, json_array(json, parent, "series"), result->series_count, series_line, result);
}

/* `"value": [...]`: of each key the number at `offset` of its numbers, null where it has none. */
static void add_column(struct line *line, const char *key, const struct column_set *set,
                       size_t offset)
{
    uint32_t at = 0;
    line_open_array(line, key);
    for (uint32_t i = 0; i < set->number_count; i++) {
        const struct column_numbers *numbers = &set->numbers[i];
        line_same(line, NULL, numbers->key - at);
        line_number(line, NULL, *(const double *)((const char *)numbers + offset));
        at = numbers->key + 1;
    }
    line_same(line, NULL, set->key_count - at);
    line_close_array(line);
}

static void add_verdicts(struct line *line, const struct column_set *set)
{
    line_open_array(line, "verdict");
    for (uint32_t first = 0, last; first < set->key_count; first = last) {
        last = first + 1;
        while (last < set->key_count && set->verdicts[last] == set->verdicts[first]) last++;
        line_same(line, verdict_names[set->verdicts[first]], last - first);
    }
    line_close_array(line);
}

/* Sets of one family and axis share their keys, which are as long as all else: written once. */
struct columns_drawing {
    const struct result *result;
    struct line *keys; /* per set: its keys, empty where those of an earlier set serve */
};

/* The first set that has the keys of this one. */
static size_t first_with_keys(const struct result *result, size_t number)
{
    const struct column_set *set = &result->column_sets[number];
    for (size_t i = 0; i < number; i++)
        if (result->column_sets[i].keys == set->keys &&
            result->column_sets[i].key_count == set->key_count)
            return i;
    return number;
}

static void column_set_line(const void *context, size_t number, struct line *line)
{
    const struct columns_drawing *drawing = context;
    const struct column_set *set = &drawing->result->column_sets[number];
    char period[PERIOD_TEXT_BYTES];
    period_text(set->period, period);
    line_open_object(line, NULL);
    line_text(line, "metric", set->metric->id);
    line_text(line, "axis", axis_rows[set->axis].name);
    line_text(line, "period", period);
    line_value(line, "keys", &drawing->keys[first_with_keys(drawing->result, number)]);
    line_counts(line, "n", set->n, set->key_count);
    add_column(line, "value", set, offsetof(struct column_numbers, value));
    add_column(line, "lower", set, offsetof(struct column_numbers, lower));
    add_column(line, "upper", set, offsetof(struct column_numbers, upper));
    add_verdicts(line, set);
    line_close_object(line);
}

static void keys_line(const struct column_set *set, struct line *line)
{
    line_open_array(line, NULL);
    for (uint32_t i = 0; i < set->key_count; i++) line_text(line, NULL, set->keys[i]);
    line_close_array(line);
}

void columns_json(struct json *json, cJSON *parent, const struct result *result)
{
    const size_t set_count = result->column_set_count;
    struct columns_drawing drawing = {result, calloc(set_count + 1, sizeof *drawing.keys)};
    json->failed |= !drawing.keys;
    for (size_t i = 0; drawing.keys && i < set_count; i++)
        if (first_with_keys(result, i) == i) keys_line(&result->column_sets[i], &drawing.keys[i]);
    json_lines(json, json_array(json, parent, "columns"), set_count, column_set_line, &drawing);
    for (size_t i = 0; drawing.keys && i < set_count; i++) line_release(&drawing.keys[i]);
    free(drawing.keys);
}

/* `{columns: [...], rows: [` of a table. */
static void open_table(struct line *line, const struct table_column *columns, size_t column_count)
{
    line_clear(line);
    line_open_object(line, NULL);
    line_open_array(line, "columns");
    for (size_t i = 0; i < column_count; i++) {
        line_open_object(line, NULL);
        line_text(line, "name", columns[i].name);
        line_text(line, "unit", columns[i].unit);
        line_close_object(line);
    }
    line_close_array(line);
    line_open_array(line, "rows");
}

static void close_table(struct line *line)
{
    line_close_array(line);
    line_close_object(line);
}

static void cell_line(struct line *line, const struct table_cell *cell)
{
    if (cell->kind == CELL_TEXT)
        line_text(line, NULL, cell->text);
    else if (cell->kind == CELL_WHOLE)
        line_whole(line, NULL, cell->whole);
    else if (cell->kind == CELL_NUMBER)
        line_number(line, NULL, cell->number);
    else
        line_null(line, NULL);
}

static void table_line(struct line *line, const struct result_table *table)
{
    open_table(line, table->columns, table->column_count);
    for (size_t i = 0; i < table->row_count; i++) {
        line_open_array(line, NULL);
        for (size_t j = 0; j < table->column_count; j++)
            cell_line(line, &table->cells[i * table->column_count + j]);
        line_close_array(line);
    }
    close_table(line);
}

static void tests_line(struct line *line, const struct result *result)
{
    static const struct table_column columns[] = {
        {"name", "text"}, {"method", "text"}, {"statistic", "number"}, {"df", "number"},
        {"p", "share"},   {"n", "count"},     {"reason", "text"},
    };
    open_table(line, columns, sizeof columns / sizeof columns[0]);
    for (size_t i = 0; i < result->test_count; i++) {
        const struct test_row *test = &result->tests[i];
        line_open_array(line, NULL);
        line_text(line, NULL, test->name);
        line_text(line, NULL, test->method);
        line_number(line, NULL, test->statistic);
        line_number(line, NULL, test->degrees_of_freedom);
        line_number(line, NULL, test->p);
        line_count(line, NULL, test->n);
        line_text(line, NULL, test->reason ? test->reason : "");
        line_close_array(line);
    }
    close_table(line);
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
static void targets_line(struct line *line, const struct result *result)
{
    static const struct table_column columns[] = {
        {"metric", "text"},  {"target", "number"}, {"value", "number"},
        {"lower", "number"}, {"upper", "number"},  {"standing", "text"},
    };
    open_table(line, columns, sizeof columns / sizeof columns[0]);
    for (size_t i = 0; i < result->estimate_count; i++) {
        const struct estimate *estimate = &result->estimates[i];
        const bool is_now =
            estimate->period == result->report_month || estimate->period == PERIOD_ALL;
        if (isnan(estimate->target) || estimate->axis != AXIS_NETWORK || !is_now) continue;
        line_open_array(line, NULL);
        line_text(line, NULL, estimate->metric->id);
        line_number(line, NULL, estimate->target);
        line_number(line, NULL, estimate->value);
        line_number(line, NULL, estimate->lower);
        line_number(line, NULL, estimate->upper);
        line_text(line, NULL, standing_names[target_standing(estimate)]);
        line_close_array(line);
    }
    close_table(line);
}

void tables_json(struct json *json, cJSON *parent, const struct result *result)
{
    cJSON *tables = json_object(json, parent, "tables");
    struct line line;
    line_init(&line);
    tests_line(&line, result);
    json_line(json, tables, "tests", &line);
    targets_line(&line, result);
    json_line(json, tables, "targets", &line);
    for (size_t i = 0; i < result->table_count; i++) {
        table_line(&line, &result->tables[i]);
        json_line(json, tables, result->tables[i].name, &line);
    }
    line_release(&line);
}

static void add_curve(struct line *line, const struct curve *curve)
{
    line_open_object(line, NULL);
    line_text(line, "metric", curve->metric->id);
    segment_json(line, curve->axis, curve->key);
    line_count(line, "n", curve->n);
    line_count(line, "events", curve->events);
    line_text(line, "time_unit", curve->time_unit);
    line_text(line, "method", curve->method);
    line_open_array(line, "time");
    for (size_t i = 0; i < curve->point_count; i++) line_whole(line, NULL, curve->time[i]);
    line_close_array(line);
    line_counts(line, "at_risk", curve->at_risk, curve->point_count);
    line_counts(line, "event_count", curve->event_count, curve->point_count);
    line_numbers(line, "survival", curve->survival, curve->point_count);
    line_numbers(line, "lower", curve->lower, curve->point_count);
    line_numbers(line, "upper", curve->upper, curve->point_count);
    line_close_object(line);
}

/* A line a metric; its curves are adjacent. */
void curves_json(struct json *json, cJSON *parent, const struct result *result)
{
    cJSON *curves = json_object(json, parent, "curves");
    struct line line;
    line_init(&line);
    for (size_t i = 0; i < result->curve_count;) {
        const struct metric *metric = result->curves[i].metric;
        line_clear(&line);
        line_open_array(&line, NULL);
        for (; i < result->curve_count && result->curves[i].metric == metric; i++)
            add_curve(&line, &result->curves[i]);
        line_close_array(&line);
        json_line(json, curves, metric->id, &line);
    }
    line_release(&line);
}
