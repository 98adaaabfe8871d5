/* layer: output
 * The texts of numbers: fixed cases, and that every text reads back as the same double. */
#include "output/number.h"

#include <float.h>
#include <inttypes.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>

#include <cmocka.h>

static void fixed_cases(void **state)
{
    (void)state;
    static const struct {
        double value;
        const char *text;
    } cases[] = {
        {0, "0"},
        {-0.0, "0"},
        {1, "1"},
        {-1, "-1"},
        {0.1, "0.1"},
        {0.1 + 0.2, "0.30000000000000004"},
        {1.0 / 3, "0.3333333333333333"},
        {2.0 / 3, "0.6666666666666666"},
        {-0.00012, "-0.00012"},
        {1e-5, "0.00001"},
        {1e-6, "1e-6"},
        {1.5e-7, "1.5e-7"},
        {123456.789, "123456.789"},
        {9007199254740991.0, "9007199254740991"},
        {9007199254740992.0, "9007199254740992"},
        {1e16, "10000000000000000"},
        {1e17, "1e+17"},
        {1e21, "1e+21"},
        {-1.5e300, "-1.5e+300"},
        {DBL_MIN, "2.2250738585072014e-308"},
        {DBL_TRUE_MIN, "5e-324"},
        {DBL_MAX, "1.7976931348623157e+308"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char text[NUMBER_TEXT_BYTES];
        assert_true(number_text(cases[i].value, text));
        assert_string_equal(text, cases[i].text);
    }
}

static void no_number(void **state)
{
    (void)state;
    char text[NUMBER_TEXT_BYTES] = "x";
    assert_false(number_text(NAN, text));
    assert_string_equal(text, "");
    assert_false(number_text(INFINITY, text));
    assert_false(number_text(-INFINITY, text));
}

/* -?(0|[1-9][0-9]*)(\.[0-9]+)?(e[+-][0-9]+)? */
static bool is_json_number(const char *at)
{
    static const char digits[] = "0123456789";
    at += *at == '-';
    const size_t whole = strspn(at, digits);
    if (whole == 0 || (whole > 1 && at[0] == '0')) return false;
    at += whole;
    if (*at == '.') {
        const size_t fraction = strspn(at + 1, digits);
        if (fraction == 0 || at[fraction] == '0') return false;
        at += 1 + fraction;
    }
    if (*at == 'e') {
        if (at[1] != '+' && at[1] != '-') return false;
        const size_t exponent = strspn(at + 2, digits);
        if (exponent == 0) return false;
        at += 2 + exponent;
    }
    return *at == '\0';
}

static unsigned digit_count(const char *text)
{
    unsigned count = 0;
    bool leading = true;
    for (; *text && *text != 'e'; text++) {
        if (*text >= '1' && *text <= '9') leading = false;
        if (*text >= '0' && *text <= '9' && !leading) count++;
    }
    return count;
}

static void reads_back(void **state)
{
    (void)state;
    uint64_t seed = 1;
    for (int i = 0; i < 300000; i++) {
        seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
        const uint64_t bits = seed ^ seed >> 29;
        double value;
        memcpy(&value, &bits, sizeof value);
        if (i % 3 == 1) value = (double)(seed >> 11) / 0x1p53; /* shares */
        if (i % 3 == 2) value = (double)(seed >> 44) / 100;    /* means */
        if (!isfinite(value)) continue;
        char text[NUMBER_TEXT_BYTES];
        assert_true(number_text(value, text));
        assert_true(is_json_number(text));
        assert_true(strtod(text, NULL) == value);
        if (fabs(value) < 1e15) assert_true(digit_count(text) <= 17);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(fixed_cases), cmocka_unit_test(no_number),
                                       cmocka_unit_test(reads_back)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
