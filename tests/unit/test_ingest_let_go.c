/* layer: ingest */
/* Files that are too large to stay in the system's file cache beside what is made of them are let
 * go when they are read; others stay for the next run. */
#include "tests/unit/test_ingest.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

enum { ROWS = 20000 };

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

/* Whether this filesystem lets go of what has reached the disk when it is asked to. */
static bool takes_advice(const char *path)
{
    const int file = open(path, O_RDONLY);
    assert_true(file >= 0);
    assert_int_equal(fsync(file), 0);
    assert_int_equal(posix_fadvise(file, 0, 0, POSIX_FADV_DONTNEED), 0);
    assert_int_equal(close(file), 0);
    return held_share(path) == 0.0;
}

static void test_large_files_are_let_go(void **state)
{
    struct fixture *fixture = *state;
    struct text rows, kept, let_go;
    text_init(&rows, 0);
    text_init(&kept, 0);
    text_init(&let_go, 0);
    text_put(&rows, "customer_id,left_on,reason\n");
    for (int i = 0; i < ROWS; i++) text_format(&rows, "C%d,2025-06-01,moved\n", i);
    const uint64_t byte_count = rows.byte_count;
    const char *path = fixture_write(fixture, "departures.csv", rows.bytes);
    const bool can_tell = takes_advice(path);
    fixture->options.memory_bytes = 2 * byte_count;
    fixture_run(fixture);
    const double kept_share = held_share(path);
    ingested_text(&fixture->ingested, &kept);
    fixture->options.memory_bytes = 2 * byte_count - 1;
    fixture_run(fixture);
    const double let_go_share = held_share(path);
    ingested_text(&fixture->ingested, &let_go);
    assert_string_equal(let_go.bytes, kept.bytes);
    assert_int_equal(fixture->ingested.files[0].rows_in, ROWS);
    text_release(&rows);
    text_release(&kept);
    text_release(&let_go);
    if (!can_tell) skip(); /* its files lie nowhere but in memory */
    assert_true(kept_share > 0.5 &&
                let_go_share < 0.5); /* the system may do what it likes with some */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_large_files_are_let_go, fixture_make, fixture_release),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
