#include "output/strict_text.h"

#include "ingest/encoding/utf8.h"

void strict_text_add(struct text *out, struct slice bytes)
{
    for (size_t i = 0; i < bytes.byte_count;) {
        uint32_t code_point;
        const size_t length = utf8_next(bytes.bytes + i, bytes.byte_count - i, &code_point);
        if (length > 0)
            text_add(out, bytes.bytes + i, length);
        else
            text_format(out, "\\x%02X", (unsigned)(unsigned char)bytes.bytes[i]);
        i += length > 0 ? length : 1;
    }
}
