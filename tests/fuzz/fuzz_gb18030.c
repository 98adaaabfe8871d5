/* Any bytes as a file: the stream validators agree with the decoders on whether and where the bytes
 * go wrong, any way to cut the stream gives the same, and what is decoded is UTF-8. The first byte
 * is the size of the pieces, the rest the file. */
#include "ingest/encoding/encoding.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *input, size_t byte_count);

static void require(bool holds, const char *law)
{
    if (holds) return;
    fprintf(stderr, "law broken: %s\n", law);
    abort();
}

struct file {
    const uint8_t *bytes;
    size_t byte_count, piece_bytes;
};

static size_t piece_of(const struct file *file, size_t offset)
{
    const size_t rest = file->byte_count - offset;
    return rest < file->piece_bytes ? rest : file->piece_bytes;
}

/* Offset of the first character that cannot be decoded, or UTF8_NO_OFFSET. */
static uint64_t first_bad(const struct file *file, enum encoding encoding)
{
    uint32_t code_point;
    for (size_t i = 0, length; i < file->byte_count; i += length) {
        length = encoding_next(encoding, file->bytes + i, file->byte_count - i, &code_point);
        if (length == 0) return i;
    }
    return UTF8_NO_OFFSET;
}

static void require_gb18030(const struct file *file)
{
    struct gb18030_check whole, pieces;
    gb18030_check_init(&whole);
    gb18030_check_init(&pieces);
    whole.isa = isa_best();
    gb18030_check_feed(&whole, file->bytes, file->byte_count);
    for (size_t i = 0; i < file->byte_count; i += piece_of(file, i))
        gb18030_check_feed(&pieces, file->bytes + i, piece_of(file, i));
    const bool is_valid = gb18030_check_finish(&whole);
    require(gb18030_check_finish(&pieces) == is_valid, "GB18030 in pieces: same verdict");
    require(pieces.bad_offset == whole.bad_offset, "GB18030 in pieces: same offset");
    require(pieces.bad_count == whole.bad_count, "GB18030 in pieces: same count");
    require(whole.bad_offset == first_bad(file, ENCODING_GB18030), "GB18030: decoder's offset");
    require(gb18030_is_valid(file->bytes, file->byte_count) == is_valid, "GB18030: is_valid");
    for (enum isa isa = ISA_PORTABLE; isa < ISA_COUNT; isa++)
        require(!isa_is_here(isa) ||
                    gb18030_is_valid_fast(isa, file->bytes, file->byte_count) == is_valid,
                "GB18030: every variant");
    char *utf8 = malloc(file->byte_count * GB18030_UTF8_GROWTH + 1);
    size_t written;
    if (!utf8) return;
    require(gb18030_to_utf8(file->bytes, file->byte_count, utf8, &written) == is_valid,
            "GB18030: to_utf8 agrees");
    require(utf8_is_valid(utf8, written), "GB18030 becomes UTF-8");
    free(utf8);
}

static void require_utf8(const struct file *file)
{
    struct utf8_check whole, pieces;
    utf8_check_init(&whole);
    utf8_check_init(&pieces);
    whole.isa = isa_best();
    utf8_check_feed(&whole, file->bytes, file->byte_count);
    for (size_t i = 0; i < file->byte_count; i += piece_of(file, i))
        utf8_check_feed(&pieces, file->bytes + i, piece_of(file, i));
    const bool is_valid = utf8_check_finish(&whole);
    require(utf8_check_finish(&pieces) == is_valid, "UTF-8 in pieces: same verdict");
    require(pieces.bad_offset == whole.bad_offset, "UTF-8 in pieces: same offset");
    require(pieces.bad_count == whole.bad_count, "UTF-8 in pieces: same count");
    require(whole.bad_offset == first_bad(file, ENCODING_UTF8), "UTF-8: decoder's offset");
    require(utf8_is_valid(file->bytes, file->byte_count) == is_valid, "UTF-8: is_valid");
    for (enum isa isa = ISA_PORTABLE; isa < ISA_COUNT; isa++)
        require(!isa_is_here(isa) ||
                    utf8_is_valid_fast(isa, file->bytes, file->byte_count) == is_valid,
                "UTF-8: every variant");
}

static void require_detected(const struct file *file)
{
    struct encoding_detect whole, pieces;
    struct encoding_verdict verdict = {0}, piece_verdict = {0};
    struct err err = ERR_INIT, piece_err = ERR_INIT;
    encoding_detect_init(&whole);
    encoding_detect_init(&pieces);
    encoding_detect_feed(&whole, file->bytes, file->byte_count);
    for (size_t i = 0; i < file->byte_count; i += piece_of(file, i))
        encoding_detect_feed(&pieces, file->bytes + i, piece_of(file, i));
    const enum rc rc = encoding_detect_finish(&whole, "f", &verdict, &err);
    require(encoding_detect_finish(&pieces, "f", &piece_verdict, &piece_err) == rc,
            "detect in pieces: same verdict");
    require(strcmp(err.message, piece_err.message) == 0, "detect in pieces: same message");
    require(verdict.encoding == piece_verdict.encoding &&
                verdict.mark_byte_count == piece_verdict.mark_byte_count &&
                verdict.bad_count == piece_verdict.bad_count,
            "detect in pieces: same encoding");
    if (rc != RC_OK || verdict.bad_count > 0) return;
    const struct slice all = {(const char *)file->bytes, file->byte_count};
    require(encoding_is_valid(verdict.encoding, all), "what is detected is valid");
}

int LLVMFuzzerTestOneInput(const uint8_t *input, size_t byte_count)
{
    if (byte_count == 0) return 0;
    const struct file file = {input + 1, byte_count - 1, input[0] % 16U + 1};
    require_gb18030(&file);
    require_utf8(&file);
    require_detected(&file);
    return 0;
}
