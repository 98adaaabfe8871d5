#include "reports/kit/lean.h"

#include <string.h>

/* End tags that may be left out before these tags: HTML standard, 13.1.2.4 (optional tags); of the
 * successors only those that pages have. Never two at once (a row's with its last cell's): not all
 * that read HTML follow that. */
static const struct ending {
    const char *name, *next; /* names between blanks */
} endings[] = {
    {"td", " td th /tr "}, {"th", " td th /tr "}, {"li", " li /ul /ol "},
    {"dt", " dt dd "},     {"dd", " dt dd /dl "},
};

/* What the page's text is read with; at == end: it is over. */
struct reading {
    const char *at, *end;
};

static bool is_name(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

/* The name of the tag that begins at `at` ('<'), with the slash of an end tag; empty for the
 * doctype, and where no tag begins. */
static struct slice tag_name(const char *at, const char *end)
{
    const char *name = at + 1, *stop = name;
    if (at >= end || *at != '<') return (struct slice){at, 0};
    if (stop < end && *stop == '/') stop++;
    while (stop < end && is_name(*stop)) stop++;
    return (struct slice){name, (size_t)(stop - name)};
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\n';
}

static const char *skip_blank(const char *at, const char *end)
{
    while (at < end && is_blank(*at)) at++;
    return at;
}

static bool is_listed(const char *list, struct slice name)
{
    for (const char *at = list; name.byte_count > 0 && (at = strchr(at, ' ')) && at[1]; at++)
        if (strncmp(at + 1, name.bytes, name.byte_count) == 0 && at[1 + name.byte_count] == ' ')
            return true;
    return false;
}

/* Where the page goes on when the end tag at `at` can be left out; else `at`. */
static const char *skip_ending(const char *at, const char *end, struct slice name)
{
    const struct slice plain = {name.bytes + 1, name.byte_count - 1};
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        if (!slice_equal(plain, slice_of(endings[i].name))) continue;
        const char *behind = skip_blank(plain.bytes + plain.byte_count + 1, end);
        return is_listed(endings[i].next, tag_name(behind, end)) ? behind : at;
    }
    return at;
}

static bool needs_quotes(struct slice value)
{
    for (size_t i = 0; i < value.byte_count; i++)
        if ((unsigned char)value.bytes[i] <= ' ' || strchr("\"'`=<>", value.bytes[i])) return true;
    return value.byte_count == 0;
}

/* The attribute value whose opening quote is at reading->at. */
static void write_value(struct text *out, struct reading *reading)
{
    const char *open = reading->at++;
    const char *close = memchr(reading->at, '"', (size_t)(reading->end - reading->at));
    if (!close) close = reading->end;
    const struct slice value = {reading->at, (size_t)(close - reading->at)};
    reading->at = close < reading->end ? close + 1 : close;
    /* A slash behind the value would belong to it. */
    const bool is_before_slash = reading->at < reading->end && *reading->at == '/';
    if (needs_quotes(value) || is_before_slash)
        text_add(out, open, (size_t)(reading->at - open));
    else
        text_add(out, value.bytes, value.byte_count);
}

/* What stands before the end tag of that name. */
static void write_raw(struct text *out, struct reading *reading, struct slice name)
{
    const char *start = reading->at;
    for (; reading->at < reading->end; reading->at++) {
        const struct slice ending = tag_name(reading->at, reading->end);
        if (ending.byte_count == name.byte_count + 1 && ending.bytes[0] == '/' &&
            memcmp(ending.bytes + 1, name.bytes, name.byte_count) == 0)
            break;
    }
    text_add(out, start, (size_t)(reading->at - start));
}

/* The tag at reading->at, and all that a script or style holds. */
static void write_tag(struct text *out, struct reading *reading, struct slice name)
{
    const bool is_raw =
        slice_equal(name, slice_of("script")) || slice_equal(name, slice_of("style"));
    while (reading->at < reading->end && *reading->at != '>') {
        const char *start = reading->at;
        while (reading->at < reading->end && *reading->at != '>' && *reading->at != '"')
            reading->at++;
        text_add(out, start, (size_t)(reading->at - start));
        if (reading->at < reading->end && *reading->at == '"') write_value(out, reading);
    }
    if (reading->at < reading->end) text_add(out, reading->at++, 1);
    if (is_raw) write_raw(out, reading, name);
}

void lean_write(struct text *out, struct slice page)
{
    struct reading reading = {page.bytes, page.bytes + page.byte_count};
    while (reading.at < reading.end) {
        const char *tag = memchr(reading.at, '<', (size_t)(reading.end - reading.at));
        if (!tag) tag = reading.end;
        text_add(out, reading.at, (size_t)(tag - reading.at));
        reading.at = tag;
        const struct slice name = tag_name(reading.at, reading.end);
        const bool is_end_tag = name.byte_count > 1 && name.bytes[0] == '/';
        if (is_end_tag) reading.at = skip_ending(tag, reading.end, name);
        if (reading.at == tag && tag < reading.end) write_tag(out, &reading, name);
    }
}
