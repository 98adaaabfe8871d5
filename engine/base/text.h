/* base/text.h: a growing text with a greatest size, and the small questions asked of text
 * everywhere. struct text never holds more than byte_limit bytes; past it, or when memory is out,
 * `failed` is set and stays set, further additions do nothing, and whoever uses the text must look
 * at `failed` once, at the end. */
#ifndef BASE_TEXT_H
#define BASE_TEXT_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct text {
    char *bytes; /* NUL-terminated; never NULL */
    size_t byte_count, capacity, byte_limit;
    bool failed;
};

/* byte_limit 0: no limit but memory. */
void text_init(struct text *text, size_t byte_limit);
void text_release(struct text *text);
void text_clear(struct text *text);
void text_add(struct text *text, const char *bytes, size_t byte_count);
void text_put(struct text *text, const char *terminated);
void text_format(struct text *text, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* A part of somebody else's bytes; not terminated. */
struct slice {
    const char *bytes;
    size_t byte_count;
};

struct slice slice_of(const char *terminated);
bool slice_equal(struct slice a, struct slice b);
/* ASCII letters compare without case; other bytes as they are. */
bool slice_equal_nocase(struct slice a, struct slice b);
/* Byte order, shorter first when one begins the other: <0, 0, >0. */
int slice_compare(struct slice a, struct slice b);
/* Without blanks, tabs, CR, LF, no-break and ideographic spaces (in UTF-8) at both ends. */
struct slice slice_trim(struct slice text);

/* Number of single-character edits between a and b (Levenshtein), for "did you mean"; at most
 * `limit` + 1. */
unsigned text_distance(const char *a, const char *b, unsigned limit);
/* Of `names`, the one nearest to `asked`, or NULL when none is within a third of its length. */
const char *text_nearest(const char *asked, const char *const *names, size_t name_count);

#endif
