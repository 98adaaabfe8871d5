/* layer: ingest */
/* What ingest makes of many fields, as one number. Entries of the cache that an older program has
 * written are taken as long as CACHE_MEANING is the same; so it has to count up when this number
 * becomes another. (When only the schema has changed it need not: the schema is part of an entry's
 * name by itself.) */
#include "base/hash.h"
#include "tests/unit/test_cache.h"

static const struct {
    int meaning;
    uint64_t outcome;
} known = {2, UINT64_C(0xEA73036AAB3AEEE2)};

static const char *const fields[] = {
    "",
    "NA",
    "-",
    "无",
    "null",
    "0",
    "1",
    "-1",
    "7",
    "8",
    "10",
    "５",
    "1,234",
    "12,34",
    "1.0",
    "1.5",
    "1e3",
    "+3",
    "(4.50)",
    "¥12.34",
    "￥5",
    "12.345",
    "12.340",
    "99元",
    "$1,000.01",
    "是",
    "否",
    "yes",
    "No",
    "TRUE",
    "y",
    "maybe",
    "电话指导",
    "上门",
    "返厂",
    "phone",
    "PHONE",
    "松动/铰链",
    "a/b",
    "/",
    "2025-06-01",
    "2025/6/1",
    "2025.6.1",
    "20250601",
    "2025年6月1日",
    "2025-02-29",
    "2025-13-01",
    "1899-12-31",
    "2199-12-31",
    "2200-01-01",
    "25-06-01",
    "2025-06-01 08:05",
    "2025-06-01T08:05:59",
    "2025-06-01 24:00",
    "2025-06-01 8时5分",
    "2025年6月1日下午3:04",
    "2025-06-01 上午12:05",
    "2025-06-01T08:05Z",
    "2025-06-01T08:05+09:30",
    "20250601T0805",
    "45809",
    "45809.336805556",
    "60",
    " 7 ",
    "　7　",
    "\"a \"\"b\"\"\"",
    "\"x,y\"",
    "２０２５－０６－０１",
    "a text of an id that is much too long to fit into any slot of a column",
    "S999",
    "S1000",
    "2147483648",
    "-2147483649",
    "92233720368547758.07",
    "92233720368547758.08",
};
enum { FIELDS = sizeof fields / sizeof fields[0], ROWS = 1500 };

static unsigned random_below(unsigned long long *seed, unsigned limit)
{
    *seed = *seed * 6364136223846793005ULL + 1442695040888963407ULL;
    return (unsigned)(*seed >> 33) % limit;
}

/* Columns of the schema by their own names, cells by chance; keys and clocks mostly sound. */
static void write_table(struct fixture *fixture, const struct schema_table *table, const char *name)
{
    unsigned long long seed = 20250601;
    struct text text;
    text_init(&text, 0);
    for (size_t c = 0; c < table->column_count; c++)
        text_format(&text, "%s%s", c > 0 ? "," : "", table->columns[c].name);
    for (unsigned row = 0; row < ROWS; row++) {
        for (size_t c = 0; c < table->column_count; c++) {
            const bool is_odd = random_below(&seed, 16) == 0;
            text_put(&text, c > 0 ? "," : "\n");
            if ((int32_t)c == table->key && !is_odd)
                text_format(&text, "K%u", row);
            else if ((int32_t)c == table->clock && !is_odd)
                text_format(&text, "2025-06-%02u %02u:%02u", row % 30 + 1, row % 24, row % 60);
            else
                text_put(&text, fields[random_below(&seed, FIELDS)]);
        }
    }
    text_put(&text, "\n");
    assert_false(text.failed);
    (void)fixture_write_bytes(fixture, name, text.bytes, text.byte_count);
    text_release(&text);
}

static void add_order(const struct table *table, struct text *out)
{
    for (size_t s = 0; s < table->segment_count; s++)
        for (size_t c = 0; c < table->column_count; c++)
            text_format(out, "%d", table->segments[s].columns[c].is_ascending);
}

static void outcome_of(struct fixture *fixture, struct text *out)
{
    fixture_run(fixture);
    const struct ingested *ingested = &fixture->ingested;
    for (size_t t = 0; t < ingested->table_count; t++) {
        table_text(&ingested->tables[t], out);
        add_order(&ingested->tables[t].table, out);
    }
    for (size_t i = 0; i < ingested->rejects.row_count; i++)
        reject_text(&ingested->rejects.rows[i], out);
}

static void test_outcome(void **state)
{
    struct fixture *fixture = *state;
    struct text out;
    text_init(&out, 0);
    fixture->options.thread_count = 1;
    for (size_t t = 0; t < fixture->schema.table_count; t++) {
        char name[PATH_BYTES];
        (void)snprintf(name, sizeof name, "%.40s.csv", fixture->schema.tables[t].name);
        write_table(fixture, &fixture->schema.tables[t], name);
    }
    (void)fixture_write(fixture, "repairs_gb.csv",
                        "\xCE\xAC\xD0\xDE\xB5\xA5\xBA\xC5,\xB1\xA8\xD0\xDE\xCA\xB1\xBC\xE4\n"
                        "\xB1\xB1\xBE\xA9,2025\xC4\xEA"
                        "6\xD4\xC2"
                        "1\xC8\xD5\n");
    (void)fixture_write(fixture, "surveys_order.csv",
                        "survey_id,surveyed_at\nS999,2025-06-01\nS1000,2025-06-01\n");
    outcome_of(fixture, &out);
    assert_true(fixture->ingested.rejects.record_count > 100);
    assert_true(fixture->ingested.rejects.field_count > 100);
    const uint64_t outcome = hash_bytes(out.bytes, out.byte_count);
    if (outcome != known.outcome || known.meaning != CACHE_MEANING)
        fail_msg(
            "what ingest makes of fields has changed: let CACHE_MEANING (ingest/cache/cache_way.h) "
            "count up, and put it here with 0x%016" PRIX64,
            outcome);
    text_release(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_outcome, fixture_make, fixture_release),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
