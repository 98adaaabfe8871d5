/* layer: link */
/* Repeated rows go, the last in input order stays, and every row is accounted for: against a slow
 * way on random tables, with slots of several widths, marked slots and missing keys. */
#include "link/stages.h"
#include "test_link_rows.h"

#include <omp.h>

/* Places of the made rows, sorted by slot and row: the slow way. */
struct placed {
    const struct made_row *row;
};

static int compare_placed(const void *a, const void *b)
{
    const struct placed *x = a, *y = b;
    const int order = memcmp(x->row->slot, y->row->slot, KEY_SLOT_LIMIT);
    return order != 0 ? order : (x->row > y->row) - (x->row < y->row);
}

/* stays[row]: no later row has its key. */
static uint8_t *rows_that_stay(const struct made *made, uint32_t row_count)
{
    uint8_t *stays = calloc((size_t)row_count + 1, 1);
    struct placed *placed = calloc((size_t)row_count + 1, sizeof *placed);
    assert_non_null(stays);
    assert_non_null(placed);
    for (uint32_t i = 0; i < row_count; i++) placed[i].row = &made->rows[i];
    qsort(placed, row_count, sizeof *placed, compare_placed);
    for (uint32_t i = 0; i < row_count; i++) {
        const struct made_row *row = placed[i].row;
        const bool is_last =
            i + 1 == row_count || memcmp(row->slot, placed[i + 1].row->slot, KEY_SLOT_LIMIT) != 0;
        stays[row - made->rows] = is_last || !made_has_key(row);
    }
    free(placed);
    return stays;
}

/* One run of link_supersede over the made table. */
struct run {
    struct input_file files[MADE_FILES];
    struct ingested_table read;
    struct ingested ingested;
    struct linked linked;
    struct table table;
};

static void supersede(struct run *run, const struct made *made)
{
    struct err err = ERR_INIT;
    *run = (struct run){.table = made->table, .read = {.table = made->table}};
    for (uint32_t i = 0; i < made->table.row_count; i++) run->files[made->rows[i].file].rows_used++;
    run->ingested = (struct ingested){
        .tables = &run->read, .table_count = 1, .files = run->files, .file_count = MADE_FILES};
    run->linked = (struct linked){.tables = &run->table, .table_count = 1};
    assert_int_equal(link_supersede(&run->linked, &run->ingested, &err), RC_OK);
}

static void check_span(const struct segment *segment, enum made_column c)
{
    struct segment_column expected = {.minimum = 0};
    if (!segment->columns[c].values) return;
    made_set_span(&expected, segment->columns[c].values, segment->row_count);
    assert_int_equal(segment->columns[c].minimum, expected.minimum);
    assert_int_equal(segment->columns[c].maximum, expected.maximum);
}

/* The rows left are those that the slow way keeps, in their order, and the counts agree. */
static uint32_t check(const struct run *run, const struct made *made)
{
    const uint32_t row_count = made->table.row_count;
    uint8_t *stays = rows_that_stay(made, row_count);
    uint64_t used[MADE_FILES] = {0}, superseded[MADE_FILES] = {0};
    uint32_t at = 0, left = 0;
    for (uint32_t i = 0; i < row_count; i++)
        ++*(stays[i] ? &used[made->rows[i].file] : &superseded[made->rows[i].file]);
    for (size_t s = 0; s < run->table.segment_count; s++) {
        const struct segment *segment = &run->table.segments[s];
        assert_int_equal(segment->first_row, left);
        assert_true(segment->row_count > 0);
        for (uint32_t row = 0; row < segment->row_count; row++, at++) {
            while (!stays[at]) at++;
            made_check_row(made, segment, row, &made->rows[at]);
        }
        check_span(segment, MADE_CLOCK);
        check_span(segment, MADE_CLOSED);
        left += segment->row_count;
    }
    for (; at < row_count; at++) assert_false(stays[at]);
    assert_int_equal(run->table.row_count, left);
    for (size_t f = 0; f < MADE_FILES; f++) {
        assert_int_equal(run->files[f].rows_used, used[f]);
        assert_int_equal(run->files[f].rows_superseded, superseded[f]);
    }
    free(stays);
    return left;
}

static void the_last_row_of_a_key_stays(void **state)
{
    (void)state;
    static const struct made_shape shapes[] = {
        {.seed = 1, .row_count = 1, .key_pool = 1, .segment_rows = 1},
        {.seed = 2, .row_count = 200, .key_pool = 10, .segment_rows = 5},
        {.seed = 3, .row_count = 3000, .key_pool = 2000, .segment_rows = 100},
        {.seed = 4, .row_count = 90000, .key_pool = 60000, .segment_rows = 2000},
        {.seed = 5,
         .row_count = 90000,
         .key_pool = 900000,
         .segment_rows = 9000,
         .is_narrow = true},
        {.seed = 6, .row_count = 50000, .key_pool = 50, .segment_rows = 3, .is_complete = true},
    };
    static const int thread_counts[] = {1, 2, 3, 8};
    for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++)
        for (size_t t = 0; t < sizeof thread_counts / sizeof *thread_counts; t++) {
            struct made made;
            struct run run;
            omp_set_num_threads(thread_counts[t]);
            made_init(&made, &shapes[i]);
            supersede(&run, &made);
            (void)check(&run, &made);
            made_release(&made);
        }
}

static void a_file_sent_twice_is_counted_once(void **state)
{
    (void)state;
    enum { HALF = 20000 };
    const struct made_shape shape = {.seed = 7,
                                     .row_count = 2 * HALF,
                                     .key_pool = 1,
                                     .segment_rows = 700,
                                     .is_narrow = true,
                                     .is_complete = true};
    struct made made;
    struct run run;
    made_init(&made, &shape);
    for (uint32_t i = 0; i < 2 * HALF; i++) made_slot(&made.rows[i], i % HALF, true);
    for (size_t s = 0; s < made.table.segment_count; s++) {
        const struct segment *segment = &made.table.segments[s];
        made_fill_values(&made, segment->columns, made.rows + segment->first_row,
                         segment->row_count);
    }
    const size_t segment_count = made.table.segment_count;
    supersede(&run, &made);
    assert_int_equal(check(&run, &made), HALF);
    assert_true(run.table.segment_count < segment_count * 2 / 3); /* whole ones are gone */
    assert_int_equal(run.read.table.row_count, HALF);
    made_release(&made);
}

/* Rows left of segments of one row each, with these keys. */
static uint32_t left_of(const uint32_t *keys, uint32_t count, bool is_ascending)
{
    const struct made_shape shape = {.seed = 8,
                                     .row_count = count,
                                     .key_pool = 1,
                                     .segment_rows = 1,
                                     .is_narrow = true,
                                     .is_complete = true};
    struct made made;
    struct run run;
    made_init(&made, &shape);
    for (uint32_t i = 0; i < count; i++) made_slot(&made.rows[i], keys[i], true);
    for (size_t s = 0; s < made.table.segment_count; s++) {
        struct segment *segment = &made.table.segments[s];
        made_fill_values(&made, segment->columns, made.rows + segment->first_row,
                         segment->row_count);
        segment->columns[MADE_KEY].is_ascending = is_ascending;
    }
    supersede(&run, &made);
    const uint32_t left = run.table.row_count;
    made_release(&made);
    return left;
}

static void ascending_segments_need_no_look(void **state)
{
    (void)state;
    static const uint32_t apart[] = {1, 2, 3, 4, 5, 6, 7, 8};
    static const uint32_t repeated[] = {1, 2, 3, 4, 1, 2, 3, 9};
    assert_int_equal(left_of(apart, 8, true), 8);
    assert_int_equal(left_of(apart, 8, false), 8);
    assert_int_equal(left_of(repeated, 8, true), 5); /* they overlap: nothing is proved */
    assert_int_equal(left_of(repeated, 8, false), 5);
    static const uint32_t touching[] = {1, 2, 2, 3};
    assert_int_equal(left_of(touching, 4, true), 3);
    /* What is said of a segment is believed: its rows are not looked at. */
    static const uint32_t lie[] = {1, 1};
    struct made_shape shape = {.seed = 9, .row_count = 2, .key_pool = 1, .segment_rows = 1};
    shape.is_narrow = shape.is_complete = true;
    struct made made;
    struct run run;
    made_init(&made, &shape);
    made_slot(&made.rows[0], lie[0], true);
    made_slot(&made.rows[1], lie[1], true);
    made_add_segment(&made, &shape, 0, 2);
    made.table.segments[0] = made.table.segments[2];
    made.table.segments[0].columns[MADE_KEY].is_ascending = true;
    made.table.segment_count = 1;
    supersede(&run, &made);
    assert_int_equal(run.table.row_count, 2);
    made_release(&made);
}

static void rows_of_a_table_without_a_key_stay(void **state)
{
    (void)state;
    const struct made_shape shape = {
        .seed = 10, .row_count = 1000, .key_pool = 10, .segment_rows = 100};
    struct made made;
    struct run run;
    made_init(&made, &shape);
    made.schema.key = -1;
    supersede(&run, &made);
    assert_int_equal(run.table.row_count, 1000);
    made_release(&made);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_last_row_of_a_key_stays),
        cmocka_unit_test(a_file_sent_twice_is_counted_once),
        cmocka_unit_test(ascending_segments_need_no_look),
        cmocka_unit_test(rows_of_a_table_without_a_key_stay),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
