#include "measure/stats/cox.h"

#include "measure/stats/cox_model.h"
#include "measure/stats/distribution.h"

#include <string.h>

enum { STEP_MAX = 50, HALVING_MAX = 30 };
/* Squared length of a step in standard errors: below it Newton's next step is the last; above the
 * other a fall of the likelihood is no rounding. */
static const double STEP_SMALL = 1e-16, STEP_SEEN = 1e-8;
/* A step never moves linear predictors further apart than this. */
static const double STEP_RANGE = 20.0;
/* When the likelihood rises for ever, Newton's steps keep a length of about 1; else they shrink. */
static const double STEP_LONG = 0.3;
/* How far a step is followed to see whether the likelihood ever falls along it. */
static const double FAR_RANGE = 500.0;

const char *cox_refusal(enum cox_status status)
{
    switch (status) {
    case COX_NO_EVENTS: return "nobody had the event";
    case COX_COLLINEAR:
        return "a covariate does not vary among those at risk, or follows from the others";
    case COX_SEPARATED:
        return "a covariate separates those with the event from those without it: the hazard ratio "
               "has no finite estimate";
    case COX_NOT_CONVERGED: return "the likelihood has no maximum that could be found";
    case COX_FITTED:
    case COX_STATUS_COUNT: break;
    }
    return "";
}

/* Newton's iteration. */
struct search {
    struct cox_model *model;
    size_t size;
    double *at, *next, *step; /* coefficients */
    double *score, *information;
    double *spread; /* of each covariate: its range over the patterns */
    struct symmetric factor;
};

static bool search_init(struct search *s, struct cox_model *model, struct arena *arena)
{
    const size_t p = model->counts->covariate_count;
    *s = (struct search){.model = model, .size = p};
    s->at = arena_take_array(arena, p, sizeof(double));
    s->next = arena_take_array(arena, p, sizeof(double));
    s->step = arena_take_array(arena, p, sizeof(double));
    s->score = arena_take_array(arena, p, sizeof(double));
    s->spread = arena_take_array(arena, p, sizeof(double));
    s->information = arena_take_array(arena, p * p, sizeof(double));
    return s->at != NULL && s->next != NULL && s->step != NULL && s->score != NULL &&
           s->spread != NULL && s->information != NULL && symmetric_init(&s->factor, p, arena);
}

static void measure_spread(struct search *s)
{
    const struct cox_counts *c = s->model->counts;
    for (size_t j = 0; j < s->size; j++) {
        int32_t least = INT32_MAX, greatest = INT32_MIN;
        for (size_t row = 0; row < c->pattern_count; row++) {
            const int32_t x = c->covariates[row * s->size + j];
            if (s->model->stratum_of[row] == COX_NOBODY) continue;
            if (x < least) least = x;
            if (x > greatest) greatest = x;
        }
        s->spread[j] = (double)greatest - (double)least;
    }
}

/* How far the step moves linear predictors of one stratum apart. */
static double range_of(const struct search *s)
{
    const struct cox_model *m = s->model;
    double least = INFINITY, greatest = -INFINITY;
    for (size_t row = 0; row < m->counts->pattern_count; row++) {
        double moved = 0.0;
        for (size_t j = 0; j < s->size; j++) moved += m->x[row * s->size + j] * s->step[j];
        least = fmin(least, moved);
        greatest = fmax(greatest, moved);
    }
    return greatest - least;
}

static double product(const double *a, const double *b, size_t count)
{
    double sum = 0.0;
    for (size_t i = 0; i < count; i++) sum += a[i] * b[i];
    return sum;
}

/* The moments at `at` + factor * step, which is left in `next`. */
static void look(struct search *s, double factor)
{
    for (size_t j = 0; j < s->size; j++) s->next[j] = s->at[j] + factor * s->step[j];
    cox_moments(s->model, s->next);
}

/* Whether the likelihood still does not fall far along the step: then it never will, because it is
 * concave and no event meets a risk set in which another goes before it in that direction. */
static bool rises_for_ever(struct search *s, double range)
{
    look(s, FAR_RANGE / range);
    const size_t p = s->size;
    double slope = 0.0;
    for (size_t moment = 0; moment < s->model->moment_count; moment++)
        slope += product(s->model->residuals + moment * p, s->step, p);
    return slope >= -1e-6 * range;
}

static size_t furthest(const struct search *s)
{
    size_t at_fault = 0;
    for (size_t j = 1; j < s->size; j++)
        if (fabs(s->step[j]) * s->spread[j] > fabs(s->step[at_fault]) * s->spread[at_fault])
            at_fault = j;
    return at_fault;
}

/* Steps until the likelihood rises; false when it does not. */
static bool advance(struct search *s, double from, double decrement, double range)
{
    double factor = range > STEP_RANGE ? STEP_RANGE / range : 1.0;
    for (int halving = 0; halving < HALVING_MAX; halving++) {
        look(s, factor);
        const double reached = s->model->log_likelihood;
        if (isfinite(reached) && (reached >= from || decrement < STEP_SEEN)) {
            memcpy(s->at, s->next, s->size * sizeof *s->at);
            return true;
        }
        factor /= 2.0;
    }
    return false;
}

/* Why there is no way on from here. */
static enum cox_status lost_at(struct search *s, struct cox_fit *fit)
{
    const double range = range_of(s);
    fit->at_fault = furthest(s);
    return range > 0.0 && rises_for_ever(s, range) ? COX_SEPARATED : COX_NOT_CONVERGED;
}

static enum cox_status climb(struct search *s, struct cox_fit *fit)
{
    for (bool is_last = false; fit->step_count <= STEP_MAX; fit->step_count++) {
        const double reached = s->model->log_likelihood;
        cox_information(s->model, NULL, s->score, s->information);
        if (!symmetric_factor(&s->factor, s->information, &fit->at_fault))
            return fit->step_count == 0 ? COX_COLLINEAR : lost_at(s, fit);
        symmetric_solve(&s->factor, s->score, s->step);
        const double decrement = product(s->score, s->step, s->size);
        if (fit->step_count == 0) {
            fit->log_likelihood_null = reached;
            fit->score = (struct test){decrement, (double)s->size, NAN, true};
        }
        if (is_last) {
            fit->log_likelihood = reached;
            return COX_FITTED;
        }
        is_last = decrement < STEP_SMALL;
        const double range = range_of(s);
        if (fit->step_count >= 2 && range > STEP_LONG && lost_at(s, fit) == COX_SEPARATED)
            return COX_SEPARATED;
        if (!advance(s, reached, decrement, range)) return COX_NOT_CONVERGED;
    }
    return COX_NOT_CONVERGED;
}

/* z, p and hazard ratio of the standard error that counts. */
static void judge(struct cox_coefficient *c)
{
    const double error =
        isnan(c->robust_standard_error) ? c->standard_error : c->robust_standard_error;
    c->z = c->value / error;
    c->p = stats_normal_two_sided_p(c->z);
    c->ratio = (struct interval){exp(c->value), exp(c->value - STATS_Z * error),
                                 exp(c->value + STATS_Z * error), true, true};
}

static enum rc conclude(const struct search *s, struct cox_fit *fit, struct err *err)
{
    const size_t p = s->size;
    symmetric_invert(&s->factor, fit->covariance);
    double wald = 0.0;
    for (size_t i = 0; i < p; i++) {
        fit->coefficients[i] = (struct cox_coefficient){
            .value = s->at[i],
            .standard_error = sqrt(fit->covariance[i * p + i]),
            .robust_standard_error = NAN,
        };
        judge(&fit->coefficients[i]);
        wald += s->at[i] * s->at[i] * s->information[i * p + i];
        for (size_t j = 0; j < i; j++)
            wald += 2.0 * s->at[i] * s->at[j] * s->information[i * p + j];
    }
    const double ratio = 2.0 * (fit->log_likelihood - fit->log_likelihood_null);
    fit->wald = (struct test){wald, (double)p, NAN, true};
    fit->likelihood_ratio = (struct test){fmax(ratio, 0.0), (double)p, NAN, true};
    struct test *tests[] = {&fit->wald, &fit->likelihood_ratio, &fit->score};
    enum rc rc = RC_OK;
    for (size_t i = 0; i < 3 && rc == RC_OK; i++)
        rc = stats_chi_square_upper_p(tests[i]->statistic, (double)p, &tests[i]->p, err);
    return rc;
}

static void count_persons(const struct cox_counts *counts, struct cox_fit *fit)
{
    for (size_t i = 0; i < counts->entry_count; i++) {
        fit->events += counts->entries[i].events;
        fit->n += counts->entries[i].events + counts->entries[i].censored;
    }
}

enum rc stats_cox(const struct cox_counts *counts, enum cox_ties ties, struct arena *arena,
                  struct cox_fit *fit, struct err *err)
{
    const size_t p = counts->covariate_count;
    *fit = (struct cox_fit){.status = COX_NO_EVENTS,
                            .covariate_count = p,
                            .likelihood_ratio = TEST_UNDEFINED,
                            .score = TEST_UNDEFINED,
                            .wald = TEST_UNDEFINED,
                            .robust_wald = TEST_UNDEFINED};
    if (p == 0) return err_set(err, RC_NUMERIC, "a Cox model without a covariate");
    count_persons(counts, fit);
    struct search s;
    fit->model = arena_take(arena, sizeof *fit->model);
    fit->coefficients = arena_take_array(arena, p, sizeof *fit->coefficients);
    fit->covariance = arena_take_array(arena, p * p, sizeof *fit->covariance);
    if (fit->model == NULL || fit->coefficients == NULL || fit->covariance == NULL)
        return err_memory(err, (p + 1) * p * sizeof(double));
    const enum rc rc = cox_model_init(fit->model, counts, ties, arena, err);
    if (rc != RC_OK || fit->events == 0) return rc;
    if (!search_init(&s, fit->model, arena)) return err_memory(err, 2 * p * p * sizeof(double));
    measure_spread(&s);
    cox_moments(fit->model, s.at);
    fit->status = climb(&s, fit);
    return fit->status == COX_FITTED ? conclude(&s, fit, err) : RC_OK;
}

/* value' covariance^-1 value of the coefficients [first, first + count). */
static enum rc wald_of(const struct cox_fit *fit, const double *covariance, size_t first,
                       size_t count, struct arena *arena, struct test *out, struct err *err)
{
    const size_t p = fit->covariate_count;
    struct symmetric factor;
    double *part = arena_take_array(arena, count * count, sizeof *part);
    double *solved = arena_take_array(arena, count, sizeof *solved);
    if (part == NULL || solved == NULL || !symmetric_init(&factor, count, arena))
        return err_memory(err, 2 * count * count * sizeof(double));
    for (size_t i = 0; i < count; i++) {
        solved[i] = fit->coefficients[first + i].value;
        for (size_t j = 0; j < count; j++)
            part[i * count + j] = covariance[(first + i) * p + first + j];
    }
    size_t at_fault;
    *out = TEST_UNDEFINED;
    if (count == 0 || !symmetric_factor(&factor, part, &at_fault)) return RC_OK;
    symmetric_solve(&factor, solved, solved);
    double statistic = 0.0;
    for (size_t i = 0; i < count; i++) statistic += solved[i] * fit->coefficients[first + i].value;
    *out = (struct test){statistic, (double)count, NAN, true};
    return stats_chi_square_upper_p(statistic, (double)count, &out->p, err);
}

enum rc stats_cox_wald(const struct cox_fit *fit, size_t first, size_t count, struct arena *arena,
                       struct test *out, struct err *err)
{
    const double *covariance =
        fit->robust_covariance == NULL ? fit->covariance : fit->robust_covariance;
    if (fit->status != COX_FITTED || first > fit->covariate_count ||
        count > fit->covariate_count - first)
        return err_set(err, RC_NUMERIC, "no such coefficients in a Cox model");
    return wald_of(fit, covariance, first, count, arena, out, err);
}

/* sandwich = I^-1 B I^-1, kept in the fit. */
enum rc cox_conclude_robust(struct cox_fit *fit, const double *middle, double *sandwich,
                            struct arena *arena, struct err *err)
{
    const size_t p = fit->covariate_count;
    double *half = arena_take_array(arena, p * p, sizeof *half);
    if (half == NULL) return err_memory(err, p * p * sizeof *half);
    for (size_t i = 0; i < p; i++)
        for (size_t j = 0; j < p; j++)
            for (size_t k = 0; k < p; k++)
                half[i * p + j] += fit->covariance[i * p + k] * middle[k * p + j];
    for (size_t i = 0; i < p; i++)
        for (size_t j = 0; j < p; j++) {
            double sum = 0.0;
            for (size_t k = 0; k < p; k++) sum += half[i * p + k] * fit->covariance[k * p + j];
            sandwich[i * p + j] = sum;
        }
    for (size_t i = 0; i < p; i++) {
        fit->coefficients[i].robust_standard_error = sqrt(sandwich[i * p + i]);
        judge(&fit->coefficients[i]);
    }
    fit->robust_covariance = sandwich;
    return wald_of(fit, sandwich, 0, p, arena, &fit->robust_wald, err);
}
