/* Windows of random fields for the tests of the column-wise readers: what stands in each field is
 * kept beside it as the scanner would give it to the decoders. The memory around a window ends
 * where readers must not read any more, so that a sanitizer sees every step outside. */
#ifndef TEST_FIELDS_H
#define TEST_FIELDS_H
#include "ingest/fields/fields.h"
#include "ingest/schema.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { TEST_FIELD_BYTES = 160, TEST_WINDOW_BYTES = 65000 };

/* Which share of the fields, in 1/256, is made odd in which way. */
struct field_oddness {
    unsigned mutated, empty, quoted, blank;
};

struct test_window {
    struct field_window window;
    char *memory, *contents; /* contents: fields of TEST_FIELD_BYTES, halved quotes */
    uint16_t *row_starts, *ends, *byte_counts;
};

static inline uint64_t random_next(uint64_t *random)
{
    *random ^= *random << 13;
    *random ^= *random >> 7;
    *random ^= *random << 17;
    return *random;
}

static inline uint32_t random_below(uint64_t *random, uint32_t limit)
{
    return (uint32_t)((random_next(random) >> 32) % limit);
}

static inline bool random_is(uint64_t *random, unsigned share)
{
    return random_below(random, 256) < share;
}

/* `text` (UTF-8) in `encoding`; bytes that are no UTF-8 stay as they are. */
static inline uint32_t encoded(enum encoding encoding, const char *text, char *into)
{
    uint32_t written = 0;
    for (size_t i = 0; text[i];) {
        uint32_t code_point;
        const size_t length = utf8_next(text + i, strlen(text + i), &code_point);
        if (encoding == ENCODING_GB18030 && length > 0) {
            unsigned char character[GB18030_CHARACTER_BYTES];
            const size_t byte_count = gb18030_put(code_point, character);
            memcpy(into + written, character, byte_count);
            written += (uint32_t)byte_count;
        } else {
            memcpy(into + written, text + i, length > 0 ? length : 1);
            written += length > 0 ? (uint32_t)length : 1;
        }
        i += length > 0 ? length : 1;
    }
    return written;
}

/* One byte replaced, added or taken away; never a NUL. */
static inline uint32_t mutate(uint64_t *random, char *field, uint32_t byte_count)
{
    static const char bytes[] = "0123456789-/. :T+,NAna\"\xA1\xE3\x80\xFF\x7F\n\r\t'?;<=>tZ2139";
    const char byte = random_is(random, 200) ? bytes[random_below(random, sizeof bytes - 1)]
                                             : (char)(1 + random_below(random, 255));
    const uint32_t at = random_below(random, byte_count + 1);
    const unsigned way = random_below(random, 3);
    if (way == 0 && at < byte_count) {
        field[at] = byte;
    } else if (way == 1 && byte_count < 120) {
        memmove(field + at + 1, field + at, byte_count - at);
        field[at] = byte;
        return byte_count + 1;
    } else if (way == 2 && at < byte_count) {
        memmove(field + at, field + at + 1, byte_count - at - 1);
        return byte_count - 1;
    }
    return byte_count;
}

static inline uint32_t random_blanks(uint64_t *random, enum encoding encoding, char *into)
{
    /* The last is no UTF-8, and a blank in GB18030. */
    static const char *const blanks[] = {
        " ", "\t", "\xC2\xA0", "\xE3\x80\x80", "\xEF\xBC\x92", "\xA3\xA0"};
    return encoded(encoding, blanks[random_below(random, 6)], into);
}

static inline uint32_t make_content(uint64_t *random, enum encoding encoding,
                                    struct field_oddness oddness, const char *sample, char *into)
{
    uint32_t byte_count = 0;
    if (random_is(random, oddness.empty)) return 0;
    if (random_is(random, oddness.blank)) byte_count = random_blanks(random, encoding, into);
    byte_count += encoded(encoding, sample, into + byte_count);
    if (random_is(random, oddness.blank))
        byte_count += random_blanks(random, encoding, into + byte_count);
    while (random_is(random, oddness.mutated)) byte_count = mutate(random, into, byte_count);
    return byte_count;
}

/* The field as it stands in the file, at most twice its length and two quotes. */
static inline uint32_t write_field(uint64_t *random, struct field_oddness oddness,
                                   const char *content, uint32_t byte_count, char *at)
{
    bool is_quoted = random_is(random, oddness.quoted);
    for (uint32_t i = 0; i < byte_count; i++) is_quoted |= strchr("\",\r\n", content[i]) != NULL;
    if (!is_quoted) {
        memcpy(at, content, byte_count);
        return byte_count;
    }
    uint32_t written = 0;
    at[written++] = '"';
    for (uint32_t i = 0; i < byte_count; i++) {
        if (content[i] == '"') at[written++] = '"';
        at[written++] = content[i];
    }
    at[written++] = '"';
    return written;
}

/* A field's text in UTF-8. */
typedef void field_sampler(uint64_t *random, uint32_t field, char sample[TEST_FIELD_BYTES]);

/* A window of up to row_count rows: fields of `sampler`, made odd. */
static inline struct test_window make_window(uint64_t *random, enum encoding encoding,
                                             uint32_t row_count, uint32_t field_count,
                                             struct field_oddness oddness, field_sampler *sampler)
{
    struct test_window made = {.window = {.field_count = field_count, .encoding = encoding}};
    const size_t entry_count = (size_t)row_count * field_count;
    char *text = calloc(1, TEST_WINDOW_BYTES + FIELD_WINDOW_PAD_BYTES);
    made.row_starts = calloc(row_count + FIELD_WINDOW_PAD_PLACES, sizeof *made.row_starts);
    made.ends = calloc(entry_count + FIELD_WINDOW_PAD_PLACES, sizeof *made.ends);
    made.byte_counts = calloc(entry_count + 1, sizeof *made.byte_counts);
    made.contents = calloc(entry_count + 1, TEST_FIELD_BYTES);
    uint32_t at = 0, row = 0;
    for (; row < row_count && at + field_count * 2 * TEST_FIELD_BYTES < TEST_WINDOW_BYTES; row++) {
        made.row_starts[row] = (uint16_t)at;
        for (uint32_t c = 0; c < field_count; c++) {
            const size_t entry = (size_t)row * field_count + c;
            char *content = made.contents + entry * TEST_FIELD_BYTES;
            char sample[TEST_FIELD_BYTES];
            sampler(random, c, sample);
            const uint32_t byte_count = make_content(random, encoding, oddness, sample, content);
            assert_true(byte_count < TEST_FIELD_BYTES);
            made.byte_counts[entry] = (uint16_t)byte_count;
            at += write_field(random, oddness, content, byte_count, text + at);
            made.ends[entry] = (uint16_t)at;
            if (c + 1 == field_count && random_is(random, 128)) text[at++] = '\r';
            text[at++] = c + 1 == field_count ? '\n' : ',';
        }
    }
    made.memory = malloc(at + 2 * FIELD_WINDOW_PAD_BYTES);
    for (uint32_t i = 0; i < at + 2 * FIELD_WINDOW_PAD_BYTES; i++)
        made.memory[i] = (char)random_next(random);
    memcpy(made.memory + FIELD_WINDOW_PAD_BYTES, text, at);
    made.window.has_quotes = memchr(text, '"', at) != NULL;
    free(text);
    made.window.text = made.memory + FIELD_WINDOW_PAD_BYTES;
    made.window.row_count = row;
    made.window.row_starts = made.row_starts;
    made.window.ends = made.ends;
    return made;
}

static inline void release_window(struct test_window *made)
{
    free(made->memory);
    free(made->contents);
    free(made->row_starts);
    free(made->ends);
    free(made->byte_counts);
}

static inline struct slice content_of(const struct test_window *made, uint32_t row, uint32_t field)
{
    const size_t entry = (size_t)row * made->window.field_count + field;
    return (struct slice){made->contents + entry * TEST_FIELD_BYTES, made->byte_counts[entry]};
}

/* Sets of markers: the usual ones, and two that look like values. */
enum { MISSING_SET_COUNT = 3 };
static inline void make_missing(struct missing_set *set, unsigned number)
{
    static const char *const digits[] = {"9",    "0",  "99", "2025-06-01", "-1", "2025-06-01 08:05",
                                         "12.5", "A17"};
    missing_set_init(set);
    missing_set_add_defaults(set);
    for (size_t i = 0; number == 1 && i < sizeof digits / sizeof digits[0]; i++)
        assert_int_equal(missing_set_add(set, digits[i], NULL), RC_OK);
    if (number == 2) assert_int_equal(missing_set_add(set, "say \"no\"", NULL), RC_OK);
}

/* The instruction sets of this processor; how many. */
static inline unsigned isas_here(enum isa isas[3])
{
    unsigned count = 0;
    isas[count++] = ISA_PORTABLE;
#if defined(__x86_64__)
    __builtin_cpu_init();
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi2")) isas[count++] = ISA_AVX2;
    if (__builtin_cpu_supports("avx512vbmi2") && __builtin_cpu_supports("avx512vbmi") &&
        __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl"))
        isas[count++] = ISA_AVX512;
#endif
    return count;
}

/* A field as the decoders see it, and what the definition says of it. */
struct expected {
    enum decode_status status;
    int64_t value;
    bool is_date_alone;
};
typedef struct expected expect_function(const struct decode_options *options, struct slice field,
                                        struct decode_range range);

static inline struct expected expect_of(expect_function *decode, const struct missing_set *set,
                                        enum encoding encoding, struct slice field,
                                        struct decode_range range)
{
    const struct decode_options options = {encoding, 480};
    field = encoding_trim(encoding, field);
    if (missing_set_has(set, encoding, field)) return (struct expected){.status = DECODE_MISSING};
    return decode(&options, field, range);
}

/* One reader's values of a column, widened, with missing_value for missing. */
struct readings {
    int64_t *values;
    int64_t missing_value;
    struct field_outcome outcome;
};

/* Decided fields are what the definition says; others stand in the rest. */
static inline void assert_readings(const struct test_window *made, uint32_t field,
                                   const struct missing_set *set, expect_function *decode,
                                   struct decode_range range, const struct readings *readings)
{
    uint32_t rest = 0, missing_count = 0, date_alone_count = 0;
    for (uint32_t row = 0; row < made->window.row_count; row++) {
        const struct expected expected =
            expect_of(decode, set, made->window.encoding, content_of(made, row, field), range);
        if (rest < readings->outcome.rest_count && readings->outcome.rest_rows[rest] == row) {
            assert_int_equal(readings->values[row], readings->missing_value);
            rest++;
            continue;
        }
        if (expected.status == DECODE_MISSING) {
            missing_count++;
            assert_int_equal(readings->values[row], readings->missing_value);
            continue;
        }
        assert_int_equal(expected.status, DECODE_OK);
        assert_int_equal(readings->values[row], expected.value);
        date_alone_count += expected.is_date_alone;
    }
    assert_int_equal(readings->outcome.rest_count, rest);
    assert_int_equal(readings->outcome.missing_count, missing_count);
    assert_int_equal(readings->outcome.date_alone_count, date_alone_count);
    assert_int_equal(readings->outcome.unlisted_count, 0);
}

/* Read column `field` of the window by the table of `kernels` into *readings, whose arrays have
 * room. */
typedef void read_function(const struct field_kernels *kernels, const struct field_column *column,
                           struct decode_range range, struct readings *readings);

/* One window through every instruction set; returns the rows of the rest in it. */
static inline uint64_t compare_window(const struct test_window *made, const struct missing_set *set,
                                      struct decode_range range, read_function *read,
                                      expect_function *decode)
{
    uint64_t rest_count = 0;
    enum isa isas[3];
    const unsigned isa_count = isas_here(isas);
    const size_t row_count = made->window.row_count;
    struct field_missing missing;
    field_missing_init(&missing, set, made->window.encoding);
    for (uint32_t field = 0; field < made->window.field_count; field++) {
        struct readings first = {0};
        for (unsigned i = 0; i < isa_count; i++) {
            const struct field_column column = {&made->window, field, &missing};
            struct readings readings = {.values = calloc(row_count + 1, sizeof(int64_t))};
            readings.outcome.rest_rows = calloc(row_count + 1, sizeof(uint16_t));
            read(field_kernels(isas[i]), &column, range, &readings);
            assert_readings(made, field, set, decode, range, &readings);
            if (i == 0) {
                first = readings;
                rest_count += readings.outcome.rest_count;
                continue;
            }
            assert_int_equal(readings.outcome.rest_count, first.outcome.rest_count);
            assert_memory_equal(readings.values, first.values, row_count * sizeof(int64_t));
            free(readings.values);
            free(readings.outcome.rest_rows);
        }
        free(first.values);
        free(first.outcome.rest_rows);
    }
    return rest_count;
}

/* Many windows of all kinds. */
static inline void compare_many(uint64_t seed, unsigned round_count, field_sampler *sampler,
                                struct decode_range range, read_function *read,
                                expect_function *decode)
{
    uint64_t random = seed;
    for (unsigned round = 0; round < round_count; round++) {
        const enum encoding encoding = (enum encoding)(round % ENCODING_COUNT);
        const struct field_oddness oddness = {
            random_is(&random, 64) ? 0 : random_below(&random, 200), random_below(&random, 100),
            random_is(&random, 128) ? 0 : random_below(&random, 256), random_below(&random, 20)};
        struct missing_set set;
        make_missing(&set, random_is(&random, 128) ? 0 : random_below(&random, MISSING_SET_COUNT));
        struct test_window made = make_window(&random, encoding, random_below(&random, 90),
                                              1 + random_below(&random, 4), oddness, sampler);
        compare_window(&made, &set, range, read, decode);
        release_window(&made);
    }
}

/* Windows of the sampler's fields as they are, empty ones among them, bare and in quotes: nothing
 * is left to the rest. */
static inline void assert_decided(uint64_t seed, field_sampler *sampler, struct decode_range range,
                                  read_function *read, expect_function *decode)
{
    uint64_t random = seed;
    for (unsigned round = 0; round < 200; round++) {
        const struct field_oddness oddness = {0, 40, round % 2 ? 0 : 100, 0};
        struct missing_set set;
        make_missing(&set, 0);
        struct test_window made = make_window(&random, (enum encoding)(round % ENCODING_COUNT),
                                              1 + round % 70, 2, oddness, sampler);
        assert_int_equal(compare_window(&made, &set, range, read, decode), 0);
        release_window(&made);
    }
}

/* A text with one place taken by one byte, the next by every call. */
static struct {
    const char *text;
    unsigned next;
} replaced;

static inline void replaced_sample(uint64_t *random, uint32_t field, char *sample)
{
    const size_t byte_count = strlen(replaced.text);
    const unsigned serial = replaced.next++;
    (void)random;
    (void)field;
    memcpy(sample, replaced.text, byte_count + 1);
    sample[serial / 255 % byte_count] = (char)(serial % 255 + 1);
}

/* Each place of a field taken by every byte. */
static inline void compare_every_byte(const char *text, struct decode_range range,
                                      read_function *read, expect_function *decode)
{
    uint64_t random = 1;
    struct missing_set set;
    make_missing(&set, 0);
    replaced.text = text;
    for (replaced.next = 0; replaced.next < 255 * ENCODING_COUNT * strlen(text);) {
        struct test_window made =
            make_window(&random, (enum encoding)(replaced.next / 255 / strlen(text)), 100, 1,
                        (struct field_oddness){0, 0, 0, 0}, replaced_sample);
        compare_window(&made, &set, range, read, decode);
        release_window(&made);
    }
}

#endif
