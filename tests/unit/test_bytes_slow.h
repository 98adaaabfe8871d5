/* Packed files of every kind, and what a slow and obvious reader makes of them: the bytes, or how
 * far they are good. */
#ifndef TESTS_UNIT_TEST_BYTES_SLOW_H
#define TESTS_UNIT_TEST_BYTES_SLOW_H
#include "ingest/bytes/bytes_parts.h"

#include "test_bytes.h"

#include <inttypes.h>
#include <omp.h>

enum { PLAIN_LIMIT = 8 << 20, MESSAGE_BYTES = 600 };

/* What a file is: its bytes, or, when message is not "", how far it is good and why no further. */
struct outcome {
    struct bytes plain;
    char message[MESSAGE_BYTES];
};

static inline void outcome_refuse(struct outcome *outcome, const char *what)
{
    (void)snprintf(outcome->message, sizeof outcome->message,
                   "%s: %s; it is good up to byte offset %zu of the uncompressed file", place.path,
                   what, outcome->plain.byte_count);
}

/* The slow and obvious way: everything in memory, one member after the other. */
static inline struct outcome gzip_outcome(struct bytes stored)
{
    struct outcome outcome = {{bytes_new(PLAIN_LIMIT).at, 0}, ""};
    for (size_t at = 0; at < stored.byte_count && !*outcome.message;) {
        if (at > 0 && stored.at[at] == 0) {
            while (at < stored.byte_count && stored.at[at] == 0) at++;
            if (at < stored.byte_count)
                outcome_refuse(&outcome, "behind the gzip data stands something else");
            break;
        }
        z_stream stream = {.next_in = stored.at + at,
                           .avail_in = (uInt)(stored.byte_count - at),
                           .next_out = outcome.plain.at + outcome.plain.byte_count,
                           .avail_out = (uInt)(PLAIN_LIMIT - outcome.plain.byte_count)};
        assert_int_equal(inflateInit2(&stream, 15 + 16), Z_OK);
        const int status = inflate(&stream, Z_SYNC_FLUSH);
        assert_true(stream.avail_out > 0);
        at += stream.total_in;
        outcome.plain.byte_count += stream.total_out;
        if (status == Z_OK || status == Z_BUF_ERROR)
            outcome_refuse(&outcome, "the gzip data is cut short");
        else if (status != Z_STREAM_END)
            outcome_refuse(&outcome, "the gzip data is corrupt");
        inflateEnd(&stream);
    }
    return outcome;
}

/* Byte by byte, so that every good block is out before a bad one is seen. */
static inline struct outcome zstd_outcome(struct bytes stored)
{
    struct outcome outcome = {{bytes_new(PLAIN_LIMIT).at, 0}, ""};
    ZSTD_DStream *stream = ZSTD_createDStream();
    ZSTD_inBuffer in = {stored.at, 0, 0};
    ZSTD_outBuffer out = {outcome.plain.at, PLAIN_LIMIT, 0};
    size_t status = 0;
    while (!ZSTD_isError(status) && in.pos < stored.byte_count) {
        in.size = in.pos + 1;
        status = ZSTD_decompressStream(stream, &out, &in);
    }
    outcome.plain.byte_count = out.pos;
    assert_true(out.pos < out.size);
    if (ZSTD_isError(status)) {
        char what[MESSAGE_BYTES / 3];
        (void)snprintf(what, sizeof what, "the Zstandard data is corrupt (%s)",
                       ZSTD_getErrorName(status));
        outcome_refuse(&outcome, what);
    } else if (status != 0) {
        outcome_refuse(&outcome, "the Zstandard data is cut short");
    }
    ZSTD_freeDStream(stream);
    return outcome;
}

static inline struct outcome outcome_of(struct bytes stored)
{
    return byte_packing_of(stored.at, stored.byte_count) == PACKING_GZIP ? gzip_outcome(stored)
                                                                         : zstd_outcome(stored);
}

struct setting {
    int threads;
    uint64_t part_byte_count;
};

static const struct setting settings[] = {{1, 0}, {1, 1},  {1, 60},  {1, 700},  {2, 0},
                                          {2, 1}, {3, 60}, {8, 300}, {2, 5000}, {3, 100000}};
enum { ONE_THREAD = 4, ALL = sizeof settings / sizeof settings[0] };

/* Room for what comes out of such a file; small ones are opened often. */
static inline struct byte_limits limits_of(const struct setting *setting, struct bytes plain)
{
    const uint64_t limit = plain.byte_count < 20000 ? 60000 : PLAIN_LIMIT;
    return (struct byte_limits){limit, BYTE_SOURCE_RATIO_LIMIT, limit, setting->part_byte_count};
}

/* The file at place.path, opened so: its bytes are these or the message comes back. */
static inline void open_file(struct bytes expected, struct byte_limits limits, int threads,
                             char *message)
{
    struct byte_source source;
    struct err err = ERR_INIT;
    omp_set_num_threads(threads);
    const enum rc rc = byte_source_open_within(&source, place.path, limits, &err);
    assert_int_equal(rc, *err.message ? RC_INPUT : RC_OK);
    (void)snprintf(message, MESSAGE_BYTES, "%.*s", MESSAGE_BYTES - 1, err.message);
    if (rc == RC_OK) {
        assert_int_equal(source.byte_count, expected.byte_count);
        assert_memory_equal(source.memory, expected.at, expected.byte_count);
    }
    (void)byte_source_close(&source, NULL);
}

/* What Zstandard calls the fault of a frame that contradicts itself depends on how it is fed, and
 * on the frames before it. */
static inline void assert_equal_but_reason(const char *message, const char *expected)
{
    if (strncmp(message, expected, strcspn(expected, "(")) != 0)
        assert_string_equal(message, expected);
    assert_string_equal(message + strcspn(message, ")"), expected + strcspn(expected, ")"));
}

/* What the slow reader finds in `stored` is found with the first `count` settings, too; and the
 * message of many threads is that of one. */
static inline void assert_same(struct bytes stored, size_t count)
{
    struct outcome expected = outcome_of(stored);
    char message[MESSAGE_BYTES], alone[MESSAGE_BYTES];
    store(stored);
    for (size_t i = 0; i < count; i++) {
        /* A border looked for at each byte of its own: not of large files. */
        if (settings[i].part_byte_count == 1 && stored.byte_count > 100000) continue;
        open_file(expected.plain, limits_of(&settings[i], expected.plain), settings[i].threads,
                  message);
        assert_equal_but_reason(message, expected.message);
        if (settings[i].threads == 1) continue;
        open_file(expected.plain, limits_of(&settings[i], expected.plain), 1, alone);
        assert_string_equal(message, alone);
    }
    free(expected.plain.at);
}

/* One BGZF block, of at most 60,000 bytes so that it surely fits its 64 KiB. */
static inline struct bytes pack_block(struct bytes plain)
{
    struct bytes packed = pack_gzip(plain);
    const size_t header_bytes = 10, extra_bytes = 8;
    struct bytes block = bytes_new(packed.byte_count + extra_bytes);
    const unsigned last = (unsigned)block.byte_count - 1;
    const unsigned char extra[] = {6, 0, 'B', 'C', 2, 0, last & 0xFF, (unsigned char)(last >> 8)};
    assert_true(plain.byte_count <= 60000 && block.byte_count <= 1 << 16);
    memcpy(block.at, packed.at, header_bytes);
    block.at[3] = 4; /* there is an extra field */
    memcpy(block.at + header_bytes, extra, extra_bytes);
    memcpy(block.at + header_bytes + extra_bytes, packed.at + header_bytes,
           packed.byte_count - header_bytes);
    free(packed.at);
    return block;
}

static inline struct bytes pack_blocks(struct bytes plain)
{
    struct bytes packed = bytes_new(0);
    for (size_t at = 0; at < plain.byte_count; at += 60000) {
        const size_t rest = plain.byte_count - at;
        bytes_append(&packed,
                     pack_block((struct bytes){plain.at + at, rest < 60000 ? rest : 60000}));
    }
    bytes_append(&packed, pack_block((struct bytes){plain.at, 0}));
    return packed;
}

/* Without a compressor's work: the bytes of `plain` stand in the member as they are. */
static inline struct bytes pack_stored(struct bytes plain)
{
    z_stream stream = {0};
    assert_int_equal(deflateInit2(&stream, 0, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY), Z_OK);
    struct bytes packed = bytes_new(deflateBound(&stream, plain.byte_count) + 100);
    stream.next_in = plain.at;
    stream.avail_in = (uInt)plain.byte_count;
    stream.next_out = packed.at;
    stream.avail_out = (uInt)packed.byte_count;
    assert_int_equal(deflate(&stream, Z_FINISH), Z_STREAM_END);
    packed.byte_count = stream.total_out;
    deflateEnd(&stream);
    return packed;
}

static inline struct bytes pack_frame(struct bytes plain, int level, bool has_checksum,
                                      size_t flushed)
{
    ZSTD_CCtx *stream = ZSTD_createCCtx();
    struct bytes packed = bytes_new(2 * ZSTD_compressBound(plain.byte_count) + 1000);
    ZSTD_outBuffer out = {packed.at, packed.byte_count, 0};
    assert_false(ZSTD_isError(ZSTD_CCtx_setParameter(stream, ZSTD_c_compressionLevel, level)));
    assert_false(ZSTD_isError(ZSTD_CCtx_setParameter(stream, ZSTD_c_checksumFlag, has_checksum)));
    for (size_t at = 0; at < plain.byte_count; at += flushed) {
        const size_t rest = plain.byte_count - at;
        ZSTD_inBuffer in = {plain.at + at, rest < flushed ? rest : flushed, 0};
        assert_int_equal(ZSTD_compressStream2(stream, &out, &in, ZSTD_e_flush), 0);
    }
    ZSTD_inBuffer none = {plain.at, 0, 0};
    assert_int_equal(ZSTD_compressStream2(stream, &out, &none, ZSTD_e_end), 0);
    packed.byte_count = out.pos;
    ZSTD_freeCCtx(stream);
    return packed;
}

/* A frame that does not say what it expands to, of blocks much smaller than they might be. */
static inline struct bytes pack_streamed(struct bytes plain)
{
    return pack_frame(plain, 1, true, 500);
}

static inline struct bytes pack_tightly(struct bytes plain)
{
    return pack_frame(plain, 19, false, 1 << 20);
}

/* A frame to be passed over, then one with contents: as parallel compressors write. */
static inline struct bytes pack_behind_skippable(struct bytes plain)
{
    struct bytes packed = bytes_new(12), frame = pack_zstd(plain);
    static const unsigned char header[] = {0x5E, 0x2A, 0x4D, 0x18, 4, 0, 0, 0};
    memcpy(packed.at, header, sizeof header);
    memset(packed.at + 8, 0x28, 4);
    bytes_append(&packed, frame);
    return packed;
}

static pack_one *const ways[] = {pack_gzip,     pack_blocks,  pack_stored,          pack_zstd,
                                 pack_streamed, pack_tightly, pack_behind_skippable};
enum { WAYS = sizeof ways / sizeof ways[0] };

/* A file of members whose plain bytes have these counts; the compressor packs every second one from
 * repeated and every fifth from random bytes. */
static inline struct bytes pack_members(pack_one *pack, const size_t *byte_counts, size_t count)
{
    struct bytes packed = bytes_new(0);
    uint32_t seed = 99;
    for (size_t i = 0; i < count; i++) {
        struct bytes plain = bytes_like_a_table(byte_counts[i]);
        for (size_t k = 0; i % 5 == 4 && k < plain.byte_count; k++) {
            seed = seed * 1664525U + 1013904223U;
            plain.at[k] = (unsigned char)(seed >> 24);
        }
        if (i % 2 == 1) memset(plain.at, 'a' + (int)i % 20, plain.byte_count);
        bytes_append(&packed, pack(plain));
        free(plain.at);
    }
    return packed;
}

/* Plain bytes of the members of a small file. */
static const size_t small[] = {300, 1, 0, 700, 900, 40, 0, 1500, 8, 600};
enum { SMALL = sizeof small / sizeof small[0] };

#endif
