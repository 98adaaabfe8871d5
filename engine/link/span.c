#include "link/span.h"

#include "base/day.h"

/* Missing is the least number there is: the greatest value is found as if it were none. */
_Static_assert((int)DAY_MISSING == INT32_MIN && (int)MINUTE_MISSING == INT32_MIN, "one marker");

void segment_column_span(struct segment_column *column, enum column_type type, uint32_t row_count)
{
    if ((type != COLUMN_DATE && type != COLUMN_TIME) || !column->values) return;
    const int32_t *values = column->values;
    int32_t minimum = INT32_MAX, maximum = INT32_MIN;
    for (uint32_t row = 0; row < row_count; row++) {
        const int32_t present = values[row] == DAY_MISSING ? INT32_MAX : values[row];
        minimum = present < minimum ? present : minimum;
        maximum = values[row] > maximum ? values[row] : maximum;
    }
    column->minimum = minimum;
    column->maximum = maximum;
}
