/* layer: measure */
/* measure: processor time a row for counting, family by family and all together, on made segments.
 * Usage: measure [ROWS [DEALERS [THREADS [FAMILY]]]]. Rows are in order of time, over the months
 * that are kept, as an export of a whole network has them. Times are user and system time of all
 * threads, the least of several runs, so that a busy machine hardly shows in them. */
#include "base/day.h"
#include "base/hash.h"
#include "measure/stages.h"

#include <omp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { SEGMENT_ROWS = 25000, ROUNDS_LEAST = 3, ROWS_ALL_ROUNDS = 20000000, REPORT_MONTH = 660 };

struct world {
    struct arena arena;
    struct store store;
    struct schema schema;
    struct linked linked;
    struct dictionary dictionaries[64];
    struct table tables[2];
    uint32_t row_count, dealer_count;
    uint64_t drawn;
};

static uint64_t draw(struct world *world)
{
    return hash_u64(world->drawn++);
}

static double seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

static void *checked(void *memory)
{
    if (!memory) {
        (void)fputs("memory is out\n", stderr);
        exit(1);
    }
    return memory;
}

/* Items as the usual questionnaire has them: five, four, four, five, four. */
static bool is_made(const char *column)
{
    static const char *const absent[] = {"rel6", "asr5", "tan5", "emp6", "res5"};
    for (size_t i = 0; i < 5; i++)
        if (strncmp(column, absent[i], 3) == 0 && column[3] >= absent[i][3]) return false;
    return true;
}

static uint32_t code_count_of(const struct world *world, const char *column)
{
    if (strcmp(column, "dealer_id") == 0) return world->dealer_count;
    if (strcmp(column, "technician_id") == 0) return 4 * world->dealer_count;
    if (strcmp(column, "product") == 0) return 40;
    return strcmp(column, "fault") == 0 || strcmp(column, "cause") == 0 ? 80 : 8;
}

/* A code of row `row`. A fault has few causes, else there would be as many flows as rows. */
static uint32_t category_code(struct world *world, const char *column, uint32_t count, uint32_t row)
{
    const uint64_t random = draw(world) >> 20;
    const uint32_t fault = (uint32_t)(hash_u64(row) % 80);
    if (strcmp(column, "fault") == 0) return fault % (count + 1);
    if (strcmp(column, "cause") == 0) return (fault * 3 + (uint32_t)(random % 4)) % (count + 1);
    return (uint32_t)(random % (count + 1));
}

static const struct dictionary *dictionary_of(struct world *world, const char *domain,
                                              uint32_t code_count)
{
    const struct dictionary *known = linked_dictionary(&world->linked, domain);
    if (known) return known;
    const char **names = checked(arena_take_array(&world->arena, code_count + 1, sizeof *names));
    for (uint32_t code = 0; code <= code_count; code++) names[code] = code ? "code" : "";
    struct dictionary *made = &world->dictionaries[world->linked.dictionary_count++];
    *made = (struct dictionary){domain, names, code_count + 1};
    return made;
}

static struct code_list *code_list_of(struct world *world, const struct column *column)
{
    const uint32_t count =
        dictionary_of(world, column->domain, code_count_of(world, column->name))->code_count - 1;
    struct code_list *list = checked(arena_take_array(&world->arena, 1, sizeof *list));
    list->domain_codes =
        checked(arena_take_array(&world->arena, count + 1, sizeof *list->domain_codes));
    for (uint32_t number = 1; number <= count; number++) list->domain_codes[number] = number;
    list->name_count = count;
    return list;
}

/* When row `row` of all was reported, in minutes. */
static int32_t clock_of(const struct world *world, uint32_t row)
{
    const int64_t first = (int64_t)month_first_day(REPORT_MONTH - 12) * MINUTES_A_DAY;
    const int64_t end = (int64_t)month_first_day(REPORT_MONTH + 1) * MINUTES_A_DAY;
    return (int32_t)(first + (end - first) * row / world->row_count);
}

static int32_t number_of(struct world *world, const struct column *column, int32_t clock)
{
    const uint64_t random = draw(world);
    if (strcmp(column->name, "reported_at") == 0) return clock;
    if (strcmp(column->name, "surveyed_at") == 0)
        return column->type == COLUMN_TIME ? clock : clock / MINUTES_A_DAY;
    if (column->type == COLUMN_TIME) /* most within days, a few after weeks, some open */
        return random % 20 == 0 ? MINUTE_MISSING
                                : clock + (int32_t)(random % 16 ? (random >> 32) % 4000
                                                                : (random >> 32) % 40000);
    if (column->type == COLUMN_DATE)
        return clock / MINUTES_A_DAY - (int32_t)((random >> 32) % 1500) + 20;
    if (strcmp(column->name, "warranty_months") == 0) return random % 2 ? 24 : 36;
    return (int32_t)((random >> 32) % (strcmp(column->name, "told_people") == 0 ? 20 : 100000));
}

static void fill_column(struct world *world, const struct column *column,
                        struct segment_column *held, uint32_t first, uint32_t row_count)
{
    held->minimum = INT32_MAX;
    held->maximum = INT32_MIN;
    for (uint32_t row = 0; row < row_count; row++) {
        const uint64_t random = draw(world);
        if (held->codes) {
            const uint32_t number =
                category_code(world, column->name, held->codes->name_count, first + row);
            memcpy((char *)held->values + (size_t)row * held->value_bytes, &number,
                   held->value_bytes);
        } else if (held->value_bytes == 4) {
            const int32_t number = number_of(world, column, clock_of(world, first + row));
            ((int32_t *)held->values)[row] = number;
            held->minimum = number < held->minimum ? number : held->minimum;
            held->maximum = number > held->maximum ? number : held->maximum;
        } else {
            const int8_t answer = column->type == COLUMN_BOOL ? (int8_t)(random >> 20 & 1)
                                                              : (int8_t)((random >> 20) % 7 + 1);
            ((int8_t *)held->values)[row] = random % 50 == 0 ? SCORE_MISSING : answer;
        }
    }
}

static void make_segment(struct world *world, struct table *table, struct code_list **lists,
                         uint32_t first)
{
    struct segment *segment = &table->segments[table->segment_count++];
    const uint32_t left = world->row_count - first;
    segment->first_row = first;
    segment->row_count = left < SEGMENT_ROWS ? left : SEGMENT_ROWS;
    segment->columns =
        checked(arena_take_array(&world->arena, table->column_count, sizeof *segment->columns));
    for (size_t c = 0; c < table->column_count; c++) {
        struct segment_column *held = &segment->columns[c];
        if (!table->columns[c].is_present) continue;
        held->codes = lists[c];
        held->value_bytes = (uint32_t)column_type_bytes(table->columns[c].type);
        if (lists[c]) held->value_bytes = lists[c]->name_count > UINT8_MAX ? 2 : 1;
        if (lists[c] && lists[c]->name_count > UINT16_MAX) held->value_bytes = 4;
        held->values =
            checked(store_take_array(&world->store, segment->row_count, held->value_bytes));
        fill_column(world, &table->columns[c], held, first, segment->row_count);
    }
}

/* Columns that some family reads, all with values. */
static void make_table(struct world *world, struct table *table, const char *name)
{
    const int32_t number = schema_table_index(&world->schema, name);
    const struct schema_table *schema = &world->schema.tables[number];
    const size_t column_count = schema->column_count + 1;
    *table = (struct table){.schema = schema, .name = schema->name, .row_count = world->row_count};
    table->columns = checked(arena_take_array(&world->arena, column_count, sizeof *table->columns));
    table->segments = checked(arena_take_array(&world->arena, world->row_count / SEGMENT_ROWS + 1,
                                               sizeof *table->segments));
    for (size_t c = 0; c < schema->column_count; c++) {
        const struct schema_column *from = &schema->columns[c];
        const bool is_kept = from->type != COLUMN_TEXT && from->type != COLUMN_MONEY;
        table->columns[c] =
            (struct column){from->name, from->type, from->domain, is_kept && is_made(from->name)};
    }
    table->columns[schema->column_count] =
        (struct column){"repeat_gap_minutes", COLUMN_INT, "", strcmp(name, "repairs") == 0};
    table->column_count = column_count;
    struct code_list **lists =
        checked(arena_take_array(&world->arena, column_count, sizeof *lists));
    for (size_t c = 0; c < column_count; c++) {
        const enum column_type type = table->columns[c].type;
        if (table->columns[c].is_present && (type == COLUMN_CODE || type == COLUMN_PATH))
            lists[c] = code_list_of(world, &table->columns[c]);
    }
    for (uint32_t first = 0; first < world->row_count; first += SEGMENT_ROWS)
        make_segment(world, table, lists, first);
}

static void print_times(const struct world *world, const char *what, const struct family *const *of,
                        size_t count, const struct measure_context *context)
{
    double least = INFINITY;
    const uint32_t rounds = ROUNDS_LEAST + ROWS_ALL_ROUNDS / world->row_count;
    for (uint32_t round = 0; round < rounds; round++) {
        struct err err = ERR_INIT;
        struct arena arena = ARENA_INIT;
        struct bound_family *bound = checked(calloc(count, sizeof *bound));
        enum rc rc = RC_OK;
        for (size_t i = 0; rc == RC_OK && i < count; i++) {
            bound[i].family = of[i];
            rc = measure_bind(&bound[i], &world->linked, &arena, &err);
        }
        const double begun = seconds();
        if (rc == RC_OK) rc = measure_count(bound, count, context, &err);
        least = fmin(least, seconds() - begun);
        if (rc != RC_OK) (void)fprintf(stderr, "%s\n", err.message);
        for (size_t i = 0; i < count; i++) state_release(&bound[i].state);
        free(bound);
        arena_release(&arena);
    }
    printf("  %-24s %7.2f ns a row\n", what, least * 1e9 / world->row_count);
}

/* `only`: the one family to be measured, or NULL. */
static void measure_table(const struct world *world, const char *table, const char *only,
                          const struct measure_context *context)
{
    const struct family *members[64];
    size_t count = 0;
    printf("%s\n", table);
    for (size_t i = 0; i < family_count; i++)
        if (strcmp(families[i]->table, table) == 0) members[count++] = families[i];
    for (size_t i = 0; i < count; i++)
        if (!only || strcmp(only, members[i]->name) == 0)
            print_times(world, members[i]->name, &members[i], 1, context);
    if (!only) print_times(world, "all together", members, count, context);
}

int main(int argc, char **argv)
{
    static struct world world;
    struct err err = ERR_INIT;
    world.row_count = argc > 1 ? (uint32_t)strtoul(argv[1], NULL, 10) : 10000000;
    world.dealer_count = argc > 2 ? (uint32_t)strtoul(argv[2], NULL, 10) : 1000;
    omp_set_num_threads(argc > 3 ? (int)strtol(argv[3], NULL, 10) : 1);
    arena_init(&world.arena);
    store_init(&world.store);
    if (schema_load(&world.schema, &err) != RC_OK) return 1;
    world.linked.dictionaries = world.dictionaries;
    world.linked.tables = world.tables;
    struct measure_options options;
    measure_options_init(&options);
    options.team_rows = 0; /* as many threads as were asked for */
    const int32_t horizon_day = month_last_day(REPORT_MONTH);
    const struct measure_context context = {.options = &options,
                                            .report_month = REPORT_MONTH,
                                            .horizon_day = horizon_day,
                                            .horizon_minute = (horizon_day + 1) * MINUTES_A_DAY};
    printf("%u rows, %u dealers\n", world.row_count, world.dealer_count);
    static const char *const names[] = {"surveys", "repairs"};
    for (size_t i = 0; i < 2; i++) {
        make_table(&world, &world.tables[0], names[i]);
        world.linked.table_count = 1;
        measure_table(&world, names[i], argc > 4 ? argv[4] : NULL, &context);
        store_release(&world.store);
    }
    schema_release(&world.schema);
    arena_release(&world.arena);
    return 0;
}
