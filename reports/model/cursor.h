/* reports/model/cursor.h: JSON text walked value by value, without a tree: for the long lists of a
 * result, where a node for every number costs more than all that is done with it.
 *
 * Values are slices of the text, found by quotes and brackets alone: the walk proves that they are
 * closed, not that they are JSON. What is neither a text nor a number where one is asked for counts
 * as missing, so that a wrong type anywhere may cost content and never the program. The text must
 * end in a NUL (as struct text does) and outlive its slices. A cursor belongs to one thread. */
#ifndef REPORTS_CURSOR_H
#define REPORTS_CURSOR_H
#include "base/arena.h"
#include "base/text.h"

struct cursor {
    const char *at, *end;
    bool is_object, has_begun;
    bool is_broken; /* looked at once, behind the walk: the text ended early, or is no JSON */
};

/* Before the first member of the array or object that the text begins with; `text` may go on behind
 * it. Of any other value there is no member. */
struct cursor cursor_open(struct slice text);
/* The next member's value, and of an object its key: the bytes between the quotes, as they stand.
 * False behind the last. `key` may be NULL. */
bool cursor_next(struct cursor *cursor, struct slice *key, struct slice *value);
/* The same without looking for the value's end: `rest` is all text from where it begins. Whoever
 * walks it then goes on behind it with cursor_go_on; others call cursor_skip. */
bool cursor_enter(struct cursor *cursor, struct slice *key, struct slice *rest);
void cursor_go_on(struct cursor *cursor, const struct cursor *inner);
/* The value at which cursor_enter stopped; empty when it is broken. */
struct slice cursor_skip(struct cursor *cursor);

bool value_is_object(struct slice value);
bool value_is_array(struct slice value);
bool value_is_text(struct slice value);
/* Whether the value is a number; if so, the double that is nearest to it. */
bool value_number(struct slice value, double *number);
/* A text without quotes and escapes, copied; "" for a value that is no text. NULL when memory is
 * out. */
const char *value_text(struct slice value, struct arena *arena);
/* The same of a member's key. */
const char *key_text(struct slice key, struct arena *arena);
bool slice_is(struct slice slice, const char *text);

/* Slices in a growing list; the owner releases it. */
struct slices {
    struct slice *items;
    size_t count, capacity;
};
bool slices_add(struct slices *list, struct slice slice); /* false when memory is out */
void slices_release(struct slices *list);

#endif
