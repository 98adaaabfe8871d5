/* layer: ingest */
#include "ingest/header_plan.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

/* A header read from text in memory, with everything that a plan needs. */
struct fixture {
    struct schema schema;
    struct arena arena;
    struct missing_set missing;
    struct ingest_options options;
    struct header header;
    struct err err;
};

static int make(void **state)
{
    static struct fixture fixture;
    memset(&fixture, 0, sizeof fixture);
    *state = &fixture;
    missing_set_init(&fixture.missing);
    missing_set_add_defaults(&fixture.missing);
    ingest_options_init(&fixture.options);
    return schema_load(&fixture.schema, &fixture.err) == RC_OK ? 0 : -1;
}

static int release(void **state)
{
    struct fixture *fixture = *state;
    schema_release(&fixture->schema);
    arena_release(&fixture->arena);
    return 0;
}

static enum rc read_marked(struct fixture *fixture, const char *text, unsigned mark_byte_count)
{
    struct byte_source source = BYTE_SOURCE_INIT;
    static unsigned char bytes[4096];
    source.byte_count = strlen(text);
    memcpy(bytes, text, source.byte_count);
    source.memory = bytes;
    source.path = "t.csv";
    const struct encoding_verdict verdict = {ENCODING_UTF8, mark_byte_count, 0};
    fixture->err = (struct err)ERR_INIT;
    return header_read(&fixture->header, &source, &verdict, &fixture->arena, &fixture->err);
}

static enum rc read(struct fixture *fixture, const char *text)
{
    return read_marked(fixture, text, 0);
}

static enum rc plan(struct fixture *fixture, const char *table, struct file_plan *out)
{
    const struct plan_input input = {&fixture->schema, &fixture->options, &fixture->missing,
                                     &fixture->header, "folder/t.csv",    0};
    return plan_build(out, &input, schema_table_index(&fixture->schema, table), &fixture->arena,
                      &fixture->err);
}

struct header_case {
    const char *text;
    char delimiter;
    uint32_t cell_count;
    uint64_t body_offset, body_line;
    const char *second_cell;
};

static void test_lines(void **state)
{
    struct fixture *fixture = *state;
    static const struct header_case cases[] = {
        {"a,b\n1,2\n", ',', 2, 4, 2, "b"},
        {"a,b", ',', 2, 3, 1, "b"},
        {"a\tb;c\r\n1", '\t', 2, 7, 2, "b;c"},
        {"a;b\r1", ';', 2, 4, 2, "b"},
        {"a;b,c\n", ',', 2, 6, 2, "c"},
        {"\"a,x\";b\n1;2", ';', 2, 8, 2, "b"},
        {"\r\n\na,b\n\n\n1,2", ',', 2, 9, 6, "b"},
        {"\"a\r\nx\",\"b\"\"c\"\n1,2", ',', 2, 14, 3, "b\"c"},
        {"sep=;\r\na;b,c\r\n1;2", ';', 2, 14, 3, "b,c"},
        {"SEP=,\na,b;c\n", ',', 2, 12, 3, "b;c"},
        {"\n\nsep=\t\n\na\tb\n1", '\t', 2, 13, 6, "b"},
        {"only\n", ',', 1, 5, 2, NULL},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        assert_int_equal(read(fixture, cases[i].text), RC_OK);
        const struct header *header = &fixture->header;
        assert_false(header->is_empty);
        assert_int_equal(header->delimiter, cases[i].delimiter);
        assert_int_equal(header->cell_count, cases[i].cell_count);
        assert_int_equal(header->body_offset, cases[i].body_offset);
        assert_int_equal(header->body_line, cases[i].body_line);
        if (cases[i].second_cell)
            assert_true(slice_equal(header->cells[1], slice_of(cases[i].second_cell)));
    }
}

static void test_empty_and_broken(void **state)
{
    struct fixture *fixture = *state;
    static const char *const empty[] = {"", "\n\r\n", "sep=;\n", "sep=,"};
    for (size_t i = 0; i < sizeof empty / sizeof empty[0]; i++) {
        assert_int_equal(read(fixture, empty[i]), RC_OK);
        assert_true(fixture->header.is_empty);
    }
    assert_int_equal(read(fixture, "a,\"b\nc,d\n"), RC_INPUT);
    assert_non_null(strstr(fixture->err.message, "t.csv"));
    assert_int_equal(read_marked(fixture,
                                 "\xEF\xBB\xBF"
                                 "a,b\n1,2",
                                 3),
                     RC_OK);
    assert_true(slice_equal(fixture->header.cells[0], slice_of("a")));
    assert_int_equal(fixture->header.body_offset, 7);
}

static void test_text(void **state)
{
    struct fixture *fixture = *state;
    assert_int_equal(read(fixture, "sep=;\r\n\"a\";b\r\n1;2\r\n"), RC_OK);
    assert_true(slice_equal(fixture->header.text, slice_of("sep=;\n\"a\";b")));
    assert_int_equal(read(fixture, "\"a\",b\r\n"), RC_OK);
    assert_true(slice_equal(fixture->header.text, slice_of("\"a\",b")));
}

static const struct plan_column *column_of(const struct file_plan *plan, const char *name)
{
    return &plan->columns[schema_column_index(plan->schema, name)];
}

static void test_aliases(void **state)
{
    struct fixture *fixture = *state;
    struct file_plan plan_made;
    assert_int_equal(read(fixture, "客户编号,怪列,流失日期,Left On,流失原因（选填）,,reason\n"),
                     RC_OK);
    assert_int_equal(plan(fixture, "departures", &plan_made), RC_OK);
    assert_int_equal(column_of(&plan_made, "customer_id")->field, 0);
    assert_int_equal(column_of(&plan_made, "left_on")->field, 2);
    assert_int_equal(column_of(&plan_made, "reason")->field, 4);
    assert_int_equal(plan_made.unknown_header_count, 4);
    assert_string_equal(plan_made.unknown_headers[0], "怪列");
    assert_string_equal(plan_made.unknown_headers[1], "Left On"); /* the first one is taken */
    assert_string_equal(plan_made.unknown_headers[2], "");
    assert_string_equal(plan_made.unknown_headers[3], "reason");
    assert_string_equal(plan_made.file_path, "folder/t.csv");
}

static void test_lacking(void **state)
{
    struct fixture *fixture = *state;
    struct file_plan plan_made;
    assert_int_equal(read(fixture, "客户编号,何时走的\n"), RC_OK);
    assert_int_equal(plan(fixture, "departures", &plan_made), RC_INPUT);
    static const char *const parts[] = {"folder/t.csv", "departures", "left_on", "流失日期",
                                        "何时走的"};
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++)
        if (!strstr(fixture->err.message, parts[i]))
            fail_msg("\"%s\" lacks %s", fixture->err.message, parts[i]);
    assert_non_null(strstr(fixture->err.hint, "--config"));
}

static void test_mapping(void **state)
{
    struct fixture *fixture = *state;
    const struct schema_table *table =
        &fixture->schema.tables[schema_table_index(&fixture->schema, "departures")];
    static const char *const headers[] = {"no such", "何时走的"}, *const markers[] = {"0"};
    struct column_mapping columns[] = {
        {.column = schema_column_index(table, "left_on"),
         .source = SOURCE_HEADER,
         .headers = headers,
         .header_count = 2,
         .excel_serial = true,
         .missing = markers,
         .missing_count = 1},
        {.column = schema_column_index(table, "reason"),
         .source = SOURCE_CONSTANT,
         .constant = "service"},
        {.column = schema_column_index(table, "customer_id"), .source = SOURCE_ROW_NUMBER},
    };
    struct table_mapping mappings[16] = {{0}};
    mappings[table - fixture->schema.tables] =
        (struct table_mapping){.columns = columns, .column_count = 3};
    fixture->options.tables = mappings;
    struct file_plan plan_made;
    assert_int_equal(read(fixture, "流失日期,何时走的,reason\n"), RC_OK);
    assert_int_equal(plan(fixture, "departures", &plan_made), RC_OK);
    const struct plan_column *left_on = column_of(&plan_made, "left_on");
    assert_true(left_on->is_excel_serial && left_on->field == 1);
    assert_true(missing_set_has(left_on->missing, ENCODING_UTF8, slice_of("0")));
    assert_false(missing_set_has(&fixture->missing, ENCODING_UTF8, slice_of("0")));
    assert_int_equal(column_of(&plan_made, "reason")->source, SOURCE_CONSTANT);
    assert_true(slice_equal(column_of(&plan_made, "reason")->constant, slice_of("service")));
    assert_int_equal(column_of(&plan_made, "customer_id")->source, SOURCE_ROW_NUMBER);
    assert_int_equal(plan_made.unknown_header_count, 2); /* a mapping replaces the aliases */

    columns[1].source = SOURCE_ROW_NUMBER; /* a code cannot be a row number */
    assert_int_equal(plan(fixture, "departures", &plan_made), RC_CONFIG);
    assert_non_null(strstr(fixture->err.message, "tables.departures.columns.reason"));
    fixture->options.tables = NULL;
}

static void test_range(void **state)
{
    struct fixture *fixture = *state;
    struct file_plan plan_made;
    fixture->options.scale_maximum = 5;
    assert_int_equal(read(fixture, "survey_id,surveyed_at,rel1,recommend\n"), RC_OK);
    assert_int_equal(plan(fixture, "surveys", &plan_made), RC_OK);
    assert_int_equal(column_of(&plan_made, "rel1")->range.maximum, 5);
    assert_int_equal(column_of(&plan_made, "recommend")->range.maximum, 10);
    assert_false(column_of(&plan_made, "rel2")->is_present);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_lines),   cmocka_unit_test(test_empty_and_broken),
        cmocka_unit_test(test_text),    cmocka_unit_test(test_aliases),
        cmocka_unit_test(test_lacking), cmocka_unit_test(test_mapping),
        cmocka_unit_test(test_range),
    };
    return cmocka_run_group_tests(tests, make, release);
}
