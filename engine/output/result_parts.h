/* output/result_parts.h: the parts of the tree of result.json, one function each, all adding to
 * `parent`, the root. For result_json.c alone. */
#ifndef OUTPUT_RESULT_PARTS_H
#define OUTPUT_RESULT_PARTS_H
#include "base/day.h"
#include "output/json.h"
#include "output/result_json.h"

void estimates_json(struct json *json, cJSON *parent, const struct result *result);
void series_json(struct json *json, cJSON *parent, const struct result *result);
void columns_json(struct json *json, cJSON *parent, const struct result *result);
void tables_json(struct json *json, cJSON *parent, const struct result *result);
void curves_json(struct json *json, cJSON *parent, const struct result *result);
void quality_json(struct json *json, cJSON *parent, const struct run_facts *facts);

/* "2025-06", or "all" for PERIOD_ALL. */
enum { PERIOD_TEXT_BYTES = MONTH_TEXT_BYTES };
void period_text(int32_t period, char out[PERIOD_TEXT_BYTES]);
/* {} for the network, else {"dealer": "D021"}. */
void segment_json(struct line *line, enum axis axis, const char *key);

/* `"id": "metric|axis=key|period"`; `%`, `|` and `=` of the key as %25, %7C, %3D. */
void id_json(struct line *line, const struct estimate *estimate, const char *period);

#endif
