/* layer: output
 * The JSON writer, the ids of estimates, and the fields of rejects.csv. */
#include "output/json.h"
#include "output/rejects_csv.h"
#include "output/result_parts.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>

#include <cmocka.h>

static void tree_as_text(void **state)
{
    (void)state;
    struct json json = {.failed = false};
    struct text text;
    text_init(&text, 0);
    cJSON *root = json_root(&json);
    json_text(&json, root, "text", "\"漏水\"\n");
    json_text(&json, root, "bytes", "a\xBB\xD8\xE4\xBF水\xFF");
    json_text(&json, root, "none", NULL);
    json_number(&json, root, "third", 1.0 / 3);
    json_number(&json, root, "nan", 0.0 / 0.0);
    json_count(&json, root, "most", UINT64_MAX);
    json_whole(&json, root, "least", INT64_MIN);
    cJSON *list = json_array(&json, root, "list");
    json_bool(&json, list, NULL, true);
    json_null(&json, json_object(&json, list, NULL), "a");
    (void)json_array(&json, root, "empty");
    assert_false(json.failed);
    assert_int_equal(json_print(root, &text, NULL), RC_OK);
    assert_string_equal(text.bytes, "{\n"
                                    "  \"text\": \"\\\"漏水\\\"\\n\",\n"
                                    "  \"bytes\": \"a\\\\xBB\\\\xD8\\\\xE4\\\\xBF水\\\\xFF\",\n"
                                    "  \"none\": null,\n"
                                    "  \"third\": 0.3333333333333333,\n"
                                    "  \"nan\": null,\n"
                                    "  \"most\": 18446744073709551615,\n"
                                    "  \"least\": -9223372036854775808,\n"
                                    "  \"list\": [\n    true,\n    {\"a\":null}\n  ],\n"
                                    "  \"empty\": []\n"
                                    "}\n");
    cJSON_Delete(root);
    text_release(&text);
}

static void failure_is_remembered(void **state)
{
    (void)state;
    struct json json = {.failed = false};
    json_text(&json, NULL, "key", "value");
    assert_true(json.failed);
    cJSON *root = json_root(&json);
    json_text(&json, root, "key", "value");
    assert_null(root->child);
    cJSON_Delete(root);
}

static void assert_id(const struct estimate *estimate, const char *expected)
{
    char period[PERIOD_TEXT_BYTES];
    struct line line;
    line_init(&line);
    period_text(estimate->period, period);
    id_json(&line, estimate, period);
    assert_string_equal(line_terminated(&line), expected);
    line_release(&line);
}

static void ids(void **state)
{
    (void)state;
    const struct metric metric = {.id = "sla.close_24h"};
    struct estimate estimate = {.metric = &metric, .axis = AXIS_NETWORK, .key = "", .period = 665};
    assert_id(&estimate, "\"id\":\"sla.close_24h||2025-06\"");
    estimate.axis = AXIS_DEALER;
    estimate.key = "华东=50%|x";
    estimate.period = PERIOD_ALL;
    assert_id(&estimate, "\"id\":\"sla.close_24h|dealer=华东%3D50%25%7Cx|all\"");
}

static void rejects(void **state)
{
    (void)state;
    const struct rule_text rule = {"quoting", {"引号", "quotes"}, {"改", "mend"}};
    const struct schema_table table = {.name = "repairs"};
    const struct schema schema = {.tables = &table, .table_count = 1};
    struct input_file file = {.path = "a,b.csv"};
    struct reject rows[] = {
        {REJECT_RECORD, 0, 0, 3, 40, "", {"", 0}, &rule, {"", 0}, {"", 0}},
        {REJECT_FIELD, 0, 0, 4, 60, "closed_at", {"", 0}, &rule, {"", 0}, {"", 0}},
    };
    rows[0].header = slice_of("id,note");
    rows[0].record = slice_of("=1+1,\"x\r\ny");
    rows[1].value = slice_of(" 31/02");
    const struct ingested ingested = {
        .files = &file, .file_count = 1, .rejects = {.rows = rows, .row_count = 2}};
    struct text text;
    text_init(&text, 0);
    assert_int_equal(rejects_csv(&ingested, &schema, 1, &text, NULL), RC_OK);
    assert_string_equal(
        text.bytes,
        "\xEF\xBB\xBFkind,table,file,line,byte_offset,column,value,rule,explanation,header,"
        "record\r\n"
        "record,repairs,\"a,b.csv\",3,40,,,quoting,quotes; mend,\"id,note\",\"=1+1,\"\"x\r\ny\"\r\n"
        "field,repairs,\"a,b.csv\",4,60,closed_at,\" 31/02\",quoting,quotes; mend,,\r\n");
    text_release(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(tree_as_text),
                                       cmocka_unit_test(failure_is_remembered),
                                       cmocka_unit_test(ids), cmocka_unit_test(rejects)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
