#include "output/csv_field.h"

#include <string.h>

static bool needs_quotes(struct slice field)
{
    if (field.byte_count == 0) return false;
    for (size_t i = 0; i < field.byte_count; i++) {
        const char byte = field.bytes[i];
        if (byte == ',' || byte == '"' || byte == '\r' || byte == '\n') return true;
    }
    return field.bytes[0] == ' ' || field.bytes[field.byte_count - 1] == ' ';
}

static void add_quoted(struct text *out, struct slice field, const char *before)
{
    text_put(out, "\"");
    text_put(out, before);
    for (size_t i = 0; i < field.byte_count; i++) {
        if (field.bytes[i] == '"') text_put(out, "\"");
        text_add(out, &field.bytes[i], 1);
    }
    text_put(out, "\"");
}

static void add(struct text *out, struct slice field, const char *before)
{
    if (needs_quotes(field)) {
        add_quoted(out, field, before);
        return;
    }
    text_put(out, before);
    text_add(out, field.bytes, field.byte_count);
}

void csv_field_add(struct text *out, struct slice field)
{
    add(out, field, "");
}

/* Excel in Chinese and Japanese takes the full-width signs for the narrow ones when a cell is
 * entered, and some programs when a file is read. */
static bool begins_formula(struct slice field)
{
    static const char narrow[] = "=+-@\t\r\n'", *const wide[] = {"＝", "＋", "－", "＠"};
    enum { WIDE_BYTES = 3 };
    if (field.byte_count == 0 || field.bytes[0] == '\0') return false;
    if ((unsigned char)field.bytes[0] < 0x80) return strchr(narrow, field.bytes[0]) != NULL;
    for (size_t i = 0; i < sizeof wide / sizeof *wide; i++)
        if (field.byte_count >= WIDE_BYTES && memcmp(field.bytes, wide[i], WIDE_BYTES) == 0)
            return true;
    return false;
}

void csv_field_add_text(struct text *out, struct slice field)
{
    add(out, field, begins_formula(field) ? "'" : "");
}
