#include "ingest/bytes_expand.h"

#include <string.h>
#include <zlib.h>

struct gzip {
    z_stream stream;
    bool is_in_member, has_ended_member;
};

static bool is_all_zero(const unsigned char *bytes, size_t byte_count)
{
    for (size_t i = 0; i < byte_count; i++)
        if (bytes[i] != 0) return false;
    return true;
}

/* Behind a member: another one begins, or zeros fill the file up (tapes), which is no error. */
static enum rc begin_member(struct gzip *gzip, const struct byte_store *store,
                            const struct byte_growth *growth, struct err *err)
{
    z_stream *stream = &gzip->stream;
    if (gzip->has_ended_member && stream->next_in[0] == 0) {
        if (!is_all_zero(stream->next_in, stream->avail_in))
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
    const enum rc rc = byte_growth_reserve(growth, store, err);
    if (rc != RC_OK) return rc;
    z_stream *stream = &gzip->stream;
    const size_t room = byte_growth_room(growth);
    stream->next_out = growth->bytes + growth->byte_count;
    stream->avail_out = (uInt)room;
    const int status = inflate(stream, Z_NO_FLUSH);
    growth->byte_count += room - stream->avail_out;
    if (status == Z_STREAM_END) {
        gzip->is_in_member = false;
        gzip->has_ended_member = true;
        return RC_OK;
    }
    if (status == Z_MEM_ERROR) return err_memory(err, 1 << 15);
    if (status == Z_OK || status == Z_BUF_ERROR) return RC_OK;
    return byte_expand_refuse(store, growth, "the gzip data is corrupt", err);
}

static enum rc inflate_members(struct gzip *gzip, struct byte_store *store,
                               struct byte_growth *growth, unsigned char *piece, struct err *err)
{
    for (;;) {
        enum rc rc = RC_OK;
        /* Output that waits for room needs no care: a member's checksum is read behind all of it.
         */
        if (gzip->stream.avail_in == 0) {
            size_t got;
            rc = byte_store_take(store, piece, PACKED_PIECE_BYTES, &got, err);
            if (rc != RC_OK || got == 0) return rc;
            gzip->stream.next_in = piece;
            gzip->stream.avail_in = (uInt)got;
        }
        if (!gzip->is_in_member) rc = begin_member(gzip, store, growth, err);
        if (rc == RC_OK && gzip->is_in_member) rc = inflate_piece(gzip, store, growth, err);
        if (rc != RC_OK) return rc;
    }
}

enum rc byte_expand_gzip(struct byte_store *store, struct byte_growth *growth, unsigned char *piece,
                         struct err *err)
{
    struct gzip gzip = {.is_in_member = false};
    const int gzip_window_bits = 15 + 16; /* largest window, gzip header and no other */
    if (inflateInit2(&gzip.stream, gzip_window_bits) != Z_OK) return err_memory(err, 1 << 15);
    enum rc rc = inflate_members(&gzip, store, growth, piece, err);
    if (rc == RC_OK && gzip.is_in_member)
        rc = byte_expand_refuse(store, growth, "the gzip data is cut short", err);
    inflateEnd(&gzip.stream);
    return rc;
}
