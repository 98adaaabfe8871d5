#include "reports/model/cursor.h"

#include "output/number_read.h"

#include <cjson/cJSON.h>
#include <stdlib.h>
#include <string.h>

enum { WORD_BYTES = 8 };
static const uint64_t ones = UINT64_C(0x0101010101010101), highs = UINT64_C(0x8080808080808080);

/* The high bit of every byte of `word` that is `byte`, and perhaps of bytes above one that is. */
static uint64_t bytes_that_are(uint64_t word, char byte)
{
    const uint64_t difference = word ^ ones * (unsigned char)byte;
    return (difference - ones) & ~difference & highs;
}

static uint64_t quotes_and_backslashes(uint64_t word)
{
    return bytes_that_are(word, '"') | bytes_that_are(word, '\\');
}

/* [ and { differ in one bit only, and so do ] and }. */
static uint64_t quotes_and_brackets(uint64_t word)
{
    const uint64_t folded = word | ones * ('{' ^ '[');
    return bytes_that_are(word, '"') | bytes_that_are(folded, '{') | bytes_that_are(folded, '}');
}

static uint64_t ends_of_scalars(uint64_t word)
{
    return bytes_that_are(word, ',') | bytes_that_are(word | ones * ('}' ^ ']'), '}');
}

/* The first byte that `is_found` marks, or `end`. */
static inline const char *find(const char *at, const char *end, uint64_t (*is_found)(uint64_t word))
{
    uint64_t word;
    for (; end - at >= WORD_BYTES; at += WORD_BYTES) {
        memcpy(&word, at, sizeof word);
        const uint64_t found = is_found(word);
        if (found) return at + __builtin_ctzll(found) / 8;
    }
    word = 0;
    memcpy(&word, at, (size_t)(end - at));
    const uint64_t found = is_found(word);
    return found ? at + __builtin_ctzll(found) / 8 : end;
}

/* Behind the quote that closes the text whose opening quote is at `at`; NULL when there is none. */
static const char *behind_text(const char *at, const char *end)
{
    for (at++; (at = find(at, end, quotes_and_backslashes)) < end; at += 2) {
        if (*at == '"') return at + 1;
        if (end - at < 2) return NULL;
    }
    return NULL;
}

static const char *behind_nested(const char *at, const char *end)
{
    size_t depth = 0;
    while ((at = find(at, end, quotes_and_brackets)) < end) {
        if (*at == '"') {
            at = behind_text(at, end);
            if (!at) return NULL;
            continue;
        }
        if (*at == '{' || *at == '[')
            depth++;
        else if (--depth == 0)
            return at + 1;
        at++;
    }
    return NULL;
}

static const char *behind_value(const char *at, const char *end)
{
    if (at == end) return NULL;
    if (*at == '"') return behind_text(at, end);
    if (*at == '{' || *at == '[') return behind_nested(at, end);
    const char *behind = find(at, end, ends_of_scalars);
    while (behind > at && (unsigned char)behind[-1] <= ' ') behind--;
    return behind > at ? behind : NULL;
}

static const char *skip_blanks(const char *at, const char *end)
{
    while (at < end && (unsigned char)*at <= ' ') at++;
    return at;
}

struct cursor cursor_open(struct slice text)
{
    struct cursor cursor = {.at = text.bytes, .end = text.bytes};
    if (text.byte_count > 0) cursor.end += text.byte_count;
    cursor.is_object = value_is_object(text);
    if (cursor.is_object || value_is_array(text))
        cursor.at++;
    else
        cursor.at = cursor.end = NULL;
    return cursor;
}

static bool stop(struct cursor *cursor)
{
    cursor->is_broken = true;
    cursor->at = cursor->end;
    return false;
}

/* To the next member; false behind the last one. */
static bool advance(struct cursor *cursor)
{
    if (cursor->is_broken || !cursor->at) return false;
    cursor->at = skip_blanks(cursor->at, cursor->end);
    if (cursor->at == cursor->end) return stop(cursor);
    if (*cursor->at == (cursor->is_object ? '}' : ']')) {
        cursor->end = ++cursor->at;
        return false;
    }
    if (cursor->has_begun) {
        if (*cursor->at != ',') return stop(cursor);
        cursor->at = skip_blanks(cursor->at + 1, cursor->end);
    }
    cursor->has_begun = true;
    return true;
}

static bool next_key(struct cursor *cursor, struct slice *key)
{
    const char *begin = cursor->at, *end = cursor->end;
    const char *behind = begin < end && *begin == '"' ? behind_text(begin, end) : NULL;
    if (!behind) return stop(cursor);
    *key = (struct slice){begin + 1, (size_t)(behind - begin) - 2};
    cursor->at = skip_blanks(behind, end);
    if (cursor->at == end || *cursor->at != ':') return stop(cursor);
    cursor->at = skip_blanks(cursor->at + 1, end);
    return true;
}

bool cursor_enter(struct cursor *cursor, struct slice *key, struct slice *rest)
{
    *key = (struct slice){"", 0};
    if (!advance(cursor)) return false;
    if (cursor->is_object && !next_key(cursor, key)) return false;
    *rest = (struct slice){cursor->at, (size_t)(cursor->end - cursor->at)};
    return true;
}

void cursor_go_on(struct cursor *cursor, const struct cursor *inner)
{
    if (inner->is_broken)
        (void)stop(cursor);
    else
        cursor->at = inner->at;
}

struct slice cursor_skip(struct cursor *cursor)
{
    const char *begin = cursor->at, *behind = behind_value(begin, cursor->end);
    if (!behind) {
        (void)stop(cursor);
        return (struct slice){"", 0};
    }
    cursor->at = behind;
    return (struct slice){begin, (size_t)(behind - begin)};
}

bool cursor_next(struct cursor *cursor, struct slice *key, struct slice *value)
{
    struct slice own_key, rest;
    if (!cursor_enter(cursor, key ? key : &own_key, &rest)) return false;
    *value = cursor_skip(cursor);
    return !cursor->is_broken;
}

static bool begins_with(struct slice value, char first)
{
    return value.byte_count > 0 && value.bytes[0] == first;
}

bool value_is_object(struct slice value)
{
    return begins_with(value, '{');
}

bool value_is_array(struct slice value)
{
    return begins_with(value, '[');
}

bool value_is_text(struct slice value)
{
    return begins_with(value, '"');
}

bool value_number(struct slice value, double *number)
{
    return number_read(value.bytes, value.byte_count, number);
}

/* With escapes: cJSON knows them. */
static const char *unescaped(struct slice quoted, struct arena *arena)
{
    cJSON *item = cJSON_ParseWithLength(quoted.bytes, quoted.byte_count);
    const char *text = cJSON_GetStringValue(item);
    const char *copy = text ? arena_copy_text(arena, text, strlen(text)) : "";
    cJSON_Delete(item);
    return copy;
}

const char *value_text(struct slice value, struct arena *arena)
{
    if (!value_is_text(value)) return "";
    return key_text((struct slice){value.bytes + 1, value.byte_count - 2}, arena);
}

const char *key_text(struct slice key, struct arena *arena)
{
    if (key.byte_count == 0) return "";
    if (memchr(key.bytes, '\\', key.byte_count))
        return unescaped((struct slice){key.bytes - 1, key.byte_count + 2}, arena);
    return arena_copy_text(arena, key.bytes, key.byte_count);
}

bool slice_is(struct slice slice, const char *text)
{
    return strlen(text) == slice.byte_count && memcmp(slice.bytes, text, slice.byte_count) == 0;
}

bool slices_add(struct slices *list, struct slice slice)
{
    if (list->count == list->capacity) {
        const size_t capacity = list->capacity ? 2 * list->capacity : 64;
        struct slice *grown = realloc(list->items, capacity * sizeof *grown);
        if (!grown) return false;
        list->items = grown;
        list->capacity = capacity;
    }
    list->items[list->count++] = slice;
    return true;
}

void slices_release(struct slices *list)
{
    free(list->items);
    *list = (struct slices){NULL, 0, 0};
}
