/* layer: ingest */
/* A run with the cache gives what one without gives, cold, warm, half warm, and whatever has
 * changed. */
#include "tests/unit/test_cache.h"

#include <signal.h>
#include <sys/resource.h>

#define GB18030_REPAIR_ID   "\xCE\xAC\xD0\xDE\xB5\xA5\xBA\xC5"
#define GB18030_REPORTED_AT "\xB1\xA8\xD0\xDE\xCA\xB1\xBC\xE4"
#define GB18030_CLOSED_AT   "\xCD\xEA\xB3\xC9\xCA\xB1\xBC\xE4"
#define LONG_ID             "a text of an id that is much too long to fit into any slot of a column"

static const char repairs[] =
    "repair_id,unit_id,customer_id,dealer_id,product,purchased_on,reported_at,replied_at,closed_at,"
    "mode,fault,quantity,material_fee,special_case,solved,note,unknown\n"
    "R1,U1,C1,D1,P1,2024-05-06,2025-06-01 08:00,2025-06-01 09:00,2025-06-02 10:00,电话指导,松动/"
    "铰链,1,12.34,1,yes,x,y\n"
    "R2,U2,C2,D2,P1,2024-02-30,2025-06-02 08:00,2025-06-01 09:00,2025-06-03 10:00,another,a/b,"
    "-1,¥5,0,maybe,,\n"
    "R3,,,,,,2025-06-03,,,,,,,,,,\n"
    "合计,,,,,,,,,,,,,,,,\n"
    "R4,\"U\"4,x\n"
    "R5,U5,C5,D5,P5,,not a time,,,,,,,,,,\n"
    "R6,a longer unit id 123,C1,D1,P2,,2025-06-05 23:59,,,返厂,松动/铰链,99,-1.00,,,,\n";
static const char surveys[] =
    "survey_id,surveyed_at,channel,customer_id,rel1,rel2,overall,recommend,complained,comment\n"
    "S1,2025-06-01,phone,C1,7,1,5,10,0,fine\n"
    "S2,2025-06-02 10:00,wechat,C2,8,NA,1,0,1,\n"
    ",2025-06-02 10:00,wechat,C2,8,NA,1,0,1,\n"
    "S3,2025-06-30,,C3,,,,,,\n";
static const char gb18030[] =
    GB18030_REPAIR_ID "," GB18030_REPORTED_AT "," GB18030_CLOSED_AT ",dealer_id\n"
                      "G1,2025-06-01,2025-06-02,\xB1\xB1\xBE\xA9\n"
                      "\xB1\xB1,2025-06-01,bad,\xB1\xB1\xBE\xA9\n";
static const char purchases[] = "\xEF\xBB\xBF"
                                "customer_id,purchased_on,product,amount\n"
                                "C1,2025-06-01,P1,10000000000.00\n"
                                "C2,2025-06-02,P2,1.005\n";
enum { FILES = 5 };

static void write_files(struct cache_fixture *fixture)
{
    (void)fixture_write(fixture->files, "repairs_1.csv", repairs);
    (void)fixture_write(fixture->files, "surveys_1.csv", surveys);
    (void)fixture_write(fixture->files, "repairs_2.csv", gb18030);
    (void)fixture_write(fixture->files, "purchases.csv", purchases);
    (void)fixture_write(fixture->files, "departures.csv", "customer_id,left_on,reason\nC1,bad,x\n");
    (void)fixture_write(fixture->files, "complaints.csv", "complaint_id,opened_at,customer_id\n");
    (void)fixture_write(fixture->files, "other.csv", "a,b\n1,2\n");
}

static void test_cold_and_warm(void **state)
{
    struct cache_fixture *fixture = *state;
    write_files(fixture);
    check_run(fixture, 0, FILES);
    check_notes(fixture, "");
    assert_true(fixture->files->ingested.rejects.record_count >= 4);
    assert_true(fixture->files->ingested.rejects.field_count >= 5);
    check_run(fixture, FILES, 0);
    cache_age(fixture);
    check_run(fixture, FILES, 0);
    check_notes(fixture, "");
    check_waiting_run(fixture);
}

/* Entries written at any chunk size and number of threads are the same, byte by byte. */
static void check_entries(struct cache_fixture *fixture, uint64_t least_bytes)
{
    const uint64_t chunk_sizes[] = {0, least_bytes, 7 * least_bytes};
    char path[PATH_BYTES];
    char *first = NULL;
    size_t first_count = 0;
    for (size_t i = 0; i < sizeof chunk_sizes / sizeof chunk_sizes[0]; i++) {
        size_t byte_count;
        fixture->files->options.chunk_bytes = chunk_sizes[i];
        fixture->files->options.thread_count = 1 + (int)i;
        cache_clear(fixture);
        check_run(fixture, 0, 1);
        cache_entry_name(fixture, path);
        char *bytes = read_bytes(path, &byte_count);
        if (!first) {
            first = bytes;
            first_count = byte_count;
            continue;
        }
        assert_int_equal(byte_count, first_count);
        assert_memory_equal(bytes, first, byte_count);
        free(bytes);
        check_run(fixture, 1, 0);
    }
    free(first);
}

static void test_entries_do_not_depend_on_chunks(void **state)
{
    struct cache_fixture *fixture = *state;
    struct text text;
    (void)fixture_write(fixture->files, "repairs.csv", repairs);
    check_entries(fixture, 1);
    assert_int_equal(unlink(fixture->files->paths[0]), 0);
    /* Of so many bad fields of one column not all are kept. */
    text_init(&text, 0);
    text_put(&text, "customer_id,purchased_on,amount\n");
    for (int i = 0; i < REJECT_FIELDS_KEPT + 100; i++)
        text_format(&text, "C%d,2025-06-01,x%d\n", i, i);
    (void)fixture_write(fixture->files, "purchases.csv", text.bytes);
    text_release(&text);
    check_entries(fixture, 700);
    assert_int_equal(fixture->files->ingested.rejects.row_count, REJECT_FIELDS_KEPT);
}

/* More rows than a block has, in segments of other sizes. */
static void test_many_blocks(void **state)
{
    enum { ROWS = 3 * CACHE_BLOCK_ROWS / 2 };
    struct cache_fixture *fixture = *state;
    struct text text;
    text_init(&text, 0);
    text_put(&text, "customer_id,purchased_on,product,dealer_id,amount\n");
    for (int i = 0; i < ROWS; i++)
        text_format(&text, "C%d,2025-%02d-%02d,P%d,D%d,%d.%02d\n", i, i % 12 + 1, i % 28 + 1,
                    i % 300, i % 7, i, i % 100);
    (void)fixture_write(fixture->files, "purchases.csv", text.bytes);
    text_release(&text);
    fixture->files->options.chunk_bytes = 10000;
    cache_run(fixture, fixture->folder, &fixture->without);
    cache_run(fixture, fixture->folder, &fixture->with);
    assert_string_equal(fixture->with.bytes, fixture->without.bytes);
    assert_int_equal(fixture->files->ingested.cache.files_taken, 1);
    const struct ingested_table *table = fixture_table(fixture->files, "purchases");
    assert_int_equal(table->table.row_count, ROWS);
    assert_int_equal(table->table.segment_count, 2);
}

static void test_moved_file_is_known(void **state)
{
    struct cache_fixture *fixture = *state;
    (void)fixture_write(fixture->files, "repairs_1.csv", repairs);
    check_run(fixture, 0, 1);
    char *from = fixture->files->paths[0];
    char to[PATH_BYTES];
    (void)snprintf(to, sizeof to, "%.100s/repairs_other.csv", fixture->files->folder);
    assert_int_equal(rename(from, to), 0);
    (void)snprintf(from, PATH_BYTES, "%s", to);
    check_run(fixture, 1, 0);
    assert_non_null(strstr(fixture->with.bytes, "repairs_other.csv"));
}

/* Half of the files have changed, one of them to the same size with the same time. */
static void test_changed_files(void **state)
{
    struct cache_fixture *fixture = *state;
    struct stat before;
    write_files(fixture);
    check_run(fixture, 0, FILES);
    cache_age(fixture);
    const char *path = fixture_path(fixture->files, "purchases.csv");
    assert_int_equal(stat(path, &before), 0);
    (void)fixture_write(fixture->files, "purchases.csv",
                        "\xEF\xBB\xBF"
                        "customer_id,purchased_on,product,amount\n"
                        "C1,2025-06-01,P1,10000000000.00\n"
                        "C2,2025-06-02,P2,7.005\n");
    const struct timespec times[2] = {before.st_atim, before.st_mtim};
    assert_int_equal(utimensat(AT_FDCWD, path, times, 0), 0);
    (void)fixture_write(fixture->files, "surveys_1.csv", "survey_id,surveyed_at\nS9,2025-06-09\n");
    check_run(fixture, FILES - 2, 2);
    assert_int_equal(cache_entry_count(fixture), FILES + 2);
}

/* A row of the index is believed once the file's times are well before the reading: here it says
 * that the one file has the other's bytes, and so it has its rows. Before, it is not. */
static void test_index_is_believed_when_settled(void **state)
{
    struct cache_fixture *fixture = *state;
    struct cache_index index;
    char path[PATH_BYTES];
    (void)fixture_write(fixture->files, "purchases_1.csv", purchases);
    check_run(fixture, 0, 1);
    (void)fixture_write(fixture->files, "purchases_2.csv",
                        "\xEF\xBB\xBF"
                        "customer_id,purchased_on,product,amount\n"
                        "C3,2025-06-03,P3,10000000000.00\n"
                        "C4,2025-06-04,P4,7.005\n");
    check_run(fixture, 1, 1);
    cache_index_init(&index);
    cache_index_at(fixture, path);
    assert_int_equal(cache_index_read(&index, path, NULL), RC_OK);
    assert_int_equal(index.row_count, 2);
    index.rows[1].content = index.rows[0].content;
    assert_int_equal(cache_index_replace(&index, path, NULL), RC_OK);
    cache_index_release(&index);
    check_run(fixture, 2, 0); /* racy: digested, and found to be itself */
    cache_index_init(&index);
    assert_int_equal(cache_index_read(&index, path, NULL), RC_OK);
    index.rows[1].content = index.rows[0].content;
    assert_int_equal(cache_index_replace(&index, path, NULL), RC_OK);
    cache_index_release(&index);
    cache_age(fixture);
    cache_run(fixture, fixture->folder, &fixture->with);
    assert_string_equal(fixture->files->ingested.files[0].sha256,
                        fixture->files->ingested.files[1].sha256);
}

static void test_without_index(void **state)
{
    struct cache_fixture *fixture = *state;
    char path[PATH_BYTES];
    write_files(fixture);
    check_run(fixture, 0, FILES);
    cache_index_at(fixture, path);
    assert_int_equal(unlink(path), 0);
    check_run(fixture, FILES, 0);
    write_bytes(path, "RATERIX1 and then something", 27);
    check_run(fixture, FILES, 0);
    check_notes(fixture, "index: is damaged");
    check_run(fixture, FILES, 0);
    check_notes(fixture, "");
}

/* What decides about values is part of the entry's name. */
static void test_other_ways_of_reading(void **state)
{
    struct cache_fixture *fixture = *state;
    struct ingest_options *options = &fixture->files->options;
    const struct ingest_options usual = *options;
    (void)fixture_write(fixture->files, "surveys_1.csv", surveys);
    check_run(fixture, 0, 1);
    options->scale_maximum = 10;
    check_run(fixture, 0, 1);
    *options = usual;
    options->zone_minutes = 0;
    check_run(fixture, 0, 1);
    *options = usual;
    options->missing[0] = "8";
    check_run(fixture, 0, 1);
    *options = usual;
    static const struct value_map values[] = {{"wechat", "phone"}};
    static const char *const headers[] = {"rel2"};
    const int32_t surveys_table = schema_table_index(&fixture->files->schema, "surveys");
    const struct schema_table *table = &fixture->files->schema.tables[surveys_table];
    struct column_mapping columns[2] = {
        {.column = schema_column_index(table, "channel"), .values = values, .value_count = 1},
        {.column = schema_column_index(table, "rel1"), .headers = headers, .header_count = 1}};
    struct table_mapping mappings[16] = {{.column_count = 0}};
    assert_true(fixture->files->schema.table_count <= 16);
    options->tables = mappings;
    check_run(fixture, 1, 0); /* an empty mapping changes nothing */
    for (size_t count = 1; count <= 2; count++) {
        mappings[surveys_table] = (struct table_mapping){.columns = columns, .column_count = count};
        check_run(fixture, 0, 1);
        check_run(fixture, 1, 0);
    }
    columns[1] = (struct column_mapping){
        .column = schema_column_index(table, "rel1"), .source = SOURCE_CONSTANT, .constant = "3"};
    check_run(fixture, 0, 1);
    columns[1].constant = "4";
    check_run(fixture, 0, 1);
    static const struct value_map other_values[] = {{"wechat", "letter"}};
    columns[0].values = other_values;
    check_run(fixture, 0, 1);
    check_run(fixture, 1, 0);
    *options = usual;
    check_run(fixture, 1, 0);
}

/* Columns that nobody wants are not kept; another set of them is another entry. */
static void test_other_kept_columns(void **state)
{
    enum { COLUMNS = 256, TABLES = 16 };
    struct cache_fixture *fixture = *state;
    static bool kept[COLUMNS];
    const bool *rows[TABLES];
    const struct schema *schema = &fixture->files->schema;
    assert_true(schema->table_count <= TABLES);
    for (size_t i = 0; i < schema->table_count; i++) {
        assert_true(schema->tables[i].column_count <= COLUMNS);
        rows[i] = kept;
    }
    memset(kept, 0, sizeof kept);
    write_files(fixture);
    check_run(fixture, 0, FILES);
    fixture->files->options.is_kept = rows;
    check_run(fixture, 0, FILES);
    check_run(fixture, FILES, 0);
    kept[3] = true; /* two of the tables have it, and did not keep it anyway */
    check_run(fixture, FILES - 2, 2);
    fixture->files->options.is_kept = NULL;
    check_run(fixture, FILES, 0);
}

static void test_without_digest(void **state)
{
    struct cache_fixture *fixture = *state;
    write_files(fixture);
    fixture->files->options.is_digest_off = true;
    check_run(fixture, 0, FILES);
    check_run(fixture, FILES, 0);
    assert_string_equal(fixture->files->ingested.files[0].sha256, "");
    fixture->files->options.is_digest_off = false;
    check_run(fixture, FILES, 0);
}

/* The folder cannot be made, or nothing can be written: a note, and the run is as without. */
static void test_no_room(void **state)
{
    struct cache_fixture *fixture = *state;
    struct rlimit usual, none;
    write_files(fixture);
    cache_run(fixture, NULL, &fixture->without);
    char below[PATH_BYTES];
    (void)snprintf(below, sizeof below, "%.100s/cache", fixture->files->paths[0]);
    cache_run(fixture, below, &fixture->with);
    assert_string_equal(fixture->with.bytes, fixture->without.bytes);
    check_notes(fixture, "cannot be made");
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &usual), 0);
    none = usual;
    none.rlim_cur = 300;
    (void)signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &none), 0);
    cache_run(fixture, fixture->folder, &fixture->with);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &usual), 0);
    assert_string_equal(fixture->with.bytes, fixture->without.bytes);
    check_notes(fixture, "the cache does not keep");
    assert_int_equal(cache_entry_count(fixture), 0);
    assert_int_equal(rmdir(fixture->folder), 0); /* nothing was left half-written */
    check_run(fixture, 0, FILES);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define WITH_FIXTURE(test)                                                                         \
    cmocka_unit_test_setup_teardown(test, cache_fixture_make, cache_fixture_release)
        WITH_FIXTURE(test_cold_and_warm),
        WITH_FIXTURE(test_entries_do_not_depend_on_chunks),
        WITH_FIXTURE(test_many_blocks),
        WITH_FIXTURE(test_moved_file_is_known),
        WITH_FIXTURE(test_changed_files),
        WITH_FIXTURE(test_index_is_believed_when_settled),
        WITH_FIXTURE(test_without_index),
        WITH_FIXTURE(test_other_ways_of_reading),
        WITH_FIXTURE(test_other_kept_columns),
        WITH_FIXTURE(test_without_digest),
        WITH_FIXTURE(test_no_room),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
