/* layer: measure */
/* Every table that stands beside the metrics has its page, in both languages; every page its table.
 */
#include "measure/family.h"
#include "measure/metric.h"
#include "measure/topics.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static bool has_chinese(const char *text)
{
    for (const unsigned char *at = (const unsigned char *)text; *at; at++)
        if (*at >= 0xE3 && *at <= 0xE9) return true;
    return false;
}

static void check_words(const char *id, const char *const words[2])
{
    if (!words[0] || !words[1] || !has_chinese(words[0]) || has_chinese(words[1]))
        fail_msg("%s: a text is not there in Chinese and in English", id);
}

static void pages_are_whole(void **state)
{
    (void)state;
    for (size_t i = 0; i < topic_count; i++) {
        const struct topic *topic = &topics[i];
        check_words(topic->id, topic->title);
        check_words(topic->id, topic->definition);
        check_words(topic->id, topic->guard);
        check_words(topic->id, topic->misuse);
        if (!topic->formula || strlen(topic->formula) < 10 || !topic->source ||
            strlen(topic->source) < 10)
            fail_msg("%s: formula or source is missing", topic->id);
        assert_ptr_equal(topic_find(topic->id), topic);
        if (metric_find(topic->id, NULL)) fail_msg("%s is a metric, too", topic->id);
    }
    assert_null(topic_find("rater.index"));
}

/* guard.c names its tables; what it names has a page, and but for faults.rising no page is of
 * another table. */
static void every_table_has_a_page(void **state)
{
    (void)state;
    FILE *file = fopen("engine/measure/guard.c", "r");
    assert_non_null(file);
    char line[256], name[64];
    size_t found = 0;
    while (fgets(line, sizeof line, file)) {
        const char *at = strstr(line, "[GUARD_");
        const char *quote = at ? strstr(at, "] = {\"") : NULL;
        if (!quote || sscanf(quote, "] = {\"%63[^\"]", name) != 1) continue;
        if (!topic_find(name)) fail_msg("the table %s has no page", name);
        found++;
    }
    (void)fclose(file);
    assert_non_null(topic_find("faults.rising"));
    assert_int_equal(found + 1, topic_count);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(pages_are_whole),
                                       cmocka_unit_test(every_table_has_a_page)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
