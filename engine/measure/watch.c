#include "measure/watch.h"

#include "link/fetch.h"
#include "measure/columns.h"

#include <omp.h>
#include <stdlib.h>

/* A month with fewer than the median month's repairs divided by this is not taken for complete. */
enum { COMPLETE_DIVISOR = 10 };

static const struct watch no_watch = {INT32_MAX, INT32_MIN, 0};

/* Reports of each day from first_day on. */
struct days {
    int32_t first_day;
    size_t day_count;
    uint64_t *reports;
};

static bool has_units(const struct table *table)
{
    return table && table->row_count > 0 && table_column(table, "unit_id");
}

static void span_days(struct days *days, const struct table *table, size_t clock)
{
    int32_t first = INT32_MAX, last = INT32_MIN;
    for (size_t s = 0; s < table->segment_count; s++) {
        const struct segment_column *column = &table->segments[s].columns[clock];
        if (!column->values || column->minimum > column->maximum) continue;
        if (column->minimum < first) first = column->minimum;
        if (column->maximum > last) last = column->maximum;
    }
    if (first > last) return;
    days->first_day = day_of_minute(first);
    days->day_count = (size_t)(day_of_minute(last) - days->first_day) + 1;
}

static void count_reports(struct days *days, const struct table *table, size_t clock)
{
    for (size_t s = 0; s < table->segment_count; s++) {
        const struct segment *segment = &table->segments[s];
        const int32_t *reported = segment->columns[clock].values;
        for (uint32_t row = 0; reported && row < segment->row_count; row++)
            if (reported[row] != MINUTE_MISSING)
                days->reports[day_of_minute(reported[row]) - days->first_day]++;
    }
}

/* Of the months in order, which have any repair. */
struct month_reports {
    int32_t month;
    uint64_t reports;
};

static size_t list_months(const struct days *days, struct month_reports *months)
{
    size_t count = 0;
    int32_t month_end = INT32_MIN;
    for (size_t i = 0; i < days->day_count; i++) {
        const int32_t day = days->first_day + (int32_t)i;
        if (days->reports[i] == 0) continue;
        if (day > month_end) {
            months[count++] = (struct month_reports){month_of_day(day), 0};
            month_end = month_last_day(months[count - 1].month);
        }
        months[count - 1].reports += days->reports[i];
    }
    return count;
}

static int compare_counts(const void *a, const void *b)
{
    const uint64_t one = *(const uint64_t *)a, other = *(const uint64_t *)b;
    return (one > other) - (one < other);
}

/* The lower median of the months' counts; 0 when memory is out. */
static uint64_t median_reports(const struct month_reports *months, size_t count)
{
    uint64_t *counts = calloc(count, sizeof *counts);
    if (!counts) return 0;
    for (size_t i = 0; i < count; i++) counts[i] = months[i].reports;
    qsort(counts, count, sizeof *counts, compare_counts);
    const uint64_t median = counts[(count - 1) / 2];
    free(counts);
    return median;
}

static bool is_complete(const struct month_reports *month, uint64_t median)
{
    return month->reports >= median / COMPLETE_DIVISOR;
}

static void set_watch(struct watch *watch, const struct days *days,
                      const struct month_reports *months, size_t count, uint64_t median,
                      int32_t horizon_day)
{
    size_t first = 0, last = count - 1;
    while (!is_complete(&months[first], median)) first++;
    while (!is_complete(&months[last], median)) last--;
    watch->first_day = month_first_day(months[first].month);
    watch->last_day = month_last_day(months[last].month);
    if (watch->last_day > horizon_day) watch->last_day = horizon_day;
    watch->report_count = 0;
    for (size_t i = 0; i < days->day_count; i++) {
        const int32_t day = days->first_day + (int32_t)i;
        if (day >= watch->first_day && day <= watch->last_day)
            watch->report_count += days->reports[i];
    }
}

enum rc watch_find(struct watch *watch, const struct linked *linked, int32_t horizon_day,
                   struct err *err)
{
    const struct table *repairs = linked_table(linked, "repairs");
    const struct column *clock = repairs ? table_column(repairs, "reported_at") : NULL;
    *watch = no_watch;
    if (!clock || !has_units(repairs) || !has_units(linked_table(linked, "installs"))) return RC_OK;
    const size_t reported = table_column_index(repairs, clock);
    struct days days = {.day_count = 0};
    struct month_reports *months = NULL;
    enum rc rc = fetch_columns(repairs, &reported, 1, omp_get_max_threads(), err);
    if (rc != RC_OK) return rc;
    span_days(&days, repairs, reported);
    if (days.day_count == 0) return RC_OK;
    days.reports = calloc(days.day_count, sizeof *days.reports);
    months = calloc(days.day_count / 28 + 2, sizeof *months);
    if (!days.reports || !months) {
        rc = err_memory(err, days.day_count * sizeof *days.reports);
        goto out;
    }
    count_reports(&days, repairs, reported);
    const size_t count = list_months(&days, months);
    const uint64_t median = count > 0 ? median_reports(months, count) : 0;
    if (median > 0)
        set_watch(watch, &days, months, count, median, horizon_day);
    else if (count > 0)
        rc = err_memory(err, count * sizeof median);
out:
    free(days.reports);
    free(months);
    return rc;
}
