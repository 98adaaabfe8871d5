/* layer: link */
/* Codes from sorted texts, the horizon, derived columns, and the whole stage on tables made here.
 */
#include "link/stages.h"
#include "test_link_rows.h"

#include <omp.h>

enum { LIST_LIMIT = 6 };

/* Two tables that share the domain "dealer", one other domain, and a column that is not there. */
struct world {
    struct arena arena;
    struct ingested ingested;
    struct linked linked;
    struct code_list lists[LIST_LIMIT];
    struct code_list *list_pointers[LIST_LIMIT];
    struct schema_table schemas[2];
    struct ingested_table read[2];
    struct table tables[2];
    struct column repairs[4], surveys[1];
};

static void world_init(struct world *world)
{
    *world =
        (struct world){.repairs = {{"dealer_id", COLUMN_CODE, "dealer", true},
                                   {"fault", COLUMN_PATH, "fault", true},
                                   {"cause", COLUMN_PATH, "cause", false},
                                   {"action", COLUMN_PATH, "fault", false}},
                       .surveys = {{"dealer_id", COLUMN_CODE, "dealer", true}},
                       .schemas = {{.name = "repairs", .key = -1}, {.name = "surveys", .key = -1}}};
    world->tables[0] = (struct table){.name = "repairs",
                                      .schema = &world->schemas[0],
                                      .columns = world->repairs,
                                      .column_count = 4};
    world->tables[1] = (struct table){.name = "surveys",
                                      .schema = &world->schemas[1],
                                      .columns = world->surveys,
                                      .column_count = 1};
    world->linked = (struct linked){.tables = world->tables, .table_count = 2};
    for (size_t i = 0; i < LIST_LIMIT; i++) world->list_pointers[i] = &world->lists[i];
    world->ingested.code_lists = world->list_pointers;
}

/* Another list with room for name_count names, which the caller adds. */
static struct code_list *add_list(struct world *world, int32_t table, int32_t column,
                                  uint32_t name_count)
{
    struct code_list *list = &world->lists[world->ingested.code_list_count++];
    *list = (struct code_list){.table = table, .column = column, .name_count = name_count};
    list->names = arena_take_array(&world->arena, (size_t)name_count + 1, sizeof(struct key_text));
    return list;
}

static void set_name(struct world *world, struct code_list *list, uint32_t number, const char *text)
{
    struct key_text *names = (struct key_text *)(uintptr_t)list->names;
    const size_t byte_count = strlen(text);
    names[number] =
        (struct key_text){arena_copy_text(&world->arena, text, byte_count), (uint32_t)byte_count};
}

static void world_release(struct world *world)
{
    arena_release(&world->arena);
    linked_release(&world->linked);
}

static void codes_follow_the_order_of_texts(void **state)
{
    (void)state;
    struct err err = ERR_INIT;
    struct world world;
    world_init(&world);
    static const char *const texts[3][3] = {
        {"D2", "D10", "中国"}, {"D1", "D2", "D"}, {"D3", "D10", "D10x"}};
    for (int i = 0; i < 3; i++) {
        struct code_list *list = add_list(&world, i == 2, 0, 3);
        for (uint32_t n = 1; n <= 3; n++) set_name(&world, list, n, texts[i][n - 1]);
    }
    struct code_list *faults = add_list(&world, 0, 1, 1), *causes = add_list(&world, 0, 2, 1);
    set_name(&world, faults, 1, "电源/烧毁");
    set_name(&world, causes, 1, "雷击");
    set_name(&world, add_list(&world, 0, 3, 1), 1, "更换");
    assert_int_equal(link_dictionaries(&world.linked, &world.ingested, &err), RC_OK);
    static const char *const expected[] = {"", "D", "D1", "D10", "D10x", "D2", "D3", "中国"};
    const struct dictionary *dealers = linked_dictionary(&world.linked, "dealer");
    assert_non_null(dealers);
    assert_int_equal(dealers->code_count, 8);
    for (uint32_t code = 0; code < 8; code++)
        assert_string_equal(dealers->names[code], expected[code]);
    static const uint32_t codes[3][4] = {{0, 5, 3, 7}, {0, 2, 5, 1}, {0, 6, 3, 4}};
    for (size_t i = 0; i < 3; i++)
        assert_memory_equal(world.lists[i].domain_codes, codes[i], sizeof codes[i]);
    assert_int_equal(linked_dictionary(&world.linked, "fault")->code_count, 2); /* no action */
    assert_null(linked_dictionary(&world.linked, "cause")); /* no file has the column */
    world_release(&world);
}

/* A present column without a single name has a dictionary that only knows "missing". */
static void a_domain_without_names_is_empty(void **state)
{
    (void)state;
    struct err err = ERR_INIT;
    struct world world;
    world_init(&world);
    struct code_list *empty = add_list(&world, 0, 0, 0);
    assert_int_equal(link_dictionaries(&world.linked, &world.ingested, &err), RC_OK);
    const struct dictionary *dealers = linked_dictionary(&world.linked, "dealer");
    assert_non_null(dealers);
    assert_int_equal(dealers->code_count, 1);
    assert_int_equal(empty->domain_codes[0], 0);
    world_release(&world);
}

static int compare_texts(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Names of all lengths that begin alike, some of them in several lists; against one sort of all. */
static void check_many_names(uint32_t name_count, const char *prefix, int thread_count)
{
    struct err err = ERR_INIT;
    struct world world;
    world_init(&world);
    omp_set_num_threads(thread_count);
    const char **all = calloc((size_t)LIST_LIMIT * name_count + 1, sizeof *all);
    assert_non_null(all);
    size_t all_count = 0;
    for (uint32_t l = 0; l < LIST_LIMIT; l++) {
        struct code_list *list = add_list(&world, l % 2 == 1, 0, name_count);
        for (uint32_t n = 1; n <= name_count; n++) {
            char text[64];
            const uint64_t random = hash_u64((uint64_t)l << 32 | n) % (4ULL * name_count);
            (void)snprintf(text, sizeof text, random % 5 == 0 ? "%s%llx店%03llu" : "%s%llu", prefix,
                           (unsigned long long)random, (unsigned long long)random);
            set_name(&world, list, n, text);
            all[all_count++] = list->names[n].bytes;
        }
    }
    assert_int_equal(link_dictionaries(&world.linked, &world.ingested, &err), RC_OK);
    qsort(all, all_count, sizeof *all, compare_texts);
    const struct dictionary *dealers = linked_dictionary(&world.linked, "dealer");
    uint32_t code = 0;
    for (size_t i = 0; i < all_count; i++)
        if (i == 0 || strcmp(all[i - 1], all[i]) != 0)
            assert_string_equal(dealers->names[++code], all[i]);
    assert_int_equal(dealers->code_count, code + 1);
    for (size_t l = 0; l < LIST_LIMIT; l++)
        for (uint32_t n = 1; n <= name_count; n++)
            assert_string_equal(dealers->names[world.lists[l].domain_codes[n]],
                                world.lists[l].names[n].bytes);
    free(all);
    world_release(&world);
}

static void many_names_are_sorted_alike_by_any_number_of_threads(void **state)
{
    (void)state;
    static const int thread_counts[] = {1, 2, 3, 8};
    for (size_t i = 0; i < sizeof thread_counts / sizeof *thread_counts; i++) {
        check_many_names(1, "", thread_counts[i]);
        check_many_names(900, "D", thread_counts[i]);
        check_many_names(20000, "服务网点-", thread_counts[i]);
    }
}

/* A table with one segment per value of one date or time column, which also is its clock. */
static void add_times(struct world *world, struct table *table, enum column_type type,
                      const int32_t *spans, size_t segment_count)
{
    table->columns[0].type = type;
    table->segments = arena_take_array(&world->arena, segment_count, sizeof *table->segments);
    table->segment_count = segment_count;
    for (size_t s = 0; s < segment_count; s++) {
        struct segment_column *columns =
            arena_take_array(&world->arena, table->column_count, sizeof *columns);
        columns[0] = (struct segment_column){.minimum = spans[2 * s], .maximum = spans[2 * s + 1]};
        if (spans[2 * s] != 0) columns[0].values = columns; /* only asked whether there are any */
        table->segments[s] = (struct segment){.row_count = 1, .columns = columns};
    }
}

static void the_horizon_is_the_last_thing_that_happened(void **state)
{
    (void)state;
    struct world world;
    world_init(&world);
    static struct schema_column repairs[4], surveys[1];
    world.schemas[0].columns = repairs;
    world.schemas[1].columns = surveys;
    world.schemas[0].column_count = 4;
    world.schemas[1].column_count = 1;
    link_horizon(&world.linked);
    assert_int_equal(world.linked.horizon_minute, MINUTE_MISSING);
    assert_int_equal(world.linked.first_minute, MINUTE_MISSING);
    /* A segment without the column, one with nothing in it, two with times; minutes and days. */
    static const int32_t times[] = {0, 0, INT32_MAX, INT32_MIN, 3000, 9000, 2900, 8000};
    static const int32_t days[] = {2, 6, 3, 5};
    add_times(&world, &world.tables[0], COLUMN_TIME, times, 4);
    add_times(&world, &world.tables[1], COLUMN_DATE, days, 2);
    world.schemas[1].clock = -1;
    link_horizon(&world.linked); /* the days neither are a clock nor happened */
    assert_int_equal(world.linked.horizon_minute, 9000);
    assert_int_equal(world.linked.first_minute, 2900);
    surveys[0].happened = true;
    world.schemas[0].clock = 1;
    link_horizon(&world.linked); /* now the days did, and the times are nothing */
    assert_int_equal(world.linked.horizon_minute, 6 * MINUTES_A_DAY);
    assert_int_equal(world.linked.first_minute, MINUTE_MISSING);
    world.schemas[1].clock = 0;
    link_horizon(&world.linked);
    assert_int_equal(world.linked.first_minute, 2 * MINUTES_A_DAY);
    surveys[0].happened = false;
    world_release(&world);
}

/* link_run over two made tables, as ingest would hand them over. */
static void the_stage_takes_tables_over_and_adds_columns(void **state)
{
    (void)state;
    struct err err = ERR_INIT;
    const struct made_shape shape = {
        .seed = 1, .row_count = 5000, .key_pool = 4000, .segment_rows = 300, .is_complete = true};
    struct made made;
    made_init(&made, &shape);
    struct key_text *names = arena_take_array(&made.arena, MADE_CODES + 1, sizeof *names);
    for (uint32_t n = 1; n <= MADE_CODES; n++) {
        char text[8];
        (void)snprintf(text, sizeof text, "D%03u", made.dealers.domain_codes[n]);
        names[n] = (struct key_text){arena_copy_text(&made.arena, text, 4), 4};
    }
    made.dealers.names = names;
    struct code_list *const lists[] = {&made.dealers};
    struct input_file files[MADE_FILES] = {{.rows_used = 5000}, {.rows_used = 5000}, {0}};
    files[2].rows_used = 5000;
    struct ingested_table read = {.table = made.table};
    struct ingested ingested = {.tables = &read,
                                .table_count = 1,
                                .files = files,
                                .file_count = MADE_FILES,
                                .code_lists = lists,
                                .code_list_count = 1};
    struct linked linked;
    assert_int_equal(link_run(&linked, &ingested, NULL, 2, NULL, &err), RC_OK);
    struct table *table = &linked.tables[0];
    assert_true(table->row_count < 5000);
    uint64_t superseded = 0;
    for (size_t f = 0; f < MADE_FILES; f++) {
        superseded += files[f].rows_superseded;
        assert_int_equal(files[f].rows_superseded + files[f].rows_used, 5000);
    }
    assert_int_equal(superseded + table->row_count, 5000);
    assert_true(linked.horizon_minute > linked.first_minute);
    assert_int_equal(linked_dictionary(&linked, "dealer")->code_count, MADE_CODES + 1);
    const int32_t *clock = table->segments[1].columns[MADE_CLOCK].values;
    const struct column *gap = linked_add_column(&linked, table, "gap", COLUMN_INT, "");
    const struct column *path = linked_add_column(&linked, table, "path", COLUMN_CODE, "path");
    assert_non_null(gap);
    assert_ptr_equal(table_column(table, "path"), path);
    assert_string_equal(path->domain, "path");
    assert_int_equal(table->column_count, MADE_COUNT + 2);
    for (size_t s = 0; s < table->segment_count; s++)
        for (size_t c = MADE_COUNT; c < table->column_count; c++) {
            const struct segment_column *column = &table->segments[s].columns[c];
            assert_int_equal(column->value_bytes, 4);
            assert_null(column->codes);
            assert_int_equal((uintptr_t)column->values % 64, 0);
            for (uint32_t row = 0; row < table->segments[s].row_count; row++)
                assert_int_equal(((const uint32_t *)column->values)[row], 0);
        }
    assert_ptr_equal(table->segments[1].columns[MADE_CLOCK].values, clock);
    linked_release(&linked);
    made_release(&made);
}

static void a_derived_table_starts_empty(void **state)
{
    (void)state;
    struct world world;
    world_init(&world);
    struct table *customers = linked_add_table(&world.linked, "customers");
    assert_non_null(customers);
    assert_non_null(linked_add_column(&world.linked, customers, "index_day", COLUMN_DATE, ""));
    assert_ptr_equal(linked_table(&world.linked, "customers"), customers);
    assert_non_null(linked_table(&world.linked, "surveys"));
    assert_null(linked_table(&world.linked, "calls"));
    assert_int_equal(customers->row_count, 0);
    assert_int_equal(customers->segment_count, 0);
    static const char *const names[] = {"", "no_problem"};
    struct err err = ERR_INIT;
    assert_int_equal(linked_add_dictionary(&world.linked, "recovery_path", names, 2, &err), RC_OK);
    assert_string_equal(linked_dictionary(&world.linked, "recovery_path")->names[1], "no_problem");
    world_release(&world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(codes_follow_the_order_of_texts),
        cmocka_unit_test(a_domain_without_names_is_empty),
        cmocka_unit_test(many_names_are_sorted_alike_by_any_number_of_threads),
        cmocka_unit_test(the_horizon_is_the_last_thing_that_happened),
        cmocka_unit_test(the_stage_takes_tables_over_and_adds_columns),
        cmocka_unit_test(a_derived_table_starts_empty),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
