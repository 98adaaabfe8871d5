/* A result with dealers, written by hand: for the tests of dealers' pages. */
#ifndef TEST_DEALER_RESULT_H
#define TEST_DEALER_RESULT_H
#include "reports/dealers/dealer_pages.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* What stands between the estimates and the end of the result; NULL: nothing. */
struct tail {
    const char *columns, *series, *tables, *files, *rejects;
};

static inline void put_head(struct text *json)
{
    text_put(
        json,
        "{\"schema\":\"rater.result/1\",\"engine\":{\"version\":\"1\",\"build\":\"\","
        "\"certificate\":null},\"run\":{\"title\":\"A<b>&B\",\"period\":\"2025-06\","
        "\"horizon\":\"2025-06-30T10:00\",\"history_from\":\"2024-01\","
        "\"config_sha256\":\"00\",\"minimum_base\":10,\"inputs\":[{\"table\":\"surveys\",\"file\":"
        "\"secret/path.csv\",\"used\":3}]},\"estimates\":[");
}

/* A key as it stands in JSON, and in an id. */
static inline void put_key(struct text *json, const char *key, bool is_id)
{
    for (const char *at = key; *at; at++) {
        if (is_id && strchr("%|=", *at))
            text_format(json, "%%%02X", (unsigned)*at);
        else if (strchr("\"\\", *at))
            text_format(json, "\\%c", *at);
        else
            text_add(json, at, 1);
    }
}

struct row {
    const char *metric, *dealer; /* "": the network */
    unsigned n;
    double value; /* negative: refused */
    const char *verdict, *change;
};

/* The reason stands for that of too few records in a refused row. */
static inline void put_row_because(struct text *json, const struct row *row, const char *reason)
{
    const char last = json->bytes[json->byte_count - 1];
    const bool is_share = strncmp(row->metric, "rater.", 6) != 0;
    if (last == '}') text_put(json, ",");
    text_format(json, "\n{\"id\":\"%s|%s", row->metric, row->dealer[0] ? "dealer=" : "");
    put_key(json, row->dealer, true);
    text_format(json, "|2025-06\",\"metric\":\"%s\",\"segment\":{", row->metric);
    if (row->dealer[0]) {
        text_put(json, "\"dealer\":\"");
        put_key(json, row->dealer, false);
        text_put(json, "\"");
    }
    text_format(json, "},\"period\":\"2025-06\",\"n\":%u,", row->n);
    if (row->value < 0)
        text_put(json, "\"value\":null,\"lower\":null,\"upper\":null,");
    else
        text_format(json, "\"value\":%.6f,\"lower\":%.6f,\"upper\":%.6f,", row->value,
                    row->value - 0.01, row->value + 0.01);
    text_format(json, "\"unit\":\"%s\",\"method\":\"wilson\",\"change\":%s,\"benchmark\":null,",
                is_share ? "share" : "score", row->change ? row->change : "null");
    text_format(json, "\"verdict\":\"%s\",\"status\":\"%s\",", row->verdict ? row->verdict : "",
                row->value < 0 ? "refused" : "pass");
    if (row->value < 0 && reason)
        text_format(json, "\"reason\":\"%s\"}", reason);
    else if (row->value < 0)
        text_format(json, "\"reason\":\"below_base: n = %u, at least 10 are needed\"}", row->n);
    else
        text_put(json, "\"reason\":\"\"}");
}

static inline void put_row(struct text *json, const struct row *row)
{
    put_row_because(json, row, NULL);
}

static inline void put_tail(struct text *json, const struct tail *tail)
{
    text_format(json, "],\"series\":[%s],\"columns\":[%s],\"tables\":{%s},\"curves\":{},",
                tail->series ? tail->series : "", tail->columns ? tail->columns : "",
                tail->tables ? tail->tables : "");
    text_format(json,
                "\"quality\":{\"rows_in\":1,\"rows_used\":1,\"rows_rejected\":0,"
                "\"rows_superseded\":0,\"files\":[%s],\"rejects\":[%s]}}",
                tail->files ? tail->files : "", tail->rejects ? tail->rejects : "");
}

static inline void model_of(struct model *model, const struct text *json)
{
    struct err err = ERR_INIT;
    const enum rc rc = model_init(model, "result.json", json, MODEL_WHOLE, &err);
    if (rc != RC_OK) fail_msg("%s", err.message);
}

/* A model of rows and a tail. */
static inline void make_model(struct model *model, const struct row *rows, size_t row_count,
                              const struct tail *tail)
{
    static const struct tail nothing = {NULL, NULL, NULL, NULL, NULL};
    struct text json;
    text_init(&json, 0);
    put_head(&json);
    for (size_t i = 0; i < row_count; i++) put_row(&json, &rows[i]);
    put_tail(&json, tail ? tail : &nothing);
    model_of(model, &json);
    text_release(&json);
}

static inline void draw_page(const struct model *model, enum language language, const char *dealer,
                             struct text *page)
{
    struct err err = ERR_INIT;
    text_init(page, 0);
    struct dealers dealers;
    struct dealer_part part;
    size_t found = 0;
    enum rc rc = dealers_init(&dealers, model, &err);
    if (rc == RC_OK) rc = dealers_find(&dealers, dealer, &found, &err);
    if (rc != RC_OK) fail_msg("%s", err.message);
    rc = dealer_part_init(&part, &dealers, found, &err);
    if (rc == RC_OK) rc = dealer_page_draw(&part, language, NULL, page, &err);
    if (rc != RC_OK) fail_msg("%s", err.message);
    dealer_part_release(&part);
    dealers_release(&dealers);
}

static inline void assert_has(const struct text *page, const char *part)
{
    if (!strstr(page->bytes, part)) fail_msg("the page lacks: %s", part);
}

static inline void assert_lacks(const struct text *page, const char *part)
{
    const char *found = strstr(page->bytes, part);
    if (found)
        fail_msg("the page tells %s: %.80s", part, found > page->bytes + 30 ? found - 30 : found);
}

#endif
