/* layer: measure */
/* Listed axes of which cells are passed over: exactly those of which nothing can be told, and the
 * results are those of all cells. */
#include "measure/measure.h"
#include "test_count.h"
#include "test_result_same.h"

static struct schema schema;

static int load_schema(void **state)
{
    (void)state;
    struct err err = ERR_INIT;
    measure_init();
    return schema_load(&schema, &err) == RC_OK ? 0 : -1;
}

static int release_schema(void **state)
{
    (void)state;
    schema_release(&schema);
    return 0;
}

static void assert_same_tally(const struct tally *a, const struct tally *b)
{
    assert_int_equal(tally_total(a), tally_total(b));
    struct tally_entry *of_a = calloc(tally_entry_limit(a) + 1, sizeof *of_a);
    struct tally_entry *of_b = calloc(tally_entry_limit(b) + 1, sizeof *of_b);
    assert_true(of_a && of_b);
    const size_t count = tally_sorted(a, of_a);
    assert_int_equal(tally_sorted(b, of_b), count);
    assert_memory_equal(of_a, of_b, count * sizeof *of_a);
    free(of_a);
    free(of_b);
}

/* How many cells of an axis are there, which must be like those of the full state. */
static uint64_t same_cells(const struct state *thinned, const struct state *full,
                           const struct state_axis *axis, const bool *is_told)
{
    uint64_t there = 0;
    for (uint64_t i = 0; i < (uint64_t)axis->key_count * axis->month_count; i++) {
        const struct tally *some, *all;
        const void *cell = state_find(thinned, axis->first_slot + i, &some);
        const void *expected = state_find(full, axis->first_slot + i, &all);
        const uint64_t key = i / axis->month_count;
        if (is_told && !is_told[key] && i % axis->month_count > 0) expected = NULL;
        assert_true((cell != NULL) == (expected != NULL));
        if (!cell) continue;
        there++;
        assert_memory_equal(cell, expected, full->family->cell_bytes);
        for (size_t t = 0; t < full->family->tally_count; t++) assert_same_tally(&some[t], &all[t]);
    }
    return there;
}

/* Dealers of whom some month before the report month has as many rows as the minimum base; counted
 * from the whole columns. */
static bool *find_told(const struct made *made, const struct bound_family *bound)
{
    const struct state_axis *axis = state_axis_of(&bound->state, AXIS_DEALER);
    uint32_t *counts = calloc((size_t)axis->key_count * MONTH_WINDOW_COUNT, sizeof *counts);
    bool *is_told = calloc(axis->key_count, sizeof *is_told);
    assert_true(counts && is_told);
    const uint32_t *keys = made->whole[bound->key_column[AXIS_DEALER]];
    for (uint32_t row = 0; row < made->table.row_count; row++) {
        const uint32_t window = window_of_row(made, bound, row);
        if (window == MONTH_WINDOW_COUNT || window == 0) continue;
        is_told[keys[row]] |=
            ++counts[keys[row] * MONTH_WINDOW_COUNT + window] >= made->options.minimum_base;
    }
    free(counts);
    return is_told;
}

/* Bound families, and states with all cells that were counted slowly. */
struct twice {
    struct arena arena;
    struct bound_family bound[MEMBER_LIMIT];
    struct state full[MEMBER_LIMIT];
    size_t count;
};

static void count_slow(struct twice *twice, const struct made *made)
{
    twice->arena = (struct arena)ARENA_INIT;
    twice->count = bind_members(made, twice->bound, &twice->arena);
    for (size_t i = 0; i < twice->count; i++) count_slowly(made, &twice->bound[i], &twice->full[i]);
}

static void count_fast(struct twice *twice, const struct made *made, int thread_count)
{
    struct err err = ERR_INIT;
    for (size_t i = 0; i < twice->count; i++) state_clear(&twice->bound[i].state);
    omp_set_num_threads(thread_count);
    assert_int_equal(measure_count(twice->bound, twice->count, &made->context, &err), RC_OK);
}

static void twice_release(struct twice *twice)
{
    for (size_t i = 0; i < twice->count; i++) {
        state_release(&twice->full[i]);
        state_release(&twice->bound[i].state);
    }
    arena_release(&twice->arena);
}

static void check_cells(const struct made *made, const struct twice *twice, bool is_thinned)
{
    for (size_t i = 0; i < twice->count; i++) {
        const struct bound_family *bound = &twice->bound[i];
        const struct state_axis *dealers = state_axis_of(&bound->state, AXIS_DEALER);
        if (!dealers) continue;
        const bool thins = is_thinned && !bound->family->reads_segments;
        assert_int_equal(dealers->is_thinned, thins);
        assert_int_equal(state_is_thinned(&bound->state), thins);
        bool *is_told = find_told(made, bound);
        for (size_t a = 0; a < bound->state.axis_count; a++) {
            const struct state_axis *axis = &bound->state.axes[a];
            const uint64_t there = same_cells(&bound->state, &twice->full[i], axis,
                                              thins && axis->axis == AXIS_DEALER ? is_told : NULL);
            if (axis->axis == AXIS_DEALER && thins)
                assert_in_range(there, 100, twice->full[i].cell_count - 5000);
        }
        free(is_told);
    }
}

static void swap_states(struct twice *twice)
{
    for (size_t i = 0; i < twice->count; i++) {
        const struct state counted = twice->bound[i].state;
        twice->bound[i].state = twice->full[i];
        twice->full[i] = counted;
    }
}

/* Finish over the cells that were made, then over all of them. */
static void check_results(const struct made *made, struct twice *twice)
{
    struct err err = ERR_INIT;
    struct result of_some, of_all;
    result_init(&of_some);
    result_init(&of_all);
    if (measure_finish(twice->bound, twice->count, &made->linked, &made->context, &of_some, &err) !=
        RC_OK)
        fail_msg("%s", err.message);
    swap_states(twice);
    assert_int_equal(
        measure_finish(twice->bound, twice->count, &made->linked, &made->context, &of_all, &err),
        RC_OK);
    swap_states(twice);
    assert_true(of_all.column_set_count > 3 && of_all.series_count > 3);
    assert_same_results(&of_some, &of_all);
    result_release(&of_some);
    result_release(&of_all);
}

static void check_table(const char *name, uint32_t key_count, uint32_t key_limit,
                        uint32_t minimum_base, uint64_t seed, bool is_thinned)
{
    static const int thread_counts[] = {1, 3};
    static struct made made;
    static struct twice twice;
    made_init(&made, &schema, name, "", key_count, key_limit, seed);
    made.options.minimum_base = minimum_base;
    count_slow(&twice, &made);
    for (size_t t = 0; t < 2; t++) {
        count_fast(&twice, &made, thread_counts[t]);
        check_cells(&made, &twice, is_thinned);
    }
    if (is_thinned) check_results(&made, &twice);
    twice_release(&twice);
    arena_release(&made.arena);
}

static void cells_below_the_base_are_passed_over(void **state)
{
    (void)state;
    check_table("surveys", LISTED_KEYS, LISTED_KEYS, 3, 51, true);
    check_table("repairs", 20000, 20000, 3, 52, true);
    /* Hardly anybody stands, so that fewer dealers have cells than make an axis crowded. */
    check_table("surveys", LISTED_KEYS, LISTED_KEYS, 40, 46, true);
}

/* As many names as a crowded axis, but few with rows: then series tell every one of them. */
static void few_keys_with_rows_are_all_there(void **state)
{
    (void)state;
    check_table("surveys", LISTED_KEYS, KEYS_IN_ESTIMATES, 3, 43, false);
    check_table("repairs", LISTED_KEYS, KEYS_IN_ESTIMATES, 3, 44, false);
}

/* They lack cells, so whoever merged or saved them would lose rows. */
static void thinned_states_stay_as_they_are(void **state)
{
    (void)state;
    static struct made made;
    static struct twice twice;
    struct err err = ERR_INIT;
    struct text bytes;
    made_init(&made, &schema, "surveys", "", LISTED_KEYS, LISTED_KEYS, 45);
    count_slow(&twice, &made);
    count_fast(&twice, &made, 2);
    text_init(&bytes, 0);
    struct state *thinned = &twice.bound[0].state, *full = &twice.full[0];
    assert_int_equal(state_save(thinned, &bytes, &err), RC_BUG);
    assert_int_equal(state_merge(full, thinned, &err), RC_BUG);
    assert_int_equal(state_merge(thinned, full, &err), RC_BUG);
    assert_int_equal(state_save(full, &bytes, &err), RC_OK);
    state_clear(thinned);
    assert_int_equal(state_merge(thinned, full, &err), RC_OK);
    text_release(&bytes);
    twice_release(&twice);
    arena_release(&made.arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cells_below_the_base_are_passed_over),
        cmocka_unit_test(few_keys_with_rows_are_all_there),
        cmocka_unit_test(thinned_states_stay_as_they_are),
    };
    return cmocka_run_group_tests(tests, load_schema, release_schema);
}
