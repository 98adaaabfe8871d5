/* layer: ingest */
#include "ingest/encoding/utf8.h"
#include "ingest/scan/scan.h"
#include "ingest/scan/scan_index.h"
#include "tests/unit/test_scan_index_slow.h"
#include "tests/unit/test_scan_slow.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

enum { ROOM_BYTES = 2 * SCAN_INDEX_BYTES, HOSTILE_BYTES = 2 * SCAN_INDEX_PAD_BYTES };

/* Everything a comparison needs, allocated once so that the sanitizer sees each array's end. */
struct bench {
    char *room; /* texts stand somewhere in here, between bytes that would mislead a reader */
    struct scan_index expected, found;
    char delimiter;
    uint32_t field_count;
    size_t record_count; /* of libcsv */
    unsigned long long seed;
};

static void allocate(struct scan_index *index)
{
    index->row_starts = malloc(SCAN_INDEX_PLACES * sizeof *index->row_starts);
    index->ends = malloc(SCAN_INDEX_PLACES * sizeof *index->ends);
    assert_non_null(index->row_starts);
    assert_non_null(index->ends);
}

static void bench_init(struct bench *bench)
{
    *bench = (struct bench){.room = malloc(ROOM_BYTES), .delimiter = ',', .seed = 1};
    assert_non_null(bench->room);
    allocate(&bench->expected);
    allocate(&bench->found);
}

static void bench_release(struct bench *bench)
{
    free(bench->room);
    free(bench->expected.row_starts);
    free(bench->expected.ends);
    free(bench->found.row_starts);
    free(bench->found.ends);
}

/* The text at some place of the room, with misleading bytes around it. */
static char *placed(struct bench *bench, const char *bytes, size_t byte_count, size_t shift)
{
    static const char misleading[] = "\"\n\0\r,\"\"\n\r\n\xFF;";
    char *text = bench->room + SCAN_INDEX_PAD_BYTES + shift;
    for (size_t i = 0; i < SCAN_INDEX_PAD_BYTES; i++) {
        text[-(ptrdiff_t)i - 1] = misleading[slow_random(&bench->seed, sizeof misleading)];
        text[byte_count + i] = misleading[slow_random(&bench->seed, sizeof misleading)];
    }
    memcpy(text, bytes, byte_count);
    return text;
}

static void assert_same(const struct bench *bench, bool has_quotes_behind)
{
    const struct scan_index *expected = &bench->expected, *found = &bench->found;
    assert_int_equal(found->row_count, expected->row_count);
    assert_int_equal(found->byte_count, expected->byte_count);
    assert_int_equal(found->line_count, expected->line_count);
    assert_true((expected->quoted_columns & ~found->quoted_columns) == 0);
    if (!has_quotes_behind) assert_true(found->quoted_columns == expected->quoted_columns);
    assert_int_equal(found->is_ascii, expected->is_ascii);
    assert_int_equal(found->stop, expected->stop);
    assert_memory_equal(found->row_starts, expected->row_starts,
                        (expected->row_count + 1) * sizeof *found->row_starts);
    if (expected->row_count > 0)
        assert_memory_equal(found->ends, expected->ends,
                            (size_t)expected->row_count * bench->field_count * sizeof *found->ends);
}

/* Every variant against the slow reader; text has its pads. */
static void check_placed(struct bench *bench, const char *text, size_t byte_count)
{
    const size_t seen = byte_count < SCAN_INDEX_BYTES ? byte_count : SCAN_INDEX_BYTES;
    const struct slow_text slow = {text, (uint32_t)seen, bench->field_count, bench->delimiter};
    slow_index(&bench->expected, &slow);
    const bool has_quotes_behind = slow_has_quotes_behind(&bench->expected, &slow);
    uint64_t portable_columns = 0;
    for (enum isa isa = ISA_PORTABLE; isa < ISA_COUNT; isa++) {
        if (!isa_is_here(isa)) continue;
        memset(bench->found.row_starts, 0xA5,
               (bench->expected.row_count + 1) * sizeof *bench->found.row_starts);
        memset(bench->found.ends, 0xA5,
               (size_t)bench->expected.row_count * bench->field_count * sizeof *bench->found.ends);
        scan_index_for(isa)(&bench->found, text, byte_count, bench->delimiter, bench->field_count);
        assert_same(bench, has_quotes_behind);
        if (bench->found.is_utf8_shown) assert_true(utf8_is_valid(text, bench->found.byte_count));
        if (bench->found.is_ascii) assert_true(bench->found.is_utf8_shown);
        if (isa == ISA_PORTABLE) portable_columns = bench->found.quoted_columns;
        assert_true(bench->found.quoted_columns == portable_columns);
    }
}

static void check(struct bench *bench, const char *bytes, size_t byte_count, size_t shift)
{
    check_placed(bench, placed(bench, bytes, byte_count, shift), byte_count);
}

/* ---- libcsv ---- */

/* A field as it stands becomes what libcsv would give for it. */
static size_t unescape(const char *bytes, size_t byte_count, char *out)
{
    size_t written = 0;
    if (byte_count == 0 || bytes[0] != '"') {
        memcpy(out, bytes, byte_count);
        return byte_count;
    }
    for (size_t i = 1; i + 1 < byte_count; i++) {
        out[written++] = bytes[i];
        if (bytes[i] == '"') i++;
    }
    return written;
}

static void compare_record(struct bench *bench, const struct scan_record *record, const char *text)
{
    static char field[SCAN_INDEX_BYTES];
    const struct scan_index *index = &bench->expected;
    const size_t row = bench->record_count++;
    assert_true(row < index->row_count);
    assert_int_equal(record->fault, SCAN_SOUND);
    assert_int_equal(record->offset, index->row_starts[row]);
    assert_int_equal(record->past, index->row_starts[row + 1]);
    assert_int_equal(record->field_count, bench->field_count);
    size_t start = index->row_starts[row];
    for (size_t i = 0; i < bench->field_count; i++) {
        const size_t end = index->ends[row * bench->field_count + i];
        const size_t byte_count = unescape(text + start, end - start, field);
        assert_int_equal(record->fields[i].byte_count, byte_count);
        assert_memory_equal(record->fields[i].bytes, field, byte_count);
        start = end + 1;
    }
}

struct taking {
    struct bench *bench;
    const char *text;
};

static enum rc take(void *context, const struct scan_batch *batch, struct err *err)
{
    (void)err;
    const struct taking *taking = context;
    for (size_t i = 0; i < batch->record_count; i++)
        compare_record(taking->bench, &batch->records[i], taking->text);
    return RC_OK;
}

/* The records of the last check, as libcsv reads the same bytes. */
static void check_with_libcsv(struct bench *bench, char *text)
{
    struct byte_source source = BYTE_SOURCE_INIT;
    source.path = "test";
    source.memory = (unsigned char *)text;
    source.byte_count = source.stored_byte_count = bench->expected.byte_count;
    struct scan_span span = {
        .source = &source, .delimiter = bench->delimiter, .end = source.byte_count};
    struct taking taking = {bench, text};
    const struct scan_sink sink = {take, &taking};
    struct err err = ERR_INIT;
    bench->record_count = 0;
    assert_int_equal(scan_with_libcsv(&span, &sink, &err), RC_OK);
    assert_int_equal(bench->record_count, bench->expected.row_count);
    assert_int_equal(span.line_count + span.blank_count, bench->expected.line_count);
}

/* ---- texts ---- */

/* Every text of up to five bytes out of those that mean something, alone and behind a first record
 * that ends around the border of a block. */
static void test_every_short_text(void **state)
{
    enum { LETTERS = 6, MOST = 5 };
    static const char letters[LETTERS] = {'"', ',', '\r', '\n', 'a', '\0'};
    static const size_t first_bytes[] = {0, 58, 59, 60, 61, 62, 63, 64, 65, 127};
    struct bench bench;
    (void)state;
    bench_init(&bench);
    for (size_t f = 0; f < sizeof first_bytes / sizeof first_bytes[0]; f++) {
        for (bench.field_count = 1; bench.field_count <= 3; bench.field_count++) {
            char *text = placed(&bench, "", 0, 0);
            const size_t first = first_bytes[f];
            memset(text, 'x', first + MOST);
            for (uint32_t i = 1; first > 0 && i < bench.field_count; i++) text[i] = ',';
            if (first > 0) text[first - 1] = '\n';
            for (unsigned number = 0; number < 6 * 6 * 6 * 6 * 6; number++) {
                for (unsigned i = 0, rest = number; i < MOST; i++, rest /= LETTERS)
                    text[first + i] = letters[rest % LETTERS];
                check_placed(&bench, text, first + MOST);
                if (first < 60 && number % 8 == 0) check_with_libcsv(&bench, text);
            }
        }
    }
    bench_release(&bench);
}

/* One record, most often a good one; where not, where it says so is left to chance. */
static size_t put_record(struct bench *bench, char *out)
{
    static const char letters[] = "\"\"\"\"\r\n\r\n,,;\t|ab\0\x80\xE5";
    static const char inner[] = ",,;\n\r\nab\x80";
    size_t count = 0;
    const bool is_spoilt = slow_random(&bench->seed, 12) == 0;
    const uint32_t long_field =
        slow_random(&bench->seed, 4) == 0 ? slow_random(&bench->seed, 40) : 100;
    uint32_t fields = bench->field_count;
    if (is_spoilt && slow_random(&bench->seed, 2)) fields += slow_random(&bench->seed, 3) - 1;
    for (uint32_t field = 0; field < fields; field++) {
        const bool is_quoted = slow_random(&bench->seed, 3) == 0;
        const unsigned byte_count = slow_random(&bench->seed, field == long_field ? 150 : 4);
        if (field > 0) out[count++] = bench->delimiter;
        if (is_quoted) out[count++] = '"';
        for (unsigned i = 0; i < byte_count; i++) {
            out[count++] = is_quoted ? inner[slow_random(&bench->seed, sizeof inner - 1)] : 'c';
            if (is_quoted && slow_random(&bench->seed, 6) == 0) {
                out[count++] = '"';
                out[count++] = '"';
            }
        }
        if (is_quoted) out[count++] = '"';
    }
    if (slow_random(&bench->seed, 4) == 0) out[count++] = '\r';
    out[count++] = '\n';
    if (is_spoilt)
        out[slow_random(&bench->seed, (unsigned)count)] =
            letters[slow_random(&bench->seed, sizeof letters - 1)];
    return count;
}

static void test_random_texts(void **state)
{
    enum { ROUNDS = 60000, TEXT_BYTES = 4096 };
    static const char delimiters[] = {',', ';', '\t', '|'};
    static char text[TEXT_BYTES];
    struct bench bench;
    (void)state;
    bench_init(&bench);
    for (int round = 0; round < ROUNDS; round++) {
        bench.delimiter = delimiters[slow_random(&bench.seed, 4)];
        bench.field_count = 1 + slow_random(&bench.seed, round % 16 == 0 ? 90 : 9);
        const size_t wanted = slow_random(&bench.seed, round % 16 == 0 ? TEXT_BYTES / 2 : 400);
        size_t byte_count = 0;
        while (byte_count < wanted && byte_count < TEXT_BYTES / 2)
            byte_count += put_record(&bench, text + byte_count);
        byte_count -= slow_random(&bench.seed, byte_count < 9 ? (unsigned)byte_count + 1 : 9);
        char *at = placed(&bench, text, byte_count, slow_random(&bench.seed, 64));
        check_placed(&bench, at, byte_count);
        if (round % 4 == 0) check_with_libcsv(&bench, at);
    }
    bench_release(&bench);
}

static void test_every_cut_and_alignment(void **state)
{
    static const struct {
        uint32_t field_count;
        const char *text;
    } cases[] = {
        {1, "a\nb\r\n\"c\n\r\n\"\r\n\nd\n"},
        {1, "\n\nabc\n"},
        {3,
         "1,2,3\r\n\"a \"\"quoted\"\" word\",\"two\nlines\",\"\"\r\n,,\n"
         "these fields are longer than a block of sixty-four bytes is long,\"and, so, is, this,"
         " with all its commas and\r\nits\rfour\n\nlines, even though it is quoted\",x\r\n1,2,3\n"},
        {2,
         "\"\"\"\",\"\"\"\"\"\"\n\"\",\"\"\n\xE5\x9B\x9E,"
         "\xE8\xAE\xBF\n\"\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n"
         "\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\",x\n"},
        {4, "a,b,c,d\n\"never closed,b,c,d\na,b,c,d\na,b,c,d\na,b,c,d\na,b,c,d\na,b,c,d\n"
            "a,b,c,d\n"},
        {4, "a,b,c,d\na,b,c\"c,d\na,b,c,d\n"},
        {4, "a,b,c,d\na,b,\"c\"c,d\na,b,c,d\n"},
        {4, "a,b,c,d\na,b,\"c\" ,d\n"},
        {70, ",,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,\n"
             ",,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,\n"},
    };
    struct bench bench;
    (void)state;
    bench_init(&bench);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        bench.field_count = cases[i].field_count;
        for (size_t cut = 0; cut <= strlen(cases[i].text); cut++)
            for (size_t shift = 0; shift < 64; shift++) check(&bench, cases[i].text, cut, shift);
    }
    bench_release(&bench);
}

/* What the definition says, in numbers: so that the slow reader is not the only word on it. */
static void test_known_texts(void **state)
{
    static const struct {
        const char *text;
        uint32_t row_count, byte_count, line_count;
        enum scan_stop stop;
    } cases[] = {
        {"a,b\nc,d\n", 2, 8, 2, SCAN_STOP_END},
        {"a,b\r\nc,d\r", 1, 5, 1, SCAN_STOP_END},
        {"a,b\rc,d\n", 0, 0, 0, SCAN_STOP_DOUBT},
        {"a,b\n\nc,d\n", 1, 4, 1, SCAN_STOP_DOUBT},
        {"a,b\n\r\nc,d\n", 1, 4, 1, SCAN_STOP_DOUBT},
        {"a,b\nc\nd,e\n", 1, 4, 1, SCAN_STOP_DOUBT},
        {"a,b\nc,d,", 1, 4, 1, SCAN_STOP_DOUBT},
        {"a,b\nc,d", 1, 4, 1, SCAN_STOP_END},
        {"\"a\r\nb\rc\nd\",\"\"\"\"\nc,d\n", 2, 20, 5, SCAN_STOP_END},
        {"a,b\n\"c\" ,d\n", 1, 4, 1, SCAN_STOP_DOUBT},
        {"a,b\n c,\"\n\n\n", 1, 4, 1, SCAN_STOP_END},
    };
    struct bench bench;
    (void)state;
    bench_init(&bench);
    bench.field_count = 2;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        check(&bench, cases[i].text, strlen(cases[i].text), 0);
        assert_int_equal(bench.found.row_count, cases[i].row_count);
        assert_int_equal(bench.found.byte_count, cases[i].byte_count);
        assert_int_equal(bench.found.line_count, cases[i].line_count);
        assert_int_equal(bench.found.stop, cases[i].stop);
    }
    assert_int_equal(bench.found.ends[0], 1);
    assert_int_equal(bench.found.ends[1], 3);
    bench_release(&bench);
}

/* Windows as large as they may be, and texts larger than that: places go up to the last. */
static void test_large_windows(void **state)
{
    static const char *const records[] = {",\n", "a,b\r\n", "\"\n\",\"\n\n\"\n", "1234,5678901\n"};
    static char text[SCAN_INDEX_BYTES + 256];
    struct bench bench;
    (void)state;
    bench_init(&bench);
    bench.field_count = 2;
    for (size_t i = 0; i < sizeof records / sizeof records[0]; i++) {
        const size_t record_bytes = strlen(records[i]);
        for (size_t at = 0; at + record_bytes <= sizeof text; at += record_bytes)
            memcpy(text + at, records[i], record_bytes);
        for (size_t over = 0; over < 200; over += 19) {
            const size_t byte_count = SCAN_INDEX_BYTES - 100 + over;
            char *at = placed(&bench, text, byte_count, over % 64);
            check_placed(&bench, at, byte_count);
            check_with_libcsv(&bench, at);
            assert_true(bench.expected.byte_count + record_bytes > SCAN_INDEX_BYTES - 101);
        }
    }
    memset(text, 'x', sizeof text); /* one field as long as a window, and one a byte longer */
    memcpy(text, ",", 1);
    text[SCAN_INDEX_BYTES - 1] = '\n';
    check(&bench, text, sizeof text, 0);
    assert_int_equal(bench.found.row_count, 1);
    text[SCAN_INDEX_BYTES - 1] = 'x';
    text[SCAN_INDEX_BYTES] = '\n';
    check(&bench, text, sizeof text, 0);
    assert_int_equal(bench.found.row_count, 0);
    assert_int_equal(bench.found.stop, SCAN_STOP_END);
    bench.field_count = 100000; /* more than a window has room for */
    check(&bench, text, sizeof text, 0);
    bench_release(&bench);
}

/* One column in quotes among many, and runs of columns asked for. */
static void test_quoted_columns(void **state)
{
    static char text[8192];
    struct bench bench;
    (void)state;
    bench_init(&bench);
    for (bench.field_count = 1; bench.field_count < 140; bench.field_count++) {
        for (uint32_t quoted = 0; quoted < bench.field_count; quoted += 1 + quoted / 8) {
            size_t byte_count = 0;
            for (uint32_t entry = 0; entry < 5 * bench.field_count; entry++) {
                const uint32_t column = entry % bench.field_count;
                const bool is_quoted = column == quoted && entry / bench.field_count == 3;
                byte_count +=
                    (size_t)snprintf(text + byte_count, 16, "%s%c", is_quoted ? "\"\"\",\"" : "7",
                                     column + 1 == bench.field_count ? '\n' : ',');
            }
            check(&bench, text, byte_count, quoted % 64);
            const struct scan_index *found = &bench.found;
            assert_int_equal(found->row_count, 5);
            assert_true(scan_index_has_quotes(found, 0, bench.field_count));
            assert_true(scan_index_has_quotes(found, quoted, 1));
            for (uint32_t first = 0; first < bench.field_count; first += 3)
                for (uint32_t count = 1; first + count <= bench.field_count; count += 5) {
                    const uint32_t past = first + count;
                    const bool is_in = quoted < SCAN_INDEX_LAST_COLUMN
                                           ? first <= quoted && quoted < past
                                           : past > SCAN_INDEX_LAST_COLUMN;
                    if (quoted > 0) /* what lies behind the text may count for the first */
                        assert_int_equal(scan_index_has_quotes(found, first, count),
                                         is_in || (first == 0 && (found->quoted_columns & 1)));
                }
        }
    }
    bench_release(&bench);
}

/* Whether a text is one of those that the vectors know to be valid. */
static bool is_usual(const char *text, size_t byte_count)
{
    for (size_t i = 0; i < byte_count; i++) {
        const unsigned char byte = (unsigned char)text[i];
        if (byte >= 0xC0 && (byte < 0xE1 || byte == 0xED || byte > 0xEF)) return false;
    }
    return utf8_is_valid(text, byte_count);
}

/* Every first byte from B8 on and second byte, and the borders of the third, somewhere around a
 * block's border; in blocks with a quote and without. */
static void test_letters(void **state)
{
    static const unsigned char thirds[] = {'a', 0x7F, 0x80, 0xBF, 0xC0, 0xE4, 0xFF};
    static const char *const around[][2] = {{"x,", "\nz,z\n"}, {"\"q\",", "\n\"z\",z\n"}};
    struct bench bench;
    (void)state;
    bench_init(&bench);
    bench.field_count = 2;
    for (unsigned pair = 0xB800; pair < 0x10000; pair++) {
        for (size_t t = 0; t < sizeof thirds; t++) {
            char text[256];
            const unsigned before = 54 + slow_random(&bench.seed, 12);
            const char *const *own = around[slow_random(&bench.seed, 8) == 0];
            const int byte_count =
                snprintf(text, sizeof text, "%s%.*s\xE9\x98\x80%c%c%c%s", own[0], (int)before,
                         "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
                         (int)(pair >> 8), (int)(pair & 0xFF), (int)thirds[t], own[1]);
            char *at = placed(&bench, text, (size_t)byte_count, 0);
            memset(at + byte_count, 'a', SCAN_INDEX_PAD_BYTES);
            check_placed(&bench, at, (size_t)byte_count);
            if (!isa_is_here(ISA_AVX512)) continue;
            scan_index_for(ISA_AVX512)(&bench.found, at, (size_t)byte_count, ',', 2);
            if (bench.found.byte_count == (uint32_t)byte_count)
                assert_int_equal(bench.found.is_utf8_shown, is_usual(at, (size_t)byte_count));
        }
    }
    bench_release(&bench);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_known_texts),
        cmocka_unit_test(test_every_short_text),
        cmocka_unit_test(test_every_cut_and_alignment),
        cmocka_unit_test(test_random_texts),
        cmocka_unit_test(test_large_windows),
        cmocka_unit_test(test_quoted_columns),
        cmocka_unit_test(test_letters),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
