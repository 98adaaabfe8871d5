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

void segment_json(struct line *line, enum axis axis, const char *key)
{
    line_open_object(line, "segment");
    if (axis != AXIS_NETWORK) line_text(line, axis_rows[axis].name, key);
    line_close_object(line);
}

static void add_key(struct line *line, const char *key)
{
    if (!strpbrk(key, "%|=")) {
        line_add_text(line, key);
        return;
    }
    struct text escaped;
    text_init(&escaped, 0);
    for (const char *at = key; *at; at++) {
        if (*at == '%' || *at == '|' || *at == '=')
            text_format(&escaped, "%%%02X", (unsigned)(unsigned char)*at);
        else
            text_add(&escaped, at, 1);
    }
    if (escaped.failed) line->failed = true;
    line_add_text(line, escaped.bytes);
    text_release(&escaped);
}

void id_json(struct line *line, const struct estimate *estimate, const char *period)
{
    line_begin_text(line, "id");
    line_add_text(line, estimate->metric->id);
    line_add_text(line, "|");
    if (estimate->axis != AXIS_NETWORK) {
        line_add_text(line, axis_rows[estimate->axis].name);
        line_add_text(line, "=");
        add_key(line, estimate->key);
    }
    line_add_text(line, "|");
    line_add_text(line, period);
    line_end_text(line);
}

static void change_json(struct line *line, const struct estimate *estimate)
{
    if (!estimate->change.exists) {
        line_null(line, "change");
        return;
    }
    char from[PERIOD_TEXT_BYTES];
    period_text(estimate->change.from, from);
    line_open_object(line, "change");
    line_text(line, "from", from);
    line_number(line, "value", estimate->change.value);
    line_number(line, "lower", estimate->change.lower);
    line_number(line, "upper", estimate->change.upper);
    line_number(line, "q", estimate->change.q);
    line_close_object(line);
}

static void benchmark_json(struct line *line, const struct estimate *estimate)
{
    if (isnan(estimate->benchmark.value)) {
        line_null(line, "benchmark");
        return;
    }
    line_open_object(line, "benchmark");
    line_number(line, "value", estimate->benchmark.value);
    if (estimate->benchmark.low < estimate->benchmark.value)
        line_number(line, "low", estimate->benchmark.low);
    line_text(line, "source", estimate->benchmark.source);
    line_text(line, "verdict", standing_names[estimate->benchmark.standing]);
    line_close_object(line);
}

static void estimate_json(const void *context, size_t number, struct line *line)
{
    const struct estimate *estimate = &((const struct result *)context)->estimates[number];
    char period[PERIOD_TEXT_BYTES];
    period_text(estimate->period, period);
    line_open_object(line, NULL);
    id_json(line, estimate, period);
    line_text(line, "metric", estimate->metric->id);
    segment_json(line, estimate->axis, estimate->key);
    line_text(line, "period", period);
    line_count(line, "n", estimate->n);
    line_number(line, "value", estimate->value);
    line_number(line, "lower", estimate->lower);
    line_number(line, "upper", estimate->upper);
    line_number(line, "level", interval_level);
    line_text(line, "unit", unit_names[estimate->metric->unit]);
    line_text(line, "method", estimate->method);
    change_json(line, estimate);
    benchmark_json(line, estimate);
    line_text(line, "verdict", verdict_names[estimate->verdict]);
    line_text(line, "status", status_names[estimate->status]);
    line_text(line, "reason", estimate->reason ? estimate->reason : "");
    if (!isnan(estimate->target)) line_number(line, "target", estimate->target);
    line_close_object(line);
}

void estimates_json(struct json *json, cJSON *parent, const struct result *result)
{
    cJSON *list = json_array(json, parent, "estimates");
    json_lines(json, list, result->estimate_count, estimate_json, result);
}
