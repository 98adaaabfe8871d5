/* reports/model/tree.h: a JSON object into a struct, in one pass over its members and by a table of
 * fields: from the nodes of cJSON, or straight from the text. A member of another type than its
 * field leaves the field as it was, so defaults are set before. */
#ifndef REPORTS_TREE_H
#define REPORTS_TREE_H
#include "reports/model/cursor.h"

#include <cjson/cJSON.h>

enum tree_kind {
    TREE_TEXT,   /* const char * */
    TREE_NUMBER, /* double; null leaves the default */
    TREE_COUNT,  /* uint64_t; negative numbers and fractions leave the default */
    TREE_CHILD   /* any type: const cJSON * of nodes, struct slice of text */
};

struct tree_field {
    const char *name;
    enum tree_kind kind;
    size_t offset;
};

/* Texts are those of the nodes. */
void tree_read(const cJSON *object, const struct tree_field *fields, size_t field_count,
               void *into);

/* Reads many objects of one table of fields from text. Texts are copied to the arena, but for one
 * that is the same as in the object before. Belongs to one thread. */
enum { TREE_FIELD_LIMIT = 16 };
struct tree_reader {
    const struct tree_field *fields;
    size_t field_count; /* at most TREE_FIELD_LIMIT */
    struct arena *arena;
    const char *texts[TREE_FIELD_LIMIT]; /* the last ones; NULL: none yet */
    bool failed;                         /* memory was out; looked at once, at the end */
};
/* `object` may be any value: of what is no object nothing is read. */
void tree_read_text(struct tree_reader *reader, struct slice object, void *into);

/* Numbers of an array, NaN for what is none; NULL when memory is out. */
double *tree_numbers(struct slice array, struct arena *arena, size_t *count);
/* Texts of an array, "" for what is none; NULL when memory is out. */
const char **tree_texts(struct slice array, struct arena *arena, size_t *count);

#endif
