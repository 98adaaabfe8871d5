#include "ingest/decode/decode_missing.h"

#include <string.h>

void missing_set_init(struct missing_set *set)
{
    *set = (struct missing_set){0};
}

static unsigned char small(unsigned char byte)
{
    return byte >= 'A' && byte <= 'Z' ? (unsigned char)(byte + ('a' - 'A')) : byte;
}

/* Trail bytes of GB18030 may look like letters; they are no letters and have no case. */
static bool is_marker(const struct missing_marker *marker, enum encoding encoding,
                      const char *bytes)
{
    for (size_t i = 0; i < marker->byte_count; i++) {
        const unsigned char wanted = (unsigned char)marker->bytes[i];
        const unsigned char found = (unsigned char)bytes[i];
        if (small(wanted) != small(found)) return false;
        if (encoding != ENCODING_GB18030 || wanted <= 0x80) continue;
        i++;
        if (i < marker->byte_count && marker->bytes[i] != bytes[i]) return false;
    }
    return true;
}

static bool list_has(const struct missing_list *list, enum encoding encoding, struct slice field)
{
    if (!(list->length_bits >> field.byte_count & 1)) return false;
    for (unsigned i = 0; i < list->marker_count; i++) {
        const struct missing_marker *marker = &list->markers[i];
        if (marker->byte_count != field.byte_count) continue;
        if (is_marker(marker, encoding, field.bytes)) return true;
    }
    return false;
}

bool missing_set_has(const struct missing_set *set, enum encoding encoding, struct slice field)
{
    if (field.byte_count == 0) return true;
    if (field.byte_count > MISSING_MARKER_BYTES) return false;
    const struct missing_list *list = encoding == ENCODING_GB18030 ? &set->gb18030 : &set->utf8;
    return list_has(list, encoding, field);
}

static void list_add(struct missing_list *list, struct slice marker)
{
    struct missing_marker *added = &list->markers[list->marker_count++];
    added->byte_count = (unsigned char)marker.byte_count;
    memcpy(added->bytes, marker.bytes, marker.byte_count);
    list->length_bits |= UINT64_C(1) << marker.byte_count;
}

/* The UTF-8 marker in GB18030, into `into`; its bytes, or 0 when it has no such form or is too
 * long. */
static size_t to_gb18030(struct slice marker, char into[MISSING_MARKER_BYTES])
{
    size_t written = 0;
    for (size_t i = 0; i < marker.byte_count;) {
        uint32_t code_point;
        unsigned char character[GB18030_CHARACTER_BYTES];
        i += utf8_next(marker.bytes + i, marker.byte_count - i, &code_point);
        const size_t length = gb18030_put(code_point, character);
        if (length == 0 || written + length > MISSING_MARKER_BYTES) return 0;
        memcpy(into + written, character, length);
        written += length;
    }
    return written;
}

enum rc missing_set_add(struct missing_set *set, const char *marker, struct err *err)
{
    const struct slice text = encoding_trim(ENCODING_UTF8, slice_of(marker));
    if (!utf8_is_valid(text.bytes, text.byte_count))
        return err_set(err, RC_CONFIG, "a missing marker is not valid UTF-8");
    if (text.byte_count > MISSING_MARKER_BYTES)
        return err_set(err, RC_CONFIG, "missing marker \"%s\" has more than %d bytes", marker,
                       MISSING_MARKER_BYTES);
    if (missing_set_has(set, ENCODING_UTF8, text)) return RC_OK;
    if (set->utf8.marker_count == MISSING_SET_LIMIT)
        return err_set(err, RC_CONFIG, "missing marker \"%s\" is one too many: %d are allowed",
                       marker, MISSING_SET_LIMIT);
    char bytes[MISSING_MARKER_BYTES];
    const size_t byte_count = to_gb18030(text, bytes);
    if (byte_count == 0)
        return err_set(err, RC_CONFIG,
                       "missing marker \"%s\" has no GB18030 form of at most %d bytes", marker,
                       MISSING_MARKER_BYTES);
    list_add(&set->utf8, text);
    list_add(&set->gb18030, (struct slice){bytes, byte_count});
    return RC_OK;
}

void missing_set_add_defaults(struct missing_set *set)
{
    static const char *const defaults[] = {"NA", "N/A", "NULL", "-", "无"};
    for (size_t i = 0; i < sizeof defaults / sizeof defaults[0]; i++)
        missing_set_add(set, defaults[i], NULL);
}
