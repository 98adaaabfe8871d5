#include "measure/stats/ols_pattern.h"

#include "measure/stats/definite.h"
#include "measure/stats/distribution.h"

#include <string.h>

/* Residual squares below this part of the response's own are what rounding left. */
static const double PERFECT = 1e-26;
/* So near to 1 a leverage is one: the row settles a coefficient alone. */
static const double ALONE = 1e-12;

/* The pieces of one fit, of k terms. */
struct fit {
    const struct ols_pattern_model *model;
    size_t k;
    struct twofold *squares, *inverse; /* k x k; the first is factored in place */
    struct twofold *coefficients;      /* k */
    double *meat;                      /* per pattern: sum of e^2 / (1-h)^2 */
};

static double value_at(const struct ols_pattern_model *m, size_t pattern, size_t term)
{
    return term == 0 ? 1.0 : m->columns[pattern * m->column_count + term - 1];
}

static struct twofold over_scale(i128 sum, int64_t scale)
{
    return twofold_ratio(twofold_of_i128(sum), twofold_of((double)scale));
}

static struct twofold count_of(const struct moments *moments)
{
    return twofold_of_i128((i128)moments->n);
}

static bool fit_init(struct fit *fit, const struct ols_pattern_model *model, struct arena *arena)
{
    const size_t k = model->column_count + 1;
    struct twofold *place = arena_take_array(arena, 2 * k * k + k, sizeof *place);
    *fit = (struct fit){.model = model, .k = k, .squares = place};
    fit->meat = arena_take_array(arena, model->pattern_count + 1, sizeof *fit->meat);
    if (!place || !fit->meat) return false;
    fit->inverse = place + k * k;
    fit->coefficients = fit->inverse + k * k;
    memset(place, 0, (2 * k * k + k) * sizeof *place);
    return true;
}

/* Adds a pattern's rows to X'X and X'y. */
static void add_pattern(struct fit *fit, size_t pattern)
{
    const struct moments *own = &fit->model->moments[pattern];
    const struct twofold n = count_of(own), sum = over_scale(own->sum, own->scale);
    for (size_t a = 0; a < fit->k; a++) {
        const struct twofold x = twofold_of(value_at(fit->model, pattern, a));
        if (x.high == 0.0) continue;
        fit->coefficients[a] = twofold_add(fit->coefficients[a], twofold_times(sum, x));
        const struct twofold weighted = twofold_times(n, x);
        for (size_t b = 0; b <= a; b++) {
            const struct twofold other = twofold_of(value_at(fit->model, pattern, b));
            struct twofold *at = &fit->squares[a * fit->k + b];
            *at = twofold_add(*at, twofold_times(weighted, other));
        }
    }
}

/* What the fit expects of a pattern. */
static struct twofold expected(const struct fit *fit, size_t pattern)
{
    struct twofold sum = twofold_of(0.0);
    for (size_t a = 0; a < fit->k; a++) {
        const struct twofold x = twofold_of(value_at(fit->model, pattern, a));
        sum = twofold_add(sum, twofold_times(fit->coefficients[a], x));
    }
    return sum;
}

/* Row `term` of the inverse times the pattern's columns. */
static struct twofold along(const struct fit *fit, size_t term, size_t pattern)
{
    struct twofold sum = twofold_of(0.0);
    for (size_t b = 0; b < fit->k; b++) {
        const struct twofold x = twofold_of(value_at(fit->model, pattern, b));
        sum = twofold_add(sum, twofold_times(fit->inverse[term * fit->k + b], x));
    }
    return sum;
}

/* Sum of squared residuals of a pattern: Q - 2 y S + n y^2. */
static double residual_squares(const struct fit *fit, size_t pattern)
{
    const struct moments *own = &fit->model->moments[pattern];
    const struct twofold scale = twofold_of((double)own->scale);
    const struct twofold squares = twofold_ratio(over_scale(own->square_sum, own->scale), scale);
    const struct twofold y = expected(fit, pattern), sum = over_scale(own->sum, own->scale);
    const struct twofold ny = twofold_times(count_of(own), y);
    const struct twofold cross = twofold_minus(ny, twofold_add(sum, sum));
    const double rest = twofold_to_double(twofold_add(squares, twofold_times(y, cross)));
    return rest > PERFECT * squares.high ? rest : 0.0;
}

/* False: a single row has leverage 1. */
static bool fill_meat(struct fit *fit)
{
    for (size_t i = 0; i < fit->model->pattern_count; i++) {
        fit->meat[i] = 0.0;
        if (fit->model->moments[i].n == 0) continue;
        struct twofold rest = twofold_of(1.0);
        for (size_t a = 0; a < fit->k; a++) {
            const struct twofold x = twofold_of(value_at(fit->model, i, a));
            rest = twofold_minus(rest, twofold_times(along(fit, a, i), x));
        }
        if (!(rest.high > ALONE)) return false;
        fit->meat[i] = residual_squares(fit, i) / (rest.high * rest.high);
    }
    return true;
}

static enum rc fill_term(const struct fit *fit, size_t term, double df,
                         struct ols_pattern_term *out, struct err *err)
{
    double variance = 0.0, quantile;
    for (size_t i = 0; i < fit->model->pattern_count; i++) {
        if (fit->model->moments[i].n == 0) continue;
        const double weight = twofold_to_double(along(fit, term, i));
        variance += fit->meat[i] * weight * weight;
    }
    enum rc rc = stats_t_quantile(1.0 - STATS_TAIL, df, &quantile, err);
    if (rc != RC_OK) return rc;
    out->value = twofold_to_double(fit->coefficients[term]);
    out->error = sqrt(variance);
    out->lower = out->value - quantile * out->error;
    out->upper = out->value + quantile * out->error;
    if (out->error > 0.0)
        out->statistic = out->value / out->error;
    else
        out->statistic = out->value == 0.0 ? 0.0 : copysign(INFINITY, out->value);
    return stats_t_two_sided_p(out->statistic, df, &out->p, err);
}

/* All rows together, checked pattern by pattern. */
static enum rc add_moments(const struct ols_pattern_model *model, struct moments *all,
                           struct err *err)
{
    *all = (struct moments){.scale = 1};
    for (size_t i = 0; i < model->pattern_count; i++) {
        const struct moments *own = &model->moments[i];
        double variance;
        if (own->n == 0) continue;
        if (all->n > 0 && own->scale != all->scale)
            return err_set(err, RC_NUMERIC, "patterns with different scales");
        const enum rc rc = stats_variance(own, &variance, err);
        if (rc != RC_OK) return rc;
        all->n += own->n;
        all->sum += own->sum;
        all->square_sum += own->square_sum;
        all->scale = own->scale;
    }
    return RC_OK;
}

static enum rc solve(struct fit *fit, struct arena *arena, struct ols_pattern *out, struct err *err)
{
    for (size_t i = 0; i < fit->model->pattern_count; i++)
        if (fit->model->moments[i].n > 0) add_pattern(fit, i);
    const size_t dependent = definite_factor(fit->squares, fit->k, DEFINITE_TOLERANCE);
    if (dependent < fit->k) {
        out->state = OLS_PATTERN_DEPENDENT;
        out->column = dependent > 0 ? dependent - 1 : 0;
        return RC_OK;
    }
    definite_solve(fit->squares, fit->k, fit->coefficients);
    definite_inverse(fit->squares, fit->k, fit->inverse);
    if (!fill_meat(fit)) {
        out->state = OLS_PATTERN_ALONE;
        return RC_OK;
    }
    struct ols_pattern_term *terms = arena_take_array(arena, fit->k, sizeof *terms);
    if (!terms) return err_memory(err, fit->k * sizeof *terms);
    enum rc rc = RC_OK;
    for (size_t a = 0; rc == RC_OK && a < fit->k; a++)
        rc = fill_term(fit, a, out->df, &terms[a], err);
    out->state = OLS_PATTERN_FITTED;
    out->terms = terms;
    return rc;
}

enum rc stats_ols_pattern(const struct ols_pattern_model *model, struct arena *arena,
                          struct ols_pattern *out, struct err *err)
{
    struct moments all;
    double variance;
    enum rc rc = add_moments(model, &all, err);
    if (rc == RC_OK) rc = stats_variance(&all, &variance, err);
    if (rc != RC_OK) return rc;
    *out = (struct ols_pattern){.n = all.n, .term_count = model->column_count + 1, .df = NAN};
    if (all.n <= out->term_count) {
        out->state = OLS_PATTERN_FEW_ROWS;
        return RC_OK;
    }
    if (!(variance > 0.0)) {
        out->state = OLS_PATTERN_CONSTANT;
        return RC_OK;
    }
    out->df = (double)(all.n - out->term_count);
    struct fit fit;
    if (!fit_init(&fit, model, arena)) return err_memory(err, fit.k * fit.k * sizeof *fit.squares);
    return solve(&fit, arena, out, err);
}
