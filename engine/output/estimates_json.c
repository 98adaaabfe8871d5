#include "base/day.h"
#include "output/result_parts.h"

#include <math.h>
#include <string.h>

/* All intervals of the engine are 95 % intervals. */
static const double interval_level = 0.95;

void period_text(int32_t period, char out[PERIOD_TEXT_BYTES])
{
    if (period == PERIOD_ALL)
        memcpy(out, "all", sizeof "all");
    else
        month_text(period, out);
}

void segment_json(struct json *json, cJSON *parent, enum axis axis, const char *key)
{
    cJSON *segment = json_object(json, parent, "segment");
    if (axis != AXIS_NETWORK) json_text(json, segment, axis_rows[axis].name, key);
}

static void add_escaped(const char *key, struct text *out)
{
    for (const char *at = key; *at; at++) {
        if (*at == '%' || *at == '|' || *at == '=')
            text_format(out, "%%%02X", (unsigned)(unsigned char)*at);
        else
            text_add(out, at, 1);
    }
}

void estimate_id(const struct estimate *estimate, struct text *out)
{
    char period[PERIOD_TEXT_BYTES];
    period_text(estimate->period, period);
    text_clear(out);
    text_format(out, "%s|", estimate->metric->id);
    if (estimate->axis != AXIS_NETWORK) {
        text_format(out, "%s=", axis_rows[estimate->axis].name);
        add_escaped(estimate->key, out);
    }
    text_format(out, "|%s", period);
}

static void change_json(struct json *json, cJSON *parent, const struct estimate *estimate)
{
    if (!estimate->change.exists) {
        json_null(json, parent, "change");
        return;
    }
    char from[PERIOD_TEXT_BYTES];
    period_text(estimate->change.from, from);
    cJSON *change = json_object(json, parent, "change");
    json_text(json, change, "from", from);
    json_number(json, change, "value", estimate->change.value);
    json_number(json, change, "lower", estimate->change.lower);
    json_number(json, change, "upper", estimate->change.upper);
    json_number(json, change, "q", estimate->change.q);
}

static void benchmark_json(struct json *json, cJSON *parent, const struct estimate *estimate)
{
    if (isnan(estimate->benchmark.value)) {
        json_null(json, parent, "benchmark");
        return;
    }
    cJSON *benchmark = json_object(json, parent, "benchmark");
    json_number(json, benchmark, "value", estimate->benchmark.value);
    json_text(json, benchmark, "source", estimate->benchmark.source);
    json_text(json, benchmark, "verdict", standing_names[estimate->benchmark.standing]);
}

static void estimate_json(struct json *json, cJSON *list, const struct estimate *estimate,
                          struct text *id)
{
    char period[PERIOD_TEXT_BYTES];
    period_text(estimate->period, period);
    estimate_id(estimate, id);
    if (id->failed) json->failed = true;
    cJSON *object = json_object(json, list, NULL);
    json_text(json, object, "id", id->bytes);
    json_text(json, object, "metric", estimate->metric->id);
    segment_json(json, object, estimate->axis, estimate->key);
    json_text(json, object, "period", period);
    json_count(json, object, "n", estimate->n);
    json_number(json, object, "value", estimate->value);
    json_number(json, object, "lower", estimate->lower);
    json_number(json, object, "upper", estimate->upper);
    json_number(json, object, "level", interval_level);
    json_text(json, object, "unit", unit_names[estimate->metric->unit]);
    json_text(json, object, "method", estimate->method);
    change_json(json, object, estimate);
    benchmark_json(json, object, estimate);
    json_text(json, object, "verdict", verdict_names[estimate->verdict]);
    json_text(json, object, "status", status_names[estimate->status]);
    json_text(json, object, "reason", estimate->reason ? estimate->reason : "");
    if (!isnan(estimate->target)) json_number(json, object, "target", estimate->target);
}

void estimates_json(struct json *json, cJSON *parent, const struct result *result)
{
    struct text id;
    text_init(&id, 0);
    cJSON *list = json_array(json, parent, "estimates");
    for (size_t i = 0; i < result->estimate_count && !json->failed; i++)
        estimate_json(json, list, &result->estimates[i], &id);
    text_release(&id);
}
