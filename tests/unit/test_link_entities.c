/* layer: link */
/* Every row with a key is shown once, with the other rows of its key and none else, in order of
 * time, with its own values: checked row by row against the truth beside random tables. */
#include "link/entities.h"
#include "test_link_rows.h"

enum { SOURCE_COUNT = 3 };
enum { ASKED_CLOCK, ASKED_FEE, ASKED_SCORE, ASKED_DEALER, ASKED_CLOSED, ASKED_NONE, ASKED_COUNT };

/* What the visits saw. */
struct seen {
    const struct made *made[SOURCE_COUNT]; /* NULL: absent */
    uint8_t *shown[SOURCE_COUNT];          /* per row */
    uint32_t entity_count;
    size_t partition_count;
    bool was_prepared;
};

static void check_values(const struct made_row *row, const struct entity_rows *rows, uint32_t i)
{
    assert_int_equal(((const int32_t *)rows->columns[ASKED_CLOCK])[i], row->clock);
    assert_int_equal(((const int32_t *)rows->columns[ASKED_CLOSED])[i], row->closed);
    assert_true(((const int64_t *)rows->columns[ASKED_FEE])[i] == row->fee);
    assert_int_equal(((const int8_t *)rows->columns[ASKED_SCORE])[i], row->score);
    assert_int_equal(((const uint32_t *)rows->columns[ASKED_DEALER])[i], row->dealer);
    assert_null(rows->columns[ASKED_NONE]);
}

/* One list of one entity; `slot` is what all its rows must have, NULL before the first of them. */
static const unsigned char *check_list(struct seen *seen, size_t t, const struct entity_rows *rows,
                                       const uint32_t *list, uint32_t count,
                                       const unsigned char *slot)
{
    const struct made_row *before = NULL;
    for (uint32_t i = 0; i < count; i++) {
        const uint32_t table_row = rows->table_rows[list[i]];
        const struct made_row *row = &seen->made[t]->rows[table_row];
        if (!slot) slot = row->slot;
        assert_memory_equal(row->slot, slot, KEY_SLOT_LIMIT);
        assert_int_equal(seen->shown[t][table_row], 0); /* no row is shown twice */
        seen->shown[t][table_row] = 1;
        if (before) {
            assert_true(before->clock <= row->clock);
            if (before->clock == row->clock) assert_true(before < row);
        }
        before = row;
        check_values(row, rows, list[i]);
    }
    return slot;
}

static enum rc look(void *context, const struct entity_partition *partition, struct err *err)
{
    (void)err;
    struct seen *seen = context;
    assert_true(seen->was_prepared);
    assert_true(partition->number < seen->partition_count);
    assert_true(partition->entity_count > 0);
    assert_int_equal(partition->source_count, SOURCE_COUNT);
#pragma omp atomic
    seen->entity_count += partition->entity_count;
    for (uint32_t e = 0; e < partition->entity_count; e++) {
        const unsigned char *slot = NULL;
        for (size_t t = 0; t < SOURCE_COUNT; t++) {
            const uint32_t first = partition->first[t][e], last = partition->first[t][e + 1];
            if (!seen->made[t]) assert_int_equal(first, last);
            slot = check_list(seen, t, &partition->rows[t], partition->lists[t] + first,
                              last - first, slot);
        }
        assert_non_null(slot); /* an entity has a row */
    }
    for (size_t t = 0; t < SOURCE_COUNT; t++)
        for (uint32_t i = 1; i < partition->rows[t].row_count; i++)
            assert_true(partition->rows[t].table_rows[i - 1] < partition->rows[t].table_rows[i]);
    return RC_OK;
}

static enum rc prepare(void *context, size_t partition_count, struct err *err)
{
    (void)err;
    struct seen *seen = context;
    assert_false(seen->was_prepared);
    seen->was_prepared = true;
    seen->partition_count = partition_count;
    return RC_OK;
}

static int compare_slots(const void *a, const void *b)
{
    return memcmp(*(const unsigned char *const *)a, *(const unsigned char *const *)b,
                  KEY_SLOT_LIMIT);
}

/* Number of different keys in all tables, the slow way. */
static uint32_t count_keys(const struct seen *seen)
{
    size_t count = 0, room = 1;
    for (size_t t = 0; t < SOURCE_COUNT; t++)
        room += seen->made[t] ? seen->made[t]->table.row_count : 0;
    const unsigned char **slots = calloc(room, sizeof *slots);
    assert_non_null(slots);
    for (size_t t = 0; t < SOURCE_COUNT; t++)
        for (uint32_t i = 0; seen->made[t] && i < seen->made[t]->table.row_count; i++)
            if (made_has_key(&seen->made[t]->rows[i])) slots[count++] = seen->made[t]->rows[i].slot;
    qsort(slots, count, sizeof *slots, compare_slots);
    uint32_t different = count > 0;
    for (size_t i = 1; i < count; i++) different += compare_slots(&slots[i - 1], &slots[i]) != 0;
    free(slots);
    return different;
}

/* The columns asked for; one is absent from the table, one from the request. */
static void ask(struct entity_source *source, const struct made *made)
{
    *source = (struct entity_source){.column_count = ASKED_COUNT, .keeps_rows = true};
    if (!made) return;
    source->table = &made->table;
    source->key = MADE_KEY;
    source->columns[ASKED_CLOCK] = &made->columns[MADE_CLOCK];
    source->columns[ASKED_FEE] = &made->columns[MADE_FEE];
    source->columns[ASKED_SCORE] = &made->columns[MADE_SCORE];
    source->columns[ASKED_DEALER] = &made->columns[MADE_DEALER];
    source->columns[ASKED_CLOSED] = &made->columns[MADE_CLOSED];
}

static void check_walk(const struct made *const made[SOURCE_COUNT], int thread_count)
{
    struct err err = ERR_INIT;
    struct seen seen = {.entity_count = 0};
    struct entity_source sources[SOURCE_COUNT];
    for (size_t t = 0; t < SOURCE_COUNT; t++) {
        seen.made[t] = made[t];
        ask(&sources[t], made[t]);
        seen.shown[t] = calloc(made[t] ? made[t]->table.row_count : 1, sizeof *seen.shown[t]);
        assert_non_null(seen.shown[t]);
    }
    const struct entity_request request = {.sources = sources,
                                           .source_count = SOURCE_COUNT,
                                           .prepare = prepare,
                                           .visit = look,
                                           .context = &seen,
                                           .thread_count = thread_count};
    assert_int_equal(entities_walk(&request, &err), RC_OK);
    assert_int_equal(seen.entity_count, count_keys(&seen)); /* no key has two entities */
    for (size_t t = 0; t < SOURCE_COUNT; t++) {
        for (uint32_t i = 0; made[t] && i < made[t]->table.row_count; i++)
            assert_int_equal(seen.shown[t][i], made_has_key(&made[t]->rows[i]));
        free(seen.shown[t]);
    }
}

static void every_row_is_shown_with_its_key(void **state)
{
    (void)state;
    static const struct made_shape shapes[][2] = {
        {{.seed = 1, .row_count = 1, .key_pool = 1, .segment_rows = 1},
         {.seed = 2, .row_count = 3, .key_pool = 2, .segment_rows = 2}},
        {{.seed = 3, .row_count = 500, .key_pool = 100, .segment_rows = 20},
         {.seed = 4, .row_count = 70, .key_pool = 100, .segment_rows = 200}},
        {{.seed = 5, .row_count = 60000, .key_pool = 5000, .segment_rows = 3000},
         {.seed = 6, .row_count = 30000, .key_pool = 9000, .segment_rows = 900}},
        {{.seed = 7, .row_count = 50000, .key_pool = 20000, .segment_rows = 700, .is_narrow = true},
         {.seed = 8, .row_count = 90000, .key_pool = 70, .segment_rows = 9000, .is_narrow = true}},
        {{.seed = 9,
          .row_count = 150000,
          .key_pool = 50000,
          .segment_rows = 5000,
          .is_narrow = true,
          .is_complete = true,
          .is_ordered = true},
         {.seed = 10, .row_count = 40000, .key_pool = 2000, .segment_rows = 6000}},
    };
    static const int thread_counts[] = {1, 2, 3, 8};
    for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++)
        for (int is_tied = 0; is_tied < 2; is_tied++) {
            struct made first, second;
            struct made_shape shape = shapes[i][0];
            shape.is_clock_steps = is_tied == 1;
            made_init(&first, &shape);
            made_init(&second, &shapes[i][1]);
            const struct made *const made[SOURCE_COUNT] = {&first, NULL, &second};
            for (size_t t = 0; t < sizeof thread_counts / sizeof *thread_counts; t++)
                check_walk(made, thread_counts[t]);
            made_release(&first);
            made_release(&second);
        }
}

static enum rc count_visits(void *context, const struct entity_partition *partition,
                            struct err *err)
{
    (void)partition;
    (void)err;
    ++*(int *)context;
    return RC_OK;
}

static void nobody_is_shown_where_nobody_is(void **state)
{
    (void)state;
    struct err err = ERR_INIT;
    int visits = 0;
    struct entity_source source;
    ask(&source, NULL);
    struct entity_request request = {
        .sources = &source, .source_count = 1, .visit = count_visits, .context = &visits};
    assert_int_equal(entities_walk(&request, &err), RC_OK);
    const struct made_shape shape = {
        .seed = 11, .row_count = 100, .key_pool = 10, .segment_rows = 10};
    struct made made;
    made_init(&made, &shape);
    for (size_t s = 0; s < made.table.segment_count; s++) {
        struct segment *segment = &made.table.segments[s];
        if (s % 2 == 0)
            segment->columns[MADE_KEY].values = NULL;
        else if (segment->columns[MADE_KEY].values)
            memset(segment->columns[MADE_KEY].values, 0,
                   (size_t)segment->row_count * segment->columns[MADE_KEY].value_bytes);
    }
    ask(&source, &made);
    assert_int_equal(entities_walk(&request, &err), RC_OK);
    assert_int_equal(visits, 0);
    made_release(&made);
}

/* A column that the table has, but no segment. */
static enum rc look_for_absent(void *context, const struct entity_partition *partition,
                               struct err *err)
{
    (void)err;
    assert_null(partition->rows[0].columns[ASKED_FEE]);
    assert_null(partition->rows[0].table_rows);
    assert_non_null(partition->rows[0].columns[ASKED_SCORE]);
    ++*(int *)context;
    return RC_OK;
}

static void an_absent_column_is_null(void **state)
{
    (void)state;
    struct err err = ERR_INIT;
    int visits = 0;
    const struct made_shape shape = {
        .seed = 12, .row_count = 100, .key_pool = 10, .segment_rows = 10};
    struct made made;
    made_init(&made, &shape);
    made.columns[MADE_FEE].is_present = false;
    struct entity_source source;
    ask(&source, &made);
    source.keeps_rows = false;
    const struct entity_request request = {
        .sources = &source, .source_count = 1, .visit = look_for_absent, .context = &visits};
    assert_int_equal(entities_walk(&request, &err), RC_OK);
    assert_int_equal(visits, 1);
    made_release(&made);
}

static enum rc refuse(void *context, const struct entity_partition *partition, struct err *err)
{
    (void)context;
    return err_set(err, RC_INPUT, "partition %s", partition->number < SIZE_MAX ? "refused" : "?");
}

static enum rc refuse_to_prepare(void *context, size_t partition_count, struct err *err)
{
    (void)context;
    return err_set(err, RC_CONFIG, "%s", partition_count > 0 ? "not prepared" : "?");
}

static void a_failure_comes_back(void **state)
{
    (void)state;
    const struct made_shape shape = {
        .seed = 13, .row_count = 70000, .key_pool = 10000, .segment_rows = 1000};
    struct made made;
    made_init(&made, &shape);
    struct entity_source source;
    ask(&source, &made);
    int visits = 0;
    struct entity_request request = {
        .sources = &source, .source_count = 1, .visit = refuse, .thread_count = 3};
    struct err err = ERR_INIT;
    assert_int_equal(entities_walk(&request, &err), RC_INPUT);
    assert_string_equal(err.message, "partition refused");
    request.visit = count_visits;
    request.prepare = refuse_to_prepare;
    request.context = &visits;
    struct err other = ERR_INIT;
    assert_int_equal(entities_walk(&request, &other), RC_CONFIG);
    assert_int_equal(visits, 0);
    made_release(&made);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_row_is_shown_with_its_key),
        cmocka_unit_test(nobody_is_shown_where_nobody_is),
        cmocka_unit_test(an_absent_column_is_null),
        cmocka_unit_test(a_failure_comes_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
