#include "measure/stats/chart.h"

#include "measure/stats/beta.h"
#include "measure/stats/distribution.h"

static const double LIMIT_SIGMAS = 3.0;
enum { MONTH_LIMIT = 100000 };

#define POINT_UNDEFINED ((struct chart_point){NAN, NAN, NAN, NAN, NAN})
#define CHART_UNDEFINED ((struct chart){NAN, NAN, 0, TEST_UNDEFINED})

static bool is_share(enum chart_kind kind)
{
    return kind == CHART_P || kind == CHART_P_PRIME;
}

static enum rc counts_check(enum chart_kind kind, const struct chart_count *months, size_t count,
                            struct err *err)
{
    if (count > MONTH_LIMIT)
        return err_set(err, RC_NUMERIC, "%zu points are too many for a control chart", count);
    for (size_t i = 0; i < count; i++)
        if (!(months[i].n >= 0.0) || isinf(months[i].n) ||
            (is_share(kind) && (double)months[i].met > months[i].n))
            return err_set(err, RC_NUMERIC, "point %zu of the chart is %llu of %g", i,
                           (unsigned long long)months[i].met, months[i].n);
    return RC_OK;
}

/* Sigma of one point before Laney's factor. */
static double count_sigma(enum chart_kind kind, double centre, double n)
{
    return sqrt(centre * (is_share(kind) ? 1.0 - centre : 1.0) / n);
}

static double centre_of(const struct chart_count *months, size_t count, size_t *base_count)
{
    u128 met = 0;
    double n = 0.0;
    *base_count = 0;
    for (size_t i = 0; i < count; i++) {
        if (!months[i].is_base || months[i].n == 0.0) continue;
        met += months[i].met;
        n += months[i].n;
        ++*base_count;
    }
    return *base_count > 0 ? (double)met / n : NAN;
}

/* What the base's z say: their mean absolute step and their squares. */
struct steps {
    double before, step_sum, square_sum;
    size_t count;
};

static void add_step(struct steps *steps, double z)
{
    if (steps->count > 0) steps->step_sum += fabs(z - steps->before);
    steps->before = z;
    steps->square_sum += z * z;
    steps->count++;
}

static double mean_step(const struct steps *steps)
{
    return steps->count > 1 ? steps->step_sum / (double)(steps->count - 1) : NAN;
}

static struct chart_point point_of(double value, double centre, double sigma, double least,
                                   double most)
{
    const double reach = LIMIT_SIGMAS * sigma;
    return (struct chart_point){value, fmax(centre - reach, least), fmin(centre + reach, most),
                                sigma, (value - centre) / sigma};
}

static enum rc set_dispersion(const struct steps *steps, struct test *out, struct err *err)
{
    if (steps->count < 2 || !isfinite(steps->square_sum)) return RC_OK;
    *out = (struct test){steps->square_sum, (double)(steps->count - 1), NAN, true};
    return stats_chi_square_upper_p(out->statistic, out->df, &out->p, err);
}

enum rc stats_chart_counts(enum chart_kind kind, const struct chart_count *months, size_t count,
                           struct chart *out, struct chart_point *points, struct err *err)
{
    *out = CHART_UNDEFINED;
    enum rc rc = counts_check(kind, months, count, err);
    if (rc != RC_OK) return rc;
    out->centre = centre_of(months, count, &out->base_count);
    struct steps steps = {0};
    for (size_t i = 0; i < count; i++) {
        const double n = months[i].n, sigma = count_sigma(kind, out->centre, n);
        if (months[i].is_base && n > 0.0)
            add_step(&steps, ((double)months[i].met / n - out->centre) / sigma);
    }
    const bool is_primed = kind == CHART_P_PRIME || kind == CHART_U_PRIME;
    out->spread = is_primed ? mean_step(&steps) / CHART_D2 : 1.0;
    for (size_t i = 0; i < count; i++) {
        const double n = months[i].n;
        points[i] = POINT_UNDEFINED;
        if (n == 0.0) continue;
        const double sigma = count_sigma(kind, out->centre, n) * out->spread;
        points[i].value = (double)months[i].met / n;
        if (sigma > 0.0)
            points[i] =
                point_of(points[i].value, out->centre, sigma, 0.0, is_share(kind) ? 1.0 : INFINITY);
    }
    return set_dispersion(&steps, &out->dispersion, err);
}

/* From this many values on the asymptotic series of Gamma(a + 1/2) / Gamma(a), a = (n-1) / 2, is
 * good to the last digit. */
enum { SERIES_FROM = 201 };

struct chart_c4 stats_chart_c4(uint64_t n)
{
    const double a = (double)(n - 1) / 2.0;
    if (n < SERIES_FROM) {
        const double c4 =
            gamma_scaled(a + 0.5) / gamma_scaled(a) * exp(deviance_part(a, 0.5, a + 0.5));
        return (struct chart_c4){c4, (1.0 - c4) * (1.0 + c4)};
    }
    static const double TERMS[] = {1.0 / 8.0,      -1.0 / 128.0,     -5.0 / 1024.0,
                                   21.0 / 32768.0, 399.0 / 262144.0, -869.0 / 4194304.0};
    double short_of_one = 0.0;
    for (size_t i = sizeof TERMS / sizeof *TERMS; i-- > 0;)
        short_of_one = (short_of_one + TERMS[i]) / a;
    return (struct chart_c4){1.0 - short_of_one, short_of_one * (2.0 - short_of_one)};
}

struct month_shape {
    double mean, deviation; /* NaN where they do not exist */
};

static enum rc shape_of(const struct moments *m, struct month_shape *shape, struct err *err)
{
    double variance;
    enum rc rc = stats_mean(m, &shape->mean, err);
    if (rc == RC_OK) rc = stats_variance(m, &variance, err);
    shape->deviation = rc == RC_OK ? sqrt(variance) : NAN;
    return rc;
}

/* Centre and sigma from the base months; n or weight 0: there is none yet. */
struct base {
    double sum, n, weight, weighted;
};

static void base_add(struct base *base, const struct month_shape *shape, uint64_t n)
{
    base->sum += shape->mean * (double)n;
    base->n += (double)n;
    if (n < 2) return;
    const struct chart_c4 c = stats_chart_c4(n);
    base->weight += c.c4 * c.c4 / c.lack;
    base->weighted += c.c4 / c.lack * shape->deviation;
}

/* Mean and deviation of each month into its points, and what the base's say into the chart. */
static enum rc take_shapes(const struct chart_group *months, size_t count, struct chart *out,
                           struct chart_point *means, struct chart_point *deviations,
                           struct err *err)
{
    struct base base = {0};
    for (size_t i = 0; i < count; i++) {
        const uint64_t n = months[i].moments.n;
        struct month_shape shape;
        const enum rc rc = shape_of(&months[i].moments, &shape, err);
        if (rc != RC_OK) return rc;
        means[i] = POINT_UNDEFINED;
        if (deviations != NULL) deviations[i] = POINT_UNDEFINED;
        if (n == 0) continue;
        means[i].value = shape.mean;
        if (deviations != NULL) deviations[i].value = shape.deviation;
        if (!months[i].is_base) continue;
        out->base_count++;
        base_add(&base, &shape, n);
    }
    out->centre = base.n > 0.0 ? base.sum / base.n : NAN;
    out->spread = base.weight > 0.0 ? base.weighted / base.weight : NAN;
    return RC_OK;
}

static struct chart_point deviation_point(double deviation, uint64_t n, double sigma)
{
    if (n < 2) return POINT_UNDEFINED;
    const struct chart_c4 c = stats_chart_c4(n);
    return point_of(deviation, c.c4 * sigma, sigma * sqrt(c.lack), 0.0, INFINITY);
}

enum rc stats_chart_groups(const struct chart_group *months, size_t count, struct chart *out,
                           struct chart_point *means, struct chart_point *deviations,
                           struct err *err)
{
    *out = CHART_UNDEFINED;
    const enum rc rc = take_shapes(months, count, out, means, deviations, err);
    for (size_t i = 0; rc == RC_OK && i < count; i++) {
        const uint64_t n = months[i].moments.n;
        if (n == 0 || !(out->spread > 0.0)) continue;
        means[i] = point_of(means[i].value, out->centre, out->spread / sqrt((double)n), -INFINITY,
                            INFINITY);
        if (deviations != NULL)
            deviations[i] = deviation_point(deviations[i].value, n, out->spread);
    }
    return rc;
}

/* |value - the value before it|, with the limits of the base's ranges. */
static void set_ranges(const struct chart_value *months, size_t count, double mean_range,
                       struct chart_point *ranges)
{
    double before = NAN;
    for (size_t i = 0; i < count; i++) {
        ranges[i] = POINT_UNDEFINED;
        if (isnan(months[i].value)) continue;
        ranges[i].value = fabs(months[i].value - before);
        before = months[i].value;
        if (!(mean_range > 0.0) || isnan(ranges[i].value)) continue;
        ranges[i].lower = 0.0;
        ranges[i].upper = CHART_D4 * mean_range;
    }
}

void stats_chart_individuals(const struct chart_value *months, size_t count, struct chart *out,
                             struct chart_point *values, struct chart_point *ranges)
{
    *out = CHART_UNDEFINED;
    struct steps steps = {0};
    double sum = 0.0;
    for (size_t i = 0; i < count; i++) {
        if (!months[i].is_base || isnan(months[i].value)) continue;
        add_step(&steps, months[i].value);
        sum += months[i].value;
    }
    out->base_count = steps.count;
    out->centre = steps.count > 0 ? sum / (double)steps.count : NAN;
    out->spread = mean_step(&steps) / CHART_D2;
    for (size_t i = 0; i < count; i++) {
        values[i] = POINT_UNDEFINED;
        values[i].value = months[i].value;
        if (!isnan(months[i].value) && out->spread > 0.0)
            values[i] = point_of(months[i].value, out->centre, out->spread, -INFINITY, INFINITY);
    }
    if (ranges != NULL) set_ranges(months, count, mean_step(&steps), ranges);
}
