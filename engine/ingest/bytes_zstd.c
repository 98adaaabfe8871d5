#include "ingest/bytes_expand.h"

#include <stdio.h>
#include <zstd.h>

/* Whether a call to zstd went well; else the sentence. */
static enum rc check_status(size_t status, const struct byte_store *store,
                            const struct byte_growth *growth, struct err *err)
{
    if (!ZSTD_isError(status)) return RC_OK;
    char what[160];
    snprintf(what, sizeof what, "the Zstandard data is corrupt (%s)", ZSTD_getErrorName(status));
    return byte_expand_refuse(store, growth, what, err);
}

static enum rc expand_frames(ZSTD_DStream *stream, struct byte_store *store,
                             struct byte_growth *growth, unsigned char *piece, struct err *err)
{
    ZSTD_inBuffer in = {piece, 0, 0};
    size_t status = 0;            /* 0: at the end of a frame */
    bool has_more_output = false; /* the last call filled its room */
    for (;;) {
        enum rc rc;
        if (in.pos == in.size && !has_more_output) {
            size_t got;
            rc = byte_store_take(store, piece, PACKED_PIECE_BYTES, &got, err);
            if (rc != RC_OK) return rc;
            if (got == 0) break;
            in = (ZSTD_inBuffer){piece, got, 0};
        }
        rc = byte_growth_reserve(growth, store, err);
        if (rc != RC_OK) return rc;
        ZSTD_outBuffer out = {growth->bytes + growth->byte_count, byte_growth_room(growth), 0};
        status = ZSTD_decompressStream(stream, &out, &in);
        growth->byte_count += out.pos;
        has_more_output = out.pos == out.size && status != 0;
        rc = check_status(status, store, growth, err);
        if (rc != RC_OK) return rc;
    }
    if (status == 0) return RC_OK;
    return byte_expand_refuse(store, growth, "the Zstandard data is cut short", err);
}

enum rc byte_expand_zstd(struct byte_store *store, struct byte_growth *growth, unsigned char *piece,
                         struct err *err)
{
    ZSTD_DStream *stream = ZSTD_createDStream();
    if (!stream) return err_memory(err, ZSTD_DStreamInSize());
    const enum rc rc = expand_frames(stream, store, growth, piece, err);
    ZSTD_freeDStream(stream);
    return rc;
}
