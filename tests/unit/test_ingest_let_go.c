/* layer: ingest */
/* Files that are too large to stay in the system's file cache beside what is made of them are let
 * go when they are read; others stay for the next run. */
#include "tests/unit/test_ingest.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <unistd.h>

enum { ROWS = 20000, TMPFS = 0x01021994 };

/* The share of the file's pages that the system holds. */
static double held_share(const char *path)
{
    struct stat status;
    const int file = open(path, O_RDONLY);
    assert_true(file >= 0);
    assert_int_equal(fstat(file, &status), 0);
    const size_t byte_count = (size_t)status.st_size, page_bytes = (size_t)sysconf(_SC_PAGESIZE);
    const size_t page_count = (byte_count + page_bytes - 1) / page_bytes;
    void *mapped = mmap(NULL, byte_count, PROT_READ, MAP_SHARED, file, 0);
    unsigned char *are_held = malloc(page_count);
    assert_true(mapped != MAP_FAILED && are_held);
    assert_int_equal(mincore(mapped, byte_count, are_held), 0);
    size_t held = 0;
    for (size_t i = 0; i < page_count; i++) held += are_held[i] & 1;
    free(are_held);
    assert_int_equal(munmap(mapped, byte_count), 0);
    assert_int_equal(close(file), 0);
    return (double)held / (double)page_count;
}

/* What has not reached the disk cannot be let go. */
static void write_through(const char *path)
{
    const int file = open(path, O_RDONLY);
    assert_true(file >= 0);
    assert_int_equal(fsync(file), 0);
    assert_int_equal(close(file), 0);
}

static void test_large_files_are_let_go(void **state)
{
    struct fixture *fixture = *state;
    struct text rows, kept, let_go;
    struct statfs system;
    text_init(&rows, 0);
    text_init(&kept, 0);
    text_init(&let_go, 0);
    text_put(&rows, "customer_id,left_on,reason\n");
    for (int i = 0; i < ROWS; i++) text_format(&rows, "C%d,2025-06-01,moved\n", i);
    const char *path = fixture_write(fixture, "departures.csv", rows.bytes);
    write_through(path);
    fixture->options.memory_bytes = 2 * rows.byte_count;
    fixture_run(fixture);
    ingested_text(&fixture->ingested, &kept);
    assert_true(held_share(path) == 1.0);
    fixture->options.memory_bytes = 2 * rows.byte_count - 1;
    fixture_run(fixture);
    ingested_text(&fixture->ingested, &let_go);
    assert_string_equal(let_go.bytes, kept.bytes);
    assert_int_equal(fixture->ingested.files[0].rows_in, ROWS);
    assert_int_equal(statfs(path, &system), 0);
    const double held = held_share(path);
    text_release(&rows);
    text_release(&kept);
    text_release(&let_go);
    if (system.f_type == TMPFS) skip(); /* whose files lie nowhere else */
    assert_true(held == 0.0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_large_files_are_let_go, fixture_make, fixture_release),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
