/* layer: ingest */
#include "ingest/inventory.h"

#include "test_bytes.h"

#include <fcntl.h>
#include <sys/stat.h>

static const char table[] = "repair_id,reported_at\nR1,2025-06-01 08:00\n";

/* The inventory of one file, looked at. */
static struct inventory_file *look(struct inventory *inventory)
{
    const char *const paths[] = {place.path};
    struct err err = ERR_INIT;
    if (inventory_collect(inventory, paths, 1, &err) != RC_OK) fail_msg("%s", err.message);
    assert_int_equal(inventory->file_count, 1);
    if (inventory_inspect(&inventory->files[0], &err) != RC_OK) fail_msg("%s", err.message);
    return &inventory->files[0];
}

static void assert_read(struct inventory_file *file)
{
    char bytes[sizeof table];
    size_t got;
    struct err err = ERR_INIT;
    if (inventory_open(file, &err) != RC_OK) fail_msg("%s", err.message);
    assert_int_equal(byte_source_read(&file->source, bytes, 0, sizeof bytes, &got, NULL), RC_OK);
    assert_int_equal(got, sizeof table - 1);
    assert_memory_equal(bytes, table, got);
    assert_int_equal(inventory_close(file, NULL), RC_OK);
}

static void store_packed(pack_one *pack)
{
    struct bytes plain = bytes_of(table), packed = pack(plain);
    store(packed);
    free(packed.at);
    free(plain.at);
}

static void test_expanded_bytes_are_kept(void **state)
{
    (void)state;
    struct inventory inventory;
    inventory_init(&inventory);
    store_packed(pack_gzip);
    struct inventory_file *file = look(&inventory);
    const unsigned char *kept = file->source.memory;
    assert_non_null(kept);
    assert_int_equal(inventory.kept_byte_count, sizeof table - 1);
    assert_int_equal(inventory_open(file, NULL), RC_OK);
    assert_ptr_equal(file->source.memory, kept);
    assert_read(file);
    assert_null(file->source.memory);
    inventory_release(&inventory);
}

static void test_not_beyond_the_limit(void **state)
{
    (void)state;
    const uint64_t own = sizeof table - 1;
    store_packed(pack_zstd);
    for (uint64_t room = own - 1; room <= own; room++) {
        struct inventory inventory;
        inventory_init(&inventory);
        inventory.kept_byte_count = INVENTORY_KEPT_BYTES_LIMIT - room;
        struct inventory_file *file = look(&inventory);
        assert_true((file->source.memory != NULL) == (room == own));
        assert_int_equal(inventory.kept_byte_count,
                         INVENTORY_KEPT_BYTES_LIMIT - (room == own ? 0 : room));
        assert_read(file);
        inventory_release(&inventory);
    }
}

static void test_plain_files_are_not_kept(void **state)
{
    (void)state;
    struct inventory inventory;
    struct bytes plain = bytes_of(table);
    inventory_init(&inventory);
    store(plain);
    free(plain.at);
    struct inventory_file *file = look(&inventory);
    assert_null(file->source.memory);
    assert_int_equal(file->source.file, -1);
    assert_int_equal(inventory.kept_byte_count, 0);
    assert_read(file);
    inventory_release(&inventory);
}

/* Between the look and the reading; a second later, or of another size in the same moment. */
static void test_change_is_noticed(void **state)
{
    (void)state;
    for (int way = 0; way < 3; way++) {
        struct inventory inventory;
        struct stat status;
        struct err err = ERR_INIT;
        inventory_init(&inventory);
        store_packed(pack_gzip);
        assert_int_equal(stat(place.path, &status), 0);
        struct inventory_file *file = look(&inventory);
        struct timespec times[2] = {status.st_mtim, status.st_mtim};
        if (way == 0) times[1].tv_sec++;
        if (way == 1) assert_int_equal(truncate(place.path, status.st_size - 1), 0);
        assert_int_equal(utimensat(AT_FDCWD, place.path, times, 0), 0);
        if (way == 2) assert_int_equal(unlink(place.path), 0);
        assert_int_equal(inventory_open(file, &err), RC_INPUT);
        assert_non_null(strstr(err.message, "has changed while it was read"));
        inventory_release(&inventory);
    }
}

/* From which name on a path may tell the table: a user's home may be called repairs. */
static void test_what_lies_above_tells_nothing(void **state)
{
    (void)state;
    static const struct {
        const char *below, *given, *naming; /* of the file's path */
    } rows[] = {{"", "", "given/june/x.csv"},
                {"", "/", "given/june/x.csv"},
                {"/june", "", "june/x.csv"},
                {"/june/x.csv", "", "june/x.csv"}};
    char folder[] = "/tmp/calls-XXXXXX", path[64];
    assert_non_null(mkdtemp(folder));
    for (size_t i = 0; i < 2; i++) {
        snprintf(path, sizeof path, "%s/given%s", folder, i == 0 ? "" : "/june");
        assert_int_equal(mkdir(path, 0700), 0);
    }
    snprintf(path, sizeof path, "%s/given/june/x.csv", folder);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    assert_int_equal(fclose(file), 0);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct inventory inventory;
        struct err err = ERR_INIT;
        char argument[64];
        snprintf(argument, sizeof argument, "%s/given%s%s", folder, rows[i].below, rows[i].given);
        inventory_init(&inventory);
        assert_int_equal(inventory_collect(&inventory, (const char *const[]){argument}, 1, &err),
                         RC_OK);
        assert_int_equal(inventory.file_count, 1);
        assert_string_equal(inventory.files[0].path + inventory.files[0].naming_bytes,
                            rows[i].naming);
        inventory_release(&inventory);
    }
    assert_int_equal(unlink(path), 0);
    for (size_t i = 2; i-- > 0;) {
        snprintf(path, sizeof path, "%s/given%s", folder, i == 0 ? "" : "/june");
        assert_int_equal(rmdir(path), 0);
    }
    assert_int_equal(rmdir(folder), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_expanded_bytes_are_kept),       TEST(test_not_beyond_the_limit),
        TEST(test_plain_files_are_not_kept),      TEST(test_change_is_noticed),
        TEST(test_what_lies_above_tells_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
