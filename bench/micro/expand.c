/* layer: ingest */
/* expand: how fast packed files become bytes in memory, by packing and threads. Usage: expand
 * [MIB [ROUNDS]] (64, 5): a table of so many MiB is made, packed in each way below into a file of
 * TMPDIR, and opened with byte_source_open(); the best round counts, in plain bytes.
 *
 *     cc -O3 -std=c17 -D_DEFAULT_SOURCE -fopenmp -Iengine bench/micro/expand.c \
 *         engine/ingest/bytes*.c engine/base/err.c -lz -lzstd -o build/expand */
#include "ingest/bytes/bytes.h"

#include <omp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>
#include <zstd.h>

enum { MEMBER_COUNT = 64, BLOCK_BYTES = 65280, BLOCK_EXTRA_BYTES = 8, GZIP_HEADER_BYTES = 10 };

struct bytes {
    unsigned char *at;
    size_t byte_count;
};

static void die(const char *what)
{
    fprintf(stderr, "expand: %s\n", what);
    exit(4);
}

static struct bytes bytes_new(size_t byte_count)
{
    struct bytes bytes = {malloc(byte_count), byte_count};
    if (!bytes.at) die("out of memory");
    return bytes;
}

/* Rows like those of a repair log. */
static struct bytes make_table(size_t byte_count)
{
    static const char *const modes[] = {"phone", "onsite", "return", "电话指导"};
    struct bytes table = bytes_new(byte_count);
    uint64_t seed = 1;
    for (size_t at = 0, row = 0; at < byte_count; row++) {
        char line[160];
        seed = seed * 6364136223846793005U + 1442695040888963407U;
        const unsigned x = (unsigned)(seed >> 33);
        int length = snprintf(
            line, sizeof line, "R%08zu,U%07u,D%03u,2025-%02u-%02u %02u:%02u,%u,%u,%u,%s,%u.%02u\n",
            row, x % 3000017, x % 311, x % 12 + 1, x / 12 % 28 + 1, x / 7 % 24, x / 11 % 60,
            x % 7 + 1, x / 49 % 7 + 1, x / 343 % 7 + 1, modes[x / 5 % 4], x % 900, x / 3 % 100);
        if ((size_t)length > byte_count - at) length = (int)(byte_count - at);
        memcpy(table.at + at, line, (size_t)length);
        at += (size_t)length;
    }
    return table;
}

/* Pack `plain` behind what stands in `packed`; room is there. */
typedef void pack_one(struct bytes *packed, struct bytes plain);

static void pack_gzip(struct bytes *packed, struct bytes plain)
{
    z_stream stream = {.next_in = plain.at,
                       .avail_in = (uInt)plain.byte_count,
                       .next_out = packed->at + packed->byte_count,
                       .avail_out = (uInt)(2 * plain.byte_count + 1000)};
    if (deflateInit2(&stream, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) != Z_OK ||
        deflate(&stream, Z_FINISH) != Z_STREAM_END)
        die("deflate failed");
    packed->byte_count += stream.total_out;
    deflateEnd(&stream);
}

/* BGZF: members that say in an extra field how long they are. */
static void pack_block(struct bytes *packed, struct bytes plain)
{
    unsigned char *header = packed->at + packed->byte_count;
    const size_t before = packed->byte_count;
    pack_gzip(packed, plain);
    memmove(header + GZIP_HEADER_BYTES + BLOCK_EXTRA_BYTES, header + GZIP_HEADER_BYTES,
            packed->byte_count - before - GZIP_HEADER_BYTES);
    packed->byte_count += BLOCK_EXTRA_BYTES;
    const unsigned last = (unsigned)(packed->byte_count - before - 1);
    const unsigned char extra[BLOCK_EXTRA_BYTES] = {6, 0, 'B',         'C',
                                                    2, 0, last & 0xFF, (unsigned char)(last >> 8)};
    header[3] = 4;
    memcpy(header + GZIP_HEADER_BYTES, extra, sizeof extra);
}

static void pack_zstd(struct bytes *packed, struct bytes plain)
{
    const size_t got = ZSTD_compress(packed->at + packed->byte_count, 2 * plain.byte_count + 1000,
                                     plain.at, plain.byte_count, 3);
    if (ZSTD_isError(got)) die("zstd failed");
    packed->byte_count += got;
}

static const struct way {
    const char *name;
    pack_one *pack;
    size_t member_count;      /* 0: as many as member_byte_count makes */
    size_t member_byte_count; /* plain */
} ways[] = {{"gzip, 1 member", pack_gzip, 1, 0},
            {"gzip, 64 members", pack_gzip, MEMBER_COUNT, 0},
            {"BGZF", pack_block, 0, BLOCK_BYTES},
            {"zstd, 1 frame", pack_zstd, 1, 0},
            {"zstd, 64 frames", pack_zstd, MEMBER_COUNT, 0}};

static struct bytes pack_all(const struct way *way, struct bytes plain)
{
    const size_t step =
        way->member_count > 0 ? plain.byte_count / way->member_count + 1 : way->member_byte_count;
    struct bytes packed = bytes_new(2 * plain.byte_count + (plain.byte_count / step + 2) * 1000);
    packed.byte_count = 0;
    for (size_t at = 0; at < plain.byte_count; at += step) {
        const size_t rest = plain.byte_count - at;
        way->pack(&packed, (struct bytes){plain.at + at, rest < step ? rest : step});
    }
    return packed;
}

static void write_file(const char *path, struct bytes bytes)
{
    FILE *file = fopen(path, "wb");
    if (!file || fwrite(bytes.at, 1, bytes.byte_count, file) != bytes.byte_count ||
        fclose(file) != 0)
        die("the file cannot be written");
}

/* GB of plain bytes a second: the best of so many rounds. */
static double best_speed(const char *path, struct bytes plain, int threads, int rounds)
{
    double best = 0;
    omp_set_num_threads(threads);
    for (int round = 0; round < rounds; round++) {
        struct byte_source source;
        struct err err = ERR_INIT;
        const double begin = omp_get_wtime();
        if (byte_source_open(&source, path, &err) != RC_OK) die(err.message);
        const double speed = (double)plain.byte_count / (omp_get_wtime() - begin) / 1e9;
        if (source.byte_count != plain.byte_count ||
            memcmp(source.memory, plain.at, plain.byte_count) != 0)
            die("other bytes came out");
        (void)byte_source_close(&source, NULL);
        if (speed > best) best = speed;
    }
    return best;
}

int main(int argc, char **argv)
{
    const long mebibytes = argc > 1 ? strtol(argv[1], NULL, 10) : 64;
    const int rounds = argc > 2 ? (int)strtol(argv[2], NULL, 10) : 5;
    const char *folder = getenv("TMPDIR");
    char path[256];
    if (mebibytes < 1 || mebibytes > 1024 || rounds < 1) die("usage: expand [MIB [ROUNDS]]");
    snprintf(path, sizeof path, "%.200s/rater-expand-%ld", folder ? folder : "/tmp",
             (long)getpid());
    const struct bytes plain = make_table((size_t)mebibytes << 20);
    printf("%-18s %10s %14s %14s\n", "", "stored MB", "1 thread GB/s", "2 threads GB/s");
    for (size_t i = 0; i < sizeof ways / sizeof ways[0]; i++) {
        struct bytes packed = pack_all(&ways[i], plain);
        write_file(path, packed);
        printf("%-18s %10.1f %14.3f %14.3f\n", ways[i].name, (double)packed.byte_count / 1e6,
               best_speed(path, plain, 1, rounds), best_speed(path, plain, 2, rounds));
        free(packed.at);
    }
    unlink(path);
    free(plain.at);
    return 0;
}
