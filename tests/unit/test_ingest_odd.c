/* layer: ingest */
/* Ids that fit into no slot, files that turn out to be in another encoding than they began, columns
 * that nobody wants. */
#include "tests/unit/test_ingest.h"

/* Ids that fit into no slot, and one that looks like the mark of those: equal where their texts
 * are, in whatever chunk, and nowhere else. */
static void test_long_ids(void **state)
{
    struct fixture *fixture = *state;
    static const char long_id[] = "0123456789012345678901234567890123456789012345678";
    static const char bytes[] = "customer_id,left_on\n"
                                "0123456789012345678901234567890123456789012345678,2025-06-01\n"
                                "C\0,2025-06-01\nC,2025-06-01\nC\0x,2025-06-01\n"
                                "012345678901234567890123456789012345678901234567,2025-06-01\n"
                                "0123456789012345678901234567890123456789012345678,2025-06-01\n"
                                "C\0,2025-06-01\n";
    static const uint32_t same[] = {0, 1, 2, 3, 4, 0, 1}; /* as this row's id */
    (void)fixture_write_bytes(fixture, "departures.csv", bytes, sizeof bytes - 1);
    assert_true(sizeof long_id - 1 == KEY_SLOT_LIMIT + 1);
    for (uint64_t chunk_bytes = 10; chunk_bytes < 1000; chunk_bytes *= 10) {
        fixture->options.chunk_bytes = chunk_bytes;
        fixture_run(fixture);
        const struct table *table = &fixture_table(fixture, "departures")->table;
        struct text texts[7];
        assert_int_equal(table->row_count, 7);
        for (uint32_t row = 0; row < 7; row++) {
            text_init(&texts[row], 0);
            table_cell_text(table, 0, row, &texts[row]);
            for (uint32_t other = 0; other < row; other++)
                assert_int_equal(strcmp(texts[row].bytes, texts[other].bytes) == 0,
                                 same[row] == same[other]);
        }
        for (uint32_t row = 0; row < 7; row++) text_release(&texts[row]);
    }
}

/* A file that begins with more ASCII than is looked at before reading, and ends otherwise. */
static void check_late_bytes(struct fixture *fixture, const char *begin, const char *end,
                             const char *encoding, const char *reason)
{
    enum { ROWS = 20000 };
    struct text text;
    text_init(&text, 0);
    text_put(&text, begin);
    for (int row = 0; row < ROWS; row++) text_format(&text, "C%d,2025-06-01,moved\n", row);
    text_put(&text, end);
    const char *path = fixture_write(fixture, "departures.csv", text.bytes);
    text_release(&text);
    for (int threads = 1; threads < 4; threads++) {
        fixture->options.thread_count = threads;
        fixture->options.chunk_bytes = (uint64_t)100000 * (uint64_t)threads;
        if (encoding) {
            fixture_run(fixture);
            assert_string_equal(fixture->ingested.files[0].encoding, encoding);
            assert_int_equal(fixture->ingested.files[0].rows_in, ROWS + 1);
            if (reason) fixture_check_cell(fixture, "departures", "reason", ROWS, reason);
        } else {
            assert_int_equal(fixture_try(fixture, &path, 1), RC_INPUT);
            assert_non_null(strstr(fixture->err.message, reason));
        }
    }
}

static void test_late_bytes(void **state)
{
    struct fixture *fixture = *state;
    static const char head[] = "customer_id,left_on,reason\n";
    check_late_bytes(fixture, head, "C,2025-06-01,朋友\n", "utf-8", "friend");
    check_late_bytes(fixture, head, "C,2025-06-01,\xC5\xF3\xD3\xD1\n", "gb18030", "friend");
    check_late_bytes(fixture, head, "C,2025-06-01,\xFF\n", NULL, "neither UTF-8 nor GB18030");
    check_late_bytes(fixture,
                     "\xEF\xBB\xBF"
                     "customer_id,left_on,reason\n",
                     "C,2025-06-01,\xC5\xF3\n", "utf-8-bom", NULL);
    assert_int_equal(fixture->ingested.files[0].rows_rejected, 1);
    check_late_bytes(fixture, head, "C,2025-06-01,\"\xC5\xF3\xD3\xD1\"", "gb18030", "friend");
    /* The same where libcsv reads: not the whole row is standard. */
    check_late_bytes(fixture, head, "C,2025-06-01,\"\xC5\xF3\xD3\xD1\"x\n", "gb18030", NULL);
}

/* Values that nobody wants are counted all the same. */
static void test_unwanted_columns(void **state)
{
    struct fixture *fixture = *state;
    bool none[64] = {false};
    const bool *kept[32];
    for (size_t i = 0; i < 32; i++) kept[i] = none;
    fixture->options.is_kept = kept;
    (void)fixture_write(fixture, "departures.csv",
                        "customer_id,left_on,reason\nC1,2025-06-01,朋友\n,2025-06-02,odd\n");
    for (int libcsv = 0; libcsv < 2; libcsv++) {
        fixture->options.is_libcsv_only = libcsv == 1;
        fixture_run(fixture);
        const struct ingested_table *table = fixture_table(fixture, "departures");
        assert_null(table_column(&table->table, "customer_id"));
        assert_null(table_column(&table->table, "reason"));
        assert_non_null(table_column(&table->table, "left_on"));
        assert_int_equal(table->quality[fixture_column(table, "customer_id")].missing_count, 1);
        assert_int_equal(table->quality[fixture_column(table, "reason")].value_count, 2);
        assert_int_equal(table->quality[fixture_column(table, "reason")].unlisted_count, 1);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_long_ids, fixture_make, fixture_release),
        cmocka_unit_test_setup_teardown(test_late_bytes, fixture_make, fixture_release),
        cmocka_unit_test_setup_teardown(test_unwanted_columns, fixture_make, fixture_release),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
