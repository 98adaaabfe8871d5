#include "ingest/encoding/encoding.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static const unsigned char utf8_mark[] = {0xEF, 0xBB, 0xBF};
static const unsigned char gb18030_mark[] = {0x84, 0x31, 0x95, 0x33};

void encoding_detect_init(struct encoding_detect *detect)
{
    *detect = (struct encoding_detect){0};
    utf8_check_init(&detect->utf8);
    gb18030_check_init(&detect->gb18030);
}

static bool begins_with(const struct encoding_detect *detect, const unsigned char *mark,
                        size_t byte_count)
{
    return detect->mark_held_count >= byte_count && memcmp(detect->mark, mark, byte_count) == 0;
}

static void look_for_mark(struct encoding_detect *detect, const unsigned char *bytes,
                          size_t byte_count)
{
    while (detect->mark_held_count < ENCODING_MARK_BYTES && byte_count > 0) {
        detect->mark[detect->mark_held_count++] = *bytes++;
        byte_count--;
    }
    detect->is_marked_utf8 = begins_with(detect, utf8_mark, sizeof utf8_mark);
    detect->is_marked_gb18030 = begins_with(detect, gb18030_mark, sizeof gb18030_mark);
    detect->is_utf16 = begins_with(detect, (const unsigned char *)"\xFF\xFE", 2) ||
                       begins_with(detect, (const unsigned char *)"\xFE\xFF", 2);
}

/* Take the bytes from bad_offset on into the sample, as far as they are at hand: in this piece,
 * which starts at piece_offset, or in the last bytes of the piece before it. */
static void fill_sample(struct encoding_sample *sample, uint64_t bad_offset,
                        const struct encoding_detect *detect, uint64_t piece_offset,
                        struct slice piece)
{
    if (bad_offset == UTF8_NO_OFFSET) return;
    while (sample->byte_count < ENCODING_SAMPLE_BYTES) {
        const uint64_t wanted = bad_offset + sample->byte_count;
        const uint64_t from_last = wanted + detect->last_count - piece_offset;
        unsigned char byte;
        if (wanted >= piece_offset + piece.byte_count) return;
        if (wanted >= piece_offset)
            byte = (unsigned char)piece.bytes[wanted - piece_offset];
        else
            byte = detect->last[from_last];
        sample->bytes[sample->byte_count++] = byte;
    }
}

static void keep_last(struct encoding_detect *detect, const unsigned char *bytes, size_t byte_count)
{
    const size_t room = sizeof detect->last;
    const size_t taken = byte_count < room ? byte_count : room;
    const size_t old = detect->last_count + taken > room ? room - taken : detect->last_count;
    memmove(detect->last, detect->last + detect->last_count - old, old);
    if (taken > 0) memcpy(detect->last + old, bytes + byte_count - taken, taken);
    detect->last_count = (unsigned)(old + taken);
}

static void fill_samples(struct encoding_detect *detect, struct slice piece)
{
    const uint64_t offset = detect->byte_count;
    fill_sample(&detect->utf8_sample, detect->utf8.bad_offset, detect, offset, piece);
    fill_sample(&detect->gb18030_sample, detect->gb18030.bad_offset, detect, offset, piece);
}

void encoding_detect_feed(struct encoding_detect *detect, const void *bytes, size_t byte_count)
{
    if (byte_count == 0) return;
    if (detect->mark_held_count < ENCODING_MARK_BYTES) look_for_mark(detect, bytes, byte_count);
    if (detect->is_utf16) return;
    const bool is_marked = detect->is_marked_utf8 || detect->is_marked_gb18030;
    if (is_marked ? detect->is_marked_utf8 : detect->utf8.bad_count == 0)
        utf8_check_feed(&detect->utf8, bytes, byte_count);
    if (is_marked ? detect->is_marked_gb18030 : detect->gb18030.bad_count == 0)
        gb18030_check_feed(&detect->gb18030, bytes, byte_count);
    fill_samples(detect, (struct slice){bytes, byte_count});
    detect->byte_count += byte_count;
    keep_last(detect, bytes, byte_count);
}

static enum rc refuse_utf16(const char *path, struct err *err)
{
    err_set(err, RC_INPUT, "%s: the file is in UTF-16, which is not read", path);
    err_hint(err, "in Excel: Save as, CSV UTF-8 (comma delimited)");
    return RC_INPUT;
}

/* The encoding that held longer is the likelier one, so its first bad place is the one to show. */
static enum rc refuse_both(const struct encoding_detect *detect, const char *path, struct err *err)
{
    const bool is_gb18030 = detect->gb18030.bad_offset > detect->utf8.bad_offset;
    const uint64_t offset = is_gb18030 ? detect->gb18030.bad_offset : detect->utf8.bad_offset;
    const struct encoding_sample *sample =
        is_gb18030 ? &detect->gb18030_sample : &detect->utf8_sample;
    char hex[3 * ENCODING_SAMPLE_BYTES + 1] = "";
    for (size_t i = 0; i < sample->byte_count; i++)
        snprintf(hex + 3 * i, sizeof hex - 3 * i, "%02X ", sample->bytes[i]);
    err_set(err, RC_INPUT,
            "%s: neither UTF-8 nor GB18030: as %s it is good up to byte offset %" PRIu64
            ", where %sbegins no character",
            path, is_gb18030 ? "GB18030" : "UTF-8", offset, hex);
    err_hint(err, "open the file where it was made and save it as CSV UTF-8");
    return RC_INPUT;
}

enum rc encoding_detect_finish(struct encoding_detect *detect, const char *path,
                               struct encoding_verdict *verdict, struct err *err)
{
    if (detect->is_utf16) return refuse_utf16(path, err);
    /* A validator that has failed was not fed to the end; its first failure stands. */
    const bool is_utf8 = utf8_check_finish(&detect->utf8);
    const bool is_gb18030 = gb18030_check_finish(&detect->gb18030);
    if (detect->is_marked_utf8) {
        *verdict =
            (struct encoding_verdict){ENCODING_UTF8_BOM, sizeof utf8_mark, detect->utf8.bad_count};
    } else if (detect->is_marked_gb18030) {
        *verdict = (struct encoding_verdict){ENCODING_GB18030, sizeof gb18030_mark,
                                             detect->gb18030.bad_count};
    } else if (is_utf8) {
        *verdict = (struct encoding_verdict){ENCODING_UTF8, 0, 0};
    } else if (is_gb18030) {
        *verdict = (struct encoding_verdict){ENCODING_GB18030, 0, 0};
    } else {
        fill_samples(detect, (struct slice){"", 0});
        return refuse_both(detect, path, err);
    }
    return RC_OK;
}
