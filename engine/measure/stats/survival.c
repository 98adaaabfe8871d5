#include "measure/stats/survival.h"

/* A survival this near to 1/2 is 1/2: the product of quotients is good to about 1e-13. */
static const double HALF_TOLERANCE = 1e-12;

/* Sums up to a day. Between two censorings or entries the product telescopes to one quotient, so
 * the curve of uncensored data is rounded once a row. */
struct running {
    double block_survival; /* at the last censoring or entry */
    uint64_t block_at_risk;
    double log_survival, greenwood, hazard, hazard_variance;
};

static void add_day(struct running *sums, uint64_t at_risk, uint64_t events)
{
    const double r = (double)at_risk, d = (double)events, left = (double)(at_risk - events);
    sums->log_survival += log1p(-d / r);
    sums->greenwood += d / r / left;
    sums->hazard += d / r;
    sums->hazard_variance += d / r / r;
}

static struct survival_row row_of(const struct running *sums, uint32_t day, uint64_t at_risk,
                                  uint64_t events)
{
    /* Late comers may fail after survival has come to 0. */
    const uint64_t left = sums->block_survival > 0.0 ? at_risk - events : 0;
    struct survival_row row = {.day = day,
                               .bounded = left > 0,
                               .at_risk = at_risk,
                               .events = events,
                               .hazard = sums->hazard,
                               .hazard_standard_error = sqrt(sums->hazard_variance)};
    if (left == 0) return row;
    const double error = sqrt(sums->greenwood);
    const double stretch = exp(STATS_Z * error / -sums->log_survival);
    row.survival = sums->block_survival * ((double)left / (double)sums->block_at_risk);
    row.standard_error = row.survival * error;
    row.lower = exp(sums->log_survival * stretch);
    row.upper = exp(sums->log_survival / stretch);
    return row;
}

static enum rc fill_rows(const struct day_counts *counts, const uint64_t *entered, uint64_t at_risk,
                         struct survival_curve *curve, struct err *err)
{
    struct running sums = {.block_survival = 1.0, .block_at_risk = at_risk};
    size_t filled = 0;
    for (size_t day = 0; filled < curve->row_count; day++) {
        const uint64_t events = counts->events[day], censored = counts->censored[day];
        const uint64_t late = entered == NULL ? 0 : entered[day];
        if (events + censored > at_risk)
            return err_set(err, RC_NUMERIC, "more persons leave on day %zu than are there", day);
        if (events > 0) {
            add_day(&sums, at_risk, events);
            curve->rows[filled++] = row_of(&sums, (uint32_t)day, at_risk, events);
        }
        at_risk = at_risk - events - censored + late;
        if (censored > 0 || late > 0) {
            if (filled > 0) sums.block_survival = curve->rows[filled - 1].survival;
            sums.block_at_risk = at_risk;
        }
    }
    return RC_OK;
}

enum rc stats_kaplan_meier_entering(const struct day_counts *counts, const uint64_t *entered,
                                    struct arena *arena, struct survival_curve *curve,
                                    struct err *err)
{
    *curve = (struct survival_curve){0};
    if (counts->day_count > UINT32_MAX)
        return err_set(err, RC_NUMERIC, "%zu days are too many for a survival curve",
                       counts->day_count);
    uint64_t late = 0;
    for (size_t day = 0; day < counts->day_count; day++) {
        const uint64_t events = counts->events[day], leaving = events + counts->censored[day];
        if (leaving > 0) curve->last_day = (uint32_t)day;
        curve->n += leaving;
        curve->events += events;
        curve->row_count += events > 0;
        if (entered != NULL) late += entered[day];
    }
    if (late > curve->n)
        return err_set(err, RC_NUMERIC, "more persons enter than ever leave a survival curve");
    if (curve->row_count == 0) return RC_OK;
    curve->rows = arena_take_array(arena, curve->row_count, sizeof *curve->rows);
    if (curve->rows == NULL) return err_memory(err, curve->row_count * sizeof *curve->rows);
    return fill_rows(counts, entered, curve->n - late, curve, err);
}

enum rc stats_kaplan_meier(const struct day_counts *counts, struct arena *arena,
                           struct survival_curve *curve, struct err *err)
{
    return stats_kaplan_meier_entering(counts, NULL, arena, curve, err);
}

/* One of the three curves that a row carries; NaN where it has no value. */
static double survival_of(const struct survival_row *row)
{
    return row->survival;
}
static double lower_of(const struct survival_row *row)
{
    return row->bounded ? row->lower : NAN;
}
static double upper_of(const struct survival_row *row)
{
    return row->bounded ? row->upper : NAN;
}

static double day_of_half(const struct survival_curve *curve,
                          double (*height_of)(const struct survival_row *))
{
    size_t first = 0;
    while (first < curve->row_count && !(height_of(&curve->rows[first]) <= 0.5 + HALF_TOLERANCE))
        first++;
    if (first == curve->row_count) return NAN;
    const double height = height_of(&curve->rows[first]), day = curve->rows[first].day;
    if (fabs(height - 0.5) > HALF_TOLERANCE) return day;
    for (size_t next = first + 1; next < curve->row_count; next++)
        if (height_of(&curve->rows[next]) < height) return (day + curve->rows[next].day) / 2.0;
    return day;
}

struct interval stats_survival_median(const struct survival_curve *curve)
{
    const double value = day_of_half(curve, survival_of);
    if (isnan(value)) return INTERVAL_UNDEFINED;
    const double lower = day_of_half(curve, lower_of), upper = day_of_half(curve, upper_of);
    return (struct interval){value, lower, upper, true, !isnan(lower) && !isnan(upper)};
}

/* Whether survival is known at the end of a day: somebody was watched that long, or nobody is left.
 */
static bool is_known(const struct survival_curve *curve, uint32_t day)
{
    if (curve->n == 0) return false;
    return day <= curve->last_day ||
           (curve->row_count > 0 && curve->rows[curve->row_count - 1].survival == 0.0);
}

struct interval stats_restricted_mean(const struct survival_curve *curve, uint32_t horizon_days)
{
    if (!is_known(curve, horizon_days)) return INTERVAL_UNDEFINED;
    size_t row = curve->row_count;
    while (row > 0 && curve->rows[row - 1].day > horizon_days) row--;
    double area = 0.0, variance = 0.0; /* area under the curve from `until` on */
    uint32_t until = horizon_days;
    while (row-- > 0) { /* backwards, so that each row meets the area after it */
        const struct survival_row *r = &curve->rows[row];
        area += r->survival * (double)(until - r->day);
        until = r->day;
        if (r->events < r->at_risk)
            variance += area / (double)r->at_risk * (area / (double)(r->at_risk - r->events)) *
                        (double)r->events;
    }
    const double mean = area + (double)until, half_width = STATS_Z * sqrt(variance);
    return (struct interval){mean, fmax(mean - half_width, 0.0),
                             fmin(mean + half_width, (double)horizon_days), true, true};
}

struct interval stats_survival_at(const struct survival_curve *curve, uint32_t day)
{
    if (!is_known(curve, day)) return INTERVAL_UNDEFINED;
    size_t row = curve->row_count;
    while (row > 0 && curve->rows[row - 1].day > day) row--;
    if (row == 0) return (struct interval){1.0, NAN, NAN, true, false};
    const struct survival_row *r = &curve->rows[row - 1];
    return (struct interval){r->survival, lower_of(r), upper_of(r), true, r->bounded};
}
