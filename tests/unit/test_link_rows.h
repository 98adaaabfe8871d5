/* Tables of segments made by hand for the tests of link: random rows, of which the truth is kept
 * beside the segments, row by row, so that slow and obvious code can say what must come out. */
#ifndef TESTS_UNIT_TEST_LINK_ROWS_H
#define TESTS_UNIT_TEST_LINK_ROWS_H
#include "base/day.h"
#include "base/hash.h"
#include "link/link.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum made_column {
    MADE_KEY,
    MADE_CLOCK,
    MADE_CLOSED,
    MADE_FEE,
    MADE_SCORE,
    MADE_DEALER,
    MADE_COUNT
};
enum { MADE_CODES = 200, MADE_FILES = 3 };

/* The truth about one row. */
struct made_row {
    unsigned char slot[KEY_SLOT_LIMIT]; /* all NUL: missing */
    uint32_t slot_bytes;                /* least width that holds it */
    int32_t clock, closed;
    int64_t fee;
    int8_t score;
    uint32_t dealer; /* code of the domain */
    uint32_t file;
};

struct made {
    struct arena arena;
    struct schema_column schema_columns[MADE_COUNT];
    struct schema_table schema;
    struct column columns[MADE_COUNT];
    struct code_list dealers;
    struct table table;
    struct made_row *rows;
    uint64_t state; /* of the random numbers */
};

/* What kind of rows to make. */
struct made_shape {
    uint64_t seed;
    uint32_t row_count, key_pool, segment_rows; /* the last: at most */
    bool is_narrow;                             /* every key fits one unit */
    bool is_complete;                           /* no key is missing, no segment lacks a column */
    bool is_ordered;                            /* the clock never falls */
    bool is_clock_steps;                        /* few different times: many ties */
};

static inline uint64_t made_random(struct made *made)
{
    return hash_u64(made->state++);
}
static inline uint32_t made_below(struct made *made, uint32_t limit)
{
    return (uint32_t)(made_random(made) % limit);
}

/* The slot of id `number`: short, long, or marked, as its number says. */
static inline void made_slot(struct made_row *row, uint32_t number, bool is_narrow)
{
    memset(row->slot, 0, sizeof row->slot);
    if (!is_narrow && number % 11 == 5) {
        row->slot[0] = KEY_MARK;
        memcpy(row->slot + KEY_UNIT_BYTES, &number, sizeof number);
        row->slot_bytes = 2 * KEY_UNIT_BYTES;
        return;
    }
    char text[KEY_SLOT_LIMIT + 1];
    const bool is_long = !is_narrow && number % 3 == 1;
    (void)snprintf(text, sizeof text, is_long ? "UNIT/2025/%u/%u" : "U%06u", number, number % 17);
    const size_t byte_count = strlen(text);
    memcpy(row->slot, text, byte_count);
    row->slot_bytes =
        (uint32_t)((byte_count + KEY_UNIT_BYTES - 1) / KEY_UNIT_BYTES * KEY_UNIT_BYTES);
}

/* Few keys are frequent, most are rare. */
static inline void made_fill_row(struct made *made, const struct made_shape *shape,
                                 struct made_row *row, uint32_t number)
{
    const double even = (double)(made_random(made) >> 11) / 9007199254740992.0;
    made_slot(row, (uint32_t)(even * even * even * shape->key_pool), shape->is_narrow);
    if (!shape->is_complete && made_below(made, 10) == 0) memset(row->slot, 0, sizeof row->slot);
    const uint32_t steps = shape->is_clock_steps ? 4 : 100000;
    row->clock = -2 + (int32_t)(shape->is_ordered ? number / 4 : made_below(made, steps));
    row->closed =
        made_below(made, 4) == 0 ? MINUTE_MISSING : row->clock + (int32_t)made_below(made, 5000);
    row->fee = made_below(made, 5) == 0 ? MONEY_MISSING : (int64_t)made_below(made, 1U << 30);
    row->score = made_below(made, 5) == 0 ? SCORE_MISSING : (int8_t)made_below(made, 8);
    row->dealer = made->dealers.domain_codes[made_below(made, MADE_CODES + 1)];
}

/* Number of the dealer's code in the list. */
static inline uint32_t made_number(const struct made *made, uint32_t code)
{
    uint32_t number = 0;
    while (made->dealers.domain_codes[number] != code) number++;
    return number;
}

static inline void made_set_span(struct segment_column *column, const int32_t *values,
                                 uint32_t count)
{
    column->minimum = INT32_MAX;
    column->maximum = INT32_MIN;
    for (uint32_t i = 0; i < count; i++) {
        if (values[i] == MINUTE_MISSING) continue;
        if (values[i] < column->minimum) column->minimum = values[i];
        if (values[i] > column->maximum) column->maximum = values[i];
    }
}

/* The arrays of a segment, filled from its rows. */
static inline void made_fill_values(struct made *made, struct segment_column *columns,
                                    const struct made_row *rows, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        const struct made_row *row = &rows[i];
        const uint32_t width = columns[MADE_KEY].value_bytes;
        memcpy((unsigned char *)columns[MADE_KEY].values + (size_t)i * width, row->slot, width);
        ((int32_t *)columns[MADE_CLOCK].values)[i] = row->clock;
        ((int32_t *)columns[MADE_CLOSED].values)[i] = row->closed;
        ((int64_t *)columns[MADE_FEE].values)[i] = row->fee;
        ((int8_t *)columns[MADE_SCORE].values)[i] = row->score;
        const uint32_t number = made_number(made, row->dealer);
        void *dealers = columns[MADE_DEALER].values;
        if (columns[MADE_DEALER].value_bytes == 1)
            ((uint8_t *)dealers)[i] = (uint8_t)number;
        else if (columns[MADE_DEALER].value_bytes == 2)
            ((uint16_t *)dealers)[i] = (uint16_t)number;
        else
            ((uint32_t *)dealers)[i] = number;
    }
    made_set_span(&columns[MADE_CLOCK], columns[MADE_CLOCK].values, count);
    made_set_span(&columns[MADE_CLOSED], columns[MADE_CLOSED].values, count);
}

/* Take a column from the segment, and from the truth. */
static inline void made_drop_column(struct segment_column *columns, struct made_row *rows,
                                    uint32_t count, enum made_column column)
{
    columns[column].values = NULL;
    for (uint32_t i = 0; i < count; i++) {
        if (column == MADE_KEY) memset(rows[i].slot, 0, sizeof rows[i].slot);
        if (column == MADE_CLOSED) rows[i].closed = MINUTE_MISSING;
        if (column == MADE_FEE) rows[i].fee = MONEY_MISSING;
        if (column == MADE_SCORE) rows[i].score = SCORE_MISSING;
        if (column == MADE_DEALER) rows[i].dealer = 0;
    }
}

static inline void made_add_segment(struct made *made, const struct made_shape *shape,
                                    uint32_t first, uint32_t count)
{
    struct segment_column *columns = arena_take_array(&made->arena, MADE_COUNT, sizeof *columns);
    uint32_t slot_bytes = KEY_UNIT_BYTES;
    for (uint32_t i = first; i < first + count; i++)
        if (made->rows[i].slot_bytes > slot_bytes) slot_bytes = made->rows[i].slot_bytes;
    if (!shape->is_narrow && slot_bytes < KEY_SLOT_LIMIT && made_below(made, 3) == 0)
        slot_bytes += KEY_UNIT_BYTES;
    static const uint32_t code_bytes[] = {1, 2, 4};
    const uint32_t value_bytes[MADE_COUNT] = {slot_bytes, 4, 4,
                                              8,          1, code_bytes[made_below(made, 3)]};
    for (size_t c = 0; c < MADE_COUNT; c++) {
        columns[c].value_bytes = value_bytes[c];
        columns[c].values =
            arena_take_aligned(&made->arena, (size_t)count * value_bytes[c] + 64, 64);
    }
    columns[MADE_DEALER].codes = &made->dealers;
    const uint32_t file = (uint32_t)((uint64_t)first * MADE_FILES / shape->row_count);
    for (uint32_t i = first; i < first + count; i++) made->rows[i].file = file;
    made_fill_values(made, columns, made->rows + first, count);
    if (!shape->is_complete)
        for (int c = 0; c < MADE_COUNT; c++)
            if (c != MADE_CLOCK && made_below(made, 8) == 0)
                made_drop_column(columns, made->rows + first, count, (enum made_column)c);
    made->table.segments[made->table.segment_count++] =
        (struct segment){.first_row = first, .row_count = count, .file = file, .columns = columns};
}

static inline void made_describe(struct made *made)
{
    static const struct column columns[MADE_COUNT] = {
        {"unit_id", COLUMN_ID, "unit", true},        {"reported_at", COLUMN_TIME, "", true},
        {"closed_at", COLUMN_TIME, "", true},        {"fee", COLUMN_MONEY, "", true},
        {"satisfied_after", COLUMN_SCORE, "", true}, {"dealer_id", COLUMN_CODE, "dealer", true}};
    memcpy(made->columns, columns, sizeof columns);
    for (size_t c = 0; c < MADE_COUNT; c++)
        made->schema_columns[c] = (struct schema_column){
            .name = columns[c].name, .type = columns[c].type, .domain = columns[c].domain};
    made->schema_columns[MADE_CLOCK].happened = made->schema_columns[MADE_CLOSED].happened = true;
    made->schema = (struct schema_table){.name = "repairs",
                                         .columns = made->schema_columns,
                                         .column_count = MADE_COUNT,
                                         .key = MADE_KEY,
                                         .clock = MADE_CLOCK};
    made->dealers.name_count = MADE_CODES;
    made->dealers.column = MADE_DEALER;
    made->dealers.domain_codes =
        arena_take_array(&made->arena, MADE_CODES + 1, sizeof *made->dealers.domain_codes);
    for (uint32_t number = 0; number <= MADE_CODES; number++) /* another order, without gaps */
        made->dealers.domain_codes[number] = number * 7 % (MADE_CODES + 1);
}

static inline void made_init(struct made *made, const struct made_shape *shape)
{
    *made = (struct made){.state = shape->seed * UINT64_C(1000000007)};
    made_describe(made);
    made->rows = calloc((size_t)shape->row_count + 1, sizeof *made->rows);
    assert_non_null(made->rows);
    made->table = (struct table){.schema = &made->schema,
                                 .name = "repairs",
                                 .row_count = shape->row_count,
                                 .columns = made->columns,
                                 .column_count = MADE_COUNT};
    made->table.segments =
        arena_take_array(&made->arena, (size_t)shape->row_count + 1, sizeof(struct segment));
    for (uint32_t i = 0; i < shape->row_count; i++) made_fill_row(made, shape, &made->rows[i], i);
    for (uint32_t first = 0; first < shape->row_count;) {
        uint32_t count = 1 + made_below(made, shape->segment_rows);
        if (count > shape->row_count - first) count = shape->row_count - first;
        made_add_segment(made, shape, first, count);
        first += count;
    }
}

static inline void made_release(struct made *made)
{
    free(made->rows);
    arena_release(&made->arena);
}

static inline bool made_has_key(const struct made_row *row)
{
    return row->slot[0] != 0;
}

/* Row `at` of a segment is the row that it should be. */
static inline void made_check_row(const struct made *made, const struct segment *segment,
                                  uint32_t at, const struct made_row *row)
{
    const struct segment_column *columns = segment->columns;
    unsigned char slot[KEY_SLOT_LIMIT] = {0};
    if (columns[MADE_KEY].values) {
        const size_t width = columns[MADE_KEY].value_bytes;
        memcpy(slot, (const unsigned char *)columns[MADE_KEY].values + at * width, width);
    }
    assert_memory_equal(slot, row->slot, sizeof slot);
    assert_int_equal(((const int32_t *)columns[MADE_CLOCK].values)[at], row->clock);
    if (columns[MADE_CLOSED].values)
        assert_int_equal(((const int32_t *)columns[MADE_CLOSED].values)[at], row->closed);
    if (columns[MADE_FEE].values)
        assert_true(((const int64_t *)columns[MADE_FEE].values)[at] == row->fee);
    if (columns[MADE_SCORE].values)
        assert_int_equal(((const int8_t *)columns[MADE_SCORE].values)[at], row->score);
    const uint32_t number = segment_code(&columns[MADE_DEALER], at);
    assert_int_equal(made->dealers.domain_codes[number], row->dealer);
    assert_int_equal(segment->file, row->file);
}

#endif
