#include "measure/stats/outlying.h"

#include "measure/stats/distribution.h"
#include "measure/stats/multiple.h"
#include "measure/stats/root.h"

#include <string.h>

/* Of a standard normal Z: E min(Z^2, C^2), E of Z^2 where |Z| < C, variance of min(Z^2, C^2). */
static const double FALSE_DISCOVERY_RATE = 0.05, C = 1.5, HELD_MEAN = 0.77846521617447,
                    INNER_MEAN = 0.47783281046460857, HELD_VARIANCE = 0.6296694807026804;

/* Below this score an error cannot be told from it. */
static const double SCORE_LEAST = 0.5;

/* 1 / s^2 of the error that the score implies; of its own where it implies none. */
static double information_of(const struct outlying_unit *unit, double score)
{
    const double root = score / unit->difference;
    if (fabs(score) >= SCORE_LEAST && root > 0.0) return root * root;
    return 1.0 / (unit->error * unit->error);
}

struct search {
    const struct outlying_unit *units;
    size_t count;
    double wanted;
};

static double excess_at(double tau_square, void *context)
{
    const struct search *search = context;
    double sum = 0.0;
    for (size_t i = 0; i < search->count; i++) {
        const struct outlying_unit *unit = &search->units[i];
        if (isnan(unit->z)) continue;
        sum +=
            fmin(unit->score * unit->score / (1.0 + tau_square * information_of(unit, unit->score)),
                 C * C);
    }
    return sum - search->wanted;
}

static double usual_spread(const struct outlying_unit *units, size_t count, size_t unit_count,
                           double greatest_error)
{
    struct search search = {units, count, (double)(unit_count - 1) * HELD_MEAN};
    if (!(excess_at(0.0, &search) > 0.0)) return 0.0;
    double high = greatest_error * greatest_error;
    while (excess_at(high, &search) > 0.0) high *= 4.0;
    return root_of_falling(excess_at, &search, 0.0, high);
}

static enum rc set_dispersion(double square_sum, struct outlying *out, struct err *err)
{
    const double df = (double)(out->unit_count - 1);
    double low, high;
    out->dispersion = (struct test){square_sum, df, NAN, true};
    enum rc rc = stats_chi_square_upper_p(square_sum, df, &out->dispersion.p, err);
    if (rc == RC_OK) rc = stats_chi_square_quantile(STATS_TAIL, df, &low, err);
    if (rc == RC_OK) rc = stats_chi_square_quantile(1.0 - STATS_TAIL, df, &high, err);
    if (rc != RC_OK) return rc;
    out->overdispersion =
        (struct interval){square_sum / df, square_sum / high, square_sum / low, true, true};
    return RC_OK;
}

static enum rc check(const struct outlying_unit *units, size_t count, struct outlying *out,
                     struct err *err)
{
    double square_sum = 0.0;
    for (size_t i = 0; i < count; i++) {
        if (isnan(units[i].z)) continue;
        if (!isfinite(units[i].z) || !isfinite(units[i].score) || !isfinite(units[i].difference) ||
            !(units[i].error > 0.0) || !isfinite(units[i].error))
            return err_set(err, RC_NUMERIC, "unit %zu lies at %g with error %g", i,
                           units[i].difference, units[i].error);
        out->unit_count++;
        square_sum += units[i].score * units[i].score;
    }
    return out->unit_count > 1 ? set_dispersion(square_sum, out, err) : RC_OK;
}

static void set_usual(const struct outlying_unit *usual, size_t count, struct outlying *out)
{
    double greatest = 0.0;
    out->usual_count = 0;
    for (size_t i = 0; i < count; i++) {
        if (isnan(usual[i].z)) continue;
        out->usual_count++;
        greatest = fmax(greatest, usual[i].error);
    }
    out->tau_square = usual_spread(usual, count, out->usual_count, greatest);
    out->information_sum = 0.0;
    for (size_t i = 0; i < count; i++)
        if (!isnan(usual[i].z))
            out->information_sum += 1.0 / (usual[i].error * usual[i].error + out->tau_square);
}

/* Takes the units that are called different out of the usual ones; how many are left. */
static enum rc take_out(const struct outlying_unit *units, size_t count,
                        const struct outlying *outlying, struct outlying_unit *usual, double *q,
                        size_t *left, struct err *err)
{
    *left = 0;
    for (size_t i = 0; i < count; i++) {
        struct outlying_place place;
        const enum rc rc = stats_outlying_place(outlying, &units[i], &place, err);
        if (rc != RC_OK) return rc;
        q[i] = place.p;
    }
    const enum rc rc = stats_benjamini_hochberg(q, count, err);
    for (size_t i = 0; i < count; i++) {
        if (q[i] < FALSE_DISCOVERY_RATE) usual[i].z = NAN;
        if (!isnan(usual[i].z)) ++*left;
    }
    return rc;
}

enum rc stats_outlying(const struct outlying_unit *units, size_t count, struct arena *arena,
                       struct outlying *out, struct err *err)
{
    *out = (struct outlying){0, TEST_UNDEFINED, INTERVAL_UNDEFINED, 0, 0.0, 0.0};
    enum rc rc = check(units, count, out, err);
    if (rc != RC_OK || out->unit_count < OUTLYING_UNITS_LEAST) return rc;
    struct outlying_unit *usual = arena_take_array(arena, count, sizeof *usual);
    double *q = arena_take_array(arena, count, sizeof *q);
    if (!usual || !q) return err_memory(err, count * sizeof *usual);
    memcpy(usual, units, count * sizeof *usual);
    for (size_t left = out->unit_count; rc == RC_OK && left >= OUTLYING_UNITS_LEAST;) {
        if (left == out->usual_count) break;
        set_usual(usual, count, out);
        rc = take_out(units, count, out, usual, q, &left, err);
    }
    return rc;
}

enum rc stats_outlying_place(const struct outlying *outlying, const struct outlying_unit *unit,
                             struct outlying_place *out, struct err *err)
{
    *out = (struct outlying_place){NAN, NAN, NAN};
    if (isnan(unit->z)) return RC_OK;
    out->z = unit->z / sqrt(1.0 + outlying->tau_square * information_of(unit, unit->z));
    out->df = INFINITY;
    out->p = stats_normal_two_sided_p(out->z);
    if (outlying->unit_count < OUTLYING_UNITS_LEAST) return RC_OK;
    const double relative =
        INNER_MEAN * outlying->information_sum * (unit->error * unit->error + outlying->tau_square);
    out->df = 2.0 * relative * relative / ((double)outlying->usual_count * HELD_VARIANCE);
    if (out->df > 1e6) return RC_OK; /* the normal distribution to six digits */
    return stats_t_two_sided_p(out->z, out->df, &out->p, err);
}
