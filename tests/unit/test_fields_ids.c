/* layer: ingest */
/* Texts of ids, counted texts and greatest lengths of columns against encoding_trim and the missing
 * set. */
#include "tests/unit/test_fields.h"

#include <stdio.h>

static void any_id(uint64_t *random, uint32_t field, char *sample)
{
    static const char *const others[] = {
        "张三", "A张三B", "NA",    "n/a",   "NULL",  "-", "无",   "say \"no\"", "a",  "A17",
        "99",   "9999",   "null ", "\xFF#", "#\xFF", "0", "A\"B", "2",          "12", "A2"};
    if (random_is(random, 60))
        snprintf(sample, TEST_FIELD_BYTES, "%s",
                 others[random_below(random, sizeof others / sizeof *others)]);
    else
        snprintf(sample, TEST_FIELD_BYTES, "%.*s%u", (int)random_below(random, field * 9 + 2),
                 "S107-2104-0000605-ABCDEFGHIJKLMNOPQ", random_below(random, 10000));
}

static void usual_id(uint64_t *random, uint32_t field, char *sample)
{
    snprintf(sample, TEST_FIELD_BYTES, field == 0 ? "C%07u" : "%u", random_below(random, 1000000));
}

static void any_text(uint64_t *random, uint32_t field, char *sample)
{
    static const char *const others[] = {
        "上门太慢，等了好几天",
        "无",
        "NA",
        "很好。",
        "　　",
        "    NULL     ",
        "good",
        "say \"no\"",
        "2",
        "\"\"",
        "说",
        "一\xE3\x80\x80",
        "　好",
        "好\xC2\xA0",
        "\xE3\x80",
        "a\xA1\xA1",
        "\x80",
        "n/A",
        "a longer text that nobody could take for a marker, not with all its \"quotes\" either"};
    (void)field;
    snprintf(sample, TEST_FIELD_BYTES, "%s",
             others[random_below(random, sizeof others / sizeof *others)]);
}

static void usual_text(uint64_t *random, uint32_t field, char *sample)
{
    static const char *const others[] = {"上门太慢，等了好几天", "very good, as always.", "ok",
                                         "阀芯漏水"};
    (void)field;
    snprintf(sample, TEST_FIELD_BYTES, "%s", others[random_below(random, 4)]);
}

/* The text that a key is made of; missing: no bytes. */
static struct slice expected_id(const struct missing_set *set, enum encoding encoding,
                                struct slice field, struct text *into)
{
    text_clear(into);
    field = encoding_trim(encoding, field);
    if (missing_set_has(set, encoding, field)) return (struct slice){"", 0};
    if (encoding != ENCODING_GB18030) return field;
    encoding_add_utf8(encoding, field, into);
    return (struct slice){into->bytes, into->byte_count};
}

static void assert_ids(const struct test_window *made, uint32_t field, uint32_t width_bytes,
                       const struct missing_set *set, const char *slots,
                       const struct field_outcome *outcome)
{
    uint32_t rest = 0, missing_count = 0;
    struct text text;
    text_init(&text, 0);
    for (uint32_t row = 0; row < made->window.row_count; row++) {
        char padded[TEST_FIELD_BYTES * 4] = {0};
        const struct slice expected =
            expected_id(set, made->window.encoding, content_of(made, row, field), &text);
        if (rest < outcome->rest_count && outcome->rest_rows[rest] == row) {
            rest++;
        } else {
            assert_true(expected.byte_count <= width_bytes);
            memcpy(padded, expected.bytes, expected.byte_count);
            missing_count += expected.byte_count == 0;
        }
        assert_memory_equal(slots + (size_t)row * width_bytes, padded, width_bytes);
    }
    assert_int_equal(outcome->rest_count, rest);
    assert_int_equal(outcome->missing_count, missing_count);
    text_release(&text);
}

static void assert_longest(const struct test_window *made, uint32_t field, uint32_t found)
{
    size_t longest = 0;
    bool has_inner_quote = false;
    for (uint32_t row = 0; row < made->window.row_count; row++) {
        const struct slice content = content_of(made, row, field);
        if (content.byte_count > longest) longest = content.byte_count;
        if (memchr(content.bytes, '"', content.byte_count)) has_inner_quote = true;
    }
    if (has_inner_quote) /* which stands twice */
        assert_true(found >= longest);
    else
        assert_int_equal(found, longest);
}

/* By all instruction sets. Returns the number of fields in the rest. */
static uint32_t compare_ids(const struct test_window *made, uint32_t field, uint32_t width_bytes,
                            const struct missing_set *set)
{
    enum isa isas[3];
    const unsigned isa_count = isas_here(isas);
    struct field_missing missing;
    field_missing_init(&missing, set, made->window.encoding);
    const struct field_column column = {&made->window, field, &missing};
    const size_t byte_count = (size_t)made->window.row_count * width_bytes;
    char *slots = malloc(byte_count + 1); /* a sanitizer sees what is written behind */
    uint16_t *rests[3];
    uint32_t rest_count = 0, longest = 0;
    for (unsigned i = 0; i < isa_count; i++) {
        rests[i] = calloc(made->window.row_count + 1, sizeof *rests[i]);
        struct field_outcome outcome = {.rest_rows = rests[i]};
        memset(slots, 0x5A, byte_count + 1);
        const uint32_t found =
            field_kernels(isas[i])->read_ids(&column, slots, width_bytes, &outcome);
        assert_ids(made, field, width_bytes, set, slots, &outcome);
        assert_longest(made, field, found);
        assert_int_equal(slots[byte_count], 0x5A);
        if (i > 0) assert_int_equal(outcome.rest_count, rest_count);
        if (i > 0) assert_int_equal(found, longest);
        rest_count = outcome.rest_count;
        longest = found;
        assert_memory_equal(rests[i], rests[0], rest_count * sizeof *rests[i]);
    }
    for (unsigned i = 0; i < isa_count; i++) free(rests[i]);
    free(slots);
    return rest_count;
}

static void assert_texts(const struct test_window *made, uint32_t field,
                         const struct missing_set *set, const struct field_outcome *outcome)
{
    uint32_t rest = 0, missing_count = 0;
    for (uint32_t row = 0; row < made->window.row_count; row++) {
        if (rest < outcome->rest_count && outcome->rest_rows[rest] == row) {
            rest++;
            continue;
        }
        const struct slice content = content_of(made, row, field);
        const struct slice trimmed = encoding_trim(made->window.encoding, content);
        missing_count += missing_set_has(set, made->window.encoding, trimmed);
    }
    assert_int_equal(rest, outcome->rest_count);
    assert_int_equal(missing_count, outcome->missing_count);
}

/* By all instruction sets. Returns the number of fields in the rest. */
static uint32_t compare_texts(const struct test_window *made, uint32_t field,
                              const struct missing_set *set)
{
    enum isa isas[3];
    const unsigned isa_count = isas_here(isas);
    struct field_missing missing;
    field_missing_init(&missing, set, made->window.encoding);
    const struct field_column column = {&made->window, field, &missing};
    uint16_t *rests[3];
    uint32_t rest_count = 0;
    for (unsigned i = 0; i < isa_count; i++) {
        rests[i] = calloc(made->window.row_count + 1, sizeof *rests[i]);
        struct field_outcome outcome = {.rest_rows = rests[i]};
        field_kernels(isas[i])->count_texts(&column, &outcome);
        assert_texts(made, field, set, &outcome);
        if (i > 0) assert_int_equal(outcome.rest_count, rest_count);
        rest_count = outcome.rest_count;
        assert_memory_equal(rests[i], rests[0], rest_count * sizeof *rests[i]);
    }
    for (unsigned i = 0; i < isa_count; i++) free(rests[i]);
    return rest_count;
}

static void compare_random(uint64_t seed, field_sampler *sampler, bool is_text)
{
    uint64_t random = seed;
    for (unsigned round = 0; round < 2500; round++) {
        const struct field_oddness oddness = {
            random_is(&random, 64) ? 0 : random_below(&random, 150), random_below(&random, 100),
            random_is(&random, 128) ? 0 : random_below(&random, 256), random_below(&random, 60)};
        struct missing_set set;
        make_missing(&set, random_below(&random, MISSING_SET_COUNT));
        struct test_window made = make_window(&random, (enum encoding)(round % ENCODING_COUNT),
                                              random_below(&random, 50), 3, oddness, sampler);
        for (uint32_t field = 0; field < 3; field++) {
            if (is_text)
                compare_texts(&made, field, &set);
            else
                compare_ids(&made, field, 8 * (1 + random_below(&random, 5)), &set);
        }
        release_window(&made);
    }
}

static void test_ids(void **state)
{
    (void)state;
    compare_random(41, any_id, false);
}

static void test_texts(void **state)
{
    (void)state;
    compare_random(42, any_text, true);
}

static void test_usual_ones_are_decided(void **state)
{
    (void)state;
    uint64_t random = 43;
    struct missing_set set;
    make_missing(&set, 0);
    for (unsigned round = 0; round < 300; round++) {
        const struct field_oddness oddness = {0, 60, round % 2 ? 100 : 0, 0};
        const enum encoding encoding = (enum encoding)(round % ENCODING_COUNT);
        struct test_window ids = make_window(&random, encoding, 40, 2, oddness, usual_id);
        struct test_window texts = make_window(&random, encoding, 40, 1, oddness, usual_text);
        assert_int_equal(compare_ids(&ids, 0, 8, &set), 0);
        assert_int_equal(compare_ids(&ids, 1, 16, &set), 0);
        assert_int_equal(compare_texts(&texts, 0, &set), 0);
        release_window(&ids);
        release_window(&texts);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_ids),
        cmocka_unit_test(test_texts),
        cmocka_unit_test(test_usual_ones_are_decided),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
