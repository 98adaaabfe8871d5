#include "reports/view/signal.h"

#include "reports/view/view.h"

#include <string.h>

static const char *text_at(const struct model_table *table, size_t row, const char *column)
{
    const char *text = model_cell(table, row, model_column(table, column)).text;
    return text ? text : "";
}

static double number_at(const struct model_table *table, size_t row, const char *column)
{
    return model_cell(table, row, model_column(table, column)).number;
}

struct view_signal view_signal_of(const struct model *model, const struct model_estimate *now)
{
    const struct model_table *table = model_table(model, "charts.signals");
    for (size_t row = 0; table && now->axis == AXIS_NETWORK && row < table->row_count; row++) {
        if (strcmp(text_at(table, row, "metric"), now->metric->id) != 0) continue;
        if (text_at(table, row, "axis")[0]) continue;
        if (strcmp(text_at(table, row, "month"), model->run.period) != 0) continue;
        if (strcmp(now->period, model->run.period) != 0) continue;
        const double q = number_at(table, row, "q"), centre = number_at(table, row, "centre");
        if (q * 1000 < CHANGE_LEVEL_PERMILLE)
            return (struct view_signal){true, now->value > centre, centre, q};
    }
    return (struct view_signal){.stands = false};
}
