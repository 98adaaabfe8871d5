#include "truth_json.h"

#include <stdio.h>

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

void put_name(struct json *json, const char *name)
{
    text_format(&json->text, "%s\n\"%s\": ", json->needs_comma ? "," : "", name);
    json->needs_comma = false;
}

void put_count(struct json *json, const char *name, int64_t count)
{
    put_name(json, name);
    text_format(&json->text, "%lld", (long long)count);
    json->needs_comma = true;
}

void put_number(struct json *json, const char *name, double value)
{
    put_name(json, name);
    text_format(&json->text, "%.6g", value);
    json->needs_comma = true;
}

void put_string(struct json *json, const char *name, const char *value)
{
    put_name(json, name);
    text_format(&json->text, "\"%s\"", value);
    json->needs_comma = true;
}

/* {"n", "sum", "value"}; value null when nothing was counted. */
void put_share(struct json *json, const char *name, int64_t base, int64_t met)
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

void put_month(struct json *json, const char *name, int32_t month)
{
    char text[MONTH_TEXT_BYTES];
    month_text(month, text);
    put_string(json, name, text);
}

void put_dealer_id(struct json *json, int32_t dealer)
{
    char text[16];
    snprintf(text, sizeof text, "D%03d", dealer + 1);
    put_string(json, "dealer", text);
}

void put_region(struct json *json, const struct world *world, int32_t region)
{
    put_string(json, "region", world->lists[LIST_REGION].code[region].bytes);
}

void put_product(struct json *json, const struct world *world, int32_t product)
{
    put_string(json, "product", world->lists[LIST_PRODUCT].code[product].bytes);
}
