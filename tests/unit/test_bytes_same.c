/* layer: ingest */
#include "test_bytes_slow.h"

static void test_member_sizes(void **state)
{
    (void)state;
    static const size_t byte_counts[] = {1,    0,      0,      200, 7000,    1,   3,      90000,
                                         5000, 131072, 131073, 0,   1 << 20, 400, 300000, 17};
    for (size_t w = 0; w < WAYS; w++) {
        struct bytes packed =
            pack_members(ways[w], byte_counts, sizeof byte_counts / sizeof byte_counts[0]);
        assert_same(packed, ALL);
        free(packed.at);
    }
}

/* Cut at every few bytes, so in every member, header and checksum. */
static void test_cut_short(void **state)
{
    (void)state;
    for (size_t w = 0; w < WAYS; w++) {
        struct bytes packed = pack_members(ways[w], small, SMALL);
        for (size_t whole = packed.byte_count; packed.byte_count > 4;) {
            assert_same(packed, packed.byte_count % 48 == 0 ? ALL : ONE_THREAD);
            packed.byte_count -= packed.byte_count > whole - 30 ? 1 : 9 + packed.byte_count % 5;
            if (packed.byte_count > whole) break;
        }
        free(packed.at);
    }
}

/* One byte is wrong, everywhere in turn. */
static void test_broken(void **state)
{
    (void)state;
    for (size_t w = 0; w < WAYS; w++) {
        struct bytes packed = pack_members(ways[w], small, SMALL);
        for (size_t at = PACKING_MAGIC_BYTES; at < packed.byte_count;
             at += at < 40 ? 1 : 3 + at % 13) {
            const unsigned char wrong = (unsigned char)(1U << at % 8);
            packed.at[at] ^= wrong;
            assert_same(packed, at % 64 == 0 ? ALL : ONE_THREAD);
            packed.at[at] ^= wrong;
        }
        free(packed.at);
    }
}

/* What looks like members inside a member: headers, whole members, and headers without end. */
static void test_false_borders(void **state)
{
    (void)state;
    static const unsigned char header[] = {0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3};
    struct bytes inner = pack_members(pack_gzip, small, SMALL), packed = bytes_new(0);
    struct bytes headers = bytes_new(20000);
    for (size_t i = 0; i < headers.byte_count; i++) headers.at[i] = header[i % sizeof header];
    for (int i = 0; i < 4; i++) {
        bytes_append(&packed, pack_members(pack_gzip, small, SMALL));
        bytes_append(&packed, pack_stored(inner));
        if (i % 2 == 1) bytes_append(&packed, pack_stored(headers));
    }
    bytes_append(&packed, pack_members(pack_blocks, small, SMALL));
    assert_same(packed, ALL);
    packed.byte_count -= 5;
    assert_same(packed, ALL);
    packed.at[packed.byte_count / 2] ^= 4;
    assert_same(packed, ALL);
    free(packed.at);
    packed = pack_members(pack_blocks, small, SMALL); /* blocks that say how long they are first */
    bytes_append(&packed, pack_stored(inner));
    bytes_append(&packed, pack_members(pack_gzip, small, SMALL));
    assert_same(packed, ALL);
    free(packed.at);
    free(headers.at);
    free(inner.at);
}

/* Zeros behind the last member, more than are taken at a time; and what is not allowed there. */
static void test_padding(void **state)
{
    (void)state;
    static const size_t zeros[] = {1, 3, 4, 511, PACKED_PIECE_BYTES, 600000};
    for (size_t w = 0; w < 3; w++)
        for (size_t z = 0; z < sizeof zeros / sizeof zeros[0]; z++)
            for (int has_more = 0; has_more < 2; has_more++) {
                struct bytes packed = pack_members(ways[w], small, SMALL);
                struct bytes padding = bytes_new(zeros[z]);
                /* What comes behind begins a piece of its own. */
                if (zeros[z] > PACKED_PIECE_BYTES)
                    padding.byte_count = 2 * PACKED_PIECE_BYTES - packed.byte_count;
                memset(padding.at, 0, padding.byte_count);
                bytes_append(&packed, padding);
                if (has_more) bytes_append(&packed, pack_members(ways[w], small, SMALL));
                assert_same(packed, ONE_THREAD);
                free(packed.at);
            }
}

/* What stands behind the frames: nothing known, an index of them, or the length of one that is not
 * there. */
static void test_behind_the_frames(void **state)
{
    (void)state;
    static const unsigned char index[] = {0x5E, 0x2A, 0x4D, 0x18, 5, 0, 0, 0, 1, 2, 3, 4, 5};
    static const unsigned char cut[] = {0x5E, 0x2A, 0x4D, 0x18, 0xFF, 0xFF, 0xFF, 0xFF, 1, 2};
    static const unsigned char huge[] = {0x28, 0xB5, 0x2F, 0xFD, 0xE0, 0xFD, 0xFF, 0xFF,
                                         0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 1,    0,    0};
    static const unsigned char reserved[] = {0x28, 0xB5, 0x2F, 0xFD, 0x20, 9, 7, 0, 0, 0};
    const struct {
        const unsigned char *at;
        size_t byte_count;
    } ends[] = {{index, sizeof index},
                {cut, sizeof cut},
                {huge, sizeof huge},
                {reserved, sizeof reserved},
                {(const unsigned char *)"something else", 14}};
    for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++) {
        struct bytes packed = pack_members(pack_streamed, small, SMALL);
        struct bytes end = bytes_new(ends[i].byte_count);
        memcpy(end.at, ends[i].at, end.byte_count);
        bytes_append(&packed, end);
        assert_same(packed, ALL);
        free(packed.at);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_member_sizes),  TEST(test_cut_short), TEST(test_broken),
        TEST(test_false_borders), TEST(test_padding),   TEST(test_behind_the_frames),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
