/* layer: reports */
/* What the page says of numbers that are refused. */
#include "tests/unit/test_page.h"

#include <stdio.h>
#include <string.h>

/* Sixty dealers with too few are one line; what only a specialist asks for is folded. */
static void refusals_are_lines_of_reasons(void **state)
{
    (void)state;
    struct text json, page;
    struct model model;
    text_init(&json, 0);
    put_head(&json, "null");
    put_estimate(&json, "departure.hazard_ratio", "trait", "region=R1", "all",
                 REFUSED_FOR("no_departure: x"));
    for (int dealer = 0; dealer < 60; dealer++) {
        char key[16];
        (void)snprintf(key, sizeof key, "D%03d", dealer);
        put_estimate(&json, "sla.close_24h", "dealer", key, "2025-06", REFUSED_SHARE);
        put_estimate(&json, "sla.reply_24h", "dealer", key, "2025-06", REFUSED_SHARE);
    }
    put_estimate(&json, "survey.nps", "", "", "2025-06", REFUSED_FOR("no_column: x"));
    put_tail(&json);
    model_of(&model, &json);
    draw(&model, LANGUAGE_EN, "", &page);
    assert_has(&page,
               "<ul><li>Net promoter score: the data lack the column it needs.</li>\n"
               "<li>2 metrics in part (60 dealers): too few records; at least 10 are needed.</li>\n"
               "</ul>\n<details><summary>1 more</summary><ul><li>Trait ");
    text_release(&page);
    text_release(&json);
    model_release(&model);
}

/* However many reasons there are, and axes of one of them. */
static void no_refusal_is_left_out(void **state)
{
    enum { REASONS = 40, KINDS = 14 };
    (void)state;
    struct text json, page;
    struct model model;
    char numbers[512], name[32];
    text_init(&json, 0);
    put_head(&json, "null");
    for (int i = 0; i < REASONS; i++) {
        (void)snprintf(numbers, sizeof numbers, REFUSED_FOR("odd: reason <%d>"), i);
        (void)snprintf(name, sizeof name, "k%d", i);
        put_estimate(&json, "sla.close_24h", "trait", name, "2025-06", numbers);
    }
    for (int i = 0; i < KINDS; i++) {
        (void)snprintf(name, sizeof name, "kind%c", 'A' + i);
        put_estimate(&json, "sla.close_24h", name, "part", "2025-06", REFUSED_SHARE);
    }
    put_tail(&json);
    model_of(&model, &json);
    draw(&model, LANGUAGE_EN, "", &page);
    for (int i = 0; i < REASONS; i++) {
        (void)snprintf(name, sizeof name, "reason &lt;%d&gt;", i);
        assert_has(&page, name);
    }
    const char *few = strstr(page.bytes, ": too few records; at least 10");
    assert_non_null(few);
    while (few > page.bytes && strncmp(few, "<li>", 4) != 0) few--;
    for (int i = 0; i < KINDS; i++) {
        (void)snprintf(name, sizeof name, "kind%c", 'A' + i);
        const char *at = strstr(few, name);
        assert_non_null(at);
        assert_true(at < strstr(few, "</li>"));
    }
    text_release(&page);
    text_release(&json);
    model_release(&model);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(refusals_are_lines_of_reasons),
        cmocka_unit_test(no_refusal_is_left_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
