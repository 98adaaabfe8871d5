#include "base/text.h"
#include "ingest/encoding/utf8.h"
#include "run/config.h"

#include <stdbool.h>
#include <string.h>

/* Comments become blanks, so that every place keeps its line and column. */
static void blank_comments(char *text, size_t byte_count)
{
    bool in_string = false;
    for (size_t i = 0; i < byte_count; i++) {
        if (in_string && text[i] == '\\')
            i++;
        else if (text[i] == '"')
            in_string = !in_string;
        else if (!in_string && text[i] == '/' && i + 1 < byte_count && text[i + 1] == '/')
            while (i < byte_count && text[i] != '\n') text[i++] = ' ';
    }
}

/* A comma before a closing bracket becomes a blank, too: who leaves out the last line of a list has
 * done nothing wrong. After the comments. */
static void blank_last_commas(char *text, size_t byte_count)
{
    char *comma = NULL; /* with nothing but blanks behind it */
    bool in_string = false;
    for (size_t i = 0; i < byte_count; i++) {
        if (in_string && text[i] == '\\')
            i++;
        else if (text[i] == '"')
            in_string = !in_string;
        if (in_string || !strchr(" \t\r\n,]}", text[i]) || text[i] == '\0')
            comma = NULL;
        else if (text[i] == ',')
            comma = &text[i];
        else if ((text[i] == ']' || text[i] == '}') && comma)
            *comma = ' ';
    }
}

/* Columns that a terminal takes for the UTF-8 in [at, end): two for most letters of three and four
 * bytes. */
static int width_of(const char *at, const char *end)
{
    int width = 0;
    for (; at < end; at++) {
        const unsigned char byte = (unsigned char)*at;
        if ((byte & 0xC0U) != 0x80U) width += byte >= 0xE3U ? 2 : 1;
    }
    return width;
}

static unsigned characters_of(const char *at, const char *end)
{
    unsigned count = 0;
    for (; at < end; at++) count += ((unsigned char)*at & 0xC0U) != 0x80U;
    return count;
}

enum { SHOWN_BYTES = 160 };

/* The start of what is shown of the line before `place`: at most SHOWN_BYTES, not inside a
 * character. */
static const char *shown_from(const char *line, const char *place)
{
    if (place - line <= SHOWN_BYTES) return line;
    const char *from = place - SHOWN_BYTES;
    while (from < place && ((unsigned char)*from & 0xC0U) == 0x80U) from++;
    return from;
}

static enum rc no_json(const char *file, const char *text, size_t byte_count, const char *place,
                       struct err *err)
{
    const char *const text_end = text + byte_count;
    if (!place || place < text || place > text_end) place = text_end;
    unsigned line_number = 1;
    const char *line = text;
    for (const char *at = text; at < place; at++) {
        if (*at != '\n') continue;
        line_number++;
        line = at + 1;
    }
    const char *line_end = place;
    while (line_end < text_end && *line_end != '\n' && line_end - place < SHOWN_BYTES) line_end++;
    while (line_end > place && ((unsigned char)*line_end & 0xC0U) == 0x80U) line_end--;
    const char *const from = shown_from(line, place);
    return err_set(err, RC_CONFIG, "%s:%u:%u: this is no JSON\n  %.*s\n  %*s^", file, line_number,
                   characters_of(line, place) + 1, (int)(line_end - from), from,
                   width_of(from, place), "");
}

/* Where the text is not UTF-8: a header in another encoding would match no column, and in silence.
 */
static enum rc check_encoding(const char *file, const char *text, size_t byte_count,
                              struct err *err)
{
    struct utf8_check check;
    utf8_check_init(&check);
    utf8_check_feed(&check, text, byte_count);
    if (utf8_check_finish(&check)) return RC_OK;
    unsigned line_number = 1;
    for (size_t i = 0; i < check.bad_offset; i++) line_number += text[i] == '\n';
    (void)err_set(err, RC_CONFIG, "%s:%u: this line is not UTF-8", file, line_number);
    return err_hint(err, "save the file as UTF-8");
}

/* Quadratic, but a configuration has at most CONFIG_FILE_BYTES. */
static enum rc refuse_twice(const char *file, const cJSON *object, const char *prefix,
                            struct err *err)
{
    enum rc rc = RC_OK;
    for (const cJSON *item = object->child; item && rc == RC_OK; item = item->next) {
        char path[CONFIG_PATH_BYTES];
        config_join(path, prefix, item->string ? item->string : "[]");
        for (const cJSON *other = item->next; item->string && other; other = other->next)
            if (strcmp(item->string, other->string) == 0)
                return err_set(err, RC_CONFIG, "%s: %s stands twice", file, path);
        rc = refuse_twice(file, item, path, err);
    }
    return rc;
}

enum rc config_parse(const char *file, char *text, size_t byte_count, cJSON **tree, struct err *err)
{
    *tree = NULL;
    enum rc rc = check_encoding(file, text, byte_count, err);
    if (rc != RC_OK) return rc;
    blank_comments(text, byte_count);
    blank_last_commas(text, byte_count);
    const char *nul = memchr(text, '\0', byte_count);
    const char *place = nul;
    cJSON *parsed = nul ? NULL : cJSON_ParseWithLengthOpts(text, byte_count + 1, &place, 1);
    if (!parsed) return no_json(file, text, byte_count, place, err);
    if (!cJSON_IsObject(parsed))
        rc = err_set(err, RC_CONFIG, "%s: the whole must be an object: { … }", file);
    if (rc == RC_OK) rc = refuse_twice(file, parsed, "", err);
    if (rc == RC_OK)
        *tree = parsed;
    else
        cJSON_Delete(parsed);
    return rc;
}
