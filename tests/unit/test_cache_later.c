/* layer: ingest */
/* Values that wait in the cache: fetched by many threads they are those of a run without a cache;
 * what is damaged, cut off or gone is told, and never taken for values. */
#include "tests/unit/test_cache.h"

enum { ROWS = 3 * CACHE_BLOCK_ROWS + 17 };

static void write_rows(struct cache_fixture *fixture)
{
    struct text text;
    text_init(&text, 0);
    text_put(&text, "repair_id,customer_id,dealer_id,reported_at,closed_at,solved\n");
    for (int i = 0; i < ROWS; i++)
        text_format(&text, "R%07d,C%d,D%d,2025-06-%02d %02d:%02d,%s,%d\n", i, i % 977, i % 31,
                    1 + i % 28, i % 24, i % 60, i % 3 ? "2025-07-01" : "", i % 2);
    assert_false(text.failed);
    (void)fixture_write(fixture->files, "repairs.csv", text.bytes);
    text_release(&text);
}

static const struct table *run_waiting(struct cache_fixture *fixture)
{
    fixture->files->options.lets_wait = true;
    fixture->files->options.cache = fixture->folder;
    fixture_run(fixture->files);
    fixture->files->options.cache = NULL;
    fixture->files->options.lets_wait = false;
    const int32_t index = schema_table_index(&fixture->files->schema, "repairs");
    return &fixture->files->ingested.tables[index].table;
}

static size_t column_of(const struct table *table, const char *name)
{
    const struct column *column = table_column(table, name);
    assert_non_null(column);
    return table_column_index(table, column);
}

static void test_spans_are_known_before(void **state)
{
    struct cache_fixture *fixture = *state;
    write_rows(fixture);
    check_run(fixture, 0, 1);
    const struct table *table = run_waiting(fixture);
    const size_t columns[] = {column_of(table, "reported_at"), column_of(table, "closed_at")};
    assert_int_equal(table->segment_count, 4);
    for (size_t s = 0; s < table->segment_count; s++)
        for (size_t c = 0; c < 2; c++) {
            const struct segment *segment = &table->segments[s];
            struct segment_column *column = &segment->columns[columns[c]];
            const int32_t minimum = column->minimum, maximum = column->maximum;
            assert_true(column->is_waiting);
            assert_int_equal(segment_fetch(segment, columns[c], NULL), RC_OK);
            int32_t least = INT32_MAX, most = INT32_MIN;
            for (uint32_t row = 0; row < segment->row_count; row++) {
                const int32_t value = ((const int32_t *)column->values)[row];
                if (value != INT32_MIN && value < least) least = value;
                if (value > most) most = value;
            }
            assert_int_equal(minimum, least);
            assert_int_equal(maximum, most);
        }
    assert_true(table->segments[0].columns[column_of(table, "repair_id")].is_ascending);
    assert_false(table->segments[0].columns[column_of(table, "customer_id")].is_ascending);
}

static void test_many_threads_fetch_one_column(void **state)
{
    struct cache_fixture *fixture = *state;
    write_rows(fixture);
    check_run(fixture, 0, 1);
    const struct table *table = run_waiting(fixture);
    int failed = 0;
#pragma omp parallel for default(none) shared(table) reduction(+ : failed) num_threads(4)
    for (size_t i = 0; i < 4 * table->segment_count * table->column_count; i++) {
        const size_t s = i / table->column_count % table->segment_count;
        failed += segment_fetch(&table->segments[s], i % table->column_count, NULL) != RC_OK;
    }
    assert_int_equal(failed, 0);
    ingested_text(&fixture->files->ingested, &fixture->with);
    assert_string_equal(fixture->with.bytes, fixture->without.bytes);
}

/* One bit of the solved column of the second block: other columns do not suffer. */
static void test_damage_is_told(void **state)
{
    struct cache_fixture *fixture = *state;
    char path[PATH_BYTES];
    size_t byte_count;
    write_rows(fixture);
    check_run(fixture, 0, 1);
    cache_entry_name(fixture, path);
    const struct table *table = run_waiting(fixture);
    char *bytes = read_bytes(path, &byte_count);
    const size_t solved = column_of(table, "solved");
    struct cache_head head;
    memcpy(&head, bytes, sizeof head);
    const size_t block_bytes = (size_t)head.block_bytes / 3 / 64 * 64; /* more than one has */
    size_t refused = 0;
    for (size_t place = sizeof head; place < sizeof head + block_bytes; place += 4096) {
        struct err err = ERR_INIT;
        bytes[place] ^= 4;
        write_bytes(path, bytes, byte_count);
        bytes[place] ^= 4;
        table = run_waiting(fixture);
        const enum rc rc = segment_fetch(&table->segments[0], solved, &err);
        assert_int_equal(later_is_broken(fixture->files->ingested.later), rc == RC_INPUT);
        if (rc == RC_OK) continue;
        assert_non_null(strstr(err.message, "is damaged"));
        assert_true(table->segments[0].columns[solved].is_waiting);
        assert_int_equal(segment_fetch(&table->segments[0], 0, NULL), RC_OK);
        refused++;
    }
    assert_true(refused >= 1 && refused <= 3); /* 8 KiB of the block */
    free(bytes);
}

static void test_what_is_gone_is_told(void **state)
{
    struct cache_fixture *fixture = *state;
    char path[PATH_BYTES];
    write_rows(fixture);
    check_run(fixture, 0, 1);
    cache_entry_name(fixture, path);
    const struct table *table = run_waiting(fixture);
    assert_int_equal(segment_fetch(&table->segments[0], 0, NULL), RC_OK);
    assert_false(later_is_broken(fixture->files->ingested.later));
    assert_int_equal(truncate(path, sizeof(struct cache_head) + 5), 0);
    assert_int_equal(segment_fetch(&table->segments[1], 0, NULL), RC_INPUT);
    assert_true(later_is_broken(fixture->files->ingested.later));
    assert_int_equal(unlink(path), 0);
    assert_int_equal(segment_fetch(&table->segments[2], 0, NULL), RC_INPUT);
}

#define WITH_FIXTURE(test)                                                                         \
    cmocka_unit_test_setup_teardown(test, cache_fixture_make, cache_fixture_release)

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_FIXTURE(test_spans_are_known_before),
        WITH_FIXTURE(test_many_threads_fetch_one_column),
        WITH_FIXTURE(test_damage_is_told),
        WITH_FIXTURE(test_what_is_gone_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
