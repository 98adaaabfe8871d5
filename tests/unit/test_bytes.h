/* A file in a folder of its own for each test, and bytes, plain and packed, to put there. */
#ifndef TESTS_UNIT_TEST_BYTES_H
#define TESTS_UNIT_TEST_BYTES_H
#include "ingest/bytes/bytes.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>
#include <zstd.h>

#include <cmocka.h>

/* A file of its own in a folder of its own, for each test. */
struct place {
    char folder[64], path[96];
};

static struct place place;

static inline int place_make(void **state)
{
    (void)state;
    const char *base = getenv("TMPDIR");
    snprintf(place.folder, sizeof place.folder, "%.40s/bytesXXXXXX", base ? base : "/tmp");
    if (!mkdtemp(place.folder)) return -1;
    snprintf(place.path, sizeof place.path, "%s/repairs.csv", place.folder);
    return 0;
}

static inline int place_clear(void **state)
{
    (void)state;
    unlink(place.path);
    return rmdir(place.folder);
}

struct bytes {
    unsigned char *at;
    size_t byte_count;
};

static inline struct bytes bytes_new(size_t byte_count)
{
    struct bytes bytes = {malloc(byte_count + 1), byte_count};
    assert_non_null(bytes.at);
    return bytes;
}

/* Rows that a compressor can shorten, but not by much. */
static inline struct bytes bytes_like_a_table(size_t byte_count)
{
    struct bytes bytes = bytes_new(byte_count);
    uint32_t seed = 12345;
    for (size_t i = 0; i < byte_count; i++) {
        seed = seed * 1664525U + 1013904223U;
        bytes.at[i] = i % 17 == 16 ? '\n' : (unsigned char)('0' + (seed >> 24) % 10);
    }
    return bytes;
}

static inline void bytes_append(struct bytes *bytes, struct bytes more)
{
    bytes->at = realloc(bytes->at, bytes->byte_count + more.byte_count + 1);
    assert_non_null(bytes->at);
    memcpy(bytes->at + bytes->byte_count, more.at, more.byte_count);
    bytes->byte_count += more.byte_count;
    free(more.at);
}

static inline struct bytes bytes_of(const char *text)
{
    struct bytes bytes = bytes_new(strlen(text));
    memcpy(bytes.at, text, bytes.byte_count);
    return bytes;
}

typedef struct bytes pack_one(struct bytes plain);

static inline struct bytes pack_gzip(struct bytes plain)
{
    z_stream stream = {0};
    assert_int_equal(deflateInit2(&stream, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY), Z_OK);
    struct bytes packed = bytes_new(deflateBound(&stream, plain.byte_count));
    stream.next_in = plain.at;
    stream.avail_in = (uInt)plain.byte_count;
    stream.next_out = packed.at;
    stream.avail_out = (uInt)packed.byte_count;
    assert_int_equal(deflate(&stream, Z_FINISH), Z_STREAM_END);
    packed.byte_count = stream.total_out;
    deflateEnd(&stream);
    return packed;
}

static inline struct bytes pack_zstd(struct bytes plain)
{
    struct bytes packed = bytes_new(ZSTD_compressBound(plain.byte_count));
    packed.byte_count = ZSTD_compress(packed.at, packed.byte_count, plain.at, plain.byte_count, 3);
    assert_false(ZSTD_isError(packed.byte_count));
    return packed;
}

static inline void store(struct bytes bytes)
{
    FILE *file = fopen(place.path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes.at, 1, bytes.byte_count, file), bytes.byte_count);
    assert_int_equal(fclose(file), 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, place_make, place_clear)

#endif
