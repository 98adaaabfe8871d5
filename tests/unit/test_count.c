/* layer: measure */
/* Counting over segments against a slow and obvious count, row by row, month by month of the
 * calendar: codes of several widths, columns that some segments or all of them lack, segments
 * shorter and longer than a slice, months at their borders and outside, rows without a key, few
 * keys and so many that threads share the cells. Every family of the table goes through both. */
#include "base/day.h"
#include "base/hash.h"
#include "measure/count.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <omp.h>

#include <cmocka.h>

enum { REPORT_MONTH = 660, DICTIONARY_LIMIT = 64, COLUMN_LIMIT = 160, MEMBER_LIMIT = 16 };

/* A table in segments, the same rows as whole columns, and the dictionaries of its codes. */
struct made {
    struct arena arena;
    struct linked linked;
    struct table table;
    struct dictionary dictionaries[DICTIONARY_LIMIT];
    void *whole[COLUMN_LIMIT]; /* per column: canonical elements of all rows */
    struct measure_options options;
    struct measure_context context;
    uint32_t key_count; /* of the dealers */
    uint64_t drawn;
};

static uint64_t draw(struct made *made)
{
    return hash_u64(made->drawn++) >> 7;
}

static void *take(struct made *made, size_t count, size_t bytes)
{
    void *taken = arena_take_aligned(&made->arena, count * bytes + STORE_ALIGN_BYTES, 64);
    assert_non_null(taken);
    return taken;
}

static bool is_code(enum column_type type)
{
    return type == COLUMN_CODE || type == COLUMN_PATH;
}

static const struct dictionary *dictionary_of(struct made *made, const char *domain)
{
    const struct dictionary *known = linked_dictionary(&made->linked, domain);
    if (known) return known;
    const uint32_t count = strcmp(domain, "dealer") == 0 ? made->key_count : 9;
    assert_true(made->linked.dictionary_count < DICTIONARY_LIMIT);
    struct dictionary *dictionary = &made->dictionaries[made->linked.dictionary_count++];
    const char **names = take(made, count, sizeof *names);
    for (uint32_t code = 0; code < count; code++) names[code] = "";
    *dictionary = (struct dictionary){domain, names, count};
    return dictionary;
}

/* Clocks and times: anywhere in 15 months, and at the first and last moment of months. */
static int32_t draw_time(struct made *made, int32_t month, int32_t unit)
{
    const int32_t first = month_first_day(month) * unit;
    const int32_t length = month_first_day(month + 1) * unit - first;
    const uint64_t kind = draw(made) % 8;
    if (kind == 0) return first;
    if (kind == 1) return first + length - 1;
    return first + (int32_t)(draw(made) % (uint64_t)length);
}

static int64_t draw_value(struct made *made, const struct column *column, int32_t month)
{
    const uint64_t random = draw(made);
    switch (column->type) {
    case COLUMN_DATE: return draw_time(made, month - (int32_t)(random % 30), 1);
    case COLUMN_TIME: return draw_time(made, month + (int32_t)(random % 2), MINUTES_A_DAY);
    case COLUMN_INT: return random % 10 == 0 ? INT_MISSING : (int64_t)(random % 60) - 1;
    case COLUMN_SCORE: return random % 20 == 0 ? SCORE_MISSING : (int64_t)(random % 11);
    case COLUMN_BOOL: return random % 8 == 0 ? BOOL_MISSING : (int64_t)(random % 2);
    case COLUMN_MONEY: return (int64_t)random;
    case COLUMN_ID:
    case COLUMN_CODE:
    case COLUMN_PATH:
    case COLUMN_TEXT:
    case COLUMN_TYPE_COUNT: break;
    }
    return 0;
}

static int64_t missing_value(enum column_type type)
{
    if (is_code(type) || type == COLUMN_ID) return 0;
    if (type == COLUMN_MONEY) return MONEY_MISSING;
    return type == COLUMN_SCORE || type == COLUMN_BOOL ? SCORE_MISSING : INT_MISSING;
}

static void put(void *array, size_t bytes, size_t at, int64_t value)
{
    memcpy((char *)array + at * bytes, &value, bytes);
}

/* A list of numbers for a domain: longer than the domain, in no order, some codes twice. */
static const struct code_list *make_codes(struct made *made, const struct column *column)
{
    const uint32_t code_count = dictionary_of(made, column->domain)->code_count;
    struct code_list *list = take(made, 1, sizeof *list);
    const uint64_t kind = draw(made) % 4;
    list->name_count = kind == 0 ? 200 : kind == 1 ? 1000 : kind == 2 ? 70000 : 7;
    list->domain_codes = take(made, list->name_count + 1, sizeof *list->domain_codes);
    list->domain_codes[0] = 0;
    for (uint32_t number = 1; number <= list->name_count; number++)
        list->domain_codes[number] = (uint32_t)(draw(made) % code_count);
    return list;
}

static void fill_codes(struct made *made, struct segment_column *held, const struct column *column,
                       uint32_t *whole, uint32_t row_count)
{
    held->codes = made->table.schema ? make_codes(made, column) : NULL;
    const uint32_t limit =
        held->codes ? held->codes->name_count + 1 : dictionary_of(made, column->domain)->code_count;
    held->value_bytes = !held->codes ? 4 : limit <= 256 ? 1 : limit <= 65536 ? 2 : 4;
    held->values = take(made, row_count, held->value_bytes);
    for (uint32_t row = 0; row < row_count; row++) {
        const uint32_t number = draw(made) % 5 == 0 ? 0 : (uint32_t)(draw(made) % limit);
        put(held->values, held->value_bytes, row, number);
        whole[row] = held->codes ? held->codes->domain_codes[number] : number;
    }
}

static void fill_numbers(struct made *made, struct segment_column *held,
                         const struct column *column, void *whole, uint32_t row_count,
                         const int32_t *months)
{
    const size_t bytes = column_type_bytes(column->type);
    held->minimum = INT32_MAX;
    held->maximum = INT32_MIN;
    held->value_bytes = (uint32_t)bytes;
    held->values = take(made, row_count, bytes);
    for (uint32_t row = 0; row < row_count; row++) {
        const int32_t month = months[row];
        const bool is_clock = strcmp(column->name, "reported_at") == 0 ||
                              strcmp(column->name, "surveyed_at") == 0 ||
                              strcmp(column->name, "left_on") == 0;
        const int32_t unit = column->type == COLUMN_DATE ? 1 : MINUTES_A_DAY;
        int64_t value = is_clock ? draw_time(made, month, unit) : draw_value(made, column, month);
        if (!is_clock && draw(made) % 6 == 0) value = missing_value(column->type);
        put(held->values, bytes, row, value);
        put(whole, bytes, row, value);
        if (value == INT_MISSING || bytes != sizeof(int32_t)) continue;
        held->minimum = (int32_t)value < held->minimum ? (int32_t)value : held->minimum;
        held->maximum = (int32_t)value > held->maximum ? (int32_t)value : held->maximum;
    }
}

/* A segment of one month, or of any months around those that are kept. */
static void make_segment(struct made *made, uint32_t row_count, uint64_t kind)
{
    struct table *table = &made->table;
    struct segment *segment = &table->segments[table->segment_count++];
    int32_t *months = take(made, row_count, sizeof *months);
    const int32_t own = REPORT_MONTH + 1 - (int32_t)(draw(made) % 15);
    for (uint32_t row = 0; row < row_count; row++)
        months[row] = kind % 2 ? own : REPORT_MONTH + 1 - (int32_t)(draw(made) % 15);
    segment->first_row = table->row_count;
    segment->row_count = row_count;
    segment->columns = take(made, table->column_count, sizeof *segment->columns);
    for (size_t c = 0; c < table->column_count; c++) {
        const struct column *column = &table->columns[c];
        const size_t bytes = column->type == COLUMN_ID ? 4 : column_type_bytes(column->type);
        char *whole = (char *)made->whole[c] + segment->first_row * bytes;
        segment->columns[c] = (struct segment_column){.minimum = 1, .maximum = 0};
        for (uint32_t row = 0; row < row_count; row++)
            put(whole, bytes, row, missing_value(column->type));
        const bool is_needed = strcmp(column->name, "reported_at") == 0 ||
                               strcmp(column->name, "surveyed_at") == 0 ||
                               strcmp(column->name, "left_on") == 0 || !table->schema;
        if (!column->is_present || (!is_needed && draw(made) % 7 == 0)) continue;
        if (column->type == COLUMN_ID || bytes == 0) continue;
        if (is_code(column->type))
            fill_codes(made, &segment->columns[c], column, (uint32_t *)(void *)whole, row_count);
        else
            fill_numbers(made, &segment->columns[c], column, whole, row_count, months);
    }
    table->row_count += row_count;
}

static const uint32_t segment_rows[] = {1, 3, 40, 9000, 500, 8192, 8193, 2, 20000, 3000, 700};
enum { SEGMENT_COUNT = sizeof segment_rows / sizeof segment_rows[0] };

/* Columns of a table: those of the schema, and what derivations add. */
static void make_columns(struct made *made, const struct schema *schema, const char *name,
                         const char *absent)
{
    const int32_t number = schema_table_index(schema, name);
    struct table *table = &made->table;
    table->schema = number < 0 ? NULL : &schema->tables[number];
    table->name = name;
    table->columns = take(made, COLUMN_LIMIT, sizeof *table->columns);
    for (size_t c = 0; table->schema && c < table->schema->column_count; c++) {
        const struct schema_column *from = &table->schema->columns[c];
        table->columns[table->column_count++] =
            (struct column){from->name, from->type, from->domain, true};
    }
    for (size_t i = 0; i < family_count; i++) {
        const struct derivation *derivation = families[i]->derivation;
        if (strcmp(families[i]->table, name) != 0 || !derivation) continue;
        for (const struct need *need = derivation->columns; need->column; need++)
            table->columns[table->column_count++] = (struct column){
                need->column, need->type, is_code(need->type) ? need->column : "", true};
    }
    assert_true(table->column_count <= COLUMN_LIMIT);
    for (size_t c = 0; c < table->column_count; c++)
        if (absent[0] && strstr(table->columns[c].name, absent))
            table->columns[c].is_present = false;
}

static void made_init(struct made *made, const struct schema *schema, const char *name,
                      const char *absent, uint32_t key_count, uint64_t seed)
{
    memset(made, 0, sizeof *made);
    arena_init(&made->arena);
    made->drawn = seed << 32;
    made->key_count = key_count;
    made->linked.dictionaries = made->dictionaries;
    made->linked.tables = &made->table;
    made->linked.table_count = 1;
    measure_options_init(&made->options);
    const int32_t horizon_day = month_last_day(REPORT_MONTH) + 10;
    made->context = (struct measure_context){.options = &made->options,
                                             .report_month = REPORT_MONTH,
                                             .horizon_day = horizon_day,
                                             .horizon_minute = horizon_day * MINUTES_A_DAY};
    make_columns(made, schema, name, absent);
    uint32_t row_count = 0;
    for (size_t s = 0; s < SEGMENT_COUNT; s++) row_count += segment_rows[s];
    made->table.segments = take(made, SEGMENT_COUNT, sizeof *made->table.segments);
    for (size_t c = 0; c < made->table.column_count; c++) made->whole[c] = take(made, row_count, 8);
    for (size_t s = 0; s < SEGMENT_COUNT; s++) make_segment(made, segment_rows[s], s + seed);
}

/* The window of a row by the calendar; MONTH_WINDOW_COUNT: not kept. */
static uint32_t window_of_row(const struct made *made, const struct bound_family *bound,
                              uint32_t row)
{
    if (!bound->family->clock) return 0;
    const int32_t time = ((const int32_t *)made->whole[bound->clock])[row];
    const bool is_date = made->table.columns[bound->clock].type == COLUMN_DATE;
    const int32_t month = is_date ? month_of_day(time) : month_of_minute(time);
    if (month > REPORT_MONTH || month <= REPORT_MONTH - MONTH_WINDOW_COUNT)
        return MONTH_WINDOW_COUNT;
    return (uint32_t)(REPORT_MONTH - month);
}

/* One row into every cell that it belongs to. Rows without a key have a cell where the axis keeps
 * as many months as the network: the first such axis is what the network is summed from. */
static void count_row(const struct made *made, const struct bound_family *bound,
                      struct state *state, const struct rows *rows)
{
    const uint32_t row = rows->row[0], window = window_of_row(made, bound, row);
    bool is_summed = false;
    for (size_t i = 0; i < state->axis_count; i++) {
        const struct state_axis *axis = &state->axes[i];
        if (axis->key_count == 0) continue;
        uint32_t key = 0;
        bool takes_missing = i == 0;
        if (i > 0) {
            key = ((const uint32_t *)made->whole[bound->key_column[axis->axis]])[row];
            takes_missing = axis->month_count == state->axes[0].month_count && !is_summed;
            is_summed |= takes_missing;
        }
        if (window >= axis->month_count || (key == 0 && !takes_missing)) continue;
        struct tally *tallies;
        void *cell =
            state_cell(state, axis->first_slot + key * axis->month_count + window, &tallies);
        assert_non_null(cell);
        state->family->update(cell, tallies, rows);
    }
}

static void count_slowly(const struct made *made, const struct bound_family *bound,
                         struct state *state)
{
    const struct family *family = bound->family;
    const void *column[COLUMN_LIMIT] = {NULL};
    struct err err = ERR_INIT;
    for (size_t i = 0; i < bound->need_count; i++)
        if (bound->need_column[i] != NO_COLUMN) column[i] = made->whole[bound->need_column[i]];
    void *prepared =
        aligned_alloc(64, (family->prepared_bytes * made->table.row_count / 64 + 1) * 64);
    assert_non_null(prepared);
    if (family->prepare) family->prepare(prepared, column, made->table.row_count, &made->context);
    assert_int_equal(state_init_like(state, &bound->state, &err), RC_OK);
    for (uint32_t row = 0; row < made->table.row_count; row++) {
        const struct rows rows = {&row, 1, column, prepared, &made->context};
        count_row(made, bound, state, &rows);
    }
    free(prepared);
}

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

static size_t bind_members(const struct made *made, struct bound_family *bound, struct arena *arena)
{
    size_t count = 0;
    struct err err = ERR_INIT;
    memset(bound, 0, MEMBER_LIMIT * sizeof *bound);
    for (size_t i = 0; i < family_count; i++) {
        if (strcmp(families[i]->table, made->table.name) != 0) continue;
        bound[count].family = families[i];
        assert_int_equal(measure_bind(&bound[count++], &made->linked, arena, &err), RC_OK);
    }
    return count;
}

/* All families of the table, by so many threads, against the slow way. */
static void check_table(const struct schema *schema, const char *name, const char *absent,
                        uint32_t key_count, uint64_t seed)
{
    static const int thread_counts[] = {1, 2, 3, 8};
    static struct made made;
    struct bound_family bound[MEMBER_LIMIT];
    struct state slow[MEMBER_LIMIT];
    made_init(&made, schema, name, absent, key_count, seed);
    for (size_t t = 0; t < 4; t++) {
        struct arena arena = ARENA_INIT;
        struct err err = ERR_INIT;
        const size_t count = bind_members(&made, bound, &arena);
        assert_true(count > 0);
        for (size_t i = 0; t == 0 && i < count; i++)
            if (!bound[i].missing_column) count_slowly(&made, &bound[i], &slow[i]);
        omp_set_num_threads(thread_counts[t]);
        assert_int_equal(measure_count(bound, count, &made.context, &err), RC_OK);
        for (size_t i = 0; i < count; i++) {
            if (bound[i].missing_column)
                assert_int_equal(bound[i].state.cell_count, 0);
            else
                assert_same(&bound[i].state, &slow[i]);
            state_release(&bound[i].state);
            if (t == 3 && !bound[i].missing_column) state_release(&slow[i]);
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

/* With so many dealers that no thread can have cells of its own. */
static void shared_cells_count_the_same(void **state)
{
    (void)state;
    check_table(&schema, "surveys", "", 20000, 31);
    check_table(&schema, "repairs", "", 400000, 32);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_are_sorted_by_key),
        cmocka_unit_test(segments_count_as_rows),
        cmocka_unit_test(absent_columns_are_missing),
        cmocka_unit_test(shared_cells_count_the_same),
    };
    return cmocka_run_group_tests(tests, load_schema, release_schema);
}
