/* layer: measure */
/* Every table that stands beside the metrics has its page, in both languages; every page its table.
 */
#include "measure/metric.h"
#include "measure/topics.h"

#include <glob.h>
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
    const struct topic *topic;
    for (size_t i = 0; (topic = topic_at(i)) != NULL; i++) {
        check_words(topic->id, topic->title);
        check_words(topic->id, topic->definition);
        check_words(topic->id, topic->guard);
        check_words(topic->id, topic->misuse);
        if (!topic->formula || strlen(topic->formula) < 10 || !topic->source ||
            strlen(topic->source) < 10)
            fail_msg("%s: formula or source is missing", topic->id);
        assert_ptr_equal(topic_find(topic->id), topic);
        for (size_t k = 0; k < TOPIC_ALSO_LIMIT && topic->also[k]; k++)
            assert_ptr_equal(topic_find(topic->also[k]), topic);
    }
    assert_null(topic_find("rater.index"));
}

static char *text_of(const char *path)
{
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    assert_int_equal(fseek(file, 0, SEEK_END), 0);
    const long byte_count = ftell(file);
    assert_true(byte_count >= 0);
    rewind(file);
    char *text = calloc((size_t)byte_count + 1, 1);
    assert_non_null(text);
    assert_int_equal(fread(text, 1, (size_t)byte_count, file), (size_t)byte_count);
    assert_int_equal(fclose(file), 0);
    return text;
}

static void check_page(const char *where, const char *from, size_t byte_count)
{
    char name[64];
    assert_in_range(byte_count, 1, sizeof name - 1);
    memcpy(name, from, byte_count);
    name[byte_count] = '\0';
    if (!topic_find(name)) fail_msg("%s: the table %s has no page", where, name);
}

/* guard.c names its tables in a list. */
static void tables_of_guards_have_a_page(void **state)
{
    (void)state;
    static const char path[] = "engine/measure/guard.c";
    char *text = text_of(path);
    size_t found = 0;
    for (const char *at = text; (at = strstr(at, "[GUARD_")) != NULL; at++) {
        const char *quote = strstr(at, "] = {\""), *end = strchr(at, '\n');
        if (!quote || !end || quote > end) continue;
        quote += strlen("] = {\"");
        check_page(path, quote, strcspn(quote, "\""));
        found++;
    }
    assert_in_range(found, 6, 99);
    free(text);
}

/* Names that are handed on to the call; the golden result has their tables. */
static bool is_handed_on(const char *path)
{
    static const char *const files[] = {"engine/measure/guard.c",
                                        "engine/measure/scorecard.c",
                                        "engine/measure/result.c",
                                        "engine/measure/pareto/pareto_links.c",
                                        "engine/measure/pareto/pareto_rising.c",
                                        "engine/measure/paradox/paradox_contrast.c",
                                        "engine/measure/phrases/phrases_count.c",
                                        "engine/measure/steps/steps_report.c"};
    for (size_t i = 0; i < sizeof files / sizeof *files; i++)
        if (strcmp(files[i], path) == 0) return true;
    return false;
}

static size_t check_calls(const char *path)
{
    static const char call[] = "result_add_table(";
    char *text = text_of(path);
    size_t found = 0;
    for (const char *at = text; (at = strstr(at, call)) != NULL; at++) {
        const char *end = strchr(at, ';'), *quote = strchr(at, '"');
        assert_non_null(end);
        if (quote && quote < end)
            check_page(path, quote + 1, strcspn(quote + 1, "\""));
        else if (!is_handed_on(path))
            fail_msg("%s: the name of a table cannot be seen", path);
        found++;
    }
    free(text);
    return found;
}

static void tables_in_the_sources_have_a_page(void **state)
{
    (void)state;
    glob_t files;
    assert_int_equal(glob("engine/*/*.c", 0, NULL, &files), 0);
    assert_int_equal(glob("engine/*/*/*.c", GLOB_APPEND, NULL, &files), 0);
    size_t found = 0;
    for (size_t i = 0; i < files.gl_pathc; i++) found += check_calls(files.gl_pathv[i]);
    globfree(&files);
    assert_in_range(found, 20, 999);
}

/* One line a table: its name is the first text of the line. */
static void tables_of_the_golden_result_have_a_page(void **state)
{
    (void)state;
    static const char path[] = "tests/golden/sample/result.json";
    char *text = text_of(path);
    const char *at = strstr(text, "\"tables\": {");
    assert_non_null(at);
    size_t found = 0;
    while ((at = strchr(at, '\n')) != NULL) {
        at += 1 + strspn(at + 1, " ");
        if (*at != '"') break;
        check_page(path, at + 1, strcspn(at + 1, "\""));
        found++;
    }
    assert_in_range(found, 30, 999);
    free(text);
}

/* The sources of the families and what stands beside them, but for the pages themselves. */
static bool is_named(const glob_t *files, const char *quoted)
{
    bool is_there = false;
    for (size_t i = 0; i < files->gl_pathc && !is_there; i++) {
        if (strstr(files->gl_pathv[i], "/topics")) continue;
        char *text = text_of(files->gl_pathv[i]);
        is_there = strstr(text, quoted) != NULL;
        free(text);
    }
    return is_there;
}

/* A page of a table that no source names any more is noticed, too. */
static void pages_are_of_tables(void **state)
{
    (void)state;
    char *golden = text_of("tests/golden/sample/result.json");
    glob_t files;
    assert_int_equal(glob("engine/*/*.c", 0, NULL, &files), 0);
    assert_int_equal(glob("engine/measure/*/*.c", GLOB_APPEND, NULL, &files), 0);
    const struct topic *topic;
    for (size_t i = 0; (topic = topic_at(i)) != NULL; i++)
        for (size_t k = 0; k <= TOPIC_ALSO_LIMIT; k++) {
            const char *id = k == 0 ? topic->id : topic->also[k - 1];
            char quoted[80];
            if (!id) break;
            (void)snprintf(quoted, sizeof quoted, "\"%s\"", id);
            if (!strstr(golden, quoted) && !is_named(&files, quoted))
                fail_msg("%s: a page, but no table", id);
        }
    globfree(&files);
    free(golden);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(pages_are_whole),
                                       cmocka_unit_test(tables_of_guards_have_a_page),
                                       cmocka_unit_test(tables_in_the_sources_have_a_page),
                                       cmocka_unit_test(tables_of_the_golden_result_have_a_page),
                                       cmocka_unit_test(pages_are_of_tables)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
