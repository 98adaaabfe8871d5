#include "measure/stats/ols.h"

#include "measure/stats/definite.h"
#include "measure/stats/distribution.h"

/* What rounding leaves of a residual sum of 0. */
static const double PERFECT = 1e-26;

/* The pieces of one fit, of p predictors. */
struct fit {
    size_t p;
    struct twofold *squares; /* (p+1) x (p+1): products of predictors, then of the response */
    struct twofold *factor;  /* p x p */
    struct twofold *inverse; /* p x p */
    struct twofold *slopes;  /* p */
    struct twofold explained, residual;
};

static struct twofold response_with(const struct fit *fit, size_t j)
{
    return fit->squares[fit->p * (fit->p + 1) + j];
}

static enum rc take_fit(const struct ols_model *model, struct arena *arena, struct fit *fit,
                        struct err *err)
{
    const size_t p = model->predictor_count, all = (p + 1) * (p + 1) + 2 * p * p + p;
    struct twofold *place = arena_take_array(arena, all, sizeof *place);
    size_t *columns = arena_take_array(arena, p + 1, sizeof *columns);
    if (place == NULL || columns == NULL) {
        (void)err_memory(err, all * sizeof *place);
        return RC_MEMORY;
    }
    *fit = (struct fit){.p = p, .squares = place};
    fit->factor = place + (p + 1) * (p + 1);
    fit->inverse = fit->factor + p * p;
    fit->slopes = fit->inverse + p * p;
    for (size_t j = 0; j < p; j++) columns[j] = model->predictors[j];
    columns[p] = model->response;
    return model->through_origin
               ? stats_cross_raw(model->cross, columns, p + 1, fit->squares, err)
               : stats_cross_centred(model->cross, columns, p + 1, fit->squares, err);
}

/* Slopes and sums of squares; the first dependent predictor, or p. */
static size_t solve(struct fit *fit)
{
    const size_t p = fit->p;
    for (size_t i = 0; i < p; i++) {
        fit->slopes[i] = response_with(fit, i);
        for (size_t j = 0; j < p; j++) fit->factor[i * p + j] = fit->squares[i * (p + 1) + j];
    }
    const size_t dependent = definite_factor(fit->factor, p, DEFINITE_TOLERANCE);
    if (dependent < p) return dependent;
    definite_solve_half(fit->factor, p, fit->slopes);
    fit->explained = twofold_of(0.0);
    for (size_t i = 0; i < p; i++)
        fit->explained = twofold_add(fit->explained, twofold_times(fit->slopes[i], fit->slopes[i]));
    fit->residual = twofold_minus(response_with(fit, p), fit->explained);
    for (size_t i = 0; i < p; i++) fit->slopes[i] = response_with(fit, i);
    definite_solve(fit->factor, p, fit->slopes);
    definite_inverse(fit->factor, p, fit->inverse);
    return p;
}

/* Value and error to test and bounds. */
static enum rc finish_term(struct ols_term *term, double df, struct err *err)
{
    double quantile;
    enum rc rc = stats_t_quantile(1.0 - STATS_TAIL, df, &quantile, err);
    if (rc != RC_OK) return rc;
    term->lower = term->value - quantile * term->error;
    term->upper = term->value + quantile * term->error;
    if (term->error > 0.0)
        term->statistic = term->value / term->error;
    else
        term->statistic = term->value == 0.0 ? 0.0 : copysign(INFINITY, term->value);
    return stats_t_two_sided_p(term->statistic, df, &term->p, err);
}

static struct ols_term slope_term(const struct fit *fit, size_t j, bool through_origin,
                                  double sigma)
{
    const size_t width = fit->p + 1;
    const struct twofold own = fit->squares[j * width + j], total = response_with(fit, fit->p);
    const struct twofold inverse = fit->inverse[j * fit->p + j];
    struct ols_term term = {.value = twofold_to_double(fit->slopes[j]),
                            .error = sigma * sqrt(inverse.high),
                            .standardised = NAN,
                            .inflation = NAN,
                            .correlation = NAN};
    if (through_origin) return term;
    const struct twofold spread = twofold_root(twofold_ratio(own, total));
    term.standardised = twofold_to_double(twofold_times(fit->slopes[j], spread));
    term.inflation = twofold_to_double(twofold_times(inverse, own));
    term.correlation = twofold_to_double(twofold_ratio(
        response_with(fit, j), twofold_times(twofold_root(own), twofold_root(total))));
    term.is_turned = term.value * term.correlation < 0.0;
    return term;
}

static struct twofold mean_of(const struct cross_product *c, size_t column)
{
    const i128 scale = c->scales == NULL ? 1 : c->scales[column];
    return twofold_ratio(twofold_of_i128(c->sums[column]), twofold_of_i128((i128)c->n * scale));
}

/* mean(y) - sum of slopes times means; variance sigma^2 (1/n + m' inverse m). */
static struct ols_term intercept_term(const struct ols_model *model, const struct fit *fit,
                                      double sigma)
{
    const size_t p = fit->p;
    struct twofold value = mean_of(model->cross, model->response);
    struct twofold square = twofold_ratio(twofold_of(1.0), twofold_of_i128((i128)model->cross->n));
    for (size_t i = 0; i < p; i++) {
        const struct twofold mean = mean_of(model->cross, model->predictors[i]);
        value = twofold_minus(value, twofold_times(fit->slopes[i], mean));
        for (size_t j = 0; j < p; j++) {
            const struct twofold other = mean_of(model->cross, model->predictors[j]);
            const struct twofold product = twofold_times(mean, other);
            square = twofold_add(square, twofold_times(product, fit->inverse[i * p + j]));
        }
    }
    return (struct ols_term){.value = twofold_to_double(value),
                             .error = sigma * sqrt(square.high),
                             .standardised = NAN,
                             .inflation = NAN,
                             .correlation = NAN};
}

static enum rc fill_terms(const struct ols_model *model, const struct fit *fit, struct ols *out,
                          struct err *err)
{
    size_t at = 0;
    if (!model->through_origin) out->terms[at++] = intercept_term(model, fit, out->sigma);
    for (size_t j = 0; j < fit->p; j++)
        out->terms[at++] = slope_term(fit, j, model->through_origin, out->sigma);
    enum rc rc = RC_OK;
    for (size_t i = 0; i < at && rc == RC_OK; i++) rc = finish_term(&out->terms[i], out->df, err);
    return rc;
}

static enum rc fill_squares(const struct fit *fit, bool through_origin, struct ols *out,
                            struct err *err)
{
    const struct twofold total = response_with(fit, fit->p);
    const double residual = fit->residual.high > PERFECT * total.high ? fit->residual.high : 0.0;
    const double p = (double)fit->p;
    out->total_squares = twofold_to_double(total);
    out->explained_squares = twofold_to_double(fit->explained);
    out->residual_squares = residual;
    out->sigma = sqrt(residual / out->df);
    out->r_squared = twofold_to_double(twofold_ratio(fit->explained, total));
    const double free_rows = (double)out->n - (through_origin ? 0.0 : 1.0);
    out->r_squared_adjusted = 1.0 - residual / out->total_squares * (free_rows / out->df);
    if (fit->p == 0) return RC_OK;
    const double mean_residual = residual / out->df;
    out->f = (struct test){INFINITY, p, 0.0, true};
    if (mean_residual == 0.0) return RC_OK;
    out->f.statistic = out->explained_squares / p / mean_residual;
    return stats_f_upper_p(out->f.statistic, p, out->df, &out->f.p, err);
}

enum rc stats_ols(const struct ols_model *model, struct arena *arena, struct ols *out,
                  struct err *err)
{
    const size_t p = model->predictor_count, term_count = p + (model->through_origin ? 0 : 1);
    *out = (struct ols){.state = OLS_FEW_ROWS, .n = model->cross->n, .f = TEST_UNDEFINED};
    if (out->n <= term_count) return RC_OK;
    struct fit fit = {.p = p};
    enum rc rc = take_fit(model, arena, &fit, err);
    if (rc != RC_OK) return rc;
    out->state = OLS_CONSTANT;
    if (!(response_with(&fit, p).high > 0.0)) return RC_OK;
    out->state = OLS_DEPENDENT;
    out->column = solve(&fit);
    if (out->column < p) return RC_OK;
    if (fit.residual.high < -PERFECT * response_with(&fit, p).high)
        return err_set(err, RC_NUMERIC,
                       "impossible sums of products: %zu columns explain more "
                       "than there is",
                       p);
    out->state = OLS_FITTED;
    out->column = 0;
    out->term_count = term_count;
    out->df = (double)(out->n - term_count);
    out->terms = arena_take_array(arena, term_count, sizeof *out->terms);
    if (out->terms == NULL) return err_memory(err, term_count * sizeof *out->terms);
    rc = fill_squares(&fit, model->through_origin, out, err);
    return rc == RC_OK ? fill_terms(model, &fit, out, err) : rc;
}

const char *stats_ols_state_text(enum ols_state state)
{
    switch (state) {
    case OLS_FITTED: return "fitted";
    case OLS_FEW_ROWS: return "no more rows than coefficients";
    case OLS_CONSTANT: return "the response does not vary";
    case OLS_DEPENDENT: return "a predictor does not vary or follows from those before it";
    }
    return "unknown";
}
