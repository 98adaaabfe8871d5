/* truth_json.h: the pieces that truth.json is written with. */
#ifndef GENERATE_TRUTH_JSON_H
#define GENERATE_TRUTH_JSON_H
#include "output.h"

/* JSON by hand: the only strings are our own, none of which needs escaping. */
struct json {
    struct text text;
    bool needs_comma;
};

static inline void begin(struct json *json, const char *opening)
{
    if (json->needs_comma) text_put(&json->text, ",");
    text_put(&json->text, opening);
    json->needs_comma = false;
}

static inline void end(struct json *json, const char *closing)
{
    text_put(&json->text, closing);
    json->needs_comma = true;
}

static inline void put_name(struct json *json, const char *name)
{
    text_format(&json->text, "%s\n\"%s\": ", json->needs_comma ? "," : "", name);
    json->needs_comma = false;
}

static inline void put_count(struct json *json, const char *name, int64_t count)
{
    put_name(json, name);
    text_format(&json->text, "%lld", (long long)count);
    json->needs_comma = true;
}

static inline void put_number(struct json *json, const char *name, double value)
{
    put_name(json, name);
    text_format(&json->text, "%.6g", value);
    json->needs_comma = true;
}

static inline void put_string(struct json *json, const char *name, const char *value)
{
    put_name(json, name);
    text_format(&json->text, "\"%s\"", value);
    json->needs_comma = true;
}

/* {"n", "sum", "value"}; value null when nothing was counted. */
static inline void put_share(struct json *json, const char *name, int64_t base, int64_t met)
{
    put_name(json, name);
    text_format(&json->text, "{\"n\": %lld, \"sum\": %lld, \"value\": ", (long long)base,
                (long long)met);
    if (base == 0)
        text_put(&json->text, "null}");
    else
        text_format(&json->text, "%.6f}", (double)met / (double)base);
    json->needs_comma = true;
}

static inline void put_month(struct json *json, const char *name, int32_t month)
{
    char text[MONTH_TEXT_BYTES];
    month_text(month, text);
    put_string(json, name, text);
}

#endif
