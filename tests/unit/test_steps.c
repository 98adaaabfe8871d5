/* layer: measure */
/* The steps of recovery: rows against what their definition says of one row; what a set of
 * complaints can tell apart; the year after a customer's first complaint. */
#include "measure/steps/steps.h"

#include "base/day.h"
#include "base/hash.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { ROW_COUNT = 3000, NEED_COUNT = STEP_COUNT + 3 };
enum { NEED_OPENED = STEP_COUNT, NEED_RESOLVED, NEED_SCORE };
/* Rows are opened from 1000000 on, in 5000 minutes: some on the last minute that counts. */
enum { SETTLED_UNTIL = 1002500 };

struct columns {
    int8_t steps[STEP_COUNT][ROW_COUNT], score[ROW_COUNT];
    int32_t opened[ROW_COUNT], resolved[ROW_COUNT];
};

static void fill(struct columns *columns)
{
    uint64_t drawn = 5;
    for (int row = 0; row < ROW_COUNT; row++) {
        for (int step = 0; step < STEP_COUNT; step++) {
            const uint64_t random = hash_u64(drawn++);
            columns->steps[step][row] =
                random % 40 == 0 ? (int8_t)BOOL_MISSING : (int8_t)(random >> 9 & 1);
        }
        const uint64_t random = hash_u64(drawn++);
        columns->score[row] =
            random % 5 == 0 ? (int8_t)SCORE_MISSING : (int8_t)((random >> 8) % 11);
        columns->opened[row] = 1000000 + (int32_t)((random >> 20) % 5000);
        columns->resolved[row] = (random >> 40) % 3 == 0
                                     ? MINUTE_MISSING
                                     : columns->opened[row] + 1438 + (int32_t)((random >> 48) % 5);
    }
}

static int8_t answer(const void *const *column, int need, int row)
{
    return column[need] ? ((const int8_t *)column[need])[row] : (int8_t)BOOL_MISSING;
}

/* Word by word. */
static void count_slowly(const void *const *column, int row, struct steps_cell *cell,
                         struct tally *tally)
{
    const int32_t *opened = column[NEED_OPENED], *resolved = column[NEED_RESOLVED];
    const bool is_settled = opened[row] <= SETTLED_UNTIL;
    int known = 0, taken = 0, pattern = 0;
    bool is_complete = true;
    for (int step = 0; step < STEP_COUNT; step++) {
        const int8_t said = answer(column, step, row);
        if (column[step] && said == BOOL_MISSING) is_complete = false;
        if (said == BOOL_MISSING) continue;
        cell->answered[step]++;
        if (is_settled) share_add(&cell->done[step], said == 1);
        known++;
        taken += said == 1;
        pattern += said == 1 ? 1 << step : 0;
    }
    int absent = 0;
    for (int step = 0; step < STEP_COUNT; step++) absent += column[step] == NULL;
    cell->answered[STEP_COUNT] += known + absent == STEP_COUNT;
    if (known + absent == STEP_COUNT && is_settled) share_add(&cell->all, taken == STEP_COUNT);
    const int8_t score = answer(column, NEED_SCORE, row);
    if (score == SCORE_MISSING) return;
    int handling = 0;
    if (resolved && resolved[row] != MINUTE_MISSING)
        handling = resolved[row] - opened[row] <= 1440 ? 2 : 1;
    tally_add(tally, is_complete ? pattern + 128 * handling + 512 * score : KEY_INCOMPLETE, 1);
}

static void check_rows(const void *const *column, enum isa isa)
{
    const struct family *family = family_find("steps");
    static int64_t prepared[ROW_COUNT] __attribute__((aligned(64)));
    struct measure_options options;
    measure_options_init(&options);
    options.isa = isa;
    const struct measure_context context = {.options = &options,
                                            .horizon_minute = SETTLED_UNTIL + 30 * MINUTES_A_DAY};
    struct steps_cell cell = {.all = {0, 0}}, slow = {.all = {0, 0}};
    struct tally tally = {.total = 0}, slow_tally = {.total = 0};
    uint32_t rows[ROW_COUNT], row_count = 0;
    assert_true(family->prepared_bytes == sizeof *prepared);
    for (uint32_t row = 0; row < ROW_COUNT; row++)
        if (row % 7 != 3) rows[row_count++] = row;
    family->prepare(prepared, column, ROW_COUNT, &context);
    family->update(&cell, &tally, &(struct rows){rows, row_count, column, prepared, &context});
    for (uint32_t i = 0; i < row_count; i++) count_slowly(column, (int)rows[i], &slow, &slow_tally);
    assert_memory_equal(&cell, &slow, sizeof cell);
    struct tally_entry first[ROW_COUNT], second[ROW_COUNT];
    assert_true(tally_entry_limit(&tally) <= ROW_COUNT);
    assert_true(tally_entry_limit(&slow_tally) <= ROW_COUNT);
    const size_t count = tally_sorted(&tally, first);
    assert_int_equal(tally_sorted(&slow_tally, second), count);
    assert_memory_equal(first, second, count * sizeof *first);
    tally_release(&tally);
    tally_release(&slow_tally);
}

static void rows_count_as_they_are_defined(void **state)
{
    (void)state;
    static struct columns columns;
    fill(&columns);
    const void *column[NEED_COUNT] = {[NEED_OPENED] = columns.opened,
                                      [NEED_RESOLVED] = columns.resolved,
                                      [NEED_SCORE] = columns.score};
    for (int step = 0; step < STEP_COUNT; step++) column[step] = columns.steps[step];
    static const int absent[] = {NEED_COUNT, 2, NEED_RESOLVED, NEED_SCORE};
    for (size_t i = 0; i < sizeof absent / sizeof *absent; i++) {
        if (absent[i] < NEED_COUNT) column[absent[i]] = NULL;
        for (enum isa isa = ISA_PORTABLE; isa < ISA_COUNT; isa++)
            if (isa_is_here(isa)) check_rows(column, isa);
    }
}

/* Complaints of all patterns of the steps, so many of each, half of them solved. */
static struct step_counts balanced(uint64_t each)
{
    struct step_counts counts = {.incomplete = 0};
    for (size_t pattern = 0; pattern < (size_t)HANDLED_FAST << HANDLING_SHIFT; pattern++)
        counts.n[pattern] = each;
    for (int step = 0; step < STEP_COUNT; step++) counts.is_present[step] = true;
    return counts;
}

static struct step_model model_of(const struct step_counts *counts, struct arena *arena)
{
    struct step_model model;
    assert_int_equal(step_model_init(&model, counts, arena, NULL), RC_OK);
    return model;
}

static bool begins(const char *text, const char *beginning)
{
    return text && strncmp(text, beginning, strlen(beginning)) == 0;
}

static void balanced_complaints_tell_every_step(void **state)
{
    (void)state;
    struct arena arena;
    arena_init(&arena);
    const struct step_counts counts = balanced(3);
    struct step_model model = model_of(&counts, &arena);
    assert_int_equal(model.n, 3 * 256);
    assert_int_equal(model.column_count, STEP_COUNT + 1); /* nobody was solved fast */
    assert_int_equal(model.pattern_count, 256);
    for (int step = 0; step < STEP_COUNT; step++) {
        assert_null(model.reasons[step]);
        assert_int_equal(model.with[step], 3 * 128);
    }
    assert_null(model.partial);
    assert_false(step_model_is_small(&model, 90, "rows", &arena));
    assert_true(step_model_is_small(&model, 89, "rows", &arena));
    assert_string_equal(model.reasons[4],
                        "below_base: 89 rows for 9 coefficients, at least 90 are needed");
    arena_release(&arena);
}

/* Steps 1 and 4 are always taken together; 2 never; 5 has no column; 6 only in four complaints. */
static void what_cannot_be_told_apart_is_refused_alone(void **state)
{
    (void)state;
    struct arena arena;
    arena_init(&arena);
    struct step_counts counts = balanced(3);
    counts.is_present[5] = false;
    uint64_t rare = 0;
    for (size_t pattern = 0; pattern < PATTERN_LIMIT; pattern++) {
        const bool is_rare = pattern_has(pattern, 6);
        if (pattern_has(pattern, 1) != pattern_has(pattern, 4) || pattern_has(pattern, 2) ||
            pattern_has(pattern, 5) || (is_rare && rare >= 4))
            counts.n[pattern] = 0;
        if (is_rare && counts.n[pattern] > 0) {
            counts.n[pattern] = 1;
            rare++;
        }
    }
    const struct step_model model = model_of(&counts, &arena);
    assert_null(model.reasons[0]);
    assert_null(model.reasons[3]);
    assert_true(begins(model.reasons[1], "dependent: promise_kept and listened tell"));
    assert_string_equal(model.reasons[1], model.reasons[4]);
    assert_true(begins(model.reasons[2], "no_variance: "));
    assert_true(begins(model.reasons[5], "no_column: "));
    assert_true(begins(model.reasons[6], "below_base: 4 complaints with the step"));
    assert_int_equal(model.column_count, 5); /* solved, 0, 1 for both, 3, 6 */
    arena_release(&arena);
}

/* Apologies in just those complaints that were not solved: what is said is said of being solved. */
static void a_step_that_follows_the_solution_is_refused(void **state)
{
    (void)state;
    struct arena arena;
    arena_init(&arena);
    struct step_counts counts = balanced(2);
    for (size_t pattern = 0; pattern < PATTERN_LIMIT; pattern++)
        if (pattern_has(pattern, 0) == (pattern_handling(pattern) != HANDLED_UNSOLVED))
            counts.n[pattern] = 0;
    const struct step_model model = model_of(&counts, &arena);
    assert_true(begins(model.reasons[0], "dependent: apologised and solved "));
    for (int step = 1; step < STEP_COUNT; step++) assert_null(model.reasons[step]);
    arena_release(&arena);
}

static void what_is_left_out_is_told(void **state)
{
    (void)state;
    struct arena arena;
    arena_init(&arena);
    struct step_counts counts = balanced(1);
    counts.incomplete = 28;
    assert_null(model_of(&counts, &arena).partial);
    counts.incomplete = 29;
    assert_true(begins(model_of(&counts, &arena).partial, "incomplete: 29 of 285 complaints"));
    arena_release(&arena);
}

/* One customer with up to three purchases, each on a day, and a complaint on day 1000. */
struct customer {
    int32_t purchases[3];
    uint32_t purchase_count;
    int32_t horizon_day;
    int8_t fair_fix;
    int32_t solved_after; /* minutes; below 0: never */
};

static int32_t derived(const struct customer *customer)
{
    static const int8_t yes[] = {1}, no[] = {0};
    const int32_t opened[] = {1000 * MINUTES_A_DAY + 700};
    const int32_t resolved[] = {customer->solved_after < 0 ? MINUTE_MISSING
                                                           : opened[0] + customer->solved_after};
    const void *const complaint[] = {yes,    no,      &customer->fair_fix, no, NULL, no, yes,
                                     opened, resolved};
    const void *const purchase[] = {customer->purchases};
    const void *const *const columns[] = {complaint, purchase};
    static const uint32_t order[] = {0, 1, 2};
    const uint32_t *const rows[] = {order, order};
    const uint32_t row_counts[] = {1, customer->purchase_count};
    const struct measure_context context = {.horizon_day = customer->horizon_day};
    const struct entity entity = {
        .rows = rows, .row_counts = row_counts, .columns = columns, .context = &context};
    int32_t steps[1] = {0};
    void *const out[] = {steps};
    family_find("steps_repurchase")->derivation->derive(&entity, out);
    return steps[0];
}

static void the_year_after_the_first_complaint(void **state)
{
    (void)state;
    enum { BOUGHT = 1 << 9, INCOMPLETE = 1 << 10, PRESENT = 1 << 11, STEPS = 1 | 1 << 2 | 1 << 6 };
    struct customer customer = {{900, 1365}, 2, 1365, 1, -1};
    assert_int_equal(derived(&customer), PRESENT | BOUGHT | STEPS);
    customer.purchases[1] = 1366;
    assert_int_equal(derived(&customer), PRESENT | STEPS);
    customer.purchases[1] = 1000; /* on the day itself: nobody knows what came first */
    assert_int_equal(derived(&customer), PRESENT | STEPS);
    customer.horizon_day = 1364; /* the year is not over */
    assert_int_equal(derived(&customer), 0);
    customer = (struct customer){{1001, 1002}, 2, 2000, 1, -1};
    assert_int_equal(derived(&customer), 0); /* had bought nothing before */
    customer = (struct customer){{1000, 1001}, 2, 2000, 0, 1440};
    assert_int_equal(derived(&customer),
                     PRESENT | BOUGHT | (STEPS & ~4) | HANDLED_FAST << HANDLING_SHIFT);
    customer.solved_after = 1441;
    assert_int_equal(derived(&customer),
                     PRESENT | BOUGHT | (STEPS & ~4) | HANDLED_SOLVED << HANDLING_SHIFT);
    customer.fair_fix = BOOL_MISSING;
    assert_true(derived(&customer) & INCOMPLETE);
    customer.purchase_count = 0;
    assert_int_equal(derived(&customer), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_count_as_they_are_defined),
        cmocka_unit_test(balanced_complaints_tell_every_step),
        cmocka_unit_test(what_cannot_be_told_apart_is_refused_alone),
        cmocka_unit_test(a_step_that_follows_the_solution_is_refused),
        cmocka_unit_test(what_is_left_out_is_told),
        cmocka_unit_test(the_year_after_the_first_complaint),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
