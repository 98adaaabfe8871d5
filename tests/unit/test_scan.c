/* layer: ingest */
#include "ingest/scan/scan.h"
#include "tests/unit/test_scan_slow.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

enum { TEXT_BYTES = 48, ROUNDS = 8000 };

/* Compares what the scanner gives with what the slow reader reads. */
struct comparison {
    struct slow_reader slow;
    uint64_t first_line; /* lines before the span's first record */
    size_t record_count;
};

static void compare_record(struct comparison *comparison, const struct scan_record *record)
{
    struct slow_record expected;
    assert_true(slow_next(&comparison->slow, &expected));
    assert_int_equal(record->offset, expected.offset);
    assert_int_equal(record->past, expected.past);
    assert_int_equal(record->line + comparison->first_line, expected.line);
    assert_int_equal(record->fault, expected.is_broken ? SCAN_QUOTING : SCAN_SOUND);
    assert_int_equal(record->field_count, expected.field_count);
    for (size_t i = 0; i < expected.field_count; i++) {
        assert_int_equal(record->fields[i].byte_count, strlen(expected.fields[i]));
        assert_memory_equal(record->fields[i].bytes, expected.fields[i],
                            strlen(expected.fields[i]));
    }
    size_t raw = expected.past - expected.offset; /* a record's own text never ends so */
    const char *text = comparison->slow.bytes + expected.offset;
    if (raw > 0 && text[raw - 1] == '\n') raw--;
    if (raw > 0 && text[raw - 1] == '\r') raw--;
    assert_int_equal(record->raw.byte_count, raw);
    assert_memory_equal(record->raw.bytes, text, raw);
    comparison->record_count++;
}

static enum rc take(void *context, const struct scan_batch *batch, struct err *err)
{
    (void)err;
    for (size_t i = 0; i < batch->record_count; i++) compare_record(context, &batch->records[i]);
    return RC_OK;
}

static struct byte_source source_of(char *bytes, size_t byte_count)
{
    struct byte_source source = BYTE_SOURCE_INIT;
    source.path = "test";
    source.memory = (unsigned char *)bytes;
    source.byte_count = source.stored_byte_count = byte_count;
    return source;
}

/* Scan the text in spans of `step` bytes, each from where the one before it ended. */
static void check_text(char *bytes, size_t byte_count, char delimiter, uint64_t step)
{
    const struct byte_source source = source_of(bytes, byte_count);
    struct comparison comparison = {
        .slow = {.bytes = bytes, .byte_count = byte_count, .delimiter = delimiter}};
    const struct scan_sink sink = {take, &comparison};
    struct err err = ERR_INIT;
    uint64_t from = 0, end = 0, lines = 0;
    while (end < byte_count) {
        end += step;
        struct scan_span span = {
            .source = &source, .delimiter = delimiter, .from = from, .end = end};
        /* blank lines before the first record are told apart: only a file's first span has any */
        struct slow_reader blank = {.bytes = bytes, .byte_count = byte_count, .at = from};
        size_t blank_count = 0;
        while (slow_is_end(&blank, blank.at)) {
            blank.at = slow_behind(&blank, blank.at);
            blank_count++;
        }
        comparison.first_line = lines + blank_count;
        assert_int_equal(scan_with_libcsv(&span, &sink, &err), RC_OK);
        assert_int_equal(span.first, blank.at);
        assert_int_equal(span.blank_count, blank_count);
        assert_int_equal(span.line_count, slow_count_lines(&blank, span.first, span.next));
        lines += span.blank_count + span.line_count;
        from = span.next;
    }
    struct slow_record none;
    assert_false(slow_next(&comparison.slow, &none));
    assert_int_equal(from, byte_count);
}

static void test_known_texts(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "",
        "\r\n\r\n",
        "a,b\r\nc,d",
        "a\r\r\nb",
        "a\rb\n\rc",
        "\"a\n\",b",
        "\"a\r\nb\"\r",
        "\"a\"\"b\",\"\"\n",
        "a\"b,c\nd\n",
        "\"a\"b\nc\n",
        "\"never\nclosed\n",
        ",\n,,\n\n\"\"",
        "\"",
        "\"\r",
        "x\n\"\"\"",
        " \"a\"\n \n\t,\n",
        "a\xEF\xBB\xBF,b\n",
        "\xEF\xBB\xBF\n",
    };
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        char bytes[TEXT_BYTES];
        const size_t byte_count = strlen(texts[i]);
        memcpy(bytes, texts[i], byte_count);
        for (uint64_t step = 1; step <= byte_count + 1; step++)
            check_text(bytes, byte_count, ',', step);
    }
}

static void test_random_texts(void **state)
{
    (void)state;
    static const char alphabet[] = "\"\"\"\"\r\n\r\n,,;ab ";
    unsigned long long seed = 1;
    for (int round = 0; round < ROUNDS; round++) {
        char bytes[TEXT_BYTES];
        const size_t byte_count = slow_random(&seed, TEXT_BYTES);
        for (size_t i = 0; i < byte_count; i++)
            bytes[i] = alphabet[slow_random(&seed, sizeof alphabet - 1)];
        const char delimiter = slow_random(&seed, 2) == 0 ? ',' : ';';
        check_text(bytes, byte_count, delimiter, 1 + slow_random(&seed, TEXT_BYTES));
    }
}

/* More records than a batch holds, and more bytes than a window's step. */
static void test_many_records(void **state)
{
    (void)state;
    enum { RECORDS = 30000, RECORD_BYTES = 12 };
    char *bytes = malloc((size_t)RECORDS * RECORD_BYTES);
    assert_non_null(bytes);
    for (size_t i = 0; i < RECORDS; i++)
        memcpy(bytes + i * RECORD_BYTES, i % 7 == 0 ? "\"a,\n\"\"b\",c\r\n" : "abcd,efg,hi\n",
               RECORD_BYTES);
    check_text(bytes, (size_t)RECORDS * RECORD_BYTES, ',', UINT64_MAX / 2);
    check_text(bytes, (size_t)RECORDS * RECORD_BYTES, ',', 100000);
    free(bytes);
}

/* What became of the first records. */
enum { OUTCOME_RECORDS = 3 };

struct outcome {
    size_t record_count;
    enum scan_fault faults[OUTCOME_RECORDS];
    uint64_t pasts[OUTCOME_RECORDS];
    size_t raw_byte_count;
};

static enum rc note(void *context, const struct scan_batch *batch, struct err *err)
{
    (void)err;
    struct outcome *outcome = context;
    for (size_t i = 0; i < batch->record_count; i++, outcome->record_count++) {
        assert_true(outcome->record_count < OUTCOME_RECORDS);
        outcome->faults[outcome->record_count] = batch->records[i].fault;
        outcome->pasts[outcome->record_count] = batch->records[i].past;
        if (outcome->record_count == 0) outcome->raw_byte_count = batch->records[i].raw.byte_count;
    }
    return RC_OK;
}

static struct outcome scan_long(const char *head, size_t filling, const char *tail)
{
    const size_t byte_count = strlen(head) + filling + strlen(tail);
    char *bytes = malloc(byte_count);
    assert_non_null(bytes);
    memset(bytes, 'x', byte_count);
    memcpy(bytes, head, strlen(head));
    memcpy(bytes + byte_count - strlen(tail), tail, strlen(tail));
    const struct byte_source source = source_of(bytes, byte_count);
    struct scan_span span = {.source = &source, .delimiter = ',', .end = byte_count};
    struct outcome outcome = {.record_count = 0};
    const struct scan_sink sink = {note, &outcome};
    struct err err = ERR_INIT;
    assert_int_equal(scan_with_libcsv(&span, &sink, &err), RC_OK);
    free(bytes);
    return outcome;
}

static void test_too_long(void **state)
{
    (void)state;
    const size_t limit = SCAN_RECORD_LIMIT;
    struct outcome outcome = scan_long("", limit, "\r\nb\n");
    assert_int_equal(outcome.faults[0], SCAN_SOUND);
    assert_int_equal(outcome.raw_byte_count, limit);
    outcome = scan_long("", limit, "");
    assert_int_equal(outcome.faults[0], SCAN_SOUND);
    outcome = scan_long("", limit + 1, "\r\nb\n");
    assert_int_equal(outcome.record_count, 2);
    assert_int_equal(outcome.faults[0], SCAN_TOO_LONG);
    assert_int_equal(outcome.pasts[0], limit + 3);
    assert_int_equal(outcome.raw_byte_count, limit);
    assert_int_equal(outcome.faults[1], SCAN_SOUND);
    /* a quote that is never closed takes one line with it, not the file */
    outcome = scan_long("a,\"b\n", limit + 100 - 1000, "\nb");
    assert_int_equal(outcome.faults[0], SCAN_QUOTING);
    assert_int_equal(outcome.pasts[0], 5);
    assert_int_equal(outcome.record_count, 3);
    assert_int_equal(outcome.faults[2], SCAN_SOUND);
    outcome = scan_long("a,\"b\r\n", limit - 100, "\"");
    assert_int_equal(outcome.faults[0], SCAN_SOUND);
    outcome = scan_long("a,\"b\r\n", limit, "\"");
    assert_int_equal(outcome.faults[0], SCAN_TOO_LONG);
    assert_int_equal(outcome.raw_byte_count, 4);
    assert_int_equal(outcome.faults[1], SCAN_QUOTING); /* the line of x and a quote at its end */
}

static enum rc refuse(void *context, const struct scan_batch *batch, struct err *err)
{
    (void)context;
    (void)batch;
    return err_set(err, RC_NUMERIC, "refused");
}

static void test_sink_fails(void **state)
{
    (void)state;
    char bytes[] = "a\nb\n";
    const struct byte_source source = source_of(bytes, 4);
    struct scan_span span = {.source = &source, .delimiter = ',', .end = 4};
    const struct scan_sink sink = {refuse, NULL};
    struct err err = ERR_INIT;
    assert_int_equal(scan_with_libcsv(&span, &sink, &err), RC_NUMERIC);
    assert_string_equal(err.message, "refused");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_known_texts),  cmocka_unit_test(test_random_texts),
        cmocka_unit_test(test_many_records), cmocka_unit_test(test_too_long),
        cmocka_unit_test(test_sink_fails),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
