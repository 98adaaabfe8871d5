#include "ingest/bytes/bytes_parts.h"

#include <zstd.h>

enum {
    MAGIC_BYTES = 4,
    SKIPPABLE_HEADER_BYTES = 8,
    FRAME_HEADER_BYTES_LIMIT = 18,
    BLOCK_HEADER_BYTES = 3,
    CHECKSUM_BYTES = 4,
    BLOCK_BYTES_LIMIT = 1 << 17,
    /* A part with more room for each stored byte is worth a thread's while although it is short. */
    PART_RATIO = 16
};

struct frame {
    uint64_t byte_count; /* stored */
    uint64_t room;       /* at most so much comes out of it */
    bool is_loose;       /* it does not say how much */
};

/* RFC 8878, 3.1.1.1: magic, descriptor, and what the descriptor announces. */
static uint64_t header_byte_count(unsigned char descriptor)
{
    static const unsigned char dictionary_bytes[] = {0, 1, 2, 4}, content_bytes[] = {0, 2, 4, 8};
    const bool has_one_segment = descriptor & 0x20;
    const unsigned content_flag = descriptor >> 6;
    return UINT64_C(5) + !has_one_segment + dictionary_bytes[descriptor & 3] +
           content_bytes[content_flag] + (content_flag == 0 && has_one_segment);
}

/* RFC 8878, 3.1.1.2: from block to block; false: not to be understood, or the store ends before. */
static bool measure_blocks(struct byte_peek *peek, uint64_t *offset, uint64_t *room)
{
    enum { RAW, REPEATED, COMPRESSED, RESERVED };
    for (*room = 0;;) {
        const unsigned char *header = byte_peek_at(peek, *offset, BLOCK_HEADER_BYTES);
        if (!header) return false;
        const uint32_t block = byte_number(header, BLOCK_HEADER_BYTES), byte_count = block >> 3;
        const unsigned type = block >> 1 & 3;
        if (type == RESERVED || byte_count > BLOCK_BYTES_LIMIT) return false;
        *offset += BLOCK_HEADER_BYTES + (type == REPEATED ? 1 : byte_count);
        *room += type == COMPRESSED ? BLOCK_BYTES_LIMIT : byte_count;
        if (block & 1) return true;
    }
}

static bool measure_frame(struct byte_peek *peek, uint64_t begin, struct frame *frame)
{
    const uint64_t rest = peek->store->byte_count - begin;
    const size_t seen = rest < FRAME_HEADER_BYTES_LIMIT ? (size_t)rest : FRAME_HEADER_BYTES_LIMIT;
    const unsigned char *header = byte_peek_at(peek, begin, seen);
    if (!header || seen < SKIPPABLE_HEADER_BYTES) return false;
    const uint32_t magic = byte_number(header, MAGIC_BYTES);
    if ((magic & ZSTD_MAGIC_SKIPPABLE_MASK) == ZSTD_MAGIC_SKIPPABLE_START) {
        frame->byte_count = SKIPPABLE_HEADER_BYTES + byte_number(header + MAGIC_BYTES, 4);
        frame->room = 0;
        frame->is_loose = false;
        return true;
    }
    if (magic != ZSTD_MAGICNUMBER) return false;
    const unsigned char descriptor = header[MAGIC_BYTES];
    const unsigned long long content = ZSTD_getFrameContentSize(header, seen);
    if (content == ZSTD_CONTENTSIZE_ERROR) return false;
    uint64_t offset = begin + header_byte_count(descriptor);
    if (!measure_blocks(peek, &offset, &frame->room)) return false;
    if (descriptor & 4) offset += CHECKSUM_BYTES;
    frame->byte_count = offset - begin;
    frame->is_loose = content == ZSTD_CONTENTSIZE_UNKNOWN;
    if (!frame->is_loose) frame->room = content;
    return true;
}

/* The frames that were understood, and what comes behind them. */
static enum rc add_rest(struct byte_parts *parts, struct byte_part part, uint64_t past,
                        struct err *err)
{
    enum rc rc = RC_OK;
    if (part.end > part.begin) rc = byte_parts_add(parts, part, err);
    if (rc == RC_OK)
        rc = byte_parts_add(parts, (struct byte_part){part.end, past, UINT64_MAX}, err);
    return rc;
}

enum rc byte_parts_find_zstd(struct byte_parts *parts, const struct byte_store *store,
                             struct err *err)
{
    struct byte_peek peek;
    struct frame frame;
    struct byte_part part = {0, 0, 0};
    enum rc rc = RC_OK;
    byte_peek_init(&peek, store);
    while (rc == RC_OK && part.end < store->byte_count) {
        if (!measure_frame(&peek, part.end, &frame) ||
            frame.byte_count > store->byte_count - part.end)
            return add_rest(parts, part, store->byte_count, err);
        part.end += frame.byte_count;
        parts->has_loose_rooms |= frame.is_loose;
        part.room += frame.room; /* a sum that wraps is a promise that is not kept */
        if (part.end - part.begin < parts->part_byte_count &&
            part.room / PART_RATIO < parts->part_byte_count)
            continue;
        rc = byte_parts_add(parts, part, err);
        part = (struct byte_part){part.end, part.end, 0};
    }
    if (rc == RC_OK && part.end > part.begin) rc = byte_parts_add(parts, part, err);
    return rc;
}
