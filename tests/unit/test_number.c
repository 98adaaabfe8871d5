/* layer: output
 * The texts of numbers: fixed cases, that every text reads back as the same double, and that it is
 * the one which printf and strtod find by trial. */
#include "output/number.h"
#include "tests/unit/test_number_slow.h"

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
        assert_int_equal(number_text(cases[i].value, text), strlen(cases[i].text));
        assert_string_equal(text, cases[i].text);
    }
}

static void no_number(void **state)
{
    (void)state;
    char text[NUMBER_TEXT_BYTES] = "x";
    assert_int_equal(0, number_text(NAN, text));
    assert_string_equal(text, "");
    assert_int_equal(0, number_text(INFINITY, text));
    assert_int_equal(0, number_text(-INFINITY, text));
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

static void assert_as_by_trial(double value)
{
    char text[NUMBER_TEXT_BYTES], slow[NUMBER_TEXT_BYTES];
    const size_t byte_count = number_text(value, text);
    slow_number_text(value, slow);
    if (strcmp(text, slow) != 0 || byte_count != strlen(text))
        fail_msg("%a is %s, by trial %s", value, text, slow);
}

static double double_of(uint64_t bits)
{
    double value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

/* Where the doubles' distance changes, and all that lies beside it; the least subnormal ones. */
static void boundaries_as_by_trial(void **state)
{
    (void)state;
    for (int exponent = -1074; exponent <= 1023; exponent++) {
        const double power = ldexp(1, exponent);
        assert_as_by_trial(power);
        assert_as_by_trial(-nextafter(power, 0));
        assert_as_by_trial(nextafter(power, INFINITY));
    }
    for (uint64_t bits = 1; bits < 3000; bits++) assert_as_by_trial(double_of(bits));
    assert_as_by_trial(DBL_MAX);
    assert_as_by_trial(1125899906842624.25); /* half-way between two decimals of 17 digits */
    assert_as_by_trial(1125899906842624.75);
    assert_as_by_trial(ldexp(8887055249355788, 664)); /* nearest to a whole number when scaled */
}

/* Decimals of few digits and their neighbours, at every exponent. */
static void decimals_as_by_trial(void **state)
{
    (void)state;
    char text[NUMBER_TEXT_BYTES];
    for (int exponent = -325; exponent <= 308; exponent++)
        for (int digits = 1; digits < 1000; digits = digits * 3 + 2) {
            (void)snprintf(text, sizeof text, "%de%d", digits, exponent);
            const double value = strtod(text, NULL);
            assert_as_by_trial(value);
            assert_as_by_trial(nextafter(value, 0));
            assert_as_by_trial(nextafter(value, INFINITY));
        }
}

static void random_as_by_trial(void **state)
{
    (void)state;
    uint64_t seed = 7;
    for (int i = 0; i < 40000; i++) {
        seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
        const uint64_t bits = seed ^ seed >> 29;
        const double share = (double)(seed >> 11) / 0x1p53;
        assert_as_by_trial(double_of(bits));
        assert_as_by_trial(share);
        assert_as_by_trial((double)(seed >> 44) / 100);
        assert_as_by_trial(exp(-700 * share)); /* p-values */
        assert_as_by_trial((double)(bits >> seed % 64));
        assert_as_by_trial((double)(bits >> 48) / (double)(1 + (bits & 0xFFFF)));
    }
}

static void whole_numbers(void **state)
{
    (void)state;
    char text[NUMBER_TEXT_BYTES], slow[NUMBER_TEXT_BYTES];
    uint64_t count = UINT64_MAX;
    for (unsigned shift = 0; shift < 64; shift++, count = count / 10 * 9 / 5) {
        const uint64_t counts[] = {count, UINT64_MAX >> shift, UINT64_C(1) << shift};
        for (size_t i = 0; i < 3; i++) {
            (void)snprintf(slow, sizeof slow, "%" PRIu64, counts[i]);
            assert_int_equal(number_count_text(counts[i], text), strlen(slow));
            assert_string_equal(text, slow);
            (void)snprintf(slow, sizeof slow, "%" PRId64, (int64_t)counts[i]);
            assert_int_equal(number_whole_text((int64_t)counts[i], text), strlen(slow));
            assert_string_equal(text, slow);
        }
    }
    assert_int_equal(number_count_text(0, text), 1);
    assert_string_equal(text, "0");
    (void)number_whole_text(INT64_MIN, text);
    assert_string_equal(text, "-9223372036854775808");
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(fixed_cases),
                                       cmocka_unit_test(no_number),
                                       cmocka_unit_test(reads_back),
                                       cmocka_unit_test(whole_numbers),
                                       cmocka_unit_test(boundaries_as_by_trial),
                                       cmocka_unit_test(decimals_as_by_trial),
                                       cmocka_unit_test(random_as_by_trial)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
