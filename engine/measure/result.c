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

/* One more zeroed row at the end of an array that doubles; NULL when memory is out. */
static void *append(void **rows, size_t *count, size_t *capacity, size_t row_bytes)
{
    if (*count == *capacity) {
        const size_t grown_capacity = *capacity ? *capacity * 2 : 32;
        void *grown = realloc(*rows, grown_capacity * row_bytes);
        if (!grown) return NULL;
        *rows = grown;
        *capacity = grown_capacity;
    }
    char *row = (char *)*rows + *count * row_bytes;
    memset(row, 0, row_bytes);
    (*count)++;
    return row;
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
