/* layer: ingest */
/* The same result for any chunk size, any number of threads and any order of the arguments; and
 * that of a slow and obvious reading of the same bytes. */
#include "tests/unit/test_ingest.h"
#include "tests/unit/test_scan_slow.h"

enum { ROUNDS = 30, FILE_BYTES = 1200 };

static const uint64_t chunk_sizes[] = {1, 2, 3, 7, 64, 333, 0};
enum { CHUNK_SIZES = sizeof chunk_sizes / sizeof chunk_sizes[0] };

/* Whole rows, and pieces that make rows nobody would write. */
static const char *const pieces[] = {
    "C1,2025-06-01,朋友\n",
    "C2,2025/6/2,产品\r\n",
    "\"C,3\",\"2025-06-03\",\"a\r\n\"\"b\"\"\r\"\r",
    "C4,bad,x\n",
    "C5,,x\n",
    "合计,,\n",
    "C6,2025-06-06\n",
    ",2025年6月7日,\"\n\n\"\n",
    "C8,2025-06-08,\"C9,2025-06-09,x\nC10,2025-06-10,y\n\"\n",
    "C11,2025-06-11,\"\n",
    "C12,2025-06-12,a\"b\n",
    "\"\"\"\",2025-06-13,\"\"\r\r\n",
    "\n",
    "\r",
    "\r\n",
    "\"",
    ",",
    "x",
    "\"\"",
    "朋友",
};
enum { PIECES = sizeof pieces / sizeof pieces[0] };

static void make_text(unsigned long long *seed, char *text)
{
    const size_t wanted = 50 + slow_random(seed, FILE_BYTES - 200);
    const unsigned choice = 4 + slow_random(seed, PIECES - 3); /* some files are nearly clean */
    (void)snprintf(text, FILE_BYTES, "%scustomer_id,left_on,reason%s",
                   slow_random(seed, 2) == 0 ? "\xEF\xBB\xBF" : "",
                   slow_random(seed, 2) == 0 ? "\r\n" : "\n");
    size_t byte_count = strlen(text);
    while (byte_count < wanted) {
        const char *piece = pieces[slow_random(seed, choice)];
        memcpy(text + byte_count, piece, strlen(piece) + 1);
        byte_count += strlen(piece);
    }
    if (slow_random(seed, 2) == 0) text[byte_count - 1] = '\0'; /* often without a last line end */
}

static bool is_one_of(struct slice text, const char *const *words, size_t word_count)
{
    for (size_t i = 0; i < word_count; i++)
        if (slice_equal(text, slice_of(words[i]))) return true;
    return false;
}

/* What becomes of a record of the departures, in words; NULL: a row. */
static const char *slow_rule(const struct slow_record *record)
{
    static const char *const days[] = {"2025-06-01", "2025/6/2",   "2025-06-03",  "2025-06-06",
                                       "2025-06-08", "2025-06-09", "2025-06-10",  "2025-06-11",
                                       "2025-06-12", "2025-06-13", "2025年6月7日"};
    static const char *const totals[] = {"合计"};
    if (record->is_broken) return "quoting";
    if (is_one_of(slice_trim(slice_of(record->fields[0])), totals, 1)) return "total_row";
    if (record->field_count != 3) return "field_count";
    const struct slice day = slice_trim(slice_of(record->fields[1]));
    if (day.byte_count == 0) return "no_time";
    return is_one_of(day, days, sizeof days / sizeof days[0]) ? NULL : "bad_time";
}

static void slow_text(const char *text, struct text *used, struct text *rejected)
{
    struct slow_reader reader = {.bytes = text, .byte_count = strlen(text), .delimiter = ','};
    struct slow_record *record = malloc(sizeof *record);
    assert_non_null(record);
    if (strncmp(text, "\xEF\xBB\xBF", 3) == 0) reader.at = 3;
    assert_true(slow_next(&reader, record));
    while (slow_next(&reader, record)) {
        const char *rule = slow_rule(record);
        const struct slice customer = slice_trim(slice_of(record->fields[0]));
        if (!rule)
            text_format(used, "%.*s\n", (int)customer.byte_count, customer.bytes);
        else
            text_format(rejected, "%s %zu %zu %.*s\n", rule, record->line + 1, record->offset,
                        (int)(record->past - record->offset), text + record->offset);
    }
    free(record);
}

/* The same words for what ingest made of it. A record is shown without its line end; the slow text
 * has it. */
static void engine_text(const struct fixture *fixture, const char *text, struct text *used,
                        struct text *rejected)
{
    const struct ingested_table *table = fixture_table(fixture, "departures");
    for (uint32_t row = 0; row < table->table.row_count; row++) {
        table_cell_text(&table->table, fixture_column(table, "customer_id"), row, used);
        text_put(used, "\n");
    }
    const struct rejects *rejects = &fixture->ingested.rejects;
    for (size_t i = 0; i < rejects->row_count; i++) {
        const struct reject *reject = &rejects->rows[i];
        const char *end = text + reject->byte_offset + reject->record.byte_count;
        const size_t end_bytes = *end == '\0' ? 0 : (size_t)1 + (end[0] == '\r' && end[1] == '\n');
        text_format(rejected, "%s %" PRIu64 " %" PRIu64 " %.*s%.*s\n", reject->rule->name,
                    reject->line, reject->byte_offset, (int)reject->record.byte_count,
                    reject->record.bytes, (int)end_bytes, end);
    }
}

static void check_slow(struct fixture *fixture, const char *text)
{
    struct text slow_used, slow_rejected, used, rejected;
    text_init(&slow_used, 0);
    text_init(&slow_rejected, 0);
    text_init(&used, 0);
    text_init(&rejected, 0);
    slow_text(text, &slow_used, &slow_rejected);
    engine_text(fixture, text, &used, &rejected);
    assert_string_equal(rejected.bytes, slow_rejected.bytes);
    assert_string_equal(used.bytes, slow_used.bytes);
    text_release(&slow_used);
    text_release(&slow_rejected);
    text_release(&used);
    text_release(&rejected);
}

static enum isa isa_of(size_t number)
{
    const enum isa isa = (enum isa)(number % ISA_COUNT);
    return isa_is_here(isa) ? isa : ISA_PORTABLE;
}

/* One file, all ways to cut it, and all instruction sets. */
static void test_one_file(void **state)
{
    struct fixture *fixture = *state;
    unsigned long long seed = 20250601;
    struct text first, again;
    text_init(&first, 0);
    text_init(&again, 0);
    uint64_t reparsed = 0, records = 0;
    for (int round = 0; round < ROUNDS; round++) {
        char text[FILE_BYTES];
        make_text(&seed, text);
        (void)fixture_write(fixture, "departures.csv", text);
        for (size_t i = 0; i < CHUNK_SIZES; i++) {
            fixture->options.chunk_bytes = chunk_sizes[i];
            fixture->options.thread_count = 1 + (int)(i + (size_t)round) % 3;
            /* libcsv is what the others are held against. */
            fixture->options.is_libcsv_only = i == 0;
            fixture->options.isa = isa_of(i + (size_t)round);
            fixture->options.memory_bytes = i % 2 == 0 ? UINT64_MAX : 0; /* 0: let go at once */
            fixture_run(fixture);
            ingested_text(&fixture->ingested, i == 0 ? &first : &again);
            if (i > 0) assert_string_equal(again.bytes, first.bytes);
            reparsed += fixture->ingested.seams.reparsed;
        }
        check_slow(fixture, text);
        records += fixture->ingested.files[0].rows_in;
    }
    assert_true(reparsed > 100); /* guesses were wrong often enough to mean something */
    assert_true(records > 500);
    text_release(&first);
    text_release(&again);
}

/* Many files in many places, all orders and cuts. */
static void test_many_files(void **state)
{
    struct fixture *fixture = *state;
    enum { FILES = 6 };
    unsigned long long seed = 7;
    const char *paths[FILES];
    struct text first, again;
    text_init(&first, 0);
    text_init(&again, 0);
    for (size_t i = 0; i < FILES; i++) {
        char text[FILE_BYTES], name[PATH_BYTES];
        make_text(&seed, text);
        (void)snprintf(name, sizeof name, "departures%zu.csv", i * 5 % FILES);
        paths[i] = fixture_write(fixture, name, text);
    }
    for (size_t round = 0; round < 3 * CHUNK_SIZES; round++) {
        fixture->options.chunk_bytes = chunk_sizes[round % CHUNK_SIZES];
        fixture->options.thread_count = 1 + (int)round % 4;
        fixture->options.isa = isa_of(round / CHUNK_SIZES);
        for (size_t i = FILES - 1; i > 0; i--) {
            const size_t other = slow_random(&seed, (unsigned)i + 1);
            const char *path = paths[i];
            paths[i] = paths[other];
            paths[other] = path;
        }
        assert_int_equal(fixture_try(fixture, paths, FILES), RC_OK);
        ingested_text(&fixture->ingested, round == 0 ? &first : &again);
        if (round > 0) assert_string_equal(again.bytes, first.bytes);
    }
    text_release(&first);
    text_release(&again);
}

struct progress_seen {
    uint64_t bytes_done, bytes_all, rows;
    size_t calls;
};

static void see(void *context, uint64_t bytes_done, uint64_t bytes_all, uint64_t rows,
                uint64_t rejects)
{
    struct progress_seen *seen = context;
    (void)rejects;
    assert_true(bytes_done > seen->bytes_done && bytes_done <= bytes_all);
    seen->bytes_done = bytes_done;
    seen->bytes_all = bytes_all;
    seen->rows = rows;
    seen->calls++;
}

static void test_progress(void **state)
{
    struct fixture *fixture = *state;
    const char *path = fixture_write(fixture, "departures.csv",
                                     "customer_id,left_on\nC1,2025-06-01\nC2,2025-06-01\n");
    fixture->options.chunk_bytes = 4;
    fixture->options.thread_count = 2;
    struct progress_seen seen = {0, 0, 0, 0};
    const struct ingest_progress progress = {see, &seen};
    assert_int_equal(ingest_run(&fixture->ingested, &fixture->schema, &fixture->options, &path, 1,
                                &progress, &fixture->err),
                     RC_OK);
    assert_int_equal(seen.calls, 7);
    assert_int_equal(seen.bytes_done, seen.bytes_all);
    assert_int_equal(seen.rows, 2);
    assert_int_equal(fixture->ingested.seams.chunks, 7);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_one_file, fixture_make, fixture_release),
        cmocka_unit_test_setup_teardown(test_many_files, fixture_make, fixture_release),
        cmocka_unit_test_setup_teardown(test_progress, fixture_make, fixture_release),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
