/* layer: reports */
/* Many dealers: estimates hold only those that differ, columns hold all. */
#include "reports/page/report.h"
#include "tests/unit/fixtures/html_check.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#define SCORE                                                                                      \
    "\"level\":0.95,\"unit\":\"score\",\"method\":\"student_t\",\"change\":null,"                  \
    "\"benchmark\":null,\"status\":\"pass\",\"reason\":\"\""

enum { DEALERS = 250 };

static void put_network(struct text *json, const char *metric, const char *period)
{
    text_format(json,
                "{\"id\":\"%s||%s\",\"metric\":\"%s\",\"segment\":{},\"period\":\"%s\","
                "\"n\":9000,\"value\":5.5,\"lower\":5.48,\"upper\":5.52,\"verdict\":\"\"," SCORE
                "},\n",
                metric, period, metric, period);
}

static void put_columns(struct text *json, const char *metric, double first)
{
    text_format(json, "{\"metric\":\"%s\",\"axis\":\"dealer\",\"period\":\"2025-06\",\"keys\":[",
                metric);
    for (int i = 0; i < DEALERS; i++) text_format(json, "%s\"D%03d\"", i ? "," : "", i);
    text_put(json, "],\"n\":[");
    for (int i = 0; i < DEALERS; i++) text_format(json, "%s%d", i ? "," : "", 100 + i);
    static const char *const lists[] = {"value", "lower", "upper"};
    for (size_t list = 0; list < 3; list++) {
        text_format(json, "],\"%s\":[", lists[list]);
        for (int i = 0; i < DEALERS; i++)
            text_format(json, "%s%.2f", i ? "," : "", i ? 5.5 + i % 7 / 100.0 : first);
    }
    text_put(json, "],\"verdict\":[");
    for (int i = 0; i < DEALERS; i++) text_put(json, i ? ",\"consistent\"" : "\"worse\"");
    text_put(json, "]}");
}

/* D000 differs, the others do not. */
static void put_result(struct text *json)
{
    text_put(json, "{\"schema\":\"rater.result/1\",\"engine\":{\"version\":\"1\",\"build\":\"\","
                   "\"certificate\":null},\"run\":{\"title\":\"A\",\"period\":\"2025-06\","
                   "\"horizon\":\"2025-06-30T10:00\",\"history_from\":\"2024-01\","
                   "\"config_sha256\":\"00\",\"inputs\":[]},\"estimates\":[\n");
    put_network(json, "card.overall.adjusted", "2025-06");
    put_network(json, "survey.overall.mean", "2025-05");
    put_network(json, "survey.overall.mean", "2025-06");
    text_put(json, "{\"id\":\"card.overall.adjusted|dealer=D000|2025-06\",\"metric\":"
                   "\"card.overall.adjusted\",\"segment\":{\"dealer\":\"D000\"},\"period\":"
                   "\"2025-06\",\"n\":100,\"value\":4.5,\"lower\":4.4,\"upper\":4.6,"
                   "\"verdict\":\"worse\"," SCORE "}],\n\"series\":[{\"metric\":"
                   "\"survey.overall.mean\",\"axis\":\"dealer\",\"keys\":[\"D000\",\"D001\"],"
                   "\"periods\":[\"2025-05\"],\"n\":[[9],[100]],\"value\":[[1.0],[5.5]]}],"
                   "\"columns\":[");
    put_columns(json, "card.overall.adjusted", 4.5);
    text_put(json, ",");
    put_columns(json, "survey.overall.mean", 4.0);
    text_put(json, "],\"tables\":{},\"curves\":{},\"quality\":{}}");
}

static void draw(struct text *page)
{
    struct model model;
    struct err err = ERR_INIT;
    struct text json;
    const struct report_options options = {"", ""};
    text_init(&json, 0);
    put_result(&json);
    text_init(page, 0);
    if (model_init(&model, "result.json", &json, MODEL_PAGE, &err) != RC_OK)
        fail_msg("%s", err.message);
    if (report_write(&model, LANGUAGE_EN, &options, page, &err) != RC_OK)
        fail_msg("%s", err.message);
    model_release(&model);
    text_release(&json);
}

static void all_dealers_are_counted_and_drawn(void **state)
{
    (void)state;
    struct html_check check;
    struct text page;
    draw(&page);
    assert_non_null(strstr(page.bytes, "of 250 dealers 0 are better"));
    assert_non_null(strstr(page.bytes, "1 worse, 249 consistent"));
    assert_non_null(strstr(page.bytes, "class=\"dots\""));
    assert_non_null(strstr(page.bytes, ">D000</text>"));
    assert_null(html_check(&check, page.bytes));
    text_release(&page);
}

/* The report month of a dealer whose month is like the others' stands in columns alone; a month
 * with 9 records is too little to shade. */
static void heat_has_the_report_month_and_no_thin_one(void **state)
{
    (void)state;
    struct text page;
    draw(&page);
    assert_non_null(strstr(page.bytes, "<path class=\"h-none\" d=\"M0 12l500 0\"/>"));
    assert_non_null(strstr(page.bytes, "<path class=\"h-bad\" d=\"M500 0h500v24h-500z\"/>"));
    assert_null(strstr(page.bytes, ">D001</text>"));
    assert_non_null(strstr(page.bytes, "shown because they differ"));
    text_release(&page);
}

/* A link of the heat map leads to the row of the table below it. */
static void names_lead_to_the_table(void **state)
{
    (void)state;
    struct text page;
    draw(&page);
    const char *link =
        strstr(page.bytes, "<a href=\"#card.overall.adjusted|dealer=D000|2025-06\"><text");
    const char *row = strstr(page.bytes, " id=\"card.overall.adjusted|dealer=D000|2025-06\"");
    assert_non_null(link);
    assert_non_null(row);
    assert_true(link < row);
    text_release(&page);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_dealers_are_counted_and_drawn),
        cmocka_unit_test(heat_has_the_report_month_and_no_thin_one),
        cmocka_unit_test(names_lead_to_the_table),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
