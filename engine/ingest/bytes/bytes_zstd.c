#include "ingest/bytes/bytes_parts.h"

#include <stdio.h>
#include <stdlib.h>
#include <zstd.h>

enum { BLOCK_HEADER_BYTES = 3, FRAME_BEGIN_BYTES = 5 };

struct frames {
    ZSTD_DStream *stream;
    unsigned char *piece; /* stored bytes: [in.pos, byte_count) are still to be read */
    size_t byte_count;
    ZSTD_inBuffer in;
    size_t status;        /* 0: at the end of a frame; else what the next step wants to read */
    bool has_more_output; /* the last call filled its room */
};

/* Whether a call to zstd went well; else the sentence. */
static enum rc check_status(size_t status, const struct byte_store *store,
                            const struct byte_growth *growth, struct err *err)
{
    if (!ZSTD_isError(status)) return RC_OK;
    char what[160];
    snprintf(what, sizeof what, "the Zstandard data is corrupt (%s)", ZSTD_getErrorName(status));
    return byte_expand_refuse(store, growth, what, err);
}

/* Give the decoder what it wants next and no more. A call that fails does not say what it had
 * expanded before, so each does one thing: it asks for a block together with the header of the next
 * one, and gets first the block, then the header byte by byte. Nothing of a good block is lost, and
 * how far a broken file is good does not depend on where pieces begin and end. */
static size_t feed_byte_count(const struct frames *frames)
{
    const size_t rest = frames->byte_count - frames->in.pos;
    size_t wanted = frames->status > 0 ? frames->status : FRAME_BEGIN_BYTES;
    wanted = wanted > BLOCK_HEADER_BYTES ? wanted - BLOCK_HEADER_BYTES : 1;
    return wanted < rest ? wanted : rest;
}

static enum rc expand_step(struct frames *frames, const struct byte_store *store,
                           struct byte_growth *growth, struct err *err)
{
    struct byte_room room;
    const enum rc rc = byte_growth_room(growth, store, &room, err);
    if (rc != RC_OK) return rc;
    ZSTD_outBuffer out = {room.at, room.byte_count, 0};
    frames->in.size = frames->in.pos + feed_byte_count(frames);
    frames->status = ZSTD_decompressStream(frames->stream, &out, &frames->in);
    growth->byte_count += out.pos;
    frames->has_more_output = out.pos == out.size && frames->status != 0;
    return check_status(frames->status, store, growth, err);
}

/* Whether it stands behind a frame and where a part begins; then the store does, too. */
static bool is_at_stop(const struct frames *frames, struct byte_store *store,
                       const struct byte_parts *stops)
{
    const uint64_t offset = store->offset - (frames->byte_count - frames->in.pos);
    size_t index;
    if (!stops || frames->status != 0 || !byte_parts_find(stops, offset, &index)) return false;
    store->offset = offset;
    return true;
}

static enum rc expand_frames(struct frames *frames, struct byte_store *store,
                             struct byte_growth *growth, const struct byte_parts *stops,
                             struct err *err)
{
    for (;;) {
        enum rc rc;
        if (frames->in.pos == frames->byte_count && !frames->has_more_output) {
            rc =
                byte_store_take(store, frames->piece, PACKED_PIECE_BYTES, &frames->byte_count, err);
            if (rc != RC_OK) return rc;
            if (frames->byte_count == 0) break;
            frames->in.pos = 0;
        }
        rc = expand_step(frames, store, growth, err);
        if (rc != RC_OK || is_at_stop(frames, store, stops)) return rc;
    }
    if (frames->status == 0) return RC_OK;
    return byte_expand_refuse(store, growth, "the Zstandard data is cut short", err);
}

enum rc byte_expand_zstd(struct byte_store *store, struct byte_growth *growth,
                         const struct byte_parts *stops, struct err *err)
{
    enum rc rc = RC_OK;
    struct frames frames = {.stream = ZSTD_createDStream(), .piece = malloc(PACKED_PIECE_BYTES)};
    if (!frames.stream || !frames.piece)
        rc = err_memory(err, PACKED_PIECE_BYTES);
    else {
        frames.in.src = frames.piece;
        rc = expand_frames(&frames, store, growth, stops, err);
    }
    free(frames.piece);
    ZSTD_freeDStream(frames.stream);
    return rc;
}
