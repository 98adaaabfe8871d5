/* layer: ingest */
/* The book of known fields, and columns read by it, against a list that is searched from its start.
 */
#include "ingest/fields/field_book_slots.h"
#include "tests/unit/test_fields.h"

#include <stdio.h>

enum { LIST_LIMIT = 30000 };

struct listed {
    char bytes[TEST_FIELD_BYTES];
    size_t byte_count;
    struct field_entry entry;
};

struct list {
    struct listed *items;
    size_t count;
};

static const struct listed *list_find(const struct list *list, struct slice field)
{
    for (size_t i = 0; i < list->count; i++)
        if (slice_equal((struct slice){list->items[i].bytes, list->items[i].byte_count}, field))
            return &list->items[i];
    return NULL;
}

static void list_add(struct list *list, struct slice field, struct field_entry entry)
{
    assert_true(list->count < LIST_LIMIT);
    struct listed *added = &list->items[list->count++];
    memcpy(added->bytes, field.bytes, field.byte_count);
    added->byte_count = field.byte_count;
    added->entry = entry;
}

/* Of what is made longer than it is; so windows have fields of one word, or two, or more. */
static unsigned longest_sample;

static void any_code(uint64_t *random, uint32_t field, char *sample)
{
    static const char *const texts[] = {"华北",
                                        "功能失灵/转换开关",
                                        "out_of_warranty",
                                        "phone",
                                        "D038",
                                        "T0172",
                                        "1",
                                        "0",
                                        "解决得很快，态度也好，下次还来找这家店的师傅",
                                        "seventeen letters",
                                        "sixteen lettersX",
                                        "thirty-two bytes, no more, no le",
                                        "thirty-three bytes, one more than",
                                        "a",
                                        "ab",
                                        "abc",
                                        "abcdefgh",
                                        "abcdefghi",
                                        "a quote: \"",
                                        "是"};
    (void)field;
    if (random_is(random, 128))
        snprintf(sample, TEST_FIELD_BYTES, "%s",
                 texts[random_below(random, sizeof texts / sizeof *texts)]);
    else
        snprintf(sample, TEST_FIELD_BYTES, "%.*s%u", (int)random_below(random, 40),
                 "a dealer's name that is long enough for it", random_below(random, 60));
    if (strlen(sample) > longest_sample)
        snprintf(sample, TEST_FIELD_BYTES, "%.*u", (int)random_below(random, longest_sample),
                 random_below(random, 300));
}

static struct field_entry random_entry(uint64_t *random)
{
    struct field_entry entry = {.value = (int64_t)random_next(random)};
    const uint32_t kind = random_below(random, 10);
    if (kind == 0) entry.status = DECODE_MISSING;
    if (kind == 1) entry.status = DECODE_NOT_A_BOOL;
    if (kind > 1) entry.is_unlisted = random_is(random, 128);
    if (kind > 1) entry.is_date_alone = random_is(random, 128);
    return entry;
}

static int64_t narrowed(int64_t value, unsigned value_bytes)
{
    return value_bytes == 1 ? (int8_t)value : value_bytes == 4 ? (int32_t)value : value;
}

static int64_t value_at(const void *values, uint32_t row, unsigned value_bytes)
{
    return value_bytes == 1   ? ((const int8_t *)values)[row]
           : value_bytes == 4 ? ((const int32_t *)values)[row]
                              : ((const int64_t *)values)[row];
}

/* Every row of the column is what the list says, or stands in the rest because it says nothing. */
static void assert_column(const struct test_window *made, uint32_t field, const struct list *list,
                          const void *values, unsigned value_bytes, bool is_code,
                          const struct field_book *book, const struct field_outcome *outcome)
{
    const int64_t missing_value = book->missing_value;
    uint32_t rest = 0, missing_count = 0, unlisted_count = 0, date_alone_count = 0;
    for (uint32_t row = 0; row < made->window.row_count; row++) {
        const struct slice content = content_of(made, row, field);
        const struct listed *listed = list_find(list, content);
        const bool is_empty = content.byte_count == 0;
        const bool has_quote = !is_empty && memchr(content.bytes, '"', content.byte_count) != NULL;
        const bool is_decided =
            is_empty ||
            (listed && !has_quote &&
             (listed->entry.status == DECODE_OK || listed->entry.status == DECODE_MISSING));
        int64_t expected = missing_value;
        if (!is_decided) {
            assert_true(rest < outcome->rest_count);
            assert_int_equal(outcome->rest_rows[rest], row);
            rest++;
        } else if (is_empty) {
            missing_count++;
        } else {
            if (listed->entry.status == DECODE_OK) expected = listed->entry.value;
            missing_count += listed->entry.status == DECODE_MISSING;
            unlisted_count += listed->entry.is_unlisted;
            date_alone_count += listed->entry.is_date_alone && !is_code;
        }
        assert_int_equal(value_at(values, row, value_bytes), narrowed(expected, value_bytes));
    }
    assert_int_equal(outcome->rest_count, rest);
    assert_int_equal(outcome->missing_count, missing_count);
    assert_int_equal(outcome->unlisted_count, unlisted_count);
    assert_int_equal(outcome->date_alone_count, date_alone_count);
}

static void read_and_compare(const struct test_window *made, uint32_t field,
                             const struct field_book *book, const struct list *list,
                             unsigned value_bytes, struct field_outcome *outcome)
{
    void *values = malloc((made->window.row_count + 1) * (size_t)value_bytes);
    fields_read_known(&made->window, field, book, values, value_bytes, outcome);
    assert_column(made, field, list, values, value_bytes, false, book, outcome);
    if (value_bytes == 4) {
        enum isa isas[3];
        const unsigned isa_count = isas_here(isas);
        for (unsigned i = 0; i < isa_count; i++) {
            memset(values, 0, made->window.row_count * sizeof(uint32_t));
            field_kernels(isas[i])->read_codes(&made->window, field, book, values, outcome);
            assert_column(made, field, list, values, value_bytes, true, book, outcome);
        }
    }
    free(values);
}

/* What the book lacks is given some meaning, half of the time. */
static void learn(uint64_t *random, const struct test_window *made, uint32_t field,
                  struct field_book *book, struct list *list, const struct field_outcome *outcome)
{
    for (uint32_t i = 0; i < outcome->rest_count; i++) {
        const struct slice content = content_of(made, outcome->rest_rows[i], field);
        struct field_entry found;
        const struct listed *listed = list_find(list, content);
        const bool has_quote = memchr(content.bytes, '"', content.byte_count) != NULL;
        assert_int_equal(field_book_find(book, content, &found), listed && !has_quote);
        if (listed && !has_quote) assert_int_equal(found.status, listed->entry.status);
        if (listed || random_is(random, 128)) continue;
        const struct field_entry entry = random_entry(random);
        assert_true(field_book_add(book, content, &entry));
        list_add(list, content, entry);
    }
}

static void test_columns(void **state)
{
    (void)state;
    uint64_t random = 31;
    static const unsigned widths[] = {1, 4, 8, 4}, lengths[] = {7, 15, 23, 31, 100};
    for (unsigned round = 0; round < 250; round++) {
        longest_sample = lengths[round % 5];
        struct list list = {calloc(LIST_LIMIT, sizeof *list.items), 0};
        struct field_book book;
        assert_true(field_book_init(&book, round % 2 ? 0 : INT8_MIN));
        for (unsigned i = 0; i < 8; i++) {
            const struct field_oddness oddness = {i % 2 ? 8 : 0, 30, i % 3 ? 0 : 100, 2};
            struct test_window made =
                make_window(&random, (enum encoding)(round % ENCODING_COUNT),
                            random_below(&random, 80), 1 + i % 3, oddness, any_code);
            const uint32_t field = made.window.field_count - 1;
            struct field_outcome outcome = {
                .rest_rows = calloc(made.window.row_count + 1, sizeof(uint16_t))};
            read_and_compare(&made, field, &book, &list, widths[i % 4], &outcome);
            learn(&random, &made, field, &book, &list, &outcome);
            read_and_compare(&made, field, &book, &list, widths[i % 4], &outcome);
            free(outcome.rest_rows);
            release_window(&made);
        }
        field_book_release(&book);
        free(list.items);
    }
}

/* Keys of every length, many of each: the tables grow several times and lose nothing. */
static void test_book_grows(void **state)
{
    (void)state;
    struct field_book book;
    assert_true(field_book_init(&book, -1));
    char key[64];
    for (unsigned pass = 0; pass < 2; pass++) {
        for (unsigned i = 0; i < 60000; i++) {
            const unsigned byte_count = 6 + i % 50;
            snprintf(key, sizeof key, "%06u%s", i,
                     "/a long name of a part that is broken, or of a dealer");
            const struct slice field = {key, byte_count};
            struct field_entry entry = {.value = i};
            if (pass == 0) {
                assert_false(field_book_find(&book, field, &entry));
                entry = (struct field_entry){.value = i, .is_unlisted = i % 3 == 0};
                assert_true(field_book_add(&book, field, &entry));
            }
            assert_true(field_book_find(&book, field, &entry));
            assert_int_equal(entry.value, i);
            assert_int_equal(entry.status, DECODE_OK);
            assert_int_equal(entry.is_unlisted, i % 3 == 0);
        }
    }
    field_book_release(&book);
}

/* Such fields could be taken for others. */
static void test_book_refuses(void **state)
{
    (void)state;
    static const struct slice refused[] = {{"a\0b", 3}, {"a\0", 2}, {"a\"b", 3}, {"\"", 1}};
    struct field_book book;
    struct field_entry entry = {.value = 7}, found;
    assert_true(field_book_init(&book, -1));
    assert_true(field_book_add(&book, slice_of("a"), &entry));
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
        assert_true(field_book_add(&book, refused[i], &entry));
        assert_false(field_book_find(&book, refused[i], &found));
    }
    /* Its second word is that of a free slot. */
    assert_false(field_book_find(&book, slice_of("abcdefgh\x01"), &found));
    assert_true(field_book_add(&book, slice_of("abcdefgh\x01"), &entry));
    assert_true(field_book_find(&book, slice_of("abcdefgh\x01"), &found));
    assert_int_equal(found.value, 7);
    assert_true(field_book_find(&book, slice_of(""), &found));
    assert_int_equal(found.status, DECODE_MISSING);
    assert_int_equal(found.value, -1);
    field_book_release(&book);
}

static void fill(uint64_t *random, unsigned char *bytes, size_t byte_count)
{
    for (size_t i = 0; i < byte_count; i++)
        bytes[i] = (unsigned char)(0x30 + random_below(random, 208));
}

static uint64_t hash_of(const unsigned char key[FIELD_BOOK_KEY_BYTES])
{
    uint64_t sum = 0;
    for (unsigned i = 0; i < FIELD_BOOK_WORDS; i++)
        sum += field_book_sum(field_word((const char *)key + 8 * i), i);
    return field_book_hash(sum);
}

/* Texts made to meet: as many as are added, what is found is right, what is not found is refused
 * soon, and the table does not grow for their sake. */
static void add_meeting(struct field_book *book, uint64_t *random, unsigned wanted,
                        uint64_t meeting_mask)
{
    unsigned char key[FIELD_BOOK_KEY_BYTES];
    unsigned found_count = 0;
    for (unsigned i = 0; i < wanted; i++) {
        do fill(random, key, sizeof key);
        while ((hash_of(key) & meeting_mask) != 0);
        const struct slice field = {(const char *)key, sizeof key};
        const struct field_entry entry = {.value = 1000 + i};
        struct field_entry found;
        assert_true(field_book_add(book, field, &entry));
        if (!field_book_find(book, field, &found)) continue;
        found_count++;
        assert_int_equal(found.value, 1000 + i);
    }
    assert_true(found_count > 0);
    assert_true(found_count < wanted);
}

static void test_book_of_hostile_keys(void **state)
{
    (void)state;
    uint64_t random = 77;
    struct field_book book;
    struct field_entry found;
    assert_true(field_book_init(&book, -1));
    const struct field_entry entry = {.value = 7};
    assert_true(field_book_add(&book, slice_of("T0172"), &entry));
    add_meeting(&book, &random, 300, 0xFFF);
    assert_true(book.word_mask / FIELD_SLOT_WORDS < 2000);
    assert_true(field_book_find(&book, slice_of("T0172"), &found));
    assert_int_equal(found.value, 7);
    field_book_release(&book);
}

/* Two texts of one hash: the first is known, the other never. */
static void test_book_of_equal_hashes(void **state)
{
    (void)state;
    uint64_t random = 5;
    unsigned char keys[2][FIELD_BOOK_KEY_BYTES];
    bool is_text = false;
    while (!is_text) {
        uint32_t halves[FIELD_BOOK_KEY_BYTES / 4];
        fill(&random, keys[0], sizeof keys[0]);
        memcpy(halves, keys[0], sizeof halves);
        halves[0] += field_book_factors[1][0]; /* the lower half of the second word's */
        halves[2] -= field_book_factors[0][0];
        memcpy(keys[1], halves, sizeof halves);
        is_text = hash_of(keys[0]) == hash_of(keys[1]) && !memchr(keys[1], 0, sizeof keys[1]) &&
                  !memchr(keys[1], '"', sizeof keys[1]);
    }
    struct field_book book;
    struct field_entry found;
    assert_true(field_book_init(&book, -1));
    for (unsigned pass = 0; pass < 2; pass++)
        for (unsigned i = 0; i < 2; i++) {
            const struct slice field = {(const char *)keys[i], sizeof keys[i]};
            const struct field_entry entry = {.value = i};
            assert_true(field_book_add(&book, field, &entry));
            assert_int_equal(field_book_find(&book, field, &found), i == 0);
            if (i == 0) assert_int_equal(found.value, 0);
        }
    assert_true(book.word_mask / FIELD_SLOT_WORDS < 300);
    field_book_release(&book);
}

/* Beyond its limit a book learns no more, and forgets nothing. */
static void test_book_is_full(void **state)
{
    (void)state;
    struct field_book book;
    struct field_entry found;
    char key[16];
    assert_true(field_book_init(&book, -1));
    for (unsigned i = 0; i < FIELD_BOOK_KEYS + 1000; i++) {
        const struct field_entry entry = {.value = i};
        const struct slice field = {key, (size_t)snprintf(key, sizeof key, "U%u", i)};
        assert_true(field_book_add(&book, field, &entry));
        assert_int_equal(field_book_find(&book, field, &found), i + 1 < FIELD_BOOK_KEYS);
    }
    assert_true(field_book_find(&book, slice_of("U0"), &found));
    field_book_release(&book);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_columns),
        cmocka_unit_test(test_book_grows),
        cmocka_unit_test(test_book_refuses),
        cmocka_unit_test(test_book_of_hostile_keys),
        cmocka_unit_test(test_book_of_equal_hashes),
        cmocka_unit_test(test_book_is_full),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
