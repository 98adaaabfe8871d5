#include "base/text.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char nothing[1] = "";

void text_init(struct text *text, size_t byte_limit)
{
    *text = (struct text){.bytes = nothing, .byte_limit = byte_limit ? byte_limit : SIZE_MAX / 2};
}

void text_release(struct text *text)
{
    if (text->capacity > 0) free(text->bytes);
    text_init(text, text->byte_limit);
}

void text_clear(struct text *text)
{
    text->byte_count = 0;
    text->failed = false;
    if (text->capacity > 0) text->bytes[0] = '\0';
}

/* Room for `more` bytes and the NUL; false sets failed. */
static bool reserve(struct text *text, size_t more)
{
    if (text->failed) return false;
    if (more > text->byte_limit - text->byte_count) {
        text->failed = true;
        return false;
    }
    const size_t needed = text->byte_count + more + 1;
    if (needed <= text->capacity) return true;
    size_t capacity = text->capacity ? text->capacity : 256;
    while (capacity < needed) capacity *= 2;
    char *grown = realloc(text->capacity > 0 ? text->bytes : NULL, capacity);
    if (!grown) {
        text->failed = true;
        return false;
    }
    text->bytes = grown;
    text->capacity = capacity;
    return true;
}

void text_add(struct text *text, const char *bytes, size_t byte_count)
{
    if (!reserve(text, byte_count)) return;
    if (byte_count > 0) memcpy(text->bytes + text->byte_count, bytes, byte_count);
    text->byte_count += byte_count;
    text->bytes[text->byte_count] = '\0';
}

void text_put(struct text *text, const char *terminated)
{
    text_add(text, terminated, strlen(terminated));
}

void text_format(struct text *text, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    const int byte_count = vsnprintf(NULL, 0, format, args);
    va_end(args);
    if (byte_count < 0) {
        text->failed = true;
    } else if (reserve(text, (size_t)byte_count)) {
        va_start(args, format);
        (void)vsnprintf(text->bytes + text->byte_count, (size_t)byte_count + 1, format, args);
        va_end(args);
        text->byte_count += (size_t)byte_count;
    }
}

struct slice slice_of(const char *terminated)
{
    return (struct slice){terminated, strlen(terminated)};
}

bool slice_equal(struct slice a, struct slice b)
{
    return a.byte_count == b.byte_count &&
           (a.byte_count == 0 || memcmp(a.bytes, b.bytes, a.byte_count) == 0);
}

static unsigned char lower(char c)
{
    return (unsigned char)(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
}

bool slice_equal_nocase(struct slice a, struct slice b)
{
    if (a.byte_count != b.byte_count) return false;
    for (size_t i = 0; i < a.byte_count; i++)
        if (lower(a.bytes[i]) != lower(b.bytes[i])) return false;
    return true;
}

int slice_compare(struct slice a, struct slice b)
{
    const size_t shared = a.byte_count < b.byte_count ? a.byte_count : b.byte_count;
    const int order = shared == 0 ? 0 : memcmp(a.bytes, b.bytes, shared);
    if (order != 0) return order;
    return (a.byte_count > b.byte_count) - (a.byte_count < b.byte_count);
}

/* Bytes of the blank at the start of [at, end), or 0. */
static size_t blank_bytes(const char *at, const char *end)
{
    if (at == end) return 0;
    if (*at == ' ' || *at == '\t' || *at == '\r' || *at == '\n') return 1;
    if (end - at >= 2 && memcmp(at, "\xC2\xA0", 2) == 0) return 2;
    if (end - at >= 3 && memcmp(at, "\xE3\x80\x80", 3) == 0) return 3;
    return 0;
}

struct slice slice_trim(struct slice text)
{
    const char *at = text.bytes, *end = text.bytes + text.byte_count;
    for (size_t blank; (blank = blank_bytes(at, end)) > 0;) at += blank;
    for (;;) {
        if (end - at >= 1 && blank_bytes(end - 1, end) == 1)
            end -= 1;
        else if (end - at >= 2 && blank_bytes(end - 2, end) == 2)
            end -= 2;
        else if (end - at >= 3 && blank_bytes(end - 3, end) == 3)
            end -= 3;
        else
            break;
    }
    return (struct slice){at, (size_t)(end - at)};
}

static unsigned least(unsigned a, unsigned b)
{
    return a < b ? a : b;
}

unsigned text_distance(const char *a, const char *b, unsigned limit)
{
    enum { LONGEST = 63 };
    const size_t a_bytes = strlen(a), b_bytes = strlen(b);
    if (a_bytes > LONGEST || b_bytes > LONGEST) return limit + 1;
    unsigned row[LONGEST + 1];
    for (size_t j = 0; j <= b_bytes; j++) row[j] = (unsigned)j;
    for (size_t i = 1; i <= a_bytes; i++) {
        unsigned diagonal = row[0];
        row[0] = (unsigned)i;
        for (size_t j = 1; j <= b_bytes; j++) {
            const unsigned above = row[j];
            const unsigned change = diagonal + (lower(a[i - 1]) != lower(b[j - 1]));
            row[j] = least(change, least(above, row[j - 1]) + 1);
            diagonal = above;
        }
    }
    return least(row[b_bytes], limit + 1);
}

const char *text_nearest(const char *asked, const char *const *names, size_t name_count)
{
    const char *nearest = NULL;
    unsigned best = (unsigned)strlen(asked) / 3 + 1;
    for (size_t i = 0; i < name_count; i++) {
        const unsigned distance = text_distance(asked, names[i], best);
        if (distance <= best && (!nearest || distance < best)) {
            nearest = names[i];
            best = distance;
        }
    }
    return nearest;
}
