#include "measure/stats/cox_model.h"

#include "base/exact.h"

#include <string.h>

static enum rc wrong_order(size_t entry, struct err *err)
{
    return err_set(err, RC_NUMERIC, "entry %zu of a Cox model is out of order or has no pattern",
                   entry);
}

/* Counts strata and days and marks where they begin; days may be NULL the first time. */
static enum rc list_days(struct cox_model *model, struct cox_day *days, struct err *err)
{
    const struct cox_counts *c = model->counts;
    const struct cox_entry *before = NULL;
    size_t count = 0;
    for (size_t i = 0; i < c->entry_count; i++) {
        const struct cox_entry *e = &c->entries[i];
        if (e->pattern >= c->pattern_count) return wrong_order(i, err);
        const uint32_t stratum = c->strata == NULL ? 0 : c->strata[e->pattern];
        const uint32_t last = before == NULL || c->strata == NULL ? 0 : c->strata[before->pattern];
        const bool is_first = before == NULL || stratum != last;
        if (!is_first && e->day < before->day) return wrong_order(i, err);
        if (before != NULL && stratum < last) return wrong_order(i, err);
        if (is_first || e->day != before->day) {
            if (days != NULL) {
                if (count > 0) days[count - 1].entry_end = i;
                days[count] =
                    (struct cox_day){.day = e->day, .starts_stratum = is_first, .entry_begin = i};
            }
            count++;
        }
        before = e;
    }
    if (days != NULL && count > 0) days[count - 1].entry_end = c->entry_count;
    model->day_count = count;
    return RC_OK;
}

/* Events of days and patterns; whether as many are at risk as leave. */
static enum rc count_days(struct cox_model *model, struct err *err)
{
    uint64_t at_risk = 0;
    for (size_t k = model->day_count; k-- > 0;) {
        struct cox_day *day = &model->days[k];
        for (size_t i = day->entry_begin; i < day->entry_end; i++) {
            const struct cox_entry *e = &model->counts->entries[i];
            day->events += e->events;
            day->leaving += e->events + e->censored;
            day->entered += e->entered;
            model->events[e->pattern] += e->events;
        }
        if (day->entered > at_risk) /* who enters leaves on a later day */
            return err_set(err, RC_NUMERIC, "more persons enter on day %u than ever leave",
                           day->day);
        day->is_deserted = at_risk == day->entered;
        at_risk += day->leaving - day->entered;
        if (day->starts_stratum) at_risk = 0;
        if (day->events > 0) day->moment = model->moment_count++;
    }
    return RC_OK;
}

static void number_strata(struct cox_model *model)
{
    const struct cox_counts *c = model->counts;
    uint32_t stratum = UINT32_MAX;
    for (size_t row = 0; row < c->pattern_count; row++) model->stratum_of[row] = COX_NOBODY;
    for (size_t k = 0; k < model->day_count; k++) {
        const struct cox_day *day = &model->days[k];
        stratum += day->starts_stratum;
        for (size_t i = day->entry_begin; i < day->entry_end; i++)
            model->stratum_of[c->entries[i].pattern] = stratum;
    }
    model->stratum_count = (size_t)stratum + 1;
    if (model->day_count == 0) model->stratum_count = 1;
}

/* x less its mean over the persons of the stratum: subtracting it changes no result, and products
 * of values far from 0 would lose digits. */
static enum rc center(struct cox_model *model, struct arena *arena, struct err *err)
{
    const struct cox_counts *c = model->counts;
    const size_t p = c->covariate_count;
    i128 *sums = arena_take_array(arena, model->stratum_count * p, sizeof *sums);
    i128 *persons = arena_take_array(arena, model->stratum_count, sizeof *persons);
    if (sums == NULL || persons == NULL)
        return err_memory(err, model->stratum_count * (p + 1) * sizeof *sums);
    for (size_t i = 0; i < c->entry_count; i++) {
        const struct cox_entry *e = &c->entries[i];
        const i128 leaving = (i128)e->events + (i128)e->censored;
        const size_t stratum = model->stratum_of[e->pattern];
        persons[stratum] += leaving;
        for (size_t j = 0; j < p; j++)
            sums[stratum * p + j] += leaving * c->covariates[e->pattern * p + j];
    }
    for (size_t row = 0; row < c->pattern_count; row++) {
        const size_t stratum = model->stratum_of[row];
        if (stratum == COX_NOBODY || persons[stratum] == 0) continue;
        for (size_t j = 0; j < p; j++) {
            const i128 apart =
                c->covariates[row * p + j] * persons[stratum] - sums[stratum * p + j];
            model->x[row * p + j] = exact_ratio(apart, persons[stratum]);
        }
    }
    return RC_OK;
}

static bool take_vectors(struct cox_model *model, struct arena *arena)
{
    const size_t p = model->counts->covariate_count, vectors = model->moment_count;
    model->means = arena_take_array(arena, vectors * p, sizeof(double));
    model->aparts = arena_take_array(arena, vectors * p, sizeof(double));
    model->residuals = arena_take_array(arena, vectors * p, sizeof(double));
    model->sums = arena_take_array(arena, 3 * p, sizeof(double));
    model->greatest = arena_take_array(arena, model->stratum_count, sizeof(double));
    return model->means != NULL && model->aparts != NULL && model->residuals != NULL &&
           model->sums != NULL && model->greatest != NULL;
}

static bool take_patterns(struct cox_model *model, struct arena *arena)
{
    const size_t count = model->counts->pattern_count;
    model->x = arena_take_array(arena, count * model->counts->covariate_count, sizeof(double));
    model->eta = arena_take_array(arena, count, sizeof(double));
    model->weight = arena_take_array(arena, count, sizeof(double));
    model->exposure = arena_take_array(arena, count, sizeof(double));
    model->events = arena_take_array(arena, count, sizeof *model->events);
    model->stratum_of = arena_take_array(arena, count, sizeof *model->stratum_of);
    return model->x != NULL && model->eta != NULL && model->weight != NULL &&
           model->exposure != NULL && model->events != NULL && model->stratum_of != NULL;
}

enum rc cox_model_init(struct cox_model *model, const struct cox_counts *counts, enum cox_ties ties,
                       struct arena *arena, struct err *err)
{
    *model = (struct cox_model){.counts = counts, .ties = ties};
    enum rc rc = list_days(model, NULL, err);
    if (rc != RC_OK) return rc;
    model->days = arena_take_array(arena, model->day_count, sizeof *model->days);
    if (model->days == NULL || !take_patterns(model, arena))
        return err_memory(err, model->day_count * sizeof *model->days +
                                   counts->pattern_count * (counts->covariate_count + 4) *
                                       sizeof(double));
    list_days(model, model->days, NULL);
    rc = count_days(model, err);
    if (rc != RC_OK) return rc;
    number_strata(model);
    if (!take_vectors(model, arena))
        return err_memory(err, 3 * model->moment_count * counts->covariate_count * sizeof(double));
    return center(model, arena, err);
}

static void weigh_patterns(struct cox_model *model, const double *coefficients)
{
    const size_t p = model->counts->covariate_count, count = model->counts->pattern_count;
    for (size_t s = 0; s < model->stratum_count; s++) model->greatest[s] = -INFINITY;
    for (size_t row = 0; row < count; row++) {
        double eta = 0.0;
        for (size_t j = 0; j < p; j++) eta += model->x[row * p + j] * coefficients[j];
        model->eta[row] = eta;
        if (model->stratum_of[row] == COX_NOBODY) continue;
        double *greatest = &model->greatest[model->stratum_of[row]];
        if (eta > *greatest) *greatest = eta;
    }
    for (size_t row = 0; row < count; row++)
        if (model->stratum_of[row] != COX_NOBODY)
            model->weight[row] = exp(model->eta[row] - model->greatest[model->stratum_of[row]]);
}

static void add_vector(double *sum, double factor, const double *x, size_t count)
{
    for (size_t j = 0; j < count; j++) sum[j] += factor * x[j];
}

/* The sums over the events of a day in their order; staying: hazards of the others at risk. Returns
 * the sum of log rest. */
static double add_ties(struct cox_day *day, enum cox_ties ties, double staying, double dying)
{
    const double d = (double)day->events;
    day->hazard = day->tied_hazard = day->drift = day->square_drift = 0.0;
    day->hazard_drift = day->tied_drift = 0.0;
    if (ties == COX_BRESLOW) {
        day->hazard = day->tied_hazard = d / (staying + dying);
        return d * log(staying + dying);
    }
    double logs = 0.0;
    for (uint64_t i = 0; i < day->events; i++) {
        const double gone = (double)i / d, here = (double)(day->events - i) / d;
        const double rest = staying + here * dying, hazard = 1.0 / rest;
        const double drift = gone * dying * hazard;
        day->hazard += hazard;
        day->tied_hazard += here * hazard;
        day->drift += drift;
        day->square_drift += drift * drift;
        day->hazard_drift += hazard * drift;
        day->tied_drift += here * hazard * drift;
        logs += log(rest);
    }
    return logs;
}

/* Hazards at risk after the day, and who leaves on it without an event. */
static void add_staying(const struct cox_model *model, const struct cox_day *day, double *staying,
                        double *staying_x)
{
    const size_t p = model->counts->covariate_count;
    for (size_t i = day->entry_begin; i < day->entry_end; i++) {
        const struct cox_entry *e = &model->counts->entries[i];
        const double change = cox_leavers(day, e);
        if (change == 0.0) continue;
        const double hazard = change * model->weight[e->pattern];
        *staying += hazard;
        add_vector(staying_x, hazard, model->x + e->pattern * p, p);
    }
}

/* An event day: its moments; then the dying belong to the risk sets of the days before. */
static void add_event_day(struct cox_model *model, struct cox_day *day, double *staying,
                          double *staying_x)
{
    const size_t p = model->counts->covariate_count;
    double *mean = model->means + day->moment * p, *apart = model->aparts + day->moment * p;
    double *residual = model->residuals + day->moment * p, *dying_x = model->sums + p;
    double dying = 0.0, etas = 0.0;
    memset(dying_x, 0, p * sizeof *dying_x);
    memset(residual, 0, p * sizeof *residual);
    for (size_t i = day->entry_begin; i < day->entry_end; i++) {
        const struct cox_entry *e = &model->counts->entries[i];
        if (e->events == 0) continue;
        const double events = (double)e->events, hazard = events * model->weight[e->pattern];
        const double *x = model->x + e->pattern * p;
        dying += hazard;
        etas += events * model->eta[e->pattern];
        add_vector(dying_x, hazard, x, p);
        add_vector(residual, events, x, p);
    }
    const double risk = *staying + dying, d = (double)day->events;
    const size_t stratum = model->stratum_of[model->counts->entries[day->entry_begin].pattern];
    model->log_likelihood +=
        etas - d * model->greatest[stratum] - add_ties(day, model->ties, *staying, dying);
    for (size_t j = 0; j < p; j++) {
        mean[j] = (staying_x[j] + dying_x[j]) / risk;
        /* mean - mean of the dying, with nothing subtracted that is nearly all of both. */
        apart[j] = (staying_x[j] - *staying * (dying_x[j] / dying)) / risk;
        residual[j] -= d * mean[j] + day->drift * apart[j];
        staying_x[j] += dying_x[j];
    }
    *staying = risk;
}

void cox_moments(struct cox_model *model, const double *coefficients)
{
    const size_t p = model->counts->covariate_count;
    double *staying_x = model->sums, staying = 0.0;
    weigh_patterns(model, coefficients);
    model->log_likelihood = 0.0;
    for (size_t k = model->day_count; k-- > 0;) {
        struct cox_day *day = &model->days[k];
        if (day->is_deserted) { /* the last day of a stratum, or before a gap */
            staying = 0.0;
            memset(staying_x, 0, p * sizeof *staying_x);
        }
        add_staying(model, day, &staying, staying_x);
        if (day->events > 0) add_event_day(model, day, &staying, staying_x);
    }
}

/* Cumulative hazards that each pattern's persons lived through, with weighted days. */
static void add_exposures(struct cox_model *model, const double *weights)
{
    double before = 0.0;
    memset(model->exposure, 0, model->counts->pattern_count * sizeof *model->exposure);
    for (size_t k = 0; k < model->day_count; k++) {
        const struct cox_day *day = &model->days[k];
        const double weight = weights == NULL || day->events == 0 ? 1.0 : weights[day->moment];
        const double after = before + weight * day->hazard;
        const double dying = before + weight * day->tied_hazard;
        for (size_t i = day->entry_begin; i < day->entry_end; i++) {
            const struct cox_entry *e = &model->counts->entries[i];
            model->exposure[e->pattern] += (double)e->events * dying + cox_leavers(day, e) * after;
        }
        before = day->is_deserted ? 0.0 : after;
    }
}

/* matrix += first a a' + second (a b' + b a') + third b b', lower triangle. */
static void add_outer(double *matrix, size_t size, const double *a, const double *b, double first,
                      double second, double third)
{
    for (size_t i = 0; i < size; i++) {
        const double with_a = first * a[i] + second * b[i], with_b = second * a[i] + third * b[i];
        for (size_t j = 0; j <= i; j++) matrix[i * size + j] += with_a * a[j] + with_b * b[j];
    }
}

void cox_information(struct cox_model *model, const double *weights, double *score,
                     double *information)
{
    const size_t p = model->counts->covariate_count;
    memset(information, 0, p * p * sizeof *information);
    memset(score, 0, p * sizeof *score);
    add_exposures(model, weights);
    for (size_t row = 0; row < model->counts->pattern_count; row++) {
        const double hazard = model->weight[row] * model->exposure[row];
        const double *x = model->x + row * p;
        if (hazard != 0.0) add_outer(information, p, x, x, hazard, 0.0, 0.0);
    }
    for (size_t k = 0; k < model->day_count; k++) {
        const struct cox_day *day = &model->days[k];
        if (day->events == 0) continue;
        const double weight = weights == NULL ? 1.0 : weights[day->moment];
        add_outer(information, p, model->means + day->moment * p, model->aparts + day->moment * p,
                  -weight * (double)day->events, -weight * day->drift, -weight * day->square_drift);
        add_vector(score, weight, model->residuals + day->moment * p, p);
    }
}
