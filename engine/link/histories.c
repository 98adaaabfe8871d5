/* Rows by unit and by customer, each list in order of the table's clock. A counting sort by code
 * keeps input order; then every list is put in order of time, ties by row. */
#include "link/stages.h"

#include <stdlib.h>
#include <string.h>

static const char *const history_domains[HISTORY_KIND_COUNT] = {"unit", "customer"};

struct timed_row {
    int32_t time;
    uint32_t row;
};

static int compare_timed(const void *a, const void *b)
{
    const struct timed_row *x = a, *y = b;
    if (x->time != y->time) return x->time < y->time ? -1 : 1;
    return (x->row > y->row) - (x->row < y->row);
}

/* The first id column of the table with that domain, or NULL. A table's own key orders nothing. */
static const struct column *column_of_domain(const struct table *table, const char *domain)
{
    for (size_t c = 0; c < table->column_count; c++) {
        const struct column *column = &table->columns[c];
        if (column->type == COLUMN_ID && column->values && strcmp(column->domain, domain) == 0)
            return column;
    }
    return NULL;
}

/* Is the list already in order of time? Most are: dealers write their logs as things happen. */
static bool is_ordered(const uint32_t *rows, uint32_t count, const int32_t *times)
{
    for (uint32_t i = 1; i < count; i++)
        if (times[rows[i]] < times[rows[i - 1]]) return false;
    return true;
}

static bool order_list(uint32_t *rows, uint32_t count, const int32_t *times)
{
    if (is_ordered(rows, count, times)) return true;
    struct timed_row *timed = malloc(count * sizeof *timed);
    if (!timed) return false;
    for (uint32_t i = 0; i < count; i++) timed[i] = (struct timed_row){times[rows[i]], rows[i]};
    qsort(timed, count, sizeof *timed, compare_timed);
    for (uint32_t i = 0; i < count; i++) rows[i] = timed[i].row;
    free(timed);
    return true;
}

static void fill_lists(struct history *history, const uint32_t *codes, uint32_t row_count,
                       uint32_t *next)
{
    for (uint32_t row = 0; row < row_count; row++) history->first[codes[row] + 1]++;
    for (uint32_t code = 0; code < history->code_count; code++)
        history->first[code + 1] += history->first[code];
    memcpy(next, history->first, history->code_count * sizeof *next);
    for (uint32_t row = 0; row < row_count; row++) history->rows[next[codes[row]]++] = row;
}

static enum rc build(struct history *history, const struct table *table,
                     const struct column *column, uint32_t code_count, struct err *err)
{
    history->code_count = code_count;
    history->first = calloc((size_t)code_count + 1, sizeof *history->first);
    history->rows = malloc(((size_t)table->row_count + 1) * sizeof *history->rows);
    uint32_t *next = malloc((size_t)code_count * sizeof *next);
    if (!history->first || !history->rows || !next) {
        free(next);
        return err_memory(err, ((size_t)table->row_count + code_count) * sizeof *next);
    }
    fill_lists(history, column->values, table->row_count, next);
    free(next);
    const int32_t *times = table->columns[table->schema->clock].values;
    int failed = 0;
#pragma omp parallel for default(none) shared(history, times) reduction(|                          \
                                                                        : failed)                  \
    schedule(dynamic, 4096)
    for (uint32_t code = 1; code < history->code_count; code++)
        failed |= !order_list(history->rows + history->first[code],
                              history->first[code + 1] - history->first[code], times);
    return failed ? err_memory(err, table->row_count) : RC_OK;
}

enum rc link_histories(struct linked *linked, struct err *err)
{
    for (int kind = 0; kind < HISTORY_KIND_COUNT; kind++) {
        struct history *histories =
            arena_take_array(&linked->arena, linked->table_count, sizeof *histories);
        if (!histories) return err_memory(err, linked->table_count * sizeof *histories);
        linked->histories[kind] = histories;
        const uint32_t code_count = linked_key_count(linked, history_domains[kind]);
        for (size_t t = 0; t < linked->table_count; t++) {
            const struct table *table = &linked->tables[t];
            const struct column *column = column_of_domain(table, history_domains[kind]);
            if (!column || table->row_count == 0) continue;
            const enum rc rc = build(&histories[t], table, column, code_count, err);
            if (rc != RC_OK) return rc;
        }
    }
    return RC_OK;
}
