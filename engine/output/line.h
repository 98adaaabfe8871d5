/* output/line.h: one line of result.json, JSON without blanks, written front to back as text. It is
 * for what there is much of: a number costs its digits here, not a node of a tree. The line then
 * hangs in the tree as raw text (json.h). Like struct text, a line remembers its first failure
 * (memory): later additions do nothing. One line belongs to one thread. */
#ifndef OUTPUT_LINE_H
#define OUTPUT_LINE_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct line {
    char *bytes; /* byte_count of them, not terminated; NULL before the first */
    size_t byte_count, capacity;
    bool failed; /* looked at once, at the end */
};

void line_init(struct line *line);
void line_release(struct line *line);
void line_clear(struct line *line);
/* The whole line with a NUL behind it, until the line is changed; NULL after a failure. */
const char *line_terminated(struct line *line);

/* Every function adds one value to what was opened last: under `key` (which needs no escaping) to
 * an object, with NULL to an array or as the line's only value. */
void line_open_object(struct line *line, const char *key);
void line_open_array(struct line *line, const char *key);
void line_close_object(struct line *line);
void line_close_array(struct line *line);
/* Escaped as cJSON does; NULL is written as null, a byte that is not UTF-8 as \xHH. */
void line_text(struct line *line, const char *key, const char *value);
/* NaN and infinities are written as null: a number that does not exist. */
void line_number(struct line *line, const char *key, double value);
void line_count(struct line *line, const char *key, uint64_t value);
void line_whole(struct line *line, const char *key, int64_t value);
void line_null(struct line *line, const char *key);
/* A text in pieces: begin, add as often as you like, end. Each piece is a text of its own as to
 * UTF-8. */
void line_begin_text(struct line *line, const char *key);
void line_add_text(struct line *line, const char *piece);
void line_end_text(struct line *line);

/* A value that was written in a line of its own, which may be added as often as wanted. */
void line_value(struct line *line, const char *key, const struct line *value);
/* To an array, the same text so often as line_text would add it. */
void line_same(struct line *line, const char *value, size_t count);

/* Whole arrays. */
void line_numbers(struct line *line, const char *key, const double *values, size_t value_count);
void line_counts(struct line *line, const char *key, const uint64_t *values, size_t value_count);

#endif
