/* layer: reports
 * Walking JSON text without a tree: the same members and values as cJSON finds, whatever the
 * blanks; cut off or spoiled text ends the walk and nothing else. */
#include "reports/model/cursor.h"
#include "reports/model/tree.h"

#include <cjson/cJSON.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

static uint32_t draw(uint64_t *seed, uint32_t limit)
{
    *seed = *seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (uint32_t)(*seed >> 33) % limit;
}

static void put_blanks(uint64_t *seed, struct text *out)
{
    static const char *const blanks[] = {" ", "\n", "\t  ", "\r\n"};
    while (draw(seed, 4) == 0) text_put(out, blanks[draw(seed, 4)]);
}

static void put_string(uint64_t *seed, struct text *out)
{
    static const char *const pieces[] = {"a",
                                         "[",
                                         "]",
                                         "{",
                                         "}",
                                         ",",
                                         ":",
                                         "漏水",
                                         "\\\"",
                                         "\\\\",
                                         "\\",
                                         "\\n",
                                         "\\u6f0f",
                                         "xyz ",
                                         "0.5",
                                         "\\/",
                                         "long enough for words"};
    text_put(out, "\"");
    for (uint32_t i = draw(seed, 6); i > 0; i--) {
        const char *piece = pieces[draw(seed, sizeof pieces / sizeof *pieces)];
        text_put(out, strcmp(piece, "\\") == 0 ? "\\t" : piece);
    }
    text_put(out, "\"");
}

/* A random value; nested ones fewer the deeper. */
static void put_value(uint64_t *seed, struct text *out, uint32_t depth)
{
    static const char *const scalars[] = {"null", "true", "false", "0",     "-1.5e3",
                                          "12",   "0.1",  "1e-7",  "123.25"};
    const uint32_t kind = draw(seed, depth > 3 ? 2 : 4);
    if (kind == 0) {
        put_string(seed, out);
    } else if (kind == 1) {
        text_put(out, scalars[draw(seed, sizeof scalars / sizeof *scalars)]);
    } else {
        text_put(out, kind == 2 ? "[" : "{");
        put_blanks(seed, out);
        for (uint32_t i = 0, count = draw(seed, 5); i < count; i++) {
            if (i > 0) text_put(out, ",");
            put_blanks(seed, out);
            if (kind == 3) {
                put_string(seed, out);
                put_blanks(seed, out);
                text_put(out, ":");
                put_blanks(seed, out);
            }
            put_value(seed, out, depth + 1);
            put_blanks(seed, out);
        }
        text_put(out, kind == 2 ? "]" : "}");
    }
}

static void assert_same(const cJSON *node, struct slice value, struct arena *arena)
{
    double number = NAN;
    assert_int_equal(value_number(value, &number), cJSON_IsNumber(node) != 0);
    if (cJSON_IsNumber(node)) assert_true(number == node->valuedouble);
    assert_int_equal(value_is_text(value), cJSON_IsString(node) != 0);
    assert_string_equal(value_text(value, arena), cJSON_IsString(node) ? node->valuestring : "");
    assert_int_equal(value_is_array(value), cJSON_IsArray(node) != 0);
    assert_int_equal(value_is_object(value), cJSON_IsObject(node) != 0);
    struct cursor cursor = cursor_open(value);
    struct slice key, inner;
    for (const cJSON *child = node->child; child; child = child->next) {
        assert_true(cursor_next(&cursor, &key, &inner));
        if (child->string) assert_string_equal(key_text(key, arena), child->string);
        assert_same(child, inner, arena);
    }
    assert_false(cursor_next(&cursor, &key, &inner));
    assert_false(cursor.is_broken);
}

static void values_as_in_the_tree(void **state)
{
    (void)state;
    uint64_t seed = 5;
    for (int i = 0; i < 4000; i++) {
        struct text text;
        struct arena arena;
        text_init(&text, 0);
        arena_init(&arena);
        text_put(&text, "[");
        put_value(&seed, &text, 0);
        text_put(&text, "]");
        cJSON *tree = cJSON_Parse(text.bytes);
        assert_non_null(tree);
        assert_same(tree, (struct slice){text.bytes, text.byte_count}, &arena);
        cJSON_Delete(tree);
        arena_release(&arena);
        text_release(&text);
    }
}

/* Members to the last one, however deep. */
static size_t walk(struct slice value, struct arena *arena, bool *is_broken)
{
    struct cursor cursor = cursor_open(value);
    struct slice key, inner;
    size_t count = 1;
    while (cursor_next(&cursor, &key, &inner)) {
        double number;
        (void)value_number(inner, &number);
        assert_non_null(value_text(inner, arena));
        assert_non_null(key_text(key, arena));
        count += walk(inner, arena, is_broken);
    }
    if (cursor.is_broken) *is_broken = true;
    return count;
}

static void cut_off_or_spoiled(void **state)
{
    (void)state;
    uint64_t seed = 6;
    for (int i = 0; i < 4000; i++) {
        struct text text;
        struct arena arena;
        bool is_broken = false;
        text_init(&text, 0);
        arena_init(&arena);
        text_put(&text, "[");
        put_value(&seed, &text, 0);
        text_put(&text, "]");
        /* Cut off: said, and the bytes behind are not looked at (the sanitizer would tell). */
        const size_t kept = 1 + draw(&seed, (uint32_t)text.byte_count - 1);
        char *copy = malloc(kept + 1);
        memcpy(copy, text.bytes, kept);
        copy[kept] = '\0';
        (void)walk((struct slice){copy, kept}, &arena, &is_broken);
        assert_true(is_broken);
        free(copy);
        /* Spoiled: the walk ends. */
        text.bytes[draw(&seed, (uint32_t)text.byte_count)] = (char)draw(&seed, 256);
        const size_t count = walk((struct slice){text.bytes, text.byte_count}, &arena, &is_broken);
        assert_true(count <= text.byte_count);
        arena_release(&arena);
        text_release(&text);
    }
}

static bool breaks(const char *text)
{
    struct cursor cursor = cursor_open(slice_of(text));
    struct slice value;
    while (cursor_next(&cursor, NULL, &value)) continue;
    return cursor.is_broken;
}

static void what_is_not_closed_breaks(void **state)
{
    (void)state;
    static const char *const broken[] = {"[1",        "[\"a]",      "[[1]", "{\"a\" 1}", "{1:2}",
                                         "{\"a\":1",  "{\"a\":}",   "[1,]", "[,]",       "{\"a",
                                         "[\"a\\\"]", "[{\"a\":1]", "[1}",  "["};
    static const char *const whole[] = {"[1 2]",          "[]", "{}",    "[1] [",
                                        "{\"a\":[1,2]}x", "7",  "\"[\"", ""};
    for (size_t i = 0; i < sizeof broken / sizeof *broken; i++)
        if (!breaks(broken[i])) fail_msg("%s passes", broken[i]);
    for (size_t i = 0; i < sizeof whole / sizeof *whole; i++)
        if (breaks(whole[i])) fail_msg("%s breaks", whole[i]);
}

struct row {
    const char *name, *other;
    double value;
    uint64_t n;
    struct slice child;
};
static const struct tree_field row_fields[] = {{"name", TREE_TEXT, offsetof(struct row, name)},
                                               {"other", TREE_TEXT, offsetof(struct row, other)},
                                               {"value", TREE_NUMBER, offsetof(struct row, value)},
                                               {"n", TREE_COUNT, offsetof(struct row, n)},
                                               {"child", TREE_CHILD, offsetof(struct row, child)}};

/* Fields in any order, of wrong types, absent, said twice; texts that are the same as before. */
static void objects_by_a_table_of_fields(void **state)
{
    (void)state;
    static const struct {
        const char *json, *name, *other;
        double value;
        uint64_t n;
    } cases[] = {
        {"{\"name\":\"a\",\"x\":1,\"other\":\"b\",\"value\":1.5,\"n\":3,\"child\":[1]}", "a", "b",
         1.5, 3},
        {"{\"n\":4,\"value\":-2,\"other\":\"b\",\"name\":\"a\"}", "a", "b", -2, 4},
        {"{\"n\":-4,\"value\":\"2\",\"other\":null,\"name\":7}", "-", "-", 9, 9},
        {"{\"n\":1.5,\"name\":\"first\",\"name\":\"second\"}", "second", "-", 9, 9},
        {"{\"name\":\"a\\\\b\"}", "a\\b", "-", 9, 9},
        {"{\"name\":\"a\\b\"}", "a\b", "-", 9, 9},
        {"{\"name\":\"a\\\\b\"}", "a\\b", "-", 9, 9},
        {"[1]", "-", "-", 9, 9},
        {"null", "-", "-", 9, 9},
    };
    struct arena arena;
    arena_init(&arena);
    struct tree_reader reader = {row_fields, 5, &arena, {0}, false};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct row row = {"-", "-", 9, 9, {"", 0}};
        tree_read_text(&reader, slice_of(cases[i].json), &row);
        assert_string_equal(row.name, cases[i].name);
        assert_string_equal(row.other, cases[i].other);
        assert_true(row.value == cases[i].value);
        assert_true(row.n == cases[i].n);
    }
    assert_false(reader.failed);
    arena_release(&arena);
}

static void lists_of_numbers_and_texts(void **state)
{
    (void)state;
    struct arena arena;
    size_t count = 7;
    arena_init(&arena);
    const double *numbers = tree_numbers(slice_of("[1, null,\"2\",[3,4],0.5 ]"), &arena, &count);
    assert_int_equal(count, 5);
    assert_true(numbers[0] == 1 && isnan(numbers[1]) && isnan(numbers[2]) && isnan(numbers[3]) &&
                numbers[4] == 0.5);
    const char **texts = tree_texts(slice_of("[\"a,b\",3,\"\\u0041\"]"), &arena, &count);
    assert_int_equal(count, 3);
    assert_string_equal(texts[0], "a,b");
    assert_string_equal(texts[1], "");
    assert_string_equal(texts[2], "A");
    assert_non_null(tree_numbers(slice_of("{\"a\":1}"), &arena, &count));
    assert_int_equal(count, 0);
    assert_non_null(tree_texts(slice_of("[]"), &arena, &count));
    assert_int_equal(count, 0);
    arena_release(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(values_as_in_the_tree), cmocka_unit_test(cut_off_or_spoiled),
        cmocka_unit_test(what_is_not_closed_breaks), cmocka_unit_test(objects_by_a_table_of_fields),
        cmocka_unit_test(lists_of_numbers_and_texts)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
