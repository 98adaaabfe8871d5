/* The latest time at which something is known to have happened: what lies after it cannot be known
 * yet. */
#include "base/day.h"
#include "link/stages.h"

#include <omp.h>

/* Latest and earliest minute of a date or time column; both MINUTE_MISSING when it is empty. */
struct span {
    int32_t earliest, latest;
};

static struct span span_of(const struct column *column, uint32_t row_count)
{
    const int32_t *values = column->values;
    int32_t earliest = INT32_MAX, latest = INT32_MIN;
#pragma omp parallel for default(none) shared(values, row_count) reduction(min                     \
                                                                           : earliest)             \
    reduction(max                                                                                  \
              : latest) schedule(static)
    for (uint32_t row = 0; row < row_count; row++) {
        if (values[row] == MINUTE_MISSING) continue;
        if (values[row] < earliest) earliest = values[row];
        if (values[row] > latest) latest = values[row];
    }
    if (latest == INT32_MIN) return (struct span){MINUTE_MISSING, MINUTE_MISSING};
    const int32_t minutes = column->type == COLUMN_DATE ? MINUTES_A_DAY : 1;
    return (struct span){earliest * minutes, latest * minutes};
}

void link_horizon(struct linked *linked)
{
    linked->horizon_minute = linked->first_minute = MINUTE_MISSING;
    for (size_t t = 0; t < linked->table_count; t++) {
        const struct table *table = &linked->tables[t];
        for (size_t c = 0; c < table->schema->column_count; c++) {
            const bool is_clock = table->schema->clock == (int32_t)c;
            if (!is_clock && !table->schema->columns[c].happened) continue;
            if (!table->columns[c].values) continue;
            const struct span span = span_of(&table->columns[c], table->row_count);
            if (span.latest == MINUTE_MISSING) continue;
            if (span.latest > linked->horizon_minute) linked->horizon_minute = span.latest;
            if (is_clock &&
                (linked->first_minute == MINUTE_MISSING || span.earliest < linked->first_minute))
                linked->first_minute = span.earliest;
        }
    }
}
