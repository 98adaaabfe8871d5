/* Months and segments of which some rows have not been followed long enough. */
#include "measure/guard_part.h"
#include "measure/stats/share.h"

enum { OLD_MONTHS = 6 };
static const double open_level = 0.01, open_least = 0.01;

const char guard_not_matured[] =
    "not_matured: the rows of the month that have been followed long enough, or have ended, are "
    "those of its first days, or more of those that ended early; it can be compared when the data "
    "go on";

/* Of the network in a window: rows that the metric counts, of all that it waits for. */
static struct share followed_of(const struct finisher *f, uint32_t window)
{
    const struct state_axis *network = &f->bound->state.axes[0];
    const struct statistic statistic = finish_statistic(f, network, 0, window);
    const uint64_t n = statistic_n(&statistic), eligible = finish_eligible(f, network, 0, window);
    return (struct share){n, eligible > n ? eligible : n};
}

static bool has_more_open(const struct share *month, const struct share *old)
{
    if (month->n == 0 || old->n == 0 || month->n == month->met) return false;
    const struct interval apart = stats_newcombe_difference(month->met, month->n, old->met, old->n);
    return apart.value < -open_least &&
           stats_two_share_p(month->met, month->n, old->met, old->n) < open_level;
}

uint32_t guard_immature(const struct finisher *f)
{
    const struct maturity *maturity = f->metric->maturity;
    const uint32_t months = f->bound->state.axes[0].month_count;
    struct share old = {0, 0};
    uint32_t windows = 0;
    if (!maturity || maturity->kind == MATURITY_BY_START || months <= OLD_MONTHS) return 0;
    for (uint32_t window = months - OLD_MONTHS; window < months; window++) {
        const struct share month = followed_of(f, window);
        old.met += month.met;
        old.n += month.n;
    }
    for (uint32_t window = 0; window < months; window++) {
        const struct share month = followed_of(f, window);
        const bool is_immature = maturity->kind == MATURITY_OPEN
                                     ? window < months - OLD_MONTHS && has_more_open(&month, &old)
                                     : month.met < month.n;
        windows |= (uint32_t)is_immature << window;
    }
    return windows;
}

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
    const enum maturity_kind kind = f->metric->maturity->kind;
    cells[7] = cell_whole(kind == MATURITY_BY_OUTCOME || kind == MATURITY_OPEN);
    return RC_OK;
}

/* Some rows are open in every month: only those with more of them are told. */
static enum rc add_months(struct guard_part *part)
{
    const struct finisher *f = &part->of;
    const bool is_open = f->metric->maturity->kind == MATURITY_OPEN;
    const uint32_t told = is_open ? guard_immature(f) : ~UINT32_C(0);
    enum rc rc = RC_OK;
    for (uint32_t window = f->axis->month_count; rc == RC_OK && window-- > 0;)
        if (told >> window & 1) rc = add_row(part, 0, window);
    return rc;
}

/* The network's months; of a metric that the network has not got, its segments. */
enum rc guard_maturity(struct guard_part *part)
{
    const struct finisher *f = &part->of;
    const bool is_segments_own = f->metric->flags & METRIC_SEGMENTS_ONLY;
    enum rc rc = RC_OK;
    if (!f->metric->maturity || is_segments_own == !f->keys) return RC_OK;
    if (!f->keys) return add_months(part);
    for (uint32_t i = 0; rc == RC_OK && i < f->keys->now_count; i++)
        rc = add_row(part, f->keys->now[i], 0);
    return rc;
}
