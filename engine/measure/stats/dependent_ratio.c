#include "measure/stats/dependent_ratio.h"

#include "measure/stats/distribution.h"

enum { MONTHS_A_YEAR = 12 };

/* Of the logarithm; 0 where there is none, or all are both. */
static double variance_of(struct dependent_counts counts)
{
    if (counts.first == 0 || counts.second == 0) return 0;
    const uint64_t single = (counts.first - counts.both) + (counts.second - counts.both);
    return (double)single / ((double)counts.first * (double)counts.second);
}

struct interval stats_dependent_ratio(struct dependent_counts counts)
{
    if (counts.first == 0 || counts.second == 0) return INTERVAL_UNDEFINED;
    const double value = (double)counts.first / (double)counts.second;
    const double variance = variance_of(counts);
    if (variance == 0) return (struct interval){value, NAN, NAN, true, false};
    const double factor = exp(STATS_Z * sqrt(variance));
    return (struct interval){value, value / factor, value * factor, true, true};
}

/* A weighted line through points around their mean. */
struct line {
    double weight, x_mean, y_mean, xx, xy, scatter;
    size_t count;
};

static bool fit(const struct dependent_counts *counts, const int32_t *months, size_t count,
                struct line *line)
{
    double x[TREND_MONTHS_MOST], y[TREND_MONTHS_MOST], weight[TREND_MONTHS_MOST];
    *line = (struct line){.count = 0};
    for (size_t i = 0; i < count && line->count < TREND_MONTHS_MOST; i++) {
        const double variance = variance_of(counts[i]);
        if (variance == 0) continue;
        const size_t at = line->count++;
        weight[at] = 1 / variance;
        x[at] = months[i] - months[0];
        y[at] = log((double)counts[i].first / (double)counts[i].second);
        line->weight += weight[at];
        line->x_mean += weight[at] * x[at];
        line->y_mean += weight[at] * y[at];
    }
    if (line->count < TREND_MONTHS_LEAST) return false;
    line->x_mean /= line->weight;
    line->y_mean /= line->weight;
    for (size_t i = 0; i < line->count; i++) {
        line->xx += weight[i] * (x[i] - line->x_mean) * (x[i] - line->x_mean);
        line->xy += weight[i] * (x[i] - line->x_mean) * (y[i] - line->y_mean);
    }
    if (line->xx <= 0) return false; /* all of one month */
    for (size_t i = 0; i < line->count; i++) {
        const double left = y[i] - line->y_mean - line->xy / line->xx * (x[i] - line->x_mean);
        line->scatter += weight[i] * left * left;
    }
    return true;
}

enum rc stats_dependent_trend(const struct dependent_counts *counts, const int32_t *months,
                              size_t count, struct interval *out, double *p, struct err *err)
{
    struct line line;
    *out = INTERVAL_UNDEFINED;
    *p = NAN;
    if (!fit(counts, months, count, &line)) return RC_OK;
    const double df = (double)line.count - 2, slope = line.xy / line.xx;
    const double inflation = fmax(1, line.scatter / df);
    const double error = sqrt(inflation / line.xx);
    double quantile = NAN;
    enum rc rc = stats_t_quantile(1 - STATS_TAIL, df, &quantile, err);
    if (rc == RC_OK) rc = stats_t_two_sided_p(slope / error, df, p, err);
    if (rc != RC_OK) return rc;
    *out = (struct interval){exp(MONTHS_A_YEAR * slope),
                             exp(MONTHS_A_YEAR * (slope - quantile * error)),
                             exp(MONTHS_A_YEAR * (slope + quantile * error)), true, true};
    return RC_OK;
}
