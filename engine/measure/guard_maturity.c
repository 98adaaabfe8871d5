/* Months and segments of which some rows have not been followed long enough. */
#include "measure/guard_part.h"

static enum rc add_row(struct guard_part *part, uint32_t key, uint32_t window)
{
    const struct finisher *f = &part->of;
    const uint64_t eligible = finish_eligible(f, f->axis, key, window);
    const struct statistic statistic = finish_statistic(f, f->axis, key, window);
    const uint64_t followed = statistic_n(&statistic);
    if (followed >= eligible) return RC_OK;
    struct table_cell *cells = guard_row(part, GUARD_MATURITY);
    const char *month = guard_month(part, window);
    if (!cells || !month) return part->err.rc;
    cells[0] = cell_text(f->metric->id);
    cells[1] = cell_text(axis_rows[f->axis->axis].name);
    cells[2] = cell_text(bound_key_name(f->bound, f->axis->axis, key));
    cells[3] = cell_text(month);
    cells[4] = cell_whole((int64_t)eligible);
    cells[5] = cell_whole((int64_t)followed);
    cells[6] = cell_number((double)followed / (double)eligible);
    cells[7] = cell_whole(f->metric->maturity->by_outcome);
    return RC_OK;
}

/* The network's months; of a metric that the network has not got, its segments. */
enum rc guard_maturity(struct guard_part *part)
{
    const struct finisher *f = &part->of;
    const bool is_segments_own = f->metric->flags & METRIC_SEGMENTS_ONLY;
    enum rc rc = RC_OK;
    if (!f->metric->maturity || is_segments_own == !f->keys) return RC_OK;
    for (uint32_t i = 0; f->keys && rc == RC_OK && i < f->keys->now_count; i++)
        rc = add_row(part, f->keys->now[i], 0);
    for (uint32_t window = f->axis->month_count; !f->keys && rc == RC_OK && window-- > 0;)
        rc = add_row(part, 0, window);
    return rc;
}
