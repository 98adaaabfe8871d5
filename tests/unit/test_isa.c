/* layer: base */
#include "base/isa.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void test_best_is_here_and_none_above(void **state)
{
    (void)state;
    const enum isa best = isa_best();
    for (enum isa isa = ISA_PORTABLE; isa < ISA_COUNT; isa++)
        assert_int_equal(isa_is_here(isa), isa <= best);
    assert_false(isa_is_here(ISA_COUNT));
}

static void test_choose_without_a_wish(void **state)
{
    (void)state;
    struct err err = ERR_INIT;
    enum isa isa = ISA_COUNT;
    assert_int_equal(isa_choose(NULL, &isa, &err), RC_OK);
    assert_int_equal(isa, isa_best());
    isa = ISA_COUNT;
    assert_int_equal(isa_choose("", &isa, &err), RC_OK);
    assert_int_equal(isa, isa_best());
}

static void test_choose_by_name(void **state)
{
    (void)state;
    for (enum isa asked = ISA_PORTABLE; asked < ISA_COUNT; asked++) {
        struct err err = ERR_INIT;
        enum isa isa = ISA_COUNT;
        const enum rc rc = isa_choose(isa_name(asked), &isa, &err);
        assert_int_equal(rc, isa_is_here(asked) ? RC_OK : RC_USAGE);
        assert_int_equal(isa, isa_is_here(asked) ? asked : ISA_COUNT);
        assert_int_equal(strlen(err.hint) > 0, rc != RC_OK);
    }
}

static void test_unknown_names_are_refused(void **state)
{
    static const struct {
        const char *forced, *message, *hint;
    } cases[] = {
        {"avx51", "RATER_ISA is \"avx51\", which is none of portable, avx2, avx512",
         "did you mean avx512?"},
        {"AVX2", "RATER_ISA is \"AVX2\", which is none of", "did you mean avx2?"},
        {"neon", "RATER_ISA is \"neon\", which is none of", "leave it away for the fastest: "},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct err err = ERR_INIT;
        enum isa isa = ISA_COUNT;
        assert_int_equal(isa_choose(cases[i].forced, &isa, &err), RC_USAGE);
        assert_int_equal(isa, ISA_COUNT);
        assert_int_equal(err.rc, RC_USAGE);
        assert_memory_equal(err.message, cases[i].message, strlen(cases[i].message));
        assert_memory_equal(err.hint, cases[i].hint, strlen(cases[i].hint));
        assert_true(strlen(err.hint) > 0);
        assert_int_equal(isa_choose(cases[i].forced, &isa, NULL), RC_USAGE);
    }
}

static void test_names(void **state)
{
    (void)state;
    assert_string_equal(isa_name(ISA_PORTABLE), "portable");
    assert_string_equal(isa_name(ISA_AVX2), "avx2");
    assert_string_equal(isa_name(ISA_AVX512), "avx512");
    assert_string_equal(isa_name(ISA_COUNT), "unknown");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_best_is_here_and_none_above),
        cmocka_unit_test(test_choose_without_a_wish),
        cmocka_unit_test(test_choose_by_name),
        cmocka_unit_test(test_unknown_names_are_refused),
        cmocka_unit_test(test_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
