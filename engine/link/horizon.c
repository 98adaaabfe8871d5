/* The latest time at which something is known to have happened: what lies after it cannot be known
 * yet. Every segment knows the span of its own dates and times. */
#include "base/day.h"
#include "ingest/later.h"
#include "link/stages.h"

/* Widen the span of the world by one column; `is_clock` widens it to the front, too. */
static void widen(struct linked *linked, const struct table *table, size_t c, bool is_clock)
{
    const int32_t minutes = table->columns[c].type == COLUMN_DATE ? MINUTES_A_DAY : 1;
    for (size_t s = 0; s < table->segment_count; s++) {
        const struct segment_column *column = &table->segments[s].columns[c];
        if (!column_has_values(column) || column->minimum > column->maximum) continue;
        const int32_t earliest = column->minimum * minutes, latest = column->maximum * minutes;
        if (latest > linked->horizon_minute) linked->horizon_minute = latest;
        if (is_clock && (linked->first_minute == MINUTE_MISSING || earliest < linked->first_minute))
            linked->first_minute = earliest;
    }
}

void link_horizon(struct linked *linked)
{
    linked->horizon_minute = linked->first_minute = MINUTE_MISSING;
    for (size_t t = 0; t < linked->table_count; t++) {
        const struct table *table = &linked->tables[t];
        for (size_t c = 0; c < table->schema->column_count; c++) {
            const bool is_clock = table->schema->clock == (int32_t)c;
            if (is_clock || table->schema->columns[c].happened) widen(linked, table, c, is_clock);
        }
    }
}
