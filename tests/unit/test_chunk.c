/* layer: ingest */
#include "ingest/chunk/chunk.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

/* The rows of one text in memory, read as departures. */
struct fixture {
    struct schema schema;
    struct arena arena;
    struct missing_set missing;
    struct ingest_options options;
    struct byte_source source;
    struct header header;
    struct file_plan plan;
    struct key_intern intern;
    struct chunk_reader reader;
    unsigned char bytes[4096];
};

static int make(void **state)
{
    static struct fixture fixture;
    struct err err = ERR_INIT;
    memset(&fixture, 0, sizeof fixture);
    *state = &fixture;
    missing_set_init(&fixture.missing);
    missing_set_add_defaults(&fixture.missing);
    ingest_options_init(&fixture.options);
    if (schema_load(&fixture.schema, &err) != RC_OK || !key_intern_init(&fixture.intern)) return -1;
    return chunk_reader_init(&fixture.reader, &fixture.schema, &fixture.options, &fixture.intern)
               ? 0
               : -1;
}

static int release(void **state)
{
    struct fixture *fixture = *state;
    chunk_reader_release(&fixture->reader);
    key_intern_release(&fixture->intern);
    schema_release(&fixture->schema);
    arena_release(&fixture->arena);
    return 0;
}

static void set_text(struct fixture *fixture, const char *rows)
{
    static const char head[] = "customer_id,left_on,reason\n";
    struct err err = ERR_INIT;
    const struct encoding_verdict verdict = {ENCODING_UTF8, 0, 0};
    memcpy(fixture->bytes, head, sizeof head - 1);
    memcpy(fixture->bytes + sizeof head - 1, rows, strlen(rows));
    fixture->source = (struct byte_source)BYTE_SOURCE_INIT;
    fixture->source.path = "t.csv";
    fixture->source.memory = fixture->bytes;
    fixture->source.byte_count = sizeof head - 1 + strlen(rows);
    assert_int_equal(
        header_read(&fixture->header, &fixture->source, &verdict, &fixture->arena, &err), RC_OK);
    const struct plan_input input = {&fixture->schema, &fixture->options, &fixture->missing,
                                     &fixture->header, "t.csv",           0};
    const int32_t table = schema_table_index(&fixture->schema, "departures");
    assert_int_equal(plan_build(&fixture->plan, &input, table, &fixture->arena, &err), RC_OK);
}

static struct chunk new_chunk(const struct fixture *fixture, uint64_t begin, uint64_t end)
{
    struct chunk chunk;
    chunk_init(&chunk, &fixture->plan, begin, end);
    return chunk;
}

static void check_customer(const struct chunk *chunk, uint32_t row, const char *expected)
{
    const struct segment_column *ids = &chunk->segment.columns[0];
    const char *slot = (const char *)ids->values + (size_t)row * ids->value_bytes;
    assert_int_equal(strnlen(slot, ids->value_bytes), strlen(expected));
    assert_memory_equal(slot, expected, strlen(expected));
}

/* Rows that hold line ends inside quotes: a guess inside them is wrong. */
static const char quoted_rows[] = "C1,2025-06-01,\"a\nC8,2025-06-01,x\nC9,2025-06-02,y\"\n"
                                  "C2,2025-06-03,z\n";

static void test_wrong_guess(void **state)
{
    struct fixture *fixture = *state;
    struct err err = ERR_INIT;
    set_text(fixture, quoted_rows);
    const uint64_t body = fixture->header.body_offset, past = fixture->source.byte_count;
    struct chunk first = new_chunk(fixture, body, body + 10);
    struct chunk second = new_chunk(fixture, body + 10, past);
    assert_int_equal(chunk_guess(&first, &fixture->reader, &fixture->source, true, &err), RC_OK);
    assert_int_equal(chunk_guess(&second, &fixture->reader, &fixture->source, false, &err), RC_OK);
    assert_int_equal(second.segment.row_count, 2); /* C8 and C2; C9's line has a stray quote */
    assert_int_equal(second.rejects.record_count, 1);
    uint64_t next = body;
    bool is_read_again;
    assert_int_equal(
        chunk_accept(&first, &fixture->reader, &fixture->source, &next, &is_read_again, &err),
        RC_OK);
    assert_false(is_read_again);
    assert_int_equal(first.segment.row_count, 1);
    assert_int_equal(first.line_count, 3);
    assert_int_equal(
        chunk_accept(&second, &fixture->reader, &fixture->source, &next, &is_read_again, &err),
        RC_OK);
    assert_true(is_read_again);
    assert_int_equal(second.segment.row_count, 1);
    assert_int_equal(second.rejects.row_count, 0);
    check_customer(&second, 0, "C2");
    assert_int_equal(next, past);
    chunk_release(&first);
    chunk_release(&second);
}

static void test_covered_chunk(void **state)
{
    struct fixture *fixture = *state;
    struct err err = ERR_INIT;
    set_text(fixture, quoted_rows);
    const uint64_t body = fixture->header.body_offset;
    struct chunk chunk = new_chunk(fixture, body + 17, body + 40);
    assert_int_equal(chunk_guess(&chunk, &fixture->reader, &fixture->source, false, &err), RC_OK);
    assert_int_equal(chunk.segment.row_count, 1);
    uint64_t next = body + 52;
    bool is_read_again;
    assert_int_equal(
        chunk_accept(&chunk, &fixture->reader, &fixture->source, &next, &is_read_again, &err),
        RC_OK);
    assert_false(is_read_again);
    assert_int_equal(chunk.record_count, 0);
    assert_int_equal(chunk.segment.row_count, 0);
    assert_int_equal(next, body + 52);
    chunk_release(&chunk);
}

/* A chunk without a line end has no guess, and no rows of its own unless the one before ends in it.
 */
static void test_no_guess(void **state)
{
    struct fixture *fixture = *state;
    struct err err = ERR_INIT;
    set_text(fixture, quoted_rows);
    const uint64_t body = fixture->header.body_offset;
    struct chunk chunk = new_chunk(fixture, body + 3, body + 9);
    assert_int_equal(chunk_guess(&chunk, &fixture->reader, &fixture->source, false, &err), RC_OK);
    assert_false(chunk.is_read);
    assert_true(chunk.first == CHUNK_NOWHERE);
    chunk_release(&chunk);
}

/* Nor has one of line ends alone, which would else be passed over once a chunk up to the next row.
 */
static void test_blank_chunk(void **state)
{
    struct fixture *fixture = *state;
    struct err err = ERR_INIT;
    set_text(fixture, "C1,2025-06-01,x\n\n\n\r\n\r\n\n\n\r\nC2,2025-06-02,y\n");
    const uint64_t body = fixture->header.body_offset, past = fixture->source.byte_count;
    struct chunk chunks[] = {new_chunk(fixture, body, body + 17),
                             new_chunk(fixture, body + 17, body + 22),
                             new_chunk(fixture, body + 22, past)};
    uint64_t next = body;
    bool is_read_again;
    for (size_t i = 0; i < 3; i++)
        assert_int_equal(chunk_guess(&chunks[i], &fixture->reader, &fixture->source, i == 0, &err),
                         RC_OK);
    assert_false(chunks[1].is_read);
    assert_true(chunks[1].first == CHUNK_NOWHERE);
    for (size_t i = 0; i < 3; i++) {
        assert_int_equal(chunk_accept(&chunks[i], &fixture->reader, &fixture->source, &next,
                                      &is_read_again, &err),
                         RC_OK);
        assert_false(is_read_again);
    }
    assert_int_equal(chunks[0].line_count, 8);
    assert_int_equal(chunks[2].segment.row_count, 1);
    check_customer(&chunks[2], 0, "C2");
    assert_int_equal(next, past);
    for (size_t i = 0; i < 3; i++) chunk_release(&chunks[i]);
}

static void test_row_checks(void **state)
{
    struct fixture *fixture = *state;
    struct err err = ERR_INIT;
    set_text(fixture, "C1,2025-06-01,朋友\n,2025-06-01,\nC2,,\nC3,soon,\n总计：,,,\n Total :\n"
                      "C4,2025-06-01\nx\"y,2025-06-01,\n,2025-06-01T10:00,旅行\n");
    struct chunk chunk =
        new_chunk(fixture, fixture->header.body_offset, fixture->source.byte_count);
    assert_int_equal(chunk_read(&chunk, &fixture->reader, &fixture->source, chunk.begin, &err),
                     RC_OK);
    static const enum record_rule rules[] = {RECORD_NO_TIME,   RECORD_BAD_TIME,    RECORD_TOTAL_ROW,
                                             RECORD_TOTAL_ROW, RECORD_FIELD_COUNT, RECORD_QUOTING};
    assert_int_equal(chunk.rejects.row_count, sizeof rules / sizeof rules[0]);
    for (size_t i = 0; i < chunk.rejects.row_count; i++) {
        assert_ptr_equal(chunk.rejects.rows[i].rule, &record_rules[rules[i]]);
        assert_int_equal(chunk.rejects.rows[i].line, i + 2);
    }
    assert_true(slice_equal(chunk.rejects.rows[1].value, slice_of("soon")));
    assert_string_equal(chunk.rejects.rows[1].column, "left_on");
    assert_true(slice_equal(chunk.rejects.rows[4].value, slice_of("2")));
    assert_true(slice_equal(chunk.rejects.rows[5].record, slice_of("x\"y,2025-06-01,")));
    assert_int_equal(chunk.record_count, 9);
    assert_int_equal(chunk.segment.row_count, 3); /* departures have no key */
    const struct column_quality *reason = &chunk.quality[2];
    assert_int_equal(reason->value_count, 2);
    assert_int_equal(reason->missing_count, 1);
    assert_int_equal(reason->unlisted_count, 1);
    check_customer(&chunk, 0, "C1");
    check_customer(&chunk, 1, "");
    chunk_release(&chunk);
}

/* Rows that fill several capacities, so that growing columns keep what stands in them. */
static void test_many_rows(void **state)
{
    struct fixture *fixture = *state;
    struct err err = ERR_INIT;
    struct text rows;
    text_init(&rows, 0);
    for (int i = 0; i < 180; i++)
        text_format(&rows, "C%d,2025-06-%02d,x%d\n", i, i % 30 + 1, i % 50);
    set_text(fixture, rows.bytes);
    text_release(&rows);
    struct chunk chunk =
        new_chunk(fixture, fixture->header.body_offset, fixture->source.byte_count);
    assert_int_equal(chunk_read(&chunk, &fixture->reader, &fixture->source, chunk.begin, &err),
                     RC_OK);
    assert_int_equal(chunk.segment.row_count, 180);
    const int32_t *days = chunk.segment.columns[1].values;
    const uint8_t *codes = chunk.segment.columns[2].values;
    for (int i = 0; i < 180; i++) {
        char name[16];
        (void)snprintf(name, sizeof name, "C%d", i);
        check_customer(&chunk, (uint32_t)i, name);
        assert_int_equal(days[i], days[0] + i % 30);
        assert_int_equal(codes[i], codes[0] + i % 50);
    }
    assert_int_equal(chunk.segment.columns[2].value_bytes, 1);
    chunk_release(&chunk);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_wrong_guess), cmocka_unit_test(test_covered_chunk),
        cmocka_unit_test(test_no_guess),    cmocka_unit_test(test_row_checks),
        cmocka_unit_test(test_many_rows),   cmocka_unit_test(test_blank_chunk),
    };
    return cmocka_run_group_tests(tests, make, release);
}
