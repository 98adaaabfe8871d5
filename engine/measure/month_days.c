#include "measure/month_days.h"

const struct month_days *month_days_make(struct arena *arena)
{
    struct month_days *days = arena_take(arena, sizeof *days);
    for (int32_t month = MONTH_DAYS_FIRST; days && month <= MONTH_DAYS_LAST; month++)
        days->first_day[month - MONTH_DAYS_FIRST] = month_first_day(month);
    return days;
}

int32_t month_days_recorded_from(const struct linked *linked, const char *table_name,
                                 const char *column_name)
{
    const struct table *table = linked_table(linked, table_name);
    const struct column *column = table ? table_column(table, column_name) : NULL;
    int32_t first = DAY_MISSING;
    if (!column || !column->is_present) return DAY_MISSING;
    const size_t index = table_column_index(table, column);
    for (size_t s = 0; s < table->segment_count; s++) {
        const struct segment_column *values = &table->segments[s].columns[index];
        if (values->minimum > values->maximum) continue;
        const int32_t day =
            column->type == COLUMN_TIME ? day_of_minute(values->minimum) : values->minimum;
        if (first == DAY_MISSING || day < first) first = day;
    }
    return first == DAY_MISSING ? first : month_first_day(month_of_day(first));
}
