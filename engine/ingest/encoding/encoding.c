#include "ingest/encoding/encoding.h"

#include <string.h>

const char *encoding_name(enum encoding encoding)
{
    static const char *const names[ENCODING_COUNT] = {"utf-8", "utf-8-bom", "gb18030"};
    return encoding < ENCODING_COUNT ? names[encoding] : "unknown";
}

size_t encoding_next(enum encoding encoding, const void *bytes, size_t byte_count,
                     uint32_t *code_point)
{
    return encoding == ENCODING_GB18030 ? gb18030_next(bytes, byte_count, code_point)
                                        : utf8_next(bytes, byte_count, code_point);
}

bool encoding_is_valid(enum encoding encoding, struct slice bytes)
{
    return encoding == ENCODING_GB18030 ? gb18030_is_valid(bytes.bytes, bytes.byte_count)
                                        : utf8_is_valid(bytes.bytes, bytes.byte_count);
}

void encoding_add_utf8(enum encoding encoding, struct slice bytes, struct text *into)
{
    size_t i = 0;
    while (i < bytes.byte_count) {
        const size_t rest = bytes.byte_count - i;
        const size_t ascii = utf8_ascii_prefix(bytes.bytes + i, rest);
        text_add(into, bytes.bytes + i, ascii);
        i += ascii;
        if (ascii == rest) break;
        uint32_t code_point;
        const size_t length = encoding_next(encoding, bytes.bytes + i, rest - ascii, &code_point);
        if (length > 0) {
            char character[UTF8_CHARACTER_BYTES];
            text_add(into, character, utf8_put(code_point, character));
            i += length;
        } else {
            text_format(into, "\\x%02X", (unsigned char)bytes.bytes[i]);
            i++;
        }
    }
}

/* Blanks that are more than one byte, per encoding. A GB18030 text may be trimmed from its end,
 * too: in valid text none of these byte strings can end on a trail byte of one character and begin
 * in the middle of the one before. */
struct blank {
    unsigned char byte_count;
    char bytes[5];
};

static const struct blank utf8_blanks[] = {{3, "\xE3\x80\x80"}, {2, "\xC2\xA0"}, {0, ""}};
static const struct blank gb18030_blanks[] = {
    {2, "\xA1\xA1"}, {2, "\xA3\xA0"}, {4, "\x81\x30\x84\x32"}, {0, ""}};

static bool is_ascii_blank(char byte)
{
    return byte == ' ' || byte == '\t' || byte == '\r' || byte == '\n';
}

static size_t blank_at_start(const struct blank *blanks, struct slice text)
{
    if (text.byte_count > 0 && is_ascii_blank(text.bytes[0])) return 1;
    for (const struct blank *blank = blanks; blank->byte_count > 0; blank++) {
        if (blank->byte_count > text.byte_count) continue;
        if (memcmp(text.bytes, blank->bytes, blank->byte_count) == 0) return blank->byte_count;
    }
    return 0;
}

static size_t blank_at_end(const struct blank *blanks, struct slice text)
{
    if (text.byte_count > 0 && is_ascii_blank(text.bytes[text.byte_count - 1])) return 1;
    for (const struct blank *blank = blanks; blank->byte_count > 0; blank++) {
        if (blank->byte_count > text.byte_count) continue;
        const char *end = text.bytes + text.byte_count - blank->byte_count;
        if (memcmp(end, blank->bytes, blank->byte_count) == 0) return blank->byte_count;
    }
    return 0;
}

static bool is_plain(char byte)
{
    return byte > ' ' && byte <= '~';
}

struct slice encoding_trim(enum encoding encoding, struct slice bytes)
{
    if (bytes.byte_count == 0) return bytes;
    /* '2' may end a no-break space of GB18030 (81 30 84 32). */
    const char last = bytes.bytes[bytes.byte_count - 1];
    if (is_plain(bytes.bytes[0]) && is_plain(last) &&
        !(last == '2' && encoding == ENCODING_GB18030))
        return bytes;
    const struct blank *blanks = encoding == ENCODING_GB18030 ? gb18030_blanks : utf8_blanks;
    for (size_t cut; (cut = blank_at_start(blanks, bytes)) > 0;) {
        bytes.bytes += cut;
        bytes.byte_count -= cut;
    }
    for (size_t cut; (cut = blank_at_end(blanks, bytes)) > 0;) bytes.byte_count -= cut;
    return bytes;
}
