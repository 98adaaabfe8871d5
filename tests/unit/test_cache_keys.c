/* layer: ingest */
/* Ids that stand as numbers, which another run gives to other texts: rows with the same id must
 * have the same slot whether they were parsed or came from the cache. */
#include "ingest/slot.h"
#include "tests/unit/test_cache.h"

enum { ROW_LIMIT = 256 };

/* The slot of one row, filled up. */
struct wide_slot {
    unsigned char bytes[KEY_SLOT_LIMIT];
};

/* For every row of the table the first row (of both tables, one behind the other) with the same id.
 */
struct sameness {
    struct wide_slot slots[ROW_LIMIT];
    size_t row_count;
    struct text text;
};

static void add_slots(struct sameness *same, const struct ingested_table *table, const char *column)
{
    const size_t index = fixture_column(table, column);
    for (size_t s = 0; s < table->table.segment_count; s++) {
        const struct segment *segment = &table->table.segments[s];
        const struct segment_column *held = &segment->columns[index];
        for (uint32_t row = 0; row < segment->row_count; row++) {
            struct wide_slot *slot = &same->slots[same->row_count++];
            assert_true(same->row_count < ROW_LIMIT);
            memset(slot, 0, sizeof *slot);
            memcpy(slot->bytes, (const char *)held->values + (size_t)row * held->value_bytes,
                   held->value_bytes);
        }
    }
}

static void find_same(struct sameness *same)
{
    text_clear(&same->text);
    for (size_t row = 0; row < same->row_count; row++) {
        size_t first = 0;
        while (!slot_equal(same->slots[first].bytes, same->slots[row].bytes, KEY_SLOT_LIMIT))
            first++;
        text_format(&same->text, "%zu ", first);
    }
    same->row_count = 0;
}

static const char header[] = "customer_id,purchased_on,product\n";
#define GB18030_FRIEND "\xC5\xF3\xD3\xD1"
#define UTF8_FRIEND    "朋友"

/* Texts of all lengths around the limit, some twice, with a NUL, in both encodings. */
static void write_ids(struct cache_fixture *fixture, const char *name, const char *friend_text,
                      unsigned first)
{
    struct text text;
    text_init(&text, 0);
    text_put(&text, header);
    for (unsigned i = 0; i < 40; i++) {
        const unsigned number = (first + i * 7) % 23;
        text_format(&text, "%.*s%s%u,2025-06-01,%s\n", (int)(number * 4),
                    "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
                    "xxxxxxxxxxxxxxxx",
                    i % 3 ? friend_text : "", number, friend_text);
    }
    text_add(&text, "a\0b,2025-06-01,\n", 16);
    text_add(&text, "a\0c,2025-06-01,\n", 16);
    (void)fixture_write_bytes(fixture->files, name, text.bytes, text.byte_count);
    text_release(&text);
}

static void same_ids(struct cache_fixture *fixture, const char *folder, struct sameness *same)
{
    fixture->files->options.cache = folder;
    fixture_run(fixture->files);
    add_slots(same, fixture_table(fixture->files, "purchases"), "customer_id");
    find_same(same);
}

static void test_long_ids(void **state)
{
    struct cache_fixture *fixture = *state;
    struct sameness *without = calloc(1, sizeof *without), *with = calloc(1, sizeof *with);
    assert_non_null(without);
    assert_non_null(with);
    text_init(&without->text, 0);
    text_init(&with->text, 0);
    write_ids(fixture, "purchases_2.csv", UTF8_FRIEND, 0);
    same_ids(fixture, fixture->folder, with);
    for (int round = 0; round < 3; round++) {
        /* A new file comes first, so that numbers are given in another order. */
        if (round == 1) write_ids(fixture, "purchases_1.csv", GB18030_FRIEND, 11);
        if (round == 2) write_ids(fixture, "purchases_0.csv", UTF8_FRIEND, 5);
        for (int again = 0; again < 2; again++) {
            same_ids(fixture, NULL, without);
            same_ids(fixture, fixture->folder, with);
            assert_string_equal(with->text.bytes, without->text.bytes);
            assert_true(fixture->files->ingested.cache.files_taken >= 1);
        }
    }
    assert_int_equal(fixture->files->ingested.cache.files_taken, 3);
    text_release(&without->text);
    text_release(&with->text);
    free(without);
    free(with);
}

/* Keys made from row numbers: two files with the same bytes share one entry, and no key. */
static void test_row_numbers(void **state)
{
    static const char surveys[] = "surveyed_at,customer_id\n2025-06-01,C1\n2025-06-02,C2\nbad,C3\n";
    struct cache_fixture *fixture = *state;
    const struct schema *schema = &fixture->files->schema;
    const int32_t table = schema_table_index(schema, "surveys");
    const struct column_mapping columns[] = {
        {.column = schema_column_index(&schema->tables[table], "survey_id"),
         .source = SOURCE_ROW_NUMBER}};
    struct table_mapping mappings[16] = {{.column_count = 0}};
    assert_true(schema->table_count <= 16);
    mappings[table] = (struct table_mapping){.columns = columns, .column_count = 1};
    fixture->files->options.tables = mappings;
    (void)fixture_write(fixture->files, "surveys_2.csv", surveys);
    check_run(fixture, 0, 1);
    check_run(fixture, 1, 0);
    (void)fixture_write(fixture->files, "surveys_1.csv", surveys);
    check_run(fixture, 2, 0);
    const struct ingested_table *read = fixture_table(fixture->files, "surveys");
    struct sameness *same = calloc(1, sizeof *same);
    assert_non_null(same);
    text_init(&same->text, 0);
    add_slots(same, read, "survey_id");
    find_same(same);
    assert_string_equal(same->text.bytes, "0 1 2 3 ");
    text_release(&same->text);
    free(same);
    fixture->files->options.tables = NULL;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_long_ids, cache_fixture_make, cache_fixture_release),
        cmocka_unit_test_setup_teardown(test_row_numbers, cache_fixture_make,
                                        cache_fixture_release),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
