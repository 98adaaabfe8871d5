/* layer: reports */
/* The section on what customers are worth, drawn from a result made by hand: the table of cases,
 * and the numbers that its sliders move between. */
#include "reports/kit/number.h"
#include "reports/page/report.h"
#include "tests/unit/fixtures/html_check.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

enum { RETENTION_STEPS = 6, FAST_STEPS = 3 };
static const int retention_points[RETENTION_STEPS] = {-5, 0, 1, 2, 5, 10};

static void put_estimate(struct text *json, const char *metric, const char *unit, double value,
                         double half_width, const char *reason)
{
    if (json->bytes[json->byte_count - 1] == '}') text_put(json, ",\n");
    text_format(json,
                "{\"id\":\"%s||all\",\"metric\":\"%s\",\"segment\":{},\"period\":\"all\",\"n\":900,"
                "\"value\":%.6f,\"lower\":%.6f,\"upper\":%.6f,\"level\":0.95,\"unit\":\"%s\","
                "\"method\":\"linearised\",\"change\":null,\"benchmark\":null,\"verdict\":\"\","
                "\"status\":\"%s\",\"reason\":\"%s\"}",
                metric, metric, value, value - half_width, value + half_width, unit,
                reason[0] ? "partial" : "pass", reason);
}

/* Value, effect and total of a case, each with its bounds, in fen; no numbers in the last case. */
static void put_case(struct text *json, int retention, int fast)
{
    const int points = retention_points[retention];
    const bool is_today = points == 0 && fast == 0;
    const double value = 100000.5 + 1234.56 * points + 77.7 * fast;
    const double effect = value - 100000.5, half = is_today ? 0 : 50;
    if (json->bytes[json->byte_count - 1] == ']') text_put(json, ",");
    text_format(json, "[%d,%d,%.3f,%.3f,5000,", points, 10 * fast, 0.4 + points / 100.0,
                0.95 > 0.88 + fast / 10.0 ? 0.88 + fast / 10.0 : 0.95);
    if (retention == RETENTION_STEPS - 1 && fast == FAST_STEPS - 1) {
        text_put(json, "null,null,null,null,null,null,null,null,null]");
        return;
    }
    text_format(json, "%.3f,%.3f,%.3f,%.3f,%.3f,%.3f,%.3f,%.3f,%.3f]", value, value - 600,
                value + 600, effect, effect - half, effect + half, 5000 * effect,
                5000 * (effect - half), 5000 * (effect + half));
}

static void put_cases(struct text *json, int fast_steps)
{
    static const char *const names[] = {"retention_points",
                                        "fast_points",
                                        "retention",
                                        "fast_share",
                                        "n",
                                        "value",
                                        "value_lower",
                                        "value_upper",
                                        "effect",
                                        "effect_lower",
                                        "effect_upper",
                                        "total",
                                        "total_lower",
                                        "total_upper"};
    text_put(json, "\"value.cases\":{\"columns\":[");
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        text_format(json, "%s{\"name\":\"%s\",\"unit\":\"fen\"}", i > 0 ? "," : "", names[i]);
    text_put(json, "],\"rows\":[");
    for (int fast = 0; fast < fast_steps; fast++)
        for (int retention = 0; retention < RETENTION_STEPS; retention++)
            put_case(json, retention, fast);
    text_put(json, "]}");
}

static void put_result(struct text *json, int fast_steps, const char *margin_from)
{
    text_put(json, "{\"schema\":\"rater.result/1\",\"engine\":{\"version\":\"1\",\"build\":\"\","
                   "\"certificate\":null},\"run\":{\"title\":\"\",\"period\":\"2025-06\","
                   "\"horizon\":\"2025-06-30T10:00\",\"history_from\":\"2024-01\","
                   "\"config_sha256\":\"00\",\"inputs\":[]},\"estimates\":[\n");
    put_estimate(json, "value.lifetime_fen", "fen", 100000, 600, "");
    put_estimate(json, "value.retention_365d", "share", 0.4, 0.01, "");
    put_estimate(json, "value.point_fen", "fen", 1234, 50, "");
    put_estimate(json, "value.fast_recovery_fen", "fen", 40000, 3000, "incomplete: some");
    text_put(json, "],\"series\":[],\"columns\":[],\"tables\":{");
    put_cases(json, fast_steps);
    text_format(json,
                ",\"value.basis\":{\"columns\":[{\"name\":\"n\",\"unit\":\"count\"},{\"name\":"
                "\"active_customers\",\"unit\":\"count\"},{\"name\":\"complained_customers\","
                "\"unit\":\"count\"},{\"name\":\"discount\",\"unit\":\"share\"},{\"name\":"
                "\"horizon_years\",\"unit\":\"count\"},{\"name\":\"margin\",\"unit\":\"share\"},"
                "{\"name\":\"margin_from\",\"unit\":\"text\"}],\"rows\":[[900,5000,321,0.1,7,0.3,"
                "\"%s\"]]}},\"curves\":{},\"quality\":{\"rows_in\":0,\"rows_used\":0,"
                "\"rows_rejected\":0,\"rows_superseded\":0,\"files\":[],\"tables\":[],"
                "\"columns\":[],\"rejects\":[],\"notes\":[]}}",
                margin_from);
}

static void draw(enum language language, int fast_steps, const char *margin_from, struct text *page)
{
    struct err err = ERR_INIT;
    struct text json;
    struct model model;
    const struct report_options options = {"", ""};
    text_init(&json, 0);
    text_init(page, 0);
    put_result(&json, fast_steps, margin_from);
    if (model_init(&model, "result.json", &json, MODEL_PAGE, &err) != RC_OK)
        fail_msg("%s", err.message);
    if (report_write(&model, language, &options, page, &err) != RC_OK) fail_msg("%s", err.message);
    model_release(&model);
    text_release(&json);
}

static void assert_has(const struct text *page, const char *part)
{
    if (!strstr(page->bytes, part)) fail_msg("the page lacks: %s", part);
}

static void assert_lacks(const struct text *page, const char *part)
{
    if (strstr(page->bytes, part)) fail_msg("the page holds: %s", part);
}

static void assert_well_formed(const struct text *page)
{
    struct html_check check;
    const char *reason = html_check(&check, page->bytes);
    if (reason) fail_msg("%s", reason);
}

static void cases_stand_in_a_table(void **state)
{
    (void)state;
    struct text page;
    draw(LANGUAGE_EN, FAST_STEPS, "assumed", &page);
    assert_well_formed(&page);
    assert_has(&page, "+2 pp (42.0\xC2\xA0%)");
    assert_has(&page, "Solved in 24 h: +20 pp (95.0\xC2\xA0%)");
    /* 2 points and 10: 1,025.468 yuan; 2,546.82 fen more, times 5,000: 127.3 thousand yuan */
    assert_has(&page, ">1,025 [1,019, 1,031]<br><small>+127.3 [+124.8, +129.8]<");
    /* today against today is 0, and nothing is uncertain about it */
    assert_has(&page, ">1,000 [994, 1,006]<br><small>0<");
    /* a case that cannot be */
    assert_has(&page, ">\xE2\x80\x93<br><small>\xE2\x80\x93<");
    assert_has(&page,
               "if each of the 5,000 active customers had bought on the last day (thousand yuan)");
    assert_has(&page, "margin 30.0\xC2\xA0% (assumed: the data have no costs)");
    text_release(&page);
    draw(LANGUAGE_ZH, FAST_STEPS, "costs", &page);
    assert_well_formed(&page);
    assert_has(&page, "\xE4\xB8\x87\xE5\x85\x83"); /* ten thousand yuan */
    assert_lacks(&page, "thousand yuan");
    text_release(&page);
}

static void sentence_tells_point_and_total(void **state)
{
    (void)state;
    struct text page;
    draw(LANGUAGE_EN, FAST_STEPS, "costs", &page);
    assert_has(&page, "within 7 years.");
    assert_has(&page, "61.7\xC2\xA0thousand yuan [59.2, 64.2] over the 5,000 active customers if "
                      "each bought today.");
    assert_has(&page, "solved within 24 hours are expected to bring ");
    text_release(&page);
}

/* A number that holds in part only says so where it is told, and why below. */
static void answer_marks_what_holds_in_part(void **state)
{
    (void)state;
    struct text page;
    draw(LANGUAGE_EN, FAST_STEPS, "costs", &page);
    const char *told = strstr(page.bytes, "are expected to bring ");
    const char *mark = told ? strstr(told, "\xE2\x97\x90"
                                           "1</small>")
                            : NULL;
    const char *end = told ? strstr(told, "</p>") : NULL;
    assert_non_null(end);
    assert_true(mark && mark < end);
    const char *note = strstr(end, "\xE2\x97\x90"
                                   "1 holds in part only: ");
    assert_true(note && note < end + 60);
    text_release(&page);
}

/* Without complaints there is one slider, and one column. */
static void speed_is_left_out_where_it_is_not_known(void **state)
{
    (void)state;
    struct text page;
    draw(LANGUAGE_EN, 1, "configured", &page);
    assert_well_formed(&page);
    assert_has(&page, "id=\"retention_points\"");
    assert_lacks(&page, "id=\"fast_points\"");
    text_release(&page);
}

/* The three numbers of a case in the sliders' grid number `output`, as the table writes them. */
static void grid_text(const struct text *page, int output, int row, bool is_signed, char *text)
{
    const char *at = strstr(page->bytes, "class=\"whatif\"");
    for (int i = 0; at && i <= output; i++) at = strstr(at + 1, " data-decimals=\"");
    assert_non_null(at);
    const unsigned decimals = (unsigned)(at[strlen(" data-decimals=\"")] - '0');
    at = strstr(at, "data-cases=\"");
    assert_non_null(at);
    at += strlen("data-cases=\"");
    for (int i = 0; i < 3 * row; i++) at = strchr(at, ' ') + 1;
    struct text made;
    text_init(&made, 0);
    for (int i = 0; i < 3; i++) {
        char *end;
        const double number = strtod(at, &end);
        text_put(&made, i == 0 ? "" : i == 1 ? " [" : ", ");
        if (is_signed && number > 0) text_put(&made, "+");
        number_grouped(&made, number, decimals);
        at = end + 1;
    }
    text_put(&made, "]");
    (void)snprintf(text, 64, "%s", made.bytes);
    text_release(&made);
}

static void sliders_agree_with_the_table(void **state)
{
    (void)state;
    struct text page;
    draw(LANGUAGE_EN, FAST_STEPS, "costs", &page);
    const char *at = strstr(page.bytes, "id=\"value.cases\"");
    assert_non_null(at);
    for (int retention = 0; retention < RETENTION_STEPS; retention++)
        for (int fast = 0; fast < FAST_STEPS; fast++) {
            at = strstr(at, "<td");
            assert_non_null(at);
            at = strchr(at, '>') + 1;
            if (strncmp(at, "\xE2\x80\x93", 3) == 0) continue;
            char value[64], total[64], expected[160];
            const int row = fast * RETENTION_STEPS + retention;
            grid_text(&page, 0, row, false, value);
            grid_text(&page, 2, row, true, total);
            const bool is_today = retention == 1 && fast == 0;
            const int byte_count = snprintf(expected, sizeof expected, "%s<br><small>%s</small>",
                                            value, is_today ? "0" : total);
            if (strncmp(at, expected, (size_t)byte_count) != 0)
                fail_msg("row %d: the sliders say %s, the table %.70s", row, expected, at);
        }
    text_release(&page);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cases_stand_in_a_table),
        cmocka_unit_test(sentence_tells_point_and_total),
        cmocka_unit_test(answer_marks_what_holds_in_part),
        cmocka_unit_test(speed_is_left_out_where_it_is_not_known),
        cmocka_unit_test(sliders_agree_with_the_table),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
