/* Sheets of what the numbers rest on: metrics, the run, its files, the quality of the data. */
#include "reports/tables/sheets_list.h"

#include <string.h>

#define COUNT_OF(array) (sizeof(array) / sizeof *(array))

/* What each metric is, in both languages. */
static const struct column_plan metric_columns[] = {
    {"metric", "", SHEET_TEXT},        {"unit", "", SHEET_CODE},
    {"better", "", SHEET_CODE},        {"family", "", SHEET_TEXT},
    {"title_zh", "", SHEET_TEXT},      {"title_en", "", SHEET_TEXT},
    {"definition_zh", "", SHEET_TEXT}, {"definition_en", "", SHEET_TEXT},
    {"caveat_zh", "", SHEET_TEXT},     {"caveat_en", "", SHEET_TEXT}};

static size_t read_metric(const struct sheet *sheet, size_t row, struct model_cell *cells)
{
    static const char *const directions[] = {[BETTER_NONE] = "",
                                             [BETTER_HIGHER] = "higher_is_better",
                                             [BETTER_LOWER] = "lower_is_better"};
    const struct model_metric *metric = &sheet->sheets->model->metrics[row];
    const struct metric_words *words = &metric->words;
    cells[0] = text_cell(metric->id);
    cells[1] = text_cell(unit_names[metric->unit]);
    cells[2] = text_cell(directions[words->better]);
    cells[3] = text_cell(words->family);
    for (size_t i = 0; i < 2; i++) {
        cells[4 + i] = text_cell(words->title[i]);
        cells[6 + i] = text_cell(words->definition[i]);
        cells[8 + i] = text_cell(words->caveat[i]);
    }
    return row;
}

static bool count_metrics(struct sheet *sheet, struct sheets *sheets)
{
    sheet->row_count = sheets->model->metric_count;
    return true;
}

/* Of which run all this is. */
static const struct column_plan run_columns[] = {{"name", "", SHEET_TEXT},
                                                 {"value", "", SHEET_TEXT}};
static const struct {
    const char *name;
    size_t offset;
} run_facts[] = {{"title", offsetof(struct model_run, title)},
                 {"period", offsetof(struct model_run, period)},
                 {"horizon", offsetof(struct model_run, horizon)},
                 {"history_from", offsetof(struct model_run, history_from)},
                 {"config_sha256", offsetof(struct model_run, config_sha256)},
                 {"engine_version", offsetof(struct model_run, engine_version)},
                 {"engine_build", offsetof(struct model_run, engine_build)},
                 {"certificate", offsetof(struct model_run, certificate)}};

static size_t read_run(const struct sheet *sheet, size_t row, struct model_cell *cells)
{
    const char *text;
    memcpy(&text, (const char *)&sheet->sheets->model->run + run_facts[row].offset, sizeof text);
    cells[0] = text_cell(run_facts[row].name);
    cells[1] = text_cell(text);
    return NO_METRIC;
}

static bool count_run(struct sheet *sheet, struct sheets *sheets)
{
    (void)sheets;
    sheet->row_count = COUNT_OF(run_facts);
    return true;
}

/* Lists of plain objects: a member for each column. */
static const struct column_plan input_columns[] = {{"file", "", SHEET_TEXT},
                                                   {"table", "", SHEET_CODE},
                                                   {"bytes", "count", SHEET_WHOLE},
                                                   {"sha256", "", SHEET_TEXT},
                                                   {"encoding", "", SHEET_TEXT},
                                                   {"rows", "count", SHEET_WHOLE},
                                                   {"used", "count", SHEET_WHOLE},
                                                   {"rejected", "count", SHEET_WHOLE},
                                                   {"superseded", "count", SHEET_WHOLE}};
static const struct column_plan file_columns[] = {{"file", "", SHEET_TEXT},
                                                  {"table", "", SHEET_CODE},
                                                  {"rows_in", "count", SHEET_WHOLE},
                                                  {"rows_used", "count", SHEET_WHOLE},
                                                  {"rows_rejected", "count", SHEET_WHOLE},
                                                  {"rows_superseded", "count", SHEET_WHOLE},
                                                  {"encoding", "", SHEET_TEXT},
                                                  {"bytes", "count", SHEET_WHOLE},
                                                  {"why", "", SHEET_TEXT}};
static const struct column_plan table_columns[] = {{"table", "", SHEET_CODE},
                                                   {"files", "count", SHEET_WHOLE},
                                                   {"rows_in", "count", SHEET_WHOLE},
                                                   {"rows_used", "count", SHEET_WHOLE},
                                                   {"rows_rejected", "count", SHEET_WHOLE},
                                                   {"rows_superseded", "count", SHEET_WHOLE}};
static const struct column_plan column_columns[] = {
    {"table", "", SHEET_CODE},           {"column", "", SHEET_TEXT},
    {"values", "count", SHEET_WHOLE},    {"missing", "count", SHEET_WHOLE},
    {"bad", "count", SHEET_WHOLE},       {"unlisted", "count", SHEET_WHOLE},
    {"date_alone", "count", SHEET_WHOLE}};
static const struct column_plan reject_columns[] = {
    {"kind", "", SHEET_CODE}, {"rule", "", SHEET_TEXT},   {"table", "", SHEET_CODE},
    {"file", "", SHEET_TEXT}, {"column", "", SHEET_TEXT}, {"count", "count", SHEET_WHOLE},
    {"zh", "", SHEET_TEXT},   {"en", "", SHEET_TEXT}};
static const struct column_plan note_columns[] = {{"code", "", SHEET_TEXT},
                                                  {"file", "", SHEET_TEXT},
                                                  {"zh", "", SHEET_TEXT},
                                                  {"en", "", SHEET_TEXT}};

/* What is said in both languages stands in an object {"zh": …, "en": …} of its own, or as members
 * of these names. */
static const cJSON *member_of(const cJSON *object, const char *name)
{
    const cJSON *value = cJSON_GetObjectItemCaseSensitive(object, name);
    const cJSON *said = cJSON_GetObjectItemCaseSensitive(object, "explanation");
    return value ? value : cJSON_GetObjectItemCaseSensitive(said, name);
}

static size_t read_object(const struct sheet *sheet, size_t row, struct model_cell *cells)
{
    const cJSON *const *objects = sheet->source;
    for (size_t i = 0; i < sheet->column_count; i++) {
        const cJSON *value = member_of(objects[row], sheet->columns[i].name);
        cells[i] = cJSON_IsNumber(value)
                       ? number_cell(value->valuedouble)
                       : text_cell(cJSON_IsString(value) ? value->valuestring : NULL);
    }
    return NO_METRIC;
}

/* The list's items side by side. */
static bool count_objects(struct sheet *sheet, struct sheets *sheets, const cJSON *list)
{
    const cJSON *first = cJSON_IsArray(list) ? list->child : NULL;
    for (const cJSON *item = first; item; item = item->next) sheet->row_count++;
    const cJSON **objects = arena_take_array(&sheets->arena, sheet->row_count, sizeof *objects);
    if (!objects) return false;
    size_t count = 0;
    for (const cJSON *item = first; item; item = item->next) objects[count++] = item;
    sheet->source = objects;
    return true;
}

static bool count_inputs(struct sheet *sheet, struct sheets *sheets)
{
    return count_objects(sheet, sheets, sheets->model->run.inputs);
}
static bool count_files(struct sheet *sheet, struct sheets *sheets)
{
    return count_objects(sheet, sheets, sheets->model->quality.files);
}
static bool count_tables(struct sheet *sheet, struct sheets *sheets)
{
    return count_objects(sheet, sheets, sheets->model->quality.tables);
}
static bool count_columns(struct sheet *sheet, struct sheets *sheets)
{
    return count_objects(sheet, sheets, sheets->model->quality.columns);
}
static bool count_rejects(struct sheet *sheet, struct sheets *sheets)
{
    return count_objects(sheet, sheets, sheets->model->quality.rejects);
}
static bool count_notes(struct sheet *sheet, struct sheets *sheets)
{
    return count_objects(sheet, sheets, sheets->model->quality.notes);
}

#define LIST(name, key, columns, count)                                                            \
    {                                                                                              \
        name, PHRASE_SHEET_##key, PHRASE_SHEET_##key##_IS, columns, COUNT_OF(columns),             \
            read_object, count                                                                     \
    }
const struct sheet_plan sheets_lists[] = {
    {"metrics", PHRASE_SHEET_METRICS, PHRASE_SHEET_METRICS_IS, metric_columns,
     COUNT_OF(metric_columns), read_metric, count_metrics},
    {"run", PHRASE_SHEET_RUN, PHRASE_SHEET_RUN_IS, run_columns, COUNT_OF(run_columns), read_run,
     count_run},
    LIST("run.inputs", INPUTS, input_columns, count_inputs),
    LIST("quality.files", FILES, file_columns, count_files),
    LIST("quality.tables", TABLES, table_columns, count_tables),
    LIST("quality.columns", QUALITY_COLUMNS, column_columns, count_columns),
    LIST("quality.rejects", REJECTS, reject_columns, count_rejects),
    LIST("quality.notes", NOTES, note_columns, count_notes),
};
const size_t sheets_list_count = COUNT_OF(sheets_lists);
