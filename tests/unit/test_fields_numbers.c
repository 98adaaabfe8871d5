/* layer: ingest */
/* Whole numbers and money of columns against decode_int, decode_score and decode_money. */
#include "tests/unit/test_fields.h"

#include <inttypes.h>
#include <stdio.h>

static const struct decode_range any_int = {INT32_MIN, INT32_MAX}, score = {0, 10},
                                 odd_score = {-5, 99}, warranty = {6, 600};

static struct expected expect_int(const struct decode_options *options, struct slice field,
                                  struct decode_range range)
{
    int32_t value = 0;
    const enum decode_status status = decode_int(options, field, range, &value);
    return (struct expected){status, value, false};
}

static struct expected expect_score(const struct decode_options *options, struct slice field,
                                    struct decode_range range)
{
    int8_t value = 0;
    const enum decode_status status = decode_score(options, field, range, &value);
    return (struct expected){status, value, false};
}

static struct expected expect_money(const struct decode_options *options, struct slice field,
                                    struct decode_range range)
{
    (void)range;
    int64_t fen = 0;
    const enum decode_status status = decode_money(options, field, &fen);
    return (struct expected){status, fen, false};
}

static void read_ints(const struct field_kernels *kernels, const struct field_column *column,
                      struct decode_range range, struct readings *readings)
{
    int32_t *values = malloc((column->window->row_count + 1) * sizeof *values);
    kernels->read_ints(column, range, values, &readings->outcome);
    for (size_t i = 0; i < column->window->row_count; i++) readings->values[i] = values[i];
    readings->missing_value = INT_MISSING;
    free(values);
}

static void read_small(const struct field_kernels *kernels, const struct field_column *column,
                       struct decode_range range, struct readings *readings)
{
    int8_t *values = malloc(column->window->row_count + 1);
    kernels->read_small(column, range, values, &readings->outcome);
    for (size_t i = 0; i < column->window->row_count; i++) readings->values[i] = values[i];
    readings->missing_value = SCORE_MISSING;
    free(values);
}

static void read_money(const struct field_kernels *kernels, const struct field_column *column,
                       struct decode_range range, struct readings *readings)
{
    (void)range;
    kernels->read_money(column, readings->values, &readings->outcome);
    readings->missing_value = MONEY_MISSING;
}

/* A number of up to `most` digits, short ones more often. */
static uint64_t random_number(uint64_t *random, unsigned most)
{
    uint64_t number = 0;
    for (unsigned digits = random_below(random, most + 1); digits > 0; digits--)
        number = number * 10 + random_below(random, 10);
    return number;
}

static void any_number(uint64_t *random, uint32_t field, char *sample)
{
    static const char *const others[] = {
        "-",   "+5",    "1,234",       "5.0",        "007",  "-0",          "2147483647",
        "1e3", "12 34", "-2147483648", "2147483648", "１２", "99999999999", "0000000000000012",
        "NA",  "无",    "0000000001",  "4294967297", "--5",  "1-2",         "999999999999999999"};
    if (random_is(random, 40))
        snprintf(sample, TEST_FIELD_BYTES, "%s",
                 others[random_below(random, sizeof others / sizeof *others)]);
    else
        snprintf(sample, TEST_FIELD_BYTES, "%s%" PRIu64, random_is(random, 40) ? "-" : "",
                 random_number(random, field == 0   ? 2
                                       : field == 1 ? 4
                                                    : 11));
}

static void usual_int(uint64_t *random, uint32_t field, char *sample)
{
    snprintf(sample, TEST_FIELD_BYTES, "%s%" PRIu64, random_is(random, 40) ? "-" : "",
             10 + random_number(random, field == 0 ? 2 : 9));
}

static void usual_small(uint64_t *random, uint32_t field, char *sample)
{
    (void)field;
    snprintf(sample, TEST_FIELD_BYTES, "%u", random_below(random, 11));
}

static void usual_money(uint64_t *random, uint32_t field, char *sample)
{
    const uint64_t whole = random_number(random, field == 0 ? 5 : 15);
    const char *sign = random_is(random, 20) ? "-" : "";
    const unsigned fraction = random_below(random, 100), form = random_below(random, 3);
    if (form == 0)
        snprintf(sample, TEST_FIELD_BYTES, "%s%" PRIu64, sign, whole);
    else if (form == 1)
        snprintf(sample, TEST_FIELD_BYTES, "%s%" PRIu64 ".%u", sign, whole, fraction / 10);
    else
        snprintf(sample, TEST_FIELD_BYTES, "%s%" PRIu64 ".%02u", sign, whole, fraction);
}

static void any_money(uint64_t *random, uint32_t field, char *sample)
{
    static const char *const others[] = {".5",
                                         "5.",
                                         ".",
                                         "-.5",
                                         "1..5",
                                         "1.2.3",
                                         "1,234.50",
                                         "¥5",
                                         "5元",
                                         "(5.00)",
                                         "12.345",
                                         "12.340",
                                         "0.00",
                                         "-0.01",
                                         "92233720368547758.07",
                                         "1.-5",
                                         "12.5",
                                         "12345.67",
                                         "123456.78",
                                         "1234567",
                                         "x.12",
                                         "92233720368547758.08",
                                         "- 5.00",
                                         "-",
                                         "12345678",
                                         "1234567.8",
                                         ".05",
                                         "-.50",
                                         "999999999999999.99"};
    if (random_is(random, 40))
        snprintf(sample, TEST_FIELD_BYTES, "%s",
                 others[random_below(random, sizeof others / sizeof *others)]);
    else
        usual_money(random, field, sample);
}

static void test_ints(void **state)
{
    (void)state;
    compare_many(11, 2000, any_number, any_int, read_ints, expect_int);
    compare_many(12, 1000, any_number, warranty, read_ints, expect_int);
}

static void test_small(void **state)
{
    (void)state;
    compare_many(13, 2000, any_number, score, read_small, expect_score);
    compare_many(14, 1000, any_number, odd_score, read_small, expect_score);
}

static void test_money(void **state)
{
    (void)state;
    compare_many(15, 3000, any_money, any_int, read_money, expect_money);
}

static void test_usual_numbers_are_decided(void **state)
{
    (void)state;
    assert_decided(16, usual_int, any_int, read_ints, expect_int);
    assert_decided(17, usual_small, score, read_small, expect_score);
    assert_decided(18, usual_money, any_int, read_money, expect_money);
}

static void test_every_byte(void **state)
{
    (void)state;
    static const char *const texts[] = {"7",        "42",        "1234",       "12345",
                                        "12345678", "123456789", "1234567890", "-12",
                                        "1234.56",  "12.5",      "12345.67",   "1234567.89"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        compare_every_byte(texts[i], any_int, read_ints, expect_int);
        compare_every_byte(texts[i], any_int, read_money, expect_money);
        compare_every_byte(texts[i], score, read_small, expect_score);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_ints),       cmocka_unit_test(test_small),
        cmocka_unit_test(test_money),      cmocka_unit_test(test_usual_numbers_are_decided),
        cmocka_unit_test(test_every_byte),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
