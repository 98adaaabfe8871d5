/* truth_json.h: JSON by hand, for truth.json: the only strings are our own, none of which needs
 * escaping. Nothing fails but memory, which struct text remembers. */
#ifndef GENERATE_TRUTH_JSON_H
#define GENERATE_TRUTH_JSON_H
#include "base/text.h"

struct json {
    struct text text;
    bool needs_comma;
};

/* "{" or "[", and what ends it. */
void json_begin(struct json *json, const char *opening);
void json_end(struct json *json, const char *closing);
/* A member's name, then its value: */
void json_name(struct json *json, const char *name);
void json_count(struct json *json, const char *name, int64_t count);
void json_number(struct json *json, const char *name, double value);
void json_string(struct json *json, const char *name, const char *value);
/* {"n", "sum", "value"}; value null when nothing was counted. */
void json_share(struct json *json, const char *name, int64_t base, int64_t met);
void json_month(struct json *json, const char *name, int32_t month);

#endif
