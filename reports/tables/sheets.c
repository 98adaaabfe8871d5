/* The list of sheets: the fixed ones of sheets_numbers.c and sheets_lists.c, and between them one
 * for each table of the result. */
#include "reports/tables/sheets.h"

#include "measure/topics.h"
#include "reports/tables/sheets_list.h"

#include <string.h>

enum { NAME_BYTES = 64 };

static const struct column_plan contents_columns[] = {{"sheet", "", SHEET_TEXT},
                                                      {"title", "", SHEET_TEXT},
                                                      {"rows", "count", SHEET_WHOLE},
                                                      {"definition", "", SHEET_TEXT}};

static size_t read_contents(const struct sheet *sheet, size_t row, struct model_cell *cells)
{
    const struct sheet *listed = &sheet->sheets->items[row + 1];
    cells[0] = text_cell(listed->name);
    cells[1] = text_cell(listed->title);
    cells[2] = number_cell((double)listed->row_count);
    cells[3] = text_cell(listed->definition);
    return NO_METRIC;
}

static bool count_contents(struct sheet *sheet, struct sheets *sheets)
{
    sheet->row_count = sheets->count - 1;
    return true;
}

static const struct sheet_plan contents_plan = {
    "contents",    PHRASE_SHEET_CONTENTS, PHRASE_SHEET_CONTENTS_IS, contents_columns, 4,
    read_contents, count_contents};

size_t sheet_part(const struct sheet *sheet, size_t *row)
{
    size_t low = 0, high = sheet->part_count;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if (sheet->ends[middle] <= *row)
            low = middle + 1;
        else
            high = middle;
    }
    if (low > 0) *row -= sheet->ends[low - 1];
    return low;
}

static bool add(struct sheets *sheets, const struct sheet_plan *plan)
{
    struct sheet *sheet = &sheets->items[sheets->count++];
    struct sheet_column *columns =
        arena_take_array(&sheets->arena, plan->column_count, sizeof *columns);
    if (!columns) return false;
    for (size_t i = 0; i < plan->column_count; i++)
        columns[i] = (struct sheet_column){plan->columns[i].name, plan->columns[i].unit,
                                           name_words(sheets->language, plan->columns[i].name),
                                           plan->columns[i].kind};
    *sheet = (struct sheet){.name = plan->name,
                            .title = phrase(sheets->language, plan->title),
                            .definition = phrase(sheets->language, plan->definition),
                            .columns = columns,
                            .column_count = plan->column_count,
                            .sheets = sheets,
                            .read = plan->read};
    return plan->count(sheet, sheets);
}

static size_t read_table(const struct sheet *sheet, size_t row, struct model_cell *cells)
{
    const struct model_table *table = sheet->source;
    const struct model *model = sheet->sheets->model;
    memcpy(cells, &table->cells[row * table->column_count], table->column_count * sizeof *cells);
    const struct model_cell named = model_cell(table, row, model_column(table, "metric"));
    const struct model_metric *metric = named.text ? model_metric(model, named.text) : NULL;
    return metric ? (size_t)(metric - model->metrics) : NO_METRIC;
}

/* Columns whose texts are the engine's own. */
static bool is_code(const char *name)
{
    static const char *const names[] = {"verdict", "axis",       "standing", "signal",
                                        "chart",   "picked",     "method",   "rule",
                                        "step",    "literature", "test",     "response"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(names[i], name) == 0) return true;
    return false;
}

/* A file from elsewhere may hold numbers where its unit promises texts: whatever stands there is
 * kept, so a column is one of texts as soon as one of its cells is. */
static enum sheet_kind kind_of(const struct model_table *table, size_t column)
{
    bool is_whole = true, has_number = false, has_text = false;
    for (size_t row = 0; row < table->row_count; row++) {
        const struct model_cell cell = model_cell(table, row, column);
        has_text |= cell.text != NULL;
        has_number |= cell.number == cell.number;
        if (cell.number == cell.number)
            is_whole &= fabs(cell.number) < 9e15 && cell.number == floor(cell.number);
    }
    const char *name = table->column_names[column], *unit = table->column_units[column];
    const bool is_text = strcmp(unit, "text") == 0 || strcmp(unit, "month") == 0;
    if (has_text || (is_text && !has_number))
        return strcmp(name, "reason") == 0 ? SHEET_REASON : is_code(name) ? SHEET_CODE : SHEET_TEXT;
    const bool is_count = strcmp(unit, "count") == 0 || strcmp(unit, "bool") == 0;
    return is_count && is_whole ? SHEET_WHOLE : SHEET_NUMBER;
}

/* Also of tables that are still to come. */
static bool is_known(const struct sheets *sheets, const char *name)
{
    for (size_t i = 0; i < sheets->model->table_count; i++)
        if (strcmp(sheets->model->tables[i].name, name) == 0) return true;
    return sheets_find(sheets, name) != NULL;
}

/* The table's name, unless it is none that may name a file or another sheet has it. */
static const char *table_name(struct sheets *sheets, size_t number)
{
    const char *name = sheets->model->tables[number].name;
    const size_t byte_count = strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_.");
    const bool is_safe = byte_count > 0 && byte_count < NAME_BYTES && name[byte_count] == '\0' &&
                         name[0] != '.' && name[byte_count - 1] != '.';
    if (is_safe && !sheets_find(sheets, name)) return name;
    struct text own;
    text_init(&own, 0);
    text_format(&own, "table.%zu", number + 1);
    while (!own.failed && is_known(sheets, own.bytes)) text_put(&own, "_");
    char *kept = own.failed ? NULL : arena_copy_text(&sheets->arena, own.bytes, own.byte_count);
    text_release(&own);
    return kept;
}

/* As a value "reliability" is a dimension; as a column, how well a scorecard measures. */
static const char *column_words(enum language language, const char *column)
{
    const bool is_measure = strcmp(column, "reliability") == 0;
    return name_words(language, is_measure ? "reliability_of_value" : column);
}

static bool add_table(struct sheets *sheets, size_t number)
{
    const struct model_table *table = &sheets->model->tables[number];
    const struct topic *topic = topic_find(table->name);
    struct sheet_column *columns =
        arena_take_array(&sheets->arena, table->column_count, sizeof *columns);
    const char *name = table_name(sheets, number);
    if (!columns || !name) return false;
    for (size_t i = 0; i < table->column_count; i++) {
        const char *unit = table->column_units[i];
        const enum sheet_kind kind = kind_of(table, i);
        columns[i] =
            (struct sheet_column){table->column_names[i], kind < SHEET_WHOLE ? "" : unit,
                                  column_words(sheets->language, table->column_names[i]), kind};
    }
    sheets->items[sheets->count++] =
        (struct sheet){.name = name,
                       .title = topic ? topic->title[sheets->language] : table->name,
                       .definition = topic ? topic->definition[sheets->language] : "",
                       .columns = columns,
                       .column_count = table->column_count,
                       .row_count = table->row_count,
                       .sheets = sheets,
                       .read = read_table,
                       .source = table};
    return true;
}

static bool add_all(struct sheets *sheets)
{
    bool is_done = true;
    sheets->count = 1; /* the contents come first and are filled in last */
    sheets->items[0].name = contents_plan.name;
    for (size_t i = 0; i < sheets_number_count; i++) is_done &= add(sheets, &sheets_numbers[i]);
    for (size_t i = 0; i < sheets_list_count; i++) is_done &= add(sheets, &sheets_lists[i]);
    for (size_t i = 0; i < sheets->model->table_count; i++) is_done &= add_table(sheets, i);
    const size_t count = sheets->count;
    sheets->count = 0;
    is_done &= add(sheets, &contents_plan);
    sheets->count = count;
    sheets->items[0].row_count = count - 1;
    for (size_t i = 0; i < count; i++)
        if (sheets->items[i].column_count > sheets->column_limit)
            sheets->column_limit = sheets->items[i].column_count;
    return is_done;
}

enum rc sheets_init(struct sheets *sheets, const struct model *model, enum language language,
                    struct err *err)
{
    *sheets = (struct sheets){.model = model, .language = language};
    arena_init(&sheets->arena);
    const size_t limit = 1 + sheets_number_count + sheets_list_count + model->table_count;
    sheets->items = arena_take_array(&sheets->arena, limit, sizeof *sheets->items);
    if (!sheets->items || !add_all(sheets)) return err_memory(err, limit * sizeof *sheets->items);
    return RC_OK;
}

void sheets_release(struct sheets *sheets)
{
    arena_release(&sheets->arena);
}

const struct sheet *sheets_find(const struct sheets *sheets, const char *name)
{
    for (size_t i = 0; i < sheets->count; i++)
        if (sheets->items[i].name && strcmp(sheets->items[i].name, name) == 0)
            return &sheets->items[i];
    return NULL;
}

const char *sheet_read(const struct sheet *sheet, size_t row, struct model_cell *cells)
{
    const struct model *model = sheet->sheets->model;
    const size_t metric = sheet->read(sheet, row, cells);
    return metric < model->metric_count ? unit_names[model->metrics[metric].unit] : "";
}
