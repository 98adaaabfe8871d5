/* layer: run
 * The configuration: defaults in one place, what is read, and where a mistake is said to be. */
#include "base/text.h"
#include "measure/context.h"
#include "run/config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>

#include <cmocka.h>

struct fixture {
    struct schema schema;
    struct settings settings;
    struct err err;
};

static int setup(void **state)
{
    struct fixture *fixture = calloc(1, sizeof *fixture);
    if (!fixture || schema_load(&fixture->schema, NULL) != RC_OK) return -1;
    *state = fixture;
    return settings_init(&fixture->settings, &fixture->schema, NULL) == RC_OK ? 0 : -1;
}

static int teardown(void **state)
{
    struct fixture *fixture = *state;
    settings_release(&fixture->settings);
    schema_release(&fixture->schema);
    free(fixture);
    return 0;
}

static enum rc apply(struct fixture *fixture, const char *json)
{
    struct text text;
    cJSON *tree = NULL;
    text_init(&text, 0);
    text_put(&text, json);
    fixture->err = (struct err)ERR_INIT;
    const struct reading reading = {"c.json", &fixture->schema, &fixture->settings, &fixture->err};
    enum rc rc = config_parse("c.json", text.bytes, text.byte_count, &tree, &fixture->err);
    if (rc == RC_OK) rc = config_apply(&reading, tree);
    cJSON_Delete(tree);
    text_release(&text);
    return rc;
}

/* The table of keys and the layers' own initial values say the same. */
static void defaults_agree(void **state)
{
    const struct fixture *fixture = *state;
    struct ingest_options ingest;
    struct measure_options measure;
    ingest_options_init(&ingest);
    measure_options_init(&measure);
    const struct settings *settings = &fixture->settings;
    assert_int_equal(settings->ingest.scale_minimum, ingest.scale_minimum);
    assert_int_equal(settings->ingest.scale_maximum, ingest.scale_maximum);
    assert_int_equal(settings->ingest.zone_minutes, ingest.zone_minutes);
    assert_int_equal(settings->measure.minimum_base, measure.minimum_base);
    assert_int_equal(settings->measure.reply_limit_minutes, measure.reply_limit_minutes);
    assert_int_equal(settings->measure.close_limit_minutes, measure.close_limit_minutes);
    assert_int_equal(settings->measure.close_special_limit_minutes,
                     measure.close_special_limit_minutes);
    assert_memory_equal(settings->measure.points, measure.points, sizeof measure.points);
    assert_true(settings->reject_share_limit == 1);
    assert_int_equal(settings->month, MONTH_FROM_DATA);
    assert_string_equal(settings->config_sha256,
                        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

static void everything_is_read(void **state)
{
    struct fixture *fixture = *state;
    assert_int_equal(
        apply(fixture,
              "{\"schema\": \"rater.config/1\", \"title\": \"示例 // 洁具\", // a comment\n"
              "\"language\": \"both\", \"month\": \"2025-06\","
              "\"scale\": {\"minimum\": 0, \"maximum\": 10}, \"minimum_base\": 5,"
              "\"private_below\": 4, \"judged_base\": "
              "12,"
              "\"reject_share_limit\": 0.25, \"time_zone\": \"-03:30\", \"missing\": [\"\", \"?\"],"
              "\"points\": {\"reliability\": 32, \"assurance\": 19, \"tangibles\": 11,"
              "             \"empathy\": 16, \"responsiveness\": 22},"
              "\"service_levels\": {\"reply_minutes\": 60, \"close_minutes\": null},"
              "\"calendar\": {\"hours\": [\"08:30-12:00\", \"13:00-24:00\"], \"weekdays\": [1, 7],"
              "  \"holidays\": [\"1970-01-02\", \"1970-01-04/1970-01-06\"], \"workdays\": null},"
              "\"tables\": {\"surveys\": {\"files\": [\"a*.csv\"], \"columns\": {"
              "   \"overall\": [\"x\", \"y\"], \"rel1\": {\"constant\": \"5\"},"
              "   \"survey_id\": {\"row_number\": true},"
              "   \"surveyed_at\": {\"header\": \"z\", \"excel_serial\": true},"
              "   \"rel2\": {\"header\": \"c\", \"values\": {\"good\": \"5\"}, \"missing\": "
              "[\"0\",]}, // the last of a list may end with a comma\n"
              "}}}}"),
        RC_OK);
    const struct settings *settings = &fixture->settings;
    assert_string_equal(settings->title, "示例 // 洁具");
    assert_int_equal(settings->pages, PAGES_BOTH);
    assert_int_equal(settings->month, (2025 - 1970) * 12 + 5);
    assert_int_equal(settings->ingest.scale_maximum, 10);
    assert_int_equal(settings->measure.scale_maximum, 10);
    assert_int_equal(settings->measure.minimum_base, 5);
    assert_int_equal(settings->measure.judged_base, 12);
    assert_int_equal(settings->measure.private_below, 4);
    assert_true(settings->reject_share_limit == 0.25);
    assert_int_equal(settings->ingest.zone_minutes, -210);
    assert_int_equal(settings->ingest.missing_count, 2);
    assert_int_equal(settings->measure.points[4], 22);
    assert_int_equal(settings->measure.reply_limit_minutes, 60);
    const struct calendar_options *calendar = &settings->measure.calendar;
    const struct span hours[] = {{510, 719}, {780, 1439}}, holidays[] = {{1, 1}, {3, 5}};
    assert_int_equal(calendar->weekdays, 0x41);
    assert_int_equal(calendar->hour_count, 2);
    assert_memory_equal(calendar->hours, hours, sizeof hours);
    assert_int_equal(calendar->holiday_count, 2);
    assert_memory_equal(calendar->holidays, holidays, sizeof holidays);
    assert_int_equal(calendar->workday_count, 26); /* those that the program brings along */
    assert_int_equal(settings->measure.close_limit_minutes, 1440);
    const int32_t surveys = schema_table_index(&fixture->schema, "surveys");
    const struct table_mapping *mapping = &settings->ingest.tables[surveys];
    assert_int_equal(mapping->file_pattern_count, 1);
    assert_int_equal(mapping->column_count, 5);
    assert_string_equal(mapping->columns[0].headers[1], "y");
    assert_int_equal(mapping->columns[1].source, SOURCE_CONSTANT);
    assert_int_equal(mapping->columns[2].source, SOURCE_ROW_NUMBER);
    assert_true(mapping->columns[3].excel_serial);
    assert_string_equal(mapping->columns[4].values[0].to, "5");
    assert_string_equal(mapping->columns[4].missing[0], "0");
}

static void mistakes_have_a_place(void **state)
{
    struct fixture *fixture = *state;
    static const struct {
        const char *json, *message;
    } cases[] = {
        {"", "c.json:1:1: "},
        {"{\"title\": \"示例\",\n  \"month\": 2025-06}", "c.json:2:16: "},
        {"{\"title\": \"x\"} {", "c.json:1:16: "},
        {"{\"a\": 1, \"b\": {\"c\": 1, \"c\": 1}}", "c.json: b.c stands twice"},
        {"{\"tables\": {\"surveys\": {\"columns\": {\"overal\": \"x\"}}}}",
         "c.json: tables.surveys.columns.overal is not known"},
        {"{\"points\": {\"empathy\": 101}}",
         "c.json: points.empathy is 101, but must be a whole number from 0 to 100"},
        {"{\"scale\": {\"minimum\": 1e400}}", "c.json: scale.minimum is null, but must be"},
        {"{\"calendar\": {\"hours\": [\"18:00-09:00\"]}}",
         "c.json: calendar.hours is [\"18:00-09:00\"], but must be a list of hours"},
        {"{\"calendar\": {\"hours\": [\"9:00-18:00\"]}}", "c.json: calendar.hours is"},
        {"{\"calendar\": {\"hours\": [\"09:00-24:01\"]}}", "c.json: calendar.hours is"},
        {"{\"calendar\": {\"weekdays\": [0]}}", "c.json: calendar.weekdays is [0], but must be"},
        {"{\"calendar\": {\"weekdays\": 5}}", "c.json: calendar.weekdays is 5, but must be"},
        {"{\"calendar\": {\"holidays\": [\"2025-02-30\"]}}", "c.json: calendar.holidays is"},
        {"{\"calendar\": {\"workdays\": [\"2025-10-08/2025-10-01\"]}}",
         "c.json: calendar.workdays is"},
        {"{\"calendar\": {\"workdays\": [\"2025-10-01x\"]}}", "c.json: calendar.workdays is"},
        {"{\"title\": {\"deep\": [[[]]]}}", "c.json: title is {\"deep\":[[[]]]}, but must be"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        assert_int_equal(apply(fixture, cases[i].json), RC_CONFIG);
        if (strncmp(fixture->err.message, cases[i].message, strlen(cases[i].message)) != 0)
            fail_msg("%s\ninstead of\n%s", fixture->err.message, cases[i].message);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(defaults_agree, setup, teardown),
        cmocka_unit_test_setup_teardown(everything_is_read, setup, teardown),
        cmocka_unit_test_setup_teardown(mistakes_have_a_place, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
