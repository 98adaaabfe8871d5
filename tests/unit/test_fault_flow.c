/* layer: reports */
#include "reports/page/report.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#define COLUMN(name, unit) "{\"name\":\"" name "\",\"unit\":\"" unit "\"}"
#define PARETO                                                                                     \
    COLUMN("key", "text")                                                                          \
    "," COLUMN("n", "count") "," COLUMN("share", "share") "," COLUMN("lower", "share") "," COLUMN( \
        "upper", "share") "," COLUMN("n_before", "count") "," COLUMN("share_before", "share")

/* Fault a: 60 of its 80 repairs go along the chain of the table; it rises. */
static const char RESULT[] =
    "{\"schema\":\"rater.result/1\",\"engine\":{\"version\":\"1\",\"build\":\"\","
    "\"certificate\":null},\"run\":{\"title\":\"A\",\"period\":\"2025-06\",\"horizon\":"
    "\"2025-06-30T10:00\",\"history_from\":\"2024-01\",\"config_sha256\":\"00\",\"inputs\":[]},"
    "\"estimates\":[],\"series\":[],\"columns\":[],\"tables\":{"
    "\"faults.pareto_fault\":{\"columns\":[" PARETO "],\"rows\":["
    "[\"a\",80,0.8,0.7,0.9,70,0.7],[\"b\",20,0.2,0.1,0.3,30,0.3]]},"
    "\"faults.flow\":{\"columns\":[" COLUMN("fault", "text") "," COLUMN("cause", "text") "," COLUMN(
        "action",
        "text") "," COLUMN("n", "count") "],\"rows\":[[\"a\",\"p\",\"x\",60],"
                                         "[\"b\",\"q\",\"y\",20]]},"
                                         "\"faults.rising\":{\"columns\":[" COLUMN(
                                             "fault",
                                             "text") "," COLUMN("q",
                                                                "q") "],\"rows\":[[\"a\",0.001],["
                                                                     "\"b\",0.2]]}},\"curves\":{},"
                                                                     "\"quality\":{}}";

/* As many as in the Pareto, the rest of them not known; and the caption says how many are. */
static void flow_adds_up_to_the_pareto(void **state)
{
    (void)state;
    struct model model;
    struct err err = ERR_INIT;
    struct text json, page;
    const struct report_options options = {"", ""};
    text_init(&json, 0);
    text_put(&json, RESULT);
    text_init(&page, 0);
    if (model_init(&model, "result.json", &json, MODEL_PAGE, &err) != RC_OK)
        fail_msg("%s", err.message);
    assert_int_equal(report_write(&model, LANGUAGE_EN, &options, &page, &err), RC_OK);
    assert_non_null(strstr(page.bytes, "</tspan>a<tspan class=\"note\" dx=\"5\">80<"));
    assert_non_null(strstr(page.bytes, ">b<tspan class=\"note\" dx=\"5\">20<"));
    assert_non_null(strstr(page.bytes, ">p<tspan class=\"note\" dx=\"5\">60<"));
    assert_non_null(strstr(page.bytes, "class=\"nodebar missing\""));
    assert_non_null(strstr(page.bytes, "class=\"nodebar bad\""));
    assert_non_null(strstr(page.bytes, "Of 100 repairs with a fault written down, 80 (80"));
    model_release(&model);
    text_release(&json);
    text_release(&page);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(flow_adds_up_to_the_pareto)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
