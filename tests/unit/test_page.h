/* tests/unit/test_page.h: results made for the page's tests, and the page they make. */
#ifndef TESTS_UNIT_TEST_PAGE_H
#define TESTS_UNIT_TEST_PAGE_H
#include "reports/page/report.h"
#include "tests/unit/fixtures/html_check.h"
#include "tests/unit/test_page_faults.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* What a hostile dealer would write into a key. */
static const char HOSTILE[] = "</td><script>alert(1)</script> \" onmouseover=\"x' %|=&";

static inline void put_estimate(struct text *json, const char *metric, const char *axis,
                                const char *key, const char *period, const char *numbers)
{
    cJSON *name = cJSON_CreateString(key);
    char *quoted = cJSON_PrintUnformatted(name);
    struct text escaped;
    text_init(&escaped, 0);
    for (const char *at = quoted + 1; at[1]; at++) {
        if (strchr("%|=", *at))
            text_format(&escaped, "%%%02X", (unsigned)*at);
        else
            text_add(&escaped, at, 1);
    }
    if (json->bytes[json->byte_count - 1] == '}') text_put(json, ",\n");
    text_format(json, "{\"id\":\"%s|%s%s%s|%s\",\"metric\":\"%s\",\"segment\":{", metric, axis,
                axis[0] ? "=" : "", axis[0] ? escaped.bytes : "", period, metric);
    if (axis[0]) text_format(json, "\"%s\":%s", axis, quoted);
    text_format(json, "},\"period\":\"%s\",%s}", period, numbers);
    text_release(&escaped);
    cJSON_free(quoted);
    cJSON_Delete(name);
}

#define GOOD_SHARE                                                                                 \
    "\"n\":1000,\"value\":0.812,\"lower\":0.799,\"upper\":0.824,\"level\":0.95,"                   \
    "\"unit\":\"share\",\"method\":\"wilson\",\"change\":null,\"benchmark\":null,"                 \
    "\"verdict\":\"\",\"status\":\"pass\",\"reason\":\"\""
#define WORSE_SHARE                                                                                \
    "\"n\":90,\"value\":0.5,\"lower\":0.4,\"upper\":0.6,\"level\":0.95,\"unit\":\"share\","        \
    "\"method\":\"wilson\",\"change\":null,\"benchmark\":null,\"verdict\":\"worse\","              \
    "\"status\":\"pass\",\"reason\":\"\""
#define REFUSED_FOR(reason)                                                                        \
    "\"n\":3,\"value\":null,\"lower\":null,\"upper\":null,\"level\":0.95,\"unit\":\"share\","      \
    "\"method\":\"wilson\",\"change\":null,\"benchmark\":null,\"verdict\":\"cannot_say\","         \
    "\"status\":\"refused\",\"reason\":\"" reason "\""
#define REFUSED_SHARE REFUSED_FOR("below_base: n = 3, at least 10 are needed")
#define FALLEN_SCORE                                                                               \
    "\"n\":4900,\"value\":5.42,\"lower\":5.40,\"upper\":5.44,\"level\":0.95,\"unit\":\"score\","   \
    "\"method\":\"student_t\",\"change\":{\"from\":\"2025-05\",\"value\":-0.19,"                   \
    "\"lower\":-0.27,\"upper\":-0.11,\"q\":1e-6},\"benchmark\":null,\"verdict\":\"\","             \
    "\"status\":\"pass\",\"reason\":\"\""

static inline void put_head(struct text *json, const char *certificate)
{
    text_put(json, "{\"schema\":\"rater.result/1\",\"engine\":{\"version\":\"1\",\"build\":\"\","
                   "\"certificate\":");
    text_put(json, certificate);
    text_put(json, "},\"run\":{\"title\":\"A<b>&B\",\"period\":\"2025-06\","
                   "\"horizon\":\"2025-06-30T10:00\",\"history_from\":\"2024-01\","
                   "\"config_sha256\":\"00\",\"inputs\":[]},\"estimates\":[\n");
}

static inline void put_tail(struct text *json)
{
    text_put(json, FAULT_TABLES
             "\"targets\":{\"columns\":[{\"name\":\"metric\",\"unit\":\"text\"},{\"name\":"
             "\"target\",\"unit\":\"number\"}],\"rows\":[[\"sla.reply_24h\",0.85]]},"
             "\"strange.table\":{\"columns\":[{\"name\":\"a<\",\"unit\":"
             "\"text\"}],\"rows\":[[\"kept\"]]}},"
             "\"curves\":{\"retention.repurchase_365d\":[{\"metric\":\"retention.repurchase_365d\","
             "\"segment\":{\"path\":"
             "\"no_problem\"},\"n\":100,\"events\":40,\"time_unit\":\"days\",\"time\":[10,300],"
             "\"survival\":[0.9,0.6],\"lower\":[0.8,null],\"upper\":[0.95,null],\"at_risk\":"
             "[100,50],\"method\":\"kaplan_meier_log_log\"}]},"
             "\"quality\":{\"rows_in\":110,\"rows_used\":100,\"rows_rejected\":7,"
             "\"rows_superseded\":3,\"files\":[],\"tables\":[],\"columns\":[],\"rejects\":["
             "{\"kind\":\"record\",\"rule\":\"no_key\",\"table\":\"repairs\",\"file\":\"a\","
             "\"column\":\"\",\"count\":4},{\"kind\":\"record\",\"rule\":\"no_key\",\"table\":"
             "\"repairs\",\"file\":\"b\",\"column\":\"\",\"count\":3}],"
             "\"notes\":[{\"zh\":\"<i>\",\"en\":\"<u>\"}]}}");
}

/* A network of so many dealers; the first is hostile, the second refused. */
static inline void put_result(struct text *json, int dealer_count, const char *certificate)
{
    static const char *const metrics[] = {
        "sla.close_24h",       "sla.reply_24h",          "repair.first_time_fix_30d",
        "survey.overall.top2", "stage.out_of_box.share", "zzz.unknown.share"};
    put_head(json, certificate);
    put_estimate(json, "rater.responsiveness", "", "", "2025-06", FALLEN_SCORE);
    put_estimate(json, "retention.repurchase_365d", "path", "no_problem", "all", GOOD_SHARE);
    for (size_t i = 0; i < sizeof metrics / sizeof *metrics; i++) {
        put_estimate(json, metrics[i], "", "", "2025-05", GOOD_SHARE);
        put_estimate(json, metrics[i], "", "", "2025-06", GOOD_SHARE);
        put_estimate(json, metrics[i], "region", HOSTILE, "2025-06", WORSE_SHARE);
        for (int dealer = 0; dealer < dealer_count; dealer++) {
            char key[64];
            (void)snprintf(key, sizeof key, dealer == 0 ? "%s" : "D%.0s%03d",
                           dealer == 0 ? HOSTILE : "", dealer);
            put_estimate(json, metrics[i], "dealer", key, "2025-06",
                         dealer == 1 ? REFUSED_SHARE : WORSE_SHARE);
        }
    }
    put_tail(json);
}

static inline void model_of(struct model *model, const struct text *json)
{
    struct err err = ERR_INIT;
    const enum rc rc = model_init(model, "result.json", json, MODEL_PAGE, &err);
    if (rc != RC_OK) fail_msg("%s", err.message);
}

static inline void make_result(struct model *model, int dealer_count)
{
    struct text json;
    text_init(&json, 0);
    put_result(&json, dealer_count, "null");
    model_of(model, &json);
    text_release(&json);
}

static inline void draw(const struct model *model, enum language language, const char *other,
                        struct text *page)
{
    struct err err = ERR_INIT;
    const struct report_options options = {other, ""};
    text_init(page, 0);
    const enum rc rc = report_write(model, language, &options, page, &err);
    if (rc != RC_OK) fail_msg("%s", err.message);
}

static inline void assert_has(const struct text *page, const char *part)
{
    if (!strstr(page->bytes, part)) fail_msg("the page lacks: %s", part);
}

static inline void assert_lacks(const struct text *page, const char *part)
{
    const char *found = strstr(page->bytes, part);
    if (found) fail_msg("the page holds: %.80s", found);
}

#endif
