/* layer: ingest */
/* One field to one value. Every case runs in UTF-8 and, transcoded, in GB18030. */
#include "base/day.h"
#include "ingest/decode/decode.h"
#include "ingest/decode/decode_missing.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { FIELD_BYTES = 512 };

/* UTF-8 text in GB18030. Bytes that are no UTF-8 stay as they are. */
static struct slice to_gb18030(const char *text, char into[FIELD_BYTES])
{
    const size_t byte_count = strlen(text);
    size_t written = 0;
    for (size_t i = 0; i < byte_count;) {
        uint32_t code_point;
        unsigned char character[GB18030_CHARACTER_BYTES] = {(unsigned char)text[i]};
        const size_t length = utf8_next(text + i, byte_count - i, &code_point);
        const size_t out = length > 0 ? gb18030_put(code_point, character) : 1;
        assert_true(out > 0 && written + out <= FIELD_BYTES);
        memcpy(into + written, character, out);
        written += out;
        i += length > 0 ? length : 1;
    }
    return (struct slice){into, written};
}

/* The field in memory of exactly its size, so that a sanitizer sees any step outside. */
static struct slice exact_copy(struct slice field)
{
    char *bytes = malloc(field.byte_count + (field.byte_count == 0));
    assert_non_null(bytes);
    memcpy(bytes, field.bytes, field.byte_count);
    return (struct slice){bytes, field.byte_count};
}

/* Whatever a decoder returns, widened. */
struct outcome {
    enum decode_status status;
    int64_t value;
    bool is_date_alone;
};

typedef struct outcome decode_one(const struct decode_options *options, struct slice field);

static struct outcome one_time(const struct decode_options *options, struct slice field)
{
    struct decoded_time time = {0};
    const enum decode_status status = decode_time(options, field, &time);
    return (struct outcome){status, time.minute, time.is_date_alone};
}

static struct outcome one_day(const struct decode_options *options, struct slice field)
{
    int32_t day = 0;
    const enum decode_status status = decode_day(options, field, &day);
    return (struct outcome){status, day, false};
}

static struct outcome one_excel_time(const struct decode_options *options, struct slice field)
{
    struct decoded_time time = {0};
    const enum decode_status status = decode_excel_time(options, field, &time);
    return (struct outcome){status, time.minute, time.is_date_alone};
}

static struct outcome one_excel_day(const struct decode_options *options, struct slice field)
{
    int32_t day = 0;
    const enum decode_status status = decode_excel_day(options, field, &day);
    return (struct outcome){status, day, false};
}

static struct outcome one_int(const struct decode_options *options, struct slice field)
{
    int32_t value = 0;
    const struct decode_range range = {INT32_MIN, INT32_MAX};
    const enum decode_status status = decode_int(options, field, range, &value);
    return (struct outcome){status, value, false};
}

static struct outcome one_score(const struct decode_options *options, struct slice field)
{
    int8_t score = 0;
    const enum decode_status status =
        decode_score(options, field, (struct decode_range){1, 10}, &score);
    return (struct outcome){status, score, false};
}

static struct outcome one_money(const struct decode_options *options, struct slice field)
{
    int64_t fen = 0;
    const enum decode_status status = decode_money(options, field, &fen);
    return (struct outcome){status, fen, false};
}

static struct outcome one_bool(const struct decode_options *options, struct slice field)
{
    bool value = false;
    const enum decode_status status = decode_bool(options, field, &value);
    return (struct outcome){status, value, false};
}

static void assert_outcome(decode_one *decode, const char *text, struct outcome expected)
{
    char bytes[FIELD_BYTES];
    const struct slice fields[] = {slice_of(text), slice_of(text), to_gb18030(text, bytes)};
    for (int encoding = 0; encoding < ENCODING_COUNT; encoding++) {
        const struct decode_options options = {(enum encoding)encoding, 480};
        const struct slice field = exact_copy(fields[encoding]);
        const struct outcome found = decode(&options, field);
        free((char *)field.bytes);
        if (found.status != expected.status)
            fail_msg("\"%s\" in %s: %s, not %s", text, encoding_name(options.encoding),
                     decode_rules[found.status].name, decode_rules[expected.status].name);
        if (found.value != expected.value || found.is_date_alone != expected.is_date_alone)
            fail_msg("\"%s\" in %s: %lld", text, encoding_name(options.encoding),
                     (long long)found.value);
    }
}

/* ---- Dates and times ---- */

struct time_case {
    const char *text;
    const char *minute; /* as minute_text writes it */
    bool is_date_alone;
};

// clang-format off
static const struct time_case times[] = {
    {"2025-06-01", "2025-06-01T00:00", true}, {"2025-6-1", "2025-06-01T00:00", true},
    {"2025/6/1", "2025-06-01T00:00", true}, {"2025.6.1", "2025-06-01T00:00", true},
    {"2025年6月1日", "2025-06-01T00:00", true}, {"2025年06月01号", "2025-06-01T00:00", true},
    {"20250601", "2025-06-01T00:00", true}, {"  2025-06-01\t", "2025-06-01T00:00", true},
    {"\u30002025/6/1\u00A0", "2025-06-01T00:00", true},
    {"２０２５－０６－０１", "2025-06-01T00:00", true},
    {"２０２５／６／１　８：０５", "2025-06-01T08:05", false},
    {"1900-01-01", "1900-01-01T00:00", true}, {"2199-12-31", "2199-12-31T00:00", true},
    {"2024-02-29", "2024-02-29T00:00", true}, {"2025-06-01 8:05", "2025-06-01T08:05", false},
    {"2025-06-01   08:05", "2025-06-01T08:05", false},
    {"2025-06-01t08:05:09", "2025-06-01T08:05", false},
    {"2025/6/1 08:05:59.999999", "2025-06-01T08:05", false},
    {"2025/6/1 08:05:59,9", "2025-06-01T08:05", false},
    {"2025-06-01 00:00", "2025-06-01T00:00", false},
    {"2025-06-01 23:59:59", "2025-06-01T23:59", false},
    {"2025年6月1日8时5分", "2025-06-01T08:05", false},
    {"2025年6月1日 8时", "2025-06-01T08:00", false},
    {"2025年6月1日 8点05分09秒", "2025-06-01T08:05", false},
    {"2025年6月1日下午3:05", "2025-06-01T15:05", false},
    {"2025/6/1 上午 8:05", "2025-06-01T08:05", false},
    {"2025/6/1 上午12:05", "2025-06-01T00:05", false},
    {"2025/6/1 下午12:05", "2025-06-01T12:05", false},
    {"2025/6/1 下午15:05", "2025-06-01T15:05", false},
    {"2025/6/1下午3时", "2025-06-01T15:00", false}, {"20250601 08:05", "2025-06-01T08:05", false},
    {"20250601T0805", "2025-06-01T08:05", false}, {"20250601T080509Z", "2025-06-01T16:05", false},
    {"2025-06-01T00:05Z", "2025-06-01T08:05", false},
    {"2025-06-01T00:05:00.123 z", "2025-06-01T08:05", false},
    {"2025-06-01T08:05+08:00", "2025-06-01T08:05", false},
    {"2025-06-01T08:05 +0800", "2025-06-01T08:05", false},
    {"2025-06-01T08:05+08", "2025-06-01T08:05", false},
    {"2025-06-01T08:05-05:30", "2025-06-01T21:35", false},
    {"2025-01-01T00:05+14:00", "2024-12-31T18:05", false},
    {"1969-12-31T15:59Z", "1969-12-31T23:59", false},
    {"1900-01-01T00:00+08:00", "1900-01-01T00:00", false},
};
// clang-format on

static int32_t minute_of_text(const char *text)
{
    int numbers[5];
    assert_int_equal(sscanf(text, "%d-%d-%dT%d:%d", &numbers[0], &numbers[1], &numbers[2],
                            &numbers[3], &numbers[4]),
                     5);
    const struct civil civil = {numbers[0], numbers[1], numbers[2]};
    return day_from_civil(civil) * MINUTES_A_DAY + numbers[3] * 60 + numbers[4];
}

static void test_times(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof times / sizeof times[0]; i++) {
        const int32_t minute = minute_of_text(times[i].minute);
        const struct outcome outcome = {DECODE_OK, minute, times[i].is_date_alone};
        const struct outcome day = {DECODE_OK, day_of_minute(minute), false};
        assert_outcome(one_time, times[i].text, outcome);
        assert_outcome(one_day, times[i].text, day);
    }
}

/* A text and the rule that it breaks. */
struct refusal {
    const char *text;
    enum decode_status status;
};

#define SIXTY_FOUR "1234567890123456789012345678901234567890123456789012345678901234"

// clang-format off
static const struct refusal time_refusals[] = {
    {"", DECODE_MISSING}, {" \u3000", DECODE_MISSING}, {"x", DECODE_NOT_A_DATE},
    {"25-06-01", DECODE_NOT_A_DATE}, {"01/06/2025", DECODE_NOT_A_DATE},
    {"2025-06", DECODE_NOT_A_DATE}, {"2025-06-", DECODE_NOT_A_DATE},
    {"2025-06/01", DECODE_NOT_A_DATE}, {"2025-06-001", DECODE_NOT_A_DATE},
    {"2025年6月1", DECODE_NOT_A_DATE}, {"2025年6-1日", DECODE_NOT_A_DATE},
    {"2025601", DECODE_NOT_A_DATE}, {"202506011", DECODE_NOT_A_DATE},
    {"45809", DECODE_NOT_A_DATE}, {"2025-06-01x", DECODE_NOT_A_DATE},
    {"2025-06-01Z", DECODE_NOT_A_DATE}, {"2025-06-0108:05", DECODE_NOT_A_DATE},
    {"2025-06-01\xFF", DECODE_NOT_A_DATE}, {"2025-02-30", DECODE_NO_SUCH_DAY},
    {"2025-02-29", DECODE_NO_SUCH_DAY}, {"1900-02-29", DECODE_NO_SUCH_DAY},
    {"2025-13-01", DECODE_NO_SUCH_DAY}, {"2025-00-01", DECODE_NO_SUCH_DAY},
    {"2025-06-00", DECODE_NO_SUCH_DAY}, {"20250631", DECODE_NO_SUCH_DAY},
    {"2025-02-30 25:00", DECODE_NO_SUCH_DAY}, {"1899-12-31", DECODE_YEAR_RANGE},
    {"2200-01-01", DECODE_YEAR_RANGE}, {"0000-01-01", DECODE_YEAR_RANGE},
    {"2199-12-31T16:00Z", DECODE_YEAR_RANGE}, {"1900-01-01T00:00+08:01", DECODE_YEAR_RANGE},
    {"2025-06-01T", DECODE_NOT_A_TIME}, {"2025-06-01 x", DECODE_NOT_A_TIME},
    {"2025-06-01 8", DECODE_NOT_A_TIME}, {"2025-06-01 8:5", DECODE_NOT_A_TIME},
    {"2025-06-01 8:", DECODE_NOT_A_TIME}, {"2025-06-01 8:05:", DECODE_NOT_A_TIME},
    {"2025-06-01 8:05:9", DECODE_NOT_A_TIME}, {"2025-06-01 8:05:09.", DECODE_NOT_A_TIME},
    {"2025-06-01 8:050", DECODE_NOT_A_TIME}, {"2025-06-01 8:05 x", DECODE_NOT_A_TIME},
    {"2025-06-01T0805", DECODE_NOT_A_TIME}, {"20250601 0805", DECODE_NOT_A_TIME},
    {"20250601T08050", DECODE_NOT_A_TIME}, {"2025年6月1日8时5", DECODE_NOT_A_TIME},
    {"2025年6月1日8时5分9", DECODE_NOT_A_TIME}, {"2025-06-01 上8:05", DECODE_NOT_A_TIME},
    {"2025-06-01T08:05+8", DECODE_NOT_A_TIME}, {"2025-06-01T08:05+08:", DECODE_NOT_A_TIME},
    {"2025-06-01T08:05+15:00", DECODE_NOT_A_TIME}, {"2025-06-01T08:05+08:60", DECODE_NOT_A_TIME},
    {"2025-06-01T08:05ZZ", DECODE_NOT_A_TIME}, {"2025-06-01 24:00", DECODE_NO_SUCH_TIME},
    {"2025-06-01 23:60", DECODE_NO_SUCH_TIME}, {"2025-06-01 23:59:60", DECODE_NO_SUCH_TIME},
    {"2025-06-01 上午13:00", DECODE_NO_SUCH_TIME}, {SIXTY_FOUR, DECODE_NOT_A_DATE},
    {SIXTY_FOUR "5", DECODE_TOO_LONG}, {SIXTY_FOUR "年", DECODE_TOO_LONG},
};
// clang-format on

static void assert_refusals(decode_one *decode, const struct refusal *refusals, size_t count)
{
    for (size_t i = 0; i < count; i++)
        assert_outcome(decode, refusals[i].text, (struct outcome){refusals[i].status, 0, false});
}

#define REFUSALS(decode, table) assert_refusals(decode, table, sizeof(table) / sizeof((table)[0]))

static void test_time_refusals(void **state)
{
    (void)state;
    REFUSALS(one_time, time_refusals);
    REFUSALS(one_day, time_refusals);
}

static void test_every_day_with_a_time(void **state)
{
    (void)state;
    const struct decode_options options = {ENCODING_UTF8, 480};
    const struct civil first = {YEAR_FIRST, 1, 1}, last = {YEAR_LAST, 12, 31};
    for (int32_t day = day_from_civil(first); day <= day_from_civil(last); day++) {
        char text[MINUTE_TEXT_BYTES];
        struct decoded_time time;
        const int32_t minute = day * MINUTES_A_DAY + (day & 0x7FFF) % MINUTES_A_DAY;
        minute_text(minute, text);
        assert_int_equal(decode_time(&options, slice_of(text), &time), DECODE_OK);
        assert_int_equal(time.minute, minute);
    }
}

/* ---- Excel ---- */

// clang-format off
static const struct time_case serials[] = {
    {"1", "1900-01-01T00:00", true}, {"59", "1900-02-28T00:00", true},
    {"61", "1900-03-01T00:00", true}, {"25569", "1970-01-01T00:00", true},
    {"45809", "2025-06-01T00:00", true}, {"45809.0", "2025-06-01T00:00", true},
    {"４５８０９．５", "2025-06-01T12:00", false}, {"45809.336805556", "2025-06-01T08:05", false},
    {"45809.3368055556", "2025-06-01T08:05", false},
    {"45809.33680555555555555555", "2025-06-01T08:05", false},
    {"45809.3368", "2025-06-01T08:05", false},      /* 08:04:59.52 is nearest to 08:05:00 */
    {"45809.999988426", "2025-06-01T23:59", false}, /* 23:59:59 */
    {"45809.999999", "2025-06-02T00:00", false},    /* 23:59:59.9 */
    {"45809.000000000000001", "2025-06-01T00:00", false}, {"109574", "2199-12-31T00:00", true},
};
// clang-format on

static void test_serials(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof serials / sizeof serials[0]; i++) {
        const int32_t minute = minute_of_text(serials[i].minute);
        const struct outcome day = {DECODE_OK, day_of_minute(minute), false};
        assert_outcome(one_excel_time, serials[i].text,
                       (struct outcome){DECODE_OK, minute, serials[i].is_date_alone});
        assert_outcome(one_excel_day, serials[i].text, day);
    }
}

// clang-format off
static const struct refusal serial_refusals[] = {
    {"", DECODE_MISSING}, {"0", DECODE_NO_SUCH_DAY}, {"0.5", DECODE_NO_SUCH_DAY},
    {"60", DECODE_NO_SUCH_DAY}, {"60.5", DECODE_NO_SUCH_DAY}, {"59.999999", DECODE_NO_SUCH_DAY},
    {"109575", DECODE_YEAR_RANGE}, {"0000045809", DECODE_YEAR_RANGE}, {"20250601", DECODE_YEAR_RANGE},
    {"99999999999999999999", DECODE_YEAR_RANGE}, {"-1", DECODE_NOT_A_SERIAL},
    {"45,809", DECODE_NOT_A_SERIAL}, {"45809.", DECODE_NOT_A_SERIAL}, {".5", DECODE_NOT_A_SERIAL},
    {"4.5E4", DECODE_NOT_A_SERIAL}, {"2025-06-01", DECODE_NOT_A_SERIAL},
};
// clang-format on

static void test_serial_refusals(void **state)
{
    (void)state;
    REFUSALS(one_excel_time, serial_refusals);
    REFUSALS(one_excel_day, serial_refusals);
}

/* ---- Numbers, money, answers ---- */

struct number_case {
    const char *text;
    int64_t value;
};

static void assert_numbers(decode_one *decode, const struct number_case *cases, size_t count)
{
    for (size_t i = 0; i < count; i++)
        assert_outcome(decode, cases[i].text, (struct outcome){DECODE_OK, cases[i].value, false});
}

#define NUMBERS(decode, table) assert_numbers(decode, table, sizeof(table) / sizeof((table)[0]))

// clang-format off
static const struct number_case ints[] = {
    {"0", 0}, {"-0", 0}, {"007", 7}, {"+5", 5}, {"-5", -5}, {"\u22125", -5}, {"5.0", 5},
    {"5.000", 5}, {".0", 0}, {"1,234", 1234}, {"1,234,567.0", 1234567}, {"１２，３４５", 12345},
    {" 42 ", 42}, {"2147483647", INT32_MAX}, {"-2147483648", INT32_MIN},
};

static const struct refusal int_refusals[] = {
    {"", DECODE_MISSING}, {"-", DECODE_NOT_A_NUMBER}, {"x", DECODE_NOT_A_NUMBER},
    {"5x", DECODE_NOT_A_NUMBER}, {"5 5", DECODE_NOT_A_NUMBER}, {"5.", DECODE_NOT_A_NUMBER},
    {".", DECODE_NOT_A_NUMBER}, {"5.0.0", DECODE_NOT_A_NUMBER}, {"--5", DECODE_NOT_A_NUMBER},
    {"1e3", DECODE_NOT_A_NUMBER}, {"0x10", DECODE_NOT_A_NUMBER}, {"五", DECODE_NOT_A_NUMBER},
    {"1,23", DECODE_NOT_A_NUMBER}, {"1234,567", DECODE_NOT_A_NUMBER},
    {",123", DECODE_NOT_A_NUMBER}, {"1,234,", DECODE_NOT_A_NUMBER},
    {"1,,234", DECODE_NOT_A_NUMBER}, {"1,23.0", DECODE_NOT_A_NUMBER},
    {"5\xFF", DECODE_NOT_A_NUMBER}, {"¥5", DECODE_NOT_A_NUMBER}, {"5.5", DECODE_NOT_WHOLE},
    {"0.001", DECODE_NOT_WHOLE}, {"2147483648", DECODE_OUT_OF_RANGE},
    {"-2147483649", DECODE_OUT_OF_RANGE}, {"18446744073709551617", DECODE_OUT_OF_RANGE},
    {SIXTY_FOUR, DECODE_OUT_OF_RANGE}, {SIXTY_FOUR "5", DECODE_TOO_LONG},
};

static const struct number_case scores[] = {
    {"1", 1}, {"7", 7}, {"10", 10}, {"5.0", 5}, {"５", 5}, {" 5 ", 5}, {"05", 5},
};

static const struct refusal score_refusals[] = {
    {"", DECODE_MISSING}, {"0", DECODE_OUT_OF_RANGE}, {"11", DECODE_OUT_OF_RANGE},
    {"-1", DECODE_OUT_OF_RANGE}, {"256", DECODE_OUT_OF_RANGE}, {"５.５", DECODE_NOT_WHOLE},
    {"A", DECODE_NOT_A_NUMBER}, {"\xFF", DECODE_NOT_A_NUMBER},
};

static const struct number_case amounts[] = {
    {"0", 0}, {"5", 500}, {"5.5", 550}, {"5.05", 505}, {".5", 50}, {"5.0500", 505},
    {"1,234.56", 123456}, {"¥5", 500}, {"￥5.50", 550}, {"$5", 500}, {"＄５", 500}, {"5元", 500},
    {"5.50 元", 550}, {"¥ 1,000元", 100000}, {"-5", -500}, {"-¥5", -500}, {"¥-5", -500},
    {"+5", 500}, {"(5.50)", -550}, {"（￥5）", -500}, {"(¥1,234.56元)", -123456}, {"-0.01", -1},
    {"92233720368547758.07", INT64_MAX}, {"-92233720368547758.07", -INT64_MAX},
};

static const struct refusal amount_refusals[] = {
    {"", DECODE_MISSING}, {"¥", DECODE_NOT_A_NUMBER}, {"元", DECODE_NOT_A_NUMBER},
    {"五元", DECODE_NOT_A_NUMBER}, {"5元5", DECODE_NOT_A_NUMBER}, {"¥¥5", DECODE_NOT_A_NUMBER},
    {"-¥-5", DECODE_NOT_A_NUMBER}, {"(-5)", DECODE_NOT_A_NUMBER}, {"(+5)", DECODE_NOT_A_NUMBER},
    {"(5", DECODE_NOT_A_NUMBER}, {"5)", DECODE_NOT_A_NUMBER}, {"()", DECODE_NOT_A_NUMBER},
    {"5-", DECODE_NOT_A_NUMBER}, {"5.", DECODE_NOT_A_NUMBER}, {"1,23", DECODE_NOT_A_NUMBER},
    {"5万元", DECODE_NOT_A_NUMBER}, {"5.005", DECODE_TOO_PRECISE},
    {"0.0000001", DECODE_TOO_PRECISE}, {"92233720368547758.08", DECODE_OUT_OF_RANGE},
    {"-92233720368547758.08", DECODE_OUT_OF_RANGE}, {"184467440737095517", DECODE_OUT_OF_RANGE},
    {SIXTY_FOUR, DECODE_OUT_OF_RANGE},
};

static const struct number_case answers[] = {
    {"1", 1}, {"yes", 1}, {"YES", 1}, {"Y", 1}, {"y", 1}, {"True", 1}, {"是", 1}, {"１", 1},
    {"0", 0}, {"no", 0}, {"No", 0}, {"N", 0}, {"n", 0}, {"FALSE", 0}, {"否", 0}, {" 否 ", 0},
};

static const struct refusal answer_refusals[] = {
    {"", DECODE_MISSING}, {"2", DECODE_NOT_A_BOOL}, {"t", DECODE_NOT_A_BOOL},
    {"ye", DECODE_NOT_A_BOOL}, {"yess", DECODE_NOT_A_BOOL}, {"是的", DECODE_NOT_A_BOOL},
    {"有", DECODE_NOT_A_BOOL}, {"falsely", DECODE_NOT_A_BOOL}, {"01", DECODE_NOT_A_BOOL},
};
// clang-format on

static void test_numbers(void **state)
{
    (void)state;
    NUMBERS(one_int, ints);
    REFUSALS(one_int, int_refusals);
    NUMBERS(one_score, scores);
    REFUSALS(one_score, score_refusals);
    NUMBERS(one_money, amounts);
    REFUSALS(one_money, amount_refusals);
    NUMBERS(one_bool, answers);
    REFUSALS(one_bool, answer_refusals);
}

/* ---- Missing markers, rules ---- */

static void assert_missing(const struct missing_set *set, const char *text, bool expected)
{
    char bytes[FIELD_BYTES];
    const struct slice field = exact_copy(to_gb18030(text, bytes));
    const bool in_utf8 = missing_set_has(set, ENCODING_UTF8_BOM, slice_of(text));
    const bool in_gb18030 = missing_set_has(set, ENCODING_GB18030, field);
    free((char *)field.bytes);
    if (in_utf8 != expected || in_gb18030 != expected) fail_msg("\"%s\"", text);
}

static void test_missing_defaults(void **state)
{
    (void)state;
    struct missing_set set;
    missing_set_init(&set);
    assert_missing(&set, "", true);
    assert_missing(&set, "NA", false);
    missing_set_add_defaults(&set);
    static const char *const markers[] = {"", "NA", "na", "N/A", "n/a", "NULL", "null", "-", "无"};
    for (size_t i = 0; i < sizeof markers / sizeof markers[0]; i++)
        assert_missing(&set, markers[i], true);
    static const char *const others[] = {"0", "N", "NAN", "--", "无无", "五", SIXTY_FOUR};
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
        assert_missing(&set, others[i], false);
}

static void test_missing_trail_bytes_have_no_case(void **state)
{
    (void)state;
    struct missing_set set;
    missing_set_init(&set);
    assert_int_equal(missing_set_add(&set, "丂", NULL), RC_OK); /* 81 40 */
    assert_int_equal(missing_set_add(&set, "丄", NULL), RC_OK); /* 81 41, as 'A' */
    assert_true(missing_set_has(&set, ENCODING_GB18030,
                                slice_of("\x81"
                                         "A")));
    assert_false(missing_set_has(&set, ENCODING_GB18030,
                                 slice_of("\x81"
                                          "a")));
}

static void test_missing_limits(void **state)
{
    (void)state;
    struct missing_set set;
    struct err err = ERR_INIT;
    char marker[16];
    missing_set_init(&set);
    assert_int_equal(missing_set_add(&set, "", &err), RC_OK);
    for (int i = 0; i < MISSING_SET_LIMIT; i++) {
        snprintf(marker, sizeof marker, "m%d", i);
        assert_int_equal(missing_set_add(&set, marker, &err), RC_OK);
    }
    assert_int_equal(missing_set_add(&set, " M5 ", &err), RC_OK); /* known */
    assert_int_equal(missing_set_add(&set, "m99", &err), RC_CONFIG);
    assert_int_equal(missing_set_add(&set, "\xFF", NULL), RC_CONFIG);
    assert_int_equal(missing_set_add(&set, SIXTY_FOUR, NULL), RC_CONFIG);
    assert_missing(&set, "m31", true);
}

static void test_rules_are_complete(void **state)
{
    (void)state;
#define DECODE_NAME(status, name) name,
    static const char *const names[] = {DECODE_MAP(DECODE_NAME)};
#undef DECODE_NAME
    for (int i = 0; i < DECODE_STATUS_COUNT; i++) {
        assert_string_equal(decode_rules[i].name, names[i]);
        for (int language = 0; language < 2; language++) {
            assert_true(strlen(decode_rules[i].explanation[language]) > 0);
            assert_true(i <= DECODE_MISSING || strlen(decode_rules[i].hint[language]) > 0);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_times),
        cmocka_unit_test(test_time_refusals),
        cmocka_unit_test(test_every_day_with_a_time),
        cmocka_unit_test(test_serials),
        cmocka_unit_test(test_serial_refusals),
        cmocka_unit_test(test_numbers),
        cmocka_unit_test(test_missing_defaults),
        cmocka_unit_test(test_missing_trail_bytes_have_no_case),
        cmocka_unit_test(test_missing_limits),
        cmocka_unit_test(test_rules_are_complete),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
