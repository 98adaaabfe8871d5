/* layer: reports
 * Sheets of a result: their names, kinds, units and rows; and the three writers when they cannot
 * write. What they write is compared with result.json by tests/check/tables. */
#include "reports/tables/csv.h"
#include "reports/tables/sheets.h"
#include "reports/tables/sqlite.h"
#include "reports/tables/xlsx.h"

#include <setjmp.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdarg.h>
#include <stdint.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cmocka.h>

static const char result_head[] =
    "{\"schema\": \"rater.result/1\", \"engine\": {\"version\": \"1\", \"build\": \"b\"},"
    "\"run\": {\"period\": \"2025-06\", \"history_from\": \"2025-01\", \"inputs\": []},"
    "\"estimates\": [{\"id\": \"sla.close_24h||2025-06\", \"metric\": \"sla.close_24h\","
    "\"segment\": {}, \"period\": \"2025-06\", \"n\": 40, \"value\": 0.5, \"lower\": 0.4,"
    "\"upper\": 0.6, \"unit\": \"share\", \"method\": \"wilson\", \"change\": null,"
    "\"benchmark\": null, \"verdict\": \"\", \"status\": \"pass\", \"reason\": \"\"}],"
    "\"series\": [{\"metric\": \"sla.close_24h\", \"axis\": \"dealer\", \"keys\": [\"A\", \"B\"],"
    "\"periods\": [\"2025-04\", \"2025-05\"], \"n\": [[1, 2], [3, 4]],"
    "\"value\": [[null, 0.25], [0.5, 0.75]]},"
    "{\"metric\": \"sla.close_24h\", \"axis\": \"region\", \"keys\": [], \"periods\": [],"
    "\"n\": [], \"value\": []},"
    "{\"metric\": \"sla.close_24h\", \"axis\": \"region\", \"keys\": [\"N\"],"
    "\"periods\": [\"2025-05\"], \"n\": [[9]], \"value\": [[1]]}],"
    "\"columns\": [{\"metric\": \"sla.close_24h\", \"axis\": \"product\", \"period\": \"2025-06\","
    "\"keys\": [\"P\", \"Q\"], \"n\": [7, 8], \"value\": [0.1, null], \"lower\": [0, null],"
    "\"upper\": [0.2, null], \"verdict\": [\"worse\", \"cannot_say\"]}],"
    "\"tables\": {\"faults.flow\": {\"columns\": [{\"name\": \"fault\", \"unit\": \"text\"},"
    "{\"name\": \"n\", \"unit\": \"count\"}, {\"name\": \"odd\", \"unit\": \"count\"},"
    "{\"name\": \"mixed\", \"unit\": \"number\"}],"
    "\"rows\": [[\"leak\", 3, 1.5, 2], [\"drip\", null, 2, \"two\"]]},"
    "\"charts\": {\"columns\": [{\"name\": \"metric\", \"unit\": \"text\"},"
    "{\"name\": \"value\", \"unit\": \"metric\"}], \"rows\": [[\"sla.close_24h\", 1], [\"x\", 2]]},"
    "\"../up\": {\"columns\": [], \"rows\": []}, \"contents\": {\"columns\": [], \"rows\": []},"
    "\"long\": {\"columns\": [{\"name\": \"a\", \"unit\": \"text\"}], \"rows\": [[\"\"]";
/* Between them the rows of a table that is large as text, and small when packed. */
static const char long_row[] = ",[\"all the same\"]";
enum { LONG_ROWS = 4000 };
static const char result_tail[] =
    "]}}, \"curves\": {}, \"quality\": {\"rejects\": [{\"kind\": \"record\", \"count\": 2,"
    "\"explanation\": {\"zh\": \"坏\", \"en\": \"bad\"}}]}}";

struct fixture {
    struct model model;
    struct sheets sheets;
    struct model_cell cells[32];
    char folder[64];
};

static int make(void **state, const char *head, size_t long_rows, const char *tail)
{
    struct fixture *fixture = calloc(1, sizeof *fixture);
    struct text text;
    struct err err = ERR_INIT;
    if (!fixture) return -1;
    text_init(&text, 0);
    text_put(&text, head);
    for (size_t i = 0; i < long_rows; i++) text_put(&text, long_row);
    text_put(&text, tail);
    const enum rc rc = model_init(&fixture->model, "result.json", &text, MODEL_WHOLE, &err);
    text_release(&text);
    if (rc != RC_OK || sheets_init(&fixture->sheets, &fixture->model, LANGUAGE_EN, &err) != RC_OK)
        return -1;
    (void)snprintf(fixture->folder, sizeof fixture->folder, "/tmp/rater-sheets-XXXXXX");
    *state = fixture;
    return mkdtemp(fixture->folder) ? 0 : -1;
}

static int setup(void **state)
{
    return make(state, result_head, LONG_ROWS, result_tail);
}

/* Names that are one to SQLite, or that a name made up for another would take; a time that is
 * missing. */
static int setup_odd(void **state)
{
    static const char head[] =
        "{\"schema\": \"rater.result/1\", \"engine\": {\"version\": \"1\", \"build\": \"b\"},"
        "\"run\": {\"period\": \"2025-06\", \"history_from\": \"2025-01\", \"inputs\": []},"
        "\"estimates\": [{\"id\": \"e\", \"metric\": \"sla.close_24h\", \"segment\": {}, "
        "\"period\": \"2025-06\", \"n\": 40, \"value\": 0.5, \"unit\": \"share\"}],"
        " \"series\": [], \"columns\": [], \"tables\": {"
        "\"a.b\": {\"columns\": [{\"name\": \"x\", \"unit\": \"text\"}], \"rows\": []}, \"A\": "
        "{\"columns\": [], \"rows\": []},"
        "\"a_b\": {\"columns\": [{\"name\": \"x\", \"unit\": \"text\"},"
        "{\"name\": \"X\", \"unit\": \"text\"}, {\"name\": \"X_2\", \"unit\": \"text\"}],"
        "\"rows\": [[\"1\", \"2\", \"3\"]]},"
        "\"table.2\": {\"columns\": [{\"name\": \"x\", \"unit\": \"text\"}], \"rows\": []}},";
    static const char tail[] =
        "\"curves\": {\"sla.close_24h\": [{\"metric\": \"sla.close_24h\", \"segment\": {}, "
        "\"time_unit\": \"hours\","
        "\"method\": \"km\", \"time\": [1, null], \"survival\": [0.5, 0.4],"
        "\"lower\": [0.4, 0.3], \"upper\": [0.6, 0.5], \"at_risk\": [5, 4]}]}, \"quality\": {}}";
    return make(state, head, 0, tail);
}

static int teardown(void **state)
{
    struct fixture *fixture = *state;
    sheets_release(&fixture->sheets);
    model_release(&fixture->model);
    const int left = rmdir(fixture->folder); /* so every test removes what it made */
    free(fixture);
    return left;
}

static const struct sheet *sheet_of(const struct fixture *fixture, const char *name)
{
    const struct sheet *sheet = sheets_find(&fixture->sheets, name);
    assert_non_null(sheet);
    return sheet;
}

/* Unsafe names, and names that are taken, give way. */
static void names(void **state)
{
    static const char *const expected[] = {"contents",
                                           "estimates",
                                           "series",
                                           "columns",
                                           "curves",
                                           "metrics",
                                           "run",
                                           "run.inputs",
                                           "quality.files",
                                           "quality.tables",
                                           "quality.columns",
                                           "quality.rejects",
                                           "quality.notes",
                                           "faults.flow",
                                           "charts",
                                           "table.3",
                                           "table.4",
                                           "long"};
    struct fixture *fixture = *state;
    assert_int_equal(fixture->sheets.count, sizeof expected / sizeof *expected);
    for (size_t i = 0; i < fixture->sheets.count; i++)
        assert_string_equal(fixture->sheets.items[i].name, expected[i]);
    const struct sheet *contents = sheet_of(fixture, "contents");
    assert_int_equal(contents->row_count, fixture->sheets.count - 1);
    (void)sheet_read(contents, 1, fixture->cells);
    assert_string_equal(fixture->cells[0].text, "series");
    assert_float_equal(fixture->cells[2].number, 5, 0);
}

static void assert_row(struct fixture *fixture, const char *sheet, size_t row, const char *expected)
{
    struct text told;
    text_init(&told, 0);
    const struct sheet *asked = sheet_of(fixture, sheet);
    const char *unit = sheet_read(asked, row, fixture->cells);
    for (size_t i = 0; i < asked->column_count; i++) {
        if (fixture->cells[i].text)
            text_format(&told, "%s|", fixture->cells[i].text);
        else if (fixture->cells[i].number == fixture->cells[i].number)
            text_format(&told, "%g|", fixture->cells[i].number);
        else
            text_put(&told, "|");
    }
    text_put(&told, unit);
    assert_string_equal(told.bytes, expected);
    text_release(&told);
}

/* Across the borders of the lists that a sheet is made of, empty ones too. */
static void rows(void **state)
{
    struct fixture *fixture = *state;
    assert_int_equal(sheet_of(fixture, "series")->row_count, 5);
    assert_row(fixture, "series", 0, "sla.close_24h|dealer|A|2025-04|1||share");
    assert_row(fixture, "series", 1, "sla.close_24h|dealer|A|2025-05|2|0.25|share");
    assert_row(fixture, "series", 3, "sla.close_24h|dealer|B|2025-05|4|0.75|share");
    assert_row(fixture, "series", 4, "sla.close_24h|region|N|2025-05|9|1|share");
    assert_row(fixture, "columns", 1, "sla.close_24h|product|Q|2025-06|8||||cannot_say|share");
    assert_row(fixture, "charts", 0, "sla.close_24h|1|share");
    assert_row(fixture, "charts", 1, "x|2|");
    assert_row(fixture, "quality.rejects", 0, "record|||||2|坏|bad|");
}

/* By what stands in the cells where the unit promises something else. */
static void kinds(void **state)
{
    struct fixture *fixture = *state;
    const struct sheet_column *columns = sheet_of(fixture, "faults.flow")->columns;
    assert_int_equal(columns[0].kind, SHEET_TEXT);
    assert_int_equal(columns[1].kind, SHEET_WHOLE);
    assert_int_equal(columns[2].kind, SHEET_NUMBER);
    assert_int_equal(columns[3].kind, SHEET_TEXT);
    assert_string_equal(columns[3].unit, "");
    assert_string_equal(sheet_of(fixture, "estimates")->columns[6].title, "n");
}

static void csv_text(void **state)
{
    struct fixture *fixture = *state;
    struct text out;
    struct err err = ERR_INIT;
    text_init(&out, 0);
    assert_int_equal(csv_write(sheet_of(fixture, "columns"), &out, &err), RC_OK);
    assert_string_equal(out.bytes,
                        "\xEF\xBB\xBFmetric,axis,key,period,n,value,lower,upper,verdict\r\n"
                        "sla.close_24h,product,P,2025-06,7,0.1,0,0.2,worse\r\n"
                        "sla.close_24h,product,Q,2025-06,8,,,,cannot_say\r\n");
    text_release(&out);
}

static void odd_names(void **state)
{
    struct fixture *fixture = *state;
    struct err err = ERR_INIT;
    char path[96];
    sqlite3 *base = NULL;
    (void)snprintf(path, sizeof path, "%s/result.sqlite", fixture->folder);
    (void)sheet_of(fixture, "table.2");
    (void)sheet_of(fixture, "table.2_");
    assert_int_equal(sheet_of(fixture, "curves")->row_count, 2);
    const enum rc rc = sqlite_write(&fixture->model, path, &err);
    assert_string_equal(err.message, "");
    assert_int_equal(rc, RC_OK);
    assert_int_equal(sqlite3_open(path, &base), SQLITE_OK);
    assert_int_equal(sqlite3_exec(base, "SELECT x, X_2_, X_2 FROM table_a_b_15", NULL, NULL, NULL),
                     SQLITE_OK);
    (void)sqlite3_close(base);
    (void)unlink(path);
}

/* The library's working files: a descriptor for each sheet. None of them is left open. */
static void few_descriptors(void **state)
{
    struct fixture *fixture = *state;
    struct rlimit limit;
    char path[96];
    (void)snprintf(path, sizeof path, "%s/book.xlsx", fixture->folder);
    assert_int_equal(getrlimit(RLIMIT_NOFILE, &limit), 0);
    const struct rlimit small = {12, limit.rlim_max};
    assert_int_equal(setrlimit(RLIMIT_NOFILE, &small), 0);
    for (int i = 0; i < 2; i++) {
        struct err err = ERR_INIT;
        const int first = dup(STDERR_FILENO);
        (void)close(first);
        assert_int_equal(xlsx_write(&fixture->sheets, path, &err), RC_OUTPUT);
        assert_non_null(strstr(err.message, "working file"));
        const int next = dup(STDERR_FILENO);
        (void)close(next);
        assert_int_equal(next, first);
    }
    assert_int_equal(setrlimit(RLIMIT_NOFILE, &limit), 0);
    (void)unlink(path);
}

/* A file-size limit stands in for a full disk: also where the packed workbook would fit and only a
 * working file of the library does not. */
static void disk_refuses(void **state)
{
    struct fixture *fixture = *state;
    char book[96], database[96];
    struct rlimit limit;
    (void)snprintf(book, sizeof book, "%s/book.xlsx", fixture->folder);
    (void)snprintf(database, sizeof database, "%s/result.sqlite", fixture->folder);
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &limit), 0);
    (void)signal(SIGXFSZ, SIG_IGN);
    for (rlim_t byte_count = 512; byte_count <= 1 << 16; byte_count *= 2) {
        struct err errs[2] = {ERR_INIT, ERR_INIT};
        const struct rlimit small = {byte_count, limit.rlim_max};
        assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
        const enum rc book_rc = xlsx_write(&fixture->sheets, book, &errs[0]);
        const enum rc database_rc = sqlite_write(&fixture->model, database, &errs[1]);
        assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
        (void)unlink(book);
        (void)unlink(database);
        assert_int_equal(database_rc, RC_OUTPUT);
        assert_non_null(strstr(errs[1].message, "result.sqlite"));
        assert_int_equal(book_rc, RC_OUTPUT);
        assert_non_null(strstr(errs[0].message, "book.xlsx"));
    }
}

static void no_folder(void **state)
{
    struct fixture *fixture = *state;
    struct err errs[2] = {ERR_INIT, ERR_INIT};
    assert_int_equal(xlsx_write(&fixture->sheets, "/tmp/rater-none/x/b.xlsx", &errs[0]), RC_OUTPUT);
    assert_int_equal(sqlite_write(&fixture->model, "/tmp/rater-none/x/r.sqlite", &errs[1]),
                     RC_OUTPUT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(names, setup, teardown),
        cmocka_unit_test_setup_teardown(rows, setup, teardown),
        cmocka_unit_test_setup_teardown(kinds, setup, teardown),
        cmocka_unit_test_setup_teardown(csv_text, setup, teardown),
        cmocka_unit_test_setup_teardown(odd_names, setup_odd, teardown),
        cmocka_unit_test_setup_teardown(few_descriptors, setup, teardown),
        cmocka_unit_test_setup_teardown(disk_refuses, setup, teardown),
        cmocka_unit_test_setup_teardown(no_folder, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
