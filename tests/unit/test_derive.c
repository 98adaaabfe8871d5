/* layer: measure */
/* Derived columns against a slow way: every repair looks at all others for its unit's next report,
 * every customer at all rows of three tables, at any number of threads. */
#include "base/day.h"
#include "base/hash.h"
#include "ingest/column_narrow.h"
#include "measure/retention/retention.h"
#include "measure/stages.h"

#include <omp.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { REPAIRS, PURCHASES, COMPLAINTS, TABLE_COUNT, COLUMN_LIMIT = 4, SEGMENT_ROWS = 700 };

/* One row of any of the tables: `start` is its clock. Unit and customer 0: missing. */
struct event {
    uint32_t unit, customer;
    int32_t start, end;
};

struct world {
    struct arena arena;
    struct event *events[TABLE_COUNT];
    uint32_t counts[TABLE_COUNT];
    struct schema_table schemas[TABLE_COUNT];
    struct linked linked;
};

/* What each column holds: a member of struct event. */
enum held { HOLDS_UNIT, HOLDS_CUSTOMER, HOLDS_START, HOLDS_END };
struct described {
    const char *name;
    size_t column_count;
    struct column columns[COLUMN_LIMIT];
    enum held held[COLUMN_LIMIT];
    int32_t clock;
};
static const struct described described[TABLE_COUNT] = {
    {"repairs",
     4,
     {{"unit_id", COLUMN_ID, "unit", true},
      {"customer_id", COLUMN_ID, "customer", true},
      {"reported_at", COLUMN_TIME, "", true},
      {"closed_at", COLUMN_TIME, "", true}},
     {HOLDS_UNIT, HOLDS_CUSTOMER, HOLDS_START, HOLDS_END},
     2},
    {"purchases",
     2,
     {{"customer_id", COLUMN_ID, "customer", true}, {"purchased_on", COLUMN_DATE, "", true}},
     {HOLDS_CUSTOMER, HOLDS_START},
     1},
    {"complaints",
     3,
     {{"customer_id", COLUMN_ID, "customer", true},
      {"opened_at", COLUMN_TIME, "", true},
      {"resolved_at", COLUMN_TIME, "", true}},
     {HOLDS_CUSTOMER, HOLDS_START, HOLDS_END},
     1},
};

static void make_events(struct world *world, size_t t, uint32_t count, uint32_t pool)
{
    struct event *events = arena_take_array(&world->arena, (size_t)count + 1, sizeof *events);
    for (uint32_t i = 0; i < count; i++) {
        const uint64_t random = hash_u64((uint64_t)(t + 1) << 32 | i);
        const int32_t day = 19000 + (int32_t)(random % 500);
        events[i].unit = (uint32_t)(hash_u64(random) % pool);
        events[i].customer = (uint32_t)(hash_u64(random + 1) % pool);
        events[i].start = t == PURCHASES ? day : day * MINUTES_A_DAY + (int32_t)(random >> 54);
        events[i].end =
            random >> 20 & 3 ? events[i].start + (int32_t)(random >> 30 & 4095) : MINUTE_MISSING;
    }
    world->events[t] = events;
    world->counts[t] = count;
}

static void *make_values(struct world *world, const struct event *events, uint32_t count,
                         enum held held)
{
    if (held == HOLDS_START || held == HOLDS_END) {
        int32_t *values = arena_take_array(&world->arena, count, sizeof *values);
        for (uint32_t i = 0; i < count; i++)
            values[i] = held == HOLDS_START ? events[i].start : events[i].end;
        return values;
    }
    char(*slots)[KEY_UNIT_BYTES] = arena_take_array(&world->arena, count, sizeof *slots);
    for (uint32_t i = 0; i < count; i++) {
        const uint32_t id = held == HOLDS_UNIT ? events[i].unit : events[i].customer;
        char text[KEY_UNIT_BYTES + 1] = "";
        if (id > 0) (void)snprintf(text, sizeof text, "K%u", id % 1000000);
        memcpy(slots[i], text, strlen(text));
    }
    return slots;
}

static void make_table(struct world *world, size_t t)
{
    const struct described *like = &described[t];
    struct table *table = &world->linked.tables[t];
    world->schemas[t] = (struct schema_table){.name = like->name, .key = -1, .clock = like->clock};
    *table = (struct table){.name = like->name,
                            .schema = &world->schemas[t],
                            .row_count = world->counts[t],
                            .column_count = like->column_count};
    table->columns = arena_take_array(&world->arena, COLUMN_LIMIT, sizeof *table->columns);
    memcpy(table->columns, like->columns, sizeof like->columns);
    table->segments = arena_take_array(&world->arena, world->counts[t] / SEGMENT_ROWS + 1,
                                       sizeof *table->segments);
    for (uint32_t first = 0; first < world->counts[t]; first += SEGMENT_ROWS) {
        const uint32_t left = world->counts[t] - first;
        struct segment *segment = &table->segments[table->segment_count++];
        segment->first_row = first;
        segment->row_count = left < SEGMENT_ROWS ? left : SEGMENT_ROWS;
        segment->columns =
            arena_take_array(&world->arena, like->column_count, sizeof *segment->columns);
        for (size_t c = 0; c < like->column_count; c++) {
            segment->columns[c].values =
                make_values(world, world->events[t] + first, segment->row_count, like->held[c]);
            segment->columns[c].value_bytes =
                like->columns[c].type == COLUMN_ID ? (uint32_t)KEY_UNIT_BYTES : 4;
        }
    }
}

static void world_init(struct world *world, const uint32_t counts[TABLE_COUNT], uint32_t pool)
{
    *world = (struct world){.counts = {0}};
    world->linked.tables = arena_take_array(&world->arena, TABLE_COUNT, sizeof(struct table));
    world->linked.table_count = TABLE_COUNT;
    for (size_t t = 0; t < TABLE_COUNT; t++) {
        make_events(world, t, counts[t], pool);
        make_table(world, t);
    }
}

static void world_release(struct world *world)
{
    linked_release(&world->linked);
    arena_release(&world->arena);
}

static void derive(struct world *world)
{
    struct err err = ERR_INIT;
    const struct measure_context context = {.horizon_day = 20000};
    assert_int_equal(measure_derive(&world->linked, &context, &err), RC_OK);
}

/* Minutes to the unit's next report within 30 days; -1: none; 0: not known. */
static int32_t slow_gap(const struct world *world, const struct event *repair)
{
    int32_t gap = -1;
    if (repair->unit == 0 || repair->end == MINUTE_MISSING) return 0;
    for (uint32_t i = 0; i < world->counts[REPAIRS]; i++) {
        const struct event *other = &world->events[REPAIRS][i];
        if (other->unit != repair->unit || other->start <= repair->end) continue;
        if (other->start - repair->end > 30 * MINUTES_A_DAY) continue;
        if (gap < 0 || other->start - repair->end < gap) gap = other->start - repair->end;
    }
    return gap;
}

static void check_repairs(const struct world *world, const int32_t *expected)
{
    const struct table *table = linked_table(&world->linked, "repairs");
    const struct column *column = table_column(table, "repeat_gap_minutes");
    assert_non_null(column);
    uint32_t seen = 0;
    for (size_t s = 0; s < table->segment_count; s++) {
        const struct segment *segment = &table->segments[s];
        const int32_t *gaps = segment->columns[table_column_index(table, column)].values;
        for (uint32_t row = 0; row < segment->row_count; row++)
            assert_int_equal(gaps[row], expected[seen++]);
    }
    assert_int_equal(seen, world->counts[REPAIRS]);
}

/* A customer's row of the table "customers". */
struct customer {
    uint32_t path;
    int32_t index_day, gap_days;
};

static int compare_customers(const void *a, const void *b)
{
    return memcmp(a, b, sizeof(struct customer));
}

/* The customer's event with the earliest start, the first of those; NULL: none. */
static const struct event *first_event(const struct world *world, size_t t, uint32_t customer,
                                       bool *exists)
{
    const struct event *first = NULL;
    for (uint32_t i = 0; i < world->counts[t]; i++) {
        const struct event *event = &world->events[t][i];
        if (event->customer == customer && (!first || event->start < first->start)) first = event;
    }
    *exists |= first != NULL;
    return first;
}

/* false: the customer is in none of the tables. */
static bool slow_customer(const struct world *world, uint32_t customer, struct customer *row)
{
    bool exists = false;
    const struct event *complaint = first_event(world, COMPLAINTS, customer, &exists);
    const struct event *repair = first_event(world, REPAIRS, customer, &exists);
    const struct event *purchase = first_event(world, PURCHASES, customer, &exists);
    *row = (struct customer){.path = 0};
    if (!purchase) return exists;
    row->path = PATH_NO_PROBLEM;
    row->index_day = purchase->start;
    if (repair) {
        row->path = PATH_PROBLEM_NO_COMPLAINT;
        row->index_day = day_of_minute(repair->start);
    }
    if (complaint) {
        row->path = PATH_COMPLAINED_SOLVED;
        row->index_day = day_of_minute(complaint->start);
        if (complaint->end == MINUTE_MISSING)
            row->path = PATH_COMPLAINED_UNSOLVED;
        else if (complaint->end - complaint->start <= MINUTES_A_DAY)
            row->path = PATH_COMPLAINED_SOLVED_FAST;
    }
    row->gap_days = RETENTION_NO_PURCHASE;
    for (uint32_t i = 0; i < world->counts[PURCHASES]; i++) {
        const struct event *next = &world->events[PURCHASES][i];
        if (next->customer != customer || next->start <= row->index_day) continue;
        const int32_t gap_days = next->start - row->index_day;
        if (row->gap_days == RETENTION_NO_PURCHASE || gap_days < row->gap_days)
            row->gap_days = gap_days;
    }
    return true;
}

static void check_customers(const struct world *world, const struct customer *expected,
                            uint32_t expected_count)
{
    const struct table *table = linked_table(&world->linked, "customers");
    assert_non_null(table);
    assert_int_equal(table->row_count, expected_count);
    struct customer *rows = calloc((size_t)expected_count + 1, sizeof *rows);
    assert_non_null(rows);
    uint32_t count = 0;
    for (size_t s = 0; s < table->segment_count; s++) {
        const struct segment *segment = &table->segments[s];
        assert_int_equal(segment->first_row, count);
        int32_t earliest = INT32_MAX, latest = INT32_MIN;
        for (uint32_t row = 0; row < segment->row_count; row++, count++) {
            assert_true(count < expected_count);
            rows[count].path = segment_code(&segment->columns[0], row);
            rows[count].index_day = ((const int32_t *)segment->columns[1].values)[row];
            rows[count].gap_days = column_int_at(&segment->columns[2], row);
            if (rows[count].index_day < earliest) earliest = rows[count].index_day;
            if (rows[count].index_day > latest) latest = rows[count].index_day;
        }
        assert_int_equal(segment->columns[1].minimum, earliest);
        assert_int_equal(segment->columns[1].maximum, latest);
    }
    assert_int_equal(count, expected_count);
    qsort(rows, count, sizeof *rows, compare_customers);
    assert_memory_equal(rows, expected, count * sizeof *rows);
    free(rows);
}

static void check_world(const uint32_t counts[TABLE_COUNT], uint32_t pool)
{
    static const int thread_counts[] = {1, 2, 3, 8};
    struct world world;
    world_init(&world, counts, pool);
    int32_t *gaps = calloc((size_t)counts[REPAIRS] + 1, sizeof *gaps);
    struct customer *customers = calloc((size_t)pool + 1, sizeof *customers);
    assert_non_null(gaps);
    assert_non_null(customers);
    for (uint32_t i = 0; i < counts[REPAIRS]; i++)
        gaps[i] = slow_gap(&world, &world.events[REPAIRS][i]);
    uint32_t customer_count = 0;
    for (uint32_t customer = 1; customer < pool; customer++)
        customer_count += slow_customer(&world, customer, &customers[customer_count]);
    qsort(customers, customer_count, sizeof *customers, compare_customers);
    if (customer_count == 0) customer_count = 1; /* the empty row: see derive.c */
    world_release(&world);
    for (size_t i = 0; i < sizeof thread_counts / sizeof *thread_counts; i++) {
        omp_set_num_threads(thread_counts[i]);
        world_init(&world, counts, pool);
        derive(&world);
        if (counts[REPAIRS] > 0) check_repairs(&world, gaps);
        check_customers(&world, customers, customer_count);
        world_release(&world);
    }
    free(gaps);
    free(customers);
}

static void columns_are_those_of_the_slow_way(void **state)
{
    (void)state;
    check_world((const uint32_t[]){1, 1, 1}, 2);
    check_world((const uint32_t[]){3000, 2000, 1000}, 900);
    check_world((const uint32_t[]){20000, 9000, 9000}, 5000); /* several partitions */
}

static void absent_tables_leave_nobody(void **state)
{
    (void)state;
    check_world((const uint32_t[]){0, 0, 0}, 5);
    check_world((const uint32_t[]){100, 0, 0}, 20);
    check_world((const uint32_t[]){0, 50, 0}, 20);
    struct world world;
    world_init(&world, (const uint32_t[]){0, 0, 0}, 5);
    world.linked.table_count = 0;
    derive(&world);
    assert_null(linked_table(&world.linked, "repairs"));
    assert_int_equal(linked_table(&world.linked, "customers")->row_count, 1);
    world_release(&world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(columns_are_those_of_the_slow_way),
        cmocka_unit_test(absent_tables_leave_nobody),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
