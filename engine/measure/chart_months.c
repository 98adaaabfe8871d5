#include "measure/chart_months.h"

#include "measure/estimate.h"
#include "measure/stats/distribution.h"

static bool is_base(uint32_t month, uint32_t month_count)
{
    return month + 1 < month_count;
}

double chart_range_df(size_t base_count)
{
    const double k = (double)base_count;
    return (k - 1.0) * (k - 1.0) / (2.0 * (0.8264 * k - 1.082));
}

/* Months that stand; the others have n = 0 in the chart. */
static const char no_history[] =
    "short_history: fewer than 8 of the 12 months before the report month stand, and limits of "
    "fewer would be guesses; 8 are needed";
static const char no_variation[] =
    "no_variation: the months before the report month do not differ; any limits would have no "
    "width";
static const char too_rare[] =
    "rare: in a usual month fewer than 5 cases count or fewer than 5 do not, so that limits of 3 "
    "sigma do not hold; 5 of each are needed";

static const char unstable_base[] =
    "unstable_base: the months before drift themselves (beyond their own limits or in runs), so "
    "that their limits say nothing of the report month; 8 months without a drift are needed";

static enum rc chart_shares(const struct statistic *months, struct chart_months *out,
                            struct err *err)
{
    struct chart_count counts[MONTH_WINDOW_COUNT];
    uint64_t met = 0, n = 0;
    for (uint32_t i = 0; i < out->month_count; i++) {
        const bool stands = out->n[i] > 0;
        counts[i] = (struct chart_count){stands ? months[i].share.met : 0, (double)out->n[i],
                                         is_base(i, out->month_count)};
        met += counts[i].is_base ? counts[i].met : 0;
        n += counts[i].is_base ? out->n[i] : 0;
    }
    const uint64_t least = (uint64_t)CHART_LEAST_CASES * out->base_count;
    if (met == 0 || met == n)
        out->refusal = no_variation;
    else if (met < least || n - met < least)
        out->refusal = too_rare;
    if (out->refusal) return RC_OK;
    struct chart chart;
    enum rc rc =
        stats_chart_counts(CHART_P_PRIME, counts, out->month_count, &chart, out->points, err);
    if (rc == RC_OK && chart.spread < 1.0)
        rc = stats_chart_counts(CHART_P, counts, out->month_count, &chart, out->points, err);
    out->centre = chart.centre;
    out->spread = chart.spread;
    out->dispersion_p = chart.dispersion.p;
    return rc;
}

/* sigma_z and the dispersion of the base by its z. */
static enum rc base_spread(struct chart_months *out, struct err *err)
{
    double steps = 0.0, squares = 0.0, before = NAN;
    for (uint32_t i = 0; i + 1 < out->month_count; i++) {
        const double z = out->points[i].z;
        if (isnan(z)) continue;
        if (!isnan(before)) steps += fabs(z - before);
        squares += z * z;
        before = z;
    }
    const double df = (double)(out->base_count - 1);
    out->spread = fmax(1.0, steps / df / CHART_D2);
    return stats_chi_square_upper_p(squares, df, &out->dispersion_p, err);
}

static void widen(struct chart_point *point, double centre, double spread)
{
    point->sigma *= spread;
    point->z /= spread;
    point->lower = centre - 3.0 * point->sigma;
    point->upper = centre + 3.0 * point->sigma;
}

static enum rc chart_means(const struct statistic *months, struct chart_months *out,
                           struct err *err)
{
    struct chart_group groups[MONTH_WINDOW_COUNT];
    for (uint32_t i = 0; i < out->month_count; i++) {
        groups[i].is_base = is_base(i, out->month_count);
        groups[i].moments =
            out->n[i] > 0 ? statistic_moments(&months[i]) : (struct moments){.scale = 1};
    }
    struct chart chart;
    enum rc rc = stats_chart_groups(groups, out->month_count, &chart, out->points, NULL, err);
    if (rc != RC_OK) return rc;
    if (!(chart.spread > 0.0)) {
        out->refusal = no_variation;
        return RC_OK;
    }
    out->centre = chart.centre;
    rc = base_spread(out, err);
    for (uint32_t i = 0; i < out->month_count; i++)
        if (out->n[i] > 0) widen(&out->points[i], out->centre, out->spread);
    return rc;
}

static enum rc chart_individuals(const struct statistic *months,
                                 const struct measure_options *options, struct chart_months *out,
                                 struct err *err)
{
    struct chart_value values[MONTH_WINDOW_COUNT];
    for (uint32_t i = 0; i < out->month_count; i++) {
        uint64_t n;
        values[i] = (struct chart_value){NAN, is_base(i, out->month_count)};
        if (out->n[i] == 0) continue;
        const enum rc rc = estimate_value(&months[i], options, &n, &values[i].value, err);
        if (rc != RC_OK) return rc;
        if (isnan(values[i].value)) out->n[i] = 0; /* enough rows, and yet undefined */
    }
    struct chart chart;
    stats_chart_individuals(values, out->month_count, &chart, out->points, NULL);
    out->base_count = chart.base_count;
    out->centre = chart.centre;
    out->spread = chart.spread;
    if (chart.base_count < CHART_LEAST_MONTHS)
        out->refusal = no_history;
    else if (!(chart.spread > 0.0))
        out->refusal = no_variation;
    if (out->refusal) out->centre = out->spread = NAN;
    return RC_OK;
}

static double median_of_base(const struct chart_months *chart)
{
    double sorted[MONTH_WINDOW_COUNT];
    size_t count = 0;
    for (uint32_t i = 0; i + 1 < chart->month_count; i++) {
        const double value = chart->points[i].value;
        if (isnan(value)) continue;
        size_t at = count++;
        for (; at > 0 && sorted[at - 1] > value; at--) sorted[at] = sorted[at - 1];
        sorted[at] = value;
    }
    if (count == 0) return NAN;
    return (sorted[(count - 1) / 2] + sorted[count / 2]) / 2.0;
}

/* How much of the base's size the report month has: what its mean adds to the variance. */
static double weight_of_last(const struct chart_months *chart, bool is_individual)
{
    uint64_t base_n = 0;
    if (is_individual) return 1.0 / (double)chart->base_count;
    for (uint32_t i = 0; i + 1 < chart->month_count; i++) base_n += chart->n[i];
    return (double)chart->n[chart->month_count - 1] / (double)base_n;
}

static enum rc hold_last(struct chart_months *chart, bool is_individual, struct err *err)
{
    const double z = chart->points[chart->month_count - 1].z;
    if (isnan(z)) return RC_OK;
    return stats_t_two_sided_p(z / sqrt(1.0 + weight_of_last(chart, is_individual)),
                               chart_range_df(chart->base_count), &chart->p, err);
}

/* Limits of months that signal by their own rules are of no stable state a new month could have
 * left: of a fleet that ages every month is out, and says so of nothing else. */
static enum rc judge_base(struct chart_months *chart, struct err *err)
{
    const uint32_t last = chart->month_count - 1;
    bool signals = false;
    for (uint32_t i = 0; i < last; i++) signals = signals || chart->found[i];
    const enum rc rc =
        stats_chart_runs(chart->points, last, median_of_base(chart), &chart->runs, err);
    if (rc != RC_OK || !(signals || chart->runs.is_signal)) return rc;
    chart->unstable = unstable_base;
    chart->found[last] = 0;
    return RC_OK;
}

/* n of a month that stands, else 0. A quantile stands on the values beyond it: the 95th percentile
 * of 30 is nearly the largest of them, and those do not vary normally. */
static uint64_t standing_n(const struct statistic *month, const struct measure_options *options)
{
    const uint64_t n = estimate_is_refused(month, options) ? 0 : statistic_n(month);
    if (month->kind != STATISTIC_QUANTILE) return n;
    const uint64_t tail = month->permille < 500 ? month->permille : 1000 - month->permille;
    return n * tail < UINT64_C(1000) * CHART_LEAST_CASES ? 0 : n;
}

static const struct chart_point undefined_point = {NAN, NAN, NAN, NAN, NAN};

static void chart_init(struct chart_months *out, const struct statistic *months,
                       uint32_t month_count, const struct measure_options *options)
{
    *out = (struct chart_months){
        .month_count = month_count, .centre = NAN, .spread = NAN, .dispersion_p = NAN, .p = NAN};
    for (uint32_t i = 0; i < month_count; i++) {
        out->points[i] = undefined_point;
        out->n[i] = standing_n(&months[i], options);
        out->base_count += is_base(i, month_count) && out->n[i] > 0;
    }
}

enum rc chart_months_make(const struct statistic *months, uint32_t month_count,
                          const struct measure_options *options, struct chart_months *out,
                          struct err *err)
{
    const enum statistic_kind kind = months[0].kind;
    const bool is_share = kind == STATISTIC_SHARE;
    const bool is_individual = kind == STATISTIC_QUANTILE || kind == STATISTIC_ALPHA;
    chart_init(out, months, month_count, options);
    out->chart = is_share ? "p_prime" : is_individual ? "individuals" : "xbar_prime";
    if (out->base_count < CHART_LEAST_MONTHS) {
        out->refusal = no_history;
        return RC_OK;
    }
    enum rc rc = is_share        ? chart_shares(months, out, err)
                 : is_individual ? chart_individuals(months, options, out, err)
                                 : chart_means(months, out, err);
    if (rc != RC_OK || out->refusal) return rc;
    stats_chart_rules(RULE_BEYOND_3, out->points, month_count, out->found);
    rc = judge_base(out, err);
    if (rc != RC_OK || out->unstable) return rc;
    rc = stats_chart_runs(out->points, month_count, median_of_base(out), &out->runs, err);
    return rc == RC_OK ? hold_last(out, is_individual, err) : rc;
}
