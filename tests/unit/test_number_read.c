/* layer: output
 * Reading numbers: the same doubles as strtod, for what number_text writes and for texts of any
 * digits; what is no JSON number is none. */
#include "output/number.h"
#include "output/number_read.h"

#include <float.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void assert_as_strtod(const char *text)
{
    double value = NAN;
    const double expected = strtod(text, NULL);
    if (!number_read(text, strlen(text), &value) || memcmp(&value, &expected, sizeof value) != 0)
        fail_msg("%s is %a, by strtod %a", text, value, expected);
}

static uint64_t draw(uint64_t *seed)
{
    *seed = *seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return *seed ^ *seed >> 29;
}

static void what_was_written(void **state)
{
    (void)state;
    uint64_t seed = 11;
    char text[NUMBER_TEXT_BYTES];
    for (int i = 0; i < 200000; i++) {
        const uint64_t bits = draw(&seed);
        double value;
        memcpy(&value, &bits, sizeof value);
        if (i % 4 == 1) value = (double)(bits >> 11) / 0x1p53;
        if (i % 4 == 2) value = (double)(bits >> 44) / 100;
        if (i % 4 == 3) value = ldexp(1, (int)(bits % 2098) - 1074);
        if (number_text(value, text) > 0) assert_as_strtod(text);
    }
}

/* Texts of 1 to 25 digits, with and without point and exponent. */
static void any_digits(void **state)
{
    (void)state;
    uint64_t seed = 12;
    for (int i = 0; i < 200000; i++) {
        char text[64];
        size_t used = 0;
        const size_t digit_count = 1 + draw(&seed) % 25, point = draw(&seed) % 30;
        if (draw(&seed) % 2) text[used++] = '-';
        for (size_t j = 0; j < digit_count; j++) {
            if (j > 0 && j == point) text[used++] = '.';
            text[used++] = (char)('0' + draw(&seed) % (draw(&seed) % 2 ? 10 : 2));
        }
        text[used] = '\0';
        if (draw(&seed) % 2)
            (void)snprintf(text + used, sizeof text - used, "e%s%d", draw(&seed) % 2 ? "-" : "",
                           (int)(draw(&seed) % 340));
        assert_as_strtod(text);
    }
}

/* Half-way between two doubles, and one digit beside it. */
static void halves(void **state)
{
    (void)state;
    uint64_t seed = 13;
    for (int i = 0; i < 20000; i++) {
        const uint64_t whole = (UINT64_C(1) << 53) + draw(&seed) % (UINT64_C(1) << 53);
        char text[64];
        for (int64_t beside = -1; beside <= 1; beside++) {
            (void)snprintf(text, sizeof text, "%llu",
                           (unsigned long long)((whole | 1) + (uint64_t)beside));
            assert_as_strtod(text);
        }
        (void)snprintf(text, sizeof text, "%llu.5", (unsigned long long)(whole >> 1 | 1));
        assert_as_strtod(text);
        (void)snprintf(text, sizeof text, "%lluE3", (unsigned long long)(whole | 1));
        assert_as_strtod(text);
    }
}

static void edges(void **state)
{
    (void)state;
    static const char *const texts[] = {"0",
                                        "-0",
                                        "0.0",
                                        "-0.000e9",
                                        "1",
                                        "9007199254740993",
                                        "5e-324",
                                        "2e-324",
                                        "1e-400",
                                        "-1e-99999",
                                        "1e308",
                                        "1.7976931348623157e308",
                                        "1e309",
                                        "1e99999999999",
                                        "2.2250738585072014e-308",
                                        "2.2250738585072011e-308",
                                        "0.000000000000000000000000000000000000001",
                                        "123456789012345678901234567890",
                                        "007.50"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) assert_as_strtod(texts[i]);
}

static void no_numbers(void **state)
{
    (void)state;
    static const char *const texts[] = {"",   "-",    "+1",  ".5",  "1.",   "1.e5", "1e",    "1e+",
                                        "1a", "0x10", "nan", "inf", "null", "1 ",   "1.2.3", "--1"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        double value = 7;
        if (number_read(texts[i], strlen(texts[i]), &value)) fail_msg("%s is %a", texts[i], value);
    }
}

/* A number ends where it is said to end, not where its digits do. */
static void only_so_many_bytes(void **state)
{
    (void)state;
    double value;
    assert_true(number_read("12,5", 2, &value));
    assert_true(value == 12);
    assert_true(number_read("0.1]", 3, &value));
    assert_true(value == 0.1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_was_written), cmocka_unit_test(any_digits),
        cmocka_unit_test(halves),           cmocka_unit_test(edges),
        cmocka_unit_test(no_numbers),       cmocka_unit_test(only_so_many_bytes)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
