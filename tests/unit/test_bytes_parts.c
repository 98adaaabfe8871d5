/* layer: ingest */
#include "test_bytes_slow.h"

#include <time.h>

/* A file that becomes `count` bytes is taken where so many are allowed and refused where one less
 * is, whatever rooms its parts ask for. */
static void test_limits(void **state)
{
    (void)state;
    for (size_t w = 0; w < WAYS; w++) {
        struct bytes packed = pack_members(ways[w], small, SMALL);
        struct outcome whole = outcome_of(packed);
        char message[MESSAGE_BYTES], total[MESSAGE_BYTES], ratio[MESSAGE_BYTES];
        const uint64_t count = whole.plain.byte_count;
        (void)snprintf(total, sizeof total, "%s: more than %" PRIu64 " bytes uncompressed",
                       place.path, count - 1);
        (void)snprintf(ratio, sizeof ratio,
                       "%s: %zu stored bytes have become %" PRIu64
                       " bytes, more than 1 for one: not a table",
                       place.path, packed.byte_count, count);
        store(packed);
        for (size_t i = 0; i < ALL; i++) {
            struct byte_limits limits = {count, 1, 0, settings[i].part_byte_count};
            const int threads = settings[i].threads;
            limits.ratio_free_byte_count = count;
            open_file(whole.plain, limits, threads, message);
            assert_string_equal(message, "");
            limits.expanded_byte_limit = count - 1;
            open_file(whole.plain, limits, threads, message);
            assert_string_equal(message, total);
            limits.expanded_byte_limit = PLAIN_LIMIT;
            limits.ratio_free_byte_count = count - 1;
            if (packed.byte_count >= count - 1) continue; /* within the ratio of 1 */
            open_file(whole.plain, limits, threads, message);
            assert_string_equal(message, ratio);
        }
        free(whole.plain.at);
        free(packed.at);
    }
}

/* Many files at the same time, each opened inside a loop that is parallel itself. */
static void test_inside_a_parallel_loop(void **state)
{
    (void)state;
    struct bytes packed = pack_members(pack_gzip, small, SMALL);
    struct outcome expected = outcome_of(packed);
    store(packed);
    for (int threads = 1; threads <= 8; threads += threads) {
        int wrong_count = 0;
#pragma omp parallel for num_threads(threads) schedule(dynamic) reduction(+ : wrong_count)
        for (int i = 0; i < 40; i++) {
            struct byte_source source;
            const struct setting setting = {0, (uint64_t)i};
            const enum rc rc = byte_source_open_within(&source, place.path,
                                                       limits_of(&setting, expected.plain), NULL);
            if (rc != RC_OK || source.byte_count != expected.plain.byte_count ||
                memcmp(source.memory, expected.plain.at, expected.plain.byte_count) != 0)
                wrong_count++;
            (void)byte_source_close(&source, NULL);
        }
        assert_int_equal(wrong_count, 0);
    }
    free(expected.plain.at);
    free(packed.at);
}

/* Threads that meet: each waits until all have come, ten seconds at most. */
struct meeting {
    size_t expected, present;
    bool has_failed;
};

static void meet(void *context, size_t i)
{
    struct meeting *meeting = context;
    size_t present;
    const time_t begin = time(NULL);
    (void)i;
#pragma omp atomic
    meeting->present++;
    do {
#pragma omp atomic read
        present = meeting->present;
    } while (present < meeting->expected && time(NULL) - begin < 10);
    if (present < meeting->expected) {
#pragma omp atomic write
        meeting->has_failed = true;
    }
}

/* The threads of a loop that have no file help with the one that is there; outside a region, a team
 * is made. A team of one stays one. */
static void test_all_threads_take_part(void **state)
{
    (void)state;
    struct meeting inside = {2, 0, false}, outside = {3, 0, false}, alone = {1, 0, false};
    int team = 0;
#pragma omp parallel for num_threads(2) schedule(dynamic)
    for (int i = 0; i < 1; i++) byte_tasks_run(meet, &inside, 2);
    assert_false(inside.has_failed);
    omp_set_num_threads(3);
    byte_tasks_run(meet, &outside, 3);
    assert_false(outside.has_failed);
#pragma omp parallel num_threads(1)
    {
        byte_tasks_run(meet, &alone, 1000);
        team = omp_get_num_threads();
    }
    assert_int_equal(alone.present, 1000);
    assert_int_equal(team, 1);
}

struct seen {
    unsigned char counts[5000];
    int strangers; /* calls by another thread than the one that asked */
    int own_level;
};

static void see(void *context, size_t i)
{
    struct seen *seen = context;
    seen->counts[i]++;
    if (omp_get_level() != seen->own_level) {
#pragma omp atomic
        seen->strangers++;
    }
}

static void test_each_task_once(void **state)
{
    (void)state;
    for (int threads = 1; threads <= 8; threads++) {
        struct seen seen = {.own_level = 1};
        omp_set_num_threads(threads);
        byte_tasks_run(see, &seen, sizeof seen.counts);
        for (size_t i = 0; i < sizeof seen.counts; i++) assert_int_equal(seen.counts[i], 1);
        byte_tasks_run(see, &seen, 0);
    }
    struct seen seen = {.own_level = 1};
    omp_set_num_threads(2);
#pragma omp parallel num_threads(1)
    byte_tasks_run(see, &seen, sizeof seen.counts);
    assert_int_equal(seen.strangers, 0); /* one thread was asked for: no team below it */
}

/* Parts cover the file without gaps, and have room for what comes out: for exactly that, where the
 * members say so. */
static size_t check_parts(struct bytes packed, uint64_t part_byte_count, bool is_exact)
{
    const struct byte_store all = {"here", -1, packed.at, packed.byte_count, 0};
    const bool is_gzip = byte_packing_of(packed.at, packed.byte_count) == PACKING_GZIP;
    struct outcome whole = outcome_of(packed);
    struct byte_parts parts;
    uint64_t room = 0, end = 0;
    byte_parts_init(&parts, part_byte_count);
    assert_int_equal(is_gzip ? byte_parts_find_gzip(&parts, &all, NULL)
                             : byte_parts_find_zstd(&parts, &all, NULL),
                     RC_OK);
    const size_t count = parts.count;
    for (size_t i = 0; i < count; i++) {
        assert_int_equal(parts.parts[i].begin, end);
        end = parts.parts[i].end;
        room += parts.parts[i].room;
    }
    assert_int_equal(end, packed.byte_count);
    assert_true(is_exact ? room == whole.plain.byte_count : room >= whole.plain.byte_count);
    free(whole.plain.at);
    byte_parts_release(&parts);
    return count;
}

static void test_parts(void **state)
{
    (void)state;
    for (size_t w = 0; w < WAYS; w++) {
        struct bytes packed = pack_members(ways[w], small, SMALL);
        const bool is_exact = ways[w] != pack_streamed && ways[w] != pack_tightly;
        /* A block of BGZF more ends each that is not empty; a skippable frame stands before each.
         */
        const size_t each = ways[w] == pack_behind_skippable ? 2 : 1;
        const size_t more = ways[w] == pack_blocks ? SMALL - 2 : 0;
        const size_t all = check_parts(packed, 1, is_exact);
        assert_int_equal(all, each * SMALL + more);
        const size_t some = check_parts(packed, packed.byte_count / 4, is_exact);
        assert_true(1 < some && some < all);
        assert_int_equal(check_parts(packed, 1 << 20, is_exact), 1);
        free(packed.at);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_limits),
        TEST(test_inside_a_parallel_loop),
        TEST(test_all_threads_take_part),
        TEST(test_each_task_once),
        TEST(test_parts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
