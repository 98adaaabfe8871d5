/* The calendar as tables: who owes what. */
#include "base/day.h"
#include "measure/returns/returns.h"

#include <stdlib.h>
#include <string.h>

enum { DEALER_ROWS = 200, OPEN_ROWS = 500, OPEN_MONTHS = 12 };

static const char *const return_status_names[RETURN_STATUS_COUNT] = {"", "on_time", "late",
                                                                     "missing", "undated"};

struct maker {
    const struct measured *measured;
    const struct calendar *calendar;
    struct result *result;
};

static struct table_cell month_cell(const struct maker *maker, int32_t month)
{
    char text[MONTH_TEXT_BYTES];
    month_text(month, text);
    return cell_text(arena_copy_text(&maker->result->arena, text, strlen(text)));
}

static struct table_cell day_cell(const struct maker *maker, int32_t day)
{
    char text[DAY_TEXT_BYTES];
    if (day == DAY_MISSING) return (struct table_cell){.kind = CELL_EMPTY};
    day_text(day, text);
    return cell_text(arena_copy_text(&maker->result->arena, text, strlen(text)));
}

static struct table_cell dealer_cell(const struct maker *maker, size_t dealer)
{
    const struct dictionary *names = maker->measured->dictionary[NEED_DEALER];
    return cell_text(names->names[maker->calendar->dealers[dealer].dealer]);
}

/* How many returns of a dealer and month, or of more, have each status. */
struct counts {
    int64_t of[RETURN_STATUS_COUNT];
};

static void count_month(struct counts *counts, const struct calendar *calendar, size_t dealer,
                        size_t month)
{
    for (size_t kind = 0; kind < RETURN_KIND_COUNT; kind++)
        counts->of[calendar_at(calendar, dealer, month, kind)->status]++;
}

static void put_counts(struct table_cell *cells, const struct counts *counts)
{
    static const enum return_status shown[] = {RETURN_ON_TIME, RETURN_LATE, RETURN_MISSING,
                                               RETURN_UNDATED};
    int64_t owed = 0;
    for (size_t i = 0; i < sizeof shown / sizeof *shown; i++) {
        owed += counts->of[shown[i]];
        cells[1 + i] = cell_whole(counts->of[shown[i]]);
    }
    cells[0] = cell_whole(owed);
}

#define COUNT_COLUMNS                                                                              \
    {"owed", "count"}, {"on_time", "count"}, {"late", "count"}, {"missing", "count"},              \
    {                                                                                              \
        "undated", "count"                                                                         \
    }
enum { COUNTS = 5 };

static enum rc add_months(const struct maker *maker, struct err *err)
{
    static const struct table_column columns[] = {
        {"month", "month"}, {"due_on", "text"}, COUNT_COLUMNS};
    const struct calendar *calendar = maker->calendar;
    struct result_table *table =
        result_add_table(maker->result, "returns.months", columns, sizeof columns / sizeof *columns,
                         calendar->month_count);
    if (!table) return err_memory(err, calendar->month_count * sizeof(struct table_cell));
    for (size_t m = 0; m < calendar->month_count; m++) {
        const int32_t month = calendar->first_month + (int32_t)m;
        struct counts counts = {{0}};
        struct table_cell *cells = result_cell(table, m, 0);
        for (size_t d = 0; d < calendar->dealer_count; d++) count_month(&counts, calendar, d, m);
        cells[0] = month_cell(maker, month);
        cells[1] = day_cell(maker, return_due_day(maker->measured, month));
        put_counts(cells + 2, &counts);
    }
    return RC_OK;
}

/* What a dealer owes on the whole, and how long it has been so. */
struct standing_dealer {
    size_t dealer;
    struct counts counts;
    int64_t silent_months; /* latest months of which nothing was handed in */
    int64_t streak_months; /* latest months in which not all was on time */
};

static struct standing_dealer stand(const struct calendar *calendar, size_t dealer)
{
    struct standing_dealer standing = {.dealer = dealer};
    bool is_silent = true, is_streak = true;
    for (size_t m = calendar->month_count; m-- > 0;) {
        struct counts month = {{0}};
        count_month(&month, calendar, dealer, m);
        for (size_t i = 0; i < RETURN_STATUS_COUNT; i++) standing.counts.of[i] += month.of[i];
        const int64_t bad = month.of[RETURN_LATE] + month.of[RETURN_MISSING];
        const int64_t here = month.of[RETURN_ON_TIME] + month.of[RETURN_UNDATED];
        is_silent = is_silent && month.of[RETURN_MISSING] > 0 && here + month.of[RETURN_LATE] == 0;
        is_streak = is_streak && bad > 0;
        standing.silent_months += is_silent;
        standing.streak_months += is_streak;
    }
    return standing;
}

/* First who has been silent for long, then who is missing and late most; else by name. */
static int compare_standing(const void *a, const void *b)
{
    const struct standing_dealer *one = a, *other = b;
    const int64_t keys[][2] = {{one->silent_months, other->silent_months},
                               {one->counts.of[RETURN_MISSING], other->counts.of[RETURN_MISSING]},
                               {one->counts.of[RETURN_LATE], other->counts.of[RETURN_LATE]}};
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        if (keys[i][0] != keys[i][1]) return keys[i][0] < keys[i][1] ? 1 : -1;
    return (one->dealer > other->dealer) - (one->dealer < other->dealer);
}

static enum rc add_dealers(const struct maker *maker, struct err *err)
{
    static const struct table_column columns[] = {{"dealer", "text"},
                                                  COUNT_COLUMNS,
                                                  {"streak_months", "count"},
                                                  {"silent_months", "count"},
                                                  {"last_handed_in", "month"}};
    const struct calendar *calendar = maker->calendar;
    struct standing_dealer *rows = calloc(calendar->dealer_count + 1, sizeof *rows);
    if (!rows) return err_memory(err, calendar->dealer_count * sizeof *rows);
    for (size_t d = 0; d < calendar->dealer_count; d++) rows[d] = stand(calendar, d);
    qsort(rows, calendar->dealer_count, sizeof *rows, compare_standing);
    const size_t count =
        calendar->dealer_count < DEALER_ROWS ? calendar->dealer_count : DEALER_ROWS;
    struct result_table *table = result_add_table(maker->result, "returns.dealers", columns,
                                                  sizeof columns / sizeof *columns, count);
    const enum rc rc = table ? RC_OK : err_memory(err, count * sizeof *rows);
    for (size_t row = 0; table && row < count; row++) {
        struct table_cell *cells = result_cell(table, row, 0);
        cells[0] = dealer_cell(maker, rows[row].dealer);
        put_counts(cells + 1, &rows[row].counts);
        cells[1 + COUNTS] = cell_whole(rows[row].streak_months);
        cells[2 + COUNTS] = cell_whole(rows[row].silent_months);
        cells[3 + COUNTS] = month_cell(maker, calendar->dealers[rows[row].dealer].last_month);
    }
    free(rows);
    return rc;
}

static bool is_open(const struct handed_in *at)
{
    return at->status == RETURN_LATE || at->status == RETURN_MISSING;
}

/* Visits the late and missing ones, the latest month first; counts them without a table. */
static size_t visit_open(const struct maker *maker, struct result_table *table, size_t limit)
{
    const struct calendar *calendar = maker->calendar;
    size_t row = 0;
    for (size_t ago = 1; ago <= calendar->month_count && ago <= OPEN_MONTHS; ago++)
        for (size_t d = 0; d < calendar->dealer_count; d++)
            for (size_t k = 0; k < RETURN_KIND_COUNT && row < limit; k++) {
                const size_t m = calendar->month_count - ago;
                const struct handed_in *at = calendar_at(calendar, d, m, k);
                const int32_t month = calendar->first_month + (int32_t)m;
                if (!is_open(at)) continue;
                struct table_cell *cells = table ? result_cell(table, row, 0) : NULL;
                row++;
                if (!cells) continue;
                cells[0] = month_cell(maker, month);
                cells[1] = dealer_cell(maker, d);
                cells[2] = cell_text(return_kind_names[k]);
                cells[3] = cell_text(return_status_names[at->status]);
                cells[4] = day_cell(maker, return_due_day(maker->measured, month));
                cells[5] = day_cell(maker, at->day);
            }
    return row;
}

static enum rc add_open(const struct maker *maker, struct err *err)
{
    static const struct table_column columns[] = {{"month", "month"}, {"dealer", "text"},
                                                  {"kind", "text"},   {"status", "text"},
                                                  {"due_on", "text"}, {"submitted_on", "text"}};
    const size_t count = visit_open(maker, NULL, OPEN_ROWS);
    struct result_table *table = result_add_table(maker->result, "returns.open", columns,
                                                  sizeof columns / sizeof *columns, count);
    if (!table) return err_memory(err, count * sizeof(struct table_cell));
    (void)visit_open(maker, table, count);
    return RC_OK;
}

/* Who hands in at all, and what is not in the calendar. */
static enum rc add_total(const struct maker *maker, const struct returns_cell *cell,
                         struct err *err)
{
    static const struct table_column columns[] = {{"dealers", "count"},
                                                  {"dealers_without", "count"},
                                                  {"due_day", "count"},
                                                  {"rows", "count"},
                                                  {"rows_left_out", "count"}};
    const struct dictionary *names = maker->measured->dictionary[NEED_DEALER];
    const int64_t known = (int64_t)names->code_count - 1;
    const int64_t numbers[] = {(int64_t)maker->calendar->dealer_count,
                               known - (int64_t)maker->calendar->dealer_count,
                               maker->measured->context->options->return_day, (int64_t)cell->rows,
                               (int64_t)cell->rows_without};
    struct result_table *table = result_add_table(maker->result, "returns.total", columns,
                                                  sizeof columns / sizeof *columns, 1);
    if (!table) return err_memory(err, sizeof columns);
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        *result_cell(table, 0, i) = cell_whole(numbers[i]);
    return RC_OK;
}

enum rc calendar_tables(const struct measured *measured, const struct calendar *calendar,
                        const struct returns_cell *cell, struct result *result, struct err *err)
{
    const struct maker maker = {.measured = measured, .calendar = calendar, .result = result};
    enum rc rc = add_total(&maker, cell, err);
    if (rc == RC_OK) rc = add_months(&maker, err);
    if (rc == RC_OK) rc = add_dealers(&maker, err);
    if (rc == RC_OK) rc = add_open(&maker, err);
    return rc;
}
