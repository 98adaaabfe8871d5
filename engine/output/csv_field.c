#include "output/csv_field.h"

#include <string.h>

static bool needs_quotes(struct slice field)
{
    for (size_t i = 0; i < field.byte_count; i++)
        if (strchr("\",\r\n", field.bytes[i]) && field.bytes[i] != '\0') return true;
    const bool blank_at_end =
        field.byte_count > 0 && (field.bytes[0] == ' ' || field.bytes[field.byte_count - 1] == ' ');
    return blank_at_end;
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
    static const char *const beginnings[] = {"=",  "+", "-",  "@",  "\t", "\r",
                                             "\n", "'", "＝", "＋", "－", "＠"};
    for (size_t i = 0; i < sizeof beginnings / sizeof *beginnings; i++) {
        const struct slice beginning = slice_of(beginnings[i]);
        if (field.byte_count >= beginning.byte_count &&
            memcmp(field.bytes, beginning.bytes, beginning.byte_count) == 0)
            return true;
    }
    return false;
}

void csv_field_add_text(struct text *out, struct slice field)
{
    add(out, field, field.byte_count > 0 && begins_formula(field) ? "'" : "");
}
