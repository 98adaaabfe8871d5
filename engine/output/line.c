#include "output/line.h"

#include "base/text.h"
#include "ingest/encoding/utf8.h"
#include "output/number.h"
#include "output/strict_text.h"

#include <stdlib.h>
#include <string.h>

enum { LEAST_BYTES = 1024, WORD_BYTES = 8, NULL_BYTES = 4 };

void line_init(struct line *line)
{
    *line = (struct line){.bytes = NULL};
}

void line_release(struct line *line)
{
    free(line->bytes);
    line_init(line);
}

void line_clear(struct line *line)
{
    line->byte_count = 0;
    line->failed = false;
}

/* Slow path of `room`. */
static bool grow(struct line *line, size_t more)
{
    size_t capacity = line->capacity ? line->capacity : LEAST_BYTES;
    while (capacity - line->byte_count < more && capacity <= SIZE_MAX / 2) capacity *= 2;
    char *grown =
        line->failed || capacity - line->byte_count < more ? NULL : realloc(line->bytes, capacity);
    if (!grown) {
        line->failed = true;
        return false;
    }
    line->bytes = grown;
    line->capacity = capacity;
    return true;
}

/* Where the next `more` bytes go; NULL when memory is out, then or before. */
static char *room(struct line *line, size_t more)
{
    if (line->capacity - line->byte_count < more && !grow(line, more)) return NULL;
    return line->failed ? NULL : line->bytes + line->byte_count;
}

static void add(struct line *line, const char *bytes, size_t byte_count)
{
    char *at = room(line, byte_count);
    if (!at) return;
    memcpy(at, bytes, byte_count);
    line->byte_count += byte_count;
}

const char *line_terminated(struct line *line)
{
    char *end = room(line, 1);
    if (!end) return NULL;
    *end = '\0';
    return line->bytes;
}

/* The comma behind the value before, and the key; then there is room for `more` bytes. Returns
 * where they go, or NULL. */
static char *begin_value(struct line *line, const char *key, size_t more)
{
    const size_t key_bytes = key ? strlen(key) : 0;
    char *at = room(line, key_bytes + 4 + more);
    if (!at) return NULL;
    if (line->byte_count > 0 && at[-1] != '[' && at[-1] != '{') *at++ = ',';
    if (key) {
        *at++ = '"';
        while (*key) *at++ = *key++;
        *at++ = '"';
        *at++ = ':';
    }
    return at;
}

/* What begin_value made room for has been written up to `end`. */
static void end_value(struct line *line, const char *end)
{
    line->byte_count = (size_t)(end - line->bytes);
}

static void add_mark(struct line *line, const char *key, char mark)
{
    char *at = begin_value(line, key, 1);
    if (!at) return;
    *at++ = mark;
    end_value(line, at);
}

void line_open_object(struct line *line, const char *key)
{
    add_mark(line, key, '{');
}

void line_open_array(struct line *line, const char *key)
{
    add_mark(line, key, '[');
}

void line_close_object(struct line *line)
{
    add(line, "}", 1);
}

void line_close_array(struct line *line)
{
    add(line, "]", 1);
}

static bool needs_escape(unsigned char byte)
{
    return byte < ' ' || byte == '"' || byte == '\\';
}

/* Whether all eight bytes are ASCII and none needs an escape. The high bit of a byte of each term
 * says that the byte is at least 0x80, below 0x20, a quote, or a backslash; where a subtraction
 * borrows from the byte above, the byte below has said so already. */
static bool is_plain_word(const char *at)
{
    const uint64_t ones = UINT64_C(0x0101010101010101);
    uint64_t word;
    memcpy(&word, at, sizeof word);
    const uint64_t quote = word ^ ones * '"', backslash = word ^ ones * '\\';
    const uint64_t found = word | (word - ones * ' ') | (quote - ones) | (backslash - ones);
    return (found & ones * 0x80) == 0;
}

static bool is_plain(const char *bytes, size_t byte_count)
{
    size_t i = 0;
    for (; i + WORD_BYTES <= byte_count; i += WORD_BYTES)
        if (!is_plain_word(bytes + i)) return false;
    for (; i < byte_count; i++)
        if (needs_escape((unsigned char)bytes[i]) || (unsigned char)bytes[i] >= 0x80) return false;
    return true;
}

static void add_escape(struct line *line, unsigned char byte)
{
    static const char letters[] = "\"\"\\\\\bb\ff\nn\rr\tt", figures[] = "0123456789abcdef";
    char escape[] = {'\\', 'u', '0', '0', figures[byte >> 4], figures[byte & 15]};
    for (size_t i = 0; letters[i]; i += 2) {
        if ((unsigned char)letters[i] != byte) continue;
        escape[1] = letters[i + 1];
        add(line, escape, 2);
        return;
    }
    add(line, escape, sizeof escape);
}

static void add_escaped(struct line *line, const char *bytes, size_t byte_count)
{
    size_t begin = 0;
    for (size_t i = 0; i < byte_count; i++) {
        if (!needs_escape((unsigned char)bytes[i])) continue;
        add(line, bytes + begin, i - begin);
        add_escape(line, (unsigned char)bytes[i]);
        begin = i + 1;
    }
    add(line, bytes + begin, byte_count - begin);
}

/* One file name in another encoding must not cost the result. */
static void add_strict(struct line *line, struct slice bytes)
{
    struct text strict;
    text_init(&strict, 0);
    strict_text_add(&strict, bytes);
    if (strict.failed) line->failed = true;
    add_escaped(line, strict.bytes, strict.byte_count);
    text_release(&strict);
}

void line_begin_text(struct line *line, const char *key)
{
    add_mark(line, key, '"');
}

void line_add_text(struct line *line, const char *piece)
{
    const struct slice bytes = slice_of(piece);
    if (is_plain(piece, bytes.byte_count))
        add(line, piece, bytes.byte_count);
    else if (utf8_is_valid(piece, bytes.byte_count))
        add_escaped(line, piece, bytes.byte_count);
    else
        add_strict(line, bytes);
}

void line_end_text(struct line *line)
{
    add(line, "\"", 1);
}

void line_text(struct line *line, const char *key, const char *value)
{
    if (!value) {
        line_null(line, key);
        return;
    }
    line_begin_text(line, key);
    line_add_text(line, value);
    line_end_text(line);
}

void line_number(struct line *line, const char *key, double value)
{
    char *at = begin_value(line, key, NUMBER_TEXT_BYTES);
    if (!at) return;
    const size_t byte_count = number_text(value, at);
    if (byte_count == 0) memcpy(at, "null", NULL_BYTES);
    end_value(line, at + (byte_count == 0 ? NULL_BYTES : byte_count));
}

void line_count(struct line *line, const char *key, uint64_t value)
{
    char *at = begin_value(line, key, NUMBER_TEXT_BYTES);
    if (at) end_value(line, at + number_count_text(value, at));
}

void line_whole(struct line *line, const char *key, int64_t value)
{
    char *at = begin_value(line, key, NUMBER_TEXT_BYTES);
    if (at) end_value(line, at + number_whole_text(value, at));
}

void line_null(struct line *line, const char *key)
{
    char *at = begin_value(line, key, NULL_BYTES);
    if (!at) return;
    memcpy(at, "null", NULL_BYTES);
    end_value(line, at + NULL_BYTES);
}

void line_value(struct line *line, const char *key, const struct line *value)
{
    line->failed |= value->failed;
    char *at = begin_value(line, key, value->byte_count);
    if (!at || value->byte_count == 0) return;
    memcpy(at, value->bytes, value->byte_count);
    end_value(line, at + value->byte_count);
}

void line_same(struct line *line, const char *value, size_t count)
{
    if (count == 0) return;
    line_text(line, NULL, value);
    const size_t end = line->byte_count;
    if (count == 1) return;
    line_text(line, NULL, value); /* the second has a comma before it in any case */
    const size_t byte_count = line->byte_count - end;
    char *at = count > 2 ? room(line, (count - 2) * byte_count) : NULL;
    if (!at) return;
    for (size_t i = 2; i < count; i++, at += byte_count) memcpy(at, line->bytes + end, byte_count);
    end_value(line, at);
}

void line_numbers(struct line *line, const char *key, const double *values, size_t value_count)
{
    line_open_array(line, key);
    for (size_t i = 0; i < value_count; i++) line_number(line, NULL, values[i]);
    line_close_array(line);
}

void line_counts(struct line *line, const char *key, const uint64_t *values, size_t value_count)
{
    line_open_array(line, key);
    for (size_t i = 0; i < value_count; i++) line_count(line, NULL, values[i]);
    line_close_array(line);
}
