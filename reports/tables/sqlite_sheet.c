/* Rows of a sheet as rows of a table: of the fixed tables of result.sql, or of one that is made for
 * a table of the result. */
#include "output/number.h"
#include "reports/tables/sqlite_parts.h"

#include <math.h>
#include <strings.h>

/* What becomes of a sheet's column. */
enum use {
    USE_CELL,
    USE_METRIC, /* as metric_id */
    USE_AXIS,   /* with the key, which comes behind it, one segment_id */
    USE_SEGMENT,
    USE_PERIOD, /* as period_id */
    USE_NOT     /* known from the metric */
};

static const struct {
    const char *sheet, *table;
    bool has_segments; /* its keys are those of its axes */
    bool is_fact;      /* its metrics are those of dim_metric */
} table_rows[] = {{"estimates", "fact_estimate", true, true},
                  {"series", "fact_series", true, true},
                  {"columns", "fact_column", true, true},
                  {"curves", "fact_curve", false, true},
                  {"metrics", "dim_metric", false, false},
                  {"run", "meta", false, false},
                  {"run.inputs", "run_inputs", false, false},
                  {"quality.files", "quality_files", false, false},
                  {"quality.tables", "quality_tables", false, false},
                  {"quality.columns", "quality_columns", false, false},
                  {"quality.rejects", "quality_rejects", false, false},
                  {"quality.notes", "quality_notes", false, false}};
enum { FIXED_COUNT = sizeof table_rows / sizeof *table_rows };

/* One sheet on its way into its table. */
struct loading {
    struct store *store;
    const struct sheet *sheet;
    size_t fixed; /* row of table_rows; FIXED_COUNT: a table of the result */
    struct text table, insert;
    enum use *uses;
    struct model_cell *cells;
    sqlite3_stmt *statement;
};

static enum use use_of(const struct loading *loading, const struct sheet_column *column)
{
    static const struct {
        const char *name;
        enum use use;
    } segment_rows[] = {{"axis", USE_AXIS}, {"key", USE_SEGMENT}, {"period", USE_PERIOD}};
    if (column->kind == SHEET_TITLE) return USE_NOT;
    if (loading->fixed == FIXED_COUNT || !table_rows[loading->fixed].is_fact) return USE_CELL;
    if (strcmp(column->name, "metric") == 0) return USE_METRIC;
    if (strcmp(column->name, "unit") == 0) return USE_NOT;
    if (!table_rows[loading->fixed].has_segments) return USE_CELL;
    for (size_t i = 0; i < sizeof segment_rows / sizeof *segment_rows; i++)
        if (strcmp(segment_rows[i].name, column->name) == 0) return segment_rows[i].use;
    return USE_CELL;
}

/* An identifier in double quotes. */
static void put_name(struct text *out, const char *name)
{
    char *quoted = sqlite3_mprintf("\"%w\"", name);
    if (quoted)
        text_put(out, quoted);
    else
        out->failed = true;
    sqlite3_free(quoted);
}

/* SQLite tells no two columns apart by case; an empty name is none. One made up is none of the
 * others. */
static void put_column(struct text *out, const struct sheet *sheet, size_t column)
{
    const char *name = sheet->columns[column].name;
    bool is_taken = name[0] == '\0';
    for (size_t i = 0; i < column; i++) is_taken |= strcasecmp(sheet->columns[i].name, name) == 0;
    if (!is_taken) {
        put_name(out, name);
        return;
    }
    struct text own;
    text_init(&own, 0);
    text_format(&own, "%s_%zu", name, column + 1);
    for (size_t i = 0; i < sheet->column_count && !own.failed; i++)
        if (strcasecmp(sheet->columns[i].name, own.bytes) == 0) {
            text_put(&own, "_");
            i = SIZE_MAX; /* once more from the first */
        }
    put_name(out, own.bytes);
    text_release(&own);
}

/* "a.b" and "a_b" would be one table: the later of them gets its sheet's number behind the name. */
static enum rc make_unique(struct loading *loading, struct err *err)
{
    const size_t number = (size_t)(loading->sheet - loading->sheet->sheets->items);
    sqlite3_stmt *find = NULL;
    enum rc rc = store_prepare(
        loading->store, "SELECT 1 FROM sqlite_master WHERE name = ? COLLATE NOCASE", &find, err);
    for (bool is_taken = true; rc == RC_OK && is_taken;) {
        (void)sqlite3_bind_text(find, 1, loading->table.bytes, -1, SQLITE_TRANSIENT);
        is_taken = sqlite3_step(find) == SQLITE_ROW;
        (void)sqlite3_reset(find);
        if (is_taken) text_format(&loading->table, "_%zu", number);
        if (loading->table.failed) rc = err_memory(err, loading->table.byte_count);
    }
    (void)sqlite3_finalize(find);
    return rc;
}

static enum rc name_table(struct loading *loading, struct err *err)
{
    const char *name = loading->sheet->name;
    loading->fixed = 0;
    while (loading->fixed < FIXED_COUNT && strcmp(table_rows[loading->fixed].sheet, name) != 0)
        loading->fixed++;
    if (loading->fixed < FIXED_COUNT) {
        text_put(&loading->table, table_rows[loading->fixed].table);
    } else {
        text_format(&loading->table, "table_%s", name);
        for (size_t i = 0; i < loading->table.byte_count; i++)
            if (loading->table.bytes[i] == '.') loading->table.bytes[i] = '_';
    }
    if (loading->table.failed) return err_memory(err, strlen(name));
    return loading->fixed == FIXED_COUNT ? make_unique(loading, err) : RC_OK;
}

static enum rc create_table(struct loading *loading, struct err *err)
{
    static const char *const types[SHEET_KIND_COUNT] = {
        [SHEET_TEXT] = "TEXT",  [SHEET_CODE] = "TEXT",     [SHEET_REASON] = "TEXT",
        [SHEET_TITLE] = "TEXT", [SHEET_WHOLE] = "INTEGER", [SHEET_NUMBER] = "REAL"};
    const struct sheet *sheet = loading->sheet;
    struct text create;
    text_init(&create, 0);
    text_put(&create, "CREATE TABLE ");
    put_name(&create, loading->table.bytes);
    for (size_t i = 0; i < sheet->column_count; i++) {
        text_put(&create, i == 0 ? " (" : ", ");
        put_column(&create, sheet, i);
        text_format(&create, " %s", types[sheet->columns[i].kind]);
    }
    text_put(&create, ")");
    const enum rc rc = create.failed ? err_memory(err, create.byte_count)
                                     : store_execute(loading->store, create.bytes, err);
    text_release(&create);
    return rc;
}

static enum rc prepare_insert(struct loading *loading, struct err *err)
{
    static const char *const ids[] = {
        [USE_METRIC] = "metric_id", [USE_SEGMENT] = "segment_id", [USE_PERIOD] = "period_id"};
    const struct sheet *sheet = loading->sheet;
    struct text *insert = &loading->insert;
    struct text marks;
    text_init(&marks, 0);
    text_put(insert, "INSERT INTO ");
    put_name(insert, loading->table.bytes);
    const char *separator = " (";
    for (size_t i = 0; i < sheet->column_count; i++) {
        loading->uses[i] = use_of(loading, &sheet->columns[i]);
        if (loading->uses[i] == USE_AXIS || loading->uses[i] == USE_NOT) continue;
        text_put(insert, separator);
        if (loading->uses[i] == USE_CELL)
            put_column(insert, sheet, i);
        else
            text_put(insert, ids[loading->uses[i]]);
        text_put(&marks, marks.byte_count == 0 ? "?" : ", ?");
        separator = ", ";
    }
    text_format(insert, ") VALUES (%s)", marks.bytes);
    const bool failed = insert->failed || marks.failed;
    text_release(&marks);
    if (failed) return err_memory(err, insert->byte_count);
    return store_prepare(loading->store, insert->bytes, &loading->statement, err);
}

static void bind_cell(sqlite3_stmt *statement, int place, enum sheet_kind kind,
                      struct model_cell cell)
{
    char text[NUMBER_TEXT_BYTES];
    if (cell.text)
        (void)sqlite3_bind_text(statement, place, cell.text, -1, SQLITE_STATIC);
    else if (!isfinite(cell.number))
        (void)sqlite3_bind_null(statement, place);
    else if (kind < SHEET_WHOLE && number_text(cell.number, text) > 0)
        (void)sqlite3_bind_text(statement, place, text, -1, SQLITE_TRANSIENT);
    else if (kind == SHEET_WHOLE && fabs(cell.number) < 9e15 && cell.number == floor(cell.number))
        (void)sqlite3_bind_int64(statement, place, (sqlite3_int64)cell.number);
    else
        (void)sqlite3_bind_double(statement, place, cell.number);
}

static enum rc load_row(struct loading *loading, size_t row, struct err *err)
{
    struct store *store = loading->store;
    const struct sheet *sheet = loading->sheet;
    const struct model_cell *cells = loading->cells;
    const size_t metric = sheet->read(sheet, row, loading->cells);
    const char *axis = "";
    enum rc rc = RC_OK;
    int place = 1;
    for (size_t i = 0; i < sheet->column_count && rc == RC_OK; i++) {
        uint32_t number = (uint32_t)metric + 1;
        const char *text = cells[i].text ? cells[i].text : "";
        if (loading->uses[i] == USE_AXIS) axis = text;
        if (loading->uses[i] == USE_AXIS || loading->uses[i] == USE_NOT) continue;
        if (loading->uses[i] == USE_SEGMENT) rc = store_segment(store, axis, text, &number, err);
        if (loading->uses[i] == USE_PERIOD) rc = store_period(store, text, &number, err);
        if (loading->uses[i] == USE_CELL)
            bind_cell(loading->statement, place++, sheet->columns[i].kind, cells[i]);
        else
            (void)sqlite3_bind_int64(loading->statement, place++, number);
    }
    return rc == RC_OK ? store_step(store, loading->statement, err) : rc;
}

static enum rc catalogue_table(struct loading *loading, struct err *err)
{
    const struct sheet *sheet = loading->sheet;
    const size_t number = (size_t)(sheet - sheet->sheets->items);
    sqlite3_stmt *add = NULL;
    enum rc rc = store_prepare(
        loading->store, "INSERT INTO catalogue_tables VALUES (?, ?, ?, ?, ?, ?, ?)", &add, err);
    if (rc != RC_OK) return rc;
    (void)sqlite3_bind_text(add, 1, loading->table.bytes, -1, SQLITE_STATIC);
    (void)sqlite3_bind_text(add, 2, sheet->name, -1, SQLITE_STATIC);
    (void)sqlite3_bind_int64(add, 3, (sqlite3_int64)sheet->row_count);
    for (int language = 0; language < LANGUAGE_COUNT; language++) {
        const struct sheet *own = &loading->store->sheets[language].items[number];
        (void)sqlite3_bind_text(add, 4 + language, own->title, -1, SQLITE_STATIC);
        (void)sqlite3_bind_text(add, 6 + language, own->definition, -1, SQLITE_STATIC);
    }
    rc = store_step(loading->store, add, err);
    (void)sqlite3_finalize(add);
    return rc;
}

/* Columns of the file's table as SQLite itself lists them, with the units of the sheet's. */
static enum rc catalogue_columns(struct loading *loading, struct err *err)
{
    const struct sheet *sheet = loading->sheet;
    sqlite3_stmt *add = NULL;
    enum rc rc = store_prepare(loading->store,
                               "INSERT INTO catalogue_columns SELECT ?1, ?2 + 1, name, ?3 FROM "
                               "pragma_table_info(?1) WHERE cid = ?2",
                               &add, err);
    for (size_t i = 0, place = loading->fixed < FIXED_COUNT &&
                               strcmp(loading->table.bytes, "dim_metric") == 0;
         i < sheet->column_count && rc == RC_OK; i++) {
        if (loading->uses[i] == USE_AXIS || loading->uses[i] == USE_NOT) continue;
        (void)sqlite3_bind_text(add, 1, loading->table.bytes, -1, SQLITE_STATIC);
        (void)sqlite3_bind_int64(add, 2, (sqlite3_int64)place++);
        (void)sqlite3_bind_text(add, 3, sheet->columns[i].unit, -1, SQLITE_STATIC);
        rc = store_step(loading->store, add, err);
    }
    (void)sqlite3_finalize(add);
    return rc;
}

enum rc store_sheet(struct store *store, const struct sheet *sheet, struct err *err)
{
    struct loading loading = {.store = store, .sheet = sheet};
    text_init(&loading.table, 0);
    text_init(&loading.insert, 0);
    loading.uses = calloc(sheet->column_count + 1, sizeof *loading.uses);
    loading.cells = calloc(sheet->column_count + 1, sizeof *loading.cells);
    enum rc rc = RC_OK;
    if (!loading.uses || !loading.cells) rc = err_memory(err, sheet->column_count);
    if (sheet->column_count == 0) goto out; /* a table without columns: nothing to hold */
    if (rc == RC_OK) rc = name_table(&loading, err);
    if (rc == RC_OK && loading.fixed == FIXED_COUNT) rc = create_table(&loading, err);
    if (rc == RC_OK) rc = prepare_insert(&loading, err);
    for (size_t row = 0; row < sheet->row_count && rc == RC_OK; row++)
        rc = load_row(&loading, row, err);
    if (rc == RC_OK) rc = catalogue_table(&loading, err);
    if (rc == RC_OK) rc = catalogue_columns(&loading, err);
out:
    (void)sqlite3_finalize(loading.statement);
    free(loading.uses);
    free(loading.cells);
    text_release(&loading.table);
    text_release(&loading.insert);
    return rc;
}
