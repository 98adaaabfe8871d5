/* Dealers that were picked for their month before or for their change, beside what chance alone
 * would have given back. */
#include "measure/estimate.h"
#include "measure/guard_part.h"
#include "measure/guard_return.h"

#include <stdlib.h>
#include <string.h>

static bool is_followed(const struct finisher *f)
{
    const enum statistic_kind kind = f->metric->kind;
    const bool adds = kind == STATISTIC_SHARE || kind == STATISTIC_MEAN || kind == STATISTIC_NPS;
    return f->keys && f->axis->axis == AXIS_DEALER && adds && f->keys->now_count > 0 &&
           f->metric->better != BETTER_NONE && f->axis->month_count == MONTH_WINDOW_COUNT &&
           !(f->metric->flags & METRIC_REPORT_MONTH_ONLY);
}

/* Single rows of the network, over all months of the window: their variance, and what share of them
 * is the rarer kind (1 of what is no share). */
static enum rc row_variance(const struct finisher *f, double *variance, double *rarer)
{
    const struct state_axis *network = &f->bound->state.axes[0];
    struct statistic all = finish_statistic(f, network, 0, 0);
    for (uint32_t window = 1; window < network->month_count; window++) {
        const struct statistic month = finish_statistic(f, network, 0, window);
        statistic_add(&all, &month);
    }
    const double met = (double)all.share.met, n = (double)all.share.n;
    *rarer = all.kind == STATISTIC_SHARE ? fmin(met, n - met) / n : 1.0;
    const struct moments moments = statistic_moments(&all);
    return stats_variance(&moments, variance, f->err);
}

/* Whether chance in so many rows is near enough to normal, and they are as many as any verdict
 * needs. */
static bool can_compare(const struct finisher *f, uint64_t n, double rarer)
{
    return n >= f->context->options->judged_base && (double)n * rarer >= RETURN_LEAST_CASES;
}

/* Values and what chance adds to their variance, dealer by dealer, the oldest month first. */
static enum rc fill(const struct finisher *f, double *values, double *chance)
{
    double variance, rarer;
    enum rc rc = row_variance(f, &variance, &rarer);
    const uint32_t months = f->axis->month_count;
    for (uint32_t i = 0; rc == RC_OK && i < f->keys->now_count; i++)
        for (uint32_t m = 0; rc == RC_OK && m < months; m++) {
            const size_t at = (size_t)i * months + m;
            const struct statistic month =
                finish_statistic(f, f->axis, f->keys->now[i], months - 1 - m);
            uint64_t n;
            rc = estimate_value(&month, f->context->options, &n, &values[at], f->err);
            if (m + 2 >= months && !can_compare(f, n, rarer)) values[at] = NAN;
            chance[at] = isnan(values[at]) ? NAN : variance / (double)n;
        }
    return rc;
}

/* Whether the estimate says that the dealer has changed. Of one metric and axis estimates stand
 * together, in the order of the keys; *at is the next that has not been asked for. */
static bool has_changed(const struct guard_part *part, uint32_t place, size_t *at)
{
    const struct result *made = part->estimates;
    if (*at >= made->estimate_count) return false;
    const struct estimate *e = &made->estimates[*at];
    if (e->metric != part->of.metric || e->axis != AXIS_DEALER) return false;
    if (strcmp(e->key, part->of.keys->now_names[place]) != 0) return false;
    ++*at;
    return e->change.exists && e->change.q < GUARD_FALSE_DISCOVERY_RATE;
}

/* Where the metric's dealers begin among the estimates. */
static size_t first_estimate(const struct guard_part *part)
{
    const struct result *made = part->estimates;
    for (size_t i = 0; i < made->estimate_count; i++)
        if (made->estimates[i].metric == part->of.metric && made->estimates[i].axis == AXIS_DEALER)
            return i;
    return made->estimate_count;
}

static enum rc add_row(struct guard_part *part, const struct dealer_return *row, const char *picked)
{
    struct table_cell *cells = guard_row(part, GUARD_REGRESSION);
    if (!cells) return part->err.rc;
    cells[0] = cell_text(part->of.metric->id);
    cells[1] = cell_text(part->of.keys->now_names[row->dealer]);
    cells[2] = cell_text(picked);
    cells[3] = cell_number(row->before);
    cells[4] = cell_number(row->now);
    cells[REGRESSION_CHANGE] = cell_number(row->change);
    cells[REGRESSION_EXPECTED] = cell_number(row->expected);
    cells[7] = cell_number(row->lower);
    cells[8] = cell_number(row->upper);
    cells[9] = cell_number(row->reliability);
    cells[REGRESSION_P] = cell_number(row->p);
    cells[REGRESSION_VERDICT] = cell_text("");
    cells[13] = cell_text("");
    return RC_OK;
}

/* A dealer that was not picked was a candidate all the same: its p counts among the tests. */
static enum rc add_tested(struct guard_part *part, const struct dealer_return *row)
{
    struct table_cell *cells = guard_row(part, GUARD_TESTED);
    if (!cells) return part->err.rc;
    cells[0] = cell_number(row->p);
    return RC_OK;
}

static enum rc add_refusal(struct guard_part *part, const char *reason)
{
    struct table_cell *cells = guard_row(part, GUARD_REGRESSION);
    if (!cells) return part->err.rc;
    cells[0] = cell_text(part->of.metric->id);
    cells[1] = cells[2] = cells[REGRESSION_VERDICT] = cell_text("");
    cells[13] = cell_text(reason);
    return RC_OK;
}

static enum rc add_rows(struct guard_part *part, const struct dealer_returns *returns)
{
    size_t at = first_estimate(part);
    enum rc rc = returns->refusal ? add_refusal(part, returns->refusal) : RC_OK;
    for (size_t i = 0; rc == RC_OK && !returns->refusal && i < returns->row_count; i++) {
        const struct dealer_return *row = &returns->rows[i];
        const bool changed = has_changed(part, row->dealer, &at);
        if (!changed && !row->is_worst) {
            rc = add_tested(part, row);
            continue;
        }
        const char *picked = !changed        ? "worst_before"
                             : row->is_worst ? "worst_and_changed"
                                             : "changed";
        rc = add_row(part, row, picked);
    }
    return rc;
}

enum rc guard_regression(struct guard_part *part)
{
    const struct finisher *f = &part->of;
    if (!is_followed(f)) return RC_OK;
    if (guard_immature(f) & 3) return add_refusal(part, guard_not_matured);
    const size_t dealers = f->keys->now_count, cells = dealers * f->axis->month_count;
    double *values = malloc(2 * cells * sizeof *values);
    struct dealer_returns returns = {.rows = calloc(dealers, sizeof *returns.rows)};
    enum rc rc = RC_OK;
    if (!values || !returns.rows) {
        rc = err_memory(&part->err, 2 * cells * sizeof *values);
        goto out;
    }
    rc = fill(f, values, values + cells);
    const struct periods periods = {values, values + cells, dealers, f->axis->month_count};
    if (rc == RC_OK) rc = dealer_returns_make(&periods, f->metric->better, &returns, &part->err);
    if (rc == RC_OK) rc = add_rows(part, &returns);
out:
    free(values);
    free(returns.rows);
    return rc;
}

void guard_regression_judge(struct guard_part *part)
{
    struct guard_rows *rows = &part->tables[GUARD_REGRESSION];
    const bool is_higher_better = part->of.metric->better == BETTER_HIGHER;
    for (size_t row = 0; row < rows->row_count; row++) {
        struct table_cell *cells = rows->cells + row * rows->column_count;
        if (cells[REGRESSION_CHANGE].kind != CELL_NUMBER) continue; /* refused */
        const bool is_beyond = cells[REGRESSION_Q].kind == CELL_NUMBER &&
                               cells[REGRESSION_Q].number < GUARD_FALSE_DISCOVERY_RATE;
        const bool is_above = cells[REGRESSION_CHANGE].number > cells[REGRESSION_EXPECTED].number;
        cells[REGRESSION_VERDICT] = cell_text(!is_beyond                     ? "not_beyond_chance"
                                              : is_above == is_higher_better ? "beyond_chance"
                                                                             : "worse_than_chance");
    }
}
