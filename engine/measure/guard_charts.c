/* The months of a metric as control charts: of the network, and of each dealer. */
#include "measure/chart_months.h"
#include "measure/guard_part.h"
#include "measure/stats/multiple.h"

#include <stdlib.h>

static const char rule_beyond[] = "beyond_3", rule_runs[] = "runs";

static const char *rule_of(unsigned found)
{
    return found & RULE_BEYOND_3 ? rule_beyond : "";
}

/* A dealer is judged by as many rows in the report month as for any verdict. */
static const char not_judged[] = "below_base: fewer rows than judged_base";

/* Months in `immature` (a bit a window) have no part in it. */
static enum rc make_chart(const struct finisher *f, uint32_t key, uint32_t immature,
                          struct chart_months *chart)
{
    struct statistic months[MONTH_WINDOW_COUNT];
    const uint32_t count = f->axis->month_count;
    for (uint32_t i = 0; i < count; i++) {
        const uint32_t window = count - 1 - i;
        months[i] = finish_statistic(f, f->axis, key, window);
        if (immature >> window & 1) months[i].refusal = guard_not_matured;
        if (f->keys && window == 0 && statistic_n(&months[i]) < f->context->options->judged_base)
            months[i].refusal = not_judged;
    }
    return chart_months_make(months, count, f->context->options, chart, f->err);
}

static void put_limits(struct table_cell *cells, const struct chart_point *point, double centre)
{
    cells[0] = cell_number(point->value);
    cells[1] = cell_number(centre);
    cells[2] = cell_number(point->lower);
    cells[3] = cell_number(point->upper);
}

static void put_segment(const struct finisher *f, struct table_cell *cells)
{
    cells[0] = cell_text(f->metric->id);
    cells[1] = cell_text(axis_rows[f->axis->axis].name);
}

static enum rc add_months(struct guard_part *part, const struct chart_months *chart)
{
    for (uint32_t i = 0; i < chart->month_count; i++) {
        const uint32_t window = chart->month_count - 1 - i;
        if (chart->n[i] == 0) continue;
        struct table_cell *cells = guard_row(part, GUARD_CHARTS);
        const char *month = guard_month(part, window);
        if (!cells || !month) return part->err.rc;
        put_segment(&part->of, cells);
        cells[2] = cell_text("");
        cells[3] = cell_text(month);
        cells[4] = cell_whole((int64_t)chart->n[i]);
        put_limits(&cells[5], &chart->points[i], chart->centre);
        cells[9] = cell_whole(window == 0 ? 2 : 1);
        cells[10] = cell_text(rule_of(chart->found[i]));
    }
    return RC_OK;
}

static enum rc add_signal(struct guard_part *part, uint32_t key, const struct chart_months *chart,
                          uint32_t at, const char *rule, double q)
{
    struct table_cell *cells = guard_row(part, GUARD_SIGNALS);
    const uint32_t window = chart->month_count - 1 - at;
    const char *month = guard_month(part, window);
    if (!cells || !month) return part->err.rc;
    const struct finisher *f = &part->of;
    put_segment(f, cells);
    cells[2] = cell_text(bound_key_name(f->bound, f->axis->axis, key));
    cells[3] = cell_text(month);
    cells[4] = cell_text(rule);
    put_limits(&cells[5], &chart->points[at], chart->centre);
    if (window == 0 && rule == rule_beyond) {
        cells[SIGNAL_P] = cell_number(chart->p);
        cells[SIGNAL_Q] = cell_number(q);
    }
    return RC_OK;
}

/* A run stands where it ends; too few crossings are of all months, so at the last that stands. */
static uint32_t runs_month(const struct chart_months *chart)
{
    const struct chart_runs *runs = &chart->runs;
    if (runs->longest_run > runs->longest_allowed) return (uint32_t)runs->longest_last;
    uint32_t last = chart->month_count - 1;
    while (last > 0 && chart->n[last] == 0) last--;
    return last;
}

/* first: the oldest month whose signals are told. */
static enum rc add_signals(struct guard_part *part, uint32_t key, const struct chart_months *chart,
                           uint32_t first, double q)
{
    enum rc rc = RC_OK;
    for (uint32_t i = first; rc == RC_OK && i < chart->month_count; i++)
        if (chart->found[i]) rc = add_signal(part, key, chart, i, rule_of(chart->found[i]), q);
    if (rc != RC_OK || !chart->runs.is_signal || runs_month(chart) < first) return rc;
    return add_signal(part, key, chart, runs_month(chart), rule_runs, q);
}

/* What made the limits; of several charts only how many there are. */
static enum rc add_baseline(struct guard_part *part, const struct chart_months *chart,
                            uint64_t chart_count, uint64_t refused_count, const char *reason)
{
    struct table_cell *cells = guard_row(part, GUARD_BASELINE);
    if (!cells) return part->err.rc;
    put_segment(&part->of, cells);
    cells[2] = cell_text(chart ? chart->chart : "");
    cells[3] = cell_whole((int64_t)chart_count);
    cells[4] = cell_whole((int64_t)refused_count);
    cells[11] = cell_text(reason ? reason : "");
    if (!chart) return RC_OK;
    cells[5] = cell_whole((int64_t)chart->base_count);
    cells[6] = cell_number(chart->centre);
    cells[7] = cell_number(chart->spread);
    cells[8] = cell_number(chart->dispersion_p);
    cells[BASELINE_P] = cell_number(chart->p);
    return RC_OK;
}

static enum rc chart_network(struct guard_part *part)
{
    struct chart_months chart;
    const uint32_t immature = guard_immature(&part->of);
    enum rc rc = make_chart(&part->of, 0, immature, &chart);
    if (rc != RC_OK) return rc;
    const bool stands = !chart.refusal;
    const char *reason = !stands        ? chart.refusal
                         : immature & 1 ? guard_not_matured
                                        : chart.unstable;
    rc = add_baseline(part, &chart, stands, !stands, reason);
    if (rc == RC_OK && stands) rc = add_months(part, &chart);
    return rc == RC_OK && stands ? add_signals(part, 0, &chart, 0, NAN) : rc;
}

/* Of a dealer only the report month is told, so months that drift tell nothing. */
static bool is_told(const struct chart_months *chart)
{
    return !chart->refusal && !chart->unstable;
}

/* The dealers' charts: p of each, NaN without a chart; then what signals. */
static enum rc chart_keys(struct guard_part *part, uint32_t immature, double *p,
                          uint64_t *refused_count)
{
    const struct axis_keys *keys = part->of.keys;
    struct chart_months chart;
    enum rc rc = RC_OK;
    for (uint32_t i = 0; rc == RC_OK && i < keys->before_count; i++) {
        rc = make_chart(&part->of, keys->before[i], immature, &chart);
        p[i] = rc == RC_OK && is_told(&chart) ? chart.p : NAN;
        *refused_count += rc == RC_OK && !is_told(&chart);
    }
    return rc == RC_OK ? stats_benjamini_hochberg(p, keys->before_count, &part->err) : rc;
}

static enum rc tell_keys(struct guard_part *part, uint32_t immature, const double *q)
{
    const struct axis_keys *keys = part->of.keys;
    enum rc rc = RC_OK;
    for (uint32_t i = 0; rc == RC_OK && i < keys->before_count; i++) {
        struct chart_months chart;
        if (keys->is_before_crowded && !(q[i] < GUARD_FALSE_DISCOVERY_RATE)) continue;
        rc = make_chart(&part->of, keys->before[i], immature, &chart);
        if (rc == RC_OK && is_told(&chart))
            rc = add_signals(part, keys->before[i], &chart, chart.month_count - 1, q[i]);
    }
    return rc;
}

static const char some_short[] =
    "short_history: dealers without a chart have fewer than 8 of the 12 months before, or months "
    "that do not differ or drift themselves, or fewer than 5 cases in a usual month";

static enum rc chart_dealers(struct guard_part *part)
{
    const uint32_t key_count = part->of.keys->before_count;
    uint64_t refused_count = 0;
    double *p = malloc(((size_t)key_count + 1) * sizeof *p);
    if (!p) return err_memory(&part->err, key_count * sizeof *p);
    const uint32_t immature = guard_immature(&part->of);
    enum rc rc = chart_keys(part, immature, p, &refused_count);
    if (rc == RC_OK)
        rc = add_baseline(part, NULL, key_count - refused_count, refused_count,
                          refused_count > 0 ? some_short : NULL);
    if (rc == RC_OK) rc = tell_keys(part, immature, p);
    free(p);
    return rc;
}

/* Quantiles and alphas of thousands of dealers would cost more than all else. */
static bool is_charted(const struct finisher *f)
{
    const enum statistic_kind kind = f->metric->kind;
    const bool is_costly = kind == STATISTIC_QUANTILE || kind == STATISTIC_ALPHA;
    if (f->axis->month_count < MONTH_WINDOW_COUNT) return false;
    if (f->metric->flags & METRIC_REPORT_MONTH_ONLY || kind == STATISTIC_EXTENDED) return false;
    if (!f->keys) return !(f->metric->flags & METRIC_SEGMENTS_ONLY);
    return f->keys->before_count > 0 && !(f->keys->is_before_crowded && is_costly);
}

enum rc guard_charts(struct guard_part *part)
{
    if (!is_charted(&part->of)) return RC_OK;
    return part->of.keys ? chart_dealers(part) : chart_network(part);
}
