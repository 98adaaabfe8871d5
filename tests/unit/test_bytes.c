/* layer: ingest */
#include "test_bytes.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct packer {
    pack_one *pack;
    enum byte_packing packing;
};

static const struct packer packers[] = {{pack_gzip, PACKING_GZIP}, {pack_zstd, PACKING_ZSTD}};
enum { PACKER_COUNT = sizeof packers / sizeof packers[0] };

/* The source holds exactly `expected`, read whole, in odd pieces from the end, and past its end. */
static void assert_holds(const struct byte_source *source, struct bytes expected)
{
    struct bytes found = bytes_new(expected.byte_count + 10);
    size_t got = 99;
    assert_int_equal(source->byte_count, expected.byte_count);
    assert_int_equal(byte_source_read(source, found.at, 0, found.byte_count, &got, NULL), RC_OK);
    assert_int_equal(got, expected.byte_count);
    assert_memory_equal(found.at, expected.at, got);
    const size_t piece_bytes = expected.byte_count / 7 + 1;
    for (size_t end = expected.byte_count; end > 0;) {
        const size_t start = end > piece_bytes ? end - piece_bytes : 0;
        assert_int_equal(byte_source_read(source, found.at, start, end - start, &got, NULL), RC_OK);
        assert_int_equal(got, end - start);
        assert_memory_equal(found.at, expected.at + start, got);
        end = start;
    }
    assert_int_equal(byte_source_read(source, found.at, UINT64_MAX, 1, &got, NULL), RC_OK);
    assert_int_equal(got, 0);
    free(found.at);
}

static void assert_opens(struct bytes stored, struct bytes expected, enum byte_packing packing)
{
    struct byte_source source;
    struct err err = ERR_INIT;
    store(stored);
    if (byte_source_open(&source, place.path, &err) != RC_OK) fail_msg("%s", err.message);
    assert_int_equal(source.packing, packing);
    assert_int_equal(source.stored_byte_count, stored.byte_count);
    assert_holds(&source, expected);
    assert_int_equal(byte_source_close(&source, &err), RC_OK);
    assert_int_equal(source.file, -1);
    assert_int_equal(byte_source_close(&source, &err), RC_OK);
}

static void test_plain(void **state)
{
    (void)state;
    static const size_t sizes[] = {0, 1, 3, 4, 100000};
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        struct bytes plain = bytes_like_a_table(sizes[i]);
        assert_opens(plain, plain, PACKING_NONE);
        free(plain.at);
    }
}

static void test_packed(void **state)
{
    (void)state;
    static const size_t sizes[] = {0, 1, 1000, 1 << 20, 2500000};
    for (int i = 0; i < PACKER_COUNT; i++)
        for (size_t j = 0; j < sizeof sizes / sizeof sizes[0]; j++) {
            struct bytes plain = bytes_like_a_table(sizes[j]);
            struct bytes packed = packers[i].pack(plain);
            assert_opens(packed, plain, packers[i].packing);
            free(plain.at);
            free(packed.at);
        }
}

/* Sizes around the first capacity, and one that needs it to grow twice. */
static void test_capacity(void **state)
{
    (void)state;
    const size_t first = 1 << 25, sizes[] = {first, first + 1, 2 * first + 12345};
    struct bytes rows = bytes_like_a_table(1000);
    struct bytes plain = bytes_new(2 * first + 12345);
    /* Short when packed, but no bomb. */
    uint32_t seed = 1;
    for (size_t i = 0; i < plain.byte_count; i++) {
        seed = seed * 1664525U + 1013904223U;
        plain.at[i] = i % 100 == 0 ? (unsigned char)(seed >> 24) : rows.at[i % rows.byte_count];
    }
    for (int i = 0; i < PACKER_COUNT; i++)
        for (size_t j = 0; j < sizeof sizes / sizeof sizes[0]; j++) {
            plain.byte_count = sizes[j];
            struct bytes packed = packers[i].pack(plain);
            assert_opens(packed, plain, packers[i].packing);
            free(packed.at);
        }
    free(plain.at);
    free(rows.at);
}

static void test_members_and_frames(void **state)
{
    (void)state;
    for (int i = 0; i < PACKER_COUNT; i++) {
        struct bytes plain = bytes_like_a_table(600000), empty = bytes_new(0);
        struct bytes first = bytes_like_a_table(500000);
        struct bytes packed = packers[i].pack(first);
        bytes_append(&packed, packers[i].pack(empty));
        bytes_append(&packed, packers[i].pack(plain));
        bytes_append(&first, plain);
        assert_opens(packed, first, packers[i].packing);
        free(packed.at);
        free(first.at);
        free(empty.at);
    }
}

static void test_gzip_padding(void **state)
{
    (void)state;
    struct bytes plain = bytes_of("a,b\n1,2\n");
    struct bytes packed = pack_gzip(plain), zeros = bytes_new(1000);
    memset(zeros.at, 0, zeros.byte_count);
    bytes_append(&packed, zeros);
    assert_opens(packed, plain, PACKING_GZIP);
    free(packed.at);
    free(plain.at);
}

static void assert_refused(struct bytes stored, struct byte_limits limits, const char *message)
{
    struct byte_source source;
    struct err err = ERR_INIT;
    store(stored);
    assert_int_equal(byte_source_open_within(&source, place.path, limits, &err), RC_INPUT);
    if (!strstr(err.message, message)) fail_msg("\"%s\" is not in: %s", message, err.message);
    assert_non_null(strstr(err.message, place.path));
    assert_int_equal(source.file, -1);
    assert_null(source.memory);
    assert_int_equal(byte_source_close(&source, NULL), RC_OK);
}

static const struct byte_limits wide = {1 << 30, BYTE_SOURCE_RATIO_LIMIT, 1 << 20, 0};

static void test_cut_short(void **state)
{
    (void)state;
    for (int i = 0; i < PACKER_COUNT; i++) {
        struct bytes plain = bytes_like_a_table(2000);
        struct bytes packed = packers[i].pack(plain);
        const size_t whole = packed.byte_count;
        for (packed.byte_count = 5; packed.byte_count < whole; packed.byte_count += 7)
            assert_refused(packed, wide, "cut short; it is good up to byte offset ");
        free(packed.at);
        free(plain.at);
    }
}

static void test_corrupt(void **state)
{
    (void)state;
    struct bytes plain = bytes_like_a_table(100000);
    struct bytes gzip = pack_gzip(plain), zstd = pack_zstd(plain);
    gzip.at[gzip.byte_count - 6] ^= 1; /* the checksum: everything before it has come out */
    assert_refused(gzip, wide, "gzip data is corrupt; it is good up to byte offset 100000 ");
    zstd.at[6] ^= 0xFF;
    assert_refused(zstd, wide, "Zstandard data is corrupt");
    free(zstd.at);
    zstd = pack_zstd(plain);
    bytes_append(&zstd, bytes_of("something else"));
    assert_refused(zstd, wide,
                   "corrupt (Unknown frame descriptor); it is good up to byte offset 100000");
    free(gzip.at);
    gzip = pack_gzip(plain);
    bytes_append(&gzip, bytes_of("something else"));
    assert_refused(gzip, wide, "gzip data is corrupt; it is good up to byte offset 100000");
    free(zstd.at);
    free(gzip.at);
    free(plain.at);
}

static void test_limits(void **state)
{
    (void)state;
    struct bytes zeros = bytes_new(3000000);
    memset(zeros.at, '0', zeros.byte_count);
    for (int i = 0; i < PACKER_COUNT; i++) {
        struct bytes packed = packers[i].pack(zeros);
        struct byte_limits limits = {1 << 30, 100, 100000, 0};
        assert_refused(packed, limits, "more than 100 for one");
        limits.ratio_free_byte_count = zeros.byte_count - 1; /* seen at the very end only */
        assert_refused(packed, limits, "more than 100 for one");
        limits.ratio_free_byte_count = zeros.byte_count;
        limits.expanded_byte_limit = zeros.byte_count - 1;
        assert_refused(packed, limits, "more than 2999999 bytes uncompressed");
        limits.expanded_byte_limit = zeros.byte_count;
        struct byte_source source;
        assert_int_equal(byte_source_open_within(&source, place.path, limits, NULL), RC_OK);
        assert_int_equal(source.byte_count, zeros.byte_count);
        byte_source_close(&source, NULL);
        free(packed.at);
    }
    free(zeros.at);
}

static void test_not_a_file(void **state)
{
    (void)state;
    struct byte_source source;
    struct err err = ERR_INIT;
    assert_int_equal(byte_source_open(&source, place.folder, &err), RC_INPUT);
    assert_non_null(strstr(err.message, "is a folder"));
    struct err missing = ERR_INIT;
    assert_int_equal(byte_source_open(&source, place.path, &missing), RC_INPUT);
    assert_non_null(strstr(missing.message, "No such file"));
}

static void assert_notices(void (*change)(void))
{
    struct byte_source source;
    struct err err = ERR_INIT;
    struct bytes plain = bytes_like_a_table(1000);
    store(plain);
    free(plain.at);
    assert_int_equal(byte_source_open(&source, place.path, &err), RC_OK);
    assert_int_equal(byte_source_unchanged(&source, &err), RC_OK);
    change();
    assert_int_equal(byte_source_unchanged(&source, &err), RC_INPUT);
    assert_non_null(strstr(err.message, "has changed"));
    assert_int_equal(byte_source_close(&source, NULL), RC_INPUT);
    assert_int_equal(source.file, -1);
}

static void grow(void)
{
    FILE *file = fopen(place.path, "ab");
    assert_non_null(file);
    fputs("more", file);
    assert_int_equal(fclose(file), 0);
}

static void touch(void)
{
    struct stat status;
    assert_int_equal(stat(place.path, &status), 0);
    const time_t before = status.st_mtim.tv_sec - 10; /* the nanoseconds stay */
    const struct timespec times[2] = {{before, 0}, {before, status.st_mtim.tv_nsec}};
    assert_int_equal(utimensat(AT_FDCWD, place.path, times, 0), 0);
}

static void shorten(void)
{
    assert_int_equal(truncate(place.path, 10), 0);
}

static void test_changes_are_noticed(void **state)
{
    (void)state;
    assert_notices(grow);
    assert_notices(touch);
    assert_notices(shorten);
}

static void test_reading_a_file_that_shrank(void **state)
{
    (void)state;
    struct byte_source source;
    struct err err = ERR_INIT;
    struct bytes plain = bytes_like_a_table(1000);
    size_t got;
    store(plain);
    assert_int_equal(byte_source_open(&source, place.path, &err), RC_OK);
    shorten();
    assert_int_equal(byte_source_read(&source, plain.at, 0, 1000, &got, &err), RC_INPUT);
    assert_non_null(strstr(err.message, "has changed"));
    byte_source_close(&source, NULL);
    free(plain.at);
}

/* Give `stored` to this process as its standard input, through a pipe. */
static void pipe_in(struct bytes stored)
{
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    assert_true(stored.byte_count < 60000); /* what a pipe holds without a reader */
    assert_int_equal(write(ends[1], stored.at, stored.byte_count), stored.byte_count);
    close(ends[1]);
    assert_true(dup2(ends[0], STDIN_FILENO) >= 0);
    close(ends[0]);
}

static void test_standard_input(void **state)
{
    (void)state;
    struct bytes plain = bytes_like_a_table(50000);
    struct bytes stored[] = {bytes_like_a_table(50000), pack_gzip(plain), pack_zstd(plain)};
    for (size_t i = 0; i < sizeof stored / sizeof stored[0]; i++) {
        struct byte_source source;
        pipe_in(stored[i]);
        assert_int_equal(byte_source_open(&source, "-", NULL), RC_OK);
        assert_int_equal(source.stored_byte_count, stored[i].byte_count);
        assert_int_equal(source.packing, i);
        assert_holds(&source, plain);
        assert_int_equal(byte_source_close(&source, NULL), RC_OK);
        free(stored[i].at);
    }
    free(plain.at);
    struct byte_source source;
    pipe_in((struct bytes){(unsigned char *)"", 0});
    assert_int_equal(byte_source_open(&source, "-", NULL), RC_OK);
    assert_int_equal(source.byte_count, 0);
    assert_int_equal(byte_source_close(&source, NULL), RC_OK);
}

static void test_standard_input_too_long(void **state)
{
    (void)state;
    struct byte_source source;
    struct err err = ERR_INIT;
    struct bytes plain = bytes_like_a_table(1001);
    pipe_in(plain);
    assert_int_equal(
        byte_source_open_within(&source, "-", (struct byte_limits){1000, 1000, 1000, 0}, &err),
        RC_INPUT);
    assert_non_null(strstr(err.message, "more than 1000 bytes"));
    free(plain.at);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_plain),
        TEST(test_packed),
        TEST(test_capacity),
        TEST(test_members_and_frames),
        TEST(test_gzip_padding),
        TEST(test_cut_short),
        TEST(test_corrupt),
        TEST(test_limits),
        TEST(test_not_a_file),
        TEST(test_changes_are_noticed),
        TEST(test_reading_a_file_that_shrank),
        TEST(test_standard_input),
        TEST(test_standard_input_too_long),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
