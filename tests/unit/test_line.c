/* layer: output
 * Lines of result.json: the same text as the tree of cJSON gives, for every kind of value and for
 * texts of any bytes; lines drawn by many threads stand in order. */
#include "output/json.h"

#include <math.h>
#include <omp.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>

#include <cmocka.h>

enum { TEXT_LIMIT = 40 };

static uint32_t draw_number(uint64_t *seed, uint32_t limit)
{
    *seed = *seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (uint32_t)(*seed >> 33) % limit;
}

/* Plain letters, and now and then what must be escaped, what is not ASCII, what is not UTF-8. */
static void draw_text(uint64_t *seed, char out[TEXT_LIMIT + 8])
{
    static const char *const odd[] = {"\"", "\\",   "\n",   "\x01",         "\x1f",     "\x7f", "/",
                                      "漏", "\xff", "\xe6", "\xf0\x9f\x98", "\xc3\xa9", "\t"};
    const size_t byte_count = draw_number(seed, TEXT_LIMIT);
    const uint32_t oddness = draw_number(seed, 3) * 4; /* 0: all plain */
    size_t used = 0;
    while (used < byte_count) {
        const char letter[] = {(char)(' ' + 3 + draw_number(seed, 50)), '\0'};
        const bool is_odd = draw_number(seed, 30) < oddness;
        const char *piece = is_odd ? odd[draw_number(seed, sizeof odd / sizeof *odd)] : letter;
        memcpy(out + used, piece, strlen(piece));
        used += strlen(piece);
    }
    out[used] = '\0';
}

static void assert_printed(cJSON *root, struct line *line)
{
    char *printed = cJSON_PrintUnformatted(root);
    assert_non_null(line_terminated(line));
    if (strcmp(printed, line_terminated(line)) != 0)
        fail_msg("line %s\ntree %s", line_terminated(line), printed);
    cJSON_free(printed);
}

static void texts_as_in_the_tree(void **state)
{
    (void)state;
    uint64_t seed = 3;
    struct line line;
    line_init(&line);
    for (int i = 0; i < 20000; i++) {
        char value[TEXT_LIMIT + 8];
        struct json json = {.failed = false};
        draw_text(&seed, value);
        cJSON *root = json_root(&json);
        json_text(&json, root, "key", value);
        line_clear(&line);
        line_open_object(&line, NULL);
        line_text(&line, "key", value);
        line_close_object(&line);
        assert_printed(root, &line);
        cJSON_Delete(root);
    }
    line_release(&line);
}

/* Every byte, at every place within a word. */
static void bytes_as_in_the_tree(void **state)
{
    (void)state;
    struct line line;
    line_init(&line);
    for (int byte = 1; byte < 256; byte++)
        for (size_t place = 0; place < 17; place++) {
            char value[] = "abcdefghijklmnopq";
            struct json json = {.failed = false};
            value[place] = (char)byte;
            cJSON *root = json_root(&json);
            json_text(&json, json_array(&json, root, "key"), NULL, value);
            line_clear(&line);
            line_open_object(&line, NULL);
            line_open_array(&line, "key");
            line_text(&line, NULL, value);
            line_close_array(&line);
            line_close_object(&line);
            assert_printed(root, &line);
            cJSON_Delete(root);
        }
    line_release(&line);
}

static void every_kind_of_value(void **state)
{
    (void)state;
    static const double numbers[] = {0.5, -1.5e-300, 1e17};
    static const uint64_t counts[] = {0, UINT64_MAX};
    struct line line;
    line_init(&line);
    line_open_object(&line, NULL);
    line_text(&line, "text", "[");
    line_text(&line, "none", NULL);
    line_number(&line, "nan", NAN);
    line_whole(&line, "least", INT64_MIN);
    line_open_array(&line, "empty");
    line_close_array(&line);
    line_open_object(&line, "object");
    line_null(&line, "null");
    line_count(&line, "count", 7);
    line_close_object(&line);
    line_numbers(&line, "numbers", numbers, 3);
    line_counts(&line, "counts", counts, 2);
    line_begin_text(&line, "pieces");
    line_add_text(&line, "a\"");
    line_add_text(&line, "");
    line_add_text(&line, "漏");
    line_end_text(&line);
    line_close_object(&line);
    assert_string_equal(line_terminated(&line),
                        "{\"text\":\"[\",\"none\":null,\"nan\":null,\"least\":-9223372036854775808,"
                        "\"empty\":[],\"object\":{\"null\":null,\"count\":7},"
                        "\"numbers\":[0.5,-1.5e-300,1e+17],"
                        "\"counts\":[0,18446744073709551615],\"pieces\":\"a\\\"漏\"}");
    line_release(&line);
}

/* In an array, between other values. */
static void many_times_the_same(void **state)
{
    (void)state;
    static const char *const texts[] = {NULL, "", "[", "cannot_say", "漏\"水"};
    static const size_t counts[] = {0, 1, 2, 3, 1000};
    for (size_t t = 0; t < sizeof texts / sizeof texts[0]; t++)
        for (size_t c = 0; c < sizeof counts / sizeof counts[0]; c++) {
            struct line fast, slow, whole;
            line_init(&fast);
            line_init(&slow);
            line_init(&whole);
            line_open_array(&fast, NULL);
            line_open_array(&slow, NULL);
            for (int times = 0; times < 2; times++) {
                line_same(&fast, texts[t], counts[c]);
                for (size_t i = 0; i < counts[c]; i++) line_text(&slow, NULL, texts[t]);
                line_count(&fast, NULL, 7);
                line_count(&slow, NULL, 7);
            }
            line_close_array(&fast);
            line_close_array(&slow);
            assert_string_equal(line_terminated(&fast), line_terminated(&slow));
            line_open_object(&whole, NULL);
            line_null(&whole, "none");
            line_value(&whole, "keys", &slow);
            line_close_object(&whole);
            assert_memory_equal(line_terminated(&whole), "{\"none\":null,\"keys\":[", 21);
            assert_memory_equal(line_terminated(&whole) + 20, line_terminated(&slow),
                                slow.byte_count);
            assert_string_equal(line_terminated(&whole) + 20 + slow.byte_count, "}");
            slow.failed = true;
            line_value(&whole, "keys", &slow);
            assert_true(whole.failed);
            line_release(&fast);
            line_release(&slow);
            line_release(&whole);
        }
}

static void draw_square(const void *context, size_t number, struct line *line)
{
    line_open_array(line, NULL);
    for (size_t i = 0; i < number % 50; i++) line_count(line, NULL, number);
    line_count(line, NULL, number * *(const uint64_t *)context);
    line_close_array(line);
}

static void lines_stand_in_order(void **state)
{
    (void)state;
    enum { LINE_COUNT = 3000 };
    const uint64_t factor = 3;
    omp_set_num_threads(4);
    struct json json = {.failed = false};
    cJSON *root = json_root(&json);
    json_lines(&json, json_array(&json, root, "none"), 0, draw_square, &factor);
    json_lines(&json, json_array(&json, root, "many"), LINE_COUNT, draw_square, &factor);
    assert_false(json.failed);
    struct text text;
    text_init(&text, 0);
    assert_int_equal(json_print(root, &text, NULL), RC_OK);
    cJSON *read = cJSON_Parse(text.bytes);
    assert_int_equal(cJSON_GetArraySize(cJSON_GetObjectItem(read, "none")), 0);
    const cJSON *item = cJSON_GetObjectItem(read, "many")->child;
    for (int i = 0; i < LINE_COUNT; i++, item = item->next) {
        assert_int_equal(cJSON_GetArraySize(item), i % 50 + 1);
        assert_int_equal((int)item->child->prev->valuedouble, 3 * i);
    }
    assert_null(item);
    cJSON_Delete(read);
    cJSON_Delete(root);
    text_release(&text);
}

static void draw_failure(const void *context, size_t number, struct line *line)
{
    (void)context;
    line_count(line, NULL, number);
    if (number == 5) line->failed = true;
}

static void a_failed_line_fails_the_tree(void **state)
{
    (void)state;
    struct json json = {.failed = false};
    cJSON *root = json_root(&json);
    json_lines(&json, json_array(&json, root, "many"), 9, draw_failure, NULL);
    assert_true(json.failed);
    json_lines(&json, root, 9, draw_failure, NULL); /* nothing is done any more */
    cJSON_Delete(root);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(texts_as_in_the_tree), cmocka_unit_test(bytes_as_in_the_tree),
        cmocka_unit_test(every_kind_of_value),  cmocka_unit_test(many_times_the_same),
        cmocka_unit_test(lines_stand_in_order), cmocka_unit_test(a_failed_line_fails_the_tree)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
