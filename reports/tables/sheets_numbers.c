/* Sheets of the numbers: estimates, series, columns, curves. */
#include "reports/tables/sheets_list.h"

#include <string.h>

#define COUNT_OF(array) (sizeof(array) / sizeof *(array))

static size_t number_of(const struct sheet *sheet, const struct model_metric *metric)
{
    return (size_t)(metric - sheet->sheets->model->metrics);
}

/* A row for each estimate, with what is said of it. */
static const struct column_plan estimate_columns[] = {{"id", "", SHEET_TEXT},
                                                      {"metric", "", SHEET_TEXT},
                                                      {"title", "", SHEET_TITLE},
                                                      {"axis", "", SHEET_CODE},
                                                      {"key", "", SHEET_TEXT},
                                                      {"period", "", SHEET_TEXT},
                                                      {"n", "count", SHEET_WHOLE},
                                                      {"value", "metric", SHEET_NUMBER},
                                                      {"lower", "metric", SHEET_NUMBER},
                                                      {"upper", "metric", SHEET_NUMBER},
                                                      {"unit", "", SHEET_CODE},
                                                      {"verdict", "", SHEET_CODE},
                                                      {"status", "", SHEET_CODE},
                                                      {"reason", "", SHEET_REASON},
                                                      {"change_from", "", SHEET_TEXT},
                                                      {"change", "change", SHEET_NUMBER},
                                                      {"change_lower", "change", SHEET_NUMBER},
                                                      {"change_upper", "change", SHEET_NUMBER},
                                                      {"change_q", "q", SHEET_NUMBER},
                                                      {"target", "metric", SHEET_NUMBER},
                                                      {"benchmark", "metric", SHEET_NUMBER},
                                                      {"benchmark_source", "", SHEET_TEXT},
                                                      {"benchmark_verdict", "", SHEET_CODE},
                                                      {"method", "", SHEET_CODE}};

static size_t read_estimate(const struct sheet *sheet, size_t row, struct model_cell *cells)
{
    const struct model_estimate *estimate = &sheet->sheets->model->estimates[row];
    const bool changes = estimate->change.exists;
    const double none = (double)NAN;
    const struct model_cell values[] = {
        text_cell(estimate->id),
        text_cell(estimate->metric->id),
        text_cell(estimate->metric->words.title[sheet->sheets->language]),
        text_cell(estimate->axis_name),
        text_cell(estimate->key),
        text_cell(estimate->period),
        number_cell((double)estimate->n),
        number_cell(estimate->value),
        number_cell(estimate->lower),
        number_cell(estimate->upper),
        text_cell(unit_names[estimate->metric->unit]),
        text_cell(verdict_names[estimate->verdict]),
        text_cell(status_names[estimate->status]),
        text_cell(estimate->reason),
        text_cell(changes ? estimate->change.from : NULL),
        number_cell(changes ? estimate->change.value : none),
        number_cell(changes ? estimate->change.lower : none),
        number_cell(changes ? estimate->change.upper : none),
        number_cell(changes ? estimate->change.q : none),
        number_cell(estimate->target),
        number_cell(estimate->benchmark.value),
        text_cell(estimate->benchmark.value == estimate->benchmark.value
                      ? estimate->benchmark.source
                      : NULL),
        text_cell(estimate->benchmark.value == estimate->benchmark.value
                      ? standing_names[estimate->benchmark.standing]
                      : NULL),
        text_cell(estimate->method)};
    _Static_assert(COUNT_OF(values) == COUNT_OF(estimate_columns), "a value for each column");
    memcpy(cells, values, sizeof values);
    return number_of(sheet, estimate->metric);
}

static bool count_estimates(struct sheet *sheet, struct sheets *sheets)
{
    sheet->row_count = sheets->model->estimate_count;
    return true;
}

/* Ends of parts with so many rows each; false when memory is out. */
static bool set_ends(struct sheet *sheet, struct sheets *sheets, size_t part_count,
                     size_t (*rows_of)(const struct model *model, size_t part))
{
    size_t *ends = arena_take_array(&sheets->arena, part_count, sizeof *ends);
    if (!ends) return false;
    for (size_t i = 0; i < part_count; i++) {
        sheet->row_count += rows_of(sheets->model, i);
        ends[i] = sheet->row_count;
    }
    sheet->ends = ends;
    sheet->part_count = part_count;
    return true;
}

/* A row for each key and month. */
static const struct column_plan series_columns[] = {
    {"metric", "", SHEET_TEXT}, {"axis", "", SHEET_CODE},    {"key", "", SHEET_TEXT},
    {"period", "", SHEET_TEXT}, {"n", "count", SHEET_WHOLE}, {"value", "metric", SHEET_NUMBER}};

static size_t read_series(const struct sheet *sheet, size_t row, struct model_cell *cells)
{
    const struct model_series *series = &sheet->sheets->model->series[sheet_part(sheet, &row)];
    const size_t key = row / series->period_count, period = row % series->period_count;
    cells[0] = text_cell(series->metric->id);
    cells[1] = text_cell(series->axis_name);
    cells[2] = text_cell(series->keys[key]);
    cells[3] = text_cell(series->periods[period]);
    cells[4] = number_cell(series->n[key][period]);
    cells[5] = number_cell(series->value[key][period]);
    return number_of(sheet, series->metric);
}

static size_t rows_of_series(const struct model *model, size_t part)
{
    return model->series[part].key_count * model->series[part].period_count;
}

static bool count_series(struct sheet *sheet, struct sheets *sheets)
{
    return set_ends(sheet, sheets, sheets->model->series_count, rows_of_series);
}

/* A row for each key. */
static const struct column_plan columns_columns[] = {
    {"metric", "", SHEET_TEXT},        {"axis", "", SHEET_CODE},
    {"key", "", SHEET_TEXT},           {"period", "", SHEET_TEXT},
    {"n", "count", SHEET_WHOLE},       {"value", "metric", SHEET_NUMBER},
    {"lower", "metric", SHEET_NUMBER}, {"upper", "metric", SHEET_NUMBER},
    {"verdict", "", SHEET_CODE}};

static size_t read_columns(const struct sheet *sheet, size_t row, struct model_cell *cells)
{
    const struct model_columns *columns = &sheet->sheets->model->columns[sheet_part(sheet, &row)];
    cells[0] = text_cell(columns->metric->id);
    cells[1] = text_cell(columns->axis_name);
    cells[2] = text_cell(columns->keys[row]);
    cells[3] = text_cell(columns->period);
    cells[4] = number_cell(columns->n[row]);
    cells[5] = number_cell(columns->value[row]);
    cells[6] = number_cell(columns->lower[row]);
    cells[7] = number_cell(columns->upper[row]);
    cells[8] = text_cell(columns->verdicts[row]);
    return number_of(sheet, columns->metric);
}

static size_t rows_of_columns(const struct model *model, size_t part)
{
    return model->columns[part].key_count;
}

static bool count_columns(struct sheet *sheet, struct sheets *sheets)
{
    return set_ends(sheet, sheets, sheets->model->columns_count, rows_of_columns);
}

/* A row for each time with an event. */
static const struct column_plan curve_columns[] = {
    {"metric", "", SHEET_TEXT},        {"key", "", SHEET_TEXT},
    {"time_unit", "", SHEET_CODE},     {"time", "", SHEET_WHOLE},
    {"at_risk", "count", SHEET_WHOLE}, {"survival", "share", SHEET_NUMBER},
    {"lower", "share", SHEET_NUMBER},  {"upper", "share", SHEET_NUMBER},
    {"method", "", SHEET_CODE}};

static size_t read_curve(const struct sheet *sheet, size_t row, struct model_cell *cells)
{
    const struct model_curve *curve = &sheet->sheets->model->curves[sheet_part(sheet, &row)];
    cells[0] = text_cell(curve->metric->id);
    cells[1] = text_cell(curve->key);
    cells[2] = text_cell(curve->time_unit);
    cells[3] = number_cell(curve->time[row]);
    cells[4] = number_cell(curve->at_risk[row]);
    cells[5] = number_cell(curve->survival[row]);
    cells[6] = number_cell(curve->lower[row]);
    cells[7] = number_cell(curve->upper[row]);
    cells[8] = text_cell(curve->method);
    return number_of(sheet, curve->metric);
}

static size_t rows_of_curve(const struct model *model, size_t part)
{
    return model->curves[part].point_count;
}

static bool count_curves(struct sheet *sheet, struct sheets *sheets)
{
    return set_ends(sheet, sheets, sheets->model->curve_count, rows_of_curve);
}

const struct sheet_plan sheets_numbers[] = {
    {"estimates", PHRASE_SHEET_ESTIMATES, PHRASE_SHEET_ESTIMATES_IS, estimate_columns,
     COUNT_OF(estimate_columns), read_estimate, count_estimates},
    {"series", PHRASE_SHEET_SERIES, PHRASE_SHEET_SERIES_IS, series_columns,
     COUNT_OF(series_columns), read_series, count_series},
    {"columns", PHRASE_SHEET_COLUMNS, PHRASE_SHEET_COLUMNS_IS, columns_columns,
     COUNT_OF(columns_columns), read_columns, count_columns},
    {"curves", PHRASE_SHEET_CURVES, PHRASE_SHEET_CURVES_IS, curve_columns, COUNT_OF(curve_columns),
     read_curve, count_curves},
};
const size_t sheets_number_count = COUNT_OF(sheets_numbers);
