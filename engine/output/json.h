/* output/json.h: a cJSON tree built front to back. Numbers are written by output/number.h as raw
 * text, because cJSON keeps doubles and prints 15 digits; every addition is O(1), because cJSON
 * keeps each list's last item at hand; keys stand in the order in which they are added. Long lists
 * hang in the tree as lines of raw text (output/line.h), drawn by several threads. Like struct
 * text, a writer remembers its first failure (memory): later additions do nothing, and `failed` is
 * looked at once, at the end. One writer belongs to one thread. */
#ifndef OUTPUT_JSON_H
#define OUTPUT_JSON_H
#include "base/err.h"
#include "base/text.h"
#include "output/line.h"

#include <cjson/cJSON.h>
#include <stdbool.h>
#include <stdint.h>

struct json {
    bool failed;
};

/* Every function adds one value to `parent`: under `key` when parent is an object, at the end when
 * key is NULL and parent is an array. Keys are not copied: they must outlive the tree. A NULL
 * parent makes json_object a root (the caller's, cJSON_Delete); elsewhere it means that an earlier
 * addition failed, and nothing is done. */
cJSON *json_root(struct json *json);
cJSON *json_object(struct json *json, cJSON *parent, const char *key);
cJSON *json_array(struct json *json, cJSON *parent, const char *key);
/* Copied; NULL is written as null, a byte that is not UTF-8 as \xHH. */
void json_text(struct json *json, cJSON *parent, const char *key, const char *value);
/* NaN and infinities are written as null: a number that does not exist. */
void json_number(struct json *json, cJSON *parent, const char *key, double value);
void json_count(struct json *json, cJSON *parent, const char *key, uint64_t value);
void json_whole(struct json *json, cJSON *parent, const char *key, int64_t value);
void json_bool(struct json *json, cJSON *parent, const char *key, bool value);
void json_null(struct json *json, cJSON *parent, const char *key);
/* A finished line. */
void json_line(struct json *json, cJSON *parent, const char *key, struct line *line);
/* line_count lines at the end of an array: `draw` is called with the context, the number of the
 * line and an empty line, on any thread and in any order; the lines stand in order of their
 * numbers. */
void json_lines(struct json *json, cJSON *parent, size_t line_count,
                void (*draw)(const void *context, size_t number, struct line *line),
                const void *context);

/* The tree as text: each key of the root on its own line, and each item of an array or object
 * directly below the root too, so that two results can be compared line by line; deeper levels
 * without blanks. RC_MEMORY. */
enum rc json_print(const cJSON *root, struct text *into, struct err *err);

#endif
