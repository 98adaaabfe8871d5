/* truth_json.h: the pieces of truth.json. Names and values go out in the order of the calls. A text
 * that ran out of memory says so itself. Single-threaded. */
#ifndef GENERATE_TRUTH_JSON_H
#define GENERATE_TRUTH_JSON_H
#include "world.h"

/* JSON by hand: the only strings are our own, none of which needs escaping. */
struct json {
    struct text text;
    bool needs_comma;
};

void json_begin(struct json *json, const char *opening);
void json_end(struct json *json, const char *closing);
void put_name(struct json *json, const char *name);
void put_count(struct json *json, const char *name, int64_t count);
void put_number(struct json *json, const char *name, double value);
void put_string(struct json *json, const char *name, const char *value);
/* {"n", "sum", "value"}; value null when nothing was counted. */
void put_share(struct json *json, const char *name, int64_t base, int64_t met);
void put_month(struct json *json, const char *name, int32_t month);
void put_dealer_id(struct json *json, int32_t dealer);
void put_region(struct json *json, const struct world *world, int32_t region);
void put_product(struct json *json, const struct world *world, int32_t product);

#endif
