/* layer: link */
/* Codes from sorted texts, repeated keys, the horizon and histories, on a few rows written here. */
#include "base/day.h"
#include "link/link.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

/* The files of one case, linked. */
struct world {
    char folder[64];
    struct schema schema;
    struct ingested ingested;
    struct linked linked;
};

static void write_file(const struct world *world, const char *name, const char *content)
{
    char path[128];
    (void)snprintf(path, sizeof path, "%s/%s", world->folder, name);
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(content, 1, strlen(content), file), strlen(content));
    assert_int_equal(fclose(file), 0);
}

static void remove_file(const struct world *world, const char *name)
{
    char path[128];
    (void)snprintf(path, sizeof path, "%s/%s", world->folder, name);
    assert_int_equal(unlink(path), 0);
}

static void link_files(struct world *world, int thread_count)
{
    struct err err = ERR_INIT;
    struct ingest_options options;
    const char *const paths[] = {world->folder};
    ingest_options_init(&options);
    options.thread_count = thread_count;
    assert_int_equal(schema_load(&world->schema, &err), RC_OK);
    assert_int_equal(ingest_run(&world->ingested, &world->schema, &options, paths, 1, NULL, &err),
                     RC_OK);
    assert_int_equal(
        link_run(&world->linked, &world->ingested, &world->schema, thread_count, NULL, &err),
        RC_OK);
}

static void unlink_files(struct world *world)
{
    linked_release(&world->linked);
    ingested_release(&world->ingested);
    schema_release(&world->schema);
}

static int make_folder(void **state)
{
    struct world *world = calloc(1, sizeof *world);
    if (!world) return -1;
    (void)snprintf(world->folder, sizeof world->folder, "/tmp/test_link_XXXXXX");
    if (!mkdtemp(world->folder)) return -1;
    write_file(world, "repairs_1.csv",
               "repair_id,unit_id,dealer_id,reported_at,closed_at\n"
               "R3,U2,D2,2025-06-03 10:00,2025-06-04 10:00\n"
               "R1,U1,D1,2025-06-01 10:00,\n"
               "R2,U1,D3,2025-05-01 10:00,2025-05-02 10:00\n");
    write_file(world, "repairs_2.csv",
               "repair_id,unit_id,dealer_id,reported_at,closed_at\n"
               "R1,U1,D1,2025-06-01 10:00,2025-06-09 08:30\n"
               "R4,,D10,2025-06-05 10:00,2025-06-06 10:00\n");
    write_file(world, "surveys.csv", "survey_id,surveyed_at,dealer_id\nS1,2025-06-08 09:00,D2\n");
    *state = world;
    return 0;
}

static int remove_folder(void **state)
{
    struct world *world = *state;
    remove_file(world, "repairs_1.csv");
    remove_file(world, "repairs_2.csv");
    remove_file(world, "surveys.csv");
    const int removed = rmdir(world->folder);
    free(world);
    return removed;
}

static void codes_follow_the_order_of_texts(void **state)
{
    struct world *world = *state;
    link_files(world, 2);
    const struct dictionary *dealers = linked_dictionary(&world->linked, "dealer");
    static const char *const expected[] = {"", "D1", "D10", "D2", "D3"};
    assert_non_null(dealers);
    assert_int_equal(dealers->code_count, 5);
    for (uint32_t code = 0; code < 5; code++)
        assert_string_equal(dealers->names[code], expected[code]);
    const struct table *surveys = linked_table(&world->linked, "surveys");
    const uint32_t *codes = table_column(surveys, "dealer_id")->values;
    assert_int_equal(codes[0], 3); /* the dictionary is shared by all tables */
    unlink_files(world);
}

static void the_later_of_two_rows_with_one_key_stays(void **state)
{
    struct world *world = *state;
    link_files(world, 1);
    const struct table *repairs = linked_table(&world->linked, "repairs");
    assert_int_equal(repairs->row_count, 4);
    const int32_t *closed = table_column(repairs, "closed_at")->values;
    int32_t open_count = 0;
    for (uint32_t row = 0; row < repairs->row_count; row++)
        open_count += closed[row] == MINUTE_MISSING;
    assert_int_equal(open_count, 0); /* R1 without closed_at was superseded */
    assert_int_equal(world->ingested.files[0].rows_superseded, 1);
    assert_int_equal(world->ingested.files[0].rows_used, 2);
    assert_int_equal(world->ingested.files[1].rows_superseded, 0);
    unlink_files(world);
}

static void the_horizon_is_the_last_thing_that_happened(void **state)
{
    struct world *world = *state;
    link_files(world, 1);
    char horizon[MINUTE_TEXT_BYTES], first[MINUTE_TEXT_BYTES];
    minute_text(world->linked.horizon_minute, horizon);
    minute_text(world->linked.first_minute, first);
    assert_string_equal(horizon, "2025-06-09T08:30"); /* a closing, later than every report */
    assert_string_equal(first, "2025-05-01T10:00");
    unlink_files(world);
}

static void histories_run_in_order_of_time(void **state)
{
    struct world *world = *state;
    link_files(world, 2);
    const struct table *repairs = linked_table(&world->linked, "repairs");
    const struct history *history =
        &world->linked.histories[HISTORY_UNIT][repairs - world->linked.tables];
    const uint32_t *units = table_column(repairs, "unit_id")->values;
    const int32_t *reported = table_column(repairs, "reported_at")->values;
    assert_int_equal(history->code_count, linked_key_count(&world->linked, "unit"));
    assert_int_equal(history->code_count, 3);
    assert_int_equal(history->first[1], 1); /* one repair without a unit stands in front */
    for (uint32_t code = 1; code < history->code_count; code++)
        for (uint32_t i = history->first[code]; i < history->first[code + 1]; i++) {
            assert_int_equal(units[history->rows[i]], code);
            if (i > history->first[code])
                assert_true(reported[history->rows[i]] >= reported[history->rows[i - 1]]);
        }
    unlink_files(world);
}

static void codes_do_not_depend_on_threads(void **state)
{
    struct world *world = *state;
    uint32_t codes[4];
    link_files(world, 1);
    const struct table *repairs = linked_table(&world->linked, "repairs");
    memcpy(codes, table_column(repairs, "repair_id")->values, sizeof codes);
    unlink_files(world);
    link_files(world, 8);
    repairs = linked_table(&world->linked, "repairs");
    assert_memory_equal(codes, table_column(repairs, "repair_id")->values, sizeof codes);
    unlink_files(world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(codes_follow_the_order_of_texts),
        cmocka_unit_test(the_later_of_two_rows_with_one_key_stays),
        cmocka_unit_test(the_horizon_is_the_last_thing_that_happened),
        cmocka_unit_test(histories_run_in_order_of_time),
        cmocka_unit_test(codes_do_not_depend_on_threads),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
