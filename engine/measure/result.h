/* measure/result.h: the tree of results: estimates, series, columns, tables, curves. It is what
 * result.json holds; the page is drawn from that file alone. Strings and arrays live in the
 * result's arena unless they are constants. */
#ifndef MEASURE_RESULT_H
#define MEASURE_RESULT_H
#include "base/arena.h"
#include "base/err.h"
#include "measure/axis.h"
#include "measure/metric.h"

enum { PERIOD_ALL = INT32_MAX };

enum status { STATUS_PASS, STATUS_PARTIAL, STATUS_REFUSED, STATUS_COUNT };
extern const char *const status_names[STATUS_COUNT];
enum verdict {
    VERDICT_NONE,
    VERDICT_BETTER,
    VERDICT_CONSISTENT,
    VERDICT_WORSE,
    VERDICT_CANNOT_SAY,
    VERDICT_COUNT
};
extern const char *const verdict_names[VERDICT_COUNT]; /* "", "better" … */
enum standing {
    STANDING_NONE,
    STANDING_ABOVE,
    STANDING_CONSISTENT,
    STANDING_BELOW,
    STANDING_COUNT
};
extern const char *const standing_names[STANDING_COUNT];

/* One number with what it takes to believe it. Doubles that do not exist are NaN. */
struct estimate {
    const struct metric *metric;
    enum axis axis;
    const char *key; /* "" for the network */
    int32_t period;  /* month, or PERIOD_ALL */
    uint64_t n;
    double value, lower, upper;
    const char *method;
    struct {
        bool exists;
        int32_t from;
        double value, lower, upper, p, q;
    } change;
    struct {
        double value; /* NaN: none */
        double low;   /* of a range that ends at `value`; `value` itself: one figure */
        const char *source;
        enum standing standing;
    } benchmark;
    double target; /* NaN: none */
    double rest_p; /* against the rest of the network; NaN: not tested */
    double rest_q;
    enum verdict verdict;
    enum status status;
    const char *reason; /* "" or "code: words" */
};

/* Months before the report month of every key of an axis. Cell [key * period_count + period]. */
struct series {
    const struct metric *metric;
    enum axis axis;
    uint32_t key_count, period_count;
    const char *const *keys;
    const int32_t *periods;
    const uint64_t *n;
    const double *value; /* NaN: refused or no row */
};

/* The numbers of one key of a column set. */
struct column_numbers {
    uint32_t key; /* place in the set */
    double value, lower, upper;
};

/* A whole axis of the report month, where it has too many keys for estimates. */
struct column_set {
    const struct metric *metric;
    enum axis axis;
    int32_t period;
    uint32_t key_count;
    const char *const *keys; /* these three: an entry for each key */
    const uint64_t *n;
    const uint8_t *verdicts;              /* enum verdict */
    const struct column_numbers *numbers; /* of the keys that have any, in order of keys */
    uint32_t number_count;
};

enum cell_kind { CELL_EMPTY, CELL_TEXT, CELL_WHOLE, CELL_NUMBER };
struct table_cell {
    enum cell_kind kind;
    const char *text;
    int64_t whole;
    double number;
};
/* NaN becomes an empty cell. */
static inline struct table_cell cell_text(const char *text)
{
    return (struct table_cell){.kind = CELL_TEXT, .text = text};
}
static inline struct table_cell cell_whole(int64_t whole)
{
    return (struct table_cell){.kind = CELL_WHOLE, .whole = whole};
}
static inline struct table_cell cell_number(double number)
{
    return (struct table_cell){.kind = number == number ? CELL_NUMBER : CELL_EMPTY,
                               .number = number};
}
struct table_column {
    const char *name; /* "fault", "n", "share" … */
    const char *unit; /* a unit name, "text", "month" … */
};
struct result_table {
    const char *name; /* "faults.flow" */
    const struct table_column *columns;
    size_t column_count, row_count;
    struct table_cell *cells; /* row by row */
};

struct curve {
    const struct metric *metric;
    enum axis axis;
    const char *key;
    uint64_t n, events;
    const char *time_unit, *method;
    size_t point_count; /* one per time with an event */
    const int32_t *time;
    const uint64_t *at_risk, *event_count;
    const double *survival, *lower, *upper; /* NaN: no bound */
};

/* One row of tables.tests. */
struct test_row {
    const char *name; /* "retention.log_rank" */
    const char *method;
    double statistic, degrees_of_freedom, p;
    uint64_t n;
    const char *reason; /* "" or why there is none; then the numbers are NaN */
};

struct result {
    struct arena arena;
    struct estimate *estimates;
    size_t estimate_count, estimate_capacity;
    struct series *series;
    size_t series_count, series_capacity;
    struct column_set *column_sets;
    size_t column_set_count, column_set_capacity;
    struct result_table *tables;
    size_t table_count, table_capacity;
    struct curve *curves;
    size_t curve_count, curve_capacity;
    struct test_row *tests;
    size_t test_count, test_capacity;
    int32_t report_month, history_from; /* months */
    int32_t horizon_minute;
};

void result_init(struct result *result);
void result_release(struct result *result);

/* Append a zeroed row and return it; NULL when memory is out. Pointers to earlier rows become
 * invalid. */
struct estimate *result_add_estimate(struct result *result);
struct series *result_add_series(struct result *result);
struct column_set *result_add_column_set(struct result *result);
struct curve *result_add_curve(struct result *result);
struct test_row *result_add_test(struct result *result);
/* A table with row_count rows of empty cells. */
struct result_table *result_add_table(struct result *result, const char *name,
                                      const struct table_column *columns, size_t column_count,
                                      size_t row_count);
struct table_cell *result_cell(struct result_table *table, size_t row, size_t column);

/* How much stands in a result. */
struct result_counts {
    size_t estimates, series, column_sets, tables, curves, tests;
};
struct result_counts result_counts(const struct result *result);
/* Append what `from` got between two counts; its rows are copied, what they point to is not. False
 * when memory is out. */
bool result_append(struct result *into, const struct result *from,
                   const struct result_counts *begin, const struct result_counts *end);

/* The estimate of that metric, axis, key and period, or NULL. O(estimates). */
const struct estimate *result_find(const struct result *result, const char *metric, enum axis axis,
                                   const char *key, int32_t period);

#endif
