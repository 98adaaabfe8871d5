/* layer: ingest */
/* Months alone, as monthly returns have them. */
#include "base/day.h"
#include "ingest/decode/decode.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static const struct decode_options utf8 = {.encoding = ENCODING_UTF8, .zone_minutes = 480};

static void a_month_is_its_first_day(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        struct civil day;
    } months[] = {{"2025-06", {2025, 6, 1}},   {"2025/6", {2025, 6, 1}},
                  {"2025.06", {2025, 6, 1}},   {"202506", {2025, 6, 1}},
                  {"2025年6月", {2025, 6, 1}}, {" ２０２５－１２ ", {2025, 12, 1}}};
    for (size_t i = 0; i < sizeof months / sizeof months[0]; i++) {
        int32_t day = 0;
        assert_int_equal(decode_month(&utf8, slice_of(months[i].text), &day), DECODE_OK);
        assert_int_equal(day, day_from_civil(months[i].day));
    }
}

static void a_day_of_it_stays(void **state)
{
    (void)state;
    int32_t day = 0;
    assert_int_equal(decode_month(&utf8, slice_of("2025-06-30"), &day), DECODE_OK);
    assert_int_equal(day, day_from_civil((struct civil){2025, 6, 30}));
    assert_int_equal(decode_month(&utf8, slice_of("20250603"), &day), DECODE_OK);
    assert_int_equal(day, day_from_civil((struct civil){2025, 6, 3}));
}

static void what_is_no_month_is_refused(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        enum decode_status status;
    } refusals[] = {{"", DECODE_MISSING},           {"2025-13", DECODE_NO_SUCH_DAY},
                    {"202500", DECODE_NO_SUCH_DAY}, {"1850-01", DECODE_YEAR_RANGE},
                    {"2025-", DECODE_NOT_A_DATE},   {"2025年6", DECODE_NOT_A_DATE},
                    {"25-06", DECODE_NOT_A_DATE},   {"2025-06-", DECODE_NOT_A_DATE},
                    {"6月", DECODE_NOT_A_DATE}};
    for (size_t i = 0; i < sizeof refusals / sizeof refusals[0]; i++) {
        int32_t day = 7;
        assert_int_equal(decode_month(&utf8, slice_of(refusals[i].text), &day), refusals[i].status);
        assert_int_equal(day, 7);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(a_month_is_its_first_day),
                                       cmocka_unit_test(a_day_of_it_stays),
                                       cmocka_unit_test(what_is_no_month_is_refused)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
