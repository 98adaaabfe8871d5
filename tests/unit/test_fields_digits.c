/* layer: ingest */
/* Runs of one-digit answers against decode_score and decode_bool. */
#include "tests/unit/test_fields.h"

#include <stdio.h>

enum { RUN_LIMIT = 70, COLUMN_LIMIT = RUN_LIMIT + 2 };

static struct expected expect_answer(const struct decode_options *options, struct slice field,
                                     struct decode_range range)
{
    int8_t value = 0;
    bool answer = false;
    const bool is_bool = range.minimum == 0 && range.maximum == 1;
    const enum decode_status status = is_bool ? decode_bool(options, field, &answer)
                                              : decode_score(options, field, range, &value);
    return (struct expected){status, is_bool ? answer : value, false};
}

static void digit(uint64_t *random, uint32_t field, char *sample)
{
    (void)field;
    snprintf(sample, TEST_FIELD_BYTES, "%u", 1 + random_below(random, 5));
}

static void any_answer(uint64_t *random, uint32_t field, char *sample)
{
    static const char *const others[] = {
        "10", "-", "无", "?", "05", "7 ", "是", "\x01",
        "p",  "Y", ":",  ";", "<",  "=",  ">",  "a long one, and a longer one"};
    if (random_is(random, 8))
        snprintf(sample, TEST_FIELD_BYTES, "%s",
                 others[random_below(random, sizeof others / sizeof *others)]);
    else if (random_is(random, 200))
        digit(random, field, sample);
    else
        snprintf(sample, TEST_FIELD_BYTES, "%u", random_below(random, 10));
}

static struct decode_range range_of(uint32_t column)
{
    static const struct decode_range ranges[] = {{1, 7}, {0, 1}, {1, 5}, {-3, 3}, {0, 9}};
    return ranges[column % 5];
}

struct run {
    uint32_t first, count;
    struct field_digits digits[RUN_LIMIT];
};

static void init_run(struct run *run, const struct test_window *made,
                     const struct field_missing *missing)
{
    const size_t row_count = made->window.row_count;
    for (uint32_t i = 0; i < run->count; i++) {
        run->digits[i].values = calloc(row_count + 1, 1);
        run->digits[i].outcome.rest_rows = calloc(row_count + 1, sizeof(uint16_t));
        field_digits_init(&run->digits[i], range_of(run->first + i), missing);
    }
}

static void release_run(struct run *run)
{
    for (uint32_t i = 0; i < run->count; i++) {
        free(run->digits[i].values);
        free(run->digits[i].outcome.rest_rows);
    }
}

static uint32_t assert_run(const struct run *run, const struct test_window *made,
                           const struct missing_set *set)
{
    uint32_t rest_count = 0;
    int64_t *values = calloc(made->window.row_count + 1, sizeof *values);
    for (uint32_t i = 0; i < run->count; i++) {
        for (uint32_t row = 0; row < made->window.row_count; row++)
            values[row] = run->digits[i].values[row];
        const struct readings readings = {values, SCORE_MISSING, run->digits[i].outcome};
        assert_readings(made, run->first + i, set, expect_answer, range_of(run->first + i),
                        &readings);
        rest_count += readings.outcome.rest_count;
    }
    free(values);
    return rest_count;
}

/* Returns the number of fields in the rest. */
static uint32_t compare_run(const struct test_window *made, const struct missing_set *set,
                            uint32_t first, uint32_t count)
{
    enum isa isas[3];
    const unsigned isa_count = isas_here(isas);
    struct field_missing missing;
    field_missing_init(&missing, set, made->window.encoding);
    uint32_t rest_count = 0;
    for (unsigned i = 0; i < isa_count; i++) {
        struct run run = {.first = first, .count = count};
        init_run(&run, made, &missing);
        field_kernels(isas[i])->read_digits(&made->window, first, run.digits, count);
        const uint32_t own_count = assert_run(&run, made, set);
        if (i > 0) assert_int_equal(own_count, rest_count);
        rest_count = own_count;
        release_run(&run);
    }
    return rest_count;
}

static void test_runs(void **state)
{
    (void)state;
    uint64_t random = 21;
    for (unsigned round = 0; round < 1500; round++) {
        const struct field_oddness oddness = {
            random_is(&random, 128) ? 0 : random_below(&random, 10), random_below(&random, 100),
            random_is(&random, 128) ? 0 : random_below(&random, 256), 0};
        struct missing_set set;
        make_missing(&set, random_is(&random, 128) ? 0 : random_below(&random, MISSING_SET_COUNT));
        const uint32_t count = 1 + random_below(&random, round % 2   ? RUN_LIMIT
                                                         : round % 4 ? 24
                                                                     : 4);
        const uint32_t first = random_below(&random, 2);
        const uint32_t most_rows = count <= 4 ? 600 : 200;
        struct test_window made = make_window(
            &random, (enum encoding)(round % ENCODING_COUNT), random_below(&random, most_rows),
            first + count + random_below(&random, 2), oddness, round % 3 ? any_answer : digit);
        compare_run(&made, &set, first, count);
        release_window(&made);
    }
}

static void test_digits_are_decided(void **state)
{
    (void)state;
    uint64_t random = 22;
    for (unsigned round = 0; round < 100; round++) {
        const struct field_oddness oddness = {0, 40, round % 2 ? 0 : 200, 0};
        struct missing_set set;
        make_missing(&set, 0);
        struct test_window made = make_window(&random, (enum encoding)(round % ENCODING_COUNT),
                                              1 + round, 41, oddness, digit);
        for (uint32_t field = 0; field < 41; field++) /* columns 0 and 2 are 1 to 7, 1 to 5 */
            if (field % 5 == 0 || field % 5 == 2)
                assert_int_equal(compare_run(&made, &set, field, 1), 0);
        release_window(&made);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_runs),
        cmocka_unit_test(test_digits_are_decided),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
