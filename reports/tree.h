/* reports/tree.h: a cJSON object into a struct, in one pass over its members and by a table of
 * fields. A member of another type than its field leaves the field as it was, so defaults are set
 * before. Text is not copied: it lives as long as the tree. */
#ifndef REPORTS_TREE_H
#define REPORTS_TREE_H
#include "base/arena.h"

#include <cjson/cJSON.h>
#include <stdint.h>

enum tree_kind {
    TREE_TEXT,   /* const char * */
    TREE_NUMBER, /* double; null leaves the default */
    TREE_COUNT,  /* uint64_t; negative numbers and fractions leave the default */
    TREE_CHILD   /* const cJSON *, any type */
};

struct tree_field {
    const char *name;
    enum tree_kind kind;
    size_t offset;
};

void tree_read(const cJSON *object, const struct tree_field *fields, size_t field_count,
               void *into);
/* Numbers of an array, NaN for what is none; NULL when memory is out. */
double *tree_numbers(const cJSON *array, struct arena *arena, size_t *count);
/* Texts of an array, "" for what is none; NULL when memory is out. */
const char **tree_texts(const cJSON *array, struct arena *arena, size_t *count);

#endif
