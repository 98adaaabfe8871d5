#include "measure/guard.h"

#include "measure/guard_part.h"
#include "measure/stats/multiple.h"

#include "base/day.h"

#include <omp.h>
#include <stdlib.h>
#include <string.h>

/* A number in the unit of the row's metric has the unit "metric", a difference of two such
 * "change".
 */
static const struct {
    const char *name;
    struct table_column columns[GUARD_COLUMN_LIMIT];
} tables[GUARD_TABLE_COUNT] = {
    [GUARD_CHARTS] = {"charts",
                      {{"metric", "text"},
                       {"axis", "text"},
                       {"key", "text"},
                       {"month", "month"},
                       {"n", "count"},
                       {"value", "metric"},
                       {"centre", "metric"},
                       {"lower", "metric"},
                       {"upper", "metric"},
                       {"phase", "count"},
                       {"signal", "text"}}},
    [GUARD_BASELINE] = {"charts.baseline",
                        {{"metric", "text"},
                         {"axis", "text"},
                         {"chart", "text"},
                         {"charts", "count"},
                         {"refused", "count"},
                         {"months", "count"},
                         {"centre", "metric"},
                         {"spread", "ratio"},
                         {"dispersion_p", "p"},
                         [BASELINE_P] = {"p", "p"},
                         [BASELINE_Q] = {"q", "q"},
                         {"reason", "text"}}},
    [GUARD_SIGNALS] = {"charts.signals",
                       {{"metric", "text"},
                        {"axis", "text"},
                        {"key", "text"},
                        {"month", "month"},
                        {"rule", "text"},
                        {"value", "metric"},
                        {"centre", "metric"},
                        {"lower", "metric"},
                        {"upper", "metric"},
                        [SIGNAL_P] = {"p", "p"},
                        [SIGNAL_Q] = {"q", "q"}}},
    [GUARD_SIMPSON] = {"guards.simpson",
                       {{"metric", "text"},
                        {"axis", "text"},
                        {"n_before", "count"},
                        {"n", "count"},
                        {"crude", "change"},
                        {"same_mix", "change"},
                        {"lower", "change"},
                        {"upper", "change"},
                        {"mix", "change"},
                        {"mantel_haenszel", "change"},
                        {"in_both_months", "share"},
                        [SIMPSON_P] = {"p", "p"},
                        [SIMPSON_Q] = {"q", "q"},
                        [SIMPSON_REVERSED] = {"reversed", "bool"},
                        {"reason", "text"}}},
    [GUARD_REGRESSION] = {"guards.regression",
                          {{"metric", "text"},
                           {"dealer", "text"},
                           {"picked", "text"},
                           {"before", "metric"},
                           {"value", "metric"},
                           [REGRESSION_CHANGE] = {"change", "change"},
                           [REGRESSION_EXPECTED] = {"expected", "change"},
                           {"lower", "change"},
                           {"upper", "change"},
                           {"reliability_of_month", "ratio"},
                           [REGRESSION_P] = {"p", "p"},
                           [REGRESSION_Q] = {"q", "q"},
                           [REGRESSION_VERDICT] = {"verdict", "text"},
                           {"reason", "text"}}},
    [GUARD_MATURITY] = {"quality.maturity",
                        {{"metric", "text"},
                         {"axis", "text"},
                         {"key", "text"},
                         {"period", "month"},
                         {"eligible", "count"},
                         {"followed", "count"},
                         {"share", "share"},
                         {"by_outcome", "bool"}}},
    [GUARD_TESTED] = {NULL, {{"p", "p"}}},
};

struct table_cell *guard_row(struct guard_part *part, enum guard_table table)
{
    struct guard_rows *rows = &part->tables[table];
    if (rows->row_count == rows->row_capacity) {
        const size_t capacity = rows->row_capacity > 0 ? 2 * rows->row_capacity : 16;
        const size_t bytes = capacity * rows->column_count * sizeof *rows->cells;
        struct table_cell *cells = realloc(rows->cells, bytes);
        if (!cells) {
            (void)err_memory(&part->err, bytes);
            return NULL;
        }
        rows->cells = cells;
        rows->row_capacity = capacity;
    }
    struct table_cell *row = rows->cells + rows->row_count++ * rows->column_count;
    memset(row, 0, rows->column_count * sizeof *row);
    return row;
}

const char *guard_month(struct guard_part *part, uint32_t window)
{
    char text[MONTH_TEXT_BYTES];
    const int32_t period = finish_period(&part->of, window);
    if (period == PERIOD_ALL) return "all";
    month_text(period, text);
    const char *kept = arena_copy_text(&part->arena, text, strlen(text));
    if (!kept) (void)err_memory(&part->err, sizeof text);
    return kept;
}

static size_t column_count_of(enum guard_table table)
{
    size_t count = 0;
    while (count < GUARD_COLUMN_LIMIT && tables[table].columns[count].name) count++;
    return count;
}

static void part_init(struct guard_part *part, const struct finisher *of,
                      const struct result *result)
{
    part->of = *of;
    part->of.err = &part->err;
    part->estimates = result;
    for (int t = 0; t < GUARD_TABLE_COUNT; t++)
        part->tables[t].column_count = column_count_of((enum guard_table)t);
}

static enum rc run_part(struct guard_part *part)
{
    static enum rc (*const steps[])(struct guard_part *) = {guard_charts, guard_simpson,
                                                            guard_regression, guard_maturity};
    enum rc rc = RC_OK;
    for (size_t i = 0; rc == RC_OK && i < sizeof steps / sizeof *steps; i++) rc = steps[i](part);
    return rc;
}

static enum rc run_parts(struct guard_part *parts, size_t count, struct err *err)
{
    size_t failed = SIZE_MAX;
#pragma omp parallel for schedule(dynamic, 1) reduction(min : failed)
    for (size_t i = 0; i < count; i++)
        if (run_part(&parts[i]) != RC_OK && i < failed) failed = i;
    if (failed == SIZE_MAX) return RC_OK;
    return err_set(err, parts[failed].err.rc, "%s", parts[failed].err.message);
}

/* The cells of one column of the parts' rows, as numbers (NaN where empty). */
static size_t gather(const struct guard_part *parts, size_t count, enum guard_table table,
                     size_t column, double *numbers)
{
    size_t gathered = 0;
    for (size_t i = 0; i < count; i++) {
        const struct guard_rows *rows = &parts[i].tables[table];
        for (size_t row = 0; row < rows->row_count; row++) {
            const struct table_cell *cell = &rows->cells[row * rows->column_count + column];
            if (numbers) numbers[gathered] = cell->kind == CELL_NUMBER ? cell->number : NAN;
            gathered++;
        }
    }
    return gathered;
}

static void scatter(struct guard_part *parts, size_t count, enum guard_table table, size_t column,
                    const double *numbers)
{
    for (size_t i = 0; i < count; i++) {
        struct guard_rows *rows = &parts[i].tables[table];
        for (size_t row = 0; row < rows->row_count; row++)
            rows->cells[row * rows->column_count + column] = cell_number(*numbers++);
    }
}

/* q of the p in one column into another, over all rows of the parts. */
static enum rc adjust(struct guard_part *parts, size_t count, enum guard_table table,
                      size_t p_column, size_t q_column, struct err *err)
{
    const size_t row_count = gather(parts, count, table, p_column, NULL);
    double *numbers = malloc((row_count + 1) * sizeof *numbers);
    if (!numbers) return err_memory(err, row_count * sizeof *numbers);
    (void)gather(parts, count, table, p_column, numbers);
    const enum rc rc = stats_benjamini_hochberg(numbers, row_count, err);
    if (rc == RC_OK) scatter(parts, count, table, q_column, numbers);
    free(numbers);
    return rc;
}

/* The network's charts of one family: its metrics' parts, whose signals of the report month take
 * over the q of their chart. Parts are in the order of metrics, then axes. */
static enum rc adjust_family(struct guard_part *parts, size_t count, struct err *err)
{
    struct guard_part *network = calloc(count, sizeof *network);
    if (!network) return err_memory(err, count * sizeof *network);
    size_t network_count = 0;
    for (size_t i = 0; i < count; i++)
        if (!parts[i].of.keys) network[network_count++] = parts[i]; /* cells are shared */
    const enum rc rc = adjust(network, network_count, GUARD_BASELINE, BASELINE_P, BASELINE_Q, err);
    for (size_t i = 0; i < network_count; i++) {
        const struct guard_rows *baseline = &network[i].tables[GUARD_BASELINE];
        struct guard_rows *signals = &network[i].tables[GUARD_SIGNALS];
        for (size_t row = 0; row < signals->row_count; row++) {
            struct table_cell *cells = signals->cells + row * signals->column_count;
            if (cells[SIGNAL_P].kind == CELL_NUMBER) cells[SIGNAL_Q] = baseline->cells[BASELINE_Q];
        }
    }
    free(network);
    return rc;
}

static enum rc adjust_families(struct guard_part *parts, size_t count, struct err *err)
{
    enum rc rc = RC_OK;
    for (size_t first = 0, next; rc == RC_OK && first < count; first = next) {
        next = first + 1;
        while (next < count && parts[next].of.bound == parts[first].of.bound) next++;
        rc = adjust_family(parts + first, next - first, err);
    }
    return rc;
}

/* A reversal must also stand after all that were looked for. */
static enum rc adjust_simpson(struct guard_part *parts, size_t count, struct err *err)
{
    const enum rc rc = adjust(parts, count, GUARD_SIMPSON, SIMPSON_P, SIMPSON_Q, err);
    for (size_t i = 0; i < count; i++) {
        struct guard_rows *rows = &parts[i].tables[GUARD_SIMPSON];
        for (size_t row = 0; row < rows->row_count; row++) {
            struct table_cell *cells = rows->cells + row * rows->column_count;
            if (cells[SIMPSON_Q].kind != CELL_NUMBER ||
                cells[SIMPSON_Q].number >= GUARD_FALSE_DISCOVERY_RATE)
                cells[SIMPSON_REVERSED] = cell_whole(0);
        }
    }
    return rc;
}

/* Dealers are picked by their change, too: every dealer of every metric is a test, shown or not. */
static enum rc adjust_regression(struct guard_part *parts, size_t count, struct err *err)
{
    const size_t shown = gather(parts, count, GUARD_REGRESSION, REGRESSION_P, NULL);
    const size_t hidden = gather(parts, count, GUARD_TESTED, 0, NULL);
    double *numbers = malloc((shown + hidden + 1) * sizeof *numbers);
    if (!numbers) return err_memory(err, (shown + hidden) * sizeof *numbers);
    (void)gather(parts, count, GUARD_REGRESSION, REGRESSION_P, numbers);
    (void)gather(parts, count, GUARD_TESTED, 0, numbers + shown);
    const enum rc rc = stats_benjamini_hochberg(numbers, shown + hidden, err);
    if (rc == RC_OK) scatter(parts, count, GUARD_REGRESSION, REGRESSION_Q, numbers);
    for (size_t i = 0; i < count; i++) guard_regression_judge(&parts[i]);
    free(numbers);
    return rc;
}

static enum rc add_table(const struct guard_part *parts, size_t count, enum guard_table table,
                         struct result *result, struct err *err)
{
    size_t row_count = 0;
    for (size_t i = 0; i < count; i++) row_count += parts[i].tables[table].row_count;
    if (row_count == 0 || !tables[table].name) return RC_OK;
    const size_t columns = column_count_of(table);
    struct result_table *added =
        result_add_table(result, tables[table].name, tables[table].columns, columns, row_count);
    if (!added) return err_memory(err, row_count * columns * sizeof *added->cells);
    struct table_cell *next = added->cells;
    for (size_t i = 0; i < count; i++) {
        const struct guard_rows *rows = &parts[i].tables[table];
        const size_t cells = rows->row_count * columns;
        if (cells > 0) memcpy(next, rows->cells, cells * sizeof *next);
        next += cells;
    }
    return RC_OK;
}

enum rc guard_add(const struct finisher *works, size_t work_count, struct result *result,
                  struct err *err)
{
    struct guard_part *parts = calloc(work_count + 1, sizeof *parts);
    if (!parts) return err_memory(err, work_count * sizeof *parts);
    for (size_t i = 0; i < work_count; i++) part_init(&parts[i], &works[i], result);
    enum rc rc = run_parts(parts, work_count, err);
    if (rc == RC_OK) rc = adjust_families(parts, work_count, err);
    if (rc == RC_OK) rc = adjust_simpson(parts, work_count, err);
    if (rc == RC_OK) rc = adjust_regression(parts, work_count, err);
    for (int t = 0; rc == RC_OK && t < GUARD_TABLE_COUNT; t++)
        rc = add_table(parts, work_count, (enum guard_table)t, result, err);
    for (size_t i = 0; i < work_count; i++) {
        arena_absorb(&result->arena, &parts[i].arena);
        for (int t = 0; t < GUARD_TABLE_COUNT; t++) free(parts[i].tables[t].cells);
    }
    free(parts);
    return rc;
}
