#include "ingest/bytes/bytes_parts.h"

#include <stdlib.h>
#include <zlib.h>

struct gzip {
    z_stream stream;
    bool is_in_member, has_ended_member, is_in_padding;
    bool has_more_output; /* the last call filled its room */
};

static bool is_all_zero(const unsigned char *bytes, size_t byte_count)
{
    for (size_t i = 0; i < byte_count; i++)
        if (bytes[i] != 0) return false;
    return true;
}

/* Behind a member: another one begins, or zeros fill the file up (tapes), which is no error. In a
 * part of a file they are, because only one who reads on sees that nothing comes behind them. */
static enum rc begin_member(struct gzip *gzip, const struct byte_store *store,
                            const struct byte_growth *growth, struct err *err)
{
    z_stream *stream = &gzip->stream;
    if (gzip->has_ended_member && stream->next_in[0] == 0) gzip->is_in_padding = true;
    if (gzip->is_in_padding) {
        if (growth->is_fixed || !is_all_zero(stream->next_in, stream->avail_in))
            return byte_expand_refuse(store, growth, "behind the gzip data stands something else",
                                      err);
        stream->avail_in = 0;
        return RC_OK;
    }
    inflateReset(stream);
    gzip->is_in_member = true;
    return RC_OK;
}

static enum rc inflate_piece(struct gzip *gzip, const struct byte_store *store,
                             struct byte_growth *growth, struct err *err)
{
    struct byte_room room;
    const enum rc rc = byte_growth_room(growth, store, &room, err);
    if (rc != RC_OK) return rc;
    z_stream *stream = &gzip->stream;
    stream->next_out = room.at;
    stream->avail_out = (uInt)room.byte_count;
    const int status = inflate(stream, Z_NO_FLUSH);
    growth->byte_count += room.byte_count - stream->avail_out;
    gzip->has_more_output = status == Z_OK && stream->avail_out == 0;
    if (status == Z_STREAM_END) {
        gzip->is_in_member = false;
        gzip->has_ended_member = true;
        return RC_OK;
    }
    if (status == Z_MEM_ERROR) return err_memory(err, 1 << 15);
    if (status == Z_OK || status == Z_BUF_ERROR) return RC_OK;
    return byte_expand_refuse(store, growth, "the gzip data is corrupt", err);
}

/* Whether it stands behind a member and where a part begins; then the store does, too. */
static bool is_at_stop(const struct gzip *gzip, struct byte_store *store,
                       const struct byte_parts *stops)
{
    const uint64_t offset = store->offset - gzip->stream.avail_in;
    size_t index;
    if (!stops || gzip->is_in_member || !byte_parts_find(stops, offset, &index)) return false;
    store->offset = offset;
    return true;
}

static enum rc inflate_members(struct gzip *gzip, struct byte_store *store,
                               struct byte_growth *growth, const struct byte_parts *stops,
                               unsigned char *piece, struct err *err)
{
    for (;;) {
        enum rc rc = RC_OK;
        if (gzip->stream.avail_in == 0 && !gzip->has_more_output) {
            size_t got;
            rc = byte_store_take(store, piece, PACKED_PIECE_BYTES, &got, err);
            if (rc != RC_OK || got == 0) return rc;
            gzip->stream.next_in = piece;
            gzip->stream.avail_in = (uInt)got;
        }
        if (!gzip->is_in_member) rc = begin_member(gzip, store, growth, err);
        if (rc != RC_OK) return rc;
        if (!gzip->is_in_member) continue;
        rc = inflate_piece(gzip, store, growth, err);
        if (rc != RC_OK || is_at_stop(gzip, store, stops)) return rc;
    }
}

enum rc byte_expand_gzip(struct byte_store *store, struct byte_growth *growth,
                         const struct byte_parts *stops, struct err *err)
{
    struct gzip gzip = {.has_ended_member = store->offset > 0};
    const int gzip_window_bits = 15 + 16; /* largest window, gzip header and no other */
    unsigned char *piece = malloc(PACKED_PIECE_BYTES);
    if (!piece) return err_memory(err, PACKED_PIECE_BYTES);
    enum rc rc =
        inflateInit2(&gzip.stream, gzip_window_bits) == Z_OK ? RC_OK : err_memory(err, 1 << 15);
    if (rc == RC_OK) {
        rc = inflate_members(&gzip, store, growth, stops, piece, err);
        if (rc == RC_OK && gzip.is_in_member)
            rc = byte_expand_refuse(store, growth, "the gzip data is cut short", err);
        inflateEnd(&gzip.stream);
    }
    free(piece);
    return rc;
}
