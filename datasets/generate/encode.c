#include "encode.h"

#include <iconv.h>
#include <stdint.h>

/* What iconv_open() returns when it fails; the standard writes it as a cast. */
#define NO_CONVERTER ((iconv_t)-1) /* NOLINT(performance-no-int-to-ptr) */
enum { STORED_BLOCK_MOST = 65535 };

enum rc encode_gb18030(const struct buffer *from, struct buffer *to, struct err *err)
{
    const iconv_t converter = iconv_open("GB18030", "UTF-8");
    if (converter == NO_CONVERTER)
        return err_set(err, RC_OUTPUT, "this system's iconv cannot write GB18030");
    char *out = buffer_room(to, 2 * from->byte_count + 16, err);
    char *in = from->bytes;
    size_t in_bytes = from->byte_count, out_bytes = 2 * from->byte_count + 16;
    enum rc rc = out == NULL ? RC_MEMORY : RC_OK;
    if (rc == RC_OK) {
        const size_t before = out_bytes;
        if (iconv(converter, &in, &in_bytes, &out, &out_bytes) == (size_t)-1)
            rc = err_set(err, RC_BUG, "a text cannot be written in GB18030");
        to->byte_count += before - out_bytes;
    }
    iconv_close(converter);
    return rc;
}

/* CRC-32 as in RFC 1952, bit by bit: the files are small. */
static uint32_t crc32_of(const char *bytes, size_t byte_count)
{
    uint32_t crc = 0xFFFFFFFFU;
    for (size_t i = 0; i < byte_count; i++) {
        crc ^= (unsigned char)bytes[i];
        for (int bit = 0; bit < 8; bit++) crc = crc >> 1 ^ (0xEDB88320U & (0U - (crc & 1)));
    }
    return ~crc;
}

static char *put_little_endian(char *at, uint32_t value, int byte_count)
{
    for (int i = 0; i < byte_count; i++) *at++ = (char)(value >> 8 * i & 0xFF);
    return at;
}

enum rc encode_gzip(const struct buffer *from, struct buffer *to, struct err *err)
{
    static const char header[10] = {'\x1f', '\x8b', 8, 0, 0, 0, 0, 0, 0, '\xff'};
    const size_t block_count = from->byte_count / STORED_BLOCK_MOST + 1;
    char *start = buffer_room(to, from->byte_count + 5 * block_count + sizeof header + 8, err);
    if (start == NULL) return RC_MEMORY;
    memcpy(start, header, sizeof header);
    char *at = start + sizeof header;
    for (size_t b = 0; b < block_count; b++) {
        const size_t first = b * STORED_BLOCK_MOST;
        const size_t rest = from->byte_count - first;
        const uint32_t size = rest < STORED_BLOCK_MOST ? (uint32_t)rest : STORED_BLOCK_MOST;
        *at++ = b + 1 == block_count ? '\1' : '\0';
        at = put_little_endian(at, size, 2);
        at = put_little_endian(at, ~size, 2);
        memcpy(at, from->bytes + first, size);
        at += size;
    }
    at = put_little_endian(at, crc32_of(from->bytes, from->byte_count), 4);
    at = put_little_endian(at, (uint32_t)from->byte_count, 4);
    to->byte_count += (size_t)(at - start);
    return RC_OK;
}
