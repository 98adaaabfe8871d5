/* reports/model/model.h: result.json as arrays with an index, the only thing the page is drawn
 * from. Its text is walked once, by several threads; of `columns` the month's page needs few, all
 * are read when asked for. A model is read-only once made and may be read from any thread.
 * Numbers that do not exist are NaN.
 */
#ifndef REPORTS_MODEL_H
#define REPORTS_MODEL_H
#include "base/arena.h"
#include "base/err.h"
#include "base/text.h"
#include "measure/axis.h"
#include "measure/result.h"
#include "reports/model/index.h"
#include "reports/model/metric_words.h"

#include <cjson/cJSON.h>

struct model_metric {
    const char *id;
    struct metric_words words;
    enum unit unit;
};

struct model_estimate {
    const char *id;
    const struct model_metric *metric;
    enum axis axis;        /* AXIS_COUNT: one this build does not know */
    const char *axis_name; /* "" for the network */
    const char *key;       /* "" for the network */
    const char *period;    /* "2025-06" or "all" */
    uint64_t n;
    double value, lower, upper, target;
    const char *method, *reason;
    struct {
        bool exists;
        const char *from;
        double value, lower, upper, q;
    } change;
    struct {
        double value; /* NaN: none */
        double low;   /* of a range that ends at `value`; `value` itself: one figure */
        const char *source;
        enum standing standing;
    } benchmark;
    enum verdict verdict;
    enum status status;
};

/* Estimates of one metric, axis and period, in the order of the file. */
struct model_group {
    const struct model_estimate *const *rows;
    size_t count;
};

struct model_cell {
    const char *text; /* NULL: not a text */
    double number;    /* NaN: not a number */
};
struct model_table {
    const char *name;
    const char **column_names, **column_units;
    size_t column_count, row_count;
    struct model_cell *cells; /* row by row */
};

struct model_curve {
    const struct model_metric *metric;
    const char *key, *time_unit, *method;
    double n, events;
    size_t point_count;
    const double *time, *survival, *lower, *upper, *at_risk; /* point_count entries each */
};

struct model_series {
    const struct model_metric *metric;
    const char *axis_name;
    const char **keys, **periods;
    size_t key_count, period_count;
    double **n, **value; /* [key][period] */
};

/* All parts of an axis that has too many for `estimates`, side by side. */
struct model_columns {
    const struct model_metric *metric;
    const char *axis_name, *period;
    const char **keys, **verdicts; /* key_count entries each, as the lists below */
    double *n, *value, *lower, *upper;
    size_t key_count;
};

/* One row of tables.tests. */
struct model_test {
    const char *name, *method, *reason;
    double statistic, degrees_of_freedom, p, n;
};

struct model_run {
    const char *title;   /* the manufacturer's name, "" when the file has none */
    const char *period;  /* report month, "2025-06" */
    const char *horizon; /* "" when the file has none */
    const char *history_from, *config_sha256, *engine_version, *engine_build;
    const char *certificate; /* as engine.certificate has it; "" when it is null */
    const cJSON *inputs;
    const cJSON *skipped;  /* names of families that were not wanted; NULL: the file has no list */
    uint64_t minimum_base; /* fewest records a number is made of; 0: the file does not say */
    const char
        *id; /* run_id.h: of a part of a result, which lacks the inputs; NULL: of the inputs */
};

struct model_quality {
    uint64_t rows_in, rows_used, rows_rejected, rows_superseded;
    const cJSON *files, *tables, *columns, *rejects, *notes;
};

enum { MODEL_TREE_COUNT = 3 };

struct model {
    struct arena arena;
    cJSON *trees[MODEL_TREE_COUNT]; /* of the short parts that are drawn as they stand */
    struct model_run run;
    struct model_quality quality;
    int32_t month; /* of run.period */
    struct model_metric *metrics;
    struct model_estimate *estimates;
    struct model_group *groups;
    struct model_table *tables;
    struct model_curve *curves;
    struct model_series *series;
    struct model_columns *columns;
    struct model_test *tests;
    size_t metric_count, estimate_count, group_count, table_count, curve_count, series_count,
        columns_count;
    size_t test_count;
    struct index metric_index, estimate_index, group_index, table_index;
};

/* From the text of a result, which may go afterwards. RC_INPUT, the message naming `path`: no JSON
 * that is closed, not a rater.result/1, or an estimate without id, metric or period. RC_MEMORY. The
 * model is released by its owner whatever the outcome. */
enum model_extent {
    MODEL_PAGE, /* what the month's page shows: of columns, those by which it compares dealers */
    MODEL_WHOLE /* all columns: for the dealers' pages and the tables */
};
enum rc model_init(struct model *model, const char *path, const struct text *result,
                   enum model_extent extent, struct err *err);
void model_release(struct model *model);

const struct model_metric *model_metric(const struct model *model, const char *id); /* or NULL */
/* The id that an estimate of that segment has ("" and "" for the network); false when it would not
 * fit. */
enum { MODEL_ID_BYTES = 2048 };
bool model_estimate_id(const char *metric, const char *axis, const char *key, const char *period,
                       char id[MODEL_ID_BYTES]);
/* Of a segment ("" and "" for the network); NULL when the file has no such row. O(1). */
const struct model_estimate *model_estimate(const struct model *model, const char *metric,
                                            const char *axis, const char *key, const char *period);
/* Of the network: the report month's if it has a number, else the latest earlier month's that has
 * one (a window of 30 days after closing is not over for the report month), else the refused one,
 * else that of period "all"; NULL. */
const struct model_estimate *model_network(const struct model *model, const char *metric);
/* Whether it stands for a month before the report month, and how many before (0 for "all"). */
bool model_is_earlier(const struct model *model, const struct model_estimate *estimate);
int32_t model_months_back(const struct model *model, const struct model_estimate *estimate);
/* Of the network, `back` months before the report month; NULL. */
const struct model_estimate *model_network_before(const struct model *model, const char *metric,
                                                  int32_t back);
/* All segments of an axis in a period (NULL: the report month); count 0 when there are none. */
struct model_group model_group(const struct model *model, const char *metric, const char *axis,
                               const char *period);
/* All parts of an axis with too many for `estimates`, in a period (NULL: the report month); NULL
 * when there are none or they were not read. */
const struct model_columns *model_columns(const struct model *model, const char *metric,
                                          const char *axis, const char *period);
const struct model_table *model_table(const struct model *model, const char *name); /* or NULL */
/* Number of the column of that name, SIZE_MAX when there is none. */
size_t model_column(const struct model_table *table, const char *name);
/* An empty cell when row or column lie outside. */
struct model_cell model_cell(const struct model_table *table, size_t row, size_t column);
const struct model_test *model_test(const struct model *model, const char *name); /* or NULL */
/* The months before the report month and, last, the value of `now`; at most MONTH_WINDOW_COUNT
 * values; returns how many. Takes the network's estimates, or the key's row of `series`. */
size_t model_months(const struct model *model, const struct model_estimate *now,
                    double values[MONTH_WINDOW_COUNT]);

/* Records that met and records, over all months of a series of shares: of one key and of all
 * others. Months without a number are left out. False when either has none. */
struct model_sum {
    double met, n;
};
bool model_series_sum(const struct model *model, const char *metric, const char *axis,
                      const char *key, struct model_sum *part, struct model_sum *rest);

/* Whether there is a number to show. */
bool model_stands(const struct model_estimate *estimate);

#endif
