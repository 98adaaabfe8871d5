/* layer: measure */
/* Counting over segments against a slow and obvious count (test_count.h): codes of several widths,
 * columns that some segments or all of them lack, segments shorter and longer than a slice, months
 * at their borders and outside, rows without a key, few keys and so many that their axis is listed.
 * Every family of the table goes through both. */
#include "test_count.h"

static void assert_same(const struct state *a, const struct state *b)
{
    struct err err = ERR_INIT;
    struct text a_bytes, b_bytes;
    text_init(&a_bytes, 0);
    text_init(&b_bytes, 0);
    assert_int_equal(state_save(a, &a_bytes, &err), RC_OK);
    assert_int_equal(state_save(b, &b_bytes, &err), RC_OK);
    assert_int_equal(a_bytes.byte_count, b_bytes.byte_count);
    assert_memory_equal(a_bytes.bytes, b_bytes.bytes, a_bytes.byte_count);
    text_release(&a_bytes);
    text_release(&b_bytes);
}

/* All families of the table, by so many threads, against the slow way, cell by cell: no cell may be
 * passed over. */
static void check_table(const struct schema *schema, const char *name, const char *absent,
                        uint32_t key_count, uint64_t seed)
{
    static const struct {
        int thread_count;
        uint32_t team_rows;
    } ways[] = {{1, 0}, {2, 0}, {3, 0}, {3, UINT32_MAX}, {8, 0}};
    static struct made made;
    struct bound_family bound[MEMBER_LIMIT];
    struct state slow[MEMBER_LIMIT];
    made_init(&made, schema, name, absent, key_count, key_count, seed);
    made.options.minimum_base = 0;
    for (size_t t = 0; t < sizeof ways / sizeof *ways; t++) {
        struct arena arena = ARENA_INIT;
        struct err err = ERR_INIT;
        const size_t count = bind_members(&made, bound, &arena);
        assert_true(count > 0);
        for (size_t i = 0; t == 0 && i < count; i++)
            if (!bound[i].missing_column) count_slowly(&made, &bound[i], &slow[i]);
        omp_set_num_threads(ways[t].thread_count);
        made.options.team_rows = ways[t].team_rows;
        assert_int_equal(measure_count(bound, count, &made.context, &err), RC_OK);
        for (size_t i = 0; i < count; i++) {
            if (bound[i].missing_column)
                assert_int_equal(bound[i].state.cell_count, 0);
            else
                assert_same(&bound[i].state, &slow[i]);
            state_release(&bound[i].state);
            if (t + 1 == sizeof ways / sizeof *ways && !bound[i].missing_column)
                state_release(&slow[i]);
        }
        arena_release(&arena);
    }
    arena_release(&made.arena);
}

/* Runs have rising keys, their rows rise, each row stands in the run of its key, none is lost. */
static void check_order(struct key_order *order, const uint32_t *keys, uint32_t key_count,
                        const uint32_t *rows, uint32_t row_count, bool keeps_missing)
{
    uint32_t expected = 0, at = 0;
    for (uint32_t i = 0; i < row_count; i++) expected += keys[rows[i]] > 0 || keeps_missing;
    const uint32_t run_count =
        key_order_sort(order, keys, key_count, keeps_missing, rows, row_count);
    for (uint32_t r = 0; r < run_count; r++) {
        const struct key_run *run = &order->runs[r];
        assert_true(run->key > 0 || keeps_missing);
        assert_true(run->last > run->first);
        if (r > 0) assert_true(run->key > order->runs[r - 1].key);
        for (uint32_t i = run->first; i < run->last; i++) {
            assert_int_equal(keys[order->rows[i]], run->key);
            if (i > run->first) assert_true(order->rows[i] > order->rows[i - 1]);
        }
        at += run->last - run->first;
    }
    assert_int_equal(at, expected);
}

static void rows_are_sorted_by_key(void **state)
{
    (void)state;
    static const uint32_t key_counts[] = {1, 2, 255, 256, 257, 4000, 40000, 70000, 20000000};
    static const uint32_t row_counts[] = {0, 1, 2, 23, 24, 25, 300, SLICE_ROWS};
    static uint32_t keys[SLICE_ROWS], rows[SLICE_ROWS];
    struct store store;
    struct key_order order;
    uint64_t drawn = 0;
    store_init(&store);
    assert_true(key_order_init(&order, &store));
    for (size_t k = 0; k < sizeof key_counts / sizeof key_counts[0]; k++)
        for (size_t r = 0; r < sizeof row_counts / sizeof row_counts[0]; r++)
            for (int keeps_missing = 0; keeps_missing < 2; keeps_missing++) {
                uint32_t row_count = 0;
                for (uint32_t row = 0; row < SLICE_ROWS; row++)
                    keys[row] = (uint32_t)(hash_u64(drawn++) % key_counts[k]);
                for (uint32_t row = 0; row < SLICE_ROWS && row_count < row_counts[r]; row++)
                    if (row_counts[r] == SLICE_ROWS || row % 3) rows[row_count++] = row;
                check_order(&order, keys, key_counts[k], rows, row_count, keeps_missing);
            }
    store_release(&store);
}

static struct schema schema;

static int load_schema(void **state)
{
    (void)state;
    struct err err = ERR_INIT;
    return schema_load(&schema, &err) == RC_OK ? 0 : -1;
}

static int release_schema(void **state)
{
    (void)state;
    schema_release(&schema);
    return 0;
}

static void segments_count_as_rows(void **state)
{
    (void)state;
    static const char *const tables[] = {"surveys", "repairs", "departures", "customers"};
    for (uint64_t i = 0; i < 4; i++) check_table(&schema, tables[i], "", 30, i + 1);
}

/* Not even the axis that the network is summed from, or what most families need. */
static void absent_columns_are_missing(void **state)
{
    (void)state;
    static const char *const absent[] = {"dealer_id", "closed_at", "product", "emp", "special"};
    for (uint64_t i = 0; i < 5; i++) {
        check_table(&schema, "repairs", absent[i], 30, 10 + i);
        check_table(&schema, "surveys", absent[i], 30, 20 + i);
    }
}

/* With so many dealers that their axis is listed, the least number and more. */
static void listed_axes_count_the_same(void **state)
{
    (void)state;
    check_table(&schema, "surveys", "", LISTED_KEYS, 30);
    check_table(&schema, "surveys", "", 20000, 31);
    check_table(&schema, "repairs", "", 400000, 32);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_are_sorted_by_key),
        cmocka_unit_test(segments_count_as_rows),
        cmocka_unit_test(absent_columns_are_missing),
        cmocka_unit_test(listed_axes_count_the_same),
    };
    return cmocka_run_group_tests(tests, load_schema, release_schema);
}
