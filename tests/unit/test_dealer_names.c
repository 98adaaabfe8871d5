/* layer: reports */
#include "base/text.h"
#include "reports/dealers/dealer_names.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define COUNT_OF(array) (sizeof(array) / sizeof *(array))

/* Letters, digits, - and _ and Chinese characters, whole ones. */
static void assert_safe(const char *name)
{
    for (const char *at = name; *at;) {
        const unsigned char byte = (unsigned char)*at;
        const bool is_plain = strchr("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                     "0123456789-_",
                                     *at) != NULL;
        const bool is_chinese =
            byte >= 0xE4 && byte <= 0xE9 && (at[1] & 0xC0) == 0x80 && (at[2] & 0xC0) == 0x80;
        if (!is_plain && !is_chinese) fail_msg("not safe: %s", name);
        at += is_chinese ? 3 : 1;
    }
    assert_true(name[0] != '\0' && name[0] != '-' && strlen(name) <= 120);
}

static void assert_all_differ(const struct dealer_names *names, size_t count)
{
    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; k < i; k++)
            if (slice_equal_nocase(slice_of(names->names[i]), slice_of(names->names[k])))
                fail_msg("one name for two: %s", names->names[i]);
}

static void names_of(struct dealer_names *names, const char *const *ids, size_t count)
{
    struct err err = ERR_INIT;
    if (dealer_names_init(names, ids, count, &err) != RC_OK) fail_msg("%s", err.message);
    for (size_t i = 0; i < count; i++) assert_safe(names->names[i]);
    assert_all_differ(names, count);
}

static void test_good_ids_are_names(void **state)
{
    (void)state;
    static const char *const ids[] = {"D021", "shop_7", "A-1", "上海一店", "华东", "CONSUL", "COM"};
    struct dealer_names names;
    names_of(&names, ids, COUNT_OF(ids));
    for (size_t i = 0; i < COUNT_OF(ids); i++) assert_string_equal(names.names[i], ids[i]);
    dealer_names_release(&names);
}

/* None of these may stand as it is. */
static void test_hostile_ids(void **state)
{
    (void)state;
    char lengthy[301], chinese[301];
    memset(lengthy, 'x', 300);
    lengthy[300] = '\0';
    for (size_t i = 0; i < 100; i++) memcpy(chinese + 3 * i, "店", 3);
    chinese[300] = '\0';
    const char *const ids[] = {"..",       "../../etc/passwd",
                               "a/b",      "a\\b",
                               "a:b",      "CON",
                               "con.",     "nul",
                               "LPT1",     "com9",
                               "index",    "INDEX",
                               ".",        "-rf",
                               " ",        "a b",
                               "a.b",      "a_b\n",
                               "é",        "e\xCC\x81",
                               "<script>", "\"",
                               "\xFF\xFE", lengthy,
                               chinese,    "%2e%2e",
                               "ａ",       "🛁",
                               "a\tb",     "*?",
                               "䷀"};
    struct dealer_names names;
    names_of(&names, ids, COUNT_OF(ids));
    for (size_t i = 0; i < COUNT_OF(ids); i++) {
        const char *digest = strrchr(names.names[i], '-');
        assert_true(digest && strlen(digest + 1) == DEALER_DIGEST_DIGITS);
    }
    dealer_names_release(&names);
}

/* Files that differ in case alone are one file on some systems; and a name says nothing of the
 * order in which ids come. */
static void test_case_alone(void **state)
{
    (void)state;
    static const char *const ids[] = {"d1", "D1", "D2", "Shop", "SHOP", "shop"};
    static const char *const turned[] = {"shop", "SHOP", "Shop", "D2", "D1", "d1"};
    struct dealer_names names, others;
    names_of(&names, ids, COUNT_OF(ids));
    names_of(&others, turned, COUNT_OF(turned));
    assert_string_equal(names.names[2], "D2");
    for (size_t i = 0; i < COUNT_OF(ids); i++)
        assert_string_equal(names.names[i], others.names[COUNT_OF(ids) - 1 - i]);
    dealer_names_release(&names);
    dealer_names_release(&others);
}

/* Ids that are another's name with its digest, one behind the other. */
static void test_forged_digest(void **state)
{
    (void)state;
    char first[DEALER_NAME_BYTES + 1], second[DEALER_NAME_BYTES + 1];
    const char *ids[] = {"CON", first, second};
    struct dealer_names names;
    names_of(&names, ids, 1);
    (void)snprintf(first, sizeof first, "%s", names.names[0]);
    dealer_names_release(&names);
    names_of(&names, ids, 2);
    (void)snprintf(second, sizeof second, "%s", names.names[1]);
    dealer_names_release(&names);
    names_of(&names, ids, 3);
    dealer_names_release(&names);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_good_ids_are_names),
        cmocka_unit_test(test_hostile_ids),
        cmocka_unit_test(test_case_alone),
        cmocka_unit_test(test_forged_digest),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
