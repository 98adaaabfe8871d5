/* layer: ingest */
/* Texts become the same marks and quotes by either scanner, in UTF-8 and GB18030, for any chunk
 * size, threads and instruction set, and out of the cache; and those that the marker gives each
 * text alone. What was handed in again is the newest; a lexicon that changed is noticed. */
#include "ingest/encoding/encoding.h"
#include "ingest/lexicon/lexicon.h"
#include "ingest/lexicon/marker.h"
#include "tests/unit/test_cache.h"
#include "tests/unit/test_scan_slow.h"

enum { ROW_COUNT = 120, FILE_BYTES = ROW_COUNT * 300 };

static const char *const pieces[] = {"师傅很专业",
                                     "不太好，",
                                     "上门太慢！",
                                     "没有问题",
                                     "，价格贵",
                                     "“不是我的事”",
                                     "not bad",
                                     " NOT MY JOB ",
                                     "你投诉好了",
                                     "\n",
                                     "，电话13800001234",
                                     "王先生",
                                     "，",
                                     "x",
                                     "\"不行\"",
                                     "希望快一点",
                                     " ",
                                     "-",
                                     "NA"};
enum { PIECES = sizeof pieces / sizeof pieces[0] };

/* One file of surveys: every kind of text, quoted with and without need, blanks around. */
static void make_rows(unsigned long long *seed, struct text *csv, struct text *texts)
{
    text_put(csv, "survey_id,surveyed_at,comment,wish\n");
    for (int row = 0; row < ROW_COUNT; row++) {
        text_format(csv, "S%d,2025-%02u-03 10:00", row, 5 + slow_random(seed, 2));
        for (int column = 0; column < 2; column++) {
            struct text plain;
            text_init(&plain, 0);
            for (unsigned i = slow_random(seed, 6); i > 0; i--)
                text_put(&plain, pieces[slow_random(seed, PIECES)]);
            text_put(csv, ",\"");
            for (size_t i = 0; i < plain.byte_count; i++)
                text_format(csv, plain.bytes[i] == '"' ? "\"\"" : "%c", plain.bytes[i]);
            text_put(csv, "\"");
            text_format(texts, "%s%c", plain.bytes, '\1');
            text_release(&plain);
        }
        text_put(csv, "\n");
    }
}

/* Into GB18030 by its own table: the letters of the pieces in the encoder of the C library are not
 * there on every machine. */
static void as_gb18030(const struct text *utf8, struct text *out)
{
    for (size_t at = 0; at < utf8->byte_count;) {
        uint32_t point;
        const size_t byte_count = utf8_next(utf8->bytes + at, utf8->byte_count - at, &point);
        unsigned char bytes[4];
        size_t made = 0;
        assert_true(byte_count > 0);
        if (point < 0x80) {
            bytes[made++] = (unsigned char)point;
        } else { /* look for the two bytes that mean it */
            for (unsigned first = 0x81; made == 0 && first <= 0xFE; first++)
                for (unsigned second = 0x40; made == 0 && second <= 0xFE; second++) {
                    const unsigned char pair[] = {(unsigned char)first, (unsigned char)second};
                    uint32_t found;
                    if (encoding_next(ENCODING_GB18030, pair, 2, &found) != 2 || found != point)
                        continue;
                    memcpy(bytes, pair, 2);
                    made = 2;
                }
            assert_true(made == 2);
        }
        text_add(out, (const char *)bytes, made);
        at += byte_count;
    }
}

static void quotes_text(const struct quotes *quotes, struct text *out)
{
    for (size_t i = 0; i < quotes->count; i++) {
        const struct quote *quote = &quotes->rows[i];
        text_format(out, "%" PRId32 " %" PRId32 " %" PRIu32 " %" PRIu32 " %s\n", quote->column,
                    quote->month, quote->slot, quote->row, quote->excerpt.bytes);
    }
}

/* All marks of both columns, and the quotes. */
static void run_text(struct fixture *fixture, struct text *out)
{
    fixture_run(fixture);
    const struct ingested_table *table = fixture_table(fixture, "surveys");
    assert_int_equal(table->table.row_count, ROW_COUNT);
    text_clear(out);
    for (uint32_t row = 0; row < ROW_COUNT; row++) {
        table_cell_text(&table->table, fixture_column(table, "comment"), row, out);
        text_put(out, "|");
        table_cell_text(&table->table, fixture_column(table, "wish"), row, out);
        text_put(out, "\n");
    }
    quotes_text(&fixture->ingested.quotes, out);
}

/* The marks of the texts alone, as run_text() has them. */
static void expect_marks(const struct lexicon *lexicon, const struct text *texts,
                         const char *engine)
{
    const char *at = texts->bytes;
    for (int row = 0; row < ROW_COUNT; row++)
        for (int column = 0; column < 2; column++) {
            const char *past = strchr(at, '\1');
            struct slice text = slice_trim((struct slice){at, (size_t)(past - at)});
            const bool is_missing = text.byte_count == 0 || slice_equal(text, slice_of("-")) ||
                                    slice_equal(text, slice_of("NA"));
            struct marked marked;
            lexicon_mark(lexicon, text, column == 1, &marked);
            const unsigned long long mark = strtoull(engine, NULL, 10);
            assert_true(mark == (is_missing ? 0 : marked.mark));
            engine += strcspn(engine, column == 0 ? "|" : "\n") + 1;
            at = past + 1;
        }
}

static void load(struct lexicon *lexicon, const char *topics)
{
    struct err err = ERR_INIT;
    const struct lexicon_source none = {NULL, {NULL, 0}};
    const struct lexicon_source own = {"own", {topics, topics ? strlen(topics) : 0}};
    assert_int_equal(lexicon_load(lexicon, none, own, &err), RC_OK);
}

static void test_all_ways(void **state)
{
    static const uint64_t chunk_sizes[] = {1, 100, 777, 0};
    struct fixture *fixture = *state;
    unsigned long long seed = 25;
    struct lexicon lexicon;
    struct text csv, texts, other, first, again;
    struct text *const all[] = {&csv, &texts, &other, &first, &again};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) text_init(all[i], 0);
    load(&lexicon, NULL);
    make_rows(&seed, &csv, &texts);
    as_gb18030(&csv, &other);
    fixture->options.lexicon = &lexicon;
    for (int is_gb18030 = 0; is_gb18030 < 2; is_gb18030++) {
        const struct text *bytes = is_gb18030 ? &other : &csv;
        (void)fixture_write_bytes(fixture, "surveys.csv", bytes->bytes, bytes->byte_count);
        for (int isa = -1; isa < ISA_COUNT; isa++)
            for (size_t c = 0; c < sizeof chunk_sizes / sizeof *chunk_sizes; c++) {
                if (isa >= 0 && !isa_is_here((enum isa)isa)) continue;
                const bool is_first = is_gb18030 == 0 && isa < 0 && c == 0;
                fixture->options.is_libcsv_only = isa < 0;
                fixture->options.isa = isa < 0 ? ISA_PORTABLE : (enum isa)isa;
                fixture->options.chunk_bytes = chunk_sizes[c];
                fixture->options.thread_count = 1 + (int)c;
                run_text(fixture, is_first ? &first : &again);
                if (!is_first) assert_string_equal(again.bytes, first.bytes);
            }
    }
    expect_marks(&lexicon, &texts, first.bytes);
    assert_true(fixture->ingested.quotes.count > 20);
    assert_null(strstr(first.bytes, "13800001234"));
    lexicon_release(&lexicon);
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) text_release(all[i]);
}

/* Without a lexicon nothing is kept of a text; a table of values turns texts, too. */
static void test_mapped_texts(void **state)
{
    struct fixture *fixture = *state;
    static const struct value_map values[] = {{"1", "上门太慢"}, {"2", ""}};
    struct lexicon lexicon;
    load(&lexicon, NULL);
    const int32_t surveys = schema_table_index(&fixture->schema, "surveys");
    const struct column_mapping column = {
        .column = schema_column_index(&fixture->schema.tables[surveys], "comment"),
        .values = values,
        .value_count = 2};
    struct table_mapping *tables = calloc(fixture->schema.table_count, sizeof *tables);
    assert_non_null(tables);
    tables[surveys] = (struct table_mapping){.columns = &column, .column_count = 1};
    (void)fixture_write(fixture, "surveys.csv",
                        "survey_id,surveyed_at,comment\nA,2025-06-01,1\nB,2025-06-01,2\n"
                        "C,2025-06-01,上门太慢\n");
    fixture_run(fixture);
    fixture_check_cell(fixture, "surveys", "comment", 2, "");
    fixture->options.lexicon = &lexicon;
    fixture->options.tables = tables;
    for (int is_slow = 0; is_slow < 2; is_slow++) {
        fixture->options.is_libcsv_only = is_slow;
        fixture_run(fixture);
        const struct ingested_table *table = fixture_table(fixture, "surveys");
        const size_t comment = fixture_column(table, "comment");
        const uint64_t *marks = table->table.segments[0].columns[comment].values;
        assert_true(marks[0] == marks[2] && marks[0] > MARK_TEXT);
        assert_true(marks[1] == 0);
    }
    free(tables);
    lexicon_release(&lexicon);
}

/* From the cache everything is as it was read; with other words it is not taken. */
static void test_cached_texts(void **state)
{
    struct cache_fixture *cached = *state;
    struct fixture *fixture = cached->files;
    unsigned long long seed = 7;
    struct lexicon lexicon, others;
    struct text csv, texts, first, again;
    struct text *const all[] = {&csv, &texts, &first, &again};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) text_init(all[i], 0);
    load(&lexicon, NULL);
    load(&others, "{\"schema\": \"rater.topics/1\", \"general\": {\"name\": \"g\", \"title\": "
                  "{\"zh\": \"总\", \"en\": \"G\"}}, \"topics\": []}");
    make_rows(&seed, &csv, &texts);
    (void)fixture_write(fixture, "surveys.csv", csv.bytes);
    fixture->options.lexicon = &lexicon;
    fixture->options.chunk_bytes = 500;
    run_text(fixture, &first);
    fixture->options.cache = cached->folder;
    for (uint64_t round = 0; round < 3; round++) {
        run_text(fixture, &again);
        assert_int_equal(fixture->ingested.cache.files_taken, round > 0);
        assert_string_equal(again.bytes, first.bytes);
    }
    fixture->options.lexicon = &others;
    run_text(fixture, &again);
    assert_int_equal(fixture->ingested.cache.files_taken, 0);
    assert_string_not_equal(again.bytes, first.bytes);
    lexicon_release(&others);
    lexicon_release(&lexicon);
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) text_release(all[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_all_ways, fixture_make, fixture_release),
        cmocka_unit_test_setup_teardown(test_mapped_texts, fixture_make, fixture_release),
        cmocka_unit_test_setup_teardown(test_cached_texts, cache_fixture_make,
                                        cache_fixture_release),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
