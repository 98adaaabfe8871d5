#include "reports/kit/html.h"

#include "base/embedded.h"
#include "reports/kit/number.h"

#include <string.h>

extern const struct embedded kit_assets[];

static const char REPLACEMENT[] = "\xEF\xBF\xBD";

void page_init(struct page *page, struct text *out)
{
    *page = (struct page){.out = out};
}

void html_literal(struct page *page, const char *literal, size_t byte_count)
{
    text_add(page->out, literal, byte_count);
}

struct code_point {
    uint32_t value;
    size_t byte_count; /* 0: the bytes are not UTF-8 */
};

/* Shortest form only, no surrogates, nothing above U+10FFFF. */
static struct code_point decode(const unsigned char *at, size_t byte_count)
{
    static const struct lead {
        unsigned char mask, bits;
        uint32_t least;
    } leads[] = {{0x80, 0x00, 0}, {0xE0, 0xC0, 0x80}, {0xF0, 0xE0, 0x800}, {0xF8, 0xF0, 0x10000}};
    for (size_t more = 0; more < sizeof leads / sizeof *leads; more++) {
        if ((at[0] & leads[more].mask) != leads[more].bits) continue;
        if (more + 1 > byte_count) break;
        uint32_t value = at[0] & (unsigned char)~leads[more].mask;
        for (size_t i = 1; i <= more; i++) {
            if ((at[i] & 0xC0) != 0x80) return (struct code_point){0, 0};
            value = value << 6 | (at[i] & 0x3FU);
        }
        if (value < leads[more].least || value > 0x10FFFF) break;
        if (value >= 0xD800 && value <= 0xDFFF) break;
        return (struct code_point){value, more + 1};
    }
    return (struct code_point){0, 0};
}

static bool is_control(uint32_t value)
{
    return (value < 0x20 && value != '\t' && value != '\n' && value != '\r') ||
           (value >= 0x7F && value < 0xA0);
}

static bool turns_direction(uint32_t value)
{
    return (value >= 0x202A && value <= 0x202E) || (value >= 0x2066 && value <= 0x2069) ||
           value == 0x200E || value == 0x200F;
}

static const char *entity(uint32_t value)
{
    static const struct row {
        uint32_t value;
        const char *name;
    } rows[] = {{'&', "&amp;"}, {'<', "&lt;"}, {'>', "&gt;"}, {'"', "&quot;"}, {'\'', "&#39;"}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (rows[i].value == value) return rows[i].name;
    return NULL;
}

void html_text_slice(struct page *page, struct slice utf8)
{
    const unsigned char *bytes = (const unsigned char *)utf8.bytes;
    for (size_t i = 0; i < utf8.byte_count;) {
        const struct code_point point = decode(bytes + i, utf8.byte_count - i);
        const char *name = point.byte_count == 1 ? entity(point.value) : NULL;
        if (point.byte_count == 0 || is_control(point.value) || turns_direction(point.value)) {
            text_put(page->out, REPLACEMENT);
        } else if (name) {
            text_put(page->out, name);
        } else {
            text_add(page->out, utf8.bytes + i, point.byte_count);
        }
        i += point.byte_count ? point.byte_count : 1;
    }
}

static bool is_css_plain(uint32_t value)
{
    return value >= 0x80 || value == ' ' || (value >= '0' && value <= '9') ||
           (value >= 'A' && value <= 'Z') || (value >= 'a' && value <= 'z') ||
           (value > 0 && strchr(".,:-+()|=", (int)value) != NULL);
}

void html_css_string(struct page *page, const char *utf8)
{
    const struct slice text = slice_of(utf8);
    const unsigned char *bytes = (const unsigned char *)text.bytes;
    HTML(page, "\"");
    for (size_t i = 0; i < text.byte_count;) {
        const struct code_point point = decode(bytes + i, text.byte_count - i);
        if (point.byte_count == 0 || is_control(point.value) || turns_direction(point.value))
            text_put(page->out, REPLACEMENT);
        else if (is_css_plain(point.value))
            text_add(page->out, text.bytes + i, point.byte_count);
        else
            text_format(page->out, "\\%X ", (unsigned)point.value);
        i += point.byte_count ? point.byte_count : 1;
    }
    HTML(page, "\"");
}

void html_text(struct page *page, const char *utf8)
{
    html_text_slice(page, slice_of(utf8));
}

void html_attribute(struct page *page, const char *opening, size_t opening_bytes, const char *value)
{
    text_add(page->out, opening, opening_bytes);
    html_text(page, value);
    HTML(page, "\"");
}

static bool is_blank(unsigned char byte)
{
    return byte <= ' ' || byte == 0x7F;
}

static void percent_byte(struct text *out, unsigned char byte)
{
    text_format(out, "%%%02X", byte);
}

void html_id(struct page *page, const char *key)
{
    HTML(page, " id=\"");
    for (const char *at = key; *at;) {
        size_t run = 0;
        while (at[run] && !is_blank((unsigned char)at[run])) run++;
        html_text_slice(page, (struct slice){at, run});
        at += run;
        if (*at) percent_byte(page->out, (unsigned char)*at++);
    }
    HTML(page, "\"");
}

static bool is_plain(unsigned char byte)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
           (byte >= '0' && byte <= '9') || (byte != 0 && strchr("._-|=", byte) != NULL);
}

/* The id itself holds %XX for a blank, so its % is written as %25 here; and U+FFFD for what text
 * may not hold. */
static void href_point(struct page *page, const unsigned char *at, struct code_point point)
{
    if (is_plain(at[0])) {
        text_add(page->out, (const char *)at, 1);
    } else if (is_blank(at[0])) {
        HTML(page, "%25");
        text_format(page->out, "%02X", at[0]);
    } else if (point.byte_count == 0 || is_control(point.value) || turns_direction(point.value)) {
        for (const char *byte = REPLACEMENT; *byte; byte++)
            percent_byte(page->out, (unsigned char)*byte);
    } else {
        for (size_t i = 0; i < point.byte_count; i++) percent_byte(page->out, at[i]);
    }
}

void html_href(struct page *page, const char *key)
{
    const struct slice text = slice_of(key);
    const unsigned char *bytes = (const unsigned char *)text.bytes;
    HTML(page, " href=\"#");
    for (size_t i = 0; i < text.byte_count;) {
        const struct code_point point = decode(bytes + i, text.byte_count - i);
        href_point(page, bytes + i, point);
        i += point.byte_count ? point.byte_count : 1;
    }
    HTML(page, "\"");
}

void html_count(struct page *page, uint64_t count)
{
    text_format(page->out, "%llu", (unsigned long long)count);
}

void html_fixed(struct page *page, double value, unsigned decimals)
{
    number_fixed(page->out, value, decimals);
}

struct slice html_asset_bytes(const char *name)
{
    for (const struct embedded *asset = kit_assets; asset->name; asset++)
        if (strcmp(asset->name, name) == 0)
            return (struct slice){(const char *)asset->bytes, asset->byte_count};
    return (struct slice){"", 0};
}

bool html_asset(struct page *page, const char *name)
{
    const struct slice bytes = html_asset_bytes(name);
    text_add(page->out, bytes.bytes, bytes.byte_count);
    return bytes.byte_count > 0;
}
