/* layer: measure */
/* What must hold for the states of every family, checked on random rows: merging has a neutral
 * element, is commutative and associative; rows counted in any pieces and any order give the same
 * bytes; saved bytes come back, damaged ones are refused. Nothing here needs a line when a family
 * is added. */
#include "base/day.h"
#include "measure/state.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { ROW_COUNT = 600, NEED_LIMIT = 64, KEY_COUNT = 5, DAY_FIRST = 20000, DAY_SPAN = 900 };

/* xorshift: the same rows in every run. */
static uint64_t draw(uint64_t *seed)
{
    *seed ^= *seed << 13;
    *seed ^= *seed >> 7;
    *seed ^= *seed << 17;
    return *seed;
}

static int64_t draw_value(enum column_type type, uint64_t *seed)
{
    const uint64_t random = draw(seed) >> 8;
    switch (type) {
    case COLUMN_ID:
    case COLUMN_CODE:
    case COLUMN_PATH: return (int64_t)(random % 6);
    case COLUMN_DATE: return DAY_FIRST + (int64_t)(random % DAY_SPAN);
    case COLUMN_TIME: return (int64_t)(DAY_FIRST + random % DAY_SPAN) * MINUTES_A_DAY;
    case COLUMN_INT: return random % 10 == 0 ? INT_MISSING : (int64_t)(random % 60);
    case COLUMN_SCORE: return random % 9 == 0 ? SCORE_MISSING : (int64_t)(random % 7) + 1;
    case COLUMN_MONEY: return (int64_t)(random % 100000);
    case COLUMN_BOOL: return random % 8 == 0 ? BOOL_MISSING : (int64_t)(random % 2);
    case COLUMN_TEXT: return random % 4 == 0 ? 0 : (int64_t)(draw(seed) >> 1);
    case COLUMN_TYPE_COUNT: break;
    }
    return 0;
}

/* Random rows of a family's table, and the slot each belongs to. */
struct sample {
    void *columns[NEED_LIMIT];
    void *prepared; /* what the family makes of all of them */
    uint64_t slots[ROW_COUNT];
    struct measure_options options;
    struct measure_context context;
};

static void sample_init(struct sample *sample, const struct family *family, uint64_t slot_count)
{
    uint64_t seed = 88172645463325252U;
    memset(sample, 0, sizeof *sample);
    measure_options_init(&sample->options);
    sample->context =
        (struct measure_context){.options = &sample->options,
                                 .horizon_day = DAY_FIRST + DAY_SPAN - 100,
                                 .horizon_minute = (DAY_FIRST + DAY_SPAN - 100) * MINUTES_A_DAY};
    for (size_t i = 0; family->needs[i].column; i++) {
        assert_true(i < NEED_LIMIT);
        const enum column_type type = family->needs[i].type;
        const size_t bytes = column_type_bytes(type);
        sample->columns[i] = calloc(ROW_COUNT, bytes ? bytes : 1);
        assert_non_null(sample->columns[i]);
        for (size_t row = 0; row < ROW_COUNT; row++) {
            const int64_t value = draw_value(type, &seed);
            memcpy((char *)sample->columns[i] + row * bytes, &value, bytes);
        }
    }
    for (size_t row = 0; row < ROW_COUNT; row++) sample->slots[row] = draw(&seed) % slot_count;
    sample->prepared = aligned_alloc(64, (family->prepared_bytes * ROW_COUNT / 64 + 1) * 64);
    assert_non_null(sample->prepared);
    if (family->prepare)
        family->prepare(sample->prepared, (const void *const *)sample->columns, ROW_COUNT,
                        &sample->context);
}

static void sample_release(struct sample *sample)
{
    for (size_t i = 0; i < NEED_LIMIT; i++) free(sample->columns[i]);
    free(sample->prepared);
}

static void state_make(struct state *state, const struct family *family)
{
    struct err err = ERR_INIT;
    uint32_t key_counts[AXIS_COUNT];
    for (size_t i = 0; i < AXIS_COUNT; i++) key_counts[i] = KEY_COUNT;
    assert_int_equal(state_init(state, family, key_counts, &err), RC_OK);
}

/* Count rows [first, last) one by one, or backwards. */
static void count_rows(struct state *state, struct sample *sample, uint32_t first, uint32_t last,
                       bool backwards)
{
    for (uint32_t i = first; i < last; i++) {
        const uint32_t row = backwards ? last - 1 - (i - first) : i;
        struct tally *tallies;
        void *cell = state_cell(state, sample->slots[row], &tallies);
        assert_non_null(cell);
        const struct rows rows = {&row, 1, (const void *const *)sample->columns, sample->prepared,
                                  &sample->context};
        state->family->update(cell, tallies, &rows);
    }
}

/* Count all rows, one call of update per slot. */
static void count_whole(struct state *state, struct sample *sample)
{
    for (uint64_t slot = 0; slot < state->slot_count; slot++) {
        uint32_t rows_of_slot[ROW_COUNT], count = 0;
        for (uint32_t row = 0; row < ROW_COUNT; row++)
            if (sample->slots[row] == slot) rows_of_slot[count++] = row;
        if (count == 0) continue;
        struct tally *tallies;
        void *cell = state_cell(state, slot, &tallies);
        assert_non_null(cell);
        const struct rows rows = {rows_of_slot, count, (const void *const *)sample->columns,
                                  sample->prepared, &sample->context};
        state->family->update(cell, tallies, &rows);
    }
}

static void merge(struct state *into, const struct state *from)
{
    struct err err = ERR_INIT;
    assert_int_equal(state_merge(into, from, &err), RC_OK);
}

static void save(const struct state *state, struct text *bytes)
{
    struct err err = ERR_INIT;
    text_init(bytes, 0);
    assert_int_equal(state_save(state, bytes, &err), RC_OK);
}

static void assert_same(const struct state *a, const struct state *b)
{
    struct text a_bytes, b_bytes;
    save(a, &a_bytes);
    save(b, &b_bytes);
    assert_int_equal(a_bytes.byte_count, b_bytes.byte_count);
    assert_memory_equal(a_bytes.bytes, b_bytes.bytes, a_bytes.byte_count);
    text_release(&a_bytes);
    text_release(&b_bytes);
}

static void any_cut_and_order_give_the_same_bytes(void **unused)
{
    (void)unused;
    for (size_t i = 0; i < family_count; i++) {
        struct state whole, pieces, part;
        state_make(&whole, families[i]);
        struct sample sample;
        sample_init(&sample, families[i], whole.slot_count);
        count_whole(&whole, &sample);
        state_make(&pieces, families[i]);
        for (uint32_t first = 0, step = 1; first < ROW_COUNT;
             first += step, step = step * 3 % 97 + 1) {
            const uint32_t last = first + step < ROW_COUNT ? first + step : ROW_COUNT;
            state_make(&part, families[i]);
            count_rows(&part, &sample, first, last, step % 2 == 1);
            merge(&pieces, &part);
            state_release(&part);
        }
        assert_same(&whole, &pieces);
        state_release(&whole);
        state_release(&pieces);
        sample_release(&sample);
    }
}

/* The short ways that finish takes to a metric's n and to the sum of many segments, against what
 * the metric itself says of the cell; and no row counts twice. */
static void check_metric(const struct metric *metric, const struct cell_view *view,
                         uint64_t row_count)
{
    const struct statistic statistic = metric_statistic(metric, view);
    const uint64_t n = metric_n(metric, view);
    assert_in_range(n, 0, row_count);
    if (statistic.refusal) return;
    assert_int_equal(n, statistic_n(&statistic));
    struct statistic total = {.kind = statistic.kind, .scale = statistic.scale};
    struct statistic expected = total;
    for (int times = 0; times < 2; times++) {
        metric_add(metric, view, &total);
        statistic_add(&expected, &statistic);
    }
    if (metric->kind == STATISTIC_ALPHA) return; /* alphas do not add */
    assert_int_equal(total.kind, expected.kind);
    assert_int_equal(total.scale, expected.scale);
    assert_memory_equal(&total.share, &expected.share, sizeof total.share);
    assert_true(total.sums.n == expected.sums.n && total.sums.sum == expected.sums.sum &&
                total.sums.square_sum == expected.sums.square_sum);
    assert_memory_equal(&total.nps, &expected.nps, sizeof total.nps);
}

static void metrics_say_what_their_cells_hold(void **unused)
{
    (void)unused;
    size_t checked_count = 0;
    for (size_t i = 0; i < family_count; i++) {
        const struct dictionary *dictionaries[NEED_LIMIT] = {NULL};
        struct state state;
        struct sample sample;
        state_make(&state, families[i]);
        sample_init(&sample, families[i], state.slot_count);
        sample.options.points[0] = 100; /* no metric is refused for want of weights */
        count_whole(&state, &sample);
        for (uint64_t slot = 0; slot < state.slot_count; slot++) {
            const struct tally *tallies;
            const void *cell = state_find(&state, slot, &tallies);
            uint64_t row_count = 0;
            for (uint32_t row = 0; row < ROW_COUNT; row++) row_count += sample.slots[row] == slot;
            const struct cell_view view = {.cells = &cell,
                                           .tallies = &tallies,
                                           .cell_count = 1,
                                           .column = (const void *const *)sample.columns,
                                           .dictionary = dictionaries,
                                           .context = &sample.context};
            for (const struct metric *metric = families[i]->metrics; metric->id; metric++) {
                if (metric->flags & METRIC_REPORT_MONTH_ONLY) continue;
                if (metric->kind == STATISTIC_EXTENDED) continue; /* of no cell alone */
                check_metric(metric, &view, row_count);
                checked_count += metric_n(metric, &view) > 0;
            }
        }
        state_release(&state);
        sample_release(&sample);
    }
    assert_true(checked_count > 1000);
}

static void merging_is_a_commutative_monoid(void **unused)
{
    (void)unused;
    for (size_t i = 0; i < family_count; i++) {
        struct state part[3], left, right, empty;
        struct sample sample;
        for (uint32_t p = 0; p < 3; p++) {
            state_make(&part[p], families[i]);
            if (p == 0) sample_init(&sample, families[i], part[p].slot_count);
            count_rows(&part[p], &sample, p * ROW_COUNT / 3, (p + 1) * ROW_COUNT / 3, false);
        }
        state_make(&left, families[i]);
        state_make(&right, families[i]);
        state_make(&empty, families[i]);
        for (int p = 0; p < 3; p++) merge(&left, &part[p]);
        for (int p = 2; p >= 0; p--) merge(&right, &part[p]);
        assert_same(&left, &right);
        merge(&part[1], &part[2]); /* a + (b + c) */
        merge(&part[0], &part[1]);
        assert_same(&left, &part[0]);
        merge(&left, &empty);
        assert_same(&left, &right);
        for (int p = 0; p < 3; p++) state_release(&part[p]);
        state_release(&left);
        state_release(&right);
        state_release(&empty);
        sample_release(&sample);
    }
}

static void saved_bytes_come_back_and_damage_is_noticed(void **unused)
{
    (void)unused;
    for (size_t i = 0; i < family_count; i++) {
        struct state whole, loaded;
        struct sample sample;
        struct text bytes;
        struct err err = ERR_INIT;
        state_make(&whole, families[i]);
        sample_init(&sample, families[i], whole.slot_count);
        count_whole(&whole, &sample);
        save(&whole, &bytes);
        state_make(&loaded, families[i]);
        assert_int_equal(state_load(&loaded, bytes.bytes, bytes.byte_count, &err), RC_OK);
        assert_same(&whole, &loaded);
        state_release(&loaded);
        state_make(&loaded, families[i]);
        for (size_t at = 0; at < bytes.byte_count; at += bytes.byte_count / 50 + 1) {
            bytes.bytes[at] ^= 1;
            assert_int_equal(state_load(&loaded, bytes.bytes, bytes.byte_count, &err), RC_INPUT);
            bytes.bytes[at] ^= 1;
            assert_int_equal(state_load(&loaded, bytes.bytes, at, &err), RC_INPUT);
            assert_int_equal(loaded.cell_count, 0);
        }
        state_release(&loaded);
        state_release(&whole);
        sample_release(&sample);
        text_release(&bytes);
    }
}

static void states_of_another_version_are_refused(void **unused)
{
    (void)unused;
    struct state state, other;
    struct text bytes;
    struct err err = ERR_INIT;
    struct family newer = *families[0];
    newer.version++;
    state_make(&state, families[0]);
    state_make(&other, &newer);
    save(&state, &bytes);
    assert_int_equal(state_load(&other, bytes.bytes, bytes.byte_count, &err), RC_INPUT);
    assert_non_null(strstr(err.message, "version"));
    state_release(&state);
    state_release(&other);
    text_release(&bytes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(any_cut_and_order_give_the_same_bytes),
        cmocka_unit_test(metrics_say_what_their_cells_hold),
        cmocka_unit_test(merging_is_a_commutative_monoid),
        cmocka_unit_test(saved_bytes_come_back_and_damage_is_noticed),
        cmocka_unit_test(states_of_another_version_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
