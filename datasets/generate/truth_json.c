#include "truth_json.h"

#include "base/day.h"

void json_begin(struct json *json, const char *opening)
{
    if (json->needs_comma) text_put(&json->text, ",");
    text_put(&json->text, opening);
    json->needs_comma = false;
}

void json_end(struct json *json, const char *closing)
{
    text_put(&json->text, closing);
    json->needs_comma = true;
}

void json_name(struct json *json, const char *name)
{
    text_format(&json->text, "%s\n\"%s\": ", json->needs_comma ? "," : "", name);
    json->needs_comma = false;
}

void json_count(struct json *json, const char *name, int64_t count)
{
    json_name(json, name);
    text_format(&json->text, "%lld", (long long)count);
    json->needs_comma = true;
}

void json_number(struct json *json, const char *name, double value)
{
    json_name(json, name);
    text_format(&json->text, "%.6g", value);
    json->needs_comma = true;
}

void json_string(struct json *json, const char *name, const char *value)
{
    json_name(json, name);
    text_format(&json->text, "\"%s\"", value);
    json->needs_comma = true;
}

void json_share(struct json *json, const char *name, int64_t base, int64_t met)
{
    json_name(json, name);
    text_format(&json->text, "{\"n\": %lld, \"sum\": %lld, \"value\": ", (long long)base,
                (long long)met);
    if (base == 0)
        text_put(&json->text, "null}");
    else
        text_format(&json->text, "%.6f}", (double)met / (double)base);
    json->needs_comma = true;
}

void json_month(struct json *json, const char *name, int32_t month)
{
    char text[MONTH_TEXT_BYTES];
    month_text(month, text);
    json_string(json, name, text);
}
