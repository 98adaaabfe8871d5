/* layer: ingest */
#include "ingest/options.h"
#include "ingest/schema_json.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void check_header(const char *written, const char *expected)
{
    char normal[SCHEMA_HEADER_BYTES];
    schema_normalise_header(slice_of(written), normal, sizeof normal);
    assert_string_equal(normal, expected);
}

static void test_normalise(void **state)
{
    (void)state;
    check_header("Repair ID", "repairid");
    check_header(" repair_id\t", "repairid");
    check_header("repair-ID (必填)", "repairid");
    check_header("报修时间（年月日）", "报修时间");
    check_header("可靠１", "可靠1");
    check_header("ＡＢ＿ｃ－Ｄ", "abcd");
    check_header("a(b(c)d)e", "ae");
    check_header("a(b", "a");
    check_header("a)b", "a)b");
    check_header("\xC2\xA0总体\xE3\x80\x80满意度", "总体满意度");
    check_header("(全部)", "");
    check_header("x\xFFy", "xy");
    char cut[6];
    schema_normalise_header(slice_of("报修时间"), cut, sizeof cut);
    assert_string_equal(cut, "报");
}

/* Walks the whole schema: everything that other layers rely on without asking. */
static void check_table(const struct schema *schema, const struct schema_table *table)
{
    assert_int_equal(schema_table_index(schema, table->name), table - schema->tables);
    assert_true(table->name_count > 0 && table->clock >= 0);
    for (size_t c = 0; c < table->column_count; c++) {
        const struct schema_column *column = &table->columns[c];
        assert_int_equal(schema_column_index(table, column->name), c);
        assert_true(*column->title[0] && *column->title[1]);
        char normal[SCHEMA_HEADER_BYTES];
        schema_normalise_header(slice_of(column->name), normal, sizeof normal);
        assert_string_equal(column->aliases[0], normal);
        for (size_t v = 0; v < column->value_count; v++) {
            const struct slice canonical = schema_column_value(column, column->values[v].alias);
            assert_true(slice_equal(canonical, column->values[v].canonical));
        }
    }
    if (table->key >= 0) assert_int_equal(table->columns[table->key].type, COLUMN_ID);
}

static void test_load(void **state)
{
    (void)state;
    struct schema schema;
    struct err err = ERR_INIT;
    if (schema_load(&schema, &err) != RC_OK) fail_msg("%s", err.message);
    assert_true(schema.table_count >= 11);
    for (size_t t = 0; t < schema.table_count; t++) {
        check_table(&schema, &schema.tables[t]);
        if (t > 0) assert_true(strcmp(schema.tables[t - 1].name, schema.tables[t].name) < 0);
    }
    assert_int_equal(schema_table_index(&schema, "nothing"), -1);
    const struct schema_table *repairs = &schema.tables[schema_table_index(&schema, "repairs")];
    assert_true(repairs->needed && repairs->start_count > 0 && repairs->order_count > 0);
    const struct schema_table *surveys = &schema.tables[schema_table_index(&schema, "surveys")];
    assert_true(schema_column_index(surveys, "rel8") > schema_column_index(surveys, "rel1"));
    assert_int_equal(schema_column_index(surveys, "rel"), -1);
    assert_int_equal(schema_column_index(surveys, "rel9"), -1);
    const struct schema_column *channel =
        &surveys->columns[schema_column_index(surveys, "channel")];
    assert_true(slice_equal(schema_column_value(channel, slice_of("PHONE")), slice_of("phone")));
    assert_true(slice_equal(schema_column_value(channel, slice_of("微信")), slice_of("wechat")));
    assert_null(schema_column_value(channel, slice_of("pigeon")).bytes);
    assert_null(schema_column_value(channel, slice_of("")).bytes);
    schema_release(&schema);
    assert_int_equal(schema.table_count, 0);
}

struct bad_file {
    const char *json, *part_of_message;
};

#define COLUMNS                                                                                    \
    "\"columns\": [{\"name\": \"at\", \"type\": \"time\", \"title\": {\"zh\": \"a\", \"en\": "     \
    "\"b\"}}"
#define HEAD                                                                                       \
    "{\"schema\": \"rater.table/1\", \"table\": \"t\", \"title\": {\"zh\": \"a\", \"en\": "        \
    "\"b\"}, \"names\": [\"t\"], \"key\": \"\", \"clock\": \"at\", "
#define TITLE "\"title\": {\"zh\": \"a\", \"en\": \"b\"}"

static void test_broken_files(void **state)
{
    (void)state;
    static const struct bad_file files[] = {
        {"{", "not JSON"},
        {"{\"schema\": \"rater.table/2\"}", "rater.table/1"},
        {HEAD "\"columns\": []}", "there are none"},
        {HEAD COLUMNS ", {\"name\": \"at\", \"type\": \"bool\", " TITLE "}]}", "twice"},
        {HEAD COLUMNS ", {\"name\": \"x\", \"type\": \"word\", " TITLE "}]}", "type"},
        {HEAD COLUMNS ", {\"name\": \"x\", \"type\": \"id\", " TITLE "}]}", "domain"},
        {HEAD COLUMNS ", {\"name\": \"x\", \"type\": \"int\", " TITLE "}]}", "range"},
        {HEAD COLUMNS
         ", {\"name\": \"x\", \"type\": \"score\", \"minimum\": 0, \"maximum\": 200, " TITLE "}]}",
         "range"},
        {HEAD COLUMNS ", {\"name\": \"x\", \"type\": \"code\", \"domain\": \"d\", \"values\": "
                      "{\"a\": [\"q\"], \"b\": [\"Q\"]}, " TITLE "}]}",
         "two values"},
        {HEAD COLUMNS "], \"not_before\": [[\"at\", \"no\"]]}", "date or time"},
        {HEAD COLUMNS "], \"starts\": [[\"at\"]]}", "pairs"},
        {"{\"schema\": \"rater.table/1\", \"table\": \"t\", " TITLE
         ", \"names\": [], \"key\": \"\", \"clock\": \"no\", " COLUMNS "]}",
         "clock"},
    };
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        const struct embedded file = {"t.json", (const unsigned char *)files[i].json,
                                      strlen(files[i].json)};
        struct arena arena = ARENA_INIT;
        struct schema_table table;
        struct err err = ERR_INIT;
        assert_int_equal(schema_table_from_json(&table, &arena, &file, &err), RC_BUG);
        if (!strstr(err.message, files[i].part_of_message))
            fail_msg("file %zu: \"%s\" lacks \"%s\"", i, err.message, files[i].part_of_message);
        assert_non_null(strstr(err.message, "t.json"));
        arena_release(&arena);
    }
}

static void test_types(void **state)
{
    (void)state;
    assert_string_equal(column_type_name(COLUMN_MONEY), "money");
    assert_int_equal(column_type_bytes(COLUMN_MONEY), 8);
    assert_int_equal(column_type_bytes(COLUMN_SCORE), 1);
    assert_int_equal(column_type_bytes(COLUMN_TIME), 4);
    assert_int_equal(column_type_bytes(COLUMN_TEXT), 8);
}

static void test_options(void **state)
{
    (void)state;
    struct ingest_options options;
    ingest_options_init(&options);
    assert_int_equal(options.scale_minimum, 1);
    assert_int_equal(options.scale_maximum, 7);
    assert_int_equal(options.zone_minutes, 480);
    assert_int_equal(options.chunk_bytes, 0);
    assert_string_equal(options.missing[options.missing_count - 1], "无");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_normalise),    cmocka_unit_test(test_load),
        cmocka_unit_test(test_broken_files), cmocka_unit_test(test_types),
        cmocka_unit_test(test_options),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
