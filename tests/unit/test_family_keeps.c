/* layer: measure */
/* What families say so that their counts can be kept (measure/family.h), on random rows: without
 * `horizon_minutes` the horizon changes nothing, with it nothing once it lies so far behind the
 * rows' times; the report month never does; and `recode` makes of tallies what they are when the
 * codes are others. Nothing here needs a line when a family is added. */
#include "base/day.h"
#include "base/hash.h"
#include "measure/business.h"
#include "measure/state.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { ROW_COUNT = 500, NEED_LIMIT = 64, CODE_COUNT = 7, DAY_FIRST = 20000, DAY_SPAN = 60 };

struct sample {
    const struct family *family;
    struct measure_options options;
    struct measure_context context;
    struct arena arena;
    struct business_clock business;
    size_t need_count;
    void *columns[NEED_LIMIT];
    int64_t last_minute; /* of all times */
    uint64_t drawn;
};

static uint64_t draw(struct sample *sample, uint64_t limit)
{
    return (hash_u64(sample->drawn++) >> 9) % limit;
}

static bool is_code(enum column_type type)
{
    return type == COLUMN_CODE || type == COLUMN_PATH;
}

static int64_t draw_value(struct sample *sample, enum column_type type)
{
    const bool is_missing = draw(sample, 9) == 0;
    const int64_t day = DAY_FIRST + (int64_t)draw(sample, DAY_SPAN);
    switch (type) {
    case COLUMN_ID:
    case COLUMN_CODE:
    case COLUMN_PATH: return (int64_t)draw(sample, CODE_COUNT);
    case COLUMN_DATE: return is_missing ? DAY_MISSING : day;
    case COLUMN_TIME:
        return is_missing ? MINUTE_MISSING : day * MINUTES_A_DAY + (int64_t)draw(sample, 1440);
    case COLUMN_INT: return is_missing ? INT_MISSING : (int64_t)draw(sample, 3000) - 1;
    case COLUMN_SCORE: return is_missing ? SCORE_MISSING : (int64_t)draw(sample, 7) + 1;
    case COLUMN_BOOL: return is_missing ? BOOL_MISSING : (int64_t)draw(sample, 2);
    case COLUMN_MONEY: return (int64_t)draw(sample, 100000);
    case COLUMN_TEXT: return is_missing ? 0 : (int64_t)(hash_u64(sample->drawn++) >> 1);
    case COLUMN_TYPE_COUNT: break;
    }
    return 0;
}

static void sample_init(struct sample *sample, const struct family *family)
{
    memset(sample, 0, sizeof *sample);
    sample->family = family;
    sample->drawn = 77;
    measure_options_init(&sample->options);
    arena_init(&sample->arena);
    assert_int_equal(
        business_clock_init(&sample->business, &sample->options.calendar, &sample->arena, NULL),
        RC_OK);
    sample->context = (struct measure_context){
        .options = &sample->options, .report_month = 660, .business = &sample->business};
    for (; family->needs[sample->need_count].column; sample->need_count++) {
        const enum column_type type = family->needs[sample->need_count].type;
        const bool is_time = type == COLUMN_TIME || type == COLUMN_DATE;
        const size_t bytes = type == COLUMN_ID ? sizeof(uint32_t) : column_type_bytes(type);
        char *values = calloc(ROW_COUNT, 8);
        assert_non_null(values);
        sample->columns[sample->need_count] = values;
        for (size_t row = 0; row < ROW_COUNT; row++) {
            int64_t value = draw_value(sample, type);
            /* the clock is never missing */
            if (strcmp(family->needs[sample->need_count].column, family->clock) == 0 &&
                value == MINUTE_MISSING)
                value = (int64_t)DAY_FIRST * MINUTES_A_DAY;
            memcpy(values + row * bytes, &value, bytes);
            const int64_t minute = type == COLUMN_DATE ? (value + 1) * MINUTES_A_DAY - 1 : value;
            if (is_time && minute > sample->last_minute) sample->last_minute = minute;
        }
    }
}

static void sample_release(struct sample *sample)
{
    for (size_t i = 0; i < sample->need_count; i++) free(sample->columns[i]);
    arena_release(&sample->arena);
}

/* All rows into one cell of an empty state, which holds it at slot 0. */
static void sample_count(struct sample *sample, int64_t horizon_minute, struct state *state)
{
    static uint32_t every_row[ROW_COUNT];
    const uint32_t key_counts[AXIS_COUNT] = {0};
    const struct family *family = sample->family;
    struct err err = ERR_INIT;
    struct tally *tallies;
    for (uint32_t row = 0; row < ROW_COUNT; row++) every_row[row] = row;
    sample->context.horizon_minute = (int32_t)horizon_minute;
    sample->context.horizon_day = day_of_minute((int32_t)horizon_minute);
    const void *const *columns = (const void *const *)sample->columns;
    void *prepared = aligned_alloc(64, ((size_t)family->prepared_bytes * ROW_COUNT / 64 + 1) * 64);
    assert_non_null(prepared);
    if (family->prepare) family->prepare(prepared, columns, ROW_COUNT, &sample->context);
    const struct rows rows = {every_row, ROW_COUNT, columns, prepared, &sample->context};
    assert_int_equal(state_init(state, family, key_counts, &err), RC_OK);
    void *cell = state_cell(state, 0, &tallies);
    assert_non_null(cell);
    family->update(cell, tallies, &rows);
    free(prepared);
}

static bool is_same(const struct state *a, const struct state *b)
{
    struct err err = ERR_INIT;
    struct text a_bytes, b_bytes;
    text_init(&a_bytes, 0);
    text_init(&b_bytes, 0);
    assert_int_equal(state_save(a, &a_bytes, &err), RC_OK);
    assert_int_equal(state_save(b, &b_bytes, &err), RC_OK);
    const bool same = a_bytes.byte_count == b_bytes.byte_count &&
                      memcmp(a_bytes.bytes, b_bytes.bytes, a_bytes.byte_count) == 0;
    text_release(&a_bytes);
    text_release(&b_bytes);
    return same;
}

static bool is_same_at(struct sample *sample, int64_t horizon, int64_t other)
{
    struct state a, b;
    sample_count(sample, horizon, &a);
    sample->context.report_month += 5;
    sample_count(sample, other, &b);
    sample->context.report_month -= 5;
    const bool same = is_same(&a, &b);
    state_release(&a);
    state_release(&b);
    return same;
}

static void the_horizon_is_as_they_say(void **state)
{
    (void)state;
    bool is_asked = false;
    for (size_t i = 0; i < family_count; i++) {
        struct sample sample;
        if (!families[i]->clock) continue;
        sample_init(&sample, families[i]);
        const int64_t last = sample.last_minute;
        if (!families[i]->horizon_minutes) {
            for (int64_t shift = -90; shift < 90; shift += 7)
                if (!is_same_at(&sample, last, last + shift * MINUTES_A_DAY))
                    fail_msg("%s asks the horizon", families[i]->name);
        } else {
            const int64_t settled = last + families[i]->horizon_minutes(&sample.options);
            for (int64_t shift = 1; shift < 100000; shift *= 3)
                if (!is_same_at(&sample, settled, settled + shift))
                    fail_msg("%s is not settled", families[i]->name);
            assert_false(is_same_at(&sample, settled, last - INT64_C(30) * MINUTES_A_DAY));
            is_asked = true;
        }
        sample_release(&sample);
    }
    assert_true(is_asked);
}

/* Longer limits take longer to settle. */
static void limits_are_in_it(void **state)
{
    (void)state;
    const struct family *family = family_find("service");
    struct sample sample;
    assert_non_null(family);
    sample_init(&sample, family);
    int32_t *const limits[] = {&sample.options.reply_limit_minutes,
                               &sample.options.close_limit_minutes,
                               &sample.options.close_special_limit_minutes};
    for (size_t i = 0; i < 3; i++) {
        *limits[i] += 30 * MINUTES_A_DAY;
        const int64_t settled = sample.last_minute + family->horizon_minutes(&sample.options);
        assert_true(is_same_at(&sample, settled, settled + INT64_C(50) * MINUTES_A_DAY));
        *limits[i] -= 30 * MINUTES_A_DAY;
    }
    sample_release(&sample);
}

/* The tallies with keys of old codes, in those of now. */
static void recode_state(const struct state *from, struct state *into, const struct code_map *maps)
{
    const struct tally *old;
    struct tally *fresh;
    const struct family *family = from->family;
    const void *cell = state_find(from, 0, &old);
    void *copy = state_cell(into, 0, &fresh);
    assert_true(cell && copy);
    memcpy(copy, cell, family->cell_bytes);
    for (size_t t = 0; t < family->tally_count; t++) {
        struct tally_cursor cursor = {0};
        struct tally_entry entry;
        while (tally_next(&old[t], &cursor, &entry)) {
            if (family->recode) assert_true(family->recode(&entry.key, t, maps));
            tally_add(&fresh[t], entry.key, entry.count);
        }
    }
}

static void codes_are_put_into_those_of_now(void **state)
{
    (void)state;
    static const int64_t codes[CODE_COUNT] = {0, 5, 1029, 2, 7, 1, 70000};
    for (size_t i = 0; i < family_count; i++) {
        struct sample sample;
        struct code_map maps[NEED_LIMIT] = {{NULL, 0}};
        struct state old, now, recoded;
        struct err err = ERR_INIT;
        const uint32_t key_counts[AXIS_COUNT] = {0};
        if (!families[i]->clock) continue;
        sample_init(&sample, families[i]);
        sample_count(&sample, sample.last_minute, &old);
        for (size_t n = 0; n < sample.need_count; n++) {
            uint32_t *column = sample.columns[n];
            if (!is_code(families[i]->needs[n].type)) continue;
            maps[n] = (struct code_map){codes, CODE_COUNT};
            for (size_t row = 0; row < ROW_COUNT; row++) column[row] = (uint32_t)codes[column[row]];
        }
        sample_count(&sample, sample.last_minute, &now);
        assert_int_equal(state_init(&recoded, families[i], key_counts, &err), RC_OK);
        recode_state(&old, &recoded, maps);
        if (!is_same(&recoded, &now)) fail_msg("%s: other codes", families[i]->name);
        state_release(&old);
        state_release(&now);
        state_release(&recoded);
        sample_release(&sample);
    }
}

/* Bytes from a disk can be anything: no key leads out of the map. */
static void no_key_is_believed(void **state)
{
    (void)state;
    static const int64_t codes[CODE_COUNT] = {0, 1, 2, CODE_UNKNOWN, 4, 5, 6};
    static const int64_t keys[] = {-1,        INT64_MIN, INT64_MAX, CODE_COUNT,
                                   1LL << 62, 1LL << 32, 1LL << 42, (1LL << 62) | 1LL << 60};
    struct code_map maps[NEED_LIMIT];
    for (size_t n = 0; n < NEED_LIMIT; n++) maps[n] = (struct code_map){codes, CODE_COUNT};
    for (size_t i = 0; i < family_count; i++)
        for (size_t t = 0; families[i]->recode && t < families[i]->tally_count; t++) {
            bool is_refused = false;
            for (size_t k = 0; k < sizeof keys / sizeof keys[0]; k++) {
                int64_t key = keys[k];
                if (!families[i]->recode(&key, t, maps)) is_refused = true;
            }
            assert_true(is_refused);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_horizon_is_as_they_say),
        cmocka_unit_test(limits_are_in_it),
        cmocka_unit_test(codes_are_put_into_those_of_now),
        cmocka_unit_test(no_key_is_believed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
