#include "measure/stats/funnel.h"

#include "measure/stats/distribution.h"
#include "measure/stats/gamma.h"

static const double TAILS[FUNNEL_LEVELS] = FUNNEL_TAILS, Z[FUNNEL_LEVELS] = FUNNEL_Z;
static const double WINSORISED = 0.1; /* on each side */
enum { UNIT_LIMIT = 100000 };
static const double SIZE_LIMIT = 1099511627776.0; /* 2^40 */

/* The distribution of a unit's count on target. */
struct expected {
    enum funnel_kind kind;
    double target, size;
};

static enum rc expected_check(const struct expected *e, struct err *err)
{
    const double most = e->kind == FUNNEL_SHARE ? 1.0 : INFINITY;
    const bool is_whole = e->kind != FUNNEL_SHARE || e->size == floor(e->size);
    if (e->target > 0.0 && e->target < most && e->size > 0.0 && e->size < SIZE_LIMIT && is_whole)
        return RC_OK;
    return err_set(err, RC_NUMERIC, "no funnel at size %.17g for target %.17g", e->size, e->target);
}

/* P(R <= k), or P(R >= k) where `upwards`. */
static enum rc tail_p(const struct expected *e, double k, bool upwards, double *p, struct err *err)
{
    if (e->kind == FUNNEL_RATIO) {
        double at_most, at_least;
        const enum rc rc = stats_poisson_tails(k, e->target * e->size, &at_most, &at_least, err);
        *p = upwards ? at_least : at_most;
        return rc;
    }
    const double cases = upwards ? e->size - k : k;
    *p = 0.0;
    if (cases < 0.0) return RC_OK;
    return stats_binomial_lower_p((uint64_t)cases, (uint64_t)e->size,
                                  upwards ? 1.0 - e->target : e->target, p, err);
}

/* The count nearest to the far end whose tail, from that end, is at least `tail`: least count
 * downwards, greatest upwards. */
static enum rc count_at(const struct expected *e, bool upwards, double tail, double *count,
                        struct err *err)
{
    const double mean = e->target * e->size;
    double inside = upwards ? floor(mean) : ceil(mean); /* the median lies between: tail >= 1/2 */
    double outside = !upwards                  ? -1.0
                     : e->kind == FUNNEL_SHARE ? e->size + 1.0
                                               : ceil(mean + 40.0 * sqrt(mean) + 100.0);
    while (fabs(outside - inside) > 1.0) {
        const double middle = floor((inside + outside) / 2.0);
        double p;
        const enum rc rc = tail_p(e, middle, upwards, &p, err);
        if (rc != RC_OK) return rc;
        if (p >= tail)
            inside = middle;
        else
            outside = middle;
    }
    *count = inside;
    return RC_OK;
}

/* The interpolated count on one side. */
static enum rc limit_of(const struct expected *e, bool upwards, double tail, double *limit,
                        struct err *err)
{
    double count, at, beyond;
    enum rc rc = count_at(e, upwards, tail, &count, err);
    const double step = upwards ? 1.0 : -1.0;
    if (rc == RC_OK) rc = tail_p(e, count, upwards, &at, err);
    if (rc == RC_OK) rc = tail_p(e, count + step, upwards, &beyond, err);
    if (rc == RC_OK) *limit = count + step * ((at - tail) / (at - beyond));
    return rc;
}

enum rc stats_funnel_limits(enum funnel_kind kind, double target, double size, double tail,
                            struct funnel_limits *out, struct err *err)
{
    *out = (struct funnel_limits){NAN, NAN};
    const struct expected e = {kind, target, size};
    enum rc rc = expected_check(&e, err);
    if (rc == RC_OK && !(tail > 0.0 && tail < 0.5))
        rc = err_set(err, RC_NUMERIC, "no funnel limits at tail %.17g", tail);
    double lower, upper;
    if (rc == RC_OK) rc = limit_of(&e, false, tail, &lower, err);
    if (rc == RC_OK) rc = limit_of(&e, true, tail, &upper, err);
    if (rc != RC_OK) return rc;
    *out = (struct funnel_limits){fmax(lower, 0.0) / size,
                                  kind == FUNNEL_SHARE ? fmin(upper, size) / size : upper / size};
    return RC_OK;
}

static double transformed(enum funnel_kind kind, double value)
{
    return kind == FUNNEL_SHARE ? asin(sqrt(value)) : sqrt(value);
}

static double turned_back(enum funnel_kind kind, double scaled)
{
    const double least = fmax(scaled, 0.0);
    if (kind == FUNNEL_RATIO) return least * least;
    const double root = sin(fmin(least, M_PI_2));
    return root * root;
}

/* Standard error on the transformed scale. */
static double chance_error(double size)
{
    return 0.5 / sqrt(size);
}

static double value_of(const struct funnel_unit *unit)
{
    return (double)unit->observed / unit->size;
}

static double apart_of(const struct funnel *funnel, const struct funnel_unit *unit)
{
    return transformed(funnel->kind, value_of(unit)) - transformed(funnel->kind, funnel->target);
}

static enum rc units_check(enum funnel_kind kind, const struct funnel_unit *units, size_t count,
                           struct err *err)
{
    if (count > UNIT_LIMIT)
        return err_set(err, RC_NUMERIC, "%zu units are too many for a funnel", count);
    for (size_t i = 0; i < count; i++)
        if (!(units[i].size >= 0.0) || units[i].size >= SIZE_LIMIT ||
            (kind == FUNNEL_SHARE && (double)units[i].observed > units[i].size))
            return err_set(err, RC_NUMERIC, "unit %zu of the funnel is %llu of %g", i,
                           (unsigned long long)units[i].observed, units[i].size);
    return RC_OK;
}

static double pooled(const struct funnel_unit *units, size_t count)
{
    double observed = 0.0, size = 0.0;
    for (size_t i = 0; i < count; i++) {
        if (units[i].size == 0.0) continue;
        observed += (double)units[i].observed;
        size += units[i].size;
    }
    return observed / size;
}

static int by_value(const void *left, const void *right)
{
    const double a = *(const double *)left, b = *(const double *)right;
    return (a > b) - (a < b);
}

/* R's type 7. */
static double quantile_of(const double *sorted, size_t count, double probability)
{
    const double position = (double)(count - 1) * probability, below = floor(position);
    const size_t at = (size_t)below;
    const double next = sorted[at + 1 < count ? at + 1 : at];
    return sorted[at] + (position - below) * (next - sorted[at]);
}

static void set_spread(const double *z, const struct funnel_unit *units, size_t count,
                       struct funnel *out)
{
    const double n = (double)out->unit_count;
    const double low = quantile_of(z, out->unit_count, WINSORISED);
    const double high = quantile_of(z, out->unit_count, 1.0 - WINSORISED);
    double square_sum = 0.0, weight = 0.0, weight_square = 0.0;
    for (size_t i = 0; i < out->unit_count; i++) {
        const double held = fmin(fmax(z[i], low), high);
        square_sum += held * held;
    }
    for (size_t i = 0; i < count; i++) { /* 1 / s^2 = 4 size; 0 for units without value */
        weight += 4.0 * units[i].size;
        weight_square += 16.0 * units[i].size * units[i].size;
    }
    out->phi = square_sum / n;
    out->tau_square = out->unit_count > 1
                          ? fmax(0.0, (square_sum - (n - 1.0)) / (weight - weight_square / weight))
                          : 0.0;
}

enum rc stats_funnel(enum funnel_kind kind, const struct funnel_unit *units, size_t count,
                     double target, struct arena *arena, struct funnel *out, struct err *err)
{
    *out = (struct funnel){
        kind, isnan(target) ? pooled(units, count) : target, 0, TEST_UNDEFINED, NAN, NAN};
    enum rc rc = units_check(kind, units, count, err);
    if (rc != RC_OK || isnan(out->target)) return rc;
    double *const z = arena_take_array(arena, count, sizeof *z);
    if (z == NULL) return err_memory(err, count * sizeof *z);
    double square_sum = 0.0;
    for (size_t i = 0; i < count; i++) {
        if (units[i].size == 0.0) continue;
        const double own = apart_of(out, &units[i]) / chance_error(units[i].size);
        z[out->unit_count++] = own;
        square_sum += own * own;
    }
    if (out->unit_count == 0) return RC_OK;
    qsort(z, out->unit_count, sizeof *z, by_value);
    set_spread(z, units, count, out);
    if (out->unit_count < 2) return RC_OK;
    out->dispersion = (struct test){square_sum, (double)(out->unit_count - 1), NAN, true};
    return stats_chi_square_upper_p(square_sum, out->dispersion.df, &out->dispersion.p, err);
}

enum rc stats_funnel_place(const struct funnel *funnel, const struct funnel_unit *unit,
                           struct funnel_place *out, struct err *err)
{
    const struct funnel_limits none = {NAN, NAN};
    *out = (struct funnel_place){NAN, NAN, NAN, NAN, {none, none}, {none, none}};
    if (unit->size == 0.0) return RC_OK;
    const double apart = apart_of(funnel, unit), error = chance_error(unit->size);
    const double adjusted = sqrt(error * error + funnel->tau_square);
    out->value = value_of(unit);
    out->z = apart / error;
    out->z_adjusted = apart / adjusted;
    out->p = stats_normal_two_sided_p(out->z_adjusted);
    const double centre = transformed(funnel->kind, funnel->target);
    for (size_t level = 0; level < FUNNEL_LEVELS; level++) {
        const enum rc rc = stats_funnel_limits(funnel->kind, funnel->target, unit->size,
                                               TAILS[level], &out->exact[level], err);
        if (rc != RC_OK) return rc;
        out->adjusted[level] = out->exact[level];
        if (funnel->tau_square == 0.0) continue;
        out->adjusted[level] =
            (struct funnel_limits){turned_back(funnel->kind, centre - Z[level] * adjusted),
                                   turned_back(funnel->kind, centre + Z[level] * adjusted)};
    }
    return RC_OK;
}
