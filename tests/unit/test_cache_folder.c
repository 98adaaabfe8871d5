/* layer: ingest */
/* The index, the list of what a folder holds, and the removal of what is old. */
#include "tests/unit/test_cache.h"

#define SECOND_NS INT64_C(1000000000)
#define DAY_NS    (86400 * SECOND_NS)

static struct cache_index_row row_of(uint64_t inode, int64_t changed_ns, int64_t begun_ns)
{
    struct cache_index_row row = {
        .identity = {1, inode, 100 + inode, changed_ns, changed_ns},
        .begun_ns = begun_ns,
        .content = {.byte_count = 1000, .verdict = {ENCODING_UTF8, 0, 0}, .head = {"a,b\n", 4}}};
    row.content.sha.bytes[0] = (unsigned char)inode;
    return row;
}

static void test_identity(void **state)
{
    (void)state;
    const int64_t now = 1000 * SECOND_NS;
    struct cache_index index;
    cache_index_init(&index);
    const struct cache_index_row row = row_of(7, now - 3 * SECOND_NS, now);
    assert_true(cache_index_add(&index, &row));
    struct cache_identity identity = row.identity;
    assert_non_null(cache_index_find(&index, &identity));
    assert_true(cache_index_has_size(&index, 107));
    assert_false(cache_index_has_size(&index, 106));
    identity.changed_ns++;
    assert_null(cache_index_find(&index, &identity));
    identity = row.identity, identity.modified_ns--;
    assert_null(cache_index_find(&index, &identity));
    identity = row.identity, identity.byte_count++;
    assert_null(cache_index_find(&index, &identity));
    identity = row.identity, identity.inode++;
    assert_null(cache_index_find(&index, &identity));
    identity = row.identity, identity.device++;
    assert_null(cache_index_find(&index, &identity));
    cache_index_release(&index);
}

/* Changed within two seconds of the reading, or after it by the disk's clock: not believed. */
static void test_racy_row(void **state)
{
    (void)state;
    const int64_t now = 1000 * SECOND_NS;
    static const struct {
        int64_t modified_ns, changed_ns; /* less now */
        bool is_believed;
    } cases[] = {
        {-3 * SECOND_NS, -3 * SECOND_NS, true},        {-2 * SECOND_NS, -3 * SECOND_NS, false},
        {-3 * SECOND_NS, -2 * SECOND_NS, false},       {-3 * SECOND_NS, 0, false},
        {-3 * SECOND_NS, 50 * SECOND_NS, false},       {50 * SECOND_NS, -3 * SECOND_NS, false},
        {-2 * SECOND_NS - 1, -2 * SECOND_NS - 1, true}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct cache_index index;
        cache_index_init(&index);
        struct cache_index_row row = row_of(7, 0, now);
        row.identity.modified_ns = now + cases[i].modified_ns;
        row.identity.changed_ns = now + cases[i].changed_ns;
        assert_true(cache_index_add(&index, &row));
        assert_int_equal(cache_index_find(&index, &row.identity) != NULL, cases[i].is_believed);
        cache_index_release(&index);
    }
}

/* Two runs write the index: both are in it afterwards, and of one file what was written last. */
static void test_two_writers(void **state)
{
    struct cache_fixture *fixture = *state;
    char path[PATH_BYTES];
    assert_int_equal(mkdir(fixture->folder, 0777), 0);
    cache_index_at(fixture, path);
    struct cache_index first, second, both;
    cache_index_init(&first);
    cache_index_init(&second);
    cache_index_init(&both);
    for (uint64_t inode = 1; inode <= 3; inode++) {
        const struct cache_index_row row = row_of(inode, 0, 10 * SECOND_NS);
        assert_true(cache_index_add(inode < 3 ? &first : &second, &row));
    }
    struct cache_index_row newer = row_of(2, 5 * SECOND_NS, 20 * SECOND_NS);
    newer.content.head = (struct slice){"c,d,e\n", 6};
    assert_true(cache_index_add(&second, &newer));
    assert_int_equal(cache_index_write(&first, path, NULL), RC_OK);
    assert_int_equal(cache_index_write(&second, path, NULL), RC_OK);
    assert_int_equal(cache_index_read(&both, path, NULL), RC_OK);
    assert_int_equal(both.row_count, 3);
    const struct cache_content *found = cache_index_find(&both, &newer.identity);
    assert_non_null(found);
    assert_string_equal(found->head.bytes, "c,d,e\n");
    cache_index_release(&first);
    cache_index_release(&second);
    cache_index_release(&both);
}

static void set_used(const struct cache_fixture *fixture, const char *name, int64_t used_ns)
{
    char path[PATH_BYTES];
    const struct timespec time = {(time_t)(used_ns / SECOND_NS), (long)(used_ns % SECOND_NS)};
    const struct timespec times[2] = {time, time};
    (void)snprintf(path, sizeof path, "%.100s/%.120s", fixture->folder, name);
    assert_int_equal(utimensat(AT_FDCWD, path, times, 0), 0);
}

static void test_list_and_prune(void **state)
{
    struct cache_fixture *fixture = *state;
    const int64_t now = cache_now_ns();
    (void)fixture_write(fixture->files, "departures.csv", "customer_id,left_on\nC1,2025-06-01\n");
    (void)fixture_write(fixture->files, "purchases.csv",
                        "customer_id,purchased_on\nC1,2025-06-01\nC2,2025-06-01\n");
    check_run(fixture, 0, 2);
    static const char *const others[] = {"mine", "mine.cache", "index.new-1-2", "index.new-1-3"};
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        char path[PATH_BYTES];
        (void)snprintf(path, sizeof path, "%.100s/%.20s", fixture->folder, others[i]);
        write_bytes(path, "x", 1);
        set_used(fixture, others[i], i == 3 ? now : now - 40 * DAY_NS);
    }
    struct cache_listing listing;
    cache_listing_init(&listing);
    assert_int_equal(cache_list(&listing, fixture->folder, NULL), RC_OK);
    assert_int_equal(listing.entry_count, 2);
    for (size_t i = 0; i < 2; i++) {
        const bool is_old = strcmp(listing.entries[i].table, "departures") == 0;
        assert_int_equal(listing.entries[i].row_count, is_old ? 1 : 2);
        set_used(fixture, listing.entries[i].name, now - (is_old ? 40 : 2) * DAY_NS);
    }
    cache_listing_release(&listing);
    assert_int_equal(cache_prune(&listing, fixture->folder, now - 30 * DAY_NS, NULL), RC_OK);
    assert_int_equal(listing.entry_count, 1);
    assert_string_equal(listing.entries[0].table, "departures");
    cache_listing_release(&listing);
    static const bool is_left[] = {true, true, false, true};
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        char path[PATH_BYTES];
        (void)snprintf(path, sizeof path, "%.100s/%.20s", fixture->folder, others[i]);
        assert_int_equal(access(path, F_OK) == 0, is_left[i]);
    }
    struct cache_index index;
    char path[PATH_BYTES];
    cache_index_init(&index);
    cache_index_at(fixture, path);
    assert_int_equal(cache_index_read(&index, path, NULL), RC_OK);
    assert_int_equal(index.row_count, 1);
    cache_index_release(&index);
    check_run(fixture, 1, 1);
    /* To be taken is to be used. */
    assert_int_equal(cache_prune(&listing, fixture->folder, now - DAY_NS, NULL), RC_OK);
    assert_int_equal(listing.entry_count, 0);
    cache_listing_release(&listing);
    assert_int_equal(cache_list(&listing, "/nowhere/at/all", NULL), RC_INPUT);
}

/* Each file that was read or taken has an entry; what is kept beside one is listed with it, and
 * goes when it goes. */
static void test_counts_go_with_their_entry(void **state)
{
    struct cache_fixture *fixture = *state;
    const int64_t now = cache_now_ns();
    struct arena arena = ARENA_INIT;
    char lost[PATH_BYTES];
    const char *counts[2][2];
    (void)fixture_write(fixture->files, "departures.csv", "customer_id,left_on\nC1,2025-06-01\n");
    (void)fixture_write(fixture->files, "purchases.csv",
                        "customer_id,purchased_on\nC1,2025-06-01\n");
    check_run(fixture, 0, 2);
    check_run(fixture, 2, 0);
    for (size_t i = 0; i < 2; i++) {
        const char *entry = fixture->files->ingested.files[i].cache_path;
        assert_non_null(entry);
        assert_int_equal(access(entry, F_OK), 0);
        for (uint32_t k = 0; k < 2; k++) {
            counts[i][k] = k == 0 ? cache_counts_path(&arena, entry, 12)
                                  : cache_history_path(&arena, entry, "customer");
            write_bytes(counts[i][k], "xyz", 3);
        }
    }
    (void)snprintf(lost, sizeof lost, "%.100s/%064d-%016d-3.counts", fixture->folder, 1, 2);
    write_bytes(lost, "x", 1);
    struct cache_listing listing;
    cache_listing_init(&listing);
    assert_int_equal(cache_list(&listing, fixture->folder, NULL), RC_OK);
    assert_int_equal(listing.entry_count, 2);
    for (size_t i = 0; i < 2; i++) {
        assert_int_equal(listing.entries[i].counts_byte_count, 6);
        if (strcmp(listing.entries[i].table, "departures") == 0)
            set_used(fixture, listing.entries[i].name, now - 40 * DAY_NS);
    }
    cache_listing_release(&listing);
    assert_int_equal(cache_prune(&listing, fixture->folder, now - 30 * DAY_NS, NULL), RC_OK);
    assert_int_equal(listing.entry_count, 1);
    cache_listing_release(&listing);
    for (size_t k = 0; k < 2; k++) {
        assert_int_equal(access(counts[0][k], F_OK) == 0, false); /* of the departures */
        assert_int_equal(access(counts[1][k], F_OK) == 0, true);
    }
    assert_int_equal(access(lost, F_OK) == 0, false);
    arena_release(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_identity),
        cmocka_unit_test(test_racy_row),
        cmocka_unit_test_setup_teardown(test_two_writers, cache_fixture_make,
                                        cache_fixture_release),
        cmocka_unit_test_setup_teardown(test_list_and_prune, cache_fixture_make,
                                        cache_fixture_release),
        cmocka_unit_test_setup_teardown(test_counts_go_with_their_entry, cache_fixture_make,
                                        cache_fixture_release),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
