/* layer: measure */
#include "measure/measure.h"
#include "measure/verify/certificate.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

/* Two thirds, as somebody would compute it with single precision. */
static enum rc third(double *computed, struct arena *arena, struct err *err)
{
    (void)arena, (void)err;
    computed[0] = 2.0 / 3.0;
    computed[1] = (double)(2.0F / 3.0F);
    return RC_OK;
}

/* Fills all it should and says then that it cannot be had. */
static enum rc unreachable(double *computed, struct arena *arena, struct err *err)
{
    (void)arena;
    computed[0] = 1;
    return err_set(err, RC_NUMERIC, "no root");
}

static const struct verify_value thirds[] = {{"double", 2.0 / 3.0, "0.667"},
                                             {"single", 2.0 / 3.0, NULL}};
static const struct verify_value ones[] = {{"one", 1, NULL}};
static const struct verify_case rough_cases[] = {{"rough.third", "by hand", 7, thirds, 2, third}};
static const struct verify_case wrong_cases[] = {
    {"wrong.third", "by hand", VERIFY_DIGITS, thirds, 2, third},
    {"wrong.root", "by hand", VERIFY_DIGITS, ones, 1, unreachable}};
static const struct verify_topic rough = {"rough", rough_cases, 1};
static const struct verify_topic wrong = {"wrong", wrong_cases, 2};

static void assert_certificate(const struct verify_topic *const *topics, size_t count,
                               const char *expected)
{
    struct err err = ERR_INIT;
    struct certificate certificate;
    struct text line;
    text_init(&line, 0);
    assert_int_equal(certificate_make(topics, count, &certificate, &err), RC_OK);
    certificate_write(&certificate, &line);
    assert_string_equal(line.bytes, expected);
    text_release(&line);
}

/* 7.53 digits of a float are cut to 7.5, not rounded up. */
static void line_counts_and_names(void **state)
{
    (void)state;
    static const struct verify_topic *const topics[] = {&rough, &wrong};
    assert_certificate(topics, 1, "2 of 2 checks met, least 7.5 digits");
    assert_certificate(topics, 2,
                       "3 of 5 checks met, least 0.0 digits; wrong: wrong.third and "
                       "others");
    assert_certificate(topics + 1, 1,
                       "1 of 3 checks met, least 0.0 digits; wrong: wrong.third and "
                       "others");
}

static void digits_are_cut(void **state)
{
    (void)state;
    const struct certificate almost = {3, 1, 8.97, "wrong.third"};
    struct text line;
    text_init(&line, 0);
    certificate_write(&almost, &line);
    assert_string_equal(line.bytes, "2 of 3 checks met, least 8.9 digits; wrong: wrong.third");
    text_release(&line);
}

static void line_is_read_back(void **state)
{
    (void)state;
    struct certificate found;
    assert_true(certificate_read("674 of 676 checks met, least 8.9 digits; wrong: x", &found));
    assert_int_equal(found.check_count, 676);
    assert_int_equal(found.unmet_count, 2);
    assert_true(found.least_digits == 8.9);
    static const char *const others[] = {"", "no", "676 of 676 checks met",
                                         "3 of 2 checks met, least 1.0 digits",
                                         "x of 2 checks met, least 1.0 digits"};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        assert_false(certificate_read(others[i], &found));
}

/* Every published number comes out with this build. */
static void published_numbers_come_out(void **state)
{
    (void)state;
    struct err err = ERR_INIT;
    struct certificate found;
    assert_int_equal(certificate_make(verify_topics, verify_topic_count, &found, &err), RC_OK);
    if (found.unmet_case) fail_msg("%s does not come out", found.unmet_case);
    assert_true(found.check_count > 600);
    assert_true(found.least_digits >= VERIFY_DIGITS);
}

static bool begins(const char *text, const char *part)
{
    return strncmp(text, part, strlen(part)) == 0;
}

/* Each case is TOPIC.DATA with a source, and held to one of the two numbers of digits. */
static void cases_keep_their_laws(void **state)
{
    (void)state;
    size_t integer_count = 0;
    for (size_t i = 0; i < verify_topic_count; i++) {
        const struct verify_topic *topic = verify_topics[i];
        for (size_t k = 0; k < topic->case_count; k++) {
            const struct verify_case *checked = &topic->cases[k];
            if (!begins(checked->name, topic->name) || checked->name[strlen(topic->name)] != '.')
                fail_msg("%s is not of %s", checked->name, topic->name);
            if (!checked->source[0] || checked->value_count == 0)
                fail_msg("%s has no source or no value", checked->name);
            const bool is_of_integers = checked->digits == VERIFY_DIGITS_OF_INTEGERS;
            if (!is_of_integers && checked->digits != VERIFY_DIGITS)
                fail_msg("%s is held to %g digits", checked->name, checked->digits);
            integer_count += is_of_integers ? checked->value_count : 0;
        }
    }
    assert_true(integer_count > 200);
}

static int quiet_gsl(void **state)
{
    (void)state;
    measure_init();
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(line_counts_and_names), cmocka_unit_test(digits_are_cut),
        cmocka_unit_test(line_is_read_back),     cmocka_unit_test(published_numbers_come_out),
        cmocka_unit_test(cases_keep_their_laws),
    };
    return cmocka_run_group_tests(tests, quiet_gsl, NULL);
}
