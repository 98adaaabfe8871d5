/* layer: link */
/* Ids seen as numbers: against a slow look at all of them, with and without leading zeros, of
 * several lengths and widths, with strangers among them. */
#include "base/hash.h"
#include "link/numbered.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { ROW_LIMIT = 6000, SEGMENT_LIMIT = ROW_LIMIT };

struct ids {
    char texts[ROW_LIMIT][KEY_SLOT_LIMIT];
    uint32_t count;
    unsigned char slots[ROW_LIMIT][KEY_SLOT_LIMIT];
    struct segment segments[SEGMENT_LIMIT];
    struct segment_column columns[SEGMENT_LIMIT];
    struct table table;
};

/* Segments of random lengths; each as narrow as it can be, or one unit wider. */
static void lay_out(struct ids *ids, uint64_t seed, uint32_t segment_rows)
{
    unsigned char *into = ids->slots[0];
    ids->table = (struct table){.row_count = ids->count, .segments = ids->segments};
    memset(ids->slots, 0, sizeof ids->slots);
    for (uint32_t row = 0; row < ids->count;) {
        const size_t s = ids->table.segment_count++;
        uint32_t row_count = 1 + (uint32_t)(hash_u64(seed + row) % segment_rows);
        if (row_count > ids->count - row) row_count = ids->count - row;
        size_t width = KEY_UNIT_BYTES;
        for (uint32_t i = row; i < row + row_count; i++)
            while (strlen(ids->texts[i]) > width) width += KEY_UNIT_BYTES;
        if (hash_u64(seed ^ row) % 4 == 0 && width < KEY_SLOT_LIMIT) width += KEY_UNIT_BYTES;
        ids->columns[s] = (struct segment_column){.values = into, .value_bytes = (uint32_t)width};
        ids->segments[s] =
            (struct segment){.first_row = row, .row_count = row_count, .columns = &ids->columns[s]};
        for (uint32_t i = row; i < row + row_count; i++, into += width)
            memcpy(into, ids->texts[i], strlen(ids->texts[i]));
        row += row_count;
    }
}

static int compare_texts(const void *a, const void *b)
{
    return strcmp(a, b);
}

static bool are_distinct_slowly(const struct ids *ids)
{
    char(*sorted)[KEY_SLOT_LIMIT] = malloc(sizeof ids->texts);
    assert_non_null(sorted);
    memcpy(sorted, ids->texts, sizeof ids->texts);
    qsort(sorted, ids->count, sizeof *sorted, compare_texts);
    bool distinct = true;
    for (uint32_t i = 1; i < ids->count; i++)
        distinct &= sorted[i][0] == '\0' || strcmp(sorted[i], sorted[i - 1]) != 0;
    free(sorted);
    return distinct;
}

static bool look(struct ids *ids, uint64_t seed, int thread_count)
{
    lay_out(ids, seed, 1 + (uint32_t)(seed % 900));
    return numbered_are_distinct(&ids->table, 0, thread_count);
}

static struct ids *make(const char *const *texts)
{
    struct ids *ids = calloc(1, sizeof *ids);
    assert_non_null(ids);
    for (; texts && texts[ids->count]; ids->count++)
        (void)snprintf(ids->texts[ids->count], KEY_SLOT_LIMIT, "%s", texts[ids->count]);
    return ids;
}

/* What is proved is so; and of plain numbers everything that is so is proved. */
static void check_made(const char *beginning, int digit_count, const char *ending, uint32_t first,
                       uint32_t step)
{
    const bool is_plain = digit_count < 10 && ending[0] == '\0';
    for (uint64_t seed = 1; seed < 40; seed++) {
        struct ids *ids = make(NULL);
        ids->count = 1 + (uint32_t)(hash_u64(seed * 77) % (ROW_LIMIT - 1));
        for (uint32_t i = 0; i < ids->count; i++) /* a step that is odd: another order, no repeat */
            (void)snprintf(ids->texts[i], KEY_SLOT_LIMIT, "%s%0*u%s", beginning, digit_count,
                           first + (uint32_t)(i * step % (1U << 13)), ending);
        for (uint32_t i = 0; seed % 3 == 0 && i < ids->count; i += 7) ids->texts[i][0] = '\0';
        if (seed % 2 == 0) {
            const uint32_t to = (uint32_t)(hash_u64(seed) % ids->count);
            const uint32_t from = (uint32_t)(hash_u64(~seed) % ids->count);
            memcpy(ids->texts[to], ids->texts[from], KEY_SLOT_LIMIT);
        }
        const bool proved = look(ids, seed, 1 + (int)(seed % 5));
        const bool distinct = are_distinct_slowly(ids);
        assert_true(!proved || distinct);
        bool has_any = false;
        for (uint32_t i = 0; i < ids->count; i++) has_any |= ids->texts[i][0] != '\0';
        if (is_plain && has_any) assert_int_equal(proved, distinct);
        free(ids);
    }
}

static void numbers_are_told_apart(void **state)
{
    (void)state;
    check_made("S", 7, "", 1, 4097);
    check_made("S", 7, "", 9996000, 3); /* and from eight digits on */
    check_made("R", 1, "", 1, 4095);
    check_made("", 1, "", 0, 7);
    check_made("ORDER-2025-", 6, "", 999000, 1); /* digits in two units */
    check_made("", 9, "", 99990000, 5);
    check_made("N", 9, "", 999980000, 5); /* the highest page */
    check_made("N", 10, "", 1, 5);        /* too many digits */
    check_made("", 1, "-x", 1, 5);
}

static bool prove(const char *const *texts, int thread_count)
{
    struct ids *ids = make(texts);
    lay_out(ids, 1, 1);
    const bool proved = numbered_are_distinct(&ids->table, 0, thread_count);
    free(ids);
    return proved;
}

static void one_number_may_be_two_texts(void **state)
{
    (void)state;
    for (int threads = 1; threads <= 4; threads++) {
        assert_true(prove((const char *const[]){"S1", "S2", "S10", NULL}, threads));
        assert_true(prove((const char *const[]){"S01", "S02", "S10", "S100", NULL}, threads));
        assert_true(prove((const char *const[]){"S0", "S1", "S10", NULL}, threads));
        assert_false(prove((const char *const[]){"S01", "S02", "S3", NULL}, threads));
        assert_false(prove((const char *const[]){"S01", "S002", NULL}, threads));
        assert_false(prove((const char *const[]){"S9", "S10", "S01", NULL}, threads));
        assert_false(prove((const char *const[]){"S01", "S02", "S01", NULL}, threads));
    }
}

static void strangers_prove_nothing(void **state)
{
    (void)state;
    static const char *const strangers[] = {"R3", "S", "Sx", "S3x", "S:3", "S/3", "T", "S-3", "s3"};
    for (size_t i = 0; i < sizeof strangers / sizeof *strangers; i++) {
        assert_false(prove((const char *const[]){"S1", "S2", strangers[i], NULL}, 2));
        assert_false(prove((const char *const[]){strangers[i], "S2", "S1", NULL}, 2));
    }
    assert_true(prove((const char *const[]){"", "S1", "", "S2", "", NULL}, 2));
    assert_false(prove((const char *const[]){"", "", NULL}, 2)); /* nothing to go by */
    assert_false(prove((const char *const[]){NULL}, 2));
}

static void distant_numbers_are_given_up(void **state)
{
    (void)state;
    struct ids *ids = make(NULL);
    ids->count = 100;
    for (uint32_t i = 0; i < ids->count; i++)
        (void)snprintf(ids->texts[i], KEY_SLOT_LIMIT, "S%09u", i * 9000000);
    assert_false(look(ids, 5, 1));
    free(ids);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_are_told_apart),
        cmocka_unit_test(one_number_may_be_two_texts),
        cmocka_unit_test(strangers_prove_nothing),
        cmocka_unit_test(distant_numbers_are_given_up),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
