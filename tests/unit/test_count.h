/* A table made up of segments, the same rows as whole columns, and a slow and obvious count of
 * them: row by row, month by month of the calendar. For tests of counting. */
#ifndef TESTS_UNIT_TEST_COUNT_H
#define TESTS_UNIT_TEST_COUNT_H
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
    uint32_t key_limit; /* dealers with rows have smaller codes */
    uint64_t drawn;
};

static inline uint64_t draw(struct made *made)
{
    return hash_u64(made->drawn++) >> 7;
}

static inline void *take(struct made *made, size_t count, size_t bytes)
{
    void *taken = arena_take_aligned(&made->arena, count * bytes + STORE_ALIGN_BYTES, 64);
    assert_non_null(taken);
    return taken;
}

static inline bool is_code(enum column_type type)
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
static inline int32_t draw_time(struct made *made, int32_t month, int32_t unit)
{
    const int32_t first = month_first_day(month) * unit;
    const int32_t length = month_first_day(month + 1) * unit - first;
    const uint64_t kind = draw(made) % 8;
    if (kind == 0) return first;
    if (kind == 1) return first + length - 1;
    return first + (int32_t)(draw(made) % (uint64_t)length);
}

static inline int64_t draw_value(struct made *made, const struct column *column, int32_t month)
{
    const uint64_t random = draw(made);
    switch (column->type) {
    case COLUMN_DATE: return draw_time(made, month - (int32_t)(random % 30), 1);
    case COLUMN_TIME: return draw_time(made, month + (int32_t)(random % 2), MINUTES_A_DAY);
    case COLUMN_INT: return random % 10 == 0 ? INT_MISSING : (int64_t)(random % 60) - 1;
    case COLUMN_SCORE: return random % 20 == 0 ? SCORE_MISSING : (int64_t)(random % 11);
    case COLUMN_BOOL: return random % 8 == 0 ? BOOL_MISSING : (int64_t)(random % 2);
    case COLUMN_MONEY: return (int64_t)random;
    case COLUMN_TEXT:
    case COLUMN_ID:
    case COLUMN_CODE:
    case COLUMN_PATH:
    case COLUMN_TYPE_COUNT: break;
    }
    return 0;
}

static inline int64_t missing_value(enum column_type type)
{
    if (is_code(type) || type == COLUMN_ID || type == COLUMN_TEXT) return 0;
    if (type == COLUMN_MONEY) return MONEY_MISSING;
    return type == COLUMN_SCORE || type == COLUMN_BOOL ? SCORE_MISSING : INT_MISSING;
}

static inline void put(void *array, size_t bytes, size_t at, int64_t value)
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
    const bool is_dealer = strcmp(column->domain, "dealer") == 0;
    const uint32_t code_limit = is_dealer ? made->key_limit : code_count;
    for (uint32_t number = 1; number <= list->name_count; number++)
        list->domain_codes[number] = (uint32_t)(draw(made) % code_limit);
    return list;
}

static inline void fill_codes(struct made *made, struct segment_column *held,
                              const struct column *column, uint32_t *whole, uint32_t row_count)
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

static inline void fill_numbers(struct made *made, struct segment_column *held,
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

/* Marks of texts, from a stream of their own. */
static inline void fill_marks(struct made *made, struct segment_column *held, uint64_t *whole,
                              uint32_t row_count)
{
    uint64_t *marks = take(made, row_count, sizeof *marks);
    for (uint32_t row = 0; row < row_count; row++) {
        const uint64_t random = hash_u64(made->table.row_count + row);
        whole[row] = marks[row] = random % 4 == 0 ? 0 : random >> 1;
    }
    held->value_bytes = sizeof *marks;
    held->values = marks;
}

/* A segment of one month, or of any months around those that are kept. */
static inline void make_segment(struct made *made, uint32_t row_count, uint64_t kind)
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
        if (column->type == COLUMN_TEXT)
            fill_marks(made, &segment->columns[c], (uint64_t *)(void *)whole, row_count);
        else if (is_code(column->type))
            fill_codes(made, &segment->columns[c], column, (uint32_t *)(void *)whole, row_count);
        else
            fill_numbers(made, &segment->columns[c], column, whole, row_count, months);
    }
    table->row_count += row_count;
}

static const uint32_t segment_rows[] = {1, 3, 40, 9000, 500, 8192, 8193, 2, 20000, 3000, 700};
enum { SEGMENT_COUNT = sizeof segment_rows / sizeof segment_rows[0] };

/* Columns of a table: those of the schema, and what derivations add. */
static inline void make_columns(struct made *made, const struct schema *schema, const char *name,
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

static inline void made_init(struct made *made, const struct schema *schema, const char *name,
                             const char *absent, uint32_t key_count, uint32_t key_limit,
                             uint64_t seed)
{
    memset(made, 0, sizeof *made);
    arena_init(&made->arena);
    made->drawn = seed << 32;
    made->key_count = key_count;
    made->key_limit = key_limit;
    made->linked.dictionaries = made->dictionaries;
    made->linked.tables = &made->table;
    made->linked.table_count = 1;
    measure_options_init(&made->options);
    made->options.team_rows = 0; /* few rows are to do for a team */
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
static inline uint32_t window_of_row(const struct made *made, const struct bound_family *bound,
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
 * as many months as the network: the first such axis is what the network is summed from, unless it
 * is listed. */
static inline void count_row(const struct made *made, const struct bound_family *bound,
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
            const bool is_long = axis->month_count == state->axes[0].month_count;
            takes_missing = is_long && !is_summed && axis->key_count < LISTED_KEYS;
            is_summed |= is_long;
        }
        if (window >= axis->month_count || (key == 0 && !takes_missing)) continue;
        struct tally *tallies;
        void *cell =
            state_cell(state, axis->first_slot + key * axis->month_count + window, &tallies);
        assert_non_null(cell);
        state->family->update(cell, tallies, rows);
    }
}

static inline void count_slowly(const struct made *made, const struct bound_family *bound,
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

static inline size_t bind_members(const struct made *made, struct bound_family *bound,
                                  struct arena *arena)
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

#endif
