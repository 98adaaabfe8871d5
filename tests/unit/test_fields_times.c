/* layer: ingest */
/* Dates and times of columns against decode_time and decode_day. */
#include "base/day.h"
#include "tests/unit/test_fields.h"

#include <stdio.h>

static const struct decode_range no_range = {0, 0};

static struct expected expect_time(const struct decode_options *options, struct slice field,
                                   struct decode_range range)
{
    (void)range;
    struct decoded_time time = {0, false};
    const enum decode_status status = decode_time(options, field, &time);
    return (struct expected){status, time.minute, time.is_date_alone};
}

static struct expected expect_date(const struct decode_options *options, struct slice field,
                                   struct decode_range range)
{
    (void)range;
    int32_t day = 0;
    const enum decode_status status = decode_day(options, field, &day);
    return (struct expected){status, day, false};
}

static void widen(const int32_t *values, size_t count, struct readings *readings)
{
    for (size_t i = 0; i < count; i++) readings->values[i] = values[i];
    readings->missing_value = INT32_MIN;
}

static void read_times(const struct field_kernels *kernels, const struct field_column *column,
                       struct decode_range range, struct readings *readings)
{
    (void)range;
    int32_t *minutes = malloc((column->window->row_count + 1) * sizeof *minutes);
    kernels->read_times(column, minutes, &readings->outcome);
    widen(minutes, column->window->row_count, readings);
    free(minutes);
}

static void read_dates(const struct field_kernels *kernels, const struct field_column *column,
                       struct decode_range range, struct readings *readings)
{
    (void)range;
    int32_t *days = malloc((column->window->row_count + 1) * sizeof *days);
    kernels->read_dates(column, days, &readings->outcome);
    widen(days, column->window->row_count, readings);
    free(days);
}

static void put_date(uint64_t *random, bool is_valid, char *sample)
{
    const char mark = "-/."[random_below(random, 3)];
    const unsigned month = is_valid ? 1 + random_below(random, 12) : random_below(random, 14);
    const unsigned year =
        is_valid ? 1900 + random_below(random, 300) : 1880 + random_below(random, 340);
    unsigned day = 1 + random_below(random, 31);
    if (is_valid && (int)day > day_month_length((int)year, (int)month)) day = 28;
    if (!is_valid && random_is(random, 10)) day = 0;
    snprintf(sample, TEST_FIELD_BYTES, random_is(random, 100) ? "%04u%c%u%c%u" : "%04u%c%02u%c%02u",
             year, mark, month, mark, day);
}

static void put_time(uint64_t *random, bool is_valid, char *sample)
{
    const size_t date_bytes = strlen(sample);
    const unsigned more = is_valid ? 0 : 2;
    sample += date_bytes;
    sample += snprintf(sample, 8, random_is(random, 100) ? "%c%u" : "%c%02u",
                       " Tt"[random_below(random, 3)], random_below(random, 24 + more));
    sample += snprintf(sample, 8, ":%02u", random_below(random, 60 + more));
    if (random_is(random, 128)) snprintf(sample, 8, ":%02u", random_below(random, 60 + more));
}

static void usual_time(uint64_t *random, uint32_t field, char *sample)
{
    (void)field;
    put_date(random, true, sample);
    if (!random_is(random, 40)) put_time(random, true, sample);
}

static void usual_date(uint64_t *random, uint32_t field, char *sample)
{
    (void)field;
    put_date(random, true, sample);
}

/* One form in the whole column, as files have it. */
static void uniform_time(uint64_t *random, uint32_t field, char *sample)
{
    const unsigned minute = random_below(random, 1440);
    const size_t date_bytes = (size_t)snprintf(
        sample, TEST_FIELD_BYTES, "%04u-%02u-%02u", 2000 + random_below(random, 60),
        1 + random_below(random, 12), 1 + random_below(random, 28));
    if (field == 0) snprintf(sample + date_bytes, 16, " %02u:%02u", minute / 60, minute % 60);
}

static void any_time(uint64_t *random, uint32_t field, char *sample)
{
    static const char *const others[] = {"20250601",
                                         "2025年6月1日",
                                         "2025-06-01T08:05Z",
                                         "2025-06-01 08:05 ",
                                         "2025-6-1 8时5分",
                                         "2025-06-01 08:05:09.5",
                                         "NA",
                                         "无",
                                         "2025-06-01 08:5",
                                         "2025-06-01  8:05",
                                         "2025-06/01 08:05",
                                         "２０２５-06-01",
                                         "2025-06-01 08:05",
                                         "2025-06-01",
                                         "0000-00-00 00:00",
                                         "2100-02-29",
                                         "2000-02-29 23:59",
                                         "1900-02-29 00:00",
                                         "2025-06-01\n08:05",
                                         "2025-06-01T",
                                         "2025-1-1 :05",
                                         "2025-1-1 8:",
                                         "2025--1 8:05",
                                         "2025-06-01 08:05:0"};
    if (random_is(random, 40)) {
        snprintf(sample, TEST_FIELD_BYTES, "%s",
                 others[random_below(random, sizeof others / sizeof *others)]);
    } else if (random_is(random, 128)) {
        uniform_time(random, field, sample);
    } else {
        const bool is_valid = random_is(random, 200);
        put_date(random, is_valid, sample);
        if (!random_is(random, 60)) put_time(random, is_valid, sample);
    }
}

static void test_times(void **state)
{
    (void)state;
    compare_many(1, 3000, any_time, no_range, read_times, expect_time);
}

static void test_dates(void **state)
{
    (void)state;
    compare_many(2, 3000, any_time, no_range, read_dates, expect_date);
}

static void test_usual_times_are_decided(void **state)
{
    (void)state;
    assert_decided(3, usual_time, no_range, read_times, expect_time);
    assert_decided(4, uniform_time, no_range, read_times, expect_time);
}

static void test_usual_dates_are_decided(void **state)
{
    (void)state;
    assert_decided(5, usual_date, no_range, read_dates, expect_date);
}

static void test_every_byte(void **state)
{
    (void)state;
    static const char *const texts[] = {"2025-06-01 08:05", "2025/06/01T18:05:09", "2025.6.1 8:05",
                                        "2024-02-29", "2025/11/1 8:59:59"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        compare_every_byte(texts[i], no_range, read_times, expect_time);
        compare_every_byte(texts[i], no_range, read_dates, expect_date);
    }
}

/* A column of every day of the calendar, and of days that there are not. */
static unsigned next_day;
static void day_after_day(uint64_t *random, uint32_t field, char *sample)
{
    (void)random;
    (void)field;
    const unsigned day = next_day++;
    snprintf(sample, TEST_FIELD_BYTES, "%04u-%02u-%02u 23:59", 1899 + day / (14 * 33),
             day / 33 % 14, day % 33);
}

static void test_every_day(void **state)
{
    (void)state;
    uint64_t random = 6;
    struct missing_set set;
    make_missing(&set, 0);
    for (next_day = 0; next_day < 302 * 14 * 33;) {
        struct test_window made = make_window(&random, ENCODING_UTF8, 150, 1,
                                              (struct field_oddness){0, 0, 0, 0}, day_after_day);
        compare_window(&made, &set, no_range, read_times, expect_time);
        release_window(&made);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_times),
        cmocka_unit_test(test_dates),
        cmocka_unit_test(test_usual_times_are_decided),
        cmocka_unit_test(test_usual_dates_are_decided),
        cmocka_unit_test(test_every_byte),
        cmocka_unit_test(test_every_day),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
