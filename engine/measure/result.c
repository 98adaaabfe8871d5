#include "measure/result.h"

#include <stdlib.h>
#include <string.h>

const char *const status_names[STATUS_COUNT] = {
    [STATUS_PASS] = "pass", [STATUS_PARTIAL] = "partial", [STATUS_REFUSED] = "refused"};
const char *const verdict_names[VERDICT_COUNT] = {[VERDICT_NONE] = "",
                                                  [VERDICT_BETTER] = "better",
                                                  [VERDICT_CONSISTENT] = "consistent",
                                                  [VERDICT_WORSE] = "worse",
                                                  [VERDICT_CANNOT_SAY] = "cannot_say"};
const char *const standing_names[STANDING_COUNT] = {[STANDING_NONE] = "",
                                                    [STANDING_ABOVE] = "above",
                                                    [STANDING_CONSISTENT] = "consistent",
                                                    [STANDING_BELOW] = "below"};

void result_init(struct result *result)
{
    memset(result, 0, sizeof *result);
    arena_init(&result->arena);
}

void result_release(struct result *result)
{
    free(result->estimates);
    free(result->series);
    free(result->column_sets);
    free(result->tables);
    free(result->curves);
    free(result->tests);
    arena_release(&result->arena);
    result_init(result);
}

/* Room for `more` rows at the end of an array that doubles. */
static bool reserve(void **rows, size_t count, size_t *capacity, size_t row_bytes, size_t more)
{
    size_t grown_capacity = *capacity ? *capacity : 32;
    while (grown_capacity - count < more) grown_capacity *= 2;
    if (grown_capacity == *capacity) return true;
    void *grown = realloc(*rows, grown_capacity * row_bytes);
    if (!grown) return false;
    *rows = grown;
    *capacity = grown_capacity;
    return true;
}

/* One more zeroed row; NULL when memory is out. */
static void *append(void **rows, size_t *count, size_t *capacity, size_t row_bytes)
{
    if (!reserve(rows, *count, capacity, row_bytes, 1)) return NULL;
    char *row = (char *)*rows + *count * row_bytes;
    memset(row, 0, row_bytes);
    (*count)++;
    return row;
}

static bool append_rows(void **rows, size_t *count, size_t *capacity, size_t row_bytes,
                        const void *from, size_t first, size_t end)
{
    const size_t more = end - first;
    if (more == 0) return true;
    if (!reserve(rows, *count, capacity, row_bytes, more)) return false;
    memcpy((char *)*rows + *count * row_bytes, (const char *)from + first * row_bytes,
           more * row_bytes);
    *count += more;
    return true;
}

#define APPEND(result, rows, count, capacity)                                                      \
    append((void **)&(result)->rows, &(result)->count, &(result)->capacity, sizeof *(result)->rows)

struct estimate *result_add_estimate(struct result *result)
{
    return APPEND(result, estimates, estimate_count, estimate_capacity);
}

struct series *result_add_series(struct result *result)
{
    return APPEND(result, series, series_count, series_capacity);
}

struct column_set *result_add_column_set(struct result *result)
{
    return APPEND(result, column_sets, column_set_count, column_set_capacity);
}

struct curve *result_add_curve(struct result *result)
{
    return APPEND(result, curves, curve_count, curve_capacity);
}

struct test_row *result_add_test(struct result *result)
{
    return APPEND(result, tests, test_count, test_capacity);
}

struct result_table *result_add_table(struct result *result, const char *name,
                                      const struct table_column *columns, size_t column_count,
                                      size_t row_count)
{
    struct table_cell *cells =
        arena_take_array(&result->arena, row_count * column_count + 1, sizeof *cells);
    struct result_table *table = cells ? APPEND(result, tables, table_count, table_capacity) : NULL;
    if (table)
        *table = (struct result_table){.name = name,
                                       .columns = columns,
                                       .column_count = column_count,
                                       .row_count = row_count,
                                       .cells = cells};
    return table;
}

struct table_cell *result_cell(struct result_table *table, size_t row, size_t column)
{
    return &table->cells[row * table->column_count + column];
}

struct result_counts result_counts(const struct result *result)
{
    return (struct result_counts){result->estimate_count,   result->series_count,
                                  result->column_set_count, result->table_count,
                                  result->curve_count,      result->test_count};
}

/* The rows of one kind between the two counts. */
#define APPEND_ROWS(rows, count, capacity, counted)                                                \
    append_rows((void **)&into->rows, &into->count, &into->capacity, sizeof *into->rows,           \
                from->rows, begin->counted, end->counted)

bool result_append(struct result *into, const struct result *from,
                   const struct result_counts *begin, const struct result_counts *end)
{
    return APPEND_ROWS(estimates, estimate_count, estimate_capacity, estimates) &&
           APPEND_ROWS(series, series_count, series_capacity, series) &&
           APPEND_ROWS(column_sets, column_set_count, column_set_capacity, column_sets) &&
           APPEND_ROWS(tables, table_count, table_capacity, tables) &&
           APPEND_ROWS(curves, curve_count, curve_capacity, curves) &&
           APPEND_ROWS(tests, test_count, test_capacity, tests);
}

const struct estimate *result_find(const struct result *result, const char *metric, enum axis axis,
                                   const char *key, int32_t period)
{
    for (size_t i = 0; i < result->estimate_count; i++) {
        const struct estimate *estimate = &result->estimates[i];
        if (estimate->axis == axis && estimate->period == period &&
            strcmp(estimate->metric->id, metric) == 0 && strcmp(estimate->key, key) == 0)
            return estimate;
    }
    return NULL;
}
